/*
 * thin.h - leaves out positions that no window with all of a query can hold.
 */
#ifndef QUOTH_QUERY_THIN_H
#define QUOTH_QUERY_THIN_H

#include "base/error.h"
#include "query/tree.h"

/** Room for the positions that are left; zeroed at first. */
struct thin {
    uint32_t *at[PHRASES_MAX]; /**< owned */
    size_t capacity[PHRASES_MAX];
    struct positions lists[PHRASES_MAX];
};

/** Free the room. */
void thin_finish(struct thin *thin);

/**
 * Leave of a transcript's positions those that are at most `span` tokens away
 * from where the rarest of the phrases stands that every match must have, and
 * of its own those that are as near to each of the others.
 *
 * Where no phrase must be there (the root is no QUERY_ALL, or has no phrase as
 * its child), the lists are as they were.  ->lists receives them; they live
 * until the next call, and as long as those given.  ST_OK or ST_NO_MEMORY.
 */
enum status thin_out(struct thin *thin, const struct query_node *root,
                     uint32_t span, const struct positions *lists);

#endif
