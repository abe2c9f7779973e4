/*
 * test_match.c - the tree of a search as an FTS5 expression.
 *
 * Written by hand from the query syntax of FTS5 (sqlite.org/fts5.html,
 * section 3): phrases in quotes, a star behind them, AND, OR, parentheses.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/match.h"

#include <stdlib.h>
#include <string.h>

static const struct match_phrase phrases[] = {
    {SLICE_INIT("cat "), 1, false}, {SLICE_INIT("open source "), 2, false},
    {SLICE_INIT("trai "), 1, true}, {SLICE_INIT("\u65e5 \u672c "), 2, true},
    {SLICE_INIT("or "), 1, false},
};

/** Write the expression of a tree and compare it, and the order of phrases,
 * with what is expected. */
static void
check(const struct match_node *root, uint64_t extra, const char *expression,
      const char *order)
{
    const struct match_query query = {
        .index = MATCH_SPEECH,
        .phrases = phrases,
        .n_phrases = sizeof(phrases) / sizeof(*phrases),
        .root = root,
        .extra = extra,
    };
    struct buffer text;
    uint32_t got[PHRASES_MAX];
    memset(got, 0xff, sizeof(got));
    buffer_init(&text, 4096);
    match_write_expression(&query, &text, got);
    assert_false(text.has_failed);
    assert_string_equal(text.data, expression);
    assert_int_equal(text.size, strlen(expression) + 1);
    for (size_t i = 0; i < strlen(order); i++) {
        assert_int_equal(got[i], order[i] - '0');
    }
    buffer_finish(&text);
}

static void
test_phrases(void **state)
{
    (void)state;
    const struct match_node word = {.op = MATCH_PHRASE, .phrase = 0};
    const struct match_node words = {.op = MATCH_PHRASE, .phrase = 1};
    const struct match_node prefix = {.op = MATCH_PHRASE, .phrase = 2};
    const struct match_node both = {.op = MATCH_PHRASE, .phrase = 3};
    const struct match_node or_word = {.op = MATCH_PHRASE, .phrase = 4};
    check(&word, 0, "\"cat\"", "0");
    check(&words, 0, "\"open source\"", "1");
    check(&prefix, 0, "\"trai\"*", "2");
    check(&both, 0, "\"\u65e5 \u672c\"*", "3");
    check(&or_word, 0, "\"or\"", "4");
}

static void
test_all_and_any(void **state)
{
    (void)state;
    struct match_node leaves[] = {
        {.op = MATCH_PHRASE, .phrase = 2},
        {.op = MATCH_PHRASE, .phrase = 0},
        {.op = MATCH_PHRASE, .phrase = 1},
    };
    leaves[0].next = &leaves[1];
    leaves[1].next = &leaves[2];
    const struct match_node all = {.op = MATCH_ALL, .child = leaves};
    const struct match_node any = {.op = MATCH_ANY, .child = leaves};
    const struct match_node alone = {.op = MATCH_ALL, .child = &leaves[2]};
    check(&all, 0, "(\"trai\"* AND \"cat\" AND \"open source\")", "201");
    check(&any, 0, "(\"trai\"* OR \"cat\" OR \"open source\")", "201");
    check(&alone, 0, "(\"open source\")", "1");
}

static void
test_nested(void **state)
{
    (void)state;
    struct match_node leaves[] = {
        {.op = MATCH_PHRASE, .phrase = 3},
        {.op = MATCH_PHRASE, .phrase = 1},
        {.op = MATCH_PHRASE, .phrase = 0},
    };
    leaves[0].next = &leaves[1];
    struct match_node any = {
        .op = MATCH_ANY, .child = leaves, .next = &leaves[2]};
    const struct match_node all = {.op = MATCH_ALL, .child = &any};
    check(&all, 0, "((\"\u65e5 \u672c\"* OR \"open source\") AND \"cat\")",
          "310");
}

/** Phrases outside the tree come behind it, in the order of their numbers,
 * so that a row is shown where the tree selects it. */
static void
test_extra_phrases(void **state)
{
    (void)state;
    struct match_node leaves[] = {
        {.op = MATCH_PHRASE, .phrase = 1},
        {.op = MATCH_PHRASE, .phrase = 0},
    };
    leaves[0].next = &leaves[1];
    const struct match_node all = {.op = MATCH_ALL, .child = leaves};
    check(&all, 1 << 4 | 1 << 2,
          "(\"open source\" AND \"cat\") OR \"trai\"* OR \"or\"", "1024");
    check(&leaves[1], 1 << 3, "\"cat\" OR \"\u65e5 \u672c\"*", "03");
}

/** The deepest tree there may be. */
static void
test_depth(void **state)
{
    (void)state;
    struct match_node nodes[MATCH_DEPTH_MAX + 1];
    for (int i = 0; i < MATCH_DEPTH_MAX; i++) {
        nodes[i] = (struct match_node){.op = i % 2 ? MATCH_ANY : MATCH_ALL,
                                       .child = &nodes[i + 1]};
    }
    nodes[MATCH_DEPTH_MAX] = (struct match_node){.op = MATCH_PHRASE};
    check(nodes, 0, "((((((((((((\"cat\"))))))))))))", "0");
}

/** What does not fit is no expression, and says so. */
static void
test_failure_is_sticky(void **state)
{
    (void)state;
    const struct match_node word = {.op = MATCH_PHRASE, .phrase = 1};
    const struct match_query query = {
        .phrases = phrases, .n_phrases = 2, .root = &word};
    uint32_t order[PHRASES_MAX];
    const size_t size = sizeof("\"open source\"");
    for (size_t limit = 0; limit <= size; limit++) {
        struct buffer text;
        buffer_init(&text, limit);
        match_write_expression(&query, &text, order);
        assert_int_equal(text.has_failed, limit < size);
        buffer_finish(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_all_and_any),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_extra_phrases),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_failure_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
