/*
 * test_loops.c - which segments count as repeats of a loop.
 *
 * A transcript is written as a word: a letter is a line, and below it `r`
 * marks a repeat.  The expected marks follow the rule in ingest/loops.h,
 * counted by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/loops.h"

#include <stdio.h>
#include <stdlib.h>

/** Append a segment. */
static void
add(struct transcript *t, const char *speaker, const char *text, uint64_t hash)
{
    transcript_open(t, 0, 0);
    transcript_speaker(t, slice_of(speaker));
    transcript_text(t, slice_of(text));
    transcript_close(t);
    assert_int_equal(transcript_status(t), ST_OK);
    t->segments[t->n_segments - 1].hash = hash;
}

/** Mark, and compare with the expected marks. */
static void
assert_marks(struct transcript *t, const char *expected)
{
    loops_mark(t);
    assert_int_equal(t->n_segments, strlen(expected));
    for (size_t i = 0; i < t->n_segments; i++) {
        if (t->segments[i].is_repeat != (expected[i] == 'r')) {
            fail_msg("segment %zu of %s", i, expected);
        }
    }
}

static void
test_cases(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        const char *marks;
        const char *speakers; /**< a letter a segment; NULL for nobody */
    } cases[] = {
        {"", "", NULL},
        {"a", ".", NULL},
        {"abcd", "....", NULL},

        /* One line, three times or more. */
        {"aa", "..", NULL},
        {"aaaaa", ".rrrr", NULL},
        {"xaax", "....", NULL},
        {"xaaax", "..rr.", NULL},
        {"xyaaa", "...rr", NULL},
        {"aabb", "....", NULL},
        {"aabaa", ".....", NULL},
        {"aba", "...", NULL},

        /* Two lines, at least three times round. */
        {"abab", "....", NULL},
        {"ababa", ".....", NULL},
        {"ababab", "..rrrr", NULL},
        {"abababab", "..rrrrrr", NULL},
        {"abababa", "..rrrrr", NULL},
        {"xababab", "...rrrr", NULL},
        {"abababx", "..rrrr.", NULL},
        {"ababxab", ".......", NULL},
        {"ababxababab", ".......rrrr", NULL},

        /* Three and four lines. */
        {"abcabc", "......", NULL},
        {"abcabcab", "........", NULL},
        {"abcabcabc", "...rrrrrr", NULL},
        {"abcabcabca", "...rrrrrrr", NULL},
        {"abcabcabcx", "...rrrrrr.", NULL},
        {"abcdabcd", "........", NULL},
        {"abcdabcdabcd", "....rrrrrrrr", NULL},
        {"xabcdabcdabcd", ".....rrrrrrrr", NULL},
        {"abacabacabac", "....rrrrrrrr", NULL},

        /* Five are no loop. */
        {"abcdeabcdeabcdeabcde", "....................", NULL},

        /* The search goes on behind a loop, and again in full. */
        {"aaabababab", ".rr..rrrrr", NULL},
        {"abababcdcdcd", "..rrrr..rrrr", NULL},
        {"ababababbb", "..rrrrrr..", NULL},
        /* A line said twice in a round is part of the round. */
        {"aabaabaab", "...rrrrrr", NULL},

        /* A loop is one speaker's, or has the same speakers in turn. */
        {"aaaa", "....", "1122"},
        {"aaaaaa", ".rr.rr", "111222"},
        {"aaaa", "....", "1212"},
        {"aaaaaa", "..rrrr", "121212"},
        {"aaa", "...", "12 "},
        {"aaaa", "..rr", "1   "},
        {"ababab", "......", "111112"},
        {"ababab", "..rrrr", "121212"},
        {"abababab", "..rrrr..", "11111122"},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        struct transcript t;
        transcript_init(&t);
        for (size_t i = 0; cases[c].lines[i]; i++) {
            const char text[] = {cases[c].lines[i], '\0'};
            const char speaker[] = {
                cases[c].speakers ? cases[c].speakers[i] : ' ', '\0'};
            add(&t, speaker, text, (uint64_t)cases[c].lines[i]);
        }
        assert_marks(&t, cases[c].marks);
        transcript_finish(&t);
    }
}

/** Equal hashes prove nothing: the texts are compared. */
static void
test_false_hashes(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, "", "one", 1);
    add(&t, "", "two", 1);
    add(&t, "", "six", 1);
    add(&t, "", "six", 1);
    add(&t, "", "six", 1);
    assert_marks(&t, "...rr");
    transcript_finish(&t);
}

/** Markers loop like speech. */
static void
test_markers(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, "", "[Music]", 1);
    add(&t, "", "[Music]", 1);
    add(&t, "", "[Music]", 1);
    add(&t, "", "Hello.", 2);
    assert_marks(&t, ".rr.");
    transcript_finish(&t);
}

/** Long loops, one after the other: time must be linear. */
static void
test_long(void **state)
{
    (void)state;
    enum { LENGTH = 200 * 1000 };
    struct transcript t;
    transcript_init(&t);
    char *expected = calloc(LENGTH + 1, 1);
    assert_non_null(expected);
    for (uint64_t i = 0; i < LENGTH; i++) {
        /* 50,000 times the same, then three lines in turn, four, and never
         * the same again. */
        const uint64_t quarter = i / (LENGTH / 4);
        const uint64_t at = i % (LENGTH / 4);
        const uint64_t line =
            quarter == 3 ? i : at % (quarter ? quarter + 2 : 1);
        char text[32];
        snprintf(text, sizeof(text), "%llu-%llu", (unsigned long long)quarter,
                 (unsigned long long)line);
        add(&t, "", text, quarter << 32 | line);
        const uint64_t first_round = quarter ? quarter + 2 : 1;
        expected[i] = quarter < 3 && at >= first_round ? 'r' : '.';
    }
    assert_marks(&t, expected);
    free(expected);
    transcript_finish(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_false_hashes),
        cmocka_unit_test(test_markers),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
