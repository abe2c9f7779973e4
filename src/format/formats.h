/*
 * formats.h - what the format files share among themselves: the rows of the
 * table in format.c, and small helpers.
 */
#ifndef QUOTH_FORMAT_FORMATS_H
#define QUOTH_FORMAT_FORMATS_H

#include "format/format.h"

extern const struct format format_srt;
extern const struct format format_webvtt;
extern const struct format format_whisper;

/** Whether `text` is `lower`, which has no upper case letters, in any ASCII
 * letter case. */
bool equals_lower(struct slice text, struct slice lower);

/** What a parser returns: the transcript's status, told to `error` too. */
enum status format_end(const struct transcript *transcript,
                       struct error *error);

#endif
