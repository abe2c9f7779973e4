/*
 * The stages of one file; each leaves its result, or its complaint.
 */
#include "ingest/prepare.h"

#include "format/decode.h"
#include "ingest/names.h"
#include "ingest/rolling.h"
#include "ingest/rttm.h"
#include "ingest/segments.h"
#include "ingest/sums.h"

#include <stdlib.h>

/** Of a large file, to see whether it is JSON. */
enum { FRONT_BYTES = 4096 };

/** Whether a file begins as JSON does. */
static bool
is_json(const char *path)
{
    struct buffer front;
    buffer_init(&front, FRONT_BYTES);
    bool is_json = false;
    if (file_read_front(path, &front, NULL) == ST_OK) {
        const struct slice text = buffer_slice(&front);
        const struct slice mark = SLICE("\xef\xbb\xbf");
        const char first = slice_byte(
            text,
            slice_skip_blanks(text, slice_starts(text, mark) ? mark.size : 0));
        is_json = first == '{' || first == '[';
    }
    buffer_finish(&front);
    return is_json;
}

/** Read a file of that path into the content; what JSON may be larger is seen
 * by its front. */
static enum status
read_file(struct prepared *prepared, const char *path)
{
    enum status status =
        file_read(path, &prepared->content, &prepared->stamp, &prepared->error);
    if (status == ST_TOO_LARGE && is_json(path)) {
        prepared->content.limit = FILE_MAX_JSON_BYTES;
        status = file_read(path, &prepared->content, &prepared->stamp,
                           &prepared->error);
    }
    return status;
}

/** Read a file of a folder into the content. */
static enum status
read_content(struct prepared *prepared, const char *root, const char *path)
{
    struct buffer joined;
    buffer_init(&joined, (size_t)1024 * 1024);
    buffer_print(&joined, "%s/%s", root, path);
    buffer_add_byte(&joined, '\0');
    const enum status status =
        joined.has_failed ? ST_NO_MEMORY : read_file(prepared, joined.data);
    buffer_finish(&joined);
    return status;
}

struct prepared *
prepared_new(const char *root, const char *path)
{
    struct prepared *prepared = calloc(1, sizeof(*prepared));
    if (!prepared) {
        return NULL;
    }
    buffer_init(&prepared->content, FILE_MAX_BYTES);
    buffer_init(&prepared->speech, TEXT_MAX_BYTES);
    buffer_init(&prepared->markers, TEXT_MAX_BYTES);
    vocabulary_init(&prepared->vocabulary);
    postings_init(&prepared->speech_words);
    postings_init(&prepared->marker_words);
    transcript_init(&prepared->transcript);
    profile_start(&prepared->profile);
    profile_begin(&prepared->profile, STAGE_READ);
    prepared->status = read_content(prepared, root, path);
    if (prepared->status == ST_OK) {
        prepared->is_read = true;
        sum_content(buffer_slice(&prepared->content), prepared->hash);
    }
    profile_end(&prepared->profile, STAGE_OTHER);
    return prepared;
}

/** Complain of a file in another encoding than Unicode's, and of what was
 * replaced in any. */
static void
complain_of_encoding(struct transcript *transcript,
                     const struct decoded *decoded)
{
    const long long n = decoded->n_replaced;
    if (decoded->is_guessed && n == 0) {
        transcript_complain(transcript, ST_BAD_UTF8, 0, 0,
                            "not UTF-8, read as %s", decoded->encoding);
    } else if (n > 0) {
        transcript_complain(
            transcript, ST_BAD_UTF8, decoded->line, decoded->column,
            "%s%lld bytes or sequences are no %s and became U+FFFD",
            decoded->is_guessed ? "not UTF-8; " : "", n, decoded->encoding);
    }
}

/** Step over blank lines, of which some programs leave one ahead of what must
 * come first; gives how many. */
static int64_t
skip_blank_lines(struct slice *text)
{
    int64_t n = 0;
    size_t begin = 0;
    for (size_t at = 0; at < text->size && is_blank(text->data[at]); at++) {
        if (text->data[at] == '\n') {
            begin = at + 1;
            n++;
        }
    }
    *text = slice_from(*text, begin);
    return n;
}

/** Detect the format of a text and parse it. */
static enum status
parse_text(struct prepared *prepared, struct slice text, const char *name)
{
    struct transcript *transcript = &prepared->transcript;
    struct error *error = &prepared->error;
    struct error *complaint =
        transcript->n_complaints == 0 ? &transcript->complaint : NULL;
    const int64_t n_skipped = skip_blank_lines(&text);
    prepared->format = format_detect(text, name);
    const enum status status =
        format_parse(prepared->format, text, transcript, error);
    if (status != ST_OK && error->line > 0) {
        error->line += n_skipped;
    }
    if (complaint && complaint->line > 0) {
        complaint->line += n_skipped;
    }
    return status;
}

/** Decode and parse the content into the transcript. */
static enum status
parse(struct prepared *prepared, const char *name)
{
    struct decoded decoded;
    TRY(decode(buffer_slice(&prepared->content), &decoded, &prepared->error));
    complain_of_encoding(&prepared->transcript, &decoded);
    const enum status status = parse_text(prepared, decoded.text, name);
    decoded_finish(&decoded);
    return status;
}

/** Say why a transcript is empty: what the format complained of first, if it
 * did, since that may be what cost all the text. */
static enum status
complain_of_silence(struct prepared *prepared)
{
    const struct transcript *transcript = &prepared->transcript;
    struct error *error = &prepared->error;
    error_set(error, ST_NO_SPEECH, "no text in this %s file",
              prepared->format->title);
    if (transcript->n_complaints > 0) {
        const struct error *first = &transcript->complaint;
        error_set(error, ST_NO_SPEECH, "no text in this %s file; %s: %s",
                  prepared->format->title, status_name(first->status),
                  first->text);
        error->line = first->line;
        error->column = first->column;
    }
    return ST_NO_SPEECH;
}

/** Sort the words of markers out. */
static void
index_markers(struct prepared *prepared)
{
    struct vocabulary words;
    vocabulary_init(&words);
    vocabulary_count(&words, buffer_slice(&prepared->markers));
    postings_make(&prepared->marker_words, &words);
    vocabulary_finish(&words);
}

/** All stages after reading. */
static enum status
prepare(struct prepared *prepared, const char *name)
{
    struct transcript *transcript = &prepared->transcript;
    TRY(parse(prepared, name));
    buffer_finish(&prepared->content);
    const enum status status = transcript_status(transcript);
    if (status != ST_OK) {
        return error_set(&prepared->error, status,
                         status == ST_NO_MEMORY
                             ? "out of memory"
                             : "more segments or text than one file may have");
    }
    if (transcript->n_segments == 0) {
        return complain_of_silence(prepared);
    }
    const struct slice recording = name_of_path(name_file_stem(slice_of(name)));
    if (rttm_name_speakers(transcript, prepared->turns, recording) != ST_OK ||
        rolling_reduce(transcript) != ST_OK) {
        return error_set(&prepared->error, ST_NO_MEMORY, "out of memory");
    }
    profile_begin(&prepared->profile, STAGE_WORDS);
    segments_index(transcript, &prepared->speech, &prepared->markers);
    vocabulary_count(&prepared->vocabulary, buffer_slice(&prepared->speech));
    postings_make(&prepared->speech_words, &prepared->vocabulary);
    index_markers(prepared);
    if (prepared->speech.has_failed || prepared->markers.has_failed ||
        prepared->speech_words.has_failed ||
        prepared->marker_words.has_failed ||
        !segments_sum(transcript, prepared->checksum)) {
        return error_set(&prepared->error, ST_NO_MEMORY, "out of memory");
    }
    return ST_OK;
}

void
prepared_parse(struct prepared *prepared, const char *name)
{
    if (prepared->status == ST_OK) {
        profile_begin(&prepared->profile, STAGE_PARSE);
        prepared->status = prepare(prepared, name);
        prepared->is_parsed = prepared->status == ST_OK;
        profile_end(&prepared->profile, STAGE_OTHER);
    }
    buffer_finish(&prepared->content);
}

int64_t
prepared_richness(const struct prepared *prepared)
{
    const struct transcript *transcript = &prepared->transcript;
    bool has_times = false;
    for (size_t i = 0; i < transcript->n_segments && !has_times; i++) {
        has_times = transcript->segments[i].start_ms >= 0;
    }
    return (transcript->n_words > 0 ? 4 : 0) +
           (transcript->n_speakers > 0 ? 2 : 0) + has_times;
}

void
prepared_trim(struct prepared *prepared)
{
    buffer_finish(&prepared->speech);
    buffer_finish(&prepared->markers);
    vocabulary_finish(&prepared->vocabulary);
}

void
prepared_free(struct prepared *prepared)
{
    if (prepared) {
        prepared_trim(prepared);
        buffer_finish(&prepared->content);
        postings_finish(&prepared->speech_words);
        postings_finish(&prepared->marker_words);
        transcript_finish(&prepared->transcript);
        free(prepared);
    }
}
