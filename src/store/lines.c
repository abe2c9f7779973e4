/*
 * Distinct lines: lookup by hash, counting, sweeping.
 *
 * The table in memory holds at most KNOWN_MAX entries (24 bytes each, twice
 * that while it grows); beyond, the index on line.hash answers.
 */
#include "store/lines.h"

#include <stdlib.h>

enum { KNOWN_MAX = 3 * 1024 * 1024 };

void
lines_table_init(struct lines_table *table, struct db *db,
                 struct line_statements statements, bool is_empty)
{
    *table = (struct lines_table){
        .db = db, .statements = statements, .is_complete = is_empty};
}

void
lines_table_finish(struct lines_table *table)
{
    map_finish(&table->ids);
    map_finish(&table->counts);
}

/** Whether the line with that id has this text. */
static enum status
has_text(struct lines_table *table, int64_t id, struct slice text, bool *is_it,
         struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(id)};
    *is_it = false;
    TRY(db_bind(table->db, table->statements.text, key, &row, error));
    const enum status status = db_step(table->db, row, error);
    if (status == ST_OK) {
        *is_it = slice_equal(db_column(row, 0), text);
        sqlite3_reset(row);
    }
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Look a line up in the archive; *id is 0 when it is not there. */
static enum status
look_up(struct lines_table *table, const struct line *line, int64_t *id,
        struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT((int64_t)line->hash)};
    *id = 0;
    TRY(db_bind(table->db, table->statements.by_hash, key, &row, error));
    for (;;) {
        const enum status status = db_step(table->db, row, error);
        if (status != ST_OK) {
            return status == ST_NOT_FOUND ? ST_OK : status;
        }
        if (slice_equal(db_column(row, 1), line->text)) {
            *id = sqlite3_column_int64(row, 0);
            sqlite3_reset(row);
            return ST_OK;
        }
    }
}

/** Remember a line's id, as long as there is room. */
static enum status
remember(struct lines_table *table, uint64_t hash, int64_t id,
         struct error *error)
{
    if (table->ids.count >= KNOWN_MAX) {
        table->is_complete = false;
        return ST_OK;
    }
    if (!map_put(&table->ids, hash, id)) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return ST_OK;
}

/** Change how often a line is said when the batch ends. */
static enum status
count(struct lines_table *table, int64_t id, int64_t difference,
      struct error *error)
{
    int64_t *sum = map_put(&table->counts, (uint64_t)id, 0);
    if (!sum) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *sum += difference;
    return ST_OK;
}

/** Add a line that the archive does not have. */
static enum status
insert(struct lines_table *table, const struct line *line, int64_t *id,
       struct error *error)
{
    const struct value values[] = {V_INT((int64_t)line->hash),
                                   V_TEXT(line->text),
                                   V_INT((int64_t)line->kind)};
    TRY(db_run(table->db, table->statements.insert, values, error));
    *id = sqlite3_last_insert_rowid(table->db->handle);
    return ST_OK;
}

/** Find a line, in memory or in the archive; *id is 0 when it is new. */
static enum status
find(struct lines_table *table, const struct line *line, int64_t *id,
     struct error *error)
{
    const int64_t *known = map_get(&table->ids, line->hash);
    *id = 0;
    if (known) {
        bool is_it;
        TRY(has_text(table, *known, line->text, &is_it, error));
        *id = is_it ? *known : 0;
    }
    const bool may_be_stored = known || !table->is_complete;
    return *id == 0 && may_be_stored ? look_up(table, line, id, error) : ST_OK;
}

enum status
lines_table_say(struct lines_table *table, const struct line *line, int64_t *id,
                struct error *error)
{
    int64_t found;
    TRY(find(table, line, &found, error));
    if (found == 0) {
        TRY(insert(table, line, &found, error));
    } else {
        TRY(count(table, found, 1, error));
    }
    *id = found;
    return remember(table, line->hash, found, error);
}

enum status
lines_table_unsay(struct lines_table *table, int64_t id, struct error *error)
{
    return count(table, id, -1, error);
}

/** Write one line's change; a line that may be gone is swept. */
static enum status
flush_one(struct lines_table *table, int64_t id, int64_t difference,
          struct error *error)
{
    const struct value change[] = {V_INT(id), V_INT(difference)};
    TRY(db_run(table->db, table->statements.said, change, error));
    if (difference < 0) {
        TRY(db_run(table->db, table->statements.sweep, change, error));
        if (sqlite3_changes(table->db->handle) > 0) {
            /* A hash in memory may now point to nothing. */
            map_clear(&table->ids);
            table->is_complete = false;
        }
    }
    return ST_OK;
}

/** Order entries by id, so that the updates walk the table forward. */
static int
compare_entries(const void *a, const void *b)
{
    const uint64_t left = ((const struct map_entry *)a)->key;
    const uint64_t right = ((const struct map_entry *)b)->key;
    return (left > right) - (left < right);
}

enum status
lines_table_flush(struct lines_table *table, struct error *error)
{
    const struct map *counts = &table->counts;
    if (counts->count == 0) {
        return ST_OK;
    }
    struct map_entry *changes = calloc(counts->count, sizeof(*changes));
    if (!changes) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    size_t n = 0;
    for (size_t i = 0; i < counts->capacity; i++) {
        if (counts->entries[i].is_used && counts->entries[i].value != 0) {
            changes[n++] = counts->entries[i];
        }
    }
    qsort(changes, n, sizeof(*changes), compare_entries);
    enum status status = ST_OK;
    for (size_t i = 0; status == ST_OK && i < n; i++) {
        status =
            flush_one(table, (int64_t)changes[i].key, changes[i].value, error);
    }
    free(changes);
    map_clear(&table->counts);
    return status;
}

void
lines_table_rollback(struct lines_table *table)
{
    map_clear(&table->ids);
    map_clear(&table->counts);
    table->is_complete = false;
}
