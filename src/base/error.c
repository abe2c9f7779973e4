/*
 * error.c - names of statuses, and filling the error record.
 *
 * Owns the permanent names and what an errno means for a caller.  SQLite's
 * codes are the store's, and printing is the command's.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    enum status status;
    const char *name;
} status_names[] = {
    {ST_OK, "ok"},
    {ST_NOT_FOUND, "not-found"},
    {ST_PARTIAL, "partial"},
    {ST_INTERRUPTED, "interrupted"},
    {ST_NO_MEMORY, "no-memory"},
    {ST_BAD_ARGUMENT, "bad-argument"},
    {ST_IO, "io"},
    {ST_DISK_FULL, "disk-full"},
    {ST_BUSY, "busy"},
    {ST_READ_ONLY, "read-only"},
    {ST_NOT_AN_ARCHIVE, "not-an-archive"},
    {ST_NEWER_ARCHIVE, "newer-archive"},
    {ST_DAMAGED, "damaged"},
    {ST_TOO_SLOW, "too-slow"},
    {ST_INTERNAL, "internal"},
    {ST_EMPTY, "empty"},
    {ST_NOT_A_TRANSCRIPT, "not-a-transcript"},
    {ST_TOO_LARGE, "too-large"},
    {ST_LINE_TOO_LONG, "line-too-long"},
    {ST_TOO_MANY_SEGMENTS, "too-many-segments"},
    {ST_BAD_TIME, "bad-time"},
    {ST_BACKWARDS, "backwards"},
    {ST_BAD_UTF8, "bad-utf8"},
    {ST_BAD_SYNTAX, "bad-syntax"},
    {ST_TRUNCATED, "truncated"},
    {ST_UNREADABLE, "unreadable"},
    {ST_CHANGED, "changed"},
    {ST_NOT_A_FILE, "not-a-file"},
    {ST_NO_SPEECH, "no-speech"},
};

const char *
status_name(enum status status)
{
    const size_t n = sizeof(status_names) / sizeof(*status_names);
    for (size_t i = 0; i < n; i++) {
        if (status_names[i].status == status) {
            return status_names[i].name;
        }
    }
    return "unknown";
}

enum status
status_by_name(struct slice name)
{
    const size_t n = sizeof(status_names) / sizeof(*status_names);
    for (size_t i = 0; i < n; i++) {
        if (slice_equal(name, slice_of(status_names[i].name))) {
            return status_names[i].status;
        }
    }
    return ST_OK;
}

enum status
error_set(struct error *error, enum status status, const char *format, ...)
{
    if (!error) {
        return status;
    }
    *error = (struct error){.status = status};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
    return status;
}

/** What an errno means for the caller. */
static enum status
status_of_errno(int number)
{
    switch (number) {
    case ENOMEM:
        return ST_NO_MEMORY;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ST_DISK_FULL;
    case ENOENT:
    case ENOTDIR:
        return ST_NOT_FOUND;
    case EACCES:
    case EPERM:
        return ST_UNREADABLE;
    case EROFS:
        return ST_READ_ONLY;
    default:
        return ST_IO;
    }
}

enum status
error_system(struct error *error, int number, const char *what,
             const char *path)
{
    char reason[128];
    const char *text = strerror_r(number, reason, sizeof(reason));
    const enum status status = status_of_errno(number);
    error_set(error, status, "%s: %s", what, text);
    error_set_path(error, path);
    return status;
}

void
error_set_path(struct error *error, const char *path)
{
    if (error && path) {
        snprintf(error->path, sizeof(error->path), "%s", path);
    }
}
