/*
 * vendor_table.c - values by a key, sorted when the first is asked for.
 */
#include "format/vendor_table.h"

#include "base/buffer.h"

#include <stdlib.h>

void
vendor_table_finish(struct vendor_table *table)
{
    free(table->items);
    *table = (struct vendor_table){0};
}

void
vendor_table_add(struct vendor_table *table, struct slice key,
                 const struct json_node *value)
{
    if (!array_grow(&table->items, &table->capacity, table->count,
                    sizeof(*table->items))) {
        table->has_failed = true;
        return;
    }
    table->items[table->count++] = (struct vendor_entry){key, value};
    table->is_sorted = false;
}

/** Order entries by the bytes of their keys. */
static int
compare_entries(const void *one, const void *other)
{
    const struct slice a = ((const struct vendor_entry *)one)->key;
    const struct slice b = ((const struct vendor_entry *)other)->key;
    const size_t size = a.size < b.size ? a.size : b.size;
    const int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

const struct json_node *
vendor_table_find(struct vendor_table *table, struct slice key)
{
    if (table->count == 0) {
        return NULL;
    }
    if (!table->is_sorted) {
        qsort(table->items, table->count, sizeof(*table->items),
              compare_entries);
        table->is_sorted = true;
    }
    const struct vendor_entry wanted = {.key = key};
    const struct vendor_entry *found =
        bsearch(&wanted, table->items, table->count, sizeof(*table->items),
                compare_entries);
    return found ? found->value : NULL;
}
