/*
 * heard.h - the texts of lines that were looked up lately; internal to the
 * store's writing half.
 *
 * What people say again they say often: "Yeah.", the names of speakers,
 * advertisements.  To compare such a line from memory saves asking the
 * archive for its text.  Each line has one cell where
 * it may be, so that what is said a lot soon drives out what is not.
 */
#ifndef QUOTH_STORE_HEARD_H
#define QUOTH_STORE_HEARD_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** A line's text, as far as it fits: 128 bytes. */
struct heard_line {
    int64_t id; /**< 0 for none */
    uint8_t size;
    char text[119];
};

/** Begin with zeros, end with heard_finish(). */
struct heard {
    struct heard_line *lines; /**< owned; NULL until there is one */
};

/** The text of the line with that id; without data where it is not here. */
struct slice heard_text(const struct heard *heard, int64_t id);

/** Keep a line's text, if it is short and there is memory. */
void heard_keep(struct heard *heard, int64_t id, struct slice text);

/** Forget a line that is gone. */
void heard_drop(struct heard *heard, int64_t id);

/** Forget all: lines may have other texts from now on. */
void heard_forget(struct heard *heard);

void heard_finish(struct heard *heard);

#endif
