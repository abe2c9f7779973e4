/*
 * index_batch.h - what a batch adds to an index and takes out of it, in
 * memory until it becomes a segment; internal to the store's writing half.
 */
#ifndef QUOTH_STORE_INDEX_BATCH_H
#define QUOTH_STORE_INDEX_BATCH_H

#include "store/postings.h"
#include "store/segment_writer.h"

/** A row that is added or taken out. */
struct batch_row {
    int64_t row;
    bool is_removed;
    struct postings postings; /**< owned */
};

struct index_batch {
    struct batch_row *rows; /**< owned; as they came */
    size_t n_rows;
    size_t capacity;
    size_t n_bytes; /**< what it takes in memory, about */
};

/** How often a word is said more, or less, by a batch. */
typedef enum status batch_count(void *context,
                                const struct vocabulary_word *change);

/** Forget everything; the batch is empty and usable again. */
void index_batch_finish(struct index_batch *batch);

/** Add a row, or take one out.  The postings become the batch's, and the
 * caller's empty.  False without memory. */
bool index_batch_add(struct index_batch *batch, int64_t row, bool is_removed,
                     struct postings *postings);

/** Write everything as a segment, and tell how it changes each word's count;
 * ST_NO_MEMORY, or what either says.  Nothing can be added then. */
enum status index_batch_write(struct index_batch *batch,
                              struct segment_writer *writer,
                              batch_count *on_count, void *context);

#endif
