/*
 * buffer.h - growing bytes with a sticky error, and growing arrays.
 *
 * A buffer gets its largest size at birth.  An append that would pass it, or
 * finds no memory, marks the buffer failed and leaves it as it was; later
 * appends do nothing.  So ten appends need one check at the end.
 */
#ifndef QUOTH_BASE_BUFFER_H
#define QUOTH_BASE_BUFFER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; /**< owned; not NUL-terminated; NULL while capacity is 0 */
    size_t size;
    size_t capacity;
    size_t limit;
    bool has_failed;
};

/** An empty buffer that may grow to `limit` bytes; allocates nothing. */
void buffer_init(struct buffer *buffer, size_t limit);

/** Free the bytes; the buffer is empty and usable again afterwards. */
void buffer_finish(struct buffer *buffer);

/** Forget the content and the error, keep the memory. */
static inline void
buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->has_failed = false;
}

/** Make room for `more` bytes; false, and failed, where that is too much. */
bool buffer_reserve(struct buffer *buffer, size_t more);

void buffer_add_slow(struct buffer *buffer, const char *data, size_t size);

static inline void
buffer_add(struct buffer *buffer, const char *data, size_t size)
{
    if (size <= buffer->capacity - buffer->size && !buffer->has_failed &&
        size > 0) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    } else {
        buffer_add_slow(buffer, data, size);
    }
}

static inline void
buffer_add_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, &byte, 1);
}

static inline void
buffer_add_slice(struct buffer *buffer, struct slice slice)
{
    buffer_add(buffer, slice.data, slice.size);
}

/** Append a formatted text. */
void buffer_print(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Append an unsigned integer in LEB128: 7 bits a byte, lowest first. */
void buffer_add_varint(struct buffer *buffer, uint64_t value);

/** Append a signed integer as a varint, zigzag folded. */
static inline void
buffer_add_signed(struct buffer *buffer, int64_t value)
{
    const uint64_t sign = value < 0 ? UINT64_MAX : 0;
    buffer_add_varint(buffer, ((uint64_t)value << 1) ^ sign);
}

/**
 * Read a varint at *at and step behind it.  False, with *at untouched, at
 * the end of the bytes or where the number has more than 64 bits.
 */
bool slice_read_varint(struct slice bytes, size_t *at, uint64_t *value);

/** As slice_read_varint() for a zigzag folded signed integer. */
bool slice_read_signed(struct slice bytes, size_t *at, int64_t *value);

/** The content; lives until the buffer changes. */
static inline struct slice
buffer_slice(const struct buffer *buffer)
{
    return (struct slice){buffer->data, buffer->size};
}

/**
 * Make room in an array for one more element.
 *
 * @param array    address of the array's pointer
 * @param capacity its capacity in elements, updated
 * @param count    elements in use
 * @param size     bytes of one element
 *
 * Returns false, with the array as it was, where there is no memory.
 */
bool array_grow(void *array, size_t *capacity, size_t count, size_t size);

#endif
