/*
 * language.h - which language a transcript is in, by its most frequent words
 * and its script.
 */
#ifndef QUOTH_TEXT_LANGUAGE_H
#define QUOTH_TEXT_LANGUAGE_H

#include "base/slice.h"

/**
 * The language of a token stream (tokens_append()), as a static BCP 47 tag:
 * `en`, `pt`, `zh`; NULL where there is too little text or no clear winner.
 * Looks at a bounded number of tokens from all over the stream.  Always the
 * same for the same stream.
 */
const char *language_guess(struct slice tokens);

#endif
