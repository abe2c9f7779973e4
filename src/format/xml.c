/*
 * XML as events: expat behind a small door.
 *
 * Follows XML 1.0 (fifth edition).  Owns what is refused (a DOCTYPE and all
 * that comes with one, deep nesting), what is mended, and where damage is;
 * what elements mean is the formats'.
 *
 * Mending keeps the text's length, so that places stay true: a bare `&`
 * becomes DEL, which is no text anybody wrote and which XML allows, and is
 * turned back when the text comes out of the parser.
 */
#include "format/xml.h"

#include "format/entity.h"
#include "format/formats.h"
#include "format/lines.h"

#include <expat.h>
#include <limits.h>

enum {
    TEXT_BYTES = 64 * 1024 * 1024,
    LANGUAGE_BYTES = 35,      /**< what BCP 47 asks programs to have room for */
    CHUNK_BYTES = 256 * 1024, /**< handed to the parser at once */
};

static const char amp_stand_in = '\x7f';

/** A name without its prefix. */
static struct slice
local_name(struct slice name)
{
    const char *colon = memrchr(name.data, ':', name.size);
    return colon ? slice_from(name, (size_t)(colon - name.data) + 1) : name;
}

bool
xml_attribute(const struct xml_element *element, struct slice local,
              struct slice *value)
{
    for (const char **next = element->attributes; *next; next += 2) {
        if (slice_equal(local_name(slice_of(next[0])), local)) {
            *value = slice_of(next[1]);
            return true;
        }
    }
    *value = SLICE("");
    return false;
}

uint64_t
xml_id(struct slice identifier)
{
    /* FNV-1a. */
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < identifier.size; i++) {
        hash ^= (unsigned char)identifier.data[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

void
xml_language(struct transcript *transcript, struct slice value)
{
    const struct slice tag = slice_trim(value);
    if (transcript->language.size > 0 || tag.size < 2 ||
        tag.size > LANGUAGE_BYTES || equals_lower(tag, SLICE("und"))) {
        return;
    }
    for (size_t i = 0; i < tag.size; i++) {
        const char lower = (char)(tag.data[i] | 0x20);
        const bool is_letter = lower >= 'a' && lower <= 'z';
        if (!is_letter &&
            (i < 2 || (!is_digit(tag.data[i]) && tag.data[i] != '-'))) {
            return;
        }
    }
    buffer_add_slice(&transcript->language, tag);
}

void
xml_place(struct slice text, size_t offset, struct error *place)
{
    struct lines lines;
    lines_init(&lines, text);
    if (!lines_next(&lines)) {
        place->line = 1;
        place->column = 1;
        return;
    }
    while (lines.next <= offset && lines.next < text.size) {
        lines_next(&lines);
    }
    place->line = lines.number;
    place->column = (int64_t)offset - (lines.line.data - text.data) + 1;
}

/** Where the parser is, as an offset in the text; its end afterwards. */
static size_t
current_offset(const struct xml *xml)
{
    if (!xml->parser) {
        return xml->text.size;
    }
    const XML_Index index = XML_GetCurrentByteIndex(xml->parser);
    if (index < 0) {
        return 0;
    }
    return (size_t)index < xml->text.size ? (size_t)index : xml->text.size;
}

/** Note how far the parser is: between two events its own offset depends on
 * the version of expat. */
static void
note_event(struct xml *xml)
{
    xml->event_end =
        current_offset(xml) + (size_t)XML_GetCurrentByteCount(xml->parser);
}

/** Complain at an offset of the text.  Only the first complaint's place is
 * kept, so only that one is looked for. */
static void
complain_at(struct xml *xml, size_t offset, enum status code, const char *text)
{
    struct error place = {.line = 0};
    if (xml->transcript->n_complaints == 0) {
        xml_place(xml->text, offset, &place);
    }
    transcript_complain(xml->transcript, code, place.line, place.column, "%s",
                        text);
}

void
xml_complain(struct xml *xml, enum status code, const char *text)
{
    complain_at(xml, current_offset(xml), code, text);
}

/** Whether XML allows a character. */
static bool
is_character(uint32_t code_point)
{
    return code_point == '\t' || code_point == '\n' || code_point == '\r' ||
           (code_point >= 0x20 && code_point < 0xd800) ||
           (code_point >= 0xe000 && code_point < 0xfffe) ||
           (code_point >= 0x10000 && code_point <= 0x10ffff);
}

/** The value of a digit, at least 16 for what is none. */
static uint32_t
digit_value(char c)
{
    const char lower = (char)(c | 0x20);
    if (is_digit(c)) {
        return (uint32_t)(c - '0');
    }
    return lower >= 'a' && lower <= 'f' ? (uint32_t)(lower - 'a') + 10 : 16;
}

/** Whether the digits of `&#` at text[at] name a character that XML allows,
 * up to the semicolon. */
static bool
is_number(struct slice text, size_t at)
{
    const uint32_t base = at < text.size && text.data[at] == 'x' ? 16 : 10;
    at += base == 16;
    const size_t first = at;
    uint32_t code_point = 0;
    for (; at < text.size && digit_value(text.data[at]) < base; at++) {
        if (code_point <= 0x10ffff) {
            code_point = code_point * base + digit_value(text.data[at]);
        }
    }
    /* Cut off by the end of the file: that is for the parser to say. */
    return at == text.size ||
           (text.data[at] == ';' && at > first && is_character(code_point));
}

/** Whether the `&` at text[at] begins a reference that XML knows by itself,
 * or what may have been one before the file was cut. */
static bool
is_reference(struct slice text, size_t at)
{
    static const struct slice names[] = {
        SLICE_INIT("amp;"),  SLICE_INIT("lt;"),   SLICE_INIT("gt;"),
        SLICE_INIT("quot;"), SLICE_INIT("apos;"),
    };
    const struct slice rest = slice_from(text, at + 1);
    if (rest.size > 0 && rest.data[0] == '#') {
        return is_number(rest, 1);
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (slice_starts(rest, names[i]) || slice_starts(names[i], rest)) {
            return true;
        }
    }
    return false;
}

/** What a byte of the text has to become; itself where nothing is wrong. */
static char
mend_byte(struct slice text, size_t at)
{
    const char c = text.data[at];
    if (c == '&') {
        return is_reference(text, at) ? c : amp_stand_in;
    }
    const bool is_control =
        (unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    return is_control ? ' ' : c;
}

/** Mend the text from its first flaw on, if it has one. */
static enum status
mend(struct xml *xml)
{
    const struct slice text = xml->text;
    size_t first = 0;
    while (first < text.size && mend_byte(text, first) == text.data[first]) {
        first++;
    }
    if (first == text.size) {
        return ST_OK;
    }
    complain_at(xml, first, ST_BAD_SYNTAX,
                text.data[first] == '&'
                    ? "a & that XML has no meaning for, taken as HTML's"
                    : "a control character, left out");
    struct buffer *mended = &xml->mended;
    if (!buffer_reserve(mended, text.size)) {
        return ST_NO_MEMORY;
    }
    for (size_t i = 0; i < text.size; i++) {
        const bool is_taken = text.data[i] == amp_stand_in;
        buffer_add_byte(mended, is_taken ? ' ' : mend_byte(text, i));
    }
    return ST_OK;
}

/** Stop the parser for a reason of ours. */
static void
stop(struct xml *xml, const char *reason)
{
    xml->stopped_by = reason;
    xml->stopped_at = current_offset(xml);
    XML_StopParser(xml->parser, XML_FALSE);
}

/** A DOCTYPE, before anything in it was read. */
static void XMLCALL
on_doctype(void *data, const XML_Char *name, const XML_Char *system,
           const XML_Char *public, int has_internal_subset)
{
    (void)name;
    (void)system;
    (void)public;
    struct xml *xml = data;
    if (xml->allows_doctype && !has_internal_subset) {
        return;
    }
    stop(xml, "a DOCTYPE is not read");
    /* The parser is somewhere in it by now. */
    const char *begin = memrchr(xml->text.data, '<', xml->stopped_at);
    if (begin) {
        xml->stopped_at = (size_t)(begin - xml->text.data);
    }
}

/** Count a name; false where there are too many.  The parser keeps every
 * name that it meets. */
static bool
note_name(struct xml *xml, const char *name)
{
    if (!map_put(&xml->names, xml_id(slice_of(name)), 0)) {
        stop(xml, NULL);
        return false;
    }
    if (xml->names.count > XML_NAMES_MAX) {
        stop(xml, "too many different names of elements and attributes");
        return false;
    }
    return true;
}

/** Count the names of a start tag; false where there are too many. */
static bool
note_names(struct xml *xml, const char *name, const char **attributes)
{
    bool is_fine = note_name(xml, name);
    for (; is_fine && *attributes; attributes += 2) {
        is_fine = note_name(xml, *attributes);
    }
    return is_fine;
}

/** A start tag. */
static void XMLCALL
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = data;
    note_event(xml);
    if (xml->stopped_by) {
        return;
    }
    if (xml->depth == XML_DEPTH_MAX) {
        stop(xml, "elements are nested too deep");
        return;
    }
    xml->depth++;
    if (!note_names(xml, name, attributes)) {
        return;
    }
    if (xml->handlers->start) {
        const struct xml_element element = {local_name(slice_of(name)),
                                            attributes};
        xml->handlers->start(xml, &element);
    }
}

/** An end tag. */
static void XMLCALL
on_end(void *data, const XML_Char *name)
{
    struct xml *xml = data;
    note_event(xml);
    if (xml->stopped_by) {
        return;
    }
    xml->depth--;
    if (xml->handlers->end) {
        xml->handlers->end(xml, local_name(slice_of(name)));
    }
}

/** A piece of text with its stand-ins turned back, and then decoded. */
static struct slice
unmend(struct xml *xml, struct slice piece)
{
    struct buffer *scratch = &xml->scratch;
    buffer_clear(scratch);
    struct buffer source;
    buffer_init(&source, TEXT_BYTES);
    for (size_t i = 0; i < piece.size; i++) {
        const char c = piece.data[i];
        buffer_add_byte(&source, c == amp_stand_in ? '&' : c);
    }
    entity_decode(scratch, buffer_slice(&source), ENTITY_CLOSED);
    if (source.has_failed || scratch->has_failed) {
        stop(xml, NULL);
    }
    buffer_finish(&source);
    return buffer_slice(scratch);
}

/** Text, or a part of one. */
static void XMLCALL
on_text(void *data, const XML_Char *text, int size)
{
    struct xml *xml = data;
    struct slice piece = {text, (size_t)size};
    note_event(xml);
    if (xml->stopped_by || !xml->handlers->text) {
        return;
    }
    if (xml->mended.size > 0 && memchr(text, amp_stand_in, piece.size)) {
        piece = unmend(xml, piece);
    }
    xml->handlers->text(xml, piece);
}

/** Tell what the parser stopped at. */
static enum status
fail(struct xml *xml, struct error *damage)
{
    const enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (code == XML_ERROR_NO_MEMORY ||
        (code == XML_ERROR_ABORTED && !xml->stopped_by)) {
        return error_set(damage, ST_NO_MEMORY, "out of memory");
    }
    const bool is_cut = code == XML_ERROR_NO_ELEMENTS ||
                        code == XML_ERROR_UNCLOSED_TOKEN ||
                        code == XML_ERROR_UNCLOSED_CDATA_SECTION;
    size_t offset = current_offset(xml);
    if (xml->stopped_by) {
        error_set(damage, ST_BAD_SYNTAX, "%s", xml->stopped_by);
        offset = xml->stopped_at;
    } else if (is_cut) {
        error_set(damage, ST_TRUNCATED, "the XML ends too early");
    } else {
        error_set(damage, ST_BAD_SYNTAX, "the XML is not well-formed: %s",
                  XML_ErrorString(code));
    }
    xml_place(xml->text, offset, damage);
    return damage->status;
}

/** Where a chunk of the text ends: behind a tag or a blank, so that no name of
 * a character that was mended is cut in two. */
static size_t
chunk_end(struct slice text, size_t begin)
{
    if (text.size - begin <= CHUNK_BYTES) {
        return text.size;
    }
    size_t end = begin + CHUNK_BYTES;
    while (end > begin && text.data[end - 1] != '>' &&
           !is_blank(text.data[end - 1])) {
        end--;
    }
    return end > begin ? end : begin + CHUNK_BYTES;
}

/** Hand the text to the parser in chunks; false where it has stopped. */
static bool
parse_chunks(struct xml *xml, struct slice text)
{
    size_t end = 0;
    do {
        const size_t at = end;
        end = chunk_end(text, at);
        if (XML_Parse(xml->parser, text.data + at, (int)(end - at),
                      end == text.size) != XML_STATUS_OK) {
            return false;
        }
        if (end < text.size && end - xml->event_end > XML_TAG_MAX_BYTES) {
            xml->stopped_by = "a tag or comment is too long";
            xml->stopped_at = slice_find(text, SLICE("<"), xml->event_end);
            return false;
        }
    } while (end < text.size);
    return true;
}

/** Parse the text, mended if need be. */
static enum status
run(struct xml *xml, struct error *damage)
{
    struct slice text = xml->text;
    if (xml->mended.size > 0) {
        text = buffer_slice(&xml->mended);
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    return parse_chunks(xml, text) ? ST_OK : fail(xml, damage);
}

enum status
xml_read(struct xml *xml, struct slice text, struct error *damage)
{
    *damage = (struct error){.status = ST_OK};
    if (text.size > TEXT_BYTES) {
        return error_set(damage, ST_TOO_LARGE, "the XML is too large");
    }
    xml->text = text;
    xml->depth = 0;
    xml->event_end = 0;
    xml->stopped_by = NULL;
    xml->names = (struct map){0};
    buffer_init(&xml->mended, TEXT_BYTES);
    buffer_init(&xml->scratch, TEXT_BYTES);
    enum status status = mend(xml);
    xml->parser = XML_ParserCreate("UTF-8");
    if (status != ST_OK || !xml->parser) {
        status = error_set(damage, ST_NO_MEMORY, "out of memory");
    } else {
        status = run(xml, damage);
    }
    XML_ParserFree(xml->parser);
    xml->parser = NULL;
    map_finish(&xml->names);
    buffer_finish(&xml->scratch);
    buffer_finish(&xml->mended);
    return status;
}

enum status
xml_end(struct transcript *transcript, const struct error *damage,
        struct error *error)
{
    if (damage->status == ST_OK || transcript_status(transcript) != ST_OK) {
        return format_end(transcript, error);
    }
    if (damage->status == ST_NO_MEMORY || transcript->n_segments == 0) {
        if (error) {
            *error = *damage;
        }
        return damage->status;
    }
    transcript_complain(transcript, damage->status, damage->line,
                        damage->column, "%s", damage->text);
    return format_end(transcript, error);
}

/** Step over what begins at text[at], a comment or a declaration, to behind
 * its end; text.size where that is not there. */
static size_t
skip_past(struct slice text, size_t at, struct slice end)
{
    const size_t found = slice_find(text, end, at);
    return found < text.size ? found + end.size : text.size;
}

/** Step over a DOCTYPE, well enough for one to be recognised. */
static size_t
skip_doctype(struct slice text, size_t at)
{
    while (at < text.size && text.data[at] != '>' && text.data[at] != '[') {
        at++;
    }
    if (at < text.size && text.data[at] == '[') {
        at = skip_past(text, at, SLICE("]"));
    }
    return skip_past(text, at, SLICE(">"));
}

/** Whether a byte ends a tag's name. */
static bool
ends_name(char c)
{
    return is_blank(c) || c == '>' || c == '/';
}

/** Whether a byte may begin a name. */
static bool
begins_name(char c)
{
    const char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || c == '_';
}

/** The root's tag at text[at], which is `<`. */
static bool
take_root(struct slice text, size_t at, struct xml_root *root)
{
    size_t name_end = at + 1;
    while (name_end < text.size && !ends_name(text.data[name_end])) {
        name_end++;
    }
    if (name_end == text.size || !begins_name(text.data[at + 1])) {
        return false;
    }
    root->name = local_name(slice_part(text, at + 1, name_end));
    root->tag = slice_part(text, at, slice_find(text, SLICE(">"), name_end));
    return true;
}

bool
xml_root(struct slice front, struct xml_root *root)
{
    size_t at = 0;
    while (at < front.size) {
        const struct slice rest = slice_from(front, at);
        if (is_blank(rest.data[0])) {
            at++;
        } else if (slice_starts(rest, SLICE("<?"))) {
            at = skip_past(front, at, SLICE("?>"));
        } else if (slice_starts(rest, SLICE("<!--"))) {
            at = skip_past(front, at + 4, SLICE("-->"));
        } else if (slice_starts(rest, SLICE("<!DOCTYPE"))) {
            at = skip_doctype(front, at);
        } else {
            return rest.data[0] == '<' && take_root(front, at, root);
        }
    }
    return false;
}
