/*
 * The JSON transcripts of Podcasting 2.0, after the podcast namespace's
 * transcripts page: `version` and `segments` of speaker, startTime, endTime
 * and body, times in seconds.
 *
 * A segment is often one word; segments stay as they are.
 */
#include "format/formats.h"
#include "format/json_segments.h"

static const struct segment_keys keys = {SLICE_INIT("body"),
                                         SLICE_INIT("startTime"),
                                         SLICE_INIT("endTime"), NULL, false};

/** The segments of a document; NULL where it is another. */
static const struct json_node *
find_segments(const struct json *json)
{
    const struct json_node *segments =
        json_get(json, json_root(json), SLICE("segments"));
    const struct json_node *first = json_first(segments);
    return json_type(json_get(json, first, keys.text)) == JSON_STRING &&
                   json_get(json, first, keys.start)
               ? segments
               : NULL;
}

/** Segments, and the version, which is required. */
static enum format_match
podcast_json_probe(struct slice front)
{
    struct json json;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    enum format_match match = MATCH_NONE;
    if (find_segments(&json)) {
        match = json_get(&json, json_root(&json), SLICE("version"))
                    ? MATCH_SURE
                    : MATCH_STRONG;
    }
    json_finish(&json);
    return match;
}

/** Read a document. */
static enum status
podcast_json_parse(struct slice text, struct transcript *transcript,
                   struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    const struct json_node *segments = find_segments(&json);
    enum status status = ST_OK;
    if (segments) {
        json_segments_add(&json, segments, &keys, transcript);
    } else {
        status = json_no_segments(transcript, error);
    }
    json_finish(&json);
    return status == ST_OK ? format_end(transcript, error) : status;
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_podcast_json = {
    .name = "podcast-json",
    .title = "Podcasting 2.0 JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = podcast_json_probe,
    .parse = podcast_json_parse,
};
