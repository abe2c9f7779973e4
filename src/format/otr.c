/*
 * oTranscribe (.otr): JSON with the text of its editor, which is HTML.
 *
 *     {"text": "<p><span class=\"timestamp\" data-timestamp=\"3.5\">00:03
 *      </span>text</p>", "media": "talk.mp3", "media-time": 61.2}
 *
 * Follows oTranscribe's own files.  html_markdown.c makes Markdown of the
 * text, in which times are marks and names at the front of lines speak.
 */
#include "format/formats.h"
#include "format/html_markdown.h"
#include "format/json_segments.h"

/** Read a document. */
static enum status
otr_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct json json;
    struct html_markdown made;
    TRY(json_read_most(&json, text, transcript, error));
    const struct slice html =
        json_get_string(&json, json_root(&json), SLICE("text"));
    enum status status;
    if (html.size > 0) {
        html_markdown_make(&made, html);
        status = html_markdown_parse(&made, 0, transcript, error);
        html_markdown_finish(&made);
    } else {
        status = json_no_segments(transcript, error);
    }
    json_finish(&json);
    return status;
}

/** An object whose text has paragraphs with times, or stands beside a name of
 * a medium. */
static enum format_match
otr_probe(struct slice front)
{
    static const struct slice times = SLICE_INIT("data-timestamp=\\\"");
    static const struct slice medium = SLICE_INIT("\"media-time\"");
    const struct slice text = slice_trim(front);
    if (!slice_starts(text, SLICE("{")) ||
        slice_find(text, SLICE("\"text\""), 0) == text.size) {
        return MATCH_NONE;
    }
    if (slice_find(text, times, 0) < text.size ||
        slice_find(text, medium, 0) < text.size) {
        return MATCH_SURE;
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".otr", NULL};

const struct format format_otr = {
    .name = "otr",
    .title = "oTranscribe",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = otr_probe,
    .parse = otr_parse,
};
