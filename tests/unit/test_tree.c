/*
 * test_tree.c - questions to the tree, and its description.
 *
 * The answers are worked out by hand, or by an evaluation of the tree that is
 * written from the meaning of its nodes.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/tree.h"

#include <stdlib.h>

/** Phrases are numbered in the order of the text: a is bit 0. */
enum { A = 1, B = 2, C = 4, D = 8 };

static const struct {
    struct slice text;
    uint64_t phrases;
    bool holds;  /**< what is excluded passed over */
    bool allows; /**< what is excluded included */
} cases[] = {
    {SLICE_INIT("a"), A, true, true},
    {SLICE_INIT("a"), 0, false, false},
    {SLICE_INIT("a"), B, false, false},
    {SLICE_INIT("a b"), A, false, false},
    {SLICE_INIT("a b"), B, false, false},
    {SLICE_INIT("a b"), A | B, true, true},
    {SLICE_INIT("a b"), A | B | C, true, true},
    {SLICE_INIT("a OR b"), 0, false, false},
    {SLICE_INIT("a OR b"), A, true, true},
    {SLICE_INIT("a OR b"), B, true, true},
    {SLICE_INIT("a b OR c"), A, false, false},
    {SLICE_INIT("a b OR c"), A | C, true, true},
    {SLICE_INIT("a b OR c"), B | C, false, false},
    {SLICE_INIT("(a b) OR c"), A, false, false},
    {SLICE_INIT("(a b) OR c"), C, true, true},
    {SLICE_INIT("(a b) OR c"), A | B, true, true},
    {SLICE_INIT("a -b"), A, true, true},
    {SLICE_INIT("a -b"), A | B, true, false},
    {SLICE_INIT("a -b"), B, false, false},
    {SLICE_INIT("a -(b c)"), A | B, true, true},
    {SLICE_INIT("a -(b c)"), A | C, true, true},
    {SLICE_INIT("a -(b c)"), A | B | C, true, false},
    {SLICE_INIT("a -(b OR c)"), A | C, true, false},
    {SLICE_INIT("a -(b -c)"), A | B, true, false},
    {SLICE_INIT("a -(b -c)"), A | B | C, true, true},
    {SLICE_INIT("a -(-b)"), A, true, false},
    {SLICE_INIT("a -(-b)"), A | B, true, true},
    /* An exclusion concerns only the alternative that it stands in. */
    {SLICE_INIT("(a -b) OR c"), A, true, true},
    {SLICE_INIT("(a -b) OR c"), A | B, true, false},
    {SLICE_INIT("(a -b) OR c"), A | B | C, true, true},
    {SLICE_INIT("(a -b) OR c"), B | C, true, true},
    {SLICE_INIT("(a -b) (c -d)"), A | C, true, true},
    {SLICE_INIT("(a -b) (c -d)"), A | C | D, true, false},
};

static void
test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct query query;
        assert_int_equal(query_parse(&query, cases[i].text), ST_OK);
        const bool holds = query_holds(query.root, cases[i].phrases);
        const bool allows = query_allows(query.root, cases[i].phrases);
        if (holds != cases[i].holds || allows != cases[i].allows) {
            fail_msg("`%s` and set %u: holds %d, allows %d", cases[i].text.data,
                     (unsigned)cases[i].phrases, holds, allows);
        }
        query_finish(&query);
    }
}

static const struct {
    struct slice text;
    uint64_t wanted;
    bool can_exclude;
} wanted[] = {
    {SLICE_INIT("a"), A, false},
    {SLICE_INIT("a b OR c"), A | B | C, false},
    {SLICE_INIT("a -b"), A, true},
    {SLICE_INIT("-a b"), B, true},
    {SLICE_INIT("a -(b c)"), A, true},
    {SLICE_INIT("a -(b -c) d"), A | D, true},
    {SLICE_INIT("(a -b) OR c"), A | C, true},
    {SLICE_INIT("a ((b -c) OR d)"), A | B | D, true},
};

static void
test_what_is_looked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        struct query query;
        assert_int_equal(query_parse(&query, wanted[i].text), ST_OK);
        assert_int_equal(query_wanted(query.root), wanted[i].wanted);
        assert_int_equal(query_can_exclude(query.root), wanted[i].can_exclude);
        query_finish(&query);
    }
}

static void
test_all_64_phrases(void **state)
{
    (void)state;
    struct query query;
    struct buffer text;
    buffer_init(&text, 4096);
    for (int i = 0; i < PHRASES_MAX; i++) {
        buffer_print(&text, "w%d ", i);
    }
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    assert_true(query_wanted(query.root) == UINT64_MAX);
    assert_true(query_holds(query.root, UINT64_MAX));
    assert_false(query_holds(query.root, UINT64_MAX >> 1));
    assert_false(query_holds(query.root, UINT64_MAX << 1));
    query_finish(&query);
    buffer_finish(&text);
}

/** Filters are told in the order typed or in the reverse: any, but each. */
static void
test_description(void **state)
{
    (void)state;
    struct query query;
    struct buffer text;
    buffer_init(&text, 4096);
    const struct slice typed =
        SLICE("\"a b\" OR c* -d in:x -speaker:\"y z\" is:marker");
    assert_int_equal(query_parse(&query, typed), ST_OK);
    query_describe(&query, &text);
    const struct slice told = buffer_slice(&text);
    assert_true(
        slice_starts(told, SLICE("all of (any of (\"a b\", c*), not (d));")));
    assert_true(slice_find(told, SLICE("; in \"x\""), 0) < told.size);
    assert_true(slice_find(told, SLICE("; not speaker \"y z\""), 0) <
                told.size);
    assert_true(slice_ends(told, SLICE("; among markers")));
    query_finish(&query);
    buffer_finish(&text);
}

static void
test_description_tells_what_was_cut(void **state)
{
    (void)state;
    struct query query;
    struct buffer text;
    struct buffer told;
    buffer_init(&text, 4096);
    buffer_init(&told, 8192);
    for (int i = 0; i <= PHRASES_MAX; i++) {
        buffer_print(&text, "w%d ", i);
    }
    assert_int_equal(query_parse(&query, buffer_slice(&text)), ST_OK);
    query_describe(&query, &told);
    assert_true(slice_ends(buffer_slice(&told),
                           SLICE("w63); only the first 64 words count")));
    query_finish(&query);
    buffer_finish(&told);
    buffer_finish(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_what_is_looked_for),
        cmocka_unit_test(test_all_64_phrases),
        cmocka_unit_test(test_description),
        cmocka_unit_test(test_description_tells_what_was_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
