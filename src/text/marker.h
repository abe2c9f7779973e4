/*
 * marker.h - telling lines that are no speech from those that are.
 *
 * A marker describes a sound, a silence or the recording itself:
 * `[BLANK_AUDIO]`, `(laughs)`, `♪`, `[Music]`, `*Applaudissements*`,
 * `(拍手)`, `>> [APPLAUSE]`.  Song texts between notes (`♪ Hallelujah ♪`) are
 * speech: somebody sang them.
 *
 * The rule: a line is a marker when no token is left of it outside of
 * descriptions.  So `...` and `♪ [Music] -` are markers, and `[Ann]: yes` and
 * `(inaudible) and then` are speech.  A description is what stands
 *
 * - in square or lenticular brackets, up to 32 words;
 * - in parentheses or between asterisks, up to 7 words, or up to 3 where a
 *   full stop, question or exclamation mark is among them: what is longer,
 *   or a whole sentence, is more often an aside that was said.
 *
 * A character of a script without spaces counts for two thirds of a word.
 * Brackets may be of full width.
 */
#ifndef QUOTH_TEXT_MARKER_H
#define QUOTH_TEXT_MARKER_H

#include "base/slice.h"

#include <stdbool.h>

enum line_kind {
    LINE_SPEECH = 0,
    LINE_MARKER = 1,
};

/** Classify one normalised line. */
enum line_kind line_classify(struct slice text);

#endif
