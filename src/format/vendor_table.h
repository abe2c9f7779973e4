/*
 * vendor_table.h - values by a key, as speakers by their number.
 */
#ifndef QUOTH_FORMAT_VENDOR_TABLE_H
#define QUOTH_FORMAT_VENDOR_TABLE_H

#include "base/slice.h"
#include "format/json.h"

#include <stdbool.h>
#include <stddef.h>

struct vendor_table {
    struct vendor_entry {
        struct slice key; /**< borrowed */
        const struct json_node *value;
    } * items;
    size_t count;
    size_t capacity;
    bool is_sorted;
    bool has_failed;
};

void vendor_table_finish(struct vendor_table *table);

/** Append a value under its key. */
void vendor_table_add(struct vendor_table *table, struct slice key,
                      const struct json_node *value);

/** A value of that key; NULL where there is none. */
const struct json_node *vendor_table_find(struct vendor_table *table,
                                          struct slice key);

#endif
