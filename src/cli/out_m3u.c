/*
 * out_m3u.c - passages as a playlist, extended M3U in UTF-8.
 *
 * An entry is the media file of a recording, or its address on the web, with
 * the options of VLC for where to begin and end.  Hits of recordings without
 * either are told on standard error.
 */
#include "cli/out.h"

#include "base/timecode.h"
#include "base/utf8.h"
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/link.h"

#include <inttypes.h>

/** Whether a path is a line that players read as it stands. */
static bool
is_plain(struct slice path)
{
    for (size_t at = 0; at < path.size;) {
        size_t size;
        const int32_t code_point = utf8_decode(path, at, &size);
        if (code_point < 0 || display_is_unsafe(code_point)) {
            return false;
        }
        at += size;
    }
    return slice_trim(path).size == path.size;
}

/** Append `option=12.345` where the time is known. */
static void
add_time(struct buffer *out, const char *option, int64_t time_ms)
{
    if (time_ms >= 0) {
        buffer_print(out, "#EXTVLCOPT:%s=%" PRId64 ".%03d\n", option,
                     time_ms / 1000, (int)(time_ms % 1000));
    }
}

/** Append the lines that tell what is played, and from when until when. */
static void
add_facts(struct buffer *out, const struct quoth_hit *hit)
{
    char time[TIMECODE_BYTES];
    const int64_t length_ms = hit->end_ms - hit->start_ms;
    const bool has_times = hit->start_ms >= 0 && length_ms >= 0;
    buffer_print(out, "#EXTINF:%" PRId64 ",",
                 has_times ? (length_ms + 999) / 1000 : -1);
    display_add_string(out, hit->recording->title);
    if (has_times) {
        buffer_print(out, " (%s)", timecode_print_short(time, hit->start_ms));
    }
    buffer_add_byte(out, '\n');
    add_time(out, "start-time", hit->start_ms);
    add_time(out, "stop-time", hit->end_ms);
}

/** An entry for a hit. */
static void
add_hit(struct out *out, const struct out_answer *answer,
        const struct quoth_hit *hit)
{
    struct buffer *pending = &out->stream->pending;
    const struct quoth_recording *recording = hit->recording;
    (void)answer;
    if (!recording->media && !link_is_web(recording->url)) {
        message(out->messages, "quoth: %s has no media: left out", hit->ref);
        return;
    }
    add_facts(pending, hit);
    if (!recording->media) {
        link_add_web(pending, recording->url);
    } else if (is_plain(slice_of(recording->media))) {
        buffer_add_slice(pending, slice_of(recording->media));
    } else {
        link_add_file(pending, recording->media);
    }
    buffer_add_byte(pending, '\n');
}

/** The mark of the format, then an entry a hit. */
static void
write_answer(struct out *out, const struct out_answer *answer)
{
    buffer_add_slice(&out->stream->pending, SLICE("#EXTM3U\n"));
    answer_write(out, answer, add_hit);
}

const struct out_class out_m3u = {.answer = write_answer};
