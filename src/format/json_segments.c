/*
 * Segments and words of Whisper's family.
 *
 * The text of a segment is what it says; its words only tell when.  Each is
 * looked for behind the one before it, and passed over where the text does
 * not have it there.  A word without times (WhisperX has them for numbers)
 * is text like any other.
 */
#include "format/json_segments.h"

#include "format/json_speaker.h"

#include "base/timecode.h"

/* How far behind the word before it a word is looked for. */
enum { FIND_BYTES = 256 };

/* How far words and the segments beside them disagree. */
enum { NEAR_MS = 500 };

struct segments {
    const struct json *json;
    struct transcript *transcript;
    enum json_unit unit;
};

/** What times count. */
static enum json_unit
unit_of(const struct segment_keys *keys)
{
    return keys->is_ms ? JSON_MILLISECONDS : JSON_SECONDS;
}

/** A time among the two of `timestamp`. */
static int64_t
read_stamp(const struct segments *segments, const struct json_node *value)
{
    int64_t ms;
    if (json_time_ms(segments->json, value, segments->unit, &ms)) {
        return ms;
    }
    if (json_type(value) != JSON_NULL) {
        json_complain(segments->json, value, segments->transcript, ST_BAD_TIME,
                      "not a time");
    }
    return TIME_UNKNOWN;
}

/** Read `"timestamp": [1.5, 2.5]`; null is an end that is not known. */
static void
read_stamps(const struct segments *segments, const struct json_node *stamps,
            int64_t times[2])
{
    struct json_walk walk = json_walk(stamps);
    for (size_t i = 0; i < 2 && json_next(&walk); i++) {
        times[i] = read_stamp(segments, walk.value);
    }
}

void
json_segment_times(const struct json *json, const struct json_node *node,
                   const struct segment_keys *keys,
                   struct transcript *transcript, int64_t times[2])
{
    const enum json_unit unit = unit_of(keys);
    const struct segments segments = {json, transcript, unit};
    const struct json_node *stamps = json_get(json, node, SLICE("timestamp"));
    times[0] = times[1] = TIME_UNKNOWN;
    if (json_type(stamps) == JSON_ARRAY) {
        read_stamps(&segments, stamps, times);
        return;
    }
    times[0] = json_get_time(json, node, keys->start, unit, transcript);
    times[1] = json_get_time(json, node, keys->end, unit, transcript);
    const int64_t duration =
        json_get_time(json, node, SLICE("duration"), unit, transcript);
    if (times[1] == TIME_UNKNOWN && times[0] != TIME_UNKNOWN &&
        duration != TIME_UNKNOWN && duration <= TIME_MAX_MS - times[0]) {
        times[1] = times[0] + duration;
    }
}

/** The text of a word: `word` by most, `text` by whisper_timestamped. */
static struct slice
word_text(const struct json *json, const struct json_node *word)
{
    const struct slice text = json_get_string(json, word, SLICE("word"));
    return text.data ? text : json_get_string(json, word, SLICE("text"));
}

/** Where a word stands in a text at or soon behind `at`: next to it, or after
 * white space; text.size where it does not. */
static size_t
find_word(struct slice text, struct slice word, size_t at)
{
    while (at < text.size && is_blank(text.data[at])) {
        at++;
    }
    const size_t rest = text.size - at;
    const size_t reach = FIND_BYTES + word.size;
    const struct slice near =
        slice_part(text, 0, at + (rest < reach ? rest : reach));
    size_t place = slice_find(near, word, at);
    while (place < near.size && place > at && !is_blank(near.data[place - 1])) {
        place = slice_find(near, word, place + 1);
    }
    return place < near.size ? place : text.size;
}

/** Tell the times of a word whose text comes next, where there are any. */
static void
open_word(const struct segments *segments, const struct json_node *word)
{
    const struct segment_keys keys = {
        .start = SLICE("start"),
        .end = SLICE("end"),
        .is_ms = segments->unit == JSON_MILLISECONDS,
    };
    int64_t times[2];
    json_segment_times(segments->json, word, &keys, segments->transcript,
                       times);
    if (times[0] != TIME_UNKNOWN) {
        transcript_word(segments->transcript, times[0],
                        times[1] >= times[0] ? times[1] : TIME_UNKNOWN);
    }
}

/** Words that are looked for in texts, and up to when. */
struct search {
    struct json_walk walk;
    bool has_next;    /**< walk.value is one that was not taken yet */
    int64_t limit_ms; /**< words that start later are not of this text */
    int64_t start_ms; /**< of walk.value */
};

/** The next word, if there is one that may be of the text. */
static const struct json_node *
next_word(const struct segments *segments, struct search *search)
{
    static const struct slice start = SLICE_INIT("start");
    const struct json *json = segments->json;
    if (!search->has_next) {
        search->has_next = json_next(&search->walk);
        search->start_ms = TIME_UNKNOWN;
        json_time_ms(json, json_get(json, search->walk.value, start),
                     segments->unit, &search->start_ms);
    }
    return search->has_next && search->start_ms < search->limit_ms
               ? search->walk.value
               : NULL;
}

/** Add a text in which words have times.  One that is not in the text is
 * passed over, but for the last ones before the limit: they may be of the
 * text behind it. */
static void
add_timed_text(const struct segments *segments, struct slice text,
               struct search *search)
{
    size_t at = 0;
    const struct json_node *node;
    while ((node = next_word(segments, search))) {
        const struct slice word = slice_trim(word_text(segments->json, node));
        const size_t place =
            word.size > 0 ? find_word(text, word, at) : text.size;
        if (place == text.size &&
            search->start_ms > search->limit_ms - NEAR_MS) {
            break;
        }
        search->has_next = false;
        if (place == text.size) {
            continue;
        }
        transcript_text(segments->transcript, slice_part(text, at, place));
        open_word(segments, node);
        transcript_text(segments->transcript, word);
        at = place + word.size;
    }
    transcript_text(segments->transcript, slice_from(text, at));
}

/** Add the words of a segment that has no text of its own. */
static void
add_words(const struct segments *segments, const struct json_node *words)
{
    /* Whisper's words bring the space before them, aligners' do not. */
    const struct slice first = word_text(segments->json, json_first(words));
    const bool is_spaced = first.size > 0 && is_blank(first.data[0]);
    struct json_walk walk = json_walk(words);
    while (json_next(&walk)) {
        if (!is_spaced) {
            transcript_space(segments->transcript);
        }
        open_word(segments, walk.value);
        transcript_text(segments->transcript,
                        word_text(segments->json, walk.value));
    }
}

/** Name the speaker, or the one of the first word. */
static void
add_speaker(const struct segments *segments, const struct json_node *segment,
            const struct json_node *words)
{
    struct slice name = json_speaker_of(segments->json, segment);
    if (name.size == 0) {
        name = json_speaker_of(segments->json, json_first(words));
    }
    transcript_speaker(segments->transcript, name);
}

/** Add one segment; `shared` are words that stand beside all segments, or
 * NULL. */
static void
add_segment(const struct segments *segments, const struct json_node *segment,
            const struct segment_keys *keys, struct search *shared)
{
    int64_t times[2];
    json_segment_times(segments->json, segment, keys, segments->transcript,
                       times);
    if (times[1] != TIME_UNKNOWN && times[1] < times[0]) {
        json_complain(segments->json, segment, segments->transcript,
                      ST_BACKWARDS, "a segment ends before it starts");
    }
    const struct json_node *words =
        json_get(segments->json, segment, SLICE("words"));
    const struct slice text =
        json_get_string(segments->json, segment, keys->text);
    transcript_open(segments->transcript, times[0], times[1]);
    add_speaker(segments, segment, words);
    struct search own = {.walk = json_walk(words), .limit_ms = INT64_MAX};
    if (text.size > 0 && shared && times[1] != TIME_UNKNOWN) {
        shared->limit_ms = times[1];
        add_timed_text(segments, text, shared);
    } else if (text.size > 0) {
        add_timed_text(segments, text, &own);
    } else {
        add_words(segments, words);
    }
    transcript_close(segments->transcript);
}

void
json_segment_add(const struct json *json, const struct json_node *segment,
                 const struct segment_keys *keys, struct transcript *transcript)
{
    const struct segments segments = {json, transcript, unit_of(keys)};
    add_segment(&segments, segment, keys, NULL);
}

void
json_segments_add(const struct json *json, const struct json_node *array,
                  const struct segment_keys *keys,
                  struct transcript *transcript)
{
    const struct segments segments = {json, transcript, unit_of(keys)};
    struct search shared = {.walk = json_walk(keys->words)};
    struct json_walk walk = json_walk(array);
    while (json_next(&walk)) {
        if (json_type(walk.value) == JSON_OBJECT) {
            add_segment(&segments, walk.value, keys,
                        keys->words ? &shared : NULL);
        } else {
            json_complain(json, walk.value, transcript, ST_BAD_SYNTAX,
                          "not a segment");
        }
    }
}

enum status
json_no_segments(const struct transcript *transcript, struct error *error)
{
    const enum status status =
        transcript->n_complaints > 0 ? transcript->complaint.status : ST_OK;
    if (status != ST_TRUNCATED && status != ST_BAD_SYNTAX) {
        return error_set(error, ST_NOT_A_TRANSCRIPT, "JSON without segments");
    }
    if (error) {
        *error = transcript->complaint;
    }
    return status;
}
