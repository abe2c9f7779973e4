/*
 * segment_writer.h - writes a segment of an index, leaf by leaf; internal to
 * the store's writing half.
 *
 * Terms come in order, each with its rows in order.  The bytes are FTS5's;
 * see store/index_format.h.
 */
#ifndef QUOTH_STORE_SEGMENT_WRITER_H
#define QUOTH_STORE_SEGMENT_WRITER_H

#include "store/index_table.h"

/** A row of a doclist. */
struct segment_entry {
    int64_t row;
    struct slice positions; /**< as FTS5 writes them; empty where deleted */
    bool is_deleted;
};

struct segment_writer {
    const struct index_table *table;
    uint32_t id;
    uint32_t page;        /**< number of the leaf in the making */
    struct buffer leaf;   /**< without its footer */
    struct buffer footer; /**< offsets of its terms, as differences */
    struct buffer term;   /**< the last one */
    size_t last_offset;   /**< of a term, in the leaf */
    int64_t last_row;
    bool is_new_doclist; /**< no row of the term is written yet */
    bool has_row;        /**< the leaf has a row, or a term */

    uint32_t noted_page;      /**< the last leaf with a term */
    struct buffer noted_term; /**< and what leads to it */
    struct buffer skips;      /**< leaves after that, by their first rows */
    int64_t last_skip;
    uint32_t n_without_terms; /**< how many leaves these are */
    struct error *error;
};

/** Begin a segment; ST_NO_MEMORY.  End with segment_writer_finish(). */
enum status segment_writer_init(struct segment_writer *writer,
                                const struct index_table *table, uint32_t id,
                                struct error *error);

/** A new term. */
enum status segment_writer_term(struct segment_writer *writer,
                                struct slice term);

/** The term's next row. */
enum status segment_writer_add(struct segment_writer *writer,
                               const struct segment_entry *entry);

/** Write what is left; *last receives the number of the last leaf, 0 for a
 * segment without any. */
enum status segment_writer_end(struct segment_writer *writer, uint32_t *last);

void segment_writer_finish(struct segment_writer *writer);

#endif
