/*
 * postings.h - where each word of a transcript stands, as FTS5 writes it.
 *
 * Made in the threads that parse, so that the thread that writes need only
 * merge the sorted words of many transcripts.
 */
#ifndef QUOTH_STORE_POSTINGS_H
#define QUOTH_STORE_POSTINGS_H

#include "base/buffer.h"
#include "text/vocabulary.h"

/** A word. */
struct posting {
    uint64_t head; /**< its first eight bytes, the first one highest */
    size_t begin;  /**< in the text */
    uint32_t size;
    uint32_t n_said;
    size_t end; /**< of its positions, which begin where the last's end */
};

struct postings {
    struct posting *words; /**< owned; by their bytes */
    size_t n_words;
    uint32_t n_tokens;
    struct buffer text;
    struct buffer positions;
    bool has_failed; /**< there was no memory */
};

/** Empty postings; allocates nothing. */
void postings_init(struct postings *postings);

/** Take in the stream that a vocabulary counted, once.  Nothing of it is
 * borrowed. */
void postings_make(struct postings *postings,
                   const struct vocabulary *vocabulary);

/** As postings_make(), of words whose positions are of no interest. */
void postings_list(struct postings *postings,
                   const struct vocabulary *vocabulary);

/** Free everything; a zeroed one is allowed. */
void postings_finish(struct postings *postings);

/** A word's bytes. */
static inline struct slice
posting_text(const struct postings *postings, size_t word)
{
    const struct posting *posting = &postings->words[word];
    return (struct slice){postings->text.data + posting->begin, posting->size};
}

/** A word's positions. */
static inline struct slice
posting_positions(const struct postings *postings, size_t word)
{
    const size_t begin = word > 0 ? postings->words[word - 1].end : 0;
    return (struct slice){postings->positions.data + begin,
                          postings->words[word].end - begin};
}

#endif
