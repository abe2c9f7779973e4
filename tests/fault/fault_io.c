/*
 * Every operation of the disk failing in its turn.
 *
 * Usage: fault_io [POINTS [SEED]]
 *
 * The stages run while one operation fails, once or from then on, with an
 * error or because the disk is full.  A stage that fails must say why, with
 * a status that a disk's failure may have.  Afterwards the archive must be
 * sound and hold what was told, and the stages must run to their end.  Then
 * searches and the other reading calls are made to fail likewise: a wrong
 * answer instead of an error would be a swallowed one.
 *
 * Without POINTS: 120 of the writing by chance, and all of the reading; 0: all
 * there are.
 */
#include "vfs.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 120, FILES_MORE = 4, WAYS = 4 };

/** The ways to fail. */
static const struct {
    const char *name;
    unsigned classes;
    enum vfs_action action;
    bool persists;
} ways[WAYS] = {
    {"an error once", VFS_ALL, VFS_FAIL, false},
    {"errors from then on", VFS_ALL, VFS_FAIL, true},
    {"a full disk once", VFS_WRITE | VFS_TRUNCATE, VFS_FAIL_FULL, false},
    {"a full disk from then on", VFS_WRITE | VFS_TRUNCATE, VFS_FAIL_FULL, true},
};

static struct {
    int64_t n;          /**< points that were met */
    int64_t n_failures; /**< calls that told an error */
    int64_t n_survived; /**< runs that were not hurt */
    int64_t n_bad;
    int64_t n_statuses[64];
} total;

/** Tell what is wrong at a point. */
static void
blame(const char *what, int way, int64_t at, const char *why)
{
    total.n_bad++;
    printf("%s, operation %" PRId64 ": %s: %s\n", ways[way].name, at, what,
           why);
}

/** The plan of a way, at an operation. */
static struct vfs_plan
plan_of(int way, int64_t at)
{
    return (struct vfs_plan){ways[way].classes, at, ways[way].persists,
                             ways[way].action};
}

/** Whether a status is one that a failing disk may bring. */
static bool
is_honest(enum quoth_status status, bool is_full)
{
    return status == QUOTH_DISK_FULL ||
           (!is_full && (status == QUOTH_IO || status == QUOTH_READ_ONLY ||
                         status == QUOTH_NO_MEMORY));
}

/** Look at a call's status. */
static void
judge(enum quoth_status status, const struct quoth_error *error, int way,
      int64_t at)
{
    if (status == QUOTH_OK) {
        total.n_survived++;
        return;
    }
    total.n_failures++;
    total.n_statuses[status % 64]++;
    if (!is_honest(status, ways[way].action == VFS_FAIL_FULL)) {
        blame("a status that is no disk's", way, at, error->text);
    } else if (!error->text[0] || error->status != status) {
        blame("no reason", way, at, quoth_status_name(status));
    }
}

/** Hold a backup to what was told of it; one that failed leaves nothing. */
static void
judge_backup(const struct world *world, int way, int64_t at)
{
    char why[256];
    const enum world_verdict verdict = world_check_backup(world, true, why);
    if (verdict != WORLD_SOUND && verdict != WORLD_NOT_THERE) {
        blame(world_verdict_name(verdict), way, at, why);
    }
}

/** Let a world's stages meet one failure.  Whether it was met. */
static bool
try_writing(struct world *world, int way, int64_t at)
{
    const struct vfs_plan plan = plan_of(way, at);
    char why[256];
    world_reset(world);
    vfs_arm(&plan);
    const enum quoth_status status = world_run(world, WORLD_STAGES);
    const bool was_hit = vfs_was_hit();
    world_close(world);
    vfs_disarm();
    if (!was_hit) {
        return false;
    }
    judge(status, &world->error, way, at);
    enum world_verdict verdict =
        world_check(world, world->archive, at % 2 == 0, why);
    if (verdict != WORLD_SOUND && verdict != WORLD_NOT_THERE) {
        blame(world_verdict_name(verdict), way, at, why);
    }
    judge_backup(world, way, at);
    if (world_run(world, WORLD_STAGES) != QUOTH_OK) {
        blame("can not go on", way, at, world->error.text);
    }
    world_close(world);
    verdict = world_check(world, world->archive, false, why);
    if (verdict != WORLD_SOUND) {
        blame(world_verdict_name(verdict), way, at, why);
    }
    judge_backup(world, way, at);
    return true;
}

/** Sums up answers: a wrong one changes the sum. */
struct answers {
    uint64_t sum;
    int64_t n;
};

/** Add a text to a sum (FNV-1a). */
static void
add_text(struct answers *answers, const char *text)
{
    for (; text && *text; text++) {
        answers->sum ^= (unsigned char)*text;
        answers->sum *= UINT64_C(0x100000001b3);
    }
    answers->n++;
}

static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    add_text(context, recording->path);
    add_text(context, recording->title);
    return true;
}

static bool
take_file(void *context, const struct quoth_file *file)
{
    add_text(context, file->path);
    return true;
}

/** Search for something. */
static enum quoth_status
search(struct quoth *archive, const char *query, struct answers *answers,
       struct quoth_error *error)
{
    const struct quoth_search_options options = {.query = query, .limit = 50};
    struct quoth_results *results;
    const enum quoth_status status =
        quoth_search(archive, &options, &results, error);
    if (status == QUOTH_OK) {
        for (size_t i = 0; i < results->n_hits; i++) {
            add_text(answers, results->hits[i].ref);
            add_text(answers, results->hits[i].text);
        }
        quoth_results_free(results);
    }
    return status;
}

/** Show a recording. */
static enum quoth_status
show(struct quoth *archive, struct answers *answers, struct quoth_error *error)
{
    const struct quoth_show_options options = {.ref = "3"};
    struct quoth_excerpt *excerpt;
    const enum quoth_status status =
        quoth_show(archive, &options, &excerpt, error);
    if (status == QUOTH_OK) {
        for (size_t i = 0; i < excerpt->n_segments; i++) {
            add_text(answers, excerpt->segments[i].text);
        }
        quoth_excerpt_free(excerpt);
    }
    return status;
}

/** All that reads, from opening on; stops at the first failure. */
static enum quoth_status
read_everything(const char *path, struct answers *answers,
                struct quoth_error *error)
{
    static const char *const queries[] = {"common words", "\"says version\"",
                                          "ver* OR garden", "is:marker music"};
    const struct quoth_open_options where = {.path = path, .busy_ms = 100};
    struct quoth *archive;
    enum quoth_status status = quoth_open(&where, &archive, error);
    if (status != QUOTH_OK) {
        return status;
    }
    for (size_t i = 0; status == QUOTH_OK && i < 4; i++) {
        status = search(archive, queries[i], answers, error);
    }
    if (status == QUOTH_OK) {
        status = show(archive, answers, error);
    }
    if (status == QUOTH_OK) {
        status = quoth_list_recordings(archive, take_recording, answers, error);
    }
    if (status == QUOTH_OK) {
        status = quoth_list_files(archive, take_file, answers, error);
    }
    if (status == QUOTH_OK) {
        status = quoth_check(archive, true, NULL, NULL, error);
    }
    quoth_close(archive);
    return status;
}

/** Let the reading calls meet one failure. */
static bool
try_reading(struct world *world, int way, int64_t at,
            const struct answers *expected)
{
    const struct vfs_plan plan = plan_of(way, at);
    struct answers answers = {0};
    struct quoth_error error = {.status = QUOTH_OK};
    vfs_arm(&plan);
    const enum quoth_status status =
        read_everything(world->archive, &answers, &error);
    vfs_disarm();
    if (!vfs_was_hit()) {
        return false;
    }
    judge(status, &error, way, at);
    if (status == QUOTH_OK &&
        (answers.sum != expected->sum || answers.n != expected->n)) {
        blame("a wrong answer", way, at, "swallowed");
    }
    return true;
}

/** Count the operations that a way counts in a whole run. */
static int64_t
count_writing(struct world *world, int way)
{
    const struct vfs_plan plan = plan_of(way, 0);
    world_reset(world);
    vfs_arm(&plan);
    if (world_run(world, WORLD_STAGES) != QUOTH_OK) {
        fprintf(stderr, "the run fails by itself: %s\n", world->error.text);
        exit(EXIT_FAILURE);
    }
    world_close(world);
    return vfs_disarm();
}

/** Fail all the writing, or some of it. */
static void
try_all_writing(struct world *world, int64_t n_points, uint64_t *seed)
{
    for (int way = 0; way < WAYS; way++) {
        const int64_t n_operations = count_writing(world, way);
        const int64_t n = n_points > 0 ? n_points / WAYS : n_operations;
        for (int64_t i = 1; i <= n; i++) {
            const int64_t at =
                n_points > 0
                    ? 1 + (int64_t)random_below(seed, (uint64_t)n_operations)
                    : i;
            total.n += try_writing(world, way, at);
        }
    }
}

/** Fail all the reading. */
static void
try_all_reading(struct world *world)
{
    struct answers expected = {0};
    struct quoth_error error;
    if (world_run(world, WORLD_STAGES) != QUOTH_OK ||
        read_everything(world->archive, &expected, &error) != QUOTH_OK) {
        blame("reading without a failure", 0, 0, error.text);
        return;
    }
    world_close(world);
    for (int way = 0; way < 2; way++) {
        int64_t at = 1;
        while (try_reading(world, way, at, &expected)) {
            at++;
        }
        total.n += at - 1;
    }
}

int
main(int argc, char **argv)
{
    const int64_t n_points = argc > 1 ? number_of(argv[1]) : POINTS;
    uint64_t seed = argc > 2 ? (uint64_t)number_of(argv[2]) : 1;
    struct world world;
    if (!vfs_install()) {
        return EXIT_FAILURE;
    }
    world_make(&world, world_place(), FILES_MORE);
    try_all_writing(&world, n_points, &seed);
    world_reset(&world);
    try_all_reading(&world);
    world_reset(&world);
    world_remove(&world);
    for (int i = 1; i < 64; i++) {
        if (total.n_statuses[i] > 0) {
            printf("%s: %" PRId64 "\n", quoth_status_name((enum quoth_status)i),
                   total.n_statuses[i]);
        }
    }
    printf("%" PRId64 " failures of the disk, %" PRId64
           " told as errors, %" PRId64 " made up for: %" PRId64 " bad\n",
           total.n, total.n_failures, total.n_survived, total.n_bad);
    return total.n > 0 && total.n_bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
