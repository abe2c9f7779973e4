/*
 * WebVTT files: the header, and blocks of which some are cues.
 *
 * Follows the W3C's WebVTT, sections 6.1 (file parsing) and 6.3 (times), line
 * by line: a cue is a line with an arrow that stands first or second in its
 * block, its text goes to the next empty line or line with an arrow.  What
 * the specification drops is dropped, and complained about where a person
 * would miss it; but cues with SubRip's times, which are some people's idea of
 * a conversion, are read, with a complaint.  Style sheets, regions and settings
 * are passed over.  The text inside a cue is read by vtt_text.c.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/highlight.h"
#include "format/lines.h"
#include "format/span.h"
#include "format/speaker_prefix.h"
#include "format/vtt_text.h"

#include "base/timecode.h"

#define SIGNATURE SLICE("WEBVTT")

struct vtt {
    struct transcript *transcript;
    bool has_highlights; /**< cues are there for each of their words */
    struct lines lines;
    struct buffer scratch;
    int64_t last_end_ms;
};

/** Whether a text begins like a WebVTT file. */
static bool
has_signature(struct slice text)
{
    return slice_starts(text, SIGNATURE) &&
           (text.size == SIGNATURE.size ||
            memchr(" \t\r\n", text.data[SIGNATURE.size], 4));
}

/** Only the signature counts, and it is sure. */
static enum format_match
vtt_probe(struct slice front)
{
    return has_signature(front) ? MATCH_SURE : MATCH_NONE;
}

/** Whether a line has the arrow of a cue's times. */
static bool
has_arrow(struct slice line)
{
    /* Of the arrow's characters `>` is the one that text has least. */
    const char *end = line.data + line.size;
    for (const char *at = line.data; (at = memchr(at, '>', (size_t)(end - at)));
         at++) {
        if (at - line.data >= 2 && at[-1] == '-' && at[-2] == '-') {
            return true;
        }
    }
    return false;
}

/** Whether a text looks like a BCP 47 language tag: letters, then parts of
 * up to eight letters and digits. */
static bool
is_language_tag(struct slice text)
{
    size_t n_part = 0;
    bool is_first = true;
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        const bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (is_letter || (is_digit(c) && !is_first)) {
            n_part++;
        } else if (c == '-' && n_part >= (is_first ? 2u : 1u)) {
            is_first = false;
            n_part = 0;
        } else {
            return false;
        }
        if (n_part > (is_first ? 3u : 8u)) {
            return false;
        }
    }
    return n_part >= (is_first ? 2u : 1u) && text.size <= 35;
}

/** Take a header's `Name: value` where it tells a fact about the recording;
 * the first of a name counts. */
static void
take_metadata(struct transcript *transcript, struct slice line)
{
    const size_t colon = slice_find(line, SLICE(":"), 0);
    if (colon == line.size) {
        return;
    }
    const struct slice name = slice_trim(slice_part(line, 0, colon));
    const struct slice value = slice_trim(slice_from(line, colon + 1));
    if (equals_lower(name, SLICE("language"))) {
        if (is_language_tag(value) && transcript->language.size == 0) {
            buffer_add_slice(&transcript->language, value);
        }
    } else if (equals_lower(name, SLICE("title"))) {
        if (transcript->title.size == 0) {
            normalise(&transcript->title, value);
        }
    } else if (equals_lower(name, SLICE("video")) ||
               equals_lower(name, SLICE("url"))) {
        const bool is_web = slice_starts(value, SLICE("https://")) ||
                            slice_starts(value, SLICE("http://"));
        if (is_web && transcript->url.size == 0) {
            normalise(&transcript->url, value);
        }
    }
}

/** Read the lines behind the signature's, up to an empty one or a cue. */
static void
read_header(struct vtt *vtt)
{
    while (lines_next(&vtt->lines) && vtt->lines.line.size > 0) {
        if (has_arrow(vtt->lines.line)) {
            lines_back(&vtt->lines);
            return;
        }
        /* Written into each piece of a stream (RFC 8216, 3.5). */
        if (slice_starts(vtt->lines.line, SLICE("X-TIMESTAMP-MAP="))) {
            vtt->transcript->is_joined = true;
        }
        take_metadata(vtt->transcript, vtt->lines.line);
    }
}

/** Step over white space. */
static void
skip_space(struct slice line, size_t *at)
{
    while (*at < line.size && vtt_is_space(line.data[*at])) {
        (*at)++;
    }
}

/** Read `time --> time`; what follows are settings and is not looked at.
 * False with *at where it can not be read. */
static bool
read_times(struct slice line, size_t *at, struct vtt_cue *cue)
{
    skip_space(line, at);
    if (!vtt_time_read(line, at, &cue->start_ms)) {
        return false;
    }
    skip_space(line, at);
    if (!slice_starts(slice_from(line, *at), SLICE("-->"))) {
        return false;
    }
    *at += 3;
    skip_space(line, at);
    return vtt_time_read(line, at, &cue->end_ms);
}

/** Read times as SubRip has them, with a comma ahead of the fraction. */
static bool
read_comma_times(struct slice line, struct vtt_cue *cue)
{
    struct span span;
    size_t at = 0;
    skip_space(line, &at);
    if (!span_read(line, &at, &span) || !memchr(line.data, ',', at) ||
        (at < line.size && !vtt_is_space(line.data[at]))) {
        return false;
    }
    cue->start_ms = span.start_ms;
    cue->end_ms = span.end_ms;
    return true;
}

/** Complain about times that can not be read, or are cut off. */
static void
complain_of_times(struct vtt *vtt, size_t at)
{
    const bool is_cut =
        lines_at_ragged_end(&vtt->lines) && at == vtt->lines.line.size;
    transcript_complain(vtt->transcript, is_cut ? ST_TRUNCATED : ST_BAD_TIME,
                        vtt->lines.number, (int64_t)at + 1, "%s",
                        is_cut ? "the file ends in the times of a cue"
                               : "the times of a cue can not be read, its "
                                 "text is left out");
}

/** Take the current line as a cue's times; false when it has none. */
static bool
take_times(struct vtt *vtt, struct vtt_cue *cue)
{
    size_t at = 0;
    if (!read_times(vtt->lines.line, &at, cue)) {
        if (!read_comma_times(vtt->lines.line, cue)) {
            complain_of_times(vtt, at);
            return false;
        }
        transcript_complain(vtt->transcript, ST_BAD_TIME, vtt->lines.number,
                            (int64_t)at + 1, "a comma in a time");
    }
    if (cue->start_ms == TIME_UNKNOWN || cue->end_ms == TIME_UNKNOWN) {
        transcript_complain(vtt->transcript, ST_BAD_TIME, vtt->lines.number, 1,
                            "a time above a thousand hours");
        cue->start_ms = vtt->last_end_ms;
        cue->end_ms = vtt->last_end_ms;
    } else if (cue->end_ms < cue->start_ms) {
        transcript_complain(vtt->transcript, ST_BACKWARDS, vtt->lines.number, 1,
                            "a cue ends before it starts");
    }
    vtt->last_end_ms = cue->end_ms;
    cue->line = vtt->lines.number + 1;
    return true;
}

/** Complain about a block that has no times, unless it is a comment, a style
 * sheet, a region, or nothing but white space. */
static void
complain_of_block(struct vtt *vtt, struct slice block, int64_t first_line)
{
    /* A second signature is where streams were joined. */
    static const struct slice known[] = {
        {"NOTE", 4}, {"STYLE", 5}, {"REGION", 6}, {"WEBVTT", 6}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const size_t size = known[i].size;
        if (slice_starts(block, known[i]) &&
            (block.size == size || vtt_is_space(block.data[size]))) {
            return;
        }
    }
    if (slice_trim(block).size == 0) {
        return;
    }
    const bool is_cut = lines_at_ragged_end(&vtt->lines);
    transcript_complain(vtt->transcript, is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                        first_line, 1, "%s",
                        is_cut ? "the file ends before the times of a cue"
                               : "a block without times is left out");
}

/** The speaker in a cue's identifier, which is free text by the
 * specification; Webex writes `7 "Ann Lee" (1234567)`. */
static struct slice
name_in_identifier(struct slice identifier)
{
    size_t begin = 0;
    while (begin < identifier.size && is_digit(identifier.data[begin])) {
        begin++;
    }
    if (begin == 0 ||
        !slice_starts(slice_from(identifier, begin), SLICE(" \""))) {
        return SLICE("");
    }
    begin += 2;
    const size_t end = slice_find(identifier, SLICE("\" ("), begin);
    return end < identifier.size ? slice_part(identifier, begin, end)
                                 : SLICE("");
}

/** Read a block, of which the next line is the first: "collect a WebVTT
 * block". */
static void
read_block(struct vtt *vtt)
{
    struct lines *lines = &vtt->lines;
    const int64_t first_line = lines->number;
    struct vtt_cue cue = {
        .text = SLICE(""),
        .name = SLICE(""),
        .is_highlighted = vtt->has_highlights,
    };
    bool has_times = false;
    bool has_seen_arrow = false;
    for (size_t n_lines = 1; lines->line.size > 0; n_lines++) {
        if (!has_arrow(lines->line)) {
            const char *begin =
                cue.text.size > 0 ? cue.text.data : lines->line.data;
            const char *end = lines->line.data + lines->line.size;
            cue.text = (struct slice){begin, (size_t)(end - begin)};
        } else if (n_lines == 1 || (n_lines == 2 && !has_seen_arrow)) {
            has_seen_arrow = true;
            has_times = take_times(vtt, &cue);
            cue.name = name_in_identifier(cue.text);
            cue.text = SLICE("");
        } else {
            lines_back(lines);
            break;
        }
        if (!lines_next(lines)) {
            break;
        }
    }
    if (has_times) {
        vtt_cue_add(vtt->transcript, &cue, &vtt->scratch);
    } else if (!has_seen_arrow) {
        complain_of_block(vtt, cue.text, first_line);
    }
}

/** Read a file: signature, header, blocks. */
static enum status
vtt_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    if (!has_signature(text)) {
        return error_set(error, ST_NOT_A_TRANSCRIPT,
                         "the file does not begin with WEBVTT");
    }
    struct vtt vtt = {
        .transcript = transcript,
        .has_highlights = highlight_is_used(text),
    };
    buffer_init(&vtt.scratch, TEXT_MAX_BYTES);
    lines_init(&vtt.lines, text);
    lines_next(&vtt.lines);
    read_header(&vtt);
    while (lines_next(&vtt.lines)) {
        if (vtt.lines.line.size > 0) {
            read_block(&vtt);
        }
    }
    const bool has_failed = vtt.scratch.has_failed;
    buffer_finish(&vtt.scratch);
    if (has_failed) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (vtt.has_highlights) {
        highlight_join(transcript);
    }
    speaker_prefixes_take(transcript);
    caption_names_take(transcript);
    return format_end(transcript, error);
}

static const char *const suffixes[] = {".vtt", ".webvtt", NULL};

const struct format format_webvtt = {
    .name = "webvtt",
    .title = "WebVTT",
    .suffixes = suffixes,
    .probe = vtt_probe,
    .parse = vtt_parse,
};
