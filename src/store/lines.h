/*
 * lines.h - each distinct line once; internal to the store's writing half.
 *
 * Lines are found by a tag of their text and compared byte for byte: tags
 * collide.  A bounded table in memory knows the lines of this run, so that
 * most lookups need no SQL; while it knows every line of the archive, a miss
 * needs none either.
 */
#ifndef QUOTH_STORE_LINES_H
#define QUOTH_STORE_LINES_H

#include "base/map.h"
#include "store/db.h"
#include "store/heard.h"
#include "store/tag_runs.h"
#include "text/marker.h"

/** How the lines' statements are numbered in the writer's table. */
struct line_statements {
    size_t text;   /**< id -> text */
    size_t last;   /**< gives the highest id */
    size_t insert; /**< reads bulk(): id, text, kind, n_said */
    size_t said;   /**< id, difference */
    size_t sweep;  /**< id: delete when it is no longer said; gives the text */
    size_t all;    /**< gives id, text of every line */
    struct tag_statements tags;
};

/** Lines by tag, in memory: open addressing in a table of entries, 0 for an
 * empty slot. */
struct known_lines {
    tag_entry *slots;
    size_t capacity; /**< a power of two */
    size_t count;
};

/** A line that is not in the archive yet. */
struct new_line {
    struct slice text;
    enum line_kind kind;
    int64_t n_said;
};

struct lines_table {
    struct db *db;
    struct line_statements statements;
    uint32_t (*tag_of)(struct slice text);
    struct known_lines known;
    struct new_line *new; /**< not written yet; the last has id `last` */
    size_t n_new;
    size_t new_capacity;
    int64_t last;          /**< the highest id; -1 when it must be read */
    struct map counts;     /**< id -> change of n_said in this batch */
    struct tag_runs tags;  /**< the lines of the archive */
    struct tag_list found; /**< of a lookup in it */
    struct heard heard;    /**< texts of lines of the archive */
    size_t n_runs_unknown; /**< its oldest runs, which are not in `known` */
    bool has_loaded;       /**< its newer runs are in `known` */
    bool is_complete;      /**< every line of the archive is in `known` */
};

struct line {
    struct slice text;
    enum line_kind kind;
};

/** Start; the table may be complete only when the archive has no lines. */
void lines_table_init(struct lines_table *table, struct db *db,
                      struct line_statements statements, bool is_empty);

void lines_table_finish(struct lines_table *table);

/** Find or add a line, and count that it is said.  Its text must live until
 * lines_table_write(). */
enum status lines_table_say(struct lines_table *table, const struct line *line,
                            int64_t *id, struct error *error);

/** Write the new lines.  Before their texts go, and before anything else is
 * done with them than saying them again. */
enum status lines_table_write(struct lines_table *table, struct error *error);

/** Count that a line is said once less. */
enum status lines_table_unsay(struct lines_table *table, int64_t id,
                              struct error *error);

/** Write the changes of n_said, delete lines that nobody says, and write how
 * lines are found.  Before each commit; `is_last` where the next may be far. */
enum status lines_table_flush(struct lines_table *table, bool is_last,
                              struct error *error);

/** Make anew how lines are found. */
enum status lines_table_renew(struct lines_table *table, struct error *error);

/** The batch was undone: forget what it taught us. */
void lines_table_rollback(struct lines_table *table);

#endif
