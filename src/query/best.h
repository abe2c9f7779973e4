/*
 * best.h - the best windows found so far, in a bounded heap.
 *
 * What it keeps does not depend on how many it may keep: the best n of a
 * larger heap are those of a heap for n, so that pages of results fit
 * together.
 */
#ifndef QUOTH_QUERY_BEST_H
#define QUOTH_QUERY_BEST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is said in a window. */
struct said_lines {
    int64_t first; /**< line of its first token */
    int64_t last;  /**< line of its last token */
};

/** A window that was kept. */
struct candidate {
    int64_t key; /**< what goes first, lowest first; 0 to go by score */
    double score;
    double words; /**< parts of the score, see struct quoth_score_parts */
    double nearness;
    double order;
    int64_t transcript;
    uint32_t first; /**< token where the tightest cover begins */
    uint32_t end;   /**< token after its end */
    uint64_t phrases;
    struct said_lines said;
};

struct best {
    struct candidate *heap; /**< owned; worst first until best_sort() */
    size_t n;
    size_t capacity;
    bool keeps_same; /**< candidates that say the same lines are kept */
};

/** Room for `capacity` candidates; ST_NO_MEMORY. */
enum status best_init(struct best *best, size_t capacity, bool keeps_same);

void best_finish(struct best *best);

/** Whether a is worse than b: by key, by score, later in the archive. */
bool candidate_is_worse(const struct candidate *a, const struct candidate *b);

/** Whether a candidate could get in. */
bool best_accepts(const struct best *best, const struct candidate *candidate);

/** Take a candidate in, if it is good enough; of those that say the same
 * lines, only the best is kept. */
void best_add(struct best *best, const struct candidate *candidate);

/** Order what was kept, best first; nothing can be added after that. */
void best_sort(struct best *best);

#endif
