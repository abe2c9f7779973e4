/*
 * Azure AI Speech: batch transcription (`recognizedPhrases`, each with an
 * `nBest`), fast transcription (`phrases`), the older `AudioFileResults`, and
 * a list of the SDK's detailed results (`NBest`); the REST API's reference,
 * versions 2.0 to 2024-11.
 *
 * Times are an offset and a duration in ticks of 100 ns, in milliseconds or
 * as an ISO 8601 duration.  What is displayed has punctuation, and times only
 * in newer documents (`displayWords`); else it is laid beside the words as
 * spoken, which have them.
 */
#include "format/formats.h"
#include "format/vendor.h"

#include "base/timecode.h"

enum {
    /* How many spoken words may stand for one that is displayed. */
    LOOK_AHEAD = 8,
};

/** Whether it has phrases. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    if (vendor_has(json, root, "recognizedPhrases") ||
        vendor_has(json, root, "combinedRecognizedPhrases") ||
        vendor_has(json, root, "AudioFileResults.SegmentResults") ||
        vendor_has(json, root, "NBest.Lexical") ||
        vendor_has(json, root, "phrases.offsetMilliseconds")) {
        return MATCH_SURE;
    }
    return vendor_has(json, root, "combinedPhrases.text") ||
                   vendor_has(json, root, "combinedPhrases.channel")
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** Read an ISO 8601 duration of hours, minutes and seconds, as PT1M2.5S. */
static bool
read_iso(struct slice text, int64_t *time_ms)
{
    if (!slice_starts(text, SLICE("PT"))) {
        return false;
    }
    int64_t sum_ms = 0;
    for (size_t at = 2; at < text.size; at++) {
        int64_t number_ms;
        if (!timecode_read(text, &at, &number_ms) || at == text.size) {
            return false;
        }
        switch (text.data[at]) {
        case 'H':
            sum_ms += number_ms * 3600;
            break;
        case 'M':
            sum_ms += number_ms * 60;
            break;
        case 'S':
            sum_ms += number_ms;
            break;
        default:
            return false;
        }
        if (sum_ms > TIME_MAX_MS) {
            return false;
        }
    }
    *time_ms = sum_ms;
    return true;
}

/** Read a time that may be an ISO 8601 duration. */
static int64_t
read_time(struct vendor *vendor, const struct json_node *node, struct slice key,
          enum json_unit unit)
{
    int64_t time_ms;
    if (read_iso(json_get_string(vendor->json, node, key), &time_ms)) {
        return time_ms;
    }
    return json_get_time(vendor->json, node, key, unit, vendor->transcript);
}

/** Read when something is said. */
static void
read_span(struct vendor *vendor, const struct json_node *node,
          struct vendor_word *word)
{
    static const struct {
        struct slice offset;
        struct slice duration;
        enum json_unit unit;
    } spellings[] = {
        {SLICE_INIT("offsetInTicks"), SLICE_INIT("durationInTicks"),
         JSON_TICKS},
        {SLICE_INIT("offsetMilliseconds"), SLICE_INIT("durationMilliseconds"),
         JSON_MILLISECONDS},
        {SLICE_INIT("offset"), SLICE_INIT("duration"), JSON_TICKS},
        {SLICE_INIT("Offset"), SLICE_INIT("Duration"), JSON_TICKS},
        {SLICE_INIT("OffsetInSeconds"), SLICE_INIT("DurationInSeconds"),
         JSON_SECONDS},
    };
    for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
        if (json_get(vendor->json, node, spellings[i].offset)) {
            const int64_t duration_ms = read_time(
                vendor, node, spellings[i].duration, spellings[i].unit);
            word->start_ms =
                read_time(vendor, node, spellings[i].offset, spellings[i].unit);
            if (word->start_ms != TIME_UNKNOWN && duration_ms != TIME_UNKNOWN) {
                word->end_ms = word->start_ms + duration_ms;
            }
            return;
        }
    }
}

/** Read an array of words; of `keys` the first that is there is the text. */
static void
read_words(struct vendor *vendor, const struct json_node *array,
           struct slice speaker, struct vendor_words *words)
{
    static const struct slice texts[] = {SLICE_INIT("displayText"),
                                         SLICE_INIT("word"), SLICE_INIT("Word"),
                                         SLICE_INIT("text")};
    struct json_walk walk = json_walk(array);
    while (json_next(&walk)) {
        struct vendor_word word = vendor_word(walk.value);
        for (int i = 0; i < 4 && word.text.size == 0; i++) {
            word.text = json_get_string(vendor->json, walk.value, texts[i]);
        }
        word.speaker = speaker;
        read_span(vendor, walk.value, &word);
        vendor_words_add(words, &word);
    }
}

/** The next byte of a text that counts in a comparison, in lower case; 0 at
 * its end.  Signs do not count. */
static char
next_letter(struct slice text, size_t *at)
{
    while (*at < text.size) {
        const char c = text.data[(*at)++];
        if (c >= 'A' && c <= 'Z') {
            return (char)(c - 'A' + 'a');
        }
        if ((c >= 'a' && c <= 'z') || is_digit(c) || (c & 0x80)) {
            return c;
        }
    }
    return 0;
}

/** Whether two words differ in nothing but case and signs. */
static bool
is_same_word(struct slice one, struct slice other)
{
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        const char a = next_letter(one, &i);
        if (a != next_letter(other, &j)) {
            return false;
        }
        if (a == 0) {
            return true;
        }
    }
}

/** Give a displayed word the time of its spoken one, of which *next is to
 * come; the first of others that of what is spoken in its place. */
static void
pair_word(const struct vendor_words *spoken, size_t *next, bool was_paired,
          struct vendor_word *word)
{
    for (size_t i = *next; i < spoken->count && i < *next + LOOK_AHEAD; i++) {
        if (is_same_word(word->text, spoken->items[i].text)) {
            word->start_ms = spoken->items[i].start_ms;
            word->end_ms = spoken->items[i].end_ms;
            *next = i + 1;
            return;
        }
    }
    if (was_paired && *next < spoken->count) {
        word->start_ms = spoken->items[*next].start_ms;
    }
}

/** Add what is displayed, at the times of what is spoken. */
static void
add_paired(struct vendor *vendor, const struct vendor_word *phrase,
           const struct vendor_words *spoken)
{
    const struct slice text = phrase->text;
    size_t next = 0;
    size_t begin = 0;
    bool was_paired = true;
    for (size_t at = 0; at <= text.size; at++) {
        if (at < text.size && !is_blank(text.data[at])) {
            continue;
        }
        if (at > begin) {
            struct vendor_word word = vendor_word(phrase->node);
            word.text = slice_part(text, begin, at);
            word.speaker = phrase->speaker;
            pair_word(spoken, &next, was_paired, &word);
            was_paired = word.end_ms != TIME_UNKNOWN;
            vendor_words_add(&vendor->words, &word);
        }
        begin = at + 1;
    }
}

/** How many words a text has by its spaces. */
static size_t
count_words(struct slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.size; i++) {
        n += !is_blank(text.data[i]) && (i == 0 || is_blank(text.data[i - 1]));
    }
    return n;
}

/** Add a phrase of which words are spoken. */
static void
add_spoken(struct vendor *vendor, const struct vendor_word *phrase,
           const struct json_node *array)
{
    struct vendor_words spoken = {0};
    read_words(vendor, array, phrase->speaker, &spoken);
    vendor->words.has_failed |= spoken.has_failed;
    if (count_words(phrase->text) * 2 > spoken.count) {
        add_paired(vendor, phrase, &spoken);
    } else {
        /* Displayed without spaces. */
        for (size_t i = 0; i < spoken.count; i++) {
            vendor_words_add(&vendor->words, &spoken.items[i]);
        }
    }
    vendor_words_finish(&spoken);
}

/** The text of a phrase as it is displayed. */
static struct slice
displayed_text(const struct json *json, const struct json_node *phrase,
               const struct json_node *best)
{
    struct slice text = json_text(
        json, vendor_either(json, best, SLICE("display"), SLICE("Display")));
    if (text.size == 0) {
        text = json_text(json, vendor_either(json, phrase, SLICE("text"),
                                             SLICE("DisplayText")));
    }
    return text;
}

/** Add a phrase. */
static void
add_phrase(struct vendor *vendor, const struct json_node *node)
{
    const struct json *json = vendor->json;
    const struct json_node *best =
        json_first(vendor_either(json, node, SLICE("nBest"), SLICE("NBest")));
    const struct json_node *shown =
        vendor_either(json, best, SLICE("displayWords"), SLICE("DisplayWords"));
    const struct json_node *words =
        vendor_either(json, best ? best : node, SLICE("words"), SLICE("Words"));
    const struct json_node *speaker =
        vendor_either(json, node, SLICE("speaker"), SLICE("SpeakerId"));
    vendor_fact(&vendor->transcript->language,
                json_get_string(json, node, SLICE("locale")));
    struct vendor_word phrase = vendor_word(node);
    phrase.text = displayed_text(json, node, best);
    phrase.speaker = json_text(json, speaker);
    vendor_words_break(&vendor->words);
    if (json_first(shown)) {
        read_words(vendor, shown, phrase.speaker, &vendor->words);
    } else if (json_first(words)) {
        add_spoken(vendor, &phrase, words);
    } else {
        phrase.is_phrase = true;
        read_span(vendor, node, &phrase);
        vendor_words_add(&vendor->words, &phrase);
    }
}

/** The array of phrases. */
static const struct json_node *
find_phrases(const struct json *json, const struct json_node *root)
{
    const struct json_node *phrases =
        vendor_either(json, root, SLICE("recognizedPhrases"), SLICE("phrases"));
    if (phrases || json_type(root) == JSON_ARRAY) {
        return phrases ? phrases : root;
    }
    return json_get(json,
                    json_first(json_get(json, root, SLICE("AudioFileResults"))),
                    SLICE("SegmentResults"));
}

/** Add all phrases. */
static void
read_phrases(struct vendor *vendor, const struct json_node *root)
{
    const struct json_node *phrases = find_phrases(vendor->json, root);
    if (!phrases) {
        add_phrase(vendor, root);
        return;
    }
    struct json_walk walk = json_walk(phrases);
    while (json_next(&walk)) {
        int64_t channel;
        vendor->words.is_mixed |=
            json_integer(vendor->json,
                         json_get(vendor->json, walk.value, SLICE("channel")),
                         &channel) &&
            channel > 0;
        add_phrase(vendor, walk.value);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("hrases\""), SLICE_INIT("\"NBest\"")},
    .recognise = recognise,
    .read = read_phrases,
};

/** The front of a file. */
static enum format_match
azure_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
azure_parse(struct slice text, struct transcript *transcript,
            struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_azure = {
    .name = "azure-speech",
    .title = "Azure Speech JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = azure_probe,
    .parse = azure_parse,
};
