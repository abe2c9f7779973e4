/*
 * Rows of an index's tables.
 */
#include "store/index_table.h"

#include "store/index_format.h"

enum { RECORD_MAX_BYTES = 1024 * 1024 };

/** What kind of pointer is bound. */
static const char pointer_kind[] = "quoth-within";

/** Work, and how it went. */
struct inside {
    index_work *work;
    void *context;
    struct error *error;
    enum status status;
};

/** The SQL function within(work). */
static void
run_inside(sqlite3_context *result, int n_values, sqlite3_value **values)
{
    struct inside *inside =
        n_values == 1 ? sqlite3_value_pointer(values[0], pointer_kind) : NULL;
    if (!inside) {
        sqlite3_result_error_code(result, SQLITE_MISUSE);
        return;
    }
    inside->status = inside->work(inside->context, inside->error);
}

int
index_register(sqlite3 *handle)
{
    return sqlite3_create_function(handle, "within", 1,
                                   SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
                                   run_inside, NULL, NULL);
}

enum status
index_inside(struct db *db, size_t statement, index_work *work, void *context,
             struct error *error)
{
    struct inside inside = {work, context, error, ST_OK};
    sqlite3_stmt *row;
    TRY(db_statement(db, statement, &row, error));
    int rc = sqlite3_bind_pointer(row, 1, &inside, pointer_kind, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(row);
    }
    if (inside.status == ST_OK && rc != SQLITE_ROW) {
        inside.status = db_error(db, rc, error);
    }
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return inside.status;
}

/** Say that a record of the index can not be read. */
static enum status
fail_damaged(const struct index_table *table, const char *text,
             struct error *error)
{
    error_set(error, ST_DAMAGED, "%s", text);
    error_set_path(error, table->db->path);
    return ST_DAMAGED;
}

enum status
index_table_block(const struct index_table *table, int64_t id,
                  sqlite3_stmt **row, struct error *error)
{
    const struct value key[] = {V_INT(id)};
    TRY(db_bind(table->db, table->sql.block, key, row, error));
    return db_step(table->db, *row, error);
}

/** Read a record that must be there. */
static enum status
read_head(const struct index_table *table, int64_t id, sqlite3_stmt **row,
          struct error *error)
{
    const enum status status = index_table_block(table, id, row, error);
    return status == ST_NOT_FOUND
               ? fail_damaged(table, "the index has lost its head", error)
               : status;
}

enum status
index_table_map(const struct index_table *table, struct index_map *map,
                struct error *error)
{
    sqlite3_stmt *row;
    TRY(read_head(table, INDEX_MAP_ROW, &row, error));
    const enum status status = index_map_read(map, db_column(row, 0));
    sqlite3_reset(row);
    if (status == ST_NO_MEMORY) {
        return error_set(error, status, "out of memory");
    }
    return status == ST_DAMAGED
               ? fail_damaged(table, "the index's head is damaged", error)
               : status;
}

enum status
index_table_set_map(const struct index_table *table,
                    const struct index_map *map, struct error *error)
{
    struct buffer bytes;
    buffer_init(&bytes, RECORD_MAX_BYTES);
    index_map_write(map, &bytes);
    const enum status status =
        bytes.has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                         : index_table_put(table, INDEX_MAP_ROW,
                                           buffer_slice(&bytes), error);
    buffer_finish(&bytes);
    return status;
}

enum status
index_table_count(const struct index_table *table, int64_t n_rows,
                  int64_t n_tokens, struct error *error)
{
    sqlite3_stmt *row;
    uint64_t counts[2] = {0};
    size_t at = 0;
    TRY(read_head(table, INDEX_AVERAGES_ROW, &row, error));
    const struct slice record = db_column(row, 0);
    for (int i = 0; i < 2; i++) {
        index_read_varint(record, &at, &counts[i]);
    }
    sqlite3_reset(row);
    struct buffer bytes;
    buffer_init(&bytes, RECORD_MAX_BYTES);
    index_add_varint(&bytes, counts[0] + (uint64_t)n_rows);
    index_add_varint(&bytes, counts[1] + (uint64_t)n_tokens);
    const enum status status =
        bytes.has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                         : index_table_put(table, INDEX_AVERAGES_ROW,
                                           buffer_slice(&bytes), error);
    buffer_finish(&bytes);
    return status;
}

enum status
index_table_put(const struct index_table *table, int64_t row,
                struct slice block, struct error *error)
{
    const struct value values[] = {V_INT(row), V_BLOB(block)};
    return db_run(table->db, table->sql.block_write, values, error);
}

enum status
index_table_note_leaf(const struct index_table *table,
                      const struct index_leaf *leaf, struct error *error)
{
    const struct value values[] = {
        V_INT(leaf->segment),
        V_BLOB(leaf->term),
        V_INT(((int64_t)leaf->page << 1) + leaf->has_skips),
    };
    return db_run(table->db, table->sql.leaf_insert, values, error);
}

enum status
index_table_leaves(const struct index_table *table, const int64_t rows[2],
                   sqlite3_stmt **leaves, struct error *error)
{
    struct leaf_pool *pool = table->pool;
    int rc = SQLITE_OK;
    *leaves = NULL;
    if (pool->n_spare > 0) {
        *leaves = pool->spare[--pool->n_spare];
    } else {
        rc = sqlite3_prepare_v3(table->db->handle, table->blocks_sql, -1,
                                SQLITE_PREPARE_PERSISTENT, leaves, NULL);
    }
    for (int i = 0; i < 2 && rc == SQLITE_OK; i++) {
        rc = sqlite3_bind_int64(*leaves, i + 1, rows[i]);
    }
    return rc == SQLITE_OK ? ST_OK : db_error(table->db, rc, error);
}

void
index_table_give_back(const struct index_table *table, sqlite3_stmt *leaves)
{
    struct leaf_pool *pool = table->pool;
    if (leaves && pool->n_spare < INDEX_SPARE_MAX) {
        sqlite3_reset(leaves);
        pool->spare[pool->n_spare++] = leaves;
    } else {
        sqlite3_finalize(leaves);
    }
}

void
leaf_pool_finish(struct leaf_pool *pool)
{
    while (pool->n_spare > 0) {
        sqlite3_finalize(pool->spare[--pool->n_spare]);
    }
}

enum status
index_table_find(const struct index_table *table, struct index_leaf *leaf,
                 struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(leaf->segment), V_BLOB(leaf->term)};
    TRY(db_bind(table->db, table->sql.leaf_find, key, &row, error));
    const enum status status = db_step(table->db, row, error);
    if (status == ST_NOT_FOUND) {
        return fail_damaged(table, "the index has lost a leaf", error);
    }
    TRY(status);
    const int64_t place = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    leaf->page = (uint32_t)(place >> 1);
    leaf->has_skips = place & 1;
    return ST_OK;
}

/** Delete the rows of a range of segments. */
static enum status
drop_segments(const struct index_table *table, uint32_t first, uint32_t last,
              struct error *error)
{
    const struct value rows[] = {V_INT(index_leaf_row(first, 0)),
                                 V_INT(index_leaf_row(last + 1, 0) - 1)};
    const struct value keys[] = {V_INT(first), V_INT(last)};
    TRY(db_run(table->db, table->sql.blocks_delete, rows, error));
    return db_run(table->db, table->sql.leaves_delete, keys, error);
}

enum status
index_table_drop(const struct index_table *table, uint32_t segment,
                 struct error *error)
{
    return drop_segments(table, segment, segment, error);
}

enum status
index_table_clear(const struct index_table *table, struct error *error)
{
    struct index_map map;
    TRY(index_table_map(table, &map, error));
    map.n_segments = 0;
    enum status status = drop_segments(table, 1, UINT16_MAX, error);
    if (status == ST_OK) {
        status = index_table_set_map(table, &map, error);
    }
    if (status == ST_OK) {
        status = index_table_put(table, INDEX_AVERAGES_ROW, SLICE(""), error);
    }
    index_map_finish(&map);
    return status;
}
