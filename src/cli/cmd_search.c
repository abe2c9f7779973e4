/*
 * cmd_search.c - `quoth search`, and `quoth QUERY...`.
 *
 * Owns putting the query together, and which options make sense together.
 * What a query means is the library's; here it only becomes UTF-8 of a
 * bounded size.
 */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/out.h"
#include "cli/pager.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/** The longest query, before repair; more is no question. */
#define QUERY_LIMIT ((size_t)1 << 20)

/** Append all of standard input; false, with the reason told, where it can
 * not be read or is too long. */
static bool
read_input(struct cli *cli, struct buffer *query)
{
    char bytes[4096];
    while (!query->has_failed) {
        const ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));
        if (size > 0) {
            buffer_add(query, bytes, (size_t)size);
        } else if (size == 0) {
            return true;
        } else if (errno != EINTR) {
            message(&cli->messages, "quoth: can not read standard input: %s",
                    strerror(errno));
            return false;
        }
    }
    return true;
}

/** Append the words of the command line with spaces between them. */
static void
join_words(const struct arguments *arguments, struct buffer *query)
{
    for (size_t i = 0; i < arguments->n_words; i++) {
        if (i > 0) {
            buffer_add_byte(query, ' ');
        }
        buffer_add_slice(query, slice_of(arguments->words[i]));
    }
}

/** Put the query together as NUL-terminated UTF-8. */
static bool
make_query(struct cli *cli, struct buffer *query)
{
    const struct arguments *arguments = &cli->arguments;
    struct buffer raw;
    bool is_made = true;
    buffer_init(&raw, QUERY_LIMIT);
    if (arguments->n_words == 1 && arguments->n_plain == 1 &&
        !strcmp(arguments->words[0], "-")) {
        is_made = read_input(cli, &raw);
    } else {
        join_words(arguments, &raw);
    }
    if (is_made) {
        display_repair(query, buffer_slice(&raw));
        buffer_add_byte(query, '\0');
        is_made = !raw.has_failed && !query->has_failed;
        if (!is_made) {
            message(&cli->messages, "quoth: the query is longer than 1 MiB");
        }
    }
    buffer_finish(&raw);
    return is_made;
}

/** What the options ask of the library; `profile` is for the answer. */
static struct quoth_search_options
options_of(const struct settings *settings, const char *query,
           struct quoth_profile *profile)
{
    const struct context *context = &settings->context;
    return (struct quoth_search_options){
        .query = query,
        .limit = settings->limit,
        .offset = settings->offset,
        .sort = (enum quoth_sort)settings->sort,
        .per_recording = settings->per_recording,
        .is_exact = settings->is_exact,
        .lists_same = settings->lists_same,
        .context_segments =
            context->n_segments == OPTION_UNSET ? 0 : context->n_segments,
        .context_ms = context->time_ms,
        .profile = settings->profiles ? profile : NULL,
    };
}

/** Ask the library for passages and tell them. */
static enum exit_code
search(struct cli *cli, const struct quoth_search_options *options)
{
    const struct settings *settings = &cli->arguments.settings;
    struct quoth_results *results = NULL;
    struct quoth_error error = {0};
    if (quoth_search(cli->archive, options, &results, &error) != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return EXIT_TROUBLE;
    }
    const struct out_answer answer = {
        .results = results,
        .offset = options->offset,
        .explains = settings->explains,
        .has_context = options->context_segments > 0 || options->context_ms > 0,
        .lists_same = settings->lists_same,
    };
    const bool has_hits = results->n_hits > 0;
    if (has_hits) {
        pager_begin(cli);
    }
    cli->out->class->answer(cli->out, &answer);
    quoth_results_free(results);
    return has_hits ? EXIT_DONE : EXIT_NOTHING;
}

/** A tally on its way out. */
struct tally_relay {
    struct cli *cli;
    int64_t n_rows; /**< so far */
    int64_t n_told;
};

/** Tell a recording that says something, if it is one of those wanted; stop
 * where nobody listens any more. */
static bool
on_tally(void *context, const struct quoth_tally *tally)
{
    struct tally_relay *relay = context;
    const struct settings *settings = &relay->cli->arguments.settings;
    struct out *out = relay->cli->out;
    const bool is_wanted =
        relay->n_rows >= settings->offset &&
        (settings->limit == 0 || relay->n_told < settings->limit);
    relay->n_rows++;
    if (settings->is_count || !is_wanted) {
        return true;
    }
    if (relay->n_told++ == 0) {
        pager_begin(relay->cli);
    }
    out->class->tally(out, tally);
    return out->stream->error == 0;
}

/** Ask the library how often it is said and where, and tell that. */
static enum exit_code
count(struct cli *cli, const struct quoth_search_options *options)
{
    const struct out_class *class = cli->out->class;
    struct tally_relay relay = {.cli = cli};
    struct out_count found = {
        .query = options->query,
        .is_alone = cli->arguments.settings.is_count,
    };
    struct quoth_error error = {0};
    if (class->tally_head && !found.is_alone) {
        class->tally_head(cli->out);
    }
    if (quoth_tally(cli->archive, options, on_tally, &relay, &found.n_passages,
                    &error) != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return EXIT_TROUBLE;
    }
    found.n_recordings = relay.n_rows;
    found.n_told = relay.n_told;
    class->count(cli->out, &found);
    return relay.n_rows > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/** Two options, of which the first makes no sense with the second. */
struct clash {
    bool is_given;
    const char *first;
    const char *second;
};

/** Tell the first of some clashes that is given; true where none is. */
static bool
check_clashes(const struct clash *clashes, struct messages *messages)
{
    for (; clashes->first; clashes++) {
        if (clashes->is_given) {
            message(messages, "quoth: %s does not go with %s", clashes->first,
                    clashes->second);
            return false;
        }
    }
    return true;
}

bool
cmd_search_check(const struct arguments *arguments, struct messages *messages)
{
    const struct settings *settings = &arguments->settings;
    const enum out_format format = out_format_of(settings);
    const struct out_class *class = out_class_of(format);
    const bool has_context = settings->context.n_segments != OPTION_UNSET ||
                             settings->context.time_ms > 0;
    const bool is_count = settings->is_count;
    const bool is_tally = is_count || settings->lists_recordings;
    const char *what = is_count ? "--count" : "--recordings";
    char name[32];
    snprintf(name, sizeof(name), "--format %s", out_formats[format]);
    const struct clash clashes[] = {
        {settings->is_json && settings->format != OPTION_UNSET &&
             settings->format != OUT_JSON,
         "--json", "another --format"},
        {is_count && settings->lists_recordings, "--count", "--recordings"},
        {is_count && !class->has_count, "--count", name},
        {settings->lists_recordings && !class->tally, "--recordings", name},
        {has_context && !class->has_context, "--context", name},
        {is_tally && has_context, "--context", what},
        {is_tally && settings->sort != QUOTH_BY_RANK, "--sort", what},
        {is_tally && settings->per_recording > 0, "--per-recording", what},
        {is_tally && settings->lists_same, "--all", what},
        {is_tally && settings->explains, "--explain", what},
        {is_tally && settings->profiles, "--profile", what},
        {is_count && settings->limit > 0, "--limit", what},
        {is_count && settings->offset > 0, "--offset", what},
        {0},
    };
    return check_clashes(clashes, messages);
}

enum exit_code
cmd_search(struct cli *cli)
{
    enum exit_code code = EXIT_TROUBLE;
    struct buffer query;
    /* Each byte may become a replacement character of three. */
    buffer_init(&query, 3 * QUERY_LIMIT + 1);
    if (make_query(cli, &query)) {
        const struct settings *settings = &cli->arguments.settings;
        struct quoth_profile profile = {0};
        const struct quoth_search_options options =
            options_of(settings, query.data, &profile);
        code = settings->is_count || settings->lists_recordings
                   ? count(cli, &options)
                   : search(cli, &options);
        message_profile(&cli->messages, &profile);
    }
    buffer_finish(&query);
    return code;
}
