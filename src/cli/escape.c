/*
 * escape.c - what text must be written as in each format.
 *
 * SubRip as players read it, Markdown after CommonMark with GitHub's
 * footnotes, strikethrough and tables, CSV after RFC 4180.  Which of these a
 * text needs is the caller's to know.
 */
#include "cli/escape.h"

#include "base/slice.h"
#include "cli/display.h"
#include "cli/stream.h"

#include <inttypes.h>

void
escape_add_clock(struct buffer *out, int64_t time_ms, char point)
{
    const int64_t seconds = time_ms / 1000;
    buffer_print(out, "%02" PRId64 ":%02d:%02d%c%03d", seconds / 3600,
                 (int)(seconds / 60 % 60), (int)(seconds % 60), point,
                 (int)(time_ms % 1000));
}

/** Whether a character reference begins at an ampersand. */
static bool
is_reference(const char *text)
{
    size_t size = 1;
    while (text[size] == '#' || is_digit(text[size]) || is_letter(text[size])) {
        size++;
    }
    return size > 1 && text[size] == ';';
}

/** What stands for a byte that begins something other than text in SubRip;
 * NULL for a byte that may stand as it is.  `before` is what stands in front
 * of it. */
static const char *
srt_reference(const char *text, struct slice before)
{
    switch (*text) {
    case '&':
        return is_reference(text) ? "&amp;" : NULL;
    case '{':
        return text[1] == '\\' ? "&#123;" : NULL;
    case '>':
        return slice_ends(before, SLICE("--")) ? "&gt;" : NULL;
    case '<':
        /* A tag holds no other one's beginning. */
        return (text[1] == '/' || is_letter(text[1])) &&
                       text[1 + strcspn(text + 1, "<>")] == '>'
                   ? "&lt;"
                   : NULL;
    default:
        return NULL;
    }
}

void
escape_add_srt(struct buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        const struct slice before = {text, (size_t)(at - text)};
        const char *reference = srt_reference(at, before);
        if (reference) {
            buffer_add_slice(out, slice_of(reference));
        } else {
            buffer_add_byte(out, *at);
        }
    }
}

/** Whether a byte belongs to a word: an underscore inside of one is no
 * emphasis. */
static bool
is_of_word(char c)
{
    return is_letter(c) || is_digit(c) || (c & 0x80);
}

/** Whether Markdown would take a byte inside a line for a mark; `before` is
 * what stands in front of it. */
static bool
is_md_mark(const char *text, char before)
{
    const char after = text[1];
    switch (*text) {
    case '*':
    case '`':
        return true;
    case '_':
        return !is_of_word(before) || !is_of_word(after);
    case '~':
        return after == '~';
    case '&':
        return is_reference(text);
    case '<':
        return is_letter(after) || (after && strchr("/!?", after));
    case '[':
        return after == '^';
    case ']':
        return after && strchr("([:", after);
    case '\\':
        return after == '\0' ||
               (after > ' ' && after < 0x7f && !is_of_word(after));
    default:
        return false;
    }
}

void
escape_add_md(struct buffer *out, const char *text)
{
    for (char before = ' '; *text; before = *text++) {
        if (is_md_mark(text, before)) {
            buffer_add_byte(out, '\\');
        }
        buffer_add_byte(out, *text);
    }
}

void
escape_add_md_line(struct buffer *out, const char *text)
{
    const size_t n_digits = strspn(text, "0123456789");
    const char mark = text[n_digits];
    const char after = mark ? text[n_digits + 1] : '\0';
    const bool is_item = !after || after == ' ' || after == mark;
    if (n_digits > 0) {
        buffer_add(out, text, n_digits);
        if ((mark == '.' || mark == ')') && is_item) {
            buffer_add_byte(out, '\\');
        }
    } else if (mark &&
               (strchr("#>=|", mark) || (is_item && strchr("-+", mark)))) {
        buffer_add_byte(out, '\\');
    }
    escape_add_md(out, text + n_digits);
}

void
escape_add_csv(struct buffer *out, const char *text)
{
    buffer_add_byte(out, '"');
    for (; text && *text; text++) {
        if (*text == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, *text);
    }
    buffer_add_byte(out, '"');
}

void
escape_add_shown(struct buffer *out, escape_fn *escape, struct slice text)
{
    struct buffer shown;
    buffer_init(&shown, STREAM_LIMIT);
    display_add(&shown, text);
    buffer_add_byte(&shown, '\0');
    if (!shown.has_failed) {
        escape(out, shown.data);
    }
    out->has_failed |= shown.has_failed;
    buffer_finish(&shown);
}
