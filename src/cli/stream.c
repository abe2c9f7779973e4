/*
 * stream.c - writing to standard output and standard error.
 *
 * Owns partial writes, interrupted ones and what becomes of a failed one.
 * Leaves the exit status to main.c.
 */
#include "cli/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/** Pending bytes above which a record's end is worth a system call. */
enum { SETTLE_BYTES = 1 << 16 };

void
stream_init(struct stream *stream, int fd)
{
    *stream = (struct stream){.fd = fd};
    buffer_init(&stream->pending, STREAM_LIMIT);
}

void
stream_finish(struct stream *stream)
{
    buffer_finish(&stream->pending);
}

void
stream_settle(struct stream *stream)
{
    if (stream->pending.size >= SETTLE_BYTES || stream->pending.has_failed) {
        stream_flush(stream);
    }
}

bool
stream_flush(struct stream *stream)
{
    struct buffer *pending = &stream->pending;
    if (!stream->error && pending->has_failed) {
        stream->error = ENOMEM;
    }
    if (!stream->error) {
        stream->error = stream_write(stream->fd, pending->data, pending->size);
    }
    buffer_clear(pending);
    return !stream->error;
}

/** Wait until a descriptor that somebody made non-blocking takes more. */
static void
wait_for_room(int fd)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    poll(&room, 1, -1);
}

int
stream_write(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, data, size);
        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_for_room(fd);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

bool
stream_guard_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) {
            continue;
        }
        /* The wrong direction on purpose: using it is still an error. */
        const int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (open("/dev/null", mode) != fd) {
            return false;
        }
    }
    return true;
}
