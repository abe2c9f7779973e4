/*
 * pool.h - numbered jobs done by threads, results taken in order.
 *
 * Jobs 0 … n-1 are begun in order and may finish in any; pool_take() gives
 * their results in order, so that what is made of them does not depend on
 * the number of threads.  How far the workers run ahead is bounded by a
 * window of jobs and by the sum of what the jobs cost.
 */
#ifndef QUOTH_BASE_POOL_H
#define QUOTH_BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

enum { POOL_THREADS_MAX = 64 };

struct pool;

struct pool_options {
    unsigned n_threads; /**< at most POOL_THREADS_MAX */
    size_t n_jobs;
    uint64_t cost_max; /**< of jobs under way; one is always allowed */

    /** Do a job, in any thread; the result is handed to pool_take(). */
    void *(*work)(void *context, size_t job);

    /** What a job costs, asked in any thread. */
    uint64_t (*cost)(void *context, size_t job);

    /** Free a result that is not taken any more. */
    void (*discard)(void *result);

    void *context;
};

/** Start the threads; NULL without memory.  Where no thread can be had, the
 * jobs are done by pool_take(). */
struct pool *pool_new(const struct pool_options *options);

/** Wait for the next job and take its result; not after the last one. */
void *pool_take(struct pool *pool);

/** Stop, wait for the jobs under way, discard what was not taken. NULL is
 * allowed. */
void pool_free(struct pool *pool);

#endif
