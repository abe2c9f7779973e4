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
    size_t match; /**< the first match that does not end before here */
    bool is_lit;  /**< inside a match */
};

/** Whether the byte at `at`, never before the last one asked for, belongs to
 * a match. */
static bool
is_matched(struct folding *folding, size_t at)
{
    const struct wrap *how = folding->how;
    while (folding->match < how->n_matches &&
           how->matches[folding->match].end <= at) {
        folding->match++;
    }
    return folding->match < how->n_matches && at < folding->text.size &&
           how->matches[folding->match].begin <= at;
}

/** Begin or end highlighting as the byte at `at` needs it; returns columns. */
static size_t
light(struct folding *folding, size_t at)
{
    if (is_matched(folding, at) == folding->is_lit) {
        return 0;
    }
    folding->is_lit = !folding->is_lit;
    return terminal_add_match(folding->how->terminal, &folding->piece,
                              folding->is_lit);
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

/** Render text[at, end) aside; returns its columns. */
static size_t
render(struct folding *folding, size_t at, size_t end)
{
    size_t columns = 0;
    buffer_clear(&folding->piece);
    while (at < end) {
        columns += light(folding, at);
        columns += display_add_next(&folding->piece, folding->text, &at);
    }
    if (folding->is_lit) {
        columns += light(folding, end);
    }
    return columns;
}

/** Begin a new line, with the highlighting that was on before the piece. */
static void
break_line(struct folding *folding, bool was_lit)
{
    const struct wrap *how = folding->how;
    if (was_lit) {
        terminal_add_match(how->terminal, folding->out, false);
    }
    buffer_print(folding->out, "\n%*s", (int)how->indent, "");
    folding->column = how->indent;
    if (was_lit) {
        folding->column +=
            terminal_add_match(how->terminal, folding->out, true);
    }
}

/** Put the piece text[at, end) on this line or on the next. */
static void
place(struct folding *folding, size_t at, size_t end, size_t n_spaces)
{
    const bool was_lit = folding->is_lit;
    const size_t columns = render(folding, at, end);
    const size_t width = folding->how->terminal->width;
    if (width > 0 && folding->column > folding->how->indent &&
        folding->column + n_spaces + columns > width) {
        break_line(folding, was_lit);
    } else {
        buffer_print(folding->out, "%*s", (int)n_spaces, "");
        folding->column += n_spaces;
    }
    buffer_add_slice(folding->out, buffer_slice(&folding->piece));
    folding->out->has_failed |= folding->piece.has_failed;
    folding->column += columns;
}

void
wrap_add(struct buffer *out, const struct wrap *how, struct slice text)
{
    struct folding folding = {
        .how = how, .text = text, .out = out, .column = how->column};
    buffer_init(&folding.piece, out->limit);
    for (size_t at = 0; at < text.size;) {
        size_t n_spaces = 0;
        for (; at < text.size && text.data[at] == ' '; at++) {
            n_spaces = 1;
        }
        const size_t end = piece_end(text, at);
        if (end > at) {
            place(&folding, at, end, n_spaces);
        }
        at = end;
    }
    if (folding.is_lit) {
        terminal_add_match(how->terminal, out, false);
    }
    buffer_finish(&folding.piece);
}
