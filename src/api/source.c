/*
 * What a transcript belongs to, and how its moments are called.
 */
#include "api/source.h"

#include "query/ref.h"

#include <inttypes.h>

/** Where a transcript's facts are received. */
struct facts_relay {
    struct arena *arena;
    struct quoth_recording *recording;
};

/** Receive a transcript's facts. */
static enum status
take_facts(void *context, const struct transcript_facts *facts)
{
    const struct facts_relay *relay = context;
    api_fill_recording(relay->arena, facts, relay->recording);
    return relay->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

enum status
source_load(struct quoth *archive, struct arena *arena, int64_t transcript,
            struct source *source, struct error *detail)
{
    struct quoth_recording *new = arena_new(arena, 1, sizeof(*new));
    struct facts_relay relay = {arena, new};
    int64_t first = 0;
    if (!new) {
        return ST_NO_MEMORY;
    }
    const enum status status = reader_transcript(archive->reader, transcript,
                                                 take_facts, &relay, detail);
    if (status == ST_NOT_FOUND) {
        return error_set(detail, ST_DAMAGED, "transcript %" PRId64 " is gone",
                         transcript);
    }
    TRY(status);
    TRY(reader_first_transcript(archive->reader, new->id, &first, detail));
    *source = (struct source){transcript, new, first == transcript};
    return ST_OK;
}

const char *
source_ref(struct arena *arena, const struct source *source, int64_t moment_ms,
           int64_t seq)
{
    const char *language = source->recording->language;
    const bool needs_language = !source->is_first && language;
    const struct ref ref = {
        .recording = source->recording->id,
        .language =
            needs_language ? slice_of(language) : (struct slice){NULL, 0},
        .time_ms = moment_ms,
        .seq = seq,
    };
    char text[REF_BYTES];
    return arena_copy(arena, slice_of(ref_write(text, &ref)));
}
