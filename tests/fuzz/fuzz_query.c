/*
 * Any bytes as a query: parsed, described, and answered from an archive of
 * the corpus, which takes it through lowering, the index's expression,
 * ranking and passages.  No text may be an error.
 */
#include "fuzz.h"

#include "query/tree.h"
#include "quoth.h"
#include "small_archive.h"
#include "text/token.h"

#include <stdlib.h>

/* How long an answer may take: the sanitizers are slow, the corpus small. */
enum { DEADLINE_MS = 5000, DESCRIPTION_MAX = 1 << 26 };

static struct quoth *archive;

/** End the handle, before the archive is removed. */
static void
close_archive(void)
{
    quoth_close(archive);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const struct quoth_open_options where = {.path = small_archive_make()};
    must(quoth_open(&where, &archive, NULL) == QUOTH_OK);
    atexit(close_archive);
    return 0;
}

/** A phrase must have as many tokens as its stream has. */
static void
check_phrase(const struct match_phrase *phrase)
{
    const struct slice tokens = phrase->tokens;
    must(phrase->n_tokens > 0 && tokens.size > 0);
    must(tokens.data[tokens.size - 1] == TOKEN_SEPARATOR);
    uint32_t n = 0;
    for (size_t i = 0; i < tokens.size; i++) {
        must(tokens.data[i] != '"' && tokens.data[i] != '\0');
        n += tokens.data[i] == TOKEN_SEPARATOR;
    }
    must(n == phrase->n_tokens);
}

/** The tree must be of bounded depth, so that recursion on it is, and use
 * each phrase at most once.  Adds what is used to *used. */
static void
check_node(const struct query_node *node, int depth, uint64_t *used)
{
    must(depth <= MATCH_DEPTH_MAX);
    if (node->op == QUERY_PHRASE) {
        must(node->phrase < PHRASES_MAX && !(*used >> node->phrase & 1));
        *used |= UINT64_C(1) << node->phrase;
        must(!node->child);
        return;
    }
    must(node->child != NULL);
    must(node->op != QUERY_NOT || !node->child->next);
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        check_node(child, depth + 1, used);
    }
}

/** Check a query as it was understood. */
static void
check_query(struct slice text)
{
    struct query query;
    must(query_parse(&query, text) == ST_OK);
    must(query.n_phrases <= PHRASES_MAX);
    for (uint32_t i = 0; i < query.n_phrases; i++) {
        check_phrase(&query.phrases[i]);
        must(query.words[i] != NULL);
    }
    if (query.root) {
        uint64_t used = 0;
        check_node(query.root, 0, &used);
        must(query.n_phrases == PHRASES_MAX || used >> query.n_phrases == 0);
        must(query_wanted(query.root) != 0);
        must((query_wanted(query.root) & ~used) == 0);
        must(query_holds(query.root, query_wanted(query.root)));
        must(query_allows(query.root, query_wanted(query.root)));
    }
    struct buffer description;
    buffer_init(&description, DESCRIPTION_MAX);
    query_describe(&query, &description);
    must(!description.has_failed);
    buffer_finish(&description);
    query_finish(&query);
}

/** A hit's matches must be inside of its text, in order. */
static void
check_hit(const struct quoth_hit *hit)
{
    const size_t size = strlen(hit->text);
    must(hit->n_matches > 0);
    for (size_t i = 0; i < hit->n_matches; i++) {
        const struct quoth_match *match = &hit->matches[i];
        must(match->begin < match->end && match->end <= size);
        must(i == 0 || match[-1].begin <= match->begin);
    }
    for (size_t i = 0; i < hit->n_differences; i++) {
        const struct quoth_difference *difference = &hit->differences[i];
        must(difference->begin <= difference->end && difference->end <= size);
        must((difference->kind == QUOTH_WORD_ADDED) == !difference->asked);
    }
    must(hit->closeness > 0 && hit->closeness <= 1);
    must(hit->closeness < 1 || hit->n_differences == 0);
    must_be_clean(slice_of(hit->text));
}

/** Options that follow from the text, so that the same input is the same
 * search. */
static struct quoth_search_options
options_for(const char *text)
{
    unsigned bits = 0;
    for (const char *c = text; *c; c++) {
        bits = 31 * bits + (unsigned char)*c;
    }
    return (struct quoth_search_options){
        .query = text,
        .limit = 3,
        .offset = bits >> 8 & 3,
        .deadline_ms = DEADLINE_MS,
        .sort = (enum quoth_sort)((bits >> 4) % 3),
        .per_recording = bits >> 12 & 1,
        .is_exact = bits >> 16 & 1,
        .lists_same = bits >> 20 & 1,
        .context_segments = bits >> 24 & 1,
    };
}

/** Answer a query, up to its first NUL. */
static void
check_answer(const char *text)
{
    const struct quoth_search_options options = options_for(text);
    struct quoth_results *results;
    must(quoth_search(archive, &options, &results, NULL) == QUOTH_OK);
    must(results->n_hits <= 3 && results->explanation);
    for (size_t i = 0; i < results->n_hits; i++) {
        check_hit(&results->hits[i]);
    }
    quoth_results_free(results);
    int64_t total = -1;
    must(quoth_tally(archive, &options, NULL, NULL, &total, NULL) == QUOTH_OK);
    must(total >= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice input = {(const char *)data, size};
    char *copy = fuzz_copy(input);
    check_query((struct slice){copy, size});
    free(copy);
    char *text = malloc(size + 1);
    must(text != NULL);
    memcpy(text, size > 0 ? input.data : "", size);
    text[size] = '\0';
    check_answer(text);
    free(text);
    return 0;
}
