/*
 * Draft.js as @bbc/react-transcript-editor keeps a transcript in it:
 * `{"blocks": [{"text": …, "data": {"speaker": …, "start": 13.02},
 * "entityRanges": [{"offset": 0, "length": 5, "key": 0}]}], "entityMap":
 * {"0": {"data": {"start": 13.02, "end": 13.17}}}}`, Draft.js's raw content.
 *
 * A block is a paragraph, an entity a word; what stands between entities is
 * kept.  Offsets count UTF-16 code units.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_table.h"

#include "base/timecode.h"

/** Whether it has blocks with times or speakers, which other content of
 * Draft.js has not. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    return vendor_has(json, root, "blocks.text") &&
                   (vendor_has(json, root, "blocks.data.start") ||
                    vendor_has(json, root, "blocks.data.words") ||
                    vendor_has(json, root, "blocks.data.speaker"))
               ? MATCH_SURE
               : MATCH_NONE;
}

/** A place in a block's text, by bytes and by UTF-16 code units. */
struct place {
    struct slice text;
    size_t at;
    int64_t n_units;
};

/** Step on to a code unit, or to the end; a unit inside of a character means
 * the next one. */
static void
step_to(struct place *place, int64_t unit)
{
    while (place->at < place->text.size && place->n_units < unit) {
        const unsigned char c = (unsigned char)place->text.data[place->at];
        place->n_units += c >= 0xf0 ? 2 : 1;
        place->at += c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    }
}

/** Add the text from the place up to a code unit, at no time. */
static void
add_plain(struct vendor *vendor, struct place *place, int64_t unit,
          const struct vendor_word *like)
{
    const size_t begin = place->at;
    step_to(place, unit);
    struct vendor_word word = *like;
    word.text = slice_part(place->text, begin, place->at);
    vendor_words_add_verbatim(&vendor->words, &word);
}

/** Add the word of an entity, after what stands before it. */
static void
add_entity(struct vendor *vendor, const struct json_node *range,
           struct place *place, struct vendor_word *word)
{
    const struct json *json = vendor->json;
    const struct json_node *data = json_get(json, word->node, SLICE("data"));
    int64_t offset;
    int64_t length;
    if (!json_integer(json, json_get(json, range, SLICE("offset")), &offset) ||
        !json_integer(json, json_get(json, range, SLICE("length")), &length) ||
        offset < place->n_units || length <= 0 || offset > INT64_MAX - length) {
        return;
    }
    const struct vendor_word like = {.speaker = word->speaker,
                                     .start_ms = TIME_UNKNOWN,
                                     .end_ms = TIME_UNKNOWN,
                                     .node = range};
    add_plain(vendor, place, offset, &like);
    word->start_ms = json_get_time(json, data, SLICE("start"), JSON_SECONDS,
                                   vendor->transcript);
    word->end_ms = json_get_time(json, data, SLICE("end"), JSON_SECONDS,
                                 vendor->transcript);
    word->node = range;
    add_plain(vendor, place, offset + length, word);
}

/** Add a block. */
static void
add_block(struct vendor *vendor, const struct json_node *block,
          struct vendor_table *entities)
{
    const struct json *json = vendor->json;
    const struct json_node *data = json_get(json, block, SLICE("data"));
    const struct json_node *ranges =
        json_get(json, block, SLICE("entityRanges"));
    struct place place = {.text = json_get_string(json, block, SLICE("text"))};
    struct vendor_word word = vendor_word(block);
    word.speaker = vendor_label(json, data, SLICE("speaker"));
    struct vendor_word rest = word;
    vendor_words_break(&vendor->words);
    if (!json_first(ranges)) {
        rest.start_ms = json_get_time(json, data, SLICE("start"), JSON_SECONDS,
                                      vendor->transcript);
        rest.is_phrase = true;
    }
    struct json_walk walk = json_walk(ranges);
    while (json_next(&walk)) {
        word.node = vendor_table_find(
            entities, vendor_label(json, walk.value, SLICE("key")));
        add_entity(vendor, walk.value, &place, &word);
    }
    add_plain(vendor, &place, INT64_MAX, &rest);
}

/** Add all blocks. */
static void
read_blocks(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    struct vendor_table entities = {0};
    struct json_walk walk = json_walk(json_get(json, root, SLICE("entityMap")));
    while (json_next(&walk)) {
        vendor_table_add(&entities, json_text(json, walk.key), walk.value);
    }
    walk = json_walk(json_get(json, root, SLICE("blocks")));
    while (json_next(&walk)) {
        add_block(vendor, walk.value, &entities);
    }
    vendor->words.has_failed |= entities.has_failed;
    vendor_table_finish(&entities);
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"blocks\""), SLICE_INIT("\"blocks\"")},
    .recognise = recognise,
    .read = read_blocks,
};

/** The front of a file. */
static enum format_match
draftjs_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
draftjs_parse(struct slice text, struct transcript *transcript,
              struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_draftjs = {
    .name = "draftjs",
    .title = "Draft.js transcript JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = draftjs_probe,
    .parse = draftjs_parse,
};
