/*
 * Speechmatics: json-v2, `{"format": "2.9", "job": {…}, "metadata": {…},
 * "results": [{"type": "word", "start_time": …, "end_time": …,
 * "alternatives": [{"content": …, "speaker": "S1"}]}]}`, as the API's
 * reference describes RetrieveTranscriptResponse, and the older `{"job": …,
 * "speakers": […], "words": [{"name": …, "time": …, "duration": …}]}`.
 *
 * Punctuation is attached as `attaches_to` says; the speaker UU is nobody.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_turns.h"

#include "base/timecode.h"

/** Whether it is of the newer kind, or of the older. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    const bool has_job =
        vendor_has(json, root, "job") || vendor_has(json, root, "format") ||
        vendor_has(json, root, "metadata.transcription_config");
    if (has_job && (vendor_has(json, root, "results.alternatives.content") ||
                    vendor_has(json, root, "words.duration") ||
                    vendor_has(json, root, "metadata.transcription_config"))) {
        return MATCH_SURE;
    }
    return (vendor_has(json, root, "job.lang") &&
            vendor_has(json, root, "speakers")) ||
                   vendor_has(json, root, "job.data_name")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add a result of the newer kind. */
static void
add_result(struct vendor *vendor, const struct json_node *result,
           bool *joins_next)
{
    static const struct vendor_keys keys = {
        .start = SLICE_INIT("start_time"),
        .end = SLICE_INIT("end_time"),
        .speaker = SLICE_INIT("channel"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    const struct json_node *best =
        json_first(json_get(json, result, SLICE("alternatives")));
    const struct slice type = json_get_string(json, result, SLICE("type"));
    const struct slice joins =
        json_get_string(json, result, SLICE("attaches_to"));
    const bool is_mark = slice_equal(type, SLICE("punctuation"));
    const bool is_both = slice_equal(joins, SLICE("both"));
    struct vendor_word word = vendor_read_word(vendor, result, &keys);
    const struct slice speaker = vendor_label(json, best, SLICE("speaker"));
    word.text = json_get_string(json, best, SLICE("content"));
    word.speaker = speaker.size > 0 ? speaker : word.speaker;
    if (slice_equal(word.speaker, SLICE("UU"))) {
        word.speaker.size = 0;
    }
    word.is_attached = *joins_next || is_both ||
                       slice_equal(joins, SLICE("previous")) ||
                       (is_mark && joins.size == 0);
    *joins_next = is_both || slice_equal(joins, SLICE("next"));
    if (is_mark) {
        word.start_ms = TIME_UNKNOWN;
        word.end_ms = TIME_UNKNOWN;
    }
    vendor_words_add(&vendor->words, &word);
}

/** Read the newer kind. */
static void
read_results(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *config =
        json_get(json, json_get(json, root, SLICE("metadata")),
                 SLICE("transcription_config"));
    const struct slice language =
        json_get_string(json, config, SLICE("language"));
    if (!slice_equal(language, SLICE("auto"))) {
        vendor_fact(&vendor->transcript->language, language);
    }
    bool joins_next = false;
    struct json_walk walk = json_walk(json_get(json, root, SLICE("results")));
    while (json_next(&walk)) {
        add_result(vendor, walk.value, &joins_next);
    }
}

/** When something of the older kind ends: after its duration. */
static int64_t
older_end(struct vendor *vendor, const struct json_node *node, int64_t start_ms)
{
    const int64_t duration_ms =
        json_get_time(vendor->json, node, SLICE("duration"), JSON_SECONDS,
                      vendor->transcript);
    return start_ms == TIME_UNKNOWN || duration_ms == TIME_UNKNOWN
               ? TIME_UNKNOWN
               : start_ms + duration_ms;
}

/** Read the words of the older kind; a full stop is a word of its own. */
static void
read_older_words(struct vendor *vendor, const struct json_node *words)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("name"),
        .start = SLICE_INIT("time"),
        .unit = JSON_SECONDS,
    };
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        struct vendor_word word = vendor_read_word(vendor, walk.value, &keys);
        word.end_ms = older_end(vendor, walk.value, word.start_ms);
        word.is_attached = word.text.size == 1 &&
                           memchr(".,!?;:", word.text.data[0], 6) != NULL;
        vendor_words_add(&vendor->words, &word);
    }
}

/** Give speakers to the words of the older kind. */
static void
apply_speakers(struct vendor *vendor, const struct json_node *speakers)
{
    const struct json *json = vendor->json;
    struct vendor_turns turns = {0};
    struct json_walk walk = json_walk(speakers);
    while (json_next(&walk)) {
        struct vendor_turn turn = {
            .start_ms = json_get_time(json, walk.value, SLICE("time"),
                                      JSON_SECONDS, vendor->transcript),
            .speaker = vendor_label(json, walk.value, SLICE("name")),
        };
        turn.end_ms = older_end(vendor, walk.value, turn.start_ms);
        vendor_turns_add(&turns, &turn);
    }
    vendor_turns_apply(&turns, &vendor->words, 0);
    vendor_turns_finish(&turns);
}

/** Read a document of either kind. */
static void
read_transcript(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *job = json_get(json, root, SLICE("job"));
    const struct json_node *title =
        vendor_either(json, job, SLICE("data_name"), SLICE("name"));
    vendor_fact(&vendor->transcript->title, json_text(json, title));
    if (json_get(json, root, SLICE("results"))) {
        read_results(vendor, root);
        return;
    }
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, job, SLICE("lang")));
    read_older_words(vendor, json_get(json, root, SLICE("words")));
    apply_speakers(vendor, json_get(json, root, SLICE("speakers")));
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"job\""), SLICE_INIT("\"transcription_config\"")},
    .recognise = recognise,
    .read = read_transcript,
};

/** The front of a file. */
static enum format_match
speechmatics_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
speechmatics_parse(struct slice text, struct transcript *transcript,
                   struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_speechmatics = {
    .name = "speechmatics",
    .title = "Speechmatics JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = speechmatics_probe,
    .parse = speechmatics_parse,
};
