/*
 * Pages with a transcript on them: names in bold, or times, at the front of
 * paragraphs.
 *
 *     <p><strong>Ann:</strong> text</p>      <h3>Ann</h3><p>text</p>
 *     <p>[00:01:02] <b>Ann</b>: text</p>
 *
 * No specification: what publishers put on the Web, and what programs such as
 * noScribe save.  html_markdown.c makes Markdown of the page, which is judged
 * and read like any.  What stands before the first turn is the page's head.
 * The front of a long page may be nothing but that, so such pages are claimed
 * without a proof, and judged when they are read.
 */
#include "format/formats.h"
#include "format/html.h"
#include "format/html_markdown.h"
#include "format/lines.h"
#include "format/survey.h"
#include "format/talk.h"

/* A page whose front fills what probes see may have more. */
enum { LONG_BYTES = PROBE_BYTES / 2 };

/** Whether a text begins like a page of HTML. */
static bool
is_page(struct slice front)
{
    static const struct slice names[] = {
        SLICE_INIT("html"), SLICE_INIT("head"), SLICE_INIT("body"),
        SLICE_INIT("p"),    SLICE_INIT("div"),  SLICE_INIT("h1"),
        SLICE_INIT("meta"),
    };
    const struct slice text = slice_trim(front);
    struct html html = {.text = text};
    struct html_token token;
    if (text.size == 0 || text.data[0] != '<') {
        return false;
    }
    while (html_next(&html, &token) &&
           (token.kind == HTML_NOTHING ||
            (token.kind == HTML_TEXT && slice_trim(token.text).size == 0))) {
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (token.kind == HTML_START && equals_lower(token.text, names[i])) {
            return true;
        }
    }
    return false;
}

/** Whether what was made of a page is a transcript. */
static bool
is_talk(const struct html_markdown *made)
{
    const struct survey survey = survey_take(buffer_slice(&made->text));
    return survey.has_turns || survey.has_times;
}

/** The line in which the first turn begins, or the first line. */
static size_t
find_first(const struct html_markdown *made)
{
    const struct slice text = buffer_slice(&made->text);
    struct talk_heads heads;
    struct lines lines;
    size_t first = 0;
    talk_heads_count(&heads, text);
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        struct turn turn;
        if (turn_read(slice_trim(lines.line), &turn) &&
            (turn.name.size > 0 ? talk_heads_of(&heads, turn.name) > 1
                                : turn.is_punctuated)) {
            first = (size_t)lines.number - 1;
            break;
        }
    }
    talk_heads_finish(&heads);
    return first;
}

/** Read a page. */
static enum status
transcript_html_parse(struct slice text, struct transcript *transcript,
                      struct error *error)
{
    struct html_markdown made;
    html_markdown_make(&made, text);
    const enum status status =
        made.has_failed || is_talk(&made)
            ? html_markdown_parse(&made, find_first(&made), transcript, error)
            : error_set(error, ST_NOT_A_TRANSCRIPT,
                        "a page without a transcript");
    html_markdown_finish(&made);
    return status;
}

/** A page with turns or times in its front, or a long one. */
static enum format_match
transcript_html_probe(struct slice front)
{
    if (!is_page(front)) {
        return MATCH_NONE;
    }
    struct html_markdown made;
    html_markdown_make(&made, front);
    const bool has_talk = !made.has_failed && is_talk(&made);
    html_markdown_finish(&made);
    return has_talk                   ? MATCH_STRONG
           : front.size >= LONG_BYTES ? MATCH_WEAK
                                      : MATCH_NONE;
}

static const char *const suffixes[] = {".html", ".htm", ".xhtml", NULL};

const struct format format_transcript_html = {
    .name = "transcript-html",
    .title = "page with a transcript",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = transcript_html_probe,
    .parse = transcript_html_parse,
};
