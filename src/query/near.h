/*
 * near.h - what NEAR leaves of a transcript's positions.
 *
 * A position of a phrase under NEAR stays only if one of its neighbour's
 * stands near enough.  What is left then goes the way of all positions: the
 * ranker finds the stretches that have every phrase.
 */
#ifndef QUOTH_QUERY_NEAR_H
#define QUOTH_QUERY_NEAR_H

#include "query/tree.h"

/** Positions of one phrase that may be taken out. */
struct near_list {
    uint32_t *at; /**< token numbers, ascending */
    size_t n;
};

/** Tells when tokens of the transcript are said. */
struct near_clock {
    /** TIME_UNKNOWN where the source has no times. */
    enum status (*tell_ms)(void *context, uint32_t token, int64_t *ms);
    void *context;
};

/** Take out of `lists`, one a phrase of the query, what does not fulfil the
 * NEARs below a node.  ST_OK, or what the clock said. */
enum status near_filter(const struct query *query,
                        const struct query_node *node, struct near_list *lists,
                        const struct near_clock *clock);

/** How many tokens a window must have room for so that what NEAR allows fits
 * into it; 0 without NEAR. */
uint32_t near_span(const struct query *query, const struct query_node *node);

#endif
