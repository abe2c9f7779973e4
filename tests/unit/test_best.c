/*
 * test_best.c - the best windows, in bounded memory.
 *
 * What must be kept is worked out by sorting everything.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/best.h"

#include <stdlib.h>
#include <string.h>

enum { N_RANDOM = 400 };

/** Counts how often it is asked; what a candidate says is its transcript's
 * number. */
static enum status
tell_lines(void *context, int64_t transcript, const uint32_t tokens[2],
           struct said_lines *said)
{
    size_t *n_asked = context;
    assert_true(tokens[0] <= tokens[1]);
    (*n_asked)++;
    *said = (struct said_lines){transcript, transcript, false};
    return ST_OK;
}

/** One that is never asked: the candidates' lines are known. */
static const struct rank_source known = {NULL, NULL};

/** A candidate that says lines of its own. */
static struct candidate
make(int64_t key, double score, int64_t transcript, uint32_t first)
{
    return (struct candidate){
        .key = key,
        .score = score,
        .transcript = transcript,
        .first = first,
        .end = first + 1,
        .said = {transcript * 100000 + first, transcript * 100000 + first,
                 false},
        .has_said = true,
    };
}

static void
test_what_is_worse(void **state)
{
    (void)state;
    /* Each is worse than all before it. */
    const struct candidate by_score[] = {
        make(0, 9, 5, 5), make(0, 8, 1, 9), make(0, 8, 2, 0),
        make(0, 8, 2, 7), make(0, 1, 1, 1),
    };
    /* With keys, scores do not matter. */
    const struct candidate by_key[] = {
        make(1, 1, 9, 9), make(2, 9, 1, 1),  make(2, 1, 2, 1),
        make(2, 9, 2, 3), make(7, 99, 0, 0),
    };
    for (size_t i = 0; i < 5; i++) {
        for (size_t k = 0; k < 5; k++) {
            assert_int_equal(candidate_is_worse(&by_score[i], &by_score[k]),
                             i > k);
            assert_int_equal(candidate_is_worse(&by_key[i], &by_key[k]), i > k);
        }
    }
}

/** A random candidate; many have the same score, key or transcript. */
static struct candidate
make_random(bool has_keys)
{
    static uint32_t first;
    struct candidate candidate =
        make(has_keys ? 1 + rand() % 4 : 0, 1 + rand() % 20, rand() % 6,
             (uint32_t)(rand() % 1000) * 1000 + first++ % 1000);
    candidate.said.first = rand() % 150;
    candidate.said.last = candidate.said.first;
    return candidate;
}

/** For sorting: best first. */
static int
compare(const void *a, const void *b)
{
    return candidate_is_worse(a, b) - candidate_is_worse(b, a);
}

/** Whether a better candidate of a sorted list says the same. */
static bool
is_said_before(const struct candidate *sorted, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (sorted[i].said.first == sorted[index].said.first &&
            sorted[i].said.last == sorted[index].said.last) {
            return true;
        }
    }
    return false;
}

/** Add a candidate. */
static void
add(struct best *best, const struct candidate *candidate)
{
    assert_int_equal(best_add(best, candidate), ST_OK);
}

/** The next one of the best. */
static const struct candidate *
take(struct best *best)
{
    const struct candidate *candidate;
    assert_int_equal(best_next(best, &candidate), ST_OK);
    return candidate;
}

/** Compare what is kept of a number with the sorted list. */
static void
check_kept(const struct candidate *all, size_t capacity, bool keeps_same)
{
    struct candidate sorted[N_RANDOM];
    struct best best;
    memcpy(sorted, all, sizeof(sorted));
    qsort(sorted, N_RANDOM, sizeof(*sorted), compare);
    assert_int_equal(best_init(&best, capacity, keeps_same ? NULL : &known),
                     ST_OK);
    for (size_t i = 0; i < N_RANDOM; i++) {
        add(&best, &all[i]);
        assert_true(best.n < best.room);
    }
    best_sort(&best);
    size_t n = 0;
    for (size_t i = 0; i < N_RANDOM && n < capacity; i++) {
        if (keeps_same || !is_said_before(sorted, i)) {
            const struct candidate *got = take(&best);
            assert_non_null(got);
            assert_int_equal(got->transcript, sorted[i].transcript);
            assert_int_equal(got->first, sorted[i].first);
            n++;
        }
    }
    assert_null(take(&best));
    best_finish(&best);
}

/** However many are wanted, the best are kept, in order: so a few are the first
 * of more. */
static void
test_like_sorting_all(void **state)
{
    (void)state;
    srand(3);
    for (unsigned round = 0; round < 8; round++) {
        struct candidate all[N_RANDOM];
        for (size_t i = 0; i < N_RANDOM; i++) {
            all[i] = make_random(round % 2 > 0);
        }
        for (size_t capacity = 1; capacity < 2 * N_RANDOM;
             capacity += 1 + capacity / 2) {
            check_kept(all, capacity, true);
            check_kept(all, capacity, false);
        }
    }
}

/** Of what says the same, the best stays, wherever it comes. */
static void
test_same_lines(void **state)
{
    (void)state;
    struct best best;
    struct candidate one = make(0, 5, 1, 1);
    struct candidate better = make(0, 6, 2, 2);
    struct candidate elsewhere = make(0, 4, 3, 3);
    better.said = one.said;
    assert_int_equal(best_init(&best, 2, &known), ST_OK);
    add(&best, &one);
    add(&best, &elsewhere);
    add(&best, &better);
    add(&best, &one);
    best_sort(&best);
    assert_int_equal(take(&best)->transcript, 2);
    assert_int_equal(take(&best)->transcript, 3);
    assert_null(take(&best));
    best_finish(&best);
    /* Only one end of the window in common is not the same. */
    elsewhere.said.first = one.said.first;
    assert_int_equal(best_init(&best, 4, &known), ST_OK);
    add(&best, &one);
    add(&best, &elsewhere);
    best_sort(&best);
    assert_non_null(take(&best));
    assert_non_null(take(&best));
    best_finish(&best);
    /* A line that somebody says, and where a recogniser got stuck in it. */
    better.said.is_loop = true;
    assert_int_equal(best_init(&best, 4, &known), ST_OK);
    add(&best, &one);
    add(&best, &better);
    best_sort(&best);
    assert_int_equal(take(&best)->transcript, 2);
    assert_int_equal(take(&best)->transcript, 1);
    best_finish(&best);
}

/** What can not be among the best is not taken in, once that is known. */
static void
test_accepts(void **state)
{
    (void)state;
    struct best best;
    assert_int_equal(best_init(&best, 2, NULL), ST_OK);
    const struct candidate good = make(0, 5, 1, 1);
    const struct candidate bad = make(0, 1, 1, 2);
    assert_true(best_accepts(&best, &bad));
    add(&best, &good);
    for (uint32_t i = 1; i < best.room; i++) {
        const struct candidate middle = make(0, 3, 1, 100 + i);
        add(&best, &middle);
    }
    const struct candidate later = make(0, 3, 1, 102);
    const struct candidate earlier = make(0, 3, 1, 100);
    assert_int_equal(best.n, 2);
    assert_false(best_accepts(&best, &bad));
    assert_false(best_accepts(&best, &later));
    assert_true(best_accepts(&best, &earlier));
    assert_true(best_accepts(&best, &good));
    add(&best, &bad);
    assert_int_equal(best.n, 2);
    best_clear(&best);
    assert_true(best_accepts(&best, &bad));
    best_sort(&best);
    assert_null(take(&best));
    best_finish(&best);
    best_finish(&best);
}

/** Nobody is asked what is said by candidates that are beaten anyway. */
static void
test_asks_little(void **state)
{
    (void)state;
    struct best best;
    size_t n_asked = 0;
    const struct rank_source source = {tell_lines, &n_asked};
    assert_int_equal(best_init(&best, 5, &source), ST_OK);
    for (int64_t i = 0; i < 50; i++) {
        struct candidate candidate = make(0, (double)(i * 7 % 50), i, 1);
        candidate.has_said = false;
        add(&best, &candidate);
    }
    assert_int_equal(n_asked, 0);
    best_sort(&best);
    for (int score = 49; score > 44; score--) {
        assert_true(take(&best)->score == score);
    }
    assert_null(take(&best));
    assert_int_equal(n_asked, 5);
    best_finish(&best);
}

/** What is poured from one to another is the best of it. */
static void
test_pour(void **state)
{
    (void)state;
    struct best few;
    struct best all;
    assert_int_equal(best_init(&few, 2, &known), ST_OK);
    assert_int_equal(best_init(&all, 9, &known), ST_OK);
    for (int64_t transcript = 1; transcript <= 3; transcript++) {
        for (uint32_t i = 0; i < 4; i++) {
            const struct candidate one = make(0, i, transcript, i);
            add(&few, &one);
            add(&few, &one);
        }
        assert_int_equal(best_pour(&few, &all), ST_OK);
        assert_int_equal(few.n, 0);
    }
    best_sort(&all);
    for (int64_t i = 0; i < 6; i++) {
        const struct candidate *got = take(&all);
        assert_int_equal(got->transcript, 1 + i % 3);
        assert_true(got->score == (i < 3 ? 3 : 2));
    }
    assert_null(take(&all));
    best_finish(&few);
    best_finish(&all);
}

static void
test_empty(void **state)
{
    (void)state;
    struct best best;
    assert_int_equal(best_init(&best, 1, &known), ST_OK);
    best_sort(&best);
    assert_null(take(&best));
    best_finish(&best);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_worse),
        cmocka_unit_test(test_like_sorting_all),
        cmocka_unit_test(test_same_lines),
        cmocka_unit_test(test_accepts),
        cmocka_unit_test(test_asks_little),
        cmocka_unit_test(test_pour),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
