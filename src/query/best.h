/*
 * best.h - the best windows found so far, in bounded memory.
 *
 * Of windows that say the same lines only the best counts, and besides it the
 * best of those where a recogniser got stuck in them.  What a window says is
 * expensive to learn, and most windows are soon beaten: so they are gathered
 * as they come, a few times as many as are wanted, and when there is no more
 * room, looked into from the best one down, as far as needed.
 *
 * What is told in the end does not depend on how many are wanted: the best n
 * of more are those of n, so that pages of results fit together.
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
    bool is_loop;  /**< its first line goes round in a loop */
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
    bool has_said; /**< `said` is known */
};

/** Tells what is said in a window. */
struct rank_source {
    /** What is said between two tokens of a transcript. */
    enum status (*lines)(void *context, int64_t transcript,
                         const uint32_t tokens[2], struct said_lines *said);
    void *context;
};

struct best {
    const struct rank_source *source; /**< NULL: the same lines may be said
                                           by several candidates */
    struct candidate *gathered;       /**< owned */
    size_t n;
    size_t room;
    size_t capacity;        /**< candidates wanted */
    size_t n_distinct;      /**< of them, at the beginning of `gathered` */
    size_t next;            /**< to look at, once sorted */
    bool has_limit;         /**< as many as are wanted are distinct */
    struct candidate limit; /**< and the worst of these */
};

/** Want `capacity` candidates; ST_NO_MEMORY. */
enum status best_init(struct best *best, size_t capacity,
                      const struct rank_source *source);

void best_finish(struct best *best);

/** Whether a is worse than b: by key, by score, later in the archive. */
bool candidate_is_worse(const struct candidate *a, const struct candidate *b);

/** Whether a candidate could get in. */
bool best_accepts(const struct best *best, const struct candidate *candidate);

/** Take a candidate in, if it is good enough; ST_NO_MEMORY or what the source
 * said. */
enum status best_add(struct best *best, const struct candidate *candidate);

/** Move what was gathered to another one that wants as many or more; of what
 * says the same only the best goes. */
enum status best_pour(struct best *from, struct best *to);

/** Forget what was gathered. */
void best_clear(struct best *best);

/** Order what was gathered, for best_next(); nothing can be added then. */
void best_sort(struct best *best);

/** The next one, best first, until as many were told as are wanted; NULL in
 * `*candidate` at the end.  It is valid until best_finish(). */
enum status best_next(struct best *best, const struct candidate **candidate);

#endif
