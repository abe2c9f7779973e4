/*
 * json.h - a whole JSON document (RFC 8259) as a flat array of nodes.
 *
 * A node is 8 bytes: strings and numbers stay where they are in the source
 * text; only strings with escapes are copied.  Objects and arrays are
 * followed by what they hold, so that a walk in order is a walk through
 * memory.
 *
 * A node that is missing is NULL, and every function takes NULL for a node:
 * it has no type but JSON_NULL, no text, no members.  So a path may be
 * followed to its end before it is checked.
 */
#ifndef QUOTH_FORMAT_JSON_H
#define QUOTH_FORMAT_JSON_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    JSON_NESTING_MAX = 64,
    JSON_MAX_BYTES = (1 << 28) - 1,    /**< of a document */
    JSON_NODES_MAX = 24 * 1000 * 1000, /**< in a document: 192 MB */
};

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_node {
    uint32_t begin;       /**< of its text: in the source, or in `own` */
    uint32_t extent : 28; /**< bytes of text; of a container, its nodes */
    uint32_t type : 3;    /**< enum json_type */
    uint32_t is_own : 1;  /**< whether its text is in `own` */
};

struct json {
    struct slice text; /**< borrowed */
    struct buffer own; /**< strings with escapes, without them */
    struct json_node *nodes;
    size_t n_nodes;
    size_t nodes_capacity;
};

/**
 * Read a document.
 *
 * @param text well-formed UTF-8 without a BOM; must live as long as `json`
 *
 * Nothing but JSON is taken: no comments, no NaN, one value only.  Strings
 * come out as well-formed UTF-8 without NUL: lone surrogates and \u0000 are
 * U+FFFD.
 *
 * Returns ST_BAD_SYNTAX, also for more than JSON_NESTING_MAX levels,
 * ST_TRUNCATED where the text ends too early, ST_TOO_LARGE or ST_NO_MEMORY,
 * with line and column (in bytes, from 1) in `error`.  After the first two
 * `json` holds what could be read before, as from json_read_front().  End it
 * with json_finish() in any case.
 */
enum status json_read(struct json *json, struct slice text,
                      struct error *error);

/**
 * Read a document for a parser that takes what it can get: as json_read(),
 * but where something was read before the end or the wrong syntax, that is a
 * complaint in the transcript, and ST_OK.  End `json` with json_finish()
 * after ST_OK only.
 */
enum status json_read_most(struct json *json, struct slice text,
                           struct transcript *transcript, struct error *error);

/** Whether a value is what stands for one that was cut off. */
static inline bool
json_is_cut(const struct json *json, const struct json_node *node)
{
    return node && node->type == JSON_NULL && node->begin == json->text.size;
}

/**
 * Read the front of a document, for a probe: what is open at the end of the
 * text is closed there, a number or string that is cut is left out, and the
 * value of a key that is cut off is null.
 *
 * Where the syntax goes wrong behind the first few values, that is the end.
 *
 * Returns false, with nothing to finish, where that is not the front of an
 * object or an array.  After true end `json` with json_finish().
 */
bool json_read_front(struct json *json, struct slice front);

/** Free what was read; also after a failed json_read(). */
void json_finish(struct json *json);

/** The document's value; NULL of a document that was not read. */
static inline const struct json_node *
json_root(const struct json *json)
{
    return json->n_nodes > 0 ? json->nodes : NULL;
}

static inline enum json_type
json_type(const struct json_node *node)
{
    return node ? (enum json_type)node->type : JSON_NULL;
}

/** The text of a string, or of a number as it is written; empty for others.
 * Lives as long as the document. */
struct slice json_text(const struct json *json, const struct json_node *node);

/** The value of a key, the last one's where there are several; NULL where
 * there is none, or `node` is no object.  Looks at each key. */
const struct json_node *json_get(const struct json *json,
                                 const struct json_node *node,
                                 struct slice key);

/** The text of a key's value, where that is a string; empty otherwise. */
struct slice json_get_string(const struct json *json,
                             const struct json_node *node, struct slice key);

/** How many values an object or array holds; walks over them. */
size_t json_count(const struct json_node *node);

/** A walk over an object or array. */
struct json_walk {
    const struct json_node *value; /**< the current one */
    const struct json_node *key;   /**< its key; NULL in an array */
    const struct json_node *next;
    const struct json_node *end;
    bool is_object;
};

/**
 * Begin a walk over what an object or array holds; over nothing for others.
 *
 *     struct json_walk walk = json_walk(node);
 *     while (json_next(&walk)) {
 *         … walk.value …
 *     }
 */
struct json_walk json_walk(const struct json_node *node);

/** Step to the next value; false at the end. */
bool json_next(struct json_walk *walk);

/** The first value of an object or array; NULL where there is none. */
const struct json_node *json_first(const struct json_node *node);

/**
 * A number, or a string that is one, as a whole number.  False, with *value
 * untouched, for anything else, for fractions, and beyond 64 bits.
 */
bool json_integer(const struct json *json, const struct json_node *node,
                  int64_t *value);

/**
 * A number, or a string that is one, as a double: exact for up to 15 digits
 * and small exponents, within few units of the last place otherwise.  False,
 * with *value untouched, for anything else and where it would be infinite.
 */
bool json_double(const struct json *json, const struct json_node *node,
                 double *value);

/** What a number counts: the power of ten that makes milliseconds of it. */
enum json_unit {
    JSON_SECONDS = 3,
    JSON_MILLISECONDS = 0,
    JSON_MICROSECONDS = -3,
    JSON_TICKS = -4, /**< of 100 ns */
    JSON_NANOSECONDS = -6,
};

/**
 * A time in milliseconds, rounded half up without passing through floating
 * point.
 *
 * @param unit of the number.  A string with an `s` behind the number, a
 *             clock's `1:02:03.5`, and an object of `seconds` and `nanos`
 *             (protobuf's Duration; what is missing is 0), are what they say
 *             instead.
 *
 * False, with *time_ms untouched, for what is not a time: other types, other
 * strings, negative ones, and those above TIME_MAX_MS.
 */
bool json_time_ms(const struct json *json, const struct json_node *node,
                  enum json_unit unit, int64_t *time_ms);

/**
 * As json_time_ms() of a key's value, for a segment or a word: TIME_UNKNOWN
 * where the key is missing or null; the same, with a complaint of
 * ST_BAD_TIME at the value's place, where it is no time.
 */
int64_t json_get_time(const struct json *json, const struct json_node *node,
                      struct slice key, enum json_unit unit,
                      struct transcript *transcript);

/** Where a node begins in the source, both from 1.  Counts lines from the
 * beginning of the text: for what is told once. */
void json_place(const struct json *json, const struct json_node *node,
                int64_t *line, int64_t *column);

/** Complain of a node in a transcript.  Cheap from the second time on, since
 * only the first complaint's place is kept. */
void json_complain(const struct json *json, const struct json_node *node,
                   struct transcript *transcript, enum status code,
                   const char *text);

#endif
