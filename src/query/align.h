/*
 * align.h - a quotation beside what was said, word by word.
 *
 * The whole quotation is laid along any stretch of the text with the lowest
 * cost: a semi-global alignment (Sellers 1980) in which besides insertion,
 * deletion and substitution two neighbouring words may be exchanged (Damerau
 * 1964), and one word may stand for two that are written together.
 */
#ifndef QUOTH_QUERY_ALIGN_H
#define QUOTH_QUERY_ALIGN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How one step of an alignment goes. */
enum align_op {
    ALIGN_SAME,    /**< one word of each, the same */
    ALIGN_CHANGED, /**< one word of each, different */
    ALIGN_MISSING, /**< a word of the quotation that is not said */
    ALIGN_ADDED,   /**< a word that the quotation does not have */
    ALIGN_SWAPPED, /**< two words of each, the other way round */
    ALIGN_JOINED,  /**< two words of the quotation, said as one */
    ALIGN_SPLIT,   /**< one word of the quotation, said as two */
};

struct align_step {
    enum align_op op;
    uint32_t word; /**< of the quotation, where the step begins */
    uint32_t said; /**< of the text, where the step begins */
};

/** A quotation, or the text to lay it along: folded words. */
struct align_text {
    const struct slice *words;
    size_t n;
};

struct alignment {
    struct align_step *steps; /**< in the order of the text; in the arena */
    size_t n_steps;
    uint32_t first;   /**< first word of the text that takes part */
    uint32_t end;     /**< after the last one */
    double closeness; /**< 1 less the edits a word, never below 0 */
    double agreement; /**< how much likelier it is that this is what was
                           quoted than that it is not (in nats); 0 without
                           weights */
};

/** How much it tells that a word of the quotation agrees, in nats. */
struct align_weight {
    double same;  /**< where the very word is said */
    double alike; /**< where a word is said that is spelled like it */
};

/** The most words of a quotation, and of a text, that are aligned. */
enum { ALIGN_WORDS_MAX = 256, ALIGN_TEXT_MAX = 1024 };

/** What it takes away that a word of the quotation is missing in the text, and
 * that the text has one more (in nats): memories and recognisers rather change
 * words, and sooner leave one out than they make one up. */
#define ALIGN_MISSING_COST 4.0
#define ALIGN_ADDED_COST 1.5

/**
 * Lay a quotation along a text.  Without `weights` the way with the fewest
 * edits is found; with them, one a word of the quotation, the likeliest.
 * ST_NO_MEMORY.
 */
enum status align(const struct align_text *quotation,
                  const struct align_weight *weights,
                  const struct align_text *text, struct arena *arena,
                  struct alignment *found);

/** How alike two words are: 1 for the same, 0 for nothing alike; by the
 * letters that must be changed (Damerau-Levenshtein), most of the word
 * agreeing. */
double align_likeness(struct slice a, struct slice b);

/** How alike what was asked is to what may have been meant: likewise, and one
 * of four letters may have lost one. */
double align_mistake_likeness(struct slice asked, struct slice meant);

#endif
