/*
 * Amberscript: `{"speakers": [{"spkid": "spk1", "name": "Anna"}], "segments":
 * [{"speaker": "spk1", "words": [{"text": "So", "start": 0.88, "end": 1.12,
 * "pristine": true}]}]}`, as its export and editor write it.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_table.h"

#include "base/timecode.h"

/** Whether it has words as Amberscript keeps them, or its speakers. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "segments.words.pristine") ||
        (vendor_has(json, root, "speakers.spkid") &&
         vendor_has(json, root, "segments"))) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "recordId") &&
                   vendor_has(json, root, "segments.words.text")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add a segment. */
static void
add_segment(struct vendor *vendor, const struct json_node *segment,
            struct vendor_table *speakers)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("text"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    const struct slice label = vendor_label(json, segment, SLICE("speaker"));
    const struct slice name = json_get_string(
        json, vendor_table_find(speakers, label), SLICE("name"));
    vendor_words_break(&vendor->words);
    struct json_walk walk = json_walk(json_get(json, segment, SLICE("words")));
    while (json_next(&walk)) {
        struct vendor_word word = vendor_read_word(vendor, walk.value, &keys);
        word.speaker = name.size > 0 ? name : label;
        vendor_words_add(&vendor->words, &word);
    }
}

/** Add all segments. */
static void
read_segments(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    vendor_fact(&vendor->transcript->title,
                json_get_string(json, root, SLICE("filename")));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, root, SLICE("language")));
    struct vendor_table speakers = {0};
    struct json_walk walk = json_walk(json_get(json, root, SLICE("speakers")));
    while (json_next(&walk)) {
        vendor_table_add(&speakers,
                         vendor_label(json, walk.value, SLICE("spkid")),
                         walk.value);
    }
    walk = json_walk(json_get(json, root, SLICE("segments")));
    while (json_next(&walk)) {
        add_segment(vendor, walk.value, &speakers);
    }
    vendor->words.has_failed |= speakers.has_failed;
    vendor_table_finish(&speakers);
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"segments\""), SLICE_INIT("\"spkid\"")},
    .recognise = recognise,
    .read = read_segments,
};

/** The front of a file. */
static enum format_match
amberscript_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
amberscript_parse(struct slice text, struct transcript *transcript,
                  struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_amberscript = {
    .name = "amberscript",
    .title = "Amberscript JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = amberscript_probe,
    .parse = amberscript_parse,
};
