/*
 * rebuild.h - making the index anew without the files it was made of.
 */
#ifndef QUOTH_INGEST_REBUILD_H
#define QUOTH_INGEST_REBUILD_H

#include "ingest/work.h"
#include "store/write.h"

/** What was made anew. */
struct rebuild_report {
    int64_t n_transcripts;
    int64_t n_segments;
    int64_t n_tokens;
    int64_t n_damaged; /**< transcripts that are not what they were */
};

/**
 * Make anew whatever follows from segments and lines, in one transaction.
 *
 * A transcript whose segments are not what once came in is indexed as it is,
 * told as a problem, and its file is marked to be read again.
 *
 * Returns ST_OK; ST_PARTIAL when a transcript was told;
 * ST_INTERRUPTED with the archive as it was; else a failure, also with the
 * archive as it was.
 */
enum status rebuild_archive(struct writer *writer, const struct work *work,
                            struct rebuild_report *report, struct error *error);

#endif
