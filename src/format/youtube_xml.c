/*
 * YouTube's captions in XML, of which there is no specification; follows what
 * YouTube's `fmt=srv1`, `srv2` and `srv3` give, and YTSubConverter's `.ytt`.
 *
 *     srv1  <transcript><text start="1.5" dur="2">...</text>   seconds
 *     srv2  <timedtext><text t="1500" d="2000">...</text>      milliseconds
 *     srv3  <timedtext format="3"><body><p t="" d=""><s t="">  the same
 *
 * In srv3 the time of an `s` counts from that of its `p` and is a word's.  In
 * srv1 and srv2 the text inside of the XML is HTML once more.  What has
 * `append` (srv2) or `a` (srv3) goes on in the line before: a word of it, or
 * a line break that ends it.
 */
#include "format/entity.h"
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/xml.h"

#include "base/timecode.h"

#include <stdlib.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

/** Where in the text a word begins. */
struct mark {
    size_t offset;
    int64_t start_ms;
    bool is_stated; /**< not only that of the paragraph */
};

struct youtube {
    struct xml xml;
    struct transcript *transcript;
    bool has_bad_time;
    bool is_html; /**< of the paragraph: its text is HTML */

    bool is_open;   /**< a paragraph that is no segment yet */
    bool is_inside; /**< the parser is in it, and text is its */
    bool is_append; /**< the element around goes on in the line before */
    int64_t start_ms;
    int64_t end_ms;
    int64_t piece_start_ms; /**< of the current element */
    int64_t piece_end_ms;
    struct buffer text; /**< of the paragraph */
    size_t piece_begin; /**< where the current element's begins */
    struct mark *marks;
    size_t n_marks;
    size_t marks_capacity;
    size_t piece_mark; /**< how many there were before the current element */
    bool has_failed;   /**< no memory */
};

/** Complain of a time, once. */
static void
complain_of_time(struct youtube *youtube)
{
    if (!youtube->has_bad_time) {
        youtube->has_bad_time = true;
        xml_complain(&youtube->xml, ST_BAD_TIME, "a time can not be read");
    }
}

/** Read a whole number of milliseconds. */
static bool
parse_ms(struct slice text, int64_t *time_ms)
{
    int64_t sum = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.data[i]) || sum > TIME_MAX_MS) {
            return false;
        }
        sum = sum * 10 + (text.data[i] - '0');
    }
    *time_ms = sum;
    return text.size > 0 && sum <= TIME_MAX_MS;
}

/** Read an attribute that is a time, in milliseconds by the short name or in
 * seconds by the long one; false where there is none.  What can not be read
 * is unknown. */
static bool
read_time(struct youtube *youtube, const struct xml_element *element,
          const struct slice names[2], int64_t *time_ms)
{
    struct slice value;
    *time_ms = TIME_UNKNOWN;
    bool is_read;
    if (xml_attribute(element, names[0], &value)) {
        is_read = parse_ms(slice_trim(value), time_ms);
    } else if (xml_attribute(element, names[1], &value)) {
        is_read = timecode_parse(slice_trim(value), time_ms);
    } else {
        return false;
    }
    if (!is_read) {
        *time_ms = TIME_UNKNOWN;
        complain_of_time(youtube);
    }
    return true;
}

/** Note a word's time, where it is known, at the place of its text. */
static void
add_mark(struct youtube *youtube, int64_t start_ms, bool is_stated)
{
    if (start_ms == TIME_UNKNOWN) {
        return;
    }
    if (!array_grow(&youtube->marks, &youtube->marks_capacity, youtube->n_marks,
                    sizeof(struct mark))) {
        youtube->has_failed = true;
        return;
    }
    youtube->marks[youtube->n_marks++] =
        (struct mark){youtube->text.size, start_ms, is_stated};
}

/** Whether any word states its time. */
static bool
has_word_times(const struct youtube *youtube)
{
    for (size_t i = 0; i < youtube->n_marks; i++) {
        if (youtube->marks[i].is_stated) {
            return true;
        }
    }
    return false;
}

/** The length of what separates words at text[at]: white space, or a
 * zero-width space, which *has_blank tells from it; 0 for anything else. */
static size_t
gap_size(struct slice text, size_t at, bool *has_blank)
{
    static const struct slice zero_width = SLICE_INIT("\xe2\x80\x8b");
    if (is_blank(text.data[at])) {
        *has_blank = true;
        return 1;
    }
    return slice_starts(slice_from(text, at), zero_width) ? zero_width.size : 0;
}

/** Step over a gap; returns where it ends. */
static size_t
skip_gap(struct slice text, size_t at, bool *has_blank)
{
    size_t size;
    *has_blank = false;
    while (at < text.size && (size = gap_size(text, at, has_blank)) > 0) {
        at += size;
    }
    return at;
}

/** Make each gap of the paragraph one space, or one zero-width space where
 * there is nothing else; none at the ends.  Writers of `.ytt` pad everything
 * with zero-width spaces. */
static void
squeeze(struct youtube *youtube)
{
    const struct slice text = buffer_slice(&youtube->text);
    struct buffer out;
    buffer_init(&out, TEXT_BYTES);
    size_t n_moved = 0;
    size_t at = 0;
    while (at < text.size) {
        bool has_blank;
        const size_t end = skip_gap(text, at, &has_blank);
        if (end > at && out.size > 0 && end < text.size) {
            buffer_add_slice(&out, has_blank ? SLICE(" ")
                                             : slice_part(text, at, at + 3));
        }
        for (; n_moved < youtube->n_marks &&
               youtube->marks[n_moved].offset <= end;
             n_moved++) {
            youtube->marks[n_moved].offset = out.size;
        }
        at = end;
        if (at < text.size) {
            buffer_add_byte(&out, text.data[at++]);
        }
    }
    for (; n_moved < youtube->n_marks; n_moved++) {
        youtube->marks[n_moved].offset = out.size;
    }
    youtube->has_failed |= out.has_failed;
    buffer_finish(&youtube->text);
    youtube->text = out;
}

/** The open paragraph is whole: it is a segment. */
static void
close_paragraph(struct youtube *youtube)
{
    struct transcript *transcript = youtube->transcript;
    if (!youtube->is_open) {
        return;
    }
    youtube->is_open = false;
    squeeze(youtube);
    transcript_open(transcript, youtube->start_ms, youtube->end_ms);
    const struct slice text = buffer_slice(&youtube->text);
    const bool has_words = has_word_times(youtube);
    size_t at = 0;
    for (size_t i = 0; has_words && i < youtube->n_marks; i++) {
        const struct mark *mark = &youtube->marks[i];
        transcript_text(transcript, slice_part(text, at, mark->offset));
        at = mark->offset;
        transcript_word(transcript, mark->start_ms, TIME_UNKNOWN);
    }
    transcript_text(transcript, slice_from(text, at));
    transcript_close(transcript);
}

/** A time after a start; unknown where one of them is, or it is too late. */
static int64_t
time_after(struct youtube *youtube, int64_t start_ms, int64_t more_ms)
{
    if (start_ms == TIME_UNKNOWN || more_ms == TIME_UNKNOWN) {
        return TIME_UNKNOWN;
    }
    if (start_ms + more_ms > TIME_MAX_MS) {
        complain_of_time(youtube);
        return TIME_UNKNOWN;
    }
    return start_ms + more_ms;
}

/** Whether an element goes on in the line before. */
static bool
is_append(const struct xml_element *element)
{
    struct slice value;
    return (xml_attribute(element, SLICE("append"), &value) ||
            xml_attribute(element, SLICE("a"), &value)) &&
           slice_equal(value, SLICE("1"));
}

/** Begin a `p` or a `text`. */
static void
enter_paragraph(struct youtube *youtube, const struct xml_element *element)
{
    static const struct slice starts[2] = {SLICE_INIT("t"),
                                           SLICE_INIT("start")};
    static const struct slice lengths[2] = {SLICE_INIT("d"), SLICE_INIT("dur")};
    int64_t start_ms;
    int64_t length_ms;
    read_time(youtube, element, starts, &start_ms);
    read_time(youtube, element, lengths, &length_ms);
    youtube->piece_start_ms = start_ms;
    youtube->piece_end_ms = time_after(youtube, start_ms, length_ms);
    youtube->is_append = is_append(element);
    if (!youtube->is_append || !youtube->is_open) {
        close_paragraph(youtube);
        youtube->start_ms = start_ms;
        youtube->end_ms = youtube->piece_end_ms;
        youtube->is_open = true;
        youtube->n_marks = 0;
        buffer_clear(&youtube->text);
    }
    youtube->is_inside = true;
    youtube->is_html = slice_equal(element->name, SLICE("text"));
    youtube->piece_begin = youtube->text.size;
    youtube->piece_mark = youtube->n_marks;
    add_mark(youtube, start_ms, youtube->piece_begin > 0);
}

/** Begin an `s`: a word, where it says when. */
static void
enter_word(struct youtube *youtube, const struct xml_element *element)
{
    static const struct slice names[2] = {SLICE_INIT("t"), SLICE_INIT("start")};
    int64_t offset_ms;
    if (read_time(youtube, element, names, &offset_ms)) {
        add_mark(youtube,
                 time_after(youtube, youtube->piece_start_ms, offset_ms), true);
    }
}

/** A start tag. */
static void
youtube_start(struct xml *xml, const struct xml_element *element)
{
    struct youtube *youtube = xml->context;
    const struct slice name = element->name;
    if (youtube->is_inside) {
        if (slice_equal(name, SLICE("s"))) {
            enter_word(youtube, element);
        } else if (slice_equal(name, SLICE("br"))) {
            buffer_add_byte(&youtube->text, '\n');
        }
    } else if (slice_equal(name, SLICE("p")) ||
               slice_equal(name, SLICE("text"))) {
        enter_paragraph(youtube, element);
    }
}

/** Whether `<` at html[at] begins a tag. */
static bool
is_tag(struct slice html, size_t at)
{
    if (at + 1 >= html.size) {
        return false;
    }
    const char lower = (char)(html.data[at + 1] | 0x20);
    return html.data[at + 1] == '/' || (lower >= 'a' && lower <= 'z');
}

/** Append HTML, whose tags are left out, to the text. */
static void
add_html(struct buffer *text, struct slice html)
{
    size_t at = 0;
    size_t end = 0; /* of a tag; looked for once, so that this is linear */
    while (at < html.size) {
        const size_t begin = slice_find(html, SLICE("<"), at);
        entity_decode(text, slice_part(html, at, begin), ENTITY_HTML);
        if (end <= begin) {
            end = slice_find(html, SLICE(">"), begin);
        }
        at = begin;
        if (begin < html.size && end < html.size && is_tag(html, begin)) {
            if (slice_starts(slice_from(html, begin), SLICE("<br"))) {
                buffer_add_byte(text, '\n');
            }
            at = end + 1;
        } else if (begin < html.size) {
            buffer_add_byte(text, '<');
            at++;
        }
    }
}

/** The text of a `text` is HTML inside of the XML: read it once more. */
static void
reread_html(struct youtube *youtube)
{
    struct buffer *text = &youtube->text;
    const struct slice html =
        slice_from(buffer_slice(text), youtube->piece_begin);
    struct buffer plain;
    buffer_init(&plain, TEXT_BYTES);
    add_html(&plain, html);
    youtube->has_failed |= plain.has_failed;
    text->size = youtube->piece_begin;
    buffer_add_slice(text, buffer_slice(&plain));
    buffer_finish(&plain);
}

/** End a `p` or a `text`. */
static void
leave_paragraph(struct youtube *youtube)
{
    youtube->is_inside = false;
    if (youtube->is_html && youtube->text.size > youtube->piece_begin) {
        reread_html(youtube);
    }
    const struct slice piece = slice_trim(
        slice_from(buffer_slice(&youtube->text), youtube->piece_begin));
    if (!youtube->is_append) {
        return;
    }
    if (piece.size > 0) {
        if (youtube->piece_end_ms > youtube->end_ms) {
            youtube->end_ms = youtube->piece_end_ms;
        }
        return;
    }
    /* A line break: it is no part of the line, nor one itself. */
    youtube->n_marks = youtube->piece_mark;
    youtube->is_open = youtube->piece_begin > 0;
    close_paragraph(youtube);
}

/** An end tag. */
static void
youtube_end(struct xml *xml, struct slice name)
{
    struct youtube *youtube = xml->context;
    if (youtube->is_inside &&
        (slice_equal(name, SLICE("p")) || slice_equal(name, SLICE("text")))) {
        leave_paragraph(youtube);
    }
}

/** A piece of text. */
static void
youtube_text(struct xml *xml, struct slice piece)
{
    struct youtube *youtube = xml->context;
    if (youtube->is_inside) {
        buffer_add_slice(&youtube->text, piece);
    }
}

/** Read a document. */
static enum status
youtube_parse(struct slice text, struct transcript *transcript,
              struct error *error)
{
    static const struct xml_handlers handlers = {youtube_start, youtube_end,
                                                 youtube_text};
    struct youtube youtube = {.transcript = transcript};
    youtube.xml.handlers = &handlers;
    youtube.xml.context = &youtube;
    youtube.xml.transcript = transcript;
    buffer_init(&youtube.text, TEXT_BYTES);
    struct error damage;
    xml_read(&youtube.xml, text, &damage);
    if (youtube.is_inside) {
        leave_paragraph(&youtube);
    }
    close_paragraph(&youtube);
    if (youtube.has_failed || youtube.text.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    }
    buffer_finish(&youtube.text);
    free(youtube.marks);
    caption_names_take(transcript);
    return xml_end(transcript, &damage, error);
}

/** The root `timedtext`; or `transcript` with texts as srv1 has them, whose
 * name is less telling. */
static enum format_match
youtube_probe(struct slice front)
{
    struct xml_root root;
    if (!xml_root(front, &root)) {
        return MATCH_NONE;
    }
    if (slice_equal(root.name, SLICE("timedtext"))) {
        return MATCH_SURE;
    }
    return slice_equal(root.name, SLICE("transcript")) &&
                   slice_find(front, SLICE("<text start=\""), 0) < front.size
               ? MATCH_STRONG
               : MATCH_NONE;
}

static const char *const suffixes[] = {
    ".ytt", ".srv1", ".srv2", ".srv3", ".xml", NULL,
};

const struct format format_youtube_xml = {
    .name = "youtube-xml",
    .title = "YouTube XML",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = youtube_probe,
    .parse = youtube_parse,
};
