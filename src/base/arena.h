/*
 * arena.h - many small allocations, freed together.
 *
 * For results that are handed out whole.  The sticky error works as in a
 * buffer: after a failed allocation all later ones fail, and the builder
 * checks once at the end.
 */
#ifndef QUOTH_BASE_ARENA_H
#define QUOTH_BASE_ARENA_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /**< newest first */
    bool has_failed;
};

/** Free everything; the arena is empty and usable again. */
void arena_finish(struct arena *arena);

/** Zeroed memory for `count` elements of `size` bytes, aligned for any
 * type; NULL, and failed, without memory.  Lives as long as the arena. */
void *arena_new(struct arena *arena, size_t count, size_t size);

/** A NUL-terminated copy; NULL, and failed, without memory. */
char *arena_copy(struct arena *arena, struct slice text);

#endif
