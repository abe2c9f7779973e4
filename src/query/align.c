/*
 * Dynamic programming over a table of costs, then back along the cheapest
 * way.
 */
#include "query/align.h"

#include "query/weight.h"
#include "text/spelling.h"
#include "text/token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** What steps cost; a changed word costs what its likeness leaves of 1. */
static const double edit_cost = 1;
static const double added_cost = 0.9; /* less: all that was asked is there */
static const double swap_cost = 0.75;
static const double join_cost = 0.25;

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
    struct cell *cells; /**< owned; rows of text->n + 1 */
};

/** The cell after some words of the quotation and of the text. */
static struct cell *
cell_at(const struct aligning *aligning, size_t word, size_t said)
{
    return &aligning->cells[word * (aligning->text->n + 1) + said];
}

double
align_nearness(unsigned drift)
{
    const double places = 1 + 2 * (double)drift;
    return places < PASSAGE_TOKENS ? log(PASSAGE_TOKENS / places) : 0;
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

/** Whether two words written together make, or nearly make, a third. */
static bool
is_joined(struct slice first, struct slice second, struct slice together)
{
    char joined[WORD_MAX_BYTES];
    if (first.size + second.size > sizeof(joined)) {
        return false;
    }
    memcpy(joined, first.data, first.size);
    memcpy(joined + first.size, second.data, second.size);
    const struct slice both = {joined, first.size + second.size};
    const double likeness = align_likeness(both, together);
    /* Where one of them alone is as much alike, the other is another word. */
    return likeness > alike_min && likeness > align_likeness(first, together) &&
           likeness > align_likeness(second, together);
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

/** Offer a cell the ways that take one word of each. */
static void
offer_pair(const struct aligning *aligning, size_t word, size_t said)
{
    const struct slice asked = aligning->quotation->words[word - 1];
    const struct slice heard = aligning->text->words[said - 1];
    const double likeness = align_likeness(asked, heard);
    offer(aligning, word, said,
          (struct way){likeness < 1 ? ALIGN_CHANGED : ALIGN_SAME,
                       edit_cost * (1 - likeness)});
}

/** Offer a cell the ways that take two words of either. */
static void
offer_two(const struct aligning *aligning, size_t word, size_t said)
{
    const struct slice *asked = aligning->quotation->words;
    const struct slice *heard = aligning->text->words;
    if (word > 1 &&
        is_joined(asked[word - 2], asked[word - 1], heard[said - 1])) {
        offer(aligning, word, said, (struct way){ALIGN_JOINED, join_cost});
    }
    if (said > 1 &&
        is_joined(heard[said - 2], heard[said - 1], asked[word - 1])) {
        offer(aligning, word, said, (struct way){ALIGN_SPLIT, join_cost});
    }
    if (word > 1 && said > 1 && slice_equal(asked[word - 1], heard[said - 2]) &&
        slice_equal(asked[word - 2], heard[said - 1])) {
        offer(aligning, word, said, (struct way){ALIGN_SWAPPED, swap_cost});
    }
}

/** Fill the table, row by row. */
static void
fill(const struct aligning *aligning)
{
    for (size_t word = 1; word <= aligning->quotation->n; word++) {
        for (size_t said = 0; said <= aligning->text->n; said++) {
            cell_at(aligning, word, said)->cost = 1e9F;
            offer(aligning, word, said, (struct way){ALIGN_MISSING, edit_cost});
            if (said > 0) {
                offer_pair(aligning, word, said);
                offer(aligning, word, said,
                      (struct way){ALIGN_ADDED, added_cost});
                offer_two(aligning, word, said);
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

/** How much of what a step asks for is said. */
static double
agreement_of(const struct aligning *aligning, const struct align_step *step,
             const double *weights)
{
    const struct slice *asked = aligning->quotation->words;
    const struct slice *heard = aligning->text->words;
    const double weight = weights ? weights[step->word] : 1;
    switch (step->op) {
    case ALIGN_CHANGED: {
        const double likeness =
            align_likeness(asked[step->word], heard[step->said]);
        return weight * likeness * likeness;
    }
    case ALIGN_SAME:
    case ALIGN_SPLIT:
        return weight;
    case ALIGN_SWAPPED:
    case ALIGN_JOINED:
        return weight + (weights ? weights[step->word + 1] : 1);
    case ALIGN_MISSING:
    case ALIGN_ADDED:
        break;
    }
    return 0;
}

/** Whether a step says what was asked, or nearly. */
static bool
agrees(const struct aligning *aligning, const struct align_step *step)
{
    const struct slice *asked = aligning->quotation->words;
    const struct slice *heard = aligning->text->words;
    return step->op == ALIGN_CHANGED
               ? align_likeness(asked[step->word], heard[step->said]) > 0
               : step->op != ALIGN_MISSING && step->op != ALIGN_ADDED;
}

/** Walk back along the cheapest way and note its steps, first one first. */
static enum status
trace(const struct aligning *aligning, const double *weights,
      struct arena *arena, struct alignment *found)
{
    size_t word = aligning->quotation->n;
    size_t said = find_end(aligning);
    const float cost = cell_at(aligning, word, said)->cost;
    size_t n = word + said;
    struct align_step *steps = arena_new(arena, n, sizeof(*steps));
    if (!steps) {
        return ST_NO_MEMORY;
    }
    *found = (struct alignment){.end = (uint32_t)said};
    const size_t n_most = n;
    size_t n_agreeing = 0;
    unsigned drift = 0;
    while (word > 0) {
        const enum align_op op =
            (enum align_op)cell_at(aligning, word, said)->op;
        word -= takes[op].n_words;
        said -= takes[op].n_said;
        const struct align_step step = {op, (uint32_t)word, (uint32_t)said};
        steps[--n] = step;
        found->agreement += agreement_of(aligning, &step, weights);
        if (agrees(aligning, &step)) {
            /* Seen from the end: the words between are known by now. */
            found->agreement += n_agreeing > 0 ? align_nearness(drift) : 0;
            drift = 0;
            n_agreeing++;
        }
        drift += op == ALIGN_MISSING || op == ALIGN_ADDED;
    }
    const double closeness = 1 - (double)cost / (double)aligning->quotation->n;
    found->closeness = closeness > 0 ? closeness : 0;
    found->first = (uint32_t)said;
    found->steps = steps + n;
    found->n_steps = n_most - n;
    return ST_OK;
}

enum status
align(const struct align_text *quotation, const double *weights,
      const struct align_text *text, struct arena *arena,
      struct alignment *found)
{
    struct aligning aligning = {.quotation = quotation, .text = text};
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
    const enum status status = trace(&aligning, weights, arena, found);
    free(aligning.cells);
    return status;
}
