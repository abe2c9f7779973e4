/*
 * search.h - a query answered.
 */
#ifndef QUOTH_QUERY_SEARCH_H
#define QUOTH_QUERY_SEARCH_H

#include "base/arena.h"
#include "query/passage.h"
#include "store/read.h"

#include <stdint.h>

enum {
    SEARCH_LIMIT_MAX = 1000,
    SEARCH_OFFSET_MAX = 1000,
};

struct search_options {
    struct slice query;
    unsigned limit;  /**< 1 to SEARCH_LIMIT_MAX */
    unsigned offset; /**< at most SEARCH_OFFSET_MAX */
};

struct search_hit {
    double score;
    struct passage passage;
};

/** Everything lives in the arena. */
struct search_results {
    struct search_hit *hits;
    size_t n_hits;
    const char **relaxed; /**< words that were dropped */
    size_t n_relaxed;
    const char *explanation;
};

/**
 * Answer a query, between reader_begin() and reader_end(): what is found is
 * read from one state of the archive, and the deadline is the reader's.
 * Nothing found is ST_OK with no hits; ST_TOO_SLOW after the deadline.
 */
enum status search(struct reader *reader, const struct search_options *options,
                   struct arena *arena, struct search_results *results,
                   struct error *error);

#endif
