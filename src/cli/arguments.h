/*
 * arguments.h - a command line, taken apart.
 */
#ifndef QUOTH_CLI_ARGUMENTS_H
#define QUOTH_CLI_ARGUMENTS_H

#include "cli/message.h"
#include "cli/option.h"

#include <stdbool.h>
#include <stddef.h>

struct command;

struct arguments {
    const struct command *command;
    bool is_named; /**< the command was typed, not implied */
    struct settings settings;
    const char **words; /**< the operands; owned, their bytes are argv's */
    size_t n_words;
    size_t n_plain; /**< words before a `--` */
};

/**
 * Take a command line apart.  Options may stand anywhere before `--`.  The
 * first word names the command; where it names none, or comes after `--`,
 * all words are for `search`.  --help and --version end the reading.
 *
 * Returns false, with the reason told, for what makes no sense.  Ended with
 * arguments_finish() in both cases.
 */
bool arguments_parse(struct arguments *arguments, char *const *argv,
                     struct messages *messages);

void arguments_finish(struct arguments *arguments);

#endif
