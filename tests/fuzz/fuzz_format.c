/*
 * Any bytes as a file: decoded, told apart, parsed, and reduced as ingest
 * does it.  QUOTH_FUZZ_FORMAT in the environment names the format whose
 * parser gets the text, whatever it looks like; `all` is detection and then
 * each format in turn; without it there is only detection.
 *
 * What a transcript holds must be sound in itself and the same the second
 * time.  Whether it is right is for tests/format.
 */
#include "fuzz.h"

#include "../format/sample.h"
#include "base/timecode.h"
#include "base/utf8.h"
#include "format/skim.h"
#include "ingest/rolling.h"
#include "text/token.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    /* A text may be longer than its file: composing can make three bytes of
     * one, and one of an entity's name is never less. */
    GROWTH_MAX = 4,
    RENDERED_MAX = 1 << 30,
};

/** The formats to try; NULL stands for detection, `end` is behind the last. */
static struct {
    const struct format *const *next;
    size_t n;
    const struct format *one[1];
    bool detects;
} wanted = {.detects = true};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *name = getenv("QUOTH_FUZZ_FORMAT");
    if (!name) {
        return 0;
    }
    if (!strcmp(name, "all")) {
        for (wanted.next = format_all(); wanted.next[wanted.n];) {
            wanted.n++;
        }
        return 0;
    }
    wanted.detects = false;
    wanted.one[0] = format_by_name(name);
    wanted.next = wanted.one;
    wanted.n = 1;
    if (!wanted.one[0]) {
        fprintf(stderr, "QUOTH_FUZZ_FORMAT=%s: no such format\n", name);
        exit(EXIT_FAILURE);
    }
    return 0;
}

/** A time must be unknown or one that can be. */
static void
check_time(int64_t time_ms)
{
    must(time_ms >= TIME_UNKNOWN && time_ms <= TIME_MAX_MS);
}

/** Check the segments: their order in the text, their times, their names. */
static void
check_segments(const struct transcript *transcript)
{
    size_t end = 0;
    bool is_backwards = false;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct segment *segment = &transcript->segments[i];
        must(segment->size > 0);
        must(segment->begin >= end);
        must(segment->begin <= transcript->text.size);
        must(segment->size <= transcript->text.size - segment->begin);
        end = segment->begin + segment->size;
        must(segment->speaker <= transcript->n_speakers);
        check_time(segment->start_ms);
        check_time(segment->end_ms);
        is_backwards |= segment->end_ms != TIME_UNKNOWN &&
                        segment->end_ms < segment->start_ms;
        const struct slice text = transcript_segment_text(transcript, i);
        must_be_clean(text);
        must(segment->kind == line_classify(text));
    }
    must(!is_backwards || transcript->n_complaints > 0);
}

/** Check the word times: ascending, each at the front of a character. */
static void
check_words(const struct transcript *transcript)
{
    const struct word_time *before = NULL;
    for (size_t i = 0; i < transcript->n_words; i++) {
        const struct word_time *word = &transcript->words[i];
        must(word->segment < transcript->n_segments);
        must(!before || before->segment < word->segment ||
             (before->segment == word->segment &&
              before->offset < word->offset));
        const struct slice text =
            transcript_segment_text(transcript, word->segment);
        must(word->offset < text.size);
        must(text.data[word->offset] != ' ');
        must((text.data[word->offset] & 0xc0) != 0x80);
        check_time(word->start_ms);
        check_time(word->end_ms);
        before = word;
    }
}

/** Check names and facts, which are text as well. */
static void
check_facts(const struct transcript *transcript)
{
    for (uint32_t i = 1; i <= transcript->n_speakers; i++) {
        const struct slice name = transcript_speaker_name(transcript, i);
        must(name.size > 0);
        must_be_clean(name);
    }
    must_be_clean(buffer_slice(&transcript->title));
    must_be_clean(buffer_slice(&transcript->language));
    must_be_clean(buffer_slice(&transcript->url));
    must_be_clean(buffer_slice(&transcript->date));
}

/** Check what is left of a text when it is skimmed into little room. */
static void
check_skimmed(struct slice text)
{
    enum { ROOM = 80 };
    char *out = malloc(ROOM);
    must(out != NULL);
    const size_t n = skim_json(text, out, ROOM);
    must(n <= ROOM && n <= text.size);
    must(utf8_valid_prefix((struct slice){out, n}) == n);
    free(out);
}

/** Check what came of a file. */
static void
check_sample(const struct sample *sample)
{
    const struct slice text = sample->decoded.text;
    must(utf8_valid_prefix(text) == text.size);
    must(!text.size || !memchr(text.data, '\0', text.size));
    check_skimmed(text);
    if (sample->status != ST_OK) {
        must(sample->error.status == sample->status);
        must(sample->error.text[0] != '\0');
        must(sample->error.line >= 0 && sample->error.column >= 0);
        return;
    }
    const struct transcript *transcript = &sample->transcript;
    must(sample->format != NULL);
    must(!transcript->is_open);
    must(transcript_status(transcript) == ST_OK);
    must(transcript->text.size / GROWTH_MAX <= text.size);
    must(transcript->names.size / GROWTH_MAX <= text.size);
    must((transcript->n_complaints > 0) ==
         (transcript->complaint.status != ST_OK));
    check_segments(transcript);
    check_words(transcript);
    check_facts(transcript);
}

/** Read bytes once more; the outcome must be that of the first time. */
static void
check_again(const struct sample *first, struct slice bytes,
            const struct format *format)
{
    struct sample second;
    struct buffer texts[2];
    buffer_init(&texts[0], RENDERED_MAX);
    buffer_init(&texts[1], RENDERED_MAX);
    sample_parse(&second, bytes, NULL, format);
    sample_render(first, &texts[0]);
    sample_render(&second, &texts[1]);
    must(slice_equal(buffer_slice(&texts[0]), buffer_slice(&texts[1])));
    buffer_finish(&texts[0]);
    buffer_finish(&texts[1]);
    sample_finish(&second);
}

/** Do to a transcript what ingest does next: it must still be sound, and
 * each segment must have a stream of tokens. */
static void
go_on(struct transcript *transcript)
{
    must(rolling_reduce(transcript) == ST_OK);
    check_segments(transcript);
    check_words(transcript);
    struct buffer stream;
    buffer_init(&stream, TEXT_MAX_BYTES);
    for (size_t i = 0; i < transcript->n_segments; i++) {
        tokens_append(&stream, transcript_segment_text(transcript, i));
    }
    must(!stream.has_failed);
    buffer_finish(&stream);
}

/** Take bytes the whole way, by one format or, for NULL, by detection. */
static void
try_format(struct slice bytes, const struct format *format)
{
    struct sample sample;
    sample_parse(&sample, bytes, NULL, format);
    check_sample(&sample);
    check_again(&sample, bytes, format);
    if (sample.status == ST_OK) {
        go_on(&sample.transcript);
    }
    sample_finish(&sample);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice input = {(const char *)data, size};
    char *copy = fuzz_copy(input);
    const struct slice bytes = {copy, size};
    if (wanted.detects) {
        try_format(bytes, NULL);
    }
    for (size_t i = 0; i < wanted.n; i++) {
        try_format(bytes, wanted.next[i]);
    }
    free(copy);
    return 0;
}
