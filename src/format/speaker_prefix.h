/*
 * speaker_prefix.h - speakers' names that programs write into the text, as
 * `SPEAKER_00: ` (WhisperX) and `(speaker 0)` (whisper.cpp).
 */
#ifndef QUOTH_FORMAT_SPEAKER_PREFIX_H
#define QUOTH_FORMAT_SPEAKER_PREFIX_H

#include "base/slice.h"
#include "text/transcript.h"

/**
 * The size of the prefix at the front of a text that can be nothing else:
 * `SPEAKER_00:`, `[SPEAKER_00]:`, `[SPEAKER_00]`, `(speaker 0)`,
 * `(speaker ?)`.  0 for none.  *name is the speaker's, part of the text, and
 * empty for `?`.
 */
size_t speaker_prefix_read(struct slice text, struct slice *name);

/**
 * Make the prefixes of closed segments their speakers, where they have none:
 * those above, and where at least half of the segments have one, also
 * `Speaker 1:` in any letter case, with a space, an underscore or nothing
 * before the number or letter.  A segment that has nothing else is removed.
 */
void speaker_prefixes_take(struct transcript *transcript);

#endif
