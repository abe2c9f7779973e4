/*
 * rank.h - from positions of phrases to the best passages.
 *
 * A window is a stretch of at most `span` tokens that holds what the query
 * wants.  Its score is
 *
 *     sum of  weight(p) * saturated count(p)   over its phrases p
 *     * topic * (1 + nearness) * order
 *
 * with the weight an inverse frequency (query/weight.h), the topic from how
 * often the whole transcript says the phrases, and nearness from the words
 * that stand between the matched ones in the tightest cover (minimal
 * intervals: Clarke, Cormack and Tudhope 2000).  The best windows are kept;
 * what can not be among them is not looked at closely.
 */
#ifndef QUOTH_QUERY_RANK_H
#define QUOTH_QUERY_RANK_H

#include "query/best.h"
#include "query/thin.h"
#include "query/tree.h"
#include "store/match.h"

#include <stdbool.h>
#include <stdint.h>

/** Tokens in which all words of a query must stand. */
enum { SPAN_NEAR = 60 };

/** Counts of a phrase in a window whose worth is kept in a table. */
enum { COUNTS_KEPT = SPAN_NEAR + 1 };

/** How many tokens a shown passage may have around its window; exclusion
 * looks this far too. */
enum { CONTEXT_TOKENS = 30 };

/** What to look for, and what to keep. */
struct rank_options {
    const struct query *query;
    const struct query_node *root;

    /** Windows that fulfil this were found before and are passed over; or
     * NULL. */
    const struct query_node *except;

    /** Wanted are not all children of the root but as many as possible: once
     * a window has more of them, those with less are forgotten. */
    bool wants_most;

    uint32_t span;
    size_t n_best;
    unsigned per_transcript; /**< candidates to keep of one; 0: any number */
    const struct rank_source *source; /**< as for best_init() */
};

struct event;

struct ranker {
    struct rank_options options;
    double weights[PHRASES_MAX];
    double gains[PHRASES_MAX][COUNTS_KEPT]; /**< what so many of each give */
    struct best best;
    struct best own; /**< of the current transcript, if there is a limit */
    size_t n_needed; /**< children of the root, with wants_most */
    int64_t key;     /**< of the current transcript */
    double topic;    /**< above 1 where it is much about what is asked */
    uint64_t wanted; /**< phrases */
    bool can_exclude;
    bool has_others; /**< some phrases stand for others */
    struct thin thin;
    struct event *events; /**< owned; of the current transcript */
    size_t events_capacity;
};

/** Start ranking; ST_NO_MEMORY.  End with ranker_finish() in any case. */
enum status ranker_init(struct ranker *ranker,
                        const struct rank_options *options);

void ranker_finish(struct ranker *ranker);

/** Set the weights from how often each phrase is said among n_tokens. */
void ranker_weigh(struct ranker *ranker, const struct phrase_count *counts,
                  int64_t n_tokens);

/** Take in the positions of one transcript.  `key` goes before the score,
 * the lowest first; 0 to go by score. */
enum status ranker_add(struct ranker *ranker, int64_t transcript, int64_t key,
                       const struct positions *lists);

/** Windows of a transcript that fulfil the query. */
struct rank_count {
    int64_t n_windows; /**< as many as fit side by side */
    uint32_t first;    /**< token where the first begins */
};
enum status ranker_count(struct ranker *ranker, const struct positions *lists,
                         struct rank_count *count);

#endif
