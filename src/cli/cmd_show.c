/*
 * cmd_show.c - `quoth show`.
 */
#include "cli/excerpt.h"

enum exit_code
cmd_show(struct cli *cli)
{
    struct out_view view;
    const enum exit_code code = excerpt_read(cli, &view);
    if (code == EXIT_DONE) {
        cli->out->class->view(cli->out, &view);
        quoth_excerpt_free(view.excerpt);
    }
    return code;
}
