/*
 * hits.h - the passages that a search tells, best first: none shares words
 * with another, and no recording has more than it may have.
 */
#ifndef QUOTH_QUERY_HITS_H
#define QUOTH_QUERY_HITS_H

#include "base/arena.h"
#include "base/map.h"
#include "query/passage.h"
#include "store/read.h"

struct search_hit {
    struct candidate candidate;
    int64_t recording; /**< 0 where its passages are not bounded */
    struct passage passage;
    double closeness; /**< 1 but for resembling quotations */
    double share;     /**< the score is that of its candidate times this */
};

struct hits {
    struct search_hit *list; /**< in the arena */
    size_t n;
    size_t n_wanted;
    unsigned per_recording; /**< 0: any number */
    struct map recordings;  /**< of transcripts, where passages are bounded */
};

/** Want so many hits, which go to the arena; ST_NO_MEMORY.  End with
 * hits_finish(), also after a failure. */
enum status hits_init(struct hits *hits, struct arena *arena, size_t n_wanted);

/** Bound the passages of a recording, if there is a bound; the reader's
 * statuses. */
enum status hits_bound(struct hits *hits, struct reader *reader,
                       unsigned per_recording, struct error *error);

void hits_finish(struct hits *hits);

/** Begin another list; the one before is left as it is.  ST_NO_MEMORY. */
enum status hits_start_over(struct hits *hits, struct arena *arena);

/** Whether there are as many as wanted. */
static inline bool
hits_are_enough(const struct hits *hits)
{
    return hits->n == hits->n_wanted;
}

/** Add the passage of a candidate, unless a better hit shows it or its
 * recording has enough; there must be room.  ST_OK in both cases, else what
 * passage_make() says. */
enum status hits_add(struct hits *hits, const struct passage_source *from,
                     const struct candidate *candidate, double closeness,
                     struct error *error);

/** Add a hit of another list, likewise. */
void hits_add_again(struct hits *hits, const struct search_hit *hit);

/** Let scores go down also from the hits before one to those from it on,
 * which another look found. */
void hits_share_scores(struct hits *hits, size_t first);

#endif
