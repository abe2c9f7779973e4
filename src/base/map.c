/*
 * One flat table; the header says how it is laid out.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

/** Spread a key's bits over the whole word. */
static uint64_t
mix(uint64_t key)
{
    key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
    return key ^ key >> 31;
}

/** The entry that holds a key, or the free one where it would go. */
static struct map_entry *
find(struct map_entry *entries, size_t capacity, uint64_t key)
{
    size_t i = mix(key) & (capacity - 1);
    while (entries[i].is_used && entries[i].key != key) {
        i = (i + 1) & (capacity - 1);
    }
    return &entries[i];
}

/** Move everything into a table twice as large; false without memory. */
static bool
grow(struct map *map)
{
    size_t capacity = FIRST_CAPACITY;
    if (map->capacity > 0 &&
        __builtin_mul_overflow(map->capacity, 2, &capacity)) {
        return false;
    }
    struct map_entry *entries = calloc(capacity, sizeof(*entries));
    if (!entries) {
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->entries[i].is_used) {
            *find(entries, capacity, map->entries[i].key) = map->entries[i];
        }
    }
    free(map->entries);
    map->entries = entries;
    map->capacity = capacity;
    return true;
}

void
map_finish(struct map *map)
{
    free(map->entries);
    *map = (struct map){0};
}

int64_t *
map_get(const struct map *map, uint64_t key)
{
    if (map->count == 0) {
        return NULL;
    }
    struct map_entry *entry = find(map->entries, map->capacity, key);
    return entry->is_used ? &entry->value : NULL;
}

int64_t *
map_put(struct map *map, uint64_t key, int64_t initial)
{
    if (map->count >= map->capacity / 4 * 3 && !grow(map)) {
        return NULL;
    }
    struct map_entry *entry = find(map->entries, map->capacity, key);
    if (!entry->is_used) {
        *entry = (struct map_entry){key, initial, true};
        map->count++;
    }
    return &entry->value;
}

void
map_clear(struct map *map)
{
    if (map->capacity > 0) {
        memset(map->entries, 0, map->capacity * sizeof(*map->entries));
    }
    map->count = 0;
}
