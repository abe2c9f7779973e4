/*
 * verdict.h - what the places that resemble a sentence tell of what was meant
 * by it.
 */
#ifndef QUOTH_QUERY_VERDICT_H
#define QUOTH_QUERY_VERDICT_H

#include "query/quote.h"

/** How much of a sentence agrees with a place. */
struct likeness {
    double closeness; /**< of its words */
    double share;     /**< of their weight */
};

/** Resembling so closely goes before all words being there; and less than
 * this is not told. */
extern const struct likeness verdict_close;
extern const struct likeness verdict_alike;

/** What one must be like at least, to stand beside the best of them: beside
 * one that is much closer the rest is no answer. */
struct likeness verdict_least(const struct quote_matches *matches,
                              struct likeness least);

/** Whether a match is so much like the sentence, or so much of it agrees that
 * it is hardly by chance. */
bool verdict_is_enough(const struct quote_match *match, struct likeness least);

/** Whether hardly more agrees with the best place than with some others. */
bool verdict_is_way_to_ask(const struct quote_matches *matches);

/** Whether what was typed without quotation marks is a quotation all the same
 * by what resembles it. */
bool verdict_is_quotation(const struct quote_matches *matches);

/** Whether the place that is most like the sentence lacks the rarest of its
 * words, and is not where these were found, if they were. */
bool verdict_lacks_rarest(const struct quote_matches *matches,
                          const struct candidate *found);

/** Whether a sentence that is said so likely at a place that has its words is
 * likelier to be what it resembles most. */
bool verdict_is_likelier(const struct quote_matches *matches,
                         const struct candidate *place, double likelihood);

#endif
