/*
 * One lock, two conditions: workers wait for room, the taker for a result.
 */
#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

/** Jobs that may be begun and not yet taken. */
enum { WINDOW = 256 };

struct slot {
    void *result;
    bool is_done;
};

struct pool {
    struct pool_options options;
    pthread_mutex_t lock;
    pthread_cond_t has_room;
    pthread_cond_t has_result;
    pthread_t threads[POOL_THREADS_MAX];
    unsigned n_threads; /**< that really run */

    /* Guarded by the lock. */
    size_t next_job;
    size_t next_result;
    uint64_t cost; /**< of jobs begun and not yet taken */
    bool is_stopping;
    struct slot slots[WINDOW];
};

/** Whether the next job may begin; with the lock held. */
static bool
has_room(const struct pool *pool)
{
    if (pool->next_job == pool->next_result) {
        return true;
    }
    const uint64_t cost =
        pool->options.cost(pool->options.context, pool->next_job);
    return pool->next_job - pool->next_result < WINDOW &&
           pool->cost <= pool->options.cost_max &&
           cost <= pool->options.cost_max - pool->cost;
}

/** A worker: take jobs until there are none. */
static void *
run(void *argument)
{
    struct pool *pool = argument;
    const struct pool_options *options = &pool->options;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_stopping && pool->next_job < options->n_jobs) {
        if (!has_room(pool)) {
            pthread_cond_wait(&pool->has_room, &pool->lock);
            continue;
        }
        const size_t job = pool->next_job++;
        pool->cost += options->cost(options->context, job);
        pthread_mutex_unlock(&pool->lock);
        void *result = options->work(options->context, job);
        pthread_mutex_lock(&pool->lock);
        pool->slots[job % WINDOW] = (struct slot){result, true};
        pthread_cond_signal(&pool->has_result);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/** Start the workers with signals blocked: those are the caller's. */
static void
start_threads(struct pool *pool)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool->n_threads < pool->options.n_threads &&
           pool->n_threads < POOL_THREADS_MAX &&
           pthread_create(&pool->threads[pool->n_threads], NULL, run, pool) ==
               0) {
        pool->n_threads++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct pool *
pool_new(const struct pool_options *options)
{
    struct pool *pool = calloc(1, sizeof(*pool));
    if (!pool) {
        return NULL;
    }
    pool->options = *options;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_room, NULL);
    pthread_cond_init(&pool->has_result, NULL);
    start_threads(pool);
    return pool;
}

void *
pool_take(struct pool *pool)
{
    const struct pool_options *options = &pool->options;
    if (pool->n_threads == 0) {
        return options->work(options->context, pool->next_result++);
    }
    pthread_mutex_lock(&pool->lock);
    struct slot *slot = &pool->slots[pool->next_result % WINDOW];
    while (!slot->is_done) {
        pthread_cond_wait(&pool->has_result, &pool->lock);
    }
    void *result = slot->result;
    *slot = (struct slot){0};
    pool->cost -= options->cost(options->context, pool->next_result);
    pool->next_result++;
    pthread_cond_broadcast(&pool->has_room);
    pthread_mutex_unlock(&pool->lock);
    return result;
}

void
pool_free(struct pool *pool)
{
    if (!pool) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->has_room);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->n_threads; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    for (size_t i = 0; i < WINDOW; i++) {
        if (pool->slots[i].is_done) {
            pool->options.discard(pool->slots[i].result);
        }
    }
    pthread_cond_destroy(&pool->has_result);
    pthread_cond_destroy(&pool->has_room);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
