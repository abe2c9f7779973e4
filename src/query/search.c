/*
 * The steps of a search: parse, filter, walk and rank, relax while there is
 * nothing, make passages.
 *
 * All words are wanted near each other.  Where no passage has them, first
 * the window is widened, then words are dropped: those that are never said,
 * then the most common, so that the rarest stay.
 */
#include "query/search.h"

#include "base/map.h"
#include "query/filter.h"
#include "query/rank.h"
#include "text/transcript.h"

#include <inttypes.h>
#include <stdlib.h>

/** Tokens in which all words of a query must stand: near, and far. */
enum { SPAN_NEAR = 60, SPAN_FAR = 300 };

enum { EXPLANATION_MAX_BYTES = 1024 * 1024 };

/** A search under way. */
struct searching {
    struct reader *reader;
    const struct search_options *options;
    struct query query;
    struct filter filter;
    struct ranker ranker;
    struct match_node nodes[4 * PHRASES_MAX];
    size_t n_nodes;
    int64_t n_tokens;                        /**< in the archive */
    struct phrase_count counts[PHRASES_MAX]; /**< in the archive */
    bool has_counts;
    int64_t n_said[PHRASES_MAX]; /**< where the filters allow it */
    bool has_said;

    /* The place array that was used last. */
    struct place place;
    int64_t place_of; /**< its transcript, or 0 */

    struct positions lists[PHRASES_MAX]; /**< filtered by speaker */
    uint32_t *kept[PHRASES_MAX];
    size_t kept_capacity[PHRASES_MAX];

    struct buffer explanation;
    struct query_node *root; /**< what is looked for now */
    const char *relaxed[PHRASES_MAX];
    size_t n_relaxed;
    struct error *error;
};

/** Turn a node into one that selects transcripts: what is excluded selects
 * nothing.  NULL where nothing is left. */
static const struct match_node *
lower(struct searching *searching, const struct query_node *node)
{
    if (node->op == QUERY_NOT ||
        searching->n_nodes ==
            sizeof(searching->nodes) / sizeof(*searching->nodes)) {
        return NULL;
    }
    struct match_node *match = &searching->nodes[searching->n_nodes++];
    *match = (struct match_node){.phrase = node->phrase};
    if (node->op == QUERY_PHRASE) {
        match->op = MATCH_PHRASE;
        return match;
    }
    match->op = node->op == QUERY_ALL ? MATCH_ALL : MATCH_ANY;
    const struct match_node **end = &match->child;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const struct match_node *lowered = lower(searching, child);
        if (lowered) {
            struct match_node *own =
                &searching->nodes[lowered - searching->nodes];
            *end = own;
            end = &own->next;
        }
    }
    return match->child ? match : NULL;
}

/** Make sure that the place array of a transcript is loaded. */
static enum status
load_place(struct searching *searching, int64_t transcript)
{
    if (searching->place_of == transcript) {
        return ST_OK;
    }
    place_finish(&searching->place);
    searching->place_of = 0;
    TRY(reader_place(searching->reader, transcript, searching->query.index,
                     &searching->place, searching->error));
    searching->place_of = transcript;
    return ST_OK;
}

/** Receives the line of one segment. */
static enum status
take_line(void *context, const struct segment_row *row)
{
    *(int64_t *)context = row->line;
    return ST_OK;
}

/** How many segments after an indexed one are not indexed, while the next
 * ones are few enough for a loop's round. */
static uint32_t
count_unindexed(const struct place *place, size_t at)
{
    for (size_t i = at; i + 1 < place->n_segments && i < at + LOOP_PERIOD_MAX;
         i++) {
        const uint32_t gap =
            place->segments[i + 1].seq - place->segments[i].seq - 1;
        if (gap > 0) {
            return gap;
        }
    }
    return 0;
}

/** The ranker asks what is said between two tokens. */
static enum status
find_lines(void *context, int64_t transcript, const uint32_t tokens[2],
           struct said_lines *said)
{
    struct searching *searching = context;
    TRY(load_place(searching, transcript));
    const struct place *place = &searching->place;
    int64_t *const lines[] = {&said->first, &said->last};
    said->n_loop = count_unindexed(place, place_find(place, tokens[0]));
    for (int i = 0; i < 2; i++) {
        const size_t at = place_find(place, tokens[i]);
        if (at == place->n_segments) {
            return error_set(searching->error, ST_DAMAGED,
                             "transcript %" PRId64
                             " has fewer words than its index",
                             transcript);
        }
        const int64_t seq = place->segments[at].seq;
        const struct segment_range range = {transcript, seq, seq};
        *lines[i] = 0;
        TRY(reader_segments(searching->reader, range, take_line, lines[i],
                            searching->error));
    }
    return ST_OK;
}

/** Keep the positions of one phrase that an allowed speaker says. */
static enum status
keep_allowed(struct searching *searching, uint32_t phrase,
             const struct positions *list)
{
    const struct place *place = &searching->place;
    size_t segment = 0;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        while (segment + 1 < place->n_segments &&
               place->segments[segment + 1].first_token <= list->at[i]) {
            segment++;
        }
        if (place->n_segments == 0 ||
            !filter_allows_speaker(&searching->filter,
                                   place->segments[segment].speaker)) {
            continue;
        }
        if (!array_grow(&searching->kept[phrase],
                        &searching->kept_capacity[phrase], n,
                        sizeof(**searching->kept))) {
            return ST_NO_MEMORY;
        }
        searching->kept[phrase][n++] = list->at[i];
    }
    searching->lists[phrase] = (struct positions){searching->kept[phrase], n};
    return ST_OK;
}

/** Replace a transcript's positions by those that an allowed speaker says. */
static enum status
filter_lists(struct searching *searching, int64_t transcript,
             const struct positions **lists)
{
    TRY(reader_check_deadline(searching->reader, searching->error));
    if (!searching->filter.has_speakers) {
        return ST_OK;
    }
    TRY(load_place(searching, transcript));
    for (uint32_t i = 0; i < searching->query.n_phrases; i++) {
        TRY(keep_allowed(searching, i, &(*lists)[i]));
    }
    *lists = searching->lists;
    return ST_OK;
}

/** The walk tells a transcript's positions. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct searching *searching = context;
    TRY(filter_lists(searching, transcript, &lists));
    return ranker_add(&searching->ranker, transcript, lists);
}

/** The walk tells how often phrases are said. */
static enum status
take_counts(void *context, const struct phrase_count *counts)
{
    struct searching *searching = context;
    memcpy(searching->counts, counts, sizeof(searching->counts));
    searching->has_counts = true;
    ranker_weigh(&searching->ranker, counts, searching->n_tokens);
    return ST_OK;
}

/** The walk asks whether it should read a transcript. */
static bool
wants(void *context, int64_t transcript)
{
    const struct searching *searching = context;
    return filter_allows(&searching->filter, transcript);
}

/** How many candidates to keep: more than are asked for, since some overlap,
 * and the same number for neighbouring pages, so that they agree. */
static size_t
candidates_for(const struct search_options *options)
{
    enum { PAGE = 20 };
    const size_t n = options->limit + options->offset;
    return 2 * ((n + PAGE - 1) / PAGE * PAGE);
}

/** Look for searching->root within windows of `span` tokens. */
static enum status
look(struct searching *searching, uint32_t span)
{
    const struct search_options *options = searching->options;
    const struct rank_source source = {find_lines, searching};
    const struct match_sink sink = {take_counts, wants, take_row, searching};
    ranker_finish(&searching->ranker);
    TRY(ranker_init(&searching->ranker, &searching->query, searching->root,
                    candidates_for(options)));
    searching->ranker.span = span;
    searching->ranker.source = &source;
    searching->n_nodes = 0;
    const struct match_node *root = lower(searching, searching->root);
    if (!root) {
        return ST_OK;
    }
    uint64_t in_tree = 0;
    for (size_t i = 0; i < searching->n_nodes; i++) {
        if (searching->nodes[i].op == MATCH_PHRASE) {
            in_tree |= UINT64_C(1) << searching->nodes[i].phrase;
        }
    }
    const uint64_t excluded =
        query_wanted(searching->query.root) ^
        (searching->query.n_phrases == PHRASES_MAX
             ? UINT64_MAX
             : (UINT64_C(1) << searching->query.n_phrases) - 1);
    const struct match_query match = {
        .index = searching->query.index,
        .phrases = searching->query.phrases,
        .n_phrases = searching->query.n_phrases,
        .root = root,
        .extra = excluded & ~in_tree,
    };
    return reader_walk(searching->reader, &match, &sink, searching->error);
}

/** For counting only: add up what the filters allow; without filters the
 * counts that came before the first row are enough, and it ends the walk. */
static enum status
count_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct searching *searching = context;
    const struct filter *filter = &searching->filter;
    if (!filter->has_transcripts && !filter->has_speakers) {
        return ST_INTERRUPTED;
    }
    TRY(filter_lists(searching, transcript, &lists));
    for (uint32_t i = 0; i < searching->query.n_phrases; i++) {
        searching->n_said[i] += (int64_t)lists[i].n;
    }
    return ST_OK;
}

/** Learn how often each phrase is said where the filters allow it. */
static enum status
count_phrases(struct searching *searching)
{
    const struct match_sink sink = {take_counts, wants, count_row, searching};
    struct match_node nodes[PHRASES_MAX + 1] = {{.op = MATCH_ANY}};
    const uint32_t n = searching->query.n_phrases;
    if (searching->has_said) {
        return ST_OK;
    }
    searching->has_said = true;
    nodes[0].child = &nodes[1];
    for (uint32_t i = 0; i < n; i++) {
        nodes[i + 1] = (struct match_node){
            .phrase = i, .next = i + 1 < n ? &nodes[i + 2] : NULL};
    }
    const struct match_query match = {
        .index = searching->query.index,
        .phrases = searching->query.phrases,
        .n_phrases = n,
        .root = &nodes[0],
    };
    const enum status status =
        reader_walk(searching->reader, &match, &sink, searching->error);
    if (status == ST_INTERRUPTED) {
        for (uint32_t i = 0; i < n; i++) {
            searching->n_said[i] = searching->counts[i].n_occurrences;
        }
        return ST_OK;
    }
    return status;
}

/** How often a child is said: a phrase's count, the sum of alternatives. */
static int64_t
count_of(const struct searching *searching, const struct query_node *node)
{
    int64_t sum = 0;
    for (uint64_t left = query_wanted(node); left; left &= left - 1) {
        sum += searching->n_said[__builtin_ctzll(left)];
    }
    return sum;
}

/** Which child of the root to drop next: one never said, else the most
 * common; NULL when only one is left. */
static struct query_node *
find_dispensable(const struct searching *searching)
{
    struct query_node *found = NULL;
    int64_t highest = -1;
    size_t n = 0;
    for (struct query_node *child = searching->root->child; child;
         child = child->next) {
        if (child->op == QUERY_NOT) {
            continue;
        }
        n++;
        const int64_t count = count_of(searching, child);
        const int64_t rank = count == 0 ? INT64_MAX : count;
        if (rank > highest) {
            highest = rank;
            found = child;
        }
    }
    return n > 1 ? found : NULL;
}

/** Take a child out of the root, and note its words. */
static void
drop(struct searching *searching, struct query_node *child)
{
    struct query_node **link = &searching->root->child;
    while (*link != child) {
        link = &(*link)->next;
    }
    *link = child->next;
    for (uint64_t left = query_wanted(child); left; left &= left - 1) {
        searching->relaxed[searching->n_relaxed++] =
            searching->query.words[__builtin_ctzll(left)];
    }
}

/** Look again and again with fewer words, until something is found. */
static enum status
relax(struct searching *searching)
{
    if (searching->root->op != QUERY_ALL) {
        return ST_OK;
    }
    TRY(look(searching, SPAN_FAR));
    while (searching->ranker.n_heap == 0) {
        TRY(count_phrases(searching));
        struct query_node *child = find_dispensable(searching);
        if (!child) {
            return ST_OK;
        }
        drop(searching, child);
        TRY(look(searching, SPAN_NEAR));
    }
    return ST_OK;
}

/** Finish the explanation: what was counted, and what was left out. */
static const char *
explain(struct searching *searching, struct arena *arena)
{
    struct buffer *text = &searching->explanation;
    const uint32_t n = searching->has_counts ? searching->query.n_phrases : 0;
    for (uint32_t i = 0; i < n; i++) {
        buffer_print(text, "%s %s %s%" PRId64 " times",
                     i == 0 ? "; said:" : ",", searching->query.words[i],
                     searching->counts[i].n_transcripts > 255 ? "about " : "",
                     searching->counts[i].n_occurrences);
    }
    for (size_t i = 0; i < searching->n_relaxed; i++) {
        buffer_print(text, "%s %s", i == 0 ? "; left out:" : ",",
                     searching->relaxed[i]);
    }
    return text->has_failed ? NULL : arena_copy(arena, buffer_slice(text));
}

/** Whether a passage shares words with one that is better. */
static bool
overlaps(const struct search_hit *better, size_t n,
         const struct passage *passage)
{
    for (size_t i = 0; i < n; i++) {
        const struct passage *other = &better[i].passage;
        if (other->transcript == passage->transcript &&
            other->first_token < passage->end_token &&
            passage->first_token < other->end_token) {
            return true;
        }
    }
    return false;
}

/** Make the passages of the best candidates; of those that overlap, only the
 * best. */
static enum status
make_hits(struct searching *searching, struct arena *arena,
          struct search_results *results)
{
    struct ranker *ranker = &searching->ranker;
    const struct passage_source source = {searching->reader, &searching->query,
                                          arena};
    const size_t offset = searching->options->offset;
    const size_t n_wanted = offset + searching->options->limit;
    struct search_hit *hits = arena_new(arena, n_wanted, sizeof(*hits));
    if (!hits) {
        return ST_NO_MEMORY;
    }
    size_t n = 0;
    ranker_sort(ranker);
    for (size_t i = 0; i < ranker->n_heap && n < n_wanted; i++) {
        struct passage passage;
        TRY(passage_make(&source, &ranker->heap[i], &passage,
                         searching->error));
        if (!overlaps(hits, n, &passage)) {
            hits[n++] = (struct search_hit){ranker->heap[i].score, passage};
        }
    }
    results->hits = hits + (n > offset ? offset : n);
    results->n_hits = n > offset ? n - offset : 0;
    return ST_OK;
}

/** Copy what tells how it was understood. */
static enum status
make_account(struct searching *searching, struct arena *arena,
             struct search_results *results)
{
    results->explanation = explain(searching, arena);
    results->relaxed =
        arena_new(arena, searching->n_relaxed, sizeof(*results->relaxed));
    for (size_t i = 0; results->relaxed && i < searching->n_relaxed; i++) {
        results->relaxed[i] =
            arena_copy(arena, slice_of(searching->relaxed[i]));
        results->n_relaxed++;
    }
    return results->explanation && !arena->has_failed ? ST_OK : ST_NO_MEMORY;
}

/** Everything between the beginning and the end of a read transaction. */
static enum status
answer(struct searching *searching, struct arena *arena,
       struct search_results *results)
{
    int64_t n_transcripts;
    TRY(query_parse(&searching->query, searching->options->query));
    query_describe(&searching->query, &searching->explanation);
    if (searching->query.root) {
        searching->root = searching->query.root;
        TRY(reader_size(searching->reader, &n_transcripts, &searching->n_tokens,
                        searching->error));
        TRY(filter_init(&searching->filter, &searching->query,
                        searching->reader, searching->error));
        TRY(look(searching, SPAN_NEAR));
        if (searching->ranker.n_heap == 0) {
            TRY(relax(searching));
        }
        if (searching->ranker.n_heap == 0) {
            searching->n_relaxed = 0;
        }
        TRY(make_hits(searching, arena, results));
    }
    return make_account(searching, arena, results);
}

/** Free what a search holds. */
static void
finish(struct searching *searching)
{
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        free(searching->kept[i]);
    }
    buffer_finish(&searching->explanation);
    place_finish(&searching->place);
    ranker_finish(&searching->ranker);
    filter_finish(&searching->filter);
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
        .reader = reader, .options = options, .error = &detail};
    buffer_init(&searching->explanation, EXPLANATION_MAX_BYTES);
    const enum status status = answer(searching, arena, &found);
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
