/*
 * What tells about an archive: lists, counts, its soundness.
 */
#include "api/handle.h"

/** The caller's callback for rows, with what translating needs. */
struct list_relay {
    bool (*on_recording)(void *context,
                         const struct quoth_recording *recording);
    bool (*on_file)(void *context, const struct quoth_file *file);
    void *context;
};

/** Translate and hand over a recording. */
static enum status
relay_recording(void *context, const struct transcript_facts *facts)
{
    const struct list_relay *relay = context;
    struct arena arena = {0};
    struct quoth_recording recording;
    api_fill_recording(&arena, facts, &recording);
    enum status status = ST_NO_MEMORY;
    if (!arena.has_failed) {
        status = relay->on_recording(relay->context, &recording)
                     ? ST_OK
                     : ST_INTERRUPTED;
    }
    arena_finish(&arena);
    return status;
}

enum quoth_status
quoth_list_recordings(struct quoth *archive,
                      bool (*on_row)(void *context,
                                     const struct quoth_recording *recording),
                      void *context, struct quoth_error *error)
{
    if (!archive || !on_row) {
        return api_refuse(error, "a list needs an archive and a callback");
    }
    struct error detail = {0};
    struct list_relay relay = {.on_recording = on_row, .context = context};
    return api_pass_on(
        reader_transcripts(archive->reader, relay_recording, &relay, &detail),
        &detail, error);
}

/** The outcome that a word of the archive means. */
static enum quoth_outcome
outcome_of(struct slice word)
{
    for (int i = 0; i <= QUOTH_FILE_FORGOTTEN; i++) {
        const enum quoth_outcome outcome = (enum quoth_outcome)i;
        if (slice_equal(word, slice_of(quoth_outcome_name(outcome)))) {
            return outcome;
        }
    }
    return QUOTH_FILE_FAILED;
}

/** Translate and hand over a file. */
static enum status
relay_listed_file(void *context, const struct file_facts *facts)
{
    const struct list_relay *relay = context;
    struct arena arena = {0};
    const struct quoth_file file = {
        .path = api_join_path(&arena, facts->root, facts->path),
        .outcome = outcome_of(facts->outcome),
        .format = api_copy_or_null(&arena, facts->format),
        .recording = facts->recording,
        .size_bytes = facts->size_bytes,
        .code = (enum quoth_status)status_by_name(facts->code),
        .line = facts->line,
        .column = facts->column,
        .message = api_copy_or_null(&arena, facts->message),
        .n_complaints = facts->n_complaints,
    };
    enum status status = ST_NO_MEMORY;
    if (!arena.has_failed) {
        status = relay->on_file(relay->context, &file) ? ST_OK : ST_INTERRUPTED;
    }
    arena_finish(&arena);
    return status;
}

enum quoth_status
quoth_list_files(struct quoth *archive,
                 bool (*on_row)(void *context, const struct quoth_file *file),
                 void *context, struct quoth_error *error)
{
    if (!archive || !on_row) {
        return api_refuse(error, "a list needs an archive and a callback");
    }
    struct error detail = {0};
    struct list_relay relay = {.on_file = on_row, .context = context};
    return api_pass_on(
        reader_files(archive->reader, relay_listed_file, &relay, &detail),
        &detail, error);
}

enum quoth_status
quoth_count(struct quoth *archive, struct quoth_stats *stats,
            struct quoth_error *error)
{
    if (!archive || !stats) {
        return api_refuse(error, "counting needs an archive");
    }
    struct error detail = {0};
    struct archive_totals totals = {0};
    const enum status status = reader_totals(archive->reader, &totals, &detail);
    if (status == ST_OK) {
        *stats = (struct quoth_stats){
            .n_collections = totals.n_collections,
            .n_recordings = totals.n_recordings,
            .n_files = totals.n_files,
            .n_files_failed = totals.n_files_failed,
            .n_segments = totals.n_segments,
            .n_lines = totals.n_lines,
            .n_markers = totals.n_markers,
            .n_speakers = totals.n_speakers,
            .n_words = totals.n_tokens,
            .duration_ms = totals.duration_ms,
            .size_bytes = totals.size_bytes,
            .schema = (int)totals.schema,
        };
    }
    return api_pass_on(status, &detail, error);
}
