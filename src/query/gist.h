/*
 * gist.h - what matters of a query of plain words.
 */
#ifndef QUOTH_QUERY_GIST_H
#define QUOTH_QUERY_GIST_H

#include "query/tree.h"
#include "store/read.h"

/**
 * Leave out of a query the words that everybody says all the time ("quitting
 * a job for a sabbatical": a, for), where it is nothing but words and two
 * others are left: they stand near anything, and what is asked for may well
 * be said without them.
 *
 * `query` gets the root that is left; the words left out are written to
 * `left_out`, separated by commas.
 */
enum status query_take_gist(struct query *query, struct reader *reader,
                            struct buffer *left_out, struct error *error);

#endif
