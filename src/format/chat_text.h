/*
 * chat_text.h - the text of a main line of CHAT, without its codes.
 */
#ifndef QUOTH_FORMAT_CHAT_TEXT_H
#define QUOTH_FORMAT_CHAT_TEXT_H

#include "base/slice.h"
#include "text/transcript.h"

/** Append what was said, and sounds as markers (`[laughs]`), to the open
 * segment. */
void chat_text_add(struct transcript *transcript, struct slice text);

#endif
