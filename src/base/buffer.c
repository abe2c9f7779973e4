/*
 * buffer.c - growing bytes with a sticky error, growing arrays, varints.
 *
 * Owns how memory grows (by doubling, up to the limit) and the LEB128 form
 * of numbers, as in DWARF 5, section 7.6.  What the bytes mean is for others.
 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void
buffer_finish(struct buffer *buffer)
{
    free(buffer->data);
    buffer_init(buffer, buffer->limit);
}

bool
buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->has_failed) {
        return false;
    }
    if (more <= buffer->capacity - buffer->size) {
        return true;
    }
    if (more > buffer->limit - buffer->size) {
        buffer->has_failed = true;
        return false;
    }
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    capacity = capacity < buffer->limit ? capacity : buffer->limit;
    while (capacity - buffer->size < more) {
        capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
    }
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->has_failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void
buffer_add_slow(struct buffer *buffer, const char *data, size_t size)
{
    if (size > 0 && buffer_reserve(buffer, size)) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    }
}

void
buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        buffer->has_failed = true;
    } else if (buffer_reserve(buffer, (size_t)size + 1)) {
        /* The room for vsnprintf()'s NUL is reserved, but not counted. */
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

void
buffer_add_varint(struct buffer *buffer, uint64_t value)
{
    char bytes[10];
    size_t size = 0;
    while (value >= 0x80) {
        bytes[size++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[size++] = (char)value;
    buffer_add(buffer, bytes, size);
}

bool
slice_read_varint(struct slice bytes, size_t *at, uint64_t *value)
{
    uint64_t sum = 0;
    unsigned shift = 0;
    for (size_t i = *at; i < bytes.size && shift < 64; i++, shift += 7) {
        const uint64_t byte = (unsigned char)bytes.data[i];
        if (shift == 63 && byte > 1) {
            return false;
        }
        sum |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = sum;
            *at = i + 1;
            return true;
        }
    }
    return false;
}

bool
slice_read_signed(struct slice bytes, size_t *at, int64_t *value)
{
    uint64_t folded;
    if (!slice_read_varint(bytes, at, &folded)) {
        return false;
    }
    *value = (int64_t)(folded >> 1) ^ -(int64_t)(folded & 1);
    return true;
}

bool
array_grow(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    if (*capacity >= 16 && __builtin_mul_overflow(wanted, 2, &wanted)) {
        return false;
    }
    size_t bytes;
    if (__builtin_mul_overflow(wanted, size, &bytes)) {
        return false;
    }
    void *old;
    memcpy(&old, array, sizeof(old));
    void *grown = realloc(old, bytes);
    if (!grown) {
        return false;
    }
    memcpy(array, &grown, sizeof(grown));
    *capacity = wanted;
    /* cppcheck-suppress memleak; it is the array's now */
    return true;
}
