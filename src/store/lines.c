/*
 * Distinct lines: lookup by tag, counting, sweeping.
 *
 * The table in memory takes at most 128 MiB, and half as much again while it
 * grows; when it is full it is emptied, and the runs of tags answer.
 */
#include "store/lines.h"

#include "store/bulk.h"

#include <stdlib.h>

enum {
    KNOWN_MIN = 1024,
    KNOWN_MAX = 16 * 1024 * 1024,

    /* Entries of short runs that are worth reading before any question. */
    LOAD_MAX = 64 * 1024,
};

void
lines_table_init(struct lines_table *table, struct db *db,
                 struct line_statements statements, bool is_empty)
{
    *table = (struct lines_table){.db = db,
                                  .statements = statements,
                                  .tag_of = tag_of_text,
                                  .last = -1,
                                  .has_loaded = is_empty,
                                  .is_complete = is_empty};
    tag_runs_init(&table->tags, db, statements.tags);
}

void
lines_table_finish(struct lines_table *table)
{
    free(table->known.slots);
    free(table->new);
    map_finish(&table->counts);
    tag_runs_finish(&table->tags);
    tag_list_finish(&table->found);
    heard_finish(&table->heard);
    table->known = (struct known_lines){0};
    table->new = NULL;
    table->n_new = 0;
    table->new_capacity = 0;
}

/** The slot where the search for a tag begins. */
static size_t
first_slot(const struct known_lines *known, uint32_t tag)
{
    return (tag * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (known->capacity - 1);
}

/** Put an entry in, if it is not there; there is room. */
static void
put(struct known_lines *known, tag_entry entry)
{
    size_t at = first_slot(known, tag_entry_tag(entry));
    while (known->slots[at] != 0 && known->slots[at] != entry) {
        at = (at + 1) & (known->capacity - 1);
    }
    known->count += known->slots[at] == 0;
    known->slots[at] = entry;
}

/** Double the table; false without memory. */
static bool
grow(struct known_lines *known)
{
    struct known_lines new = {
        .capacity = known->capacity > 0 ? known->capacity * 2 : KNOWN_MIN};
    new.slots = calloc(new.capacity, sizeof(*new.slots));
    if (!new.slots) {
        return false;
    }
    for (size_t i = 0; i < known->capacity; i++) {
        if (known->slots[i] != 0) {
            put(&new, known->slots[i]);
        }
    }
    free(known->slots);
    *known = new;
    return true;
}

/** Forget what is in memory. */
static void
forget(struct lines_table *table)
{
    struct known_lines *known = &table->known;
    if (known->capacity > 0) {
        memset(known->slots, 0, known->capacity * sizeof(*known->slots));
    }
    known->count = 0;
    table->is_complete = false;
    table->has_loaded = false;
}

/** The line of that id where it is not written yet, or NULL. */
static struct new_line *
new_line(const struct lines_table *table, int64_t id)
{
    const int64_t first = table->last - (int64_t)table->n_new + 1;
    return table->n_new > 0 && id >= first && id <= table->last
               ? &table->new[id - first]
               : NULL;
}

/** Whether the line with that id has this text. */
static enum status
has_text(struct lines_table *table, int64_t id, struct slice text, bool *is_it,
         struct error *error)
{
    const struct new_line *new = new_line(table, id);
    if (new) {
        *is_it = slice_equal(new->text, text);
        return ST_OK;
    }
    const struct slice heard = heard_text(&table->heard, id);
    if (heard.data) {
        *is_it = slice_equal(heard, text);
        return ST_OK;
    }
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(id)};
    *is_it = false;
    TRY(db_bind(table->db, table->statements.text, key, &row, error));
    const enum status status = db_step(table->db, row, error);
    if (status == ST_OK) {
        const struct slice stored = db_column(row, 0);
        *is_it = slice_equal(stored, text);
        heard_keep(&table->heard, id, stored);
        sqlite3_reset(row);
    }
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Remember an entry.  When there is no more room all are forgotten, and the
 * archive must know what they were. */
static enum status
remember(struct lines_table *table, tag_entry entry, struct error *error)
{
    struct known_lines *known = &table->known;
    if (known->count >= known->capacity / 8 * 7) {
        if (known->capacity >= KNOWN_MAX) {
            TRY(tag_runs_flush(&table->tags, false, error));
            forget(table);
        } else if (!grow(known)) {
            return error_set(error, ST_NO_MEMORY, "out of memory");
        }
    }
    put(known, entry);
    return ST_OK;
}

/** Read the short runs, of what was indexed last; the long ones are asked. */
static enum status
load(struct lines_table *table, struct error *error)
{
    if (table->has_loaded) {
        return ST_OK;
    }
    table->found.n = 0;
    TRY(tag_runs_newest(&table->tags, LOAD_MAX, &table->found,
                        &table->n_runs_unknown, error));
    for (size_t i = 0; i < table->found.n; i++) {
        TRY(remember(table, table->found.entries[i] & ~(tag_entry)1, error));
    }
    table->has_loaded = true;
    return ST_OK;
}

/** Look a line up in memory; *id is 0 when it is not there. */
static enum status
find_known(struct lines_table *table, uint32_t tag, struct slice text,
           int64_t *id, struct error *error)
{
    const struct known_lines *known = &table->known;
    *id = 0;
    if (known->capacity == 0) {
        return ST_OK;
    }
    for (size_t at = first_slot(known, tag); known->slots[at] != 0;
         at = (at + 1) & (known->capacity - 1)) {
        if (tag_entry_tag(known->slots[at]) == tag) {
            const int64_t line = tag_entry_line(known->slots[at]);
            bool is_it;
            TRY(has_text(table, line, text, &is_it, error));
            if (is_it) {
                *id = line;
                return ST_OK;
            }
        }
    }
    return ST_OK;
}

/** Look a line up in the archive, and remember it; *id is 0 when it is not
 * there. */
static enum status
find_stored(struct lines_table *table, uint32_t tag, struct slice text,
            int64_t *id, struct error *error)
{
    struct tag_list *found = &table->found;
    *id = 0;
    found->n = 0;
    TRY(tag_runs_find(&table->tags, table->n_runs_unknown, tag, found, error));
    for (size_t i = 0; i < found->n; i++) {
        const int64_t line = tag_entry_line(found->entries[i]);
        bool is_it;
        TRY(has_text(table, line, text, &is_it, error));
        if (is_it) {
            *id = line;
            return remember(table, tag_entry_of(tag, line, false), error);
        }
    }
    return ST_OK;
}

/** Find a line, in memory or in the archive; *id is 0 when it is new. */
static enum status
find(struct lines_table *table, uint32_t tag, struct slice text, int64_t *id,
     struct error *error)
{
    TRY(load(table, error));
    TRY(find_known(table, tag, text, id, error));
    return *id == 0 && !table->is_complete
               ? find_stored(table, tag, text, id, error)
               : ST_OK;
}

/** Change how often a line is said, when the batch ends. */
static enum status
count(struct lines_table *table, int64_t id, int64_t difference,
      struct error *error)
{
    struct new_line *new = new_line(table, id);
    if (new) {
        new->n_said += difference;
        return ST_OK;
    }
    int64_t *sum = map_put(&table->counts, (uint64_t)id, 0);
    if (!sum) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *sum += difference;
    return ST_OK;
}

/** The number of the next line. */
static enum status
next_id(struct lines_table *table, int64_t *id, struct error *error)
{
    if (table->last < 0) {
        sqlite3_stmt *row;
        TRY(db_statement(table->db, table->statements.last, &row, error));
        TRY(db_step(table->db, row, error));
        const int64_t last = sqlite3_column_int64(row, 0);
        sqlite3_reset(row);
        if (last < 0 || last >= TAG_LINE_MAX) {
            return error_set(error, ST_DAMAGED, "lines are numbered up to %lld",
                             (long long)last);
        }
        table->last = last;
    }
    *id = table->last + 1;
    return *id <= TAG_LINE_MAX
               ? ST_OK
               : error_set(error, ST_DAMAGED, "there are too many lines");
}

/** Add a line that the archive does not have. */
static enum status
insert(struct lines_table *table, uint32_t tag, const struct line *line,
       int64_t *id, struct error *error)
{
    TRY(next_id(table, id, error));
    if (!array_grow(&table->new, &table->new_capacity, table->n_new,
                    sizeof(*table->new))) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    table->new[table->n_new++] = (struct new_line){line->text, line->kind, 1};
    table->last = *id;
    const tag_entry entry = tag_entry_of(tag, *id, false);
    TRY(tag_runs_note(&table->tags, entry, error));
    return remember(table, entry, error);
}

enum status
lines_table_say(struct lines_table *table, const struct line *line, int64_t *id,
                struct error *error)
{
    const uint32_t tag = table->tag_of(line->text);
    int64_t found;
    TRY(find(table, tag, line->text, &found, error));
    if (found == 0) {
        TRY(insert(table, tag, line, &found, error));
    } else {
        TRY(count(table, found, 1, error));
    }
    *id = found;
    return ST_OK;
}

/** A cell of the new lines. */
static struct value
new_line_cell(const void *context, size_t row, int column)
{
    const struct lines_table *table = context;
    const struct new_line *line = &table->new[row];
    switch (column) {
    case 0:
        return V_INT(table->last - (int64_t)(table->n_new - 1 - row));
    case 1:
        return V_TEXT(line->text);
    case 2:
        return V_INT((int64_t)line->kind);
    default:
        return V_INT(line->n_said);
    }
}

enum status
lines_table_write(struct lines_table *table, struct error *error)
{
    const struct bulk bulk = {table->n_new, new_line_cell, table};
    TRY(bulk_run(table->db, table->statements.insert, &bulk, error));
    table->n_new = 0;
    return ST_OK;
}

enum status
lines_table_unsay(struct lines_table *table, int64_t id, struct error *error)
{
    return count(table, id, -1, error);
}

/** Delete a line if nobody says it.  Where it is known, its text tells that
 * it is not the one. */
static enum status
sweep(struct lines_table *table, int64_t id, struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(id)};
    TRY(db_bind(table->db, table->statements.sweep, key, &row, error));
    const enum status status = db_step(table->db, row, error);
    if (status != ST_OK) {
        return status == ST_NOT_FOUND ? ST_OK : status;
    }
    const uint32_t tag = table->tag_of(db_column(row, 0));
    sqlite3_reset(row);
    heard_drop(&table->heard, id);
    return id < 1 || id > TAG_LINE_MAX
               ? ST_OK
               : tag_runs_note(&table->tags, tag_entry_of(tag, id, true),
                               error);
}

/** Write one line's change; a line that may be gone is swept. */
static enum status
flush_one(struct lines_table *table, int64_t id, int64_t difference,
          struct error *error)
{
    const struct value change[] = {V_INT(id), V_INT(difference)};
    TRY(db_run(table->db, table->statements.said, change, error));
    return difference < 0 ? sweep(table, id, error) : ST_OK;
}

/** Order entries by id, so that the updates walk the table forward. */
static int
compare_entries(const void *a, const void *b)
{
    const uint64_t left = ((const struct map_entry *)a)->key;
    const uint64_t right = ((const struct map_entry *)b)->key;
    return (left > right) - (left < right);
}

/** Write the changes of n_said, and sweep. */
static enum status
flush_counts(struct lines_table *table, struct error *error)
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

enum status
lines_table_flush(struct lines_table *table, bool is_last, struct error *error)
{
    TRY(lines_table_write(table, error));
    TRY(flush_counts(table, error));
    return tag_runs_flush(&table->tags, is_last, error);
}

/** Note every line of the archive, which has no runs. */
static enum status
note_all(struct lines_table *table, struct error *error)
{
    enum { AT_ONCE = 1024 * 1024 };
    sqlite3_stmt *row;
    TRY(db_bind(table->db, table->statements.all, NULL, &row, error));
    enum status status;
    while ((status = db_step(table->db, row, error)) == ST_OK) {
        const int64_t id = sqlite3_column_int64(row, 0);
        const uint32_t tag = table->tag_of(db_column(row, 1));
        if (id >= 1 && id <= TAG_LINE_MAX) {
            status = tag_runs_note(&table->tags, tag_entry_of(tag, id, false),
                                   error);
        }
        if (status == ST_OK && table->tags.changes.n == AT_ONCE) {
            status = tag_runs_flush(&table->tags, false, error);
        }
        if (status != ST_OK) {
            sqlite3_reset(row);
            return status;
        }
    }
    return status == ST_NOT_FOUND ? tag_runs_flush(&table->tags, true, error)
                                  : status;
}

enum status
lines_table_renew(struct lines_table *table, struct error *error)
{
    lines_table_rollback(table);
    TRY(db_execute(table->db, "DELETE FROM line_tag; DELETE FROM line_run",
                   error));
    return note_all(table, error);
}

void
lines_table_rollback(struct lines_table *table)
{
    forget(table);
    table->n_new = 0;
    table->last = -1;
    map_clear(&table->counts);
    heard_forget(&table->heard);
    tag_runs_rollback(&table->tags);
}
