/*
 * split.h - characters that whisper.cpp cut in two.
 */
#ifndef QUOTH_FORMAT_SPLIT_H
#define QUOTH_FORMAT_SPLIT_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

/**
 * Append bytes to `out` with each UTF-8 character whose bytes stand at the
 * end of one line `[time --> time]  text` and at the beginning of the text of
 * the next put together on the first.  Lines keep their numbers.
 *
 * Returns whether there was one; `out` holds the bytes in any case, but for
 * lack of memory, which is sticky in it.
 */
bool split_mend(struct slice bytes, struct buffer *out);

#endif
