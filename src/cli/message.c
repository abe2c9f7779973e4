/*
 * message.c - lines on standard error, and the status line below them.
 *
 * Owns escaping and erasing there, and the advice that goes with a
 * failure.  A message that can not be written is lost: there is nobody
 * left to tell.
 */
#include "cli/message.h"

#include "base/buffer.h"
#include "cli/display.h"
#include "cli/stream.h"
#include "cli/wrap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** What a person may do about a failure. */
struct advice {
    enum quoth_status status;
    const char *text;
};

static const struct advice advices[] = {
    {QUOTH_BUSY, "another quoth is writing; try again when it is done, or "
                 "with --wait"},
    {QUOTH_DISK_FULL, "make room, then run it again: nothing is lost"},
    {QUOTH_NOT_AN_ARCHIVE, "choose another file with --db; this one was left "
                           "as it is"},
    {QUOTH_NEWER_ARCHIVE, "install a newer quoth; the archive was left as it "
                          "is"},
    {QUOTH_DAMAGED, "`quoth check --full` tells more, and what to do"},
    {QUOTH_TOO_SLOW, "use rarer words, or more of them"},
    {QUOTH_INTERNAL, "this is a mistake in quoth; please report it"},
};

struct messages
messages_begin(void)
{
    return (struct messages){
        .terminal = terminal_of(STDERR_FILENO, COLOUR_AUTO),
        .fd = STDERR_FILENO,
    };
}

/** Write a line that is escaped already, and end the buffer it is in. */
static void
write_line(struct messages *messages, struct buffer *line)
{
    buffer_add_byte(line, '\n');
    messages_erase_status(messages);
    (void)stream_write(messages->fd, line->data, line->size);
    buffer_finish(line);
}

void
message(struct messages *messages, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text;
    const int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size >= 0) {
        struct buffer line;
        buffer_init(&line, STREAM_LIMIT);
        display_add(&line, (struct slice){text, (size_t)size});
        write_line(messages, &line);
        free(text);
    }
}

void
message_folded(struct messages *messages, struct slice text)
{
    const struct wrap wrap = {.terminal = &messages->terminal, .indent = 2};
    struct buffer line;
    buffer_init(&line, STREAM_LIMIT);
    wrap_add(&line, &wrap, text);
    write_line(messages, &line);
}

void
message_error(struct messages *messages, const struct quoth_error *error)
{
    const char *code = quoth_status_name(error->status);
    if (error->path[0]) {
        message(messages, "quoth: %s: %s: %s", error->path, code, error->text);
    } else {
        message(messages, "quoth: %s: %s", code, error->text);
    }
    for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
        if (advices[i].status == error->status) {
            message(messages, "quoth: %s", advices[i].text);
        }
    }
}

void
message_profile(struct messages *messages, const struct quoth_profile *profile)
{
    double sum_ms = 0;
    for (size_t i = 0; i < profile->n_stages; i++) {
        sum_ms += profile->stages[i].ms;
    }
    for (size_t i = 0; i < profile->n_stages; i++) {
        const struct quoth_stage *stage = &profile->stages[i];
        message(messages, "%10.1f ms %3.0f %%  %s", stage->ms,
                100 * stage->ms / sum_ms, stage->name);
    }
}

bool
messages_can_show_status(const struct messages *messages)
{
    return messages->terminal.is_terminal && !messages->terminal.is_dumb;
}

void
messages_show_status(struct messages *messages, const char *text)
{
    struct buffer line;
    buffer_init(&line, STREAM_LIMIT);
    buffer_print(&line, "\r%s\x1b[K", text);
    (void)stream_write(STDERR_FILENO, line.data, line.size);
    buffer_finish(&line);
    messages->has_status = true;
}

void
messages_erase_status(struct messages *messages)
{
    if (messages->has_status) {
        (void)stream_write(STDERR_FILENO, "\r\x1b[K", 4);
        messages->has_status = false;
    }
}
