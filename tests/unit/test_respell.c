/*
 * test_respell.c - other ways to write a word.
 *
 * What is said is set down here; only of that can there be other spellings.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/respell.h"
#include "talks.h"

#include <stdio.h>
#include <string.h>

/** All that is said, once but for the last. */
static const char *const lines[] = {
    "1,000 or 1000 or 1,000,000 or 1000000",
    "e-mail and email, X-ray and xray, gpt4 and GPT-4",
    "C plus plus, C sharp, dot net, F sharp",
    "10 percent, 10 per cent, 5 dollars, 7 euros",
    "R and D, R und D, 35 and 3.5, very every",
    "every and very",
    "co, a preset or pre-set",
};

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        talks_say(&talks, lines[i]);
    }
    for (int i = 0; i < 5000; i++) {
        char line[32];
        snprintf(line, sizeof(line), "filler%d every", i);
        talks_say(&talks, line);
    }
    talks_end(&talks, "one.en");
    talks_open(&talks);
    *state = &talks;
    return 0;
}

static int
tear_down(void **state)
{
    talks_finish(*state);
    return 0;
}

/** Check a query's phrases, those that stand for others in brackets. */
static void
check(const struct talks *talks, const char *text, const char *expected)
{
    struct query query;
    char found[512] = "";
    size_t size = 0;
    assert_int_equal(query_parse(&query, slice_of(text)), ST_OK);
    assert_int_equal(query_respell(&query, talks->reader, NULL), ST_OK);
    for (uint32_t i = 0; i < query.n_phrases; i++) {
        const struct query_origin *origin = &query.origins[i];
        const struct slice tokens = query_tokens(&query, i);
        size += (size_t)snprintf(
            found + size, sizeof(found) - size, "%s%s%.*s%s%s",
            i > 0 ? ", " : "", origin->phrase == i ? "" : "(", (int)tokens.size,
            tokens.data, origin->is_as_typed ? " as typed" : "",
            origin->phrase == i ? "" : ")");
        assert_true(origin->worth >= 1 && origin->languages == 0);
        assert_int_equal(query.origins[origin->phrase].phrase, origin->phrase);
        uint32_t n_tokens = 1;
        for (size_t k = 0; k < tokens.size; k++) {
            n_tokens += tokens.data[k] == ' ';
        }
        assert_int_equal(query.phrases[i].n_tokens, n_tokens);
    }
    assert_string_equal(found, expected);
    query_finish(&query);
}

static const struct {
    const char *query;
    const char *phrases;
} cases[] = {
    /* Figures. */
    {"1000", "1000, (1 000)"},
    {"1,000", "1 000, (1000)"},
    {"1.000", "1 000, (1000)"},
    {"1000000", "1000000, (1 000 000)"},
    {"net OR 1,000,000", "net, 1 000 000, (1000000)"},
    {"0100", "0100"},
    {"100", "100"},
    {"1,00", "1 00, (1 00 as typed)"},
    {"3.5", "3 5, (3 5 as typed)"},
    {"3-5", "3 5"},
    {"2000", "2000"}, /* nobody says 2 */

    /* With a hyphen, in one word. */
    {"e-mail", "e mail, (email)"},
    {"email", "email, (e mail)"},
    {"E\u2011Mail", "e mail, (email)"},
    {"xray", "xray, (x ray)"},
    {"preset", "preset, (pre set)"},
    {"coset", "coset"}, /* nobody says it, and hardly anybody "set" */
    {"GPT-4", "gpt 4, (gpt4)"},
    {"gpt4", "gpt4, (gpt 4)"},
    {"gpt4o", "gpt4o"},
    {"every", "every"}, /* said far too often */
    {"e/mail", "e mail, (e mail as typed)"},
    {"e-book", "e book"},

    /* Signs. */
    {"C++", "c, (c as typed), (c plus plus)"},
    {"C+", "c, (c as typed), (c plus)"},
    {"C#", "c, (c as typed), (c sharp)"},
    {"C", "c"},
    {".NET", "net, (net as typed), (dot net)"},
    {"10%", "10, (10 as typed), (10 percent), (10 per cent)"},
    {"$5", "5, (5 as typed), (5 dollars)"},
    {"7\u20ac", "7, (7 euros)"},
    {"\u20ac7", "7, (7 euros)"},
    {"R&D", "r d, (r d as typed), (r and d), (r und d)"},
    {"$x", "x, (x as typed)"},
    {"x%", "x, (x as typed)"},

    /* Wherever they stand, but in quotations and beginnings. */
    {"C# OR 1000", "c, 1000, (c as typed), (c sharp), (1 000)"},
    {"net -1,000", "net, 1 000, (1000)"},
    {"(net 10%) NEAR/3 C",
     "net, 10, c, (10 as typed), (10 percent), (10 per cent)"},
    {"\"1000 net\"", "1000 net"},
    {"1000*", "1000"},
};

static void
test_spellings(void **state)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check(*state, cases[i].query, cases[i].phrases);
    }
}

/** Where there is no room for another phrase, there is none. */
static void
test_no_room(void **state)
{
    const struct talks *talks = *state;
    char text[1024] = "1000";
    for (int i = 1; i < PHRASES_MAX; i++) {
        snprintf(text + strlen(text), sizeof(text) - strlen(text), " w%c%c",
                 'a' + i / 26, 'a' + i % 26);
    }
    struct query query;
    assert_int_equal(query_parse(&query, slice_of(text)), ST_OK);
    assert_int_equal(query.n_phrases, PHRASES_MAX);
    assert_int_equal(query_respell(&query, talks->reader, NULL), ST_OK);
    assert_int_equal(query.n_phrases, PHRASES_MAX);
    assert_int_equal(query.root->child->op, QUERY_PHRASE);
    query_finish(&query);
}

/** Markers are written in their own way. */
static void
test_markers(void **state)
{
    check(*state, "is:marker 1000", "1000");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_markers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
