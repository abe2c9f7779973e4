/*
 * passage.h - from a window of tokens to what a person reads.
 *
 * A passage begins and ends where a sentence, a speaker's turn or a pause
 * does, if there is such a place near; else where a segment does.  It never
 * begins or ends inside a word.
 */
#ifndef QUOTH_QUERY_PASSAGE_H
#define QUOTH_QUERY_PASSAGE_H

#include "base/arena.h"
#include "query/rank.h"
#include "query/resemble.h"
#include "query/tree.h"
#include "store/read.h"

/** Where words of the query stand, and when they are said. */
struct passage_match {
    int64_t start_ms;
    int64_t end_ms;
    size_t begin; /**< byte offset into the passage's text */
    size_t end;
};

/** Where a passage says something else than a quotation that it resembles. */
struct passage_difference {
    enum difference_kind kind;
    const char *asked; /**< NULL for an added word */
    size_t begin;      /**< byte offset into the passage's text */
    size_t end;        /**< begin for a missing word */
};

/** A passage; everything it points to lives in the arena it was made in. */
struct passage {
    int64_t transcript;
    uint32_t first_token; /**< in the transcript */
    uint32_t end_token;
    int64_t start_ms;
    int64_t end_ms;
    int64_t moment_ms; /**< when the first match is said */
    int64_t seq;       /**< of the segment where that begins */
    int64_t segment_start_ms;
    int64_t segment_end_ms;
    int64_t first_seq;   /**< of the segments where the passage begins */
    int64_t last_seq;    /**< and ends */
    const char *speaker; /**< or NULL */
    const char *text;
    const struct passage_match *matches;
    size_t n_matches;
    const struct passage_difference *differences;
    size_t n_differences;
    int64_t repeats;
    int64_t loops;
    int64_t loop_end_ms;
};

/** What passages are made from. */
struct passage_source {
    struct reader *reader;
    const struct query *query;
    const struct query_node *root; /**< the tree whose words are matches */
    bool is_quotation; /**< matches are what the query's sentence says, the
                            rest are differences */
    uint32_t first;    /**< of the tokens that the passage may show */
    uint32_t end;      /**< after them; UINT32_MAX for any */
    struct arena *arena;
};

/** Make the passage of a candidate. */
enum status passage_make(const struct passage_source *source,
                         const struct candidate *candidate,
                         struct passage *passage, struct error *error);

#endif
