/*
 * A page's text as Markdown.
 *
 * Owns what becomes of tags.  Text is escaped where Markdown would hear
 * something in it.  What the lines say is known to markdown.c.
 */
#include "format/html_markdown.h"

#include "format/entity.h"
#include "format/formats.h"
#include "format/html.h"
#include "format/lines.h"
#include "format/seconds.h"
#include "format/talk.h"

#include "base/timecode.h"

#include <stdlib.h>
#include <strings.h>

enum { TEXT_BYTES = 128 * 1024 * 1024 };

enum element {
    ELEMENT_OTHER,
    ELEMENT_BREAK, /**< ends a line */
    ELEMENT_BLOCK, /**< ends a paragraph */
    ELEMENT_CELL,
    ELEMENT_BOLD,
    ELEMENT_NAMED, /**< a block that is bold */
    ELEMENT_TITLE,
    ELEMENT_SKIPPED, /**< with all that is in it */
};

struct maker {
    struct html_markdown *made;
    struct html html;
    struct buffer scratch;
    size_t counted_to; /**< of the page, for line numbers */
    int64_t number;
    size_t line_begin; /**< in the Markdown */
    size_t n_bold;     /**< elements that are open */
    bool is_bold;      /**< stars are open */
    bool has_letters;  /**< in the line */
    bool has_space;    /**< one is due */
    bool in_title;
    struct slice skipped; /**< the element that is left out; empty for none */
    size_t n_skipped;     /**< of that name, that are open */
};

/** What an element is, by its name. */
static enum element
element_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {SLICE_INIT("p"), ELEMENT_BLOCK},
        {SLICE_INIT("div"), ELEMENT_BLOCK},
        {SLICE_INIT("section"), ELEMENT_BLOCK},
        {SLICE_INIT("article"), ELEMENT_BLOCK},
        {SLICE_INIT("main"), ELEMENT_BLOCK},
        {SLICE_INIT("header"), ELEMENT_BLOCK},
        {SLICE_INIT("blockquote"), ELEMENT_BLOCK},
        {SLICE_INIT("ul"), ELEMENT_BLOCK},
        {SLICE_INIT("ol"), ELEMENT_BLOCK},
        {SLICE_INIT("li"), ELEMENT_BLOCK},
        {SLICE_INIT("dl"), ELEMENT_BLOCK},
        {SLICE_INIT("dd"), ELEMENT_BLOCK},
        {SLICE_INIT("table"), ELEMENT_BLOCK},
        {SLICE_INIT("tr"), ELEMENT_BLOCK},
        {SLICE_INIT("figure"), ELEMENT_BLOCK},
        {SLICE_INIT("pre"), ELEMENT_BLOCK},
        {SLICE_INIT("hr"), ELEMENT_BLOCK},
        {SLICE_INIT("td"), ELEMENT_CELL},
        {SLICE_INIT("th"), ELEMENT_CELL},
        {SLICE_INIT("br"), ELEMENT_BREAK},
        {SLICE_INIT("b"), ELEMENT_BOLD},
        {SLICE_INIT("strong"), ELEMENT_BOLD},
        {SLICE_INIT("cite"), ELEMENT_BOLD},
        {SLICE_INIT("dt"), ELEMENT_NAMED},
        {SLICE_INIT("h1"), ELEMENT_NAMED},
        {SLICE_INIT("h2"), ELEMENT_NAMED},
        {SLICE_INIT("h3"), ELEMENT_NAMED},
        {SLICE_INIT("h4"), ELEMENT_NAMED},
        {SLICE_INIT("h5"), ELEMENT_NAMED},
        {SLICE_INIT("h6"), ELEMENT_NAMED},
        {SLICE_INIT("title"), ELEMENT_TITLE},
        {SLICE_INIT("nav"), ELEMENT_SKIPPED},
        {SLICE_INIT("footer"), ELEMENT_SKIPPED},
        {SLICE_INIT("aside"), ELEMENT_SKIPPED},
        {SLICE_INIT("form"), ELEMENT_SKIPPED},
        {SLICE_INIT("button"), ELEMENT_SKIPPED},
        {SLICE_INIT("select"), ELEMENT_SKIPPED},
        {SLICE_INIT("textarea"), ELEMENT_SKIPPED},
        {SLICE_INIT("svg"), ELEMENT_SKIPPED},
        {SLICE_INIT("noscript"), ELEMENT_SKIPPED},
        {SLICE_INIT("template"), ELEMENT_SKIPPED},
        {SLICE_INIT("iframe"), ELEMENT_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (equals_lower(name, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_OTHER;
}

/** Count the page's lines up to where the walk is. */
static void
count_lines(struct maker *maker)
{
    const struct slice html = maker->html.text;
    for (; maker->counted_to < maker->html.at; maker->counted_to++) {
        maker->number += html.data[maker->counted_to] == '\n';
    }
}

/** Open or close stars. */
static void
toggle_bold(struct maker *maker)
{
    buffer_add_slice(&maker->made->text, SLICE("**"));
    maker->is_bold = !maker->is_bold;
}

/** Note which of the page's lines the line comes from. */
static void
add_number(struct maker *maker)
{
    struct html_markdown *made = maker->made;
    if (!array_grow(&made->numbers, &made->capacity, made->n_lines,
                    sizeof(*made->numbers))) {
        made->has_failed = true;
        return;
    }
    made->numbers[made->n_lines++] = maker->number;
}

/** End the line, whatever is on it. */
static void
add_line_end(struct maker *maker)
{
    buffer_add_byte(&maker->made->text, '\n');
    maker->line_begin = maker->made->text.size;
    add_number(maker);
}

/** End the line where there is something on it. */
static void
end_line(struct maker *maker)
{
    if (maker->is_bold) {
        toggle_bold(maker);
    }
    if (maker->made->text.size > maker->line_begin) {
        add_line_end(maker);
    }
    maker->has_letters = false;
    maker->has_space = false;
}

/** End the paragraph. */
static void
end_block(struct maker *maker)
{
    const struct slice text = buffer_slice(&maker->made->text);
    const bool is_ended = maker->line_begin == text.size &&
                          (text.size == 0 || slice_ends(text, SLICE("\n\n")));
    end_line(maker);
    if (!is_ended) {
        add_line_end(maker);
    }
}

/** Whether Markdown would hear something in a byte here. */
static bool
needs_escape(const struct maker *maker, char c)
{
    const bool begins = maker->made->text.size == maker->line_begin;
    return strchr("\\*`<&|", c) || (begins && strchr(">#~{", c));
}

/** Append a byte of text. */
static void
add_byte(struct maker *maker, char c)
{
    struct buffer *text = &maker->made->text;
    if (is_blank(c) || c == '\n' || c == '\r') {
        maker->has_space = text->size > maker->line_begin;
        return;
    }
    if (maker->has_space) {
        buffer_add_byte(text, ' ');
        maker->has_space = false;
    }
    if (maker->n_bold > 0 && !maker->is_bold && !maker->has_letters) {
        toggle_bold(maker);
    }
    if (c != '\0' && needs_escape(maker, c)) {
        buffer_add_byte(text, '\\');
    }
    buffer_add_byte(text, c);
    const char lower = (char)(c | 0x20);
    maker->has_letters |= (c & 0x80) || (lower >= 'a' && lower <= 'z');
}

/** Take text of the page. */
static void
take_text(struct maker *maker, struct slice html)
{
    if (maker->skipped.size > 0) {
        return;
    }
    if (maker->in_title) {
        entity_decode(&maker->made->title, html, ENTITY_HTML);
        return;
    }
    buffer_clear(&maker->scratch);
    entity_decode(&maker->scratch, html, ENTITY_HTML);
    const struct slice text = buffer_slice(&maker->scratch);
    for (size_t i = 0; i < text.size; i++) {
        if (slice_starts(slice_from(text, i), SLICE("\xc2\xa0"))) {
            add_byte(maker, ' '); /* a no-break space */
            i++;
        } else {
            add_byte(maker, text.data[i]);
        }
    }
}

/** Leave an element out, up to its end. */
static void
skip_element(struct maker *maker, struct slice name)
{
    maker->skipped = name;
    maker->n_skipped = 1;
}

/** Write the time that an element has, in place of it; false for none. */
static bool
take_timestamp(struct maker *maker, const struct html_token *token)
{
    struct slice value;
    int64_t ms;
    if (!html_attribute(token, SLICE("data-timestamp"), &value) ||
        !seconds_parse(slice_trim(value), &ms) || ms < 0) {
        return false;
    }
    if (maker->made->text.size > maker->line_begin) {
        buffer_add_byte(&maker->made->text, ' ');
    }
    buffer_print(&maker->made->text, "[%d:%02d:%02d.%03d] ",
                 (int)(ms / 3600000), (int)(ms / 60000 % 60),
                 (int)(ms / 1000 % 60), (int)(ms % 1000));
    skip_element(maker, token->text);
    return true;
}

/** Begin an element. */
static void
take_start(struct maker *maker, const struct html_token *token)
{
    const enum element element = element_of(token->text);
    if (take_timestamp(maker, token)) {
        return;
    }
    switch (element) {
    case ELEMENT_BREAK:
        end_line(maker);
        break;
    case ELEMENT_NAMED:
    case ELEMENT_BLOCK:
        end_block(maker);
        maker->n_bold = element == ELEMENT_NAMED;
        break;
    case ELEMENT_CELL:
        if (maker->made->text.size > maker->line_begin) {
            buffer_add_slice(&maker->made->text, SLICE("  "));
        }
        break;
    case ELEMENT_BOLD:
        maker->n_bold++;
        break;
    case ELEMENT_SKIPPED:
        skip_element(maker, token->text);
        break;
    case ELEMENT_TITLE:
        maker->in_title = true;
        break;
    case ELEMENT_OTHER:
        break;
    }
}

/** End an element. */
static void
take_end(struct maker *maker, const struct html_token *token)
{
    const enum element element = element_of(token->text);
    if (element == ELEMENT_TITLE) {
        maker->in_title = false;
    } else if (element == ELEMENT_BLOCK || element == ELEMENT_NAMED) {
        end_block(maker);
        maker->n_bold = 0;
    } else if (element == ELEMENT_BOLD && maker->n_bold > 0) {
        maker->n_bold--;
        if (maker->is_bold && maker->n_bold == 0) {
            toggle_bold(maker);
        }
    }
}

/** Take a tag, also where it ends what is left out. */
static void
take_tag(struct maker *maker, const struct html_token *token)
{
    const bool is_start = token->kind == HTML_START;
    if (maker->skipped.size == 0) {
        if (is_start) {
            take_start(maker, token);
        } else {
            take_end(maker, token);
        }
        return;
    }
    if (token->text.size == maker->skipped.size &&
        !strncasecmp(token->text.data, maker->skipped.data, token->text.size)) {
        maker->n_skipped += is_start ? 1 : SIZE_MAX;
    }
    if (maker->n_skipped == 0) {
        maker->skipped = (struct slice){0};
    }
}

/** A line that is bold and nothing else, without its stars; empty for any
 * other. */
static struct slice
bold_line(struct slice line)
{
    if (line.size <= 4 || !slice_starts(line, SLICE("**")) ||
        !slice_ends(line, SLICE("**"))) {
        return (struct slice){0};
    }
    const struct slice name = slice_part(line, 2, line.size - 2);
    return slice_find(name, SLICE("*"), 0) == name.size && turn_is_name(name)
               ? name
               : (struct slice){0};
}

/** Put a colon behind names that are lines of their own and come again. */
static void
mark_names(struct maker *maker)
{
    struct html_markdown *made = maker->made;
    struct talk_heads heads = {.has_memory = true};
    struct buffer marked;
    struct lines lines;
    lines_init(&lines, buffer_slice(&made->text));
    while (lines_next(&lines)) {
        const struct slice name = bold_line(lines.line);
        if (name.size > 0) {
            talk_heads_add(&heads, name);
        }
    }
    buffer_init(&marked, TEXT_BYTES);
    lines_init(&lines, buffer_slice(&made->text));
    while (heads.names.count > 0 && lines_next(&lines)) {
        const struct slice name = bold_line(lines.line);
        if (name.size > 0 && talk_heads_of(&heads, name) > 1) {
            buffer_print(&marked, "**%.*s:**", (int)name.size, name.data);
        } else {
            buffer_add_slice(&marked, lines.line);
        }
        if (!lines_at_ragged_end(&lines)) {
            buffer_add_byte(&marked, '\n');
        }
    }
    if (heads.names.count > 0) {
        buffer_finish(&made->text);
        made->text = marked;
    }
    made->has_failed |= !heads.has_memory;
    talk_heads_finish(&heads);
}

void
html_markdown_make(struct html_markdown *made, struct slice html)
{
    *made = (struct html_markdown){0};
    buffer_init(&made->text, TEXT_BYTES);
    buffer_init(&made->title, TEXT_BYTES);
    struct maker maker = {.made = made, .html = {.text = html}, .number = 1};
    struct html_token token;
    buffer_init(&maker.scratch, TEXT_BYTES);
    while (html_next(&maker.html, &token)) {
        if (token.kind == HTML_TEXT) {
            take_text(&maker, token.text);
        } else if (token.kind != HTML_NOTHING) {
            take_tag(&maker, &token);
        }
        count_lines(&maker);
    }
    /* A line that nothing ended may be cut off: it stays without an end. */
    if (made->text.size > maker.line_begin) {
        add_number(&maker);
    }
    made->last_number = maker.number;
    made->is_cut = maker.html.at < html.size;
    mark_names(&maker);
    made->has_failed |= made->text.has_failed || made->title.has_failed ||
                        maker.scratch.has_failed;
    buffer_finish(&maker.scratch);
}

void
html_markdown_finish(struct html_markdown *made)
{
    buffer_finish(&made->text);
    buffer_finish(&made->title);
    free(made->numbers);
}

enum status
html_markdown_parse(const struct html_markdown *made, size_t first_line,
                    struct transcript *transcript, struct error *error)
{
    struct slice text = buffer_slice(&made->text);
    for (size_t i = 0; i < first_line; i++) {
        text = slice_from(text, slice_find(text, SLICE("\n"), 0) + 1);
    }
    if (made->has_failed) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    const bool is_first = transcript->n_complaints == 0;
    const enum status status = format_markdown.parse(text, transcript, error);
    const size_t at = first_line + (size_t)transcript->complaint.line - 1;
    if (is_first && transcript->n_complaints > 0 && at < made->n_lines) {
        transcript->complaint.line = made->numbers[at];
        transcript->complaint.column = 1;
    }
    if (made->is_cut) {
        transcript_complain(transcript, ST_TRUNCATED, made->last_number, 1,
                            "the page ends in a tag");
    }
    if (transcript->title.size == 0) {
        normalise(&transcript->title, buffer_slice(&made->title));
    }
    return status;
}
