/*
 * positions.h - looking into where a phrase begins.
 */
#ifndef QUOTH_QUERY_POSITIONS_H
#define QUOTH_QUERY_POSITIONS_H

#include "store/match.h"

#include <stddef.h>
#include <stdint.h>

/** Index of the first position that is not before a token; the number of all
 * where there is none. */
static inline size_t
positions_from(struct positions list, uint32_t token)
{
    size_t low = 0;
    size_t high = list.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (list.at[middle] < token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

#endif
