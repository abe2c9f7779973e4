/*
 * schema.h - which archive this is, and bringing it to our schema.
 */
#ifndef QUOTH_STORE_SCHEMA_H
#define QUOTH_STORE_SCHEMA_H

#include "store/db.h"

/** A numbered SQL file of the schema folder, embedded by the build. */
struct schema_step {
    int number; /**< from 1 */
    const char *name;
    const char *sql;
};

extern const struct schema_step schema_steps[];
extern const size_t n_schema_steps;

/**
 * See that the file is an archive of a schema we know.
 *
 * Returns ST_OK with the step in *step (0 for a new, empty file);
 * ST_NOT_AN_ARCHIVE or ST_NEWER_ARCHIVE with the file untouched.
 */
enum status schema_recognise(struct db *db, int *step, struct error *error);

/**
 * See that the archive can be read as it is: ST_OK, or ST_READ_ONLY for one
 * of an earlier step, which must be upgraded by a writer first.
 */
enum status schema_check_readable(const struct db *db, int step,
                                  struct error *error);

/**
 * Run the steps that the archive lacks, in one transaction.
 * The connection must be writable.  An archive as new as we are is left as
 * it is.
 */
enum status schema_upgrade(struct db *db, struct error *error);

#endif
