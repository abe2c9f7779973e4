/*
 * writer.h - the writer's inside; shared by write*.c and nobody else.
 */
#ifndef QUOTH_STORE_WRITER_H
#define QUOTH_STORE_WRITER_H

#include "store/db.h"
#include "store/index_batch.h"
#include "store/index_merge.h"
#include "store/lines.h"
#include "store/match.h"
#include "store/packed.h"
#include "store/write.h"
#include "text/vocabulary.h"

/** The writer's statements; their SQL stands in write.c. */
enum write_statement {
    W_BEGIN,
    W_COMMIT,
    W_COLLECTION_FIND,
    W_COLLECTION_INSERT,
    W_COLLECTION_RENAME,
    W_COLLECTION_BY_NAME,
    W_COLLECTION_DELETE,
    W_FILES,
    W_FILE_BY_CONTENT,
    W_FILE_INSERT,
    W_FILE_UPDATE,
    W_FILE_SET_RECORDING,
    W_FILE_STATE,
    W_FILE_TOUCH,
    W_FILE_RENAME,
    W_FILE_COPY_OF,
    W_FILE_DEMOTE,
    W_FILES_MARK,
    W_COPIES_MARK,
    W_FILE_STALE,
    W_FILE_PROMOTE,
    W_FILE_DELETE,
    W_FILES_FORGET,
    W_FILES_DELETE,
    W_COPIES_DELETE,
    W_FILE_COPIED_ELSEWHERE,
    W_RECORDING_FIND,
    W_RECORDING_INSERT,
    W_RECORDING_UPDATE,
    W_RECORDING_LENGTHEN,
    W_RECORDING_MOVE,
    W_RECORDING_RESTEM,
    W_RECORDING_RENAME,
    W_RECORDING_DIFFERS,
    W_RECORDING_DELETE,
    W_RECORDING_DELETE_EMPTY,
    W_RECORDINGS_SWEEP,
    W_RENDERINGS,
    W_TRANSCRIPT_OF_FILE,
    W_RECORDINGS_OF,
    W_TRANSCRIPT_INSERT,
    W_TRANSCRIPT_SET_FILE,
    W_TRANSCRIPT_SET_LANGUAGE,
    W_TRANSCRIPT_DELETE,
    W_TRANSCRIPTS_OF,
    W_SPEAKER_FIND,
    W_SPEAKER_INSERT,
    W_SPEAKERS_SWEEP,
    W_VOICE_INSERT,
    W_VOICE_DELETE,
    W_LINE_TEXT,
    W_LINE_INSERT,
    W_LINE_LAST,
    W_LINE_SAID,
    W_LINE_SWEEP,
    W_LINES,
    W_TAG_RUNS,
    W_TAG_RUN_INSERT,
    W_TAG_RUN_DELETE,
    W_TAGS_INSERT,
    W_TAGS_DELETE,
    W_TAGS_AT,
    W_TAGS_AFTER,
    W_SEGMENT_INSERT,
    W_SEGMENTS,
    W_SEGMENTS_DELETE,
    W_TIMING_INSERT,
    W_TIMING_DELETE,
    W_PLACE_INSERT,
    W_PLACE_GET,
    W_PLACE_DELETE,
    W_WITHIN,
    W_SAID_BLOCK,
    W_SAID_BLOCK_WRITE,
    W_SAID_BLOCKS_DELETE,
    W_SAID_LEAF_INSERT,
    W_SAID_LEAVES_DELETE,
    W_NOTED_BLOCK,
    W_NOTED_BLOCK_WRITE,
    W_NOTED_BLOCKS_DELETE,
    W_NOTED_LEAF_INSERT,
    W_NOTED_LEAVES_DELETE,
    W_TERMS_INSERT,
    W_TERM_ADD,
    W_TERM_SWEEP,
    W_TERMS_MARK,
    W_TERMS_UNMARK,
    W_REBUILD_COUNT,
    W_REBUILD_NEXT,
    W_REBUILD_SEGMENTS,
    W_REBUILD_LINE,
    W_REBUILD_TRANSCRIPT,
    W_TIMING_GET,
    W_FILE_MARK,
    W_COUNT,
};

/** What the table `term` lacks of the index. */
struct terms {
    struct vocabulary changes;
    bool is_marked;    /**< the archive says that the table is behind */
    bool is_known;     /**< `changes` is all that the table lacks */
    int64_t n_tokens;  /**< in the archive, when `changes` was empty */
    int64_t n_counted; /**< words that were merged into `changes` */
};

struct writer {
    struct db db;
    struct lines_table lines;
    struct terms terms;
    struct index_table indexes[MATCH_INDEXES];
    struct leaf_pool pools[MATCH_INDEXES];
    struct index_batch batches[MATCH_INDEXES];
    struct profile *profile; /**< or NULL */
    int lock;                /**< descriptor of the lock file, or -1 */
    bool is_ours;            /**< the file is an archive, or becomes one */
    bool is_in_batch;
};

/** Bounds a packed array or a token stream: as the text it comes from. */
enum { STREAM_MAX_BYTES = TEXT_MAX_BYTES };

/** The first row of a statement that gives one number; 0 without a row. */
enum status writer_first_id(struct writer *writer,
                            enum write_statement statement, int64_t key,
                            int64_t *id, struct error *error);

/** Save the arrays that lead from a transcript's tokens to its segments. */
enum status places_save(struct writer *writer, int64_t transcript,
                        const struct place *speech, const struct place *markers,
                        struct error *error);

/** Save the times of a transcript's words. */
enum status timing_save(struct writer *writer, int64_t transcript,
                        const struct timing *timing, struct error *error);

/** Remove all transcripts of a recording. */
enum status recording_drop_transcripts(struct writer *writer, int64_t recording,
                                       struct error *error);

/** Read whether an earlier writer left the vocabulary behind. */
enum status terms_open(struct writer *writer, struct error *error);

void terms_finish(struct writer *writer);

/** Note how a batch changes the count of a word. */
enum status terms_count(struct writer *writer,
                        const struct vocabulary_word *change,
                        struct error *error);

/** Before a commit: bring the vocabulary up, or, where it may be `later` and
 * there is room in memory, mark that it is behind. */
enum status terms_flush(struct writer *writer, bool later, struct error *error);

enum { TERM_ROWS_MAX = 512 };

/** A row of the vocabulary that is being made anew. */
struct term_entry {
    size_t begin; /**< in the rows' text */
    size_t size;
    int64_t n_said;
    int64_t n_transcripts;
};

/** The vocabulary, while it is being made anew from an index. */
struct term_rows {
    struct writer *writer;
    struct term_entry rows[TERM_ROWS_MAX];
    size_t n;
    struct buffer text;
    struct error *error;
};

/** Begin to make the vocabulary anew; end with term_rows_finish(). */
enum status term_rows_begin(struct term_rows *rows, struct writer *writer,
                            struct error *error);

/** What takes the speech index in, all of it. */
struct index_sink term_rows_sink(struct term_rows *rows);

/** The vocabulary is complete. */
enum status term_rows_end(struct term_rows *rows);

void term_rows_finish(struct term_rows *rows);

/** All of the vocabulary is to be made anew before the next commit. */
void terms_forget(struct writer *writer);

/** The batch was undone: forget what was counted. */
void terms_rollback(struct writer *writer);

/** Connect the indexes to their tables. */
void indexes_init(struct writer *writer);

/** Index a transcript, whose postings are the writer's then; it is found after
 * indexes_flush(). */
enum status indexes_add(struct writer *writer, enum match_index which,
                        int64_t transcript, struct postings *postings,
                        struct error *error);

/** Take a transcript out, given the stream that was indexed. */
enum status indexes_remove(struct writer *writer, enum match_index which,
                           int64_t transcript, struct slice tokens,
                           struct error *error);

/** Before a commit: write what was added and taken out. */
enum status indexes_flush(struct writer *writer, struct error *error);

/** Merge segments: all of them, after which the vocabulary is up to date too,
 * or where they are many. */
enum status indexes_tidy(struct writer *writer, bool whole,
                         struct error *error);

/** Empty the indexes; ST_DAMAGED where one has lost its head. */
enum status indexes_clear(struct writer *writer, struct error *error);

/** Tell all that the speech index holds. */
enum status indexes_walk(struct writer *writer, const struct index_sink *sink,
                         struct error *error);

/** The batch was undone, or is over: forget what was added and taken out. */
void indexes_rollback(struct writer *writer);

void indexes_finish(struct writer *writer);

#endif
