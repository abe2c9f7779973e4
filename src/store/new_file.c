/*
 * Looking at what is in the way, a temporary name, sync, rename, sync of the
 * folder.
 */
#include "store/new_file.h"

#include "base/buffer.h"
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/** Where application_id is in the header of an SQLite file, big-endian
 * (sqlite.org/fileformat.html). */
enum { HEADER_BYTES = 100, APPLICATION_ID_AT = 68 };

/** A path with something behind it; NULL without memory. */
static char *
append(const char *path, const char *end)
{
    char *text;
    return asprintf(&text, "%s%s", path, end) < 0 ? NULL : text;
}

/** Whether a file is an archive, by its header. */
static bool
is_archive(const char *path)
{
    unsigned char header[HEADER_BYTES];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const ssize_t n = fd < 0 ? -1 : read(fd, header, sizeof(header));
    if (fd >= 0) {
        close(fd);
    }
    const unsigned char *at = header + APPLICATION_ID_AT;
    return n == HEADER_BYTES && !memcmp(header, "SQLite format 3", 16) &&
           ((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
            (uint32_t)at[2] << 8 | at[3]) == ARCHIVE_APPLICATION_ID;
}

/** Refuse a place for a file. */
static enum status
refuse(struct error *error, const char *path, const char *why)
{
    error_set(error, ST_BAD_ARGUMENT, "%s", why);
    error_set_path(error, path);
    return ST_BAD_ARGUMENT;
}

/** See that no log lies beside a place: SQLite would read it into what comes
 * there. */
static enum status
check_beside(const char *path, struct error *error)
{
    static const char *const ends[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        struct stat facts;
        char *name = append(path, ends[i]);
        if (!name) {
            return error_set(error, ST_NO_MEMORY, "out of memory");
        }
        const bool is_there = stat(name, &facts) == 0 && facts.st_size > 0;
        free(name);
        if (is_there) {
            return refuse(error, path,
                          "a database of that name is in use, or was not "
                          "closed: its log lies beside it");
        }
    }
    return ST_OK;
}

/** Whether another process writes to the archive in a file's place. */
static bool
is_locked(const char *path)
{
    char *name = append(path, "-lock");
    const int lock = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    const bool is_held =
        lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
    if (lock >= 0) {
        close(lock);
    }
    free(name);
    return is_held;
}

/** See what is in a file's place. */
static enum status
check_place(struct new_file *file, bool may_replace, struct error *error)
{
    struct stat facts;
    if (lstat(file->path, &facts) < 0) {
        return errno == ENOENT
                   ? check_beside(file->path, error)
                   : error_system(error, errno, "looking at", file->path);
    }
    file->replaces = true;
    if (S_ISDIR(facts.st_mode)) {
        return refuse(error, file->path, "a folder, where a file is wanted");
    }
    if (!S_ISREG(facts.st_mode)) {
        return refuse(error, file->path,
                      "a link or device, where a file is wanted");
    }
    if (facts.st_size > 0 && !may_replace) {
        return refuse(error, file->path, "there is a file of that name");
    }
    if (facts.st_size > 0 && !is_archive(file->path)) {
        return refuse(error, file->path,
                      "there is a file of that name that is no archive");
    }
    if (is_locked(file->path)) {
        return refuse(error, file->path,
                      "another process is writing to the archive of that name");
    }
    return check_beside(file->path, error);
}

enum status
new_file_begin(struct new_file *file, const char *path, bool may_replace,
               struct error *error)
{
    *file = (struct new_file){.path = strdup(path), .fd = -1};
    if (!file->path) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    TRY(check_place(file, may_replace, error));
    char *name = append(path, ".part-XXXXXX");
    if (!name) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    file->fd = mkostemp(name, O_CLOEXEC);
    if (file->fd < 0) {
        const int number = errno;
        free(name);
        const enum status status =
            error_system(error, number, "making the file", path);
        return status == ST_UNREADABLE ? ST_READ_ONLY : status;
    }
    file->written = name;
    return ST_OK;
}

/** Open the folder of a path, to be synced. */
static enum status
open_folder(const char *path, int *fd, struct error *error)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!folder) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const enum status status =
        *fd < 0 ? error_system(error, errno, "opening the folder", folder)
                : ST_OK;
    free(folder);
    return status;
}

/** Give a file its name; another file is only replaced where that was said.
 * File systems that can not promise this get an ordinary rename. */
static int
rename_file(const struct new_file *file)
{
    if (!file->replaces) {
        if (renameat2(AT_FDCWD, file->written, AT_FDCWD, file->path,
                      RENAME_NOREPLACE) == 0) {
            return 0;
        }
        if (errno != EINVAL && errno != ENOSYS) {
            return -1;
        }
    }
    return rename(file->written, file->path);
}

/** Give a file its name, and sync the folder so that it keeps it. */
static enum status
put_in_place(struct new_file *file, int folder, struct error *error)
{
    if (rename_file(file) < 0) {
        return errno == EEXIST
                   ? refuse(error, file->path, "there is a file of that name")
                   : error_system(error, errno, "naming", file->path);
    }
    free(file->written);
    file->written = NULL;
    /* Some file systems can not sync a folder, and say so by EINVAL. */
    return fsync(folder) < 0 && errno != EINVAL
               ? error_system(error, errno, "syncing the folder of", file->path)
               : ST_OK;
}

enum status
new_file_keep(struct new_file *file, struct error *error)
{
    int folder = -1;
    if (fsync(file->fd) < 0) {
        return error_system(error, errno, "syncing", file->path);
    }
    /* Before it has its name: afterwards little may go wrong. */
    TRY(open_folder(file->path, &folder, error));
    const enum status status = put_in_place(file, folder, error);
    close(folder);
    return status;
}

void
new_file_finish(struct new_file *file)
{
    if (file->fd >= 0) {
        close(file->fd);
    }
    if (file->written) {
        unlink(file->written);
    }
    free(file->written);
    free(file->path);
    *file = (struct new_file){.fd = -1};
}
