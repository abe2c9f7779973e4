/*
 * TEI's transcriptions of speech: `u`, with who speaks and since when.
 *
 *     <timeline unit="s"><when xml:id="T1" interval="3.5" since="#T0"/>…
 *     <u who="#ML" start="#T1" end="#T2">text <anchor synch="#T3"/> text</u>
 *     <annotationBlock who="#ML" start="#T1" end="#T2"><u><seg><w>text</w>…
 *
 * Follows chapter 8 of TEI P5 and ISO 24624, as far as transcripts need it: a
 * `seg` or `s`, and what is between two anchors, is a segment.  Where there
 * are words, only they and `pc` are text.  What a vocal, an incident and the
 * like are described by stands in brackets; notes and annotations are left
 * out.  A document without `u` is another kind of text.
 */
#include "format/formats.h"
#include "format/seconds.h"
#include "format/xml.h"

#include "base/map.h"
#include "base/timecode.h"

#include <stdlib.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

enum element {
    ELEMENT_OTHER,
    ELEMENT_WHEN,
    ELEMENT_TIMELINE,
    ELEMENT_PERSON,
    ELEMENT_NAME,  /**< of a person */
    ELEMENT_TITLE, /**< `titleStmt` */
    ELEMENT_BLOCK,
    ELEMENT_U,
    ELEMENT_SEG,
    ELEMENT_ANCHOR,
    ELEMENT_W,
    ELEMENT_PC,
    ELEMENT_DESC,
    ELEMENT_SKIPPED, /**< with all that is in it */
};

/** What is told of speech that an element is around. */
struct turn_facts {
    size_t who_begin; /**< of who speaks, in `ids` */
    size_t who_size;
    int64_t start_ms;
    int64_t end_ms;
};

struct tei {
    struct xml xml;
    struct transcript *transcript;
    struct map times;    /**< xml_id() to a time */
    struct map speakers; /**< xml_id() to begin << 16 | size, in `names` */
    struct buffer names;
    struct buffer captured; /**< a name or a title */
    struct buffer ids;      /**< of all who speak */
    uint64_t person;
    int64_t unit; /**< of intervals, in milliseconds */
    struct turn_facts block;
    struct turn_facts turn;
    int64_t start_ms; /**< of the segment that comes */
    size_t first;     /**< segment since the last anchor */
    size_t depth;
    size_t skipped_depth; /**< of the element being skipped, or 0 */
    bool in_person;
    bool is_capturing;
    bool in_title;
    bool in_turn;
    bool has_turns;
    bool has_words; /**< in the turn */
    bool in_word;
    bool is_open;
    bool has_bad_time;
    bool has_failed; /**< no memory */
};

/** What an element is, by its name. */
static enum element
element_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {SLICE_INIT("when"), ELEMENT_WHEN},
        {SLICE_INIT("timeline"), ELEMENT_TIMELINE},
        {SLICE_INIT("person"), ELEMENT_PERSON},
        {SLICE_INIT("persName"), ELEMENT_NAME},
        {SLICE_INIT("titleStmt"), ELEMENT_TITLE},
        {SLICE_INIT("title"), ELEMENT_TITLE},
        {SLICE_INIT("annotationBlock"), ELEMENT_BLOCK},
        {SLICE_INIT("u"), ELEMENT_U},
        {SLICE_INIT("seg"), ELEMENT_SEG},
        {SLICE_INIT("s"), ELEMENT_SEG},
        {SLICE_INIT("anchor"), ELEMENT_ANCHOR},
        {SLICE_INIT("w"), ELEMENT_W},
        {SLICE_INIT("pc"), ELEMENT_PC},
        {SLICE_INIT("desc"), ELEMENT_DESC},
        {SLICE_INIT("note"), ELEMENT_SKIPPED},
        {SLICE_INIT("spanGrp"), ELEMENT_SKIPPED},
        {SLICE_INIT("span"), ELEMENT_SKIPPED},
        {SLICE_INIT("linkGrp"), ELEMENT_SKIPPED},
        {SLICE_INIT("fs"), ELEMENT_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (slice_equal(name, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_OTHER;
}

/** Complain of a time, once. */
static void
complain_of_time(struct tei *tei, const char *text)
{
    if (!tei->has_bad_time) {
        tei->has_bad_time = true;
        xml_complain(&tei->xml, ST_BAD_TIME, text);
    }
}

/** What a reference points to: `#T1` is T1; of several the first. */
static struct slice
target(struct slice reference)
{
    reference = slice_trim(reference);
    size_t end = 0;
    while (end < reference.size && !is_blank(reference.data[end])) {
        end++;
    }
    const size_t begin = slice_starts(reference, SLICE("#"));
    return slice_part(reference, begin, end);
}

/** The time that an attribute refers to, or is; unknown without one. */
static int64_t
refer(struct tei *tei, const struct xml_element *element, struct slice name)
{
    struct slice value;
    int64_t time_ms;
    if (!xml_attribute(element, name, &value)) {
        return TIME_UNKNOWN;
    }
    const int64_t *found = map_get(&tei->times, xml_id(target(value)));
    if (found) {
        return *found;
    }
    if (seconds_parse(slice_trim(value), &time_ms) ||
        timecode_parse(slice_trim(value), &time_ms)) {
        return time_ms;
    }
    complain_of_time(tei, "a time is not in the timeline");
    return TIME_UNKNOWN;
}

/** The time of a point of the timeline; unknown where it does not say. */
static int64_t
point_time(struct tei *tei, const struct xml_element *element)
{
    struct slice value;
    struct slice since;
    int64_t time_ms;
    if (xml_attribute(element, SLICE("absolute"), &value)) {
        return timecode_parse(slice_trim(value), &time_ms) ? time_ms : 0;
    }
    if (!xml_attribute(element, SLICE("interval"), &value)) {
        return tei->times.count == 0 ? 0 : TIME_UNKNOWN;
    }
    if (!seconds_parse(slice_trim(value), &time_ms) || time_ms < 0) {
        complain_of_time(tei, "a time can not be read");
        return TIME_UNKNOWN;
    }
    time_ms = time_ms * tei->unit / 1000;
    xml_attribute(element, SLICE("since"), &since);
    const int64_t *base = map_get(&tei->times, xml_id(target(since)));
    const int64_t sum = time_ms + (base && *base > 0 ? *base : 0);
    return sum <= TIME_MAX_MS ? sum : TIME_UNKNOWN;
}

/** A point of the timeline. */
static void
enter_when(struct tei *tei, const struct xml_element *element)
{
    struct slice id;
    xml_attribute(element, SLICE("id"), &id);
    const int64_t time_ms = point_time(tei, element);
    if (!map_put(&tei->times, xml_id(id), time_ms)) {
        tei->has_failed = true;
    }
}

/** End the segment that is open. */
static void
close_segment(struct tei *tei)
{
    transcript_close(tei->transcript);
    tei->is_open = false;
}

/** A time inside of a turn, or its end: what was said since the last ends. */
static void
take_time(struct tei *tei, int64_t time_ms)
{
    struct transcript *transcript = tei->transcript;
    close_segment(tei);
    if (time_ms != TIME_UNKNOWN && time_ms < tei->start_ms) {
        xml_complain(&tei->xml, ST_BACKWARDS,
                     "a time is earlier than the one before it");
    } else if (tei->start_ms != TIME_UNKNOWN) {
        for (size_t i = tei->first; i < transcript->n_segments; i++) {
            transcript->segments[i].end_ms = time_ms;
        }
    }
    tei->first = transcript->n_segments;
    tei->start_ms = time_ms;
}

/** Keep what an element tells of speech, over what the one around tells. */
static struct turn_facts
take_facts(struct tei *tei, const struct xml_element *element,
           const struct turn_facts *outer)
{
    struct turn_facts facts = *outer;
    struct slice who;
    if (xml_attribute(element, SLICE("who"), &who)) {
        who = target(who);
        facts.who_begin = tei->ids.size;
        facts.who_size = who.size;
        buffer_add_slice(&tei->ids, who);
    }
    const int64_t start_ms = refer(tei, element, SLICE("start"));
    const int64_t end_ms = refer(tei, element, SLICE("end"));
    facts.start_ms = start_ms != TIME_UNKNOWN ? start_ms : facts.start_ms;
    facts.end_ms = end_ms != TIME_UNKNOWN ? end_ms : facts.end_ms;
    return facts;
}

/** The name of who speaks in the turn: the identifier where there is none. */
static struct slice
speaker_name(const struct tei *tei)
{
    const struct turn_facts *turn = &tei->turn;
    if (tei->ids.has_failed) {
        return (struct slice){0};
    }
    const struct slice id = slice_part(buffer_slice(&tei->ids), turn->who_begin,
                                       turn->who_begin + turn->who_size);
    const int64_t *place = map_get(&tei->speakers, xml_id(id));
    if (!place) {
        return id;
    }
    const size_t begin = (size_t)*place >> 16;
    return slice_part(buffer_slice(&tei->names), begin,
                      begin + ((size_t)*place & UINT16_MAX));
}

/** Add text to the segment, which it begins where none is open. */
static void
add_text(struct tei *tei, struct slice text)
{
    if (!tei->is_open) {
        if (slice_trim(text).size == 0) {
            return;
        }
        transcript_open(tei->transcript, tei->start_ms, TIME_UNKNOWN);
        transcript_speaker(tei->transcript, speaker_name(tei));
        tei->is_open = true;
    }
    transcript_text(tei->transcript, text);
}

/** Begin a turn. */
static void
enter_turn(struct tei *tei, const struct xml_element *element)
{
    tei->turn = take_facts(tei, element, &tei->block);
    tei->start_ms = tei->turn.start_ms;
    tei->first = tei->transcript->n_segments;
    tei->in_turn = true;
    tei->has_turns = true;
    tei->has_words = false;
}

/** Begin to capture a name or the title, where it is the first. */
static void
begin_capture(struct tei *tei, bool is_wanted)
{
    if (is_wanted) {
        tei->is_capturing = true;
        buffer_clear(&tei->captured);
    }
}

/** Begin an element ahead of speech. */
static void
enter_header(struct tei *tei, const struct xml_element *element,
             enum element kind)
{
    struct slice value;
    switch (kind) {
    case ELEMENT_TIMELINE:
        xml_attribute(element, SLICE("unit"), &value);
        tei->unit = slice_equal(value, SLICE("ms")) ? 1 : 1000;
        break;
    case ELEMENT_WHEN:
        enter_when(tei, element);
        break;
    case ELEMENT_PERSON:
        xml_attribute(element, SLICE("id"), &value);
        tei->person = xml_id(value);
        tei->in_person = true;
        break;
    case ELEMENT_NAME:
        begin_capture(tei,
                      tei->in_person && !map_get(&tei->speakers, tei->person));
        break;
    case ELEMENT_TITLE:
        if (slice_equal(element->name, SLICE("titleStmt"))) {
            tei->in_title = true;
        } else {
            begin_capture(tei,
                          tei->in_title && tei->transcript->title.size == 0);
        }
        break;
    case ELEMENT_BLOCK:
        tei->block =
            take_facts(tei, element,
                       &(struct turn_facts){0, 0, TIME_UNKNOWN, TIME_UNKNOWN});
        break;
    case ELEMENT_U:
        enter_turn(tei, element);
        break;
    default:
        break;
    }
}

/** Begin an element of speech. */
static void
enter_speech(struct tei *tei, const struct xml_element *element,
             enum element kind)
{
    switch (kind) {
    case ELEMENT_SEG:
        close_segment(tei);
        break;
    case ELEMENT_ANCHOR:
        take_time(tei, refer(tei, element, SLICE("synch")));
        break;
    case ELEMENT_W:
        transcript_space(tei->transcript);
        tei->has_words = true;
        tei->in_word = true;
        break;
    case ELEMENT_PC:
        tei->has_words = true;
        tei->in_word = true;
        break;
    case ELEMENT_DESC:
        transcript_space(tei->transcript);
        tei->in_word = true;
        add_text(tei, SLICE("["));
        break;
    case ELEMENT_SKIPPED:
        tei->skipped_depth = tei->depth;
        break;
    default:
        break;
    }
}

/** A start tag. */
static void
tei_start(struct xml *xml, const struct xml_element *element)
{
    struct tei *tei = xml->context;
    struct slice language;
    tei->depth++;
    if (tei->skipped_depth > 0) {
        return;
    }
    if (tei->depth <= 2 && xml_attribute(element, SLICE("lang"), &language)) {
        xml_language(tei->transcript, language);
    }
    const enum element kind = element_of(element->name);
    if (tei->in_turn) {
        enter_speech(tei, element, kind);
    } else {
        enter_header(tei, element, kind);
    }
}

/** Keep a name that was captured. */
static void
end_name(struct tei *tei)
{
    const struct slice name = slice_trim(buffer_slice(&tei->captured));
    const int64_t place =
        (int64_t)(tei->names.size << 16 | (uint16_t)name.size);
    if (!tei->is_capturing || name.size == 0 || name.size > UINT16_MAX) {
        return;
    }
    if (!map_put(&tei->speakers, tei->person, place)) {
        tei->has_failed = true;
    }
    buffer_add_slice(&tei->names, name);
}

/** End an element ahead of speech. */
static void
leave_header(struct tei *tei, enum element kind, struct slice name)
{
    if (kind == ELEMENT_NAME) {
        end_name(tei);
        tei->is_capturing = false;
    } else if (kind == ELEMENT_PERSON) {
        tei->in_person = false;
    } else if (kind == ELEMENT_TITLE) {
        if (tei->is_capturing) {
            normalise(&tei->transcript->title, buffer_slice(&tei->captured));
        }
        tei->is_capturing = false;
        tei->in_title &= !slice_equal(name, SLICE("titleStmt"));
    } else if (kind == ELEMENT_BLOCK) {
        tei->block = (struct turn_facts){0, 0, TIME_UNKNOWN, TIME_UNKNOWN};
    }
}

/** An end tag. */
static void
tei_end(struct xml *xml, struct slice name)
{
    struct tei *tei = xml->context;
    const size_t depth = tei->depth--;
    if (tei->skipped_depth > 0) {
        tei->skipped_depth =
            depth == tei->skipped_depth ? 0 : tei->skipped_depth;
        return;
    }
    const enum element kind = element_of(name);
    if (!tei->in_turn) {
        leave_header(tei, kind, name);
    } else if (kind == ELEMENT_U) {
        take_time(tei, tei->turn.end_ms);
        tei->in_turn = false;
    } else if (kind == ELEMENT_SEG) {
        close_segment(tei);
    } else if (kind == ELEMENT_DESC) {
        add_text(tei, SLICE("]"));
        transcript_space(tei->transcript);
        tei->in_word = false;
    } else if (kind == ELEMENT_W || kind == ELEMENT_PC) {
        tei->in_word = false;
    }
}

/** A piece of text. */
static void
tei_text(struct xml *xml, struct slice piece)
{
    struct tei *tei = xml->context;
    if (tei->skipped_depth > 0) {
        return;
    }
    if (tei->is_capturing) {
        buffer_add_slice(&tei->captured, piece);
    } else if (tei->in_turn && (tei->in_word || !tei->has_words)) {
        add_text(tei, piece);
    }
}

/** Free what reading took. */
static void
tei_finish(struct tei *tei)
{
    map_finish(&tei->times);
    map_finish(&tei->speakers);
    buffer_finish(&tei->names);
    buffer_finish(&tei->captured);
    buffer_finish(&tei->ids);
}

/** Read a document. */
static enum status
tei_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    static const struct xml_handlers handlers = {tei_start, tei_end, tei_text};
    struct tei tei = {
        .transcript = transcript,
        .unit = 1000,
        .block = {0, 0, TIME_UNKNOWN, TIME_UNKNOWN},
    };
    tei.xml.handlers = &handlers;
    tei.xml.context = &tei;
    tei.xml.transcript = transcript;
    buffer_init(&tei.names, TEXT_BYTES);
    buffer_init(&tei.captured, TEXT_BYTES);
    buffer_init(&tei.ids, TEXT_BYTES);
    struct error damage;
    xml_read(&tei.xml, text, &damage);
    transcript_close(transcript);
    if (tei.has_failed || tei.names.has_failed || tei.captured.has_failed ||
        tei.ids.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    }
    const bool is_other = damage.status == ST_OK && !tei.has_turns;
    tei_finish(&tei);
    return is_other ? error_set(error, ST_NOT_A_TRANSCRIPT,
                                "a TEI document without speech")
                    : xml_end(transcript, &damage, error);
}

/** The root of TEI, surely where there is speech in the front. */
static enum format_match
tei_probe(struct slice front)
{
    static const struct slice signs[] = {SLICE_INIT("<u "), SLICE_INIT("<u>"),
                                         SLICE_INIT("<annotationBlock"),
                                         SLICE_INIT("<timeline")};
    struct xml_root root;
    if (!xml_root(front, &root) || !slice_equal(root.name, SLICE("TEI"))) {
        return MATCH_NONE;
    }
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (slice_find(front, signs[i], 0) < front.size) {
            return MATCH_SURE;
        }
    }
    return MATCH_WEAK;
}

static const char *const suffixes[] = {".xml", ".tei", NULL};

const struct format format_tei = {
    .name = "tei",
    .title = "TEI",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = tei_probe,
    .parse = tei_parse,
};
