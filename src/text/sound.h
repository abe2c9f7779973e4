/*
 * sound.h - how a name sounds.
 *
 * The code of the New York State Identification and Intelligence System
 * (NYSIIS, Taft 1970), which was made for names: those that sound alike
 * have the same code.  It knows English sounds and Latin letters only.
 */
#ifndef QUOTH_TEXT_SOUND_H
#define QUOTH_TEXT_SOUND_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { SOUND_BYTES = 64 };

/**
 * Write the code of a folded token.
 *
 * @param code receives capital letters, without a NUL
 * @param size receives how many
 *
 * Returns false, with nothing written, for a token that is longer than
 * SOUND_BYTES or has anything but the letters a to z.
 */
bool sound_code(struct slice token, char code[SOUND_BYTES], size_t *size);

#endif
