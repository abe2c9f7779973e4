/*
 * legacy.h - text in the code pages from before Unicode.
 */
#ifndef QUOTH_FORMAT_LEGACY_H
#define QUOTH_FORMAT_LEGACY_H

#include "format/decode.h"

/**
 * The encoding of text that is no well-formed UTF-8, as decoded.encoding
 * names it; NULL where the text is rather damaged UTF-8, or too short to
 * tell.  Curly quotation marks and dashes alone are told however few they
 * are.  Always the same for the same bytes.
 */
const char *legacy_guess(struct slice bytes);

/**
 * Append the text, with U+FFFD for what the encoding does not have, to
 * decoded->own, and note how many there are and where the first is.
 *
 * Returns false, with `decoded` as it was, where that is too much of the
 * text for the guess to be right, or the system does not know the encoding.
 */
bool legacy_convert(struct decoded *decoded, struct slice bytes,
                    const char *encoding);

#endif
