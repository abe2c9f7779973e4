/*
 * vendor_turns.c - who speaks when, and finding that out for each word.
 *
 * Owns the search; where turns come from is the formats' business.
 */
#include "format/vendor_turns.h"

#include "base/buffer.h"
#include "base/timecode.h"

#include <stdlib.h>

void
vendor_turns_finish(struct vendor_turns *turns)
{
    free(turns->items);
    *turns = (struct vendor_turns){0};
}

void
vendor_turns_add(struct vendor_turns *turns, const struct vendor_turn *turn)
{
    if (turn->start_ms == TIME_UNKNOWN || turn->speaker.size == 0) {
        return;
    }
    if (!array_grow(&turns->items, &turns->capacity, turns->count,
                    sizeof(*turns->items))) {
        turns->has_failed = true;
        return;
    }
    struct vendor_turn *item = &turns->items[turns->count++];
    *item = *turn;
    if (item->end_ms < item->start_ms) {
        item->end_ms = item->start_ms;
    }
}

/** Order turns by their start, then by their end. */
static int
compare_turns(const void *one, const void *other)
{
    const struct vendor_turn *a = one;
    const struct vendor_turn *b = other;
    if (a->start_ms != b->start_ms) {
        return a->start_ms < b->start_ms ? -1 : 1;
    }
    return (a->end_ms > b->end_ms) - (a->end_ms < b->end_ms);
}

/** The last turn that starts at or before a time; the first when all start
 * later. */
static size_t
search_turn(const struct vendor_turns *turns, int64_t time_ms)
{
    size_t low = 0;
    size_t high = turns->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (turns->items[middle].start_ms <= time_ms) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/** Who speaks at a time. */
static struct slice
speaker_at(const struct vendor_turns *turns, int64_t time_ms)
{
    const size_t at = search_turn(turns, time_ms);
    const struct vendor_turn *turn = &turns->items[at];
    if (time_ms > turn->end_ms && at + 1 < turns->count &&
        turn[1].start_ms - time_ms < time_ms - turn->end_ms) {
        turn++;
    }
    return turn->speaker;
}

void
vendor_turns_apply(struct vendor_turns *turns, struct vendor_words *words,
                   size_t from)
{
    words->has_failed |= turns->has_failed;
    if (turns->count == 0) {
        return;
    }
    qsort(turns->items, turns->count, sizeof(*turns->items), compare_turns);
    for (size_t i = from; i < words->count; i++) {
        struct vendor_word *word = &words->items[i];
        if (word->speaker.size == 0 && word->start_ms != TIME_UNKNOWN) {
            const int64_t end_ms =
                word->end_ms > word->start_ms ? word->end_ms : word->start_ms;
            const int64_t middle_ms =
                word->start_ms + (end_ms - word->start_ms) / 2;
            word->speaker = speaker_at(turns, middle_ms);
        }
    }
}
