/*
 * xml.h - XML as events, for the formats that are made of it.
 *
 * Elements are told by their local names, without a namespace's prefix: the
 * formats' own names do not clash, and files that forget to declare a prefix
 * are read too.
 */
#ifndef QUOTH_FORMAT_XML_H
#define QUOTH_FORMAT_XML_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

struct XML_ParserStruct;

enum {
    XML_DEPTH_MAX = 64,
    XML_NAMES_MAX = 4096, /**< different ones; a format has some hundred */
    XML_TAG_MAX_BYTES = 10 * 1024 * 1024, /**< also of a comment */
};

/** A start tag; lives until its handler returns. */
struct xml_element {
    struct slice name; /**< local */
    const char **attributes;
};

struct xml;

/** What a format does with a document; each may be NULL.  The text of an
 * element may come in any number of pieces. */
struct xml_handlers {
    void (*start)(struct xml *xml, const struct xml_element *element);
    void (*end)(struct xml *xml, struct slice name);
    void (*text)(struct xml *xml, struct slice piece);
};

struct xml {
    const struct xml_handlers *handlers;
    void *context;                 /**< the format's own */
    struct transcript *transcript; /**< where complaints go */
    bool allows_doctype; /**< one that declares nothing; it is not followed */

    /* Of xml_read() alone. */
    struct slice text;
    struct XML_ParserStruct *parser;
    struct buffer mended;  /**< the text, where it had to be mended */
    struct buffer scratch; /**< a piece of text with its references decoded */
    struct map names;      /**< of elements and attributes, met so far */
    size_t depth;
    size_t event_end;       /**< offset behind what was handed out last */
    const char *stopped_by; /**< why parsing was stopped, or NULL */
    size_t stopped_at;      /**< an offset in the text */
};

/**
 * Read a document, well-formed UTF-8 whatever it declares, and call the
 * handlers; the caller has set the first four members and nothing else.
 *
 * Mended, with one complaint: `&` that begins no reference, HTML's names for
 * characters, control characters.  Not read, with ST_BAD_SYNTAX: a document
 * with a DOCTYPE, unless the format has one and there are no declarations in
 * it, so that there are no entities and nothing is ever fetched;
 * what is nested deeper than XML_DEPTH_MAX, has more than XML_NAMES_MAX names
 * or a tag longer than XML_TAG_MAX_BYTES, which bounds the parser's memory;
 * what is not well-formed.  A
 * document that ends too early is ST_TRUNCATED.  All of these tell their
 * place in `damage`; what came before it has been handed out.
 */
enum status xml_read(struct xml *xml, struct slice text, struct error *damage);

/** What a parser returns: damage is only a complaint where the transcript
 * has something to index. */
enum status xml_end(struct transcript *transcript, const struct error *damage,
                    struct error *error);

/** Complain at the current place of the document. */
void xml_complain(struct xml *xml, enum status code, const char *text);

/** Set the line and the column, in bytes, of an offset in a text. */
void xml_place(struct slice text, size_t offset, struct error *place);

/** The value of the attribute with that local name; lives as long as the
 * element.  False, with *value empty, where there is none. */
bool xml_attribute(const struct xml_element *element, struct slice local,
                   struct slice *value);

/** A number for an identifier, as a map's key.  Different identifiers have
 * different ones but for malice. */
uint64_t xml_id(struct slice identifier);

/** Take a value of `xml:lang` for the transcript's language, where it is one
 * and the transcript has none yet. */
void xml_language(struct transcript *transcript, struct slice value);

/** The start tag of a document's root. */
struct xml_root {
    struct slice name; /**< local */
    struct slice tag;  /**< from `<` on, up to `>` or the end of the text */
};

/** Find the root in the front of a file; false when this is no XML, or only
 * its prolog. */
bool xml_root(struct slice front, struct xml_root *root);

#endif
