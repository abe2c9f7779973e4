/*
 * The query's tree, copied, with a node that stands for any of a word and
 * what is like it in the place of the word.
 */
#include "query/expand.h"

#include "query/alike.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

/** What is like a word counts less than the word. */
static const double worths[] = {
    [LIKE_INFLECTION] = 0.8,
    [LIKE_SPELLING] = 0.6,
    [LIKE_SOUND] = 0.4,
    [LIKE_COMPOUND] = 0.9,
};

/** Expanding under way. */
struct expanding {
    struct query *query;
    struct reader *reader;
    struct alike alike;
    struct error *error;
};

/** Whether a node is a word as it was typed. */
static bool
is_word(const struct query *query, const struct query_node *node)
{
    return node && node->op == QUERY_PHRASE &&
           query->origins[node->phrase].phrase == node->phrase &&
           query->phrases[node->phrase].n_tokens == 1 &&
           !query->phrases[node->phrase].is_prefix;
}

/** The word as it was typed that a node stands for, with its other spellings
 * (query/respell.h) or without; NULL where there is more to it. */
static const struct query_node *
typed_word(const struct query *query, const struct query_node *node)
{
    if (!node || node->op != QUERY_ANY || !is_word(query, node->child)) {
        return is_word(query, node) ? node : NULL;
    }
    for (const struct query_node *other = node->child->next; other;
         other = other->next) {
        if (other->op != QUERY_PHRASE ||
            query->origins[other->phrase].phrase != node->child->phrase) {
            return NULL;
        }
    }
    return node->child;
}

/** Two tokens written as one, in the arena; empty without memory. */
static struct slice
join(struct arena *arena, struct slice first, struct slice second)
{
    char *joined = arena_new(arena, first.size + second.size, 1);
    if (!joined) {
        return (struct slice){NULL, 0};
    }
    memcpy(joined, first.data, first.size);
    memcpy(joined + first.size, second.data, second.size);
    return (struct slice){joined, first.size + second.size};
}

/** Whether figures would meet where two tokens are joined: `3.5` is not 35. */
static bool
are_figures(struct slice first, struct slice second)
{
    return is_digit(first.data[first.size - 1]) && is_digit(second.data[0]);
}

/** Whether figures would meet in the middle of a phrase of two tokens. */
static bool
has_figures(const struct query *query, uint32_t phrase)
{
    const struct slice tokens = query_tokens(query, phrase);
    const size_t gap = slice_find(tokens, SLICE(" "), 0);
    return gap + 1 < tokens.size &&
           are_figures(slice_part(tokens, 0, gap), slice_from(tokens, gap + 1));
}

/** Whether a node is two words typed as one: `low-hanging`. */
static bool
is_compound(const struct query *query, const struct query_node *node)
{
    return node->op == QUERY_PHRASE && !has_figures(query, node->phrase) &&
           query->origins[node->phrase].phrase == node->phrase &&
           query->phrases[node->phrase].n_tokens == 2 &&
           !query->phrases[node->phrase].is_prefix &&
           !strchr(query->words[node->phrase], ' ');
}

/** A phrase of two tokens without what separates them, in the arena. */
static struct slice
join_halves(struct query *query, uint32_t phrase)
{
    const struct slice tokens = query_tokens(query, phrase);
    const char *gap = memchr(tokens.data, TOKEN_SEPARATOR, tokens.size);
    const size_t size = (size_t)(gap - tokens.data);
    return join(&query->arena, slice_part(tokens, 0, size),
                slice_from(tokens, size + 1));
}

/** Note the words below a node. */
static enum status
collect(struct expanding *expanding, const struct query_node *node)
{
    struct query *query = expanding->query;
    if (is_word(query, node)) {
        const struct alike_word word = {
            .phrase = node->phrase,
            .token = query_tokens(query, node->phrase),
        };
        TRY(alike_add(&expanding->alike, &word, expanding->reader,
                      expanding->error));
    }
    if (is_compound(query, node)) {
        const struct alike_word word = {
            .phrase = node->phrase,
            .token = join_halves(query, node->phrase),
            .is_joined = true,
        };
        TRY(alike_add(&expanding->alike, &word, expanding->reader,
                      expanding->error));
    }
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (child->op != QUERY_NOT) {
            TRY(collect(expanding, child));
        }
    }
    return ST_OK;
}

/** The word that was noted for a phrase, by itself or with the next; NULL
 * for none. */
static const struct alike_word *
find_word(const struct expanding *expanding, uint32_t phrase, bool is_joined)
{
    for (size_t i = 0; i < expanding->alike.n_words; i++) {
        const struct alike_word *word = &expanding->alike.words[i];
        if (word->phrase == phrase && word->is_joined == is_joined) {
            return word;
        }
    }
    return NULL;
}

/** Whether a phrase is a word that may be a mistake. */
static bool
is_doubtful(const struct expanding *expanding, uint32_t phrase)
{
    const struct alike_word *word = find_word(expanding, phrase, false);
    return word && word->is_doubtful;
}

/** Note neighbours below a node as they would be written together. */
static enum status
collect_pairs(struct expanding *expanding, const struct query_node *node)
{
    struct query *query = expanding->query;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const struct query_node *first = typed_word(query, child);
        const struct query_node *next = typed_word(query, child->next);
        if (child->op != QUERY_NOT) {
            TRY(collect_pairs(expanding, child));
        }
        if (node->op != QUERY_ALL || !first || !next ||
            are_figures(query_tokens(query, first->phrase),
                        query_tokens(query, next->phrase))) {
            continue;
        }
        struct alike *alike = &expanding->alike;
        const struct alike_word joined = {
            .phrase = first->phrase,
            .token = join(&query->arena, query_tokens(query, first->phrase),
                          query_tokens(query, next->phrase)),
            .is_joined = true,
        };
        const size_t n_before = alike->n_words;
        TRY(alike_add(alike, &joined, expanding->reader, expanding->error));
        if (alike->n_words > n_before) {
            /* Two words that are both right are no mistake together. */
            alike->words[n_before].is_doubtful &=
                is_doubtful(expanding, first->phrase) ||
                is_doubtful(expanding, next->phrase);
        }
    }
    return query->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Whether a phrase has that other spelling already (query/respell.h). */
static bool
has_spelling(const struct query *query, uint32_t origin, struct slice tokens)
{
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        if (query->origins[i].phrase == origin &&
            query->origins[i].worth >= 1 &&
            slice_equal(query_tokens(query, i), tokens)) {
            return true;
        }
    }
    return false;
}

/** Add a variant to the query's phrases; NULL where it is there, or there is
 * no room, which is no failure, or no memory. */
static struct query_node *
make_phrase(struct query *query, uint32_t origin,
            const struct alike_variant *variant)
{
    if (query->n_phrases == PHRASES_MAX ||
        has_spelling(query, origin, variant->tokens)) {
        return NULL;
    }
    struct query_node *node = arena_new(&query->arena, 1, sizeof(*node));
    const struct slice separator = SLICE(" ");
    const struct slice stream = join(&query->arena, variant->tokens, separator);
    const char *word = arena_copy(&query->arena, variant->tokens);
    if (!node || !stream.data || !word) {
        return NULL;
    }
    const uint32_t index = query->n_phrases++;
    query->phrases[index] =
        (struct match_phrase){.tokens = stream, .n_tokens = variant->n_tokens};
    query->words[index] = word;
    query->origins[index] = (struct query_origin){
        .phrase = origin,
        .worth = worths[variant->likeness],
        .likeness = variant->likeness,
        .languages = variant->languages,
    };
    *node = (struct query_node){.op = QUERY_PHRASE, .phrase = index};
    return node;
}

/** A node that stands for any of a list; a lone one for itself. */
static struct query_node *
any_of(struct query *query, struct query_node *first)
{
    if (!first->next) {
        return first;
    }
    struct query_node *any = arena_new(&query->arena, 1, sizeof(*any));
    if (any) {
        *any = (struct query_node){.op = QUERY_ANY, .child = first};
    }
    return any ? any : first;
}

/** Put the variants of a phrase behind a node: those of the word, or of the
 * word with the next one. */
static struct query_node *
add_variants(struct expanding *expanding, struct query_node *node,
             uint32_t phrase, bool is_joined)
{
    const struct alike_word *word = find_word(expanding, phrase, is_joined);
    struct query_node **end = &node->next;
    for (size_t i = 0; word && i < word->n_variants; i++) {
        *end = make_phrase(expanding->query, phrase, &word->variants[i]);
        end = *end ? &(*end)->next : end;
    }
    return any_of(expanding->query, node);
}

static struct query_node *expand_children(struct expanding *expanding,
                                          const struct query_node *node);

/** A copy of a node in which words stand beside what is like them; NULL
 * without memory. */
static struct query_node *
expand_node(struct expanding *expanding, const struct query_node *node)
{
    struct query *query = expanding->query;
    struct query_node *copy = arena_new(&query->arena, 1, sizeof(*copy));
    if (!copy) {
        return NULL;
    }
    *copy = *node;
    copy->next = NULL;
    if (node->op != QUERY_NOT) {
        copy->child = expand_children(expanding, node);
    }
    if (is_word(query, node) || is_compound(query, node)) {
        copy = add_variants(expanding, copy, node->phrase,
                            is_compound(query, node));
        copy->nearness = node->nearness;
    }
    return copy;
}

/** Whether a child and the next are two words that may be written as one. */
static bool
is_pair(const struct expanding *expanding, const struct query_node *node,
        const struct query_node *child)
{
    const struct query *query = expanding->query;
    const struct query_node *first = typed_word(query, child);
    if (node->op != QUERY_ALL || !first || !typed_word(query, child->next)) {
        return false;
    }
    const struct alike_word *joined = find_word(expanding, first->phrase, true);
    return joined && joined->n_variants > 0;
}

/** Two neighbours as one node, with what they are written together; NULL
 * without memory. */
static struct query_node *
expand_pair(struct expanding *expanding, const struct query_node *child)
{
    struct query_node *first = expand_node(expanding, child);
    struct query_node *second = expand_node(expanding, child->next);
    struct query_node *both =
        arena_new(&expanding->query->arena, 1, sizeof(*both));
    if (!first || !second || !both) {
        return NULL;
    }
    first->next = second;
    *both = (struct query_node){.op = QUERY_ALL, .child = first};
    const uint32_t phrase = typed_word(expanding->query, child)->phrase;
    return add_variants(expanding, both, phrase, true);
}

/** Copies of a node's children; the first of them. */
static struct query_node *
expand_children(struct expanding *expanding, const struct query_node *node)
{
    struct query_node *first = NULL;
    struct query_node **end = &first;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const bool takes_two = is_pair(expanding, node, child);
        struct query_node *copy = takes_two ? expand_pair(expanding, child)
                                            : expand_node(expanding, child);
        *end = copy;
        end = copy ? &copy->next : end;
        child = takes_two ? child->next : child;
    }
    return first;
}

/** Expand what was set up. */
static enum status
expand(struct expanding *expanding, const struct query_node **root)
{
    struct query *query = expanding->query;
    const uint32_t n_before = query->n_phrases;
    TRY(reader_terms_are_behind(expanding->reader, &expanding->alike.is_behind,
                                expanding->error));
    TRY(collect(expanding, query->root));
    TRY(collect_pairs(expanding, query->root));
    TRY(alike_find(&expanding->alike, expanding->reader, &query->arena,
                   expanding->error));
    memcpy(query->languages, expanding->alike.languages,
           sizeof(query->languages));
    query->is_monolingual = expanding->alike.is_monolingual;
    struct query_node *expanded = expand_node(expanding, query->root);
    if (!expanded || query->arena.has_failed) {
        return ST_NO_MEMORY;
    }
    *root = query->n_phrases > n_before ? expanded : NULL;
    return ST_OK;
}

enum status
query_expand(struct query *query, struct reader *reader,
             const struct query_node **root, struct error *error)
{
    struct expanding *expanding = calloc(1, sizeof(*expanding));
    if (!expanding) {
        return ST_NO_MEMORY;
    }
    *expanding =
        (struct expanding){.query = query, .reader = reader, .error = error};
    *root = NULL;
    const enum status status =
        query->index == MATCH_SPEECH ? expand(expanding, root) : ST_OK;
    free(expanding);
    return status;
}
