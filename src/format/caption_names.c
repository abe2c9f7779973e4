/*
 * Names of speakers in front of captions.
 *
 * Owns which of them are believed; there is no specification.  What programs
 * write, as `SPEAKER_00:`, is known to speaker_prefix.c, and what looks like
 * a name to turn.c.
 */
#include "format/caption_names.h"

#include "format/talk.h"
#include "format/turn.h"

#include <stdlib.h>

/** Names so written, before one is believed. */
enum { MARKED_MIN = 3 };

/** A name in front of a text. */
struct prefix {
    struct slice name;
    size_t size;       /**< with what parts it from the text; 0 for none */
    bool is_change;    /**< behind `>>` */
    bool is_capital;   /**< and more than an initial */
    bool is_bracketed; /**< with no colon to say that it is a name */
};

/** What is in front of all segments, counted. */
struct census {
    struct talk_heads heads;
    size_t n_segments;
    size_t n_again;  /**< prefixes whose name comes again, without brackets */
    size_t n_marked; /**< behind `>>`, or in capitals and come again */
    size_t n_bracketed;
};

/** Step over `>>`, or the dash of a dialogue; *is_change tells of `>>`. */
static size_t
skip_sign(struct slice text, bool *is_change)
{
    size_t at = 0;
    while (slice_byte(text, at) == '>') {
        at++;
    }
    *is_change = at >= 2;
    at += at == 0 && slice_byte(text, 0) == '-';
    return slice_skip_blanks(text, at);
}

/** The bytes of a colon at an offset, or 0. */
static size_t
colon_size(struct slice text, size_t at)
{
    if (slice_byte(text, at) == ':') {
        return 1;
    }
    return slice_starts(slice_from(text, at), TURN_WIDE_COLON)
               ? TURN_WIDE_COLON.size
               : 0;
}

/** Whether a name is written in capitals, and is more than an initial. */
static bool
is_capital(struct slice name)
{
    size_t n_capitals = 0;
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] >= 'a' && name.data[i] <= 'z') {
            return false;
        }
        n_capitals += name.data[i] >= 'A' && name.data[i] <= 'Z';
    }
    return n_capitals > 1;
}

/** Read `name:` or `[name]` at an offset, with a colon behind it or not;
 * returns where it ends, 0 where there is none. */
static size_t
read_label(struct slice text, size_t at, struct prefix *prefix)
{
    const bool has_bracket = slice_byte(text, at) == '[';
    const size_t begin = at + has_bracket;
    size_t end = begin;
    while (end < text.size && end - begin <= TURN_NAME_MAX_BYTES &&
           (has_bracket ? text.data[end] != ']' : colon_size(text, end) == 0)) {
        end++;
    }
    if (end == begin || end == text.size || end - begin > TURN_NAME_MAX_BYTES) {
        return 0;
    }
    prefix->name = slice_part(text, begin, end);
    end += has_bracket;
    const size_t colon = colon_size(text, end);
    prefix->is_bracketed = colon == 0;
    return colon == TURN_WIDE_COLON.size ||
                   is_blank(slice_byte(text, end + colon))
               ? end + colon
               : 0;
}

/** Read what may be a name in front of a text. */
static struct prefix
read_prefix(struct slice text)
{
    struct prefix prefix = {0};
    const size_t begin = skip_sign(text, &prefix.is_change);
    const size_t end = read_label(text, begin, &prefix);
    if (end == 0 || slice_skip_blanks(text, end) == text.size ||
        !turn_is_name(prefix.name) || turn_is_label(prefix.name)) {
        return (struct prefix){0};
    }
    prefix.size = slice_skip_blanks(text, end);
    prefix.is_change = prefix.is_change && !prefix.is_bracketed;
    prefix.is_capital = !prefix.is_bracketed && is_capital(prefix.name);
    return prefix;
}

/** The prefix of a segment, none where it has a speaker. */
static struct prefix
prefix_of(const struct transcript *transcript, size_t index)
{
    struct prefix prefix = {0};
    if (transcript->segments[index].speaker == 0) {
        prefix = read_prefix(transcript_segment_text(transcript, index));
    }
    return prefix;
}

/** Count the prefixes of all segments. */
static void
take_census(const struct transcript *transcript, struct census *census)
{
    *census = (struct census){.heads = {.has_memory = true}};
    census->n_segments = transcript->n_segments;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct prefix prefix = prefix_of(transcript, i);
        if (prefix.size > 0) {
            talk_heads_add(&census->heads, prefix.name);
        }
    }
    if (census->heads.names.count == 0) {
        return;
    }
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct prefix prefix = prefix_of(transcript, i);
        if (prefix.size > 0) {
            const bool is_again =
                talk_heads_of(&census->heads, prefix.name) > 1;
            census->n_again += is_again && !prefix.is_bracketed;
            census->n_bracketed += is_again && prefix.is_bracketed;
            census->n_marked +=
                prefix.is_change || (is_again && prefix.is_capital);
        }
    }
}

/** Whether a prefix is believed. */
static bool
is_believed(const struct census *census, const struct prefix *prefix)
{
    const size_t n = census->n_segments;
    const size_t n_again =
        census->n_again + (prefix->is_bracketed ? census->n_bracketed : 0);
    const bool is_again = talk_heads_of(&census->heads, prefix->name) > 1;
    if (census->n_marked >= MARKED_MIN &&
        (prefix->is_change || (is_again && prefix->is_capital))) {
        return true;
    }
    if (is_again) {
        return n_again * (prefix->is_bracketed ? 2 : 4) >= n;
    }
    const bool has_words = memchr(prefix->name.data, ' ', prefix->name.size);
    return n_again * 10 >= n * 9 || (has_words && n_again * 2 >= n);
}

/** Name the speakers of all segments whose prefix is believed. */
static void
name_speakers(struct transcript *transcript, const struct census *census,
              size_t *cuts)
{
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct prefix prefix = prefix_of(transcript, i);
        if (prefix.size > 0 && is_believed(census, &prefix)) {
            transcript_name(transcript, i, prefix.name);
            cuts[i] = prefix.size;
        }
    }
    transcript_cut_fronts(transcript, cuts);
}

void
caption_names_take(struct transcript *transcript)
{
    struct census census;
    take_census(transcript, &census);
    if (census.n_again + census.n_bracketed + census.n_marked > 0) {
        size_t *cuts = calloc(transcript->n_segments, sizeof(*cuts));
        if (cuts) {
            name_speakers(transcript, &census, cuts);
        }
        census.heads.has_memory = census.heads.has_memory && cuts;
        free(cuts);
    }
    if (!census.heads.has_memory) {
        transcript->status = ST_NO_MEMORY;
    }
    talk_heads_finish(&census.heads);
}
