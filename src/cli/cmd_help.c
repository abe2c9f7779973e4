/*
 * cmd_help.c - `quoth help`, and what --help tells.
 *
 * All of it is made from the tables of command.c and option.c, and fits a
 * screen of 24 lines and 80 columns.
 */
#include "cli/command.h"

/** Append a line an option, but for those told with another's. */
static void
add_options(struct buffer *out, const struct option *options)
{
    for (; options && options->name; options++) {
        char letter[] = "    ";
        if (!options->help) {
            continue;
        }
        if (options->letter) {
            memcpy(letter, "-?, ", 4);
            letter[1] = options->letter;
        }
        const struct slice name = slice_of(options->name);
        const struct slice value =
            slice_of(options->value ? options->value : "");
        const bool may_lack = options->kind == OPTION_LEAVE;
        const size_t used =
            name.size + value.size + (value.size > 0) + (may_lack ? 2 : 0);
        buffer_print(out, "  %s--%s%s%s%s%*s%s\n", letter, options->name,
                     may_lack         ? "[="
                     : value.size > 0 ? " "
                                      : "",
                     value.data, may_lack ? "]" : "",
                     used < 15 ? (int)(17 - used) : 2, "", options->help);
    }
}

/** Append the names of the options that go with every command. */
static void
add_global(struct buffer *out)
{
    buffer_add_slice(out, SLICE("also"));
    for (const struct option *option = global_options; option->name; option++) {
        buffer_print(out, "%s --%s%s%s", option == global_options ? "" : ",",
                     option->name, option->value ? " " : "",
                     option->value ? option->value : "");
    }
    buffer_add_slice(out, SLICE("; see `quoth help`\n"));
}

/** Append the help of one command. */
static void
add_command(struct buffer *out, const struct command *command)
{
    buffer_print(out, "usage: quoth %s%s%s%s\n", command->name,
                 command->options ? " [OPTIONS]" : "",
                 command->operands[0] ? " " : "", command->operands);
    buffer_print(out, "  %s\n\n%s", command->summary,
                 command->details ? command->details : "");
    add_options(out, command->options);
    add_global(out);
    buffer_print(out, "\nexample: %s\n", command->example);
}

/** Append what quoth is and which commands there are. */
static void
add_overview(struct buffer *out)
{
    buffer_print(out,
                 "quoth %s: find who said it, and the second they said "
                 "it\n\n",
                 quoth_version());
    buffer_print(out, "usage: quoth COMMAND ...\n       quoth QUERY...\n\n");
    for (const struct command *command = commands; command->name; command++) {
        buffer_print(out, "  %-8s %-10s%s\n", command->name, command->operands,
                     command->summary);
    }
    buffer_add_byte(out, '\n');
    add_options(out, global_options);
    buffer_print(out, "\nexample: quoth index ~/podcasts && quoth long "
                      "horizon RL\n");
}

void
help_add(struct buffer *out, const struct command *command)
{
    if (command) {
        add_command(out, command);
    } else {
        add_overview(out);
    }
}

enum exit_code
cmd_help(struct cli *cli)
{
    const struct command *command = NULL;
    if (cli->arguments.n_words > 0) {
        const char *name = cli->arguments.words[0];
        command = command_find(name);
        if (!command) {
            message(&cli->messages, "quoth: there is no command '%s'", name);
            message(&cli->messages, "quoth: see `quoth help`");
            return EXIT_TROUBLE;
        }
    }
    help_add(&cli->output.pending, command);
    return EXIT_DONE;
}
