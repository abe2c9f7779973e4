/*
 * index_table.h - the two tables in which FTS5 keeps an index; internal to
 * the store's writing half.
 *
 * They are FTS5's own ("shadow tables"), and SQLite's defences let only the
 * methods of virtual tables and functions write to them.  So whatever changes
 * an index runs inside of one: index_inside().
 */
#ifndef QUOTH_STORE_INDEX_TABLE_H
#define QUOTH_STORE_INDEX_TABLE_H

#include "store/db.h"
#include "store/index_map.h"

/** How an index's statements are numbered in the writer's table. */
struct index_statements {
    size_t block;         /**< id -> block */
    size_t block_write;   /**< id, block */
    size_t blocks_delete; /**< first and last id */
    size_t leaf_insert;   /**< segment, term, page */
    size_t leaves_delete; /**< first and last segment */
};

struct index_table {
    struct db *db;
    struct index_statements sql;
    const char *blocks_sql; /**< first and last id -> id and block, in order */
};

/** A leaf with a term. */
struct index_leaf {
    uint32_t segment;
    uint32_t page;
    struct slice term; /**< above all before it, at most its first term */
    bool has_skips;    /**< a list of leaves is kept for its last term */
};

/** What index_inside() runs. */
typedef enum status index_work(void *context, struct error *error);

/** Let a connection's statements call `within(?1)`; an SQLite code. */
int index_register(sqlite3 *handle);

/** Run work inside of the numbered statement `SELECT within(?1)`. */
enum status index_inside(struct db *db, size_t statement, index_work *work,
                         void *context, struct error *error);

/** Read the map; end with index_map_finish(). */
enum status index_table_map(const struct index_table *table,
                            struct index_map *map, struct error *error);

enum status index_table_set_map(const struct index_table *table,
                                const struct index_map *map,
                                struct error *error);

/** Add to the counts of rows and tokens that FTS5 keeps. */
enum status index_table_count(const struct index_table *table, int64_t n_rows,
                              int64_t n_tokens, struct error *error);

enum status index_table_put(const struct index_table *table, int64_t row,
                            struct slice block, struct error *error);

/** Note where a leaf's terms begin. */
enum status index_table_note_leaf(const struct index_table *table,
                                  const struct index_leaf *leaf,
                                  struct error *error);

/** Delete a segment's rows. */
enum status index_table_drop(const struct index_table *table, uint32_t segment,
                             struct error *error);

/** Empty the index; its cookie stays.  ST_DAMAGED where that is lost. */
enum status index_table_clear(const struct index_table *table,
                              struct error *error);

#endif
