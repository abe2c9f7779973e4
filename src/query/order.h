/*
 * order.h - which transcripts come first, where not the best do.
 */
#ifndef QUOTH_QUERY_ORDER_H
#define QUOTH_QUERY_ORDER_H

#include "base/map.h"
#include "query/search.h"

struct order {
    struct map keys; /**< by transcript; empty to go by score */
};

/** Learn the order of all transcripts.  End with order_finish() in any
 * case. */
enum status order_init(struct order *order, enum search_sort sort,
                       struct reader *reader, struct error *error);

void order_finish(struct order *order);

/** What a transcript's candidates have as their key, see best.h. */
int64_t order_key(const struct order *order, int64_t transcript);

#endif
