/*
 * excerpt.c - what a reference and its context mean.
 *
 * Owns what -A, -B and -C mean together.  The library takes zero for its
 * default, so that an excerpt without neighbours is cut out here.
 */
#include "cli/excerpt.h"

/** Segments on either side where nobody says how many. */
enum { CONTEXT_USUAL = 3 };

/** The first of the two numbers that was given, or the usual one. */
static unsigned
wanted(unsigned side, unsigned both)
{
    if (side != OPTION_UNSET) {
        return side;
    }
    return both != OPTION_UNSET ? both : CONTEXT_USUAL;
}

/** The part of an excerpt that was asked for; all of a whole recording. */
static struct out_view
view_of(struct quoth_excerpt *excerpt, unsigned before, unsigned after)
{
    struct out_view view = {.excerpt = excerpt, .last = excerpt->n_segments};
    if (excerpt->focus < excerpt->n_segments) {
        if (excerpt->focus > before) {
            view.first = excerpt->focus - before;
        }
        if (excerpt->n_segments - excerpt->focus - 1 > after) {
            view.last = excerpt->focus + 1 + after;
        }
    }
    return view;
}

enum exit_code
excerpt_read(struct cli *cli, struct out_view *view)
{
    const struct settings *settings = &cli->arguments.settings;
    const unsigned before = wanted(settings->before, settings->context);
    const unsigned after = wanted(settings->after, settings->context);
    const struct quoth_show_options options = {
        .ref = cli->arguments.words[0],
        .before = before > 0 ? before : 1,
        .after = after > 0 ? after : 1,
    };
    struct quoth_excerpt *excerpt = NULL;
    struct quoth_error error = {0};
    const enum quoth_status status =
        quoth_show(cli->archive, &options, &excerpt, &error);
    if (status != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return status == QUOTH_NOT_FOUND ? EXIT_NOTHING : EXIT_TROUBLE;
    }
    *view = view_of(excerpt, before, after);
    return EXIT_DONE;
}
