/*
 * utf8.h - code points in and out of bytes, after The Unicode Standard 15,
 * section 3.9: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef QUOTH_BASE_UTF8_H
#define QUOTH_BASE_UTF8_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

/**
 * The code point at text[at], or -1 where the bytes are none.  *size is the
 * number of bytes it takes; for -1, of the ill-formed sequence's maximal
 * subpart, at least 1.  `at` must be inside.
 */
int32_t utf8_decode(struct slice text, size_t at, size_t *size);

/** Write a code point's bytes; returns how many, 1 to 4. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

/** The length of the well-formed part at the front; text.size when all is. */
size_t utf8_valid_prefix(struct slice text);

/** The number of code points in well-formed text. */
size_t utf8_length(struct slice text);

#endif
