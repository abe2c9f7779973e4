/*
 * whisper.cpp's `-oj` and `-ojf`: `transcription`, an array of segments with
 * `offsets` in milliseconds, and with -ojf the `tokens` they are made of.
 *
 * A segment's text is what it says.  Tokens are pieces of words, and bytes of
 * characters that are split over two of them are lost on the way through
 * JSON; they only tell when a word begins and ends.  A token that begins with
 * a space begins a word, and so does each one of a script without spaces.
 */
#include "format/formats.h"
#include "format/json_segments.h"
#include "format/speaker_prefix.h"

#include "base/timecode.h"
#include "base/utf8.h"

/* How far behind the token before it a token is looked for, where some could
 * not be made out. */
enum { FIND_BYTES = 64 };

/** A text on its way into the transcript, with the word that is next. */
struct reader {
    const struct json *json;
    struct transcript *transcript;
    struct slice text; /**< of the segment */
    size_t at;         /**< up to where tokens are made out */
    size_t added;      /**< up to where it is in the transcript */
    bool has_word;
    size_t word_at; /**< where in the text it begins */
    int64_t start_ms;
    int64_t end_ms; /**< of its tokens so far */
};

/** The segments of a document; NULL where it is another. */
static const struct json_node *
find_segments(const struct json *json)
{
    const struct json_node *list =
        json_get(json, json_root(json), SLICE("transcription"));
    const struct json_node *first = json_first(list);
    return json_type(json_get(json, first, SLICE("offsets"))) == JSON_OBJECT ||
                   json_type(json_get(json, first, SLICE("timestamps"))) ==
                       JSON_OBJECT
               ? list
               : NULL;
}

/** The segments, or what whisper.cpp writes ahead of them. */
static enum format_match
whispercpp_json_probe(struct slice front)
{
    struct json json;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    const struct json_node *root = json_root(&json);
    const bool is_sure =
        find_segments(&json) ||
        (json_get(&json, root, SLICE("systeminfo")) &&
         json_type(json_get(&json, root, SLICE("transcription"))) ==
             JSON_ARRAY);
    json_finish(&json);
    return is_sure ? MATCH_SURE : MATCH_NONE;
}

/** A time of a segment or token: `offsets`, else `timestamps`. */
static int64_t
read_time(const struct reader *reader, const struct json_node *node,
          struct slice key)
{
    const struct json *json = reader->json;
    const struct json_node *offsets = json_get(json, node, SLICE("offsets"));
    if (json_get(json, offsets, key)) {
        return json_get_time(json, offsets, key, JSON_MILLISECONDS,
                             reader->transcript);
    }
    const struct json_node *stamp =
        json_get(json, json_get(json, node, SLICE("timestamps")), key);
    int64_t ms;
    if (timecode_parse(json_text(json, stamp), &ms)) {
        return ms;
    }
    if (stamp) {
        json_complain(json, stamp, reader->transcript, ST_BAD_TIME,
                      "not a time");
    }
    return TIME_UNKNOWN;
}

/** Whether a token is one of the model's signs, as `[_BEG_]`. */
static bool
is_sign(struct slice token)
{
    return (slice_starts(token, SLICE("[_")) &&
            slice_ends(token, SLICE("]"))) ||
           (slice_starts(token, SLICE("<|")) && slice_ends(token, SLICE("|>")));
}

/** Whether a token is of a script that puts no spaces between words: Chinese,
 * Japanese and their like. */
static bool
is_unspaced(struct slice token)
{
    size_t size;
    const int32_t code = token.size > 0 ? utf8_decode(token, 0, &size) : 0;
    return (code >= 0x2e80 && code < 0xa4d0) || (code >= 0x20000);
}

/** Where a token stands in the text, which has tokens before it that could
 * not be made out; text.size for nowhere. */
static size_t
find_token(const struct reader *reader, struct slice token)
{
    const struct slice text = reader->text;
    if (slice_starts(slice_from(text, reader->at), token)) {
        return reader->at;
    }
    if (!is_blank(token.data[0]) && !is_unspaced(token)) {
        return text.size;
    }
    const size_t rest = text.size - reader->at;
    const size_t reach = FIND_BYTES + token.size;
    const size_t end = reader->at + (rest < reach ? rest : reach);
    const size_t place =
        slice_find(slice_part(text, 0, end), token, reader->at);
    return place < end ? place : text.size;
}

/** Add the text up to the word that is next, and its time. */
static void
add_word(struct reader *reader)
{
    if (!reader->has_word) {
        return;
    }
    transcript_text(reader->transcript,
                    slice_part(reader->text, reader->added, reader->word_at));
    reader->added = reader->word_at;
    if (reader->start_ms != TIME_UNKNOWN) {
        transcript_word(reader->transcript, reader->start_ms,
                        reader->end_ms >= reader->start_ms ? reader->end_ms
                                                           : TIME_UNKNOWN);
    }
    reader->has_word = false;
}

/** Make a token out in the text. */
static void
take_token(struct reader *reader, const struct json_node *node)
{
    const struct slice token =
        json_get_string(reader->json, node, SLICE("text"));
    if (token.size == 0 || is_sign(token)) {
        return;
    }
    const int64_t end_ms = read_time(reader, node, SLICE("to"));
    const size_t place = find_token(reader, token);
    if (place == reader->text.size) {
        reader->end_ms = end_ms;
        return;
    }
    if (place == 0 || is_blank(token.data[0]) || is_unspaced(token)) {
        add_word(reader);
        reader->has_word = true;
        reader->word_at = place;
        reader->start_ms = read_time(reader, node, SLICE("from"));
    }
    reader->end_ms = end_ms;
    reader->at = place + token.size;
}

/** Name the speaker: the number of a channel, or what another program put
 * there. */
static void
add_speaker(const struct reader *reader, const struct json_node *segment)
{
    const struct slice label =
        json_get_string(reader->json, segment, SLICE("speaker"));
    if (label.size != 1 || !is_digit(label.data[0])) {
        transcript_speaker(reader->transcript,
                           slice_equal(label, SLICE("?")) ? SLICE("") : label);
        return;
    }
    /* As in whisper.cpp's other outputs. */
    char name[] = "speaker 0";
    name[sizeof(name) - 2] = label.data[0];
    transcript_speaker(reader->transcript, slice_of(name));
}

/** Add a segment. */
static void
add_segment(struct reader *reader, const struct json_node *segment)
{
    const int64_t start_ms = read_time(reader, segment, SLICE("from"));
    const int64_t end_ms = read_time(reader, segment, SLICE("to"));
    if (end_ms != TIME_UNKNOWN && end_ms < start_ms) {
        json_complain(reader->json, segment, reader->transcript, ST_BACKWARDS,
                      "a segment ends before it starts");
    }
    transcript_open(reader->transcript, start_ms, end_ms);
    add_speaker(reader, segment);
    reader->text = json_get_string(reader->json, segment, SLICE("text"));
    reader->at = 0;
    reader->added = 0;
    struct json_walk walk =
        json_walk(json_get(reader->json, segment, SLICE("tokens")));
    while (json_next(&walk)) {
        take_token(reader, walk.value);
    }
    add_word(reader);
    transcript_text(reader->transcript,
                    slice_from(reader->text, reader->added));
    transcript_close(reader->transcript);
}

/** Add all segments, and the language. */
static void
add_segments(struct reader *reader, const struct json_node *segments)
{
    const struct json *json = reader->json;
    const struct json_node *result =
        json_get(json, json_root(json), SLICE("result"));
    normalise(&reader->transcript->language,
              json_get_string(json, result, SLICE("language")));
    struct json_walk walk = json_walk(segments);
    while (json_next(&walk)) {
        if (json_type(walk.value) == JSON_OBJECT) {
            add_segment(reader, walk.value);
        } else {
            json_complain(json, walk.value, reader->transcript, ST_BAD_SYNTAX,
                          "not a segment");
        }
    }
    speaker_prefixes_take(reader->transcript);
}

/** Read a document; one without segments is a recording without speech. */
static enum status
whispercpp_json_parse(struct slice text, struct transcript *transcript,
                      struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    struct reader reader = {.json = &json, .transcript = transcript};
    const struct json_node *segments =
        json_get(&json, json_root(&json), SLICE("transcription"));
    enum status status = ST_OK;
    if (find_segments(&json) ||
        (json_type(segments) == JSON_ARRAY && !json_first(segments))) {
        add_segments(&reader, segments);
    } else {
        status = json_no_segments(transcript, error);
    }
    json_finish(&json);
    return status == ST_OK ? format_end(transcript, error) : status;
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_whispercpp_json = {
    .name = "whispercpp-json",
    .title = "whisper.cpp JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = whispercpp_json_probe,
    .parse = whispercpp_json_parse,
};
