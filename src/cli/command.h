/*
 * command.h - the commands, and what each of them is handed.
 */
#ifndef QUOTH_CLI_COMMAND_H
#define QUOTH_CLI_COMMAND_H

#include "cli/arguments.h"
#include "cli/message.h"
#include "cli/option.h"
#include "cli/stream.h"

#include "quoth.h"

#include <sys/types.h>

/** What the process ends with; a part of the interface. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_NOTHING = 1,     /**< nothing found */
    EXIT_TROUBLE = 2,     /**< an error, each one told */
    EXIT_SOME_FAILED = 3, /**< done, but for inputs that failed */
    EXIT_STOPPED = 130,   /**< by SIGINT or SIGTERM */
    EXIT_PIPE_CLOSED = 141,
};

/** What a command needs of the archive. */
enum archive_need {
    ARCHIVE_NONE,   /**< runs without */
    ARCHIVE_READ,   /**< must be there */
    ARCHIVE_CHANGE, /**< must be there, opened for writing */
    ARCHIVE_MAKE,   /**< made where it is missing, opened for writing */
};

struct out;

/** A running command's surroundings. */
struct cli {
    struct arguments arguments;
    struct messages messages;
    struct stream output;  /**< standard output */
    struct out *out;       /**< records for it; NULL with ARCHIVE_NONE */
    struct quoth *archive; /**< NULL with ARCHIVE_NONE */
    pid_t pager;           /**< 0 while there is none */
};

struct command {
    const char *name;
    const char *summary;  /**< one line of at most 60 columns */
    const char *operands; /**< as in `quoth show REF`; may be empty */
    const char *details;  /**< lines for its help, each ended; or NULL */
    const char *example;
    const struct option *options; /**< or NULL */
    size_t min_words;
    size_t max_words;
    enum archive_need need;

    /** Whether the options make sense together, with the reason told where
     * they do not; or NULL. */
    bool (*check)(const struct arguments *arguments, struct messages *messages);
    enum exit_code (*run)(struct cli *cli);
};

/** All commands, as `quoth help` tells them; ends with one without name. */
extern const struct command commands[];

/** The command of that name, or NULL. */
const struct command *command_find(const char *name);

/** Append how a command is used, or what quoth is where it is NULL. */
void help_add(struct buffer *out, const struct command *command);

enum exit_code cmd_backup(struct cli *cli);
enum exit_code cmd_check(struct cli *cli);
enum exit_code cmd_export(struct cli *cli);
enum exit_code cmd_forget(struct cli *cli);
enum exit_code cmd_help(struct cli *cli);
enum exit_code cmd_index(struct cli *cli);
enum exit_code cmd_list(struct cli *cli);
enum exit_code cmd_rebuild(struct cli *cli);
enum exit_code cmd_search(struct cli *cli);
bool cmd_search_check(const struct arguments *arguments,
                      struct messages *messages);
enum exit_code cmd_show(struct cli *cli);
enum exit_code cmd_stats(struct cli *cli);

#endif
