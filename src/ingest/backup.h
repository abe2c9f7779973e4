/*
 * backup.h - a whole copy of an archive in one file.
 */
#ifndef QUOTH_INGEST_BACKUP_H
#define QUOTH_INGEST_BACKUP_H

#include "ingest/work.h"
#include "store/read.h"

struct backup_options {
    const char *archive; /**< its path: the mode of its file is the copy's */
    const char *path;    /**< where the copy goes */
    bool may_replace;    /**< an archive that is there */
    const struct work *work;
};

/**
 * Copy the archive.  The copy gets its name when it is whole and on the disk.
 *
 * An archive that does not pass the quick check does not take the place of
 * another: ST_DAMAGED then.  ST_INTERRUPTED when asked to stop; else a
 * failure.  In all these cases there is nothing new at `path`.
 */
enum status backup_archive(struct reader *reader,
                           const struct backup_options *options,
                           int64_t *n_bytes, struct error *error);

#endif
