/*
 * test_tally.c - how often each recording says it: counted by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "query/tally.h"
#include "talks.h"

#include <stdio.h>

/** Say a word again and again, each time further away from the others than
 * a passage reaches. */
static void
say_apart(struct talks *talks, const char *text, int n)
{
    for (int i = 0; i < n; i++) {
        char line[256];
        for (int k = 0; k < 12; k++) {
            const int number = 100 * i + 8 * k;
            snprintf(line, sizeof(line), "n%d n%d n%d n%d n%d n%d n%d n%d.",
                     number, number + 1, number + 2, number + 3, number + 4,
                     number + 5, number + 6, number + 7);
            talks_say(talks, line);
        }
        talks_say(talks, text);
    }
}

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    say_apart(&talks, "The harbour, at last.", 3);
    talks_say(&talks, "[Applause]");
    talks_end(&talks, "three");
    talks_say(&talks, "A harbour and a lighthouse.");
    talks_end(&talks, "one");
    /* A loop is one place. */
    for (int i = 0; i < 50; i++) {
        talks_say(&talks, "To the harbour we go.");
    }
    talks_end(&talks, "loop");
    talks_say(&talks, "Nothing of the kind.");
    talks_end(&talks, "none");
    talks_write(&talks, "timeless.txt",
                "The harbour is full tonight, they told me.\n"
                "Nothing more is known of that night, I am afraid.\n"
                "They asked everyone who lived along the shore.\n"
                "And they asked again when the summer had gone.\n"
                "But nobody knows how people are when you ask them.\n");
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

/** Count; the rows are written as `three 3, one 1`. */
static void
check(const struct talks *talks, const char *query, const char *expected)
{
    struct arena arena = {0};
    struct tally found;
    char told[512] = "";
    size_t size = 0;
    int64_t n_passages = 0;
    assert_int_equal(tally(talks->reader,
                           &(struct tally_options){.query = slice_of(query)},
                           &arena, &found, NULL),
                     ST_OK);
    for (size_t i = 0; i < found.n_rows; i++) {
        size += (size_t)snprintf(told + size, sizeof(told) - size, "%s%s %d",
                                 i > 0 ? ", " : "",
                                 talks_name(talks, found.rows[i].transcript),
                                 (int)found.rows[i].n_passages);
        n_passages += found.rows[i].n_passages;
        assert_true(i == 0 ||
                    found.rows[i].n_passages < found.rows[i - 1].n_passages ||
                    found.rows[i].transcript > found.rows[i - 1].transcript);
    }
    assert_int_equal(found.n_passages, n_passages);
    if (strcmp(told, expected) != 0) {
        fail_msg("`%s`: %s, not %s", query, told, expected);
    }
    arena_finish(&arena);
}

static void
test_counts(void **state)
{
    const struct talks *talks = *state;
    check(talks, "at", "three 3");
    check(talks, "\"at last\"", "three 3");
    check(talks, "harbour title:three", "three 3");
    check(talks, "harbour title:loop", "loop 1");
    check(talks, "harbour lighthouse", "one 1");
    check(talks, "harbour -lighthouse title:one", "");
    check(talks, "lighthouse OR tonight title:timeless", "timeless 1");
    check(talks, "harb* title:three", "three 3");
    check(talks, "harbour NEAR/1 last title:three", "three 3");
    check(talks, "harbour NEAR/0 last title:three", "");
    /* What a phrase says, its own word does not say again. */
    check(talks, "harbour OR \"the harbour\" title:three", "three 3");
    check(talks, "\"harbour at\" OR at title:three", "three 3");
    check(talks, "harbour OR at title:three", "three 6");
    check(talks, "is:marker applause", "three 1");
    check(talks, "applause", "");
}

/** Nothing is loose: no other word counts, none is dropped. */
static void
test_as_asked(void **state)
{
    const struct talks *talks = *state;
    check(talks, "harbours", "");
    check(talks, "harbuor", "");
    check(talks, "lighthouse zeppelin", "");
    check(talks, "a harbour or a light house maybe", "");
    check(talks, "", "");
    check(talks, "-harbour", "");
}

/** The most passages first. */
static void
test_order(void **state)
{
    const struct talks *talks = *state;
    struct arena arena = {0};
    struct tally found;
    assert_int_equal(tally(talks->reader,
                           &(struct tally_options){.query = SLICE("harbour")},
                           &arena, &found, NULL),
                     ST_OK);
    assert_int_equal(found.n_rows, 4);
    assert_int_equal(found.n_passages, 6);
    assert_string_equal(talks_name(talks, found.rows[0].transcript), "three");
    arena_finish(&arena);
}

/** The first place: its segment, and when it is said. */
static void
test_moment(void **state)
{
    const struct talks *talks = *state;
    struct arena arena = {0};
    struct tally found;
    assert_int_equal(tally(talks->reader,
                           &(struct tally_options){.query = SLICE("last")},
                           &arena, &found, NULL),
                     ST_OK);
    assert_int_equal(found.n_rows, 1);
    /* Behind twelve captions of four seconds. */
    assert_int_equal(found.rows[0].seq, 12);
    assert_in_range(found.rows[0].moment_ms, 48001, 51999);
    assert_int_equal(
        tally(talks->reader,
              &(struct tally_options){.query = SLICE("the title:three")},
              &arena, &found, NULL),
        ST_OK);
    assert_int_equal(found.rows[0].moment_ms, 48000);
    assert_int_equal(tally(talks->reader,
                           &(struct tally_options){.query = SLICE("nobody")},
                           &arena, &found, NULL),
                     ST_OK);
    assert_int_equal(found.n_rows, 1);
    assert_int_equal(found.rows[0].moment_ms, TIME_UNKNOWN);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_as_asked),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_moment),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
