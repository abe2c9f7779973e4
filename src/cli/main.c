/*
 * main.c - the command `quoth`.
 *
 * A map of the program, in the order in which a call runs through it:
 *
 * - stream.c      standard output and error: partial and failed writes
 * - interrupt.c   signals
 * - arguments.c   argv to a command, its settings and its words
 *   - option.c    looking options up, reading their values
 *   - command.c   THE TABLE: commands, their options, their help
 * - archive.c     which archive is meant, and opening it
 * - cmd_NAME.c    one command each: asks the library, hands records on
 *   - progress.c  the bar of `index`
 * - out.h         the interface that records are handed to
 *   - out_text.c  for people: layout
 *     - text_answer.c  passages
 *     - heading.c  titles and facts on one line
 *     - wrap.c    folding lines, marking matches and differences
 *     - figure.c  counts, sizes, times in words
 *   - out_json.c  for programs: fields and their order
 *     - json.c    punctuation and escaping
 *   - out_table.c (CSV, TSV), out_md.c, out_srt.c, out_m3u.c  passages only
 *     - escape.c  what must not stand in these as it is
 *     - link.c    addresses
 *   - answer.c    what is told about an answer on standard error
 * - pager.c       standard output by pages
 * - message.c     what people are told on standard error
 * - terminal.c    width and colours
 * - display.c     escaping all that came from elsewhere
 *
 * The program sees the library through quoth.h, and besides it only base/.
 * Its own state is the struct cli below; nothing is global but the flag that
 * a signal sets.
 */
#include "cli/archive.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/pager.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/** Run a command on its archive, if it needs one. */
static enum exit_code
run_command(struct cli *cli)
{
    const struct arguments *arguments = &cli->arguments;
    const struct command *command = arguments->command;
    struct out out = {
        .class = out_class_of(out_format_of(&arguments->settings)),
        .stream = &cli->output,
        .messages = &cli->messages,
        .terminal =
            terminal_of(STDOUT_FILENO, (enum colour)arguments->settings.colour),
    };
    enum exit_code code = EXIT_TROUBLE;
    cli->out = &out;
    if (command->need == ARCHIVE_NONE || archive_open(cli)) {
        code = command->run(cli);
        quoth_close(cli->archive);
        code = pager_end(cli, code);
    }
    cli->out = NULL;
    return code;
}

/** Answer --help and --version, or run the command. */
static enum exit_code
answer(struct cli *cli)
{
    const struct arguments *arguments = &cli->arguments;
    if (arguments->settings.wants_version) {
        buffer_print(&cli->output.pending, "quoth %s, SQLite %s\n",
                     quoth_version(), quoth_sqlite_version());
        return EXIT_DONE;
    }
    if (arguments->settings.wants_help) {
        help_add(&cli->output.pending,
                 arguments->is_named ? arguments->command : NULL);
        return EXIT_DONE;
    }
    return run_command(cli);
}

/** Show somebody who typed `quoth` alone what there is. */
static enum exit_code
greet(void)
{
    struct stream error;
    stream_init(&error, STDERR_FILENO);
    help_add(&error.pending, NULL);
    stream_flush(&error);
    stream_finish(&error);
    return EXIT_TROUBLE;
}

/** Write what is left, and let a failed write decide the exit status.  A
 * reader that went away is no news to anybody. */
static enum exit_code
conclude(struct cli *cli, enum exit_code code)
{
    if (stream_flush(&cli->output)) {
        return code;
    }
    if (cli->output.error == EPIPE) {
        return EXIT_PIPE_CLOSED;
    }
    message(&cli->messages, "quoth: can not write standard output: %s",
            strerror(cli->output.error));
    return EXIT_TROUBLE;
}

int
main(int argc, char **argv)
{
    if (!stream_guard_standard()) {
        return EXIT_TROUBLE;
    }
    interrupt_ignore_write_signals();
    if (argc < 2) {
        return (int)greet();
    }
    struct cli cli = {.messages = messages_begin()};
    stream_init(&cli.output, STDOUT_FILENO);
    enum exit_code code = EXIT_TROUBLE;
    if (arguments_parse(&cli.arguments, argv, &cli.messages)) {
        code = conclude(&cli, answer(&cli));
    }
    arguments_finish(&cli.arguments);
    stream_finish(&cli.output);
    return (int)code;
}
