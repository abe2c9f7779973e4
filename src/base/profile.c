/*
 * The clock is that of the wall: waiting for a disk is time gone, too.
 */
#include "base/profile.h"

#include <stddef.h>
#include <time.h>

static const char *const names[STAGES] = {
    [STAGE_OTHER] = "other",       [STAGE_READ] = "read files",
    [STAGE_PARSE] = "parse",       [STAGE_WORDS] = "sort words",
    [STAGE_WAIT] = "wait",         [STAGE_LINES] = "find lines",
    [STAGE_ROWS] = "write rows",   [STAGE_INDEX] = "write index",
    [STAGE_MERGE] = "merge index", [STAGE_COMMIT] = "commit",
    [STAGE_FOLD] = "fold log",     [STAGE_WALK] = "read index",
    [STAGE_RANK] = "rank",         [STAGE_ALIKE] = "look for forms",
    [STAGE_QUOTE] = "align quote", [STAGE_PASSAGES] = "cut passages",
};

const char *
stage_name(enum stage stage)
{
    return names[stage];
}

/** Now, on a clock that does not jump. */
static int64_t
now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/** Give the stage under way its time, and let another one begin. */
static enum stage
change(struct profile *profile, enum stage stage)
{
    const enum stage before = profile->stage;
    const int64_t now = now_ns();
    profile->ns[before] += now - profile->since_ns;
    profile->since_ns = now;
    profile->stage = stage;
    return before;
}

void
profile_start(struct profile *profile)
{
    *profile = (struct profile){.since_ns = now_ns()};
}

enum stage
profile_begin(struct profile *profile, enum stage stage)
{
    if (!profile) {
        return STAGE_OTHER;
    }
    profile->n[stage]++;
    return change(profile, stage);
}

void
profile_end(struct profile *profile, enum stage before)
{
    if (profile) {
        change(profile, before);
    }
}

void
profile_add(struct profile *profile, const struct profile *other)
{
    for (size_t i = STAGE_OTHER + 1; i < STAGES; i++) {
        profile->ns[i] += other->ns[i];
        profile->n[i] += other->n[i];
    }
}
