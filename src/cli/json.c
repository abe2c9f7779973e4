/*
 * json.c - writing JSON.
 *
 * Owns escaping and punctuation; which fields there are is out_json.c's.
 */
#include "cli/json.h"

#include "base/utf8.h"
#include "cli/display.h"

#include <inttypes.h>
#include <math.h>

/** Append the comma and the key that come before a value. */
static void
add_key(struct json *json, const char *key)
{
    if (json->needs_comma) {
        buffer_add_byte(json->out, ',');
    }
    json->needs_comma = true;
    if (key) {
        buffer_print(json->out, "\"%s\":", key);
    }
}

struct json
json_begin(struct buffer *out)
{
    buffer_add_byte(out, '{');
    return (struct json){.out = out};
}

void
json_end(struct json *json)
{
    buffer_add(json->out, "}\n", 2);
}

void
json_open(struct json *json, const char *key, char bracket)
{
    add_key(json, key);
    buffer_add_byte(json->out, bracket);
    json->needs_comma = false;
}

void
json_close(struct json *json, char bracket)
{
    buffer_add_byte(json->out, bracket);
    json->needs_comma = true;
}

/** Append one code point of a string; `bytes` are its own. */
static void
add_character(struct buffer *out, int32_t code_point, struct slice bytes)
{
    if (code_point < 0) {
        buffer_add_slice(out, SLICE("\xef\xbf\xbd"));
    } else if (code_point == '"' || code_point == '\\') {
        buffer_add_byte(out, '\\');
        buffer_add_slice(out, bytes);
    } else if (code_point == '\n') {
        buffer_add(out, "\\n", 2);
    } else if (display_is_unsafe(code_point)) {
        buffer_print(out, "\\u%04x", (unsigned)code_point);
    } else {
        buffer_add_slice(out, bytes);
    }
}

void
json_text(struct json *json, const char *key, const char *string)
{
    add_key(json, key);
    if (!string) {
        buffer_add(json->out, "null", 4);
        return;
    }
    const struct slice text = slice_of(string);
    buffer_add_byte(json->out, '"');
    for (size_t at = 0; at < text.size;) {
        size_t size;
        const int32_t code_point = utf8_decode(text, at, &size);
        add_character(json->out, code_point, slice_part(text, at, at + size));
        at += size;
    }
    buffer_add_byte(json->out, '"');
}

void
json_integer(struct json *json, const char *key, int64_t value)
{
    add_key(json, key);
    buffer_print(json->out, "%" PRId64, value);
}

void
json_positive(struct json *json, const char *key, int64_t value)
{
    if (value > 0) {
        json_integer(json, key, value);
    } else {
        json_text(json, key, NULL);
    }
}

void
json_time(struct json *json, const char *key, int64_t time_ms)
{
    if (time_ms >= 0) {
        json_integer(json, key, time_ms);
    } else {
        json_text(json, key, NULL);
    }
}

void
json_number(struct json *json, const char *key, double value)
{
    if (!isfinite(value)) {
        json_text(json, key, NULL);
        return;
    }
    struct buffer *out = json->out;
    add_key(json, key);
    buffer_print(out, "%.4f", value);
    for (int i = 0;
         i < 3 && !out->has_failed && out->data[out->size - 1] == '0'; i++) {
        out->size--;
    }
}

void
json_boolean(struct json *json, const char *key, bool value)
{
    add_key(json, key);
    buffer_add_slice(json->out, value ? SLICE("true") : SLICE("false"));
}
