/*
 * error.h - statuses, and the record that carries the details of a failure.
 *
 * The numbers are those of enum quoth_status in the public header, which the
 * lower layers do not see; src/api/archive.c asserts that they agree.
 */
#ifndef QUOTH_BASE_ERROR_H
#define QUOTH_BASE_ERROR_H

#include "base/slice.h"

#include <stdint.h>

enum status {
    ST_OK = 0,
    ST_NOT_FOUND = 1,
    ST_PARTIAL = 2,
    ST_INTERRUPTED = 3,
    ST_NO_MEMORY = 10,
    ST_BAD_ARGUMENT = 11,
    ST_IO = 12,
    ST_DISK_FULL = 13,
    ST_BUSY = 14,
    ST_READ_ONLY = 15,
    ST_NOT_AN_ARCHIVE = 16,
    ST_NEWER_ARCHIVE = 17,
    ST_DAMAGED = 18,
    ST_TOO_SLOW = 19,
    ST_INTERNAL = 20,
    ST_EMPTY = 30,
    ST_NOT_A_TRANSCRIPT = 31,
    ST_TOO_LARGE = 32,
    ST_LINE_TOO_LONG = 33,
    ST_TOO_MANY_SEGMENTS = 34,
    ST_BAD_TIME = 35,
    ST_BACKWARDS = 36,
    ST_BAD_UTF8 = 37,
    ST_BAD_SYNTAX = 38,
    ST_TRUNCATED = 39,
    ST_UNREADABLE = 40,
    ST_CHANGED = 41,
    ST_NOT_A_FILE = 42,
    ST_NO_SPEECH = 43,
};

/** Details of a failure; owned by the caller, may be passed as NULL. */
struct error {
    enum status status;
    int64_t line;
    int64_t column;
    char path[1024];
    char text[512];
};

/** Return early from a function that has nothing to clean up. */
#define TRY(expression)                                                        \
    do {                                                                       \
        const enum status try_status_ = (expression);                          \
        if (try_status_ != ST_OK) {                                            \
            return try_status_;                                                \
        }                                                                      \
    } while (0)

/** The permanent name of a status; "unknown" for a number that is none. */
const char *status_name(enum status status);

/** The status of that permanent name; ST_OK for a name that is none. */
enum status status_by_name(struct slice name);

/**
 * Fill `error`, when not NULL, with a status and a formatted sentence, no
 * place, and return the status.
 */
enum status error_set(struct error *error, enum status status,
                      const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** As error_set() for a failed system call on `path` (may be NULL): the
 * sentence is `what` and the meaning of `number`, an errno. */
enum status error_system(struct error *error, int number, const char *what,
                         const char *path);

/** Add the path of the file concerned, cut where it is too long. */
void error_set_path(struct error *error, const char *path);

#endif
