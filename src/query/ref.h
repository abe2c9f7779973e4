/*
 * ref.h - references: the stable names of moments.
 *
 *     12              a recording
 *     12@3:37.0       a moment of it
 *     12#45           a segment of it, where the source tells no times
 *     12.de@3:37.0    a moment of its transcript in another language
 */
#ifndef QUOTH_QUERY_REF_H
#define QUOTH_QUERY_REF_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { REF_BYTES = 128 };

struct ref {
    int64_t recording;
    struct slice language; /**< borrowed; empty for the recording's first */
    int64_t time_ms;       /**< TIME_UNKNOWN without one */
    int64_t seq;           /**< of a segment; -1 without one */
};

/** Read a reference; false for what is none. */
bool ref_parse(const char *text, struct ref *ref);

/** Write a reference, by its time if it has one, else by its segment; a
 * language is cut at 32 bytes. Returns `text`. */
const char *ref_write(char text[REF_BYTES], const struct ref *ref);

/** Read a whole number and nothing else; false also beyond 63 bits. */
bool ref_parse_number(struct slice text, int64_t *number);

#endif
