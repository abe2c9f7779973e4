/*
 * archive.c - where the archive is.
 *
 * --db, else $QUOTH_DB, else quoth/archive.db in the user's data folder after
 * the XDG Base Directory Specification: $XDG_DATA_HOME where that is an
 * absolute path, else $HOME/.local/share.  Only the folders of that last,
 * default place are made, and only to index.
 */
#include "cli/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/** The most bytes of a path that is put together here. */
#define PATH_LIMIT ((size_t)1 << 20)

/** An environment variable; NULL where it is missing or empty. */
static const char *
environment(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

/** Append the default place; false where there is no home for it. */
static bool
add_default_place(struct buffer *path)
{
    const char *data_home = environment("XDG_DATA_HOME");
    const char *home = environment("HOME");
    if (data_home && data_home[0] == '/') {
        buffer_print(path, "%s/quoth/archive.db", data_home);
    } else if (home) {
        buffer_print(path, "%s/.local/share/quoth/archive.db", home);
    } else {
        return false;
    }
    return true;
}

/** Make the folders that a path leads through, for the user alone; what can
 * not be made shows when the file is opened. */
static void
make_parents(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(path, 0700);
        *at = '/';
    }
}

/** Who waits for which process; 0 while nobody was told. */
struct waiting {
    struct messages *messages;
    int64_t process;
    bool is_told;
};

/** Tell for whom we wait, and wait on. */
static bool
on_wait(void *context, int64_t process)
{
    struct waiting *waiting = context;
    if (waiting->is_told && waiting->process == process) {
        return true;
    }
    waiting->is_told = true;
    waiting->process = process;
    if (process > 0) {
        message(waiting->messages,
                "quoth: waiting for process %" PRId64
                ", which writes to this archive",
                process);
    } else {
        message(waiting->messages, "quoth: waiting for another process, which "
                                   "writes to this archive");
    }
    return true;
}

/** How long to wait for a writer; 0 for as long as is usual. */
static int32_t
busy_ms(const struct settings *settings)
{
    switch (settings->wait_s) {
    case OPTION_UNSET:
        return 0;
    case OPTION_ANY:
        return INT32_MAX;
    default:
        return (int32_t)settings->wait_s * 1000;
    }
}

/** Open the archive at `path`. */
static bool
open_at(struct cli *cli, const char *path)
{
    const struct settings *settings = &cli->arguments.settings;
    struct waiting waiting = {.messages = &cli->messages};
    const enum archive_need need = cli->arguments.command->need;
    if (need != ARCHIVE_MAKE && access(path, F_OK) != 0 && errno == ENOENT) {
        message(&cli->messages,
                "quoth: no archive at %s yet: run `quoth index FOLDER`", path);
        return false;
    }
    const struct quoth_open_options options = {
        .path = path,
        .is_writable = need != ARCHIVE_READ,
        .busy_ms = busy_ms(settings),
        .on_wait = settings->wait_s == OPTION_UNSET ? NULL : on_wait,
        .context = &waiting,
    };
    struct quoth_error error = {0};
    if (quoth_open(&options, &cli->archive, &error) != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return false;
    }
    return true;
}

/** Open the archive at the default place. */
static bool
open_default(struct cli *cli)
{
    struct buffer path;
    bool is_open = false;
    buffer_init(&path, PATH_LIMIT);
    if (!add_default_place(&path)) {
        message(&cli->messages, "quoth: no place for the archive: give --db "
                                "FILE, or set QUOTH_DB or HOME");
        goto done;
    }
    buffer_add_byte(&path, '\0');
    if (path.has_failed) {
        message(&cli->messages, "quoth: the archive's path is too long");
        goto done;
    }
    if (cli->arguments.command->need == ARCHIVE_MAKE) {
        make_parents(path.data);
    }
    is_open = open_at(cli, path.data);
done:
    buffer_finish(&path);
    return is_open;
}

bool
archive_open(struct cli *cli)
{
    const char *path = cli->arguments.settings.archive;
    if (!path) {
        path = environment("QUOTH_DB");
    }
    return path ? open_at(cli, path) : open_default(cli);
}
