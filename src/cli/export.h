/*
 * export.h - a recording out again, in the formats that others read.
 */
#ifndef QUOTH_CLI_EXPORT_H
#define QUOTH_CLI_EXPORT_H

#include "cli/out.h"

#include <stdbool.h>

struct export_format;

/** The format of that name, or NULL. */
const struct export_format *export_find(const char *name);

/** A format's name; static. */
const char *export_name(const struct export_format *format);

/** All names, as `srt, vtt, ...`; static. */
extern const char export_names[];

/** Whether every segment must have its times. */
bool export_needs_times(const struct export_format *format);

/**
 * Write what a view shows; the stream's error is sticky.
 *
 * What is written is what the transcript says, to the byte; only for the
 * eyes at a terminal, what could disturb it is spelled out.
 */
void export_write(struct stream *stream, const struct export_format *format,
                  const struct out_view *view, bool is_terminal);

#endif
