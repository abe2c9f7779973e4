/*
 * question.h - words with which people ask, and which tell nothing of what
 * they ask about.
 */
#ifndef QUOTH_TEXT_QUESTION_H
#define QUOTH_TEXT_QUESTION_H

#include "base/slice.h"

/** What a word may be in questions; each also what is above it. */
enum question_word {
    QUESTION_NONE,     /**< what they are about */
    QUESTION_ASKS,     /**< part of any: say, talk, something */
    QUESTION_MAY_OPEN, /**< the first word, also of other sentences: can */
    QUESTION_OPENS,    /**< the first word: what, did */
};

/** What a folded token is in questions of a language. */
enum question_word question_word(const char *language, struct slice token);

#endif
