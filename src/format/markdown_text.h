/*
 * markdown_text.h - a line of Markdown as a person reads it.
 */
#ifndef QUOTH_FORMAT_MARKDOWN_TEXT_H
#define QUOTH_FORMAT_MARKDOWN_TEXT_H

#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>

/**
 * Append a line's text to the open segment: emphasis, code marks and tags
 * taken off, links and images reduced to their text, references decoded.
 * What is nothing but one text in single asterisks keeps them, as `*laughs*`:
 * they tell that it is no speech.  Linear in the line.
 */
void markdown_text_add(struct transcript *transcript, struct slice line);

/** Whether a line has nothing on it but an address, or one behind a label or
 * as a link. */
bool markdown_is_link(struct slice line);

#endif
