/*
 * timecode.h - times of a recording, read and written without the locale.
 */
#ifndef QUOTH_BASE_TIMECODE_H
#define QUOTH_BASE_TIMECODE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The latest time that is read: a thousand hours. */
#define TIME_MAX_MS (INT64_C(1000) * 3600 * 1000)

/** A time that nobody knows. */
#define TIME_UNKNOWN INT64_C(-1)

enum { TIMECODE_BYTES = 32 };

/**
 * Read `[[hours:]minutes:]seconds[.fraction]` at text[*at] and step behind
 * it.  The point may be a comma; there may be any number of digits in the
 * first number and in the fraction, of which three count.  Minutes and
 * seconds after a colon are below 60.
 *
 * Returns false, with *at and *time_ms untouched, for anything else and for
 * times above TIME_MAX_MS.
 */
bool timecode_read(struct slice text, size_t *at, int64_t *time_ms);

/** As timecode_read() of the whole text and nothing behind it. */
bool timecode_parse(struct slice text, int64_t *time_ms);

/** Write a time for people: `3:37.0`, `1:02:11.5`; "?" when unknown. */
const char *timecode_print(char text[TIMECODE_BYTES], int64_t time_ms);

/** As timecode_print() in whole seconds: `3:37`, `1:02:11`. */
const char *timecode_print_short(char text[TIMECODE_BYTES], int64_t time_ms);

#endif
