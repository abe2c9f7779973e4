/*
 * Walking without recursion: folders to look into wait in a list.
 */
#include "ingest/walk.h"

#include "base/buffer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Identifies a file whatever it is called. */
struct identity {
    dev_t device;
    ino_t inode;
};

/** A walk under way. */
struct walker {
    const char *root;
    struct found *found;
    const char **folders; /**< to be read, paths from the root */
    size_t n_folders;
    size_t capacity;
    struct identity own[4]; /**< the archive and its companions */
    size_t n_own;
};

/** Note which files are the archive's. */
static void
find_own_files(struct walker *walker, const char *archive)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};
    struct buffer path;
    buffer_init(&path, (size_t)64 * 1024);
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
        struct stat facts;
        buffer_clear(&path);
        buffer_print(&path, "%s%s", archive, suffixes[i]);
        buffer_add_byte(&path, '\0');
        if (!path.has_failed && stat(path.data, &facts) == 0) {
            walker->own[walker->n_own++] =
                (struct identity){facts.st_dev, facts.st_ino};
        }
    }
    buffer_finish(&path);
}

/** Whether a file is the archive's. */
static bool
is_own(const struct walker *walker, const struct stat *facts)
{
    for (size_t i = 0; i < walker->n_own; i++) {
        if (walker->own[i].device == facts->st_dev &&
            walker->own[i].inode == facts->st_ino) {
            return true;
        }
    }
    return false;
}

/** Add a name to what was found. */
static bool
add_file(struct found *found, struct found_file file)
{
    if (!file.path || !array_grow(&found->files, &found->capacity,
                                  found->n_files, sizeof(file))) {
        return false;
    }
    found->files[found->n_files++] = file;
    return true;
}

/** Add a folder to those that wait. */
static bool
add_folder(struct walker *walker, const char *path)
{
    if (!path || !array_grow(&walker->folders, &walker->capacity,
                             walker->n_folders, sizeof(path))) {
        return false;
    }
    walker->folders[walker->n_folders++] = path;
    return true;
}

/** The path of a name in a folder, in the arena; NULL without memory. */
static const char *
join(struct found *found, const char *folder, const char *name)
{
    const size_t folder_size = strlen(folder);
    const size_t name_size = strlen(name);
    char *path = arena_new(&found->arena, folder_size + name_size + 2, 1);
    if (path && folder_size > 0) {
        memcpy(path, folder, folder_size);
        path[folder_size] = '/';
        memcpy(path + folder_size + 1, name, name_size);
    } else if (path) {
        memcpy(path, name, name_size);
    }
    return path;
}

/** Add one name of an open folder; false without memory. */
static bool
add_entry(struct walker *walker, int folder_fd, const char *folder,
          const char *name)
{
    struct stat facts;
    struct found_file file = {.path = join(walker->found, folder, name)};
    if (fstatat(folder_fd, name, &facts, AT_SYMLINK_NOFOLLOW) < 0) {
        if (errno == ENOENT) {
            return true;
        }
        /* It may be a folder: what is below it is unknown as well. */
        file.code = ST_UNREADABLE;
        file.reason = "its size and time can not be read";
        walker->found->n_closed++;
    } else if (S_ISDIR(facts.st_mode)) {
        return add_folder(walker, file.path);
    } else if (S_ISLNK(facts.st_mode)) {
        file.code = ST_NOT_A_FILE;
        file.reason = "a symbolic link is not followed";
    } else if (!S_ISREG(facts.st_mode)) {
        file.code = ST_NOT_A_FILE;
        file.reason = "a fifo, socket or device is not read";
    } else if (is_own(walker, &facts)) {
        return true;
    }
    file.stamp = (struct file_stamp){
        facts.st_size,
        (int64_t)facts.st_mtim.tv_sec * 1000000000 + facts.st_mtim.tv_nsec};
    return add_file(walker->found, file);
}

/** Read the names of a folder that is open.  *reason is the errno when the
 * listing broke off: then names are missing and must not count as gone. */
static bool
read_folder(struct walker *walker, DIR *open, const char *folder, int *reason)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(open);
        *reason = errno;
        if (!entry) {
            return true;
        }
        if (entry->d_name[0] != '.' &&
            !add_entry(walker, dirfd(open), folder, entry->d_name)) {
            return false;
        }
    }
}

/** Open a folder below the root; NULL, with errno set, where that fails. */
static DIR *
open_folder(const struct walker *walker, const char *folder)
{
    struct buffer path;
    buffer_init(&path, (size_t)1024 * 1024);
    buffer_print(&path, "%s/%s", walker->root, folder);
    buffer_add_byte(&path, '\0');
    int fd = -1;
    errno = ENOMEM;
    if (!path.has_failed) {
        fd = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
                                 (folder[0] ? O_NOFOLLOW : 0));
    }
    const int reason = errno;
    buffer_finish(&path);
    DIR *opened = fd >= 0 ? fdopendir(fd) : NULL;
    if (fd >= 0 && !opened) {
        close(fd);
    }
    if (fd < 0) {
        errno = reason;
    }
    return opened;
}

/** Note a folder that can not be read. */
static bool
add_unreadable(struct walker *walker, const char *folder, int reason)
{
    struct error error;
    const enum status code =
        error_system(&error, reason, "reading the folder", NULL);
    const struct found_file file = {
        .path = folder,
        .code = code == ST_NOT_FOUND ? ST_UNREADABLE : code,
        .reason = arena_copy(&walker->found->arena, slice_of(error.text)),
    };
    walker->found->n_closed++;
    return file.reason && add_file(walker->found, file);
}

/** Order files by the bytes of their paths. */
static int
compare_files(const void *a, const void *b)
{
    return strcmp(((const struct found_file *)a)->path,
                  ((const struct found_file *)b)->path);
}

/** Read every folder that waits; false without memory. */
static bool
walk_folders(struct walker *walker)
{
    while (walker->n_folders > 0) {
        const char *folder = walker->folders[--walker->n_folders];
        DIR *open = open_folder(walker, folder);
        int reason = open ? 0 : errno;
        const bool is_read =
            !open || read_folder(walker, open, folder, &reason);
        if (open) {
            closedir(open);
        }
        if (!is_read ||
            (reason != 0 && !add_unreadable(walker, folder, reason))) {
            return false;
        }
    }
    return !walker->found->arena.has_failed;
}

/** Whether the root is a folder that can be read. */
static enum status
check_root(const struct walker *walker, struct error *error)
{
    DIR *open = open_folder(walker, "");
    if (!open) {
        const int reason = errno;
        const enum status status =
            error_system(error, reason, "reading the folder", walker->root);
        return reason == ENOTDIR ? ST_BAD_ARGUMENT : status;
    }
    closedir(open);
    return ST_OK;
}

enum status
walk(const char *root, const char *archive, struct found *found,
     struct error *error)
{
    *found = (struct found){0};
    struct walker walker = {.root = root, .found = found};
    TRY(check_root(&walker, error));
    find_own_files(&walker, archive);
    const bool is_done = add_folder(&walker, "") && walk_folders(&walker);
    free(walker.folders);
    if (!is_done) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (found->n_files > 0) {
        qsort(found->files, found->n_files, sizeof(*found->files),
              compare_files);
    }
    return ST_OK;
}

const struct found_file *
found_find_part(const struct found *found, struct slice path)
{
    size_t low = 0;
    size_t high = found->n_files;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct found_file *file = &found->files[middle];
        const int order = strncmp(file->path, path.data, path.size);
        if (order == 0 && file->path[path.size] == '\0') {
            return file;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

const struct found_file *
found_find(const struct found *found, const char *path)
{
    return found_find_part(found, slice_of(path));
}

void
found_finish(struct found *found)
{
    free(found->files);
    arena_finish(&found->arena);
    *found = (struct found){0};
}
