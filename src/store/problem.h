/*
 * problem.h - what may be wrong with an archive, and what puts it right.
 */
#ifndef QUOTH_STORE_PROBLEM_H
#define QUOTH_STORE_PROBLEM_H

#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

/** What puts a problem right; each is more than the one before. */
enum remedy {
    REMEDY_REBUILD,    /**< the index and the counts are made anew */
    REMEDY_READ_AGAIN, /**< that, and then the transcript's file is read */
    REMEDY_RESTORE, /**< an earlier copy of the archive, or starting afresh */
};

/** A problem that was found.  Valid until the callback returns. */
struct problem {
    int64_t transcript; /**< 0 when it concerns the whole archive */
    struct slice what;  /**< one sentence */
    enum remedy remedy;
};

/** Callback; other than ST_OK ends the search with that status. */
typedef enum status problem_fn(void *context, const struct problem *problem);

#endif
