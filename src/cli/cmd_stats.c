/*
 * cmd_stats.c - `quoth stats`.
 */
#include "cli/command.h"
#include "cli/out.h"

enum exit_code
cmd_stats(struct cli *cli)
{
    struct quoth_stats stats = {0};
    struct quoth_error error = {0};
    if (quoth_count(cli->archive, &stats, &error) != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return EXIT_TROUBLE;
    }
    cli->out->class->stats(cli->out, &stats);
    return EXIT_DONE;
}
