/*
 * Reading and writing FTS5's structure record, version 1, which has the
 * segments of a level from the oldest to the newest.
 */
#include "store/index_map.h"

#include "store/index_format.h"

#include <stdlib.h>

/** Read a varint that must be small. */
static bool
read_small(struct slice bytes, size_t *at, uint64_t most, uint32_t *value)
{
    uint64_t number;
    if (!index_read_varint(bytes, at, &number) || number > most) {
        return false;
    }
    *value = (uint32_t)number;
    return true;
}

/** Read one level's segments. */
static enum status
read_level(struct index_map *map, unsigned level, struct slice bytes,
           size_t *at)
{
    uint32_t n_merging;
    uint32_t n_segments;
    if (!read_small(bytes, at, INDEX_SEGMENTS_MAX, &n_merging) ||
        !read_small(bytes, at, INDEX_SEGMENTS_MAX, &n_segments)) {
        return ST_DAMAGED;
    }
    map->is_merging |= n_merging > 0;
    for (uint32_t i = 0; i < n_segments; i++) {
        struct index_segment segment = {.level = level};
        if (!read_small(bytes, at, UINT16_MAX, &segment.id) ||
            !read_small(bytes, at, INT32_MAX, &segment.first) ||
            !read_small(bytes, at, INT32_MAX, &segment.last) ||
            segment.id == 0 || segment.first > segment.last) {
            return ST_DAMAGED;
        }
        if (!index_map_add(map, &segment)) {
            return ST_NO_MEMORY;
        }
    }
    return ST_OK;
}

enum status
index_map_read(struct index_map *map, struct slice bytes)
{
    struct index_map read = {0};
    uint32_t n_levels;
    uint32_t n_segments;
    size_t at = INDEX_COOKIE_BYTES;
    if (bytes.size < INDEX_COOKIE_BYTES ||
        !read_small(bytes, &at, INDEX_LEVELS_MAX, &n_levels) ||
        !read_small(bytes, &at, INDEX_SEGMENTS_MAX, &n_segments) ||
        !index_read_varint(bytes, &at, &read.n_written)) {
        return ST_DAMAGED;
    }
    memcpy(read.cookie, bytes.data, INDEX_COOKIE_BYTES);
    enum status status = ST_OK;
    for (uint32_t i = 0; i < n_levels && status == ST_OK; i++) {
        status = read_level(&read, i, bytes, &at);
    }
    if (status == ST_OK && read.n_segments != n_segments) {
        status = ST_DAMAGED;
    }
    if (status != ST_OK) {
        index_map_finish(&read);
        return status;
    }
    *map = read;
    return ST_OK;
}

void
index_map_write(const struct index_map *map, struct buffer *bytes)
{
    unsigned n_levels = 0;
    for (size_t i = 0; i < map->n_segments; i++) {
        const unsigned level = map->segments[i].level;
        n_levels = level + 1 > n_levels ? level + 1 : n_levels;
    }
    buffer_add(bytes, map->cookie, INDEX_COOKIE_BYTES);
    index_add_varint(bytes, n_levels);
    index_add_varint(bytes, map->n_segments);
    index_add_varint(bytes, map->n_written);
    for (unsigned level = 0; level < n_levels; level++) {
        size_t first;
        size_t end;
        index_map_level(map, level, &first, &end);
        index_add_varint(bytes, 0);
        index_add_varint(bytes, end - first);
        for (size_t i = end; i-- > first;) {
            index_add_varint(bytes, map->segments[i].id);
            index_add_varint(bytes, map->segments[i].first);
            index_add_varint(bytes, map->segments[i].last);
        }
    }
}

void
index_map_finish(struct index_map *map)
{
    free(map->segments);
    *map = (struct index_map){0};
}

uint32_t
index_map_free_id(const struct index_map *map)
{
    bool is_used[INDEX_SEGMENTS_MAX + 1] = {false};
    for (size_t i = 0; i < map->n_segments; i++) {
        if (map->segments[i].id <= INDEX_SEGMENTS_MAX) {
            is_used[map->segments[i].id] = true;
        }
    }
    for (uint32_t id = 1; id <= INDEX_SEGMENTS_MAX; id++) {
        if (!is_used[id]) {
            return id;
        }
    }
    return 0;
}

void
index_map_level(const struct index_map *map, unsigned level, size_t *first,
                size_t *end)
{
    size_t at = 0;
    while (at < map->n_segments && map->segments[at].level < level) {
        at++;
    }
    *first = at;
    while (at < map->n_segments && map->segments[at].level == level) {
        at++;
    }
    *end = at;
}

bool
index_map_add(struct index_map *map, const struct index_segment *segment)
{
    size_t first;
    size_t end;
    if (!array_grow(&map->segments, &map->capacity, map->n_segments,
                    sizeof(*map->segments))) {
        return false;
    }
    index_map_level(map, segment->level, &first, &end);
    memmove(map->segments + first + 1, map->segments + first,
            (map->n_segments - first) * sizeof(*map->segments));
    map->segments[first] = *segment;
    map->n_segments++;
    return true;
}

void
index_map_remove(struct index_map *map, size_t first, size_t end)
{
    if (first < end) {
        memmove(map->segments + first, map->segments + end,
                (map->n_segments - end) * sizeof(*map->segments));
        map->n_segments -= end - first;
    }
}
