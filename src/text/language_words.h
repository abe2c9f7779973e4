/*
 * language_words.h - what language.c compares a text with.
 */
#ifndef QUOTH_TEXT_LANGUAGE_WORDS_H
#define QUOTH_TEXT_LANGUAGE_WORDS_H

/** Scripts that languages are told apart in, or by. */
enum script {
    LATIN,
    CYRILLIC,
    ARABIC,
    DEVANAGARI,
    N_SCRIPTS_WITH_WORDS,

    HAN = N_SCRIPTS_WITH_WORDS,
    KANA,
    OTHER_SCRIPT, /**< one that tells the language by itself */
};

struct language_words {
    const char *tag;
    enum script script;
    const char *words; /**< about forty, with a space between */
};

/** All languages, ended by one without a tag; below 64. */
extern const struct language_words language_words[];

#endif
