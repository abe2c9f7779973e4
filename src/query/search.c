/*
 * The steps of a search: parse, filter, leave out words that say nothing,
 * then one look at the index after the other until there are enough
 * passages.
 *
 *  1. A sentence of plain words, word for word.
 *  2. A quotation in marks that nobody said so: what resembles it closely.
 *  3. All words near each other.
 *  4. All words, or what is like them, near each other.
 *
 * A query that is no sentence begins with 3, and then comes 2.  What
 * resembles a sentence of plain words that nobody said so goes before 3 and 4
 * where that is likelier what was meant.
 *
 * Where all that finds nothing:
 *
 *  5. What resembles the sentence or the quotation less closely.
 *  6. All words, further apart.
 *  7. As many words as there are near each other.
 *
 * What an earlier look found stands before what a later one finds.
 */
#include "query/search.h"

#include "query/expand.h"
#include "query/gist.h"
#include "query/hits.h"
#include "query/order.h"
#include "query/quote.h"
#include "query/rank.h"
#include "query/respell.h"
#include "query/scan.h"
#include "query/verdict.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/** As SPAN_NEAR, where nothing is found in that. */
enum { SPAN_FAR = 300 };

/** Words of a sentence that may be remembered wrong: typed as it is, and in
 * quotation marks. */
enum { UNQUOTED_MIN = 5, QUOTED_MIN = 3 };

/** The most candidates of one look. */
enum { BEST_MAX = 8 * 1024 };

enum { EXPLANATION_MAX_BYTES = 1024 * 1024 };

/** A search under way. */
struct searching {
    struct reader *reader;
    const struct search_options *options;
    struct arena *arena; /**< for what is found */
    struct query query;
    struct scan scan;
    struct rank_source source; /**< tells what is said at a candidate */
    struct ranker ranker;
    struct order order;
    struct error *error;

    int64_t n_tokens;                        /**< in the archive */
    struct phrase_count counts[PHRASES_MAX]; /**< as the looks told */
    uint64_t looked_for;                     /**< phrases of this look */
    uint64_t counted;                        /**< phrases that have a count */

    struct quoting *quoting; /**< once the sentence may be one */
    struct quote_matches resembling;
    struct hits hits;

    struct buffer explanation;
    struct search_expansion *expansions;
    size_t n_expansions;
    const char *relaxed[PHRASES_MAX];
    size_t n_relaxed;
};

/** The scan tells how often phrases are said: those that it looks for, which
 * need not be all that an earlier one did. */
static void
take_counts(void *context, const struct phrase_count *counts)
{
    struct searching *searching = context;
    for (uint32_t i = 0; i < searching->query.n_phrases; i++) {
        if (counts[i].n_occurrences > 0) {
            searching->counts[i] = counts[i];
        }
    }
    searching->counted |= searching->looked_for;
    ranker_weigh(&searching->ranker, counts, searching->n_tokens);
}

/** The scan tells a transcript's positions. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct searching *searching = context;
    struct profile *profile = searching->options->profile;
    const enum stage before = profile_begin(profile, STAGE_RANK);
    const enum status status =
        ranker_add(&searching->ranker, transcript,
                   order_key(&searching->order, transcript), lists);
    profile_end(profile, before);
    return status;
}

/** One look at the index. */
struct look {
    const struct query_node *root;
    const struct query_node *except; /**< found before; or NULL */
    uint32_t span;
    bool wants_most;
};

/** Let the ranker see all that may fulfil a tree. */
static enum status
look_for(struct searching *searching, const struct look *look, size_t n_best)
{
    const struct search_options *options = searching->options;
    const struct scan_sink sink = {take_counts, take_row, searching};
    const uint32_t near = near_span(&searching->query, look->root);
    const struct rank_options rank = {
        .query = &searching->query,
        .root = look->root,
        .except = look->except,
        .wants_most = look->wants_most,
        .span = near > look->span ? near : look->span,
        .n_best = n_best,
        .per_transcript = options->per_recording,
        .source = options->lists_same ? NULL : &searching->source,
    };
    /* Any child may bring a transcript in where not all are needed. */
    const struct query_node any = {.op = QUERY_ANY, .child = look->root->child};
    ranker_finish(&searching->ranker);
    TRY(ranker_init(&searching->ranker, &rank));
    searching->looked_for = query_wanted(look->root);
    const enum stage before = profile_begin(options->profile, STAGE_WALK);
    const enum status status =
        scan_run(&searching->scan, look->wants_most ? &any : look->root, &sink);
    profile_end(options->profile, before);
    TRY(status);
    best_sort(&searching->ranker.best);
    return ST_OK;
}

/** Where the passages of a look come from. */
static struct passage_source
source_of(struct searching *searching, const struct query_node *root)
{
    return (struct passage_source){
        .reader = searching->reader,
        .query = &searching->query,
        .root = root,
        .arena = searching->arena,
        .end = UINT32_MAX,
    };
}

/** Add the passage of a candidate to the hits. */
static enum status
add_hit(struct searching *searching, const struct passage_source *source,
        const struct candidate *candidate, double closeness)
{
    struct profile *profile = searching->options->profile;
    const enum stage before = profile_begin(profile, STAGE_PASSAGES);
    const enum status status = hits_add(&searching->hits, source, candidate,
                                        closeness, searching->error);
    profile_end(profile, before);
    return status;
}

/** Look, and add the best passages to the hits until there are enough. */
static enum status
look(struct searching *searching, const struct look *look)
{
    const struct passage_source source = source_of(searching, look->root);
    struct hits *hits = &searching->hits;
    const size_t n_before = hits->n;
    const size_t n_missing = hits->n_wanted - n_before;
    /* Some overlap; should that be most, a larger heap is filled. */
    size_t n_best = n_missing + n_missing / 4 + 4;
    bool was_full = n_missing > 0;
    for (; was_full && n_best <= BEST_MAX && !hits_are_enough(hits);
         n_best *= 4) {
        hits->n = n_before;
        TRY(look_for(searching, look, n_best));
        struct best *best = &searching->ranker.best;
        const struct candidate *next;
        do {
            TRY(best_next(best, &next));
            TRY(next ? add_hit(searching, &source, next, 1) : ST_OK);
        } while (next && !hits_are_enough(hits));
        was_full = best->n_distinct == n_best;
    }
    hits_share_scores(hits, n_before);
    return ST_OK;
}

/** Add what resembles the sentence closely enough to the hits. */
static enum status
add_resembling(struct searching *searching, struct likeness least)
{
    struct hits *hits = &searching->hits;
    const struct quote_matches *resembling = &searching->resembling;
    const size_t n_before = hits->n;
    struct passage_source source = source_of(searching, searching->query.root);
    source.is_quotation = true;
    least = verdict_least(resembling, least);
    for (size_t i = 0; i < resembling->n && !hits_are_enough(hits); i++) {
        const struct quote_match *match = &resembling->matches[i];
        if (verdict_is_enough(match, least)) {
            const size_t at = hits->n;
            TRY(add_hit(searching, &source, &match->candidate,
                        match->closeness));
            /* By edits nothing may agree that did by likelihood. */
            if (hits->n > at && hits->list[at].passage.n_matches == 0) {
                hits->n = at;
            }
        }
    }
    hits_share_scores(hits, n_before);
    return ST_OK;
}

/** Whether the query may be a quotation that is remembered wrong. */
static bool
may_resemble(const struct searching *searching)
{
    const struct query_sentence *sentence = &searching->query.sentence;
    return !searching->options->is_exact &&
           sentence->n_tokens >=
               (sentence->is_quoted ? QUOTED_MIN : UNQUOTED_MIN);
}

/** Find what resembles the sentence. */
static enum status
find_resembling(struct searching *searching)
{
    const struct quote_search search = {
        .reader = searching->reader,
        .query = &searching->query,
        .arena = searching->arena,
        .n_tokens = searching->n_tokens,
        .n_best = searching->hits.n_wanted,
        .keeps_same = searching->options->lists_same,
    };
    struct profile *profile = searching->options->profile;
    const enum stage before = profile_begin(profile, STAGE_QUOTE);
    enum status status =
        quote_start(&search, &searching->quoting, searching->error);
    if (status == ST_OK) {
        status = quote_find(searching->quoting, &searching->resembling);
    }
    profile_end(profile, before);
    return status;
}

/** Whether hits come in another order than that of the looks: then what
 * several looks find can not be told one after the other. */
static bool
is_sorted(const struct searching *searching)
{
    return searching->options->sort != SORT_BY_RANK;
}

/** Look for what was typed: a sentence word for word, or else what
 * resembles a quotation; and all words.  Sorted, these go first: where they
 * stand near each other is also where a sentence stands. */
static enum status
look_for_typed(struct searching *searching)
{
    const struct query_node *root = searching->query.root;
    const struct query_node *sentence = searching->query.sentence.node;
    const struct look words = {root, NULL, SPAN_NEAR, false};
    const struct look typed = {sentence, NULL, SPAN_NEAR, false};
    const bool has_words_first = !sentence || is_sorted(searching);
    TRY(look(searching, has_words_first ? &words : &typed));
    if (searching->hits.n == 0 && sentence && has_words_first) {
        TRY(look(searching, &typed));
    }
    if (searching->hits.n == 0 && may_resemble(searching)) {
        TRY(find_resembling(searching));
    }
    return has_words_first ? add_resembling(searching, verdict_close)
                           : look(searching, &words);
}

/** The languages in which something was found. */
static uint32_t
languages_of_hits(const struct searching *searching)
{
    uint32_t languages = 0;
    for (size_t i = 0; i < searching->hits.n; i++) {
        languages |= scan_language(
            &searching->scan, searching->hits.list[i].candidate.transcript);
    }
    return languages;
}

/** Note which words stand beside those of the query: of forms of words those of
 * languages in which something was found. */
static enum status
note_expansions(struct searching *searching)
{
    const struct query *query = &searching->query;
    const uint32_t found = languages_of_hits(searching);
    searching->expansions = arena_new(searching->arena, query->n_phrases,
                                      sizeof(*searching->expansions));
    for (uint32_t i = 0; searching->expansions && i < query->n_phrases; i++) {
        const struct query_origin *origin = &query->origins[i];
        if (origin->phrase != i && origin->worth < 1 &&
            (origin->languages == 0 || origin->languages & found)) {
            const char *word = query->words[origin->phrase];
            searching->expansions[searching->n_expansions++] =
                (struct search_expansion){
                    arena_copy(searching->arena, slice_of(word)),
                    arena_copy(searching->arena, slice_of(query->words[i])),
                    origin->likeness,
                };
        }
    }
    return searching->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Look for all words and what is like them, where the words themselves are
 * not enough; `root` receives the tree with all that. */
static enum status
look_wider(struct searching *searching, const struct query_node **root)
{
    const struct query_node *expanded = NULL;
    const size_t n_before = searching->hits.n;
    if (searching->options->is_exact || hits_are_enough(&searching->hits) ||
        (is_sorted(searching) && searching->hits.n > 0)) {
        return ST_OK;
    }
    struct profile *profile = searching->options->profile;
    const enum stage before = profile_begin(profile, STAGE_ALIKE);
    const enum status status = query_expand(
        &searching->query, searching->reader, &expanded, searching->error);
    profile_end(profile, before);
    TRY(status);
    if (!expanded) {
        return ST_OK;
    }
    const struct look wider = {expanded, *root, SPAN_NEAR, false};
    *root = expanded;
    TRY(look(searching, &wider));
    return searching->hits.n > n_before ? note_expansions(searching) : ST_OK;
}

/** A copy of a tree's root without the children that a set of phrases does
 * not fulfil; notes the words that are left out. */
static enum status
drop_unfulfilled(struct searching *searching, const struct query_node *root,
                 uint64_t phrases, struct query_node *kept)
{
    struct query_node **end = &kept->child;
    *kept = (struct query_node){.op = root->op};
    for (const struct query_node *child = root->child; child;
         child = child->next) {
        if (child->op == QUERY_NOT || query_holds(child, phrases)) {
            *end = arena_new(&searching->query.arena, 1, sizeof(**end));
            if (!*end) {
                return ST_NO_MEMORY;
            }
            **end = *child;
            (*end)->next = NULL;
            end = &(*end)->next;
            continue;
        }
        for (uint64_t left = query_wanted(child); left; left &= left - 1) {
            const uint32_t phrase = (uint32_t)__builtin_ctzll(left);
            if (searching->query.origins[phrase].phrase == phrase) {
                searching->relaxed[searching->n_relaxed++] =
                    searching->query.words[phrase];
            }
        }
    }
    return ST_OK;
}

/** Look for as many words as stand near each other anywhere. */
static enum status
relax(struct searching *searching, const struct query_node *root)
{
    if (root->op != QUERY_ALL) {
        return ST_OK;
    }
    const struct look most = {root, NULL, SPAN_NEAR, true};
    TRY(look_for(searching, &most, 1));
    const struct candidate *best;
    TRY(best_next(&searching->ranker.best, &best));
    if (!best) {
        return ST_OK;
    }
    struct query_node kept;
    TRY(drop_unfulfilled(searching, root, best->phrases, &kept));
    return look(searching, &(struct look){&kept, NULL, SPAN_NEAR, false});
}

/** Whether the place that a question resembles most has much of how it is
 * asked, but not what it is about; nor is it where its words were found. */
static bool
misses_point(const struct searching *searching)
{
    const struct hits *hits = &searching->hits;
    return searching->query.sentence.is_question &&
           verdict_lacks_rarest(&searching->resembling,
                                hits->n > 0 ? &hits->list[0].candidate : NULL);
}

/** Whether the sentence is likelier to be what it resembles most than to be
 * about the best passage that has its words. */
static enum status
is_likelier(const struct searching *searching, bool *likelier)
{
    const struct candidate *found = &searching->hits.list[0].candidate;
    double likelihood = 0;
    TRY(quote_weigh(searching->quoting, found, &likelihood));
    *likelier = verdict_is_likelier(&searching->resembling, found, likelihood);
    return ST_OK;
}

/** Put what resembles the sentence before the passages that have its words,
 * where that is likelier what was meant; or behind them, where it is but a
 * way to ask. */
static enum status
prefer_resembling(struct searching *searching)
{
    struct hits *hits = &searching->hits;
    const struct search_hit *found = hits->list;
    const size_t n_found = hits->n;
    bool likelier = false;
    if (n_found > 0 && (verdict_is_way_to_ask(&searching->resembling) ||
                        misses_point(searching))) {
        return add_resembling(searching, verdict_alike);
    }
    TRY(n_found > 0 ? is_likelier(searching, &likelier) : ST_OK);
    if (!likelier) {
        return ST_OK;
    }
    TRY(hits_start_over(hits, searching->arena));
    TRY(add_resembling(searching, verdict_alike));
    const size_t n_before = hits->n;
    for (size_t i = 0;
         i < n_found && !is_sorted(searching) && !hits_are_enough(hits); i++) {
        hits_add_again(hits, &found[i]);
    }
    hits_share_scores(hits, n_before);
    return ST_OK;
}

/** Look further, step by step, until something is found. */
static enum status
look_further(struct searching *searching, const struct query_node *root)
{
    if (searching->query.sentence.is_quoted ||
        (verdict_is_quotation(&searching->resembling) &&
         !misses_point(searching))) {
        TRY(add_resembling(searching, verdict_alike));
        if (searching->hits.n > 0) {
            return ST_OK; /* no word was looked for by another one */
        }
    }
    if (root->op == QUERY_ALL) {
        TRY(look(searching, &(struct look){root, NULL, SPAN_FAR, false}));
    }
    if (searching->hits.n == 0) {
        TRY(relax(searching, root));
    }
    if (searching->hits.n == 0) {
        searching->n_relaxed = 0;
        return ST_OK;
    }
    return searching->n_expansions == 0 ? note_expansions(searching) : ST_OK;
}

/** Leave words out that say nothing, and tell so. */
static enum status
take_gist(struct searching *searching)
{
    struct buffer left_out;
    buffer_init(&left_out, EXPLANATION_MAX_BYTES);
    const enum status status = query_take_gist(
        &searching->query, searching->reader, &left_out, searching->error);
    if (left_out.size > 0) {
        buffer_print(&searching->explanation, "; passed over: %.*s",
                     (int)left_out.size, left_out.data);
    }
    const bool has_failed = left_out.has_failed;
    buffer_finish(&left_out);
    return has_failed ? ST_NO_MEMORY : status;
}

/** Find what there is, best first. */
static enum status
find(struct searching *searching)
{
    int64_t n_transcripts;
    TRY(reader_size(searching->reader, &n_transcripts, &searching->n_tokens,
                    searching->error));
    TRY(scan_init(&searching->scan, searching->reader, &searching->query,
                  searching->error));
    TRY(order_init(&searching->order, searching->options->sort,
                   searching->reader, searching->error));
    TRY(hits_bound(&searching->hits, searching->reader,
                   searching->options->per_recording, searching->error));
    TRY(searching->options->is_exact ? ST_OK : take_gist(searching));
    TRY(searching->options->is_exact
            ? ST_OK
            : query_respell(&searching->query, searching->reader,
                            searching->error));
    TRY(look_for_typed(searching));
    const struct query_node *root = searching->query.root;
    TRY(look_wider(searching, &root));
    if (!searching->query.sentence.is_quoted &&
        verdict_is_quotation(&searching->resembling)) {
        TRY(prefer_resembling(searching));
    }
    return searching->hits.n == 0 ? look_further(searching, root) : ST_OK;
}

/** Look words up that no look counted: a sentence that was found word for word
 * may have filled the page. */
static enum status
count_words(struct searching *searching)
{
    const struct query *query = &searching->query;
    bool are_behind = false;
    uint64_t left = searching->counted != 0 && query->index == MATCH_SPEECH
                        ? query_wanted(query->root) & ~searching->counted
                        : 0;
    TRY(left ? reader_terms_are_behind(searching->reader, &are_behind,
                                       searching->error)
             : ST_OK);
    for (left = are_behind ? 0 : left; left; left &= left - 1) {
        const uint32_t i = (uint32_t)__builtin_ctzll(left);
        struct term_count count;
        if (query->phrases[i].n_tokens == 1 && !query->phrases[i].is_prefix) {
            TRY(reader_term(searching->reader, query_tokens(query, i), &count,
                            searching->error));
            searching->counts[i].n_occurrences = count.n_said;
            searching->counted |= UINT64_C(1) << i;
        }
    }
    return ST_OK;
}

/** Finish the explanation: what was counted, and what was left out. */
static const char *
explain(struct searching *searching)
{
    struct buffer *text = &searching->explanation;
    const struct query *query = &searching->query;
    uint64_t left =
        query->root ? query_wanted(query->root) & searching->counted : 0;
    for (const char *before = "; said:"; left; left &= left - 1) {
        const int i = __builtin_ctzll(left);
        const struct phrase_count *count = &searching->counts[i];
        if (query->origins[i].phrase != (uint32_t)i &&
            (count->n_occurrences == 0 || query->origins[i].is_as_typed)) {
            continue; /* nobody writes it so, or nobody counted */
        }
        buffer_print(text, "%s %s %s%" PRId64 " time%s", before,
                     query->words[i], count->is_estimate ? "about " : "",
                     count->n_occurrences,
                     count->n_occurrences == 1 ? "" : "s");
        before = ",";
    }
    for (size_t i = 0; i < searching->n_relaxed; i++) {
        buffer_print(text, "%s %s", i == 0 ? "; left out:" : ",",
                     searching->relaxed[i]);
    }
    return text->has_failed ? NULL
                            : arena_copy(searching->arena, buffer_slice(text));
}

/** The filter that nothing in the archive fits, as it may be typed; NULL for
 * none, or without memory. */
static const char *
unfit_filter(struct searching *searching)
{
    const struct query_filter *unfit = searching->scan.filter.unfit;
    struct buffer text;
    buffer_init(&text, EXPLANATION_MAX_BYTES);
    if (unfit) {
        const char *mark = strchr(unfit->value, ' ') ? "\"" : "";
        buffer_print(&text, "%s:%s%s%s", query_field_name(unfit->field), mark,
                     unfit->value, mark);
    }
    const char *typed =
        unfit ? arena_copy(searching->arena, buffer_slice(&text)) : NULL;
    buffer_finish(&text);
    return typed;
}

/** Put together what was found and how the query was understood. */
static enum status
make_results(struct searching *searching, struct search_results *results)
{
    struct arena *arena = searching->arena;
    const size_t offset = searching->options->offset;
    const size_t n = searching->hits.n;
    *results = (struct search_results){
        .hits = searching->hits.list + (n > offset ? offset : n),
        .n_hits = n > offset ? n - offset : 0,
        .relaxed =
            arena_new(arena, searching->n_relaxed, sizeof(*results->relaxed)),
        .n_relaxed = searching->n_relaxed,
        .expansions = searching->expansions,
        .n_expansions = searching->n_expansions,
        .explanation = explain(searching),
        .has_words = searching->query.root != NULL,
        .unfit_filter = unfit_filter(searching),
    };
    for (size_t i = 0; results->relaxed && i < searching->n_relaxed; i++) {
        results->relaxed[i] =
            arena_copy(arena, slice_of(searching->relaxed[i]));
    }
    return results->explanation && !arena->has_failed ? ST_OK : ST_NO_MEMORY;
}

/** Everything between the beginning and the end of a read transaction. */
static enum status
answer(struct searching *searching, struct search_results *results)
{
    const struct search_options *options = searching->options;
    TRY(hits_init(&searching->hits, searching->arena,
                  (size_t)options->offset + options->limit));
    TRY(query_parse(&searching->query, options->query));
    query_describe(&searching->query, &searching->explanation);
    if (searching->query.root) {
        TRY(find(searching));
        TRY(count_words(searching));
    }
    return make_results(searching, results);
}

/** Free what a search holds. */
static void
finish(struct searching *searching)
{
    buffer_finish(&searching->explanation);
    order_finish(&searching->order);
    hits_finish(&searching->hits);
    ranker_finish(&searching->ranker);
    scan_finish(&searching->scan);
    quote_finish(searching->quoting);
    query_finish(&searching->query);
    free(searching);
}

enum status
search(struct reader *reader, const struct search_options *options,
       struct arena *arena, struct search_results *results, struct error *error)
{
    struct error detail = {0};
    struct search_results found = {0};
    struct searching *searching = calloc(1, sizeof(*searching));
    if (!searching) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *searching = (struct searching){
        .reader = reader,
        .options = options,
        .arena = arena,
        .source = {scan_lines, &searching->scan},
        .error = &detail,
    };
    buffer_init(&searching->explanation, EXPLANATION_MAX_BYTES);
    const enum status status = answer(searching, &found);
    finish(searching);
    if (status == ST_OK) {
        *results = found;
    } else if (status == ST_NO_MEMORY) {
        error_set(error, status, "out of memory");
    } else if (error) {
        *error = detail;
    }
    return status;
}
