/*
 * HTML as a stream of tags and texts.
 *
 * Follows as much of the HTML Standard's tokenizer as finding tags takes.
 * References are left to entity.c, what tags mean to the formats.
 */
#include "format/html.h"

#include "format/formats.h"

#include <strings.h>

bool
html_is_markup(struct slice text, size_t at)
{
    if (at + 1 >= text.size) {
        return false;
    }
    const char lower = (char)(text.data[at + 1] | 0x20);
    return memchr("/!?", text.data[at + 1], 3) ||
           (lower >= 'a' && lower <= 'z');
}

/** Where the end tag of that name begins, or the text's size. */
static size_t
find_end_tag(struct slice text, size_t at, struct slice name)
{
    for (at = slice_find(text, SLICE("</"), at); at < text.size;
         at = slice_find(text, SLICE("</"), at + 2)) {
        const size_t begin = at + 2;
        if (text.size - begin >= name.size &&
            !strncasecmp(text.data + begin, name.data, name.size)) {
            return at;
        }
    }
    return text.size;
}

/** The tag at html->at, which ends at `end`. */
static struct html_token
take_tag(struct html *html, size_t end)
{
    const struct slice text = html->text;
    struct html_token token = {.kind = HTML_START};
    size_t begin = html->at + 1;
    if (text.data[begin] == '/') {
        token.kind = HTML_END;
        begin++;
    }
    size_t name_end = begin;
    while (name_end < end && !is_blank(text.data[name_end]) &&
           text.data[name_end] != '/') {
        name_end++;
    }
    token.text = slice_part(text, begin, name_end);
    token.attributes = slice_part(text, name_end, end);
    html->at = end + 1;
    if (token.kind == HTML_START &&
        (equals_lower(token.text, SLICE("script")) ||
         equals_lower(token.text, SLICE("style")))) {
        html->at = find_end_tag(text, end + 1, token.text);
    }
    return token;
}

/** Step over a comment, a DOCTYPE or the like, up to the end of the text
 * where nothing ends it. */
static struct html_token
skip_declaration(struct html *html, size_t end)
{
    const struct slice text = html->text;
    size_t next = end + 1;
    if (slice_starts(slice_from(text, html->at), SLICE("<!--"))) {
        const size_t found = slice_find(text, SLICE("-->"), html->at + 2);
        next = found < text.size ? found + 3 : text.size;
    }
    html->at = next;
    return (struct html_token){.kind = HTML_NOTHING};
}

bool
html_next(struct html *html, struct html_token *token)
{
    const struct slice text = html->text;
    if (html->at >= text.size) {
        return false;
    }
    const size_t at = html->at;
    if (text.data[at] == '<' && at + 1 == text.size) {
        return false;
    }
    if (text.data[at] == '<' && html_is_markup(text, at)) {
        if (html->next_end <= at) {
            html->next_end = slice_find(text, SLICE(">"), at);
        }
        if (html->next_end == text.size) {
            return false;
        }
        const bool is_tag =
            text.data[at + 1] != '!' && text.data[at + 1] != '?';
        *token = is_tag ? take_tag(html, html->next_end)
                        : skip_declaration(html, html->next_end);
        return true;
    }
    const size_t end = slice_find(text, SLICE("<"), at + 1);
    *token = (struct html_token){.kind = HTML_TEXT,
                                 .text = slice_part(text, at, end)};
    html->at = end;
    return true;
}

/** Whether a byte ends the name of an attribute. */
static bool
ends_name(char c)
{
    return c == '\0' || c == '=' || c == '/' || is_blank(c);
}

/** Read the value at text[*at], with or without quotes. */
static struct slice
read_value(struct slice text, size_t *at)
{
    const char quote = slice_byte(text, *at);
    if (quote == '"' || quote == '\'') {
        const struct slice end = {text.data + *at, 1};
        const size_t close = slice_find(text, end, *at + 1);
        const struct slice value = slice_part(text, *at + 1, close);
        *at = close < text.size ? close + 1 : close;
        return value;
    }
    const size_t begin = *at;
    while (*at < text.size && !is_blank(text.data[*at])) {
        (*at)++;
    }
    return slice_part(text, begin, *at);
}

bool
html_attribute(const struct html_token *token, struct slice lower,
               struct slice *value)
{
    const struct slice text = token->attributes;
    size_t at = 0;
    *value = SLICE("");
    while (at < text.size) {
        const size_t begin = at;
        while (!ends_name(slice_byte(text, at)) && at < text.size) {
            at++;
        }
        const struct slice name = slice_part(text, begin, at);
        at = slice_skip_blanks(text, at);
        struct slice found = SLICE("");
        if (slice_byte(text, at) == '=') {
            at = slice_skip_blanks(text, at + 1);
            found = read_value(text, &at);
        }
        if (name.size > 0 && equals_lower(name, lower)) {
            *value = found;
            return true;
        }
        at += at == begin;
    }
    return false;
}
