/*
 * rank.h - from positions of phrases to the best passages.
 *
 * A window is a stretch of at most `span` tokens that holds what the query
 * wants.  Its score is
 *
 *     sum of  weight(p) * saturated count(p)   over its phrases p
 *     * (1 + nearness)  * order
 *
 * with the weight a BM25-style inverse frequency at passage scale
 * (Robertson and Zaragoza 2009), and nearness from the words that stand
 * between the matched ones in the tightest cover (minimal intervals: Clarke,
 * Cormack and Tudhope 2000).  The best windows are kept in a bounded heap;
 * what can not enter it is not looked at closely.
 */
#ifndef QUOTH_QUERY_RANK_H
#define QUOTH_QUERY_RANK_H

#include "query/tree.h"
#include "store/match.h"

#include <stdbool.h>
#include <stdint.h>

/** How many tokens a shown passage may have around its window; exclusion
 * looks this far too. */
enum { CONTEXT_TOKENS = 30 };

/** What is said in a window. */
struct said_lines {
    int64_t first;   /**< line of its first token */
    int64_t last;    /**< line of its last token */
    uint32_t n_loop; /**< segments after its first one that are not indexed:
                          how long it may loop */
};

/** A window that was kept. */
struct candidate {
    double score;
    int64_t transcript;
    uint32_t first; /**< token where the tightest cover begins */
    uint32_t end;   /**< token after its end */
    uint64_t phrases;
    struct said_lines said;
};

/** What ranking needs to know of a transcript, when a window is good. */
struct rank_source {
    /** What is said between two tokens of a transcript. */
    enum status (*lines)(void *context, int64_t transcript,
                         const uint32_t tokens[2], struct said_lines *said);
    void *context;
};

struct event;

struct ranker {
    const struct query_node *root;
    const struct match_phrase *phrases;
    uint32_t n_phrases;
    uint32_t span;
    double weights[PHRASES_MAX];
    const struct rank_source *source;

    struct candidate *heap; /**< owned; worst first */
    size_t n_heap;
    size_t capacity; /**< candidates to keep */

    struct event *events; /**< owned; of the current transcript */
    size_t events_capacity;
    uint64_t wanted;
    bool can_exclude;
};

/** Start ranking for the `n_best` windows; ST_NO_MEMORY. */
enum status ranker_init(struct ranker *ranker, const struct query *query,
                        const struct query_node *root, size_t n_best);

void ranker_finish(struct ranker *ranker);

/** Set the weights from how often each phrase is said among n_tokens. */
void ranker_weigh(struct ranker *ranker, const struct phrase_count *counts,
                  int64_t n_tokens);

/** Take in the positions of one transcript. */
enum status ranker_add(struct ranker *ranker, int64_t transcript,
                       const struct positions *lists);

/** Order what was kept, best first; ties by transcript, then token. */
void ranker_sort(struct ranker *ranker);

#endif
