/*
 * The place array leads from token numbers to segments; the segments' text
 * is tokenised again, by the code that indexed it.
 */
#include "query/stretch.h"

#include "base/timecode.h"
#include "base/utf8.h"
#include "text/speech.h"
#include "text/token.h"

#include <math.h>

/** What rounding three times makes of an even cut. */
#define ROUNDING_MS 3.0

/** Consecutive segments whose words share their time. */
struct run {
    size_t first;
    size_t last;
};

/** How the words of a segment are timed, once it was asked. */
struct stretch_speech {
    bool is_known;
    struct run run;       /**< that it is in */
    struct speech before; /**< what the run says before it */
    struct speech all;    /**< what the run says */
};

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
    stretch->speech = arena_new(loading->arena, loading->end - loading->first,
                                sizeof(*stretch->speech));
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
    const struct place *place;
    TRY(reader_borrow_place(reader, range->transcript, range->index, &place,
                            error));
    struct loading loading = {
        .stretch = stretch, .place = place, .arena = arena};
    enum status status =
        choose_segments(&loading, range)
            ? load(&loading, reader, range->transcript, error)
            : error_set(error, ST_DAMAGED,
                        "transcript %lld has fewer words than its index",
                        (long long)range->transcript);
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

/** How a segment goes on from the one before. */
enum link {
    LINK_NONE,
    LINK_LAST, /**< cut from it by characters, as the last of its run */
    LINK_MORE, /**< as one with a space after it */
};

/**
 * Whether the time between two segments was computed from their numbers of
 * characters.  Programs that cut long captions do so, and then it tells
 * nothing of when words were said.
 */
static enum link
find_link(const struct stretch *stretch, size_t index)
{
    const struct stretch_segment *left = &stretch->segments[index - 1];
    const struct stretch_segment *right = &stretch->segments[index];
    const double left_ms = (double)left->end_ms - (double)left->start_ms;
    const double right_ms = (double)right->end_ms - (double)right->start_ms;
    if (left->start_ms < 0 || left->end_ms != right->start_ms || left_ms <= 0 ||
        right_ms <= 0) {
        return LINK_NONE;
    }
    const double n_left = (double)utf8_length(left->text) + 1;
    const double n_right = (double)utf8_length(right->text);
    if (fabs(left_ms - n_left * right_ms / (n_right + 1)) <= ROUNDING_MS) {
        return LINK_MORE;
    }
    return fabs(left_ms - n_left * right_ms / n_right) <= ROUNDING_MS
               ? LINK_LAST
               : LINK_NONE;
}

/** The segments that were cut evenly from one, around one of them. */
static struct run
find_run(const struct stretch *stretch, size_t index)
{
    struct run run = {index, index};
    while (run.first > 0 && find_link(stretch, run.first) != LINK_NONE) {
        run.first--;
    }
    run.last = run.first;
    bool is_closed = false;
    for (size_t i = run.first + 1; i < stretch->n_segments; i++) {
        const enum link link = find_link(stretch, i);
        if (link == LINK_NONE || (is_closed && index < i)) {
            break;
        }
        run.first = is_closed ? i : run.first;
        run.last = i;
        is_closed = !is_closed && link == LINK_LAST;
    }
    return run;
}

/** Learn how a segment's words are timed. */
static struct stretch_speech
learn_speech(const struct stretch *stretch, size_t index)
{
    const struct stretch_segment *segments = stretch->segments;
    const struct run run = find_run(stretch, index);
    struct stretch_speech speech = {.is_known = true, .run = run};
    for (size_t i = run.first; i <= run.last; i++) {
        speech_add(&speech.all, segments[i].text);
        if (i < index) {
            speech.before = speech.all;
        }
    }
    const bool is_cut_short =
        run.last + 1 < stretch->n_segments &&
        segments[run.last + 1].start_ms == segments[run.last].end_ms;
    speech_end(&speech.all, is_cut_short);
    return speech;
}

/** Learn it once, where there is room to remember it. */
static struct stretch_speech
find_speech(const struct stretch *stretch, size_t index)
{
    if (stretch->speech && stretch->speech[index].is_known) {
        return stretch->speech[index];
    }
    const struct stretch_speech speech = learn_speech(stretch, index);
    if (stretch->speech) {
        stretch->speech[index] = speech;
    }
    return speech;
}

/** The time at a byte of a segment's text where a word begins or ends, by
 * how long the text takes to say. */
static int64_t
interpolate(const struct stretch *stretch, size_t index, size_t byte)
{
    const struct stretch_segment *segments = stretch->segments;
    const struct stretch_segment *segment = &segments[index];
    if (segment->start_ms < 0 || segment->end_ms <= segment->start_ms) {
        return segment->start_ms;
    }
    const struct stretch_speech speech = find_speech(stretch, index);
    struct speech before = speech.before;
    speech_add(&before, slice_part(segment->text, 0, byte));
    speech_add_pause(&before);
    const int64_t start_ms = segments[speech.run.first].start_ms;
    const int64_t end_ms = segments[speech.run.last].end_ms;
    const int64_t time_ms =
        start_ms + speech_when(&before, &speech.all, end_ms - start_ms);
    if (time_ms < segment->start_ms) {
        return segment->start_ms;
    }
    return time_ms < segment->end_ms ? time_ms : segment->end_ms;
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
        return interpolate(stretch, token->segment, token->begin);
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
        return interpolate(stretch, token->segment, token->end);
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
