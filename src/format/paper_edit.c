/*
 * BBC's Digital Paper Edit and @bbc/react-transcript-editor: `{"words":
 * [{"id": 0, "text": "There", "start": 13.02, "end": 13.17}], "paragraphs":
 * [{"start": 13.02, "end": 23.82, "speaker": "Anna"}]}`, as the editor's
 * export writes it.  Paragraphs tell who speaks when.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_turns.h"

#include "base/timecode.h"

/** Whether it has words and paragraphs, or a front of numbered words. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (!vendor_has(json, root, "words.text") ||
        !vendor_has(json, root, "words.start") ||
        json_get(json, root, SLICE("segments"))) {
        return MATCH_NONE;
    }
    if (vendor_has(json, root, "paragraphs.start")) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "words.id") &&
                   vendor_has(json, root, "words.end")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Add all words, and who speaks them. */
static void
read_words(struct vendor *vendor, const struct json_node *root)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("text"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    vendor_add_words(vendor, json_get(json, root, SLICE("words")), &keys);
    struct vendor_turns turns = {0};
    struct json_walk walk =
        json_walk(json_get(json, root, SLICE("paragraphs")));
    while (json_next(&walk)) {
        const struct vendor_turn turn = {
            .start_ms = json_get_time(json, walk.value, SLICE("start"),
                                      JSON_SECONDS, vendor->transcript),
            .end_ms = json_get_time(json, walk.value, SLICE("end"),
                                    JSON_SECONDS, vendor->transcript),
            .speaker = vendor_label(json, walk.value, SLICE("speaker")),
        };
        vendor_turns_add(&turns, &turn);
    }
    vendor_turns_apply(&turns, &vendor->words, 0);
    vendor_turns_finish(&turns);
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"words\""), SLICE_INIT("\"paragraphs\"")},
    .recognise = recognise,
    .read = read_words,
};

/** The front of a file. */
static enum format_match
paper_edit_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
paper_edit_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_paper_edit = {
    .name = "digital-paper-edit",
    .title = "Digital Paper Edit JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = paper_edit_probe,
    .parse = paper_edit_parse,
};
