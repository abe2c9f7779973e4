/*
 * The writer: the indexes.
 *
 * FTS5 reads them, but we write them, in its format: the words of a transcript
 * are sorted out by the threads that parse, a batch becomes one segment, and
 * segments are merged when they are many.  FTS5 itself would look every single
 * token up in a table of its own, which took a third of a run's time.
 *
 * FTS5 keeps a segment list in memory that it does not expect others to
 * change.  So this connection never lets it write to an index or read one.
 */
#include "store/writer.h"

#include <stdlib.h>

enum {
    /* Segments of one level that make one of the next: while a run goes on,
     * and at its end.  Each costs a search a look. */
    BUSY_SEGMENTS_MAX = 64,
    CALM_SEGMENTS_MAX = 8,

    /* What a batch may hold in memory; more becomes a segment at once. */
    BATCH_MAX_BYTES = 64 * 1024 * 1024,
};

void
indexes_init(struct writer *writer)
{
    writer->indexes[MATCH_SPEECH] = (struct index_table){
        .sql = {.block = W_SAID_BLOCK,
                .block_write = W_SAID_BLOCK_WRITE,
                .blocks_delete = W_SAID_BLOCKS_DELETE,
                .leaf_insert = W_SAID_LEAF_INSERT,
                .leaves_delete = W_SAID_LEAVES_DELETE},
        .blocks_sql = INDEX_SQL_BLOCKS("said"),
    };
    writer->indexes[MATCH_MARKERS] = (struct index_table){
        .sql = {.block = W_NOTED_BLOCK,
                .block_write = W_NOTED_BLOCK_WRITE,
                .blocks_delete = W_NOTED_BLOCKS_DELETE,
                .leaf_insert = W_NOTED_LEAF_INSERT,
                .leaves_delete = W_NOTED_LEAVES_DELETE},
        .blocks_sql = INDEX_SQL_BLOCKS("noted"),
    };
    for (size_t i = 0; i < MATCH_INDEXES; i++) {
        writer->indexes[i].db = &writer->db;
        writer->indexes[i].pool = &writer->pools[i];
    }
}

void
indexes_rollback(struct writer *writer)
{
    for (size_t i = 0; i < MATCH_INDEXES; i++) {
        index_batch_finish(&writer->batches[i]);
    }
}

void
indexes_finish(struct writer *writer)
{
    indexes_rollback(writer);
    for (size_t i = 0; i < MATCH_INDEXES; i++) {
        leaf_pool_finish(&writer->pools[i]);
    }
}

/** A batch that is being written. */
struct flushing {
    struct writer *writer;
    enum match_index which;
    struct error *error;
};

/** A batch changes a word's count. */
static enum status
take_count(void *context, const struct vocabulary_word *change)
{
    struct flushing *flushing = context;
    return flushing->which == MATCH_SPEECH
               ? terms_count(flushing->writer, change, flushing->error)
               : ST_OK;
}

/** Write a batch as the newest segment. */
static enum status
write_segment(struct flushing *flushing, struct index_map *map)
{
    struct writer *writer = flushing->writer;
    const struct index_table *table = &writer->indexes[flushing->which];
    struct segment_writer segment;
    struct index_segment made = {.id = index_map_free_id(map), .first = 1};
    if (made.id == 0) {
        return error_set(flushing->error, ST_INTERNAL,
                         "the index has too many segments");
    }
    enum status status =
        segment_writer_init(&segment, table, made.id, flushing->error);
    if (status == ST_OK) {
        status = index_batch_write(&writer->batches[flushing->which], &segment,
                                   take_count, flushing);
    }
    if (status == ST_OK) {
        status = segment_writer_end(&segment, &made.last);
    }
    segment_writer_finish(&segment);
    TRY(status);
    map->n_written += made.last;
    return made.last == 0 || index_map_add(map, &made)
               ? ST_OK
               : error_set(flushing->error, ST_NO_MEMORY, "out of memory");
}

/** Merge levels that have many segments, from the newest up. */
static enum status
merge_levels(const struct index_table *table, struct index_map *map,
             size_t most, struct error *error)
{
    for (unsigned level = 0; level < INDEX_LEVELS_MAX; level++) {
        size_t first;
        size_t end;
        index_map_level(map, level, &first, &end);
        if (end - first >= most) {
            TRY(index_merge_level(table, map, level, error));
        }
    }
    return ST_OK;
}

/** Bring FTS5's counts of rows and tokens up. */
static enum status
count_rows(const struct index_table *table, const struct index_batch *batch,
           struct error *error)
{
    int64_t n_rows = 0;
    int64_t n_tokens = 0;
    for (size_t i = 0; i < batch->n_rows; i++) {
        const struct batch_row *row = &batch->rows[i];
        const int times = row->is_removed ? -1 : 1;
        n_rows += times;
        n_tokens += times * (int64_t)row->postings.n_tokens;
    }
    return index_table_count(table, n_rows, n_tokens, error);
}

/** Write what one batch holds, its index's map being read. */
static enum status
flush_into(struct writer *writer, enum match_index which, struct index_map *map,
           struct error *error)
{
    const struct index_table *table = &writer->indexes[which];
    struct flushing flushing = {writer, which, error};
    TRY(write_segment(&flushing, map));
    if (map->is_merging) {
        TRY(index_merge_all(table, map, NULL, error));
    }
    TRY(merge_levels(table, map, BUSY_SEGMENTS_MAX, error));
    TRY(count_rows(table, &writer->batches[which], error));
    return index_table_set_map(table, map, error);
}

/** Write what one batch holds. */
static enum status
flush(struct writer *writer, enum match_index which, struct error *error)
{
    struct index_map map;
    if (writer->batches[which].n_rows == 0) {
        return ST_OK;
    }
    TRY(index_table_map(&writer->indexes[which], &map, error));
    const enum status status = flush_into(writer, which, &map, error);
    index_map_finish(&map);
    index_batch_finish(&writer->batches[which]);
    return status;
}

/** Write what all batches hold. */
static enum status
flush_all(void *context, struct error *error)
{
    for (enum match_index i = 0; i < MATCH_INDEXES; i++) {
        TRY(flush(context, i, error));
    }
    return ST_OK;
}

enum status
indexes_flush(struct writer *writer, struct error *error)
{
    return index_inside(&writer->db, W_WITHIN, flush_all, writer, error);
}

/** Put a row into a batch, and write it where it has grown too large to wait
 * for the commit. */
static enum status
put_row(struct writer *writer, enum match_index which,
        const struct batch_row *row, struct postings *postings,
        struct error *error)
{
    struct index_batch *batch = &writer->batches[which];
    if (postings->has_failed ||
        !index_batch_add(batch, row->row, row->is_removed, postings)) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return batch->n_bytes > BATCH_MAX_BYTES ? indexes_flush(writer, error)
                                            : ST_OK;
}

enum status
indexes_add(struct writer *writer, enum match_index which, int64_t transcript,
            struct postings *postings, struct error *error)
{
    const struct batch_row row = {.row = transcript};
    return put_row(writer, which, &row, postings, error);
}

enum status
indexes_remove(struct writer *writer, enum match_index which,
               int64_t transcript, struct slice tokens, struct error *error)
{
    const struct batch_row row = {.row = transcript, .is_removed = true};
    struct vocabulary words;
    struct postings postings;
    vocabulary_init(&words);
    postings_init(&postings);
    vocabulary_count(&words, tokens);
    postings_list(&postings, &words);
    const enum status status = put_row(writer, which, &row, &postings, error);
    postings_finish(&postings);
    vocabulary_finish(&words);
    return status;
}

/** Merge the speech index whole, and make the vocabulary of what it holds. */
static enum status
merge_speech(struct writer *writer, struct index_map *map, struct error *error)
{
    struct term_rows rows;
    TRY(term_rows_begin(&rows, writer, error));
    const struct index_sink sink = term_rows_sink(&rows);
    enum status status =
        index_merge_all(&writer->indexes[MATCH_SPEECH], map, &sink, error);
    if (status == ST_OK) {
        status = term_rows_end(&rows);
    }
    term_rows_finish(&rows);
    return status;
}

/** How an index is tidied. */
struct tidying {
    struct writer *writer;
    bool whole;
};

/** Tidy one index, its map being read. */
static enum status
tidy(const struct tidying *tidying, enum match_index which,
     struct index_map *map, struct error *error)
{
    const struct index_table *table = &tidying->writer->indexes[which];
    if (!tidying->whole) {
        TRY(merge_levels(table, map, CALM_SEGMENTS_MAX, error));
    } else if (which == MATCH_SPEECH) {
        TRY(merge_speech(tidying->writer, map, error));
    } else {
        TRY(index_merge_all(table, map, NULL, error));
    }
    return index_table_set_map(table, map, error);
}

/** Tidy all indexes. */
static enum status
tidy_all(void *context, struct error *error)
{
    const struct tidying *tidying = context;
    for (enum match_index i = 0; i < MATCH_INDEXES; i++) {
        struct index_map map;
        TRY(flush(tidying->writer, i, error));
        TRY(index_table_map(&tidying->writer->indexes[i], &map, error));
        const enum status status = tidy(tidying, i, &map, error);
        index_map_finish(&map);
        TRY(status);
    }
    return ST_OK;
}

enum status
indexes_tidy(struct writer *writer, bool whole, struct error *error)
{
    struct tidying tidying = {writer, whole};
    return index_inside(&writer->db, W_WITHIN, tidy_all, &tidying, error);
}

/** Empty all indexes. */
static enum status
clear_all(void *context, struct error *error)
{
    struct writer *writer = context;
    for (size_t i = 0; i < MATCH_INDEXES; i++) {
        TRY(index_table_clear(&writer->indexes[i], error));
    }
    return ST_OK;
}

enum status
indexes_clear(struct writer *writer, struct error *error)
{
    indexes_rollback(writer);
    return index_inside(&writer->db, W_WITHIN, clear_all, writer, error);
}

enum status
indexes_walk(struct writer *writer, const struct index_sink *sink,
             struct error *error)
{
    const struct index_table *table = &writer->indexes[MATCH_SPEECH];
    struct index_map map;
    TRY(index_table_map(table, &map, error));
    const struct index_range all = {&map, 0, map.n_segments};
    const enum status status = index_walk(table, &all, true, sink, error);
    index_map_finish(&map);
    return status;
}
