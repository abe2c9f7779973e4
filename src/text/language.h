/*
 * language.h - which language a transcript is in, by its most frequent words
 * and its script.
 */
#ifndef QUOTH_TEXT_LANGUAGE_H
#define QUOTH_TEXT_LANGUAGE_H

#include "base/slice.h"
#include "text/vocabulary.h"

#include <stdbool.h>

/**
 * The language of a text by its words, as a static BCP 47 tag: `en`, `pt`,
 * `zh`; NULL where there is too little text or no clear winner.  Always the
 * same for the same counts.
 */
const char *language_guess(const struct vocabulary *vocabulary);

/** Whether a folded token is one of the most frequent words of a language
 * that we know by its words. */
bool language_has_frequent(const char *language, struct slice token);

#endif
