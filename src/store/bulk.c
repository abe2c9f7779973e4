/*
 * An eponymous virtual table over rows in memory, after sqlite.org/vtab.html;
 * the rows are handed over as a pointer (sqlite.org/bindptr.html), which no
 * SQL can make.
 */
#include "store/bulk.h"

#include <stdlib.h>

/** What kind of pointer is bound. */
static const char pointer_kind[] = "quoth-bulk";

struct cursor {
    sqlite3_vtab_cursor base; /**< first, as SQLite wants it */
    const struct bulk *bulk;
    size_t row;
};

/** Declare the table; the rows are a hidden column behind the others. */
static int
connect_table(sqlite3 *handle, void *context, int n, const char *const *words,
              sqlite3_vtab **table, char **message)
{
    (void)context;
    (void)n;
    (void)words;
    (void)message;
    const int rc = sqlite3_declare_vtab(
        handle, "CREATE TABLE bulk (c0, c1, c2, c3, c4, c5, rows HIDDEN)");
    if (rc != SQLITE_OK) {
        return rc;
    }
    *table = sqlite3_malloc(sizeof(**table));
    if (!*table) {
        return SQLITE_NOMEM;
    }
    **table = (sqlite3_vtab){0};
    return SQLITE_OK;
}

static int
disconnect_table(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/** The only way to read it: in order, with the rows given. */
static int
plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].usable &&
            info->aConstraint[i].iColumn == BULK_COLUMNS &&
            info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->aConstraintUsage[i].omit = 1;
            info->estimatedCost = 1;
            return SQLITE_OK;
        }
    }
    return SQLITE_CONSTRAINT;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
    (void)table;
    struct cursor *new = calloc(1, sizeof(*new));
    if (!new) {
        return SQLITE_NOMEM;
    }
    *cursor = &new->base;
    return SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

/** Go to the first row. */
static int
begin(sqlite3_vtab_cursor *cursor, int number, const char *name, int n,
      sqlite3_value **values)
{
    struct cursor *rows = (struct cursor *)cursor;
    (void)number;
    (void)name;
    rows->bulk = n > 0 ? sqlite3_value_pointer(values[0], pointer_kind) : NULL;
    rows->row = 0;
    return SQLITE_OK;
}

static int
step(sqlite3_vtab_cursor *cursor)
{
    ((struct cursor *)cursor)->row++;
    return SQLITE_OK;
}

static int
is_at_end(sqlite3_vtab_cursor *cursor)
{
    const struct cursor *rows = (const struct cursor *)cursor;
    return !rows->bulk || rows->row >= rows->bulk->n_rows;
}

/** Give a cell. */
static int
give_cell(sqlite3_vtab_cursor *cursor, sqlite3_context *result, int column)
{
    const struct cursor *rows = (const struct cursor *)cursor;
    if (column >= BULK_COLUMNS) {
        return SQLITE_OK;
    }
    const struct bulk *bulk = rows->bulk;
    const struct value value = bulk->cell(bulk->context, rows->row, column);
    switch (value.type) {
    case VALUE_INTEGER:
        sqlite3_result_int64(result, value.integer);
        break;
    case VALUE_TEXT:
        sqlite3_result_text64(result, value.bytes.data, value.bytes.size,
                              SQLITE_STATIC, SQLITE_UTF8);
        break;
    case VALUE_BLOB:
        sqlite3_result_blob64(result, value.bytes.data, value.bytes.size,
                              SQLITE_STATIC);
        break;
    case VALUE_NULL:
        break;
    }
    return SQLITE_OK;
}

static int
give_row_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    *number = (sqlite3_int64)((const struct cursor *)cursor)->row;
    return SQLITE_OK;
}

int
bulk_register(sqlite3 *handle)
{
    static const sqlite3_module module = {
        .xConnect = connect_table,
        .xBestIndex = plan,
        .xDisconnect = disconnect_table,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = begin,
        .xNext = step,
        .xEof = is_at_end,
        .xColumn = give_cell,
        .xRowid = give_row_number,
    };
    return sqlite3_create_module(handle, "bulk", &module, NULL);
}

enum status
bulk_run(struct db *db, size_t number, const struct bulk *bulk,
         struct error *error)
{
    sqlite3_stmt *statement;
    if (bulk->n_rows == 0) {
        return ST_OK;
    }
    TRY(db_statement(db, number, &statement, error));
    int rc = sqlite3_bind_pointer(statement, 1, (void *)(uintptr_t)bulk,
                                  pointer_kind, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
    }
    const enum status status =
        rc == SQLITE_DONE ? ST_OK : db_error(db, rc, error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}
