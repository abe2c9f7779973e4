/*
 * From the user's words to the tree.
 *
 *     query  = group
 *     group  = clause*                    all of them
 *     clause = near ("OR" near)*          any of them
 *     near   = term ("NEAR" term)*        so near each other
 *     term   = "-" term | "(" group ")" | quoted | field ":" value | word
 *
 * NEAR is one of NEAR, NEAR/8 (words), NEAR/30s and NEAR/2m (seconds,
 * minutes).  OR binds closer than a space, as in web searches, and NEAR
 * closer than OR.  A quotation that is
 * not closed goes to the end; parentheses that do not match, or nest deeper
 * than DEPTH_MAX, count as spaces; operators without operands are words.
 */
#include "query/tree.h"

#include "base/utf8.h"
#include "query/elision.h"
#include "query/written.h"
#include "text/normalise.h"
#include "text/token.h"

#include <stdio.h>
#include <strings.h>

/** How deep parentheses may nest; each level makes at most three nodes deep,
 * and the whole must stay within MATCH_DEPTH_MAX.  Phrases together have a
 * bounded number of bytes of tokens, each of which is looked up, and each
 * filter is compared with each recording. */
enum {
    DEPTH_MAX = 3,
    TEXT_READ_MAX = 64 * 1024,
    TOKENS_MAX_BYTES = 8 * 1024,
    FILTERS_MAX = 32
};

/** Words that make a sentence, which is looked for word for word; and those
 * that make a text that was pasted, whatever marks are in it. */
enum { SENTENCE_MIN = 3, PASTED_MIN = 8 };

/** Words of a text in capitals that is no query, and of how many one may look
 * like an operator. */
enum { SHOUTED_MIN = 12, OPERATOR_SHARE = 6 };

/** How near NEAR is: in words where it does not say, and at most. */
enum { NEAR_WORDS = 10, NEAR_WORDS_MAX = 300, NEAR_SECONDS_MAX = 300 };

/** How many words a quotation may leave out; how many one has at least that
 * somebody is said to have said, and how many his name has at most. */
enum { ELIDED_WORDS = 60, ATTRIBUTED_MIN = 4, ATTRIBUTION_WORDS_MAX = 8 };

/** A parser at work. */
struct parser {
    struct query *query;
    struct slice text; /**< well-formed, normalised */
    size_t at;
    size_t last_closing; /**< offset of the text's last `)`, or 0 */
    int depth;
    struct buffer stream; /**< scratch: the tokens of one phrase */
    size_t n_filters;

    /* What was typed but for filters, and what kind of thing it is. */
    struct buffer sentence;
    size_t n_words;
    size_t n_quotations;
    bool has_syntax; /**< there is more to it than words and quotations */
    bool has_marks;  /**< or what may be syntax, but stands in texts too */
    bool is_shouted; /**< it has no small letters: OR is a word like others */
};

static const struct {
    struct slice name;
    enum query_field field;
} fields[] = {
    {SLICE_INIT("in:"), FIELD_IN},
    {SLICE_INIT("speaker:"), FIELD_SPEAKER},
    {SLICE_INIT("lang:"), FIELD_LANGUAGE},
    {SLICE_INIT("language:"), FIELD_LANGUAGE},
    {SLICE_INIT("title:"), FIELD_TITLE},
    {SLICE_INIT("after:"), FIELD_AFTER},
    {SLICE_INIT("before:"), FIELD_BEFORE},
};

/** A quotation mark and what closes it. */
struct quotation {
    struct slice opening;
    struct slice closings[3];
    bool is_apostrophe; /**< only round words that it is no part of */
};

static const struct quotation quotations[] = {
    {SLICE_INIT("\""), {SLICE_INIT("\""), SLICE_INIT("\u201d")}, false},
    {SLICE_INIT("\u201c"),
     {SLICE_INIT("\u201d"), SLICE_INIT("\""), SLICE_INIT("\u201c")},
     false},
    {SLICE_INIT("\u201d"), {SLICE_INIT("\u201d"), SLICE_INIT("\"")}, false},
    {SLICE_INIT("\u201e"),
     {SLICE_INIT("\u201c"), SLICE_INIT("\u201d"), SLICE_INIT("\"")},
     false},
    {SLICE_INIT("\u00ab"), {SLICE_INIT("\u00bb")}, false},
    {SLICE_INIT("\u00bb"), {SLICE_INIT("\u00ab"), SLICE_INIT("\u00bb")}, false},
    {SLICE_INIT("\u300c"), {SLICE_INIT("\u300d")}, false},
    {SLICE_INIT("'"), {SLICE_INIT("'"), SLICE_INIT("\u2019")}, true},
    {SLICE_INIT("\u2018"), {SLICE_INIT("\u2019"), SLICE_INIT("'")}, true},
};

static struct query_node *parse_group(struct parser *parser);

/** What is left to read. */
static struct slice
rest(const struct parser *parser)
{
    return slice_from(parser->text, parser->at);
}

/** Pass over spaces. */
static void
skip_spaces(struct parser *parser)
{
    while (parser->at < parser->text.size &&
           parser->text.data[parser->at] == ' ') {
        parser->at++;
    }
}

/** The longest quotation in apostrophes: they stand everywhere, and each is
 * looked at. */
enum { APOSTROPHES_MAX_BYTES = 1024 };

/** Where a quotation ends: the offset of what closes it, and the size of
 * that; the end of the text where nothing does. */
struct closing {
    size_t at;
    size_t size; /**< 0 at the end of the text */
};

/** Whether a word may begin or end at an offset. */
static bool
is_border(struct slice text, size_t at)
{
    return at >= text.size || text.data[at] == ' ' || text.data[at] == '(' ||
           text.data[at] == ')';
}

/** The first of what may close a quotation from an offset on. */
static struct closing
find_closing(struct slice text, const struct quotation *quotation, size_t from)
{
    struct closing first = {text.size, 0};
    if (quotation->is_apostrophe && text.size - from > APOSTROPHES_MAX_BYTES) {
        text.size = from + APOSTROPHES_MAX_BYTES;
    }
    for (size_t i = 0; i < 3; i++) {
        const struct slice mark = quotation->closings[i];
        size_t at = slice_find(text, mark, from);
        while (quotation->is_apostrophe && at < text.size &&
               !is_border(text, at + mark.size)) {
            at = slice_find(text, mark, at + mark.size);
        }
        if (at < first.at) {
            first = (struct closing){at, mark.size};
        }
    }
    return first;
}

/** Whether an apostrophe here quotes several words: it stands before one, if
 * not behind a minus or a `title:`, and after another. */
static bool
quotes_words(const struct parser *parser, const struct quotation *quotation)
{
    const size_t at = parser->at;
    const size_t begin = at + quotation->opening.size;
    const struct closing closing = find_closing(parser->text, quotation, begin);
    return (at == 0 || is_border(parser->text, at - 1) ||
            parser->text.data[at - 1] == '-' ||
            parser->text.data[at - 1] == ':') &&
           closing.size > 0 &&
           memchr(parser->text.data + begin, ' ', closing.at - begin);
}

/** The quotation that opens here, or NULL. */
static const struct quotation *
quotation_here(const struct parser *parser)
{
    for (size_t i = 0; i < sizeof(quotations) / sizeof(*quotations); i++) {
        const struct quotation *quotation = &quotations[i];
        if (slice_starts(rest(parser), quotation->opening) &&
            (!quotation->is_apostrophe || quotes_words(parser, quotation))) {
            return quotation;
        }
    }
    return NULL;
}

/** Read a quotation that opens here, and step behind it. */
static struct slice
read_quotation(struct parser *parser, const struct quotation *quotation)
{
    const size_t begin = parser->at + quotation->opening.size;
    const struct closing closing = find_closing(parser->text, quotation, begin);
    parser->at = closing.at + closing.size;
    return slice_part(parser->text, begin, closing.at);
}

/** Read up to a space, a parenthesis or a quotation, and step behind it. */
static struct slice
read_word(struct parser *parser)
{
    const size_t begin = parser->at;
    while (parser->at < parser->text.size) {
        const char c = parser->text.data[parser->at];
        if (c == ' ' || c == '(' || c == ')' || quotation_here(parser)) {
            break;
        }
        parser->at++;
    }
    return slice_part(parser->text, begin, parser->at);
}

/** A new node; NULL, sticky in the arena, without memory. */
static struct query_node *
new_node(struct parser *parser, enum query_op op, struct query_node *child)
{
    struct query_node *node =
        arena_new(&parser->query->arena, 1, sizeof(*node));
    if (node) {
        node->op = op;
        node->child = child;
    }
    return node;
}

/** How many bytes of tokens there may still be. */
static size_t
room_for_tokens(const struct query *query)
{
    size_t room = TOKENS_MAX_BYTES;
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        room -= query->phrases[i].tokens.size;
    }
    return room;
}

/** Read the tokens of a phrase into parser->stream; the text is cut where
 * there is no room for more. */
static uint32_t
read_tokens(struct parser *parser, struct slice *text)
{
    const size_t room = room_for_tokens(parser->query);
    struct tokeniser tokeniser;
    size_t end = 0;
    uint32_t n = 0;
    buffer_clear(&parser->stream);
    tokeniser_init(&tokeniser, *text);
    for (; tokeniser_next(&tokeniser); n++) {
        if (parser->stream.size + tokeniser.size + 1 > room) {
            parser->query->was_cut = true;
            text->size = end;
            break;
        }
        buffer_add_slice(&parser->stream, tokeniser_token(&tokeniser));
        buffer_add_byte(&parser->stream, TOKEN_SEPARATOR);
        end = tokeniser.end;
    }
    return n;
}

/** Make a phrase of a text; NULL when it has no token, or too much was
 * said already. */
static struct query_node *
make_phrase(struct parser *parser, struct slice text)
{
    struct query *query = parser->query;
    text = slice_trim(text);
    const uint32_t n_tokens = read_tokens(parser, &text);
    if (n_tokens == 0) {
        return NULL;
    }
    if (query->n_phrases == PHRASES_MAX) {
        query->was_cut = true;
        return NULL;
    }
    const bool is_prefix =
        slice_ends(text, SLICE("*")) && !slice_ends(text, SLICE(" *"));
    struct query_node *node = new_node(parser, QUERY_PHRASE, NULL);
    const struct slice stream = buffer_slice(&parser->stream);
    const char *tokens = arena_copy(&query->arena, stream);
    query->arena.has_failed |= parser->stream.has_failed;
    if (!node || !tokens || parser->stream.has_failed) {
        return NULL;
    }
    const uint32_t index = query->n_phrases++;
    node->phrase = index;
    query->origins[index] = (struct query_origin){.phrase = index, .worth = 1};
    query->phrases[index] = (struct match_phrase){
        .tokens = {tokens, stream.size},
        .n_tokens = n_tokens,
        .is_prefix = is_prefix,
    };
    query->words[index] = arena_copy(
        &query->arena, is_prefix ? slice_part(text, 0, text.size - 1) : text);
    return node;
}

/** The phrase that a child asks for or excludes; NULL where there is more to
 * it. */
static const struct query_node *
phrase_of(const struct query_node *child)
{
    const struct query_node *node =
        child->op == QUERY_NOT ? child->child : child;
    return node->op == QUERY_PHRASE ? node : NULL;
}

/** Whether two phrases were typed with the same signs, or one of them without:
 * C++ is not C#, but A.I. is AI. */
static bool
have_same_signs(const struct query *query, uint32_t a, uint32_t b)
{
    const struct slice left = written_signs(slice_of(query->words[a]));
    const struct slice right = written_signs(slice_of(query->words[b]));
    return left.size == 0 || right.size == 0 || slice_equal(left, right);
}

/** Whether a child says the same as one that is there already. */
static bool
is_repeated(const struct query *query, const struct query_node *first,
            const struct query_node *child)
{
    const struct query_node *own = phrase_of(child);
    for (; own && first; first = first->next) {
        const struct query_node *other = phrase_of(first);
        if (!other || first->op != child->op) {
            continue;
        }
        const struct match_phrase *a = &query->phrases[own->phrase];
        const struct match_phrase *b = &query->phrases[other->phrase];
        if (a->is_prefix == b->is_prefix && slice_equal(a->tokens, b->tokens) &&
            have_same_signs(query, own->phrase, other->phrase)) {
            return true;
        }
    }
    return false;
}

/** Append a child to a list; what was said before is dropped, and its
 * phrase with it when it was the newest. */
static void
append(struct query *query, struct query_node **first, struct query_node *child)
{
    if (!child) {
        return;
    }
    if (is_repeated(query, *first, child)) {
        query->n_phrases -= phrase_of(child)->phrase + 1 == query->n_phrases;
        return;
    }
    while (*first) {
        first = &(*first)->next;
    }
    *first = child;
}

/** One child stands for itself, several get a node; NULL for none. */
static struct query_node *
combine(struct parser *parser, enum query_op op, struct query_node *first)
{
    return !first || !first->next ? first : new_node(parser, op, first);
}

/** Read the value after `field:`, quoted or not. */
static struct slice
read_value(struct parser *parser)
{
    const struct quotation *quotation = quotation_here(parser);
    return quotation ? read_quotation(parser, quotation) : read_word(parser);
}

/** Read a number of so many digits at most; 0 where there is none. */
static int
read_number(struct slice *text, size_t n_digits_max)
{
    int number = 0;
    size_t n = 0;
    for (; n < text->size && n < n_digits_max && text->data[n] >= '0' &&
           text->data[n] <= '9';
         n++) {
        number = 10 * number + (text->data[n] - '0');
    }
    *text = slice_from(*text, n);
    return number;
}

/** Write a date as archives have it, as far as it is told: `2024`, `2024-6`,
 * `2024/06/30`, `20240630`.  NULL for what is none, or without memory. */
static const char *
make_date(struct parser *parser, struct slice told)
{
    static const int highest[] = {12, 31};
    char date[sizeof("2024-06-30")] = "";
    const struct slice before = told;
    const int year = read_number(&told, 4);
    if (year == 0 || before.size - told.size != 4) {
        return NULL;
    }
    size_t size = (size_t)snprintf(date, sizeof(date), "%04d", year);
    for (size_t i = 0; i < 2 && told.size > 0; i++) {
        const bool is_parted = memchr("-/.", told.data[0], 3);
        told = slice_from(told, is_parted);
        const int number = read_number(&told, 2);
        if (number < 1 || number > highest[i]) {
            return NULL;
        }
        size +=
            (size_t)snprintf(date + size, sizeof(date) - size, "-%02d", number);
    }
    return told.size > 0
               ? NULL
               : arena_copy(&parser->query->arena, (struct slice){date, size});
}

/** The value of a filter as it is compared, in the arena; NULL where it is
 * empty or no date, or without memory. */
static const char *
make_value(struct parser *parser, enum query_field field, struct slice value)
{
    return value.size == 0 ? NULL
           : field == FIELD_AFTER || field == FIELD_BEFORE
               ? make_date(parser, value)
               : arena_copy(&parser->query->arena, value);
}

/** Read `field:value` here, if it is one. */
static bool
take_filter(struct parser *parser, bool is_negated)
{
    struct query *query = parser->query;
    const struct slice marker = SLICE("is:marker");
    const size_t start = parser->at;
    const struct slice word = read_word(parser);
    if (word.size == marker.size &&
        strncasecmp(word.data, marker.data, marker.size) == 0) {
        query->index = is_negated ? MATCH_SPEECH : MATCH_MARKERS;
        return true;
    }
    parser->at = start;
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        const struct slice name = fields[i].name;
        if (rest(parser).size < name.size ||
            strncasecmp(rest(parser).data, name.data, name.size) != 0) {
            continue;
        }
        parser->at += name.size;
        const char *value =
            make_value(parser, fields[i].field, read_value(parser));
        if (value && parser->n_filters == FILTERS_MAX) {
            query->was_cut = true;
            return true;
        }
        struct query_filter *filter =
            arena_new(&query->arena, 1, sizeof(*filter));
        if (value && filter) {
            parser->n_filters++;
            *filter = (struct query_filter){fields[i].field, value, is_negated,
                                            query->filters};
            query->filters = filter;
            return true;
        }
        parser->at = start;
    }
    return false;
}

/** Read `( group )`, or pass over a parenthesis that makes no sense. */
static struct query_node *
parse_parenthesis(struct parser *parser)
{
    const bool is_group =
        parser->depth < DEPTH_MAX && parser->at < parser->last_closing;
    parser->at++;
    if (!is_group) {
        return NULL;
    }
    parser->depth++;
    struct query_node *group = parse_group(parser);
    parser->depth--;
    if (slice_starts(rest(parser), SLICE(")"))) {
        parser->at++;
    }
    return group;
}

/** Whether a minus here excludes what follows it directly. */
static bool
is_minus(const struct parser *parser)
{
    const struct slice text = rest(parser);
    return text.size >= 2 && text.data[0] == '-' && text.data[1] != ' ' &&
           text.data[1] != '-' && text.data[1] != ')';
}

/** Note a word or a quotation as part of what was typed. */
static void
note_typed(struct parser *parser, struct slice text)
{
    if (parser->sentence.size > 0) {
        buffer_add_byte(&parser->sentence, ' ');
    }
    buffer_add_slice(&parser->sentence, text);
}

/** Make a phrase of a quotation; where it leaves something out, phrases near
 * each other. */
static struct query_node *
make_quotation(struct parser *parser, struct slice text)
{
    struct query_node *first = NULL;
    struct query_node **end = &first;
    struct slice rest = text;
    if (parser->depth == DEPTH_MAX) {
        return make_phrase(parser, text);
    }
    while (rest.size > 0) {
        struct query_node *part = make_phrase(parser, elision_next_part(&rest));
        if (part) {
            part->nearness = (struct query_nearness){.n_words = ELIDED_WORDS};
            *end = part;
            end = &part->next;
        }
    }
    return combine(parser, QUERY_NEAR, first);
}

/** Whether all that was typed so far is a quotation that is long enough to be
 * somebody's. */
static bool
is_after_quotation(const struct parser *parser)
{
    const struct query *query = parser->query;
    uint32_t n_tokens = 0;
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        n_tokens += query->phrases[i].n_tokens;
    }
    return parser->n_quotations == 1 && parser->n_words == 0 &&
           !parser->has_syntax && n_tokens >= ATTRIBUTED_MIN;
}

/** Pass over a dash and who is said to have said a quotation, if that is all
 * that is left: -- Ann Lee. */
static bool
take_attribution(struct parser *parser)
{
    static const struct slice dashes[] = {
        SLICE_INIT("- "),     SLICE_INIT("--"),     SLICE_INIT("\u2013"),
        SLICE_INIT("\u2014"), SLICE_INIT("\u2015"),
    };
    const struct slice text = rest(parser);
    size_t n_words = 0;
    bool has_dash = false;
    struct tokeniser tokeniser;
    for (size_t i = 0; i < sizeof(dashes) / sizeof(*dashes); i++) {
        has_dash |= slice_starts(text, dashes[i]);
    }
    if (!has_dash || !is_after_quotation(parser)) {
        return false;
    }
    /* No further than a name goes: this may be asked again and again. */
    for (size_t i = 0; i < text.size && n_words <= ATTRIBUTION_WORDS_MAX; i++) {
        if (memchr("\"():*", text.data[i], 5)) {
            return false;
        }
        n_words += text.data[i] == ' ';
    }
    tokeniser_init(&tokeniser, text);
    if (n_words > ATTRIBUTION_WORDS_MAX || !tokeniser_next(&tokeniser)) {
        return false;
    }
    parser->query->attribution =
        arena_copy(&parser->query->arena, slice_from(text, tokeniser.begin));
    parser->at = parser->text.size;
    return true;
}

/** Read one term; NULL for what gives none. Always steps forward. */
static struct query_node *
parse_term(struct parser *parser)
{
    const bool is_negated = is_minus(parser);
    parser->at += is_negated;
    parser->has_syntax |= is_negated;
    if (take_filter(parser, is_negated)) {
        return NULL;
    }
    struct query_node *node;
    const struct quotation *quotation = quotation_here(parser);
    if (quotation) {
        const struct slice text = read_quotation(parser, quotation);
        parser->n_quotations++;
        note_typed(parser, text);
        node = make_quotation(parser, text);
    } else if (take_attribution(parser)) {
        return NULL;
    } else if (slice_starts(rest(parser), SLICE("("))) {
        node = parse_parenthesis(parser);
        parser->has_marks |= node != NULL;
    } else if (slice_starts(rest(parser), SLICE(")"))) {
        parser->at++;
        return NULL;
    } else {
        const struct slice text = read_word(parser);
        parser->n_words++;
        parser->has_marks |= slice_ends(text, SLICE("*"));
        note_typed(parser, text);
        node = make_phrase(parser, text);
    }
    return is_negated && node ? new_node(parser, QUERY_NOT, node) : node;
}

/** Whether an operator word stands here, with something behind it; steps
 * over it if so. */
static bool
take_operator(struct parser *parser, struct slice operator)
{
    const struct slice text = rest(parser);
    if (parser->is_shouted || !slice_starts(text, operator) ||
        text.size <= operator.size) {
        return false;
    }
    parser->at += operator.size;
    parser->has_syntax = true;
    skip_spaces(parser);
    return true;
}

/** Whether the group ends here. */
static bool
is_at_end(const struct parser *parser)
{
    return parser->at == parser->text.size ||
           (parser->depth > 0 && parser->text.data[parser->at] == ')');
}

/** Read what stands behind `NEAR`: nothing, `/8`, `/30s` or `/2m`; false for
 * anything else. */
static bool
read_nearness(struct slice text, struct query_nearness *nearness)
{
    *nearness = (struct query_nearness){.n_words = NEAR_WORDS};
    if (text.size == 0) {
        return true;
    }
    int64_t number = 0;
    size_t at = 1;
    for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
         at++) {
        /* What is beyond all limits need not be exact. */
        number = number > NEAR_SECONDS_MAX
                     ? number
                     : 10 * number + (text.data[at] - '0');
    }
    const struct slice unit = slice_from(text, at);
    const bool is_minutes = slice_equal(unit, SLICE("m"));
    if (text.data[0] != '/' || at == 1) {
        return false;
    }
    if (unit.size == 0) {
        nearness->n_words =
            number < NEAR_WORDS_MAX ? (uint32_t)number : NEAR_WORDS_MAX;
        return true;
    }
    const int64_t seconds = is_minutes ? 60 * number : number;
    nearness->ms =
        1000 * (seconds < NEAR_SECONDS_MAX ? seconds : NEAR_SECONDS_MAX);
    return (is_minutes || slice_equal(unit, SLICE("s"))) && number > 0;
}

/** Whether NEAR stands here, with something to look for behind it; steps
 * over it if so. */
static bool
take_near(struct parser *parser, struct query_nearness *nearness)
{
    const size_t start = parser->at;
    if (parser->is_shouted || !slice_starts(rest(parser), SLICE("NEAR"))) {
        return false;
    }
    const struct slice word = read_word(parser);
    if (read_nearness(slice_from(word, 4), nearness)) {
        skip_spaces(parser);
        if (!is_at_end(parser) && !is_minus(parser)) {
            parser->has_syntax = true;
            return true;
        }
    }
    parser->at = start;
    return false;
}

/** Read terms joined by NEAR. */
static struct query_node *
parse_near(struct parser *parser)
{
    struct query_node *first = parse_term(parser);
    struct query_node *last = first;
    struct query_nearness nearness;
    skip_spaces(parser);
    while (first && first->op != QUERY_NOT && !is_at_end(parser) &&
           take_near(parser, &nearness)) {
        struct query_node *term = parse_term(parser);
        if (term) {
            term->nearness = nearness;
            last->next = term;
            last = term;
        }
        skip_spaces(parser);
    }
    return combine(parser, QUERY_NEAR, first);
}

/** Read what is joined by OR. */
static struct query_node *
parse_clause(struct parser *parser)
{
    struct query_node *first = NULL;
    append(parser->query, &first, parse_near(parser));
    skip_spaces(parser);
    while (first && !is_at_end(parser) && take_operator(parser, SLICE("OR ")) &&
           !is_at_end(parser)) {
        struct query_node *near = parse_near(parser);
        /* "or not" excludes nothing that could be found. */
        if (near && near->op != QUERY_NOT) {
            first = first->op == QUERY_NOT ? NULL : first;
            append(parser->query, &first, near);
        }
        skip_spaces(parser);
    }
    return combine(parser, QUERY_ANY, first);
}

/** Read clauses up to the end of the group. */
static struct query_node *
parse_group(struct parser *parser)
{
    struct query_node *first = NULL;
    skip_spaces(parser);
    while (!is_at_end(parser)) {
        if (first) {
            take_operator(parser, SLICE("AND "));
        }
        append(parser->query, &first, parse_clause(parser));
        skip_spaces(parser);
    }
    return combine(parser, QUERY_ALL, first);
}

/** Whether a text has no small letter and so many words that the few OR among
 * them are such. */
static bool
is_shouted(struct slice text)
{
    size_t n_capitals = 0;
    size_t n_spaces = 0;
    size_t n_operators = 0;
    for (size_t i = 0; i < text.size; i++) {
        const struct slice rest = slice_from(text, i);
        if (text.data[i] >= 'a' && text.data[i] <= 'z') {
            return false;
        }
        n_capitals += text.data[i] >= 'A' && text.data[i] <= 'Z';
        n_spaces += text.data[i] == ' ';
        n_operators += slice_starts(rest, SLICE(" OR ")) ||
                       slice_starts(rest, SLICE(" NEAR"));
    }
    return n_spaces + 1 >= SHOUTED_MIN && n_capitals > n_spaces &&
           n_operators * OPERATOR_SHARE <= n_spaces;
}

/** Make well-formed, normalised text of anything. */
static void
clean(struct buffer *out, struct slice text)
{
    struct normaliser normaliser;
    normaliser_init(&normaliser, out);
    while (text.size > 0) {
        const size_t valid = utf8_valid_prefix(text);
        normaliser_add(&normaliser, slice_part(text, 0, valid));
        text = slice_from(text, valid);
        if (text.size > 0) {
            size_t size;
            utf8_decode(text, 0, &size);
            normaliser_add_space(&normaliser);
            text = slice_from(text, size);
        }
    }
}

/** Make a sentence of what was typed, if it is nothing else. */
static void
make_sentence(struct parser *parser)
{
    struct query *query = parser->query;
    struct query_sentence *sentence = &query->sentence;
    const struct slice text = buffer_slice(&parser->sentence);
    const bool is_quoted =
        parser->n_quotations == 1 && parser->n_words == 0 && !parser->has_marks;
    const bool has_marks =
        parser->has_marks || (parser->n_quotations > 0 && !is_quoted);
    if (parser->has_syntax || query->index != MATCH_SPEECH ||
        (has_marks && parser->n_words < PASTED_MIN)) {
        return;
    }
    const char *copy = arena_copy(&query->arena, text);
    if (!copy || parser->sentence.has_failed) {
        query->arena.has_failed = true;
        return;
    }
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, text);
    while (tokeniser_next(&tokeniser)) {
        sentence->n_tokens++;
    }
    sentence->text = (struct slice){copy, text.size};
    sentence->is_quoted = is_quoted;
    const bool is_root = query->root && query->root->op == QUERY_PHRASE;
    if (is_quoted ? !is_root : sentence->n_tokens >= SENTENCE_MIN) {
        const bool was_cut = query->was_cut;
        query->was_cut = false;
        struct query_node *node = make_phrase(parser, sentence->text);
        /* Half a sentence is not what was typed. */
        sentence->node = query->was_cut ? NULL : node;
        query->was_cut = was_cut;
    }
}

enum status
query_parse(struct query *query, struct slice text)
{
    *query = (struct query){.index = MATCH_SPEECH};
    struct buffer cleaned;
    buffer_init(&cleaned, (size_t)4 * TEXT_READ_MAX);
    if (text.size > TEXT_READ_MAX) {
        text.size = TEXT_READ_MAX;
        query->was_cut = true;
    }
    clean(&cleaned, text);
    struct parser parser = {.query = query, .text = buffer_slice(&cleaned)};
    const char *closing =
        cleaned.size > 0 ? memrchr(cleaned.data, ')', cleaned.size) : NULL;
    parser.is_shouted = is_shouted(parser.text);
    parser.last_closing = closing ? (size_t)(closing - cleaned.data) : 0;
    buffer_init(&parser.stream, TOKENS_MAX_BYTES);
    buffer_init(&parser.sentence, (size_t)4 * TEXT_READ_MAX);
    query->root = parse_group(&parser);
    if (query->root && query_wanted(query->root) == 0) {
        query->root = NULL;
    }
    make_sentence(&parser);
    const bool has_failed = cleaned.has_failed || query->arena.has_failed;
    buffer_finish(&parser.sentence);
    buffer_finish(&parser.stream);
    buffer_finish(&cleaned);
    return has_failed ? ST_NO_MEMORY : ST_OK;
}

void
query_finish(struct query *query)
{
    arena_finish(&query->arena);
}
