/*
 * Sliding over the events of a transcript (a phrase begins here), in one
 * pass: as the window's left edge moves from event to event, the counts of
 * the phrases inside are kept up to date, so that each step costs little
 * until a window promises to be among the best.
 */
#include "query/rank.h"

#include <math.h>
#include <stdlib.h>

/** How fast further occurrences of a phrase in one window stop counting. */
static const double saturation = 0.6;

/** Words in between that halve the bonus of nearness. */
static const double half_gap = 4;

/** The most that nearness and order can add. */
static const double nearness_max = 1;
static const double order_bonus = 1.15;

/** Repeats that make a loop worth showing instead of another saying. */
enum { LOOP_MIN = 3 };

/** Words in a passage, for turning counts into frequencies of passages. */
enum { PASSAGE_TOKENS = 32 };

/** A phrase begins at a token. */
struct event {
    uint32_t at;
    uint32_t phrase;
};

/** A window sliding over a transcript's events. */
struct window {
    int64_t transcript;
    const struct positions *lists;
    const struct event *events;
    size_t n_events;
    size_t left;
    size_t right; /**< after the last event inside */
    uint32_t counts[PHRASES_MAX];
    uint64_t phrases;      /**< with a count above 0 */
    struct candidate best; /**< of overlapping windows; score 0 for none */
};

enum status
ranker_init(struct ranker *ranker, const struct query *query,
            const struct query_node *root, size_t n_best)
{
    *ranker = (struct ranker){
        .root = root,
        .phrases = query->phrases,
        .n_phrases = query->n_phrases,
        .capacity = n_best,
        .wanted = query_wanted(root),
        .can_exclude = query_can_exclude(root),
    };
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        ranker->weights[i] = 1;
    }
    ranker->heap = calloc(n_best, sizeof(*ranker->heap));
    return ranker->heap ? ST_OK : ST_NO_MEMORY;
}

void
ranker_finish(struct ranker *ranker)
{
    free(ranker->heap);
    free(ranker->events);
    *ranker = (struct ranker){0};
}

void
ranker_weigh(struct ranker *ranker, const struct phrase_count *counts,
             int64_t n_tokens)
{
    const double n_passages = (double)n_tokens / PASSAGE_TOKENS + 1;
    for (uint32_t i = 0; i < ranker->n_phrases; i++) {
        const double n_said = (double)counts[i].n_occurrences + 0.5;
        ranker->weights[i] = log1p(n_passages / n_said);
    }
}

/** Whether a is worse than b: by score, then later in the archive. */
static bool
is_worse(const struct candidate *a, const struct candidate *b)
{
    if (a->score != b->score) {
        return a->score < b->score;
    }
    if (a->transcript != b->transcript) {
        return a->transcript > b->transcript;
    }
    return a->first > b->first;
}

/** Let a candidate sink until none below it is worse. */
static void
sink_down(struct candidate *heap, size_t n, size_t i)
{
    for (;;) {
        size_t worst = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < n;
             child++) {
            worst = is_worse(&heap[child], &heap[worst]) ? child : worst;
        }
        if (worst == i) {
            return;
        }
        const struct candidate swapped = heap[i];
        heap[i] = heap[worst];
        heap[worst] = swapped;
        i = worst;
    }
}

/** Let a candidate rise while it is worse than the one above. */
static void
rise(struct candidate *heap, size_t i)
{
    while (i > 0 && is_worse(&heap[i], &heap[(i - 1) / 2])) {
        const struct candidate swapped = heap[i];
        heap[i] = heap[(i - 1) / 2];
        heap[(i - 1) / 2] = swapped;
        i = (i - 1) / 2;
    }
}

/** The candidate kept that says the same lines, or NULL. */
static struct candidate *
find_same_lines(struct ranker *ranker, const struct candidate *candidate)
{
    for (size_t i = 0; i < ranker->n_heap; i++) {
        if (ranker->heap[i].said.first == candidate->said.first &&
            ranker->heap[i].said.last == candidate->said.last) {
            return &ranker->heap[i];
        }
    }
    return NULL;
}

/** Whether a candidate could enter the heap. */
static bool
is_good_enough(const struct ranker *ranker, const struct candidate *candidate)
{
    return ranker->n_heap < ranker->capacity ||
           is_worse(&ranker->heap[0], candidate);
}

/** Of two candidates that say the same lines, put the one to show into the
 * place of the kept one: a loop before a single saying, since it tells how
 * often, else the better one.  It has the better score of both. */
static void
settle_same(struct ranker *ranker, struct candidate *kept,
            const struct candidate *candidate)
{
    const double score =
        candidate->score > kept->score ? candidate->score : kept->score;
    const bool has_longer_loop = candidate->said.n_loop > kept->said.n_loop &&
                                 candidate->said.n_loop >= LOOP_MIN;
    const bool is_better = kept->said.n_loop <= candidate->said.n_loop &&
                           is_worse(kept, candidate);
    if (has_longer_loop || is_better) {
        *kept = *candidate;
    }
    kept->score = score;
    const size_t place = (size_t)(kept - ranker->heap);
    sink_down(ranker->heap, ranker->n_heap, place);
    rise(ranker->heap, place);
}

/** Keep a candidate, if it is good enough and says something new. */
static enum status
keep(struct ranker *ranker, struct candidate *candidate)
{
    if (candidate->score <= 0 || !is_good_enough(ranker, candidate)) {
        return ST_OK;
    }
    const uint32_t tokens[] = {candidate->first, candidate->end - 1};
    TRY(ranker->source->lines(ranker->source->context, candidate->transcript,
                              tokens, &candidate->said));
    struct candidate *heap = ranker->heap;
    struct candidate *same = find_same_lines(ranker, candidate);
    if (same) {
        settle_same(ranker, same, candidate);
    } else if (ranker->n_heap < ranker->capacity) {
        heap[ranker->n_heap] = *candidate;
        rise(heap, ranker->n_heap++);
    } else {
        heap[0] = *candidate;
        sink_down(heap, ranker->n_heap, 0);
    }
    return ST_OK;
}

/** How much one phrase gives to a window that has it `count` times. */
static double
gain(const struct ranker *ranker, uint32_t phrase, uint32_t count)
{
    const double n = count;
    return ranker->weights[phrase] * n * (saturation + 1) / (n + saturation);
}

/** The sum of what a window's phrases give. */
static double
total_gain(const struct ranker *ranker, const struct window *window)
{
    double sum = 0;
    for (uint64_t left = window->phrases; left; left &= left - 1) {
        const uint32_t phrase = (uint32_t)__builtin_ctzll(left);
        sum += gain(ranker, phrase, window->counts[phrase]);
    }
    return sum;
}

/** Count an event in or out of a window. */
static void
count_event(struct window *window, size_t event, bool is_in)
{
    const uint32_t phrase = window->events[event].phrase;
    if (is_in) {
        window->counts[phrase]++;
        window->phrases |= UINT64_C(1) << phrase;
    } else if (--window->counts[phrase] == 0) {
        window->phrases &= ~(UINT64_C(1) << phrase);
    }
}

/** The token after an event's phrase. */
static uint32_t
event_end(const struct ranker *ranker, const struct event *event)
{
    return event->at + ranker->phrases[event->phrase].n_tokens;
}

/** A stretch of events that has every phrase of a window. */
struct cover {
    size_t left;
    size_t right; /**< the last event, inside */
    uint32_t gap; /**< tokens inside that belong to no phrase, at least 0 */
};

/** The tokens of all phrases of a set together. */
static uint32_t
phrase_tokens(const struct ranker *ranker, uint64_t phrases)
{
    uint32_t sum = 0;
    for (; phrases; phrases &= phrases - 1) {
        sum += ranker->phrases[__builtin_ctzll(phrases)].n_tokens;
    }
    return sum;
}

/** The tightest cover of all phrases that a window has; its left-most. */
static struct cover
find_cover(const struct ranker *ranker, const struct window *window)
{
    struct cover best = {window->left, window->right - 1, UINT32_MAX};
    uint32_t counts[PHRASES_MAX] = {0};
    const uint32_t n_tokens = phrase_tokens(ranker, window->phrases);
    uint64_t missing = window->phrases;
    size_t left = window->left;
    for (size_t right = left; right < window->right; right++) {
        const struct event *event = &window->events[right];
        counts[event->phrase]++;
        missing &= ~(UINT64_C(1) << event->phrase);
        while (counts[window->events[left].phrase] > 1) {
            counts[window->events[left++].phrase]--;
        }
        const uint32_t width =
            event_end(ranker, event) - window->events[left].at;
        const uint32_t gap = width > n_tokens ? width - n_tokens : 0;
        if (!missing && gap < best.gap) {
            best = (struct cover){left, right, gap};
        }
    }
    return best;
}

/** Whether the phrases of a cover come in the order of the query. */
static bool
is_in_order(const struct window *window, const struct cover *cover)
{
    for (size_t i = cover->left + 1; i <= cover->right; i++) {
        if (window->events[i].phrase < window->events[i - 1].phrase) {
            return false;
        }
    }
    return true;
}

/** Whether a phrase begins between two tokens; its list is sorted. */
static bool
has_between(const struct positions *list, uint32_t first, uint32_t end)
{
    size_t low = 0;
    size_t high = list->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (list->at[middle] < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < list->n && list->at[low] < end;
}

/** Whether something that the query excludes stands in or around a cover. */
static bool
is_excluded(const struct ranker *ranker, const struct window *window,
            const struct candidate *candidate)
{
    if (!ranker->can_exclude) {
        return false;
    }
    const uint32_t first = candidate->first > CONTEXT_TOKENS
                               ? candidate->first - CONTEXT_TOKENS
                               : 0;
    uint64_t near = 0;
    for (uint32_t i = 0; i < ranker->n_phrases; i++) {
        if (has_between(&window->lists[i], first,
                        candidate->end + CONTEXT_TOKENS)) {
            near |= UINT64_C(1) << i;
        }
    }
    return !query_allows(ranker->root, near);
}

/** Score the window closely and remember it, if it beats those it overlaps;
 * one that overlaps nothing remembered lets that go to the heap first. */
static enum status
judge(struct ranker *ranker, struct window *window, double gained)
{
    const struct cover cover = find_cover(ranker, window);
    const struct event *first = &window->events[cover.left];
    const struct event *last = &window->events[cover.right];
    const bool is_alone = (window->phrases & (window->phrases - 1)) == 0;
    const double nearness =
        is_alone ? nearness_max
                 : nearness_max * half_gap / (half_gap + (double)cover.gap);
    struct candidate candidate = {
        .score = gained * (1 + nearness) *
                 (is_alone || is_in_order(window, &cover) ? order_bonus : 1),
        .transcript = window->transcript,
        .first = first->at,
        .end = event_end(ranker, last),
        .phrases = window->phrases,
    };
    if (is_excluded(ranker, window, &candidate)) {
        return ST_OK;
    }
    if (window->best.score > 0 && candidate.first >= window->best.end) {
        TRY(keep(ranker, &window->best));
        window->best.score = 0;
    }
    if (window->best.score <= 0 || is_worse(&window->best, &candidate)) {
        window->best = candidate;
    }
    return ST_OK;
}

/** Whether a window that gains so much may enter the heap. */
static bool
is_promising(const struct ranker *ranker, const struct window *window,
             double gained)
{
    const struct candidate best = {
        .score = gained * (1 + nearness_max) * order_bonus,
        .transcript = window->transcript,
        .first = window->events[window->left].at,
    };
    return is_good_enough(ranker, &best);
}

/** Slide over the events. */
static enum status
slide(struct ranker *ranker, struct window *window)
{
    for (; window->left < window->n_events;
         count_event(window, window->left++, false)) {
        const uint32_t limit = window->events[window->left].at + ranker->span;
        while (window->right < window->n_events &&
               (window->right == window->left ||
                event_end(ranker, &window->events[window->right]) <= limit)) {
            count_event(window, window->right++, true);
        }
        if (!query_holds(ranker->root, window->phrases)) {
            continue;
        }
        const double gained = total_gain(ranker, window);
        if (is_promising(ranker, window, gained)) {
            TRY(judge(ranker, window, gained));
        }
    }
    return keep(ranker, &window->best);
}

/** Merge the lists of the phrases looked for into events by token. */
static enum status
merge_lists(struct ranker *ranker, const struct positions *lists, size_t *n)
{
    size_t next[PHRASES_MAX] = {0};
    for (*n = 0;; (*n)++) {
        uint32_t phrase = PHRASES_MAX;
        uint32_t at = UINT32_MAX;
        for (uint64_t left = ranker->wanted; left; left &= left - 1) {
            const uint32_t i = (uint32_t)__builtin_ctzll(left);
            if (next[i] < lists[i].n && lists[i].at[next[i]] < at) {
                phrase = i;
                at = lists[i].at[next[i]];
            }
        }
        if (phrase == PHRASES_MAX) {
            return ST_OK;
        }
        if (!array_grow(&ranker->events, &ranker->events_capacity, *n,
                        sizeof(*ranker->events))) {
            return ST_NO_MEMORY;
        }
        next[phrase]++;
        ranker->events[*n] = (struct event){at, phrase};
    }
}

enum status
ranker_add(struct ranker *ranker, int64_t transcript,
           const struct positions *lists)
{
    size_t n;
    TRY(merge_lists(ranker, lists, &n));
    struct window window = {
        .transcript = transcript,
        .lists = lists,
        .events = ranker->events,
        .n_events = n,
    };
    return slide(ranker, &window);
}

/** For sorting: best first. */
static int
compare_candidates(const void *a, const void *b)
{
    return is_worse(a, b) - is_worse(b, a);
}

void
ranker_sort(struct ranker *ranker)
{
    if (ranker->n_heap > 0) {
        qsort(ranker->heap, ranker->n_heap, sizeof(*ranker->heap),
              compare_candidates);
    }
}
