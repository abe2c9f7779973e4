/*
 * The JSON of openai-whisper, and of the many that write its shape:
 * faster-whisper, whisper_timestamped, WhisperX, OpenAI's verbose_json,
 * Transformers' `chunks`, videogrep.  There is no specification; the keys are
 * those of their writers.
 *
 * What counts is an array of segments: objects with a text, under `segments`
 * in whatever a server has wrapped around it, at most LEVELS deep, or the
 * whole document.  Where there is none, an array `words` will do.
 */
#include "format/formats.h"
#include "format/json_segments.h"
#include "format/speaker_prefix.h"
#include "format/vendor_words.h"

#include "base/timecode.h"

/* Of objects and arrays, the document's own is the first. */
enum { LEVELS = 4 };

/** What of a document is the transcript. */
struct found {
    const struct json_node *list;  /**< of segments or words; NULL for none */
    const struct json_node *owner; /**< of the list; NULL for a bare one */
    bool is_words;
    bool is_one_of_several; /**< that an array holds */
};

static const struct segment_keys text_keys = {
    SLICE_INIT("text"), SLICE_INIT("start"), SLICE_INIT("end"), NULL, false};
static const struct segment_keys content_keys = {
    SLICE_INIT("content"), SLICE_INIT("start"), SLICE_INIT("end"), NULL, false};

/** Whether an object has a string under a key. */
static bool
has_string(const struct json *json, const struct json_node *node,
           struct slice key)
{
    return json_type(json_get(json, node, key)) == JSON_STRING;
}

/** Whether an object has times as segments have. */
static bool
has_times(const struct json *json, const struct json_node *node)
{
    return json_get(json, node, SLICE("start")) ||
           json_type(json_get(json, node, SLICE("timestamp"))) == JSON_ARRAY;
}

/** Whether an array holds segments, going by its first. */
static bool
is_segments(const struct json *json, const struct json_node *array)
{
    const struct json_node *first = json_first(array);
    return json_type(array) == JSON_ARRAY &&
           (has_string(json, first, text_keys.text) ||
            (has_string(json, first, content_keys.text) &&
             has_times(json, first)));
}

/** Whether an array of words has no segments around it. */
static bool
is_words(const struct json *json, const struct json_node *array)
{
    const struct json_node *first = json_first(array);
    return json_type(array) == JSON_ARRAY &&
           has_string(json, first, SLICE("word")) && has_times(json, first);
}

/** Whether an object says that nothing was said: no segments and no text. */
static bool
is_silence(const struct json *json, const struct json_node *object)
{
    const struct json_node *segments =
        json_get(json, object, SLICE("segments"));
    return json_type(segments) == JSON_ARRAY && !json_first(segments) &&
           has_string(json, object, SLICE("text"));
}

/** Look for the transcript in one object or array. */
static struct found
look_at(const struct json *json, const struct json_node *node)
{
    static const struct slice keys[] = {
        SLICE_INIT("segments"),
        SLICE_INIT("chunks"),
    };
    /* The same as the chunks, with names (insanely-fast-whisper). */
    const struct json_node *turns = json_get(json, node, SLICE("speakers"));
    if (is_segments(json, turns) && has_times(json, json_first(turns))) {
        return (struct found){.list = turns, .owner = node};
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct json_node *list = json_get(json, node, keys[i]);
        if (is_segments(json, list)) {
            return (struct found){.list = list, .owner = node};
        }
    }
    const struct json_node *words = json_get(json, node, SLICE("words"));
    if (is_words(json, words)) {
        return (struct found){.list = words, .owner = node, .is_words = true};
    }
    if (is_silence(json, node)) {
        words = json_get(json, node, SLICE("segments"));
        return (struct found){.list = words, .owner = node};
    }
    return (struct found){0};
}

/** A walk, and how far it came. */
struct level {
    struct json_walk walk;
    size_t n_seen;
};

/** Whether what was found is one of several, in some array on its path. */
static bool
is_one_of_several(const struct level *levels, size_t depth)
{
    for (size_t i = 0; i <= depth; i++) {
        struct json_walk rest = levels[i].walk;
        if (!rest.is_object && (levels[i].n_seen > 1 || json_next(&rest))) {
            return true;
        }
    }
    return false;
}

/** Look for the transcript, level by level inwards on each path. */
static struct found
find_transcript(const struct json *json)
{
    const struct json_node *root = json_root(json);
    if (is_segments(json, root) && has_times(json, json_first(root))) {
        return (struct found){.list = root};
    }
    struct level levels[LEVELS] = {{.walk = json_walk(root)}};
    struct level *level = levels;
    struct found found = look_at(json, root);
    while (!found.list) {
        const size_t depth = (size_t)(level - levels);
        if (!json_next(&level->walk)) {
            if (depth == 0) {
                break;
            }
            level--;
            continue;
        }
        level->n_seen++;
        const struct json_node *inner = level->walk.value;
        if (json_type(inner) >= JSON_ARRAY && depth + 1 < LEVELS) {
            found = look_at(json, inner);
            found.is_one_of_several = is_one_of_several(levels, depth);
            if (found.is_words && found.is_one_of_several) {
                found.list = NULL; /* of an utterance: another format's */
            }
            *++level = (struct level){.walk = json_walk(inner)};
        }
    }
    return found;
}

/** Whether the first of what was found has times, or words that may have
 * them; or whether there is nothing. */
static bool
is_timed(const struct json *json, const struct found *found)
{
    const struct json_node *first = json_first(found->list);
    return !first || has_times(json, first) ||
           json_get(json, first, SLICE("words"));
}

/** Whether the front of a file ends in its transcript's whole text, which
 * most of these have ahead of the segments. */
static bool
ends_in_text(const struct json *json)
{
    return json->n_nodes > 2 &&
           json_is_cut(json, &json->nodes[json->n_nodes - 1]) &&
           slice_equal(json_text(json, &json->nodes[json->n_nodes - 2]),
                       SLICE("text"));
}

/** A transcript in the front, or the beginning of one. */
static enum format_match
whisper_json_probe(struct slice front)
{
    struct json json;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    enum format_match match = MATCH_NONE;
    const struct found found = find_transcript(&json);
    if (found.list) {
        match = is_timed(&json, &found) ? MATCH_STRONG : MATCH_WEAK;
    } else if (ends_in_text(&json)) {
        match = MATCH_WEAK;
    }
    json_finish(&json);
    return match;
}

/** Keep the language, which stands beside the segments or at the top. */
static void
add_language(const struct json *json, const struct json_node *owner,
             struct transcript *transcript)
{
    static const struct slice key = SLICE_INIT("language");
    struct slice language = json_get_string(json, owner, key);
    if (language.size == 0) {
        language = json_get_string(json, json_root(json), key);
    }
    normalise(&transcript->language, language);
}

/** Make segments of words that have none. */
static enum status
add_words(const struct json *json, const struct json_node *list,
          struct transcript *transcript)
{
    static const struct segment_keys keys = {SLICE_INIT("word"),
                                             SLICE_INIT("start"),
                                             SLICE_INIT("end"), NULL, false};
    struct vendor_words words = {0};
    struct json_walk walk = json_walk(list);
    while (json_next(&walk)) {
        struct vendor_word word = vendor_word(walk.value);
        int64_t times[2];
        json_segment_times(json, walk.value, &keys, transcript, times);
        word.text = json_get_string(json, walk.value, keys.text);
        word.speaker =
            json_text(json, json_get(json, walk.value, SLICE("speaker")));
        word.start_ms = times[0];
        word.end_ms = times[1];
        vendor_words_add(&words, &word);
    }
    vendor_words_emit(&words, json, transcript);
    const bool has_failed = words.has_failed;
    vendor_words_finish(&words);
    return has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Whether times are milliseconds: whole numbers that as seconds would be far
 * too long for the texts.  A recogniser that heard one word in silence gives
 * half a minute to it. */
static bool
counts_ms(const struct json *json, const struct json_node *list,
          const struct segment_keys *keys)
{
    enum { SECONDS_PER_BYTE = 20 };
    int64_t sum_ms = 0;
    size_t n_bytes = 0;
    struct json_walk walk = json_walk(list);
    while (json_next(&walk)) {
        int64_t start_ms;
        int64_t end_ms;
        if (!json_time_ms(json, json_get(json, walk.value, keys->start),
                          JSON_SECONDS, &start_ms) ||
            !json_time_ms(json, json_get(json, walk.value, keys->end),
                          JSON_SECONDS, &end_ms)) {
            continue;
        }
        if (start_ms % 1000 != 0 || end_ms % 1000 != 0) {
            return false;
        }
        sum_ms += end_ms > start_ms ? end_ms - start_ms : 0;
        n_bytes += json_get_string(json, walk.value, keys->text).size;
    }
    return sum_ms / 1000 / SECONDS_PER_BYTE > (int64_t)n_bytes;
}

/** Read what was found. */
static enum status
read_found(const struct json *json, const struct found *found,
           struct transcript *transcript, struct error *error)
{
    add_language(json, found->owner, transcript);
    if (found->is_words) {
        return add_words(json, found->list, transcript) == ST_OK
                   ? ST_OK
                   : error_set(error, ST_NO_MEMORY, "out of memory");
    }
    const bool has_content =
        !has_string(json, json_first(found->list), text_keys.text);
    struct segment_keys keys = has_content ? content_keys : text_keys;
    keys.is_ms = counts_ms(json, found->list, &keys);
    /* OpenAI's API has them beside the segments, not in them. */
    const struct json_node *words =
        json_get(json, found->owner, SLICE("words"));
    if (is_words(json, words) &&
        !json_get(json, json_first(found->list), SLICE("words"))) {
        keys.words = words;
    }
    json_segments_add(json, found->list, &keys, transcript);
    speaker_prefixes_take(transcript);
    return ST_OK;
}

/** Read a document. */
static enum status
whisper_json_parse(struct slice text, struct transcript *transcript,
                   struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    const struct found found = find_transcript(&json);
    if (found.list && found.is_one_of_several) {
        transcript_complain(transcript, ST_BAD_SYNTAX, 0, 0,
                            "the first of several transcripts; the others are "
                            "not read");
    }
    const enum status status =
        found.list ? read_found(&json, &found, transcript, error)
                   : json_no_segments(transcript, error);
    json_finish(&json);
    return status == ST_OK ? format_end(transcript, error) : status;
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_whisper_json = {
    .name = "whisper-json",
    .title = "Whisper JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = whisper_json_probe,
    .parse = whisper_json_parse,
};
