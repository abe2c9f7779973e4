/*
 * Captions that are there once for each of their words.
 *
 *     00:00.000 --> 00:00.240        00:00.240 --> 00:00.600
 *     <u>Mind</u> the step           Mind <u>the</u> step
 *
 * Whisper's `--highlight_words` and stable-ts write them so.  The format has
 * given each marked word the times of its caption; here the captions become
 * one.  Said twice, a text begins anew where an earlier word is marked.
 */
#include "format/highlight.h"

#include "format/lines.h"

#include "base/timecode.h"

#include <stdlib.h>

enum {
    CUES_MIN = 4,
    GAP_MAX_MS = 3000, /**< between two words of a caption */
};

size_t
highlight_find(struct slice line, size_t at)
{
    static const struct slice tags[] = {SLICE_INIT("<u>"),
                                        SLICE_INIT("<font color=")};
    for (at = slice_find(line, SLICE("<"), at); at < line.size;
         at = slice_find(line, SLICE("<"), at + 1)) {
        for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
            if (slice_starts(slice_from(line, at), tags[i])) {
                return at;
            }
        }
    }
    return at;
}

bool
highlight_is_used(struct slice text)
{
    size_t n_cues = 0;
    size_t n_marked = 0; /* lines with one mark */
    size_t n_other = 0;  /* lines with more */
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = lines.line;
        n_cues += slice_find(line, SLICE("-->"), 0) < line.size;
        const size_t mark = highlight_find(line, 0);
        if (mark == line.size) {
            continue;
        }
        if (highlight_find(line, mark + 1) == line.size) {
            n_marked++;
        } else {
            n_other++;
        }
    }
    return n_cues >= CUES_MIN && n_marked * 10 >= n_cues * 6 &&
           n_other * 10 <= n_marked;
}

/** The end of the words of a segment that begin at `word`. */
static size_t
end_of_words(const struct transcript *transcript, size_t word, size_t segment)
{
    while (word < transcript->n_words &&
           transcript->words[word].segment == segment) {
        word++;
    }
    return word;
}

/** Whether a segment goes on with the one before it. */
static bool
is_going_on(const struct transcript *transcript, size_t index)
{
    const struct segment *segment = &transcript->segments[index];
    const struct segment *before = segment - 1;
    return segment->speaker == before->speaker &&
           segment->start_ms >= before->start_ms &&
           segment->start_ms - before->end_ms <= GAP_MAX_MS &&
           slice_equal(transcript_segment_text(transcript, index - 1),
                       transcript_segment_text(transcript, index));
}

void
highlight_join(struct transcript *transcript)
{
    bool *is_repeat = calloc(transcript->n_segments + 1, sizeof(*is_repeat));
    size_t word = 0;
    int64_t offset = -1; /* of the last marked word */
    if (!is_repeat) {
        transcript->status = ST_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const size_t end = end_of_words(transcript, word, i);
        const bool has_word = end == word + 1;
        const int64_t next =
            has_word ? (int64_t)transcript->words[word].offset : offset;
        is_repeat[i] = i > 0 && is_going_on(transcript, i) && end <= word + 1 &&
                       (!has_word || next > offset);
        offset = is_repeat[i] || has_word ? next : -1;
        word = end;
    }
    transcript_join(transcript, is_repeat);
    free(is_repeat);
}
