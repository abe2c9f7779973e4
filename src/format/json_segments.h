/*
 * json_segments.h - JSON objects that are segments, as Whisper's programs
 * and those that follow them write them.
 */
#ifndef QUOTH_FORMAT_JSON_SEGMENTS_H
#define QUOTH_FORMAT_JSON_SEGMENTS_H

#include "format/json.h"
#include "text/transcript.h"

/** How the members of a segment are called, and what their times count. */
struct segment_keys {
    struct slice text;
    struct slice start;
    struct slice end;
    const struct json_node *words; /**< of all segments, where they have none
                                        of their own; NULL for none */
    bool is_ms;                    /**< times are milliseconds, else seconds */
};

/**
 * Add a segment for each object of an array.
 *
 * Beside the keys named, each may have a `speaker`, a `duration` in place of
 * an end, a `timestamp` of two numbers in place of both, and `words`, whose
 * times are taken where the word is found in the text.  What is no object is
 * a complaint.
 */
void json_segments_add(const struct json *json, const struct json_node *array,
                       const struct segment_keys *keys,
                       struct transcript *transcript);

/** Add one such segment, an object. */
void json_segment_add(const struct json *json, const struct json_node *segment,
                      const struct segment_keys *keys,
                      struct transcript *transcript);

/** Start and end of a segment or word, TIME_UNKNOWN where they are missing;
 * complains of what is no time. */
void json_segment_times(const struct json *json, const struct json_node *node,
                        const struct segment_keys *keys,
                        struct transcript *transcript, int64_t times[2]);

/** What a parser returns that found no segments in a document: what was wrong
 * with it, else ST_NOT_A_TRANSCRIPT. */
enum status json_no_segments(const struct transcript *transcript,
                             struct error *error);

#endif
