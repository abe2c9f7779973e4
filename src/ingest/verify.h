/*
 * verify.h - is everything in the archive that it says it holds?
 */
#ifndef QUOTH_INGEST_VERIFY_H
#define QUOTH_INGEST_VERIFY_H

#include "ingest/work.h"
#include "store/read.h"

/**
 * Verify an archive.
 *
 * Quick: SQLite's quick check, and the promises between the tables.  Full:
 * SQLite's complete check too, every transcript's checksum over its segments
 * and texts, every line's hash, the seals of word times, and that the indexes
 * hold exactly the tokens that the lines give.
 *
 * Returns ST_OK when nothing is wrong; ST_DAMAGED when a problem was told;
 * ST_INTERRUPTED when asked to stop; another status when checking itself
 * failed.
 */
enum status verify_archive(struct reader *reader, bool is_full,
                           const struct work *work, struct error *error);

#endif
