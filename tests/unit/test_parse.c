/*
 * test_parse.c - from what a person types to the tree.
 *
 * Expected values come from the grammar at the top of parse.c and from the
 * table of what a person may type in the manual page.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "query/tree.h"
#include "text/token.h"

#include <stdlib.h>

#define NOTHING "no words to look for"

/** Nodes that a search has room for when it lowers the tree. */
enum { NODES_MAX = 4 * PHRASES_MAX };

static const struct {
    struct slice text;
    const char *description;
} cases[] = {
    /* Words. */
    {SLICE_INIT(""), NOTHING},
    {SLICE_INIT("   "), NOTHING},
    {SLICE_INIT("cat"), "cat"},
    {SLICE_INIT("  cat  "), "cat"},
    {SLICE_INIT("long horizon RL"), "all of (long, horizon, RL)"},
    {SLICE_INIT("a\tb\nc\r\nd"), "all of (a, b, c, d)"},
    {SLICE_INIT("don't"), "don't"},
    {SLICE_INIT("it\u2019s"), "it\u2019s"},
    {SLICE_INIT("A.I."), "A.I."},
    {SLICE_INIT("C++"), "C++"},
    {SLICE_INIT("na\u00efve c\u0153ur"), "all of (na\u00efve, c\u0153ur)"},
    {SLICE_INIT("e-mail"), "\"e-mail\""},
    {SLICE_INIT("long-horizon"), "\"long-horizon\""},
    {SLICE_INIT("1:30"), "\"1:30\""},
    {SLICE_INIT("http://x.y"), "\"http://x.y\""},
    {SLICE_INIT("\u72d7"), "\u72d7"},
    {SLICE_INIT("\u65e5\u672c\u8a9e"), "\"\u65e5\u672c\u8a9e\""},
    {SLICE_INIT("\u65e5\u672c \u8a9e"), "all of (\"\u65e5\u672c\", \u8a9e)"},
    {SLICE_INIT("AI\u7f16\u7a0b"), "\"AI\u7f16\u7a0b\""},

    /* Only punctuation. */
    {SLICE_INIT("!?"), NOTHING},
    {SLICE_INIT("... --- '''"), NOTHING},
    {SLICE_INIT("cat !? dog"), "all of (cat, dog)"},
    {SLICE_INIT("\u2014 \u3002 \u266a"), NOTHING},

    /* Quotations. */
    {SLICE_INIT("\"as smart as\""), "\"as smart as\""},
    {SLICE_INIT("\"cat\""), "cat"},
    {SLICE_INIT("\" cat  dog \""), "\"cat dog\""},
    {SLICE_INIT("\"it ran. It hid\""), "\"it ran. It hid\""},
    {SLICE_INIT("\u201ccurly quotes\u201d x"), "all of (\"curly quotes\", x)"},
    {SLICE_INIT("\u201ccurly straight\" x"), "all of (\"curly straight\", x)"},
    {SLICE_INIT("\"straight curly\u201d x"), "all of (\"straight curly\", x)"},
    {SLICE_INIT("\u201dright right\u201d x"), "all of (\"right right\", x)"},
    {SLICE_INIT("\u201eunten oben\u201c x"), "all of (\"unten oben\", x)"},
    {SLICE_INIT("\u201edolny g\u00f3rny\u201d x"),
     "all of (\"dolny g\u00f3rny\", x)"},
    {SLICE_INIT("\u00abentre guillemets\u00bb x"),
     "all of (\"entre guillemets\", x)"},
    {SLICE_INIT("\u00ab entre guillemets \u00bb x"),
     "all of (\"entre guillemets\", x)"},
    {SLICE_INIT("\u00bbandersherum so\u00ab x"),
     "all of (\"andersherum so\", x)"},
    {SLICE_INIT("\u300c\u65e5\u672c\u300dx"), "all of (\"\u65e5\u672c\", x)"},
    {SLICE_INIT("\"as smart as"), "\"as smart as\""},
    {SLICE_INIT("as\" smart now"), "all of (as, \"smart now\")"},
    {SLICE_INIT("a \"b c\" d\""), "all of (a, \"b c\", d)"},
    {SLICE_INIT("\u00abnever closed"), "\"never closed\""},
    {SLICE_INIT("a\"b c\"d"), "all of (a, \"b c\", d)"},
    {SLICE_INIT("\"a\"\"b\""), "all of (a, b)"},
    {SLICE_INIT("\""), NOTHING},
    {SLICE_INIT("\"\" a"), "a"},
    {SLICE_INIT("\"!\" a"), "a"},
    {SLICE_INIT("\"a OR b\""), "\"a OR b\""},
    {SLICE_INIT("\"(a) -b\""), "\"(a) -b\""},

    /* What a quotation leaves out. */
    {SLICE_INIT("\"it ran ... it hid\""),
     "near each other (\"it ran\", within 60 words \"it hid\")"},
    {SLICE_INIT("\"ran...hid [\u2026] and so ( . . . ) on\""),
     "near each other (ran, within 60 words hid, within 60 words \"and so\", "
     "within 60 words on)"},
    {SLICE_INIT("\u201cran \u2026\u2026 hid\u201d x"),
     "all of (near each other (ran, within 60 words hid), x)"},
    {SLICE_INIT("\"... it hid...\""), "\"it hid\""},
    {SLICE_INIT("\"it ran.. it hid\""), "\"it ran.. it hid\""},
    {SLICE_INIT("\"it ran [it] hid\""), "\"it ran [it] hid\""},
    {SLICE_INIT("\"it ran [... it hid\""),
     "near each other (\"it ran [\", within 60 words \"it hid\")"},
    {SLICE_INIT("\"... [...] \u2026\""), NOTHING},
    {SLICE_INIT("owl -\"ran ... hid\""),
     "all of (owl, not (near each other (ran, within 60 words hid)))"},
    {SLICE_INIT("it ran ... it hid"), "all of (it, ran, hid)"},

    /* Who is said to have said it. */
    {SLICE_INIT("\"it ran and hid\" \u2014 Ann Lee"),
     "\"it ran and hid\"; passed over: Ann Lee"},
    {SLICE_INIT("\u201cit ran and hid.\u201d\u2014Ann Lee, 2019"),
     "\"it ran and hid.\"; passed over: Ann Lee, 2019"},
    {SLICE_INIT("\"it ran and hid\" -- Ann"),
     "\"it ran and hid\"; passed over: Ann"},
    {SLICE_INIT("speaker:bob \"it ran and hid\" - Ann"),
     "\"it ran and hid\"; passed over: Ann; speaker \"bob\""},
    {SLICE_INIT("\"it ran ... and hid\" \u2013 Ann"),
     "near each other (\"it ran\", within 60 words \"and hid\"); "
     "passed over: Ann"},
    {SLICE_INIT("\"it ran and hid\" -Ann"),
     "all of (\"it ran and hid\", not (Ann))"},
    {SLICE_INIT("\"it ran and hid\" Ann"), "all of (\"it ran and hid\", Ann)"},
    {SLICE_INIT("\"it ran\" - Ann"), "all of (\"it ran\", Ann)"},
    {SLICE_INIT("\"it ran and hid\" \u2014"), "\"it ran and hid\""},
    {SLICE_INIT("\"it ran and hid\" - \"it slept\""),
     "all of (\"it ran and hid\", \"it slept\")"},
    {SLICE_INIT("\"it ran and hid\" - one two three four five six seven eight "
                "nine"),
     "all of (\"it ran and hid\", one, two, three, four, five, six, seven, "
     "eight, nine)"},
    {SLICE_INIT("so \"it ran and hid\" - Ann"),
     "all of (so, \"it ran and hid\", Ann)"},

    /* OR binds closer than a space; the words in capitals only. */
    {SLICE_INIT("cat OR dog"), "any of (cat, dog)"},
    {SLICE_INIT("cat  OR  dog"), "any of (cat, dog)"},
    {SLICE_INIT("a OR b OR c d"), "all of (any of (a, b, c), d)"},
    {SLICE_INIT("cat dog OR bird fish"),
     "all of (cat, any of (dog, bird), fish)"},
    {SLICE_INIT("cat or dog"), "all of (cat, or, dog)"},
    {SLICE_INIT("ORcat"), "ORcat"},
    {SLICE_INIT("OR"), "OR"},
    {SLICE_INIT("OR cat"), "all of (OR, cat)"},
    {SLICE_INIT("cat OR"), "all of (cat, OR)"},
    {SLICE_INIT("cat OR OR dog"), "all of (any of (cat, OR), dog)"},
    {SLICE_INIT("\"a b\" OR \"c d\""), "any of (\"a b\", \"c d\")"},

    /* AND is a space. */
    {SLICE_INIT("cat AND dog"), "all of (cat, dog)"},
    {SLICE_INIT("a AND b OR c"), "all of (a, any of (b, c))"},
    {SLICE_INIT("AND dog"), "all of (AND, dog)"},
    {SLICE_INIT("cat AND"), "all of (cat, AND)"},
    {SLICE_INIT("cat and dog"), "all of (cat, and, dog)"},
    {SLICE_INIT("cat NOT dog"), "all of (cat, NOT, dog)"},
    {SLICE_INIT("cat NEAR dog"), "near each other (cat, within 10 words dog)"},
    {SLICE_INIT("cat NEAR/3 dog NEAR/30s \"a fox\""),
     "near each other (cat, within 3 words dog, within 30 seconds \"a fox\")"},
    {SLICE_INIT("cat NEAR/2m dog"),
     "near each other (cat, within 120 seconds dog)"},
    {SLICE_INIT("cat NEAR/0 dog owl"),
     "all of (near each other (cat, within 0 words dog), owl)"},
    {SLICE_INIT("cat NEAR/2 dog OR owl"),
     "any of (near each other (cat, within 2 words dog), owl)"},
    {SLICE_INIT("(cat OR dog) NEAR/2 owl"),
     "near each other (any of (cat, dog), within 2 words owl)"},
    {SLICE_INIT("cat NEAR/99999999999999999999 dog"),
     "near each other (cat, within 300 words dog)"},
    {SLICE_INIT("cat NEAR/99999999999999999999m dog"),
     "near each other (cat, within 300 seconds dog)"},
    {SLICE_INIT("cat NEAR/x dog"), "all of (cat, \"NEAR/x\", dog)"},
    {SLICE_INIT("cat NEAR/0s dog"), "all of (cat, \"NEAR/0s\", dog)"},
    {SLICE_INIT("cat NEAR -dog"), "all of (cat, NEAR, not (dog))"},
    {SLICE_INIT("NEAR cat"), "all of (NEAR, cat)"},
    {SLICE_INIT("cat NEAR"), "all of (cat, NEAR)"},
    {SLICE_INIT("cat NEAR/3"), "all of (cat, \"NEAR/3\")"},

    /* Apostrophes that quote, and those that do not. */
    {SLICE_INIT("'blue whale' fish"), "all of (\"blue whale\", fish)"},
    {SLICE_INIT("\u2018blue whale\u2019 fish"),
     "all of (\"blue whale\", fish)"},
    {SLICE_INIT("'we don't know' fish"), "all of (\"we don't know\", fish)"},
    {SLICE_INIT("fish -'blue whale'"), "all of (fish, not (\"blue whale\"))"},
    {SLICE_INIT("don't know"), "all of (don't, know)"},
    {SLICE_INIT("'tis the time"), "all of ('tis, the, time)"},
    {SLICE_INIT("rock 'n' roll"), "all of (rock, 'n', roll)"},
    {SLICE_INIT("the boys' house"), "all of (the, boys', house)"},

    /* Minus. */
    {SLICE_INIT("fish -whale"), "all of (fish, not (whale))"},
    {SLICE_INIT("-whale fish"), "all of (not (whale), fish)"},
    {SLICE_INIT("fish -\"blue whale\""), "all of (fish, not (\"blue whale\"))"},
    {SLICE_INIT("fish -\u201cblue whale\u201d"),
     "all of (fish, not (\"blue whale\"))"},
    {SLICE_INIT("fish -(blue OR whale)"),
     "all of (fish, not (any of (blue, whale)))"},
    {SLICE_INIT("fish -(blue whale)"),
     "all of (fish, not (all of (blue, whale)))"},
    {SLICE_INIT("fish -e-mail"), "all of (fish, not (\"e-mail\"))"},
    {SLICE_INIT("fish -wha*"), "all of (fish, not (wha*))"},
    /* Said twice, excluded once; neither takes the place of the other. */
    {SLICE_INIT("fish -wha* -wha* -wha"),
     "all of (fish, not (wha*), not (wha))"},
    {SLICE_INIT("fish -fish -fish"), "all of (fish, not (fish))"},
    {SLICE_INIT("-"), NOTHING},
    {SLICE_INIT("--"), NOTHING},
    {SLICE_INIT("- cat"), "cat"},
    {SLICE_INIT("cat -"), "cat"},
    {SLICE_INIT("cat - dog"), "all of (cat, dog)"},
    {SLICE_INIT("--cat"), "--cat"},
    {SLICE_INIT("cat -- dog"), "all of (cat, dog)"},
    {SLICE_INIT("-cat"), NOTHING},
    {SLICE_INIT("-cat -dog"), NOTHING},
    {SLICE_INIT("-\"a"), NOTHING},
    {SLICE_INIT("-("), NOTHING},
    {SLICE_INIT("-) a"), "a"},
    {SLICE_INIT("cat -cat"), "all of (cat, not (cat))"},
    {SLICE_INIT("a -(b -c)"), "all of (a, not (all of (b, not (c))))"},
    {SLICE_INIT("cat OR -dog"), "cat"},
    {SLICE_INIT("-cat OR dog"), "dog"},
    {SLICE_INIT("a -b OR c OR d"), "all of (a, any of (c, d))"},

    /* Parentheses. */
    {SLICE_INIT("(a OR b) c"), "all of (any of (a, b), c)"},
    {SLICE_INIT("(a OR b)c"), "all of (any of (a, b), c)"},
    {SLICE_INIT("(a b) OR c"), "any of (all of (a, b), c)"},
    {SLICE_INIT("((a))"), "a"},
    {SLICE_INIT("(a (b OR (c d)))"), "all of (a, any of (b, all of (c, d)))"},
    {SLICE_INIT("(((a b))) c"), "all of (all of (a, b), c)"},
    {SLICE_INIT("((((a b)))) c"), "all of (all of (a, b), c)"},
    {SLICE_INIT("(a"), "a"},
    {SLICE_INIT("a)"), "a"},
    {SLICE_INIT(")a("), "a"},
    {SLICE_INIT("a ) b"), "all of (a, b)"},
    {SLICE_INIT("(a OR b"), "any of (a, b)"},
    {SLICE_INIT("() a"), "a"},
    {SLICE_INIT("a () b"), "all of (a, b)"},
    {SLICE_INIT("-(a b"), "all of (a, b)"},
    {SLICE_INIT("(-cat) dog"), "all of (not (cat), dog)"},
    {SLICE_INIT("(cat OR)"), "all of (cat, OR)"},

    /* Prefixes. */
    {SLICE_INIT("train*"), "train*"},
    {SLICE_INIT("train* station"), "all of (train*, station)"},
    {SLICE_INIT("\"open sour*\""), "\"open sour\"*"},
    {SLICE_INIT("*train"), "*train"},
    {SLICE_INIT("tr*ain"), "\"tr*ain\""},
    {SLICE_INIT("*"), NOTHING},
    {SLICE_INIT("** a"), "a"},
    {SLICE_INIT("train *"), "train"},
    {SLICE_INIT("\"train *\""), "train *"},

    /* Fields. */
    {SLICE_INIT("speaker:schulman"), NOTHING "; speaker \"schulman\""},
    {SLICE_INIT("speaker:schulman rl"), "rl; speaker \"schulman\""},
    {SLICE_INIT("rl speaker:\"John Schulman\" x"),
     "all of (rl, x); speaker \"John Schulman\""},
    {SLICE_INIT("speaker:\u201cJohn Schulman\u201d x"),
     "x; speaker \"John Schulman\""},
    {SLICE_INIT("in:dwarkesh x"), "x; in \"dwarkesh\""},
    {SLICE_INIT("lang:en x"), "x; lang \"en\""},
    {SLICE_INIT("language:en x"), "x; lang \"en\""},
    {SLICE_INIT("title:\"AGI now\" x"), "x; title \"AGI now\""},
    {SLICE_INIT("after:2024-01 x"), "x; after \"2024-01\""},
    {SLICE_INIT("before:2024-06-01 x"), "x; before \"2024-06-01\""},
    {SLICE_INIT("after:2024 x"), "x; after \"2024\""},
    {SLICE_INIT("after:2024-6 x"), "x; after \"2024-06\""},
    {SLICE_INIT("before:2024/6/1 x"), "x; before \"2024-06-01\""},
    {SLICE_INIT("before:2024.12.31 x"), "x; before \"2024-12-31\""},
    {SLICE_INIT("before:20240630 x"), "x; before \"2024-06-30\""},
    {SLICE_INIT("before:lunch x"), "all of (\"before:lunch\", x)"},
    {SLICE_INIT("after:24-06 x"), "all of (\"after:24-06\", x)"},
    {SLICE_INIT("after:2024-13 x"), "all of (\"after:2024-13\", x)"},
    {SLICE_INIT("after:2024-00 x"), "all of (\"after:2024-00\", x)"},
    {SLICE_INIT("after:2024- x"), "all of (\"after:2024-\", x)"},
    {SLICE_INIT("after:2024-01-015 x"), "all of (\"after:2024-01-015\", x)"},
    {SLICE_INIT("x -speaker:bob"), "x; not speaker \"bob\""},
    {SLICE_INIT("x -title:\"a b\""), "x; not title \"a b\""},
    {SLICE_INIT("x title:'a b'"), "x; title \"a b\""},
    {SLICE_INIT("x -speaker:'Dan O'Neil'"), "x; not speaker \"Dan O'Neil\""},
    {SLICE_INIT("title:\u2018a b\u2019 x"), "x; title \"a b\""},
    {SLICE_INIT("title:'tis x"), "x; title \"'tis\""},
    {SLICE_INIT("Speaker:Bob x LANG:en"), "x; lang \"en\"; speaker \"Bob\""},
    {SLICE_INIT("Is:Marker applause"), "applause; among markers"},
    {SLICE_INIT("speaker: bob"), "all of (speaker:, bob)"},
    {SLICE_INIT("speaker:"), "speaker:"},
    {SLICE_INIT("speaker:\"\" bob"), "all of (speaker:, bob)"},
    {SLICE_INIT("foo:bar"), "\"foo:bar\""},
    {SLICE_INIT("(a in:b) c"), "all of (a, c); in \"b\""},
    {SLICE_INIT("a OR in:b"), "a; in \"b\""},

    /* Markers. */
    {SLICE_INIT("is:marker applause"), "applause; among markers"},
    {SLICE_INIT("applause is:marker"), "applause; among markers"},
    {SLICE_INIT("is:marker"), NOTHING "; among markers"},
    {SLICE_INIT("-is:marker applause"), "applause"},
    {SLICE_INIT("is:nothing x"), "all of (\"is:nothing\", x)"},
    {SLICE_INIT("is:markers x"), "all of (\"is:markers\", x)"},

    /* What is said twice counts once, by its tokens. */
    {SLICE_INIT("cat cat"), "cat"},
    {SLICE_INIT("cat cat. cat!"), "cat"},
    {SLICE_INIT("C++ OR C# OR C++"), "any of (C++, C#)"},
    {SLICE_INIT("cat CAT \"cat\" c\u00e0t"), "cat"},
    {SLICE_INIT("AI ai A.I."), "AI"},
    {SLICE_INIT("cat cat*"), "all of (cat, cat*)"},
    {SLICE_INIT("cat OR cat"), "cat"},
    {SLICE_INIT("cat dog cat bird"), "all of (cat, dog, bird)"},

    /* Bytes that are no text: a NUL and other controls vanish, what is no
     * UTF-8 parts words. */
    {SLICE_INIT("ca\0t dog"), "all of (cat, dog)"},
    {SLICE_INIT("\0"), NOTHING},
    {SLICE_INIT("cat\xff"
                "dog"),
     "all of (cat, dog)"},
    {SLICE_INIT("\xe2\x80"), NOTHING},
    {SLICE_INIT("\xc3\xa9 \xc3"), "\u00e9"},
    {SLICE_INIT("cat \xed\xa0\x80 dog"), "all of (cat, dog)"},
    {SLICE_INIT("cat\x1b[31m dog"), "all of (cat, dog)"},
    {SLICE_INIT("e\u0301t\u00e9"), "\u00e9t\u00e9"},
};

/** Parse a text and describe what was understood. */
static void
describe(struct slice text, struct buffer *description)
{
    struct query query;
    assert_int_equal(query_parse(&query, text), ST_OK);
    buffer_clear(description);
    query_describe(&query, description);
    buffer_add_byte(description, '\0');
    assert_false(description->has_failed);
    query_finish(&query);
}

static void
test_descriptions(void **state)
{
    (void)state;
    struct buffer description;
    buffer_init(&description, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        describe(cases[i].text, &description);
        if (strcmp(description.data, cases[i].description) != 0) {
            fail_msg("`%.*s` gives\n  %s, not\n  %s", (int)cases[i].text.size,
                     cases[i].text.data, description.data,
                     cases[i].description);
        }
    }
    buffer_finish(&description);
}

static void
test_tokens_of_phrases(void **state)
{
    (void)state;
    struct query query;
    const struct slice text =
        SLICE("\"Don't be so-so\" A.I. \u65e5\u672c\u8a9e C\u0153ur TRAI*");
    assert_int_equal(query_parse(&query, text), ST_OK);
    static const struct {
        const char *tokens;
        uint32_t n_tokens;
        bool is_prefix;
        const char *word;
    } wanted[] = {
        {"dont be so so ", 4, false, "Don't be so-so"},
        {"ai ", 1, false, "A.I."},
        {"\u65e5 \u672c \u8a9e ", 3, false, "\u65e5\u672c\u8a9e"},
        {"coeur ", 1, false, "C\u0153ur"},
        {"trai ", 1, true, "TRAI"},
    };
    assert_int_equal(query.n_phrases, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct match_phrase *phrase = &query.phrases[i];
        assert_true(slice_equal(phrase->tokens, slice_of(wanted[i].tokens)));
        assert_int_equal(phrase->n_tokens, wanted[i].n_tokens);
        assert_int_equal(phrase->is_prefix, wanted[i].is_prefix);
        assert_string_equal(query.words[i], wanted[i].word);
    }
    assert_int_equal(query.index, MATCH_SPEECH);
    assert_false(query.was_cut);
    query_finish(&query);
}

static void
test_filters(void **state)
{
    (void)state;
    struct query query;
    const struct slice text =
        SLICE("in:a -speaker:\"b c\" lang:d title:e after:2023 -before:2024 x");
    static const struct {
        enum query_field field;
        bool is_negated;
        const char *value;
    } wanted[] = {
        {FIELD_IN, false, "a"},       {FIELD_SPEAKER, true, "b c"},
        {FIELD_LANGUAGE, false, "d"}, {FIELD_TITLE, false, "e"},
        {FIELD_AFTER, false, "2023"}, {FIELD_BEFORE, true, "2024"},
    };
    assert_int_equal(query_parse(&query, text), ST_OK);
    unsigned seen = 0;
    for (const struct query_filter *one = query.filters; one; one = one->next) {
        assert_in_range(one->field, 0, FIELD_BEFORE);
        assert_string_equal(one->value, wanted[one->field].value);
        assert_int_equal(one->is_negated, wanted[one->field].is_negated);
        seen |= 1u << one->field;
    }
    assert_int_equal(seen, (1u << 6) - 1);
    query_finish(&query);
}

/** Follows a tree and checks what a search relies on. */
struct visit {
    const struct query *query;
    uint64_t seen; /**< phrases */
    size_t n_nodes;
};

/** Check a node and what is below; gives how deep the lowered tree is. */
static int
check_node(struct visit *visit, const struct query_node *node, int depth)
{
    assert_true(depth < 64);
    visit->n_nodes++;
    if (node->op == QUERY_PHRASE) {
        assert_true(node->phrase < visit->query->n_phrases);
        assert_false(visit->seen >> node->phrase & 1);
        visit->seen |= UINT64_C(1) << node->phrase;
        return 0;
    }
    assert_non_null(node->child);
    assert_true((node->op == QUERY_NOT) == (node->child->next == NULL));
    int deepest = 0;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const int below = check_node(visit, child, depth + 1);
        deepest = below > deepest ? below : deepest;
    }
    return node->op == QUERY_NOT ? deepest : deepest + 1;
}

/** Check what a search relies on. */
static void
check_query(const struct query *query)
{
    assert_in_range(query->n_phrases, 0, PHRASES_MAX);
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        const struct match_phrase *phrase = &query->phrases[i];
        uint32_t n = 0;
        for (size_t k = 0; k < phrase->tokens.size; k++) {
            n += phrase->tokens.data[k] == TOKEN_SEPARATOR;
        }
        assert_true(n >= 1);
        assert_int_equal(n, phrase->n_tokens);
        assert_true(slice_ends(phrase->tokens, SLICE(" ")));
        assert_non_null(query->words[i]);
        const struct slice word = slice_of(query->words[i]);
        assert_int_equal(utf8_valid_prefix(word), word.size);
    }
    for (const struct query_filter *one = query->filters; one;
         one = one->next) {
        assert_true(one->value[0] != '\0');
    }
    if (query->root) {
        struct visit visit = {.query = query};
        assert_true(check_node(&visit, query->root, 0) <= MATCH_DEPTH_MAX);
        assert_true(visit.n_nodes <= NODES_MAX);
        assert_true(query_wanted(query->root) != 0);
        assert_true((query_wanted(query->root) & ~visit.seen) == 0);
    }
}

/** Parse, check, describe. */
static void
parse_and_check(struct slice text, struct buffer *description)
{
    struct query query;
    assert_int_equal(query_parse(&query, text), ST_OK);
    check_query(&query);
    buffer_clear(description);
    query_describe(&query, description);
    assert_false(description->has_failed);
    const struct slice written = buffer_slice(description);
    assert_int_equal(utf8_valid_prefix(written), written.size);
    query_finish(&query);
}

static void
test_more_words_than_a_search_may_have(void **state)
{
    (void)state;
    struct buffer text;
    struct query query;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < PHRASES_MAX; i++) {
        buffer_print(&text, "w%d ", i);
    }
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    check_query(&query);
    assert_int_equal(query.n_phrases, PHRASES_MAX);
    assert_false(query.was_cut);
    query_finish(&query);

    buffer_print(&text, "more");
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    check_query(&query);
    assert_int_equal(query.n_phrases, PHRASES_MAX);
    assert_string_equal(query.words[PHRASES_MAX - 1], "w63");
    assert_true(query.was_cut);
    query_finish(&query);
    buffer_finish(&text);
}

static void
test_repeated_words_take_no_room(void **state)
{
    (void)state;
    struct buffer text;
    struct query query;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < 5000; i++) {
        buffer_print(&text, "cat ");
    }
    buffer_print(&text, "dog");
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    check_query(&query);
    assert_int_equal(query_wanted(query.root), 3);
    assert_string_equal(query.words[1], "dog");
    assert_false(query.was_cut);
    query_finish(&query);
    buffer_finish(&text);
}

/** A pasted page is one phrase, cut where it would have too many tokens:
 * between tokens, and said. */
static void
test_long_phrase_is_cut(void **state)
{
    (void)state;
    struct buffer text;
    struct query query;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < 10000; i++) {
        buffer_print(&text, "\u4e2d");
    }
    buffer_print(&text, " cat");
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    check_query(&query);
    assert_int_equal(query.n_phrases, 1);
    assert_true(query.was_cut);
    assert_in_range(query.phrases[0].n_tokens, 1000, 9999);
    assert_int_equal(strlen(query.words[0]), 3 * query.phrases[0].n_tokens);
    query_finish(&query);
    buffer_finish(&text);
}

static void
test_filters_are_bounded(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, 1 << 20);
    for (int n_given = 1; n_given < 200; n_given++) {
        struct query query;
        size_t n = 0;
        buffer_print(&text, "-in:a%d ", n_given);
        assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
        for (const struct query_filter *one = query.filters; one;
             one = one->next) {
            n++;
        }
        assert_true(n >= 16 || n == (size_t)n_given);
        assert_true(n <= 64);
        assert_int_equal(query.was_cut, n < (size_t)n_given);
        assert_int_equal(query.n_phrases, 0);
        query_finish(&query);
    }
    buffer_finish(&text);
}

/** What huge texts are made of, with words that are left then. */
static const struct {
    const char *opening;
    const char *repeated;
} huge[] = {
    {"", "cat "},
    {"", "a OR "},
    {"", "\u4e2d"},
    {"\"", "the "},
    {"", "("},
    {"", ")"},
    {"", "()"},
    {"", "(a "},
    {"", "-"},
    {"", "-("},
    {"", "\""},
    {"", "\"a\" "},
    {"", "\u201e"},
    {"", "\u00aba "},
    {"", "in:a "},
    {"", "-in:z "},
    {"", "speaker:\""},
    {"", "*"},
    {"", "w*"},
    {"", "\u0301"},
    {"", "\u337f"},
    {"", "\ufdfa"},
    {"", "\u0958"},
    {"", "a\u200b"},
    {"", "\xff"},
    {"", "is:marker"},
    {"", "A."},
    {"", "a'"},
    {"\"", "\U0001d160x "},
};

static void
test_huge_texts(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer description;
    buffer_init(&text, 2 << 20);
    buffer_init(&description, 4 << 20);
    for (size_t i = 0; i < sizeof(huge) / sizeof(*huge); i++) {
        buffer_clear(&text);
        buffer_add_slice(&text, slice_of(huge[i].opening));
        while (text.size < 1 << 20) {
            buffer_add_slice(&text, slice_of(huge[i].repeated));
        }
        struct query query;
        assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
        assert_true(query.was_cut);
        query_finish(&query);
        parse_and_check(buffer_slice(&text), &description);
    }
    buffer_finish(&description);
    buffer_finish(&text);
}

/** Many different words; # is their number. */
static const char *const wide[] = {
    "w# OR v# ",
    "(w# -v#) ",
    "((w# OR v#) u) ",
    "(a# (b# OR (c# OR (d# e#)))) ",
    "-(w# (v# OR -x)) y OR ",
};

static void
test_widest_trees(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer description;
    buffer_init(&text, 1 << 20);
    buffer_init(&description, 1 << 20);
    for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
        buffer_clear(&text);
        for (int n = 0; n < 200; n++) {
            for (const char *at = wide[i]; *at; at++) {
                if (*at == '#') {
                    buffer_print(&text, "%d", n);
                } else {
                    buffer_add_byte(&text, *at);
                }
            }
        }
        parse_and_check(buffer_slice(&text), &description);
    }
    buffer_finish(&description);
    buffer_finish(&text);
}

/** Splitmix64 (Steele, Lea and Flood 2014): small, and the same anywhere. */
static uint64_t
next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static const char *const alphabet[] = {
    "a",          "b",          "cat",
    "dog",        " ",          " ",
    " ",          "OR ",        " OR ",
    " AND ",      "NEAR/8",     "-",
    "--",         "(",          "(",
    ")",          ")",          "\"",
    "\"",         "*",          ":",
    "in:",        "speaker:",   "-title:",
    "after:",     "is:marker ", "'",
    ".",          "\u2019",     "\u201c",
    "\u201d",     "\u201e",     "\u00ab",
    "\u00bb",     "\u300c",     "\u300d",
    "\u00e9",     "e\u0301",    "\u0301",
    "\u65e5",     "\u672c",     "\u0e01",
    "\ufdfa",     "\u200d",     "\u202e",
    "\U0001f6a2", "\ufeff",     "\u0130",
    "\xff",       "\xe2\x80",   "\xed\xa0\x80",
    "\x1b[",      "\n",         "\t",
    "^",          "+",          "{",
    "}",          "\\",         "%s",
};

static void
test_random_texts(void **state)
{
    (void)state;
    enum {
        N_TEXTS = 300 * 1000,
        N_PIECES = sizeof(alphabet) / sizeof(*alphabet)
    };
    struct buffer text;
    struct buffer description;
    uint64_t seed = 20240917;
    buffer_init(&text, 1 << 16);
    buffer_init(&description, 1 << 20);
    for (int i = 0; i < N_TEXTS; i++) {
        buffer_clear(&text);
        const uint64_t n = next_random(&seed) % (i % 100 == 0 ? 600 : 24);
        for (uint64_t k = 0; k < n; k++) {
            const uint64_t which = next_random(&seed) % (N_PIECES + 1);
            if (which == N_PIECES) {
                buffer_add_byte(&text, (char)next_random(&seed));
            } else {
                buffer_add_slice(&text, slice_of(alphabet[which]));
            }
        }
        parse_and_check(buffer_slice(&text), &description);
    }
    buffer_finish(&description);
    buffer_finish(&text);
}

/** What is a sentence, and what it says but for filters and marks. */
static const struct {
    struct slice text;
    const char *sentence; /**< empty for none */
} sentences[] = {
    {SLICE_INIT("long horizon RL"), "long horizon RL"},
    {SLICE_INIT("in:talks long horizon"), "long horizon"},
    {SLICE_INIT("\"as smart as\""), "as smart as"},
    {SLICE_INIT("as \"smart as\" humans"), ""},
    {SLICE_INIT("train* of thought"), ""},
    {SLICE_INIT("(long horizon) RL"), ""},
    {SLICE_INIT("long OR horizon"), ""},
    /* What was pasted may have all of these. */
    {SLICE_INIT(
         "then he said \"let us go\" and (laughs) off they *went* again"),
     "then he said let us go and laughs off they *went* again"},
    {SLICE_INIT("one two three four five six seven eight OR nine"), ""},
    {SLICE_INIT("one two three four five six seven eight -nine"), ""},
    {SLICE_INIT(
         "ONE TWO THREE FOUR FIVE OR SIX SEVEN EIGHT NINE TEN NEAR ELEVEN"),
     "ONE TWO THREE FOUR FIVE OR SIX SEVEN EIGHT NINE TEN NEAR ELEVEN"},
    {SLICE_INIT("NASA OR ESA OR JAXA OR ISRO OR CNSA OR CSA OR ASI"), ""},
    {SLICE_INIT("NASA OR ESA ROVER ON MARS"), ""},
    {SLICE_INIT("ONE TWO OR THREE"), ""},
};

static void
test_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
        struct query query;
        assert_int_equal(query_parse(&query, sentences[i].text), ST_OK);
        const struct slice found = query.sentence.text;
        assert_true(slice_equal(found, slice_of(sentences[i].sentence)));
        query_finish(&query);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptions),
        cmocka_unit_test(test_tokens_of_phrases),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_more_words_than_a_search_may_have),
        cmocka_unit_test(test_repeated_words_take_no_room),
        cmocka_unit_test(test_long_phrase_is_cut),
        cmocka_unit_test(test_filters_are_bounded),
        cmocka_unit_test(test_huge_texts),
        cmocka_unit_test(test_widest_trees),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_random_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
