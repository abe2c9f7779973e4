/*
 * skim.h - what a JSON text is made of, in few bytes: its keys and the first
 * of each kind of thing, however long its strings and arrays are.
 *
 * Recognisers like to write all that was said as one string, or all words as
 * one array, ahead of the keys by which it is told what wrote them.
 */
#ifndef QUOTH_FORMAT_SKIM_H
#define QUOTH_FORMAT_SKIM_H

#include "base/slice.h"

enum {
    SKIM_STRING_BYTES = 120,         /**< kept of a string */
    SKIM_ELEMENTS = 4,               /**< kept of an array */
    SKIM_MEMBERS = 40,               /**< kept of an object */
    SKIM_MAX_BYTES = 4 * 1024 * 1024 /**< looked at of a text */
};

/**
 * Copy a text to `out`, long strings, arrays and objects cut, as much as fits.
 *
 * @param text well-formed UTF-8
 *
 * Returns how many bytes; 0 for what does not begin as an object or array.
 * Strings are cut between characters, escapes being one, arrays and objects
 * between elements.
 */
size_t skim_json(struct slice text, char *out, size_t room);

#endif
