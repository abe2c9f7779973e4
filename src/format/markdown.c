/*
 * Transcripts in Markdown: turns of `**Name:** text`, `Name (00:00:07):` and
 * the like, times such as `\[12:30\]`, or a table with a column of speakers.
 *
 * Follows CommonMark 0.31 for blocks, as far as a transcript has them:
 * headings part the text and are no speech, nor are code blocks, comments,
 * rules, tables of anything else, and lines that are only a link.  A time in
 * a heading counts.  Where a heading says `Transcript`, what stands ahead of
 * it is no speech.  Front matter tells facts; where it names one speaker and
 * the text has no turns but questions and answers, what nobody is named for
 * is that speaker's.
 */
#include "format/file_name.h"
#include "format/formats.h"
#include "format/front_matter.h"
#include "format/lines.h"
#include "format/markdown_text.h"
#include "format/prose.h"
#include "format/survey.h"
#include "format/talk.h"

#include "base/timecode.h"

enum { ROWS_MIN = 3, WORDS_MIN = 40 };

struct markdown {
    struct talk talk;
    struct lines lines;
    char fence; /**< of the code block that we are in, or 0 */
    bool in_comment;
    bool in_html;
    bool in_table;   /**< with a column of speakers */
    bool is_waiting; /**< for the heading above the transcript */
};

/** A heading's text, without the marks around it; *is_heading says whether
 * the line is one. */
static struct slice
heading_text(struct slice line, bool *is_heading)
{
    size_t level = 0;
    while (level < line.size && line.data[level] == '#') {
        level++;
    }
    *is_heading = level > 0 && level <= 6 &&
                  (level == line.size || is_blank(line.data[level]));
    struct slice text = slice_trim(slice_from(line, level));
    while (text.size > 0 && strchr("#*: ", text.data[text.size - 1])) {
        text.size--;
    }
    while (text.size > 0 && text.data[0] == '*') {
        text = slice_from(text, 1);
    }
    return text;
}

/** Whether a line is the heading above a transcript. */
static bool
is_transcript_heading(struct slice line)
{
    static const struct slice titles[] = {
        SLICE_INIT("transcript"),           SLICE_INIT("full transcript"),
        SLICE_INIT("the transcript"),       SLICE_INIT("transcription"),
        SLICE_INIT("transkript"),           SLICE_INIT("transkription"),
        SLICE_INIT("transcripci\xc3\xb3n"), SLICE_INIT("trascrizione"),
    };
    bool is_heading;
    const struct slice text = heading_text(line, &is_heading);
    for (size_t i = 0; is_heading && i < sizeof(titles) / sizeof(*titles);
         i++) {
        if (equals_lower(text, titles[i])) {
            return true;
        }
    }
    return false;
}

/** Split a table's row `|name|text|` into its first cell and the others. */
static bool
split_row(struct slice line, struct slice *first, struct slice *rest)
{
    if (line.size < 3 || line.data[0] != '|') {
        return false;
    }
    const size_t bar = slice_find(line, SLICE("|"), 1);
    if (bar == line.size) {
        return false;
    }
    *first = slice_trim(slice_part(line, 1, bar));
    *rest = slice_trim(slice_from(line, bar + 1));
    if (slice_ends(*rest, SLICE("|"))) {
        *rest = slice_trim(slice_part(*rest, 0, rest->size - 1));
    }
    return true;
}

/** Whether a row heads a table whose first column is of speakers. */
static bool
heads_speakers(struct slice line)
{
    struct slice first;
    struct slice rest;
    if (!split_row(line, &first, &rest)) {
        return false;
    }
    while (first.size > 0 && strchr("*_", first.data[0])) {
        first = slice_from(first, 1);
    }
    while (first.size > 0 && strchr("*_", first.data[first.size - 1])) {
        first.size--;
    }
    return equals_lower(first, SLICE("speaker")) ||
           equals_lower(first, SLICE("speakers"));
}

/** Whether a row is the one of dashes below a table's head. */
static bool
is_delimiter_row(struct slice line)
{
    bool has_dash = false;
    for (size_t i = 0; i < line.size; i++) {
        if (!strchr("|-: ", line.data[i])) {
            return false;
        }
        has_dash |= line.data[i] == '-';
    }
    return has_dash;
}

/** Whether a text has a table of who said what. */
static bool
has_speakers_table(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    bool is_inside = false;
    size_t n_rows = 0;
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        is_inside = (is_inside && line.size > 0 && line.data[0] == '|') ||
                    heads_speakers(line);
        n_rows += is_inside;
    }
    return n_rows >= ROWS_MIN + 2;
}

/** Notices, and text whose suffix says that it is something else. */
static bool
refuses_name(struct slice name)
{
    return file_name_is_notice(name) || !file_name_is_of_markdown(name);
}

/** Turns or times in Markdown, or prose whose front matter says that it is
 * somebody's talk. */
static enum format_match
markdown_probe(struct slice front)
{
    const size_t size = front_matter_size(front);
    const struct slice body = slice_from(front, size);
    if (has_speakers_table(body)) {
        return MATCH_STRONG;
    }
    const struct survey survey = survey_take(body);
    const bool has_markdown = survey.has_markdown || size > 0;
    if ((survey.has_turns || survey.has_times) && has_markdown) {
        return MATCH_STRONG;
    }
    const bool is_talk = size > 0 && front_matter_is_of_talk(front) &&
                         prose_has_words(body, WORDS_MIN);
    return is_talk ? MATCH_STRONG : MATCH_NONE;
}

/** Read the front matter; returns what is behind it. */
static struct slice
read_front(struct slice text, struct transcript *transcript,
           struct front_matter *front)
{
    const size_t size = front_matter_size(text);
    *front = (struct front_matter){0};
    if (size > 0) {
        front_matter_read(slice_part(text, 0, size), transcript, front);
    }
    return slice_from(text, size);
}

/** Take a heading: somebody's turn, a time, or nothing that was said. */
static void
take_heading(struct markdown *markdown, struct slice text)
{
    struct talk *talk = &markdown->talk;
    struct turn turn;
    talk_break(talk);
    if (turn_read(text, &turn) && turn.text_at == text.size &&
        talk_accepts(talk, &turn)) {
        talk_line(talk, text, markdown->lines.number);
        return;
    }
    for (size_t at = 0; at < text.size; at++) {
        size_t end = at;
        turn = (struct turn){.end_ms = TIME_UNKNOWN};
        if (turn_mark_read(text, &end, false, &turn.time_ms)) {
            talk_mark(talk, &turn, markdown->lines.number);
            return;
        }
    }
}

/** Take a row of a table: a turn, where it is one of speakers. */
static void
take_row(struct markdown *markdown, struct slice line)
{
    struct slice first;
    struct slice rest;
    talk_break(&markdown->talk);
    if (heads_speakers(line)) {
        markdown->in_table = true;
    } else if (markdown->in_table && !is_delimiter_row(line) &&
               split_row(line, &first, &rest)) {
        if (first.size > 0) {
            talk_speaker(&markdown->talk, first);
        }
        talk_text(&markdown->talk, rest, markdown->lines.number);
        talk_break(&markdown->talk);
    }
}

/** Without the marks of quotes and lists at its front; an item is a segment
 * of its own.  A number stays: `30. Yeah.` may well be said. */
static struct slice
skip_block_marks(struct markdown *markdown, struct slice line)
{
    while (line.size > 0 && line.data[0] == '>') {
        line = slice_trim(slice_from(line, 1));
    }
    if (line.size > 1 && strchr("-*+", line.data[0]) &&
        is_blank(line.data[1])) {
        talk_break(&markdown->talk);
        return slice_trim(slice_from(line, 1));
    }
    size_t at = 0;
    while (at < line.size && at < 3 && is_digit(line.data[at])) {
        at++;
    }
    if (at > 0 && at + 1 < line.size &&
        (line.data[at] == '.' || line.data[at] == ')') &&
        is_blank(line.data[at + 1])) {
        talk_break(&markdown->talk);
    }
    return line;
}

/** Whether a line is a rule, or underlines a heading. */
static bool
is_rule(struct slice line)
{
    size_t n_marks = 0;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] == line.data[0] && strchr("-*_=", line.data[i])) {
            n_marks++;
        } else if (line.data[i] != ' ') {
            return false;
        }
    }
    return n_marks >= 3;
}

/** Whether a line begins or ends a block of code, or is inside of one. */
static bool
take_code(struct markdown *markdown, struct slice line)
{
    const bool is_fence =
        slice_starts(line, SLICE("```")) || slice_starts(line, SLICE("~~~"));
    if (markdown->fence == 0) {
        markdown->fence = is_fence ? line.data[0] : 0;
        return is_fence;
    }
    if (is_fence && line.data[0] == markdown->fence) {
        markdown->fence = 0;
    }
    return true;
}

/** Whether a line is of a comment. */
static bool
take_comment(struct markdown *markdown, struct slice line)
{
    if (!markdown->in_comment && !slice_starts(line, SLICE("<!--"))) {
        return false;
    }
    markdown->in_comment = slice_find(line, SLICE("-->"), 0) == line.size;
    return true;
}

/** Whether a line is of a block of HTML, which a blank line ends. */
static bool
take_html(struct markdown *markdown, struct slice line)
{
    static const struct slice tags[] = {
        SLICE_INIT("<div"),    SLICE_INIT("<ul"),    SLICE_INIT("<ol"),
        SLICE_INIT("<table"),  SLICE_INIT("<nav"),   SLICE_INIT("<iframe"),
        SLICE_INIT("<script"), SLICE_INIT("<style"), SLICE_INIT("<img"),
    };
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        markdown->in_html = markdown->in_html || slice_starts(line, tags[i]);
    }
    return markdown->in_html;
}

/** Whether the end of the file cuts the head of a turn off: emphasis is not
 * closed, or a time is not whole. */
static bool
is_cut_head(struct slice line)
{
    size_t n_leading = 0;
    while (n_leading < line.size && line.data[n_leading] == '*') {
        n_leading++;
    }
    size_t n_stars = n_leading;
    for (size_t i = n_leading; i < line.size; i++) {
        n_stars += line.data[i] == '*';
    }
    if (n_leading > 0) {
        const bool is_item =
            n_leading < line.size && is_blank(line.data[n_leading]);
        if (!is_item && n_stars < 2 * n_leading) {
            return true;
        }
    }
    struct turn turn;
    const size_t text_at = turn_read(line, &turn) ? turn.text_at : 0;
    if (text_at == line.size) {
        return false;
    }
    const struct slice rest = slice_from(line, text_at);
    /* A number alone is more often said. */
    return turn_is_cut_time(rest) &&
           (!is_digit(rest.data[0]) || memchr(rest.data, ':', rest.size));
}

/** Take a name that is a line of its own, and comes again, for who speaks. */
static bool
take_name_alone(struct markdown *markdown, struct slice line)
{
    struct slice name;
    struct turn turn;
    if (turn_read(line, &turn) || !talk_is_name_alone(line, &name) ||
        talk_heads_of(&markdown->talk.heads, name) < 2) {
        return false;
    }
    talk_speaker(&markdown->talk, name);
    return true;
}

/** Take a line, which is not blank. */
static void
take_line(struct markdown *markdown, struct slice line)
{
    bool is_heading;
    if (take_code(markdown, line) || take_comment(markdown, line) ||
        take_html(markdown, line) || is_rule(line) ||
        slice_starts(line, SLICE("{{"))) {
        talk_break(&markdown->talk);
        return;
    }
    const struct slice heading = heading_text(line, &is_heading);
    if (is_heading) {
        markdown->is_waiting &= !is_transcript_heading(line);
    }
    if (markdown->is_waiting) {
        return;
    }
    if (take_name_alone(markdown, line)) {
        return;
    }
    if (is_heading) {
        take_heading(markdown, heading);
    } else if (line.data[0] == '|') {
        take_row(markdown, line);
    } else if (!markdown_is_link(line)) {
        markdown->in_table = false;
        line = skip_block_marks(markdown, line);
        if (lines_at_ragged_end(&markdown->lines) && is_cut_head(line)) {
            transcript_complain(markdown->talk.transcript, ST_TRUNCATED,
                                markdown->lines.number, 1,
                                "the file ends in the head of a turn");
        } else if (line.size > 0) {
            talk_line(&markdown->talk, line, markdown->lines.number);
        }
    }
}

/** Whether a heading says where the transcript begins. */
static bool
has_transcript_heading(struct slice text)
{
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        if (is_transcript_heading(slice_trim(lines.line))) {
            return true;
        }
    }
    return false;
}

/** Read a file line by line. */
static enum status
markdown_parse(struct slice text, struct transcript *transcript,
               struct error *error)
{
    struct front_matter front;
    const struct slice body = read_front(text, transcript, &front);
    struct markdown markdown = {.is_waiting = has_transcript_heading(body)};
    talk_init(&markdown.talk, transcript, body);
    markdown.talk.add_text = markdown_text_add;
    if (front.n_speakers == 1 && !survey_take(body).has_turns) {
        markdown.talk.speaker = buffer_slice(&front.speaker);
    }
    /* Over the whole text, so that lines keep their numbers. */
    lines_init(&markdown.lines, text);
    while (lines_next(&markdown.lines)) {
        const struct slice line = slice_trim(markdown.lines.line);
        if (markdown.lines.line.data < body.data) {
            continue;
        }
        if (line.size > 0) {
            take_line(&markdown, line);
        } else {
            markdown.in_html = false;
            markdown.in_table = false;
            talk_break(&markdown.talk);
        }
    }
    const enum status status = talk_finish(&markdown.talk, error);
    front_matter_finish(&front);
    return status;
}

static const char *const suffixes[] = {".md", ".markdown", ".mdown", NULL};

const struct format format_markdown = {
    .name = "markdown",
    .title = "Markdown",
    .suffixes = suffixes,
    .refuses_name = refuses_name,
    .probe = markdown_probe,
    .parse = markdown_parse,
};
