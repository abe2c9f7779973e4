/*
 * prose.h - telling running speech, written down, from other plain text.
 */
#ifndef QUOTH_FORMAT_PROSE_H
#define QUOTH_FORMAT_PROSE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Whether the front of a text is made of sentences as people say them: at
 * least `words_min` words, in lines of several, with the frequent words of
 * some language or in a script other than Latin, and hardly anything but
 * letters and punctuation.
 */
bool prose_is_speech(struct slice front, size_t words_min);

/** Whether a text has `words_min` words, and enough of the frequent ones of
 * some language or of a script other than Latin; what else is in it does not
 * matter. */
bool prose_has_words(struct slice front, size_t words_min);

/** Whether the front of a text has the shape of something else: of source
 * code, a table, a list, Markdown, settings, or a well-known licence. */
bool prose_is_structured(struct slice front);

#endif
