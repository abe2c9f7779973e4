/*
 * reader.h - the reader's inside; shared by read*.c and nobody else.
 */
#ifndef QUOTH_STORE_READER_H
#define QUOTH_STORE_READER_H

#include "base/buffer.h"
#include "store/db.h"
#include "store/index_table.h"
#include "store/read.h"

/** The reader's statements; their SQL stands in read.c. */
enum read_statement {
    R_BEGIN,
    R_END,
    R_SIZE,
    R_VERSION,
    R_NEWEST,
    R_SAID_BLOCK,
    R_SAID_LEAF_FIND,
    R_NOTED_BLOCK,
    R_NOTED_LEAF_FIND,
    R_PLACE_SPEECH,
    R_PLACE_MARKERS,
    R_TIMING,
    R_SEGMENTS,
    R_LINE,
    R_TIMES,
    R_TRANSCRIPTS,
    R_BRIEF,
    R_BRIEF_WITH_FOLDERS,
    R_RECORDING,
    R_FIRST_TRANSCRIPT,
    R_TRANSCRIPT,
    R_FILES,
    R_LANGUAGES,
    R_TRANSCRIPT_LANGUAGES,
    R_SPEAKERS,
    R_VOICES,
    R_SEGMENT_AT,
    R_SEGMENT_LAST,
    R_TOTALS,
    R_TERM,
    R_TERMS,
    R_TERMS_TO_END,
    R_TERMS_BEHIND,
    R_LINES,
    R_LINE_TAGS,
    R_CHECK_QUICK,
    R_CHECK_FULL,
    R_ENTRIES_SPEECH,
    R_ENTRIES_MARKERS,
    R_COUNT,
};

/** A search looks into its best transcripts when it weighs them, and again
 * when it cuts passages out of them. */
enum { PLACES_KEPT = 24 };

/** Place arrays that were read since reader_begin(). */
struct kept_places {
    struct kept_place {
        int64_t transcript; /**< 0 for none */
        enum match_index index;
        bool has_timing; /**< there are times of its words */
        struct place place;
    } kept[PLACES_KEPT];
    size_t next; /**< to give way */
    size_t n_segments;
};

/** Forget them all. */
void kept_places_finish(struct kept_places *places);

struct reader {
    struct db db;
    struct index_table indexes[MATCH_INDEXES];
    struct leaf_pool pools[MATCH_INDEXES];
    int64_t deadline_ms; /**< on the monotonic clock; 0 for none */
    bool has_vocabulary; /**< the temporary fts5vocab tables are there */

    /* What was summed up, and of which state of the archive. */
    struct size_sums {
        int64_t n_transcripts;
        int64_t n_tokens;
    } size;
    int64_t size_of;         /**< PRAGMA data_version, or 0 */
    struct buffer languages; /**< for each, varint, varint size, name */
    int64_t languages_of;

    struct kept_places places;
};

/** Run a statement and hand each row to `on_row`, until it ends or `on_row`
 * says something else than ST_OK.  ST_NOT_FOUND when there was no row. */
enum status reader_loop(struct reader *reader, enum read_statement statement,
                        const struct value *values,
                        enum status (*on_row)(void *context, sqlite3_stmt *row),
                        void *context, struct error *error);

/** Tell whether every line can be found by its text, and nothing else. */
enum status reader_check_lines(struct reader *reader, problem_fn *on_problem,
                               void *context, struct error *error);

#endif
