/*
 * A file through decode.c, format.c and its parser, as ingest does
 * it, and the outcome as lines of text for the goldens.
 */
#include "sample.h"

#include "base/timecode.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void
sample_load(const char *path, struct buffer *content)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s: can not be opened\n", path);
        exit(EXIT_FAILURE);
    }
    char piece[4096];
    size_t size;
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0) {
        buffer_add(content, piece, size);
    }
    if (ferror(file) || content->has_failed) {
        fprintf(stderr, "%s: can not be read\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
}

/** Decode, check, detect and parse. */
static enum status
run(struct sample *sample, struct slice bytes, const char *name)
{
    TRY(decode(bytes, &sample->decoded, &sample->error));
    if (!sample->format) {
        sample->format = format_detect(sample->decoded.text, name);
    }
    return format_parse(sample->format, sample->decoded.text,
                        &sample->transcript, &sample->error);
}

void
sample_parse(struct sample *sample, struct slice bytes, const char *name,
             const struct format *format)
{
    *sample = (struct sample){.format = format};
    transcript_init(&sample->transcript);
    sample->status = run(sample, bytes, name);
}

void
sample_finish(struct sample *sample)
{
    transcript_finish(&sample->transcript);
    decoded_finish(&sample->decoded);
}

/** Append `name value`, where there is a value. */
static void
render_fact(struct buffer *out, const char *name, const struct buffer *value)
{
    if (value->size > 0) {
        buffer_print(out, "%s ", name);
        buffer_add_slice(out, buffer_slice(value));
        buffer_add_byte(out, '\n');
    }
}

/** Append a segment's text with its word times in braces; *word is the next
 * word time of the transcript. */
static void
render_text(struct buffer *out, const struct transcript *transcript,
            size_t index, size_t *word)
{
    const struct slice text = transcript_segment_text(transcript, index);
    size_t at = 0;
    for (; *word < transcript->n_words &&
           transcript->words[*word].segment == index;
         (*word)++) {
        const struct word_time *time = &transcript->words[*word];
        buffer_add_slice(out, slice_part(text, at, time->offset));
        at = time->offset;
        buffer_print(out, "{%" PRId64, time->start_ms);
        if (time->end_ms != TIME_UNKNOWN) {
            buffer_print(out, "-%" PRId64, time->end_ms);
        }
        buffer_add_byte(out, '}');
    }
    buffer_add_slice(out, slice_from(text, at));
}

/** Append the segments, a line each. */
static void
render_segments(struct buffer *out, const struct transcript *transcript)
{
    size_t word = 0;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct segment *segment = &transcript->segments[i];
        buffer_print(out, "%" PRId64 " %" PRId64, segment->start_ms,
                     segment->end_ms);
        if (segment->kind == LINE_MARKER) {
            buffer_print(out, " (marker)");
        }
        if (segment->speaker > 0) {
            buffer_add_byte(out, ' ');
            buffer_add_slice(
                out, transcript_speaker_name(transcript, segment->speaker));
        }
        buffer_print(out, " | ");
        render_text(out, transcript, i, &word);
        buffer_add_byte(out, '\n');
    }
}

void
sample_render(const struct sample *sample, struct buffer *out)
{
    const struct transcript *transcript = &sample->transcript;
    if (sample->status != ST_OK) {
        buffer_print(out, "refused %s %" PRId64 ":%" PRId64 " %s\n",
                     status_name(sample->status), sample->error.line,
                     sample->error.column, sample->error.text);
        return;
    }
    buffer_print(out, "format %s\n", sample->format->name);
    if (strcmp(sample->decoded.encoding, "UTF-8") != 0) {
        buffer_print(out, "encoding %s\n", sample->decoded.encoding);
    }
    if (sample->decoded.n_replaced > 0) {
        buffer_print(out, "replaced %" PRId64 " %" PRId64 ":%" PRId64 "\n",
                     sample->decoded.n_replaced, sample->decoded.line,
                     sample->decoded.column);
    }
    render_fact(out, "title", &transcript->title);
    render_fact(out, "language", &transcript->language);
    render_fact(out, "url", &transcript->url);
    render_fact(out, "date", &transcript->date);
    render_segments(out, transcript);
    if (transcript->n_empty > 0) {
        buffer_print(out, "empty %" PRId64 "\n", transcript->n_empty);
    }
    if (transcript->n_complaints > 0) {
        const struct error *first = &transcript->complaint;
        buffer_print(out, "complaints %" PRId64 " %s %" PRId64 ":%" PRId64 "\n",
                     transcript->n_complaints, status_name(first->status),
                     first->line, first->column);
    }
}
