/*
 * The table of formats, and telling them apart.
 *
 * Detection goes by content: each format's probe sees the same front of the
 * file and the surest wins.  The file's name decides only between equally
 * sure formats, and the order of the table where the name does not help.
 * What the formats are made of is theirs.
 */
#include "format/format.h"

#include "format/formats.h"

static const struct format *const formats[] = {
    &format_webvtt,
    &format_srt,
    &format_whisper,
    NULL,
};

bool
equals_lower(struct slice text, struct slice lower)
{
    if (text.size != lower.size) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        const char folded = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (folded != lower.data[i]) {
            return false;
        }
    }
    return true;
}

enum status
format_end(const struct transcript *transcript, struct error *error)
{
    switch (transcript_status(transcript)) {
    case ST_OK:
        return ST_OK;
    case ST_NO_MEMORY:
        return error_set(error, ST_NO_MEMORY, "out of memory");
    case ST_TOO_MANY_SEGMENTS:
        return error_set(error, ST_TOO_MANY_SEGMENTS, "more than %d segments",
                         SEGMENTS_MAX);
    default:
        return error_set(error, transcript_status(transcript),
                         "the transcript passes a limit");
    }
}

/** The part of a text that probes see: whole lines where there are any,
 * whole characters otherwise. */
static struct slice
front_of(struct slice text)
{
    if (text.size <= PROBE_BYTES) {
        return text;
    }
    const char *line_end = memrchr(text.data, '\n', PROBE_BYTES);
    if (line_end) {
        return slice_part(text, 0, (size_t)(line_end - text.data) + 1);
    }
    size_t size = PROBE_BYTES;
    while (size > 0 && (text.data[size] & 0xc0) == 0x80) {
        size--;
    }
    return slice_part(text, 0, size);
}

/** Whether a file's name ends with one of a format's suffixes. */
static bool
claims_name(const struct format *format, struct slice name)
{
    for (const char *const *next = format->suffixes; *next; next++) {
        const struct slice suffix = slice_of(*next);
        if (name.size > suffix.size &&
            equals_lower(slice_from(name, name.size - suffix.size), suffix)) {
            return true;
        }
    }
    return false;
}

const struct format *
format_detect(struct slice text, const char *name)
{
    const struct slice front = front_of(text);
    const struct slice file = slice_of(name ? name : "");
    const struct format *best = NULL;
    enum format_match best_match = MATCH_NONE;
    for (const struct format *const *next = formats; *next; next++) {
        const enum format_match match = (*next)->probe(front);
        const bool wins_tie = match == best_match && best &&
                              claims_name(*next, file) &&
                              !claims_name(best, file);
        if (match > best_match || wins_tie) {
            best = *next;
            best_match = match;
        }
    }
    return best;
}

const struct format *
format_by_name(const char *name)
{
    for (const struct format *const *next = formats; *next; next++) {
        if (!strcmp((*next)->name, name)) {
            return *next;
        }
    }
    return NULL;
}

const struct format *const *
format_all(void)
{
    return formats;
}
