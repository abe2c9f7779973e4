/*
 * quote.h - quotations that somebody remembers not quite right.
 *
 * The places where the words of a quotation meet are found through the index;
 * there the quotation is aligned with what is said, word by word.
 */
#ifndef QUOTH_QUERY_QUOTE_H
#define QUOTH_QUERY_QUOTE_H

#include "base/arena.h"
#include "query/align.h"
#include "query/best.h"
#include "query/tree.h"
#include "store/read.h"

/** A place that resembles a quotation. */
struct quote_match {
    struct candidate candidate;
    double closeness; /**< share of words that agree, 0 to 1 */
    double surprise;  /**< above 0: so much agrees that it is hardly by chance
                           in an archive of this size (in nats) */
    double share;     /**< the same by the weight of words: rare ones matter */
    bool has_rarest;  /**< the rarest word that anybody says agrees */
};

/** What to look for, and how. */
struct quote_search {
    struct reader *reader;
    const struct query *query; /**< its sentence, filters and index count */
    struct arena *arena;       /**< where the matches go */
    int64_t n_tokens;          /**< in the archive */
    size_t n_best;             /**< matches wanted */
    bool keeps_same;           /**< places that say the same are all told */
};

struct quote_matches {
    struct quote_match *matches; /**< best first; in the arena */
    size_t n;
};

/** A quotation being looked for. */
struct quoting;

/** Read the query's sentence and weigh its words.  End with quote_finish() in
 * any case. */
enum status quote_start(const struct quote_search *search,
                        struct quoting **started, struct error *error);

/** Find the places that resemble the sentence most; once. */
enum status quote_find(struct quoting *quoting, struct quote_matches *found);

/** How much likelier it is that the sentence is about what is said at a place
 * than about any other (in nats, as the score of a match): its words count
 * also where they are not in order. */
enum status quote_weigh(const struct quoting *quoting,
                        const struct candidate *candidate, double *likelihood);

void quote_finish(struct quoting *quoting);

#endif
