/*
 * The `time --> time` of SubRip and of whisper.cpp.  WebVTT, whose
 * specification says exactly what a time is, has its own in vtt_text.c.
 */
#include "format/span.h"

#include "base/timecode.h"

/** Read a time that has a colon; *at is untouched where there is none. */
static bool
read_time(struct slice text, size_t *at, int64_t *time_ms)
{
    size_t end = *at;
    int64_t ms;
    if (!timecode_read(text, &end, &ms) ||
        !memchr(text.data + *at, ':', end - *at)) {
        return false;
    }
    *at = end;
    *time_ms = ms;
    return true;
}

bool
span_read(struct slice text, size_t *at, struct span *span)
{
    struct span result;
    if (!read_time(text, at, &result.start_ms)) {
        return false;
    }
    size_t arrow = *at;
    arrow = slice_skip_blanks(text, arrow);
    if (!slice_starts(slice_from(text, arrow), SLICE("-->"))) {
        return false;
    }
    *at = arrow + 3;
    *at = slice_skip_blanks(text, *at);
    if (!read_time(text, at, &result.end_ms)) {
        return false;
    }
    *span = result;
    return true;
}
