/*
 * The BBC's Kaldi service: `{"action": "audio-transcribe", "retval":
 * {"words": [{"word": "day", "punct": "day.", "start": 13.44, "end":
 * 13.86}], "segmentation": {"segments": […]}}}`, as BBC's transcript editors
 * read it.  The segmentation tells who speaks when.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_turns.h"

#include "base/timecode.h"

/** Whether it has words with and without punctuation. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "retval.words.word") ||
        vendor_has(json, root, "words.punct")) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "action") &&
                   vendor_has(json, root, "retval.punct")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add all words. */
static void
add_words(struct vendor *vendor, const struct json_node *words)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("punct"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        struct vendor_word word = vendor_read_word(vendor, walk.value, &keys);
        if (word.text.size == 0) {
            word.text =
                json_get_string(vendor->json, walk.value, SLICE("word"));
        }
        vendor_words_add(&vendor->words, &word);
    }
}

/** Give speakers to the words. */
static void
apply_segmentation(struct vendor *vendor, const struct json_node *segmentation)
{
    const struct json *json = vendor->json;
    struct vendor_turns turns = {0};
    struct json_walk walk =
        json_walk(json_get(json, segmentation, SLICE("segments")));
    while (json_next(&walk)) {
        const int64_t duration_ms =
            json_get_time(json, walk.value, SLICE("duration"), JSON_SECONDS,
                          vendor->transcript);
        struct vendor_turn turn = {
            .start_ms = json_get_time(json, walk.value, SLICE("start"),
                                      JSON_SECONDS, vendor->transcript),
            .speaker =
                vendor_label(json, json_get(json, walk.value, SLICE("speaker")),
                             SLICE("@id")),
        };
        turn.end_ms = duration_ms == TIME_UNKNOWN ? turn.start_ms
                                                  : turn.start_ms + duration_ms;
        vendor_turns_add(&turns, &turn);
    }
    vendor_turns_apply(&turns, &vendor->words, 0);
    vendor_turns_finish(&turns);
}

/** Read a document, with the service's envelope or without. */
static void
read_transcript(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *inner = json_get(json, root, SLICE("retval"));
    const struct json_node *answer = inner ? inner : root;
    const struct json_node *segmentation =
        json_get(json, answer, SLICE("segmentation"));
    add_words(vendor, json_get(json, answer, SLICE("words")));
    apply_segmentation(
        vendor, segmentation ? segmentation
                             : json_get(json, root, SLICE("segmentation")));
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"punct\""), SLICE_INIT("\"retval\"")},
    .recognise = recognise,
    .read = read_transcript,
};

/** The front of a file. */
static enum format_match
bbc_kaldi_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
bbc_kaldi_parse(struct slice text, struct transcript *transcript,
                struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_bbc_kaldi = {
    .name = "bbc-kaldi",
    .title = "BBC Kaldi JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = bbc_kaldi_probe,
    .parse = bbc_kaldi_parse,
};
