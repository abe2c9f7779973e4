/*
 * display.h - text that came from elsewhere, made harmless to show.
 */
#ifndef QUOTH_CLI_DISPLAY_H
#define QUOTH_CLI_DISPLAY_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Whether a code point could do more to a terminal than fill a cell: control
 * characters of C0 and C1, line and paragraph separators, and everything
 * that turns the direction of the text around it.
 */
bool display_is_unsafe(int32_t code_point);

/** The columns a code point fills: 0, 1 or 2. */
size_t display_columns(int32_t code_point);

/**
 * Append the character at text[*at] and step behind it.  An unsafe one is
 * spelled out as `\x1b` or `\u202e`, a byte that is no UTF-8 as `\xff`.
 * Returns the columns it fills.
 */
size_t display_add_next(struct buffer *out, struct slice text, size_t *at);

/** Append a whole text as display_add_next() does; returns its columns. */
size_t display_add(struct buffer *out, struct slice text);

/** As display_add() of a string; NULL is shown as nothing. */
size_t display_add_string(struct buffer *out, const char *text);

/** Append bytes as UTF-8: U+FFFD for NUL and for what is ill-formed. */
void display_repair(struct buffer *out, struct slice bytes);

#endif
