/*
 * An archive of the corpus for targets that need one.  Made by the public
 * calls; in the folder that TMPDIR names, which should be in memory.
 */
#include "small_archive.h"

#include "quoth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[4096];
static char path[sizeof(folder) + 16];
static pid_t owner;

/** Remove the folder, in the process that made it. */
static void
remove_folder(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    if (getpid() != owner) {
        return;
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char name[sizeof(path) + 8];
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(folder);
}

/** End the program. */
static _Noreturn void
give_up(const char *what)
{
    fprintf(stderr, "no archive to try: %s\n", what);
    exit(EXIT_FAILURE);
}

const char *
small_archive_make(void)
{
    const char *corpus = getenv("QUOTH_CORPUS");
    const char *place = getenv("TMPDIR");
    if (!corpus) {
        give_up("QUOTH_CORPUS does not say where the corpus is");
    }
    snprintf(folder, sizeof(folder), "%s/quoth-fuzz-XXXXXX",
             place ? place : "/tmp");
    if (!mkdtemp(folder)) {
        give_up("no temporary folder can be made");
    }
    snprintf(path, sizeof(path), "%s/small.db", folder);
    owner = getpid();
    atexit(remove_folder);
    const struct quoth_open_options where = {.path = path, .is_writable = true};
    const struct quoth_index_options what = {
        .roots = &corpus, .n_roots = 1, .n_threads = 1};
    struct quoth *archive;
    struct quoth_error error;
    if (quoth_open(&where, &archive, &error) != QUOTH_OK ||
        quoth_index(archive, &what, NULL, &error) != QUOTH_OK) {
        give_up(error.text);
    }
    quoth_close(archive);
    return path;
}
