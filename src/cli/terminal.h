/*
 * terminal.h - what the other end of a stream is able to show.
 */
#ifndef QUOTH_CLI_TERMINAL_H
#define QUOTH_CLI_TERMINAL_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/** When to use colours; the order of the choices of --color. */
enum colour {
    COLOUR_AUTO = 0,
    COLOUR_ALWAYS = 1,
    COLOUR_NEVER = 2,
};

struct terminal {
    bool is_terminal;
    bool is_dumb; /**< can not erase a line */
    bool has_colour;
    size_t width; /**< columns to fill; 0: as many as it takes */
};

enum style {
    STYLE_PLAIN,
    STYLE_TITLE,
    STYLE_DIM,
    STYLE_MATCH,
    STYLE_DIFFERENCE, /**< said otherwise than it was asked for */
};

/** Look at a descriptor and at NO_COLOR, TERM and COLUMNS. */
struct terminal terminal_of(int fd, enum colour colour);

/** Append what switches to a style; nothing without colours. */
void terminal_add_style(const struct terminal *terminal, struct buffer *out,
                        enum style style);

/**
 * Append what begins or ends a stretch of text in some style: a colour; on a
 * terminal without colours `**` around a match and `__` around a difference;
 * nothing in a pipe, whose reader wants the plain text.  Returns the columns
 * it takes.
 */
size_t terminal_add_mark(const struct terminal *terminal, struct buffer *out,
                         enum style style, bool is_begin);

/** The columns that the beginning or the end of a style takes. */
size_t terminal_mark_columns(const struct terminal *terminal, enum style style);

#endif
