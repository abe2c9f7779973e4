/*
 * test_pool.c - numbered jobs done by threads.
 *
 * How far the workers run ahead is looked at while nothing is taken: then
 * the number of jobs begun must come to the expected one, and stay there.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum {
    WINDOW = 256, /**< jobs that may be begun and not yet taken */
    MANY_JOBS = 2000,
};

/** What the jobs of a test note. */
struct journal {
    atomic_size_t n_begun;
    atomic_size_t n_discarded;
    atomic_int n_done[MANY_JOBS];
    const uint64_t *costs; /**< by job; NULL for none */
    bool is_slow;
    pthread_t taker;
    atomic_size_t n_by_taker;
    atomic_size_t n_interruptible; /**< jobs run with SIGINT let through */
};

/** A job's result: it knows its job and its journal. */
struct result {
    struct journal *journal;
    size_t job;
};

/** Sleep for some microseconds. */
static void
pause_us(long us)
{
    const struct timespec time = {0, us * 1000};
    nanosleep(&time, NULL);
}

static void *
work(void *context, size_t job)
{
    struct journal *journal = context;
    sigset_t blocked;
    atomic_fetch_add(&journal->n_begun, 1);
    if (journal->is_slow) {
        pause_us((long)(job * 7919 % 13) * 50);
    }
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    atomic_fetch_add(&journal->n_interruptible,
                     (size_t)!sigismember(&blocked, SIGINT));
    atomic_fetch_add(&journal->n_by_taker,
                     (size_t)pthread_equal(pthread_self(), journal->taker));
    atomic_fetch_add(&journal->n_done[job], 1);
    struct result *result = malloc(sizeof(*result));
    if (result) {
        *result = (struct result){journal, job};
    }
    return result;
}

static uint64_t
cost(void *context, size_t job)
{
    const struct journal *journal = context;
    return journal->costs ? journal->costs[job] : 0;
}

static void
discard(void *result)
{
    struct journal *journal = ((struct result *)result)->journal;
    atomic_fetch_add(&journal->n_discarded, 1);
    free(result);
}

/** A pool of jobs that note what they do. */
static struct pool *
start(struct journal *journal, unsigned n_threads, size_t n_jobs,
      uint64_t cost_max)
{
    const struct pool_options options = {
        .n_threads = n_threads,
        .n_jobs = n_jobs,
        .cost_max = cost_max,
        .work = work,
        .cost = cost,
        .discard = discard,
        .context = journal,
    };
    journal->taker = pthread_self();
    struct pool *pool = pool_new(&options);
    assert_non_null(pool);
    return pool;
}

/** Take the next result, which must be that of `job`. */
static void
take(struct pool *pool, size_t job)
{
    struct result *result = pool_take(pool);
    assert_non_null(result);
    assert_int_equal(result->job, job);
    free(result);
}

/** Wait until so many jobs are begun, and see that no more are. */
static void
assert_begun(struct journal *journal, size_t expected)
{
    for (int i = 0; i < 5000 && atomic_load(&journal->n_begun) < expected;
         i++) {
        pause_us(1000);
    }
    pause_us(20 * 1000);
    assert_int_equal(atomic_load(&journal->n_begun), expected);
}

/** Results come in order, each job is done once, whatever the threads. */
static void
test_order(void **state)
{
    (void)state;
    static const unsigned threads[] = {0, 1, 2, 3, 8, POOL_THREADS_MAX};
    for (size_t t = 0; t < sizeof(threads) / sizeof(*threads); t++) {
        struct journal journal = {.is_slow = threads[t] > 1};
        struct pool *pool = start(&journal, threads[t], MANY_JOBS, 0);
        for (size_t job = 0; job < MANY_JOBS; job++) {
            take(pool, job);
        }
        pool_free(pool);
        for (size_t job = 0; job < MANY_JOBS; job++) {
            assert_int_equal(journal.n_done[job], 1);
        }
        assert_int_equal(journal.n_discarded, 0);
    }
}

/** Without threads the taker does the jobs, when it takes them. */
static void
test_without_threads(void **state)
{
    (void)state;
    struct journal journal = {0};
    struct pool *pool = start(&journal, 0, 10, 0);
    assert_int_equal(journal.n_begun, 0);
    take(pool, 0);
    take(pool, 1);
    assert_int_equal(journal.n_begun, 2);
    assert_int_equal(journal.n_by_taker, 2);
    pool_free(pool);
    assert_int_equal(journal.n_begun, 2);
    assert_int_equal(journal.n_discarded, 0);
}

/** Signals are the taker's: no worker is interrupted by one. */
static void
test_signals_are_blocked(void **state)
{
    (void)state;
    struct journal journal = {0};
    struct pool *pool = start(&journal, 2, 100, 0);
    for (size_t job = 0; job < 100; job++) {
        take(pool, job);
    }
    pool_free(pool);
    assert_int_equal(journal.n_by_taker, 0);
    assert_int_equal(journal.n_interruptible, 0);
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    assert_int_equal(sigismember(&blocked, SIGINT), 0);
}

/** The workers are at most a window of jobs ahead. */
static void
test_window(void **state)
{
    (void)state;
    struct journal journal = {0};
    struct pool *pool = start(&journal, 4, MANY_JOBS, 0);
    assert_begun(&journal, WINDOW);
    take(pool, 0);
    assert_begun(&journal, WINDOW + 1);
    for (size_t job = 1; job < 100; job++) {
        take(pool, job);
    }
    assert_begun(&journal, WINDOW + 100);
    pool_free(pool);
    assert_int_equal(journal.n_discarded, WINDOW);
}

/** Jobs under way cost no more than the bound, but for a single one. */
static void
test_cost(void **state)
{
    (void)state;
    static const uint64_t costs[] = {10,         10, 10, 10, 50, 1,  1,
                                     UINT64_MAX, 35, 0,  0,  5,  31, 4};
    /* Of the jobs above, so many may be begun once n are taken, at 35. */
    static const size_t begun[] = {3, 4,  4,  4,  5,  7,  7,
                                   8, 11, 12, 12, 12, 14, 14};
    enum { N_JOBS = sizeof(costs) / sizeof(*costs) };
    struct journal journal = {.costs = costs};
    struct pool *pool = start(&journal, 3, N_JOBS, 35);
    for (size_t taken = 0; taken < N_JOBS; taken++) {
        assert_begun(&journal, begun[taken]);
        take(pool, taken);
    }
    pool_free(pool);
    assert_int_equal(journal.n_discarded, 0);
}

/** What was begun and not taken is discarded, and nothing else. */
static void
test_early_end(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 99, 100, 300};
    for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
        for (unsigned n_threads = 1; n_threads <= 8; n_threads *= 2) {
            struct journal journal = {.is_slow = true};
            struct pool *pool = start(&journal, n_threads, MANY_JOBS, 0);
            for (size_t job = 0; job < counts[c]; job++) {
                take(pool, job);
            }
            pool_free(pool);
            assert_int_equal(journal.n_begun - counts[c], journal.n_discarded);
            assert_true(journal.n_discarded <= WINDOW);
        }
    }
}

static void
test_nothing_to_do(void **state)
{
    (void)state;
    struct journal journal = {0};
    pool_free(NULL);
    pool_free(start(&journal, 2, 0, 0));
    assert_int_equal(journal.n_begun, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_without_threads),
        cmocka_unit_test(test_signals_are_blocked),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_early_end),
        cmocka_unit_test(test_nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
