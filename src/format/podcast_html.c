/*
 * Podcasting 2.0's transcript in HTML: `<cite>Name:</cite>`, `<time>0:00
 * </time>`, `<p>text</p>`, again and again.
 *
 * Follows the podcast namespace's description of the format and, for the
 * tags, as much of the HTML Standard's tokenizer as finding them takes; no
 * tree is built.  A cite or a time behind some text begins a new monologue,
 * which is a segment; several paragraphs of one are joined.  It ends where
 * the next one starts.  Either of the two may be missing.  What stands
 * before the first of them is the page's head; its title is kept.
 */
#include "format/entity.h"
#include "format/formats.h"
#include "format/xml.h"

#include "base/timecode.h"

#include <strings.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

enum element {
    ELEMENT_OTHER,
    ELEMENT_CITE,
    ELEMENT_TIME,
    ELEMENT_TITLE,
    ELEMENT_RAW,  /**< its content is no HTML and not read */
    ELEMENT_BREAK /**< words do not run through it */
};

enum token_kind { TOKEN_TEXT, TOKEN_START, TOKEN_END, TOKEN_NOTHING };

/** A piece of HTML. */
struct token {
    enum token_kind kind;
    struct slice text; /**< not decoded; of a tag, its name */
    enum element element;
};

/** Walks over HTML. */
struct scanner {
    struct slice html;
    size_t at;
    size_t next_end; /**< a `>` that was found: none is before it, from
                          `at` on */
};

/** What an element is, by its name. */
static enum element
element_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {SLICE_INIT("cite"), ELEMENT_CITE},
        {SLICE_INIT("time"), ELEMENT_TIME},
        {SLICE_INIT("title"), ELEMENT_TITLE},
        {SLICE_INIT("script"), ELEMENT_RAW},
        {SLICE_INIT("style"), ELEMENT_RAW},
        {SLICE_INIT("p"), ELEMENT_BREAK},
        {SLICE_INIT("br"), ELEMENT_BREAK},
        {SLICE_INIT("div"), ELEMENT_BREAK},
        {SLICE_INIT("li"), ELEMENT_BREAK},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (equals_lower(name, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_OTHER;
}

/** Whether `<` at html[at] begins a tag, a comment or the like. */
static bool
is_markup(struct slice html, size_t at)
{
    if (at + 1 >= html.size) {
        return false;
    }
    const char lower = (char)(html.data[at + 1] | 0x20);
    return memchr("/!?", html.data[at + 1], 3) ||
           (lower >= 'a' && lower <= 'z');
}

/** Where the end tag of that name begins, or the text's size. */
static size_t
find_end_tag(struct slice html, size_t at, struct slice name)
{
    for (at = slice_find(html, SLICE("</"), at); at < html.size;
         at = slice_find(html, SLICE("</"), at + 2)) {
        const size_t begin = at + 2;
        if (html.size - begin >= name.size &&
            !strncasecmp(html.data + begin, name.data, name.size)) {
            return at;
        }
    }
    return html.size;
}

/** The tag at scanner->at, which ends at `end`. */
static struct token
take_tag(struct scanner *scanner, size_t end)
{
    const struct slice html = scanner->html;
    struct token token = {.kind = TOKEN_START};
    size_t begin = scanner->at + 1;
    if (html.data[begin] == '/') {
        token.kind = TOKEN_END;
        begin++;
    }
    size_t name_end = begin;
    while (name_end < end && !is_blank(html.data[name_end]) &&
           html.data[name_end] != '/') {
        name_end++;
    }
    token.text = slice_part(html, begin, name_end);
    token.element = element_of(token.text);
    scanner->at = end + 1;
    if (token.kind == TOKEN_START && token.element == ELEMENT_RAW) {
        scanner->at = find_end_tag(html, end + 1, token.text);
    }
    return token;
}

/** Step over a comment, a DOCTYPE or the like, up to the end of the text
 * where nothing ends it. */
static struct token
skip_declaration(struct scanner *scanner, size_t end)
{
    const struct slice html = scanner->html;
    size_t next = end + 1;
    if (slice_starts(slice_from(html, scanner->at), SLICE("<!--"))) {
        const size_t found = slice_find(html, SLICE("-->"), scanner->at + 2);
        next = found < html.size ? found + 3 : html.size;
    }
    scanner->at = next;
    return (struct token){.kind = TOKEN_NOTHING};
}

/** Step to the next piece; false at the end.  A tag that the end of the file
 * cuts off is none. */
static bool
next_token(struct scanner *scanner, struct token *token)
{
    const struct slice html = scanner->html;
    if (scanner->at >= html.size) {
        return false;
    }
    const size_t at = scanner->at;
    if (html.data[at] == '<' && is_markup(html, at)) {
        if (scanner->next_end <= at) {
            scanner->next_end = slice_find(html, SLICE(">"), at);
        }
        if (scanner->next_end == html.size) {
            return false;
        }
        const bool is_tag =
            html.data[at + 1] != '!' && html.data[at + 1] != '?';
        *token = is_tag ? take_tag(scanner, scanner->next_end)
                        : skip_declaration(scanner, scanner->next_end);
        return true;
    }
    const size_t end = slice_find(html, SLICE("<"), at + 1);
    *token =
        (struct token){.kind = TOKEN_TEXT, .text = slice_part(html, at, end)};
    scanner->at = end;
    return true;
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
enter(struct podcast *podcast, const struct token *token)
{
    switch (token->element) {
    case ELEMENT_CITE:
    case ELEMENT_TIME:
        begin_monologue(podcast);
        podcast->inside = token->element;
        buffer_clear(&podcast->text);
        break;
    case ELEMENT_TITLE:
        podcast->inside = token->element;
        buffer_clear(&podcast->text);
        break;
    case ELEMENT_BREAK:
        transcript_space(podcast->transcript);
        break;
    case ELEMENT_RAW:
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
take_any_tag(struct podcast *podcast, const struct token *token)
{
    const bool is_end = token->kind == TOKEN_END;
    if (podcast->inside != ELEMENT_OTHER && token->element != ELEMENT_OTHER) {
        leave(podcast);
    }
    if (!is_end) {
        enter(podcast, token);
    } else if (token->element == ELEMENT_BREAK) {
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
    struct scanner scanner = {.html = podcast->html};
    struct token token;
    while (next_token(&scanner, &token)) {
        if (token.kind == TOKEN_TEXT) {
            take_text(podcast, token.text);
        } else if (token.kind != TOKEN_NOTHING) {
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
take_simple(struct scanner *scanner, enum element element,
            struct slice *content)
{
    struct token token;
    do {
        if (!next_token(scanner, &token)) {
            return false;
        }
    } while (token.kind == TOKEN_TEXT && slice_trim(token.text).size == 0);
    if (token.kind != TOKEN_START || token.element != element) {
        return false;
    }
    *content = SLICE("");
    while (next_token(scanner, &token)) {
        if (token.kind == TOKEN_TEXT) {
            *content = token.text;
        } else if (token.element == element) {
            return token.kind == TOKEN_END;
        }
    }
    return false;
}

/** Whether a cite with a time of a recording behind it begins here. */
static bool
is_pair(struct slice html, size_t at)
{
    struct scanner scanner = {.html = html, .at = at};
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
    if (html.size == 0 || html.data[0] != '<' || !is_markup(html, 0)) {
        return MATCH_NONE;
    }
    struct scanner scanner = {.html = html};
    struct token token;
    size_t begin = 0;
    while (next_token(&scanner, &token)) {
        if (token.kind == TOKEN_START && token.element == ELEMENT_CITE) {
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
