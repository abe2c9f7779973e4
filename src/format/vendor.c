/*
 * vendor.c - what the formats of speech recognition's vendors have in common.
 *
 * Owns the way from a file to a dialect and back: finding the transcript
 * inside of a wrapper, and what becomes of a document that turns out to be
 * something else.
 */
#include "format/vendor.h"

#include "base/timecode.h"
#include "format/formats.h"

/** Keys under which programs put the whole answer of a vendor. */
static const struct slice wrappers[] = {
    SLICE_INIT("response"), SLICE_INIT("result"), SLICE_INIT("results"),
    SLICE_INIT("data"),     SLICE_INIT("output"), SLICE_INIT("transcript"),
};

/** The part of a path before its first dot. */
static struct slice
first_key(const char *path)
{
    return (struct slice){path, strcspn(path, ".")};
}

/** The values that the first key of a path has in a node, or in the elements
 * of an array. */
struct matches {
    const struct json *json;
    struct json_walk walk;
    const struct json_node *single;
    struct slice key;
};

/** Begin to look for a key. */
static struct matches
find_matches(const struct json *json, const struct json_node *node,
             struct slice key)
{
    struct matches matches = {.json = json, .key = key};
    if (json_type(node) == JSON_ARRAY) {
        matches.walk = json_walk(node);
    } else {
        matches.single = json_get(json, node, key);
        matches.walk = json_walk(NULL);
    }
    return matches;
}

/** The next value; NULL at the end. */
static const struct json_node *
next_match(struct matches *matches)
{
    const struct json_node *found = matches->single;
    matches->single = NULL;
    while (!found && json_next(&matches->walk)) {
        found = json_get(matches->json, matches->walk.value, matches->key);
    }
    return found;
}

/** As vendor_has_text(), with any value where `text` is NULL.  Goes as deep
 * as the path is long. */
static bool
has_value(const struct json *json, const struct json_node *node,
          const char *path, const struct slice *text)
{
    const struct slice key = first_key(path);
    const bool is_last = path[key.size] == '\0';
    struct matches matches = find_matches(json, node, key);
    const struct json_node *found;
    while ((found = next_match(&matches))) {
        if (is_last ? !text || (json_type(found) == JSON_STRING &&
                                slice_equal(json_text(json, found), *text))
                    : has_value(json, found, path + key.size + 1, text)) {
            return true;
        }
    }
    return false;
}

bool
vendor_has(const struct json *json, const struct json_node *node,
           const char *path)
{
    return has_value(json, node, path, NULL);
}

bool
vendor_has_text(const struct json *json, const struct json_node *node,
                const char *path, struct slice text)
{
    return has_value(json, node, path, &text);
}

const struct json_node *
vendor_either(const struct json *json, const struct json_node *node,
              struct slice key, struct slice other)
{
    const struct json_node *value = json_get(json, node, key);
    return value ? value : json_get(json, node, other);
}

struct slice
vendor_label(const struct json *json, const struct json_node *node,
             struct slice key)
{
    return json_text(json, json_get(json, node, key));
}

void
vendor_fact(struct buffer *fact, struct slice value)
{
    if (fact->size == 0) {
        normalise(fact, value);
    }
}

struct vendor_word
vendor_read_word(struct vendor *vendor, const struct json_node *node,
                 const struct vendor_keys *keys)
{
    const struct json *json = vendor->json;
    struct vendor_word word = vendor_word(node);
    word.text = json_get_string(json, node, keys->text);
    word.start_ms =
        json_get_time(json, node, keys->start, keys->unit, vendor->transcript);
    word.end_ms =
        json_get_time(json, node, keys->end, keys->unit, vendor->transcript);
    if (keys->speaker.size > 0) {
        word.speaker = vendor_label(json, node, keys->speaker);
    }
    return word;
}

void
vendor_add_words(struct vendor *vendor, const struct json_node *array,
                 const struct vendor_keys *keys)
{
    struct json_walk walk = json_walk(array);
    while (json_next(&walk)) {
        const struct vendor_word word =
            vendor_read_word(vendor, walk.value, keys);
        vendor_words_add(&vendor->words, &word);
    }
}

/** Find the part of a document that is of the dialect: all of it, or what a
 * wrapper holds.  NULL, with MATCH_NONE, where there is none. */
static const struct json_node *
find_root(const struct json *json, const struct dialect *dialect,
          enum format_match *match)
{
    const struct json_node *root = json_root(json);
    *match = dialect->recognise(json, root);
    if (*match != MATCH_NONE) {
        return root;
    }
    for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++) {
        const struct json_node *inner = json_get(json, root, wrappers[i]);
        *match = inner ? dialect->recognise(json, inner) : MATCH_NONE;
        if (*match != MATCH_NONE) {
            return inner;
        }
    }
    return NULL;
}

/** Whether a front has one of the dialect's keys. */
static bool
has_keys(struct slice front, const struct dialect *dialect)
{
    for (int i = 0; i < 2; i++) {
        if (slice_find(front, dialect->keys[i], 0) < front.size) {
            return true;
        }
    }
    return false;
}

enum format_match
vendor_probe(struct slice front, const struct dialect *dialect)
{
    const struct slice text = slice_trim(front);
    struct json json;
    if (text.size == 0 || (text.data[0] != '{' && text.data[0] != '[') ||
        !has_keys(text, dialect) || !json_read_front(&json, text)) {
        return MATCH_NONE;
    }
    enum format_match match;
    find_root(&json, dialect, &match);
    json_finish(&json);
    return match;
}

enum status
vendor_parse(const struct dialect *dialect, struct slice text,
             struct transcript *transcript, struct error *error)
{
    struct json json;
    TRY(json_read_most(&json, text, transcript, error));
    enum format_match match;
    const struct json_node *root = find_root(&json, dialect, &match);
    enum status status;
    if (root) {
        struct vendor vendor = {.json = &json, .transcript = transcript};
        dialect->read(&vendor, root);
        vendor_words_emit(&vendor.words, &json, transcript);
        vendor_words_finish(&vendor.words);
        status = format_end(transcript, error);
    } else {
        status = error_set(error, ST_NOT_A_TRANSCRIPT,
                           "the document has no words where they should be");
    }
    json_finish(&json);
    return status;
}
