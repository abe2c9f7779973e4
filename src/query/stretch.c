/*
 * The place array leads from token numbers to segments; the segments' text
 * is tokenised again, by the code that indexed it.
 */
#include "query/stretch.h"

#include "base/timecode.h"
#include "base/utf8.h"
#include "text/token.h"

/** Loading under way. */
struct loading {
    struct stretch *stretch;
    const struct place *place;
    size_t first; /**< indexes into place */
    size_t end;
    struct arena *arena;
};

/** A copy of a slice in the arena. */
static struct slice
keep(struct arena *arena, struct slice text)
{
    return (struct slice){arena_copy(arena, text), text.size};
}

/** Take in a segment, when it is the next indexed one. */
static enum status
take_segment(void *context, const struct segment_row *row)
{
    struct loading *loading = context;
    struct stretch *stretch = loading->stretch;
    const size_t at = loading->first + stretch->n_segments;
    if (at == loading->end || loading->place->segments[at].seq != row->seq) {
        return ST_OK;
    }
    const bool is_last = at + 1 == loading->place->n_segments;
    stretch->segments[stretch->n_segments++] = (struct stretch_segment){
        .seq = row->seq,
        .next_seq = is_last ? INT64_MAX : loading->place->segments[at + 1].seq,
        .start_ms = row->start_ms,
        .end_ms = row->end_ms,
        .line = row->line,
        .n_said = row->n_said,
        .text = keep(loading->arena, row->text),
        .speaker = keep(loading->arena, row->speaker),
        .n_tokens = loading->place->segments[at].n_tokens,
    };
    return loading->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Tokenise the segments; false where they do not have the tokens that the
 * place array says. */
static bool
tokenise(struct stretch *stretch, struct arena *arena)
{
    for (size_t i = 0; i < stretch->n_segments; i++) {
        struct stretch_segment *segment = &stretch->segments[i];
        struct tokeniser tokeniser;
        segment->first = stretch->n_tokens;
        tokeniser_init(&tokeniser, segment->text);
        size_t n = 0;
        for (; n < segment->n_tokens && tokeniser_next(&tokeniser); n++) {
            stretch->tokens[stretch->n_tokens++] = (struct stretch_token){
                i, tokeniser.begin, tokeniser.end,
                keep(arena, tokeniser_token(&tokeniser))};
        }
        if (n != segment->n_tokens) {
            return false;
        }
    }
    return true;
}

/** Which segments of the place array make the range, and some around. */
static bool
choose_segments(struct loading *loading, const struct stretch_range *range)
{
    const struct place *place = loading->place;
    size_t first = place_find(place, range->first);
    size_t last = place_find(place, range->end - 1);
    if (last == place->n_segments || first > last) {
        return false;
    }
    const uint32_t low =
        range->first > range->around ? range->first - range->around : 0;
    const uint32_t high = range->end + range->around;
    while (first > 0 && place->segments[first].first_token > low) {
        first--;
    }
    while (last + 1 < place->n_segments &&
           place->segments[last + 1].first_token < high) {
        last++;
    }
    loading->first = first;
    loading->end = last + 1;
    return true;
}

/** Load what the place array says. */
static enum status
load(struct loading *loading, struct reader *reader, int64_t transcript,
     struct error *error)
{
    struct stretch *stretch = loading->stretch;
    const struct place_segment *first =
        &loading->place->segments[loading->first];
    const struct place_segment *last =
        &loading->place->segments[loading->end - 1];
    const size_t n_tokens =
        last->first_token + last->n_tokens - first->first_token;
    stretch->first_token = first->first_token;
    stretch->segments = arena_new(loading->arena, loading->end - loading->first,
                                  sizeof(*stretch->segments));
    stretch->tokens =
        arena_new(loading->arena, n_tokens, sizeof(*stretch->tokens));
    if (loading->arena->has_failed) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    const struct segment_range range = {transcript, first->seq, last->seq};
    TRY(reader_segments(reader, range, take_segment, loading, error));
    if (stretch->n_segments != loading->end - loading->first ||
        !tokenise(stretch, loading->arena)) {
        return error_set(error, ST_DAMAGED,
                         "transcript %lld and its index disagree",
                         (long long)transcript);
    }
    return ST_OK;
}

enum status
stretch_load(struct stretch *stretch, struct reader *reader,
             const struct stretch_range *range, struct arena *arena,
             struct error *error)
{
    *stretch = (struct stretch){0};
    struct place place;
    TRY(reader_place(reader, range->transcript, range->index, &place, error));
    struct loading loading = {
        .stretch = stretch, .place = &place, .arena = arena};
    enum status status =
        choose_segments(&loading, range)
            ? load(&loading, reader, range->transcript, error)
            : error_set(error, ST_DAMAGED,
                        "transcript %lld has fewer words than its index",
                        (long long)range->transcript);
    place_finish(&place);
    if (status == ST_OK && range->index == MATCH_SPEECH) {
        status =
            reader_timing(reader, range->transcript, &stretch->timing, error);
    }
    return status;
}

void
stretch_finish(struct stretch *stretch)
{
    timing_finish(&stretch->timing);
}

/** The time at a byte of a segment's text, if it is said evenly. */
static int64_t
interpolate(const struct stretch_segment *segment, size_t byte)
{
    const int64_t duration = segment->end_ms - segment->start_ms;
    if (segment->start_ms < 0 || duration <= 0) {
        return segment->start_ms;
    }
    const size_t before = utf8_length(slice_part(segment->text, 0, byte));
    const size_t all = utf8_length(segment->text);
    return segment->start_ms +
           (int64_t)((double)duration * (double)before / (double)all + 0.5);
}

/** The source's time for a token's word; NULL when it has none in the
 * token's segment. */
static const struct timed_word *
find_timed(const struct stretch *stretch, size_t token)
{
    const struct stretch_segment *segment =
        &stretch->segments[stretch->tokens[token].segment];
    const struct timed_word *word =
        timing_find(&stretch->timing, stretch->first_token + (uint32_t)token);
    return word && word->token >= stretch->first_token + segment->first ? word
                                                                        : NULL;
}

/** When the words after a timed word begin, at the latest: the next one's
 * start, or the segment's end. */
static int64_t
next_start_ms(const struct stretch *stretch, const struct timed_word *word,
              const struct stretch_segment *segment)
{
    const struct timing *timing = &stretch->timing;
    const uint32_t end = stretch->first_token + (uint32_t)segment->first +
                         (uint32_t)segment->n_tokens;
    const struct timed_word *next = word + 1;
    const bool has_next =
        next < timing->words + timing->n_words && next->token < end;
    const int64_t limit = has_next ? next->start_ms : segment->end_ms;
    return limit > word->start_ms ? limit : word->start_ms;
}

int64_t
stretch_start_ms(const struct stretch *stretch, size_t index)
{
    const struct stretch_token *token = &stretch->tokens[index];
    const struct stretch_segment *segment = &stretch->segments[token->segment];
    const struct timed_word *word = find_timed(stretch, index);
    if (!word) {
        return interpolate(segment, token->begin);
    }
    const size_t timed = word->token - stretch->first_token;
    if (timed == index) {
        return word->start_ms;
    }
    /* A later token of a word that is timed as a whole: spread evenly. */
    const int64_t end_ms = word->end_ms >= 0
                               ? word->end_ms
                               : next_start_ms(stretch, word, segment);
    const size_t begin = stretch->tokens[timed].begin;
    const size_t next = segment->first + segment->n_tokens;
    const struct timed_word *following = word + 1;
    const bool has_following =
        following < stretch->timing.words + stretch->timing.n_words &&
        following->token - stretch->first_token < next;
    const size_t end =
        has_following
            ? stretch->tokens[following->token - stretch->first_token].begin
            : segment->text.size;
    const double share =
        end > begin ? (double)(token->begin - begin) / (double)(end - begin)
                    : 0;
    return word->start_ms +
           (int64_t)(share * (double)(end_ms - word->start_ms) + 0.5);
}

int64_t
stretch_end_ms(const struct stretch *stretch, size_t index)
{
    const struct stretch_token *token = &stretch->tokens[index];
    const struct stretch_segment *segment = &stretch->segments[token->segment];
    const struct timed_word *word = find_timed(stretch, index);
    if (!word) {
        return interpolate(segment, token->end);
    }
    const bool is_last = index + 1 == segment->first + segment->n_tokens;
    if (!is_last) {
        const struct timed_word *next = find_timed(stretch, index + 1);
        if (next == word) {
            return stretch_start_ms(stretch, index + 1);
        }
    }
    return word->end_ms >= 0 ? word->end_ms
                             : next_start_ms(stretch, word, segment);
}
