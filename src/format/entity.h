/*
 * entity.h - HTML character references, as WebVTT and SubRip text has them.
 */
#ifndef QUOTH_FORMAT_ENTITY_H
#define QUOTH_FORMAT_ENTITY_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

enum entity_rule {
    ENTITY_CLOSED, /**< only what a semicolon ends */
    ENTITY_HTML,   /**< numbers and old names without a semicolon too */
};

/** A decoded character. */
struct entity {
    char bytes[4]; /**< UTF-8 */
    size_t size;   /**< bytes in use */
};

/**
 * Read the character reference at text[*at], which is `&`, and step behind
 * it.  False, with *at and *entity untouched, where there is none that we
 * know.  Looks at a bounded number of bytes but for a number's digits, which
 * it steps over.
 */
bool entity_read(struct slice text, size_t *at, enum entity_rule rule,
                 struct entity *entity);

/** Append a text to `out` with its references decoded. */
void entity_decode(struct buffer *out, struct slice text,
                   enum entity_rule rule);

#endif
