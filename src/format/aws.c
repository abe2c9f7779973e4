/*
 * Amazon Transcribe: `{"jobName": …, "results": {"transcripts": […],
 * "items": […]}}`, as the Developer Guide's examples of batch output show it.
 *
 * An item is a word or a punctuation mark; times are seconds in strings.
 * Speakers stand in newer items themselves, in older documents only in
 * `speaker_labels`; with `channel_labels` each channel has its own items, and
 * is taken for a speaker.  A list of items alone is read too.
 */
#include "format/formats.h"
#include "format/vendor.h"
#include "format/vendor_turns.h"

#include "base/timecode.h"

/** Whether it has what only Amazon's results have. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "results.transcripts")) {
        return vendor_has(json, root, "jobName") ||
                       vendor_has(json, root, "results.items.alternatives")
                   ? MATCH_SURE
                   : MATCH_STRONG;
    }
    const bool has_items =
        vendor_has(json, root, "results.items.alternatives.content") ||
        vendor_has(json, root,
                   "results.channel_labels.channels.items.alternatives") ||
        (json_type(root) == JSON_ARRAY &&
         vendor_has_text(json, root, "type", SLICE("pronunciation")) &&
         vendor_has(json, root, "alternatives.content"));
    return has_items ? MATCH_STRONG : MATCH_NONE;
}

/** Add an item. */
static void
add_item(struct vendor *vendor, const struct json_node *item,
         struct slice channel)
{
    static const struct vendor_keys keys = {
        .start = SLICE_INIT("start_time"),
        .end = SLICE_INIT("end_time"),
        .speaker = SLICE_INIT("speaker_label"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    struct vendor_word word = vendor_read_word(vendor, item, &keys);
    word.text = json_get_string(
        json, json_first(json_get(json, item, SLICE("alternatives"))),
        SLICE("content"));
    word.is_attached = slice_equal(json_get_string(json, item, SLICE("type")),
                                   SLICE("punctuation"));
    if (word.speaker.size == 0) {
        word.speaker = channel;
    }
    vendor_words_add(&vendor->words, &word);
}

/** Add an array of items. */
static void
add_items(struct vendor *vendor, const struct json_node *items,
          struct slice channel)
{
    struct json_walk walk = json_walk(items);
    while (json_next(&walk)) {
        add_item(vendor, walk.value, channel);
    }
}

/** Add the items of all channels. */
static void
add_channels(struct vendor *vendor, const struct json_node *channels)
{
    const struct json *json = vendor->json;
    vendor->words.is_mixed = json_count(channels) > 1;
    struct json_walk walk = json_walk(channels);
    while (json_next(&walk)) {
        vendor_words_break(&vendor->words);
        add_items(vendor, json_get(json, walk.value, SLICE("items")),
                  json_get_string(json, walk.value, SLICE("channel_label")));
    }
}

/** Add a turn of `speaker_labels`, or an item of one. */
static void
add_turn(struct vendor *vendor, const struct json_node *node,
         struct vendor_turns *turns)
{
    const struct json *json = vendor->json;
    const struct vendor_turn turn = {
        .start_ms = json_get_time(json, node, SLICE("start_time"), JSON_SECONDS,
                                  vendor->transcript),
        .end_ms = json_get_time(json, node, SLICE("end_time"), JSON_SECONDS,
                                vendor->transcript),
        .speaker = json_get_string(json, node, SLICE("speaker_label")),
    };
    vendor_turns_add(turns, &turn);
}

/** Give speakers to the words of documents that keep them apart. */
static void
apply_labels(struct vendor *vendor, const struct json_node *labels)
{
    const struct json *json = vendor->json;
    struct vendor_turns turns = {0};
    struct json_walk walk =
        json_walk(json_get(json, labels, SLICE("segments")));
    while (json_next(&walk)) {
        const struct json_node *items =
            json_get(json, walk.value, SLICE("items"));
        if (!json_first(items)) {
            add_turn(vendor, walk.value, &turns);
        }
        struct json_walk inner = json_walk(items);
        while (json_next(&inner)) {
            add_turn(vendor, inner.value, &turns);
        }
    }
    vendor_turns_apply(&turns, &vendor->words, 0);
    vendor_turns_finish(&turns);
}

/** Add what is said, and who says it. */
static void
read_results(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    const struct json_node *results = json_get(json, root, SLICE("results"));
    const struct json_node *channels =
        json_get(json, json_get(json, results, SLICE("channel_labels")),
                 SLICE("channels"));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, results, SLICE("language_code")));
    if (json_first(channels)) {
        add_channels(vendor, channels);
        return;
    }
    const struct json_node *items =
        results ? json_get(json, results, SLICE("items")) : root;
    const struct slice none = {0};
    add_items(vendor, items, none);
    apply_labels(vendor, json_get(json, results, SLICE("speaker_labels")));
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"results\""), SLICE_INIT("\"pronunciation\"")},
    .recognise = recognise,
    .read = read_results,
};

/** The front of a file. */
static enum format_match
aws_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
aws_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_aws = {
    .name = "aws-transcribe",
    .title = "Amazon Transcribe JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = aws_probe,
    .parse = aws_parse,
};
