/*
 * ElevenLabs Scribe: `{"language_code": "en", "language_probability": 0.98,
 * "text": …, "words": [{"text": "Hi", "start": 0.1, "end": 0.3, "type":
 * "word", "speaker_id": "speaker_0"}, {"text": " ", "type": "spacing"}]}`, as
 * the API's reference describes SpeechToTextChunkResponse.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Whether it has typed words, or what stands ahead of them. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    const bool has_language = vendor_has(json, root, "language_probability") &&
                              vendor_has(json, root, "language_code");
    if (vendor_has(json, root, "words.type") &&
        (has_language || vendor_has(json, root, "words.speaker_id") ||
         vendor_has(json, root, "words.logprob"))) {
        return MATCH_SURE;
    }
    return has_language && vendor_has(json, root, "text") ? MATCH_STRONG
                                                          : MATCH_NONE;
}

/** Add all words; spaces are spelled out where there are any. */
static void
read_words(struct vendor *vendor, const struct json_node *root)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("text"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .speaker = SLICE_INIT("speaker_id"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    const struct json_node *words = json_get(json, root, SLICE("words"));
    const bool has_spacing =
        vendor_has_text(json, words, "type", SLICE("spacing"));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, root, SLICE("language_code")));
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        const struct vendor_word word =
            vendor_read_word(vendor, walk.value, &keys);
        if (has_spacing) {
            vendor_words_add_verbatim(&vendor->words, &word);
        } else {
            vendor_words_add(&vendor->words, &word);
        }
    }
    if (!json_first(words)) {
        const struct vendor_word like = vendor_word(root);
        vendor_words_add_text(
            &vendor->words, json_get_string(json, root, SLICE("text")), &like);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"speaker_id\""),
             SLICE_INIT("\"language_probability\"")},
    .recognise = recognise,
    .read = read_words,
};

/** The front of a file. */
static enum format_match
elevenlabs_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
elevenlabs_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_elevenlabs = {
    .name = "elevenlabs",
    .title = "ElevenLabs JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = elevenlabs_probe,
    .parse = elevenlabs_parse,
};
