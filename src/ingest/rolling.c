/*
 * Rolling captions: what each cue repeats of the one before is the longest
 * end of that one's text which is its own beginning, in whole words, byte for
 * byte.  Words stand between spaces; how much is enough is counted in tokens,
 * since whole lines of Chinese are one such word.
 *
 * Cutting and moving are the transcript's own.
 */
#include "ingest/rolling.h"

#include "base/timecode.h"
#include "text/token.h"

#include <stdlib.h>

enum {
    /* What captions show at once is less; only that much of a cue is
     * compared, which bounds the table below. */
    SHOWN_BYTES = 2048,
    GAP_MAX_MS = 1000,
    REPEATED_TOKENS_MIN = 3,

    /* Captions roll where that many cues, and a third of all, go on from the
     * one before.  Real ones do nearly always, others next to never. */
    ROLLING_PAIRS_MIN = 3,
    ROLLING_SHARE = 3,

    /* Cues that a joint may repeat. */
    JOINT_CUES = 4,
};

/** Whether one segment follows another so closely that both may show the
 * same words. */
static bool
is_touching(const struct segment *before, const struct segment *segment)
{
    return before->start_ms != TIME_UNKNOWN && before->end_ms != TIME_UNKNOWN &&
           segment->start_ms >= before->start_ms &&
           segment->start_ms - before->end_ms <= GAP_MAX_MS &&
           before->speaker == segment->speaker;
}

/** Whether a segment is another one once more, times and all. */
static bool
is_twin(const struct transcript *transcript, size_t a, size_t b)
{
    const struct segment *left = &transcript->segments[a];
    const struct segment *right = &transcript->segments[b];
    return left->start_ms == right->start_ms && left->end_ms == right->end_ms &&
           left->start_ms < left->end_ms && left->speaker == right->speaker &&
           slice_equal(transcript_segment_text(transcript, a),
                       transcript_segment_text(transcript, b));
}

/** Whether one of the last segments is the same. */
static bool
has_twin(const struct transcript *transcript, size_t index)
{
    for (size_t i = 1; i <= JOINT_CUES && i <= index; i++) {
        if (is_twin(transcript, index - i, index)) {
            return true;
        }
    }
    return false;
}

/** Whether a text may be cut at an offset: its words are whole there. */
static bool
is_between_words(struct slice text, size_t at)
{
    return at == 0 || at == text.size || text.data[at] == ' ' ||
           text.data[at - 1] == ' ';
}

/** The length of the longest beginning of `text` that ends `shown`, both at
 * most SHOWN_BYTES long, in whole words. */
static size_t
common_size(struct slice shown, struct slice text)
{
    /* borders[n]: the longest proper beginning of text[0..n) that also ends
     * it (Knuth, Morris, Pratt). */
    uint16_t borders[SHOWN_BYTES + 1];
    borders[0] = borders[1] = 0;
    for (size_t n = 1, border = 0; n < text.size; n++) {
        while (border > 0 && text.data[border] != text.data[n]) {
            border = borders[border];
        }
        border += text.data[border] == text.data[n];
        borders[n + 1] = (uint16_t)border;
    }
    size_t size = 0;
    for (size_t at = 0; at < shown.size; at++) {
        if (size == text.size) {
            size = borders[size];
        }
        while (size > 0 && text.data[size] != shown.data[at]) {
            size = borders[size];
        }
        size += text.size > 0 && text.data[size] == shown.data[at];
    }
    while (size > 0 && !(is_between_words(text, size) &&
                         is_between_words(shown, shown.size - size))) {
        size = borders[size];
    }
    return size;
}

/** Whether the first word of a text is somewhere in what was shown: most
 * often it is not, and nothing needs to be compared. */
static bool
may_repeat(struct slice shown, struct slice text)
{
    const struct slice word =
        slice_part(text, 0, slice_find(text, SLICE(" "), 0));
    return slice_find(shown, word, 0) < shown.size;
}

/** Whether a text has at least as many tokens. */
static bool
has_tokens(struct slice text, size_t n)
{
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, text);
    while (n > 0 && tokeniser_next(&tokeniser)) {
        n--;
    }
    return n == 0;
}

/** The front of a segment that may be a repeat: what has word times of its
 * own is new, but for the first word, whose time may be the segment's.
 * *word is the first word time of this segment or a later one. */
static struct slice
untimed_front(const struct transcript *transcript, size_t index, size_t *word)
{
    const struct slice text = transcript_segment_text(transcript, index);
    size_t end = text.size;
    for (; *word < transcript->n_words; (*word)++) {
        const struct word_time *time = &transcript->words[*word];
        if (time->segment > index) {
            break;
        }
        if (time->segment == index && time->offset > 0 && time->offset < end) {
            end = time->offset;
        }
    }
    return slice_part(text, 0, end < SHOWN_BYTES ? end : SHOWN_BYTES);
}

/** How many bytes of the front of a segment's text were shown before, in
 * whole words; 0 where that is too little to tell. */
static size_t
shown_size(struct slice before, struct slice text, struct slice front)
{
    const size_t hidden =
        before.size > SHOWN_BYTES ? before.size - SHOWN_BYTES : 0;
    const struct slice shown = slice_from(before, hidden);
    if (!may_repeat(shown, front)) {
        return 0;
    }
    const size_t size = common_size(shown, front);
    const bool is_whole = size == text.size || size == before.size;
    const bool is_enough =
        size > 0 && (is_whole || has_tokens(slice_part(text, 0, size),
                                            REPEATED_TOKENS_MIN));
    return is_enough ? size : 0;
}

/** How many bytes of a segment the one before has shown; all of it where no
 * new word is left, which only counts without any gap. */
static size_t
repeated_size(const struct transcript *transcript, size_t index,
              struct slice front)
{
    const struct segment *segment = &transcript->segments[index];
    if (!is_touching(segment - 1, segment)) {
        return 0;
    }
    const struct slice text = transcript_segment_text(transcript, index);
    const size_t size =
        shown_size(transcript_segment_text(transcript, index - 1), text, front);
    if (size == 0 || has_tokens(slice_from(text, size), 1)) {
        return size;
    }
    return segment->start_ms <= segment[-1].end_ms ? text.size : 0;
}

/** Note what each segment repeats, and count those that go on from the one
 * before: saying the very same once more is no evidence, loops do so. */
static size_t
find_repeated(const struct transcript *transcript, size_t *cuts)
{
    size_t n_pairs = 0;
    size_t word = 0;
    for (size_t i = 1; i < transcript->n_segments; i++) {
        const struct slice front = untimed_front(transcript, i, &word);
        cuts[i] = repeated_size(transcript, i, front);
        const struct slice text = transcript_segment_text(transcript, i);
        const struct slice before = transcript_segment_text(transcript, i - 1);
        n_pairs += cuts[i] > 0 && !slice_equal(text, before);
    }
    return n_pairs;
}

/** Note the segments that are there twice; whether there are any.  Only joints
 * make them: elsewhere short answers may well share their coarse times. */
static bool
find_twins(const struct transcript *transcript, size_t *cuts)
{
    bool has_any = false;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const bool is_second = has_twin(transcript, i);
        cuts[i] = is_second ? transcript->segments[i].size : 0;
        has_any |= is_second;
    }
    return has_any;
}

enum status
rolling_reduce(struct transcript *transcript)
{
    size_t *cuts = calloc(transcript->n_segments + 1, sizeof(*cuts));
    if (!cuts) {
        return ST_NO_MEMORY;
    }
    if (transcript->is_joined && find_twins(transcript, cuts)) {
        transcript_cut_fronts(transcript, cuts);
    }
    cuts[0] = 0; /* as find_repeated() leaves it */
    const size_t n_pairs = find_repeated(transcript, cuts);
    if (n_pairs >= ROLLING_PAIRS_MIN &&
        n_pairs >= transcript->n_segments / ROLLING_SHARE) {
        transcript_cut_fronts(transcript, cuts);
    }
    free(cuts);
    return ST_OK;
}
