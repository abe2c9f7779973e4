/*
 * Dynamic programming over a table of costs, then back along the cheapest
 * way.
 */
#include "query/align.h"

#include "text/spelling.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

/** What steps cost. */
struct costs {
    double missing;
    double added;
    double swapped;
    double joined;
};

/** In edits; a changed word costs what its likeness leaves of 1, and an added
 * one less than a missing one: all that was asked is there. */
static const struct costs edits = {1, 0.9, 0.75, 0.25};

/** In nats; a changed word costs nothing, and what agrees gains its weight. */
static const struct costs nats = {ALIGN_MISSING_COST, ALIGN_ADDED_COST, 2, 1};

/** Words are alike from here on; shorter ones than this never are. */
static const double alike_min = 0.7;
enum { ALIKE_MIN_BYTES = 4, WORD_MAX_BYTES = 2 * (TOKEN_MAX_BYTES + 16) };

/** What an operation takes of the quotation and of the text. */
static const struct {
    uint8_t n_words;
    uint8_t n_said;
} takes[] = {
    [ALIGN_SAME] = {1, 1},  [ALIGN_CHANGED] = {1, 1}, [ALIGN_MISSING] = {1, 0},
    [ALIGN_ADDED] = {0, 1}, [ALIGN_SWAPPED] = {2, 2}, [ALIGN_JOINED] = {2, 1},
    [ALIGN_SPLIT] = {1, 2},
};

/** A place of the table: the cheapest way to lay the words before it along a
 * text that ends there. */
struct cell {
    float cost;
    uint8_t op;
};

/** An alignment in the making. */
struct aligning {
    const struct align_text *quotation;
    const struct align_text *text;
    const struct align_weight *weights; /**< NULL to count edits */
    const struct costs *costs;
    struct cell *cells; /**< owned; rows of text->n + 1 */
};

/** The cell after some words of the quotation and of the text. */
static struct cell *
cell_at(const struct aligning *aligning, size_t word, size_t said)
{
    return &aligning->cells[word * (aligning->text->n + 1) + said];
}

double
align_likeness(struct slice a, struct slice b)
{
    if (slice_equal(a, b)) {
        return 1;
    }
    const size_t longer = a.size > b.size ? a.size : b.size;
    const size_t shorter = a.size > b.size ? b.size : a.size;
    if (shorter < ALIKE_MIN_BYTES || longer > WORD_MAX_BYTES ||
        (double)shorter < alike_min * (double)longer) {
        return 0;
    }
    const unsigned max = (unsigned)((1 - alike_min) * (double)longer + 1e-9);
    const unsigned n = spelling_distance(a, b, max);
    return n > max ? 0 : 1 - (double)n / (double)longer;
}

double
align_mistake_likeness(struct slice asked, struct slice meant)
{
    const bool has_lost_one = meant.size == ALIKE_MIN_BYTES &&
                              asked.size + 1 == meant.size &&
                              spelling_distance(asked, meant, 1) == 1;
    return has_lost_one ? 1 - 1 / (double)meant.size
                        : align_likeness(asked, meant);
}

/** How alike two words written together are to a third that they make, or
 * nearly make; else 0. */
static double
joined_likeness(struct slice first, struct slice second, struct slice together)
{
    char joined[WORD_MAX_BYTES];
    if (first.size + second.size > sizeof(joined)) {
        return 0;
    }
    memcpy(joined, first.data, first.size);
    memcpy(joined + first.size, second.data, second.size);
    const struct slice both = {joined, first.size + second.size};
    const double likeness = align_likeness(both, together);
    /* Where one of them alone is as much alike, the other is another word. */
    return likeness > alike_min && likeness > align_likeness(first, together) &&
                   likeness > align_likeness(second, together)
               ? likeness
               : 0;
}

/** The last step of a way. */
struct way {
    enum align_op op;
    double cost;
};

/** Offer a cell a way. */
static void
offer(const struct aligning *aligning, size_t word, size_t said, struct way way)
{
    const struct cell *from = cell_at(aligning, word - takes[way.op].n_words,
                                      said - takes[way.op].n_said);
    struct cell *cell = cell_at(aligning, word, said);
    const float total = from->cost + (float)way.cost;
    if (total < cell->cost) {
        *cell = (struct cell){total, (uint8_t)way.op};
    }
}

/** What it gains, in nats, that something so alike to a word of the quotation
 * is said. */
static double
gain(const struct aligning *aligning, size_t word, double likeness)
{
    if (!aligning->weights) {
        return 0;
    }
    const struct align_weight *weight = &aligning->weights[word];
    return likeness < 1 ? likeness * weight->alike : weight->same;
}

/** Offer a cell the ways that take one word of each. */
static void
offer_pair(const struct aligning *aligning, size_t word, size_t said)
{
    const struct slice asked = aligning->quotation->words[word - 1];
    const struct slice heard = aligning->text->words[said - 1];
    const double likeness = aligning->weights
                                ? align_mistake_likeness(asked, heard)
                                : align_likeness(asked, heard);
    const struct way way = {
        likeness < 1 ? ALIGN_CHANGED : ALIGN_SAME,
        aligning->weights ? -gain(aligning, word - 1, likeness) : 1 - likeness,
    };
    offer(aligning, word, said, way);
}

/** Offer a cell the ways that take two words of the quotation. */
static void
offer_two_asked(const struct aligning *aligning, size_t word, size_t said)
{
    const struct slice *asked = &aligning->quotation->words[word - 2];
    const struct slice *heard = aligning->text->words;
    const double likeness =
        joined_likeness(asked[0], asked[1], heard[said - 1]);
    if (likeness > 0) {
        const struct way way = {
            ALIGN_JOINED,
            aligning->costs->joined - gain(aligning, word - 1, likeness) -
                gain(aligning, word - 2, likeness),
        };
        offer(aligning, word, said, way);
    }
    if (said > 1 && slice_equal(asked[0], heard[said - 1]) &&
        slice_equal(asked[1], heard[said - 2])) {
        const struct way way = {
            ALIGN_SWAPPED,
            aligning->costs->swapped - gain(aligning, word - 1, 1) -
                gain(aligning, word - 2, 1),
        };
        offer(aligning, word, said, way);
    }
}

/** Offer a cell the way that takes two words of the text. */
static void
offer_two_said(const struct aligning *aligning, size_t word, size_t said)
{
    const struct slice asked = aligning->quotation->words[word - 1];
    const struct slice *heard = &aligning->text->words[said - 2];
    const double likeness = joined_likeness(heard[0], heard[1], asked);
    if (likeness > 0) {
        const struct way way = {
            ALIGN_SPLIT,
            aligning->costs->joined - gain(aligning, word - 1, likeness),
        };
        offer(aligning, word, said, way);
    }
}

/** Fill the table, row by row. */
static void
fill(const struct aligning *aligning)
{
    for (size_t word = 1; word <= aligning->quotation->n; word++) {
        for (size_t said = 0; said <= aligning->text->n; said++) {
            cell_at(aligning, word, said)->cost = 1e9F;
            offer(aligning, word, said,
                  (struct way){ALIGN_MISSING, aligning->costs->missing});
            if (said > 0) {
                offer_pair(aligning, word, said);
                offer(aligning, word, said,
                      (struct way){ALIGN_ADDED, aligning->costs->added});
            }
            if (word > 1 && said > 0) {
                offer_two_asked(aligning, word, said);
            }
            if (said > 1) {
                offer_two_said(aligning, word, said);
            }
        }
    }
}

/** Where in the text the cheapest way ends; the first of equal ones. */
static size_t
find_end(const struct aligning *aligning)
{
    const size_t n = aligning->quotation->n;
    size_t best = 0;
    for (size_t said = 1; said <= aligning->text->n; said++) {
        if (cell_at(aligning, n, said)->cost <
            cell_at(aligning, n, best)->cost) {
            best = said;
        }
    }
    return best;
}

/** How many edits a step is. */
static double
edits_of(const struct aligning *aligning, const struct align_step *step)
{
    switch (step->op) {
    case ALIGN_CHANGED:
        return 1 - align_likeness(aligning->quotation->words[step->word],
                                  aligning->text->words[step->said]);
    case ALIGN_MISSING:
        return edits.missing;
    case ALIGN_ADDED:
        return edits.added;
    case ALIGN_SWAPPED:
        return edits.swapped;
    case ALIGN_JOINED:
    case ALIGN_SPLIT:
        return edits.joined;
    case ALIGN_SAME:
        break;
    }
    return 0;
}

/** Walk back along the cheapest way and note its steps, first one first. */
static enum status
trace(const struct aligning *aligning, struct arena *arena,
      struct alignment *found)
{
    const size_t n_words = aligning->quotation->n;
    size_t word = n_words;
    size_t said = find_end(aligning);
    const double gained = -(double)cell_at(aligning, word, said)->cost;
    size_t n = word + said;
    const size_t n_most = n;
    struct align_step *steps = arena_new(arena, n, sizeof(*steps));
    if (!steps) {
        return ST_NO_MEMORY;
    }
    *found = (struct alignment){.end = (uint32_t)said};
    double n_edits = 0;
    while (word > 0) {
        const enum align_op op =
            (enum align_op)cell_at(aligning, word, said)->op;
        word -= takes[op].n_words;
        said -= takes[op].n_said;
        steps[--n] = (struct align_step){op, (uint32_t)word, (uint32_t)said};
        n_edits += edits_of(aligning, &steps[n]);
    }
    const double closeness = 1 - n_edits / (double)n_words;
    found->closeness = closeness > 0 ? closeness : 0;
    found->agreement = gained > 0 ? gained : 0;
    found->first = (uint32_t)said;
    found->steps = steps + n;
    found->n_steps = n_most - n;
    return ST_OK;
}

enum status
align(const struct align_text *quotation, const struct align_weight *weights,
      const struct align_text *text, struct arena *arena,
      struct alignment *found)
{
    struct aligning aligning = {.quotation = quotation,
                                .text = text,
                                .weights = weights,
                                .costs = weights ? &nats : &edits};
    if (quotation->n == 0 || text->n == 0) {
        *found = (struct alignment){0};
        return ST_OK;
    }
    aligning.cells =
        calloc((quotation->n + 1) * (text->n + 1), sizeof(*aligning.cells));
    if (!aligning.cells) {
        return ST_NO_MEMORY;
    }
    fill(&aligning);
    const enum status status = trace(&aligning, arena, found);
    free(aligning.cells);
    return status;
}
