/*
 * test_order.c - which transcripts come first.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/order.h"
#include "talks.h"

/** The names as they are given, not in the order of anything. */
static const char *const names[] = {
    "2023-01-05 mast", "2024-02-01 keel",
    "2023-01-05 helm", "yard",
    "2022-12-31 rope", "bow",
};

enum { N_NAMES = sizeof(names) / sizeof(*names) };

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    for (size_t i = 0; i < N_NAMES; i++) {
        talks_say(&talks, names[i]);
        talks_say(&talks, "The same words in each of them.");
        talks_end(&talks, names[i]);
    }
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

/** Check that transcripts come in an order. */
static void
check_order(const struct talks *talks, enum search_sort sort,
            const char *const *sorted)
{
    struct order order;
    int64_t before = 0;
    assert_int_equal(order_init(&order, sort, talks->reader, NULL), ST_OK);
    for (size_t i = 0; i < N_NAMES; i++) {
        const int64_t key = order_key(&order, talks_find(talks, sorted[i]));
        if (key <= before) {
            fail_msg("%s does not come after %s", sorted[i],
                     i > 0 ? sorted[i - 1] : "nothing");
        }
        before = key;
    }
    /* Nobody knows a transcript that is not there. */
    assert_int_equal(order_key(&order, 999), 0);
    order_finish(&order);
}

/** The newest first, those of a day by path, those without a day last. */
static void
test_by_date(void **state)
{
    static const char *const sorted[] = {
        "2024-02-01 keel",
        "2023-01-05 helm",
        "2023-01-05 mast",
        "2022-12-31 rope",
        "bow",
        "yard",
    };
    check_order(*state, SORT_BY_DATE, sorted);
}

/** One recording after the other, by path. */
static void
test_by_time(void **state)
{
    static const char *const sorted[] = {
        "2022-12-31 rope",
        "2023-01-05 helm",
        "2023-01-05 mast",
        "2024-02-01 keel",
        "bow",
        "yard",
    };
    check_order(*state, SORT_BY_TIME, sorted);
}

/** By rank there are no keys: the score decides. */
static void
test_by_rank(void **state)
{
    const struct talks *talks = *state;
    struct order order;
    assert_int_equal(order_init(&order, SORT_BY_RANK, talks->reader, NULL),
                     ST_OK);
    for (size_t i = 0; i < N_NAMES; i++) {
        assert_int_equal(order_key(&order, talks_find(talks, names[i])), 0);
    }
    order_finish(&order);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_date),
        cmocka_unit_test(test_by_time),
        cmocka_unit_test(test_by_rank),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
