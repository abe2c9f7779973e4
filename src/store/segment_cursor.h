/*
 * segment_cursor.h - reads a segment of an index from its first term to its
 * last; internal to the store.
 *
 * What is damaged ends with ST_DAMAGED; nothing is trusted.
 */
#ifndef QUOTH_STORE_SEGMENT_CURSOR_H
#define QUOTH_STORE_SEGMENT_CURSOR_H

#include "store/segment_writer.h"

struct segment_cursor {
    const struct index_table *table;
    const struct index_segment *segment;
    sqlite3_stmt *leaves; /**< of the pool; at the leaf, which it owns */
    struct slice leaf;    /**< without its footer */
    struct slice footer;
    uint32_t page;
    size_t at;           /**< in the leaf */
    size_t next_term;    /**< offset of the next term; leaf.size for none */
    size_t footer_at;    /**< behind that term's offset */
    bool is_leaf_first;  /**< the next term is the leaf's first */
    size_t first_row;    /**< offset of the leaf's first row; 0 for none */
    bool is_new_doclist; /**< no row of the term was read yet */

    /* The list of the leaves of the term at hand, where one is kept. */
    bool has_skips;      /**< it was found by a leaf that says so */
    uint32_t term_page;  /**< that leaf */
    struct buffer skips; /**< the record, once it is read */
    size_t skips_at;     /**< behind the entry at hand, which is this: */
    uint32_t skip_page;
    int64_t skip_row; /**< the first that begins on it */

    struct buffer term;       /**< valid after segment_cursor_term() */
    struct buffer gathered;   /**< positions that go over several leaves */
    struct segment_entry row; /**< valid after segment_cursor_next() */
    struct error *error;
};

/** Begin; the segment is borrowed.  End with segment_cursor_finish(). */
void segment_cursor_init(struct segment_cursor *cursor,
                         const struct index_table *table,
                         const struct index_segment *segment,
                         struct error *error);

/** Go to the next term, from before the first one on; ST_NOT_FOUND behind the
 * last.  Rows of the one before that were not read are passed over. */
enum status segment_cursor_term(struct segment_cursor *cursor);

/** Go to the first term that is not before another, once, at the beginning;
 * ST_NOT_FOUND where there is none. */
enum status segment_cursor_find(struct segment_cursor *cursor,
                                struct slice term);

/** Go to the term's next row; ST_NOT_FOUND behind the last.  The row lives
 * until the next call of any of these. */
enum status segment_cursor_next(struct segment_cursor *cursor);

/** Go to the term's next row that is not before `row`; likewise. */
enum status segment_cursor_seek(struct segment_cursor *cursor, int64_t row);

void segment_cursor_finish(struct segment_cursor *cursor);

#endif
