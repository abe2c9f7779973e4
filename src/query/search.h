/*
 * search.h - a query answered.
 */
#ifndef QUOTH_QUERY_SEARCH_H
#define QUOTH_QUERY_SEARCH_H

#include "base/arena.h"
#include "base/profile.h"
#include "query/hits.h"

#include <stdint.h>

enum {
    SEARCH_LIMIT_MAX = 1000,
    SEARCH_OFFSET_MAX = 1000,
};

/** As enum quoth_sort. */
enum search_sort {
    SORT_BY_RANK,
    SORT_BY_DATE,
    SORT_BY_TIME,
};

struct search_options {
    struct slice query;
    unsigned limit;  /**< 1 to SEARCH_LIMIT_MAX */
    unsigned offset; /**< at most SEARCH_OFFSET_MAX */
    enum search_sort sort;
    unsigned per_recording; /**< 0: any number */
    bool is_exact;          /**< nothing that is only like the query */
    bool lists_same;        /**< a line said in many places is told each time */
    struct profile *profile; /**< or NULL */
};

/** A word that was looked for beside one of the query. */
struct search_expansion {
    const char *word;
    const char *other;
    enum query_likeness likeness;
};

/** Everything lives in the arena. */
struct search_results {
    struct search_hit *hits;
    size_t n_hits;
    const char **relaxed; /**< words that were dropped */
    size_t n_relaxed;
    struct search_expansion *expansions;
    size_t n_expansions;
    const char *explanation;
    bool has_words;           /**< there was something to look for */
    const char *unfit_filter; /**< `field:value` that nothing fits; or NULL */
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
