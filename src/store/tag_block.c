/*
 * Packing and unpacking lists of tags; the layout is described in the header.
 */
#include "store/tag_block.h"

#include <stdlib.h>

/** Up to eight bytes as a number, the first one lowest: archives go from one
 * machine to another. */
static uint64_t
read_word(const char *data, size_t size)
{
    uint64_t word = 0;
    for (size_t i = 0; i < size && i < 8; i++) {
        word |= (uint64_t)(unsigned char)data[i] << 8 * i;
    }
    return word;
}

uint32_t
tag_of_text(struct slice text)
{
    uint64_t sum = UINT64_C(0x2545f4914f6cdd1d) ^ text.size;
    size_t at = 0;
    for (; text.size - at >= 8; at += 8) {
        sum =
            (sum ^ read_word(text.data + at, 8)) * UINT64_C(0x9fb21c651e98df25);
        sum ^= sum >> 35;
    }
    sum = (sum ^ read_word(text.data + at, text.size - at)) *
          UINT64_C(0x9fb21c651e98df25);
    sum = (sum ^ sum >> 29) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(sum >> 32);
}

void
tag_list_finish(struct tag_list *list)
{
    free(list->entries);
    *list = (struct tag_list){0};
}

bool
tag_list_add(struct tag_list *list, tag_entry entry)
{
    if (!array_grow(&list->entries, &list->capacity, list->n, sizeof(entry))) {
        return false;
    }
    list->entries[list->n++] = entry;
    return true;
}

void
tag_block_pack(const tag_entry *entries, size_t n, struct buffer *bytes)
{
    uint32_t before = n > 0 ? tag_entry_tag(entries[0]) : 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t gap = tag_entry_tag(entries[i]) - before;
        buffer_add_varint(bytes, gap << 1 | tag_entry_is_gone(entries[i]));
        buffer_add_varint(bytes, (uint64_t)tag_entry_line(entries[i]));
        before = tag_entry_tag(entries[i]);
    }
}

enum status
tag_block_unpack(struct tag_list *list, int64_t first, struct slice bytes)
{
    list->n = 0;
    if (first < 0 || first > UINT32_MAX || bytes.size == 0) {
        return ST_DAMAGED;
    }
    uint64_t tag = (uint64_t)first;
    for (size_t at = 0; at < bytes.size;) {
        uint64_t gap;
        uint64_t line;
        if (!slice_read_varint(bytes, &at, &gap) ||
            !slice_read_varint(bytes, &at, &line) ||
            gap >> 1 > UINT32_MAX - tag || line == 0 || line > TAG_LINE_MAX) {
            return ST_DAMAGED;
        }
        tag += gap >> 1;
        if (!tag_list_add(
                list, tag_entry_of((uint32_t)tag, (int64_t)line, gap & 1))) {
            return ST_NO_MEMORY;
        }
    }
    return ST_OK;
}
