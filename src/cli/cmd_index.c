/*
 * cmd_index.c - `quoth index`.
 *
 * Owns what a run tells while it goes on, and stopping it.  Each complaint
 * is one line on standard error, `path:line:column: code: message`, as
 * compilers write theirs, with --json too.
 */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>

/** A run, and what its callbacks need. */
struct run {
    struct cli *cli;
    struct progress progress;
    bool is_stopping; /**< and was told so */
};

/** Tell a complaint about a file with its place, as far as that is known. */
static void
tell_complaint(struct messages *messages, const struct quoth_file *file)
{
    const char *text = file->message ? file->message : "";
    const char *code = quoth_status_name(file->code);
    char place[64] = "";
    if (file->line > 0 && file->column > 0) {
        snprintf(place, sizeof(place), ":%" PRId64 ":%" PRId64, file->line,
                 file->column);
    } else if (file->line > 0) {
        snprintf(place, sizeof(place), ":%" PRId64, file->line);
    }
    message(messages, "%s%s: %s: %s", file->path, place, code, text);
}

/** Whether people want to hear of a file: always of a failure, of all but
 * the usual where they asked for more. */
static bool
is_worth_telling(const struct quoth_file *file, bool is_verbose)
{
    return file->outcome == QUOTH_FILE_FAILED ||
           (is_verbose && (file->code != QUOTH_OK ||
                           (file->outcome != QUOTH_FILE_INDEXED &&
                            file->outcome != QUOTH_FILE_UNCHANGED)));
}

/** Tell what became of a file. */
static void
on_file(void *context, const struct quoth_file *file)
{
    struct cli *cli = ((struct run *)context)->cli;
    cli->out->class->event(cli->out, file);
    if (!is_worth_telling(file, cli->arguments.settings.is_verbose)) {
        return;
    }
    if (file->code != QUOTH_OK || file->outcome == QUOTH_FILE_FAILED) {
        tell_complaint(&cli->messages, file);
    } else {
        message(&cli->messages, "%s: %s", file->path,
                quoth_outcome_name(file->outcome));
    }
}

/** Tell how far the run is. */
static void
on_progress(void *context, const struct quoth_progress *now)
{
    struct run *run = context;
    if (!run->cli->arguments.settings.is_quiet) {
        progress_show(&run->progress, now);
    }
}

/** Whether the user, or a reader that went away, wants us to stop. */
static bool
should_stop(void *context)
{
    struct run *run = context;
    const bool has_come = interrupt_has_come();
    if (has_come && !run->is_stopping) {
        message(&run->cli->messages, "quoth: stopping after this batch; "
                                     "Ctrl-C again ends at once");
        run->is_stopping = true;
    }
    return has_come || run->cli->output.error != 0;
}

/** The exit status of a run, its end told. */
static enum exit_code
conclude(struct cli *cli, enum quoth_status status,
         const struct quoth_error *error)
{
    switch (status) {
    case QUOTH_OK:
        return EXIT_DONE;
    case QUOTH_PARTIAL:
        return EXIT_SOME_FAILED;
    case QUOTH_INTERRUPTED:
        message(&cli->messages, "quoth: stopped; what was done is kept");
        return EXIT_STOPPED;
    default:
        message_error(&cli->messages, error);
        return EXIT_TROUBLE;
    }
}

/** Bring the archive up to date; `name` is the collection's or NULL. */
static enum exit_code
run_index(struct cli *cli, const char *name)
{
    const struct settings *settings = &cli->arguments.settings;
    struct run run = {.cli = cli, .progress = {&cli->messages, -1}};
    struct quoth_profile profile = {0};
    const struct quoth_index_options options = {
        .roots = cli->arguments.words,
        .n_roots = cli->arguments.n_words,
        .name = name,
        .n_threads = settings->n_threads,
        .reads_all = settings->reads_all,
        .profile = settings->profiles ? &profile : NULL,
        .on_file = on_file,
        .on_progress = on_progress,
        .should_stop = should_stop,
        .context = &run,
    };
    struct quoth_index_report report = {0};
    struct quoth_error error = {0};
    interrupt_catch();
    const enum quoth_status status =
        quoth_index(cli->archive, &options, &report, &error);
    messages_erase_status(&cli->messages);
    const bool is_told = settings->is_json || !settings->is_quiet;
    if (is_told && (status == QUOTH_OK || status == QUOTH_PARTIAL ||
                    status == QUOTH_INTERRUPTED)) {
        cli->out->class->indexed(cli->out, status, &report);
    }
    message_profile(&cli->messages, &profile);
    return conclude(cli, status, &error);
}

enum exit_code
cmd_index(struct cli *cli)
{
    const char *name = cli->arguments.settings.name;
    enum exit_code code = EXIT_TROUBLE;
    struct buffer repaired;
    buffer_init(&repaired, STREAM_LIMIT);
    if (name) {
        display_repair(&repaired, slice_of(name));
        buffer_add_byte(&repaired, '\0');
    }
    if (repaired.has_failed) {
        message(&cli->messages, "quoth: out of memory");
    } else {
        code = run_index(cli, name ? repaired.data : NULL);
    }
    buffer_finish(&repaired);
    return code;
}
