/*
 * quoth.h - full-text search over collections of transcripts.
 *
 * An archive is one SQLite file.  quoth_index() fills it from folders of
 * transcripts, quoth_search() answers with ranked passages and the time of
 * every match, and the other calls show, list, count, check and forget what
 * is in it.
 *
 *     struct quoth *archive;
 *     struct quoth_error error;
 *     const struct quoth_open_options where = {.path = "talks.db"};
 *     if (quoth_open(&where, &archive, &error)) { ... }
 *
 *     struct quoth_results *results;
 *     const struct quoth_search_options what = {.query = "long horizon RL"};
 *     if (!quoth_search(archive, &what, &results, &error)) {
 *         for (size_t i = 0; i < results->n_hits; i++) {
 *             puts(results->hits[i].text);
 *         }
 *         quoth_results_free(results);
 *     }
 *     quoth_close(archive);
 *
 * Conventions that hold for every function:
 *
 * - What can fail returns enum quoth_status, zero for success.  After a
 *   failure the out-parameters are untouched and `error`, when not NULL, says
 *   what happened and where.
 * - Option structs are zero-initialised by the caller; zero is the default
 *   of every field.  The library copies what it keeps.
 * - Strings are NUL-terminated UTF-8, except paths, which are the bytes the
 *   file system gave.  Text that came from a transcript holds no control
 *   characters, but may hold bidirectional overrides: escape before display.
 * - Times are milliseconds from the beginning of the recording; -1 means
 *   unknown.
 * - One handle is used by one thread at a time.  Different handles, also of
 *   the same archive, may be used by different threads and processes.
 * - The library never prints, never exits and never reads the environment.
 *
 * All functions came with version 0.1.
 */
#ifndef QUOTH_H
#define QUOTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define QUOTH_API __attribute__((visibility("default")))
#else
#define QUOTH_API
#endif

/**
 * What became of a call, or of one input file.
 *
 * The numbers and the names given by quoth_status_name() keep their meaning
 * for ever; new ones may be added.
 */
enum quoth_status {
    QUOTH_OK = 0,

    /* Outcomes that a caller is expected to handle. */
    QUOTH_NOT_FOUND = 1,   /**< nothing of that name or reference */
    QUOTH_PARTIAL = 2,     /**< done, but for inputs that failed */
    QUOTH_INTERRUPTED = 3, /**< stopped on request; what was done is kept */

    /* Failures of the call. */
    QUOTH_NO_MEMORY = 10,      /**< out of memory */
    QUOTH_BAD_ARGUMENT = 11,   /**< an argument makes no sense */
    QUOTH_IO = 12,             /**< reading or writing failed */
    QUOTH_DISK_FULL = 13,      /**< no space left for the archive */
    QUOTH_BUSY = 14,           /**< another process is writing */
    QUOTH_READ_ONLY = 15,      /**< the archive can not be written */
    QUOTH_NOT_AN_ARCHIVE = 16, /**< the file is something else */
    QUOTH_NEWER_ARCHIVE = 17,  /**< made by a later version of quoth */
    QUOTH_DAMAGED = 18,        /**< the archive is damaged */
    QUOTH_TOO_SLOW = 19,       /**< the deadline passed */
    QUOTH_INTERNAL = 20,       /**< a mistake of ours; please report it */

    /* Complaints about one input file. */
    QUOTH_EMPTY = 30,             /**< a file without content */
    QUOTH_NOT_A_TRANSCRIPT = 31,  /**< no format recognises the content */
    QUOTH_TOO_LARGE = 32,         /**< above the limit for one file */
    QUOTH_LINE_TOO_LONG = 33,     /**< a line above 1 MiB */
    QUOTH_TOO_MANY_SEGMENTS = 34, /**< above the limit for one file */
    QUOTH_BAD_TIME = 35,          /**< a time that can not be read */
    QUOTH_BACKWARDS = 36,         /**< a segment that ends before it starts */
    QUOTH_BAD_UTF8 = 37,          /**< bytes that are no UTF-8, replaced */
    QUOTH_BAD_SYNTAX = 38,        /**< the format's rules are broken */
    QUOTH_TRUNCATED = 39,         /**< the content ends too early */
    QUOTH_UNREADABLE = 40,        /**< the system refuses to read it */
    QUOTH_CHANGED = 41,           /**< changed while it was being read */
    QUOTH_NOT_A_FILE = 42,        /**< a fifo, socket or device */
    QUOTH_NO_SPEECH = 43,         /**< a transcript without any text */
};

/** What happened, in a form for people and programs. Owned by the caller. */
struct quoth_error {
    enum quoth_status status;
    int64_t line;    /**< from 1; 0 where there is no line */
    int64_t column;  /**< in bytes from 1; 0 where there is none */
    char path[1024]; /**< the file concerned, cut if longer; may be empty */
    char text[512];  /**< one sentence without a full stop */
};

/** An open archive. */
struct quoth;

/** How to open an archive. */
struct quoth_open_options {
    const char *path; /**< the archive's file; must not be NULL */
    bool is_writable; /**< needed by quoth_index(), quoth_forget() and
                           quoth_rebuild() */
    int32_t busy_ms;  /**< how long to wait for a writer; 0: 10,000 */

    /** Called some twenty times a second while another process writes and this
     * one waits to: with the number of that process, 0 where it is not known;
     * false ends the waiting; may be NULL. */
    bool (*on_wait)(void *context, int64_t process);
    void *context; /**< handed to the callback */
};

/** A recording: what was said once. */
struct quoth_recording {
    int64_t id;
    const char *title;
    const char *collection; /**< the collection's name */
    const char *path;       /**< the indexed file, absolute */
    const char *media;      /**< audio or video file, or NULL */
    const char *url;        /**< or NULL */
    const char *date;       /**< YYYY-MM-DD, or NULL */
    const char *language;   /**< BCP 47 tag, or NULL where unknown */
    const char *format;     /**< name of the indexed file's format */
    int64_t duration_ms;    /**< end of the last segment, or of the media */
    int64_t n_segments;
    int64_t n_words; /**< indexed tokens */
};

/** A timed piece of a transcript as its source cut it. */
struct quoth_segment {
    int64_t seq; /**< from 0, in the order of the file */
    int64_t start_ms;
    int64_t end_ms;
    const char *speaker; /**< or NULL */
    const char *text;
    bool is_marker; /**< no speech: `[Music]`, `(laughs)`, ... */
    bool is_repeat; /**< says the line of the one before it again */
};

/** Where the words of a query stand in a hit. */
struct quoth_match {
    int64_t start_ms; /**< of the match's first word */
    int64_t end_ms;   /**< of the match's last word */
    size_t begin;     /**< byte offset into the hit's text */
    size_t end;       /**< byte offset after the last byte */
};

/** How a passage differs from a quotation that it only resembles. */
enum quoth_difference_kind {
    QUOTH_WORD_CHANGED = 0, /**< another word is said */
    QUOTH_WORD_MISSING = 1, /**< the asked word is not said */
    QUOTH_WORD_ADDED = 2,   /**< a word is said that was not asked for */
};

/** One difference between a quotation and a passage. */
struct quoth_difference {
    enum quoth_difference_kind kind;
    const char *asked; /**< the query's word; NULL for an added one */
    size_t begin;      /**< byte offset into the hit's text, where the said
                            word stands, or a missing one would */
    size_t end;        /**< byte offset after it; begin for a missing one */
};

/** What a score is made of: words * (1 + nearness) * order * share. */
struct quoth_score_parts {
    double words;    /**< weights of the words in the passage, summed up */
    double nearness; /**< 1 for words side by side, towards 0 apart */
    double order;    /**< above 1 for words in the order of the query */
    double share;    /**< below 1 where all that is closer to what was typed
                          must stand before it */
};

/** A ranked passage. */
struct quoth_hit {
    unsigned rank;   /**< from 1 */
    double score;    /**< comparable within one result only */
    const char *ref; /**< of the first match: `RECORDING@TIME`; see
                      quoth_show_options */
    const struct quoth_recording *recording;
    int64_t start_ms;
    int64_t end_ms;
    const char *speaker; /**< of the first match, or NULL */
    const char *text;
    const struct quoth_match *matches; /**< in the order of the text */
    size_t n_matches;
    double closeness;    /**< 1.0 for what was asked, to the word */
    int64_t repeats;     /**< how many other places say the same line */
    int64_t loops;       /**< times the line repeats back to back; else 1 */
    int64_t loop_end_ms; /**< end of the last repeat; -1 without a loop */

    /** Of the segment in which the first match begins. */
    int64_t segment_start_ms;
    int64_t segment_end_ms;

    /** What a resembling quotation says otherwise; none with closeness 1. */
    const struct quoth_difference *differences;
    size_t n_differences;

    struct quoth_score_parts parts;

    /** What is said around the passage, where it was asked for: whole
     * segments, and next to the passage the rest of one that it begins or
     * ends inside of. */
    const struct quoth_segment *before;
    size_t n_before;
    const struct quoth_segment *after;
    size_t n_after;
};

/** By which likeness a word of the archive stands for one of the query. */
enum quoth_likeness {
    QUOTH_LIKE_INFLECTION = 0, /**< another form: `training` for `train` */
    QUOTH_LIKE_SPELLING = 1,   /**< a letter or two differ */
    QUOTH_LIKE_SOUND = 2,      /**< sounds alike */
    QUOTH_LIKE_COMPOUND = 3,   /**< in one word or in two */
};

/** A word that was looked for beside one of the query. */
struct quoth_expansion {
    const char *word;  /**< of the query */
    const char *other; /**< what else was looked for */
    enum quoth_likeness likeness;
};

/** What a search found. */
struct quoth_results {
    const char *query;
    const struct quoth_hit *hits; /**< best first */
    size_t n_hits;
    size_t n_recordings;        /**< distinct recordings among the hits */
    const char *const *relaxed; /**< words that had to be dropped */
    size_t n_relaxed;
    const struct quoth_expansion *expansions; /**< words looked for besides */
    size_t n_expansions;
    const char *explanation; /**< how the query was understood */
    bool has_words; /**< the query has words to look for, not only filters or
                         marks; else nothing is found */
    const char *unfit_filter; /**< a filter of the query that nothing in the
                                   archive fits, as "speaker:schulman"; NULL
                                   where each fits something */
    double elapsed_ms;
};

enum { QUOTH_STAGES_MAX = 24 };

/** Where the time of a call went: its stages, the one that took longest first.
 * None counts another's time. What threads do beside each other is added up,
 * so that all together may be more than went by. */
struct quoth_profile {
    size_t n_stages;
    struct quoth_stage {
        const char *name; /**< lives for ever */
        double ms;
        int64_t n; /**< how often it began */
    } stages[QUOTH_STAGES_MAX];
};

/** In which order hits come, and which are taken when there are more.  By date
 * and time, what is only like the words of the query is looked for where nobody
 * says these. */
enum quoth_sort {
    QUOTH_BY_RANK = 0, /**< best first */
    QUOTH_BY_DATE = 1, /**< newest recording first, undated ones last */
    QUOTH_BY_TIME = 2, /**< recording after recording, as it is said */
};

/** What to search for. */
struct quoth_search_options {
    const char *query;   /**< any text; must not be NULL */
    unsigned limit;      /**< most hits to return, at most 1,000; 0: 10 */
    unsigned offset;     /**< hits to pass over first, at most 1,000 */
    int32_t deadline_ms; /**< give up after this long; 0: 10,000 */
    enum quoth_sort sort;
    unsigned per_recording; /**< most hits of one recording; 0: any number */
    bool is_exact;   /**< look for the words as typed and nothing like them:
                          no other forms and spellings, no resembling
                          quotations */
    bool lists_same; /**< a line said in many places is a hit each time */
    unsigned context_segments; /**< to add before and after, at most 1,000 */
    int64_t context_ms;        /**< or what is said this long around it, at
                                    most an hour */
    struct quoth_profile *profile; /**< receives where time went, for which it
                                        is measured; NULL: not asked */
};

/** How often a recording says what was asked for. */
struct quoth_tally {
    const struct quoth_recording *recording;
    int64_t n_passages; /**< places that fulfil the query; a loop is one */
    const char *ref;    /**< of the first place */
};

/** What to show. */
struct quoth_show_options {
    /** `RECORDING`, or a moment: `RECORDING@TIME`, `RECORDING#SEGMENT`; with
     * `.LANGUAGE` after the number, that transcript of it. Not NULL. */
    const char *ref;
    unsigned before; /**< segments before the moment; 0: 3 */
    unsigned after;  /**< segments after the moment; 0: 3 */
};

/** A stretch of one recording, or all of it. */
struct quoth_excerpt {
    const struct quoth_recording *recording;
    const struct quoth_segment *segments;
    size_t n_segments;
    size_t focus; /**< index of the asked moment's segment; n_segments when
                       the whole recording was asked for */
};

/** What became of one file in a run of quoth_index(), or before. */
enum quoth_outcome {
    QUOTH_FILE_INDEXED = 0,   /**< new or changed, and searchable now */
    QUOTH_FILE_UNCHANGED = 1, /**< as it was; not in quoth_file rows */
    QUOTH_FILE_ALTERNATE = 2, /**< another rendering of a recording */
    QUOTH_FILE_COPY = 3,      /**< the content of another file */
    QUOTH_FILE_RENAMED = 4,   /**< known content under a new name */
    QUOTH_FILE_SKIPPED = 5,   /**< not a transcript, nor named like one */
    QUOTH_FILE_FAILED = 6,    /**< could not be indexed */
    QUOTH_FILE_REMOVED = 7,   /**< gone from the folder, and the archive */
    QUOTH_FILE_FORGOTTEN = 8, /**< left out because the user said so */
};

/** A file as the archive knows it, or as a run reports it. */
struct quoth_file {
    const char *path; /**< absolute */
    enum quoth_outcome outcome;
    const char *format; /**< or NULL */
    int64_t recording;  /**< 0 without one */
    int64_t size_bytes;
    enum quoth_status code; /**< QUOTH_OK, a warning's or failure's code */
    int64_t line;           /**< place of the first complaint, or 0 */
    int64_t column;
    const char *message;  /**< or NULL */
    int64_t n_complaints; /**< warnings counted in this file */
};

/** How far a run of quoth_index() is. */
struct quoth_progress {
    int64_t n_files; /**< files to read in this run */
    int64_t n_files_done;
    int64_t n_bytes;
    int64_t n_bytes_done;
    double elapsed_ms;
};

/** What to index, and whom to tell. */
struct quoth_index_options {
    const char *const *roots; /**< folders, at least one */
    size_t n_roots;
    const char *name;              /**< collection's name; NULL: the folder's */
    unsigned n_threads;            /**< reading and parsing; 0: one a core */
    bool reads_all;                /**< look into unchanged files too */
    struct quoth_profile *profile; /**< receives where time went; NULL: not
                                        asked */

    /** Called for each file whose outcome is known; may be NULL. Always from
     * the calling thread; the file is valid until the callback returns. */
    void (*on_file)(void *context, const struct quoth_file *file);

    /** Called now and then; may be NULL. From the calling thread. */
    void (*on_progress)(void *context, const struct quoth_progress *now);

    /** Asked often whether to stop after the current batch; may be NULL. */
    bool (*should_stop)(void *context);

    void *context; /**< handed to the callbacks */
};

/** What a run of quoth_index() did. */
struct quoth_index_report {
    int64_t n_outcomes[9]; /**< files, by enum quoth_outcome */
    int64_t n_warned;      /**< indexed files with complaints */
    int64_t n_segments;    /**< added */
    int64_t n_bytes;       /**< read */
    double elapsed_ms;
};

/** What an archive holds. */
struct quoth_stats {
    int64_t n_collections;
    int64_t n_recordings;
    int64_t n_files;
    int64_t n_files_failed;
    int64_t n_segments;
    int64_t n_lines;   /**< distinct texts */
    int64_t n_markers; /**< distinct texts that are no speech */
    int64_t n_speakers;
    int64_t n_words;     /**< indexed tokens */
    int64_t duration_ms; /**< of all recordings together */
    int64_t size_bytes;  /**< of the archive's file */
    int schema;          /**< step of the archive's schema */
};

/** What puts a problem right; each is more than the one before. */
enum quoth_remedy {
    QUOTH_REMEDY_REBUILD = 0, /**< quoth_rebuild() */
    QUOTH_REMEDY_INDEX = 1,   /**< that, and then quoth_index() of the folder
                                   that the transcript's file is in */
    QUOTH_REMEDY_RESTORE = 2, /**< a backup; or, without one, indexing all
                                   anew into another archive */
};

/** A problem that quoth_check() found. */
struct quoth_problem {
    const char *what;   /**< one sentence */
    int64_t transcript; /**< 0 when it concerns the whole archive */
    enum quoth_remedy remedy;
};

/** How far a check, a rebuild or a backup is. */
struct quoth_headway {
    const char *doing; /**< what is being done, as "transcripts"; static */
    int64_t n_done;    /**< of these */
    int64_t n;         /**< of how many; 0 where that is not known */
    double elapsed_ms;
};

/** Whom to tell of a check, a rebuild or a backup. */
struct quoth_watch {
    /** Called for each problem; valid until it returns; may be NULL. */
    void (*on_problem)(void *context, const struct quoth_problem *problem);

    /** Called often; may be NULL.  From the calling thread. */
    void (*on_headway)(void *context, const struct quoth_headway *now);

    /** Asked often whether to stop; may be NULL. */
    bool (*should_stop)(void *context);

    void *context; /**< handed to the callbacks */
};

/** What quoth_rebuild() made anew. */
struct quoth_rebuild_report {
    int64_t n_transcripts;
    int64_t n_segments;
    int64_t n_words;   /**< indexed tokens */
    int64_t n_damaged; /**< transcripts whose files must be read again */
    double elapsed_ms;
};

/** Where a backup goes. */
struct quoth_backup_options {
    const char *path;                /**< must not be NULL */
    bool may_replace;                /**< an archive that is there already */
    const struct quoth_watch *watch; /**< or NULL; no problems are told */
};

/** What quoth_backup() wrote. */
struct quoth_backup_report {
    int64_t n_bytes;
    double elapsed_ms;
};

/** What quoth_forget() removed. */
struct quoth_forget_report {
    int64_t n_recordings;
    int64_t n_files;
};

/** The library's version, as "0.1.0". Static; any thread. */
QUOTH_API const char *quoth_version(void);

/** The SQLite in use, as "3.40.1". Static; any thread. */
QUOTH_API const char *quoth_sqlite_version(void);

/**
 * The permanent name of a status, as "not-a-transcript"; "unknown" for a
 * number that is none. Static; any thread.
 */
QUOTH_API const char *quoth_status_name(enum quoth_status status);

/**
 * The permanent name of an outcome, as "indexed"; "unknown" for a number
 * that is none. Static; any thread.
 */
QUOTH_API const char *quoth_outcome_name(enum quoth_outcome outcome);

/**
 * The permanent name of a difference, as "changed"; "unknown" for a number
 * that is none. Static; any thread.
 */
QUOTH_API const char *
quoth_difference_name(enum quoth_difference_kind difference);

/**
 * The permanent name of a likeness, as "inflection"; "unknown" for a number
 * that is none. Static; any thread.
 */
QUOTH_API const char *quoth_likeness_name(enum quoth_likeness likeness);

/**
 * The permanent name of a remedy, as "rebuild"; "unknown" for a number that
 * is none. Static; any thread.
 */
QUOTH_API const char *quoth_remedy_name(enum quoth_remedy remedy);

/**
 * Open an archive, and make it when it is writable and not there.
 *
 * @param options where and how; not NULL
 * @param archive receives the handle, to be ended with quoth_close()
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_NOT_FOUND when it is not writable and not there;
 * QUOTH_NOT_AN_ARCHIVE or QUOTH_NEWER_ARCHIVE with the file untouched;
 * QUOTH_BUSY when another process is writing and this one wants to;
 * QUOTH_READ_ONLY, QUOTH_DAMAGED, QUOTH_IO, QUOTH_DISK_FULL, QUOTH_NO_MEMORY,
 * QUOTH_BAD_ARGUMENT.  Any thread.
 */
QUOTH_API enum quoth_status quoth_open(const struct quoth_open_options *options,
                                       struct quoth **archive,
                                       struct quoth_error *error);

/** End a handle and free all it holds; NULL is allowed. */
QUOTH_API void quoth_close(struct quoth *archive);

/**
 * Bring the archive up to date with one or more folders.
 *
 * New and changed transcripts are indexed, renamed ones recognised by their
 * content, vanished ones removed.  A folder that is missing, or empty while
 * the archive knows files in it, is taken for an unmounted disk: nothing of
 * it is removed and it is reported as failed.  A file that can not be read
 * or understood is reported and does not stop the run.  Work is committed in
 * batches: what on_file() reported as indexed before the last commit
 * survives anything.
 *
 * @param archive opened with is_writable
 * @param options what to index; not NULL
 * @param report  receives the counts, also with QUOTH_PARTIAL and
 *                QUOTH_INTERRUPTED; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_PARTIAL when inputs failed, each told to on_file();
 * QUOTH_INTERRUPTED when should_stop() said so; QUOTH_READ_ONLY,
 * QUOTH_DISK_FULL, QUOTH_IO, QUOTH_BUSY, QUOTH_DAMAGED, QUOTH_NO_MEMORY,
 * QUOTH_BAD_ARGUMENT with the current batch undone.
 */
QUOTH_API enum quoth_status
quoth_index(struct quoth *archive, const struct quoth_index_options *options,
            struct quoth_index_report *report, struct quoth_error *error);

/**
 * Find passages.  Any text is a valid query.
 *
 * @param archive an open archive
 * @param options what to search for; not NULL
 * @param results receives the result, to be freed with quoth_results_free();
 *                without hits when nothing was found
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK, also when nothing was found; QUOTH_TOO_SLOW after the
 * deadline; QUOTH_IO, QUOTH_DAMAGED, QUOTH_BUSY, QUOTH_NO_MEMORY,
 * QUOTH_BAD_ARGUMENT.
 */
QUOTH_API enum quoth_status
quoth_search(struct quoth *archive, const struct quoth_search_options *options,
             struct quoth_results **results, struct quoth_error *error);

/**
 * Count the passages of every recording that has any: most first, then in
 * the order of quoth_list_recordings().
 *
 * Counts what is said as it was asked: no word is dropped and nothing that
 * only resembles one is counted.  Other ways to write the same, as 1,000 for
 * 1000, count unless is_exact.
 *
 * @param archive an open archive
 * @param options its query, is_exact and deadline; the rest is not looked at
 * @param on_row  called for each recording; valid until it returns; false
 *                stops; may be NULL
 * @param context handed to on_row
 * @param total   receives the passages of all recordings; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns and rules as quoth_search().
 */
QUOTH_API enum quoth_status
quoth_tally(struct quoth *archive, const struct quoth_search_options *options,
            bool (*on_row)(void *context, const struct quoth_tally *row),
            void *context, int64_t *total, struct quoth_error *error);

/** Free what quoth_search() gave, with all it points to; NULL is allowed. */
QUOTH_API void quoth_results_free(struct quoth_results *results);

/**
 * Read a moment of a recording with its neighbours, or a whole recording.
 *
 * @param archive an open archive
 * @param options what to show; not NULL
 * @param excerpt receives the segments, to be freed with
 *                quoth_excerpt_free()
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_NOT_FOUND for a recording that is not there;
 * QUOTH_BAD_ARGUMENT for what is no reference; QUOTH_IO, QUOTH_DAMAGED,
 * QUOTH_BUSY, QUOTH_NO_MEMORY.
 */
QUOTH_API enum quoth_status quoth_show(struct quoth *archive,
                                       const struct quoth_show_options *options,
                                       struct quoth_excerpt **excerpt,
                                       struct quoth_error *error);

/** Free what quoth_show() gave, with all it points to; NULL is allowed. */
QUOTH_API void quoth_excerpt_free(struct quoth_excerpt *excerpt);

/**
 * Tell every recording, by collection and path.
 *
 * @param archive   an open archive
 * @param on_row    called for each; valid until it returns; false stops
 * @param context   handed to on_row
 * @param error     receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK, also when stopped; QUOTH_IO, QUOTH_DAMAGED, QUOTH_BUSY,
 * QUOTH_NO_MEMORY, QUOTH_BAD_ARGUMENT.
 */
QUOTH_API enum quoth_status quoth_list_recordings(
    struct quoth *archive,
    bool (*on_row)(void *context, const struct quoth_recording *recording),
    void *context, struct quoth_error *error);

/**
 * Tell every file the archive has seen, with its outcome, by path.
 * Parameters, statuses and rules as quoth_list_recordings().
 */
QUOTH_API enum quoth_status
quoth_list_files(struct quoth *archive,
                 bool (*on_row)(void *context, const struct quoth_file *file),
                 void *context, struct quoth_error *error);

/**
 * Count what the archive holds.
 *
 * @param archive an open archive
 * @param stats   receives the counts; not NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK, QUOTH_IO, QUOTH_DAMAGED, QUOTH_BUSY, QUOTH_NO_MEMORY,
 * QUOTH_BAD_ARGUMENT.
 */
QUOTH_API enum quoth_status quoth_count(struct quoth *archive,
                                        struct quoth_stats *stats,
                                        struct quoth_error *error);

/**
 * Verify an archive.
 *
 * The quick check reads SQLite's structure and our counts; the full one
 * verifies every transcript's checksum, its lines, and that the index holds
 * exactly its words.
 *
 * @param archive    an open archive
 * @param is_full    whether to read everything
 * @param on_problem called for each problem; valid until it returns; may be
 *                   NULL
 * @param context    handed to on_problem
 * @param error      receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK when nothing was found wrong; QUOTH_DAMAGED when
 * something was; QUOTH_IO, QUOTH_BUSY, QUOTH_NO_MEMORY, QUOTH_BAD_ARGUMENT.
 */
QUOTH_API enum quoth_status quoth_check(
    struct quoth *archive, bool is_full,
    void (*on_problem)(void *context, const struct quoth_problem *problem),
    void *context, struct quoth_error *error);

/**
 * Verify an archive, as quoth_check(), and tell how far that is.
 *
 * @param archive an open archive
 * @param is_full whether to read everything
 * @param watch   whom to tell; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns and rules as quoth_check(); QUOTH_INTERRUPTED when should_stop()
 * said so.
 */
QUOTH_API enum quoth_status quoth_check_watched(struct quoth *archive,
                                                bool is_full,
                                                const struct quoth_watch *watch,
                                                struct quoth_error *error);

/**
 * Make the index and all counts anew from the texts in the archive, without
 * the files that they came from.
 *
 * All of it is one transaction, which needs room on the disk for another
 * index: whoever searches meanwhile, or comes after a power cut, has the old
 * index or the new one.  A transcript that is not what it was when it came in
 * is indexed as it is and told to on_problem(), and the next quoth_index() of
 * its folder reads its file again.
 *
 * @param archive opened with is_writable
 * @param watch   whom to tell; may be NULL
 * @param report  receives the counts, also with QUOTH_PARTIAL; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_PARTIAL when transcripts were told to on_problem();
 * QUOTH_INTERRUPTED when should_stop() said so, QUOTH_READ_ONLY,
 * QUOTH_DISK_FULL, QUOTH_IO, QUOTH_BUSY, QUOTH_DAMAGED, QUOTH_NO_MEMORY or
 * QUOTH_BAD_ARGUMENT with the archive as it was.
 */
QUOTH_API enum quoth_status quoth_rebuild(struct quoth *archive,
                                          const struct quoth_watch *watch,
                                          struct quoth_rebuild_report *report,
                                          struct quoth_error *error);

/**
 * Copy an archive, as it is at this moment, into one file.
 *
 * Others may read and write the archive meanwhile.  The file gets its name
 * when it is whole and on the disk.  An archive in its place is replaced only
 * where that is allowed, and not by one that fails the quick check; any other
 * file that is not empty is left alone.
 *
 * @param archive an open archive
 * @param options where it goes; not NULL
 * @param report  receives what was written; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_BAD_ARGUMENT when something is in the way;
 * QUOTH_INTERRUPTED when should_stop() said so; QUOTH_NOT_FOUND for a folder
 * that is not there; QUOTH_READ_ONLY, QUOTH_DISK_FULL, QUOTH_IO, QUOTH_BUSY,
 * QUOTH_DAMAGED, QUOTH_NO_MEMORY.  With all of these nothing new is there, but
 * where the folder could not be synced (QUOTH_IO): then the file has its name,
 * and may lose it when the power fails.
 */
QUOTH_API enum quoth_status
quoth_backup(struct quoth *archive, const struct quoth_backup_options *options,
             struct quoth_backup_report *report, struct quoth_error *error);

/**
 * Remove a recording, or a collection with all its recordings.
 *
 * A forgotten recording's files stay known, so that the next quoth_index()
 * leaves them out until their content changes.  A forgotten collection
 * leaves nothing behind.
 *
 * @param archive opened with is_writable
 * @param what    a recording's number, or a collection's name or folder
 * @param report  receives the counts; may be NULL
 * @param error   receives details of a failure; may be NULL
 *
 * Returns QUOTH_OK; QUOTH_NOT_FOUND; QUOTH_READ_ONLY, QUOTH_DISK_FULL,
 * QUOTH_IO, QUOTH_BUSY, QUOTH_DAMAGED, QUOTH_NO_MEMORY, QUOTH_BAD_ARGUMENT.
 */
QUOTH_API enum quoth_status quoth_forget(struct quoth *archive,
                                         const char *what,
                                         struct quoth_forget_report *report,
                                         struct quoth_error *error);

#ifdef __cplusplus
}
#endif

#endif
