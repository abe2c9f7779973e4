/*
 * A cache that is mapped directly: an id's lowest bits are its cell.
 */
#include "store/heard.h"

#include <stdlib.h>

enum { LINES = 32 * 1024 };

/** The cell of a line that is here; NULL where it is not. */
static struct heard_line *
find(const struct heard *heard, int64_t id)
{
    struct heard_line *line =
        heard->lines ? &heard->lines[(uint64_t)id % LINES] : NULL;
    return line && line->id == id ? line : NULL;
}

struct slice
heard_text(const struct heard *heard, int64_t id)
{
    const struct heard_line *line = find(heard, id);
    return line ? (struct slice){line->text, line->size}
                : (struct slice){NULL, 0};
}

void
heard_keep(struct heard *heard, int64_t id, struct slice text)
{
    if (!heard->lines) {
        heard->lines = calloc(LINES, sizeof(*heard->lines));
    }
    if (heard->lines && text.size > 0 &&
        text.size <= sizeof(heard->lines->text)) {
        struct heard_line *line = &heard->lines[(uint64_t)id % LINES];
        line->id = id;
        line->size = (uint8_t)text.size;
        memcpy(line->text, text.data, text.size);
    }
}

void
heard_drop(struct heard *heard, int64_t id)
{
    struct heard_line *line = find(heard, id);
    if (line) {
        *line = (struct heard_line){0};
    }
}

void
heard_forget(struct heard *heard)
{
    if (heard->lines) {
        memset(heard->lines, 0, LINES * sizeof(*heard->lines));
    }
}

void
heard_finish(struct heard *heard)
{
    free(heard->lines);
    heard->lines = NULL;
}
