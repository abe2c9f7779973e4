/*
 * JSON Lines and other runs of JSON values, a result a value, as programs
 * write them while they listen:
 *
 * - Vosk: `{"result": [{"word": …, "start": …, "end": …}], "text": …}`, one a
 *   line or over several lines as its examples print them; `partial` results
 *   are said again and passed over, as is a `text` without words behind one.
 * - Segments as Whisper's programs have them: `{"start": 0.0, "end": 1.5,
 *   "text": …}`, with a speaker, a duration or words.
 *
 * Each value is read by itself: one that is damaged is a complaint, and the
 * next one is read all the same.
 */
#include "format/formats.h"
#include "format/json_segments.h"
#include "format/vendor_words.h"

#include "base/timecode.h"

/** Walk from value to value. */
struct values {
    struct slice text;
    size_t next;
    struct slice value; /**< the current one */
    bool is_by_line;    /**< a value ends with its line, whatever it holds */
};

/** Where a value ends that begins with a brace at text[at]: behind the brace
 * that closes it, or the end of the text. */
static size_t
value_end(struct slice text, size_t at)
{
    int64_t depth = 0;
    bool is_string = false;
    for (; at < text.size; at++) {
        const char c = text.data[at];
        if (is_string) {
            at += c == '\\';
            is_string = c != '"';
        } else if (c == '"') {
            is_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth <= 0) {
            return at + 1;
        }
    }
    return text.size;
}

/** Begin to walk.  Where the first value is alone on its line, all are, and
 * one that is damaged ends there. */
static void
values_init(struct values *values, struct slice text)
{
    *values = (struct values){.text = text};
    size_t begin = 0;
    while (begin < text.size && is_blank(text.data[begin])) {
        begin++;
    }
    const size_t line_end = slice_find(text, SLICE("\n"), begin);
    const struct slice line = slice_part(text, 0, line_end);
    values->is_by_line = value_end(line, begin) < line_end ||
                         slice_ends(slice_trim(line), SLICE("}"));
}

/** Step to the next value, over white space and commas; anything else is one
 * up to the end of its line. */
static bool
next_value(struct values *values)
{
    const struct slice text = values->text;
    size_t begin = values->next;
    while (begin < text.size &&
           (is_blank(text.data[begin]) || text.data[begin] == ',')) {
        begin++;
    }
    if (begin == text.size) {
        return false;
    }
    values->next = text.data[begin] == '{' && !values->is_by_line
                       ? value_end(text, begin)
                       : slice_find(text, SLICE("\n"), begin);
    values->value = slice_trim(slice_part(text, begin, values->next));
    if (slice_ends(values->value, SLICE(","))) {
        values->value.size--;
    }
    return true;
}

/** What a value is. */
enum kind {
    KIND_OTHER,
    KIND_RESULT,  /**< Vosk's, with words */
    KIND_TEXT,    /**< Vosk's, without: nothing but a text */
    KIND_PARTIAL, /**< Vosk's, of what is not over */
    KIND_SEGMENT,
};

/** Tell what a value is. */
static enum kind
kind_of(const struct json *json)
{
    const struct json_node *root = json_root(json);
    const struct json_node *words = json_get(json, root, SLICE("result"));
    const struct json_node *text = json_get(json, root, SLICE("text"));
    if (json_get(json, json_first(words), SLICE("word"))) {
        return KIND_RESULT;
    }
    if (json_get(json, root, SLICE("partial"))) {
        return KIND_PARTIAL;
    }
    if (json_type(text) != JSON_STRING) {
        return KIND_OTHER;
    }
    if (json_get(json, root, SLICE("start")) ||
        json_type(json_get(json, root, SLICE("timestamp"))) == JSON_ARRAY) {
        return KIND_SEGMENT;
    }
    return json_count(root) == 1 ? KIND_TEXT : KIND_OTHER;
}

/** What the front of a value is. */
static enum kind
kind_of_front(struct slice value)
{
    struct json json;
    if (value.data[0] != '{' || !json_read_front(&json, value)) {
        return KIND_OTHER;
    }
    const enum kind kind = kind_of(&json);
    json_finish(&json);
    return kind;
}

/** Several values, of which the first and most others are results or
 * segments: no other format has more than one value. */
static enum format_match
json_lines_probe(struct slice front)
{
    enum { LOOK_AT = 16 };
    int n = 0;
    int n_other = 0;
    int n_timed = 0;
    struct values values;
    values_init(&values, front);
    while (n < LOOK_AT && next_value(&values)) {
        const enum kind kind = kind_of_front(values.value);
        n_other += kind == KIND_OTHER;
        n_timed += kind == KIND_RESULT || kind == KIND_SEGMENT;
        n++;
        if (n_other == n) {
            return MATCH_NONE;
        }
    }
    return n > 1 && n_timed > 0 && 2 * n_other < n ? MATCH_SURE : MATCH_NONE;
}

/** Add the words of a result. */
static void
add_result(const struct json *json, struct transcript *transcript)
{
    struct vendor_words words = {0};
    struct json_walk walk =
        json_walk(json_get(json, json_root(json), SLICE("result")));
    while (json_next(&walk)) {
        struct vendor_word word = vendor_word(walk.value);
        word.text = json_get_string(json, walk.value, SLICE("word"));
        word.start_ms = json_get_time(json, walk.value, SLICE("start"),
                                      JSON_SECONDS, transcript);
        word.end_ms = json_get_time(json, walk.value, SLICE("end"),
                                    JSON_SECONDS, transcript);
        vendor_words_add(&words, &word);
    }
    vendor_words_emit(&words, json, transcript);
    vendor_words_finish(&words);
}

/** Add a value that was read. */
static void
add_value(const struct json *json, struct transcript *transcript)
{
    static const struct segment_keys keys = {SLICE_INIT("text"),
                                             SLICE_INIT("start"),
                                             SLICE_INIT("end"), NULL, false};
    const struct json_node *root = json_root(json);
    switch (kind_of(json)) {
    case KIND_RESULT:
        add_result(json, transcript);
        break;
    case KIND_SEGMENT:
        json_segment_add(json, root, &keys, transcript);
        break;
    case KIND_TEXT:
        transcript_open(transcript, TIME_UNKNOWN, TIME_UNKNOWN);
        transcript_text(transcript, json_get_string(json, root, SLICE("text")));
        transcript_close(transcript);
        break;
    case KIND_PARTIAL:
        break;
    case KIND_OTHER:
        json_complain(json, root, transcript, ST_BAD_SYNTAX,
                      "neither a result nor a segment");
        break;
    }
}

/** Move the place of a complaint about a value to where it is in the file. */
static void
move_place(struct error *place, struct slice text, size_t begin)
{
    int64_t line = 1;
    size_t line_begin = 0;
    for (size_t at = 0; at < begin; at++) {
        if (text.data[at] == '\n') {
            line++;
            line_begin = at + 1;
        }
    }
    if (place->line <= 1) {
        place->column += (int64_t)(begin - line_begin);
        place->line = 1;
    }
    place->line += line - 1;
}

/** Read a value. */
static enum status
read_value(const struct values *values, struct transcript *transcript,
           struct error *error)
{
    const int64_t n_complaints = transcript->n_complaints;
    const size_t begin = (size_t)(values->value.data - values->text.data);
    struct json json;
    struct error damage;
    const enum status status = json_read(&json, values->value, &damage);
    if (status == ST_OK) {
        add_value(&json, transcript);
    } else if (status != ST_NO_MEMORY && status != ST_TOO_LARGE) {
        /* Of a value that is cut off, what there is. */
        if (status == ST_TRUNCATED && kind_of(&json) != KIND_OTHER) {
            add_value(&json, transcript);
        }
        transcript_complain(transcript, status, damage.line, damage.column,
                            "%s", damage.text);
    }
    json_finish(&json);
    if (n_complaints == 0 && transcript->n_complaints > 0) {
        move_place(&transcript->complaint, values->text, begin);
    }
    return status == ST_NO_MEMORY || status == ST_TOO_LARGE
               ? error_set(error, status, "%s", damage.text)
               : ST_OK;
}

/** Read all values. */
static enum status
json_lines_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    struct values values;
    values_init(&values, text);
    while (transcript->status == ST_OK && next_value(&values)) {
        TRY(read_value(&values, transcript, error));
    }
    return format_end(transcript, error);
}

static const char *const suffixes[] = {".jsonl", ".ndjson", ".json", NULL};

const struct format format_json_lines = {
    .name = "json-lines",
    .title = "JSON Lines",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = json_lines_probe,
    .parse = json_lines_parse,
};
