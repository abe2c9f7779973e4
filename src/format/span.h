/*
 * span.h - the `time --> time` of SubRip and of whisper.cpp.
 */
#ifndef QUOTH_FORMAT_SPAN_H
#define QUOTH_FORMAT_SPAN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct span {
    int64_t start_ms;
    int64_t end_ms;
};

/**
 * Read `time --> time` at text[*at], with or without blanks around the arrow.
 * Each time has at least minutes and seconds, and the rest as timecode_read()
 * takes it.
 *
 * Returns true with *at behind the span; false with *at where it can not be
 * read further, and *span untouched.
 */
bool span_read(struct slice text, size_t *at, struct span *span);

#endif
