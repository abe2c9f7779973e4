/*
 * cmd_forget.c - `quoth forget`.
 */
#include "cli/command.h"
#include "cli/out.h"

/** Forget one thing. */
static enum exit_code
forget(struct cli *cli, const char *what)
{
    struct quoth_forget_report report = {0};
    struct quoth_error error = {0};
    const enum quoth_status status =
        quoth_forget(cli->archive, what, &report, &error);
    if (status != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return status == QUOTH_NOT_FOUND ? EXIT_NOTHING : EXIT_TROUBLE;
    }
    cli->out->class->forgotten(cli->out, what, &report);
    return EXIT_DONE;
}

enum exit_code
cmd_forget(struct cli *cli)
{
    enum exit_code code = EXIT_DONE;
    for (size_t i = 0; i < cli->arguments.n_words; i++) {
        const enum exit_code one = forget(cli, cli->arguments.words[i]);
        code = one > code ? one : code;
        if (one == EXIT_TROUBLE) {
            break;
        }
    }
    return code;
}
