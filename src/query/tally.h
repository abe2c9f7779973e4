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

/** What to count. */
struct tally_options {
    struct slice query;
    bool is_exact; /**< only as the words are written in it */
};

/** Count the passages that fulfil a query, between reader_begin() and
 * reader_end(); statuses as search(). */
enum status tally(struct reader *reader, const struct tally_options *options,
                  struct arena *arena, struct tally *found,
                  struct error *error);

#endif
