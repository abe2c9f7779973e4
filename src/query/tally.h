/*
 * tally.h - how often each recording says what is asked for.
 */
#ifndef QUOTH_QUERY_TALLY_H
#define QUOTH_QUERY_TALLY_H

#include "base/arena.h"
#include "store/read.h"

/** A transcript that says it. */
struct tally_row {
    int64_t transcript;
    int64_t n_passages;
    int64_t seq;       /**< of the segment where the first one begins */
    int64_t moment_ms; /**< and its time; TIME_UNKNOWN without times */
};

struct tally {
    struct tally_row *rows; /**< most passages first; in the arena */
    size_t n_rows;
    int64_t n_passages; /**< of all */
};

/** Count the passages that fulfil a query, between reader_begin() and
 * reader_end(); statuses as search(). */
enum status tally(struct reader *reader, struct slice query,
                  struct arena *arena, struct tally *found,
                  struct error *error);

#endif
