/*
 * IBM Watson Speech to Text: `{"results": [{"final": true, "alternatives":
 * [{"transcript": …, "timestamps": [["word", 0.1, 0.4], …]}]}],
 * "speaker_labels": [{"from": 0.1, "to": 0.4, "speaker": 0}]}`, as the API's
 * reference describes SpeechRecognitionResults; a job's answer has an array
 * of these under `results` again.
 *
 * `%HESITATION` is a sound, not a word, and dropped.  Interim results are
 * passed over.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_turns.h"

#include "base/timecode.h"

/** Whether it has what only Watson's results have. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "results.alternatives.timestamps") ||
        vendor_has(json, root, "results.results.alternatives.timestamps")) {
        return MATCH_SURE;
    }
    if ((vendor_has(json, root, "results.final") &&
         vendor_has(json, root, "results.alternatives")) ||
        vendor_has(json, root, "results.results.final")) {
        return MATCH_STRONG;
    }
    /* A list of labels may be all that the front shows. */
    return vendor_has(json, root, "results.speaker_labels.from") ||
                   (vendor_has(json, root, "speaker_labels.from") &&
                    vendor_has(json, root, "speaker_labels.final"))
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add a word: an array of text, start and end. */
static void
add_timestamp(struct vendor *vendor, const struct json_node *node)
{
    const struct json *json = vendor->json;
    struct vendor_word word = vendor_word(node);
    struct json_walk walk = json_walk(node);
    if (json_next(&walk)) {
        word.text = json_text(json, walk.value);
    }
    int64_t *const times[] = {&word.start_ms, &word.end_ms};
    for (int i = 0; i < 2; i++) {
        if (!json_next(&walk) ||
            !json_time_ms(json, walk.value, JSON_SECONDS, times[i])) {
            json_complain(json, node, vendor->transcript, ST_BAD_TIME,
                          "a word's time can not be read");
            break;
        }
    }
    if (!slice_starts(word.text, SLICE("%HESITATION"))) {
        vendor_words_add(&vendor->words, &word);
    }
}

/** Add a result. */
static void
add_result(struct vendor *vendor, const struct json_node *result)
{
    const struct json *json = vendor->json;
    if (json_type(json_get(json, result, SLICE("final"))) == JSON_FALSE) {
        return;
    }
    const struct json_node *best =
        json_first(json_get(json, result, SLICE("alternatives")));
    const struct json_node *words = json_get(json, best, SLICE("timestamps"));
    vendor_words_break(&vendor->words);
    if (!json_first(words)) {
        const struct vendor_word like = vendor_word(result);
        vendor_words_add_text(&vendor->words,
                              json_get_string(json, best, SLICE("transcript")),
                              &like);
        return;
    }
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        add_timestamp(vendor, walk.value);
    }
}

/** Give speakers to the words from `from` on. */
static void
apply_labels(struct vendor *vendor, const struct json_node *labels, size_t from)
{
    const struct json *json = vendor->json;
    struct vendor_turns turns = {0};
    struct json_walk walk = json_walk(labels);
    while (json_next(&walk)) {
        const struct vendor_turn turn = {
            .start_ms = json_get_time(json, walk.value, SLICE("from"),
                                      JSON_SECONDS, vendor->transcript),
            .end_ms = json_get_time(json, walk.value, SLICE("to"), JSON_SECONDS,
                                    vendor->transcript),
            .speaker = vendor_label(json, walk.value, SLICE("speaker")),
        };
        vendor_turns_add(&turns, &turn);
    }
    vendor_turns_apply(&turns, &vendor->words, from);
    vendor_turns_finish(&turns);
}

/** Add an answer: results, and who spoke. */
static void
read_answer(struct vendor *vendor, const struct json_node *answer)
{
    const struct json *json = vendor->json;
    const size_t from = vendor->words.count;
    struct json_walk walk = json_walk(json_get(json, answer, SLICE("results")));
    while (json_next(&walk)) {
        add_result(vendor, walk.value);
    }
    apply_labels(vendor, json_get(json, answer, SLICE("speaker_labels")), from);
}

/** Add an answer, or all answers of a job. */
static void
read_job(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *results = json_get(json, root, SLICE("results"));
    if (!vendor_has(json, results, "results")) {
        read_answer(vendor, root);
        return;
    }
    struct json_walk walk = json_walk(results);
    while (json_next(&walk)) {
        read_answer(vendor, walk.value);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"timestamps\""), SLICE_INIT("\"final\"")},
    .recognise = recognise,
    .read = read_job,
};

/** The front of a file. */
static enum format_match
ibm_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
ibm_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_ibm = {
    .name = "ibm-watson",
    .title = "IBM Watson Speech to Text JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = ibm_probe,
    .parse = ibm_parse,
};
