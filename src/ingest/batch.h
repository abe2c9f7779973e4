/*
 * batch.h - what one transaction does, and whom it may be told to after.
 *
 * An outcome is told only when the transaction that holds it is committed:
 * a file reported as indexed survives anything that happens later.
 */
#ifndef QUOTH_INGEST_BATCH_H
#define QUOTH_INGEST_BATCH_H

#include "base/arena.h"
#include "ingest/index.h"

struct batch {
    struct writer *writer;
    const struct index_options *options;
    struct index_report *report;
    struct arena arena;
    struct index_event *events;
    size_t n_events;
    size_t capacity;
    int64_t n_transcripts; /**< saved since the last commit */
    int64_t n_bytes;       /**< read since the last commit */
    int64_t n_segments;
    bool is_open;
};

/** Make sure that a transaction is open. */
enum status batch_open(struct batch *batch, struct error *error);

/** Note an outcome; `root` and `path` become the event's path. */
enum status batch_note(struct batch *batch, const char *root, const char *path,
                       const struct index_event *event, struct error *error);

/** Whether enough has gathered for a commit. */
bool batch_is_full(const struct batch *batch);

/** Commit, and tell the outcomes.  The vocabulary is brought up to date by the
 * last batch of a run, or by writer_tidy() after it. */
enum status batch_commit(struct batch *batch, bool is_last,
                         struct error *error);

/** Undo what is not committed, and free. */
void batch_finish(struct batch *batch);

#endif
