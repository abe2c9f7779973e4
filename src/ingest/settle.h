/*
 * settle.h - deciding what becomes of each file of a folder.
 */
#ifndef QUOTH_INGEST_SETTLE_H
#define QUOTH_INGEST_SETTLE_H

#include "ingest/batch.h"
#include "ingest/feed.h"
#include "ingest/plan.h"
#include "ingest/prepare.h"

/** A folder being indexed. */
struct folder {
    const char *root; /**< absolute */
    int64_t collection;
    struct batch *batch;
    struct found found;
    struct feeds *feeds; /**< among what was found */
    struct plan plan;
    bool is_again; /**< files are settled once more, see settle_stale() */
};

/** Whether the archive may know this content, so that parsing can wait. Any
 * thread, while the plan does not change. */
bool folder_knows(const struct folder *folder, const struct prepared *prepared);

/** Parse a file that was read, and add what lies beside it. Any thread. */
void folder_parse(const struct folder *folder, struct prepared *prepared,
                  const char *path);

/** Note the files that need no reading: unchanged, or refused; remove the
 * vanished ones that are copies. */
enum status settle_unread(struct folder *folder, struct error *error);

/** Settle a file that was read: index it, or see what else it is. */
enum status settle_read(struct folder *folder, struct plan_item *item,
                        struct prepared *prepared, struct error *error);

/** Remove what vanished and was not found again under another name. */
enum status settle_vanished(struct folder *folder, struct error *error);

/** Read again the files whose place may have changed because others did:
 * alternates and copies of what is gone or has become poorer.  Then nothing
 * is left of recordings without a transcript. */
enum status settle_stale(struct folder *folder, struct error *error);

#endif
