/*
 * autoEdit 2: `{"title": …, "text": [{"speaker": "Anna", "paragraph":
 * [{"line": [{"text": "There", "startTime": 13.05, "endTime": 13.21}]}]}]}`,
 * as it exports a transcription.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Whether it has lines in paragraphs. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    return vendor_has(json, root, "text.paragraph.line.text") ? MATCH_SURE
                                                              : MATCH_NONE;
}

/** Add a turn: paragraphs of lines of words. */
static void
add_turn(struct vendor *vendor, const struct json_node *turn)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("text"),
        .start = SLICE_INIT("startTime"),
        .end = SLICE_INIT("endTime"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    struct slice speaker = vendor_label(json, turn, SLICE("speaker"));
    if (slice_equal(speaker, SLICE("Unnamed Speaker"))) {
        speaker.size = 0;
    }
    struct json_walk walk = json_walk(json_get(json, turn, SLICE("paragraph")));
    while (json_next(&walk)) {
        vendor_words_break(&vendor->words);
        struct json_walk line =
            json_walk(json_get(json, walk.value, SLICE("line")));
        while (json_next(&line)) {
            struct vendor_word word =
                vendor_read_word(vendor, line.value, &keys);
            word.speaker = speaker;
            vendor_words_add(&vendor->words, &word);
        }
    }
}

/** Add all turns. */
static void
read_turns(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    vendor_fact(&vendor->transcript->title,
                json_get_string(json, root, SLICE("title")));
    struct json_walk walk = json_walk(json_get(json, root, SLICE("text")));
    while (json_next(&walk)) {
        add_turn(vendor, walk.value);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"paragraph\""), SLICE_INIT("\"paragraph\"")},
    .recognise = recognise,
    .read = read_turns,
};

/** The front of a file. */
static enum format_match
autoedit_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
autoedit_parse(struct slice text, struct transcript *transcript,
               struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_autoedit = {
    .name = "autoedit",
    .title = "autoEdit JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = autoedit_probe,
    .parse = autoedit_parse,
};
