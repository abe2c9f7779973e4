/*
 * respell.h - other ways to write the very words of a query: 1000 and 1,000,
 * e-mail and email, GPT-4 and gpt4, C++ and "c plus plus", 10% and 10 percent.
 */
#ifndef QUOTH_QUERY_RESPELL_H
#define QUOTH_QUERY_RESPELL_H

#include "query/tree.h"
#include "store/read.h"

/**
 * Let words of the tree, which has a root, stand for their other spellings too,
 * as far as these may be said in the archive; each is worth as much as the
 * word.
 *
 * New phrases are added to the query, with their origins; a phrase's node
 * becomes one that stands for any of its spellings.
 */
enum status query_respell(struct query *query, struct reader *reader,
                          struct error *error);

#endif
