/*
 * test_thin.c - which positions are left out before windows are made.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/thin.h"

/** Positions as an array ends with this. */
#define END UINT32_MAX

enum { LISTS = 3, PLACES = 8 };

/** The positions of phrases, and what is left of them. */
struct thin_case {
    const char *query;
    uint32_t span;
    uint32_t before[LISTS][PLACES];
    uint32_t after[LISTS][PLACES];
};

static const struct thin_case cases[] = {
    /* The second phrase is the rarest: what is more than 10 away goes; then
     * of it what is as far from any of the first. */
    {"a b",
     10,
     {{0, 5, 40, 90, 100, END}, {50, 95, END}},
     {{40, 90, 100, END}, {50, 95, END}}},
    {"a b", 10, {{0, 61, END}, {50, 70, END}}, {{61, END}, {70, END}}},
    {"a b", 10, {{0, 60, END}, {50, 500, END}}, {{60, END}, {50, END}}},
    /* A phrase that is not there leaves nothing of the others. */
    {"a b", 10, {{0, 60, END}, {END}}, {{END}, {END}}},
    /* Either of two need not be there, and so is no anchor. */
    {"a (b OR c)",
     5,
     {{20, END}, {1, 24, END}, {26, END}},
     {{20, END}, {24, END}, {END}}},
    /* Nothing is left out where not all are wanted. */
    {"a OR b", 5, {{20, END}, {1, 90, END}}, {{20, END}, {1, 90, END}}},
    {"a", 5, {{20, 90, END}}, {{20, 90, END}}},
};

/** The positions before the end of an array. */
static struct positions
list_of(const uint32_t *places)
{
    size_t n = 0;
    while (places[n] != END) {
        n++;
    }
    return (struct positions){places, n};
}

static void
test_cases(void **state)
{
    (void)state;
    struct thin thin = {0};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct query query;
        struct positions lists[PHRASES_MAX] = {0};
        assert_int_equal(query_parse(&query, slice_of(cases[i].query)), ST_OK);
        assert_in_range(query.n_phrases, 1, LISTS);
        for (size_t k = 0; k < query.n_phrases; k++) {
            lists[k] = list_of(cases[i].before[k]);
        }
        assert_int_equal(thin_out(&thin, query.root, cases[i].span, lists),
                         ST_OK);
        for (size_t k = 0; k < query.n_phrases; k++) {
            const struct positions expected = list_of(cases[i].after[k]);
            assert_int_equal(thin.lists[k].n, expected.n);
            for (size_t n = 0; n < expected.n; n++) {
                assert_int_equal(thin.lists[k].at[n], expected.at[n]);
            }
        }
        query_finish(&query);
    }
    thin_finish(&thin);
    thin_finish(&thin);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
