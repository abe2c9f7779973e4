/*
 * YouTube's json3, which has no specification: `events` with a start and a
 * duration in milliseconds, each with pieces of text, `segs`.  Of captions
 * that were recognised, a piece is a word, and tells how long after the event
 * it is said.
 *
 * Events without pieces set windows up, those with only a line feed scroll
 * them: neither has text.  An event lasts as long as it is on the screen,
 * which is longer than it is spoken.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/json_segments.h"

#include "base/timecode.h"

static const struct slice start_key = SLICE_INIT("tStartMs");
static const struct slice duration_key = SLICE_INIT("dDurationMs");
static const struct slice offset_key = SLICE_INIT("tOffsetMs");
static const struct slice text_key = SLICE_INIT("utf8");

struct json3 {
    const struct json *json;
    struct transcript *transcript;
};

/** Whether a document has the format's signature. */
static bool
has_magic(const struct json *json)
{
    return slice_equal(
        json_get_string(json, json_root(json), SLICE("wireMagic")),
        SLICE("pb3"));
}

/** The events of a document; NULL where it is another. */
static const struct json_node *
find_events(const struct json *json)
{
    const struct json_node *events =
        json_get(json, json_root(json), SLICE("events"));
    if (json_type(events) == JSON_ARRAY && has_magic(json)) {
        return events;
    }
    struct json_walk walk = json_walk(events);
    while (json_next(&walk)) {
        if (json_get(json, walk.value, start_key) &&
            json_first(json_get(json, walk.value, SLICE("segs")))) {
            return events;
        }
    }
    return NULL;
}

/** The signature, or events with pieces. */
static enum format_match
json3_probe(struct slice front)
{
    struct json json;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    enum format_match match = MATCH_NONE;
    if (has_magic(&json)) {
        match = MATCH_SURE;
    } else if (find_events(&json)) {
        match = MATCH_STRONG;
    }
    json_finish(&json);
    return match;
}

/** Whether the pieces of an event are words: one has a time of its own, or
 * recognition's confidence. */
static bool
are_words(const struct json *json, const struct json_node *pieces)
{
    struct json_walk walk = json_walk(pieces);
    while (json_next(&walk)) {
        if (json_get(json, walk.value, offset_key) ||
            json_get(json, walk.value, SLICE("acAsrConf"))) {
            return true;
        }
    }
    return false;
}

/** Add a piece that is said `offset` after its event's start. */
static void
add_word(const struct json3 *json3, const struct json_node *piece,
         int64_t start_ms)
{
    int64_t offset_ms = json_get_time(json3->json, piece, offset_key,
                                      JSON_MILLISECONDS, json3->transcript);
    if (offset_ms == TIME_UNKNOWN &&
        json_type(json_get(json3->json, piece, offset_key)) == JSON_NULL) {
        offset_ms = 0;
    }
    if (offset_ms != TIME_UNKNOWN && start_ms != TIME_UNKNOWN) {
        transcript_word(json3->transcript, start_ms + offset_ms, TIME_UNKNOWN);
    }
    transcript_text(json3->transcript,
                    json_get_string(json3->json, piece, text_key));
}

/** Add an event that has pieces. */
static void
add_event(const struct json3 *json3, const struct json_node *event,
          const struct json_node *pieces)
{
    const struct json *json = json3->json;
    struct transcript *transcript = json3->transcript;
    const int64_t start_ms =
        json_get_time(json, event, start_key, JSON_MILLISECONDS, transcript);
    const int64_t duration_ms =
        json_get_time(json, event, duration_key, JSON_MILLISECONDS, transcript);
    const bool has_end =
        start_ms != TIME_UNKNOWN && duration_ms != TIME_UNKNOWN;
    transcript_open(transcript, start_ms,
                    has_end ? start_ms + duration_ms : TIME_UNKNOWN);
    const bool has_words = are_words(json, pieces);
    struct json_walk walk = json_walk(pieces);
    while (json_next(&walk)) {
        if (has_words) {
            add_word(json3, walk.value, start_ms);
        } else {
            transcript_text(transcript,
                            json_get_string(json, walk.value, text_key));
        }
    }
    transcript_close(transcript);
}

/** Whether an event has text, and not only the line feed that scrolls. */
static bool
has_text(const struct json *json, const struct json_node *pieces)
{
    struct json_walk walk = json_walk(pieces);
    while (json_next(&walk)) {
        if (slice_trim(json_get_string(json, walk.value, text_key)).size > 0) {
            return true;
        }
    }
    return false;
}

/** Add all events. */
static void
add_events(const struct json3 *json3, const struct json_node *events)
{
    struct json_walk walk = json_walk(events);
    while (json_next(&walk)) {
        const struct json_node *pieces =
            json_get(json3->json, walk.value, SLICE("segs"));
        if (has_text(json3->json, pieces)) {
            add_event(json3, walk.value, pieces);
        }
    }
}

/** Read a document. */
static enum status
json3_parse(struct slice text, struct transcript *transcript,
            struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    const struct json3 json3 = {&json, transcript};
    const struct json_node *events = find_events(&json);
    enum status status = ST_OK;
    if (events) {
        add_events(&json3, events);
        caption_names_take(transcript);
    } else {
        status = json_no_segments(transcript, error);
    }
    json_finish(&json);
    return status == ST_OK ? format_end(transcript, error) : status;
}

static const char *const suffixes[] = {".json3", ".json", NULL};

const struct format format_youtube_json3 = {
    .name = "youtube-json3",
    .title = "YouTube json3",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = json3_probe,
    .parse = json3_parse,
};
