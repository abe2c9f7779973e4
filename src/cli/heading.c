/*
 * heading.c - titles, places and facts on one line, or on as many as needed.
 */
#include "cli/heading.h"

#include "cli/wrap.h"

void
heading_add(struct heading *heading, enum style style, const char *fact)
{
    if (!fact || !fact[0]) {
        return;
    }
    const struct wrap wrap = {
        .terminal = &heading->out->terminal,
        .column = heading->column,
        .indent = heading->indent,
        .n_spaces = heading->column > heading->indent ? 2 : 0,
        .style = style,
    };
    heading->column =
        wrap_add(&heading->out->stream->pending, &wrap, slice_of(fact));
}

void
heading_end(struct heading *heading)
{
    buffer_add_byte(&heading->out->stream->pending, '\n');
    heading->column = heading->indent;
}
