/*
 * option.h - what may stand on a command line, as tables.
 */
#ifndef QUOTH_CLI_OPTION_H
#define QUOTH_CLI_OPTION_H

#include "cli/terminal.h"

#include "base/buffer.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A number or a choice that was not given. */
#define OPTION_UNSET UINT_MAX

/** A number that was asked for without being told. */
#define OPTION_ANY (UINT_MAX - 1)

/** How much is wanted around a moment: so many segments, or what is said
 * within a time; OPTION_UNSET and 0 where neither was given. */
struct context {
    unsigned n_segments;
    int64_t time_ms;
};

/** The values of all options of all commands. */
struct settings {
    const char *archive;
    unsigned colour; /**< enum colour */
    unsigned format; /**< enum out_format, or OPTION_UNSET */
    unsigned sort;   /**< enum quoth_sort */
    bool wants_help;
    bool wants_version;
    bool is_json;
    bool is_quiet;
    bool is_verbose;
    bool reads_all;
    bool explains;
    bool profiles;
    bool lists_files;
    bool is_full;
    bool is_exact;
    bool lists_same;
    bool lists_recordings;
    bool is_count;
    bool wants_pager;
    bool may_replace;
    const char *name;
    const char *to;
    unsigned n_threads;
    unsigned wait_s;
    unsigned limit;
    unsigned offset;
    unsigned per_recording;
    unsigned before;
    unsigned after;
    struct context context;
};

/** What an option's value is, and the type of its field in the settings. */
enum option_kind {
    OPTION_FLAG,    /**< none; bool */
    OPTION_TEXT,    /**< any text but the empty one; const char * */
    OPTION_NUMBER,  /**< digits; unsigned */
    OPTION_LEAVE,   /**< digits, or none, which is OPTION_ANY; unsigned */
    OPTION_CHOICE,  /**< one of some words; its index, unsigned */
    OPTION_CONTEXT, /**< digits, or a time as `1m30s`; struct context */
};

/** One option; a table of them ends with one that has no name. */
struct option {
    char letter; /**< or '\0' */
    enum option_kind kind;
    const char *name;
    const char *other_name; /**< as others spell it; or NULL */
    const char *value;      /**< what its value is called, or NULL */
    const char *help; /**< at most 54 columns; NULL: told with another's */
    size_t field;     /**< offset into struct settings */
    unsigned min;     /**< of a number */
    unsigned max;
    const char *const *choices; /**< ends with NULL */
};

/** Those that go with every command. */
extern const struct option global_options[];

/** The option of that long name, or of that letter where `letter` is not
 * '\0'; NULL where the table has none. */
const struct option *option_find(const struct option *table, struct slice name,
                                 char letter);

/** No option given. */
struct settings settings_default(void);

/** Store an option's value, NULL for a flag; false for one that makes no
 * sense. */
bool option_set(const struct option *option, struct settings *settings,
                const char *value);

/** Append what an option takes, as `a number from 1 to 9`. */
void option_add_wanted(struct buffer *out, const struct option *option);

#endif
