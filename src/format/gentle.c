/*
 * Gentle, a forced aligner: `{"transcript": …, "words": [{"case": "success",
 * "word": "one", "start": 0.1, "end": 0.4, "startOffset": 0}]}`, as its
 * align.py writes it.
 *
 * The text is the transcript's, in which the words are looked for one after
 * the other; words that were not found in the audio have no times.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

enum {
    /* How far behind a word the next one is looked for. */
    GAP_BYTES = 4096,
};

/** Whether a document ends in a transcript that is cut off: all that the
 * front of a long one shows. */
static bool
is_only_transcript(const struct json *json, const struct json_node *root)
{
    return json_is_cut(json, json_get(json, root, SLICE("transcript"))) &&
           json_count(root) == 1;
}

/** Whether it has words that were aligned. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "words.case")) {
        return vendor_has(json, root, "transcript") ||
                       vendor_has_text(json, root, "words.case",
                                       SLICE("success"))
                   ? MATCH_SURE
                   : MATCH_STRONG;
    }
    return is_only_transcript(json, root) ? MATCH_WEAK : MATCH_NONE;
}

/** Add what stands in the transcript ahead of a word, and step behind it;
 * nothing where the word is not found. */
static void
add_gap(struct vendor *vendor, struct slice transcript,
        const struct vendor_word *word, size_t *at)
{
    size_t limit = transcript.size;
    if (limit - *at > GAP_BYTES) {
        limit = *at + GAP_BYTES;
    }
    const struct slice front = slice_part(transcript, 0, limit);
    const size_t found =
        limit == *at ? limit : slice_find(front, word->text, *at);
    if (found == limit) {
        vendor->words.has_space = true;
        return;
    }
    struct vendor_word gap = vendor_word(word->node);
    gap.text = slice_part(transcript, *at, found);
    vendor_words_add_verbatim(&vendor->words, &gap);
    *at = found + word->text.size;
}

/** Add all words. */
static void
read_words(struct vendor *vendor, const struct json_node *root)
{
    static const struct vendor_keys keys = {
        .text = SLICE_INIT("word"),
        .start = SLICE_INIT("start"),
        .end = SLICE_INIT("end"),
        .unit = JSON_SECONDS,
    };
    const struct json *json = vendor->json;
    const struct slice transcript =
        json_get_string(json, root, SLICE("transcript"));
    size_t at = 0;
    struct json_walk walk = json_walk(json_get(json, root, SLICE("words")));
    while (json_next(&walk)) {
        const struct vendor_word word =
            vendor_read_word(vendor, walk.value, &keys);
        add_gap(vendor, transcript, &word, &at);
        vendor_words_add_verbatim(&vendor->words, &word);
    }
    struct vendor_word rest = vendor_word(root);
    rest.text = slice_from(transcript, at);
    vendor_words_add_verbatim(&vendor->words, &rest);
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\"transcript\""), SLICE_INIT("\"case\"")},
    .recognise = recognise,
    .read = read_words,
};

/** The front of a file. */
static enum format_match
gentle_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
gentle_parse(struct slice text, struct transcript *transcript,
             struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_gentle = {
    .name = "gentle",
    .title = "Gentle JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = gentle_probe,
    .parse = gentle_parse,
};
