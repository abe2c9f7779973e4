/*
 * EXMARaLDA's basic transcriptions (.exb): events in tiers, on one timeline.
 *
 *     <common-timeline><tli id="T0" time="0.5"/>…
 *     <tier speaker="SPK0" type="t"><event start="T0" end="T1">text</event>
 *
 * Follows EXMARaLDA's DTD of basic transcriptions.  What was said stands in
 * the tiers of type `t`; descriptions, annotations and links are left out.  A
 * speaker is called by the abbreviation, else by the identifier.  Events come
 * out in the order of time; one that begins at a point without a time stays
 * behind the one before it.
 */
#include "format/formats.h"
#include "format/seconds.h"
#include "format/utterances.h"
#include "format/xml.h"

#include "base/map.h"
#include "base/timecode.h"

#include <stdlib.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

/** A part of the texts that are kept. */
struct place {
    size_t begin;
    size_t size;
};

struct exb {
    struct xml xml;
    struct transcript *transcript;
    struct map times;    /**< xml_id() to a time, maybe unknown */
    struct map speakers; /**< xml_id() to an index into places */
    struct buffer texts; /**< of events, names, and the title */
    struct place *places;
    size_t n_places;
    size_t places_capacity;
    struct utterances turns; /**< `first`, `kind`: the text's begin and size;
                                  `count`: the speaker's place */
    struct utterance event;  /**< the open one */
    uint32_t tier_speaker;
    uint64_t speaker_id; /**< of the speaker being defined */
    size_t begin;        /**< of what is kept now */
    bool is_kept;        /**< text is */
    bool is_speech;      /**< the open tier is */
    bool has_bad_time;
    bool has_failed; /**< no memory */
};

/** Complain of a time, once. */
static void
complain_of_time(struct exb *exb, const char *text)
{
    if (!exb->has_bad_time) {
        exb->has_bad_time = true;
        xml_complain(&exb->xml, ST_BAD_TIME, text);
    }
}

/** A point of the timeline; one without a time is not aligned yet. */
static void
enter_point(struct exb *exb, const struct xml_element *element)
{
    struct slice id;
    struct slice value;
    int64_t time_ms = TIME_UNKNOWN;
    xml_attribute(element, SLICE("id"), &id);
    if (xml_attribute(element, SLICE("time"), &value) &&
        !seconds_parse(slice_trim(value), &time_ms)) {
        time_ms = TIME_UNKNOWN;
        complain_of_time(exb, "a time can not be read");
    }
    if (!map_put(&exb->times, xml_id(id), time_ms)) {
        exb->has_failed = true;
    }
}

/** The time of the point that an attribute refers to. */
static int64_t
refer(struct exb *exb, const struct xml_element *element, struct slice name)
{
    struct slice id;
    xml_attribute(element, name, &id);
    const int64_t *time_ms = map_get(&exb->times, xml_id(id));
    if (!time_ms) {
        complain_of_time(exb, "a point of the timeline is missing");
        return TIME_UNKNOWN;
    }
    return *time_ms;
}

/** Keep a name; its place, 0 where there is none. */
static uint32_t
add_name(struct exb *exb, uint64_t id, struct place place)
{
    if (!array_grow(&exb->places, &exb->places_capacity, exb->n_places,
                    sizeof(*exb->places)) ||
        !map_put(&exb->speakers, id, (int64_t)exb->n_places)) {
        exb->has_failed = true;
        return 0;
    }
    exb->places[exb->n_places++] = place;
    return (uint32_t)exb->n_places;
}

/** Begin a tier. */
static void
enter_tier(struct exb *exb, const struct xml_element *element)
{
    struct slice type;
    struct slice id;
    xml_attribute(element, SLICE("type"), &type);
    exb->is_speech = slice_equal(type, SLICE("t"));
    exb->tier_speaker = 0;
    if (!exb->is_speech || !xml_attribute(element, SLICE("speaker"), &id) ||
        id.size == 0) {
        return;
    }
    const int64_t *index = map_get(&exb->speakers, xml_id(id));
    if (index) {
        exb->tier_speaker = (uint32_t)*index + 1;
        return;
    }
    const struct place place = {exb->texts.size, id.size};
    buffer_add_slice(&exb->texts, id);
    exb->tier_speaker = add_name(exb, xml_id(id), place);
}

/** Begin an event. */
static void
enter_event(struct exb *exb, const struct xml_element *element)
{
    exb->event = (struct utterance){
        .start_ms = refer(exb, element, SLICE("start")),
        .end_ms = refer(exb, element, SLICE("end")),
        .count = exb->tier_speaker,
    };
    if (exb->event.end_ms != TIME_UNKNOWN &&
        exb->event.end_ms < exb->event.start_ms) {
        xml_complain(&exb->xml, ST_BACKWARDS, "an event ends before it starts");
    }
}

/** Begin to keep text. */
static void
keep(struct exb *exb)
{
    exb->is_kept = true;
    exb->begin = exb->texts.size;
}

/** A start tag. */
static void
exb_start(struct xml *xml, const struct xml_element *element)
{
    struct exb *exb = xml->context;
    const struct slice name = element->name;
    struct slice id;
    if (slice_equal(name, SLICE("tli"))) {
        enter_point(exb, element);
    } else if (slice_equal(name, SLICE("speaker"))) {
        xml_attribute(element, SLICE("id"), &id);
        exb->speaker_id = xml_id(id);
    } else if (slice_equal(name, SLICE("tier"))) {
        enter_tier(exb, element);
    } else if (slice_equal(name, SLICE("event")) && exb->is_speech) {
        enter_event(exb, element);
        keep(exb);
    } else if (slice_equal(name, SLICE("abbreviation")) ||
               slice_equal(name, SLICE("transcription-name"))) {
        keep(exb);
    }
}

/** End an event, an abbreviation or the title, whose text is kept. */
static void
end_kept(struct exb *exb, struct slice name)
{
    const struct place place = {exb->begin, exb->texts.size - exb->begin};
    const struct slice text =
        slice_from(buffer_slice(&exb->texts), place.begin);
    if (slice_equal(name, SLICE("event"))) {
        exb->event.first = place.begin;
        exb->event.kind = (uint32_t)place.size;
        utterances_add(&exb->turns, &exb->event);
    } else if (slice_equal(name, SLICE("abbreviation"))) {
        if (slice_trim(text).size > 0) {
            add_name(exb, exb->speaker_id, place);
        }
    } else if (slice_equal(name, SLICE("transcription-name"))) {
        normalise(&exb->transcript->title, text);
    } else {
        return; /* an element inside of it */
    }
    exb->is_kept = false;
}

/** An end tag. */
static void
exb_end(struct xml *xml, struct slice name)
{
    struct exb *exb = xml->context;
    if (exb->is_kept && !exb->texts.has_failed) {
        end_kept(exb, name);
    } else if (slice_equal(name, SLICE("tier"))) {
        exb->is_speech = false;
    }
}

/** A piece of text. */
static void
exb_text(struct xml *xml, struct slice piece)
{
    struct exb *exb = xml->context;
    if (exb->is_kept) {
        buffer_add_slice(&exb->texts, piece);
    }
}

/** Hand out the events of all tiers. */
static void
write_turns(struct exb *exb)
{
    const struct slice texts = buffer_slice(&exb->texts);
    utterances_sort(&exb->turns);
    for (size_t i = 0; i < exb->turns.n; i++) {
        const struct utterance *turn = &exb->turns.items[i];
        transcript_open(exb->transcript, turn->start_ms, turn->end_ms);
        if (turn->count > 0) {
            const struct place place = exb->places[turn->count - 1];
            transcript_speaker(
                exb->transcript,
                slice_part(texts, place.begin, place.begin + place.size));
        }
        transcript_text(exb->transcript, slice_part(texts, turn->first,
                                                    turn->first + turn->kind));
        transcript_close(exb->transcript);
    }
}

/** Read a document. */
static enum status
exb_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    static const struct xml_handlers handlers = {exb_start, exb_end, exb_text};
    struct exb exb = {.transcript = transcript};
    exb.xml.handlers = &handlers;
    exb.xml.context = &exb;
    exb.xml.transcript = transcript;
    exb.xml.allows_doctype = true;
    buffer_init(&exb.texts, TEXT_BYTES);
    struct error damage;
    xml_read(&exb.xml, text, &damage);
    if (exb.has_failed || exb.texts.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    } else if (exb.turns.status != ST_OK) {
        transcript->status = exb.turns.status;
    } else {
        write_turns(&exb);
    }
    utterances_finish(&exb.turns);
    map_finish(&exb.times);
    map_finish(&exb.speakers);
    buffer_finish(&exb.texts);
    free(exb.places);
    return xml_end(transcript, &damage, error);
}

/** The root that nothing else has. */
static enum format_match
exb_probe(struct slice front)
{
    struct xml_root root;
    return xml_root(front, &root) &&
                   slice_equal(root.name, SLICE("basic-transcription"))
               ? MATCH_SURE
               : MATCH_NONE;
}

static const char *const suffixes[] = {".exb", NULL};

const struct format format_exb = {
    .name = "exb",
    .title = "EXMARaLDA",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = exb_probe,
    .parse = exb_parse,
};
