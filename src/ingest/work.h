/*
 * work.h - how those who wait hear of a long call, and may end it.
 */
#ifndef QUOTH_INGEST_WORK_H
#define QUOTH_INGEST_WORK_H

#include "store/problem.h"

#include <stdbool.h>
#include <stddef.h>

/** How far a call is. */
struct work_progress {
    const char *doing; /**< in a word or three; static */
    int64_t n_done;
    int64_t n; /**< 0 where that is not known */
};

/** Whom to tell, and whom to ask; each may be NULL. */
struct work {
    problem_fn *on_problem;
    void (*on_progress)(void *context, const struct work_progress *now);
    bool (*should_stop)(void *context);
    void *context;
};

/** Tell a problem. */
static inline enum status
work_complain(const struct work *work, const struct problem *problem)
{
    return work->on_problem ? work->on_problem(work->context, problem) : ST_OK;
}

/** Tell how far the call is. */
static inline void
work_tell(const struct work *work, const char *doing, int64_t n_done, int64_t n)
{
    if (work->on_progress) {
        const struct work_progress now = {doing, n_done, n};
        work->on_progress(work->context, &now);
    }
}

/** Whether the call shall end. */
static inline bool
work_shall_stop(const struct work *work)
{
    return work->should_stop && work->should_stop(work->context);
}

#endif
