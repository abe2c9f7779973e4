/*
 * file.c - reading files that may be anything and may change meanwhile.
 *
 * Owns opening with care (no waiting for a fifo's writer, no following of a
 * last symbolic link, no terminal that takes us over), the limit, and
 * telling whether a file stood still while it was read.  What the bytes
 * mean, and which files are worth reading, is for others.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CHUNK_BYTES = 64 * 1024,
    MIB = 1024 * 1024,
    ATTEMPTS = 2,
};

/** What fstat() says of size and time. */
static struct file_stamp
stamp_of(const struct stat *facts)
{
    return (struct file_stamp){
        .size_bytes = facts->st_size,
        .mtime_ns = (int64_t)facts->st_mtim.tv_sec * 1000000000 +
                    facts->st_mtim.tv_nsec,
    };
}

/** Refuse a file for its size, naming the limit. */
static enum status
refuse_size(size_t limit, struct error *error)
{
    if (limit % MIB == 0) {
        return error_set(error, ST_TOO_LARGE,
                         "larger than the limit of %zu MiB", limit / MIB);
    }
    return error_set(error, ST_TOO_LARGE, "larger than the limit of %zu bytes",
                     limit);
}

/** Make room for `wanted` more bytes, or what the limit leaves of them. */
static enum status
make_room(struct buffer *content, size_t wanted, struct error *error)
{
    const size_t left = content->limit - content->size;
    if (!buffer_reserve(content, wanted < left ? wanted : left)) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return ST_OK;
}

/** read(), again when a signal came between. */
static ssize_t
read_some(int fd, void *bytes, size_t size)
{
    ssize_t n;
    do {
        n = read(fd, bytes, size);
    } while (n < 0 && errno == EINTR);
    return n;
}

/** Read from where the file stands up to its end. */
static enum status
read_to_end(int fd, struct buffer *content, struct error *error)
{
    for (;;) {
        /* Behind the limit one byte more tells a file of exactly that size
         * from a larger one. */
        char probe;
        const bool is_full = content->size == content->limit;
        if (!is_full && content->size == content->capacity) {
            TRY(make_room(content, CHUNK_BYTES, error));
        }
        const ssize_t n = is_full
                              ? read_some(fd, &probe, 1)
                              : read_some(fd, content->data + content->size,
                                          content->capacity - content->size);
        if (n < 0) {
            return error_system(error, errno, "can not read", NULL);
        }
        if (n == 0) {
            return ST_OK;
        }
        if (is_full) {
            return refuse_size(content->limit, error);
        }
        content->size += (size_t)n;
    }
}

/**
 * Read all of a file from its beginning; ST_CHANGED where it changed
 * meanwhile.  A size of 0 says nothing: files of /proc have it.
 */
static enum status
read_once(int fd, struct buffer *content, struct file_stamp *stamp,
          struct error *error)
{
    struct stat before;
    struct stat after;
    buffer_clear(content);
    if (fstat(fd, &before) < 0) {
        return error_system(error, errno, "can not read", NULL);
    }
    if (!S_ISREG(before.st_mode)) {
        return error_set(error, ST_NOT_A_FILE, "not a regular file");
    }
    if (lseek(fd, 0, SEEK_SET) < 0) {
        return error_system(error, errno, "can not read", NULL);
    }
    if ((uint64_t)before.st_size > content->limit) {
        return refuse_size(content->limit, error);
    }
    /* One byte more than there should be saves growing for the read that
     * finds the end. */
    TRY(make_room(content, (size_t)before.st_size + 1, error));
    TRY(read_to_end(fd, content, error));
    if (fstat(fd, &after) < 0) {
        return error_system(error, errno, "can not read", NULL);
    }
    const struct file_stamp first = stamp_of(&before);
    *stamp = stamp_of(&after);
    if (first.size_bytes != stamp->size_bytes ||
        first.mtime_ns != stamp->mtime_ns ||
        (stamp->size_bytes != 0 &&
         (uint64_t)stamp->size_bytes != content->size)) {
        return error_set(error, ST_CHANGED, "changed while it was read");
    }
    return ST_OK;
}

/** Open for reading, without waiting for anybody. */
static enum status
open_file(const char *path, int *fd, struct error *error)
{
    *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    if (*fd >= 0) {
        return ST_OK;
    }
    switch (errno) {
    case ELOOP:
        return error_set(error, ST_NOT_A_FILE,
                         "a symbolic link, which is not followed");
    case ENXIO: /* a socket, or a device that is not there */
    case ENODEV:
        return error_set(error, ST_NOT_A_FILE, "not a regular file");
    default:
        return error_system(error, errno, "can not open", NULL);
    }
}

/** Read the beginning of an open file, as much as the limit allows. */
static enum status
read_front(int fd, struct buffer *content, struct error *error)
{
    struct stat facts;
    if (fstat(fd, &facts) < 0) {
        return error_system(error, errno, "can not read", NULL);
    }
    if (!S_ISREG(facts.st_mode)) {
        return error_set(error, ST_NOT_A_FILE, "not a regular file");
    }
    TRY(make_room(content, content->limit, error));
    while (content->size < content->limit) {
        const ssize_t n = read_some(fd, content->data + content->size,
                                    content->limit - content->size);
        if (n < 0) {
            return error_system(error, errno, "can not read", NULL);
        }
        if (n == 0) {
            break;
        }
        content->size += (size_t)n;
    }
    return ST_OK;
}

enum status
file_read_front(const char *path, struct buffer *content, struct error *error)
{
    int fd;
    buffer_clear(content);
    enum status status = open_file(path, &fd, error);
    if (status == ST_OK) {
        status = read_front(fd, content, error);
        close(fd);
    }
    if (status != ST_OK) {
        buffer_clear(content);
        error_set_path(error, path);
    }
    return status;
}

enum status
file_read(const char *path, struct buffer *content, struct file_stamp *stamp,
          struct error *error)
{
    int fd;
    struct file_stamp found;
    buffer_clear(content);
    enum status status = open_file(path, &fd, error);
    if (status == ST_OK) {
        status = ST_CHANGED;
        for (int i = 0; i < ATTEMPTS && status == ST_CHANGED; i++) {
            status = read_once(fd, content, &found, error);
        }
        close(fd);
    }
    if (status != ST_OK) {
        buffer_clear(content);
        error_set_path(error, path);
        return status;
    }
    *stamp = found;
    return ST_OK;
}
