/*
 * Finding loops: for each start, the shortest period that goes round often
 * enough wins, and the search goes on behind the loop.
 */
#include "ingest/loops.h"

/** Whether two segments say the same, by the same speaker. */
static bool
is_same(const struct transcript *transcript, size_t a, size_t b)
{
    const struct segment *left = &transcript->segments[a];
    const struct segment *right = &transcript->segments[b];
    return left->hash == right->hash && left->speaker == right->speaker &&
           slice_equal(transcript_segment_text(transcript, a),
                       transcript_segment_text(transcript, b));
}

/** Where a loop of that period ends that begins at `start`; `start` when
 * there is none. */
static size_t
loop_end(const struct transcript *transcript, size_t start, size_t period)
{
    size_t end = start + period;
    while (end < transcript->n_segments &&
           is_same(transcript, end, end - period)) {
        end++;
    }
    const size_t rounds = (end - start) / period;
    return rounds >= LOOP_ROUNDS_MIN ? end : start;
}

void
loops_mark(struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->n_segments;) {
        size_t end = i;
        size_t period = 0;
        while (end == i && period < LOOP_PERIOD_MAX) {
            period++;
            end = loop_end(transcript, i, period);
        }
        for (size_t k = i + period; k < end; k++) {
            transcript->segments[k].is_repeat = true;
        }
        i = end > i ? end : i + 1;
    }
}
