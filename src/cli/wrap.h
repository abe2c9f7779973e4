/*
 * wrap.h - a text folded to the width of the terminal, matches and differences
 * marked.
 */
#ifndef QUOTH_CLI_WRAP_H
#define QUOTH_CLI_WRAP_H

#include "cli/terminal.h"

#include "base/buffer.h"
#include "quoth.h"

#include <stddef.h>

struct wrap {
    const struct terminal *terminal;
    size_t column;    /**< where the first line's text begins */
    size_t indent;    /**< where the following lines begin */
    size_t n_spaces;  /**< before the text, unless it begins a line */
    enum style style; /**< of what is neither match nor difference */
    const struct quoth_match *matches; /**< in the order of the text */
    size_t n_matches;
    const struct quoth_difference *differences; /**< so are they */
    size_t n_differences;
};

/**
 * Append a text, escaped, without a line feed at its end.  Lines are broken
 * at spaces and between wide characters; a word longer than a line stays
 * whole.  Returns the column where it ends.
 */
size_t wrap_add(struct buffer *out, const struct wrap *how, struct slice text);

#endif
