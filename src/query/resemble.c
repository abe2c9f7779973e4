/*
 * The steps of an alignment, told as differences.
 */
#include "query/resemble.h"

#include "query/align.h"
#include "text/token.h"

/** A quotation cut into words. */
struct quotation {
    struct slice folded[ALIGN_WORDS_MAX]; /**< in the arena */
    struct slice typed[ALIGN_WORDS_MAX];  /**< in the sentence */
    size_t n;
};

/** Comparing under way. */
struct comparing {
    const struct quotation *quotation;
    const struct resemble_window *window;
    bool *is_same;
    struct arena *arena;
    struct resemblance *found;
};

/** Cut a sentence into words. */
static void
read_words(const struct query_sentence *sentence, struct arena *arena,
           struct quotation *quotation)
{
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, sentence->text);
    quotation->n = 0;
    while (quotation->n < ALIGN_WORDS_MAX && tokeniser_next(&tokeniser)) {
        const struct slice token = tokeniser_token(&tokeniser);
        quotation->folded[quotation->n] =
            (struct slice){arena_copy(arena, token), token.size};
        quotation->typed[quotation->n++] =
            slice_part(sentence->text, tokeniser.begin, tokeniser.end);
    }
}

/** Note a difference; without `asked` where no word was. */
static void
add(struct comparing *comparing, enum difference_kind kind,
    const struct slice *asked, size_t token)
{
    struct resemblance *found = comparing->found;
    found->differences[found->n_differences++] = (struct difference){
        kind, asked ? arena_copy(comparing->arena, *asked) : NULL, token};
}

/** Take in one step. */
static void
take_step(struct comparing *comparing, const struct align_step *step)
{
    const struct slice *asked = &comparing->quotation->typed[step->word];
    const size_t token = comparing->window->first + step->said;
    switch (step->op) {
    case ALIGN_CHANGED:
        add(comparing, DIFFERENCE_CHANGED, asked, token);
        break;
    case ALIGN_MISSING:
        add(comparing, DIFFERENCE_MISSING, asked, token);
        break;
    case ALIGN_ADDED:
        add(comparing, DIFFERENCE_ADDED, NULL, token);
        break;
    case ALIGN_SWAPPED:
    case ALIGN_SPLIT:
        comparing->is_same[token + 1] = true;
        comparing->is_same[token] = true;
        break;
    case ALIGN_SAME:
    case ALIGN_JOINED:
        comparing->is_same[token] = true;
        break;
    }
}

/** Mark what is spelled like the words that were asked for; where none is said
 * to the letter, that is what was found. */
static void
mark_alike(struct comparing *comparing, const struct alignment *alignment,
           const struct align_text *said)
{
    const struct align_step *steps = alignment->steps;
    for (size_t i = 0; i < alignment->n_steps; i++) {
        if (steps[i].op == ALIGN_CHANGED &&
            align_likeness(comparing->quotation->folded[steps[i].word],
                           said->words[steps[i].said]) > 0) {
            comparing->is_same[comparing->window->first + steps[i].said] = true;
        }
    }
}

/** Whether a step is one that takes words as they were asked for. */
static bool
is_agreeing(enum align_op op)
{
    return op != ALIGN_CHANGED && op != ALIGN_MISSING && op != ALIGN_ADDED;
}

enum status
resemble(const struct query_sentence *sentence,
         const struct resemble_window *window, bool *is_same,
         struct arena *arena, struct resemblance *found)
{
    struct quotation quotation;
    struct slice said[ALIGN_TEXT_MAX];
    struct alignment alignment;
    const size_t n = window->end - window->first;
    const struct align_text text = {said,
                                    n < ALIGN_TEXT_MAX ? n : ALIGN_TEXT_MAX};
    for (size_t i = 0; i < text.n; i++) {
        said[i] = window->stretch->tokens[window->first + i].folded;
    }
    read_words(sentence, arena, &quotation);
    if (arena->has_failed) {
        return ST_NO_MEMORY;
    }
    const struct align_text asked = {quotation.folded, quotation.n};
    TRY(align(&asked, NULL, &text, arena, &alignment));
    *found = (struct resemblance){
        .differences =
            arena_new(arena, alignment.n_steps, sizeof(*found->differences)),
    };
    if (!found->differences) {
        return ST_NO_MEMORY;
    }
    struct comparing comparing = {&quotation, window, is_same, arena, found};
    bool agrees = false;
    for (size_t i = 0; i < alignment.n_steps; i++) {
        take_step(&comparing, &alignment.steps[i]);
        agrees |= is_agreeing(alignment.steps[i].op);
    }
    if (!agrees) {
        mark_alike(&comparing, &alignment, &text);
    }
    return arena->has_failed ? ST_NO_MEMORY : ST_OK;
}
