/*
 * Each word is looked up in the vocabulary: its forms among the terms that
 * begin as it does, what is spelled or sounds like it among all, in one
 * pass for all the words that need it.
 */
#include "query/expand.h"

#include "text/sound.h"
#include "text/spelling.h"
#include "text/stem.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* A word said so often at most may be a mistake. */
    RARE_MAX = 2,
    /* What stands for a rare word must be said so many times as often. */
    RARE_FACTOR = 8,
    /* The most words that stand for one, and languages whose forms we know. */
    VARIANTS_MAX = 8,
    LANGUAGES_MAX = 4,
    /* Letters of a word that is looked up at all, and that its forms begin
     * with as it does. */
    WORD_MIN = 3,
    BEGINNING_MIN = 3,
    /* How much longer than the word a form may be. */
    FORM_EXTRA_BYTES = 8,
    /* Letters of each half of a word that was written together. */
    HALF_MIN = 3,
    /* Letters of a word that may begin with another one. */
    INITIAL_MAY_DIFFER_BYTES = 6,
    /* Letters of a sound's code that tell something. */
    SOUND_MIN = 3,
    /* How often each half must be said. */
    HALF_SAID_MIN = 3,
};

/** What is like a word counts less than the word. */
static const double worths[] = {
    [LIKE_INFLECTION] = 0.8,
    [LIKE_SPELLING] = 0.6,
    [LIKE_SOUND] = 0.4,
    [LIKE_COMPOUND] = 0.9,
};

/** A word that may stand for another. */
struct variant {
    struct slice tokens; /**< in the query's arena */
    uint32_t n_tokens;
    enum query_likeness likeness;
    double closeness; /**< the highest stay where there are too many */
};

/** A word that is looked up. */
struct entry {
    uint32_t phrase;    /**< that it belongs to */
    struct slice token; /**< in the query's arena */
    int64_t n_said;
    bool is_joined;   /**< it is two words of the query written as one */
    bool is_doubtful; /**< it may well be a mistake */
    char sound[SOUND_BYTES];
    size_t sound_size; /**< 0 without a code */
    struct variant variants[VARIANTS_MAX];
    size_t n_variants;
};

/** Expanding under way. */
struct expanding {
    struct query *query;
    struct reader *reader;
    struct entry entries[PHRASES_MAX];
    size_t n_entries;
    struct stemmer *stemmers[LANGUAGES_MAX];
    size_t n_stemmers;
    struct error *error;

    /* The word whose forms are looked for. */
    struct entry *current;
    struct stemmer *stemmer;
    struct slice stem; /**< in the query's arena */
};

/** Add a variant to a word's, in the place of the least close one when there
 * are too many. */
static enum status
add_variant(struct expanding *expanding, struct entry *entry,
            const struct variant *variant)
{
    struct variant *slot = NULL;
    for (size_t i = 0; i < entry->n_variants; i++) {
        struct variant *other = &entry->variants[i];
        if (slice_equal(other->tokens, variant->tokens)) {
            return ST_OK;
        }
        if (!slot || other->closeness < slot->closeness) {
            slot = other;
        }
    }
    if (entry->n_variants < VARIANTS_MAX) {
        slot = &entry->variants[entry->n_variants++];
        slot->closeness = -1;
    }
    if (variant->closeness > slot->closeness) {
        const struct slice tokens = variant->tokens;
        *slot = *variant;
        slot->tokens.data = arena_copy(&expanding->query->arena, tokens);
    }
    return expanding->query->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Whether a token has a digit: numbers that are nearly the same are not
 * the same at all. */
static bool
has_digit(struct slice token)
{
    for (size_t i = 0; i < token.size; i++) {
        if (token.data[i] >= '0' && token.data[i] <= '9') {
            return true;
        }
    }
    return false;
}

/** Note a word to look up; a short one has nothing like it. */
static enum status
add_entry(struct expanding *expanding, uint32_t phrase, struct slice token)
{
    struct entry *entry = &expanding->entries[expanding->n_entries];
    struct term_count count;
    if (expanding->n_entries == PHRASES_MAX || token.size < WORD_MIN) {
        return ST_OK;
    }
    TRY(reader_term(expanding->reader, token, &count, expanding->error));
    *entry = (struct entry){
        .phrase = phrase,
        .token = token,
        .n_said = count.n_said,
        .is_doubtful = count.n_said <= RARE_MAX && !has_digit(token),
    };
    if (!sound_code(token, entry->sound, &entry->sound_size)) {
        entry->sound_size = 0;
    }
    expanding->n_entries++;
    return ST_OK;
}

/** A phrase's tokens without the separator behind the last. */
static struct slice
tokens_of(const struct query *query, uint32_t phrase)
{
    const struct slice tokens = query->phrases[phrase].tokens;
    return slice_part(tokens, 0, tokens.size - 1);
}

/** Whether a node is a word as it was typed. */
static bool
is_word(const struct query *query, const struct query_node *node)
{
    return node && node->op == QUERY_PHRASE &&
           query->phrases[node->phrase].n_tokens == 1 &&
           !query->phrases[node->phrase].is_prefix;
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

/** Note the words below a node. */
static enum status
collect(struct expanding *expanding, const struct query_node *node)
{
    struct query *query = expanding->query;
    if (is_word(query, node)) {
        TRY(add_entry(expanding, node->phrase, tokens_of(query, node->phrase)));
    }
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (child->op != QUERY_NOT) {
            TRY(collect(expanding, child));
        }
    }
    return ST_OK;
}

/** The word that was noted for a phrase, or NULL. */
static const struct entry *
find_entry(const struct expanding *expanding, uint32_t phrase)
{
    for (size_t i = 0; i < expanding->n_entries; i++) {
        if (expanding->entries[i].phrase == phrase) {
            return &expanding->entries[i];
        }
    }
    return NULL;
}

/** Whether a phrase is a word that may be a mistake. */
static bool
is_doubtful(const struct expanding *expanding, uint32_t phrase)
{
    const struct entry *entry = find_entry(expanding, phrase);
    return entry && entry->is_doubtful;
}

/** Note neighbours below a node as they would be written together. */
static enum status
collect_pairs(struct expanding *expanding, const struct query_node *node)
{
    struct query *query = expanding->query;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const struct query_node *next = child->next;
        if (child->op != QUERY_NOT) {
            TRY(collect_pairs(expanding, child));
        }
        if (node->op != QUERY_ALL || !is_word(query, child) ||
            !is_word(query, next)) {
            continue;
        }
        const struct slice joined =
            join(&query->arena, tokens_of(query, child->phrase),
                 tokens_of(query, next->phrase));
        const bool may_be_wrong = is_doubtful(expanding, child->phrase) ||
                                  is_doubtful(expanding, next->phrase);
        const size_t n_before = expanding->n_entries;
        TRY(add_entry(expanding, child->phrase, joined));
        if (expanding->n_entries > n_before) {
            struct entry *entry = &expanding->entries[n_before];
            entry->is_joined = true;
            entry->is_doubtful &= may_be_wrong;
        }
    }
    return query->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Take a term that has the stem of the current word as one of its forms. */
static enum status
take_form(void *context, const struct term_row *row)
{
    struct expanding *expanding = context;
    struct entry *entry = expanding->current;
    if (row->term.size > entry->token.size + FORM_EXTRA_BYTES ||
        slice_equal(row->term, entry->token) ||
        !slice_equal(stemmer_stem(expanding->stemmer, row->term),
                     expanding->stem)) {
        return ST_OK;
    }
    const struct variant form = {row->term, 1, LIKE_INFLECTION,
                                 2 + 1 - 1 / (1 + (double)row->count.n_said)};
    return add_variant(expanding, entry, &form);
}

/** The terms that begin as a word does, but for the end that forms change. */
static struct term_range
range_of_forms(struct expanding *expanding, const struct entry *entry)
{
    const struct slice stem = expanding->stem;
    size_t same = 0;
    while (same < stem.size && same < entry->token.size &&
           stem.data[same] == entry->token.data[same]) {
        same++;
    }
    /* Stems end in letters that not every form has: happi, happy. */
    size_t size = same > BEGINNING_MIN ? same - 1 : same;
    while (size > 0 && size < entry->token.size &&
           ((unsigned char)entry->token.data[size] & 0xc0) == 0x80) {
        size--;
    }
    const struct slice first = slice_part(entry->token, 0, size);
    char *end = arena_copy(&expanding->query->arena, first);
    if (end && size > 0) {
        /* A byte of UTF-8 is never the highest one. */
        end[size - 1]++;
    }
    return (struct term_range){first, {end, end ? size : 0}};
}

/** Find the forms of a word in one language. */
static enum status
find_forms(struct expanding *expanding, struct entry *entry,
           struct stemmer *stemmer)
{
    struct arena *arena = &expanding->query->arena;
    const struct slice stem = stemmer_stem(stemmer, entry->token);
    expanding->current = entry;
    expanding->stemmer = stemmer;
    expanding->stem = (struct slice){arena_copy(arena, stem), stem.size};
    const struct term_range range = range_of_forms(expanding, entry);
    if (arena->has_failed) {
        return ST_NO_MEMORY;
    }
    return range.first.size < WORD_MIN
               ? ST_OK
               : reader_terms(expanding->reader, range, take_form, expanding,
                              expanding->error);
}

/** How many letters may be wrong in a word of that many bytes. */
static unsigned
wrong_max(size_t size)
{
    return size < 4 ? 0 : size < 8 ? 1 : 2;
}

/** Whether a term sounds like a word, and looks a little like it. */
static bool
sounds_alike(const struct entry *entry, struct slice term)
{
    char code[SOUND_BYTES];
    size_t size;
    const unsigned max = (unsigned)entry->token.size / 2;
    return entry->sound_size >= SOUND_MIN &&
           term.data[0] == entry->token.data[0] &&
           sound_code(term, code, &size) && size == entry->sound_size &&
           !memcmp(code, entry->sound, size) &&
           spelling_distance(entry->token, term, max) <= max;
}

/** Hold a term against a word that may be a mistake. */
static enum status
compare(struct expanding *expanding, struct entry *entry,
        const struct term_row *row)
{
    const struct slice term = row->term;
    const size_t size = entry->token.size;
    const size_t extra = term.size > size ? term.size - size : size - term.size;
    const int64_t n_needed = RARE_FACTOR * entry->n_said;
    if (row->count.n_said < n_needed || slice_equal(term, entry->token) ||
        has_digit(term)) {
        return ST_OK;
    }
    const double often = 1 - 1 / (1 + (double)row->count.n_said);
    const bool has_initial = term.data[0] == entry->token.data[0];
    const double initial = has_initial ? 0.5 : 0;
    const unsigned n_wrong_max =
        has_initial || size >= INITIAL_MAY_DIFFER_BYTES ? wrong_max(size) : 0;
    const unsigned n_wrong =
        extra > n_wrong_max
            ? UINT32_MAX
            : spelling_distance(entry->token, term, n_wrong_max);
    if (n_wrong <= n_wrong_max) {
        const struct variant spelling = {term, 1, LIKE_SPELLING,
                                         (n_wrong == 1 ? 1 : 0) + initial +
                                             often / 2};
        return add_variant(expanding, entry, &spelling);
    }
    if (entry->n_said == 0 && sounds_alike(entry, term)) {
        const struct variant sound = {term, 1, LIKE_SOUND, often / 2};
        return add_variant(expanding, entry, &sound);
    }
    return ST_OK;
}

/** Hold a term against all words that may be mistakes. */
static enum status
take_term(void *context, const struct term_row *row)
{
    struct expanding *expanding = context;
    for (size_t i = 0; i < expanding->n_entries; i++) {
        struct entry *entry = &expanding->entries[i];
        if (entry->is_doubtful) {
            TRY(compare(expanding, entry, row));
        }
    }
    return reader_check_deadline(expanding->reader, expanding->error);
}

/** Find what is spelled or sounds like the words that may be mistakes. */
static enum status
find_mistakes(struct expanding *expanding)
{
    bool has_doubtful = false;
    for (size_t i = 0; i < expanding->n_entries; i++) {
        const struct entry *entry = &expanding->entries[i];
        has_doubtful |= entry->is_doubtful && wrong_max(entry->token.size) > 0;
    }
    const struct term_range all = {{NULL, 0}, {NULL, 0}};
    return has_doubtful ? reader_terms(expanding->reader, all, take_term,
                                       expanding, expanding->error)
                        : ST_OK;
}

/** Find the two words that a rare one is written together from: of all
 * places to cut it the one with the more common halves. */
static enum status
find_halves(struct expanding *expanding, struct entry *entry)
{
    int64_t most = HALF_SAID_MIN - 1;
    size_t best = 0;
    for (size_t cut = HALF_MIN; cut + HALF_MIN <= entry->token.size; cut++) {
        const struct slice halves[] = {slice_part(entry->token, 0, cut),
                                       slice_from(entry->token, cut)};
        struct term_count counts[2];
        for (int i = 0; i < 2; i++) {
            TRY(reader_term(expanding->reader, halves[i], &counts[i],
                            expanding->error));
        }
        const int64_t n_said = counts[0].n_said < counts[1].n_said
                                   ? counts[0].n_said
                                   : counts[1].n_said;
        if (n_said > most) {
            most = n_said;
            best = cut;
        }
    }
    if (best == 0) {
        return ST_OK;
    }
    char *both = arena_new(&expanding->query->arena, entry->token.size + 1, 1);
    if (!both) {
        return ST_NO_MEMORY;
    }
    memcpy(both, entry->token.data, best);
    both[best] = TOKEN_SEPARATOR;
    memcpy(both + best + 1, entry->token.data + best, entry->token.size - best);
    const struct variant halves = {
        {both, entry->token.size + 1}, 2, LIKE_COMPOUND, 2};
    return add_variant(expanding, entry, &halves);
}

/** Find all that is like the words that were collected. */
static enum status
find_variants(struct expanding *expanding)
{
    for (size_t i = 0; i < expanding->n_entries; i++) {
        struct entry *entry = &expanding->entries[i];
        if (entry->is_joined) {
            const struct variant joined = {entry->token, 1, LIKE_COMPOUND, 4};
            TRY(entry->n_said > 0 ? add_variant(expanding, entry, &joined)
                                  : ST_OK);
            continue;
        }
        for (size_t k = 0; k < expanding->n_stemmers; k++) {
            TRY(find_forms(expanding, entry, expanding->stemmers[k]));
        }
        if (entry->is_doubtful) {
            TRY(find_halves(expanding, entry));
        }
    }
    return find_mistakes(expanding);
}

/** Add a variant to the query's phrases; NULL where there is no room, which
 * is no failure, or no memory. */
static struct query_node *
make_phrase(struct query *query, uint32_t origin, const struct variant *variant)
{
    if (query->n_phrases == PHRASES_MAX) {
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
        origin, worths[variant->likeness], variant->likeness};
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
    struct query_node **end = &node->next;
    for (size_t i = 0; i < expanding->n_entries; i++) {
        const struct entry *entry = &expanding->entries[i];
        if (entry->phrase != phrase || entry->is_joined != is_joined) {
            continue;
        }
        for (size_t k = 0; k < entry->n_variants; k++) {
            *end = make_phrase(expanding->query, phrase, &entry->variants[k]);
            end = *end ? &(*end)->next : end;
        }
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
    if (is_word(query, node)) {
        copy = add_variants(expanding, copy, node->phrase, false);
        copy->nearness = node->nearness;
    }
    return copy;
}

/** Two neighbours as one node, with what they are written together; the
 * first as it is where there is nothing. */
static struct query_node *
expand_pair(struct expanding *expanding, struct query_node *first,
            struct query_node *second, uint32_t phrase)
{
    struct query *query = expanding->query;
    const uint32_t n_before = query->n_phrases;
    struct query_node *both = arena_new(&query->arena, 1, sizeof(*both));
    if (!both) {
        return first;
    }
    *both = (struct query_node){.op = QUERY_ALL, .child = first};
    struct query_node *any = add_variants(expanding, both, phrase, true);
    if (query->n_phrases == n_before) {
        return first;
    }
    first->next = second;
    return any;
}

/** Copies of a node's children; the first of them. */
static struct query_node *
expand_children(struct expanding *expanding, const struct query_node *node)
{
    const struct query *query = expanding->query;
    struct query_node *first = NULL;
    struct query_node **end = &first;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        struct query_node *copy = expand_node(expanding, child);
        const bool is_pair = node->op == QUERY_ALL && is_word(query, child) &&
                             is_word(query, child->next);
        if (copy && is_pair) {
            struct query_node *next = expand_node(expanding, child->next);
            struct query_node *pair =
                next ? expand_pair(expanding, copy, next, child->phrase) : copy;
            if (pair != copy) {
                copy = pair;
                child = child->next;
            }
        }
        *end = copy;
        end = copy ? &copy->next : end;
    }
    return first;
}

/** Receive a language of the archive, the most common first. */
static enum status
take_language(void *context, int64_t n_transcripts, struct slice language)
{
    (void)n_transcripts;
    struct expanding *expanding = context;
    if (expanding->n_stemmers == LANGUAGES_MAX) {
        return ST_INTERRUPTED;
    }
    struct stemmer *stemmer = stemmer_new(language);
    if (stemmer) {
        expanding->stemmers[expanding->n_stemmers++] = stemmer;
    }
    return ST_OK;
}

/** Expand what was set up. */
static enum status
expand(struct expanding *expanding, const struct query_node **root)
{
    struct query *query = expanding->query;
    const uint32_t n_before = query->n_phrases;
    TRY(reader_languages(expanding->reader, take_language, expanding,
                         expanding->error));
    TRY(collect(expanding, query->root));
    TRY(collect_pairs(expanding, query->root));
    TRY(find_variants(expanding));
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
    for (size_t i = 0; i < expanding->n_stemmers; i++) {
        stemmer_free(expanding->stemmers[i]);
    }
    free(expanding);
    return status;
}
