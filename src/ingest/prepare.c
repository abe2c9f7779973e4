/*
 * The stages of one file; each leaves its result, or its complaint.
 */
#include "ingest/prepare.h"

#include "format/decode.h"
#include "format/lines.h"
#include "ingest/loops.h"
#include "ingest/sums.h"
#include "text/token.h"

#include <stdlib.h>

struct prepared *
prepared_new(const char *path)
{
    struct prepared *prepared = calloc(1, sizeof(*prepared));
    if (!prepared) {
        return NULL;
    }
    buffer_init(&prepared->content, FILE_MAX_BYTES);
    buffer_init(&prepared->speech, TEXT_MAX_BYTES);
    buffer_init(&prepared->markers, TEXT_MAX_BYTES);
    transcript_init(&prepared->transcript);
    prepared->status =
        file_read(path, &prepared->content, &prepared->stamp, &prepared->error);
    if (prepared->status == ST_OK) {
        prepared->is_read = true;
        sum_content(buffer_slice(&prepared->content), prepared->hash);
    }
    return prepared;
}

/** Decode and parse the content into the transcript. */
static enum status
parse(struct prepared *prepared, const char *name)
{
    struct error *error = &prepared->error;
    struct transcript *transcript = &prepared->transcript;
    struct decoded decoded;
    TRY(decode(buffer_slice(&prepared->content), &decoded, error));
    if (decoded.n_replaced > 0) {
        transcript_complain(transcript, ST_BAD_UTF8, decoded.line,
                            decoded.column,
                            "%lld bytes or sequences are no %s and became "
                            "U+FFFD",
                            (long long)decoded.n_replaced, decoded.encoding);
    }
    enum status status = lines_check(decoded.text, error);
    if (status == ST_OK) {
        prepared->format = format_detect(decoded.text, name);
        status = prepared->format
                     ? prepared->format->parse(decoded.text, transcript, error)
                     : error_set(error, ST_NOT_A_TRANSCRIPT,
                                 "no known transcript format");
    }
    decoded_finish(&decoded);
    return status;
}

/** Hash every segment's text, find loops, make the token streams. */
static void
index_segments(struct prepared *prepared)
{
    struct transcript *transcript = &prepared->transcript;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        transcript->segments[i].hash =
            sum_line(transcript_segment_text(transcript, i));
    }
    loops_mark(transcript);
    for (size_t i = 0; i < transcript->n_segments; i++) {
        struct segment *segment = &transcript->segments[i];
        struct buffer *stream = segment->kind == LINE_SPEECH
                                    ? &prepared->speech
                                    : &prepared->markers;
        if (!segment->is_repeat) {
            segment->n_tokens =
                tokens_append(stream, transcript_segment_text(transcript, i));
        }
    }
}

/** Sum up the transcript. */
static enum status
sum_transcript(struct prepared *prepared)
{
    const struct transcript *transcript = &prepared->transcript;
    struct transcript_sum *sum = transcript_sum_new();
    if (!sum) {
        return error_set(&prepared->error, ST_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct segment *segment = &transcript->segments[i];
        const struct summed_segment summed = {
            segment->start_ms, segment->end_ms,
            transcript_speaker_name(transcript, segment->speaker),
            transcript_segment_text(transcript, i)};
        transcript_sum_add(sum, &summed);
    }
    transcript_sum_take(sum, prepared->checksum);
    transcript_sum_free(sum);
    return ST_OK;
}

/** All stages after reading. */
static enum status
prepare(struct prepared *prepared, const char *name)
{
    struct transcript *transcript = &prepared->transcript;
    TRY(parse(prepared, name));
    const enum status status = transcript_status(transcript);
    if (status != ST_OK) {
        return error_set(&prepared->error, status,
                         status == ST_NO_MEMORY
                             ? "out of memory"
                             : "more segments or text than one file may have");
    }
    if (transcript->n_segments == 0) {
        return error_set(&prepared->error, ST_NO_SPEECH,
                         "a %s file without any text", prepared->format->title);
    }
    index_segments(prepared);
    if (prepared->speech.has_failed || prepared->markers.has_failed) {
        return error_set(&prepared->error, ST_NO_MEMORY, "out of memory");
    }
    return sum_transcript(prepared);
}

void
prepared_parse(struct prepared *prepared, const char *name)
{
    if (prepared->status == ST_OK) {
        prepared->status = prepare(prepared, name);
        prepared->is_parsed = prepared->status == ST_OK;
    }
    buffer_finish(&prepared->content);
}

void
prepared_free(struct prepared *prepared)
{
    if (prepared) {
        buffer_finish(&prepared->content);
        buffer_finish(&prepared->speech);
        buffer_finish(&prepared->markers);
        transcript_finish(&prepared->transcript);
        free(prepared);
    }
}
