/*
 * fts.h - what we plug into FTS5; internal to the store.
 *
 * Two thin adapters.  The tokenizer `quoth` cuts at TOKEN_SEPARATOR and
 * nothing else: what FTS5 indexes and looks up are streams of tokens that
 * src/text/token.c made.  The auxiliary function `walk` hands the positions
 * of each matching row to a struct match_sink.
 */
#ifndef QUOTH_STORE_FTS_H
#define QUOTH_STORE_FTS_H

#include "store/match.h"

#include <sqlite3.h>

/** Register both with a connection; an SQLite result code. */
int fts_register(sqlite3 *handle);

/** A walk under way: what is bound to the second argument of walk(). */
struct fts_walk {
    const struct match_query *query;
    const struct match_sink *sink;
    uint32_t order[PHRASES_MAX]; /**< from match_write_expression() */
    enum status status;          /**< what ended the walk early, or ST_OK */
    bool has_counted;

    /** Counts a phrase without reading the index; ST_NOT_FOUND for one that
     * must be read. */
    enum status (*count)(void *context, const struct match_phrase *phrase,
                         struct phrase_count *count);
    void *context;

    /* Positions of the current row; one growing array a phrase. */
    uint32_t *at[PHRASES_MAX];
    size_t capacity[PHRASES_MAX];
    struct positions lists[PHRASES_MAX];
};

/** The type name to bind a struct fts_walk pointer with. */
extern const char fts_walk_type[];

/** Free the positions; NULL is not allowed. */
void fts_walk_finish(struct fts_walk *walk);

#endif
