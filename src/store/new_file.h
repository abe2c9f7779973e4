/*
 * new_file.h - a file that is there whole, or not at all.
 *
 * It is written under another name beside its place, in a folder that is the
 * same file system, and gets its own name when it is on the disk.
 */
#ifndef QUOTH_STORE_NEW_FILE_H
#define QUOTH_STORE_NEW_FILE_H

#include "base/error.h"

#include <stdbool.h>

struct new_file {
    char *path;    /**< where it goes */
    char *written; /**< where it is until then; NULL once it is there */
    int fd;        /**< of what is written, or -1 */
    bool replaces; /**< there is a file in its place, which goes */
};

/**
 * Begin an archive's file at `path`, empty as yet.
 *
 * A file in its place is left alone unless it is empty, or `may_replace` is
 * true and it is an archive.  ST_BAD_ARGUMENT where that forbids it, where
 * `path` is no file, or where a log of another database lies beside it; else
 * ST_OK, ST_NOT_FOUND for a folder that is not there, or what the system says.
 * End with new_file_finish().
 */
enum status new_file_begin(struct new_file *file, const char *path,
                           bool may_replace, struct error *error);

/** Sync it and give it its name.  ST_IO may also mean that it has its name, and
 * may lose it when the power fails. */
enum status new_file_keep(struct new_file *file, struct error *error);

/** Free; what was not kept is removed. */
void new_file_finish(struct new_file *file);

#endif
