/*
 * tag_block.h - the packed lists by which lines are found.
 *
 * A tag is 32 bits made of a line's text; lines are found by their tags and
 * then compared.  A list of entries, sorted by tag and row number, is cut
 * into blocks.  For each entry of a block, two varints: the tag less the one
 * before (of the first: less the block's first tag, which is 0), times two,
 * plus one for an entry that takes an earlier one back; and the line's row.
 */
#ifndef QUOTH_STORE_TAG_BLOCK_H
#define QUOTH_STORE_TAG_BLOCK_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum { TAG_BLOCK_ENTRIES = 256 };

/** The highest number of a line. */
#define TAG_LINE_MAX INT64_C(0x7fffffff)

/** An entry as one number, so that entries are sorted as numbers are: tag,
 * line, and whether it is gone. */
typedef uint64_t tag_entry;

static inline tag_entry
tag_entry_of(uint32_t tag, int64_t line, bool is_gone)
{
    return (uint64_t)tag << 32 | (uint64_t)line << 1 | is_gone;
}

static inline uint32_t
tag_entry_tag(tag_entry entry)
{
    return (uint32_t)(entry >> 32);
}

static inline int64_t
tag_entry_line(tag_entry entry)
{
    return (int64_t)(entry >> 1 & (uint64_t)TAG_LINE_MAX);
}

static inline bool
tag_entry_is_gone(tag_entry entry)
{
    return entry & 1;
}

/** The tag of a line's text. */
uint32_t tag_of_text(struct slice text);

/** Entries of a block that was unpacked. */
struct tag_list {
    tag_entry *entries; /**< owned */
    size_t n;
    size_t capacity;
};

void tag_list_finish(struct tag_list *list);

/** Append an entry; false without memory. */
bool tag_list_add(struct tag_list *list, tag_entry entry);

void tag_block_pack(const tag_entry *entries, size_t n, struct buffer *bytes);

/** Unpack a block in the place of what the list held.  ST_OK, with at least
 * one entry; ST_NO_MEMORY, or ST_DAMAGED for bytes that are no block. */
enum status tag_block_unpack(struct tag_list *list, int64_t first,
                             struct slice bytes);

#endif
