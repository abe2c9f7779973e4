/*
 * fts.h - what we plug into FTS5; internal to the store.
 *
 * The tokenizer `quoth` cuts at TOKEN_SEPARATOR and nothing else: what is
 * indexed and looked up are streams of tokens that src/text/token.c made.
 */
#ifndef QUOTH_STORE_FTS_H
#define QUOTH_STORE_FTS_H

#include <sqlite3.h>

/** Register it with a connection; an SQLite result code. */
int fts_register(sqlite3 *handle);

#endif
