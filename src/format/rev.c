/*
 * Rev: `{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value":
 * "Hi", "ts": 0.5, "end_ts": 0.8}, {"type": "punct", "value": " "}]}]}`, as
 * Rev AI's and Rev.com's references describe a transcript, and the editor's
 * own files, which have `spans` with `ts` and `endTs`.
 *
 * White space is spelled out by the elements.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_table.h"

#include "base/timecode.h"

/** Whether it has monologues. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    return vendor_has(json, root, "monologues.elements") ||
                   vendor_has(json, root, "monologues.spans")
               ? MATCH_SURE
               : MATCH_NONE;
}

/** Add an element. */
static void
add_element(struct vendor *vendor, const struct json_node *node,
            struct slice speaker)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("value"),
        .start = SLICE_INIT("ts"),
        .end = SLICE_INIT("end_ts"),
        .unit = JSON_SECONDS,
    };
    struct vendor_word word = vendor_read_word(vendor, node, &keys);
    if (word.end_ms == TIME_UNKNOWN) {
        word.end_ms = json_get_time(vendor->json, node, SLICE("endTs"),
                                    JSON_SECONDS, vendor->transcript);
    }
    word.speaker = speaker;
    vendor_words_add_verbatim(&vendor->words, &word);
}

/** Who speaks a monologue: a name, or a number where there is none. */
static struct slice
find_speaker(struct vendor *vendor, const struct json_node *monologue,
             struct vendor_table *speakers)
{
    const struct json *json = vendor->json;
    const struct slice label = vendor_label(json, monologue, SLICE("speaker"));
    struct slice name =
        json_get_string(json, json_get(json, monologue, SLICE("speaker_info")),
                        SLICE("display_name"));
    if (name.size == 0) {
        name = json_get_string(json, vendor_table_find(speakers, label),
                               SLICE("name"));
    }
    return name.size > 0 ? name : label;
}

/** Add a monologue. */
static void
add_monologue(struct vendor *vendor, const struct json_node *monologue,
              struct vendor_table *speakers)
{
    const struct slice speaker = find_speaker(vendor, monologue, speakers);
    vendor_words_break(&vendor->words);
    struct json_walk walk = json_walk(vendor_either(
        vendor->json, monologue, SLICE("elements"), SLICE("spans")));
    while (json_next(&walk)) {
        add_element(vendor, walk.value, speaker);
    }
}

/** Add all monologues. */
static void
read_monologues(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    vendor_fact(&vendor->transcript->title,
                json_get_string(json, root, SLICE("name")));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, root, SLICE("language")));
    struct vendor_table speakers = {0};
    struct json_walk walk = json_walk(json_get(json, root, SLICE("speakers")));
    while (json_next(&walk)) {
        vendor_table_add(&speakers, vendor_label(json, walk.value, SLICE("id")),
                         walk.value);
    }
    walk = json_walk(json_get(json, root, SLICE("monologues")));
    while (json_next(&walk)) {
        add_monologue(vendor, walk.value, &speakers);
    }
    vendor->words.has_failed |= speakers.has_failed;
    vendor_table_finish(&speakers);
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"monologues\""), SLICE_INIT("\"monologues\"")},
    .recognise = recognise,
    .read = read_monologues,
};

/** The front of a file. */
static enum format_match
rev_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
rev_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_rev = {
    .name = "rev",
    .title = "Rev JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = rev_probe,
    .parse = rev_parse,
};
