/*
 * arena.c - many small allocations, freed together.
 *
 * Owns the blocks and how they are divided.  An allocation larger than a
 * block gets one of its own; what is left of the block before is given up.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t capacity;
    alignas(max_align_t) char bytes[];
};

void
arena_finish(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->has_failed = false;
}

/** Put a block of at least `size` bytes in front; false without memory. */
static bool
add_block(struct arena *arena, size_t size)
{
    const size_t capacity = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    if (capacity > SIZE_MAX - sizeof(struct arena_block)) {
        return false;
    }
    struct arena_block *block =
        calloc(1, sizeof(struct arena_block) + capacity);
    if (!block) {
        return false;
    }
    block->capacity = capacity;
    block->next = arena->blocks;
    arena->blocks = block;
    return true;
}

void *
arena_new(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    const size_t align = alignof(max_align_t);
    if (arena->has_failed || __builtin_mul_overflow(count, size, &bytes) ||
        bytes > SIZE_MAX - align) {
        arena->has_failed = true;
        return NULL;
    }
    bytes = (bytes + align - 1) / align * align;
    if (!arena->blocks ||
        arena->blocks->capacity - arena->blocks->used < bytes) {
        if (!add_block(arena, bytes)) {
            arena->has_failed = true;
            return NULL;
        }
    }
    void *memory = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += bytes;
    return memory;
}

char *
arena_copy(struct arena *arena, struct slice text)
{
    if (text.size == SIZE_MAX) {
        arena->has_failed = true;
        return NULL;
    }
    char *copy = arena_new(arena, text.size + 1, 1);
    if (copy && text.size > 0) {
        memcpy(copy, text.data, text.size);
    }
    return copy;
}
