/*
 * Runs of tags: looking up, writing, merging.
 *
 * Merging reads a block of each run at a time, so it takes no more memory for
 * long runs than for short ones.
 */
#include "store/tag_runs.h"

#include <stdlib.h>

/** The highest number of a run; each commit takes one or two. */
#define RUN_MAX (INT64_MAX / 2)

enum {
    /* Runs that may gather while a writer goes on, whose own lines are found
     * in memory. */
    RUNS_MAX = 16,

    /* A block holds all entries of a tag, so nothing else bounds it. */
    BLOCK_MAX_BYTES = 512 * 1024 * 1024,
};

void
tag_runs_init(struct tag_runs *runs, struct db *db,
              struct tag_statements statements)
{
    *runs = (struct tag_runs){.db = db, .statements = statements};
    buffer_init(&runs->bytes, BLOCK_MAX_BYTES);
}

void
tag_runs_finish(struct tag_runs *runs)
{
    free(runs->runs);
    tag_list_finish(&runs->changes);
    tag_list_finish(&runs->block);
    buffer_finish(&runs->bytes);
    *runs = (struct tag_runs){0};
}

/** Say that there is no memory. */
static enum status
fail_memory(struct error *error)
{
    return error_set(error, ST_NO_MEMORY, "out of memory");
}

/** Append a run to those that are known. */
static enum status
add_run(struct tag_runs *runs, struct tag_run run, struct error *error)
{
    if (!array_grow(&runs->runs, &runs->capacity, runs->n_runs, sizeof(run))) {
        return fail_memory(error);
    }
    runs->runs[runs->n_runs++] = run;
    return ST_OK;
}

/** Read which runs there are, once. */
static enum status
know_runs(struct tag_runs *runs, struct error *error)
{
    if (runs->are_known) {
        return ST_OK;
    }
    sqlite3_stmt *row;
    runs->n_runs = 0;
    TRY(db_bind(runs->db, runs->statements.runs, NULL, &row, error));
    enum status status;
    while ((status = db_step(runs->db, row, error)) == ST_OK) {
        const struct tag_run run = {sqlite3_column_int64(row, 0),
                                    sqlite3_column_int64(row, 1)};
        status =
            run.id < 1 || run.id > RUN_MAX || run.n_entries < 1 ||
                    run.n_entries > 2 * TAG_LINE_MAX
                ? error_set(error, ST_DAMAGED, "the lists of lines are damaged")
                : add_run(runs, run, error);
        if (status != ST_OK) {
            sqlite3_reset(row);
            return status;
        }
    }
    runs->are_known = status == ST_NOT_FOUND;
    return runs->are_known ? ST_OK : status;
}

enum status
tag_runs_note(struct tag_runs *runs, tag_entry entry, struct error *error)
{
    return tag_list_add(&runs->changes, entry) ? ST_OK : fail_memory(error);
}

/** Read a block by one of the two statements; ST_NOT_FOUND without one. */
static enum status
read_block(struct tag_runs *runs, size_t statement, const struct value key[2],
           struct tag_list *block, struct error *error)
{
    sqlite3_stmt *row;
    TRY(db_bind(runs->db, statement, key, &row, error));
    TRY(db_step(runs->db, row, error));
    const enum status status = tag_block_unpack(
        block, sqlite3_column_int64(row, 0), db_column(row, 1));
    sqlite3_reset(row);
    if (status == ST_DAMAGED) {
        return error_set(error, ST_DAMAGED,
                         "the list of lines is damaged (run %lld)",
                         (long long)key[0].integer);
    }
    return status == ST_OK ? ST_OK : fail_memory(error);
}

enum status
tag_runs_find(struct tag_runs *runs, size_t n, uint32_t tag,
              struct tag_list *found, struct error *error)
{
    struct tag_list *block = &runs->block;
    TRY(know_runs(runs, error));
    for (size_t i = 0; i < n && i < runs->n_runs; i++) {
        const struct value key[] = {V_INT(runs->runs[i].id), V_INT(tag)};
        const enum status status =
            read_block(runs, runs->statements.block_at, key, block, error);
        if (status == ST_NOT_FOUND) {
            continue;
        }
        TRY(status);
        for (size_t k = 0; k < block->n; k++) {
            if (tag_entry_tag(block->entries[k]) == tag &&
                !tag_list_add(found, block->entries[k])) {
                return fail_memory(error);
            }
        }
    }
    return ST_OK;
}

/** A way through a run, a block at a time, or through a list in memory. */
struct cursor {
    int64_t run;        /**< 0 for the list */
    int64_t last_first; /**< of the block that is read */
    struct tag_list block;
    size_t at;
    bool is_at_end;
};

/** Read the next block where this one is done. */
static enum status
fill(struct tag_runs *runs, struct cursor *cursor, struct error *error)
{
    while (!cursor->is_at_end && cursor->at == cursor->block.n) {
        if (cursor->run == 0) {
            cursor->is_at_end = true;
            return ST_OK;
        }
        const struct value key[] = {V_INT(cursor->run),
                                    V_INT(cursor->last_first)};
        const enum status status = read_block(
            runs, runs->statements.block_after, key, &cursor->block, error);
        if (status == ST_NOT_FOUND) {
            cursor->is_at_end = true;
            return ST_OK;
        }
        TRY(status);
        cursor->at = 0;
        cursor->last_first = tag_entry_tag(cursor->block.entries[0]);
    }
    return ST_OK;
}

enum status
tag_runs_newest(struct tag_runs *runs, int64_t n_max, struct tag_list *found,
                size_t *n_left, struct error *error)
{
    TRY(know_runs(runs, error));
    size_t n = runs->n_runs;
    for (; n > 0 && runs->runs[n - 1].n_entries <= n_max; n--) {
        struct cursor cursor = {.run = runs->runs[n - 1].id, .last_first = -1};
        enum status status;
        while ((status = fill(runs, &cursor, error)) == ST_OK &&
               !cursor.is_at_end) {
            if (!tag_list_add(found, cursor.block.entries[cursor.at++])) {
                status = fail_memory(error);
                break;
            }
        }
        tag_list_finish(&cursor.block);
        TRY(status);
        n_max -= runs->runs[n - 1].n_entries;
    }
    *n_left = n;
    return ST_OK;
}

/** A run while it is written. */
struct writing {
    struct tag_runs *runs;
    struct tag_run run;
    struct tag_list block;
    struct error *error;
};

/** Write the block that has gathered. */
static enum status
write_block(struct writing *writing)
{
    struct tag_runs *runs = writing->runs;
    const struct tag_list *block = &writing->block;
    if (block->n == 0) {
        return ST_OK;
    }
    buffer_clear(&runs->bytes);
    tag_block_pack(block->entries, block->n, &runs->bytes);
    if (runs->bytes.has_failed) {
        return fail_memory(writing->error);
    }
    const struct value values[] = {V_INT(writing->run.id),
                                   V_INT(tag_entry_tag(block->entries[0])),
                                   V_BLOB(buffer_slice(&runs->bytes))};
    writing->run.n_entries += (int64_t)block->n;
    writing->block.n = 0;
    return db_run(runs->db, runs->statements.block_insert, values,
                  writing->error);
}

/** Write an entry; those of one tag stay in one block. */
static enum status
write_entry(struct writing *writing, tag_entry entry)
{
    struct tag_list *block = &writing->block;
    if (block->n >= TAG_BLOCK_ENTRIES &&
        tag_entry_tag(block->entries[block->n - 1]) != tag_entry_tag(entry)) {
        TRY(write_block(writing));
    }
    return tag_list_add(block, entry) ? ST_OK : fail_memory(writing->error);
}

/** Write the rest of a run, and its row, unless it is empty. */
static enum status
end_run(struct writing *writing)
{
    struct tag_runs *runs = writing->runs;
    TRY(write_block(writing));
    if (writing->run.n_entries == 0) {
        return ST_OK;
    }
    const struct value values[] = {V_INT(writing->run.id),
                                   V_INT(writing->run.n_entries)};
    TRY(db_run(runs->db, runs->statements.run_insert, values, writing->error));
    return add_run(runs, writing->run, writing->error);
}

/** A run to be written behind the others. */
static struct writing
begin_run(struct tag_runs *runs, struct error *error)
{
    const int64_t last = runs->n_runs > 0 ? runs->runs[runs->n_runs - 1].id : 0;
    return (struct writing){
        .runs = runs, .run = {.id = last + 1}, .error = error};
}

/** The cursor whose next entry is lowest; NULL when all are at their end. */
static struct cursor *
lowest(struct cursor *cursors, size_t n)
{
    struct cursor *best = NULL;
    tag_entry best_entry = 0;
    for (size_t i = 0; i < n; i++) {
        struct cursor *cursor = &cursors[i];
        if (!cursor->is_at_end &&
            (!best || cursor->block.entries[cursor->at] < best_entry)) {
            best = cursor;
            best_entry = cursor->block.entries[cursor->at];
        }
    }
    return best;
}

/** Write what is left of the entries of some runs: one that is gone takes one
 * that came away. */
static enum status
merge_cursors(struct writing *writing, struct cursor *cursors, size_t n)
{
    tag_entry key = 0;
    int balance = 0;
    for (size_t i = 0; i < n; i++) {
        TRY(fill(writing->runs, &cursors[i], writing->error));
    }
    for (struct cursor *next; (next = lowest(cursors, n));) {
        const tag_entry entry = next->block.entries[next->at++];
        if (balance != 0 && entry >> 1 != key) {
            TRY(write_entry(writing, key << 1 | (balance < 0)));
        }
        balance = entry >> 1 == key ? balance : 0;
        balance += tag_entry_is_gone(entry) ? -1 : 1;
        key = entry >> 1;
        TRY(fill(writing->runs, next, writing->error));
    }
    return balance != 0 ? write_entry(writing, key << 1 | (balance < 0))
                        : ST_OK;
}

/** Delete a run's rows. */
static enum status
delete_run(struct tag_runs *runs, int64_t run, struct error *error)
{
    const struct value key[] = {V_INT(run)};
    TRY(db_run(runs->db, runs->statements.blocks_delete, key, error));
    return db_run(runs->db, runs->statements.run_delete, key, error);
}

/** Merge all runs from the one at `first` on. */
static enum status
merge(struct tag_runs *runs, size_t first, struct error *error)
{
    const size_t n = runs->n_runs - first;
    struct cursor *cursors = calloc(n, sizeof(*cursors));
    if (!cursors) {
        return fail_memory(error);
    }
    for (size_t i = 0; i < n; i++) {
        cursors[i].run = runs->runs[first + i].id;
        cursors[i].last_first = -1;
    }
    struct writing writing = begin_run(runs, error);
    runs->n_runs = first;
    runs->are_known = false;
    enum status status = merge_cursors(&writing, cursors, n);
    for (size_t i = 0; status == ST_OK && i < n; i++) {
        status = delete_run(runs, cursors[i].run, error);
    }
    if (status == ST_OK) {
        status = end_run(&writing);
        runs->are_known = status == ST_OK;
    }
    for (size_t i = 0; i < n; i++) {
        tag_list_finish(&cursors[i].block);
    }
    free(cursors);
    tag_list_finish(&writing.block);
    return status;
}

/** From which run on to merge: the oldest that is no longer than twice all
 * newer ones together; where nobody waits for the last, at least half of them
 * at once. */
static size_t
first_to_merge(const struct tag_runs *runs, bool is_last)
{
    size_t first = runs->n_runs - 1;
    int64_t sum = runs->runs[first].n_entries;
    while (first > 0 && (runs->runs[first - 1].n_entries / 2 <= sum ||
                         (!is_last && runs->n_runs - first < RUNS_MAX / 2))) {
        sum += runs->runs[--first].n_entries;
    }
    return first;
}

/** Order entries. */
static int
compare_entries(const void *a, const void *b)
{
    const tag_entry left = *(const tag_entry *)a;
    const tag_entry right = *(const tag_entry *)b;
    return (left > right) - (left < right);
}

/** Write the changes as a run. */
static enum status
write_changes(struct tag_runs *runs, struct error *error)
{
    struct tag_list *changes = &runs->changes;
    qsort(changes->entries, changes->n, sizeof(tag_entry), compare_entries);
    struct writing writing = begin_run(runs, error);
    struct cursor all = {.block = *changes};
    enum status status = merge_cursors(&writing, &all, 1);
    if (status == ST_OK) {
        status = end_run(&writing);
    }
    changes->n = 0;
    tag_list_finish(&writing.block);
    return status;
}

enum status
tag_runs_flush(struct tag_runs *runs, bool is_last, struct error *error)
{
    if (runs->changes.n > 0) {
        TRY(know_runs(runs, error));
        TRY(write_changes(runs, error));
    }
    if (!runs->are_known || runs->n_runs < 2 ||
        (!is_last && runs->n_runs <= RUNS_MAX)) {
        return ST_OK;
    }
    const size_t first = first_to_merge(runs, is_last);
    return first + 1 < runs->n_runs ? merge(runs, first, error) : ST_OK;
}

void
tag_runs_rollback(struct tag_runs *runs)
{
    runs->changes.n = 0;
    runs->are_known = false;
}
