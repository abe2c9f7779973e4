/*
 * index_merge.h - segments of an index, read together and made one; internal
 * to the store's writing half.
 */
#ifndef QUOTH_STORE_INDEX_MERGE_H
#define QUOTH_STORE_INDEX_MERGE_H

#include "store/segment_cursor.h"

/** Who is told of terms in order, and of each one's rows in order.  Other
 * than ST_OK ends it with that status. */
struct index_sink {
    enum status (*term)(void *context, struct slice term);
    enum status (*row)(void *context, const struct segment_entry *entry);
    void *context;
};

/** Some of a map's segments. */
struct index_range {
    const struct index_map *map;
    size_t first;
    size_t end;
};

/**
 * Tell all that some segments hold.  Where several have a row, the newest
 * counts.  What was deleted is told only where an older segment that is left
 * out may have it: unless the segments are `all` of the index.
 */
enum status index_walk(const struct index_table *table,
                       const struct index_range *range, bool all,
                       const struct index_sink *sink, struct error *error);

/** Make one segment of all; `also`, which may be NULL, is told what it holds.
 * The map is brought up to date, and not written. */
enum status index_merge_all(const struct index_table *table,
                            struct index_map *map,
                            const struct index_sink *also, struct error *error);

/** Make one of a level's segments, on the next level. */
enum status index_merge_level(const struct index_table *table,
                              struct index_map *map, unsigned level,
                              struct error *error);

#endif
