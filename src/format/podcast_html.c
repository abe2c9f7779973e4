/*
 * Podcasting 2.0's transcript in HTML: `<cite>Name:</cite>`, `<time>0:00
 * </time>`, `<p>text</p>`, again and again.
 *
 * Follows the podcast namespace's description of the format.  A cite or a time
 * behind some text begins a new monologue, which is a segment; several
 * paragraphs of one are joined.  It ends where the next one starts.  Either of
 * the two may be missing.  What stands before the first of them is the page's
 * head; its title is kept.
 */
#include "format/entity.h"
#include "format/formats.h"
#include "format/html.h"
#include "format/xml.h"

#include "base/timecode.h"

enum { TEXT_BYTES = 64 * 1024 * 1024 };

enum element {
    ELEMENT_OTHER,
    ELEMENT_CITE,
    ELEMENT_TIME,
    ELEMENT_TITLE,
    ELEMENT_BREAK /**< words do not run through it */
};

/** What an element is, by its tag; ELEMENT_OTHER for what is no tag. */
static enum element
element_of(const struct html_token *token)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {SLICE_INIT("cite"), ELEMENT_CITE},
        {SLICE_INIT("time"), ELEMENT_TIME},
        {SLICE_INIT("title"), ELEMENT_TITLE},
        {SLICE_INIT("p"), ELEMENT_BREAK},
        {SLICE_INIT("br"), ELEMENT_BREAK},
        {SLICE_INIT("div"), ELEMENT_BREAK},
        {SLICE_INIT("li"), ELEMENT_BREAK},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (token->kind != HTML_TEXT &&
            equals_lower(token->text, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_OTHER;
}

struct podcast {
    struct transcript *transcript;
    struct slice html;
    enum element inside; /**< the cite, time or title around */
    struct buffer text;  /**< decoded: of the element around */
    bool has_begun;      /**< a cite or a time was there */
    bool has_speech;     /**< text behind the last cite or time */
    struct buffer speaker;
    int64_t start_ms;
    size_t here; /**< where the current piece began */
};

/** Complain at the current piece; only the first complaint's place is kept.
 */
static void
complain(struct podcast *podcast, enum status code, const char *text)
{
    struct error place = {.line = 0};
    if (podcast->transcript->n_complaints == 0) {
        xml_place(podcast->html, podcast->here, &place);
    }
    transcript_complain(podcast->transcript, code, place.line, place.column,
                        "%s", text);
}

/** A cite or a time: the monologue before is over when it had text. */
static void
begin_monologue(struct podcast *podcast)
{
    podcast->has_begun = true;
    if (podcast->has_speech) {
        transcript_close(podcast->transcript);
        podcast->has_speech = false;
        podcast->start_ms = TIME_UNKNOWN;
        buffer_clear(&podcast->speaker);
    }
}

/** Text that was said. */
static void
add_speech(struct podcast *podcast, struct slice html)
{
    if (!podcast->has_speech) {
        if (slice_trim(html).size == 0) {
            return;
        }
        podcast->has_speech = true;
        transcript_open(podcast->transcript, podcast->start_ms, TIME_UNKNOWN);
        transcript_speaker(podcast->transcript,
                           buffer_slice(&podcast->speaker));
    }
    buffer_clear(&podcast->text);
    entity_decode(&podcast->text, html, ENTITY_HTML);
    transcript_text(podcast->transcript, buffer_slice(&podcast->text));
}

/** The speaker's name, whose colon is no part of it. */
static void
take_speaker(struct podcast *podcast)
{
    struct slice name = slice_trim(buffer_slice(&podcast->text));
    if (slice_ends(name, SLICE(":"))) {
        name = slice_trim(slice_part(name, 0, name.size - 1));
    }
    buffer_clear(&podcast->speaker);
    buffer_add_slice(&podcast->speaker, name);
}

/** The start of what follows. */
static void
take_time(struct podcast *podcast)
{
    podcast->start_ms = TIME_UNKNOWN;
    if (!timecode_parse(slice_trim(buffer_slice(&podcast->text)),
                        &podcast->start_ms)) {
        complain(podcast, ST_BAD_TIME, "a time can not be read");
    }
}

/** Begin an element. */
static void
enter(struct podcast *podcast, const struct html_token *token)
{
    switch (element_of(token)) {
    case ELEMENT_CITE:
    case ELEMENT_TIME:
        begin_monologue(podcast);
        podcast->inside = element_of(token);
        buffer_clear(&podcast->text);
        break;
    case ELEMENT_TITLE:
        podcast->inside = element_of(token);
        buffer_clear(&podcast->text);
        break;
    case ELEMENT_BREAK:
        transcript_space(podcast->transcript);
        break;
    case ELEMENT_OTHER:
        break;
    }
}

/** End the cite, time or title around. */
static void
leave(struct podcast *podcast)
{
    if (podcast->inside == ELEMENT_CITE) {
        take_speaker(podcast);
    } else if (podcast->inside == ELEMENT_TIME) {
        take_time(podcast);
    } else if (podcast->inside == ELEMENT_TITLE &&
               podcast->transcript->title.size == 0) {
        normalise(&podcast->transcript->title, buffer_slice(&podcast->text));
    }
    podcast->inside = ELEMENT_OTHER;
}

/** Take a tag.  A cite or time that is not ended ends with the next tag of a
 * kind that can not be in it. */
static void
take_any_tag(struct podcast *podcast, const struct html_token *token)
{
    const bool is_end = token->kind == HTML_END;
    if (podcast->inside != ELEMENT_OTHER &&
        element_of(token) != ELEMENT_OTHER) {
        leave(podcast);
    }
    if (!is_end) {
        enter(podcast, token);
    } else if (element_of(token) == ELEMENT_BREAK) {
        transcript_space(podcast->transcript);
    }
}

/** Take text: whose it is depends on what is around. */
static void
take_text(struct podcast *podcast, struct slice html)
{
    if (podcast->inside != ELEMENT_OTHER) {
        entity_decode(&podcast->text, html, ENTITY_HTML);
    } else if (podcast->has_begun) {
        add_speech(podcast, html);
    }
}

/** A monologue ends where the next one that starts later does. */
static void
set_ends(struct transcript *transcript)
{
    int64_t start_ms = TIME_UNKNOWN;
    int64_t end_ms = TIME_UNKNOWN;
    for (size_t i = transcript->n_segments; i > 0; i--) {
        struct segment *segment = &transcript->segments[i - 1];
        if (segment->start_ms == TIME_UNKNOWN) {
            continue;
        }
        if (segment->start_ms != start_ms) {
            end_ms = start_ms > segment->start_ms ? start_ms : TIME_UNKNOWN;
            start_ms = segment->start_ms;
        }
        segment->end_ms = end_ms;
    }
}

/** Take the page piece by piece. */
static void
read_page(struct podcast *podcast)
{
    struct html scanner = {.text = podcast->html};
    struct html_token token;
    while (html_next(&scanner, &token)) {
        if (token.kind == HTML_TEXT) {
            take_text(podcast, token.text);
        } else if (token.kind != HTML_NOTHING) {
            take_any_tag(podcast, &token);
        }
        podcast->here = scanner.at;
    }
    if (scanner.at < podcast->html.size) {
        complain(podcast, ST_TRUNCATED, "the file ends in a tag");
    }
}

/** Read a page. */
static enum status
podcast_parse(struct slice text, struct transcript *transcript,
              struct error *error)
{
    struct podcast podcast = {
        .transcript = transcript,
        .html = text,
        .start_ms = TIME_UNKNOWN,
    };
    buffer_init(&podcast.text, TEXT_BYTES);
    buffer_init(&podcast.speaker, TEXT_BYTES);
    read_page(&podcast);
    transcript_close(transcript);
    set_ends(transcript);
    const bool has_failed =
        podcast.text.has_failed || podcast.speaker.has_failed;
    buffer_finish(&podcast.text);
    buffer_finish(&podcast.speaker);
    return has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                      : format_end(transcript, error);
}

/** Step over a start tag of that kind, and then over the text and the end
 * tag; *content receives the text.  White space before it is passed over. */
static bool
take_simple(struct html *scanner, enum element element, struct slice *content)
{
    struct html_token token;
    do {
        if (!html_next(scanner, &token)) {
            return false;
        }
    } while (token.kind == HTML_TEXT && slice_trim(token.text).size == 0);
    if (token.kind != HTML_START || element_of(&token) != element) {
        return false;
    }
    *content = SLICE("");
    while (html_next(scanner, &token)) {
        if (token.kind == HTML_TEXT) {
            *content = token.text;
        } else if (element_of(&token) == element) {
            return token.kind == HTML_END;
        }
    }
    return false;
}

/** Whether a cite with a time of a recording behind it begins here. */
static bool
is_pair(struct slice html, size_t at)
{
    struct html scanner = {.text = html, .at = at};
    struct slice name;
    struct slice time;
    int64_t time_ms;
    return take_simple(&scanner, ELEMENT_CITE, &name) &&
           take_simple(&scanner, ELEMENT_TIME, &time) &&
           timecode_parse(slice_trim(time), &time_ms);
}

/** HTML in which the first cite makes a pair with a time. */
static enum format_match
podcast_probe(struct slice front)
{
    const struct slice html = slice_trim(front);
    if (html.size == 0 || html.data[0] != '<' || !html_is_markup(html, 0)) {
        return MATCH_NONE;
    }
    struct html scanner = {.text = html};
    struct html_token token;
    size_t begin = 0;
    while (html_next(&scanner, &token)) {
        if (token.kind == HTML_START && element_of(&token) == ELEMENT_CITE) {
            return is_pair(html, begin) ? MATCH_STRONG : MATCH_NONE;
        }
        begin = scanner.at;
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".html", ".htm", NULL};

const struct format format_podcast_html = {
    .name = "podcast-html",
    .title = "Podcasting 2.0 HTML",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = podcast_probe,
    .parse = podcast_parse,
};
