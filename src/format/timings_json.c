/*
 * Bare timings: `[["Take", 0.0, 0.6], ["one", 0.6, 1.12], …]`, as
 * stable-ts and scripts around Whisper leave them.  A text, its start and its
 * end in seconds, and nothing else.
 *
 * Texts that have no white space inside are words, and are put together into
 * segments; others are segments.
 */
#include "format/formats.h"
#include "format/json_segments.h"
#include "format/vendor_words.h"

#include "base/timecode.h"

/* Texts that are looked at. */
enum { SAMPLE = 64 };

struct timing {
    struct slice text;
    int64_t times[2];
};

/** Whether a value is a timing, by its types. */
static bool
is_timing(const struct json_node *value)
{
    struct json_walk walk = json_walk(value);
    return json_type(value) == JSON_ARRAY && json_next(&walk) &&
           json_type(walk.value) == JSON_STRING && json_next(&walk) &&
           json_type(walk.value) == JSON_NUMBER && json_next(&walk) &&
           json_type(walk.value) == JSON_NUMBER && !json_next(&walk);
}

/** Read a timing. */
static struct timing
read_timing(const struct json *json, const struct json_node *value,
            struct transcript *transcript)
{
    struct json_walk walk = json_walk(value);
    json_next(&walk);
    struct timing timing = {
        .text = json_text(json, walk.value),
        .times = {TIME_UNKNOWN, TIME_UNKNOWN},
    };
    for (size_t i = 0; i < 2 && json_next(&walk); i++) {
        if (!json_time_ms(json, walk.value, JSON_SECONDS, &timing.times[i])) {
            json_complain(json, walk.value, transcript, ST_BAD_TIME,
                          "not a time");
        }
    }
    return timing;
}

/** Whether a text has white space inside. */
static bool
has_space(struct slice text)
{
    text = slice_trim(text);
    for (size_t i = 0; i < text.size; i++) {
        if (is_blank(text.data[i])) {
            return true;
        }
    }
    return false;
}

/** Whether most of the first texts are single words. */
static bool
are_words(const struct json *json)
{
    size_t n = 0;
    size_t n_spaced = 0;
    struct json_walk walk = json_walk(json_root(json));
    for (; n < SAMPLE && json_next(&walk); n++) {
        n_spaced += has_space(json_text(json, json_first(walk.value)));
    }
    return n_spaced < n - n_spaced;
}

/** Nothing but timings. */
static enum format_match
timings_json_probe(struct slice front)
{
    struct json json;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    enum format_match match = MATCH_NONE;
    struct json_walk walk = json_walk(json_root(&json));
    while (!walk.is_object && json_next(&walk)) {
        if (!is_timing(walk.value)) {
            /* The last one in front may be cut. */
            match = walk.next == walk.end ? match : MATCH_NONE;
            break;
        }
        match = MATCH_STRONG;
    }
    json_finish(&json);
    return match;
}

/** Add each timing as a segment. */
static void
add_segments(const struct json *json, struct transcript *transcript)
{
    struct json_walk walk = json_walk(json_root(json));
    while (json_next(&walk)) {
        if (!is_timing(walk.value)) {
            json_complain(json, walk.value, transcript, ST_BAD_SYNTAX,
                          "not a text and two times");
            continue;
        }
        const struct timing timing = read_timing(json, walk.value, transcript);
        if (timing.times[1] != TIME_UNKNOWN &&
            timing.times[1] < timing.times[0]) {
            json_complain(json, walk.value, transcript, ST_BACKWARDS,
                          "a segment ends before it starts");
        }
        transcript_open(transcript, timing.times[0], timing.times[1]);
        transcript_text(transcript, timing.text);
        transcript_close(transcript);
    }
}

/** Put words together into segments; false without memory. */
static bool
add_words(const struct json *json, struct transcript *transcript)
{
    struct vendor_words words = {0};
    struct json_walk walk = json_walk(json_root(json));
    while (json_next(&walk)) {
        if (!is_timing(walk.value)) {
            json_complain(json, walk.value, transcript, ST_BAD_SYNTAX,
                          "not a text and two times");
            continue;
        }
        const struct timing timing = read_timing(json, walk.value, transcript);
        struct vendor_word word = vendor_word(walk.value);
        word.text = timing.text;
        word.start_ms = timing.times[0];
        word.end_ms = timing.times[1];
        vendor_words_add(&words, &word);
    }
    vendor_words_emit(&words, json, transcript);
    const bool has_failed = words.has_failed;
    vendor_words_finish(&words);
    return !has_failed;
}

/** Read a document. */
static enum status
timings_json_parse(struct slice text, struct transcript *transcript,
                   struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    enum status status = ST_OK;
    if (!is_timing(json_first(json_root(&json)))) {
        status = json_no_segments(transcript, error);
    } else if (!are_words(&json)) {
        add_segments(&json, transcript);
    } else if (!add_words(&json, transcript)) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    }
    json_finish(&json);
    return status == ST_OK ? format_end(transcript, error) : status;
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_timings_json = {
    .name = "timings-json",
    .title = "Timings in JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = timings_json_probe,
    .parse = timings_json_parse,
};
