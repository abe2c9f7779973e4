/*
 * kill -9 at operations that change the disk.
 *
 * Usage: fault_kill [POINTS [SEED]]
 *
 * A child process runs the stages and is killed before, in the middle of, or
 * after one operation; what it was told lies in memory that both share.  The
 * parent then holds the archive to it, and lets the stages run to their end.
 * Without POINTS: 60 of them; as many as there are, or more: each once.
 */
#include "vfs.h"
#include "world.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/** More files than a batch holds, so that runs commit in between. */
enum { FILES_MORE = 258, POINTS = 60 };

/** What came of the points. */
static struct {
    int64_t n;
    int64_t n_acknowledged; /**< had something told in the stage under way */
    int64_t n_verdicts[WORLD_NOT_THERE + 1];
} total;

/** Run the stages in a child, by a plan.  Whether it was killed. */
static bool
run_child(struct world *world, const struct vfs_plan *plan)
{
    const pid_t child = fork();
    if (child == 0) {
        vfs_install();
        vfs_arm(plan);
        _exit(world_run(world, WORLD_STAGES) == QUOTH_OK ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child ||
        (WIFEXITED(status) && WEXITSTATUS(status) != 0)) {
        fputs("the run failed by itself\n", stderr);
        exit(EXIT_FAILURE);
    }
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/** How many operations a whole run asks for. */
static int64_t
count_operations(struct world *world)
{
    int ends[2];
    int64_t n = 0;
    if (pipe(ends) < 0) {
        return 0;
    }
    const pid_t child = fork();
    if (child == 0) {
        const struct vfs_plan plan = {.classes = VFS_CHANGES};
        vfs_install();
        vfs_arm(&plan);
        const bool is_done = world_run(world, WORLD_STAGES) == QUOTH_OK;
        world_close(world);
        n = vfs_disarm();
        _exit(is_done && write(ends[1], &n, sizeof(n)) == sizeof(n) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    close(ends[1]);
    if (read(ends[0], &n, sizeof(n)) != sizeof(n)) {
        n = 0;
    }
    close(ends[0]);
    return n;
}

/** Tell of a bad archive. */
static void
tell(const char *when, int64_t at, int action, enum world_verdict verdict,
     const char *why)
{
    printf("operation %" PRId64 ", way %d, %s: %s: %s\n", at, action, when,
           world_verdict_name(verdict), why);
}

/** Kill at one operation in one way, and look at what is left. */
static void
try_point(struct world *world, int64_t at, enum vfs_action action)
{
    const struct vfs_plan plan = {VFS_CHANGES, at, false, action};
    char why[256];
    world_reset(world);
    if (!run_child(world, &plan)) {
        return;
    }
    total.n++;
    for (int i = 0; i < world->n_files; i++) {
        if (world->state->before[i] == world->state->after[i] &&
            world->state->before[i] != WORLD_ABSENT) {
            total.n_acknowledged++;
            break;
        }
    }
    const enum world_verdict verdict =
        world_check(world, world->archive, at % 2 == 0, why);
    total.n_verdicts[verdict]++;
    if (verdict != WORLD_SOUND && verdict != WORLD_NOT_THERE) {
        tell("after it", at, (int)action, verdict, why);
    }
    const enum world_verdict kept = world_check_backup(world, false, why);
    if (kept != WORLD_SOUND && kept != WORLD_NOT_THERE) {
        total.n_verdicts[kept]++;
        tell("its backup", at, (int)action, kept, why);
    }
    /* The work can be done to the end. */
    const enum quoth_status status = world_run(world, WORLD_STAGES);
    world_close(world);
    enum world_verdict last = WORLD_UNSOUND;
    if (status == QUOTH_OK) {
        last = world_check(world, world->archive, false, why);
        last =
            last == WORLD_SOUND ? world_check_backup(world, true, why) : last;
    } else {
        snprintf(why, sizeof(why), "%.200s", world->error.text);
    }
    if (last != WORLD_SOUND) {
        total.n_verdicts[last]++;
        tell("at the end", at, (int)action, last, why);
    }
}

int
main(int argc, char **argv)
{
    const int64_t n_points = argc > 1 ? number_of(argv[1]) : POINTS;
    uint64_t seed = argc > 2 ? (uint64_t)number_of(argv[2]) : 1;
    struct world world;
    world_make(&world, world_place(), FILES_MORE);
    world.state = mmap(NULL, sizeof(*world.state), PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (world.state == MAP_FAILED) {
        return EXIT_FAILURE;
    }
    world_reset(&world);
    const int64_t n_operations = count_operations(&world);
    printf("%" PRId64 " operations\n", n_operations);
    const int64_t n_all = 3 * n_operations;
    const int64_t n = n_points < n_all ? n_points : n_all;
    for (int64_t i = 0; i < n; i++) {
        const int64_t which =
            n < n_all ? (int64_t)random_below(&seed, (uint64_t)n_all) : i;
        try_point(&world, 1 + which / 3,
                  (enum vfs_action)(VFS_KILL_BEFORE + which % 3));
    }
    world_reset(&world);
    world_remove(&world);
    printf("%" PRId64 " kill points, %" PRId64 " with files told: %" PRId64
           " lost, %" PRId64 " partial, %" PRId64 " failed checks\n",
           total.n, total.n_acknowledged, total.n_verdicts[WORLD_LOST],
           total.n_verdicts[WORLD_PARTIAL], total.n_verdicts[WORLD_UNSOUND]);
    return n > 0 && total.n >= n / 2 && total.n_verdicts[WORLD_LOST] == 0 &&
                   total.n_verdicts[WORLD_PARTIAL] == 0 &&
                   total.n_verdicts[WORLD_UNSOUND] == 0
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
