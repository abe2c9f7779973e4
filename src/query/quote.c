/*
 * Two steps.  First the index is asked where the words of the quotation
 * stand, and what they may be mistakes for; in each transcript they are
 * chained in the order of the quotation, and the best chains are kept.  Then
 * what is said there is read and aligned with the whole quotation.
 *
 * Both steps add up how much likelier it is that a place is what was quoted
 * than that it is any other: a word that agrees counts by how rarely it is
 * said, the logarithm of one in so many words.
 */
#include "query/quote.h"

#include "query/alike.h"
#include "query/chain.h"
#include "query/misspelt.h"
#include "query/scan.h"
#include "query/stretch.h"
#include "text/token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * How often the words that are looked for may be said together: of a long
 * quotation the rare ones tell enough, a short one needs all.  Candidates
 * that are aligned for each match wanted, and at least.
 */
enum {
    SEEDS_MIN = 4,
    OCCURRENCES_MAX = 400 * 1000,
    OCCURRENCES_SHARED_MAX = 8 * 1000 * 1000, /* by the words */
    ALIGNED_EACH = 4,
    ALIGNED_MIN = 64,
    ALIGNED_MAX = 1024,
    ALIGNED_LEAST = 8,
    USUAL_WORDS = 16, /* of a quotation */
};

/** How often a word is written with one edit, and with two, compared with how
 * often it is written as it is: there are many ways to do so. */
static const double mistake_shares[] = {1, 1.0 / 150, 1.0 / 5000};

/** What it adds that a word is right: twice as many are as are not (in
 * nats). */
static const double right_gain = 0.7;

/** What it adds that something like a word is said, if nobody says the word:
 * then it is hardly another word that was changed, but a mistake. */
static const double mistake_gain = 3;

/** A word of the quotation, once for each place where it stands. */
struct quoted_word {
    struct slice word;
    int64_t n_said;
    struct align_weight weight;
    bool is_first;                  /**< it does not stand further ahead */
    struct misspelt_word *misspelt; /**< what it may be a mistake for */
};

/** Where in the quotation a seed may stand. */
struct seed_place {
    uint32_t word;
    double weight;
};

/** A term that is looked for: a word of the quotation, or what one may be a
 * mistake for. */
struct seed {
    struct slice term;
    int64_t n_said;
    struct seed_place *places; /**< in the arena; the last one first */
    size_t n_places;
};

/** A quotation being looked for. */
struct quoting {
    struct quote_search search;
    struct quoted_word words[ALIGN_WORDS_MAX];
    size_t n_words;
    struct misspelt_word misspelt[ALIGN_WORDS_MAX];
    size_t n_misspelt;
    double weight;      /**< of all words together */
    double chance;      /**< weight that agrees in some place anyhow */
    struct query query; /**< for the seeds; nothing is owned */
    struct seed seeds[PHRASES_MAX];
    uint32_t n_seeds;
    struct scan scan;
    struct rank_source source; /**< tells what is said at a chain */
    struct best best;
    struct chains chains;
    struct error *error;
};

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

/** Cut the sentence into words, with how often each is said. */
static enum status
read_words(struct quoting *quoting)
{
    const struct quote_search *search = &quoting->search;
    struct tokeniser tokeniser;
    bool are_behind;
    TRY(reader_terms_are_behind(search->reader, &are_behind, quoting->error));
    tokeniser_init(&tokeniser, search->query->sentence.text);
    while (quoting->n_words < ALIGN_WORDS_MAX && tokeniser_next(&tokeniser)) {
        const size_t at = quoting->n_words++;
        struct quoted_word *word = &quoting->words[at];
        const struct slice token = tokeniser_token(&tokeniser);
        struct term_count count;
        const char *copy = arena_copy(search->arena, token);
        if (!copy) {
            return ST_NO_MEMORY;
        }
        word->word = (struct slice){copy, token.size};
        word->is_first = find_word(quoting, word->word) == at;
        TRY(reader_term(search->reader, token, &count, quoting->error));
        /* What is not counted yet may well be said. */
        word->n_said = count.n_said == 0 && are_behind ? 1 : count.n_said;
    }
    return ST_OK;
}

/** Take what sounds like a word that nobody says and nothing is spelled
 * like. */
static enum status
add_sounds(struct quoting *quoting, struct alike *alike)
{
    const struct quote_search *search = &quoting->search;
    for (size_t i = 0; i < quoting->n_misspelt; i++) {
        const struct misspelt_word *word = &quoting->misspelt[i];
        const struct alike_word asked = {.phrase = (uint32_t)i,
                                         .token = word->token};
        if (word->n_said == 0 && word->n_terms == 0) {
            TRY(alike_add(alike, &asked, search->reader, quoting->error));
        }
    }
    if (alike->n_words == 0) {
        return ST_OK;
    }
    TRY(alike_find(alike, search->reader, search->arena, quoting->error));
    for (size_t i = 0; i < alike->n_words; i++) {
        const struct alike_word *found = &alike->words[i];
        struct misspelt_word *word = &quoting->misspelt[found->phrase];
        for (size_t k = 0;
             k < found->n_variants && word->n_terms < MISSPELT_TERMS_MAX; k++) {
            struct term_count count;
            if (found->variants[k].n_tokens > 1) {
                continue;
            }
            TRY(reader_term(search->reader, found->variants[k].tokens, &count,
                            quoting->error));
            word->terms[word->n_terms++] =
                (struct misspelt_term){found->variants[k].tokens, count.n_said};
            word->n_alike += count.n_said;
            word->n_edits = 2;
        }
    }
    return ST_OK;
}

/** Find what the words may be mistakes for: in a long quotation only those
 * that nobody says. */
static enum status
find_meant(struct quoting *quoting)
{
    const struct quote_search *search = &quoting->search;
    for (size_t i = 0; i < quoting->n_words; i++) {
        struct quoted_word *word = &quoting->words[i];
        if (word->is_first &&
            (word->n_said == 0 || quoting->n_words <= USUAL_WORDS)) {
            word->misspelt = &quoting->misspelt[quoting->n_misspelt++];
            *word->misspelt = (struct misspelt_word){.token = word->word,
                                                     .n_said = word->n_said};
        }
    }
    TRY(misspelt_find(quoting->misspelt, quoting->n_misspelt, search->reader,
                      search->arena, quoting->error));
    struct alike *alike = calloc(1, sizeof(*alike));
    const enum status status =
        alike ? add_sounds(quoting, alike) : ST_NO_MEMORY;
    free(alike);
    return status;
}

/** How much it tells that something stands in a place where it is said, or
 * written by mistake, once in so many words. */
static double
weight_of_share(const struct quoting *quoting, double n_said)
{
    const double weight =
        right_gain + log((double)quoting->search.n_tokens / n_said);
    return weight > 0 ? weight : 0;
}

/** Give a word its weight.  It may be written because it is said, or because
 * something like it is: what agrees counts by the sum. */
static void
weigh_word(const struct quoting *quoting, struct quoted_word *word)
{
    const struct misspelt_word *misspelt = word->misspelt;
    const double share =
        mistake_shares[misspelt && misspelt->n_edits > 0 ? misspelt->n_edits
                                                         : 1];
    const double n_alike = misspelt ? (double)misspelt->n_alike : 0;
    const double n_written = (double)word->n_said + 0.5 + share * n_alike;
    word->weight.same = weight_of_share(quoting, n_written);
    word->weight.alike = weight_of_share(quoting, n_written / share);
    if (word->n_said == 0 && n_alike > 0) {
        word->weight.alike += mistake_gain;
        word->weight.same = word->weight.alike;
    }
}

/** Whether a word is not said, and nothing is like it. */
static bool
is_unknown(const struct quoted_word *word)
{
    return word->n_said == 0 &&
           (!word->misspelt || word->misspelt->n_alike == 0);
}

/** Give all words their weights; one that we do not know is a mistake for
 * another one, and gets the mean of the others. */
static void
weigh_words(struct quoting *quoting)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < quoting->n_words; i++) {
        struct quoted_word *word = &quoting->words[i];
        word->misspelt =
            quoting->words[find_word(quoting, word->word)].misspelt;
        weigh_word(quoting, word);
        sum += is_unknown(word) ? 0 : word->weight.same;
        n += !is_unknown(word);
    }
    for (size_t i = 0; i < quoting->n_words && n > 0; i++) {
        struct quoted_word *word = &quoting->words[i];
        const double mean = sum / (double)n;
        if (is_unknown(word)) {
            word->weight = (struct align_weight){mean, mean};
        }
        quoting->weight += word->weight.same;
    }
}

/** The seed for a term, a new one if there is none; of too many those that
 * are said least stay.  NULL where it is not one of these. */
static struct seed *
seed_for(struct quoting *quoting, struct slice term, int64_t n_said)
{
    struct seed *seeds = quoting->seeds;
    size_t at = 0;
    for (size_t i = 0; i < quoting->n_seeds; i++) {
        if (slice_equal(seeds[i].term, term)) {
            return &seeds[i];
        }
        at += seeds[i].n_said <= n_said;
    }
    if (at == PHRASES_MAX) {
        return NULL;
    }
    quoting->n_seeds += quoting->n_seeds < PHRASES_MAX;
    memmove(&seeds[at + 1], &seeds[at],
            (quoting->n_seeds - at - 1) * sizeof(*seeds));
    seeds[at] = (struct seed){.term = term, .n_said = n_said};
    return &seeds[at];
}

/** Note that a term may stand in a place of the quotation.  What is said often
 * counts at fewer of its places: each time it is said is an event for each. */
static enum status
add_place(struct quoting *quoting, const struct misspelt_term *term,
          const struct seed_place *place)
{
    struct seed *seed = seed_for(quoting, term->term, term->n_said);
    const int64_t n_most = 1 + OCCURRENCES_MAX / (1 + term->n_said);
    if (!seed || (int64_t)seed->n_places >= n_most || place->weight <= 0) {
        return ST_OK;
    }
    if (!seed->places) {
        seed->places = arena_new(quoting->search.arena, quoting->n_words,
                                 sizeof(*seed->places));
    }
    if (!seed->places) {
        return ST_NO_MEMORY;
    }
    seed->places[seed->n_places++] = *place;
    return ST_OK;
}

/** Take a word's seeds in. */
static enum status
add_seeds(struct quoting *quoting, uint32_t at)
{
    const struct quoted_word *word = &quoting->words[at];
    if (word->n_said > 0) {
        TRY(add_place(quoting,
                      &(struct misspelt_term){word->word, word->n_said},
                      &(struct seed_place){at, word->weight.same}));
    }
    for (size_t i = 0; word->misspelt && i < word->misspelt->n_terms; i++) {
        TRY(add_place(quoting, &word->misspelt->terms[i],
                      &(struct seed_place){at, word->weight.alike}));
    }
    return ST_OK;
}

/** Choose what to look for: the rarest terms, as many as are worth their
 * time. */
static enum status
choose_seeds(struct quoting *quoting)
{
    const int64_t shared =
        OCCURRENCES_SHARED_MAX / (1 + (int64_t)quoting->n_words);
    const int64_t n_most = shared > OCCURRENCES_MAX ? shared : OCCURRENCES_MAX;
    int64_t n_said = 0;
    for (size_t i = quoting->n_words; i-- > 0;) {
        TRY(add_seeds(quoting, (uint32_t)i));
    }
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        n_said += quoting->seeds[i].n_said;
        if (i >= SEEDS_MIN && n_said > n_most) {
            quoting->n_seeds = i;
        }
    }
    return ST_OK;
}

/** Make a query of the seeds. */
static void
make_query(struct quoting *quoting)
{
    struct query *query = &quoting->query;
    query->index = MATCH_SPEECH;
    query->filters = quoting->search.query->filters;
    query->n_phrases = quoting->n_seeds;
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        query->phrases[i] = (struct match_phrase){
            .tokens = quoting->seeds[i].term, .n_tokens = 1};
    }
}

/** Seeds' positions in a transcript that were not taken yet. */
struct cursor {
    const struct seed *seed;
    const uint32_t *at;
    const uint32_t *end;
};

/** The seeds that are said in a transcript. */
static size_t
start_cursors(const struct quoting *quoting, const struct positions *lists,
              struct cursor *cursors)
{
    size_t n = 0;
    for (uint32_t i = 0; i < quoting->n_seeds; i++) {
        if (lists[i].n > 0) {
            cursors[n++] = (struct cursor){&quoting->seeds[i], lists[i].at,
                                           lists[i].at + lists[i].n};
        }
    }
    return n;
}

/** Keep a chain. */
static enum status
keep(struct quoting *quoting, const struct candidate *candidate)
{
    return candidate->score > 0 ? best_add(&quoting->best, candidate) : ST_OK;
}

/** Take in that a seed is said: the best chain that ends there replaces one
 * that it overlaps and is better than. */
static enum status
take_seed(struct quoting *quoting, const struct cursor *cursor,
          struct candidate *best)
{
    const struct seed *seed = cursor->seed;
    for (size_t i = 0; i < seed->n_places; i++) {
        const struct seed_place *place = &seed->places[i];
        const struct chain_event event = {*cursor->at, place->word,
                                          place->weight};
        const struct chain chain = chains_add(&quoting->chains, &event);
        if (chain.first >= best->end) {
            TRY(keep(quoting, best));
        } else if (chain.score <= best->score) {
            continue;
        }
        best->score = chain.score;
        best->first = chain.first;
        best->end = chain.end;
    }
    return ST_OK;
}

/** The scan tells where the seeds stand in a transcript. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct quoting *quoting = context;
    struct cursor cursors[PHRASES_MAX];
    size_t n = start_cursors(quoting, lists, cursors);
    struct candidate best = {.transcript = transcript};
    chains_start(&quoting->chains);
    while (n > 0) {
        struct cursor *next = &cursors[0];
        for (size_t i = 1; i < n; i++) {
            next = *cursors[i].at < *next->at ? &cursors[i] : next;
        }
        TRY(take_seed(quoting, next, &best));
        if (++next->at == next->end) {
            *next = cursors[--n];
        }
    }
    return keep(quoting, &best);
}

/** Walk over the archive for chains of seeds. */
static enum status
find_chains(struct quoting *quoting)
{
    struct query_node nodes[PHRASES_MAX];
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
    chains_init(&quoting->chains, quoting->n_words);
    TRY(scan_init(&quoting->scan, quoting->search.reader, &quoting->query,
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
    return stretch_load(stretch, quoting->search.reader, &range, arena,
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
    struct align_weight weights[ALIGN_WORDS_MAX];
    for (size_t i = 0; i < quoting->n_words; i++) {
        quoted[i] = quoting->words[i].word;
        weights[i] = quoting->words[i].weight;
    }
    const struct align_text quotation = {quoted, quoting->n_words};
    const struct align_text text = {surroundings->words, surroundings->n};
    return align(&quotation, weights, &text, arena, found);
}

/** What is said around a candidate, with the quotation laid along it. */
struct laid {
    struct stretch stretch;
    struct surroundings surroundings;
    struct alignment alignment;
};

/** Lay the quotation along what is said at a candidate.  Its words are the
 * stretch's: end with stretch_finish() in any case. */
static enum status
lay(const struct quoting *quoting, struct arena *arena,
    const struct candidate *candidate, struct laid *laid)
{
    laid->alignment = (struct alignment){0};
    TRY(load_stretch(quoting, candidate, &laid->stretch, arena));
    take_surroundings(quoting, candidate, &laid->stretch, &laid->surroundings);
    return align_words(quoting, &laid->surroundings, arena, &laid->alignment);
}

/** Whether a word of the quotation agrees with what a step says. */
static bool
agrees(const struct quoting *quoting, const struct laid *laid,
       const struct align_step *step, size_t word)
{
    const bool has_two = step->op == ALIGN_SWAPPED || step->op == ALIGN_JOINED;
    if (step->op == ALIGN_ADDED || step->op == ALIGN_MISSING ||
        word < step->word || word > step->word + has_two) {
        return false;
    }
    return step->op != ALIGN_CHANGED ||
           align_mistake_likeness(quoting->words[word].word,
                                  laid->surroundings.words[step->said]) > 0;
}

/** Whether the rarest word of the quotation that anybody says agrees with what
 * is said, wherever it stands in the quotation. */
static bool
has_rarest(const struct quoting *quoting, const struct laid *laid)
{
    const struct quoted_word *words = quoting->words;
    size_t rarest = quoting->n_words;
    for (size_t i = 0; i < quoting->n_words; i++) {
        if (!is_unknown(&words[i]) &&
            (rarest == quoting->n_words ||
             words[i].weight.same > words[rarest].weight.same)) {
            rarest = i;
        }
    }
    for (size_t i = rarest; i < quoting->n_words; i++) {
        const bool is_rarest = slice_equal(words[i].word, words[rarest].word);
        for (size_t k = 0; is_rarest && k < laid->alignment.n_steps; k++) {
            if (agrees(quoting, laid, &laid->alignment.steps[k], i)) {
                return true;
            }
        }
    }
    return rarest == quoting->n_words;
}

/** Align the quotation with what is said at a candidate. */
static enum status
align_candidate(const struct quoting *quoting, struct arena *arena,
                const struct candidate *candidate, struct quote_match *match)
{
    struct laid laid;
    const enum status status = lay(quoting, arena, candidate, &laid);
    if (status != ST_OK) {
        stretch_finish(&laid.stretch);
        return status;
    }
    const struct alignment *alignment = &laid.alignment;
    *match = (struct quote_match){
        .candidate = *candidate,
        .closeness = alignment->closeness,
        .share = alignment->agreement / quoting->weight,
        .surprise = alignment->agreement - quoting->chance,
        .has_rarest = has_rarest(quoting, &laid),
    };
    match->candidate.first = laid.surroundings.first + alignment->first;
    match->candidate.end = laid.surroundings.first + alignment->end;
    match->candidate.score = alignment->agreement;
    match->candidate.words = alignment->agreement;
    match->candidate.order = 1;
    stretch_finish(&laid.stretch);
    return ST_OK;
}

/** How much it tells that a word of the quotation is somewhere in some
 * surroundings. */
static double
gain_nearby(const struct quoting *quoting, size_t word,
            const struct surroundings *surroundings)
{
    const struct quoted_word *asked = &quoting->words[word];
    double most = 0;
    for (size_t i = 0; i < surroundings->n; i++) {
        const double likeness =
            align_mistake_likeness(asked->word, surroundings->words[i]);
        const double gain =
            likeness < 1 ? likeness * asked->weight.alike : asked->weight.same;
        most = gain > most ? gain : most;
    }
    const double places = log((double)surroundings->n);
    return most > places ? most - places : 0;
}

/** How likely the quotation is to be about what is said: what is in its place
 * tells most, and the rest something where it is near. */
static double
likelihood_of(const struct quoting *quoting, const struct laid *laid)
{
    double sum = laid->alignment.agreement;
    for (size_t i = 0; i < laid->alignment.n_steps; i++) {
        const struct align_step *step = &laid->alignment.steps[i];
        const struct slice asked = quoting->words[step->word].word;
        if (step->op == ALIGN_MISSING ||
            (step->op == ALIGN_CHANGED &&
             align_mistake_likeness(
                 asked, laid->surroundings.words[step->said]) == 0)) {
            sum += gain_nearby(quoting, step->word, &laid->surroundings);
        }
    }
    return sum;
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
    found->matches = arena_new(quoting->search.arena, best->capacity,
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
    const size_t n = ALIGNED_EACH * quoting->search.n_best;
    const size_t most = n < ALIGNED_MAX ? n : ALIGNED_MAX;
    const size_t usual = most > ALIGNED_MIN ? most : ALIGNED_MIN;
    const size_t shared = quoting->n_words > USUAL_WORDS
                              ? usual * USUAL_WORDS / quoting->n_words
                              : usual;
    return shared > ALIGNED_LEAST ? shared : ALIGNED_LEAST;
}

enum status
quote_start(const struct quote_search *search, struct quoting **started,
            struct error *error)
{
    struct quoting *quoting = calloc(1, sizeof(*quoting));
    *started = quoting;
    if (!quoting) {
        return ST_NO_MEMORY;
    }
    *quoting = (struct quoting){
        .search = *search,
        .source = {scan_lines, &quoting->scan},
        .error = error,
    };
    TRY(read_words(quoting));
    TRY(find_meant(quoting));
    weigh_words(quoting);
    quoting->chance = log1p((double)search->n_tokens) +
                      right_gain / 2 * (double)quoting->n_words;
    return ST_OK;
}

enum status
quote_find(struct quoting *quoting, struct quote_matches *found)
{
    TRY(choose_seeds(quoting));
    make_query(quoting);
    TRY(best_init(&quoting->best, n_candidates(quoting),
                  quoting->search.keeps_same ? NULL : &quoting->source));
    TRY(find_chains(quoting));
    *found = (struct quote_matches){0};
    return align_all(quoting, found);
}

enum status
quote_weigh(const struct quoting *quoting, const struct candidate *candidate,
            double *likelihood)
{
    struct arena scratch = {0};
    struct laid laid;
    const enum status status = lay(quoting, &scratch, candidate, &laid);
    if (status == ST_OK) {
        *likelihood = likelihood_of(quoting, &laid);
    }
    stretch_finish(&laid.stretch);
    arena_finish(&scratch);
    return status;
}

void
quote_finish(struct quoting *quoting)
{
    if (quoting) {
        best_finish(&quoting->best);
        scan_finish(&quoting->scan);
        free(quoting);
    }
}
