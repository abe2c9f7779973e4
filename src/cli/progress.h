/*
 * progress.h - how far a long call is, on one line of a terminal.
 */
#ifndef QUOTH_CLI_PROGRESS_H
#define QUOTH_CLI_PROGRESS_H

#include "cli/message.h"

#include "quoth.h"

struct progress {
    struct messages *messages;
    double drawn_ms; /**< when, in the run's own time; less than 0: never */
};

/** Draw the line anew where there is a terminal, at most ten times a
 * second. */
void progress_show(struct progress *progress, const struct quoth_progress *now);

/** So for a check, a rebuild or a backup. */
void progress_show_headway(struct progress *progress,
                           const struct quoth_headway *now);

#endif
