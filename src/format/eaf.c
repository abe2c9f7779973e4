/*
 * ELAN's annotations: EAF, as the schemas EAFv2.7 to EAFv3.0 have them.
 *
 * What was said stands in the tiers without a parent, whose annotations have
 * times of their own.  Tiers that depend on another one cut what it says into
 * words, translate or classify it; they are left out, so that each sentence
 * is there once.  So are annotations that were chosen from a controlled
 * vocabulary: they classify.  A tier's participant is the speaker, else the
 * tier's name, unless that is ELAN's own `default`.  The language is that of
 * the tiers where they agree.
 *
 * Annotations come out in the order of their start, those of the same start
 * in the order of the file; one whose start is not known stays behind the one
 * before it.
 */
#include "format/formats.h"
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

/** An annotation of a tier that is speech. */
struct annotation {
    int64_t start_ms;
    int64_t end_ms;
    int64_t order_ms; /**< its start, or that of one before it */
    size_t index;     /**< in the file */
    struct place text;
    struct place speaker;
};

struct eaf {
    struct xml xml;
    struct transcript *transcript;
    struct buffer texts;  /**< of annotations, and speakers' names */
    struct map slots;     /**< from xml_id() to a time, maybe unknown */
    int64_t unit;         /**< of the file's times, in 30ths of a ms */
    bool is_speech;       /**< of the open tier */
    bool is_annotation;   /**< one is open */
    bool is_value;        /**< and its text */
    struct place speaker; /**< of the open tier */
    struct buffer language;
    bool has_languages; /**< more than one */
    bool has_bad_time;
    struct annotation *annotations;
    size_t n_annotations;
    size_t annotations_capacity;
    bool has_failed; /**< no memory */
};

/** Complain of a time, once. */
static void
complain_of_time(struct eaf *eaf, const char *text)
{
    if (!eaf->has_bad_time) {
        eaf->has_bad_time = true;
        xml_complain(&eaf->xml, ST_BAD_TIME, text);
    }
}

/** The header: which unit times have. */
static void
enter_header(struct eaf *eaf, const struct xml_element *element)
{
    struct slice unit;
    xml_attribute(element, SLICE("TIME_UNITS"), &unit);
    if (slice_equal(unit, SLICE("PAL-frames"))) {
        eaf->unit = 1200;
    } else if (slice_equal(unit, SLICE("NTSC-frames"))) {
        eaf->unit = 1001;
    }
}

/** Read a slot's value; unknown where it can not be read. */
static int64_t
slot_time(struct eaf *eaf, struct slice value)
{
    int64_t sum = 0;
    bool is_number = value.size > 0;
    for (size_t i = 0; i < value.size && is_number; i++) {
        is_number = is_digit(value.data[i]) && sum <= TIME_MAX_MS;
        sum = sum * 10 + (value.data[i] - '0');
    }
    if (!is_number || sum > TIME_MAX_MS * 30 / eaf->unit) {
        complain_of_time(eaf, "a time can not be read");
        return TIME_UNKNOWN;
    }
    return sum * eaf->unit / 30;
}

/** A time slot; one without a value is not aligned yet. */
static void
enter_slot(struct eaf *eaf, const struct xml_element *element)
{
    struct slice id;
    struct slice value;
    xml_attribute(element, SLICE("TIME_SLOT_ID"), &id);
    int64_t time_ms = TIME_UNKNOWN;
    if (xml_attribute(element, SLICE("TIME_VALUE"), &value)) {
        time_ms = slot_time(eaf, slice_trim(value));
    }
    if (!map_put(&eaf->slots, xml_id(id), time_ms)) {
        eaf->has_failed = true;
    }
}

/** Take the language of a tier that is speech. */
static void
take_language(struct eaf *eaf, const struct xml_element *element)
{
    struct slice language;
    if (!xml_attribute(element, SLICE("LANG_REF"), &language)) {
        return;
    }
    if (eaf->language.size == 0) {
        buffer_add_slice(&eaf->language, language);
    } else if (!slice_equal(buffer_slice(&eaf->language), language)) {
        eaf->has_languages = true;
    }
}

/** Begin a tier. */
static void
enter_tier(struct eaf *eaf, const struct xml_element *element)
{
    struct slice name;
    eaf->is_speech = !xml_attribute(element, SLICE("PARENT_REF"), &name);
    if (!eaf->is_speech) {
        return;
    }
    take_language(eaf, element);
    if (!xml_attribute(element, SLICE("PARTICIPANT"), &name) ||
        slice_trim(name).size == 0) {
        xml_attribute(element, SLICE("TIER_ID"), &name);
        if (slice_equal(name, SLICE("default"))) {
            name = SLICE("");
        }
    }
    eaf->speaker = (struct place){eaf->texts.size, name.size};
    buffer_add_slice(&eaf->texts, name);
}

/** The time that an attribute refers to. */
static int64_t
refer(struct eaf *eaf, const struct xml_element *element, struct slice name)
{
    struct slice id;
    xml_attribute(element, name, &id);
    const int64_t *time_ms = map_get(&eaf->slots, xml_id(id));
    if (!time_ms) {
        complain_of_time(eaf, "a time slot is missing");
        return TIME_UNKNOWN;
    }
    return *time_ms;
}

/** Begin an annotation. */
static void
enter_annotation(struct eaf *eaf, const struct xml_element *element)
{
    if (!array_grow(&eaf->annotations, &eaf->annotations_capacity,
                    eaf->n_annotations, sizeof(struct annotation))) {
        eaf->has_failed = true;
        return;
    }
    const size_t index = eaf->n_annotations++;
    struct annotation *annotation = &eaf->annotations[index];
    *annotation = (struct annotation){
        .start_ms = refer(eaf, element, SLICE("TIME_SLOT_REF1")),
        .end_ms = refer(eaf, element, SLICE("TIME_SLOT_REF2")),
        .index = index,
        .text.begin = eaf->texts.size,
        .speaker = eaf->speaker,
    };
    annotation->order_ms = annotation->start_ms;
    if (annotation->start_ms == TIME_UNKNOWN && index > 0) {
        annotation->order_ms = eaf->annotations[index - 1].order_ms;
    }
    if (annotation->end_ms != TIME_UNKNOWN &&
        annotation->end_ms < annotation->start_ms) {
        xml_complain(&eaf->xml, ST_BACKWARDS,
                     "an annotation ends before it starts");
    }
    eaf->is_annotation = true;
}

/** A start tag. */
static void
eaf_start(struct xml *xml, const struct xml_element *element)
{
    struct eaf *eaf = xml->context;
    const struct slice name = element->name;
    if (slice_equal(name, SLICE("HEADER"))) {
        enter_header(eaf, element);
    } else if (slice_equal(name, SLICE("TIME_SLOT"))) {
        enter_slot(eaf, element);
    } else if (slice_equal(name, SLICE("TIER"))) {
        enter_tier(eaf, element);
    } else if (slice_equal(name, SLICE("ALIGNABLE_ANNOTATION"))) {
        struct slice entry;
        if (eaf->is_speech &&
            !xml_attribute(element, SLICE("CVE_REF"), &entry)) {
            enter_annotation(eaf, element);
        }
    } else if (slice_equal(name, SLICE("ANNOTATION_VALUE"))) {
        eaf->is_value = eaf->is_annotation;
    }
}

/** An end tag. */
static void
eaf_end(struct xml *xml, struct slice name)
{
    struct eaf *eaf = xml->context;
    if (slice_equal(name, SLICE("ANNOTATION_VALUE"))) {
        eaf->is_value = false;
    } else if (slice_equal(name, SLICE("ALIGNABLE_ANNOTATION"))) {
        eaf->is_annotation = false;
    } else if (slice_equal(name, SLICE("TIER"))) {
        eaf->is_speech = false;
    }
}

/** A piece of text. */
static void
eaf_text(struct xml *xml, struct slice piece)
{
    struct eaf *eaf = xml->context;
    if (eaf->is_value) {
        buffer_add_slice(&eaf->texts, piece);
        eaf->annotations[eaf->n_annotations - 1].text.size += piece.size;
    }
}

/** The order in which annotations come out. */
static int
compare_annotations(const void *one, const void *other)
{
    const struct annotation *a = one;
    const struct annotation *b = other;
    if (a->order_ms != b->order_ms) {
        return a->order_ms < b->order_ms ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/** The text at a place. */
static struct slice
text_at(const struct eaf *eaf, struct place place)
{
    return slice_part(buffer_slice(&eaf->texts), place.begin,
                      place.begin + place.size);
}

/** Hand out the annotations of all tiers. */
static void
add_annotations(struct eaf *eaf)
{
    struct transcript *transcript = eaf->transcript;
    if (eaf->n_annotations > 0) {
        qsort(eaf->annotations, eaf->n_annotations, sizeof(struct annotation),
              compare_annotations);
    }
    for (size_t i = 0; i < eaf->n_annotations; i++) {
        const struct annotation *annotation = &eaf->annotations[i];
        transcript_open(transcript, annotation->start_ms, annotation->end_ms);
        transcript_speaker(transcript, text_at(eaf, annotation->speaker));
        transcript_text(transcript, text_at(eaf, annotation->text));
        transcript_close(transcript);
    }
    if (!eaf->has_languages) {
        xml_language(transcript, buffer_slice(&eaf->language));
    }
}

/** Read a document. */
static enum status
eaf_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    static const struct xml_handlers handlers = {eaf_start, eaf_end, eaf_text};
    struct eaf eaf = {.transcript = transcript, .unit = 30};
    eaf.xml.handlers = &handlers;
    eaf.xml.context = &eaf;
    eaf.xml.transcript = transcript;
    buffer_init(&eaf.texts, TEXT_BYTES);
    buffer_init(&eaf.language, TEXT_BYTES);
    struct error damage;
    xml_read(&eaf.xml, text, &damage);
    if (eaf.has_failed || eaf.texts.has_failed || eaf.language.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    } else {
        add_annotations(&eaf);
    }
    free(eaf.annotations);
    map_finish(&eaf.slots);
    buffer_finish(&eaf.language);
    buffer_finish(&eaf.texts);
    return xml_end(transcript, &damage, error);
}

/** The root that nothing else has. */
static enum format_match
eaf_probe(struct slice front)
{
    struct xml_root root;
    return xml_root(front, &root) &&
                   slice_equal(root.name, SLICE("ANNOTATION_DOCUMENT"))
               ? MATCH_SURE
               : MATCH_NONE;
}

static const char *const suffixes[] = {".eaf", NULL};

const struct format format_eaf = {
    .name = "eaf",
    .title = "ELAN",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = eaf_probe,
    .parse = eaf_parse,
};
