/*
 * index_format.h - how FTS5 lays out an index on its pages; internal to the
 * store.
 *
 * Follows the comments of fts5_index.c in SQLite 3.40 to 3.50, for a table
 * with one column, detail=full and no prefix indexes; the format is part of
 * SQLite's file format and does not change under existing files.  In short:
 *
 * - A segment is a sorted run of terms.  Its leaves are numbered from 1 and
 *   hold, term by term, a doclist: row numbers, each with its positions.
 * - A leaf begins with two 16-bit numbers: the offset of the first row number
 *   that stands before the first term (0: none), and the size of the leaf
 *   without its footer.  The footer has the terms' offsets as differences.
 * - The first term of a leaf is written whole, later ones without what they
 *   share with the one before.  A row number is a difference to the one
 *   before, but whole where it is the first of a doclist or of a leaf.
 * - Behind a row number stands the size of its positions in bytes, times two,
 *   plus one for a row that was deleted.
 */
#ifndef QUOTH_STORE_INDEX_FORMAT_H
#define QUOTH_STORE_INDEX_FORMAT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    INDEX_AVERAGES_ROW = 1,
    INDEX_MAP_ROW = 10,
    INDEX_LEAF_HEADER = 4,
    INDEX_VARINT_MAX = 9,

    /* A leaf is full at so many bytes: it fits on one page of the file. */
    INDEX_LEAF_BYTES = 16000,

    /* Terms are far shorter; those of a damaged index end there. */
    INDEX_TERM_MAX_BYTES = 32 * 1024,

    /* What FTS5 puts before each term of its main index. */
    INDEX_TERM_MARK = '0',
};

/** The row of a leaf. */
static inline int64_t
index_leaf_row(uint32_t segment, uint32_t page)
{
    return ((int64_t)segment << 37) + page;
}

/** The row of the list of leaves of a doclist that begins on a leaf. */
static inline int64_t
index_skips_row(uint32_t segment, uint32_t page)
{
    return ((int64_t)segment << 37) + (INT64_C(1) << 36) + page;
}

/** Append SQLite's varint: 7 bits a byte, highest first. */
static inline void
index_add_varint(struct buffer *buffer, uint64_t value)
{
    char bytes[INDEX_VARINT_MAX];
    size_t at = sizeof(bytes);
    if (value >> 56) {
        /* The ninth byte has eight bits. */
        bytes[--at] = (char)(value & 0xff);
        value >>= 8;
        while (at > 0) {
            bytes[--at] = (char)((value & 0x7f) | 0x80);
            value >>= 7;
        }
    } else {
        bytes[--at] = (char)(value & 0x7f);
        while (value >>= 7) {
            bytes[--at] = (char)((value & 0x7f) | 0x80);
        }
    }
    buffer_add(buffer, bytes + at, sizeof(bytes) - at);
}

/** Read SQLite's varint at *at, step behind it; false where it is cut. */
static inline bool
index_read_varint(struct slice bytes, size_t *at, uint64_t *value)
{
    uint64_t sum = 0;
    for (size_t i = *at; i < bytes.size; i++) {
        const unsigned char byte = (unsigned char)bytes.data[i];
        const bool is_ninth = i - *at == INDEX_VARINT_MAX - 1;
        sum = is_ninth ? sum << 8 | byte : sum << 7 | (byte & 0x7f);
        if (is_ninth || byte < 0x80) {
            *at = i + 1;
            *value = sum;
            return true;
        }
    }
    return false;
}

/** A 16-bit number of a leaf's head. */
static inline size_t
index_read_short(struct slice leaf, size_t at)
{
    return (size_t)(unsigned char)leaf.data[at] << 8 |
           (unsigned char)leaf.data[at + 1];
}

static inline void
index_write_short(char *at, size_t number)
{
    at[0] = (char)(number >> 8 & 0xff);
    at[1] = (char)(number & 0xff);
}

/** How many of two terms' bytes are the same from the front on. */
static inline size_t
index_shared(struct slice a, struct slice b)
{
    const size_t size = a.size < b.size ? a.size : b.size;
    size_t n = 0;
    while (n < size && a.data[n] == b.data[n]) {
        n++;
    }
    return n;
}

/** Whether a term comes before another: by bytes, the shorter first. */
static inline int
index_compare(struct slice a, struct slice b)
{
    const size_t size = a.size < b.size ? a.size : b.size;
    const int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

#endif
