/*
 * SAMI (.smi): Windows Media's captions.
 *
 *     <SYNC Start=1000><P Class=ENCC>text<br>of two lines
 *     <SYNC Start=3000><P Class=ENCC>&nbsp;
 *
 * Follows Microsoft's "Understanding SAMI 1.0" for what it means, and players
 * for what is left out of it: tags that nobody closes, in any letter case.  A
 * caption is there until the next one of its class, which may be blank; a
 * class is a language, and all are read.  `<P ID=Source>` names who speaks.
 */
#include "format/caption_names.h"
#include "format/entity.h"
#include "format/formats.h"
#include "format/html.h"
#include "format/table_time.h"
#include "format/xml.h"

#include "base/timecode.h"

enum { CLASSES_MAX = 16, TEXT_BYTES = 64 * 1024 * 1024 };

/** Captions of one class. */
struct class
{
    struct slice name;
    size_t last; /**< segment whose end is not known yet; SIZE_MAX for none */
    struct buffer speaker;
};

struct sami {
    struct transcript *transcript;
    struct html html;
    struct class classes[CLASSES_MAX];
    size_t n_classes;
    struct class *class; /**< of the current paragraph */
    struct buffer text;  /**< decoded */
    int64_t time_ms;
    size_t here;    /**< where the current piece began */
    bool has_begun; /**< there was a time */
    bool is_open;   /**< a segment is */
    bool is_source; /**< in a paragraph that names who speaks */
    bool is_title;
    bool has_failed; /**< no memory */
};

/** Complain at the current piece; only the first complaint's place is kept. */
static void
complain(struct sami *sami, enum status code, const char *text)
{
    struct error place = {.line = 0};
    if (sami->transcript->n_complaints == 0) {
        xml_place(sami->html.text, sami->here, &place);
    }
    transcript_complain(sami->transcript, code, place.line, place.column, "%s",
                        text);
}

/** The captions of a class; those of classes that are too many are taken for
 * the last one's. */
static struct class *
find_class(struct sami *sami, struct slice name)
{
    size_t i = 0;
    while (i < sami->n_classes && !slice_equal(sami->classes[i].name, name)) {
        i++;
    }
    if (i == sami->n_classes && i == CLASSES_MAX) {
        return &sami->classes[CLASSES_MAX - 1];
    }
    if (i == sami->n_classes) {
        sami->classes[sami->n_classes++] =
            (struct class){.name = name, .last = SIZE_MAX};
        buffer_init(&sami->classes[i].speaker, TEXT_BYTES);
    }
    return &sami->classes[i];
}

/** End the caption of the current class that is still there. */
static void
end_last(struct sami *sami)
{
    struct class *class = sami->class;
    if (class->last == SIZE_MAX || sami->time_ms == TIME_UNKNOWN) {
        return;
    }
    struct segment *segment = &sami->transcript->segments[class->last];
    class->last = SIZE_MAX;
    if (segment->start_ms == TIME_UNKNOWN) {
        return;
    }
    if (sami->time_ms < segment->start_ms) {
        complain(sami, ST_BACKWARDS,
                 "a time is earlier than the one before it");
    } else {
        segment->end_ms = sami->time_ms;
    }
}

/** Close the segment that is open. */
static void
close_segment(struct sami *sami)
{
    const size_t index = sami->transcript->n_segments;
    transcript_close(sami->transcript);
    if (sami->is_open && sami->transcript->n_segments > index) {
        sami->class->last = index;
    }
    sami->is_open = false;
    sami->is_source = false;
}

/** A time. */
static void
take_sync(struct sami *sami, const struct html_token *token)
{
    struct slice value;
    close_segment(sami);
    sami->has_begun = true;
    sami->class = find_class(sami, SLICE(""));
    sami->time_ms = TIME_UNKNOWN;
    if (!html_attribute(token, SLICE("start"), &value) ||
        !table_ms_read(slice_trim(value), &sami->time_ms)) {
        complain(sami, ST_BAD_TIME, "a time can not be read");
    }
}

/** A paragraph. */
static void
take_paragraph(struct sami *sami, const struct html_token *token)
{
    struct slice value;
    html_attribute(token, SLICE("class"), &value);
    struct class *class = find_class(sami, value);
    if (class != sami->class || sami->is_source) {
        close_segment(sami);
        sami->class = class;
    }
    transcript_space(sami->transcript);
    html_attribute(token, SLICE("id"), &value);
    sami->is_source = equals_lower(value, SLICE("source"));
    if (sami->is_source) {
        buffer_clear(&class->speaker);
    }
}

/** Begin a segment where a text says something, or is a blank that ends the
 * one before; false where it does not. */
static bool
open_segment(struct sami *sami, struct slice text)
{
    struct slice rest = slice_trim(text);
    if (sami->is_open || rest.size == 0) {
        return sami->is_open;
    }
    end_last(sami);
    while (slice_starts(rest, SLICE("\xc2\xa0"))) {
        rest = slice_trim(slice_from(rest, 2)); /* a no-break space */
    }
    if (rest.size == 0) {
        return false;
    }
    struct slice name = slice_trim(buffer_slice(&sami->class->speaker));
    if (slice_ends(name, SLICE(":"))) {
        name.size--;
    }
    transcript_open(sami->transcript, sami->time_ms, TIME_UNKNOWN);
    transcript_speaker(sami->transcript, name);
    sami->is_open = true;
    return true;
}

/** Text of a caption, or a name. */
static void
take_text(struct sami *sami, struct slice html)
{
    buffer_clear(&sami->text);
    entity_decode(&sami->text, html, ENTITY_HTML);
    const struct slice text = buffer_slice(&sami->text);
    if (sami->is_title) {
        normalise(&sami->transcript->title, text);
        return;
    }
    if (!sami->has_begun) {
        return;
    }
    if (sami->is_source) {
        buffer_add_slice(&sami->class->speaker, text);
        return;
    }
    if (open_segment(sami, text)) {
        transcript_text(sami->transcript, text);
    }
}

/** A tag. */
static void
take_tag(struct sami *sami, const struct html_token *token)
{
    const bool is_start = token->kind == HTML_START;
    sami->is_title = is_start && !sami->has_begun &&
                     equals_lower(token->text, SLICE("title"));
    if (equals_lower(token->text, SLICE("sync"))) {
        if (is_start) {
            take_sync(sami, token);
        }
    } else if (equals_lower(token->text, SLICE("p"))) {
        if (is_start && sami->has_begun) {
            take_paragraph(sami, token);
        }
    } else if (equals_lower(token->text, SLICE("br"))) {
        transcript_space(sami->transcript);
    } else if (equals_lower(token->text, SLICE("body")) && !is_start) {
        close_segment(sami);
        sami->has_begun = false;
    }
}

/** Take the language that the style sheet tells of the first class. */
static void
take_language(struct sami *sami)
{
    static const struct slice keys[] = {SLICE_INIT("lang:"),
                                        SLICE_INIT("Lang:")};
    const struct slice text = sami->html.text;
    const size_t sync = slice_find(text, SLICE("<SYNC"), 0);
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        size_t at = slice_find(text, keys[i], 0);
        if (at >= sync) {
            continue;
        }
        at = slice_skip_blanks(text, at + keys[i].size);
        size_t end = at;
        while (end < text.size && !is_blank(text.data[end]) &&
               !strchr(";}<", text.data[end])) {
            end++;
        }
        xml_language(sami->transcript, slice_part(text, at, end));
        return;
    }
}

/** Take a document piece by piece. */
static void
read_document(struct sami *sami)
{
    struct html_token token;
    take_language(sami);
    while (html_next(&sami->html, &token)) {
        if (token.kind == HTML_TEXT) {
            take_text(sami, token.text);
        } else if (token.kind != HTML_NOTHING) {
            take_tag(sami, &token);
        }
        sami->here = sami->html.at;
    }
    if (sami->html.at < sami->html.text.size) {
        complain(sami, ST_TRUNCATED, "the file ends in a tag");
    }
    close_segment(sami);
}

/** Read a document. */
static enum status
sami_parse(struct slice text, struct transcript *transcript,
           struct error *error)
{
    struct sami sami = {
        .transcript = transcript,
        .html = {.text = text},
        .time_ms = TIME_UNKNOWN,
    };
    buffer_init(&sami.text, TEXT_BYTES);
    sami.class = find_class(&sami, SLICE(""));
    read_document(&sami);
    bool has_failed = sami.text.has_failed;
    buffer_finish(&sami.text);
    for (size_t i = 0; i < sami.n_classes; i++) {
        has_failed |= sami.classes[i].speaker.has_failed;
        buffer_finish(&sami.classes[i].speaker);
    }
    if (has_failed) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    caption_names_take(transcript);
    return format_end(transcript, error);
}

/** The tag `sami` at the front, or a `sync` with a start. */
static enum format_match
sami_probe(struct slice front)
{
    const struct slice text = slice_trim(front);
    if (text.size == 0 || text.data[0] != '<') {
        return MATCH_NONE;
    }
    struct html html = {.text = text};
    struct html_token token;
    struct slice start;
    while (html_next(&html, &token)) {
        if (token.kind != HTML_START) {
            continue;
        }
        if (equals_lower(token.text, SLICE("sami"))) {
            return MATCH_SURE;
        }
        if (equals_lower(token.text, SLICE("sync"))) {
            return html_attribute(&token, SLICE("start"), &start) ? MATCH_STRONG
                                                                  : MATCH_NONE;
        }
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".smi", ".sami", NULL};

const struct format format_sami = {
    .name = "sami",
    .title = "SAMI",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = sami_probe,
    .parse = sami_parse,
};
