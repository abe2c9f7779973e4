/*
 * settle.h - deciding what becomes of each file of a folder.
 */
#ifndef QUOTH_INGEST_SETTLE_H
#define QUOTH_INGEST_SETTLE_H

#include "ingest/batch.h"
#include "ingest/plan.h"
#include "ingest/prepare.h"

/** A folder being indexed. */
struct folder {
    const char *root; /**< absolute */
    int64_t collection;
    struct batch *batch;
    struct found found;
    struct plan plan;
};

/** Whether the archive may know this content, so that parsing can wait. Any
 * thread, while the plan does not change. */
bool folder_knows(const struct folder *folder, const struct prepared *prepared);

/** Note the files that need no reading: unchanged, or refused. */
enum status settle_unread(struct folder *folder, struct error *error);

/** Settle a file that was read: index it, or see what else it is. */
enum status settle_read(struct folder *folder, struct plan_item *item,
                        struct prepared *prepared, struct error *error);

/** Remove what vanished and was not found again under another name. */
enum status settle_vanished(struct folder *folder, struct error *error);

#endif
