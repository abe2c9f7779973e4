/*
 * language_tag.h - one way to write a language, whoever told it.
 */
#ifndef QUOTH_TEXT_LANGUAGE_TAG_H
#define QUOTH_TEXT_LANGUAGE_TAG_H

#include "base/slice.h"

#include <stdbool.h>

/** What BCP 47 (RFC 5646, section 4.4.1) asks programs to have room for. */
enum { LANGUAGE_TAG_MAX = 35 };

/** A BCP 47 tag in canonical case, as a string; empty where the language is
 * not known. */
struct language_tag {
    char text[LANGUAGE_TAG_MAX + 1];
};

/**
 * The tag of a language that is told in any usual way: a tag (`en-us`), a
 * locale (`en_US.UTF-8`), a code of ISO 639 (`eng`, `ger`) or a name
 * (`English`, `Chinese (Simplified)`, `Deutsch`).
 *
 * A well-formed tag that nobody registered is kept.  Empty for anything else,
 * and for what says that nobody knows: `auto`, `und`, `unknown`.
 *
 * @param told well-formed UTF-8
 */
struct language_tag language_tag(struct slice told);

/** Whether three letters are a code of ISO 639-2 for a language that has one
 * of two letters. */
bool language_is_code(struct slice letters);

/** Whether a text is the name of a language. */
bool language_is_name(struct slice text);

#endif
