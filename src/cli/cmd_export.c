/*
 * cmd_export.c - `quoth export`.
 */
#include "cli/excerpt.h"
#include "cli/export.h"

/** Whether every segment has the times that some formats need. */
static bool
has_times(const struct out_view *view)
{
    for (size_t i = view->first; i < view->last; i++) {
        const struct quoth_segment *segment = &view->excerpt->segments[i];
        if (segment->start_ms < 0 || segment->end_ms < 0) {
            return false;
        }
    }
    return true;
}

/** Write what was read, if the format can hold it. */
static enum exit_code
write_view(struct cli *cli, const struct export_format *format,
           const struct out_view *view)
{
    if (export_needs_times(format) && !has_times(view)) {
        message(&cli->messages,
                "quoth: %s needs times, and the transcript does not have "
                "them all; json, txt, md, csv and tsv do without",
                export_name(format));
        return EXIT_TROUBLE;
    }
    export_write(&cli->output, format, view, cli->out->terminal.is_terminal);
    return EXIT_DONE;
}

enum exit_code
cmd_export(struct cli *cli)
{
    const char *name = cli->arguments.settings.to;
    const struct export_format *format = export_find(name ? name : "srt");
    if (!format) {
        message(&cli->messages, "quoth: --to takes one of %s, not '%s'",
                export_names, name);
        return EXIT_TROUBLE;
    }
    struct out_view view;
    enum exit_code code = excerpt_read(cli, &view);
    if (code == EXIT_DONE) {
        code = write_view(cli, format, &view);
        quoth_excerpt_free(view.excerpt);
    }
    return code;
}
