/*
 * message.h - what people are told on standard error.
 */
#ifndef QUOTH_CLI_MESSAGE_H
#define QUOTH_CLI_MESSAGE_H

#include "cli/terminal.h"

#include "quoth.h"

#include <stdbool.h>

struct messages {
    struct terminal terminal;
    int fd;          /**< standard error's, or a pager's */
    bool has_status; /**< a line that says how far we are is on show */
};

/** Messages to standard error. */
struct messages messages_begin(void);

/**
 * Tell one line.  All of it is escaped, so the arguments may come from
 * anywhere; the line feed is added.
 */
void message(struct messages *messages, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Tell something long about an answer: as message() of a text, but folded at
 * words on a terminal. */
void message_folded(struct messages *messages, struct slice text);

/** Tell a failure of the library, and what may be done about it. */
void message_error(struct messages *messages, const struct quoth_error *error);

/** Tell where time went, a stage a line. */
void message_profile(struct messages *messages,
                     const struct quoth_profile *profile);

/** Whether a status line can be shown. */
bool messages_can_show_status(const struct messages *messages);

/** Show or replace the status line; the next message() erases it. */
void messages_show_status(struct messages *messages, const char *text);

/** Erase the status line, where one is shown. */
void messages_erase_status(struct messages *messages);

#endif
