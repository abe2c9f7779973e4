/*
 * map.h - a hash map from 64-bit keys to 64-bit values.
 *
 * Open addressing with linear probing over a power-of-two table, at most
 * three quarters full.  Keys are mixed (the finaliser of SplitMix64, Steele
 * et al. 2014), so that row numbers make good keys too.  Nothing is ever
 * removed but everything.
 */
#ifndef QUOTH_BASE_MAP_H
#define QUOTH_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_entry {
    uint64_t key;
    int64_t value;
    bool is_used;
};

struct map {
    struct map_entry *entries; /**< owned; NULL while capacity is 0 */
    size_t capacity;
    size_t count;
};

/** Free the table; the map is empty and usable again. */
void map_finish(struct map *map);

/** The value of a key, to read or change in place; NULL where it is not
 * there.  Lives until the next map_put(). */
int64_t *map_get(const struct map *map, uint64_t key);

/**
 * The value of a key, put there as `initial` when it is new.  NULL without
 * memory, with the map as it was.  Lives until the next map_put().
 */
int64_t *map_put(struct map *map, uint64_t key, int64_t initial);

/** Forget all entries, keep the memory. */
void map_clear(struct map *map);

#endif
