/*
 * The archive's identity and its schema steps.
 *
 * PRAGMA application_id tells an archive from other SQLite files, PRAGMA
 * user_version is the last step that was run.
 */
#include "store/schema.h"

#include <stdio.h>

/** The last step we know. */
static int
newest_step(void)
{
    return schema_steps[n_schema_steps - 1].number;
}

enum status
schema_recognise(struct db *db, int *step, struct error *error)
{
    int64_t application;
    int64_t version;
    int64_t n_objects;
    TRY(db_read_integer(db, "PRAGMA application_id", &application, error));
    TRY(db_read_integer(db, "PRAGMA user_version", &version, error));
    TRY(db_read_integer(db, "SELECT count(*) FROM sqlite_schema", &n_objects,
                        error));
    if (application == 0 && version == 0 && n_objects == 0) {
        *step = 0;
        return ST_OK;
    }
    enum status status = ST_OK;
    if (application != ARCHIVE_APPLICATION_ID || version < 1) {
        status = error_set(error, ST_NOT_AN_ARCHIVE,
                           "an SQLite database, but not an archive of quoth");
    } else if (version > newest_step()) {
        status = error_set(error, ST_NEWER_ARCHIVE,
                           "schema %d of a later version of quoth; this one "
                           "reads up to %d",
                           (int)version, newest_step());
    } else {
        *step = (int)version;
    }
    error_set_path(status == ST_OK ? NULL : error, db->path);
    return status;
}

enum status
schema_check_readable(const struct db *db, int step, struct error *error)
{
    if (step == newest_step()) {
        return ST_OK;
    }
    error_set(error, ST_READ_ONLY,
              "schema %d of an earlier version of quoth, which becomes %d when "
              "something is indexed",
              step, newest_step());
    error_set_path(error, db->path);
    return ST_READ_ONLY;
}

/** Run what is missing after `step`, inside the caller's transaction. */
static enum status
run_steps(struct db *db, int step, struct error *error)
{
    for (size_t i = 0; i < n_schema_steps; i++) {
        if (schema_steps[i].number > step) {
            TRY(db_execute(db, schema_steps[i].sql, error));
        }
    }
    char stamp[96];
    snprintf(stamp, sizeof(stamp),
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             ARCHIVE_APPLICATION_ID, newest_step());
    return db_execute(db, stamp, error);
}

enum status
schema_upgrade(struct db *db, struct error *error)
{
    int step = 0;
    TRY(schema_recognise(db, &step, error));
    if (step == newest_step()) {
        return ST_OK;
    }
    TRY(db_execute(db, "BEGIN IMMEDIATE", error));
    /* Another process may have been faster. */
    enum status status = schema_recognise(db, &step, error);
    if (status == ST_OK && step < newest_step()) {
        status = run_steps(db, step, error);
    }
    if (status == ST_OK) {
        status = db_execute(db, "COMMIT", error);
    }
    if (status != ST_OK) {
        db_execute(db, "ROLLBACK", NULL);
    }
    return status;
}
