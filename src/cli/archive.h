/*
 * archive.h - where the archive is, and opening it.
 */
#ifndef QUOTH_CLI_ARCHIVE_H
#define QUOTH_CLI_ARCHIVE_H

#include "cli/command.h"

/** Open the archive that the user means, as the command needs it; false,
 * with the reason told, where that fails. */
bool archive_open(struct cli *cli);

#endif
