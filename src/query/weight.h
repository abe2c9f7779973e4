/*
 * weight.h - how much it tells that a word is said.
 *
 * An inverse frequency as in BM25 (Robertson and Zaragoza 2009), at the
 * scale of passages.
 */
#ifndef QUOTH_QUERY_WEIGHT_H
#define QUOTH_QUERY_WEIGHT_H

#include <math.h>
#include <stdint.h>

/** Words in a passage, for turning counts into frequencies of passages. */
enum { PASSAGE_TOKENS = 32 };

/** The weight of what is said so often among n_tokens. */
static inline double
weight_of(double n_said, int64_t n_tokens)
{
    const double n_passages = (double)n_tokens / PASSAGE_TOKENS + 1;
    return log1p(n_passages / (n_said + 0.5));
}

#endif
