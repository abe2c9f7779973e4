/*
 * json_speaker.h - who speaks, where an object of JSON tells it.
 */
#ifndef QUOTH_FORMAT_JSON_SPEAKER_H
#define QUOTH_FORMAT_JSON_SPEAKER_H

#include "base/slice.h"
#include "format/json.h"
#include "format/vendor_table.h"

/** The name in a value: a string, a number, an object that has a name, or the
 * first of an array; empty for none. */
struct slice json_speaker_text(const struct json *json,
                               const struct json_node *value);

/** Who speaks in an object, under any of the usual keys: of several a name
 * before a number; empty for nobody. */
struct slice json_speaker_of(const struct json *json,
                             const struct json_node *object);

/** Gather the lists of speakers of a document, at any depth: arrays of objects
 * with an identifier and a name.  `table` is all-zero, and to be finished. */
void json_speakers_find(const struct json *json, struct vendor_table *table);

/** The name that lists give to an identifier; itself where they do not. */
struct slice json_speakers_name(const struct json *json,
                                struct vendor_table *table,
                                struct slice identifier);

#endif
