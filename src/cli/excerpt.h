/*
 * excerpt.h - the part of a recording that the command line asks for.
 */
#ifndef QUOTH_CLI_EXCERPT_H
#define QUOTH_CLI_EXCERPT_H

#include "cli/command.h"
#include "cli/out.h"

/**
 * Read what the command's one word and -A, -B and -C ask for.
 *
 * Returns EXIT_DONE, and the view, of which the excerpt is the caller's to
 * free; after anything else the reason has been told.
 */
enum exit_code excerpt_read(struct cli *cli, struct out_view *view);

#endif
