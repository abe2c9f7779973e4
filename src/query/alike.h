/*
 * alike.h - words of the archive that are like other words.
 */
#ifndef QUOTH_QUERY_ALIKE_H
#define QUOTH_QUERY_ALIKE_H

#include "base/arena.h"
#include "query/tree.h"
#include "store/read.h"
#include "text/sound.h"

/** The most words that stand for one, and the most that are looked up. */
enum { ALIKE_VARIANTS_MAX = 8, ALIKE_WORDS_MAX = 2 * PHRASES_MAX };

/** What may stand for a word. */
struct alike_variant {
    struct slice tokens; /**< in the arena; a separator between two */
    uint32_t n_tokens;
    enum query_likeness likeness;
    uint32_t languages; /**< as in struct query_origin */
    double closeness;   /**< the closest stay where there are too many */
};

/** A word that is looked up. */
struct alike_word {
    uint32_t phrase;    /**< of the query, that it belongs to */
    struct slice token; /**< lives as long as the search */
    bool is_joined;     /**< it is this phrase and the next written as one */

    int64_t n_said;
    bool is_doubtful; /**< it is said next to never: it may be a mistake */
    uint64_t letters;
    char sound[SOUND_BYTES];
    size_t sound_size; /**< 0 where nobody knows how it sounds */
    struct alike_variant variants[ALIKE_VARIANTS_MAX];
    size_t n_variants;
};

struct alike {
    struct alike_word words[ALIKE_WORDS_MAX];
    size_t n_words;
    int64_t n_tokens; /**< in the archive */
    bool is_behind;   /**< the vocabulary lacks words: none is a mistake only
                           because it is not there */
    const char *languages[LANGUAGES_MAX]; /**< in the arena */
    uint32_t n_languages;
    bool is_monolingual; /**< no transcript is known to be in another */
};

/** Note a word to look up, of which phrase, token and is_joined are given,
 * with how often it is said; a very short one has nothing like it and is left
 * out, as are words beyond ALIKE_WORDS_MAX. */
enum status alike_add(struct alike *alike, const struct alike_word *word,
                      struct reader *reader, struct error *error);

/** Find what is like the words that were noted. */
enum status alike_find(struct alike *alike, struct reader *reader,
                       struct arena *arena, struct error *error);

#endif
