/*
 * test_spelling.c - how many letters two words differ by.
 *
 * Distances are counted by hand, and once more by the whole matrix, which has
 * nothing to do with limits, rows and leaving early.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/spelling.h"

#include <stdlib.h>
#include <string.h>

enum { ANY = 1000 };

static const struct {
    const char *a;
    const char *b;
    unsigned distance;
} words[] = {
    {"", "", 0},
    {"a", "", 1},
    {"a", "a", 0},
    {"a", "b", 1},
    {"", "abc", 3},
    /* Changed k, changed e, added g. */
    {"kitten", "sitting", 3},
    {"saturday", "sunday", 3},
    {"flaw", "lawn", 2},
    {"schulman", "schulmann", 1},
    {"dwarkesh", "dwarkash", 1},
    /* Neighbours that change places are one mistake. */
    {"ab", "ba", 1},
    {"abcd", "acbd", 1},
    {"abcd", "badc", 2},
    {"recieve", "receive", 1},
    {"teh", "the", 1},
    /* In the restricted form nothing is edited twice: ca, ac, abc would be
     * two edits, but the second one goes into the pair. */
    {"ca", "abc", 3},
    {"abc", "ca", 3},
    /* Three letters in a circle are no exchange of neighbours. */
    {"abc", "bca", 2},
    {"abc", "cba", 2},
    {"aaaa", "aaa", 1},
    {"aaaa", "bbbb", 4},
    /* Bytes are counted: both of an umlaut's differ from one letter. */
    {"\u00fcber", "uber", 2},
    {"\u00fcber", "\u00f6ber", 1},
};

static void
test_known_distances(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        const struct slice a = slice_of(words[i].a);
        const struct slice b = slice_of(words[i].b);
        assert_int_equal(spelling_distance(a, b, ANY), words[i].distance);
        assert_int_equal(spelling_distance(b, a, ANY), words[i].distance);
    }
}

/** With too low a limit the answer is only that it is above. */
static void
test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        const struct slice a = slice_of(words[i].a);
        const struct slice b = slice_of(words[i].b);
        for (unsigned max = 0; max < 12; max++) {
            const unsigned told = spelling_distance(a, b, max);
            if (words[i].distance <= max) {
                assert_int_equal(told, words[i].distance);
            } else {
                assert_true(told > max);
            }
        }
    }
}

enum { RANDOM_MAX = 12 };

/** The lesser of two numbers. */
static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/** The distance by the whole matrix. */
static unsigned
by_matrix(struct slice a, struct slice b)
{
    unsigned d[RANDOM_MAX + 1][RANDOM_MAX + 1];
    for (size_t i = 0; i <= a.size; i++) {
        for (size_t j = 0; j <= b.size; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            const unsigned change =
                d[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]);
            d[i][j] = least(change, least(d[i - 1][j] + 1, d[i][j - 1] + 1));
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                a.data[i - 2] == b.data[j - 1]) {
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size][b.size];
}

/** A word of few letters, so that much is alike. */
static struct slice
random_word(char *into, unsigned n_letters)
{
    const size_t size = (size_t)rand() % (RANDOM_MAX + 1);
    for (size_t i = 0; i < size; i++) {
        into[i] = (char)('a' + rand() % (int)n_letters);
    }
    return (struct slice){into, size};
}

static void
test_like_the_whole_matrix(void **state)
{
    (void)state;
    srand(7);
    for (unsigned i = 0; i < 20000; i++) {
        char letters[2][RANDOM_MAX];
        const unsigned n_letters = 2 + i % 4;
        const struct slice a = random_word(letters[0], n_letters);
        const struct slice b = random_word(letters[1], n_letters);
        const unsigned distance = by_matrix(a, b);
        for (unsigned max = 0; max <= RANDOM_MAX + 1; max++) {
            const unsigned told = spelling_distance(a, b, max);
            if (distance <= max) {
                assert_true(spelling_can_be_near(spelling_letters(a),
                                                 spelling_letters(b), max));
                assert_int_equal(told, distance);
            } else {
                assert_true(told > max);
            }
        }
    }
}

/** Four letters that the other word has not can not come of one edit. */
static void
test_letters(void **state)
{
    (void)state;
    const uint64_t cat = spelling_letters(slice_of("cat"));
    const uint64_t act = spelling_letters(slice_of("act"));
    const uint64_t dog = spelling_letters(slice_of("dog"));
    const uint64_t cot = spelling_letters(slice_of("cot"));
    assert_true(spelling_can_be_near(cat, act, 0));
    assert_false(spelling_can_be_near(cat, cot, 0));
    assert_true(spelling_can_be_near(cat, cot, 1));
    assert_false(spelling_can_be_near(cat, dog, 2));
    assert_true(spelling_can_be_near(cat, dog, 3));
}

static void
test_long_words(void **state)
{
    (void)state;
    char a[SPELLING_MAX_BYTES + 1];
    char b[SPELLING_MAX_BYTES + 1];
    memset(a, 'a', sizeof(a));
    memset(b, 'a', sizeof(b));
    b[100] = 'b';
    struct slice left = {a, SPELLING_MAX_BYTES};
    struct slice right = {b, SPELLING_MAX_BYTES};
    assert_int_equal(spelling_distance(left, left, 0), 0);
    assert_int_equal(spelling_distance(left, right, 2), 1);
    right.size = SPELLING_MAX_BYTES - 3;
    assert_int_equal(spelling_distance(left, right, 10), 4);
    memset(b, 'b', sizeof(b));
    assert_int_equal(spelling_distance(left, right, ANY), SPELLING_MAX_BYTES);
    /* One more byte, and nobody looks. */
    left.size = SPELLING_MAX_BYTES + 1;
    right = left;
    assert_int_equal(spelling_distance(left, right, ANY),
                     SPELLING_MAX_BYTES + 1);
    assert_true(spelling_distance(left, right, UINT32_MAX - 1) > 0);
    right.size = 0;
    assert_true(spelling_distance(left, right, 3) > 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_distances),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_like_the_whole_matrix),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_long_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
