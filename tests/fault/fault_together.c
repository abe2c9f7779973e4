/*
 * Processes that write and read one archive at once.
 *
 * Usage: fault_together [SECONDS [PROCESSES]]
 *
 * Half of the processes each keep a folder of their own up to date, again and
 * again in new versions; the others search, show, list and check.  Nobody may
 * meet an error but that of waiting too long, nobody may see a recording in
 * part, and a writer must find what it was told is indexed.  At the end the
 * archive must hold every folder's last version.
 *
 * Without SECONDS: 5; without PROCESSES: 2, and then 8.
 */
#include "world.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    SECONDS = 5,
    PROCESSES_MAX = 16,
    FILES = 12,
    LINES = 20,
    BUSY_MS = 10 * 1000,
};

/** What the processes share. */
struct shared {
    char archive[WORLD_PATH_BYTES];
    char folders[PROCESSES_MAX][WORLD_PATH_BYTES];
    int n_processes;
    time_t end;
    struct tally {
        int64_t n_calls;
        int64_t n_busy;
        int64_t n_bad;
        int64_t version; /**< the last that was told as indexed */
    } tallies[PROCESSES_MAX];
};

static struct shared *shared;

/** Count a call; whether it went well.  Waiting in vain is no mistake. */
static bool
is_well(struct tally *tally, enum quoth_status status,
        const struct quoth_error *error)
{
    tally->n_calls++;
    tally->n_busy += status == QUOTH_BUSY;
    if (status != QUOTH_OK && status != QUOTH_BUSY) {
        tally->n_bad++;
        printf("%s: %s\n", quoth_status_name(status), error->text);
    }
    return status == QUOTH_OK;
}

/** Complain of something that must not be seen. */
static void
blame(struct tally *tally, const char *what, const char *more)
{
    tally->n_bad++;
    printf("%s: %s\n", what, more);
}

/** Write a folder's files in a version. */
static void
write_folder(int writer, int64_t version)
{
    for (int i = 0; i < FILES; i++) {
        char path[WORLD_PATH_BYTES + 32];
        snprintf(path, sizeof(path), "%s/talk%02d.srt", shared->folders[writer],
                 i);
        FILE *out = fopen(path, "w");
        if (!out) {
            exit(EXIT_FAILURE);
        }
        for (int k = 0; k < LINES; k++) {
            fprintf(out,
                    "%d\n00:00:%02d,000 --> 00:00:%02d,000\nWriter %d version "
                    "%" PRId64 " talk %d line %d.\n\n",
                    k + 1, k, k + 1, writer, version, i, k);
        }
        fclose(out);
        const struct timespec times[2] = {{1700000000 + version, 0},
                                          {1700000000 + version, 0}};
        utimensat(AT_FDCWD, path, times, 0);
    }
}

/** Whether every line of a recording is of one version, and all are there. */
static bool
is_whole(const struct quoth_excerpt *excerpt)
{
    const char *first =
        excerpt->n_segments == LINES ? excerpt->segments[0].text : NULL;
    const char *end = first ? strstr(first, " line ") : NULL;
    for (size_t i = 0; end && i < excerpt->n_segments; i++) {
        if (strncmp(excerpt->segments[i].text, first, (size_t)(end - first)) !=
            0) {
            return false;
        }
    }
    return end != NULL;
}

/** Index the folder's next version and look for it. */
static void
write_once(int writer)
{
    struct tally *tally = &shared->tallies[writer];
    const struct quoth_open_options where = {
        .path = shared->archive, .is_writable = true, .busy_ms = BUSY_MS};
    const char *root = shared->folders[writer];
    const struct quoth_index_options what = {
        .roots = &root, .n_roots = 1, .n_threads = 2};
    struct quoth *archive;
    struct quoth_error error;
    struct quoth_results *results;
    write_folder(writer, tally->version + 1);
    if (!is_well(tally, quoth_open(&where, &archive, &error), &error)) {
        return;
    }
    if (is_well(tally, quoth_index(archive, &what, NULL, &error), &error)) {
        char query[128];
        tally->version++;
        snprintf(query, sizeof(query), "\"writer %d version %" PRId64 " talk\"",
                 writer, tally->version);
        const struct quoth_search_options search = {.query = query,
                                                    .limit = 100};
        if (is_well(tally, quoth_search(archive, &search, &results, &error),
                    &error)) {
            if (results->n_recordings != FILES) {
                blame(tally, "not all that was told is found", query);
            }
            quoth_results_free(results);
        }
    }
    quoth_close(archive);
}

/** Count the rows of a list. */
static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    *(int64_t *)context += recording->n_segments;
    return true;
}

/** Show a recording of a hit.  It may be gone by now. */
static void
show_once(struct quoth *archive, struct tally *tally, const char *ref)
{
    char whole[32];
    struct quoth_excerpt *excerpt;
    struct quoth_error error;
    snprintf(whole, sizeof(whole), "%.*s", (int)strcspn(ref, "@#."), ref);
    const struct quoth_show_options options = {.ref = whole};
    const enum quoth_status status =
        quoth_show(archive, &options, &excerpt, &error);
    if (status != QUOTH_NOT_FOUND && is_well(tally, status, &error)) {
        if (!is_whole(excerpt)) {
            blame(tally, "a recording in part", ref);
        }
        quoth_excerpt_free(excerpt);
    }
}

/** Search, show what was found, list, and check. */
static void
read_once(int reader, uint64_t *seed)
{
    struct tally *tally = &shared->tallies[reader];
    const struct quoth_open_options where = {.path = shared->archive,
                                             .busy_ms = BUSY_MS};
    struct quoth *archive;
    struct quoth_error error;
    struct quoth_results *results;
    char query[64];
    int64_t n_segments = 0;
    if (!is_well(tally, quoth_open(&where, &archive, &error), &error)) {
        return;
    }
    for (int i = 0; i < 5; i++) {
        snprintf(query, sizeof(query), "\"talk %d line %d\"",
                 (int)random_below(seed, FILES),
                 (int)random_below(seed, LINES));
        const struct quoth_search_options search = {.query = query};
        if (is_well(tally, quoth_search(archive, &search, &results, &error),
                    &error)) {
            for (size_t k = 0; k < results->n_hits; k++) {
                show_once(archive, tally, results->hits[k].ref);
            }
            quoth_results_free(results);
        }
    }
    is_well(tally,
            quoth_list_recordings(archive, take_recording, &n_segments, &error),
            &error);
    if (n_segments % LINES != 0) {
        blame(tally, "a list of recordings in part", "");
    }
    is_well(
        tally,
        quoth_check(archive, random_below(seed, 4) == 0, NULL, NULL, &error),
        &error);
    quoth_close(archive);
}

/** Work until the time is over. */
static void
work(int number)
{
    uint64_t seed = (uint64_t)number + 1;
    do {
        if (number % 2 == 0) {
            write_once(number);
        } else {
            read_once(number, &seed);
        }
    } while (time(NULL) < shared->end);
}

/** Whether the archive is sound and holds every folder's last version. */
static bool
is_good_end(void)
{
    const struct quoth_open_options where = {.path = shared->archive};
    struct quoth *archive;
    struct quoth_error error;
    struct quoth_results *results;
    bool is_good = true;
    if (quoth_open(&where, &archive, &error) != QUOTH_OK ||
        quoth_check(archive, true, NULL, NULL, &error) != QUOTH_OK) {
        printf("at the end: %s\n", error.text);
        return false;
    }
    for (int i = 0; i < shared->n_processes; i += 2) {
        char query[128];
        snprintf(query, sizeof(query), "\"writer %d version %" PRId64 " talk\"",
                 i, shared->tallies[i].version);
        const struct quoth_search_options search = {.query = query,
                                                    .limit = 100};
        if (quoth_search(archive, &search, &results, &error) != QUOTH_OK) {
            printf("at the end: %s\n", error.text);
            is_good = false;
            continue;
        }
        /* A run that found the archive busy may have left a newer version in
         * the folder, never in the archive. */
        is_good &= results->n_recordings == FILES;
        quoth_results_free(results);
    }
    quoth_close(archive);
    return is_good;
}

/** Make the folders, and an archive with each one's first version. */
static void
set_up(const struct world *world, int n_processes, int64_t seconds)
{
    memset(shared, 0, sizeof(*shared));
    snprintf(shared->archive, sizeof(shared->archive), "%s", world->archive);
    shared->n_processes = n_processes;
    for (int i = 0; i < n_processes; i += 2) {
        snprintf(shared->folders[i], sizeof(*shared->folders), "%.*s/w%d",
                 WORLD_PATH_BYTES - 16, world->folder, i);
        mkdir(shared->folders[i], 0700);
        write_once(i);
    }
    shared->end = time(NULL) + (time_t)seconds;
}

/** Remove the folders. */
static void
clear(void)
{
    for (int i = 0; i < shared->n_processes; i += 2) {
        for (int k = 0; k < FILES; k++) {
            char path[WORLD_PATH_BYTES + 32];
            snprintf(path, sizeof(path), "%s/talk%02d.srt", shared->folders[i],
                     k);
            unlink(path);
        }
        rmdir(shared->folders[i]);
    }
    remove_archive(shared->archive);
}

/** Let so many processes work.  Whether all went well. */
static bool
run(const struct world *world, int n_processes, int64_t seconds)
{
    set_up(world, n_processes, seconds);
    fflush(NULL);
    for (int i = 0; i < n_processes; i++) {
        if (fork() == 0) {
            work(i);
            fflush(NULL);
            _exit(EXIT_SUCCESS);
        }
    }
    bool is_good = true;
    int status;
    while (wait(&status) > 0) {
        is_good &= WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    struct tally sum = {0};
    for (int i = 0; i < n_processes; i++) {
        sum.n_calls += shared->tallies[i].n_calls;
        sum.n_busy += shared->tallies[i].n_busy;
        sum.n_bad += shared->tallies[i].n_bad;
        sum.version += shared->tallies[i].version;
    }
    is_good &= sum.n_bad == 0 && is_good_end();
    printf("%d processes, %" PRId64 " s: %" PRId64 " calls, %" PRId64
           " runs of indexing, %" PRId64 " busy, %" PRId64 " bad, %s end\n",
           n_processes, seconds, sum.n_calls, sum.version, sum.n_busy,
           sum.n_bad, is_good ? "a good" : "a bad");
    clear();
    return is_good;
}

int
main(int argc, char **argv)
{
    const int64_t seconds = argc > 1 ? number_of(argv[1]) : SECONDS;
    const int64_t n_processes = argc > 2 ? number_of(argv[2]) : 0;
    struct world world;
    world_make(&world, world_place(), 0);
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || n_processes > PROCESSES_MAX) {
        fprintf(stderr, "at most %d processes\n", PROCESSES_MAX);
        return EXIT_FAILURE;
    }
    bool is_good = true;
    if (n_processes > 0) {
        is_good = run(&world, (int)n_processes, seconds);
    } else {
        is_good = run(&world, 2, seconds);
        is_good &= run(&world, 8, seconds);
    }
    world_remove(&world);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
