/*
 * read.h - the reading half of the store.
 *
 * A reader never writes, so it never waits for the writer and never holds it
 * up for long.  What belongs together is read between reader_begin() and
 * reader_end(), which see one state of the archive.
 */
#ifndef QUOTH_STORE_READ_H
#define QUOTH_STORE_READ_H

#include "base/error.h"
#include "base/slice.h"
#include "store/match.h"
#include "store/packed.h"
#include "store/problem.h"
#include "text/marker.h"

#include <stdbool.h>
#include <stdint.h>

/** A transcript with the facts of its recording.  Slices are valid until
 * the callback that gets it returns; empty for what is not known. */
struct transcript_facts {
    int64_t transcript;
    int64_t recording;
    struct slice title;
    struct slice collection;
    struct slice root;
    struct slice path; /**< from the root */
    struct slice media;
    struct slice url;
    struct slice date;
    struct slice language;
    struct slice format;
    int64_t duration_ms;
    int64_t n_segments;
    int64_t n_tokens;
    struct slice checksum;
};

/** A segment with its line.  Slices as above. */
struct segment_row {
    int64_t seq;
    int64_t start_ms;
    int64_t end_ms;
    int64_t line;
    int64_t n_said; /**< how many segments say this line */
    enum line_kind kind;
    struct slice text;
    struct slice speaker;
};

/** A file as the archive knows it.  Slices as above. */
struct file_facts {
    struct slice root;
    struct slice path;
    struct slice outcome; /**< the word of the column */
    struct slice format;
    struct slice code; /**< a status's name, or empty */
    struct slice message;
    int64_t recording;
    int64_t size_bytes;
    int64_t n_complaints;
    int64_t line;
    int64_t column;
};

/** Counts over the archive. */
struct archive_totals {
    int64_t n_collections;
    int64_t n_recordings;
    int64_t n_files;
    int64_t n_files_failed;
    int64_t n_segments;
    int64_t n_lines;
    int64_t n_markers;
    int64_t n_speakers;
    int64_t n_tokens;
    int64_t duration_ms;
    int64_t size_bytes;
    int64_t schema;
};

struct reader;

/** The SQLite in use, as "3.40.1". */
const char *store_sqlite_version(void);

/**
 * Open an archive for reading.  ST_OK, and the reader to be ended with
 * reader_close(); ST_NOT_FOUND where there is no file; ST_NOT_AN_ARCHIVE,
 * ST_NEWER_ARCHIVE, ST_DAMAGED, ST_BUSY, ST_IO, ST_NO_MEMORY.
 */
enum status reader_open(const char *path, int busy_ms, struct reader **reader,
                        struct error *error);

/** NULL is allowed. */
void reader_close(struct reader *reader);

/** Begin to see one state of the archive; give up after `deadline_ms`. */
enum status reader_begin(struct reader *reader, int64_t deadline_ms,
                         struct error *error);
void reader_end(struct reader *reader);

/** ST_TOO_SLOW once the deadline has passed. */
enum status reader_check_deadline(struct reader *reader, struct error *error);

/** Walk over the transcripts that match. */
enum status reader_walk(struct reader *reader, const struct match_query *query,
                        const struct match_sink *sink, struct error *error);

/** Transcripts and tokens of the speech index. */
enum status reader_size(struct reader *reader, int64_t *n_transcripts,
                        int64_t *n_tokens, struct error *error);

/** The segments of one index of a transcript; end with place_finish(). */
enum status reader_place(struct reader *reader, int64_t transcript,
                         enum match_index index, struct place *place,
                         struct error *error);

/** As reader_place(), but the reader's, which keeps some for the next time:
 * valid until the next call of this, or reader_end(). */
enum status reader_borrow_place(struct reader *reader, int64_t transcript,
                                enum match_index index,
                                const struct place **place,
                                struct error *error);

/** The word times of a transcript, empty where it has none; end with
 * timing_finish(). */
enum status reader_timing(struct reader *reader, int64_t transcript,
                          struct timing *timing, struct error *error);

/** Callbacks of the loops below: other than ST_OK ends the loop with that
 * status; ST_INTERRUPTED ends it with ST_OK. */
typedef enum status segment_fn(void *context, const struct segment_row *row);
typedef enum status facts_fn(void *context,
                             const struct transcript_facts *facts);
typedef enum status file_fn(void *context, const struct file_facts *facts);
typedef enum status name_fn(void *context, int64_t id, struct slice name);
typedef enum status id_fn(void *context, int64_t id);

/** Segments `first` to `last` of a transcript, both included, in order. */
struct segment_range {
    int64_t transcript;
    int64_t first;
    int64_t last;
};
enum status reader_segments(struct reader *reader, struct segment_range range,
                            segment_fn *on_row, void *context,
                            struct error *error);

/** The line that a segment says; 0 where there is no such segment. */
enum status reader_line(struct reader *reader, int64_t transcript, int64_t seq,
                        int64_t *line, struct error *error);

/** When a segment is said; TIME_UNKNOWN where the source has no times. */
struct segment_time {
    int64_t seq;
    int64_t start_ms;
    int64_t end_ms;
};
typedef enum status time_fn(void *context, const struct segment_time *time);

/** As reader_segments(), of their times alone. */
enum status reader_times(struct reader *reader, struct segment_range range,
                         time_fn *on_row, void *context, struct error *error);

/** Every transcript, by collection name, path, number. */
enum status reader_transcripts(struct reader *reader, facts_fn *on_row,
                               void *context, struct error *error);

/** The little that searches look at, of every transcript, in no order: its
 * recording, title, date and language, and with_folders its collection and
 * path; the rest is empty. */
enum status reader_briefs(struct reader *reader, bool with_folders,
                          facts_fn *on_row, void *context, struct error *error);

/** The transcripts of one recording; ST_NOT_FOUND where there is none. */
enum status reader_recording(struct reader *reader, int64_t recording,
                             facts_fn *on_row, void *context,
                             struct error *error);

/** One transcript's facts; ST_NOT_FOUND where there is none. */
enum status reader_transcript(struct reader *reader, int64_t transcript,
                              facts_fn *on_row, void *context,
                              struct error *error);

/** The lowest number of a recording's transcripts; 0 where it has none. */
enum status reader_first_transcript(struct reader *reader, int64_t recording,
                                    int64_t *transcript, struct error *error);

/** Every file, by collection name and path. */
enum status reader_files(struct reader *reader, file_fn *on_row, void *context,
                         struct error *error);

/** The languages of the archive's transcripts without their varieties (en for
 * en-GB), the most common first; name_fn's id is the number of transcripts. */
enum status reader_languages(struct reader *reader, name_fn *on_row,
                             void *context, struct error *error);

/** Every transcript's language without its variety, where it is known. */
enum status reader_transcript_languages(struct reader *reader, name_fn *on_row,
                                        void *context, struct error *error);

/** Every speaker, and the transcripts with a speaker's voice. */
enum status reader_speakers(struct reader *reader, name_fn *on_row,
                            void *context, struct error *error);
enum status reader_voices(struct reader *reader, int64_t speaker, id_fn *on_row,
                          void *context, struct error *error);

/** The number of the first segment of a transcript that ends after a time,
 * or the last one's; ST_NOT_FOUND for a transcript without segments. */
enum status reader_segment_at(struct reader *reader, int64_t transcript,
                              int64_t time_ms, int64_t *seq,
                              struct error *error);

enum status reader_totals(struct reader *reader, struct archive_totals *totals,
                          struct error *error);

/** Tell what SQLite's own check (quick, or complete) finds. */
enum status reader_check_sqlite(struct reader *reader, bool is_full,
                                problem_fn *on_problem, void *context,
                                struct error *error);

/** Tell each broken promise between the tables: rows without their partner,
 * counts that disagree. */
enum status reader_check_tables(struct reader *reader, problem_fn *on_problem,
                                void *context, struct error *error);

/** How much of a copy is done, in pages; false ends it. */
typedef bool copy_fn(void *context, int64_t n_done, int64_t n);

/**
 * Copy the archive, as it is now, into an empty file.
 *
 * Other processes may read and write meanwhile.  The copy needs no log beside
 * it, and is on the disk when this returns ST_OK.  ST_INTERRUPTED when
 * `on_pages`, which may be NULL, said so; else a failure.  The file is the
 * caller's in any case.
 */
enum status reader_copy(struct reader *reader, const char *path,
                        copy_fn *on_pages, void *context, struct error *error);

/** How often a term is said. */
struct term_count {
    int64_t n_said;
    int64_t n_transcripts; /**< how many of them say it */
};

/** A term of the speech index.  The slice is valid until the callback that
 * gets it returns. */
struct term_row {
    struct slice term; /**< a folded token */
    struct term_count count;
};
typedef enum status term_fn(void *context, const struct term_row *row);

/** The terms from `first` to before `end`, in the order of bytes; an empty
 * end is behind the last one.  Those that begin with a prefix end at the
 * prefix with its last byte one higher. */
struct term_range {
    struct slice first;
    struct slice end;
};

/**
 * The vocabulary of the speech index.  While a run adds many transcripts it
 * may lack those of that run, see reader_terms_are_behind(): a term that is
 * not counted can be found all the same.
 */
enum status reader_terms(struct reader *reader, struct term_range range,
                         term_fn *on_row, void *context, struct error *error);

/** The count of one folded token; zero for one that is not there. */
enum status reader_term(struct reader *reader, struct slice term,
                        struct term_count *count, struct error *error);

/** Whether a run that is under way, or was killed, has indexed what is not in
 * the vocabulary yet. */
enum status reader_terms_are_behind(struct reader *reader, bool *are_behind,
                                    struct error *error);

/** An entry of an index. */
struct index_entry {
    enum match_index index;
    int64_t transcript;
    uint32_t token; /**< its number in the transcript */
    struct slice term;
};

/** Every entry of both indexes, in no promised order. */
enum status reader_index_entries(
    struct reader *reader,
    enum status (*on_entry)(void *context, const struct index_entry *entry),
    void *context, struct error *error);

#endif
