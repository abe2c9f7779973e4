/*
 * source.h - the recording behind a transcript.
 */
#ifndef QUOTH_API_SOURCE_H
#define QUOTH_API_SOURCE_H

#include "api/handle.h"

/** A transcript, shared by all that is found in it. */
struct source {
    int64_t transcript;
    const struct quoth_recording *recording;
    bool is_first; /**< of its recording's transcripts */
};

/** Read a transcript's facts into the arena; ST_DAMAGED where it is gone. */
enum status source_load(struct quoth *archive, struct arena *arena,
                        int64_t transcript, struct source *source,
                        struct error *detail);

/** The reference of a moment, or of a segment where there is no time; in the
 * arena. */
const char *source_ref(struct arena *arena, const struct source *source,
                       int64_t moment_ms, int64_t seq);

#endif
