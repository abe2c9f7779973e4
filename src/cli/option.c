/*
 * option.c - looking options up and storing their values.
 *
 * Which options a command has is said in command.c; taking a command line
 * apart is arguments.c's.
 */
#include "cli/option.h"

#include "base/slice.h"

const struct option global_options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = "FILE",
     .help = "the archive; else $QUOTH_DB, else the user's own",
     .field = offsetof(struct settings, archive)},
    {.name = "color",
     .kind = OPTION_COLOUR,
     .value = "WHEN",
     .help = "auto, always or never",
     .field = offsetof(struct settings, colour)},
    {.name = "help",
     .letter = 'h',
     .help = "tell how a command is used",
     .field = offsetof(struct settings, wants_help)},
    {.name = "version",
     .help = "tell the versions of quoth and SQLite",
     .field = offsetof(struct settings, wants_version)},
    {0},
};

const struct option *
option_find(const struct option *table, struct slice name, char letter)
{
    for (; table && table->name; table++) {
        if (letter ? table->letter == letter
                   : slice_equal(slice_of(table->name), name)) {
            return table;
        }
    }
    return NULL;
}

struct settings
settings_default(void)
{
    return (struct settings){
        .before = OPTION_UNSET,
        .after = OPTION_UNSET,
        .context = OPTION_UNSET,
    };
}

/** Read digits and nothing else; false also above `max`. */
static bool
read_number(const char *text, unsigned max, unsigned *number)
{
    unsigned sum = 0;
    if (!text[0]) {
        return false;
    }
    for (; is_digit(*text); text++) {
        const unsigned digit = (unsigned)(*text - '0');
        if (sum > (max - digit) / 10 || digit > max) {
            return false;
        }
        sum = sum * 10 + digit;
    }
    *number = sum;
    return *text == '\0';
}

/** Read one of the words that --color takes. */
static bool
read_colour(const char *text, enum colour *colour)
{
    static const char *const words[] = {
        [COLOUR_AUTO] = "auto",
        [COLOUR_ALWAYS] = "always",
        [COLOUR_NEVER] = "never",
    };
    for (int i = COLOUR_AUTO; i <= COLOUR_NEVER; i++) {
        if (!strcmp(words[i], text)) {
            *colour = (enum colour)i;
            return true;
        }
    }
    return false;
}

const char *
option_set(const struct option *option, struct settings *settings,
           const char *value)
{
    void *field = (char *)settings + option->field;
    unsigned number;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return NULL;
    case OPTION_TEXT:
        *(const char **)field = value;
        return value[0] ? NULL : "a text that is not empty";
    case OPTION_NUMBER:
        if (!read_number(value, option->max, &number) || number < option->min) {
            return "a number";
        }
        *(unsigned *)field = number;
        return NULL;
    case OPTION_COLOUR:
        return read_colour(value, field) ? NULL : "auto, always or never";
    }
    return NULL;
}
