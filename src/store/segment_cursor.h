/*
 * segment_cursor.h - reads a segment of an index from its first term to its
 * last; internal to the store's writing half.
 *
 * What is damaged ends with ST_DAMAGED; nothing is trusted.
 */
#ifndef QUOTH_STORE_SEGMENT_CURSOR_H
#define QUOTH_STORE_SEGMENT_CURSOR_H

#include "store/segment_writer.h"

struct segment_cursor {
    const struct index_table *table;
    const struct index_segment *segment;
    sqlite3_stmt *leaves; /**< at the leaf, which it owns */
    struct slice leaf;    /**< without its footer */
    struct slice footer;
    uint32_t page;
    size_t at;           /**< in the leaf */
    size_t next_term;    /**< offset of the next term; leaf.size for none */
    size_t footer_at;    /**< behind that term's offset */
    bool is_leaf_first;  /**< the next term is the leaf's first */
    size_t first_row;    /**< offset of the leaf's first row; 0 for none */
    bool is_new_doclist; /**< no row of the term was read yet */

    struct buffer term;       /**< valid after segment_cursor_term() */
    struct buffer gathered;   /**< positions that go over several leaves */
    struct segment_entry row; /**< valid after segment_cursor_next() */
    struct error *error;
};

/** Begin; the segment is borrowed.  End with segment_cursor_finish(). */
enum status segment_cursor_init(struct segment_cursor *cursor,
                                const struct index_table *table,
                                const struct index_segment *segment,
                                struct error *error);

/** Go to the next term, all rows of the one before being read; ST_NOT_FOUND
 * behind the last. */
enum status segment_cursor_term(struct segment_cursor *cursor);

/** Go to the term's next row; ST_NOT_FOUND behind the last.  The row lives
 * until the next call of either. */
enum status segment_cursor_next(struct segment_cursor *cursor);

void segment_cursor_finish(struct segment_cursor *cursor);

#endif
