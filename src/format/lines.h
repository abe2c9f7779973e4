/*
 * lines.h - walking over the lines of a text; LF, CRLF and CR end a line.
 */
#ifndef QUOTH_FORMAT_LINES_H
#define QUOTH_FORMAT_LINES_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct lines {
    struct slice text; /**< borrowed */
    size_t next;       /**< where the next line begins */
    struct slice line; /**< the current one, without its end */
    int64_t number;    /**< of the current line, from 1; 0 before the first */
};

static inline void
lines_init(struct lines *lines, struct slice text)
{
    *lines = (struct lines){.text = text};
}

/** Whether the current line is the text's last and has no line end: what
 * was cut off would have gone on here. */
static inline bool
lines_at_ragged_end(const struct lines *lines)
{
    const char *end = lines->text.data + lines->text.size;
    return lines->next == lines->text.size &&
           lines->line.data + lines->line.size == end;
}

/** Step to the next line; false at the end. */
bool lines_next(struct lines *lines);

/** Give the current line back: lines_next() will return it again. */
void lines_back(struct lines *lines);

/** ST_LINE_TOO_LONG, with its place, when a line of the text is longer than
 * LINE_MAX_BYTES. */
enum status lines_check(struct slice text, struct error *error);

#endif
