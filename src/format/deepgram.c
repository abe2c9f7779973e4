/*
 * Deepgram, pre-recorded audio: `{"metadata": {…}, "results": {"channels":
 * [{"alternatives": [{"transcript": …, "words": […]}]}]}}`, as the API's
 * reference describes ListenV1Response.
 *
 * Only the words of the channels are read; utterances and paragraphs repeat
 * them.  Utterances are read where no channel has words.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Whether it has channels with alternatives, or what stands ahead of them. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "results.channels.alternatives")) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "results.utterances.words.word") ||
                   vendor_has(json, root, "results.channels") ||
                   (vendor_has(json, root, "metadata.request_id") &&
                    vendor_has(json, root, "metadata.model_info"))
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add an array of words. */
static void
add_words(struct vendor *vendor, const struct json_node *words)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("punctuated_word"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .speaker = SLICE_INIT("speaker"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        struct vendor_word word = vendor_read_word(vendor, walk.value, &keys);
        if (word.text.size == 0) {
            word.text = json_get_string(json, walk.value, SLICE("word"));
        }
        vendor_words_add(&vendor->words, &word);
    }
}

/** Add the best alternative of a channel. */
static void
add_channel(struct vendor *vendor, const struct json_node *channel)
{
    const struct json *json = vendor->json;
    const struct json_node *best =
        json_first(json_get(json, channel, SLICE("alternatives")));
    const struct json_node *words = json_get(json, best, SLICE("words"));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, channel, SLICE("detected_language")));
    vendor_words_break(&vendor->words);
    if (json_first(words)) {
        add_words(vendor, words);
    } else {
        const struct vendor_word like = vendor_word(channel);
        vendor_words_add_text(&vendor->words,
                              json_get_string(json, best, SLICE("transcript")),
                              &like);
    }
}

/** Add the utterances of a document without words. */
static void
add_utterances(struct vendor *vendor, const struct json_node *utterances)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("transcript"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .speaker = SLICE_INIT("speaker"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    vendor->words.is_mixed = true;
    struct json_walk walk = json_walk(utterances);
    while (json_next(&walk)) {
        vendor_words_break(&vendor->words);
        const struct json_node *words =
            json_get(json, walk.value, SLICE("words"));
        struct vendor_word phrase = vendor_read_word(vendor, walk.value, &keys);
        phrase.is_phrase = true;
        if (json_first(words)) {
            add_words(vendor, words);
        } else {
            vendor_words_add(&vendor->words, &phrase);
        }
    }
}

/** Add all channels. */
static void
read_results(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *results = json_get(json, root, SLICE("results"));
    const struct json_node *channels =
        json_get(json, results, SLICE("channels"));
    const struct json_node *utterances =
        json_get(json, results, SLICE("utterances"));
    if (json_first(utterances) &&
        !vendor_has(json, channels, "alternatives.words.word")) {
        add_utterances(vendor, utterances);
        return;
    }
    vendor->words.is_mixed = json_count(channels) > 1;
    struct json_walk walk = json_walk(channels);
    while (json_next(&walk)) {
        add_channel(vendor, walk.value);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"results\""), SLICE_INIT("\"model_info\"")},
    .recognise = recognise,
    .read = read_results,
};

/** The front of a file. */
static enum format_match
deepgram_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
deepgram_parse(struct slice text, struct transcript *transcript,
               struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_deepgram = {
    .name = "deepgram",
    .title = "Deepgram JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = deepgram_probe,
    .parse = deepgram_parse,
};
