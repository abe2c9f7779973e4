/*
 * normalise.h - the one form in which text enters the archive.
 *
 * NFC; control characters and terminal escape sequences removed; every run
 * of white space (Unicode's too) one space, none at the ends; U+FEFF
 * removed.  Case, punctuation, zero-width joiners and bidirectional marks
 * stay: they belong to what a person reads.
 *
 * Normalising is done in pieces, because formats mix text with tags and
 * entities: a space at the end of one piece and the start of the next is
 * still one space.
 */
#ifndef QUOTH_TEXT_NORMALISE_H
#define QUOTH_TEXT_NORMALISE_H

#include "base/buffer.h"

#include <stdbool.h>

struct normaliser {
    struct buffer *out; /**< appended to; not owned */
    size_t start;       /**< where the current text begins in out */
    bool has_space;     /**< white space was seen and not yet written */
};

/** Begin a text at the end of `out`. */
void normaliser_init(struct normaliser *normaliser, struct buffer *out);

/**
 * Append a piece of well-formed UTF-8.  Memory failures are sticky in the
 * buffer.  Linear in the size of the piece.
 */
void normaliser_add(struct normaliser *normaliser, struct slice piece);

/** White space, as a line break between two pieces. */
static inline void
normaliser_add_space(struct normaliser *normaliser)
{
    normaliser->has_space = true;
}

/** Where in the text the next character will stand, from its beginning. */
static inline size_t
normaliser_offset(const struct normaliser *normaliser)
{
    const size_t size = normaliser->out->size - normaliser->start;
    return size + (normaliser->has_space && size > 0);
}

/** Append a whole text. */
void normalise(struct buffer *out, struct slice text);

#endif
