/*
 * highlight.h - captions that are there once for each of their words, with
 * that word underlined or in colour.
 */
#ifndef QUOTH_FORMAT_HIGHLIGHT_H
#define QUOTH_FORMAT_HIGHLIGHT_H

#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stddef.h>

/** Whether most captions of a file have one word in `<u>` or `<font>`, and
 * next to nothing else that is so. */
bool highlight_is_used(struct slice text);

/** The offset of the tag that begins a word so marked, at or behind `at`;
 * line.size for none. */
size_t highlight_find(struct slice line, size_t at);

/** Make one segment of those that repeat a text while its words get their
 * times one after the other. */
void highlight_join(struct transcript *transcript);

#endif
