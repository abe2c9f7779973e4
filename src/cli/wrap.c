/*
 * wrap.c - breaking lines.
 *
 * A text is cut into pieces that must stay together: words, and single wide
 * characters (Han, Kana, Hangul), which may be parted anywhere.  Each piece
 * is rendered aside, then placed.  Highlighting ends before a line feed and
 * begins again after the indentation, so that no colour bleeds into it.
 */
#include "cli/wrap.h"

#include "base/utf8.h"
#include "cli/display.h"

/** A text on its way to the terminal. */
struct folding {
    const struct wrap *how;
    struct slice text;
    struct buffer *out;
    struct buffer piece; /**< the rendered piece */
    size_t column;
    size_t match;      /**< the first match that does not end before here */
    size_t difference; /**< so the first difference */
    enum style style;  /**< the one that is on */
};

/** The style of the byte at `at`, never before the last one asked for. */
static enum style
style_at(struct folding *folding, size_t at)
{
    const struct wrap *how = folding->how;
    size_t *match = &folding->match;
    size_t *difference = &folding->difference;
    if (at >= folding->text.size) {
        return STYLE_PLAIN;
    }
    while (*difference < how->n_differences &&
           how->differences[*difference].end <= at) {
        ++*difference;
    }
    while (*match < how->n_matches && how->matches[*match].end <= at) {
        ++*match;
    }
    if (*difference < how->n_differences &&
        how->differences[*difference].begin <= at) {
        return STYLE_DIFFERENCE;
    }
    return *match < how->n_matches && how->matches[*match].begin <= at
               ? STYLE_MATCH
               : how->style;
}

/** End the style that is on and begin another; returns columns. */
static size_t
switch_style(struct folding *folding, struct buffer *out, enum style style)
{
    const struct terminal *terminal = folding->how->terminal;
    size_t columns = 0;
    if (folding->style != STYLE_PLAIN) {
        columns += terminal_add_mark(terminal, out, folding->style, false);
    }
    if (style != STYLE_PLAIN) {
        columns += terminal_add_mark(terminal, out, style, true);
    }
    folding->style = style;
    return columns;
}

/** The end of the piece that begins at `at`. */
static size_t
piece_end(struct slice text, size_t at)
{
    const size_t begin = at;
    while (at < text.size && text.data[at] != ' ') {
        size_t size;
        const size_t columns = display_columns(utf8_decode(text, at, &size));
        if (columns == 2 && at > begin) {
            return at;
        }
        at += size;
        if (columns == 2) {
            return at;
        }
    }
    return at;
}

/** Render text[at, end) aside; returns its columns.  A style goes on behind
 * it only where the next byte has the same. */
static size_t
render(struct folding *folding, size_t at, size_t end)
{
    size_t columns = 0;
    buffer_clear(&folding->piece);
    while (at < end) {
        const enum style style = style_at(folding, at);
        if (style != folding->style) {
            columns += switch_style(folding, &folding->piece, style);
        }
        columns += display_add_next(&folding->piece, folding->text, &at);
    }
    if (style_at(folding, end) != folding->style) {
        columns += switch_style(folding, &folding->piece, STYLE_PLAIN);
    }
    return columns;
}

/** Begin a new line, on which `style`, on before the piece, goes on. */
static void
break_line(struct folding *folding, enum style style)
{
    const enum style after = folding->style;
    folding->style = style;
    switch_style(folding, folding->out, STYLE_PLAIN);
    buffer_print(folding->out, "\n%*s", (int)folding->how->indent, "");
    folding->column =
        folding->how->indent + switch_style(folding, folding->out, style);
    folding->style = after;
}

/** Put the piece text[at, end) on this line or on the next. */
static void
place(struct folding *folding, size_t at, size_t end, size_t n_spaces)
{
    const enum style before = folding->style;
    const size_t columns = render(folding, at, end);
    const struct terminal *terminal = folding->how->terminal;
    /* Where a style goes on there must be room to end it. */
    const size_t room =
        columns + terminal_mark_columns(terminal, folding->style);
    if (terminal->width > 0 && folding->column > folding->how->indent &&
        folding->column + n_spaces + room > terminal->width) {
        break_line(folding, before);
    } else {
        buffer_print(folding->out, "%*s", (int)n_spaces, "");
        folding->column += n_spaces;
    }
    buffer_add_slice(folding->out, buffer_slice(&folding->piece));
    folding->out->has_failed |= folding->piece.has_failed;
    folding->column += columns;
}

size_t
wrap_add(struct buffer *out, const struct wrap *how, struct slice text)
{
    struct folding folding = {
        .how = how, .text = text, .out = out, .column = how->column};
    size_t n_spaces = how->n_spaces;
    buffer_init(&folding.piece, out->limit);
    for (size_t at = 0; at < text.size;) {
        for (; at < text.size && text.data[at] == ' '; at++) {
            n_spaces = n_spaces > 0 ? n_spaces : 1;
        }
        const size_t end = piece_end(text, at);
        if (end > at) {
            place(&folding, at, end, n_spaces);
        }
        n_spaces = 0;
        at = end;
    }
    switch_style(&folding, out, STYLE_PLAIN);
    buffer_finish(&folding.piece);
    return folding.column;
}
