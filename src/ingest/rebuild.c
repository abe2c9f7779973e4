/*
 * A rebuild walks over the transcripts by their numbers, which is the order
 * that FTS5 takes fastest, and indexes each as it would be indexed today.
 *
 * What comes from outside of the archive is kept: files, recordings, speakers,
 * segments, texts, word times, and the checksum that says what a transcript
 * once was.  So damage to a text stays told.
 */
#include "ingest/rebuild.h"

#include "ingest/segments.h"

/** A rebuild under way. */
struct rebuilding {
    struct writer *writer;
    const struct work *work;
    struct rebuild_report *report;
    struct error *error;
};

/** Tell of a transcript that is damaged, and have its file read again. */
static enum status
complain(const struct rebuilding *rebuilding, int64_t transcript,
         const char *what)
{
    const struct problem problem = {transcript, slice_of(what),
                                    REMEDY_READ_AGAIN};
    TRY(writer_mark_damaged(rebuilding->writer, transcript, rebuilding->error));
    return work_complain(rebuilding->work, &problem);
}

/** Index one transcript again, and see whether it is what it was. */
static enum status
renew_transcript(const struct rebuilding *rebuilding,
                 struct kept_transcript *kept)
{
    struct rebuild_report *report = rebuilding->report;
    char sum[SUM_BYTES];
    segments_index(&kept->transcript, &kept->speech, &kept->markers);
    if (!segments_sum(&kept->transcript, sum)) {
        return error_set(rebuilding->error, ST_NO_MEMORY, "out of memory");
    }
    TRY(writer_index_again(rebuilding->writer, kept, rebuilding->error));
    const bool is_other = memcmp(sum, kept->checksum, SUM_BYTES) != 0;
    if (is_other) {
        TRY(complain(rebuilding, kept->id,
                     "the segments are not what was indexed once"));
    }
    if (kept->has_lost_times) {
        TRY(complain(rebuilding, kept->id,
                     "the times of the words were damaged, and are gone"));
    }
    report->n_damaged += is_other || kept->has_lost_times;
    report->n_transcripts++;
    report->n_segments += (int64_t)kept->transcript.n_segments;
    for (size_t i = 0; i < kept->transcript.n_segments; i++) {
        const struct segment *segment = &kept->transcript.segments[i];
        report->n_tokens +=
            segment->kind == LINE_SPEECH ? segment->n_tokens : 0;
    }
    return ST_OK;
}

/** Begin, and tell of facts that are damaged. */
static enum status
begin(const struct rebuilding *rebuilding, int64_t *n_transcripts)
{
    struct rebuild_start start = {0};
    const struct problem problem = {
        0,
        SLICE("facts of a file or recording are not what they were: what "
              "tells them is read again"),
        REMEDY_READ_AGAIN,
    };
    work_tell(rebuilding->work, "emptying the index", 0, 0);
    TRY(writer_rebuild_begin(rebuilding->writer, &start, rebuilding->error));
    *n_transcripts = start.n_transcripts;
    for (int64_t i = 0; i < start.n_odd; i++) {
        TRY(work_complain(rebuilding->work, &problem));
    }
    rebuilding->report->n_damaged += start.n_odd;
    return ST_OK;
}

/** Index all transcripts again. */
static enum status
renew_all(const struct rebuilding *rebuilding, struct kept_transcript *kept)
{
    int64_t n;
    TRY(begin(rebuilding, &n));
    for (int64_t i = 0;; i++) {
        work_tell(rebuilding->work, "transcripts", i, n);
        if (work_shall_stop(rebuilding->work)) {
            return error_set(rebuilding->error, ST_INTERRUPTED, "stopped");
        }
        const enum status status =
            writer_rebuild_next(rebuilding->writer, kept, rebuilding->error);
        if (status == ST_NOT_FOUND) {
            return ST_OK;
        }
        TRY(status);
        TRY(renew_transcript(rebuilding, kept));
    }
}

/** All that happens in the transaction. */
static enum status
renew_archive(const struct rebuilding *rebuilding)
{
    struct kept_transcript kept = {0};
    const enum status status = renew_all(rebuilding, &kept);
    kept_transcript_finish(&kept);
    TRY(status);
    work_tell(rebuilding->work, "counting", 0, 0);
    TRY(writer_rebuild_end(rebuilding->writer, rebuilding->error));
    return writer_commit(rebuilding->writer, rebuilding->error);
}

enum status
rebuild_archive(struct writer *writer, const struct work *work,
                struct rebuild_report *report, struct error *error)
{
    const struct rebuilding rebuilding = {writer, work, report, error};
    *report = (struct rebuild_report){0};
    TRY(writer_begin(writer, error));
    const enum status status = renew_archive(&rebuilding);
    if (status != ST_OK) {
        writer_rollback(writer);
        return status;
    }
    work_tell(work, "merging the index", 0, 0);
    TRY(writer_tidy(writer, report->n_transcripts, error));
    return report->n_damaged > 0 ? ST_PARTIAL : ST_OK;
}
