/*
 * language.h - which language a transcript is in, by its most frequent words
 * and its script.
 */
#ifndef QUOTH_TEXT_LANGUAGE_H
#define QUOTH_TEXT_LANGUAGE_H

#include "text/vocabulary.h"

/**
 * The language of a text by its words, as a static BCP 47 tag: `en`, `pt`,
 * `zh`; NULL where there is too little text or no clear winner.  Always the
 * same for the same counts.
 */
const char *language_guess(const struct vocabulary *vocabulary);

#endif
