/*
 * file.h - reading files that may be anything and may change meanwhile.
 *
 * Files are opened without blocking and read, never mapped: a fifo does not
 * hang us, and a file that shrinks is a short read, not a signal.
 */
#ifndef QUOTH_BASE_FILE_H
#define QUOTH_BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

/** What identifies a version of a file. */
struct file_stamp {
    int64_t size_bytes;
    int64_t mtime_ns;
};

/**
 * Read a whole regular file into `content`, which is cleared first.
 *
 * @param path    the file; a symbolic link is not followed
 * @param content receives the bytes; its limit is the largest accepted size
 * @param stamp   receives size and time of what was read
 * @param error   receives details of a failure
 *
 * Returns ST_OK; ST_NOT_FOUND, ST_UNREADABLE, ST_IO, ST_NO_MEMORY;
 * ST_NOT_A_FILE for fifos, sockets and devices; ST_TOO_LARGE;
 * ST_CHANGED when it changed twice while it was read.
 */
enum status file_read(const char *path, struct buffer *content,
                      struct file_stamp *stamp, struct error *error);

/**
 * Read the first bytes of a regular file into `content`, which is cleared
 * first: as many as its limit allows.
 *
 * Returns what file_read() does, but for ST_TOO_LARGE and ST_CHANGED.
 */
enum status file_read_front(const char *path, struct buffer *content,
                            struct error *error);

#endif
