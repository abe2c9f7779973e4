/*
 * option.c - looking options up and storing their values.
 *
 * Which options a command has is said in command.c; taking a command line
 * apart is arguments.c's.
 */
#include "cli/option.h"

/** The longest time around a moment; the library takes no longer one. */
enum { CONTEXT_MAX_MS = 3600 * 1000 };

static const char *const colours[] = {
    [COLOUR_AUTO] = "auto",
    [COLOUR_ALWAYS] = "always",
    [COLOUR_NEVER] = "never",
    NULL,
};

const struct option global_options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = "FILE",
     .help = "the archive; else $QUOTH_DB, else the user's own",
     .field = offsetof(struct settings, archive)},
    {.name = "color",
     .other_name = "colour",
     .kind = OPTION_CHOICE,
     .value = "WHEN",
     .help = "auto, always or never",
     .field = offsetof(struct settings, colour),
     .choices = colours},
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
                   : slice_equal(slice_of(table->name), name) ||
                         (table->other_name &&
                          slice_equal(slice_of(table->other_name), name))) {
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
        .context = {.n_segments = OPTION_UNSET},
        .format = OPTION_UNSET,
        .wait_s = OPTION_UNSET,
    };
}

/** Read digits and nothing else; false, with *number untouched, also above
 * `max`. */
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
    if (*text) {
        return false;
    }
    *number = sum;
    return true;
}

/** The milliseconds in a unit that comes after `larger` ones; 0 for none. */
static int64_t
unit_ms(char unit, int64_t larger)
{
    const int64_t ms = unit == 'h'   ? 3600 * 1000
                       : unit == 'm' ? 60 * 1000
                       : unit == 's' ? 1000
                                     : 0;
    return ms < larger ? ms : 0;
}

/** Read a time as `90s`, `1m30s` or `1h`, the larger units first. */
static bool
read_span(const char *text, int64_t *span_ms)
{
    int64_t sum_ms = 0;
    int64_t last_ms = INT64_MAX;
    do {
        int64_t number = 0;
        const char *digits = text;
        for (; is_digit(*text) && number < CONTEXT_MAX_MS; text++) {
            number = number * 10 + (*text - '0');
        }
        last_ms = unit_ms(*text, last_ms);
        sum_ms += number * last_ms;
        if (text == digits || last_ms == 0 || sum_ms > CONTEXT_MAX_MS) {
            return false;
        }
        text++;
    } while (*text);
    *span_ms = sum_ms;
    return true;
}

/** Read a number of segments or a time. */
static bool
read_context(const char *text, unsigned max, struct context *context)
{
    struct context found = {.n_segments = OPTION_UNSET};
    if (!read_number(text, max, &found.n_segments) &&
        !read_span(text, &found.time_ms)) {
        return false;
    }
    *context = found;
    return true;
}

/** Read one of some words. */
static bool
read_choice(const char *text, const char *const *choices, unsigned *choice)
{
    for (unsigned i = 0; choices[i]; i++) {
        if (!strcmp(choices[i], text)) {
            *choice = i;
            return true;
        }
    }
    return false;
}

bool
option_set(const struct option *option, struct settings *settings,
           const char *value)
{
    void *field = (char *)settings + option->field;
    unsigned number;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return true;
    case OPTION_TEXT:
        *(const char **)field = value;
        return value[0] != '\0';
    case OPTION_LEAVE:
        if (!value) {
            *(unsigned *)field = OPTION_ANY;
            return true;
        }
        __attribute__((fallthrough));
    case OPTION_NUMBER:
        if (!read_number(value, option->max, &number) || number < option->min) {
            return false;
        }
        *(unsigned *)field = number;
        return true;
    case OPTION_CHOICE:
        return read_choice(value, option->choices, field);
    case OPTION_CONTEXT:
        return read_context(value, option->max, field);
    }
    return true;
}

/** Append words as `auto, always or never`. */
static void
add_choices(struct buffer *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        buffer_print(out, "%s%s",
                     i == 0           ? ""
                     : choices[i + 1] ? ", "
                                      : " or ",
                     choices[i]);
    }
}

void
option_add_wanted(struct buffer *out, const struct option *option)
{
    switch (option->kind) {
    case OPTION_FLAG:
        break;
    case OPTION_TEXT:
        buffer_add_slice(out, SLICE("a text that is not empty"));
        break;
    case OPTION_LEAVE:
    case OPTION_NUMBER:
        buffer_print(out, "a number from %u to %u", option->min, option->max);
        break;
    case OPTION_CHOICE:
        add_choices(out, option->choices);
        break;
    case OPTION_CONTEXT:
        buffer_print(out,
                     "a number of segments from 0 to %u, or a time up to 1h "
                     "as 30s or 1m30s",
                     option->max);
        break;
    }
}
