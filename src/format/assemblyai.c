/*
 * AssemblyAI: `{"audio_url": …, "text": …, "words": [{"text": …, "start": 170,
 * "end": 718, "speaker": "A"}], "utterances": […]}`, as the API's reference
 * describes Transcript; times are milliseconds.
 *
 * Utterances repeat the words and are read only where those are missing.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

static const struct vendor_keys keys = {
    .text = SLICE_INIT("text"),
    .start = SLICE_INIT("start"),
    .end = SLICE_INIT("end"),
    .speaker = SLICE_INIT("speaker"),
    .unit = JSON_MILLISECONDS,
};

/** Whether it has a text, and two keys that only AssemblyAI has. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    static const struct slice marks[] = {
        SLICE_INIT("audio_url"),      SLICE_INIT("acoustic_model"),
        SLICE_INIT("language_model"), SLICE_INIT("speech_model"),
        SLICE_INIT("speech_models"),  SLICE_INIT("audio_duration"),
        SLICE_INIT("webhook_url"),    SLICE_INIT("language_code"),
    };
    if (!json_get(json, root, SLICE("text")) &&
        !vendor_has(json, root, "words.text")) {
        return MATCH_NONE;
    }
    int n_marks = 0;
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        n_marks += json_get(json, root, marks[i]) != NULL;
    }
    if (n_marks < 2 || vendor_has(json, root, "segments")) {
        return MATCH_NONE;
    }
    return n_marks > 2 ? MATCH_SURE : MATCH_STRONG;
}

/** Add the words, or what there is instead. */
static void
read_transcript(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *words = json_get(json, root, SLICE("words"));
    const struct json_node *utterances =
        json_get(json, root, SLICE("utterances"));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, root, SLICE("language_code")));
    if (json_first(words)) {
        vendor_add_words(vendor, words, &keys);
        return;
    }
    struct json_walk walk = json_walk(utterances);
    while (json_next(&walk)) {
        struct vendor_word phrase = vendor_read_word(vendor, walk.value, &keys);
        phrase.is_phrase = true;
        vendor_words_break(&vendor->words);
        vendor_words_add(&vendor->words, &phrase);
    }
    if (!json_first(utterances)) {
        const struct vendor_word like = vendor_word(root);
        vendor_words_add_text(
            &vendor->words, json_get_string(json, root, SLICE("text")), &like);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"audio_url\""), SLICE_INIT("\"acoustic_model\"")},
    .recognise = recognise,
    .read = read_transcript,
};

/** The front of a file. */
static enum format_match
assemblyai_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
assemblyai_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_assemblyai = {
    .name = "assemblyai",
    .title = "AssemblyAI JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = assemblyai_probe,
    .parse = assemblyai_parse,
};
