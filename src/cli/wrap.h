/*
 * wrap.h - a text folded to the width of the terminal, matches highlighted.
 */
#ifndef QUOTH_CLI_WRAP_H
#define QUOTH_CLI_WRAP_H

#include "cli/terminal.h"

#include "base/buffer.h"
#include "quoth.h"

#include <stddef.h>

struct wrap {
    const struct terminal *terminal;
    size_t column; /**< where the first line's text begins */
    size_t indent; /**< where the following lines begin */
    const struct quoth_match *matches; /**< in the order of the text */
    size_t n_matches;
};

/**
 * Append a text, escaped, without a line feed at its end.  Lines are broken
 * at spaces and between wide characters; a word longer than a line stays
 * whole.
 */
void wrap_add(struct buffer *out, const struct wrap *how, struct slice text);

#endif
