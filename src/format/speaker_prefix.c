/*
 * Speakers' names in front of the text.
 *
 * Which patterns are sure, and which need the company of others like it.
 * Formats that have their own place for a speaker do not call this for it.
 */
#include "format/speaker_prefix.h"

#include "format/formats.h"

#include <stdlib.h>

/* Digits of a speaker's number that are read. */
enum { DIGITS_MAX = 4 };

/** Step over digits; false where there are none, or too many. */
static bool
skip_digits(struct slice text, size_t *at)
{
    const size_t first = *at;
    while (*at < text.size && is_digit(text.data[*at])) {
        (*at)++;
    }
    return *at > first && *at - first <= DIGITS_MAX;
}

/** Step over a byte; false, with *at untouched, where another stands. */
static bool
skip_byte(struct slice text, size_t *at, char byte)
{
    const bool is_there = *at < text.size && text.data[*at] == byte;
    *at += is_there;
    return is_there;
}

/** Read `(speaker 0)` or `(speaker ?)`. */
static size_t
read_parenthesis(struct slice text, struct slice *name)
{
    static const struct slice begin = SLICE_INIT("(speaker ");
    size_t at = begin.size;
    if (!slice_starts(text, begin)) {
        return 0;
    }
    const bool is_unknown = skip_byte(text, &at, '?');
    if (!is_unknown && !skip_digits(text, &at)) {
        return 0;
    }
    *name = is_unknown ? SLICE("") : slice_part(text, 1, at);
    return skip_byte(text, &at, ')') ? at : 0;
}

size_t
speaker_prefix_read(struct slice text, struct slice *name)
{
    static const struct slice label = SLICE_INIT("SPEAKER_");
    size_t at = 0;
    const bool is_bracketed = skip_byte(text, &at, '[');
    const size_t begin = at;
    if (!slice_starts(slice_from(text, at), label)) {
        return read_parenthesis(text, name);
    }
    at += label.size;
    if (!skip_digits(text, &at)) {
        return 0;
    }
    const struct slice found = slice_part(text, begin, at);
    if (is_bracketed && !skip_byte(text, &at, ']')) {
        return 0;
    }
    if (!skip_byte(text, &at, ':') && !is_bracketed) {
        return 0;
    }
    *name = found;
    return at;
}

/** As speaker_prefix_read() for `Speaker 1:`, which may also be text. */
static size_t
read_likely(struct slice text, struct slice *name)
{
    static const struct slice label = SLICE_INIT("speaker");
    size_t at = label.size;
    if (text.size <= at || !equals_lower(slice_part(text, 0, at), label)) {
        return 0;
    }
    if (!skip_byte(text, &at, ' ')) {
        skip_byte(text, &at, '_');
    }
    const bool is_letter =
        at < text.size && text.data[at] >= 'A' && text.data[at] <= 'Z';
    at += is_letter;
    if (!is_letter && !skip_digits(text, &at)) {
        return 0;
    }
    *name = slice_part(text, 0, at);
    return skip_byte(text, &at, ':') ? at : 0;
}

/** Find the prefixes of segments that have no speaker, of which *n_likely are
 * only likely; returns how many there are. */
static size_t
find_prefixes(const struct transcript *transcript, size_t *sizes,
              size_t *n_likely)
{
    size_t n = 0;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct slice text = transcript_segment_text(transcript, i);
        struct slice name;
        if (transcript->segments[i].speaker > 0) {
            continue;
        }
        sizes[i] = speaker_prefix_read(text, &name);
        if (sizes[i] == 0) {
            sizes[i] = read_likely(text, &name);
            *n_likely += sizes[i] > 0;
        }
        n += sizes[i] > 0;
    }
    return n;
}

/** Name a segment's speaker by its prefix; returns the prefix's size, 0 for
 * one that is not taken. */
static size_t
take_prefix(struct transcript *transcript, size_t index, bool takes_likely)
{
    const struct slice text = transcript_segment_text(transcript, index);
    struct slice name;
    size_t size = speaker_prefix_read(text, &name);
    if (size == 0 && takes_likely) {
        size = read_likely(text, &name);
    }
    if (size > 0) {
        transcript_name(transcript, index, name);
    }
    return size;
}

void
speaker_prefixes_take(struct transcript *transcript)
{
    const size_t n_segments = transcript->n_segments;
    size_t *sizes = calloc(n_segments + 1, sizeof(*sizes));
    if (!sizes) {
        transcript->status = ST_NO_MEMORY;
        return;
    }
    size_t n_likely = 0;
    const size_t n = find_prefixes(transcript, sizes, &n_likely);
    const bool takes_likely = n_likely >= (n_segments + 1) / 2;
    if (n > n_likely || takes_likely) {
        for (size_t i = 0; i < n_segments; i++) {
            if (sizes[i] > 0) {
                sizes[i] = take_prefix(transcript, i, takes_likely);
            }
        }
        transcript_cut_fronts(transcript, sizes);
    }
    free(sizes);
}
