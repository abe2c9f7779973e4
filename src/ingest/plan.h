/*
 * plan.h - what changed in a folder since it was last indexed.
 *
 * The names found and the files known, both in the order of their paths, are
 * merged: what has another size or time must be read, what is gone is
 * vanished, the rest is as it was.
 */
#ifndef QUOTH_INGEST_PLAN_H
#define QUOTH_INGEST_PLAN_H

#include "base/map.h"
#include "ingest/walk.h"
#include "store/write.h"

enum plan_action {
    PLAN_READ,      /**< new, or another size or time */
    PLAN_UNCHANGED, /**< as the archive knows it */
    PLAN_REFUSED,   /**< found, but no file we read; see found->code */
    PLAN_VANISHED,  /**< known, and not found any more */
};

struct plan_item {
    enum plan_action action;
    const struct found_file *found; /**< NULL when vanished */
    struct file_row *known;         /**< NULL when new; see plan.known */
    bool is_settled; /**< vanished, and renamed or removed since */
};

struct plan {
    struct arena arena;
    struct file_row *known; /**< by path; slices live in the arena */
    size_t n_known;
    size_t known_capacity;
    struct plan_item *items; /**< by path */
    size_t n_items;
    size_t capacity;
    struct map vanished;  /**< file id -> index of its item */
    struct map hashes;    /**< known contents, by plan_content_key() */
    struct map forgotten; /**< content -> index of an item that was forgotten
                               before it vanished */
    size_t *reads;        /**< indexes of items to read */
    size_t n_reads;
    size_t reads_capacity;
    int64_t n_read_bytes;
};

/** The key of a content in plan.hashes: its hash's first 64 bits. */
uint64_t plan_content_key(const char hash[HASH_BYTES]);

/** What a plan is made for. */
struct plan_order {
    int64_t collection;
    const struct found *found; /**< must outlive the plan */
    bool reads_all;            /**< unchanged files too */
};

/**
 * Plan a collection.
 *
 * @param writer    inside a batch or not
 *
 * Returns ST_OK, ST_NO_MEMORY or a failure of the archive.  End with
 * plan_finish() in any case.
 */
enum status plan_make(struct plan *plan, struct writer *writer,
                      const struct plan_order *order, struct error *error);

/** List anew what must be read, after actions were changed; false without
 * memory. */
bool plan_list_reads(struct plan *plan);

void plan_finish(struct plan *plan);

#endif
