/*
 * Vosk: what a recogniser returns, `{"result": [{"conf": 1.0, "start": 0.1,
 * "end": 0.4, "word": "one"}], "text": …}`, with alternatives or without, an
 * array of these, and what vosk-transcriber writes, `{"schemaVersion": "2.0",
 * "monologues": [{"terms": […]}]}`.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Whether it has results with words. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "monologues.terms") ||
        vendor_has(json, root, "result.conf")) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "result.word") ||
                   vendor_has(json, root, "alternatives.result.word")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add a result, or what text there is without one. */
static void
add_result(struct vendor *vendor, const struct json_node *node)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("word"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    const struct json_node *best =
        json_first(json_get(json, node, SLICE("alternatives")));
    const struct json_node *holder = best ? best : node;
    const struct json_node *words = json_get(json, holder, SLICE("result"));
    vendor_words_break(&vendor->words);
    if (json_first(words)) {
        vendor_add_words(vendor, words, &keys);
        return;
    }
    const struct vendor_word like = vendor_word(node);
    vendor_words_add_text(&vendor->words,
                          json_get_string(json, holder, SLICE("text")), &like);
}

/** Add what vosk-transcriber wrote. */
static void
add_monologues(struct vendor *vendor, const struct json_node *monologues)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("text"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    struct json_walk walk = json_walk(monologues);
    while (json_next(&walk)) {
        vendor_words_break(&vendor->words);
        vendor_add_words(
            vendor, json_get(vendor->json, walk.value, SLICE("terms")), &keys);
    }
}

/** Add all results. */
static void
read_results(struct vendor *vendor, const struct json_node *root)
{
    const struct json_node *monologues =
        json_get(vendor->json, root, SLICE("monologues"));
    if (monologues) {
        add_monologues(vendor, monologues);
        return;
    }
    if (json_type(root) != JSON_ARRAY) {
        add_result(vendor, root);
        return;
    }
    struct json_walk walk = json_walk(root);
    while (json_next(&walk)) {
        add_result(vendor, walk.value);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"result\""), SLICE_INIT("\"terms\"")},
    .recognise = recognise,
    .read = read_results,
};

/** The front of a file. */
static enum format_match
vosk_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
vosk_parse(struct slice text, struct transcript *transcript,
           struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_vosk = {
    .name = "vosk",
    .title = "Vosk JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = vosk_probe,
    .parse = vosk_parse,
};
