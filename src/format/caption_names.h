/*
 * caption_names.h - speakers' names that people write in front of captions,
 * as `Ann Lee: text` (Zoom, Otter), `>> ANN: text` (broadcasters) and
 * `[Ann] text`.
 */
#ifndef QUOTH_FORMAT_CAPTION_NAMES_H
#define QUOTH_FORMAT_CAPTION_NAMES_H

#include "text/transcript.h"

/**
 * Make names in front of closed segments their speakers, where they have
 * none, and cut them off.  Any captions may have a word and a colon, so a
 * name is believed by what others there are:
 *
 * - behind `>>`, or in capitals and come again, where there are three such;
 * - else where it comes again, and a quarter of the segments have such names;
 *   in brackets half, since sounds are written so too;
 * - where it does not come again, if nearly all segments have a name; one of
 *   several words, if half of them have.
 */
void caption_names_take(struct transcript *transcript);

#endif
