/*
 * Two steps.  First the index is asked where the rarest words of the
 * quotation stand; in each transcript they are chained in the order of the
 * quotation, and the best chains are kept.  Then what is said there is read
 * and aligned with the whole quotation.
 */
#include "query/quote.h"

#include "query/alike.h"
#include "query/scan.h"
#include "query/stretch.h"
#include "query/weight.h"
#include "text/token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * Words that are looked for, and how often they may be said together: the
 * common ones add little but time.  Candidates that are aligned for each
 * match wanted, and at least.
 */
enum {
    SEEDS_MAX = 24,
    SEEDS_MIN = 4,
    OCCURRENCES_MAX = 400 * 1000,
    ALIGNED_EACH = 4,
    ALIGNED_MIN = 64,
    ALIGNED_MAX = 1024,
    ALIGNED_LEAST = 8,
    USUAL_WORDS = 16, /* of a quotation */
    /* Events that a chain is looked for among; they stand close, and more
     * come only from words that the quotation says again and again. */
    CHAINED_MAX = 512,
};

/** A word of the quotation, once for each place where it stands. */
struct quoted_word {
    struct slice word;
    double weight;
    int64_t n_said;
};

/** What is looked for: a word of the quotation, or what is spelled like one
 * that nobody says. */
struct seed {
    struct slice token;
    struct slice asked; /**< the word of the quotation */
    int64_t n_said;
};

/** A seed is said at a token, and stands at a place of the quotation. */
struct event {
    uint32_t at;
    uint32_t word; /**< index in the quotation */
};

/** A quotation being looked for. */
struct quoting {
    const struct quote_search *search;
    struct quoted_word words[ALIGN_WORDS_MAX];
    double weight; /**< of all words together */
    size_t n_words;
    uint32_t span;      /**< tokens that the quotation may take */
    struct query query; /**< for the seeds; nothing is owned */
    struct seed seeds[SEEDS_MAX];
    uint32_t n_seeds;
    uint32_t places[SEEDS_MAX][ALIGN_WORDS_MAX]; /**< where they stand in
                                                      the quotation */
    uint32_t n_places[SEEDS_MAX];
    struct scan scan;
    struct rank_source source; /**< tells what is said at a chain */
    struct best best;
    struct event *events; /**< owned; of the current transcript */
    size_t events_capacity;
    double *chains; /**< owned; the best chain that ends with each event */
    size_t chains_capacity;
    uint32_t *starts; /**< owned; and the token where it begins */
    size_t starts_capacity;
    struct error *error;
};

/** Cut the sentence into words, with how often each is said. */
static enum status
read_words(struct quoting *quoting)
{
    const struct quote_search *search = quoting->search;
    struct tokeniser tokeniser;
    bool are_behind;
    TRY(reader_terms_are_behind(search->reader, &are_behind, quoting->error));
    tokeniser_init(&tokeniser, search->query->sentence.text);
    while (quoting->n_words < ALIGN_WORDS_MAX && tokeniser_next(&tokeniser)) {
        struct quoted_word *word = &quoting->words[quoting->n_words++];
        const struct slice token = tokeniser_token(&tokeniser);
        struct term_count count;
        const char *copy = arena_copy(search->arena, token);
        if (!copy) {
            return ST_NO_MEMORY;
        }
        word->word = (struct slice){copy, token.size};
        TRY(reader_term(search->reader, token, &count, quoting->error));
        /* What is not counted yet may well be said. */
        word->n_said = count.n_said == 0 && are_behind ? 1 : count.n_said;
    }
    quoting->span = (uint32_t)(quoting->n_words + quoting->n_words / 2 + 8);
    return ST_OK;
}

/** Give each word its weight; one that nobody says is a mistake for one that
 * we do not know, and gets the mean of the others. */
static void
weigh_words(struct quoting *quoting)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < quoting->n_words; i++) {
        struct quoted_word *word = &quoting->words[i];
        word->weight =
            weight_of((double)word->n_said, quoting->search->n_tokens);
        sum += word->n_said > 0 ? word->weight : 0;
        n += word->n_said > 0;
    }
    for (size_t i = 0; i < quoting->n_words && n > 0; i++) {
        struct quoted_word *word = &quoting->words[i];
        word->weight = word->n_said > 0 ? word->weight : sum / (double)n;
        quoting->weight += word->weight + (i > 0 ? align_nearness(0) : 0);
    }
}

/** Take a seed in among those with the fewest occurrences. */
static void
add_seed(struct quoting *quoting, const struct seed *seed)
{
    struct seed *seeds = quoting->seeds;
    size_t at = 0;
    for (size_t i = 0; i < quoting->n_seeds; i++) {
        if (slice_equal(seeds[i].token, seed->token)) {
            return;
        }
        at += seeds[i].n_said <= seed->n_said;
    }
    if (at == SEEDS_MAX) {
        return;
    }
    quoting->n_seeds += quoting->n_seeds < SEEDS_MAX;
    memmove(&seeds[at + 1], &seeds[at],
            (quoting->n_seeds - at - 1) * sizeof(*seeds));
    seeds[at] = *seed;
}

/** Take in what is like the words that were looked up. */
static enum status
add_variants(struct quoting *quoting, const struct alike *alike)
{
    for (size_t i = 0; i < alike->n_words; i++) {
        const struct alike_word *word = &alike->words[i];
        for (size_t k = 0; k < word->n_variants; k++) {
            const struct alike_variant *variant = &word->variants[k];
            struct term_count count;
            if (variant->n_tokens > 1) {
                continue;
            }
            TRY(reader_term(quoting->search->reader, variant->tokens, &count,
                            quoting->error));
            add_seed(quoting, &(struct seed){variant->tokens, word->token,
                                             count.n_said});
        }
    }
    return ST_OK;
}

/** Where a word first stands in the quotation. */
static size_t
find_word(const struct quoting *quoting, struct slice word)
{
    size_t at = 0;
    while (!slice_equal(quoting->words[at].word, word)) {
        at++;
    }
    return at;
}

/** Take in what is spelled like the words that nobody says. */
static enum status
add_likely(struct quoting *quoting, struct alike *alike)
{
    const struct quote_search *search = quoting->search;
    for (size_t i = 0; i < quoting->n_words; i++) {
        const struct quoted_word *word = &quoting->words[i];
        const struct alike_word asked = {.token = word->word};
        if (word->n_said == 0 && find_word(quoting, word->word) == i) {
            TRY(alike_add(alike, &asked, search->reader, quoting->error));
        }
    }
    if (alike->n_words == 0) {
        return ST_OK;
    }
    TRY(alike_find(alike, search->reader, search->arena, quoting->error));
    return add_variants(quoting, alike);
}

/** Choose what to look for: the rarest words, as many as are worth their
 * time. */
static enum status
choose_seeds(struct quoting *quoting)
{
    struct alike *alike = calloc(1, sizeof(*alike));
    if (!alike) {
        return ST_NO_MEMORY;
    }
    const enum status status = add_likely(quoting, alike);
    free(alike);
    TRY(status);
    for (size_t i = 0; i < quoting->n_words; i++) {
        const struct quoted_word *word = &quoting->words[i];
        if (word->n_said > 0) {
            add_seed(quoting,
                     &(struct seed){word->word, word->word, word->n_said});
        }
    }
    int64_t n_said = 0;
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        n_said += quoting->seeds[i].n_said;
        if (i >= SEEDS_MIN && n_said > OCCURRENCES_MAX) {
            quoting->n_seeds = i;
        }
    }
    return ST_OK;
}

/** Note where the seeds stand in the quotation, the last place first, so that
 * no chain goes through one token twice.  A word that is said often counts at
 * fewer of its places: each time it is said is an event for each. */
static void
find_places(struct quoting *quoting)
{
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        const struct seed *seed = &quoting->seeds[i];
        const int64_t n_most = 1 + OCCURRENCES_MAX / (1 + seed->n_said);
        uint32_t *n = &quoting->n_places[i];
        for (size_t k = quoting->n_words; k-- > 0 && *n < n_most;) {
            if (slice_equal(quoting->words[k].word, seed->asked)) {
                quoting->places[i][(*n)++] = (uint32_t)k;
            }
        }
    }
}

/** Make a query of the seeds. */
static void
make_query(struct quoting *quoting)
{
    struct query *query = &quoting->query;
    query->index = MATCH_SPEECH;
    query->filters = quoting->search->query->filters;
    query->n_phrases = quoting->n_seeds;
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        query->phrases[i] = (struct match_phrase){
            .tokens = quoting->seeds[i].token, .n_tokens = 1};
    }
}

/** Collect where the seeds stand, by token; a word that the quotation has
 * several times is an event for each. */
static enum status
collect_events(struct quoting *quoting, const struct positions *lists,
               size_t *n_events)
{
    size_t next[SEEDS_MAX] = {0};
    for (*n_events = 0;;) {
        uint32_t seed = SEEDS_MAX;
        uint32_t at = UINT32_MAX;
        for (uint32_t i = 0; i < quoting->n_seeds; i++) {
            if (next[i] < lists[i].n && lists[i].at[next[i]] < at) {
                seed = i;
                at = lists[i].at[next[i]];
            }
        }
        if (seed == SEEDS_MAX) {
            return ST_OK;
        }
        next[seed]++;
        for (uint32_t i = 0; i < quoting->n_places[seed]; i++) {
            if (!array_grow(&quoting->events, &quoting->events_capacity,
                            *n_events, sizeof(*quoting->events))) {
                return ST_NO_MEMORY;
            }
            quoting->events[(*n_events)++] =
                (struct event){at, quoting->places[seed][i]};
        }
    }
}

/** What it adds that two words are said about as far apart as quoted. */
static double
nearness(const struct event *from, const struct event *to)
{
    const int64_t said = (int64_t)to->at - from->at;
    const int64_t quoted = (int64_t)to->word - from->word;
    return align_nearness(
        (unsigned)(said > quoted ? said - quoted : quoted - said));
}

/** Find the best chain that ends with an event: words in the order of the
 * quotation, within its span. */
static void
chain(struct quoting *quoting, size_t index)
{
    const struct event *event = &quoting->events[index];
    const double weight = quoting->words[event->word].weight;
    quoting->chains[index] = weight;
    quoting->starts[index] = event->at;
    const size_t first = index > CHAINED_MAX ? index - CHAINED_MAX : 0;
    for (size_t i = index; i-- > first;) {
        const struct event *before = &quoting->events[i];
        if (event->at - before->at > quoting->span) {
            return;
        }
        if (before->at == event->at || before->word >= event->word) {
            continue;
        }
        const double score =
            quoting->chains[i] + weight + nearness(before, event);
        if (score > quoting->chains[index]) {
            quoting->chains[index] = score;
            quoting->starts[index] = quoting->starts[i];
        }
    }
}

/** Keep a chain. */
static enum status
keep(struct quoting *quoting, const struct candidate *candidate)
{
    return candidate->score > 0 ? best_add(&quoting->best, candidate) : ST_OK;
}

/** Make room for the chains of so many events. */
static enum status
reserve_chains(struct quoting *quoting, size_t n)
{
    while (quoting->chains_capacity < n || quoting->starts_capacity < n) {
        if (!array_grow(&quoting->chains, &quoting->chains_capacity,
                        quoting->chains_capacity, sizeof(*quoting->chains)) ||
            !array_grow(&quoting->starts, &quoting->starts_capacity,
                        quoting->starts_capacity, sizeof(*quoting->starts))) {
            return ST_NO_MEMORY;
        }
    }
    return ST_OK;
}

/** The scan tells where the seeds stand in a transcript. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct quoting *quoting = context;
    size_t n;
    TRY(collect_events(quoting, lists, &n));
    TRY(reserve_chains(quoting, n));
    struct candidate best = {0};
    for (size_t i = 0; i < n; i++) {
        chain(quoting, i);
        const struct candidate candidate = {
            .score = quoting->chains[i],
            .transcript = transcript,
            .first = quoting->starts[i],
            .end = quoting->events[i].at + 1,
        };
        /* Of chains that overlap, the best. */
        if (candidate.first >= best.end) {
            TRY(keep(quoting, &best));
            best = candidate;
        } else if (candidate.score > best.score) {
            best = candidate;
        }
    }
    return keep(quoting, &best);
}

/** Walk over the archive for chains of seeds. */
static enum status
find_chains(struct quoting *quoting)
{
    struct query_node nodes[SEEDS_MAX];
    struct query_node root = {.op = QUERY_ANY, .child = nodes};
    const struct scan_sink sink = {NULL, take_row, quoting};
    const uint32_t n = quoting->n_seeds;
    for (uint32_t i = 0; i < n; i++) {
        nodes[i] = (struct query_node){
            .op = QUERY_PHRASE,
            .phrase = i,
            .next = i + 1 < n ? &nodes[i + 1] : NULL,
        };
    }
    TRY(scan_init(&quoting->scan, quoting->search->reader, &quoting->query,
                  quoting->error));
    return n > 0 ? scan_run(&quoting->scan, &root, &sink) : ST_OK;
}

/** The place that a candidate points to, and some around: a chain lacks the
 * words that are no seeds. */
static enum status
load_stretch(const struct quoting *quoting, const struct candidate *candidate,
             struct stretch *stretch, struct arena *arena)
{
    const struct stretch_range range = {
        .transcript = candidate->transcript,
        .index = MATCH_SPEECH,
        .first = candidate->first,
        .end = candidate->end,
        .around = (uint32_t)quoting->n_words + 4,
    };
    return stretch_load(stretch, quoting->search->reader, &range, arena,
                        quoting->error);
}

/** The part of a stretch that an alignment may use. */
struct surroundings {
    struct slice words[ALIGN_TEXT_MAX];
    size_t n;
    uint32_t first; /**< the transcript's number of the first token */
};

/** What is said around a chain: not all that its segments say. */
static void
take_surroundings(const struct quoting *quoting,
                  const struct candidate *candidate,
                  const struct stretch *stretch, struct surroundings *found)
{
    const size_t around = quoting->n_words + 4;
    const size_t chain = candidate->first - stretch->first_token;
    const size_t first = chain > around ? chain - around : 0;
    size_t end = candidate->end - stretch->first_token + around;
    end = end < stretch->n_tokens ? end : stretch->n_tokens;
    found->n = end - first < ALIGN_TEXT_MAX ? end - first : ALIGN_TEXT_MAX;
    found->first = stretch->first_token + (uint32_t)first;
    for (size_t i = 0; i < found->n; i++) {
        found->words[i] = stretch->tokens[first + i].folded;
    }
}

/** Lay the quotation along its surroundings. */
static enum status
align_words(const struct quoting *quoting,
            const struct surroundings *surroundings, struct arena *arena,
            struct alignment *found)
{
    struct slice quoted[ALIGN_WORDS_MAX];
    double weights[ALIGN_WORDS_MAX];
    for (size_t i = 0; i < quoting->n_words; i++) {
        quoted[i] = quoting->words[i].word;
        weights[i] = quoting->words[i].weight;
    }
    const struct align_text quotation = {quoted, quoting->n_words};
    const struct align_text text = {surroundings->words, surroundings->n};
    return align(&quotation, weights, &text, arena, found);
}

/** Align the quotation with what is said at a candidate. */
static enum status
align_candidate(const struct quoting *quoting, struct arena *arena,
                const struct candidate *candidate, struct quote_match *match)
{
    struct stretch stretch;
    struct surroundings surroundings;
    struct alignment alignment = {0};
    enum status status = load_stretch(quoting, candidate, &stretch, arena);
    if (status == ST_OK) {
        take_surroundings(quoting, candidate, &stretch, &surroundings);
        status = align_words(quoting, &surroundings, arena, &alignment);
    }
    stretch_finish(&stretch);
    if (status == ST_OK) {
        *match = (struct quote_match){
            .candidate = *candidate,
            .closeness = alignment.closeness,
            .share = alignment.agreement / quoting->weight,
            .surprise =
                alignment.agreement -
                log1p((double)quoting->search->n_tokens / PASSAGE_TOKENS),
        };
        match->candidate.first = surroundings.first + alignment.first;
        match->candidate.end = surroundings.first + alignment.end;
        match->candidate.score = alignment.agreement * alignment.closeness;
        match->candidate.words = alignment.agreement;
        match->candidate.order = 1;
    }
    return status;
}

/** For sorting: best first. */
static int
compare_matches(const void *a, const void *b)
{
    const struct candidate *left = &((const struct quote_match *)a)->candidate;
    const struct candidate *right = &((const struct quote_match *)b)->candidate;
    return candidate_is_worse(left, right) - candidate_is_worse(right, left);
}

/** Align all candidates, and put the best first. */
static enum status
align_all(struct quoting *quoting, struct quote_matches *found)
{
    struct best *best = &quoting->best;
    const struct candidate *candidate;
    found->matches = arena_new(quoting->search->arena, best->capacity,
                               sizeof(*found->matches));
    if (!found->matches) {
        return ST_NO_MEMORY;
    }
    best_sort(best);
    TRY(best_next(best, &candidate));
    while (candidate) {
        struct arena scratch = {0};
        struct quote_match *match = &found->matches[found->n];
        const enum status status =
            align_candidate(quoting, &scratch, candidate, match);
        arena_finish(&scratch);
        TRY(status);
        found->n += match->candidate.end > match->candidate.first;
        TRY(best_next(best, &candidate));
    }
    if (found->n > 0) {
        qsort(found->matches, found->n, sizeof(*found->matches),
              compare_matches);
    }
    return ST_OK;
}

/** How many candidates are aligned: fewer of long quotations, which take
 * more time each and are told by their chains. */
static size_t
n_candidates(const struct quoting *quoting)
{
    const size_t n = ALIGNED_EACH * quoting->search->n_best;
    const size_t most = n < ALIGNED_MAX ? n : ALIGNED_MAX;
    const size_t usual = most > ALIGNED_MIN ? most : ALIGNED_MIN;
    const size_t shared = quoting->n_words > USUAL_WORDS
                              ? usual * USUAL_WORDS / quoting->n_words
                              : usual;
    return shared > ALIGNED_LEAST ? shared : ALIGNED_LEAST;
}

enum status
quote_find(const struct quote_search *search, struct quote_matches *found,
           struct error *error)
{
    struct quoting *quoting = calloc(1, sizeof(*quoting));
    if (!quoting) {
        return ST_NO_MEMORY;
    }
    *quoting = (struct quoting){
        .search = search,
        .source = {scan_lines, &quoting->scan},
        .error = error,
    };
    enum status status = read_words(quoting);
    if (status == ST_OK) {
        weigh_words(quoting);
        status = choose_seeds(quoting);
    }
    if (status == ST_OK) {
        make_query(quoting);
        find_places(quoting);
        status = best_init(&quoting->best, n_candidates(quoting),
                           search->keeps_same ? NULL : &quoting->source);
    }
    if (status == ST_OK) {
        status = find_chains(quoting);
    }
    if (status == ST_OK) {
        *found = (struct quote_matches){0};
        status = align_all(quoting, found);
    }
    best_finish(&quoting->best);
    scan_finish(&quoting->scan);
    free(quoting->events);
    free(quoting->chains);
    free(quoting->starts);
    free(quoting);
    return status;
}
