/*
 * vocabulary.h - the distinct tokens of a stream, and how often each is in
 * it.
 *
 * Open addressing: a table of numbers points into an array of words, which
 * are in the order in which they first came.  The bytes of a stream's tokens
 * stay where they are; only what is merged from elsewhere is copied.
 */
#ifndef QUOTH_TEXT_VOCABULARY_H
#define QUOTH_TEXT_VOCABULARY_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct vocabulary_word {
    const char *data;
    uint32_t size;
    uint32_t hash;
    int64_t n_said;
    int64_t n_streams; /**< how many of the streams have it */
};

struct vocabulary {
    struct vocabulary_word *words; /**< owned */
    size_t n_words;
    size_t capacity;
    uint32_t *slots;  /**< owned; a word's number + 1, or 0 */
    size_t n_slots;   /**< a power of two, or 0 */
    uint32_t *stream; /**< owned; the counted stream as numbers of words */
    size_t n_tokens;
    size_t stream_capacity;
    uint64_t seed;
    struct arena copies; /**< bytes of merged words */
    size_t n_bytes_copied;
    bool has_failed; /**< there was no memory for a word: sticky */
};

/** An empty vocabulary; allocates nothing. */
void vocabulary_init(struct vocabulary *vocabulary);

/** Free everything; the vocabulary is empty and usable again.  A zeroed one
 * is allowed. */
void vocabulary_finish(struct vocabulary *vocabulary);

/** Count the tokens of a stream (tokens_append()), once, into an empty
 * vocabulary, which borrows its bytes. */
void vocabulary_count(struct vocabulary *vocabulary, struct slice tokens);

/** Add to a word's counts; it is copied where it is new. */
void vocabulary_add(struct vocabulary *vocabulary,
                    const struct vocabulary_word *change);

/** A word; NULL where it is not there.  Lives until the vocabulary changes. */
const struct vocabulary_word *
vocabulary_find(const struct vocabulary *vocabulary, struct slice token);

/** The memory it takes. */
size_t vocabulary_bytes(const struct vocabulary *vocabulary);

static inline struct slice
vocabulary_text(const struct vocabulary_word *word)
{
    return (struct slice){word->data, word->size};
}

#endif
