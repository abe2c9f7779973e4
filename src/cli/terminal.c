/*
 * terminal.c - width and colours.
 *
 * Follows https://no-color.org and the habit that TERM=dumb means neither
 * colours nor cursor movement; an explicit --color beats both.  Leaves
 * the escaping of text to display.c.
 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    /* Longer lines are hard to read, however wide the window is. */
    WIDTH_MAX = 100,
    WIDTH_MIN = 20,
    WIDTH_USUAL = 80,
};

/** $COLUMNS as a number below 10,000; 0 where it is none. */
static size_t
columns_wanted(void)
{
    const char *text = getenv("COLUMNS");
    size_t columns = 0;
    for (; text && is_digit(*text) && columns < 1000; text++) {
        columns = columns * 10 + (size_t)(*text - '0');
    }
    return text && *text == '\0' ? columns : 0;
}

/** The columns to fill; a pipe is not folded unless $COLUMNS asks for it. */
static size_t
width_of(int fd, bool is_terminal)
{
    struct winsize size;
    size_t columns = columns_wanted();
    if (!is_terminal && columns == 0) {
        return 0;
    }
    if (is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        columns = size.ws_col;
    }
    if (columns == 0) {
        return WIDTH_USUAL;
    }
    return columns > WIDTH_MAX   ? WIDTH_MAX
           : columns < WIDTH_MIN ? WIDTH_MIN
                                 : columns;
}

/** Whether the environment asks for plain text. */
static bool
is_plain_wanted(void)
{
    const char *no_color = getenv("NO_COLOR");
    return no_color && no_color[0] != '\0';
}

struct terminal
terminal_of(int fd, enum colour colour)
{
    const char *name = getenv("TERM");
    struct terminal terminal = {.is_terminal = isatty(fd) == 1};
    terminal.is_dumb = !name || !name[0] || !strcmp(name, "dumb");
    terminal.width = width_of(fd, terminal.is_terminal);
    terminal.has_colour = colour == COLOUR_ALWAYS ||
                          (colour == COLOUR_AUTO && terminal.is_terminal &&
                           !terminal.is_dumb && !is_plain_wanted());
    return terminal;
}

void
terminal_add_style(const struct terminal *terminal, struct buffer *out,
                   enum style style)
{
    static const char *const sequences[] = {
        [STYLE_PLAIN] = "\x1b[0m",         [STYLE_TITLE] = "\x1b[1m",
        [STYLE_DIM] = "\x1b[2m",           [STYLE_MATCH] = "\x1b[1;31m",
        [STYLE_DIFFERENCE] = "\x1b[1;33m",
    };
    if (terminal->has_colour) {
        buffer_add_slice(out, slice_of(sequences[style]));
    }
}

/** What stands around a style on a terminal without colours. */
static struct slice
mark_of(const struct terminal *terminal, enum style style)
{
    if (terminal->has_colour || !terminal->is_terminal) {
        return SLICE("");
    }
    return style == STYLE_MATCH        ? SLICE("**")
           : style == STYLE_DIFFERENCE ? SLICE("__")
                                       : SLICE("");
}

size_t
terminal_add_mark(const struct terminal *terminal, struct buffer *out,
                  enum style style, bool is_begin)
{
    terminal_add_style(terminal, out, is_begin ? style : STYLE_PLAIN);
    buffer_add_slice(out, mark_of(terminal, style));
    return mark_of(terminal, style).size;
}

size_t
terminal_mark_columns(const struct terminal *terminal, enum style style)
{
    return mark_of(terminal, style).size;
}
