/*
 * out_md.c - passages as a list in Markdown, after CommonMark.
 *
 * The reference of each is a link: to the address of the recording where it
 * has one, else to its media file, else to its transcript, with the moment
 * as a media fragment (`#t=216.5`), which browsers and players follow.
 */
#include "cli/out.h"

#include "cli/answer.h"
#include "cli/escape.h"
#include "cli/link.h"

#include <inttypes.h>

/** Append where a recording can be opened at a moment. */
static void
add_target(struct buffer *out, const struct quoth_recording *recording,
           int64_t time_ms)
{
    bool has_fragment = false;
    bool is_played = true;
    if (link_is_web(recording->url)) {
        has_fragment = strchr(recording->url, '#') != NULL;
        link_add_web(out, recording->url);
    } else {
        is_played = recording->media != NULL;
        link_add_file(out, is_played ? recording->media : recording->path);
    }
    if (is_played && !has_fragment && time_ms >= 0) {
        buffer_print(out, "#t=%" PRId64 ".%d", time_ms / 1000,
                     (int)(time_ms % 1000 / 100));
    }
}

/** Append a reference as a link. */
static void
add_link(struct buffer *out, const char *ref,
         const struct quoth_recording *recording, int64_t time_ms)
{
    buffer_add_byte(out, '[');
    escape_add_shown(out, escape_add_md, slice_of(ref));
    buffer_add_slice(out, SLICE("]("));
    add_target(out, recording, time_ms);
    buffer_add_byte(out, ')');
}

/** Append a title and what else is known of a recording. */
static void
add_recording(struct buffer *out, const struct quoth_recording *recording)
{
    buffer_add_slice(out, SLICE("**"));
    escape_add_shown(out, escape_add_md, slice_of(recording->title));
    buffer_add_slice(out, SLICE("**, "));
    escape_add_shown(out, escape_add_md, slice_of(recording->collection));
    if (recording->date) {
        buffer_add_slice(out, SLICE(", "));
        escape_add_shown(out, escape_add_md, slice_of(recording->date));
    }
}

/** Append a passage with its matches in bold. */
static void
add_passage(struct buffer *out, const struct quoth_hit *hit)
{
    const struct slice text = slice_of(hit->text);
    escape_fn *escape = escape_add_md_line;
    size_t at = 0;
    for (size_t i = 0; i < hit->n_matches; i++) {
        const struct quoth_match *match = &hit->matches[i];
        if (match->begin < at) {
            continue;
        }
        escape_add_shown(out, match->begin > 0 ? escape : escape_add_md,
                         slice_part(text, at, match->begin));
        buffer_add_slice(out, SLICE("**"));
        escape_add_shown(out, escape_add_md,
                         slice_part(text, match->begin, match->end));
        buffer_add_slice(out, SLICE("**"));
        escape = escape_add_md;
        at = match->end;
    }
    escape_add_shown(out, escape, slice_from(text, at));
}

/** An item for a hit: the title, the link, the passage. */
static void
add_hit(struct out *out, const struct out_answer *answer,
        const struct quoth_hit *hit)
{
    struct buffer *pending = &out->stream->pending;
    const int64_t moment_ms =
        hit->n_matches > 0 ? hit->matches[0].start_ms : hit->start_ms;
    (void)answer;
    buffer_add_slice(pending, SLICE("- "));
    add_recording(pending, hit->recording);
    buffer_add_slice(pending, SLICE(", "));
    add_link(pending, hit->ref, hit->recording, moment_ms);
    if (hit->speaker) {
        buffer_add_slice(pending, SLICE(", "));
        escape_add_shown(pending, escape_add_md, slice_of(hit->speaker));
    }
    buffer_add_slice(pending, SLICE("\n\n  "));
    add_passage(pending, hit);
    buffer_add_slice(pending, SLICE("\n\n"));
}

/** A list with an item a hit. */
static void
write_answer(struct out *out, const struct out_answer *answer)
{
    answer_write(out, answer, add_hit);
}

/** An item for a recording that says something. */
static void
write_tally(struct out *out, const struct quoth_tally *tally)
{
    struct buffer *pending = &out->stream->pending;
    buffer_add_slice(pending, SLICE("- "));
    add_recording(pending, tally->recording);
    buffer_print(pending, ": %" PRId64 ", ", tally->n_passages);
    add_link(pending, tally->ref, tally->recording, -1);
    buffer_add_byte(pending, '\n');
    stream_settle(out->stream);
}

const struct out_class out_md = {
    .answer = write_answer,
    .tally = write_tally,
    .count = answer_tell_count,
};
