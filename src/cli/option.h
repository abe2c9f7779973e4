/*
 * option.h - what may stand on a command line, as tables.
 */
#ifndef QUOTH_CLI_OPTION_H
#define QUOTH_CLI_OPTION_H

#include "cli/terminal.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/** A number that was not given. */
#define OPTION_UNSET UINT_MAX

/** The values of all options of all commands. */
struct settings {
    const char *archive;
    enum colour colour;
    bool wants_help;
    bool wants_version;
    bool is_json;
    bool is_quiet;
    bool is_verbose;
    bool reads_all;
    bool explains;
    bool lists_files;
    bool is_full;
    const char *name;
    const char *format;
    unsigned n_threads;
    unsigned limit;
    unsigned offset;
    unsigned before;
    unsigned after;
    unsigned context;
};

/** What an option's value is, and the type of its field in the settings. */
enum option_kind {
    OPTION_FLAG,   /**< none; bool */
    OPTION_TEXT,   /**< any text but the empty one; const char * */
    OPTION_NUMBER, /**< digits; unsigned */
    OPTION_COLOUR, /**< one of three words; enum colour */
};

/** One option; a table of them ends with one that has no name. */
struct option {
    char letter; /**< or '\0' */
    enum option_kind kind;
    const char *name;
    const char *value; /**< what its value is called, or NULL */
    const char *help;  /**< at most 54 columns */
    size_t field;      /**< offset into struct settings */
    unsigned min;      /**< of a number */
    unsigned max;
};

/** Those that go with every command. */
extern const struct option global_options[];

/** The option of that long name, or of that letter where `letter` is not
 * '\0'; NULL where the table has none. */
const struct option *option_find(const struct option *table, struct slice name,
                                 char letter);

/** No option given. */
struct settings settings_default(void);

/**
 * Store an option's value, NULL for a flag.  Returns NULL, or what should
 * have been given.
 */
const char *option_set(const struct option *option, struct settings *settings,
                       const char *value);

#endif
