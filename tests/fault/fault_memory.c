/*
 * Every allocation failing in its turn.
 *
 * Usage: fault_memory FILES [POINTS [SEED]]
 *
 * FILES is a folder of transcripts in many formats.  Each call of the library
 * is made again and again while one allocation fails, once or from then on:
 * the library's own, SQLite's, and those of all libraries it uses.  The call
 * must succeed with the right answer or say that there is no memory, leave
 * nothing allocated, and a writing one must leave an archive that is sound
 * and can be worked with to the end.
 *
 * Without POINTS: 25 of each call and way, by chance; 0: all there are.
 */
#include "memory.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POINTS = 25 };

static struct {
    int64_t n;
    int64_t n_failures;
    int64_t n_bad;
} total;

/** Where the calls work. */
static struct {
    struct world world;
    char template[WORLD_PATH_BYTES]; /**< an archive after all stages */
    const char *samples;             /**< the folder of many formats */
    char sample_archive[WORLD_PATH_BYTES];
} place;

/** Sums up answers (FNV-1a): a wrong one changes the sum. */
static uint64_t answer;

/** Add a text to the answer. */
static void
add_text(const char *text)
{
    for (; text && *text; text++) {
        answer ^= (unsigned char)*text;
        answer *= UINT64_C(0x100000001b3);
    }
}

/** A call of the library, made with allocations that may fail. */
struct call {
    const char *name;
    const char *argument;
    bool writes;
    enum quoth_status (*make)(struct quoth *archive, const char *argument,
                              struct quoth_error *error);
};

static enum quoth_status
make_search(struct quoth *archive, const char *query, struct quoth_error *error)
{
    const struct quoth_search_options options = {.query = query, .limit = 20};
    struct quoth_results *results;
    const enum quoth_status status =
        quoth_search(archive, &options, &results, error);
    if (status == QUOTH_OK) {
        for (size_t i = 0; i < results->n_hits; i++) {
            add_text(results->hits[i].ref);
            add_text(results->hits[i].text);
        }
        quoth_results_free(results);
    }
    return status;
}

static enum quoth_status
make_show(struct quoth *archive, const char *ref, struct quoth_error *error)
{
    const struct quoth_show_options options = {.ref = ref};
    struct quoth_excerpt *excerpt;
    const enum quoth_status status =
        quoth_show(archive, &options, &excerpt, error);
    if (status == QUOTH_OK) {
        for (size_t i = 0; i < excerpt->n_segments; i++) {
            add_text(excerpt->segments[i].text);
        }
        quoth_excerpt_free(excerpt);
    }
    return status;
}

static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    (void)context;
    add_text(recording->title);
    add_text(recording->path);
    return true;
}

static enum quoth_status
make_list(struct quoth *archive, const char *what, struct quoth_error *error)
{
    (void)what;
    return quoth_list_recordings(archive, take_recording, NULL, error);
}

static bool
take_file(void *context, const struct quoth_file *file)
{
    (void)context;
    add_text(file->path);
    return true;
}

static enum quoth_status
make_files(struct quoth *archive, const char *what, struct quoth_error *error)
{
    (void)what;
    return quoth_list_files(archive, take_file, NULL, error);
}

static enum quoth_status
make_count(struct quoth *archive, const char *what, struct quoth_error *error)
{
    (void)what;
    struct quoth_stats stats = {0};
    const enum quoth_status status = quoth_count(archive, &stats, error);
    answer += (uint64_t)stats.n_segments;
    return status;
}

static void
take_problem(void *context, const struct quoth_problem *problem)
{
    (void)context;
    add_text(problem->what);
}

static enum quoth_status
make_check(struct quoth *archive, const char *how, struct quoth_error *error)
{
    return quoth_check(archive, how[0] == 'f', take_problem, NULL, error);
}

static enum quoth_status
make_forget(struct quoth *archive, const char *what, struct quoth_error *error)
{
    return quoth_forget(archive, what, NULL, error);
}

static enum quoth_status
make_rebuild(struct quoth *archive, const char *what, struct quoth_error *error)
{
    (void)what;
    return quoth_rebuild(archive, NULL, NULL, error);
}

/** Back up, and remove the copy; a call that failed must not leave one. */
static enum quoth_status
make_backup(struct quoth *archive, const char *what, struct quoth_error *error)
{
    (void)what;
    const struct quoth_backup_options options = {.path = place.world.backup};
    enum quoth_status status = quoth_backup(archive, &options, NULL, error);
    const bool is_there = unlink(place.world.backup) == 0;
    if (is_there != (status == QUOTH_OK)) {
        snprintf(error->text, sizeof(error->text), "%s",
                 is_there ? "a backup that failed is there"
                          : "the backup is not there");
        status = QUOTH_INTERNAL;
    }
    return status;
}

/** A file that failed for want of memory makes the run's status. */
static void
take_outcome(void *context, const struct quoth_file *file)
{
    if (file->outcome == QUOTH_FILE_FAILED && file->code == QUOTH_NO_MEMORY) {
        *(bool *)context = true;
    }
}

static enum quoth_status
make_index(struct quoth *archive, const char *root, struct quoth_error *error)
{
    bool had_none = false;
    const struct quoth_index_options options = {
        .roots = &root,
        .n_roots = 1,
        .n_threads = 1,
        .on_file = take_outcome,
        .context = &had_none,
    };
    enum quoth_status status = quoth_index(archive, &options, NULL, error);
    if (status == QUOTH_PARTIAL && had_none) {
        error->status = QUOTH_NO_MEMORY;
        snprintf(error->text, sizeof(error->text), "told of a file");
        status = QUOTH_NO_MEMORY;
    }
    return status == QUOTH_PARTIAL ? QUOTH_OK : status;
}

/** Tell what is wrong at a point. */
static void
blame(const struct call *call, int64_t at, bool persists, const char *what)
{
    total.n_bad++;
    printf("%s `%s`, allocation %" PRId64 "%s: %s\n", call->name,
           call->argument, at, persists ? " and on" : "", what);
}

/** Open, call, close. */
static enum quoth_status
make_call(const struct call *call, const char *path, struct quoth_error *error)
{
    const struct quoth_open_options options = {
        .path = path, .is_writable = call->writes, .busy_ms = 100};
    struct quoth *archive = NULL;
    *error = (struct quoth_error){.status = QUOTH_OK};
    answer = UINT64_C(0xcbf29ce484222325);
    enum quoth_status status = quoth_open(&options, &archive, error);
    if (status == QUOTH_OK) {
        status = call->make(archive, call->argument, error);
        quoth_close(archive);
    }
    return status;
}

/** The archive that a call works with, as it is before the call. */
static const char *
prepare(const struct call *call)
{
    if (call->writes) {
        remove_archive(place.world.archive);
        copy_file(place.template, place.world.archive);
        return place.world.archive;
    }
    return call->argument == place.samples ? place.sample_archive
                                           : place.template;
}

/** What a whole call gives. */
struct expected {
    uint64_t answer;
    char path[WORLD_PATH_BYTES]; /**< a written archive's twin, or empty */
};

/** Make a writing call again, now with memory, and check the archive. */
static void
go_on(const struct call *call, int64_t at, bool persists)
{
    struct quoth_error error;
    const struct quoth_open_options options = {
        .path = place.world.archive, .is_writable = true, .busy_ms = 100};
    struct quoth *archive;
    enum quoth_status status = quoth_open(&options, &archive, &error);
    if (status == QUOTH_OK) {
        status = quoth_check(archive, true, NULL, NULL, &error);
        if (status == QUOTH_OK) {
            status = call->make(archive, call->argument, &error);
            /* It may have been forgotten already. */
            status = status == QUOTH_NOT_FOUND ? QUOTH_OK : status;
        }
        if (status == QUOTH_OK) {
            status = quoth_check(archive, true, NULL, NULL, &error);
        }
        quoth_close(archive);
    }
    if (status != QUOTH_OK) {
        blame(call, at, persists, error.text);
    }
}

/** Make a call with one failure.  Whether it was met. */
static bool
try_point(const struct call *call, int64_t at, bool persists, uint64_t expected)
{
    struct quoth_error error;
    const char *path = prepare(call);
    const int64_t n_before = memory_blocks();
    memory_arm(at, persists);
    const enum quoth_status status = make_call(call, path, &error);
    memory_disarm();
    const int64_t n_after = memory_blocks();
    if (!memory_was_hit()) {
        return false;
    }
    total.n++;
    total.n_failures += status != QUOTH_OK;
    if (status == QUOTH_OK) {
        if (!call->writes && answer != expected) {
            blame(call, at, persists, "a wrong answer");
        }
    } else if (status != QUOTH_NO_MEMORY) {
        blame(call, at, persists, error.text);
    } else if (error.status != status || !error.text[0]) {
        blame(call, at, persists, "no reason");
    }
    if (n_after > n_before) {
        /* What a library keeps for the next time is no leak. */
        make_call(call, prepare(call), &error);
        const int64_t n_then = memory_blocks();
        memory_arm(at, persists);
        make_call(call, prepare(call), &error);
        memory_disarm();
        if (memory_blocks() > n_then) {
            blame(call, at, persists, "something stays allocated");
        }
    }
    if (call->writes) {
        go_on(call, at, persists);
    }
    return true;
}

/** Make a call fail at all its allocations, or at some. */
static void
try_call(const struct call *call, int64_t n_points, uint64_t *seed)
{
    struct quoth_error error;
    /* Twice: the first time libraries set themselves up. */
    make_call(call, prepare(call), &error);
    const char *path = prepare(call);
    memory_arm(0, false);
    const enum quoth_status status = make_call(call, path, &error);
    const int64_t n_calls = memory_disarm();
    const uint64_t expected = answer;
    if (status != QUOTH_OK) {
        blame(call, 0, false, error.text);
        return;
    }
    const int64_t n_before = total.n;
    const int64_t n = n_points > 0 && n_points < n_calls ? n_points : n_calls;
    for (int64_t i = 1; i <= n; i++) {
        const int64_t at =
            n < n_calls ? 1 + (int64_t)random_below(seed, (uint64_t)n_calls)
                        : i;
        try_point(call, at, false, expected);
        try_point(call, at, true, expected);
    }
    printf("%s `%s`: %" PRId64 " allocations, %" PRId64 " failures\n",
           call->name, call->argument, n_calls, total.n - n_before);
}

/** Make the archives. */
static bool
set_up(const char *samples)
{
    struct world *world = &place.world;
    world_make(world, world_place(), 2);
    place.samples = samples;
    snprintf(place.template, sizeof(place.template), "%.*s/whole.db",
             WORLD_PATH_BYTES - 16, world->folder);
    snprintf(place.sample_archive, sizeof(place.sample_archive),
             "%.*s/samples.db", WORLD_PATH_BYTES - 16, world->folder);
    const bool is_done = world_run(world, WORLD_STAGES) == QUOTH_OK;
    world_close(world);
    copy_file(world->archive, place.template);
    return is_done;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILES [POINTS [SEED]]\n", argv[0]);
        return EXIT_FAILURE;
    }
    const int64_t n_points = argc > 2 ? number_of(argv[2]) : POINTS;
    uint64_t seed = argc > 3 ? (uint64_t)number_of(argv[3]) : 1;
    const struct call calls[] = {
        {"search", "common words", false, make_search},
        {"search", "\"file 3 says version\"", false, make_search},
        {"search", "\"file says\" NEAR/4 version -garden", false, make_search},
        {"search", "\"version\" NEAR/30s \"common words\"", false, make_search},
        {"search", "(ver* OR lin*) speaker:somebody in:a", false, make_search},
        {"search", "is:marker music", false, make_search},
        {"search", "file six said some version line four of it", false,
         make_search},
        {"show", "3", false, make_show},
        {"show", "3@0:04", false, make_show},
        {"list", "", false, make_list},
        {"files", "", false, make_files},
        {"count", "", false, make_count},
        {"check", "quick", false, make_check},
        {"check", "full", false, make_check},
        {"forget", "3", true, make_forget},
        {"forget", "b", true, make_forget},
        {"backup", "", false, make_backup},
        {"rebuild", "", true, make_rebuild},
        {"index", argv[1], true, make_index},
    };
    if (!set_up(argv[1])) {
        fprintf(stderr, "no archive: %s\n", place.world.error.text);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        try_call(&calls[i], n_points, &seed);
    }
    remove_archive(place.template);
    remove_archive(place.sample_archive);
    world_remove(&place.world);
    printf("%" PRId64 " failed allocations, %" PRId64
           " told as errors: %" PRId64 " bad\n",
           total.n, total.n_failures, total.n_bad);
    return total.n > 0 && total.n_bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
