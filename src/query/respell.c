/*
 * A table of signs and how they are said, and a few ways to write figures and
 * compounds.  What a tokeniser drops (+ # % &) speech has words for, and
 * captions often write these.
 */
#include "query/respell.h"

#include "query/written.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

enum {
    STREAM_MAX_BYTES = 512,
    /* Figures that are written in groups, and a group. */
    FIGURES_MIN = 4,
    FIGURES_MAX = 15,
    GROUP = 3,
    /* Letters behind a prefix: e-mail, x-ray.  What is said more often than so
     * many times and once in so many words has none: every. */
    PREFIXED_MIN = 3,
    PREFIXED_OFTEN = 50,
    PREFIXED_SHARE = 4000,
    WORD_SAID_MIN = 8,
};

/** What words begin with, written with a hyphen or without. */
static const struct slice prefixes[] = {
    SLICE_INIT("anti"),  SLICE_INIT("co"),  SLICE_INIT("e"),
    SLICE_INIT("multi"), SLICE_INIT("non"), SLICE_INIT("pre"),
    SLICE_INIT("semi"),  SLICE_INIT("x"),
};

/** Where a sign stands beside words, and where its name is said. */
enum sign_place {
    IN_FRONT,        /**< .NET: dot net */
    BETWEEN,         /**< R&D: r and d */
    BEHIND,          /**< C++: c plus plus */
    BEHIND_A_NUMBER, /**< 10%: 10 percent */
    BEFORE_A_NUMBER, /**< $5: 5 dollars */
};

enum { SIGN_NAMES_MAX = 8 };

static const struct sign {
    struct slice sign;
    enum sign_place place;
    const char *names[SIGN_NAMES_MAX]; /**< folded */
} signs[] = {
    {SLICE_INIT("."), IN_FRONT, {"dot"}},
    {SLICE_INIT("&"), BETWEEN, {"and", "und", "et", "en", "og"}},
    {SLICE_INIT("+"), BEHIND, {"plus"}},
    {SLICE_INIT("#"), BEHIND, {"sharp"}},
    {SLICE_INIT("%"),
     BEHIND_A_NUMBER,
     {"percent", "per cent", "prozent", "procent", "pour cent", "por ciento",
      "per cento", "por cento"}},
    {SLICE_INIT("$"), BEFORE_A_NUMBER, {"dollars", "dollar", "dolares"}},
    {SLICE_INIT("\u20ac"), BEFORE_A_NUMBER, {"euros", "euro"}},
    {SLICE_INIT("\u20ac"), BEHIND_A_NUMBER, {"euros", "euro"}},
    {SLICE_INIT("\u00a3"), BEFORE_A_NUMBER, {"pounds", "pound"}},
};

/** Respelling under way. */
struct respelling {
    struct query *query;
    struct reader *reader;
    int64_t n_said;      /**< tokens in the archive */
    bool are_behind;     /**< what is not counted may be said all the same */
    uint32_t phrase;     /**< the one that is respelled */
    struct slice typed;  /**< it, without the star */
    struct slice tokens; /**< likewise, without the last separator */
    uint32_t n_tokens;
    struct query_node **end; /**< where its next spelling goes */
    struct buffer stream;    /**< scratch */
    struct error *error;
};

/** Whether a text is figures. */
static bool
is_figures(struct slice text)
{
    size_t n = 0;
    while (n < text.size && is_digit(text.data[n])) {
        n++;
    }
    return n == text.size && n > 0;
}

/** The first token of a phrase; `rest` are the others. */
static struct slice
first_token(struct slice tokens, struct slice *rest)
{
    const struct slice separator = SLICE(" ");
    const size_t end = slice_find(tokens, separator, 0);
    *rest = slice_from(tokens, end < tokens.size ? end + 1 : end);
    return slice_part(tokens, 0, end);
}

/** Whether all tokens of the new spelling may be said. */
static enum status
may_be_said(const struct respelling *respelling, bool *may)
{
    struct slice rest = slice_trim(buffer_slice(&respelling->stream));
    *may = true;
    while (*may && rest.size > 0 && !respelling->are_behind) {
        struct term_count count;
        TRY(reader_term(respelling->reader, first_token(rest, &rest), &count,
                        respelling->error));
        *may = count.n_said > 0;
    }
    return ST_OK;
}

/** Take in the spelling that was written to the stream, which has no separator
 * behind its last token. */
static enum status
add_spelling(struct respelling *respelling)
{
    struct query *query = respelling->query;
    bool may;
    const char *words =
        arena_copy(&query->arena, buffer_slice(&respelling->stream));
    TRY(may_be_said(respelling, &may));
    if (!may || query->n_phrases == PHRASES_MAX) {
        buffer_clear(&respelling->stream);
        return ST_OK;
    }
    buffer_add_byte(&respelling->stream, TOKEN_SEPARATOR);
    const struct slice stream = buffer_slice(&respelling->stream);
    struct query_node *node = arena_new(&query->arena, 1, sizeof(*node));
    const char *tokens = arena_copy(&query->arena, stream);
    if (!node || !words || !tokens || respelling->stream.has_failed) {
        return ST_NO_MEMORY;
    }
    uint32_t n_tokens = 0;
    for (size_t i = 0; i < stream.size; i++) {
        n_tokens += stream.data[i] == TOKEN_SEPARATOR;
    }
    const uint32_t index = query->n_phrases++;
    query->phrases[index] = (struct match_phrase){
        .tokens = {tokens, stream.size}, .n_tokens = n_tokens};
    query->words[index] = words;
    query->origins[index] = (struct query_origin){
        .phrase = respelling->phrase, .worth = 1, .likeness = LIKE_COMPOUND};
    *node = (struct query_node){.op = QUERY_PHRASE, .phrase = index};
    *respelling->end = node;
    respelling->end = &node->next;
    buffer_clear(&respelling->stream);
    return ST_OK;
}

/** 1,000: whether the tokens are figures in groups. */
static bool
is_grouped(const struct respelling *respelling)
{
    struct slice rest = respelling->tokens;
    const struct slice first = first_token(rest, &rest);
    bool is = is_figures(first) && first.size <= GROUP &&
              first.data[0] != '0' && rest.size > 0;
    while (is && rest.size > 0) {
        const struct slice group = first_token(rest, &rest);
        is = is_figures(group) && group.size == GROUP;
    }
    return is;
}

/** Write all tokens as one. */
static void
write_joined(struct respelling *respelling)
{
    for (struct slice rest = respelling->tokens; rest.size > 0;) {
        buffer_add_slice(&respelling->stream, first_token(rest, &rest));
    }
}

/** 1000: write figures in groups; nothing where they are too few. */
static void
write_grouped(struct respelling *respelling)
{
    const struct slice figures = respelling->tokens;
    if (!is_figures(figures) || figures.size < FIGURES_MIN ||
        figures.size > FIGURES_MAX || figures.data[0] == '0') {
        return;
    }
    for (size_t i = 0; i < figures.size; i++) {
        if (i > 0 && (figures.size - i) % GROUP == 0) {
            buffer_add_byte(&respelling->stream, TOKEN_SEPARATOR);
        }
        buffer_add_byte(&respelling->stream, figures.data[i]);
    }
}

/** Whether two tokens were typed with a hyphen between them, and read as one
 * word: GPT-4, e-mail, but not 3-5. */
static bool
is_compound(const struct respelling *respelling)
{
    static const char *const hyphens[] = {"-", "\u2010", "\u2011"};
    struct slice rest = respelling->tokens;
    const struct slice first = first_token(rest, &rest);
    bool has_hyphen = false;
    for (size_t i = 0; i < sizeof(hyphens) / sizeof(*hyphens); i++) {
        const struct slice hyphen = slice_of(hyphens[i]);
        const size_t at = slice_find(respelling->typed, hyphen, 1);
        has_hyphen |= at < respelling->typed.size;
    }
    return has_hyphen && respelling->n_tokens == 2 &&
           !(is_digit(first.data[first.size - 1]) && is_digit(rest.data[0]));
}

/** Where letters meet figures in a token: gpt4; 0 where they do not, or meet
 * again. */
static size_t
find_figures(struct slice token)
{
    size_t cut = 0;
    for (size_t i = 1; i < token.size; i++) {
        if (is_digit(token.data[i - 1]) != is_digit(token.data[i])) {
            if (cut > 0) {
                return 0;
            }
            cut = i;
        }
    }
    return cut;
}

/** The size of what a token begins with that may have a hyphen behind it; 0
 * where too little is left. */
static size_t
find_prefix(struct slice token)
{
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        if (slice_starts(token, prefixes[i]) &&
            token.size >= prefixes[i].size + PREFIXED_MIN) {
            return prefixes[i].size;
        }
    }
    return 0;
}

/** Find what a token begins with that may have a hyphen behind it: email,
 * cofounder.  A token that nobody says is as likely half a word, unless the
 * rest is one. */
static enum status
find_prefixed(const struct respelling *respelling, size_t *cut)
{
    const struct slice token = respelling->tokens;
    const size_t size = find_prefix(token);
    struct term_count whole;
    struct term_count rest;
    *cut = 0;
    if (size == 0) {
        return ST_OK;
    }
    TRY(reader_term(respelling->reader, token, &whole, respelling->error));
    TRY(reader_term(respelling->reader, slice_from(token, size), &rest,
                    respelling->error));
    const bool may = whole.n_said > 0 ? whole.n_said <= PREFIXED_OFTEN ||
                                            whole.n_said <= respelling->n_said /
                                                                PREFIXED_SHARE
                                      : rest.n_said >= WORD_SAID_MIN;
    *cut = may ? size : 0;
    return ST_OK;
}

/** Take in a token as two, as it would be written with a hyphen. */
static enum status
add_cut(struct respelling *respelling)
{
    const struct slice token = respelling->tokens;
    size_t cut = find_figures(token);
    TRY(cut == 0 ? find_prefixed(respelling, &cut) : ST_OK);
    if (cut == 0) {
        return ST_OK;
    }
    buffer_add_slice(&respelling->stream, slice_part(token, 0, cut));
    buffer_add_byte(&respelling->stream, TOKEN_SEPARATOR);
    buffer_add_slice(&respelling->stream, slice_from(token, cut));
    return add_spelling(respelling);
}

/** How often a sign stands where it has a name: once in front and between, or
 * as often as it is repeated behind. */
static size_t
count_sign(const struct respelling *respelling, const struct sign *sign)
{
    struct slice typed = respelling->typed;
    struct slice rest = respelling->tokens;
    const bool is_number = is_digit(first_token(rest, &rest).data[0]);
    size_t n = 0;
    switch (sign->place) {
    case IN_FRONT:
        return slice_starts(typed, sign->sign) && !is_number;
    case BEFORE_A_NUMBER:
        return slice_starts(typed, sign->sign) && is_number;
    case BETWEEN:
        return respelling->n_tokens == 2 &&
               slice_find(typed, sign->sign, 1) < typed.size - 1;
    default:
        break;
    }
    while (slice_ends(typed, sign->sign)) {
        typed.size -= sign->sign.size;
        n++;
    }
    return sign->place == BEHIND || is_number ? n : 0;
}

/** Write the tokens with the name of a sign where that is said. */
static void
write_with_sign(struct respelling *respelling, enum sign_place place,
                const char *name, size_t n)
{
    struct buffer *stream = &respelling->stream;
    struct slice rest;
    if (place == IN_FRONT) {
        buffer_print(stream, "%s ", name);
    }
    if (place == BETWEEN) {
        buffer_add_slice(stream, first_token(respelling->tokens, &rest));
        buffer_print(stream, " %s ", name);
        buffer_add_slice(stream, rest);
        return;
    }
    buffer_add_slice(stream, respelling->tokens);
    for (size_t i = 0; place != IN_FRONT && i < n; i++) {
        buffer_print(stream, " %s", name);
    }
}

/** Take in how signs are said. */
static enum status
add_signs(struct respelling *respelling)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        const size_t n = count_sign(respelling, &signs[i]);
        for (size_t k = 0; n > 0 && k < SIGN_NAMES_MAX && signs[i].names[k];
             k++) {
            write_with_sign(respelling, signs[i].place, signs[i].names[k], n);
            TRY(add_spelling(respelling));
        }
    }
    return ST_OK;
}

/** Take in a word with its signs once more, to count where the text has them as
 * well: figures in groups need not be written so. */
static enum status
add_as_typed(struct respelling *respelling)
{
    struct query *query = respelling->query;
    const struct slice typed = written_signs(respelling->typed);
    if (typed.size == 0 || is_grouped(respelling) ||
        query->n_phrases == PHRASES_MAX) {
        return ST_OK;
    }
    struct query_node *node = arena_new(&query->arena, 1, sizeof(*node));
    const char *words = arena_copy(&query->arena, typed);
    if (!node || !words) {
        return ST_NO_MEMORY;
    }
    const uint32_t index = query->n_phrases++;
    query->phrases[index] = query->phrases[respelling->phrase];
    query->words[index] = words;
    query->origins[index] = (struct query_origin){
        .phrase = respelling->phrase,
        .worth = 1,
        .likeness = LIKE_COMPOUND,
        .is_as_typed = true,
    };
    *node = (struct query_node){.op = QUERY_PHRASE, .phrase = index};
    *respelling->end = node;
    respelling->end = &node->next;
    return ST_OK;
}

/** Take in the other spellings of a phrase that was typed as one word. */
static enum status
add_spellings(struct respelling *respelling)
{
    TRY(add_as_typed(respelling));
    if (respelling->n_tokens == 1) {
        write_grouped(respelling);
        TRY(respelling->stream.size > 0 ? add_spelling(respelling) : ST_OK);
        TRY(add_cut(respelling));
    } else if (is_grouped(respelling) || is_compound(respelling)) {
        write_joined(respelling);
        TRY(add_spelling(respelling));
    }
    return add_signs(respelling);
}

/** Put a phrase's other spellings beside its node: any of them counts. */
static enum status
respell_phrase(struct respelling *respelling, struct query_node *node)
{
    struct query *query = respelling->query;
    const struct match_phrase *phrase = &query->phrases[node->phrase];
    const struct slice typed = slice_of(query->words[node->phrase]);
    if (phrase->is_prefix || memchr(typed.data, ' ', typed.size)) {
        return ST_OK;
    }
    struct query_node *own = arena_new(&query->arena, 1, sizeof(*own));
    if (!own) {
        return ST_NO_MEMORY;
    }
    *own = (struct query_node){.op = QUERY_PHRASE, .phrase = node->phrase};
    respelling->phrase = node->phrase;
    respelling->typed = typed;
    respelling->tokens = query_tokens(query, node->phrase);
    respelling->n_tokens = phrase->n_tokens;
    respelling->end = &own->next;
    TRY(add_spellings(respelling));
    if (own->next) {
        node->op = QUERY_ANY;
        node->child = own;
    }
    return ST_OK;
}

/** Respell all phrases below a node. */
static enum status
respell(struct respelling *respelling, struct query_node *node)
{
    if (node->op == QUERY_PHRASE) {
        return respell_phrase(respelling, node);
    }
    for (struct query_node *child = node->child; child; child = child->next) {
        TRY(respell(respelling, child));
    }
    return ST_OK;
}

enum status
query_respell(struct query *query, struct reader *reader, struct error *error)
{
    struct respelling respelling = {
        .query = query, .reader = reader, .error = error};
    if (query->index != MATCH_SPEECH) {
        return ST_OK;
    }
    int64_t n_transcripts;
    TRY(reader_size(reader, &n_transcripts, &respelling.n_said, error));
    TRY(reader_terms_are_behind(reader, &respelling.are_behind, error));
    buffer_init(&respelling.stream, STREAM_MAX_BYTES);
    const enum status status = respell(&respelling, query->root);
    buffer_finish(&respelling.stream);
    return query->arena.has_failed ? ST_NO_MEMORY : status;
}
