/*
 * json.h - writing JSON Lines, after RFC 8259.
 *
 *     struct json json = json_begin(out);
 *     json_text(&json, "type", "hit");
 *     json_open(&json, "matches", '[');
 *     ...
 *     json_close(&json, ']');
 *     json_end(&json);
 *
 * Keys are our own plain words; NULL inside an array.  What is unknown
 * is written as null.
 */
#ifndef QUOTH_CLI_JSON_H
#define QUOTH_CLI_JSON_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
    struct buffer *out;
    bool needs_comma;
};

/** Begin an object on a line of its own. */
struct json json_begin(struct buffer *out);

/** End the object and its line. */
void json_end(struct json *json);

/** Begin an object, `{`, or an array, `[`, inside. */
void json_open(struct json *json, const char *key, char bracket);

/** End what json_open() began, with the other bracket. */
void json_close(struct json *json, char bracket);

/**
 * A string.  Bytes that are no UTF-8 become U+FFFD; besides what RFC 8259
 * demands, all that display.h calls unsafe is escaped.  NULL is null.
 */
void json_text(struct json *json, const char *key, const char *string);

/** An integer. */
void json_integer(struct json *json, const char *key, int64_t value);

/** An integer of which zero and less mean that there is none. */
void json_positive(struct json *json, const char *key, int64_t value);

/** A time in milliseconds of which less than zero means unknown. */
void json_time(struct json *json, const char *key, int64_t time_ms);

/** A number with up to four decimals, and at least one. */
void json_number(struct json *json, const char *key, double value);

void json_boolean(struct json *json, const char *key, bool value);

#endif
