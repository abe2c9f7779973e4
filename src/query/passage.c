/*
 * Cutting, joining, highlighting.
 */
#include "query/passage.h"

#include "base/buffer.h"
#include "base/timecode.h"
#include "base/utf8.h"
#include "query/stretch.h"
#include "text/transcript.h"

/** A pause this long separates what is said. */
enum { PAUSE_MS = 1500 };

/** Sentences are joined to the passage up to this many tokens; beyond, the
 * nearest place to cut is taken. */
enum { COSY_TOKENS = 14, PASSAGE_MAX_BYTES = 1024 * 1024 };

/** A passage in the making. */
struct making {
    const struct passage_source *source;
    struct stretch stretch;
    size_t window_first; /**< indexes into stretch.tokens */
    size_t window_end;
    size_t first; /**< of the passage */
    size_t end;
    uint64_t phrases; /**< that the window has */
    bool *is_matched; /**< one a token of the stretch, in the arena */
    bool *is_again;   /**< likewise: what is said right before is said again,
                           which is another match */
    size_t moment;    /**< the first match, or the window's first token */
    struct resemblance resemblance; /**< of a quotation */
    struct error *error;
};

/** Whether a code point ends a sentence where a space follows. */
static bool
ends_spaced_sentence(int32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026 /* … */;
}

/** Whether a code point ends a sentence by itself. */
static bool
ends_sentence(int32_t c)
{
    return c == 0x3002 /* 。 */ || c == 0xff01 /* ！ */ || c == 0xff1f /* ？ */;
}

/** Whether a sentence ends in the bytes between two words, `.NET` and
 * `example.com` are none.  What ends a segment needs no space. */
static bool
has_sentence_end(struct slice between, bool is_last)
{
    bool needs_space = false;
    size_t size;
    for (size_t at = 0; at < between.size; at += size) {
        const int32_t c = utf8_decode(between, at, &size);
        if (ends_sentence(c) || (c == ' ' && needs_space)) {
            return true;
        }
        needs_space |= ends_spaced_sentence(c);
    }
    return needs_space && is_last;
}

/** Whether what is said before a token and from it on can be parted. */
static bool
is_boundary(const struct stretch *stretch, size_t index)
{
    const struct stretch_segment *segments = stretch->segments;
    if (index == 0) {
        return stretch->first_token == 0;
    }
    if (index == stretch->n_tokens) {
        return segments[stretch->n_segments - 1].next_seq == INT64_MAX;
    }
    const struct stretch_token *before = &stretch->tokens[index - 1];
    const struct stretch_token *after = &stretch->tokens[index];
    const struct stretch_segment *left = &segments[before->segment];
    const struct stretch_segment *right = &segments[after->segment];
    if (left == right) {
        return has_sentence_end(
            slice_part(left->text, before->end, after->begin), false);
    }
    return !slice_equal(left->speaker, right->speaker) ||
           right->seq != left->seq + 1 ||
           (left->end_ms >= 0 && right->start_ms - left->end_ms >= PAUSE_MS) ||
           has_sentence_end(slice_from(left->text, before->end), true);
}

/** Whether a segment begins at a token. */
static bool
is_segment_start(const struct stretch *stretch, size_t index)
{
    return index == 0 || index == stretch->n_tokens ||
           stretch->tokens[index].segment != stretch->tokens[index - 1].segment;
}

/** Whether a different voice speaks at a token than at one of the window. */
static bool
is_other_speaker(const struct making *making, size_t index, size_t of_window)
{
    const struct stretch *stretch = &making->stretch;
    const struct stretch_token *token = &stretch->tokens[index];
    const struct stretch_token *window = &stretch->tokens[of_window];
    return !slice_equal(stretch->segments[token->segment].speaker,
                        stretch->segments[window->segment].speaker);
}

/** Whether what is said around the window belongs to it: markers stand for
 * themselves. */
static bool
has_context(const struct making *making)
{
    return making->source->query->index == MATCH_SPEECH;
}

/** Whether a token does not touch the one before: between two of one word,
 * `3.5` or a Chinese one, there is neither a space nor a mark. */
static bool
is_apart(const struct stretch *stretch, size_t index)
{
    if (is_segment_start(stretch, index)) {
        return true;
    }
    const struct stretch_token *token = &stretch->tokens[index];
    const struct slice text = stretch->segments[token->segment].text;
    for (size_t at = token[-1].end; at < token->begin; at++) {
        if (text.data[at] == ' ' || (unsigned char)text.data[at] >= 0x80) {
            return true;
        }
    }
    return false;
}

/** Where the passage may be cut; NO_CUT for nowhere. */
struct cuts {
    size_t sentence;
    size_t segment;
    size_t word;
};

static const size_t NO_CUT = SIZE_MAX;

/** Note whether the passage may be cut before a token, so far from the
 * window; true while it is worth looking further. */
static bool
note_cut(const struct stretch *stretch, size_t index, size_t distance,
         struct cuts *cuts)
{
    const bool is_cosy = distance <= COSY_TOKENS;
    if ((is_cosy || cuts->sentence == NO_CUT) && is_boundary(stretch, index)) {
        cuts->sentence = index;
    }
    if (is_cosy && is_segment_start(stretch, index)) {
        cuts->segment = index;
    }
    if (is_apart(stretch, index)) {
        cuts->word = index;
    }
    return distance < CONTEXT_TOKENS && (is_cosy || cuts->sentence == NO_CUT);
}

/** The best of some cuts; where there is none, any token will do. */
static size_t
choose_cut(const struct cuts *cuts, size_t any)
{
    return cuts->sentence != NO_CUT  ? cuts->sentence
           : cuts->segment != NO_CUT ? cuts->segment
           : cuts->word != NO_CUT    ? cuts->word
                                     : any;
}

/** The token with which the passage begins. */
static size_t
find_first(const struct making *making)
{
    const struct stretch *stretch = &making->stretch;
    if (!has_context(making)) {
        const size_t at = stretch->tokens[making->window_first].segment;
        return stretch->segments[at].first;
    }
    const size_t from = making->window_first;
    struct cuts cuts = {NO_CUT, NO_CUT, NO_CUT};
    size_t i = from;
    while (note_cut(stretch, i, from - i, &cuts) && i > 0 &&
           !is_other_speaker(making, i - 1, from)) {
        i--;
    }
    return choose_cut(&cuts, i);
}

/** The token after the one with which the passage ends. */
static size_t
find_end(const struct making *making)
{
    const struct stretch *stretch = &making->stretch;
    if (!has_context(making)) {
        const size_t at = stretch->tokens[making->window_end - 1].segment;
        return stretch->segments[at].first + stretch->segments[at].n_tokens;
    }
    const size_t from = making->window_end;
    struct cuts cuts = {NO_CUT, NO_CUT, NO_CUT};
    size_t i = from;
    while (note_cut(stretch, i, i - from, &cuts) && i < stretch->n_tokens &&
           !is_other_speaker(making, i, from - 1)) {
        i++;
    }
    return choose_cut(&cuts, i);
}

/** Find where the passage begins and ends, within what it may show. */
static void
find_bounds(struct making *making)
{
    const struct passage_source *source = making->source;
    const uint32_t start = making->stretch.first_token;
    making->first = find_first(making);
    making->end = find_end(making);
    if (start + making->first < source->first) {
        making->first = source->first - start;
    }
    if (start + making->end > source->end) {
        making->end = source->end - start;
    }
}

/** Whether a phrase stands at a token. */
static bool
phrase_stands(const struct stretch *stretch, size_t index,
              const struct match_phrase *phrase)
{
    if (phrase->n_tokens > stretch->n_tokens - index) {
        return false;
    }
    struct slice left = phrase->tokens;
    for (uint32_t n = 0; n < phrase->n_tokens; n++) {
        const char *separator = memchr(left.data, ' ', left.size);
        const size_t size = (size_t)(separator - left.data);
        const struct slice wanted = slice_part(left, 0, size);
        const struct slice token = stretch->tokens[index + n].folded;
        const bool is_prefix = phrase->is_prefix && n + 1 == phrase->n_tokens;
        if (is_prefix ? !slice_starts(token, wanted)
                      : !slice_equal(token, wanted)) {
            return false;
        }
        left = slice_from(left, size + 1);
    }
    return true;
}

/** The phrases that are looked for, but for those that count in other
 * languages. */
static uint64_t
phrases_to_mark(const struct making *making)
{
    const struct query *query = making->source->query;
    uint64_t phrases = query_wanted(making->source->root);
    for (uint32_t k = 0; k < query->n_phrases; k++) {
        if (query->origins[k].languages > 0) {
            phrases &= making->phrases | ~(UINT64_C(1) << k);
        }
    }
    return phrases;
}

/** A match while its tokens are marked. */
struct run {
    uint64_t phrases; /**< what it says, as it was typed */
    size_t end;
};

/** Mark a phrase that stands at a token, as a part of the match before it or,
 * where that says the same already, as another one. */
static void
mark_phrase(struct making *making, size_t index, uint32_t phrase,
            struct run *run)
{
    const struct query *query = making->source->query;
    const uint64_t typed = UINT64_C(1) << query->origins[phrase].phrase;
    const size_t end = index + query->phrases[phrase].n_tokens;
    if (index >= run->end) {
        const bool is_again = index == run->end && (run->phrases & typed);
        making->is_again[index] = is_again;
        run->phrases = index > run->end || is_again ? 0 : run->phrases;
    }
    run->phrases |= typed;
    run->end = end > run->end ? end : run->end;
    for (size_t i = index; i < end; i++) {
        making->is_matched[i] = true;
    }
}

/** Mark the tokens that the query looks for.  Those that must be near others
 * are in the window, or behind it. */
static void
mark_matches(struct making *making)
{
    const struct query *query = making->source->query;
    const bool has_near = query_has_near(making->source->root);
    const uint64_t wanted = phrases_to_mark(making);
    struct run run = {0};
    for (size_t i = has_near ? making->window_first : making->first;
         i < making->end; i++) {
        for (uint64_t left = wanted; left; left &= left - 1) {
            const uint32_t k = (uint32_t)__builtin_ctzll(left);
            const struct match_phrase *phrase = &query->phrases[k];
            if (phrase->n_tokens <= making->end - i &&
                phrase_stands(&making->stretch, i, phrase)) {
                mark_phrase(making, i, k, &run);
            }
        }
    }
}

/** Find the moment that the passage is about. */
static void
find_moment(struct making *making)
{
    making->moment = making->window_first;
    for (size_t i = making->first; i < making->window_first; i++) {
        if (making->is_matched[i]) {
            making->moment = i;
            return;
        }
    }
}

/** Mark the tokens that matter: words of the query, or what a quotation
 * agrees with. */
static enum status
mark(struct making *making)
{
    const struct passage_source *source = making->source;
    const struct resemble_window window = {
        &making->stretch, making->window_first, making->window_end};
    if (source->is_quotation) {
        return resemble(&source->query->sentence, &window, making->is_matched,
                        source->arena, &making->resemblance);
    }
    mark_matches(making);
    return ST_OK;
}

/** Whether a code point opens what follows it, where no space tells. */
static bool
opens(int32_t c)
{
    switch (c) {
    case '(':
    case '[':
    case 0x00ab: /* « */
    case 0x201c: /* “ */
    case 0x300a: /* 《 */
    case 0x300c: /* 「 */
    case 0x300e: /* 『 */
    case 0x3010: /* 【 */
    case 0xff08: /* （ */
        return true;
    default:
        return false;
    }
}

/** The bytes of the segment of a token between it and the one before; `begin`
 * receives where they do. */
static struct slice
gap_before(const struct stretch *stretch, size_t index, size_t *begin)
{
    const struct stretch_token *token = &stretch->tokens[index];
    *begin = token[-1].end;
    return slice_part(stretch->segments[token->segment].text, *begin,
                      token->begin);
}

/** How much of what stands between two words that no space parts belongs to
 * the first of them. */
static size_t
closing_size(struct slice gap)
{
    size_t at = 0;
    size_t size;
    while (at < gap.size && !opens(utf8_decode(gap, at, &size))) {
        at += size;
    }
    return at;
}

/** Where the text of the passage begins in its first segment: with the
 * first word, and marks that open before it. */
static size_t
text_begin(const struct making *making)
{
    const struct stretch *stretch = &making->stretch;
    size_t begin;
    if (is_segment_start(stretch, making->first)) {
        return 0;
    }
    const struct slice gap = gap_before(stretch, making->first, &begin);
    const char *space = memrchr(gap.data, ' ', gap.size);
    return begin + (space ? (size_t)(space - gap.data) + 1 : closing_size(gap));
}

/** Where the text of the passage ends in its last segment: after the last
 * word, and marks that close behind it. */
static size_t
text_end(const struct making *making)
{
    const struct stretch *stretch = &making->stretch;
    const struct stretch_token *token = &stretch->tokens[making->end - 1];
    size_t begin;
    if (is_segment_start(stretch, making->end)) {
        return stretch->segments[token->segment].text.size;
    }
    const struct slice gap = gap_before(stretch, making->end, &begin);
    const char *space = memchr(gap.data, ' ', gap.size);
    return begin + (space ? (size_t)(space - gap.data) : closing_size(gap));
}

/** Write the passage's text; offsets[] receives where each of its segments'
 * text would begin. */
static void
write_text(const struct making *making, struct buffer *out, int64_t *offsets)
{
    const struct stretch *stretch = &making->stretch;
    const size_t first = stretch->tokens[making->first].segment;
    const size_t last = stretch->tokens[making->end - 1].segment;
    for (size_t i = first; i <= last; i++) {
        const struct slice text = stretch->segments[i].text;
        const size_t begin = i == first ? text_begin(making) : 0;
        const size_t end = i == last ? text_end(making) : text.size;
        if (i > first) {
            buffer_add_byte(out, ' ');
        }
        offsets[i] = (int64_t)out->size - (int64_t)begin;
        buffer_add_slice(out, slice_part(text, begin, end));
    }
}

/** Collect the matches: runs of marked tokens. */
static enum status
collect_matches(struct making *making, const int64_t *offsets,
                struct passage *passage)
{
    const struct stretch *stretch = &making->stretch;
    struct passage_match *matches = arena_new(
        making->source->arena, making->end - making->first, sizeof(*matches));
    if (!matches) {
        return error_set(making->error, ST_NO_MEMORY, "out of memory");
    }
    size_t n = 0;
    for (size_t i = making->first; i < making->end; i++) {
        if (!making->is_matched[i]) {
            continue;
        }
        const struct stretch_token *token = &stretch->tokens[i];
        const bool is_first = i == making->first ||
                              !making->is_matched[i - 1] || making->is_again[i];
        n += is_first;
        struct passage_match *match = &matches[n - 1];
        if (is_first) {
            match->start_ms = stretch_start_ms(stretch, i);
            match->begin =
                (size_t)(offsets[token->segment] + (int64_t)token->begin);
        }
        match->end_ms = stretch_end_ms(stretch, i);
        match->end = (size_t)(offsets[token->segment] + (int64_t)token->end);
    }
    passage->matches = matches;
    passage->n_matches = n;
    return ST_OK;
}

/** Translate differences from tokens to the passage's text. */
static enum status
place_differences(struct making *making, const int64_t *offsets,
                  struct passage *passage)
{
    const struct stretch *stretch = &making->stretch;
    const struct resemblance *found = &making->resemblance;
    struct passage_difference *differences = arena_new(
        making->source->arena, found->n_differences, sizeof(*differences));
    if (!differences) {
        return error_set(making->error, ST_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < found->n_differences; i++) {
        const struct difference *difference = &found->differences[i];
        const bool is_missing = difference->kind == DIFFERENCE_MISSING;
        /* What is missing at the very end has no word behind it. */
        const bool is_last = difference->token == making->window_end;
        const struct stretch_token *token =
            &stretch->tokens[difference->token - is_last];
        const int64_t offset = offsets[token->segment];
        const size_t begin = is_last ? token->end : token->begin;
        const size_t end = is_missing ? begin : token->end;
        differences[i] = (struct passage_difference){
            difference->kind, difference->asked,
            (size_t)(offset + (int64_t)begin), (size_t)(offset + (int64_t)end)};
    }
    passage->differences = differences;
    passage->n_differences = found->n_differences;
    return ST_OK;
}

/** Counts repeats of a line. */
struct loop {
    int64_t line;
    int64_t n;
    int64_t end_ms;
};

/** Count one segment that was not indexed. */
static enum status
count_repeat(void *context, const struct segment_row *row)
{
    struct loop *loop = context;
    if (row->line == loop->line) {
        loop->n++;
        loop->end_ms = row->end_ms;
    }
    return ST_OK;
}

/** Count one segment of those that follow back to back, up to another. */
static enum status
count_next(void *context, const struct segment_row *row)
{
    const struct loop *loop = context;
    return row->line == loop->line ? count_repeat(context, row)
                                   : ST_INTERRUPTED;
}

/** Count the repeats of the window's line that were not indexed: they follow
 * within the longest round of a loop. */
static enum status
count_unindexed(const struct making *making, int64_t transcript,
                struct loop *loop)
{
    const struct stretch *stretch = &making->stretch;
    const size_t at = stretch->tokens[making->window_first].segment;
    for (size_t i = at; i < stretch->n_segments && i < at + LOOP_PERIOD_MAX;
         i++) {
        const struct stretch_segment *segment = &stretch->segments[i];
        const struct segment_range gap = {transcript, segment->seq + 1,
                                          segment->next_seq - 1};
        if (i > at && segment->line == loop->line) {
            return ST_OK; /* the loop begins there */
        }
        if (gap.first <= gap.last) {
            return reader_segments(making->source->reader, gap, count_repeat,
                                   loop, making->error);
        }
    }
    return ST_OK;
}

/** Whether the stretch tells that another line follows. */
static bool
is_followed_by_another(const struct stretch *stretch,
                       const struct stretch_segment *segment)
{
    const struct stretch_segment *next = segment + 1;
    return next < stretch->segments + stretch->n_segments &&
           next->seq == segment->seq + 1 && next->line != segment->line;
}

/** See whether the window's line is said again and again: by itself, or in
 * turn with others. */
static enum status
count_loop(const struct making *making, int64_t transcript,
           struct passage *passage)
{
    const struct stretch *stretch = &making->stretch;
    const struct stretch_segment *segment =
        &stretch->segments[stretch->tokens[making->window_first].segment];
    const struct segment_range rest = {transcript, segment->seq + 1, INT64_MAX};
    struct loop loop = {segment->line, 0, TIME_UNKNOWN};
    if (!is_followed_by_another(stretch, segment)) {
        TRY(reader_segments(making->source->reader, rest, count_next, &loop,
                            making->error));
    }
    if (loop.n == 0) {
        TRY(count_unindexed(making, transcript, &loop));
    }
    passage->loops = loop.n + 1;
    passage->loop_end_ms = loop.n > 0 ? loop.end_ms : TIME_UNKNOWN;
    return ST_OK;
}

/** How many other segments say what the window says: as many as say its
 * rarest line. */
static int64_t
count_others(const struct making *making)
{
    const struct stretch *stretch = &making->stretch;
    const size_t first = stretch->tokens[making->window_first].segment;
    const size_t last = stretch->tokens[making->window_end - 1].segment;
    int64_t n_said = INT64_MAX;
    for (size_t i = first; i <= last; i++) {
        if (stretch->segments[i].n_said < n_said) {
            n_said = stretch->segments[i].n_said;
        }
    }
    return n_said - 1;
}

/** Put the passage together, its bounds being known. */
static enum status
compose(struct making *making, int64_t transcript, struct passage *passage)
{
    const struct stretch *stretch = &making->stretch;
    struct arena *arena = making->source->arena;
    int64_t *offsets = arena_new(arena, stretch->n_segments, sizeof(*offsets));
    struct buffer text;
    buffer_init(&text, PASSAGE_MAX_BYTES);
    if (offsets) {
        write_text(making, &text, offsets);
    }
    passage->text =
        text.has_failed ? NULL : arena_copy(arena, buffer_slice(&text));
    buffer_finish(&text);
    const struct stretch_segment *spoken =
        &stretch->segments[stretch->tokens[making->moment].segment];
    passage->seq = spoken->seq;
    passage->segment_start_ms = spoken->start_ms;
    passage->segment_end_ms = spoken->end_ms;
    passage->first_seq =
        stretch->segments[stretch->tokens[making->first].segment].seq;
    passage->last_seq =
        stretch->segments[stretch->tokens[making->end - 1].segment].seq;
    if (spoken->speaker.size > 0) {
        passage->speaker = spoken->speaker.data;
    }
    if (!offsets || !passage->text || arena->has_failed) {
        return error_set(making->error, ST_NO_MEMORY, "out of memory");
    }
    passage->transcript = transcript;
    passage->first_token = stretch->first_token + (uint32_t)making->first;
    passage->end_token = stretch->first_token + (uint32_t)making->end;
    passage->start_ms = stretch_start_ms(stretch, making->first);
    passage->end_ms = stretch_end_ms(stretch, making->end - 1);
    passage->moment_ms = stretch_start_ms(stretch, making->moment);
    TRY(collect_matches(making, offsets, passage));
    TRY(place_differences(making, offsets, passage));
    TRY(count_loop(making, transcript, passage));
    const int64_t others = count_others(making) - (passage->loops - 1);
    passage->repeats = others > 0 ? others : 0;
    return ST_OK;
}

enum status
passage_make(const struct passage_source *source,
             const struct candidate *candidate, struct passage *passage,
             struct error *error)
{
    struct making making = {
        .source = source, .phrases = candidate->phrases, .error = error};
    const struct stretch_range range = {
        .transcript = candidate->transcript,
        .index = source->query->index,
        .first = candidate->first,
        .end = candidate->end,
        .around = CONTEXT_TOKENS,
    };
    struct passage made = {0};
    enum status status = stretch_load(&making.stretch, source->reader, &range,
                                      source->arena, error);
    if (status == ST_OK) {
        const struct stretch *stretch = &making.stretch;
        making.window_first = candidate->first - stretch->first_token;
        making.window_end = candidate->end - stretch->first_token;
        find_bounds(&making);
        making.is_matched =
            arena_new(source->arena, stretch->n_tokens, sizeof(bool));
        making.is_again =
            arena_new(source->arena, stretch->n_tokens, sizeof(bool));
        status =
            making.is_matched && making.is_again ? mark(&making) : ST_NO_MEMORY;
        if (status == ST_OK) {
            find_moment(&making);
            status = compose(&making, candidate->transcript, &made);
        }
    }
    stretch_finish(&making.stretch);
    if (status == ST_OK) {
        *passage = made;
    }
    return status;
}
