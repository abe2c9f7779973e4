/*
 * arguments.c - from argv to a command, its settings and its words.
 *
 * Owns the grammar of the command line: `-n5`, `-n 5`, `--limit 5`,
 * `--limit=5`, clustered letters, `--`.  A value that may be left out stands
 * behind `=` or not at all.  Which options there are is said
 * by the tables of command.c and option.c.
 */
#include "cli/arguments.h"

#include "cli/command.h"

#include <stdlib.h>

/** The most bytes of what is told about an option. */
#define MESSAGE_LIMIT ((size_t)1 << 16)

/** Reading argv. */
struct reader {
    struct arguments *arguments;
    struct messages *messages;
    char *const *argv;
    size_t at; /**< the next argument to be read */
};

/** Whether an argument is an option; a single `-` is a word, and so is what
 * goes on with a space: captions begin so. */
static bool
is_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != '\0' &&
           argument[strspn(argument, "-")] != ' ';
}

/** The name in `--name` or `--name=value`. */
static struct slice
long_name(const char *argument)
{
    return (struct slice){argument + 2, strcspn(argument + 2, "=")};
}

/** An option of any command; those of one name take their values alike. */
static const struct option *
find_anywhere(struct slice name, char letter)
{
    const struct option *found = option_find(global_options, name, letter);
    for (const struct command *c = commands; !found && c->name; c++) {
        found = option_find(c->options, name, letter);
    }
    return found;
}

/** Whether an option can not do without a value. */
static bool
needs_value(const struct option *option)
{
    return option->value && option->kind != OPTION_LEAVE;
}

/** Whether the value of the last option in an argument is the next one. */
static bool
takes_next(const char *argument)
{
    if (argument[1] == '-') {
        const struct slice name = long_name(argument);
        const struct option *option = find_anywhere(name, '\0');
        return option && needs_value(option) && name.data[name.size] == '\0';
    }
    for (const char *letter = argument + 1; *letter; letter++) {
        const struct option *option = find_anywhere(SLICE(""), *letter);
        if (option && option->value) {
            return letter[1] == '\0';
        }
    }
    return false;
}

/** The index of the first word before `--`; of the NULL where there is
 * none. */
static size_t
first_word(char *const *argv)
{
    size_t at = 1;
    while (argv[at] && is_option(argv[at])) {
        if (!strcmp(argv[at], "--")) {
            break;
        }
        at += takes_next(argv[at]) && argv[at + 1] ? 2 : 1;
    }
    return at;
}

/** Tell that an option does not exist, and how to search for such a word. */
static bool
fail_unknown(struct reader *reader, const char *argument)
{
    const struct command *command = reader->arguments->command;
    message(reader->messages, "quoth: %s has no option '%s'", command->name,
            argument);
    if (command->run == cmd_search) {
        message(reader->messages,
                "quoth: to search for words that begin with '-', put -- "
                "before the query");
    } else {
        message(reader->messages, "quoth: see `quoth help %s`", command->name);
    }
    return false;
}

/** An option of the command, or one that goes with all. */
static const struct option *
find_option(struct reader *reader, struct slice name, char letter)
{
    const struct option *found =
        option_find(reader->arguments->command->options, name, letter);
    return found ? found : option_find(global_options, name, letter);
}

/** Store an option with its value, NULL where it came without. */
static bool
set_option(struct reader *reader, const struct option *option,
           const char *value)
{
    if (needs_value(option) && !value) {
        value = reader->argv[reader->at];
        reader->at += value != NULL;
    }
    if (needs_value(option) && !value) {
        message(reader->messages, "quoth: --%s needs a value: --%s %s",
                option->name, option->name, option->value);
        return false;
    }
    if (option_set(option, &reader->arguments->settings, value)) {
        return true;
    }
    struct buffer wanted;
    buffer_init(&wanted, MESSAGE_LIMIT);
    option_add_wanted(&wanted, option);
    message(reader->messages, "quoth: --%s takes %.*s, not '%s'", option->name,
            (int)wanted.size, wanted.data ? wanted.data : "", value);
    buffer_finish(&wanted);
    return false;
}

/** Read `--name`, `--name=value` or `--name value`. */
static bool
read_long(struct reader *reader, const char *argument)
{
    const struct slice name = long_name(argument);
    const bool has_value = name.data[name.size] == '=';
    const struct option *option = find_option(reader, name, '\0');
    if (!option) {
        return fail_unknown(reader, argument);
    }
    if (has_value && !option->value) {
        message(reader->messages, "quoth: --%s takes no value", option->name);
        return false;
    }
    return set_option(reader, option,
                      has_value ? name.data + name.size + 1 : NULL);
}

/** Read a cluster of letters, of which the last may have a value. */
static bool
read_letters(struct reader *reader, const char *argument)
{
    for (const char *letter = argument + 1; *letter; letter++) {
        const struct option *option = find_option(reader, SLICE(""), *letter);
        if (!option) {
            return fail_unknown(reader, argument);
        }
        if (option->value) {
            return set_option(reader, option, letter[1] ? letter + 1 : NULL);
        }
        set_option(reader, option, NULL);
    }
    return true;
}

/** Whether the letters of an argument are options as they stand. */
static bool
is_cluster(struct reader *reader, const char *argument)
{
    for (const char *letter = argument + 1; *letter; letter++) {
        const struct option *option = find_option(reader, SLICE(""), *letter);
        if (!option) {
            return false;
        }
        if (option->value) {
            return letter[1] == '\0' || is_digit(letter[1]);
        }
    }
    return true;
}

/** Whether an argument is `-word` in a query: what must not be found.  It is
 * one behind the first word, if it is no option. */
static bool
is_excluded_word(struct reader *reader, const char *argument)
{
    const struct arguments *arguments = reader->arguments;
    return arguments->command->run == cmd_search && arguments->n_words > 0 &&
           argument[0] == '-' && argument[1] != '-' && argument[2] != '\0' &&
           !is_cluster(reader, argument);
}

/** Read all arguments but the command's name at `command_at`. */
static bool
read_all(struct reader *reader, size_t command_at)
{
    struct arguments *arguments = reader->arguments;
    const struct settings *settings = &arguments->settings;
    bool is_plain = true;
    while (reader->argv[reader->at]) {
        const size_t at = reader->at++;
        const char *argument = reader->argv[at];
        if (is_plain && !strcmp(argument, "--")) {
            is_plain = false;
        } else if (!is_plain || !is_option(argument) ||
                   is_excluded_word(reader, argument)) {
            if (at != command_at) {
                arguments->words[arguments->n_words++] = argument;
                arguments->n_plain += is_plain;
            }
        } else if (!(argument[1] == '-' ? read_long(reader, argument)
                                        : read_letters(reader, argument))) {
            return false;
        } else if (settings->wants_help || settings->wants_version) {
            return true;
        }
    }
    return true;
}

/** Whether the command got as many words as it takes. */
static bool
check_words(const struct arguments *arguments, struct messages *messages)
{
    const struct command *command = arguments->command;
    if (arguments->n_words < command->min_words) {
        message(messages, "quoth: %s needs more: quoth %s %s", command->name,
                command->name, command->operands);
        message(messages, "quoth: see `quoth help %s`", command->name);
        return false;
    }
    if (arguments->n_words <= command->max_words) {
        return true;
    }
    message(messages, "quoth: %s does not take '%s'", command->name,
            arguments->words[command->max_words]);
    message(messages,
            "quoth: to search for the word '%s', type `quoth search "
            "%s ...`",
            command->name, command->name);
    return false;
}

bool
arguments_parse(struct arguments *arguments, char *const *argv,
                struct messages *messages)
{
    size_t argc = 0;
    while (argv[argc]) {
        argc++;
    }
    *arguments = (struct arguments){.settings = settings_default()};
    arguments->words = calloc(argc + 1, sizeof(*arguments->words));
    if (!arguments->words) {
        message(messages, "quoth: out of memory");
        return false;
    }
    struct reader reader = {arguments, messages, argv, argc > 0 ? 1 : 0};
    size_t command_at = argc > 0 ? first_word(argv) : 0;
    if (argv[command_at]) {
        arguments->command = command_find(argv[command_at]);
    }
    arguments->is_named = arguments->command != NULL;
    if (!arguments->is_named) {
        arguments->command = command_find("search");
        command_at = 0;
    }
    if (!read_all(&reader, command_at)) {
        return false;
    }
    return arguments->settings.wants_help ||
           arguments->settings.wants_version ||
           (check_words(arguments, messages) &&
            (!arguments->command->check ||
             arguments->command->check(arguments, messages)));
}

void
arguments_finish(struct arguments *arguments)
{
    free(arguments->words);
    *arguments = (struct arguments){0};
}
