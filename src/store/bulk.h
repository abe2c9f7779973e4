/*
 * bulk.h - rows of ours as a table for SQL; internal to the store.
 *
 * A statement that inserts a thousand rows costs half of a thousand that
 * insert one: it takes its locks, opens its tables and finds its place once.
 * So a statement reads `FROM bulk(?1)`, with the columns c0, c1, ... , and
 * gets its rows from here.
 */
#ifndef QUOTH_STORE_BULK_H
#define QUOTH_STORE_BULK_H

#include "store/db.h"

enum { BULK_COLUMNS = 6 };

/** Where rows come from; alive while the statement runs. */
struct bulk {
    size_t n_rows;

    /** The value of a cell; its bytes live until the next call. */
    struct value (*cell)(const void *context, size_t row, int column);
    const void *context;
};

/** Let a connection's statements read `bulk`; an SQLite code. */
int bulk_register(sqlite3 *handle);

/** Run a numbered statement whose only parameter is the rows; without rows
 * nothing is run. */
enum status bulk_run(struct db *db, size_t number, const struct bulk *bulk,
                     struct error *error);

#endif
