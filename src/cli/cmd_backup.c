/*
 * cmd_backup.c - `quoth backup`.
 */
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/progress.h"

/** A backup, and whom to tell. */
struct backing_up {
    struct cli *cli;
    struct progress progress;
};

/** Tell how far it is. */
static void
on_headway(void *context, const struct quoth_headway *now)
{
    struct backing_up *backing_up = context;
    if (!backing_up->cli->arguments.settings.is_quiet) {
        progress_show_headway(&backing_up->progress, now);
    }
}

/** Whether the user wants us to stop. */
static bool
should_stop(void *context)
{
    (void)context;
    return interrupt_has_come();
}

/** Tell why there is no backup. */
static enum exit_code
fail(struct cli *cli, const struct quoth_error *error)
{
    if (error->status == QUOTH_INTERRUPTED) {
        message(&cli->messages, "quoth: stopped; there is no new backup");
        return EXIT_STOPPED;
    }
    message_error(&cli->messages, error);
    if (error->status == QUOTH_BAD_ARGUMENT &&
        !cli->arguments.settings.may_replace) {
        message(&cli->messages,
                "quoth: nothing was written; an earlier backup is replaced "
                "with --replace");
    }
    return EXIT_TROUBLE;
}

enum exit_code
cmd_backup(struct cli *cli)
{
    const struct settings *settings = &cli->arguments.settings;
    struct backing_up backing_up = {.cli = cli,
                                    .progress = {&cli->messages, -1}};
    const struct quoth_watch watch = {
        .on_headway = on_headway,
        .should_stop = should_stop,
        .context = &backing_up,
    };
    const struct quoth_backup_options options = {
        .path = cli->arguments.words[0],
        .may_replace = settings->may_replace,
        .watch = &watch,
    };
    struct quoth_backup_report report = {0};
    struct quoth_error error = {0};
    interrupt_catch();
    const enum quoth_status status =
        quoth_backup(cli->archive, &options, &report, &error);
    messages_erase_status(&cli->messages);
    if (status != QUOTH_OK) {
        return fail(cli, &error);
    }
    if (settings->is_json || !settings->is_quiet) {
        cli->out->class->backed_up(cli->out, options.path, &report);
    }
    return EXIT_DONE;
}
