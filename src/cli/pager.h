/*
 * pager.h - standard output through a program that shows it by pages.
 */
#ifndef QUOTH_CLI_PAGER_H
#define QUOTH_CLI_PAGER_H

#include "cli/command.h"

/**
 * Send what comes from now on, data and messages on a terminal, through a
 * pager, if the user asked for one and standard output is a terminal.  Where
 * none can be started, that is told, and output goes on as it was.
 */
void pager_begin(struct cli *cli);

/** Write what is pending, and wait until the user has read; returns the exit
 * status, `code` unless the pager failed.  Without a pager, nothing is done. */
enum exit_code pager_end(struct cli *cli, enum exit_code code);

#endif
