/*
 * test_best.c - the best windows, in a bounded heap.
 *
 * What must be kept is worked out by sorting everything, without a heap.
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
        .said = {transcript * 100000 + first, transcript * 100000 + first},
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

/** None is worse than the one above it. */
static void
check_heap(const struct best *best)
{
    for (size_t i = 1; i < best->n; i++) {
        assert_false(
            candidate_is_worse(&best->heap[i], &best->heap[(i - 1) / 2]));
    }
}

/** Compare a heap of some size with the sorted list. */
static void
check_kept(const struct candidate *all, size_t capacity, bool keeps_same)
{
    struct candidate sorted[N_RANDOM];
    struct best best;
    memcpy(sorted, all, sizeof(sorted));
    qsort(sorted, N_RANDOM, sizeof(*sorted), compare);
    assert_int_equal(best_init(&best, capacity, keeps_same), ST_OK);
    for (size_t i = 0; i < N_RANDOM; i++) {
        best_add(&best, &all[i]);
        assert_true(best.n <= capacity);
        check_heap(&best);
    }
    best_sort(&best);
    size_t n = 0;
    for (size_t i = 0; i < N_RANDOM && n < capacity; i++) {
        if (keeps_same || !is_said_before(sorted, i)) {
            assert_true(n < best.n);
            assert_int_equal(best.heap[n].transcript, sorted[i].transcript);
            assert_int_equal(best.heap[n].first, sorted[i].first);
            n++;
        }
    }
    assert_int_equal(best.n, n);
    best_finish(&best);
}

/** Whatever the room, the best are kept, in order: so those of a small heap
 * are the first of a large one. */
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
    assert_int_equal(best_init(&best, 2, false), ST_OK);
    best_add(&best, &one);
    best_add(&best, &elsewhere);
    best_add(&best, &better);
    best_add(&best, &one);
    best_sort(&best);
    assert_int_equal(best.n, 2);
    assert_int_equal(best.heap[0].transcript, 2);
    assert_int_equal(best.heap[1].transcript, 3);
    best_finish(&best);
    /* Only one end of the window in common is not the same. */
    elsewhere.said.first = one.said.first;
    assert_int_equal(best_init(&best, 4, false), ST_OK);
    best_add(&best, &one);
    best_add(&best, &elsewhere);
    assert_int_equal(best.n, 2);
    best_finish(&best);
}

static void
test_accepts(void **state)
{
    (void)state;
    struct best best;
    assert_int_equal(best_init(&best, 2, true), ST_OK);
    const struct candidate good = make(0, 5, 1, 1);
    const struct candidate bad = make(0, 1, 1, 2);
    const struct candidate middle = make(0, 3, 1, 3);
    assert_true(best_accepts(&best, &bad));
    best_add(&best, &good);
    best_add(&best, &middle);
    assert_false(best_accepts(&best, &bad));
    assert_false(best_accepts(&best, &middle));
    assert_true(best_accepts(&best, &good));
    best_add(&best, &bad);
    assert_int_equal(best.n, 2);
    assert_true(best.heap[0].score == 3);
    best_finish(&best);
    best_finish(&best);
}

static void
test_empty(void **state)
{
    (void)state;
    struct best best;
    assert_int_equal(best_init(&best, 1, false), ST_OK);
    best_sort(&best);
    assert_int_equal(best.n, 0);
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
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
