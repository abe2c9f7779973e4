/*
 * A key a transcript: its number in the list of all, after its date where
 * that goes first.
 */
#include "query/order.h"

/** Transcripts that an archive never has as many of. */
#define NUMBERS_MAX (INT64_C(1) << 32)

/** Learning under way. */
struct ordering {
    struct map *keys;
    enum search_sort sort;
    int64_t n;
};

/** A date (YYYY, YYYY-MM, YYYY-MM-DD) as a number of eight digits, later
 * ones higher; 0 for none. */
static int64_t
date_number(struct slice date)
{
    int64_t number = 0;
    int n_digits = 0;
    for (size_t i = 0; i < date.size && n_digits < 8; i++) {
        const char c = date.data[i];
        if (c >= '0' && c <= '9') {
            number = 10 * number + (c - '0');
            n_digits++;
        }
    }
    for (; n_digits > 0 && n_digits < 8; n_digits++) {
        number *= 10;
    }
    return number;
}

/** Receive a transcript, in the order of the list. */
static enum status
take_facts(void *context, const struct transcript_facts *facts)
{
    enum { LATEST = 100 * 1000 * 1000 };
    struct ordering *ordering = context;
    int64_t key = ++ordering->n;
    if (ordering->sort == SORT_BY_DATE) {
        key += (LATEST - date_number(facts->date)) * NUMBERS_MAX;
    }
    return map_put(ordering->keys, (uint64_t)facts->transcript, key)
               ? ST_OK
               : ST_NO_MEMORY;
}

enum status
order_init(struct order *order, enum search_sort sort, struct reader *reader,
           struct error *error)
{
    *order = (struct order){0};
    struct ordering ordering = {&order->keys, sort, 0};
    return sort == SORT_BY_RANK
               ? ST_OK
               : reader_transcripts(reader, take_facts, &ordering, error);
}

void
order_finish(struct order *order)
{
    map_finish(&order->keys);
}

int64_t
order_key(const struct order *order, int64_t transcript)
{
    const int64_t *key = map_get(&order->keys, (uint64_t)transcript);
    return key ? *key : 0;
}
