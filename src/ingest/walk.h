/*
 * walk.h - the files below a folder, in a stable order.
 *
 * Names that begin with a dot are passed over, symbolic links are not
 * followed, and what is no regular file is told as such.
 */
#ifndef QUOTH_INGEST_WALK_H
#define QUOTH_INGEST_WALK_H

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/slice.h"

#include <stddef.h>

/** A name found below the root. */
struct found_file {
    const char *path; /**< from the root; lives as long as the found */
    struct file_stamp stamp;
    enum status code;   /**< ST_OK; ST_NOT_A_FILE; for folders that can not be
                             read (all below is unknown), ST_UNREADABLE … */
    const char *reason; /**< for code; static or as path */
};

struct found {
    struct arena arena;
    struct found_file *files; /**< by path, as bytes compare */
    size_t n_files;
    size_t capacity;
    size_t n_closed; /**< names that are or may be unreadable folders */
};

/**
 * Walk over a folder.
 *
 * @param root    an absolute path
 * @param archive the archive's path: it, and what SQLite puts beside it, is
 *                left out wherever it stands
 *
 * Returns ST_OK, also when parts could not be read; ST_NOT_FOUND,
 * ST_UNREADABLE, ST_BAD_ARGUMENT (no folder) for the root itself;
 * ST_NO_MEMORY.  End with found_finish() in any case.
 */
enum status walk(const char *root, const char *archive, struct found *found,
                 struct error *error);

/** The file of that path, or NULL. */
const struct found_file *found_find(const struct found *found,
                                    const char *path);

/** As found_find() of a path without a NUL at its end. */
const struct found_file *found_find_part(const struct found *found,
                                         struct slice path);

void found_finish(struct found *found);

#endif
