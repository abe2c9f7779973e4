/*
 * Turns of speech in JSON: services that write an array of turns, each with a
 * text, words or both, under names of their own.  A row of the table for each
 * way; the names are those of the services' references.
 *
 *     Amazon Transcribe Call Analytics   {"Transcript": [{"Content": …}]}
 *     Gladia                             {"result": {"transcription":
 *                                         {"utterances": [{"text": …}]}}}
 *     Fireflies                          {"sentences": [{"text": …}]}
 *     ElevenLabs, segmented; Sonix       {"segments": [{"start_time": …}]}
 *     Microsoft Stream, Teams            {"entries": [{"startOffset": …}]}
 *     pyannoteAI                         {"turnLevelTranscription": […]}
 *     Recall.ai, Happy Scribe            [{"words": […]}]
 *     Soniox                             {"tokens": [{"start_ms": …}]}
 *     Oracle Speech                      {"transcriptions": [{"tokens": …}]}
 *     DeepSpeech, Coqui                  {"transcripts": [{"words": …}]}
 *     parakeet-mlx                       {"sentences": [{"tokens": […]}]}
 *     AssemblyAI, sentences              {"sentences": [{"words": […]}]}
 *     Fireflies, downloaded              [{"sentence": …, "startTime": …}]
 *     youtube-transcript, Supadata       [{"text": …, "offset": …}]
 *     Premiere                           {"segments": [{"words": […]}]}
 *     NeMo                               {"timestamp": {"word": […]}}
 *     Loom                               {"phrases": [{"ts": …, "value": …}]}
 *     Spotify's lyrics                   {"lyrics": {"lines": […]}}
 *
 * Where a turn has words, they are its text.
 */
#include "format/formats.h"
#include "format/json_speaker.h"
#include "format/vendor.h"

#include "base/timecode.h"

/** Where something is called what: when it is said, and by whom. */
struct names {
    struct slice text; /**< empty where there is none */
    struct slice start;
    struct slice end;
    struct slice speaker;
};

/** One way of writing turns. */
struct shape {
    /** Keys that lead to the array of turns; those behind the last are empty.
     * Without any, the document is that array. */
    struct slice path[2];
    struct names turn;
    struct slice words; /**< the array of words in a turn; empty for none */
    struct names word;
    enum json_unit unit;
    bool is_single;    /**< the document is one turn, without an array */
    bool is_best_only; /**< turns are alternatives, the first is the best */
    bool is_verbatim;  /**< words spell out their white space */
    bool has_duration; /**< in place of ends */
    bool is_guessed;   /**< the unit is seconds where times have fractions */
    bool needs_words;  /**< turns without the array are another's */
};

/* Which of several match is the first that does. */
static const struct shape shapes[] = {
    {
        .path = {SLICE_INIT("Transcript")},
        .turn = {SLICE_INIT("Content"), SLICE_INIT("BeginOffsetMillis"),
                 SLICE_INIT("EndOffsetMillis"), SLICE_INIT("ParticipantRole")},
        .words = SLICE_INIT("Items"),
        .word = {SLICE_INIT("Content"),
                 SLICE_INIT("BeginOffsetMillis"),
                 SLICE_INIT("EndOffsetMillis"),
                 {NULL, 0}},
        .unit = JSON_MILLISECONDS,
    },
    {
        .path = {SLICE_INIT("transcription"), SLICE_INIT("utterances")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start"), SLICE_INIT("end"),
                 SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("word"),
                 SLICE_INIT("start"),
                 SLICE_INIT("end"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("sentences")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"), SLICE_INIT("speaker_name")},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("transcript"), SLICE_INIT("sentences")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"), SLICE_INIT("speaker_name")},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("segments")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"), SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("transcript")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"), SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("start_time"),
                 SLICE_INIT("end_time"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("entries")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("startOffset"),
                 SLICE_INIT("endOffset"), SLICE_INIT("speakerDisplayName")},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("turnLevelTranscription")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start"), SLICE_INIT("end"),
                 SLICE_INIT("speaker")},
        .unit = JSON_SECONDS,
    },
    {
        .turn = {{NULL, 0}, {NULL, 0}, {NULL, 0}, SLICE_INIT("participant")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("start_timestamp"),
                 SLICE_INIT("end_timestamp"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .turn = {{NULL, 0}, {NULL, 0}, {NULL, 0}, SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("data_start"),
                 SLICE_INIT("data_end"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .words = SLICE_INIT("tokens"),
        .word = {SLICE_INIT("text"), SLICE_INIT("start_ms"),
                 SLICE_INIT("end_ms"), SLICE_INIT("speaker")},
        .unit = JSON_MILLISECONDS,
        .is_single = true,
        .is_verbatim = true,
    },
    {
        .path = {SLICE_INIT("transcriptions")},
        .words = SLICE_INIT("tokens"),
        .word = {SLICE_INIT("token"), SLICE_INIT("startTime"),
                 SLICE_INIT("endTime"), SLICE_INIT("speakerIndex")},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("transcripts")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("word"),
                 SLICE_INIT("start_time"),
                 SLICE_INIT("duration"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
        .is_best_only = true,
        .has_duration = true,
    },
    {
        .path = {SLICE_INIT("sentences")},
        .turn = {SLICE_INIT("text"),
                 SLICE_INIT("start"),
                 SLICE_INIT("end"),
                 {NULL, 0}},
        .words = SLICE_INIT("tokens"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("start"),
                 SLICE_INIT("end"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
        .is_verbatim = true,
        .needs_words = true,
    },
    {
        .path = {SLICE_INIT("sentences")},
        .turn = {SLICE_INIT("text"), SLICE_INIT("start"), SLICE_INIT("end"),
                 SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"), SLICE_INIT("start"), SLICE_INIT("end"),
                 SLICE_INIT("speaker")},
        .unit = JSON_MILLISECONDS,
        .needs_words = true,
    },
    {
        .turn = {SLICE_INIT("sentence"), SLICE_INIT("startTime"),
                 SLICE_INIT("endTime"), SLICE_INIT("speaker_name")},
        .unit = JSON_SECONDS,
    },
    {
        .turn = {SLICE_INIT("text"),
                 SLICE_INIT("offset"),
                 SLICE_INIT("duration"),
                 {NULL, 0}},
        .unit = JSON_MILLISECONDS,
        .has_duration = true,
        .is_guessed = true,
    },
    {
        .path = {SLICE_INIT("content")},
        .turn = {SLICE_INIT("text"),
                 SLICE_INIT("offset"),
                 SLICE_INIT("duration"),
                 {NULL, 0}},
        .unit = JSON_MILLISECONDS,
        .has_duration = true,
        .is_guessed = true,
    },
    {
        .path = {SLICE_INIT("segments")},
        .turn =
            {{NULL, 0}, SLICE_INIT("start"), {NULL, 0}, SLICE_INIT("speaker")},
        .words = SLICE_INIT("words"),
        .word = {SLICE_INIT("text"),
                 SLICE_INIT("start"),
                 SLICE_INIT("duration"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
        .has_duration = true,
    },
    {
        .path = {SLICE_INIT("timestamp")},
        .words = SLICE_INIT("word"),
        .word = {SLICE_INIT("word"),
                 SLICE_INIT("start"),
                 SLICE_INIT("end"),
                 {NULL, 0}},
        .unit = JSON_SECONDS,
        .is_single = true,
    },
    {
        .path = {SLICE_INIT("phrases")},
        .turn = {SLICE_INIT("value"), SLICE_INIT("ts"), {NULL, 0}, {NULL, 0}},
        .unit = JSON_SECONDS,
    },
    {
        .path = {SLICE_INIT("lyrics"), SLICE_INIT("lines")},
        .turn = {SLICE_INIT("words"),
                 SLICE_INIT("startTimeMs"),
                 {NULL, 0},
                 {NULL, 0}},
        .unit = JSON_MILLISECONDS,
    },
};

/** The array of turns of a shape, or its only turn; NULL for none. */
static const struct json_node *
find_turns(const struct json *json, const struct json_node *root,
           const struct shape *shape)
{
    for (int i = 0; i < 2 && shape->path[i].size > 0; i++) {
        root = json_get(json, root, shape->path[i]);
    }
    const enum json_type type = shape->is_single ? JSON_OBJECT : JSON_ARRAY;
    return json_type(root) == type ? root : NULL;
}

/** Whether an object has a text and says when it begins, under these names;
 * and how long it lasts, where it should. */
static bool
has_names(const struct json *json, const struct json_node *node,
          const struct names *names, bool has_duration)
{
    return json_type(json_get(json, node, names->text)) == JSON_STRING &&
           json_get(json, node, names->start) &&
           (!has_duration || json_get(json, node, names->end));
}

/** Whether a turn is one of a shape: it has what the shape has. */
static bool
is_turn(const struct json *json, const struct json_node *turn,
        const struct shape *shape)
{
    if (shape->turn.text.size > 0) {
        return has_names(json, turn, &shape->turn, false) &&
               (!shape->needs_words || json_get(json, turn, shape->words));
    }
    /* A mark may be the first, and have no time. */
    struct json_walk walk = json_walk(json_get(json, turn, shape->words));
    for (int i = 0; i < 4 && json_next(&walk); i++) {
        if (has_names(json, walk.value, &shape->word, shape->has_duration)) {
            return true;
        }
    }
    return false;
}

/** The shape of a document; NULL for none.  An early turn decides; those
 * ahead of it may be empty. */
static const struct shape *
find_shape(const struct json *json, const struct json_node *root)
{
    enum { LOOK_AT = 8 };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
        const struct json_node *turns = find_turns(json, root, &shapes[i]);
        if (turns && shapes[i].is_single) {
            if (is_turn(json, turns, &shapes[i])) {
                return &shapes[i];
            }
            continue;
        }
        struct json_walk walk = json_walk(turns);
        for (int n = 0; n < LOOK_AT && json_next(&walk); n++) {
            if (is_turn(json, walk.value, &shapes[i])) {
                return &shapes[i];
            }
        }
    }
    return NULL;
}

/** What times of a shape count in a document. */
static enum json_unit
unit_of(const struct json *json, const struct json_node *turns,
        const struct shape *shape)
{
    if (!shape->is_guessed) {
        return shape->unit;
    }
    struct json_walk walk = json_walk(turns);
    while (json_next(&walk)) {
        int64_t ms;
        if (json_time_ms(json, json_get(json, walk.value, shape->turn.start),
                         JSON_SECONDS, &ms) &&
            ms % 1000 != 0) {
            return JSON_SECONDS;
        }
    }
    return shape->unit;
}

/** Whether it has turns of any shape. */
static enum format_match
recognise(const struct json *json, const struct json_node *root)
{
    return find_shape(json, root) ? MATCH_SURE : MATCH_NONE;
}

/** Read a time: what json_time_ms() takes, or the one of an object that tells
 * several. */
static int64_t
read_time(struct vendor *vendor, const struct json_node *node, struct slice key,
          enum json_unit unit)
{
    static const struct slice relative = SLICE_INIT("relative");
    const struct json *json = vendor->json;
    const struct json_node *value = json_get(json, node, key);
    if (json_type(value) == JSON_OBJECT && json_get(json, value, relative)) {
        return json_get_time(json, value, relative, unit, vendor->transcript);
    }
    return json_get_time(json, node, key, unit, vendor->transcript);
}

/** Read what is said under some names. */
static struct vendor_word
read_named(struct vendor *vendor, const struct json_node *node,
           const struct shape *shape, const struct names *names)
{
    struct vendor_word word = vendor_word(node);
    word.text = json_get_string(vendor->json, node, names->text);
    word.speaker = json_speaker_text(
        vendor->json, json_get(vendor->json, node, names->speaker));
    word.start_ms = read_time(vendor, node, names->start, shape->unit);
    word.end_ms = read_time(vendor, node, names->end, shape->unit);
    if (shape->has_duration && word.end_ms != TIME_UNKNOWN) {
        word.end_ms = word.start_ms == TIME_UNKNOWN
                          ? TIME_UNKNOWN
                          : word.start_ms + word.end_ms;
    }
    return word;
}

/** Add the words of a turn. */
static void
add_words(struct vendor *vendor, const struct json_node *words,
          const struct shape *shape, struct slice speaker)
{
    const struct json *json = vendor->json;
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        struct vendor_word word =
            read_named(vendor, walk.value, shape, &shape->word);
        const struct slice type =
            json_text(json, vendor_either(json, walk.value, SLICE("Type"),
                                          SLICE("type")));
        if (word.speaker.size == 0) {
            word.speaker = speaker;
        }
        word.is_attached = equals_lower(type, SLICE("punctuation"));
        if (shape->is_verbatim) {
            vendor_words_add_verbatim(&vendor->words, &word);
        } else {
            vendor_words_add(&vendor->words, &word);
        }
    }
}

/** Add a turn. */
static void
add_turn(struct vendor *vendor, const struct json_node *node,
         const struct shape *shape)
{
    const struct json_node *words =
        shape->words.size > 0 ? json_get(vendor->json, node, shape->words)
                              : NULL;
    vendor_words_break(&vendor->words);
    if (json_first(words)) {
        add_words(
            vendor, words, shape,
            json_speaker_text(vendor->json, json_get(vendor->json, node,
                                                     shape->turn.speaker)));
        return;
    }
    struct vendor_word phrase = read_named(vendor, node, shape, &shape->turn);
    phrase.is_phrase = true;
    vendor_words_add(&vendor->words, &phrase);
}

/** Keep what the document tells of itself. */
static void
take_facts(struct vendor *vendor, const struct json_node *root)
{
    static const struct slice languages[] = {
        SLICE_INIT("language_code"), SLICE_INIT("LanguageCode"),
        SLICE_INIT("languageCode"), SLICE_INIT("language"), SLICE_INIT("lang")};
    static const struct slice titles[] = {SLICE_INIT("title"),
                                          SLICE_INIT("name")};
    struct transcript *transcript = vendor->transcript;
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        vendor_fact(&transcript->language,
                    json_get_string(vendor->json, root, languages[i]));
    }
    for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
        vendor_fact(&transcript->title,
                    json_get_string(vendor->json, root, titles[i]));
    }
}

/** Give speakers the names that a list has for them. */
static void
name_speakers(struct vendor *vendor)
{
    struct vendor_words *words = &vendor->words;
    struct vendor_table speakers = {0};
    json_speakers_find(vendor->json, &speakers);
    for (size_t i = 0; speakers.count > 0 && i < words->count; i++) {
        words->items[i].speaker = json_speakers_name(vendor->json, &speakers,
                                                     words->items[i].speaker);
    }
    words->has_failed |= speakers.has_failed;
    vendor_table_finish(&speakers);
}

/** End each turn where the next one begins, since nothing tells when. */
static void
end_turns(struct vendor_words *words)
{
    for (size_t i = 1; i < words->count; i++) {
        struct vendor_word *turn = &words->items[i - 1];
        if (turn->is_phrase && turn[1].start_ms > turn->start_ms) {
            turn->end_ms = turn[1].start_ms;
        }
    }
}

/** Add all turns, which may be of several channels. */
static void
read_turns(struct vendor *vendor, const struct json_node *root)
{
    const struct json *json = vendor->json;
    struct shape shape = *find_shape(json, root);
    const struct json_node *turns = find_turns(json, root, &shape);
    shape.unit = unit_of(json, turns, &shape);
    take_facts(vendor, root);
    if (shape.is_single) {
        add_turn(vendor, turns, &shape);
        return;
    }
    vendor->words.is_mixed = true;
    struct json_walk walk = json_walk(turns);
    while (json_next(&walk)) {
        add_turn(vendor, walk.value, &shape);
        if (shape.is_best_only) {
            break;
        }
    }
    name_speakers(vendor);
    if (shape.turn.end.size == 0) {
        end_turns(&vendor->words);
    }
}

static const struct dialect dialect = {
    .keys = {SLICE_INIT("\""), SLICE_INIT("\"")},
    .recognise = recognise,
    .read = read_turns,
};

/** The front of a file. */
static enum format_match
turns_json_probe(struct slice front)
{
    return vendor_probe(front, &dialect);
}

/** A whole file. */
static enum status
turns_json_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    return vendor_parse(&dialect, text, transcript, error);
}

static const char *const suffixes[] = {".json", ".prtranscript", NULL};

const struct format format_turns_json = {
    .name = "turns-json",
    .title = "Turns of speech in JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = turns_json_probe,
    .parse = turns_json_parse,
};
