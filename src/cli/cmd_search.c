/*
 * cmd_search.c - `quoth search`, and `quoth QUERY...`.
 *
 * Owns putting the query together.  What it means is the library's; here it
 * only becomes UTF-8 of a bounded size.
 */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/out.h"

#include <errno.h>
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

/** Ask the library and tell what it found. */
static enum exit_code
search(struct cli *cli, const char *query)
{
    const struct settings *settings = &cli->arguments.settings;
    const struct quoth_search_options options = {
        .query = query,
        .limit = settings->limit,
        .offset = settings->offset,
    };
    struct quoth_results *results = NULL;
    struct quoth_error error = {0};
    if (quoth_search(cli->archive, &options, &results, &error) != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return EXIT_TROUBLE;
    }
    cli->out->class->results(cli->out, results, settings->explains);
    const bool has_hits = results->n_hits > 0;
    quoth_results_free(results);
    return has_hits ? EXIT_DONE : EXIT_NOTHING;
}

enum exit_code
cmd_search(struct cli *cli)
{
    enum exit_code code = EXIT_TROUBLE;
    struct buffer query;
    /* Each byte may become a replacement character of three. */
    buffer_init(&query, 3 * QUERY_LIMIT + 1);
    if (make_query(cli, &query)) {
        code = search(cli, query.data);
    }
    buffer_finish(&query);
    return code;
}
