/*
 * escape.h - text as SubRip, Markdown and CSV must have it.
 */
#ifndef QUOTH_CLI_ESCAPE_H
#define QUOTH_CLI_ESCAPE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/** Whether a byte is an ASCII letter. */
static inline bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Appends a NUL-terminated text as a format must have it. */
typedef void escape_fn(struct buffer *out, const char *text);

/** Text that SubRip's readers take for nothing else. */
escape_fn escape_add_srt;

/** Text whose marks mean nothing to Markdown. */
escape_fn escape_add_md;

/** Text at the front of a line, where it is no heading, item of a list,
 * quote or rule either. */
escape_fn escape_add_md_line;

/** A quoted field of a CSV table; NULL is an empty one. */
escape_fn escape_add_csv;

/** Append `01:02:03.456`, with the mark between seconds and fraction. */
void escape_add_clock(struct buffer *out, int64_t time_ms, char point);

/** Append a text of which display.h has spelled out what is unsafe before it
 * was escaped. */
void escape_add_shown(struct buffer *out, escape_fn *escape, struct slice text);

#endif
