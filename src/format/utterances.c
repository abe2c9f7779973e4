/*
 * Utterances of several speakers, brought into the order of time.
 */
#include "format/utterances.h"

#include "base/buffer.h"

#include <stdlib.h>

/* Where words without punctuation are cut; as vendor_words.h has it. */
enum {
    PAUSE_MS = 1500, /* always */
    BREATH_MS = 300, /* what lasts so long: */
    BREATH_AFTER_MS = 5000,
    UTTERANCE_MS = 16 * 1000,
    UTTERANCE_WORDS = 40,
};

void
utterances_add(struct utterances *turns, const struct utterance *turn)
{
    if (turns->status != ST_OK) {
        return;
    }
    if (turns->n == UTTERANCES_MAX) {
        turns->status = ST_TOO_MANY_SEGMENTS;
        return;
    }
    if (!array_grow(&turns->items, &turns->capacity, turns->n, sizeof(*turn))) {
        turns->status = ST_NO_MEMORY;
        return;
    }
    const struct utterance *before =
        turns->n > 0 ? &turns->items[turns->n - 1] : NULL;
    struct utterance *added = &turns->items[turns->n];
    *added = *turn;
    added->order = (uint32_t)turns->n++;
    added->sort_ms = turn->start_ms;
    if (turn->start_ms < 0 && before && before->group == turn->group) {
        added->sort_ms = before->sort_ms;
    }
}

/** Order two turns; no two are equal. */
static int
compare(const void *one, const void *other)
{
    const struct utterance *a = one;
    const struct utterance *b = other;
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    if (a->sort_ms != b->sort_ms) {
        return a->sort_ms < b->sort_ms ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

/** Whether turns are in order, as those of most files. */
static bool
is_sorted(const struct utterances *turns)
{
    for (size_t i = 1; i < turns->n; i++) {
        if (compare(&turns->items[i - 1], &turns->items[i]) > 0) {
            return false;
        }
    }
    return true;
}

void
utterances_sort(struct utterances *turns)
{
    if (!is_sorted(turns)) {
        qsort(turns->items, turns->n, sizeof(*turns->items), compare);
    }
}

/** Whether two words are of one group and speaker. */
static bool
is_same_speaker(const struct utterance *a, const struct utterance *b)
{
    return a->group == b->group && slice_equal(a->speaker, b->speaker);
}

/** Whether a word begins a new turn, `turn` being the one before. */
static bool
is_cut_before(const struct utterance *turn, const struct utterance *word)
{
    if (turn->count == UTTERANCE_WORDS) {
        return true;
    }
    if (word->start_ms < 0 || turn->start_ms < 0 || turn->end_ms < 0) {
        return false;
    }
    const int64_t pause_ms = word->start_ms - turn->end_ms;
    const int64_t length_ms = turn->end_ms - turn->start_ms;
    return pause_ms >= PAUSE_MS || length_ms >= UTTERANCE_MS ||
           (pause_ms >= BREATH_MS && length_ms >= BREATH_AFTER_MS) ||
           word->start_ms < turn->start_ms;
}

void
utterances_add_word(struct utterances *turns, const struct utterance *word)
{
    struct utterance *turn = turns->n > 0 ? &turns->items[turns->n - 1] : NULL;
    if (turn && is_same_speaker(turn, word) && !is_cut_before(turn, word)) {
        turn->count++;
        turn->end_ms =
            word->end_ms > turn->end_ms ? word->end_ms : turn->end_ms;
        return;
    }
    struct utterance first = *word;
    first.count = 1;
    utterances_add(turns, &first);
}

void
utterances_finish(struct utterances *turns)
{
    free(turns->items);
    *turns = (struct utterances){0};
}
