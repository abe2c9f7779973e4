/*
 * stem.h - what the forms of a word have in common, by Snowball's stemmers
 * (Porter 2001; snowballstem.org), one a language.
 *
 * A build without libstemmer knows no language.
 */
#ifndef QUOTH_TEXT_STEM_H
#define QUOTH_TEXT_STEM_H

#include "base/slice.h"

#include <stdbool.h>

struct stemmer;

/** Whether this build has stemmers. */
bool stemmer_is_there(void);

/** The stemmer of a language, by its BCP 47 tag; NULL where there is none,
 * or no memory. */
struct stemmer *stemmer_new(struct slice language);

void stemmer_free(struct stemmer *stemmer);

/** The stem of a folded token; lives until the next call on this stemmer.
 * Empty without memory. */
struct slice stemmer_stem(struct stemmer *stemmer, struct slice token);

#endif
