/*
 * index.h - bringing an archive up to date with folders.
 */
#ifndef QUOTH_INGEST_INDEX_H
#define QUOTH_INGEST_INDEX_H

#include "base/error.h"
#include "base/profile.h"
#include "base/slice.h"
#include "store/write.h"

#include <stdbool.h>
#include <stdint.h>

/** What became of a file; the numbers of enum quoth_outcome. */
enum index_outcome {
    INDEX_INDEXED = 0,
    INDEX_UNCHANGED = 1,
    INDEX_ALTERNATE = 2,
    INDEX_COPY = 3,
    INDEX_RENAMED = 4,
    INDEX_SKIPPED = 5,
    INDEX_FAILED = 6,
    INDEX_REMOVED = 7,
    INDEX_FORGOTTEN = 8,
    INDEX_OUTCOMES,
};

/** A file's outcome on its way to the caller; valid during the callback. */
struct index_event {
    const char *path; /**< absolute */
    enum index_outcome outcome;
    const char *format; /**< or NULL */
    int64_t recording;  /**< or 0 */
    int64_t size_bytes;
    enum status code;
    int64_t line;
    int64_t column;
    const char *message; /**< or NULL */
    int64_t n_complaints;
};

struct index_progress {
    int64_t n_files;
    int64_t n_files_done;
    int64_t n_bytes;
    int64_t n_bytes_done;
};

struct index_options {
    const char *archive;      /**< its path, to be left out */
    const char *const *roots; /**< absolute */
    size_t n_roots;
    const char *name;   /**< or NULL */
    unsigned n_threads; /**< at least 1 */
    bool reads_all;
    struct profile *profile; /**< or NULL */
    void (*on_file)(void *context, const struct index_event *event);
    void (*on_progress)(void *context, const struct index_progress *now);
    bool (*should_stop)(void *context);
    void *context;
};

struct index_report {
    int64_t n_outcomes[INDEX_OUTCOMES];
    int64_t n_warned;
    int64_t n_segments;
    int64_t n_bytes;
};

/**
 * Run.  ST_OK; ST_PARTIAL when inputs failed; ST_INTERRUPTED when asked to
 * stop; else a failure of the archive, with the current batch undone.
 */
enum status index_folders(struct writer *writer,
                          const struct index_options *options,
                          struct index_report *report, struct error *error);

#endif
