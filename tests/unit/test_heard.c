/*
 * test_heard.c - a small memory of lines' texts, which may forget but never
 * tells a wrong one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/heard.h"

#include <stdio.h>
#include <stdlib.h>

/** Whether the memory has this text for a line. */
static bool
has(const struct heard *heard, int64_t id, const char *text)
{
    return slice_equal(heard_text(heard, id), slice_of(text));
}

static void
test_keep(void **state)
{
    (void)state;
    struct heard heard = {0};
    assert_null(heard_text(&heard, 1).data);
    heard_keep(&heard, 1, SLICE("Yeah."));
    heard_keep(&heard, 2, SLICE("Right, right."));
    assert_true(has(&heard, 1, "Yeah."));
    assert_true(has(&heard, 2, "Right, right."));
    assert_null(heard_text(&heard, 3).data);
    heard_keep(&heard, 1, SLICE("No."));
    assert_true(has(&heard, 1, "No."));
    heard_finish(&heard);
    assert_null(heard_text(&heard, 1).data);
}

/** What does not fit is not kept, and leaves alone what is there. */
static void
test_sizes(void **state)
{
    (void)state;
    struct heard heard = {0};
    char text[256];
    memset(text, 'a', sizeof(text));
    const size_t most = sizeof(heard.lines->text);
    heard_keep(&heard, 7, (struct slice){text, most});
    assert_int_equal(heard_text(&heard, 7).size, most);
    for (size_t size = most + 1; size <= sizeof(text); size++) {
        heard_keep(&heard, 8, (struct slice){text, size});
        assert_null(heard_text(&heard, 8).data);
    }
    heard_keep(&heard, 8, SLICE(""));
    assert_null(heard_text(&heard, 8).data);
    assert_int_equal(heard_text(&heard, 7).size, most);
    heard_finish(&heard);
}

static void
test_forget(void **state)
{
    (void)state;
    struct heard heard = {0};
    heard_drop(&heard, 1);
    heard_forget(&heard);
    heard_keep(&heard, 1, SLICE("one"));
    heard_keep(&heard, 2, SLICE("two"));
    heard_drop(&heard, 1);
    assert_null(heard_text(&heard, 1).data);
    assert_true(has(&heard, 2, "two"));
    heard_forget(&heard);
    assert_null(heard_text(&heard, 2).data);
    heard_keep(&heard, 2, SLICE("again"));
    assert_true(has(&heard, 2, "again"));
    heard_finish(&heard);
}

/** However many there are, each is either forgotten or right. */
static void
test_many(void **state)
{
    (void)state;
    enum { LINES = 300 * 1000 };
    struct heard heard = {0};
    char text[32];
    size_t n_kept = 0;
    for (int64_t id = 1; id <= LINES; id++) {
        snprintf(text, sizeof(text), "line %lld", (long long)id);
        heard_keep(&heard, id, slice_of(text));
        assert_true(has(&heard, id, text));
    }
    for (int64_t id = 1; id <= LINES; id++) {
        snprintf(text, sizeof(text), "line %lld", (long long)id);
        if (heard_text(&heard, id).data) {
            assert_true(has(&heard, id, text));
            n_kept++;
        }
    }
    assert_in_range(n_kept, 1000, LINES - 1);
    heard_finish(&heard);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
