/*
 * cmd_list.c - `quoth list`.
 */
#include "cli/command.h"
#include "cli/out.h"

/** Tell a recording; stop where nobody listens any more. */
static bool
on_recording(void *context, const struct quoth_recording *recording)
{
    struct out *out = context;
    out->class->recording(out, recording);
    return out->stream->error == 0;
}

/** Tell a file; stop where nobody listens any more. */
static bool
on_file(void *context, const struct quoth_file *file)
{
    struct out *out = context;
    out->class->file(out, file);
    return out->stream->error == 0;
}

enum exit_code
cmd_list(struct cli *cli)
{
    struct quoth_error error = {0};
    const enum quoth_status status =
        cli->arguments.settings.lists_files
            ? quoth_list_files(cli->archive, on_file, cli->out, &error)
            : quoth_list_recordings(cli->archive, on_recording, cli->out,
                                    &error);
    if (status != QUOTH_OK) {
        message_error(&cli->messages, &error);
        return EXIT_TROUBLE;
    }
    return EXIT_DONE;
}
