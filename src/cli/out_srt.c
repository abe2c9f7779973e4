/*
 * out_srt.c - passages as SubRip cues, in the order of the hits.
 *
 * A cue says on its first line which moment it is, and of what; times are
 * those of its own recording.  What has no times can not be a cue, and is
 * told on standard error.
 */
#include "cli/out.h"

#include "cli/answer.h"
#include "cli/escape.h"

/** Whether a hit has the times that a cue needs. */
static bool
has_times(const struct quoth_hit *hit)
{
    return hit->start_ms >= 0 && hit->end_ms >= hit->start_ms;
}

/** A cue for a hit; those that have none before it do not count. */
static void
add_hit(struct out *out, const struct out_answer *answer,
        const struct quoth_hit *hit)
{
    struct buffer *pending = &out->stream->pending;
    size_t number = 0;
    if (!has_times(hit)) {
        message(out->messages, "quoth: %s has no times: left out", hit->ref);
        return;
    }
    for (const struct quoth_hit *one = answer->results->hits; one <= hit;
         one++) {
        number += has_times(one);
    }
    buffer_print(pending, "%zu\n", number);
    escape_add_clock(pending, hit->start_ms, ',');
    buffer_add_slice(pending, SLICE(" --> "));
    escape_add_clock(pending, hit->end_ms, ',');
    buffer_add_byte(pending, '\n');
    escape_add_shown(pending, escape_add_srt, slice_of(hit->recording->title));
    buffer_add_slice(pending, SLICE(" ("));
    escape_add_shown(pending, escape_add_srt, slice_of(hit->ref));
    buffer_add_slice(pending, SLICE(")\n"));
    if (hit->speaker) {
        escape_add_shown(pending, escape_add_srt, slice_of(hit->speaker));
        buffer_add_slice(pending, SLICE(": "));
    }
    escape_add_shown(pending, escape_add_srt, slice_of(hit->text));
    buffer_add_slice(pending, SLICE("\n\n"));
}

/** A cue a hit. */
static void
write_answer(struct out *out, const struct out_answer *answer)
{
    answer_write(out, answer, add_hit);
}

const struct out_class out_srt = {.answer = write_answer};
