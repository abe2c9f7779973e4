/*
 * db.h - one SQLite connection with its prepared statements; internal to
 * the store.
 *
 * Both halves of the store, writing and reading, hold a struct db.  SQLite's
 * result codes end here: what leaves is an enum status.
 */
#ifndef QUOTH_STORE_DB_H
#define QUOTH_STORE_DB_H

#include "base/error.h"
#include "base/slice.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/** "quot" in ASCII: what PRAGMA application_id says of an archive. */
#define ARCHIVE_APPLICATION_ID 0x71756f74

struct db {
    sqlite3 *handle;
    const char *path;          /**< owned copy */
    int busy_ms;               /**< how long to wait for other processes */
    const char *const *sql;    /**< the half's numbered statements */
    sqlite3_stmt **statements; /**< prepared when first used */
    size_t n_statements;
};

/** How a connection is opened. */
struct db_options {
    const char *path;
    bool is_writable;
    int busy_ms; /**< 0: ten seconds */
    const char *const *sql;
    size_t n_statements;
};

/** How long to wait, where 0 stands for the usual. */
static inline int
db_wait_ms(int busy_ms)
{
    return busy_ms > 0 ? busy_ms : 10 * 1000;
}

/** A parameter to bind. */
struct value {
    enum value_type { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT, VALUE_BLOB } type;
    int64_t integer;
    struct slice bytes; /**< must live until the statement is done */
};

#define V_INT(number) ((struct value){VALUE_INTEGER, (number), {0}})
#define V_TEXT(slice) ((struct value){VALUE_TEXT, 0, (slice)})
#define V_BLOB(slice) ((struct value){VALUE_BLOB, 0, (slice)})
#define V_NULL ((struct value){VALUE_NULL, 0, {0}})

/** An integer, or NULL for what is 0 or below. */
static inline struct value
value_id(int64_t id)
{
    return id > 0 ? V_INT(id) : V_NULL;
}

/** A time, or NULL for an unknown one. */
static inline struct value
value_time(int64_t time_ms)
{
    return time_ms >= 0 ? V_INT(time_ms) : V_NULL;
}

/** A text, or NULL for an empty one. */
static inline struct value
value_text(struct slice text)
{
    return text.size > 0 ? V_TEXT(text) : V_NULL;
}

/**
 * Open a connection, with the archive's limits and defences set and the
 * tokenizer registered.  The schema is not looked at.
 *
 * Returns ST_OK; ST_NOT_FOUND, ST_NOT_AN_ARCHIVE, ST_IO, ST_READ_ONLY,
 * ST_BUSY, ST_NO_MEMORY.  After a failure nothing is held.
 */
enum status db_open(struct db *db, const struct db_options *options,
                    struct error *error);

/** Close; a db that was never opened, or zeroed, is allowed. */
void db_close(struct db *db);

/** Translate SQLite's code into a status, with its message. */
enum status db_error(const struct db *db, int rc, struct error *error);

/** Whether the system could not read the archive or its log.  SQLite takes a
 * failed read for a damaged database (SQLITE_IOERR_CORRUPTFS), which is no
 * advice to give to somebody with a loose cable. */
bool db_has_disk_failed(const struct db *db);

/** Run SQL of our own without parameters or results. */
enum status db_execute(struct db *db, const char *sql, struct error *error);

/** Read one integer by SQL of our own, 0 where there is no row. */
enum status db_read_integer(struct db *db, const char *sql, int64_t *number,
                            struct error *error);

/** Get a numbered statement, reset and ready to be bound. */
enum status db_statement(struct db *db, size_t number, sqlite3_stmt **statement,
                         struct error *error);

/** Get a statement and bind its parameters, all of them. */
enum status db_bind(struct db *db, size_t number, const struct value *values,
                    sqlite3_stmt **statement, struct error *error);

/** Bind and run a statement that has no rows to give. */
enum status db_run(struct db *db, size_t number, const struct value *values,
                   struct error *error);

/**
 * Step to the next row: ST_OK with a row, ST_NOT_FOUND at the end (the
 * statement is reset then), or a failure.
 */
enum status db_step(struct db *db, sqlite3_stmt *statement,
                    struct error *error);

/** Bytes of a text or blob column; live until the statement moves on. */
struct slice db_column(sqlite3_stmt *statement, int column);

/** An integer column, or `otherwise` where it is NULL. */
int64_t db_column_integer(sqlite3_stmt *statement, int column,
                          int64_t otherwise);

#endif
