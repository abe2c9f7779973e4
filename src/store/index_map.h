/*
 * index_map.h - which segments an index consists of: FTS5's structure record;
 * internal to the store.
 *
 * A segment's level says how many merges it has been through: lower ones are
 * newer, and of one level those that were added last.
 */
#ifndef QUOTH_STORE_INDEX_MAP_H
#define QUOTH_STORE_INDEX_MAP_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum {
    /* FTS5's own limits. */
    INDEX_LEVELS_MAX = 64,
    INDEX_SEGMENTS_MAX = 2000,
    INDEX_COOKIE_BYTES = 4,
};

/** A segment: leaves `first` to `last`. */
struct index_segment {
    unsigned level; /**< how many merges it has been through */
    uint32_t id;
    uint32_t first;
    uint32_t last;
};

struct index_map {
    char cookie[INDEX_COOKIE_BYTES]; /**< FTS5's, kept as it is */
    uint64_t n_written;              /**< leaves, ever; FTS5's */
    bool is_merging; /**< FTS5 left a merge half-done, which a whole one ends */
    struct index_segment *segments; /**< owned; the newest first */
    size_t n_segments;
    size_t capacity;
};

/** Read a map; ST_DAMAGED, ST_NO_MEMORY.  End with index_map_finish(). */
enum status index_map_read(struct index_map *map, struct slice bytes);

/** Write a map, that of no merge under way. */
void index_map_write(const struct index_map *map, struct buffer *bytes);

void index_map_finish(struct index_map *map);

/** The lowest number that no segment has; 0 where there are too many. */
uint32_t index_map_free_id(const struct index_map *map);

/** Add a segment as the newest of its level; false without memory. */
bool index_map_add(struct index_map *map, const struct index_segment *segment);

/** The place of a level's newest segment, and behind its oldest. */
void index_map_level(const struct index_map *map, unsigned level, size_t *first,
                     size_t *end);

/** Take out the segments from one place to before another. */
void index_map_remove(struct index_map *map, size_t first, size_t end);

#endif
