/*
 * table_time.h - times as the cells of tables have them.
 */
#ifndef QUOTH_FORMAT_TABLE_TIME_H
#define QUOTH_FORMAT_TABLE_TIME_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** What the numbers of a column count. */
enum table_unit {
    UNIT_UNKNOWN, /**< its name does not say */
    UNIT_SECONDS,
    UNIT_MS,
    UNIT_COLONS, /**< `1:02:03.5`, whatever else is there */
};

/** No second has more frames. */
enum { FRAMES_MAX = 120 };

/** A time as it is written. */
struct table_time {
    int64_t ms;        /**< TIME_UNKNOWN below zero */
    int frame;         /**< of the second; -1 where there are none */
    bool has_colons;   /**< else it is one number */
    bool has_fraction; /**< behind a point */
    bool is_negative;  /**< and more than nothing */
};

/**
 * Read a cell: `12.5`, `12,5`, `-3`, `1e-05`, `12.5s`, `1:02.5`, `[00:01:02]`,
 * `00:01:02:12` and `00;01;02;12`, whose last number is a frame.  A number
 * is in the unit; an unknown one is seconds.
 *
 * Returns false, with *time untouched, for anything else and above
 * TIME_MAX_MS.
 */
bool table_time_read(struct slice cell, enum table_unit unit,
                     struct table_time *time);

/** Read a whole number of milliseconds; a negative one is TIME_UNKNOWN.
 * Returns false for anything else and above TIME_MAX_MS. */
bool table_ms_read(struct slice cell, int64_t *time_ms);

#endif
