/*
 * heading.h - a line of short facts, folded where it does not fit.
 */
#ifndef QUOTH_CLI_HEADING_H
#define QUOTH_CLI_HEADING_H

#include "cli/out.h"

struct heading {
    struct out *out;
    size_t column; /**< where it is by now */
    size_t indent; /**< where it begins, and goes on after a line feed */
};

/** Append a fact, two columns after the one before it; NULL and the empty
 * one are passed over. */
void heading_add(struct heading *heading, enum style style, const char *fact);

/** Append the line feed. */
void heading_end(struct heading *heading);

#endif
