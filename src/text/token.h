/*
 * token.h - text into tokens: the same code for the index, for queries and
 * for highlighting.
 *
 * - Letters and digits make tokens; everything else separates, a hyphen too.
 * - Case and diacritics are folded (full case folding, compatibility forms,
 *   combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic dropped;
 *   a few letters without a decomposition: ø o, ł l, đ d, æ ae, œ oe, ı i).
 * - An apostrophe (' ’ ʼ ＇) between two letters joins: don't = dont.
 * - Dotted single letters join: A.I. = ai, U.S.A = usa, e.g. = eg; but not
 *   where a longer word hangs on them by a dot: a.b.com = a b com.
 * - Scripts without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer,
 *   Myanmar) give a token a character, with the marks that follow it.
 * - Format characters (soft hyphen, joiners, bidirectional marks) inside a
 *   word are passed over; the zero-width space separates.
 * - A token is cut at TOKEN_MAX_BYTES, between characters.
 */
#ifndef QUOTH_TEXT_TOKEN_H
#define QUOTH_TEXT_TOKEN_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { TOKEN_MAX_BYTES = 96 };

/** What separates tokens in a token stream; part of no token. */
#define TOKEN_SEPARATOR ' '

struct tokeniser {
    struct slice text; /**< well-formed UTF-8, borrowed */
    size_t at;         /**< where to go on */

    /* The token that tokeniser_next() found. */
    size_t begin; /**< offset of its first byte in text */
    size_t end;   /**< offset after its last letter, digit or mark in text */
    size_t size;  /**< bytes in folded */
    char folded[TOKEN_MAX_BYTES + 16];
};

/** Start at the beginning of a text, which must outlive the tokeniser. */
void tokeniser_init(struct tokeniser *tokeniser, struct slice text);

/**
 * Find the next token; false when there is none.  Linear in the text over
 * all calls, whatever the text is.
 */
bool tokeniser_next(struct tokeniser *tokeniser);

/** The folded token; lives until the next call on this tokeniser. */
static inline struct slice
tokeniser_token(const struct tokeniser *tokeniser)
{
    return (struct slice){tokeniser->folded, tokeniser->size};
}

/**
 * Append the tokens of a text, a TOKEN_SEPARATOR after each.
 *
 * Returns how many there were; a failure is sticky in the buffer.
 */
uint32_t tokens_append(struct buffer *stream, struct slice text);

#endif
