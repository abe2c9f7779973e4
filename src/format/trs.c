/*
 * Transcriber's .trs: turns of speech, in which marks tell the time.
 *
 *     <Turn speaker="spk1 spk2" startTime="0" endTime="5.2">
 *     <Sync time="0"/>text <Sync time="2.3"/>
 *     <Who nb="1"/>text <Who nb="2"/>text</Turn>
 *
 * Follows the DTD trans-14.  A segment goes from one mark to the next; where
 * several speak at once, each has one.  Noises that have a name are text in
 * brackets; other events, comments and what is heard behind are left out.
 */
#include "format/formats.h"
#include "format/seconds.h"
#include "format/xml.h"

#include "base/map.h"
#include "base/timecode.h"

#include <stdlib.h>

enum { TEXT_BYTES = 64 * 1024 * 1024, SPEAKERS_AT_ONCE = 16 };

struct trs {
    struct xml xml;
    struct transcript *transcript;
    struct buffer names; /**< of all speakers */
    struct map speakers; /**< xml_id() to begin << 16 | size, in `names` */
    struct buffer ids;   /**< of the turn's speakers */
    struct slice id;     /**< into `ids`, of who speaks */
    int64_t start_ms;
    int64_t end_ms; /**< of the turn */
    size_t first;   /**< segment since the last mark */
    bool in_turn;
    bool is_open;
    bool has_bad_time;
    bool has_failed; /**< no memory */
};

/** The time in an attribute; unknown where it can not be read. */
static int64_t
read_time(struct trs *trs, const struct xml_element *element, struct slice name)
{
    struct slice value;
    int64_t time_ms = TIME_UNKNOWN;
    if (!xml_attribute(element, name, &value) ||
        !seconds_parse(slice_trim(value), &time_ms)) {
        time_ms = TIME_UNKNOWN;
        if (!trs->has_bad_time) {
            xml_complain(&trs->xml, ST_BAD_TIME, "a time can not be read");
        }
        trs->has_bad_time = true;
    }
    return time_ms;
}

/** Note a speaker's name. */
static void
add_speaker(struct trs *trs, const struct xml_element *element)
{
    struct slice id;
    struct slice name;
    xml_attribute(element, SLICE("id"), &id);
    xml_attribute(element, SLICE("name"), &name);
    if (name.size == 0 || name.size > UINT16_MAX) {
        return;
    }
    const int64_t place =
        (int64_t)(trs->names.size << 16 | (uint16_t)name.size);
    if (!map_put(&trs->speakers, xml_id(id), place)) {
        trs->has_failed = true;
    }
    buffer_add_slice(&trs->names, name);
}

/** The name of who speaks: the identifier where there is none. */
static struct slice
speaker_name(const struct trs *trs)
{
    const int64_t *place = map_get(&trs->speakers, xml_id(trs->id));
    if (!place) {
        return trs->id;
    }
    const size_t begin = (size_t)*place >> 16;
    return slice_part(buffer_slice(&trs->names), begin,
                      begin + ((size_t)*place & UINT16_MAX));
}

/** The n-th of the turn's speakers, from 1; empty where there is none. */
static struct slice
find_id(const struct trs *trs, int64_t n)
{
    const struct slice ids = buffer_slice(&trs->ids);
    size_t at = 0;
    while (at < ids.size) {
        at = slice_skip_blanks(ids, at);
        const size_t begin = at;
        while (at < ids.size && !is_blank(ids.data[at])) {
            at++;
        }
        if (--n <= 0) {
            return slice_part(ids, begin, at);
        }
    }
    return (struct slice){0};
}

/** End the segment that is open. */
static void
close_segment(struct trs *trs)
{
    transcript_close(trs->transcript);
    trs->is_open = false;
}

/** A mark, or the turn's end: what was said since the last mark ends. */
static void
take_mark(struct trs *trs, int64_t time_ms)
{
    struct transcript *transcript = trs->transcript;
    close_segment(trs);
    if (time_ms != TIME_UNKNOWN && time_ms < trs->start_ms) {
        xml_complain(&trs->xml, ST_BACKWARDS,
                     "a time is earlier than the one before it");
    } else {
        for (size_t i = trs->first; i < transcript->n_segments; i++) {
            transcript->segments[i].end_ms =
                trs->start_ms == TIME_UNKNOWN ? TIME_UNKNOWN : time_ms;
        }
    }
    trs->first = transcript->n_segments;
    trs->start_ms = time_ms;
}

/** Begin a turn. */
static void
enter_turn(struct trs *trs, const struct xml_element *element)
{
    struct slice ids;
    xml_attribute(element, SLICE("speaker"), &ids);
    buffer_clear(&trs->ids);
    buffer_add_slice(&trs->ids, ids);
    trs->id = find_id(trs, 1);
    trs->start_ms = read_time(trs, element, SLICE("startTime"));
    trs->end_ms = read_time(trs, element, SLICE("endTime"));
    trs->first = trs->transcript->n_segments;
    trs->in_turn = true;
}

/** Add text to the segment, which it begins where none is open. */
static void
add_text(struct trs *trs, struct slice text)
{
    if (!trs->is_open) {
        if (slice_trim(text).size == 0) {
            return;
        }
        transcript_open(trs->transcript, trs->start_ms, TIME_UNKNOWN);
        transcript_speaker(trs->transcript, speaker_name(trs));
        trs->is_open = true;
    }
    transcript_text(trs->transcript, text);
}

/** An event: a noise with a name of several letters, or nothing. */
static void
take_event(struct trs *trs, const struct xml_element *element)
{
    enum { CODE_MAX = 2 }; /* `b` and `i` are breath */
    struct slice type;
    struct slice name;
    xml_attribute(element, SLICE("type"), &type);
    xml_attribute(element, SLICE("desc"), &name);
    transcript_space(trs->transcript);
    if (slice_equal(type, SLICE("noise")) && name.size > CODE_MAX) {
        add_text(trs, SLICE("["));
        add_text(trs, name);
        add_text(trs, SLICE("] "));
    }
}

/** Somebody of several begins to speak. */
static void
take_who(struct trs *trs, const struct xml_element *element)
{
    struct slice number;
    xml_attribute(element, SLICE("nb"), &number);
    close_segment(trs);
    trs->id = find_id(trs, number.size == 1 ? number.data[0] - '0' : 1);
}

/** A start tag. */
static void
trs_start(struct xml *xml, const struct xml_element *element)
{
    struct trs *trs = xml->context;
    const struct slice name = element->name;
    struct slice language;
    if (slice_equal(name, SLICE("Trans"))) {
        if (xml_attribute(element, SLICE("lang"), &language)) {
            xml_language(trs->transcript, language);
        }
    } else if (slice_equal(name, SLICE("Speaker"))) {
        add_speaker(trs, element);
    } else if (slice_equal(name, SLICE("Turn"))) {
        enter_turn(trs, element);
    } else if (!trs->in_turn) {
        return;
    } else if (slice_equal(name, SLICE("Sync"))) {
        take_mark(trs, read_time(trs, element, SLICE("time")));
    } else if (slice_equal(name, SLICE("Who"))) {
        take_who(trs, element);
    } else if (slice_equal(name, SLICE("Event"))) {
        take_event(trs, element);
    }
}

/** An end tag. */
static void
trs_end(struct xml *xml, struct slice name)
{
    struct trs *trs = xml->context;
    if (slice_equal(name, SLICE("Turn"))) {
        take_mark(trs, trs->end_ms);
        trs->in_turn = false;
    }
}

/** A piece of text. */
static void
trs_text(struct xml *xml, struct slice piece)
{
    struct trs *trs = xml->context;
    if (trs->in_turn) {
        add_text(trs, piece);
    }
}

/** Read a document. */
static enum status
trs_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    static const struct xml_handlers handlers = {trs_start, trs_end, trs_text};
    struct trs trs = {.transcript = transcript};
    trs.xml.handlers = &handlers;
    trs.xml.context = &trs;
    trs.xml.transcript = transcript;
    trs.xml.allows_doctype = true;
    buffer_init(&trs.names, TEXT_BYTES);
    buffer_init(&trs.ids, TEXT_BYTES);
    struct error damage;
    xml_read(&trs.xml, text, &damage);
    transcript_close(transcript);
    if (trs.has_failed || trs.names.has_failed || trs.ids.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    }
    map_finish(&trs.speakers);
    buffer_finish(&trs.names);
    buffer_finish(&trs.ids);
    return xml_end(transcript, &damage, error);
}

/** The root that nothing else has. */
static enum format_match
trs_probe(struct slice front)
{
    struct xml_root root;
    return xml_root(front, &root) && slice_equal(root.name, SLICE("Trans"))
               ? MATCH_SURE
               : MATCH_NONE;
}

static const char *const suffixes[] = {".trs", NULL};

const struct format format_trs = {
    .name = "trs",
    .title = "Transcriber",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = trs_probe,
    .parse = trs_parse,
};
