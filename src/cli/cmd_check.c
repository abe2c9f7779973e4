/*
 * cmd_check.c - `quoth check`.
 *
 * Problems are data, told on standard output; what to do about them is told on
 * standard error.  Damage ends with EXIT_TROUBLE, so that a nightly job
 * notices.
 */
#include "cli/command.h"
#include "cli/figure.h"
#include "cli/out.h"
#include "cli/progress.h"

enum { REMEDIES = QUOTH_REMEDY_RESTORE + 1 };

/** What to do about a problem. */
static const char *const advices[REMEDIES] = {
    [QUOTH_REMEDY_REBUILD] =
        "run `quoth rebuild`: it makes the index anew, and keeps the texts",
    [QUOTH_REMEDY_INDEX] =
        "run `quoth rebuild`, then `quoth index FOLDER` as you did before: "
        "files whose transcripts are damaged are read again",
    [QUOTH_REMEDY_RESTORE] =
        "put a backup in the archive's place and index again; without one, "
        "move the archive away and index anew",
};

/** A check, what it found, and whom to tell. */
struct finding {
    struct cli *cli;
    struct progress progress;
    int64_t n_problems;
    int64_t n_by_remedy[REMEDIES];
};

/** Tell a problem. */
static void
on_problem(void *context, const struct quoth_problem *problem)
{
    struct finding *finding = context;
    messages_erase_status(&finding->cli->messages);
    finding->n_problems++;
    finding->n_by_remedy[problem->remedy]++;
    finding->cli->out->class->problem(finding->cli->out, problem);
}

/** Tell how far it is. */
static void
on_headway(void *context, const struct quoth_headway *now)
{
    struct finding *finding = context;
    progress_show_headway(&finding->progress, now);
}

/** Tell what to do about each kind of problem that was found. */
static void
advise(struct finding *finding)
{
    for (size_t i = 0; i < REMEDIES; i++) {
        char count[FIGURE_BYTES];
        const int64_t n = finding->n_by_remedy[i];
        if (n > 0) {
            message(&finding->cli->messages, "quoth: for %s problem%s: %s",
                    figure_count(count, n), figure_s(n), advices[i]);
        }
    }
}

enum exit_code
cmd_check(struct cli *cli)
{
    struct finding finding = {.cli = cli, .progress = {&cli->messages, -1}};
    struct quoth_error error = {0};
    const bool is_full = cli->arguments.settings.is_full;
    const struct quoth_watch watch = {
        .on_problem = on_problem,
        .on_headway = is_full ? on_headway : NULL,
        .context = &finding,
    };
    const enum quoth_status status =
        quoth_check_watched(cli->archive, is_full, &watch, &error);
    messages_erase_status(&cli->messages);
    if (status == QUOTH_OK ||
        (status == QUOTH_DAMAGED && finding.n_problems > 0)) {
        cli->out->class->checked(cli->out, is_full, finding.n_problems);
        stream_flush(&cli->output);
        advise(&finding);
    } else {
        message_error(&cli->messages, &error);
    }
    return status == QUOTH_OK ? EXIT_DONE : EXIT_TROUBLE;
}
