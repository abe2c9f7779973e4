/*
 * chain.h - words of a quotation that are said where it has them.
 *
 * Words that are said as far apart as they are quoted stand on one diagonal:
 * the token less the place in the quotation is the same for all of them.  A
 * chain goes along a diagonal for nothing, and to one nearby at a cost.
 */
#ifndef QUOTH_QUERY_CHAIN_H
#define QUOTH_QUERY_CHAIN_H

#include "query/align.h"

#include <stdint.h>

/** Diagonals that a chain may be on: a power of two, more than there are
 * between the first and the last word of a quotation. */
enum { CHAIN_DIAGONALS = 2 * ALIGN_WORDS_MAX };

/** A word of the quotation, or what is like it, is said at a token. */
struct chain_event {
    uint32_t at;
    uint32_t word; /**< index in the quotation */
    double weight; /**< how much that tells, in nats */
};

/** Words in the order of the quotation. */
struct chain {
    double score;   /**< their weights less what drifting costs */
    uint32_t first; /**< token of the first one */
    uint32_t end;   /**< token after the last one */
};

/** The best chain on a diagonal. */
struct chain_diagonal {
    uint64_t key; /**< of the diagonal and the transcript */
    struct chain chain;
    uint32_t word; /**< last one of the chain */
};

struct chains {
    struct chain_diagonal diagonals[CHAIN_DIAGONALS];
    uint64_t transcript; /**< how many were started */
    uint32_t drift_max;
};

/** Prepare for a quotation of so many words. */
void chains_init(struct chains *chains, size_t n_words);

/** Begin with another transcript. */
void chains_start(struct chains *chains);

/** Take the next event in, by token: the best chain that ends with it. */
struct chain chains_add(struct chains *chains, const struct chain_event *event);

#endif
