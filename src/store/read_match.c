/*
 * The reader: walking over the transcripts that match a query.
 */
#include "store/reader.h"

#include "store/fts.h"

enum { EXPRESSION_MAX_BYTES = 64 * 1024 };

/** Receive one integer. */
static enum status
take_number(void *context, sqlite3_stmt *row)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return ST_OK;
}

/** Run the statement of a walk with its expression. */
static enum status
run_walk(struct reader *reader, struct fts_walk *walk, struct slice expression,
         struct error *error)
{
    const enum read_statement statement =
        walk->query->index == MATCH_SPEECH ? R_WALK_SPEECH : R_WALK_MARKERS;
    const struct value none[3] = {V_NULL, V_NULL, V_NULL};
    int64_t newest = 0;
    sqlite3_stmt *row;
    TRY(reader_loop(reader, R_NEWEST, NULL, take_number, &newest, error));
    TRY(db_bind(&reader->db, statement, none, &row, error));
    sqlite3_bind_text64(row, 1, expression.data, expression.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_pointer(row, 2, walk, fts_walk_type, NULL);
    sqlite3_bind_int64(row, 3, newest);
    enum status status;
    do {
        status = db_step(&reader->db, row, error);
    } while (status == ST_OK && walk->status == ST_OK);
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

enum status
reader_walk(struct reader *reader, const struct match_query *query,
            const struct match_sink *sink, struct error *error)
{
    struct fts_walk walk = {.query = query, .sink = sink};
    struct buffer expression;
    buffer_init(&expression, EXPRESSION_MAX_BYTES);
    match_write_expression(query, &expression, walk.order);
    enum status status;
    if (expression.has_failed) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else {
        const struct slice text = {expression.data, expression.size - 1};
        status = run_walk(reader, &walk, text, error);
    }
    if (status == ST_OK && walk.status != ST_OK) {
        status = walk.status;
    }
    fts_walk_finish(&walk);
    buffer_finish(&expression);
    return status;
}
