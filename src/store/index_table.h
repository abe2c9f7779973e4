/*
 * index_table.h - the two tables in which FTS5 keeps an index; internal to
 * the store.
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
    size_t leaf_find;     /**< segment, term -> page of the leaf to look in */
};

/* The SQL of these, by an index's name. */
#define INDEX_SQL_BLOCK(name) "SELECT block FROM " name "_data WHERE id = ?1"
#define INDEX_SQL_BLOCK_WRITE(name)                                            \
    "INSERT OR REPLACE INTO " name "_data (id, block) VALUES (?1, ?2)"
#define INDEX_SQL_BLOCKS_DELETE(name)                                          \
    "DELETE FROM " name "_data WHERE id BETWEEN ?1 AND ?2"
#define INDEX_SQL_LEAF_INSERT(name)                                            \
    "INSERT INTO " name "_idx (segid, term, pgno) VALUES (?1, ?2, ?3)"
#define INDEX_SQL_LEAVES_DELETE(name)                                          \
    "DELETE FROM " name "_idx WHERE segid BETWEEN ?1 AND ?2"
#define INDEX_SQL_LEAF_FIND(name)                                              \
    "SELECT pgno FROM " name "_idx WHERE segid = ?1 AND term <= ?2 "           \
    "ORDER BY term DESC LIMIT 1"
#define INDEX_SQL_BLOCKS(name)                                                 \
    "SELECT id, block FROM " name "_data WHERE id BETWEEN ?1 AND ?2 ORDER BY " \
    "id"

enum { INDEX_SPARE_MAX = 64 };

/** Statements that read leaves in order, for walks beside each other. */
struct leaf_pool {
    sqlite3_stmt *spare[INDEX_SPARE_MAX]; /**< owned; used once, and reset */
    size_t n_spare;
};

struct index_table {
    struct db *db;
    struct leaf_pool *pool;
    struct index_statements sql;
    const char *blocks_sql; /**< first and last id -> id, block, in order */
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

/** Get a statement of the pool, that gives the leaves from one to another. */
enum status index_table_leaves(const struct index_table *table,
                               const int64_t rows[2], sqlite3_stmt **leaves,
                               struct error *error);

/** Give it back; NULL is allowed. */
void index_table_give_back(const struct index_table *table,
                           sqlite3_stmt *leaves);

/** Free the statements of a pool. */
void leaf_pool_finish(struct leaf_pool *pool);

/** Find the leaf of a segment where a term is, if it is in the segment at all,
 * and whether a list of leaves is kept for its last term. */
enum status index_table_find(const struct index_table *table,
                             struct index_leaf *leaf, struct error *error);

/** Read a record; *row is to be reset.  ST_NOT_FOUND where there is none. */
enum status index_table_block(const struct index_table *table, int64_t id,
                              sqlite3_stmt **row, struct error *error);

/** Delete a segment's rows. */
enum status index_table_drop(const struct index_table *table, uint32_t segment,
                             struct error *error);

/** Empty the index; its cookie stays.  ST_DAMAGED where that is lost. */
enum status index_table_clear(const struct index_table *table,
                              struct error *error);

#endif
