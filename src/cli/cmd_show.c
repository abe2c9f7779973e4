/*
 * cmd_show.c - `quoth show`.
 */
#include "cli/excerpt.h"
#include "cli/pager.h"

enum exit_code
cmd_show(struct cli *cli)
{
    struct out_view view;
    const enum exit_code code = excerpt_read(cli, &view);
    if (code == EXIT_DONE) {
        pager_begin(cli);
        cli->out->class->view(cli->out, &view);
        quoth_excerpt_free(view.excerpt);
    }
    return code;
}
