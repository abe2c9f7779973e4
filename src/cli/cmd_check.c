/*
 * cmd_check.c - `quoth check`.
 *
 * Problems are data, told on standard output; damage ends with EXIT_TROUBLE,
 * so that a nightly job notices.
 */
#include "cli/command.h"
#include "cli/out.h"

/** Where problems go, and how many there were. */
struct finding {
    struct out *out;
    int64_t n_problems;
};

/** Tell a problem. */
static void
on_problem(void *context, const struct quoth_problem *problem)
{
    struct finding *finding = context;
    finding->n_problems++;
    finding->out->class->problem(finding->out, problem);
}

enum exit_code
cmd_check(struct cli *cli)
{
    struct finding finding = {.out = cli->out};
    struct quoth_error error = {0};
    const bool is_full = cli->arguments.settings.is_full;
    const enum quoth_status status =
        quoth_check(cli->archive, is_full, on_problem, &finding, &error);
    if (status == QUOTH_OK ||
        (status == QUOTH_DAMAGED && finding.n_problems > 0)) {
        cli->out->class->checked(cli->out, is_full, finding.n_problems);
    } else {
        message_error(&cli->messages, &error);
    }
    return status == QUOTH_OK ? EXIT_DONE : EXIT_TROUBLE;
}
