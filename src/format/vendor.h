/*
 * vendor.h - what the formats of speech recognition's vendors have in
 * common: a JSON document that is recognised by its keys, and read as words.
 */
#ifndef QUOTH_FORMAT_VENDOR_H
#define QUOTH_FORMAT_VENDOR_H

#include "format/format.h"
#include "format/json.h"
#include "format/vendor_words.h"

/** A document on its way into a transcript. */
struct vendor {
    const struct json *json;
    struct transcript *transcript;
    struct vendor_words words;
};

/** One vendor's way of writing a transcript. */
struct dialect {
    /** A key that is in the front of each file, in quotes; another one, or
     * empty. */
    struct slice keys[2];

    /** Judge a document, or its front. */
    enum format_match (*recognise)(const struct json *json,
                                   const struct json_node *root);

    /** Add the words of a document that was recognised, and its facts. */
    void (*read)(struct vendor *vendor, const struct json_node *root);
};

/** Whether the front of a file is one of the dialect. */
enum format_match vendor_probe(struct slice front,
                               const struct dialect *dialect);

/** Read a whole file of the dialect, as format.h says. */
enum status vendor_parse(const struct dialect *dialect, struct slice text,
                         struct transcript *transcript, struct error *error);

/**
 * Whether there is a value at a path of keys, as `results.items.type`.
 * Arrays on the way are looked through, all their elements.
 */
bool vendor_has(const struct json *json, const struct json_node *node,
                const char *path);

/** Whether there is a string of that text at a path of keys. */
bool vendor_has_text(const struct json *json, const struct json_node *node,
                     const char *path, struct slice text);

/** The value of the first of two keys that is there. */
const struct json_node *vendor_either(const struct json *json,
                                      const struct json_node *node,
                                      struct slice key, struct slice other);

/** The text of a key's value, where that is a string or a number. */
struct slice vendor_label(const struct json *json, const struct json_node *node,
                          struct slice key);

/** Keep a fact, where there is one and it was not known yet. */
void vendor_fact(struct buffer *fact, struct slice value);

/** What a vendor tells of one word, when it tells it under these keys. */
struct vendor_keys {
    struct slice text;
    struct slice start;
    struct slice end;
    struct slice speaker; /**< empty for none */
    enum json_unit unit;
};

/** A word read under its keys. */
struct vendor_word vendor_read_word(struct vendor *vendor,
                                    const struct json_node *node,
                                    const struct vendor_keys *keys);

/** Add all words of an array. */
void vendor_add_words(struct vendor *vendor, const struct json_node *array,
                      const struct vendor_keys *keys);

#endif
