/*
 * nist.h - what the formats of NIST's scoring tools (CTM, STM) share.
 */
#ifndef QUOTH_FORMAT_NIST_H
#define QUOTH_FORMAT_NIST_H

#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Step *at behind blanks and the field after them; false without one. */
bool nist_field(struct slice line, size_t *at, struct slice *field);

/** Split the front of a line into up to n fields; returns how many. */
size_t nist_fields(struct slice line, struct slice *fields, size_t n);

/** Whether a line is blank or a comment. */
bool nist_is_comment(struct slice line);

/** Whether a first field is a type of RTTM's, which has no transcript. */
bool nist_is_rttm(struct slice field);

/**
 * Append a word without the marks of the scoring tools: `%uh`, `(word)` that
 * need not be recognised, `word;tag`, `\;` for `;`; `@` is no word.
 */
void nist_add_word(struct transcript *transcript, struct slice word);

#endif
