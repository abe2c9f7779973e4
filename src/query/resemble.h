/*
 * resemble.h - where a passage agrees with a quotation, and where not.
 */
#ifndef QUOTH_QUERY_RESEMBLE_H
#define QUOTH_QUERY_RESEMBLE_H

#include "query/stretch.h"
#include "query/tree.h"

enum difference_kind {
    DIFFERENCE_CHANGED, /**< another word is said */
    DIFFERENCE_MISSING, /**< the asked word is not said */
    DIFFERENCE_ADDED,   /**< a word is said that was not asked for */
};

/** A difference, by the tokens of a stretch. */
struct difference {
    enum difference_kind kind;
    const char *asked; /**< in the arena; NULL for an added word */
    size_t token;      /**< that is said, or before which one is missing */
};

/** How a window of a stretch and a quotation compare. */
struct resemblance {
    struct difference *differences; /**< in the arena, in the order of the
                                         text */
    size_t n_differences;
};

/** The window of a stretch to compare, as indexes of its tokens. */
struct resemble_window {
    const struct stretch *stretch;
    size_t first;
    size_t end;
};

/** Compare a window with a query's sentence.  `is_same`, one a token of the
 * stretch, is set for those that agree; for those that are spelled like what
 * was asked for, where none does.  ST_NO_MEMORY. */
enum status resemble(const struct query_sentence *sentence,
                     const struct resemble_window *window, bool *is_same,
                     struct arena *arena, struct resemblance *found);

#endif
