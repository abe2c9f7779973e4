/*
 * The stages:
 *
 *   0  open an archive that is not there
 *   1  index folder a
 *   2  index folder b, which also holds the files that are more
 *   3  in a, one is changed, one removed, one renamed: index it again
 *   4  forget a recording of b
 *   5  in b, one is changed and one added: index it again
 *   6  rebuild the archive
 *   7  back it up
 *
 * Each text names its file and version in every line, so that lines of two
 * versions can not be taken for one transcript.
 */
#include "world.h"

#include "vfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** End the program: the test itself can not go on. */
static _Noreturn void
give_up(const char *what)
{
    fprintf(stderr, "the test can not go on: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

/** The stages before the archive itself is worked on. */
enum { CHANGING_STAGES = 6 };

/** The files that change, by stage; what follows are the ones more. */
static const struct {
    const char *name;
    int says; /**< the number in its text: a renamed file keeps it */
    int8_t versions[CHANGING_STAGES];
} cast[] = {
    {"a/anchor.srt", 0, {-1, 0, 0, 1, 1, 1}},
    {"a/bread.srt", 1, {-1, 0, 0, -1, -1, -1}},
    {"a/captain.srt", 2, {-1, 0, 0, -1, -1, -1}},
    {"a/doctor.vtt", 3, {-1, 0, 0, 0, 0, 0}},
    {"a/moved.srt", 2, {-1, -1, -1, 0, 0, 0}},
    {"b/engine.srt", 5, {-1, -1, 0, 0, -1, -1}},
    {"b/forest.vtt", 6, {-1, -1, 0, 0, 0, 1}},
    {"b/garden.srt", 7, {-1, -1, -1, -1, -1, 0}},
};
enum { N_CAST = sizeof(cast) / sizeof(*cast) };

/** A file's name below the world's folder. */
static void
name_file(int file, char name[64])
{
    if (file < N_CAST) {
        snprintf(name, 64, "%s", cast[file].name);
    } else {
        snprintf(name, 64, "b/more%03d.srt", file);
    }
}

/** The version of a file after a stage. */
static int
version_after(int file, int stage)
{
    if (file < N_CAST) {
        return cast[file]
            .versions[stage < CHANGING_STAGES ? stage : CHANGING_STAGES - 1];
    }
    return stage >= 2 ? 0 : WORLD_ABSENT;
}

/** The number in a file's text. */
static int
says(int file)
{
    return file < N_CAST ? cast[file].says : file;
}

/** How many lines a version has. */
static int
n_lines_of(int file, int version)
{
    return file < N_CAST ? 6 + (says(file) + 3 * version) % 5 : 3;
}

/** One line of a version; the second is said in every file, the third is
 * no speech. */
static void
write_line(int file, int version, int line, char text[128])
{
    if (line == 1) {
        snprintf(text, 128, "Common words.");
    } else if (line == 2) {
        snprintf(text, 128, "[Music]");
    } else {
        snprintf(text, 128, "File %d says version %d line %d of it.",
                 says(file), version, line);
    }
}

/** The path of something in the world's folder. */
static const char *
path_in(const struct world *world, const char *name)
{
    static char paths[4][2 * WORLD_PATH_BYTES];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof(*paths), "%s/%s", world->folder, name);
    return path;
}

/** Write a file in one of its versions, or remove it. */
static void
put_file(const struct world *world, int file, int version)
{
    char name[64];
    name_file(file, name);
    const char *path = path_in(world, name);
    if (version == WORLD_ABSENT) {
        unlink(path);
        return;
    }
    const bool is_vtt = strstr(name, ".vtt") != NULL;
    const char point = is_vtt ? '.' : ',';
    FILE *out = fopen(path, "w");
    if (!out) {
        give_up(path);
    }
    fputs(is_vtt ? "WEBVTT\n\n" : "", out);
    for (int i = 0; i < n_lines_of(file, version); i++) {
        char text[128];
        write_line(file, version, i, text);
        fprintf(out, "%d\n00:00:%02d%c000 --> 00:00:%02d%c000\n", i + 1, 2 * i,
                point, 2 * i + 2, point);
        fprintf(out, "%s%s\n\n", is_vtt ? "<v Somebody>" : "", text);
    }
    if (fclose(out) != 0) {
        give_up(path);
    }
    /* A new version must not look like the old one. */
    const struct timespec times[2] = {{1700000000 + version, 0},
                                      {1700000000 + version, 0}};
    if (utimensat(AT_FDCWD, path, times, 0) < 0) {
        give_up(path);
    }
}

void
world_make(struct world *world, const char *parent, int n_more)
{
    *world = (struct world){.n_files = N_CAST + n_more};
    snprintf(world->folder, sizeof(world->folder), "%s/quoth-fault-XXXXXX",
             parent);
    if (!mkdtemp(world->folder)) {
        give_up(world->folder);
    }
    snprintf(world->archive, sizeof(world->archive), "%.*s/archive.db",
             WORLD_PATH_BYTES - 16, world->folder);
    snprintf(world->backup, sizeof(world->backup), "%.*s/backup.db",
             WORLD_PATH_BYTES - 16, world->folder);
    world->state = &world->own_state;
    if (mkdir(path_in(world, "a"), 0700) < 0 ||
        mkdir(path_in(world, "b"), 0700) < 0) {
        give_up(world->folder);
    }
    world_reset(world);
}

void
remove_archive(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char name[2 * WORLD_PATH_BYTES];
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        unlink(name);
    }
}

/** Remove what a backup that ended early left.  Returns how many. */
static int
remove_parts(const struct world *world)
{
    int n = 0;
    DIR *folder = opendir(world->folder);
    if (!folder) {
        give_up(world->folder);
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strstr(entry->d_name, ".part-")) {
            n += unlink(path_in(world, entry->d_name)) == 0;
        }
    }
    closedir(folder);
    return n;
}

/** Remove what the stages made. */
static void
remove_archives(struct world *world)
{
    world_close(world);
    remove_archive(world->archive);
    remove_archive(world->backup);
    remove_parts(world);
}

void
world_remove(struct world *world)
{
    remove_archives(world);
    for (int i = 0; i < world->n_files; i++) {
        put_file(world, i, WORLD_ABSENT);
    }
    rmdir(path_in(world, "a"));
    rmdir(path_in(world, "b"));
    rmdir(world->folder);
}

void
world_reset(struct world *world)
{
    remove_archives(world);
    memset(world->state->before, WORLD_ABSENT, sizeof(world->state->before));
    memset(world->state->after, WORLD_ABSENT, sizeof(world->state->after));
    world->state->stage = 0;
    for (int i = 0; i < world->n_files; i++) {
        put_file(world, i,
                 version_after(i, 1) > version_after(i, 2)
                     ? version_after(i, 1)
                     : version_after(i, 2));
    }
}

/** Write the state down, where that is wanted. */
static void
note(const struct world *world)
{
    if (world->takes_notes) {
        vfs_note(world->state, sizeof(*world->state));
    }
}

/** The number of a file by its absolute path; n_files for a stranger. */
static int
find_file(const struct world *world, const char *path)
{
    const size_t n = strlen(world->folder);
    int file = 0;
    for (; file < world->n_files; file++) {
        char name[64];
        name_file(file, name);
        if (strncmp(path, world->folder, n) == 0 && path[n] == '/' &&
            strcmp(path + n + 1, name) == 0) {
            break;
        }
    }
    return file;
}

/** Take what the library tells: that file is as after the stage. */
static void
on_file(void *context, const struct quoth_file *file)
{
    struct world *world = context;
    const int i = find_file(world, file->path);
    if (i < world->n_files) {
        world->state->before[i] = world->state->after[i];
        note(world);
    }
}

/** Index a folder. */
static enum quoth_status
index_folder(struct world *world, const char *name)
{
    const char *root = path_in(world, name);
    const struct quoth_index_options options = {
        .roots = &root,
        .n_roots = 1,
        .n_threads = 1,
        .on_file = on_file,
        .context = world,
    };
    return quoth_index(world->handle, &options, NULL, &world->error);
}

/** Receive the number of the recording to forget. */
static bool
take_number(void *context, const struct quoth_recording *recording)
{
    if (strstr(recording->path, "/b/engine.srt")) {
        snprintf(context, 32, "%" PRId64, recording->id);
    }
    return true;
}

/** Forget b/engine.srt, unless an earlier attempt did. */
static enum quoth_status
forget_one(struct world *world)
{
    char number[32] = "";
    const enum quoth_status status = quoth_list_recordings(
        world->handle, take_number, number, &world->error);
    return status == QUOTH_OK && number[0]
               ? quoth_forget(world->handle, number, NULL, &world->error)
               : status;
}

/** Back the archive up, over what an earlier attempt made. */
static enum quoth_status
back_up(struct world *world)
{
    const struct quoth_backup_options options = {.path = world->backup,
                                                 .may_replace = true};
    return quoth_backup(world->handle, &options, NULL, &world->error);
}

/** Open the archive, and make it. */
static enum quoth_status
open_archive(struct world *world)
{
    const struct quoth_open_options options = {
        .path = world->archive, .is_writable = true, .busy_ms = 100};
    return quoth_open(&options, &world->handle, &world->error);
}

/** Run one stage. */
static enum quoth_status
run_stage(struct world *world, int stage)
{
    switch (stage) {
    case 0:
        return world->handle ? QUOTH_OK : open_archive(world);
    case 1:
    case 3:
        return index_folder(world, "a");
    case 4:
        return forget_one(world);
    case 6:
        return quoth_rebuild(world->handle, NULL, NULL, &world->error);
    case 7:
        return back_up(world);
    default:
        return index_folder(world, "b");
    }
}

enum quoth_status
world_run(struct world *world, int n_stages)
{
    enum quoth_status status = QUOTH_OK;
    if (!world->handle && world->state->stage > 0) {
        status = open_archive(world);
    }
    while (status == QUOTH_OK && world->state->stage < n_stages) {
        struct world_state *state = world->state;
        const int stage = state->stage;
        for (int i = 0; i < world->n_files; i++) {
            const int version = version_after(i, stage);
            /* What was forgotten stays in its folder. */
            if (stage > 2 && stage != 4 && version != state->after[i]) {
                put_file(world, i, version);
            }
            state->after[i] = (int8_t)version;
        }
        note(world);
        status = run_stage(world, stage);
        if (status == QUOTH_OK) {
            memcpy(state->before, state->after, sizeof(state->before));
            state->stage++;
            note(world);
        }
    }
    return status;
}

void
world_close(struct world *world)
{
    quoth_close(world->handle);
    world->handle = NULL;
}

/** A check under way. */
struct checking {
    const struct world *world;
    struct quoth *archive;
    int8_t found[WORLD_FILES_MAX];
    enum world_verdict verdict;
    char *why;
};

/** Note the first thing that is wrong. */
static void
blame(struct checking *checking, enum world_verdict verdict, const char *what,
      const char *more)
{
    if (checking->verdict == WORLD_SOUND) {
        checking->verdict = verdict;
        snprintf(checking->why, 256, "%s: %.180s", what, more);
    }
}

/** Whether an excerpt is a version of a file, whole. */
static bool
is_version(const struct quoth_excerpt *excerpt, int file, int version)
{
    bool is_it = excerpt->n_segments == (size_t)n_lines_of(file, version) &&
                 excerpt->recording->n_segments == (int64_t)excerpt->n_segments;
    for (size_t i = 0; is_it && i < excerpt->n_segments; i++) {
        const struct quoth_segment *segment = &excerpt->segments[i];
        char text[128];
        write_line(file, version, (int)i, text);
        is_it = segment->start_ms == (int64_t)i * 2000 &&
                segment->end_ms == (int64_t)i * 2000 + 2000 &&
                segment->is_marker == (i == 2) &&
                strcmp(segment->text, text) == 0;
    }
    return is_it;
}

/** Find out which version of its file a recording is. */
static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    struct checking *checking = context;
    const int file = find_file(checking->world, recording->path);
    char ref[32];
    struct quoth_excerpt *excerpt;
    struct quoth_error error;
    snprintf(ref, sizeof(ref), "%" PRId64, recording->id);
    const struct quoth_show_options options = {.ref = ref};
    if (file == checking->world->n_files) {
        blame(checking, WORLD_PARTIAL, "an unknown recording", recording->path);
    } else if (quoth_show(checking->archive, &options, &excerpt, &error) !=
               QUOTH_OK) {
        blame(checking, WORLD_UNSOUND, "showing", error.text);
    } else {
        int8_t version = 1;
        while (version >= 0 && !is_version(excerpt, file, version)) {
            version--;
        }
        if (version < 0 || checking->found[file] != WORLD_ABSENT) {
            blame(checking, WORLD_PARTIAL, "no version", recording->path);
        }
        checking->found[file] = version;
        quoth_excerpt_free(excerpt);
    }
    return true;
}

/** Take a problem that quoth_check() tells. */
static void
take_problem(void *context, const struct quoth_problem *problem)
{
    blame(context, WORLD_UNSOUND, "checking", problem->what);
}

/** Compare what was found with what must be there. */
static void
compare(struct checking *checking)
{
    const struct world_state *state = checking->world->state;
    for (int i = 0; i < checking->world->n_files; i++) {
        char name[64];
        name_file(i, name);
        if (checking->found[i] != state->before[i] &&
            checking->found[i] != state->after[i]) {
            blame(checking, WORLD_LOST, "neither as told nor as to come", name);
        }
    }
}

/** Whether nothing was told yet. */
static bool
is_empty(const struct world *world)
{
    for (int i = 0; i < world->n_files; i++) {
        if (world->state->before[i] != WORLD_ABSENT) {
            return false;
        }
    }
    return true;
}

/** Open as the case demands.  A hot journal, which there is only while the
 * archive is made, needs a writer: then a reader may refuse. */
static enum quoth_status
open_to_check(const char *path, bool is_writable, struct quoth **archive,
              struct quoth_error *error)
{
    struct quoth_open_options options = {
        .path = path, .is_writable = is_writable, .busy_ms = 100};
    enum quoth_status status = quoth_open(&options, archive, error);
    if (status != QUOTH_OK && !is_writable) {
        options.is_writable = true;
        status = status == QUOTH_READ_ONLY || status == QUOTH_IO
                     ? quoth_open(&options, archive, error)
                     : status;
    }
    return status;
}

enum world_verdict
world_check(const struct world *world, const char *path, bool opens_to_write,
            char why[256])
{
    struct checking checking = {.world = world, .why = why};
    struct quoth_error error = {.status = QUOTH_OK};
    why[0] = '\0';
    memset(checking.found, WORLD_ABSENT, sizeof(checking.found));
    const enum quoth_status status =
        open_to_check(path, opens_to_write, &checking.archive, &error);
    if (status != QUOTH_OK) {
        const bool is_none =
            status == QUOTH_NOT_FOUND || status == QUOTH_NOT_AN_ARCHIVE;
        if (is_none && !opens_to_write && world->state->stage == 0) {
            return WORLD_NOT_THERE;
        }
        snprintf(why, 256, "opening: %.200s", error.text);
        return is_none && !is_empty(world) ? WORLD_LOST : WORLD_UNSOUND;
    }
    if (quoth_list_recordings(checking.archive, take_recording, &checking,
                              &error) != QUOTH_OK) {
        blame(&checking, WORLD_UNSOUND, "listing", error.text);
    }
    compare(&checking);
    const enum quoth_status checked =
        quoth_check(checking.archive, true, take_problem, &checking, &error);
    if (checked != QUOTH_OK) {
        blame(&checking, WORLD_UNSOUND, "checking", error.text);
    }
    quoth_close(checking.archive);
    return checking.verdict;
}

enum world_verdict
world_check_backup(const struct world *world, bool has_ended, char why[256])
{
    const int n_parts = remove_parts(world);
    if (has_ended && n_parts > 0) {
        snprintf(why, 256, "half a backup was left");
        return WORLD_PARTIAL;
    }
    if (access(world->backup, F_OK) == 0) {
        return world_check(world, world->backup, false, why);
    }
    snprintf(why, 256, "there is no backup");
    return world->state->stage == WORLD_STAGES ? WORLD_LOST : WORLD_NOT_THERE;
}

const char *
world_verdict_name(enum world_verdict verdict)
{
    static const char *const names[] = {"sound", "lost", "partial", "unsound",
                                        "not there"};
    return names[verdict];
}

uint64_t
next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t
random_below(uint64_t *seed, uint64_t n)
{
    return next_random(seed) % n;
}

int64_t
number_of(const char *text)
{
    char *end;
    const long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || number < 0) {
        fprintf(stderr, "`%s` is no number\n", text);
        exit(EXIT_FAILURE);
    }
    return number;
}

void
copy_file(const char *from, const char *to)
{
    char bytes[64 * 1024];
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    size_t n = 0;
    bool is_done = in && out;
    while (is_done && (n = fread(bytes, 1, sizeof(bytes), in)) > 0) {
        is_done = fwrite(bytes, 1, n, out) == n;
    }
    if (!is_done || ferror(in) || fclose(in) != 0 || fclose(out) != 0) {
        give_up(to);
    }
}

const char *
world_place(void)
{
    const char *place = getenv("TMPDIR");
    if (place) {
        return place;
    }
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}
