/*
 * seconds.h - times as research formats have them: a decimal number.
 */
#ifndef QUOTH_FORMAT_SECONDS_H
#define QUOTH_FORMAT_SECONDS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Read a whole text as seconds, `12`, `1583.7170208` or `1e-05`, into whole
 * milliseconds; what is smaller is cut off.  A negative number that is a
 * millisecond or more is TIME_UNKNOWN.
 *
 * Returns false, with *time_ms untouched, for what is no number and for times
 * above TIME_MAX_MS.
 */
bool seconds_parse(struct slice text, int64_t *time_ms);

#endif
