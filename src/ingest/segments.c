/*
 * From segments to hashes, loops, token streams and a checksum.
 */
#include "ingest/segments.h"

#include "ingest/loops.h"
#include "text/token.h"

void
segments_index(struct transcript *transcript, struct buffer *speech,
               struct buffer *markers)
{
    for (size_t i = 0; i < transcript->n_segments; i++) {
        transcript->segments[i].hash =
            sum_line(transcript_segment_text(transcript, i));
    }
    loops_mark(transcript);
    for (size_t i = 0; i < transcript->n_segments; i++) {
        struct segment *segment = &transcript->segments[i];
        struct buffer *stream = segment->kind == LINE_SPEECH ? speech : markers;
        if (!segment->is_repeat) {
            segment->n_tokens =
                tokens_append(stream, transcript_segment_text(transcript, i));
        }
    }
}

bool
segments_sum(const struct transcript *transcript, char sum[SUM_BYTES])
{
    struct transcript_sum *state = transcript_sum_new();
    if (!state) {
        return false;
    }
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct segment *segment = &transcript->segments[i];
        const struct summed_segment summed = {
            segment->start_ms, segment->end_ms,
            transcript_speaker_name(transcript, segment->speaker),
            transcript_segment_text(transcript, i)};
        transcript_sum_add(state, &summed);
    }
    transcript_sum_take(state, sum);
    transcript_sum_free(state);
    return true;
}
