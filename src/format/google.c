/*
 * Google Cloud Speech-to-Text v1, v1p1beta1 and v2: `{"results":
 * [{"alternatives": [{"transcript": …, "words": […]}]}]}`, alone or as the
 * `response` of an operation; the reference of RecognizeResponse and
 * BatchRecognizeResults, in camelCase and as protobuf's Python writes it.
 *
 * With speaker_diarization v1 repeats all words, with their speakers, in the
 * last result: then only that is read.  Results without words become
 * segments; their start is then where the result before them ended.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Find the results in an answer of v2, where they are of a file in storage:
 * the first file that has some. */
static const struct json_node *
find_inline(const struct json *json, const struct json_node *files)
{
    struct json_walk walk = json_walk(files);
    while (json_next(&walk)) {
        const struct json_node *inner =
            json_get(json, walk.value, SLICE("inlineResult"));
        const struct json_node *results = json_get(
            json,
            json_get(json, inner ? inner : walk.value, SLICE("transcript")),
            SLICE("results"));
        if (results) {
            return results;
        }
    }
    return NULL;
}

/** Whether it has results with alternatives, as other vendors have them too,
 * and none of what only those have. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "results.final") ||
        vendor_has(json, root, "result_index")) {
        return MATCH_NONE;
    }
    if (vendor_has(json, root, "results.alternatives.words.word")) {
        return MATCH_SURE;
    }
    const struct json_node *results = json_get(json, root, SLICE("results"));
    return vendor_has(json, root, "results.alternatives.transcript") ||
                   (json_type(results) == JSON_OBJECT &&
                    vendor_has(json, find_inline(json, results),
                               "alternatives"))
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** The value of the first of some keys that is there. */
static const struct json_node *
find_any(const struct json *json, const struct json_node *node,
         const struct slice keys[4], struct slice *key)
{
    const struct json_node *value = NULL;
    for (int i = 0; i < 4 && !value; i++) {
        *key = keys[i];
        value = json_get(json, node, *key);
    }
    return value;
}

/** A time under any of some keys.  Zero is an empty Duration, and one that is
 * left out where `is_zero_missing`. */
static int64_t
read_time(struct vendor *vendor, const struct json_node *node,
          const struct slice keys[4], bool is_zero_missing)
{
    const struct json *json = vendor->json;
    struct slice key;
    const struct json_node *value = find_any(json, node, keys, &key);
    if (!value) {
        return is_zero_missing ? 0 : TIME_UNKNOWN;
    }
    if (json_type(value) == JSON_OBJECT && !json_first(value)) {
        return 0;
    }
    return json_get_time(json, node, key, JSON_SECONDS, vendor->transcript);
}

/** A word's text without its reading, which follows it in Japanese. */
static struct slice
without_reading(struct slice text)
{
    return text.size == 0
               ? text
               : slice_part(text, 0, slice_find(text, SLICE("|"), 0));
}

/** Read a word. */
static struct vendor_word
read_word(struct vendor *vendor, const struct json_node *node)
{
    static const struct slice starts[] = {
        SLICE_INIT("startTime"), SLICE_INIT("startOffset"),
        SLICE_INIT("start_time"), SLICE_INIT("start_offset")};
    static const struct slice ends[] = {
        SLICE_INIT("endTime"), SLICE_INIT("endOffset"), SLICE_INIT("end_time"),
        SLICE_INIT("end_offset")};
    static const struct slice speakers[] = {
        SLICE_INIT("speakerLabel"), SLICE_INIT("speaker_label"),
        SLICE_INIT("speakerTag"), SLICE_INIT("speaker_tag")};
    const struct json *json = vendor->json;
    struct vendor_word word = vendor_word(node);
    word.text = without_reading(json_get_string(json, node, SLICE("word")));
    word.end_ms = read_time(vendor, node, ends, false);
    word.start_ms =
        read_time(vendor, node, starts, word.end_ms != TIME_UNKNOWN);
    struct slice key;
    word.speaker = json_text(json, find_any(json, node, speakers, &key));
    if (slice_equal(word.speaker, SLICE("0"))) {
        word.speaker.size = 0;
    }
    return word;
}

/** The best alternative of a result. */
static const struct json_node *
best_of(const struct json *json, const struct json_node *result)
{
    return json_first(json_get(json, result, SLICE("alternatives")));
}

/** Add a result that has no words; returns its end. */
static int64_t
add_transcript(struct vendor *vendor, const struct json_node *result,
               int64_t last_end_ms)
{
    static const struct slice ends[] = {
        SLICE_INIT("resultEndTime"), SLICE_INIT("resultEndOffset"),
        SLICE_INIT("result_end_time"), SLICE_INIT("result_end_offset")};
    struct vendor_word word = vendor_word(result);
    word.text = json_get_string(vendor->json, best_of(vendor->json, result),
                                SLICE("transcript"));
    word.end_ms = read_time(vendor, result, ends, false);
    word.start_ms = word.end_ms == TIME_UNKNOWN ? TIME_UNKNOWN : last_end_ms;
    word.is_phrase = true;
    vendor_words_add(&vendor->words, &word);
    return word.end_ms == TIME_UNKNOWN ? last_end_ms : word.end_ms;
}

/** Add a result; returns its end, or what it was given. */
static int64_t
add_result(struct vendor *vendor, const struct json_node *result,
           int64_t last_end_ms)
{
    const struct json *json = vendor->json;
    const struct json_node *words =
        json_get(json, best_of(json, result), SLICE("words"));
    const struct json_node *language = vendor_either(
        json, result, SLICE("languageCode"), SLICE("language_code"));
    vendor_fact(&vendor->transcript->language, json_text(json, language));
    vendor_words_break(&vendor->words);
    if (!json_first(words)) {
        return add_transcript(vendor, result, last_end_ms);
    }
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        const struct vendor_word word = read_word(vendor, walk.value);
        if (word.end_ms > last_end_ms) {
            last_end_ms = word.end_ms;
        }
        vendor_words_add(&vendor->words, &word);
    }
    return last_end_ms;
}

/** Whether two results tell the same first word at the same time. */
static bool
begin_alike(struct vendor *vendor, const struct json_node *a,
            const struct json_node *b)
{
    const struct json *json = vendor->json;
    const struct json_node *one =
        json_first(json_get(json, best_of(json, a), SLICE("words")));
    const struct json_node *other =
        json_first(json_get(json, best_of(json, b), SLICE("words")));
    if (!one || !other) {
        return false;
    }
    const struct vendor_word first = read_word(vendor, one);
    const struct vendor_word again = read_word(vendor, other);
    return first.start_ms != TIME_UNKNOWN && again.speaker.size > 0 &&
           first.start_ms == again.start_ms && first.end_ms == again.end_ms &&
           slice_equal(first.text, again.text);
}

/** Whether a result is of more than one channel. */
static bool
is_other_channel(const struct json *json, const struct json_node *result)
{
    int64_t channel;
    return json_integer(json,
                        vendor_either(json, result, SLICE("channelTag"),
                                      SLICE("channel_tag")),
                        &channel) &&
           channel > 1;
}

/** Add all results of an answer. */
static void
add_results(struct vendor *vendor, const struct json_node *results)
{
    const struct json *json = vendor->json;
    const struct json_node *first = NULL;
    const struct json_node *last = NULL;
    struct json_walk walk = json_walk(results);
    while (json_next(&walk)) {
        if (json_first(
                json_get(json, best_of(json, walk.value), SLICE("words")))) {
            first = first ? first : walk.value;
            last = walk.value;
        }
        vendor->words.is_mixed |= is_other_channel(json, walk.value);
    }
    if (first != last && !vendor->words.is_mixed &&
        begin_alike(vendor, first, last)) {
        add_result(vendor, last, 0);
        return;
    }
    int64_t end_ms = 0;
    walk = json_walk(results);
    while (json_next(&walk)) {
        end_ms = add_result(vendor, walk.value, end_ms);
    }
}

/** Add an answer, or each of an array of answers. */
static void
read_answers(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    if (json_type(root) != JSON_ARRAY) {
        const struct json_node *results =
            json_get(json, root, SLICE("results"));
        add_results(vendor, json_type(results) == JSON_OBJECT
                                ? find_inline(json, results)
                                : results);
        return;
    }
    struct json_walk walk = json_walk(root);
    while (json_next(&walk)) {
        add_results(vendor, json_get(json, walk.value, SLICE("results")));
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"alternatives\""), SLICE_INIT("\"alternatives\"")},
    .recognise = recognise,
    .read = read_answers,
};

/** The front of a file. */
static enum format_match
google_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
google_parse(struct slice text, struct transcript *transcript,
             struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_google = {
    .name = "google-speech",
    .title = "Google Speech-to-Text JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = google_probe,
    .parse = google_parse,
};
