/*
 * decode.h - a file's bytes into well-formed UTF-8.
 *
 * By byte order mark (UTF-8, UTF-16), by the pattern of NULs (UTF-16 without
 * a mark), else UTF-8, with ill-formed sequences replaced by U+FFFD and
 * counted (one for each maximal subpart, as Unicode recommends); or, where
 * most are ill-formed, by a legacy encoding that is guessed from the text.
 * NUL becomes U+FFFD too.
 */
#ifndef QUOTH_FORMAT_DECODE_H
#define QUOTH_FORMAT_DECODE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct decoded {
    struct slice text;    /**< borrowed from the bytes, or from `own` */
    struct buffer own;    /**< where decoding had to change something */
    const char *encoding; /**< static: "UTF-8", "UTF-16LE", "UTF-16BE",
                               or as "WINDOWS-1251" */
    bool is_guessed;      /**< the encoding is a legacy one */
    int64_t n_replaced;
    int64_t line;   /**< of the first replacement, from 1; 0 if none */
    int64_t column; /**< in bytes of the source, from 1 */
};

/**
 * Decode a file's content.  Binary content (see decode.c) is
 * ST_NOT_A_TRANSCRIPT, nothing but white space ST_EMPTY; ST_NO_MEMORY
 * otherwise.  After ST_OK end `decoded` with decoded_finish(); `bytes` must
 * live as long.
 */
enum status decode(struct slice bytes, struct decoded *decoded,
                   struct error *error);

void decoded_finish(struct decoded *decoded);

#endif
