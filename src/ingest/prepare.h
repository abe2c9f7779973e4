/*
 * prepare.h - one file, from its bytes to a transcript ready for the store.
 *
 * All that needs no archive, so that any number of threads may do it: read,
 * hash, decode, detect, parse, reduce rolling captions, find loops, tokenise,
 * sort words out, sum up.
 */
#ifndef QUOTH_INGEST_PREPARE_H
#define QUOTH_INGEST_PREPARE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/profile.h"
#include "format/format.h"
#include "store/postings.h"
#include "text/transcript.h"

#include <stdbool.h>

enum {
    CONTENT_HASH_BYTES = 16,

    /* JSON spends most of its bytes on names and blanks. */
    FILE_MAX_BYTES = 32 * 1024 * 1024,
    FILE_MAX_JSON_BYTES = 128 * 1024 * 1024,
};

/** A file that was read, and what was made of it. */
struct prepared {
    struct buffer content;
    struct file_stamp stamp;
    bool is_read; /**< content, stamp and hash are there */
    char hash[CONTENT_HASH_BYTES];

    /* From beside the file; by whoever knows what is there. */
    struct slice turns;  /**< RTTM for the speakers; borrowed, for parsing */
    int64_t duration_ms; /**< of the recording; 0 where nobody tells */

    bool is_parsed;              /**< what follows is there */
    const struct format *format; /**< NULL when none recognises it */
    struct transcript transcript;
    struct buffer speech;         /**< token stream */
    struct buffer markers;        /**< token stream */
    struct vocabulary vocabulary; /**< of `speech` */
    struct postings speech_words;
    struct postings marker_words;
    char checksum[CONTENT_HASH_BYTES];

    struct profile profile; /**< where the time went */

    enum status status; /**< what became of the file */
    struct error error; /**< details, when that is no ST_OK */
};

/** Read the file of that path below a root and hash it.  NULL without memory;
 * everything else that goes wrong stands in ->status.  End with
 * prepared_free(). */
struct prepared *prepared_new(const char *root, const char *path);

/** What the file tells: 4 word times, 2 speakers, 1 times, added up. */
int64_t prepared_richness(const struct prepared *prepared);

/** Parse what was read; once. `name` is the file's, for ties. */
void prepared_parse(struct prepared *prepared, const char *name);

/** Free the token streams and their vocabulary: once the language is known,
 * only the postings are needed. */
void prepared_trim(struct prepared *prepared);

/** NULL is allowed. */
void prepared_free(struct prepared *prepared);

#endif
