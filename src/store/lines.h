/*
 * lines.h - each distinct line once; internal to the store's writing half.
 *
 * Lines are found by the hash of their text and compared byte for byte:
 * XXH3-64 collides on demand.  A bounded table in memory knows the lines of
 * this run, so that most lookups need no SQL; while it knows every line of
 * the archive, a miss needs none either.
 */
#ifndef QUOTH_STORE_LINES_H
#define QUOTH_STORE_LINES_H

#include "base/map.h"
#include "store/db.h"
#include "text/marker.h"

/** How the lines' statements are numbered in the writer's table. */
struct line_statements {
    size_t by_hash; /**< hash -> id, text */
    size_t text;    /**< id -> text */
    size_t insert;  /**< hash, text, kind; said once */
    size_t said;    /**< id, difference */
    size_t sweep;   /**< id: delete when it is no longer said */
};

struct lines_table {
    struct db *db;
    struct line_statements statements;
    struct map ids;    /**< hash -> id of a line with that hash */
    struct map counts; /**< id -> change of n_said in this batch */
    bool is_complete;  /**< every line of the archive is in `ids` */
};

struct line {
    uint64_t hash;
    struct slice text;
    enum line_kind kind;
};

/** Start; the table may be complete only when the archive has no lines. */
void lines_table_init(struct lines_table *table, struct db *db,
                      struct line_statements statements, bool is_empty);

void lines_table_finish(struct lines_table *table);

/** Find or add a line, and count that it is said. */
enum status lines_table_say(struct lines_table *table, const struct line *line,
                            int64_t *id, struct error *error);

/** Count that a line is said once less. */
enum status lines_table_unsay(struct lines_table *table, int64_t id,
                              struct error *error);

/** Write the changes of n_said, and delete lines that nobody says. Before
 * each commit. */
enum status lines_table_flush(struct lines_table *table, struct error *error);

/** The batch was undone: forget what it taught us. */
void lines_table_rollback(struct lines_table *table);

#endif
