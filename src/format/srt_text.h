/*
 * srt_text.h - the text of a SubRip cue, without its formatting.
 */
#ifndef QUOTH_FORMAT_SRT_TEXT_H
#define QUOTH_FORMAT_SRT_TEXT_H

#include "base/slice.h"
#include "text/transcript.h"

/** Append a line to the open segment: known tags and `{\...}` blocks are
 * left out, character references decoded. Linear in the line. */
void srt_text_add(struct transcript *transcript, struct slice line);

#endif
