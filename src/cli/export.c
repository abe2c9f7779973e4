/*
 * export.c - the formats that `quoth export` writes.
 *
 * SubRip as players read it; WebVTT after the W3C's specification; JSON, TSV
 * and plain text as openai-whisper writes them; CSV after RFC 4180, in
 * milliseconds; Markdown after CommonMark, for people.  Speakers are written
 * where the format has a place for them: not in SubRip, TSV and plain text.
 *
 * What is written here is read back by our own readers as it was: times and
 * text of SubRip, WebVTT, JSON, CSV and TSV, and the speakers of those that
 * have them.  WebVTT writes all of `&`, `<` and `>` as references.  SubRip has
 * no specification and not every player knows references: there they stand
 * only where the text would be taken for something else, for an arrow between
 * times, a tag, an override block `{\...}` or a reference, so that `AT&T`, `<3`
 * and `a > b` stay as they are.  Lines of digits need nothing: behind the line
 * of times they are text.  Two things do not come back.  `Speaker 1:` in front
 * of a text without a speaker is a speaker for whoever reads SubRip, WebVTT or
 * JSON.  And whether captions roll is decided anew, without the times of the
 * words.
 */
#include "cli/export.h"

#include "base/timecode.h"
#include "cli/display.h"
#include "cli/escape.h"
#include "cli/json.h"

#include <inttypes.h>
#include <string.h>

/** What is being exported. */
struct exported {
    const struct quoth_recording *recording;
    const struct quoth_segment *segments;
    size_t n_segments;
    bool has_speakers;
};

struct export_format {
    const char *name; /**< what --to takes */
    bool needs_times; /**< every segment must have its times */

    /** Append what stands before and after the segments, or NULL. */
    void (*begin)(struct buffer *out, const struct exported *exported);
    void (*end)(struct buffer *out, const struct exported *exported);

    /** Append a segment; `index` counts from 0. */
    void (*segment)(struct buffer *out, const struct exported *exported,
                    size_t index);
};

const char export_names[] = "srt, vtt, json, txt, md, csv, tsv";

/** Append `start --> end`. */
static void
add_span(struct buffer *out, const struct quoth_segment *segment, char point)
{
    escape_add_clock(out, segment->start_ms, point);
    buffer_add_slice(out, SLICE(" --> "));
    escape_add_clock(out, segment->end_ms, point);
    buffer_add_byte(out, '\n');
}

/** A SubRip block. */
static void
add_srt(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    buffer_print(out, "%zu\n", index + 1);
    add_span(out, segment, ',');
    escape_add_srt(out, segment->text);
    buffer_add_slice(out, SLICE("\n\n"));
}

/** Append text with what WebVTT gives a meaning written as references. */
static void
add_vtt_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            buffer_add_slice(out, SLICE("&amp;"));
            break;
        case '<':
            buffer_add_slice(out, SLICE("&lt;"));
            break;
        case '>':
            buffer_add_slice(out, SLICE("&gt;"));
            break;
        default:
            buffer_add_byte(out, *text);
        }
    }
}

/** Whether a language is a tag: transcripts tell anything for one. */
static bool
is_tag(const char *language)
{
    size_t size = 0;
    while (is_letter(language[size]) ||
           (size > 0 && (is_digit(language[size]) || language[size] == '-'))) {
        size++;
    }
    return size > 0 && language[size] == '\0' && language[size - 1] != '-';
}

/** The head of a WebVTT file. */
static void
begin_vtt(struct buffer *out, const struct exported *exported)
{
    const char *language = exported->recording->language;
    buffer_add_slice(out, SLICE("WEBVTT\n"));
    if (language && is_tag(language)) {
        buffer_print(out, "Kind: captions\nLanguage: %s\n", language);
    }
    buffer_add_byte(out, '\n');
}

/** A WebVTT cue. */
static void
add_vtt(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    add_span(out, segment, '.');
    if (segment->speaker) {
        buffer_add_slice(out, SLICE("<v "));
        add_vtt_text(out, segment->speaker);
        buffer_add_byte(out, '>');
    }
    add_vtt_text(out, segment->text);
    buffer_add_slice(out, SLICE("\n\n"));
}

/** Append a time as seconds, or null. */
static void
add_seconds(struct buffer *out, const char *key, int64_t time_ms)
{
    if (time_ms >= 0) {
        buffer_print(out, "\"%s\":%" PRId64 ".%03d", key, time_ms / 1000,
                     (int)(time_ms % 1000));
    } else {
        buffer_print(out, "\"%s\":null", key);
    }
}

/** The head of a JSON document. */
static void
begin_json(struct buffer *out, const struct exported *exported)
{
    const struct quoth_recording *recording = exported->recording;
    struct json json = json_begin(out);
    json_text(&json, "title", recording->title);
    json_text(&json, "date", recording->date);
    json_text(&json, "url", recording->url);
    json_text(&json, "language", recording->language);
    buffer_add_slice(out, SLICE(",\"segments\":["));
}

/** A segment of a JSON document. */
static void
add_json(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    struct json json = {.out = out, .needs_comma = true};
    buffer_print(out, "%s\n{\"id\":%zu,", index > 0 ? "," : "", index);
    add_seconds(out, "start", segment->start_ms);
    buffer_add_byte(out, ',');
    add_seconds(out, "end", segment->end_ms);
    if (segment->speaker) {
        json_text(&json, "speaker", segment->speaker);
    }
    json_text(&json, "text", segment->text);
    buffer_add_byte(out, '}');
}

/** The end of a JSON document. */
static void
end_json(struct buffer *out, const struct exported *exported)
{
    (void)exported;
    buffer_add_slice(out, SLICE("\n]}\n"));
}

/** A line of plain text. */
static void
add_txt(struct buffer *out, const struct exported *exported, size_t index)
{
    buffer_print(out, "%s\n", exported->segments[index].text);
}

/** The head of a Markdown page.  A title that is a file's name may be of any
 * bytes, line feeds too. */
static void
begin_md(struct buffer *out, const struct exported *exported)
{
    buffer_add_slice(out, SLICE("# "));
    const size_t begin = out->size;
    escape_add_md(out, exported->recording->title);
    for (size_t i = begin; i < out->size; i++) {
        if (is_blank(out->data[i])) {
            out->data[i] = ' ';
        }
    }
    buffer_add_byte(out, '\n');
    if (exported->recording->date) {
        buffer_print(out, "\n%s\n", exported->recording->date);
    }
}

/** Whether a segment begins a turn: another speaker than before, or none. */
static bool
is_turn(const struct exported *exported, size_t index)
{
    const char *speaker = exported->segments[index].speaker;
    const char *before = index ? exported->segments[index - 1].speaker : NULL;
    return index == 0 || (speaker != NULL) != (before != NULL) ||
           (speaker && strcmp(speaker, before) != 0);
}

/** What stands before a turn: who speaks, and when.  False for nothing. */
static bool
add_md_turn(struct buffer *out, const struct quoth_segment *segment)
{
    char time[TIMECODE_BYTES];
    if (segment->speaker) {
        buffer_add_slice(out, SLICE("**"));
        escape_add_md(out, segment->speaker);
        buffer_add_slice(out, SLICE("**"));
    }
    if (segment->start_ms >= 0) {
        buffer_print(out, segment->speaker ? " (%s)" : "(%s)",
                     timecode_print_short(time, segment->start_ms));
    }
    buffer_add_slice(out, segment->speaker         ? SLICE(": ")
                          : segment->start_ms >= 0 ? SLICE(" ")
                                                   : SLICE(""));
    return segment->speaker || segment->start_ms >= 0;
}

/** A segment of a Markdown page; a turn begins a paragraph. */
static void
add_md(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    bool is_inside = false;
    if (is_turn(exported, index)) {
        buffer_add_byte(out, '\n');
        is_inside = add_md_turn(out, segment);
    }
    if (is_inside) {
        escape_add_md(out, segment->text);
    } else {
        escape_add_md_line(out, segment->text);
    }
    buffer_add_byte(out, '\n');
}

/** Append a time in milliseconds, or nothing where it is not known. */
static void
add_ms(struct buffer *out, int64_t time_ms)
{
    if (time_ms >= 0) {
        buffer_print(out, "%" PRId64, time_ms);
    }
}

/** The heads of a CSV table's columns. */
static void
begin_csv(struct buffer *out, const struct exported *exported)
{
    buffer_add_slice(out, exported->has_speakers
                              ? SLICE("start,end,speaker,text\r\n")
                              : SLICE("start,end,text\r\n"));
}

/** A row of a CSV table. */
static void
add_csv(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    add_ms(out, segment->start_ms);
    buffer_add_byte(out, ',');
    add_ms(out, segment->end_ms);
    buffer_add_byte(out, ',');
    if (exported->has_speakers) {
        escape_add_csv(out, segment->speaker);
        buffer_add_byte(out, ',');
    }
    escape_add_csv(out, segment->text);
    buffer_add_slice(out, SLICE("\r\n"));
}

/** The heads of a TSV table's columns. */
static void
begin_tsv(struct buffer *out, const struct exported *exported)
{
    (void)exported;
    buffer_add_slice(out, SLICE("start\tend\ttext\n"));
}

/** A row of a TSV table; the text has no tabs, since white space is single
 * blanks. */
static void
add_tsv(struct buffer *out, const struct exported *exported, size_t index)
{
    const struct quoth_segment *segment = &exported->segments[index];
    add_ms(out, segment->start_ms);
    buffer_add_byte(out, '\t');
    add_ms(out, segment->end_ms);
    buffer_print(out, "\t%s\n", segment->text);
}

static const struct export_format formats[] = {
    {"srt", true, NULL, NULL, add_srt},
    {"vtt", true, begin_vtt, NULL, add_vtt},
    {"json", false, begin_json, end_json, add_json},
    {"txt", false, NULL, NULL, add_txt},
    {"md", false, begin_md, NULL, add_md},
    {"csv", false, begin_csv, NULL, add_csv},
    {"tsv", false, begin_tsv, NULL, add_tsv},
};

const struct export_format *
export_find(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        if (!strcmp(formats[i].name, name)) {
            return &formats[i];
        }
    }
    return NULL;
}

const char *
export_name(const struct export_format *format)
{
    return format->name;
}

bool
export_needs_times(const struct export_format *format)
{
    return format->needs_times;
}

/** Whether anybody is named. */
static bool
names_speakers(const struct quoth_segment *segments, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (segments[i].speaker) {
            return true;
        }
    }
    return false;
}

/** Whether a byte parts the lines and fields of a format; text has none. */
static bool
is_layout(char c)
{
    return c == '\n' || c == '\r' || c == '\t';
}

/** Hand on what has gathered, spelled out for a terminal. */
static void
hand_on(struct stream *stream, struct buffer *gathered, bool is_terminal)
{
    const struct slice text = buffer_slice(gathered);
    if (!is_terminal) {
        buffer_add_slice(&stream->pending, text);
    }
    for (size_t at = 0; is_terminal && at < text.size;) {
        if (is_layout(text.data[at])) {
            buffer_add_byte(&stream->pending, text.data[at++]);
        } else {
            display_add_next(&stream->pending, text, &at);
        }
    }
    stream->pending.has_failed |= gathered->has_failed;
    buffer_clear(gathered);
    stream_settle(stream);
}

void
export_write(struct stream *stream, const struct export_format *format,
             const struct out_view *view, bool is_terminal)
{
    const struct quoth_segment *segments =
        view->excerpt->segments + view->first;
    const size_t n = view->last - view->first;
    const struct exported exported = {view->excerpt->recording, segments, n,
                                      names_speakers(segments, n)};
    struct buffer gathered;
    buffer_init(&gathered, STREAM_LIMIT);
    if (format->begin) {
        format->begin(&gathered, &exported);
    }
    for (size_t i = 0; i < n; i++) {
        format->segment(&gathered, &exported, i);
        hand_on(stream, &gathered, is_terminal);
    }
    if (format->end) {
        format->end(&gathered, &exported);
    }
    hand_on(stream, &gathered, is_terminal);
    buffer_finish(&gathered);
}
