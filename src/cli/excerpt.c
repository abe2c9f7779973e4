/*
 * excerpt.c - what a reference and its context mean.
 *
 * Owns what -A, -B and -C mean together, as numbers of segments and as a
 * time.  The library takes numbers only, and zero for its default, so that an
 * excerpt without neighbours, and one of a time, is cut out here.
 */
#include "cli/excerpt.h"

enum {
    /* Segments on either side where nobody says how many. */
    CONTEXT_USUAL = 3,
    /* Segments to read where a time was given: all but in huge recordings. */
    CONTEXT_TIMED = 1000000,
};

/** The segments wanted on one side. */
static unsigned
wanted(unsigned side, const struct context *both)
{
    if (side != OPTION_UNSET) {
        return side;
    }
    if (both->time_ms > 0) {
        return CONTEXT_TIMED;
    }
    return both->n_segments != OPTION_UNSET ? both->n_segments : CONTEXT_USUAL;
}

/** The part of an excerpt that was asked for in numbers of segments; all of a
 * whole recording. */
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

/** Leave out, on the sides where no number was given, what is said more than
 * a time away from the moment's segment, or nobody knows when. */
static void
cut_to_time(struct out_view *view, const struct settings *settings)
{
    const struct quoth_excerpt *excerpt = view->excerpt;
    const struct quoth_segment *segments = excerpt->segments;
    const int64_t time_ms = settings->context.time_ms;
    if (time_ms == 0 || excerpt->focus == excerpt->n_segments) {
        return;
    }
    const struct quoth_segment *focus = &segments[excerpt->focus];
    size_t first = excerpt->focus;
    size_t last = excerpt->focus + 1;
    while (first > view->first && segments[first - 1].end_ms >= 0 &&
           segments[first - 1].end_ms > focus->start_ms - time_ms) {
        first--;
    }
    while (last < view->last && segments[last].start_ms >= 0 &&
           segments[last].start_ms < focus->end_ms + time_ms) {
        last++;
    }
    if (settings->before == OPTION_UNSET) {
        view->first = first;
    }
    if (settings->after == OPTION_UNSET) {
        view->last = last;
    }
}

enum exit_code
excerpt_read(struct cli *cli, struct out_view *view)
{
    const struct settings *settings = &cli->arguments.settings;
    const unsigned before = wanted(settings->before, &settings->context);
    const unsigned after = wanted(settings->after, &settings->context);
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
    cut_to_time(view, settings);
    return EXIT_DONE;
}
