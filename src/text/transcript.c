/*
 * transcript.c - one transcript in memory, filled segment by segment.
 *
 * Owns the arrays of segments, word times and speakers, and what becomes of
 * empty segments, of words without text, and of too many of anything.
 * Cleaning text is the normaliser's, judging it the classifier's; which
 * times make sense is known to the formats.
 */
#include "text/transcript.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
transcript_init(struct transcript *transcript)
{
    *transcript = (struct transcript){.status = ST_OK};
    buffer_init(&transcript->text, TEXT_MAX_BYTES);
    buffer_init(&transcript->names, TEXT_MAX_BYTES);
    buffer_init(&transcript->title, TEXT_MAX_BYTES);
    buffer_init(&transcript->language, TEXT_MAX_BYTES);
    buffer_init(&transcript->url, TEXT_MAX_BYTES);
    buffer_init(&transcript->date, TEXT_MAX_BYTES);
}

void
transcript_finish(struct transcript *transcript)
{
    buffer_finish(&transcript->text);
    buffer_finish(&transcript->names);
    buffer_finish(&transcript->title);
    buffer_finish(&transcript->language);
    buffer_finish(&transcript->url);
    buffer_finish(&transcript->date);
    free(transcript->segments);
    free(transcript->speakers);
    free(transcript->speakers_sorted);
    free(transcript->words);
    transcript_init(transcript);
}

/** The segment that is open; it is counted when it is closed. */
static struct segment *
open_segment(struct transcript *transcript)
{
    return &transcript->segments[transcript->n_segments];
}

/**
 * What a failed buffer failed of, after an attempt to append a text of
 * `size` bytes: composing makes a text at most three times as long, so with
 * more room than that below the limit it was memory.
 */
static enum status
buffer_status(const struct buffer *buffer, size_t size)
{
    if (!buffer->has_failed) {
        return ST_OK;
    }
    return (buffer->limit - buffer->size) / 3 > size ? ST_NO_MEMORY
                                                     : ST_TOO_LARGE;
}

void
transcript_open(struct transcript *transcript, int64_t start_ms, int64_t end_ms)
{
    transcript_close(transcript);
    if (transcript->status != ST_OK) {
        return;
    }
    if (!array_grow(&transcript->segments, &transcript->segments_capacity,
                    transcript->n_segments, sizeof(struct segment))) {
        transcript->status = ST_NO_MEMORY;
        return;
    }
    *open_segment(transcript) = (struct segment){
        .start_ms = start_ms,
        .end_ms = end_ms,
        .begin = transcript->text.size,
    };
    normaliser_init(&transcript->normaliser, &transcript->text);
    transcript->n_words_before = transcript->n_words;
    transcript->is_open = true;
}

struct slice
transcript_speaker_name(const struct transcript *transcript, uint32_t speaker)
{
    if (speaker == 0) {
        return (struct slice){"", 0};
    }
    const struct slice_place *place = &transcript->speakers[speaker - 1];
    return (struct slice){transcript->names.data + place->begin, place->size};
}

/** Order two names by their bytes, a shorter one before its extensions. */
static int
compare_names(struct slice a, struct slice b)
{
    const int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/** Where a name stands, or would stand, among the sorted ones. */
static size_t
search_name(const struct transcript *transcript, struct slice name)
{
    size_t low = 0;
    size_t high = transcript->n_speakers;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const uint32_t speaker = transcript->speakers_sorted[middle];
        if (compare_names(transcript_speaker_name(transcript, speaker), name) <
            0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** Whether a speaker, 0 for none, has this name. */
static bool
has_name(const struct transcript *transcript, uint32_t speaker,
         struct slice name)
{
    return speaker > 0 &&
           slice_equal(transcript_speaker_name(transcript, speaker), name);
}

/** Make the name at the end of `names` a speaker, at its place among the
 * sorted ones; 0, with the status set, without memory. */
static uint32_t
add_speaker(struct transcript *transcript, size_t begin, size_t sorted_at)
{
    const size_t n = transcript->n_speakers;
    if (!array_grow(&transcript->speakers, &transcript->speakers_capacity, n,
                    sizeof(*transcript->speakers)) ||
        !array_grow(&transcript->speakers_sorted,
                    &transcript->speakers_sorted_capacity, n,
                    sizeof(*transcript->speakers_sorted))) {
        transcript->status = ST_NO_MEMORY;
        return 0;
    }
    const uint32_t speaker = (uint32_t)n + 1;
    uint32_t *place = transcript->speakers_sorted + sorted_at;
    memmove(place + 1, place, (n - sorted_at) * sizeof(*place));
    *place = speaker;
    transcript->speakers[n] =
        (struct slice_place){begin, transcript->names.size - begin};
    transcript->n_speakers++;
    return speaker;
}

/** Complain, once, that there are more speakers than are kept. */
static void
complain_of_speakers(struct transcript *transcript)
{
    if (!transcript->has_too_many_speakers) {
        transcript->has_too_many_speakers = true;
        transcript_complain(transcript, ST_TOO_LARGE, 0, 0,
                            "more than %d speakers, the names of the others "
                            "are left out",
                            (int)SPEAKERS_MAX);
    }
}

/** The number of the speaker whose normalised name was appended to `names`
 * at `begin`; the bytes are given back when the name is known already. */
static uint32_t
intern_speaker(struct transcript *transcript, size_t begin)
{
    const struct slice name =
        slice_from(buffer_slice(&transcript->names), begin);
    uint32_t speaker = transcript->last_speaker;
    if (!has_name(transcript, speaker, name)) {
        const size_t at = search_name(transcript, name);
        speaker =
            at < transcript->n_speakers ? transcript->speakers_sorted[at] : 0;
        if (!has_name(transcript, speaker, name)) {
            if (transcript->n_speakers < SPEAKERS_MAX) {
                return add_speaker(transcript, begin, at);
            }
            complain_of_speakers(transcript);
            speaker = 0;
        }
    }
    transcript->names.size = begin;
    return speaker;
}

/** Name a segment's speaker. */
static void
set_speaker(struct transcript *transcript, struct segment *segment,
            struct slice name)
{
    struct buffer *names = &transcript->names;
    const size_t begin = names->size;
    normalise(names, name);
    transcript->status = buffer_status(names, name.size);
    if (transcript->status != ST_OK) {
        return;
    }
    uint32_t speaker = 0;
    if (names->size > begin) {
        speaker = intern_speaker(transcript, begin);
        transcript->last_speaker = speaker;
    }
    segment->speaker = speaker;
}

void
transcript_speaker(struct transcript *transcript, struct slice name)
{
    if (transcript->is_open && transcript->status == ST_OK) {
        set_speaker(transcript, open_segment(transcript), name);
    }
}

void
transcript_word(struct transcript *transcript, int64_t start_ms, int64_t end_ms)
{
    if (!transcript->is_open || transcript->status != ST_OK) {
        return;
    }
    if (!array_grow(&transcript->words, &transcript->words_capacity,
                    transcript->n_words, sizeof(struct word_time))) {
        transcript->status = ST_NO_MEMORY;
        return;
    }
    transcript->words[transcript->n_words++] = (struct word_time){
        .segment = (uint32_t)transcript->n_segments,
        .offset = (uint32_t)normaliser_offset(&transcript->normaliser),
        .start_ms = start_ms,
        .end_ms = end_ms,
    };
}

void
transcript_text(struct transcript *transcript, struct slice piece)
{
    if (transcript->is_open && transcript->status == ST_OK) {
        normaliser_add(&transcript->normaliser, piece);
        transcript->status = buffer_status(&transcript->text, piece.size);
    }
}

void
transcript_space(struct transcript *transcript)
{
    if (transcript->is_open) {
        normaliser_add_space(&transcript->normaliser);
    }
}

/**
 * Settle the word times of the open segment, now that its text is known.
 *
 * A word whose text began with white space moves behind it; of two at the
 * same place the earlier had no text, and one at the end of the segment has
 * none either: both are dropped.
 */
static void
settle_words(struct transcript *transcript, struct slice text)
{
    struct word_time *words = transcript->words;
    const size_t first = transcript->n_words_before;
    size_t kept = first;
    for (size_t i = first; i < transcript->n_words; i++) {
        struct word_time word = words[i];
        if (word.offset < text.size && text.data[word.offset] == ' ') {
            word.offset++;
        }
        if (word.offset >= text.size) {
            break;
        }
        if (kept > first && words[kept - 1].offset == word.offset) {
            kept--;
        }
        words[kept++] = word;
    }
    transcript->n_words = kept;
}

void
transcript_close(struct transcript *transcript)
{
    if (!transcript->is_open) {
        return;
    }
    transcript->is_open = false;
    struct segment *segment = open_segment(transcript);
    segment->size = transcript->text.size - segment->begin;
    if (transcript->status != ST_OK || segment->size == 0) {
        transcript->n_words = transcript->n_words_before;
        transcript->text.size = segment->begin;
        transcript->n_empty += transcript->status == ST_OK;
        return;
    }
    if (transcript->n_segments == SEGMENTS_MAX) {
        transcript->status = ST_TOO_MANY_SEGMENTS;
        return;
    }
    const struct slice text =
        transcript_segment_text(transcript, transcript->n_segments);
    segment->kind = line_classify(text);
    if (transcript->n_words > transcript->n_words_before) {
        settle_words(transcript, text);
    }
    transcript->n_segments++;
}

/** How far a pass over closed segments, that makes them shorter, has come. */
struct pass {
    size_t n_segments; /**< kept so far, as all below */
    size_t n_words;
    size_t text_size;
    size_t next_word; /**< the first of the segment to come */
};

/**
 * Keep the word times of a segment that loses `cut` bytes, or drop them all.
 * Of two that come to stand at the new front, the earlier was for words that
 * are cut.
 */
static void
pass_words(struct transcript *transcript, struct pass *pass, size_t index,
           size_t cut)
{
    const bool is_kept = cut < transcript->segments[index].size;
    struct word_time *words = transcript->words;
    const size_t first = pass->n_words;
    for (; pass->next_word < transcript->n_words; pass->next_word++) {
        struct word_time word = words[pass->next_word];
        if (word.segment != index) {
            break;
        }
        const bool is_cut = word.offset < cut;
        if (!is_kept || (is_cut && word.end_ms != TIME_UNKNOWN)) {
            continue;
        }
        word.offset = is_cut ? 0 : word.offset - (uint32_t)cut;
        word.segment = (uint32_t)pass->n_segments;
        if (pass->n_words > first &&
            words[pass->n_words - 1].offset == word.offset) {
            pass->n_words--;
        }
        words[pass->n_words++] = word;
    }
}

/** Cut a segment, and move it to where the ones before it now end. */
static void
pass_segment(struct transcript *transcript, struct pass *pass, size_t index,
             size_t cut)
{
    struct segment segment = transcript->segments[index];
    char *text = transcript->text.data + segment.begin;
    if (cut > 0 && cut < segment.size && text[cut] == ' ') {
        cut++;
    }
    const size_t first_word = pass->n_words;
    pass_words(transcript, pass, index, cut);
    if (cut >= segment.size) {
        transcript->n_empty++;
        return;
    }
    segment.begin = pass->text_size;
    segment.size -= cut;
    memmove(transcript->text.data + segment.begin, text + cut, segment.size);
    pass->text_size += segment.size;
    if (cut > 0) {
        const struct word_time *word = transcript->words + first_word;
        if (pass->n_words > first_word && word->offset == 0 &&
            word->start_ms != TIME_UNKNOWN) {
            segment.start_ms = word->start_ms;
        }
        segment.kind = line_classify((struct slice){
            transcript->text.data + segment.begin, segment.size});
    }
    transcript->segments[pass->n_segments++] = segment;
}

void
transcript_cut_fronts(struct transcript *transcript, const size_t *cuts)
{
    struct pass pass = {.n_segments = 0};
    for (size_t i = 0; i < transcript->n_segments; i++) {
        pass_segment(transcript, &pass, i, cuts[i]);
    }
    transcript->n_segments = pass.n_segments;
    transcript->n_words = pass.n_words;
    transcript->text.size = pass.text_size;
}

void
transcript_join(struct transcript *transcript, const bool *is_repeat)
{
    size_t n_segments = 0;
    size_t text_size = 0;
    size_t word = 0;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        struct segment segment = transcript->segments[i];
        if (is_repeat[i] && n_segments > 0) {
            struct segment *kept = &transcript->segments[n_segments - 1];
            kept->end_ms =
                segment.end_ms > kept->end_ms ? segment.end_ms : kept->end_ms;
        } else {
            char *text = transcript->text.data;
            memmove(text + text_size, text + segment.begin, segment.size);
            segment.begin = text_size;
            text_size += segment.size;
            transcript->segments[n_segments++] = segment;
        }
        for (;
             word < transcript->n_words && transcript->words[word].segment == i;
             word++) {
            transcript->words[word].segment = (uint32_t)(n_segments - 1);
        }
    }
    transcript->n_segments = n_segments;
    transcript->text.size = text_size;
}

void
transcript_name(struct transcript *transcript, size_t index, struct slice name)
{
    if (transcript->status == ST_OK) {
        set_speaker(transcript, &transcript->segments[index], name);
    }
}

void
transcript_complain(struct transcript *transcript, enum status code,
                    int64_t line, int64_t column, const char *format, ...)
{
    struct error *complaint = &transcript->complaint;
    if (transcript->n_complaints++ > 0) {
        return;
    }
    *complaint = (struct error){.status = code, .line = line, .column = column};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint->text, sizeof(complaint->text), format, arguments);
    va_end(arguments);
}

enum status
transcript_status(const struct transcript *transcript)
{
    if (transcript->status != ST_OK) {
        return transcript->status;
    }
    /* The formats fill these themselves, from pieces of a file that is no
     * larger than a buffer's limit: failing, they were out of memory. */
    const bool has_failed =
        transcript->text.has_failed || transcript->names.has_failed ||
        transcript->title.has_failed || transcript->language.has_failed ||
        transcript->url.has_failed || transcript->date.has_failed;
    return has_failed ? ST_NO_MEMORY : ST_OK;
}
