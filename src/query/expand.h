/*
 * expand.h - words of the archive that are like those of a query.
 *
 * Nothing loose is in the index; a word becomes several when it is looked
 * for: other forms of it, and, where it is said next to never, what is
 * spelled or sounds like it, or is written in one word or in two.
 */
#ifndef QUOTH_QUERY_EXPAND_H
#define QUOTH_QUERY_EXPAND_H

#include "query/tree.h"
#include "store/read.h"

/**
 * Make a tree in which words of the query's stand beside what is like them.
 *
 * New phrases are added to the query, with their origins; `root` receives
 * the new tree, in the query's arena, or NULL where there is nothing like
 * any word.  The query's own tree stays as it is.
 */
enum status query_expand(struct query *query, struct reader *reader,
                         const struct query_node **root, struct error *error);

#endif
