/*
 * A connection: how it is opened and defended, statements, error codes.
 *
 * It leaves what the tables mean to schema.c, write.c and read.c.
 */
#include "store/db.h"

#include "base/buffer.h"
#include "store/bulk.h"
#include "store/fts.h"
#include "store/index_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    SQL_MAX_BYTES = 64 * 1024,
    VALUE_MAX_BYTES = 512 * 1024 * 1024,
};

/** The status that says the same as an SQLite result code. */
static enum status
status_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ST_OK;
    case SQLITE_NOMEM:
        return ST_NO_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: /* gave up the race for the log's locks */
        return ST_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ST_READ_ONLY;
    case SQLITE_FULL:
        return ST_DISK_FULL;
    case SQLITE_NOTADB:
        return ST_NOT_AN_ARCHIVE;
    /* Our statements are constant and fit our schema: where SQLite finds one
     * wrong, a table's definition, rows or settings were damaged. */
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return ST_DAMAGED;
    case SQLITE_INTERRUPT:
        return ST_TOO_SLOW;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return ST_IO;
    default:
        return ST_INTERNAL;
    }
}

/** Whether the system could not read a file of SQLite's. */
static bool
could_not_read(sqlite3_file *file)
{
    int reason = 0;
    return file && file->pMethods &&
           file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO,
                                        &reason) == SQLITE_OK &&
           (reason == EIO || reason == ENXIO);
}

bool
db_has_disk_failed(const struct db *db)
{
    sqlite3_file *file = NULL;
    sqlite3_file *log = NULL;
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER,
                         &log);
    return could_not_read(file) || could_not_read(log);
}

enum status
db_error(const struct db *db, int rc, struct error *error)
{
    const char *text =
        db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
    enum status status = status_of(rc);
    if ((rc & 0xff) == SQLITE_CORRUPT && db->handle && db_has_disk_failed(db)) {
        status = ST_IO;
        text = "the disk can not be read";
    }
    error_set(error, status, "%s", text);
    error_set_path(error, db->path);
    return status;
}

/** Append a path to a URI: SQLite decodes %XX, ends at ? and #. */
static void
add_uri_path(struct buffer *uri, const char *path)
{
    for (; *path; path++) {
        if (strchr("%?#", *path)) {
            buffer_print(uri, "%%%02x", (unsigned char)*path);
        } else {
            buffer_add_byte(uri, *path);
        }
    }
}

/** Open the file by URI, with `parameters` after the path. */
static int
open_uri(struct db *db, const char *parameters, int flags)
{
    struct buffer uri;
    buffer_init(&uri, SQL_MAX_BYTES);
    buffer_add_slice(&uri, slice_of(db->path[0] == '/' ? "file://" : "file:"));
    add_uri_path(&uri, db->path);
    buffer_add_slice(&uri, slice_of(parameters));
    buffer_add_byte(&uri, '\0');
    int rc = SQLITE_NOMEM;
    if (!uri.has_failed) {
        rc = sqlite3_open_v2(uri.data, &db->handle,
                             flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                             NULL);
    }
    buffer_finish(&uri);
    /* From the first look on: a writer that closes locks everybody out. */
    return rc == SQLITE_OK ? sqlite3_busy_timeout(db->handle, db->busy_ms) : rc;
}

/** Whether the write-ahead log of the archive is missing or empty. */
static bool
has_empty_log(const struct db *db)
{
    struct buffer path;
    buffer_init(&path, SQL_MAX_BYTES);
    buffer_print(&path, "%s-wal", db->path);
    buffer_add_byte(&path, '\0');
    struct stat facts;
    const bool is_empty =
        !path.has_failed && (stat(path.data, &facts) < 0 || facts.st_size == 0);
    buffer_finish(&path);
    return is_empty;
}

/** Whether the connection can read its first page. */
static int
try_read(struct db *db)
{
    return sqlite3_exec(db->handle, "PRAGMA schema_version", NULL, NULL, NULL);
}

/**
 * Open for reading.  A write-ahead log needs a writable folder for its
 * shared memory; where there is none and the log is empty, nobody can be
 * writing, and the file is read as the constant it is.
 */
static int
open_for_reading(struct db *db)
{
    int rc = open_uri(db, "?mode=ro", SQLITE_OPEN_READONLY);
    if (rc == SQLITE_OK) {
        rc = try_read(db);
    }
    const int kind = rc & 0xff;
    if ((kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY) &&
        has_empty_log(db)) {
        sqlite3_close(db->handle);
        db->handle = NULL;
        rc = open_uri(db, "?mode=ro&immutable=1", SQLITE_OPEN_READONLY);
    }
    return rc;
}

/** Turn off what an archive from a stranger could use against us. */
static int
defend(struct db *db)
{
    static const struct {
        int option;
        int value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
    };
    for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
        const int rc = sqlite3_db_config(db->handle, settings[i].option,
                                         settings[i].value, NULL);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    sqlite3_limit(db->handle, SQLITE_LIMIT_SQL_LENGTH, SQL_MAX_BYTES);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES);
    return sqlite3_exec(db->handle, "PRAGMA cell_size_check = 1", NULL, NULL,
                        NULL);
}

enum status
db_open(struct db *db, const struct db_options *options, struct error *error)
{
    *db = (struct db){.busy_ms = db_wait_ms(options->busy_ms),
                      .sql = options->sql,
                      .n_statements = options->n_statements};
    db->path = strdup(options->path);
    db->statements = calloc(options->n_statements, sizeof(sqlite3_stmt *));
    if (!db->path || (!db->statements && options->n_statements > 0)) {
        db_close(db);
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    int rc = options->is_writable
                 ? open_uri(db, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
                 : open_for_reading(db);
    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(db->handle, 1);
        rc = defend(db);
    }
    if (rc == SQLITE_OK) {
        rc = fts_register(db->handle);
    }
    if (rc == SQLITE_OK && options->is_writable) {
        rc = bulk_register(db->handle);
    }
    if (rc == SQLITE_OK && options->is_writable) {
        rc = index_register(db->handle);
    }
    enum status status = ST_OK;
    if (rc != SQLITE_OK) {
        status = db_error(db, rc, error);
        db_close(db);
    }
    return status;
}

void
db_close(struct db *db)
{
    for (size_t i = 0; db->statements && i < db->n_statements; i++) {
        sqlite3_finalize(db->statements[i]);
    }
    sqlite3_close(db->handle);
    free(db->statements);
    free((char *)db->path);
    *db = (struct db){0};
}

enum status
db_execute(struct db *db, const char *sql, struct error *error)
{
    const int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ST_OK : db_error(db, rc, error);
}

enum status
db_read_integer(struct db *db, const char *sql, int64_t *number,
                struct error *error)
{
    sqlite3_stmt *statement;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    if (rc != SQLITE_OK) {
        return db_error(db, rc, error);
    }
    rc = sqlite3_step(statement);
    enum status status = ST_OK;
    if (rc == SQLITE_ROW) {
        *number = sqlite3_column_int64(statement, 0);
    } else if (rc == SQLITE_DONE) {
        *number = 0;
    } else {
        status = db_error(db, rc, error);
    }
    sqlite3_finalize(statement);
    return status;
}

enum status
db_statement(struct db *db, size_t number, sqlite3_stmt **statement,
             struct error *error)
{
    if (!db->statements[number]) {
        const int rc = sqlite3_prepare_v3(db->handle, db->sql[number], -1,
                                          SQLITE_PREPARE_PERSISTENT,
                                          &db->statements[number], NULL);
        if (rc != SQLITE_OK) {
            return db_error(db, rc, error);
        }
    }
    *statement = db->statements[number];
    sqlite3_reset(*statement);
    return ST_OK;
}

/** Bind one parameter; the bytes are borrowed. */
static int
bind_value(sqlite3_stmt *statement, int index, const struct value *value)
{
    const char *data = value->bytes.data ? value->bytes.data : "";
    switch (value->type) {
    case VALUE_INTEGER:
        return sqlite3_bind_int64(statement, index, value->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, index, data, value->bytes.size,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(statement, index, data, value->bytes.size,
                                   SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, index);
}

enum status
db_bind(struct db *db, size_t number, const struct value *values,
        sqlite3_stmt **statement, struct error *error)
{
    TRY(db_statement(db, number, statement, error));
    const int n = sqlite3_bind_parameter_count(*statement);
    for (int i = 0; i < n; i++) {
        const int rc = bind_value(*statement, i + 1, &values[i]);
        if (rc != SQLITE_OK) {
            return db_error(db, rc, error);
        }
    }
    return ST_OK;
}

enum status
db_run(struct db *db, size_t number, const struct value *values,
       struct error *error)
{
    sqlite3_stmt *statement;
    TRY(db_bind(db, number, values, &statement, error));
    const int rc = sqlite3_step(statement);
    const enum status status =
        rc == SQLITE_DONE || rc == SQLITE_ROW ? ST_OK : db_error(db, rc, error);
    sqlite3_reset(statement);
    return status;
}

enum status
db_step(struct db *db, sqlite3_stmt *statement, struct error *error)
{
    const int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        return ST_OK;
    }
    const enum status status =
        rc == SQLITE_DONE ? ST_NOT_FOUND : db_error(db, rc, error);
    sqlite3_reset(statement);
    return status;
}

struct slice
db_column(sqlite3_stmt *statement, int column)
{
    /* sqlite3_column_blob() gives a text's bytes as they are stored. */
    const char *data = sqlite3_column_blob(statement, column);
    const int size = sqlite3_column_bytes(statement, column);
    return (struct slice){data ? data : "", data ? (size_t)size : 0};
}

int64_t
db_column_integer(sqlite3_stmt *statement, int column, int64_t otherwise)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? otherwise
               : sqlite3_column_int64(statement, column);
}
