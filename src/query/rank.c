/*
 * Sliding over the events of a transcript (a phrase begins here), in one
 * pass: as the window's left edge moves from event to event, the counts of
 * the phrases inside are kept up to date, so that each step costs little
 * until a window promises to be among the best.
 */
#include "query/rank.h"

#include "query/positions.h"
#include "query/weight.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** How fast further occurrences of a phrase in one window stop counting. */
static const double saturation = 0.6;

/** Words in between that halve the bonus of nearness. */
static const double half_gap = 4;

/** The most that nearness and order can add. */
static const double nearness_max = 1;
static const double order_bonus = 1.15;

/** More than adding and taking off loses of a sum. */
static const double drift = 1e-6;

/** The most that a transcript's being about something adds, and how often its
 * count must double for that. */
static const double topic_bonus = 0.3;
static const double topic_doublings = 6;

/** Of windows with many times so many events, which overlap nearly whole, only
 * one of as many is looked at closely: each takes as long as it has events. */
enum { CLOSE_LOOKS = 128 };

/** A phrase begins at a token. */
struct event {
    uint32_t at;
    uint32_t end; /**< the token after it */
    uint32_t phrase;
};

/** A window sliding over a transcript's events. */
struct window {
    int64_t transcript;
    const struct positions *lists;
    const struct event *events;
    size_t n_events;
    size_t left;
    size_t right;   /**< after the last event inside */
    size_t next;    /**< to be looked at closely; no window before it is */
    size_t nearest; /**< event inside that the next one is nearest to, of
                         those that another phrase follows */
    size_t seen;    /**< events before this one were asked for that */
    uint32_t counts[PHRASES_MAX];
    uint64_t phrases;      /**< with a count above 0 */
    double about;          /**< what it gains without the topic, kept up from
                                event to event, so not to the last digit */
    struct candidate best; /**< of overlapping windows; score 0 for none */
};

/** What so many of a phrase of that weight give. */
static double
saturate(double weight, double count)
{
    return weight * count * (saturation + 1) / (count + saturation);
}

/** Make the table of what phrases give. */
static void
find_gains(struct ranker *ranker)
{
    for (size_t i = 0; i < ranker->options.query->n_phrases; i++) {
        for (uint32_t n = 0; n < COUNTS_KEPT; n++) {
            ranker->gains[i][n] = saturate(ranker->weights[i], n);
        }
    }
}

enum status
ranker_init(struct ranker *ranker, const struct rank_options *options)
{
    *ranker = (struct ranker){
        .options = *options,
        .n_needed = 1,
        .wanted = query_wanted(options->root),
        .can_exclude = query_can_exclude(options->root),
    };
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        ranker->weights[i] = 1;
        ranker->has_others |= i < options->query->n_phrases &&
                              options->query->origins[i].phrase != i;
    }
    find_gains(ranker);
    TRY(best_init(&ranker->best, options->n_best, options->source));
    return options->per_transcript > 0
               ? best_init(&ranker->own, options->per_transcript,
                           options->source)
               : ST_OK;
}

void
ranker_finish(struct ranker *ranker)
{
    best_finish(&ranker->best);
    best_finish(&ranker->own);
    free(ranker->events);
    thin_finish(&ranker->thin);
    *ranker = (struct ranker){0};
}

void
ranker_weigh(struct ranker *ranker, const struct phrase_count *counts,
             int64_t n_tokens)
{
    const struct query *query = ranker->options.query;
    double n_said[PHRASES_MAX] = {0};
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        n_said[query->origins[i].phrase] += (double)counts[i].n_occurrences;
    }
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        const struct query_origin *origin = &query->origins[i];
        /* What stands for another is as common as both together. */
        const double n = origin->phrase == i ? (double)counts[i].n_occurrences
                                             : n_said[origin->phrase];
        ranker->weights[i] = origin->worth * weight_of(n, n_tokens);
    }
    find_gains(ranker);
}

/** Where candidates of the current transcript go first. */
static struct best *
own_best(struct ranker *ranker)
{
    return ranker->options.per_transcript > 0 ? &ranker->own : &ranker->best;
}

/** Whether a candidate could be kept. */
static bool
is_good_enough(struct ranker *ranker, const struct candidate *candidate)
{
    return best_accepts(&ranker->best, candidate) &&
           best_accepts(own_best(ranker), candidate);
}

/** Keep a candidate, if it is good enough. */
static enum status
keep(struct ranker *ranker, const struct candidate *candidate)
{
    return candidate->score > 0 && is_good_enough(ranker, candidate)
               ? best_add(own_best(ranker), candidate)
               : ST_OK;
}

/** Forget the candidates of windows that have less than another. */
static void
start_over(struct ranker *ranker, struct window *window, size_t n_needed)
{
    ranker->n_needed = n_needed;
    best_clear(&ranker->best);
    best_clear(&ranker->own);
    window->best.score = 0;
}

/** How much one phrase gives to a window that has it `count` times. */
static inline double
gain(const struct ranker *ranker, uint32_t phrase, uint32_t count)
{
    return count < COUNTS_KEPT ? ranker->gains[phrase][count]
                               : saturate(ranker->weights[phrase], count);
}

/** What the phrases of a window give that does not have all that is wanted: it
 * matters what is there, not how often or in how many forms. */
static double
gain_of_some(const struct ranker *ranker, uint64_t phrases)
{
    const struct query_origin *origins = ranker->options.query->origins;
    double gains[PHRASES_MAX] = {0};
    double sum = 0;
    for (; phrases; phrases &= phrases - 1) {
        const uint32_t phrase = (uint32_t)__builtin_ctzll(phrases);
        double *most = &gains[origins[phrase].phrase];
        const double own = gain(ranker, phrase, 1);
        sum += own > *most ? own - *most : 0;
        *most = own > *most ? own : *most;
    }
    return sum;
}

/** The sum of what a window's phrases give. */
static double
total_gain(const struct ranker *ranker, const struct window *window)
{
    if (ranker->options.wants_most) {
        return gain_of_some(ranker, window->phrases) * ranker->topic;
    }
    double sum = 0;
    for (uint64_t left = window->phrases; left; left &= left - 1) {
        const uint32_t phrase = (uint32_t)__builtin_ctzll(left);
        sum += gain(ranker, phrase, window->counts[phrase]);
    }
    return sum * ranker->topic;
}

/** How many children of the root a set of phrases fulfils. */
static size_t
count_children(const struct ranker *ranker, uint64_t phrases)
{
    size_t n = 0;
    for (const struct query_node *child = ranker->options.root->child; child;
         child = child->next) {
        n += child->op != QUERY_NOT && query_holds(child, phrases);
    }
    return n;
}

/** Whether a set of phrases is what is looked for. */
static bool
fulfils(const struct ranker *ranker, uint64_t phrases)
{
    return ranker->options.wants_most
               ? count_children(ranker, phrases) >= ranker->n_needed
               : query_holds(ranker->options.root, phrases);
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

/** A stretch of events that has all that its window has. */
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
        sum +=
            ranker->options.query->phrases[__builtin_ctzll(phrases)].n_tokens;
    }
    return sum;
}

/** What was typed of a set of phrases: those that stand for others are taken
 * for them. */
static uint64_t
typed_phrases(const struct ranker *ranker, uint64_t phrases)
{
    const struct query_origin *origins = ranker->options.query->origins;
    uint64_t typed = ranker->has_others ? 0 : phrases;
    for (phrases ^= typed; phrases; phrases &= phrases - 1) {
        typed |= UINT64_C(1) << origins[__builtin_ctzll(phrases)].phrase;
    }
    return typed;
}

/** The tightest cover of all that was typed and a window has; of equal ones
 * the left-most. */
static struct cover
find_cover(const struct ranker *ranker, const struct window *window)
{
    struct cover best = {window->left, window->right - 1, UINT32_MAX};
    struct window inner = {.events = window->events};
    const uint64_t typed = typed_phrases(ranker, window->phrases);
    const uint32_t all_tokens = phrase_tokens(ranker, window->phrases);
    size_t left = window->left;
    for (size_t right = left; right < window->right && best.gap > 0; right++) {
        count_event(&inner, right, true);
        while (typed_phrases(ranker, inner.phrases) == typed) {
            const struct event *last = &window->events[right];
            const uint32_t width = last->end - window->events[left].at;
            const uint32_t n_tokens = ranker->has_others
                                          ? phrase_tokens(ranker, inner.phrases)
                                          : all_tokens;
            const uint32_t gap = width > n_tokens ? width - n_tokens : 0;
            if (gap < best.gap) {
                best = (struct cover){left, right, gap};
            }
            count_event(&inner, left++, false);
        }
    }
    return best;
}

/** Whether the phrases of a cover come in the order of the query. */
static bool
is_in_order(const struct ranker *ranker, const struct window *window,
            const struct cover *cover)
{
    const struct query_origin *origins = ranker->options.query->origins;
    for (size_t i = cover->left + 1; i <= cover->right; i++) {
        if (origins[window->events[i].phrase].phrase <
            origins[window->events[i - 1].phrase].phrase) {
            return false;
        }
    }
    return true;
}

/** Whether a phrase begins between two tokens. */
static bool
has_between(const struct positions *list, uint32_t first, uint32_t end)
{
    const size_t at = positions_from(*list, first);
    return at < list->n && list->at[at] < end;
}

/** Whether a set of phrases has something that the query excludes. */
static bool
has_excluded(const struct ranker *ranker, uint64_t near)
{
    const struct query_node *root = ranker->options.root;
    if (!ranker->options.wants_most) {
        return !query_allows(root, near);
    }
    for (const struct query_node *child = root->child; child;
         child = child->next) {
        if (child->op == QUERY_NOT && query_holds(child->child, near)) {
            return true;
        }
    }
    return false;
}

/** Whether something that the query excludes stands in or around a stretch
 * of tokens. */
static bool
is_excluded(const struct ranker *ranker, const struct window *window,
            uint32_t first, uint32_t end)
{
    if (!ranker->can_exclude) {
        return false;
    }
    first = first > CONTEXT_TOKENS ? first - CONTEXT_TOKENS : 0;
    uint64_t near = 0;
    for (uint32_t i = 0; i < ranker->options.query->n_phrases; i++) {
        if (has_between(&window->lists[i], first, end + CONTEXT_TOKENS)) {
            near |= UINT64_C(1) << i;
        }
    }
    return has_excluded(ranker, near);
}

/** How near the words of so many tokens in between are. */
static inline double
nearness_of(double gap)
{
    return nearness_max * half_gap / (half_gap + gap);
}

/** What a window's score depends on besides what it gains. */
struct shape {
    uint32_t first; /**< token where its cover begins */
    uint32_t end;   /**< token after its cover */
    uint32_t gap;
    bool is_in_order;
};

/** Score a window and remember it, if it beats those it overlaps; one that
 * overlaps nothing remembered lets that go to the best first. */
static enum status
offer(struct ranker *ranker, struct window *window, const struct shape *shape,
      double gained)
{
    struct candidate candidate = {
        .key = ranker->key,
        .words = gained,
        .nearness = nearness_of(shape->gap),
        .order = shape->is_in_order ? order_bonus : 1,
        .transcript = window->transcript,
        .first = shape->first,
        .end = shape->end,
        .phrases = window->phrases,
    };
    candidate.score = gained * (1 + candidate.nearness) * candidate.order;
    if (is_excluded(ranker, window, candidate.first, candidate.end)) {
        return ST_OK;
    }
    if (window->best.score > 0 && candidate.first >= window->best.end) {
        TRY(keep(ranker, &window->best));
        window->best.score = 0;
    }
    if (window->best.score <= 0 ||
        candidate_is_worse(&window->best, &candidate)) {
        window->best = candidate;
    }
    return ST_OK;
}

/** Look closely at a window. */
static enum status
judge(struct ranker *ranker, struct window *window, double gained)
{
    const struct cover cover = find_cover(ranker, window);
    const struct shape shape = {
        .first = window->events[cover.left].at,
        .end = window->events[cover.right].end,
        .gap = cover.gap,
        .is_in_order = is_in_order(ranker, window, &cover),
    };
    return offer(ranker, window, &shape, gained);
}

/** The most that a window scores which gains so much, that near. */
static inline double
score_at_best(double gained, double nearness)
{
    return gained * (1 + nearness) * order_bonus;
}

/** Whether a window that begins at a token and scores so much at best may be
 * kept. */
static bool
is_promising(struct ranker *ranker, const struct window *window, uint32_t first,
             double score)
{
    const struct candidate best = {
        .key = ranker->key,
        .score = score,
        .transcript = window->transcript,
        .first = first,
    };
    return is_good_enough(ranker, &best);
}

/** The tokens between an event and the next one, if that is of another
 * phrase. */
static inline uint32_t
gap_after(const struct window *window, size_t index)
{
    const struct event *event = &window->events[index];
    const struct event *next = event + 1;
    return next->phrase == event->phrase ? UINT32_MAX
           : next->at > event->end       ? next->at - event->end
                                         : 0;
}

/** The least gap between neighbours of different phrases in a window, which
 * must have some. */
static uint32_t
least_gap(struct window *window)
{
    if (window->nearest < window->left) {
        window->nearest = window->left;
        window->seen = window->left + 1;
    }
    for (; window->seen + 1 < window->right; window->seen++) {
        if (gap_after(window, window->seen) <=
            gap_after(window, window->nearest)) {
            window->nearest = window->seen;
        }
    }
    return gap_after(window, window->nearest);
}

/** How near a window's phrases are to each other at best: all of its cover's
 * gaps are at least as large as the least one. */
static double
nearness_at_best(const struct ranker *ranker, struct window *window)
{
    const int n = __builtin_popcountll(window->phrases);
    return ranker->has_others || n < 2
               ? nearness_max
               : nearness_of((double)(n - 1) * least_gap(window));
}

/** Count an event in or out of a window, and keep its gain up. */
static void
move_event(const struct ranker *ranker, struct window *window, size_t event,
           bool is_in)
{
    const uint32_t phrase = window->events[event].phrase;
    const double before = gain(ranker, phrase, window->counts[phrase]);
    count_event(window, event, is_in);
    window->about += gain(ranker, phrase, window->counts[phrase]) - before;
}

/** Whether a window may be worth looking at, as far as its gain tells that is
 * only kept up. */
static bool
may_be_promising(const struct ranker *ranker, const struct window *window)
{
    const struct best *best = &ranker->best;
    const double gained = window->about * ranker->topic * (1 + drift);
    return ranker->options.wants_most || !best->has_limit ||
           best->limit.key != ranker->key || ranker->key != 0 ||
           score_at_best(gained, nearness_max) >= best->limit.score;
}

/** Take in all events that fit behind the window's first. */
static void
fill_window(const struct ranker *ranker, struct window *window)
{
    const uint32_t limit =
        window->events[window->left].at + ranker->options.span;
    while (window->right < window->n_events &&
           (window->right == window->left ||
            window->events[window->right].end <= limit)) {
        move_event(ranker, window, window->right++, true);
    }
}

/** Whether a filled window is what is looked for now; one that has more than
 * any before makes the rest forgotten. */
static bool
is_wanted(struct ranker *ranker, struct window *window)
{
    if (!fulfils(ranker, window->phrases)) {
        return false;
    }
    if (ranker->options.except) {
        return !query_holds(ranker->options.except, window->phrases);
    }
    if (ranker->options.wants_most) {
        const size_t n = count_children(ranker, window->phrases);
        if (n > ranker->n_needed) {
            start_over(ranker, window, n);
        }
    }
    return true;
}

/** Slide over the events. */
static enum status
slide(struct ranker *ranker, struct window *window)
{
    for (; window->left < window->n_events;
         move_event(ranker, window, window->left++, false)) {
        fill_window(ranker, window);
        if (!may_be_promising(ranker, window) || !is_wanted(ranker, window)) {
            continue;
        }
        const double gained = total_gain(ranker, window);
        const uint32_t first = window->events[window->left].at;
        if (window->left >= window->next &&
            is_promising(
                ranker, window, first,
                score_at_best(gained, nearness_at_best(ranker, window)))) {
            TRY(judge(ranker, window, gained));
            window->next =
                window->left + 1 + (window->right - window->left) / CLOSE_LOOKS;
        }
    }
    return keep(ranker, &window->best);
}

/** How much a transcript is about what is asked: the more often it says the
 * words, the rare ones above all, up to a limit. */
static double
find_topic(const struct ranker *ranker, const struct positions *lists)
{
    double said = 0;
    double all = 0;
    for (uint64_t left = ranker->wanted; left; left &= left - 1) {
        const int phrase = __builtin_ctzll(left);
        const double often =
            log2(1 + (double)lists[phrase].n) / topic_doublings;
        const double weight = ranker->weights[phrase];
        said += weight * (often < 1 ? often : 1);
        all += weight;
    }
    return all > 0 ? 1 + topic_bonus * said / all : 1;
}

/** What is left of a phrase's list while lists are merged. */
struct head {
    const uint32_t *at;
    const uint32_t *end;
    uint32_t phrase;
};

/** Begin with the lists of the phrases looked for that have anything; gives
 * how many there are, and `n` how many events. */
static size_t
find_heads(const struct ranker *ranker, const struct positions *lists,
           struct head *heads, size_t *n)
{
    size_t n_heads = 0;
    *n = 0;
    for (uint64_t left = ranker->wanted; left; left &= left - 1) {
        const uint32_t i = (uint32_t)__builtin_ctzll(left);
        if (lists[i].n > 0) {
            heads[n_heads++] =
                (struct head){lists[i].at, lists[i].at + lists[i].n, i};
            *n += lists[i].n;
        }
    }
    return n_heads;
}

/** Take the event with the least token off the heads, of the first phrase of
 * several; gives how many lists are left. */
static size_t
take_event(const struct ranker *ranker, struct head *heads, size_t n_heads,
           struct event *event)
{
    size_t first = 0;
    for (size_t i = 1; i < n_heads; i++) {
        first = *heads[i].at < *heads[first].at ? i : first;
    }
    struct head *head = &heads[first];
    const uint32_t at = *head->at++;
    *event = (struct event){
        at, at + ranker->options.query->phrases[head->phrase].n_tokens,
        head->phrase};
    if (head->at < head->end) {
        return n_heads;
    }
    memmove(head, head + 1, (n_heads - first - 1) * sizeof(*head));
    return n_heads - 1;
}

/** Merge the lists of the phrases looked for into events by token. */
static enum status
merge_lists(struct ranker *ranker, const struct positions *lists, size_t *n)
{
    struct head heads[PHRASES_MAX];
    size_t n_heads = find_heads(ranker, lists, heads, n);
    while (ranker->events_capacity < *n) {
        if (!array_grow(&ranker->events, &ranker->events_capacity,
                        ranker->events_capacity, sizeof(*ranker->events))) {
            return ST_NO_MEMORY;
        }
    }
    for (struct event *event = ranker->events; n_heads > 0; event++) {
        n_heads = take_event(ranker, heads, n_heads, event);
    }
    return ST_OK;
}

/** A window at the beginning of a transcript's events. */
static enum status
open_window(struct ranker *ranker, int64_t transcript,
            const struct positions *lists, struct window *window)
{
    size_t n;
    const struct positions *near = lists;
    if (!ranker->options.wants_most) {
        TRY(thin_out(&ranker->thin, ranker->options.root, ranker->options.span,
                     lists));
        near = ranker->thin.lists;
    }
    TRY(merge_lists(ranker, near, &n));
    *window = (struct window){
        .transcript = transcript,
        .lists = lists,
        .events = ranker->events,
        .n_events = n,
    };
    return ST_OK;
}

/** Whether a transcript may have a window that is kept: at best one that has
 * all that is looked for, with nothing in between. */
static bool
may_be_kept(struct ranker *ranker, const struct window *window)
{
    struct window most = {.transcript = window->transcript};
    for (uint64_t left = ranker->wanted; left; left &= left - 1) {
        const uint32_t phrase = (uint32_t)__builtin_ctzll(left);
        const size_t n = window->lists[phrase].n;
        const size_t limit = ranker->options.span;
        most.counts[phrase] = (uint32_t)(n < limit ? n : limit);
        most.phrases |= n > 0 ? UINT64_C(1) << phrase : 0;
    }
    return is_promising(ranker, &most, 0,
                        score_at_best(total_gain(ranker, &most), nearness_max));
}

/** Slide over the only phrase that is looked for: a window is worth how often
 * it has it, and its cover is its first place. */
static enum status
slide_over_one(struct ranker *ranker, struct window *window, uint32_t phrase)
{
    const struct positions *list = &window->lists[phrase];
    const uint32_t n_tokens = ranker->options.query->phrases[phrase].n_tokens;
    const uint32_t span = ranker->options.span;
    /* The last place that a window reaches is this far from its first. */
    const uint32_t reach = span > n_tokens ? span - n_tokens : 0;
    size_t needed = 1;
    window->phrases = UINT64_C(1) << phrase;
    for (size_t i = 0; i + needed <= list->n; i++) {
        if (list->at[i + needed - 1] - list->at[i] > reach) {
            continue;
        }
        size_t end = i + needed;
        while (end < list->n && list->at[end] - list->at[i] <= reach) {
            end++;
        }
        window->counts[phrase] = (uint32_t)(end - i);
        const double gained = total_gain(ranker, window);
        if (!is_promising(ranker, window, list->at[i],
                          score_at_best(gained, nearness_max))) {
            needed = end - i + 1;
            continue;
        }
        const struct shape shape = {
            .first = list->at[i],
            .end = list->at[i] + n_tokens,
            .is_in_order = true,
        };
        TRY(offer(ranker, window, &shape, gained));
    }
    return keep(ranker, &window->best);
}

/** Whether any window that has the only phrase of the tree is looked for. */
static bool
wants_one(const struct ranker *ranker)
{
    return ranker->options.root->op == QUERY_PHRASE &&
           !ranker->options.except && !ranker->options.wants_most;
}

enum status
ranker_add(struct ranker *ranker, int64_t transcript, int64_t key,
           const struct positions *lists)
{
    struct window window = {.transcript = transcript, .lists = lists};
    ranker->key = key;
    ranker->topic = find_topic(ranker, lists);
    /* A window that has more than any before would make the rest forgotten. */
    if (!ranker->options.wants_most && !may_be_kept(ranker, &window)) {
        return ST_OK;
    }
    if (wants_one(ranker)) {
        TRY(slide_over_one(ranker, &window, ranker->options.root->phrase));
    } else {
        TRY(open_window(ranker, transcript, lists, &window));
        TRY(slide(ranker, &window));
    }
    return ranker->options.per_transcript > 0
               ? best_pour(&ranker->own, &ranker->best)
               : ST_OK;
}

/** Count a stretch of events as fulfilling the query, if nothing that it
 * excludes stands around it. */
static void
count_stretch(struct ranker *ranker, const struct window *window,
              struct rank_count *count)
{
    const uint32_t begin = window->events[window->left].at;
    const uint32_t end = window->events[window->right - 1].end;
    if (!is_excluded(ranker, window, begin, end)) {
        count->first = count->n_windows == 0 ? begin : count->first;
        count->n_windows++;
    }
}

enum status
ranker_count(struct ranker *ranker, const struct positions *lists,
             struct rank_count *count)
{
    struct window window;
    *count = (struct rank_count){0};
    TRY(open_window(ranker, 0, lists, &window));
    while (window.right < window.n_events) {
        const struct event *last = &window.events[window.right];
        count_event(&window, window.right++, true);
        while (last->end - window.events[window.left].at >
                   ranker->options.span &&
               window.left + 1 < window.right) {
            count_event(&window, window.left++, false);
        }
        if (!fulfils(ranker, window.phrases)) {
            continue;
        }
        count_stretch(ranker, &window, count);
        while (window.left < window.right) {
            count_event(&window, window.left++, false);
        }
        /* What begins inside of the last phrase says the same once more. */
        const uint32_t end = last->end;
        while (window.right < window.n_events &&
               window.events[window.right].at < end) {
            window.left = ++window.right;
        }
    }
    return ST_OK;
}
