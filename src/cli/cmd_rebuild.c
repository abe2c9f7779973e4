/*
 * cmd_rebuild.c - `quoth rebuild`.
 *
 * Transcripts that turn out to be damaged are told on standard output, like
 * the problems that `quoth check` finds, and end with EXIT_SOME_FAILED.
 */
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/progress.h"

/** A rebuild, and whom to tell. */
struct rebuilding {
    struct cli *cli;
    struct progress progress;
};

/** Tell of a damaged transcript. */
static void
on_problem(void *context, const struct quoth_problem *problem)
{
    const struct rebuilding *rebuilding = context;
    messages_erase_status(&rebuilding->cli->messages);
    rebuilding->cli->out->class->problem(rebuilding->cli->out, problem);
}

/** Tell how far it is. */
static void
on_headway(void *context, const struct quoth_headway *now)
{
    struct rebuilding *rebuilding = context;
    if (!rebuilding->cli->arguments.settings.is_quiet) {
        progress_show_headway(&rebuilding->progress, now);
    }
}

/** Whether the user wants us to stop. */
static bool
should_stop(void *context)
{
    (void)context;
    return interrupt_has_come();
}

/** The exit status of a rebuild, its end told. */
static enum exit_code
conclude(struct cli *cli, enum quoth_status status,
         const struct quoth_error *error)
{
    switch (status) {
    case QUOTH_OK:
        return EXIT_DONE;
    case QUOTH_PARTIAL:
        message(&cli->messages,
                "quoth: run `quoth index FOLDER` as you did before: the files "
                "of damaged transcripts are read again");
        return EXIT_SOME_FAILED;
    case QUOTH_INTERRUPTED:
        message(&cli->messages, "quoth: stopped; the index is as it was");
        return EXIT_STOPPED;
    default:
        message_error(&cli->messages, error);
        return EXIT_TROUBLE;
    }
}

enum exit_code
cmd_rebuild(struct cli *cli)
{
    const struct settings *settings = &cli->arguments.settings;
    struct rebuilding rebuilding = {.cli = cli,
                                    .progress = {&cli->messages, -1}};
    const struct quoth_watch watch = {
        .on_problem = on_problem,
        .on_headway = on_headway,
        .should_stop = should_stop,
        .context = &rebuilding,
    };
    struct quoth_rebuild_report report = {0};
    struct quoth_error error = {0};
    interrupt_catch();
    const enum quoth_status status =
        quoth_rebuild(cli->archive, &watch, &report, &error);
    messages_erase_status(&cli->messages);
    if ((status == QUOTH_OK || status == QUOTH_PARTIAL) &&
        (settings->is_json || !settings->is_quiet)) {
        cli->out->class->rebuilt(cli->out, &report);
        stream_flush(&cli->output);
    }
    return conclude(cli, status, &error);
}
