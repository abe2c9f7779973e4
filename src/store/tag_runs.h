/*
 * tag_runs.h - finding lines by tag in the archive; internal to the store's
 * writing half.
 *
 * An index of SQLite's over all lines would be written all over for every
 * batch, since tags come in no order.  So a commit adds its lines as one
 * sorted run, and runs are merged as they become many: each is longer than
 * all newer ones together when a writer is done.  A line that goes adds an
 * entry that takes the older one back.
 */
#ifndef QUOTH_STORE_TAG_RUNS_H
#define QUOTH_STORE_TAG_RUNS_H

#include "store/db.h"
#include "store/tag_block.h"

/** How the statements are numbered in the writer's table. */
struct tag_statements {
    size_t runs;          /**< id, n_entries in the order of ids */
    size_t run_insert;    /**< id, n_entries */
    size_t run_delete;    /**< id */
    size_t block_insert;  /**< run, first, entries */
    size_t blocks_delete; /**< run */
    size_t block_at;      /**< run, tag: the last block that begins there or
                               before; first, entries */
    size_t block_after;   /**< run, tag: the first that begins later */
};

/** A row of the table line_run. */
struct tag_run {
    int64_t id;
    int64_t n_entries;
};

struct tag_runs {
    struct db *db;
    struct tag_statements statements;
    struct tag_run *runs; /**< oldest first */
    size_t n_runs;
    size_t capacity;
    bool are_known;          /**< `runs` is what the table says */
    struct tag_list changes; /**< since the last flush, in no order */
    struct tag_list block;
    struct buffer bytes;
};

void tag_runs_init(struct tag_runs *runs, struct db *db,
                   struct tag_statements statements);

void tag_runs_finish(struct tag_runs *runs);

/** Note that a line came, or is gone. */
enum status tag_runs_note(struct tag_runs *runs, tag_entry entry,
                          struct error *error);

/** Look for a tag among the `n` oldest runs: append what lines may have it to
 * `found`, which is not all that was noted since the last flush. */
enum status tag_runs_find(struct tag_runs *runs, size_t n, uint32_t tag,
                          struct tag_list *found, struct error *error);

/** Append the entries of the newest runs, up to `n_max` in sum, to `found`;
 * *n_left receives how many runs are left. */
enum status tag_runs_newest(struct tag_runs *runs, int64_t n_max,
                            struct tag_list *found, size_t *n_left,
                            struct error *error);

/** Write what was noted; the last flush of a writer merges runs. */
enum status tag_runs_flush(struct tag_runs *runs, bool is_last,
                           struct error *error);

/** The batch was undone. */
void tag_runs_rollback(struct tag_runs *runs);

#endif
