/*
 * test_near.c - what NEAR leaves.
 *
 * A transcript is written as a string in which each character is a token, as
 * in test_rank.c; under it stands a ^ where the position of some phrase must
 * be left.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "query/near.h"

#include <string.h>

enum { TOKENS_MAX = 128, LISTS_MAX = 8 };

/** When tokens are said: each so long after the one before; where the
 * transcript has a `?`, nobody knows. */
struct clock {
    const char *tokens;
    int64_t step_ms;
    enum status status;
};

/** The filter asks when a token is said. */
static enum status
tell_ms(void *context, uint32_t token, int64_t *ms)
{
    const struct clock *clock = context;
    assert_true(token < strlen(clock->tokens));
    *ms = clock->tokens[token] >= 'A' && clock->tokens[token] <= 'Z'
              ? TIME_UNKNOWN
              : (int64_t)token * clock->step_ms;
    return clock->status;
}

/** Whether a phrase's letters stand at a token; capitals are letters whose
 * time is not known. */
static bool
stands(const struct match_phrase *phrase, const char *tokens)
{
    for (uint32_t i = 0; i < phrase->n_tokens; i++) {
        if ((tokens[i] | 0x20) != phrase->tokens.data[2 * (size_t)i]) {
            return false;
        }
    }
    return true;
}

/** What a query's NEARs leave of a transcript. */
struct left {
    uint32_t at[LISTS_MAX][TOKENS_MAX];
    struct near_list lists[PHRASES_MAX];
};

/** Filter a transcript's positions. */
static enum status
filter(const char *text, struct clock *clock, struct left *left)
{
    struct query query;
    const char *tokens = clock->tokens;
    const size_t n_tokens = strlen(tokens);
    assert_int_equal(query_parse(&query, slice_of(text)), ST_OK);
    assert_true(query.n_phrases <= LISTS_MAX && n_tokens <= TOKENS_MAX);
    memset(left, 0, sizeof(*left));
    for (uint32_t i = 0; i < query.n_phrases; i++) {
        left->lists[i].at = left->at[i];
        for (uint32_t k = 0; k < n_tokens; k++) {
            if (stands(&query.phrases[i], tokens + k)) {
                left->at[i][left->lists[i].n++] = k;
            }
        }
    }
    const struct near_clock near_clock = {tell_ms, clock};
    const enum status status =
        near_filter(&query, query.root, left->lists, &near_clock);
    query_finish(&query);
    return status;
}

/** Compare what is left with marks under the transcript. */
static void
check(const char *query, const char *tokens, int64_t step_ms, const char *marks)
{
    struct clock clock = {tokens, step_ms, ST_OK};
    struct left left;
    char found[TOKENS_MAX + 1];
    assert_int_equal(filter(query, &clock, &left), ST_OK);
    memset(found, ' ', sizeof(found));
    found[strlen(tokens)] = '\0';
    for (size_t i = 0; i < LISTS_MAX; i++) {
        for (size_t k = 0; k < left.lists[i].n; k++) {
            found[left.at[i][k]] = '^';
        }
    }
    assert_int_equal(strlen(marks), strlen(tokens));
    if (strcmp(found, marks) != 0) {
        fail_msg("`%s`:\n%s\n%s, not\n%s", query, tokens, found, marks);
    }
}

static const struct {
    const char *query;
    const char *tokens;
    const char *marks;
} by_words[] = {
    /* As many words as it says may stand between, on either side. */
    {"a NEAR/0 b", "ab.a.b", "^^    "},
    {"a NEAR/0 b", "ba", "^^"},
    {"a NEAR/2 b", "a..b....b", "^  ^     "},
    {"a NEAR/2 b", "a...b", "     "},
    {"a NEAR/2 b", "b..a...b", "^  ^    "},
    {"a NEAR b", "a..........b", "^          ^"},
    {"a NEAR b", "a...........b", "             "},
    {"a NEAR/3 b", "aa..b..aaa", "^^  ^  ^^ "},
    {"a NEAR/3 b", "a.......", "        "},
    {"a NEAR/3 b", "", ""},
    /* Phrases count from their end to the next one's beginning. */
    {"\"a b\" NEAR/2 c", "ab..c", "^   ^"},
    {"\"a b\" NEAR/2 c", "ab...c", "      "},
    {"c NEAR/2 \"a b\"", "c..ab.b", "^  ^   "},
    {"\"a b\" NEAR/1 \"c d\"", "cd.ab..cd", "^  ^     "},
    {"\"a b\" NEAR/0 \"b c\"", "abc", "^^ "},
    /* A chain: each to the one before, not to the first. */
    {"a NEAR/2 b NEAR/2 c", "a..b..c", "^  ^  ^"},
    {"a NEAR/2 b NEAR/2 c", "a..b...c", "        "},
    {"a NEAR/2 b NEAR/2 c", "b..c.....a..b..c", "         ^  ^  ^"},
    {"a NEAR/0 b NEAR/4 c", "ab....cba", "^^    ^^^"},
    /* What loses its neighbour goes too, however long the chain. */
    {"a NEAR/0 b NEAR/0 c NEAR/0 d", "abc.bcd.abcd", "        ^^^^"},
    {"a NEAR/0 b NEAR/0 c NEAR/0 d", "abc...bcd", "         "},
    /* The same word twice is said twice. */
    {"a NEAR/2 a", "a....a", "      "},
    {"a NEAR/2 a", "a..a....a", "^  ^     "},
    /* Groups: any of them, next to any of the others. */
    {"(a OR b) NEAR/1 c", "a.c....b....b.c", "^ ^         ^ ^"},
    {"(a OR b) NEAR/1 (c OR d)", "a.d..b.b.c..", "^ ^    ^ ^  "},
    /* Of all in a group each must be near. */
    {"(a b) NEAR/1 c", "a....b.c", "     ^ ^"},
    {"x NEAR/3 (a NEAR/0 b)", "x...ab", "^   ^ "},
    /* What does not stand under NEAR stays as it is. */
    {"x (a NEAR/1 b)", "x.a..b..x", "^       ^"},
    {"x OR (a NEAR/1 b)", "x.a.b", "^ ^ ^"},
    {"x NEAR/4 (a NEAR/0 b)", "x...ab......a.b", "^   ^^         "},
    {"x NEAR/3 (a NEAR/0 b)", "x..a.b", "      "},
    {"a b", "a.....b", "^     ^"},
};

static void
test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(by_words) / sizeof(*by_words); i++) {
        check(by_words[i].query, by_words[i].tokens, 100, by_words[i].marks);
    }
}

static const struct {
    const char *query;
    int64_t step_ms;
    const char *tokens;
    const char *marks;
} by_seconds[] = {
    /* Two seconds are four tokens of half a second, wherever words are. */
    {"a NEAR/2s b", 500, "a...b....b", "^   ^     "},
    {"a NEAR/2s b", 500, "a....b", "      "},
    {"a NEAR/2s b", 500, "b...a", "^   ^"},
    {"a NEAR/2s b", 2001, "ab", "  "},
    {"a NEAR/2s b", 2000, "ab", "^^"},
    {"a NEAR/1m b", 20000, "a..b...a", "^  ^    "},
    {"a NEAR/1s \"b c\"", 500, "a.bc..a", "^ ^    "},
    {"a NEAR/2s a", 1000, "a.a...a", "^ ^    "},
    {"a NEAR/1s b NEAR/0 c", 1000, "ab.c.abc", "     ^^^"},
    {"(a OR b) NEAR/1s c", 1000, "a..bc..a", "   ^^   "},
    /* Without a time nothing is near in time. */
    {"a NEAR/300s b", 1, "aB", "  "},
    {"a NEAR/300s b", 1, "Ab", "  "},
    {"a NEAR/300s b", 1, "AB", "  "},
    {"a NEAR/300s b", 1, "aB...a.b", "^    ^ ^"},
    /* But it is near in words. */
    {"a NEAR/1 b", 1, "A.B", "^ ^"},
};

static void
test_seconds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(by_seconds) / sizeof(*by_seconds); i++) {
        check(by_seconds[i].query, by_seconds[i].tokens, by_seconds[i].step_ms,
              by_seconds[i].marks);
    }
}

/** Where the clock fails, the filter does. */
static void
test_clock_fails(void **state)
{
    (void)state;
    struct left left;
    struct clock clock = {"a.b", 1, ST_IO};
    assert_int_equal(filter("a NEAR/2s b", &clock, &left), ST_IO);
    assert_int_equal(filter("x (y OR (a NEAR/2s b))", &clock, &left), ST_IO);
    /* Words need no clock. */
    assert_int_equal(filter("a NEAR/2 b", &clock, &left), ST_OK);
}

/** The span of a query. */
static uint32_t
span_of(const char *text)
{
    struct query query;
    assert_int_equal(query_parse(&query, slice_of(text)), ST_OK);
    const uint32_t span = near_span(&query, query.root);
    query_finish(&query);
    return span;
}

static void
test_span(void **state)
{
    (void)state;
    assert_int_equal(span_of("a b"), 0);
    assert_int_equal(span_of("a"), 0);
    assert_int_equal(span_of("(a OR b) \"c d\""), 0);
    /* The words, and what may stand between. */
    assert_int_equal(span_of("a NEAR/3 b"), 5);
    assert_int_equal(span_of("a NEAR/0 b"), 2);
    assert_int_equal(span_of("a NEAR/300 b"), 302);
    assert_int_equal(span_of("\"a b\" NEAR/2 c"), 5);
    assert_int_equal(span_of("a NEAR/3 b NEAR/4 c"), 10);
    assert_int_equal(span_of("(a OR \"b c\") NEAR/1 d"), 4);
    assert_int_equal(span_of("x (a NEAR/3 b)"), 5);
    assert_int_equal(span_of("(a NEAR/9 b) (c NEAR/3 d)"), 11);
    /* Nested ones have room for both. */
    assert_true(span_of("a NEAR/3 (b NEAR/4 c)") >= 10);
    /* Nobody says more than eight words a second, but six there may be. */
    assert_in_range(span_of("a NEAR/30s b"), 30 * 6, 30 * 12);
    assert_true(span_of("a NEAR/300s b NEAR/300s c") >= 600 * 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_clock_fails),
        cmocka_unit_test(test_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
