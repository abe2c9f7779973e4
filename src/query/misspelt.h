/*
 * misspelt.h - which words of the archive others may be mistakes for.
 */
#ifndef QUOTH_QUERY_MISSPELT_H
#define QUOTH_QUERY_MISSPELT_H

#include "base/arena.h"
#include "store/read.h"

/** The most terms that are told of a word. */
enum { MISSPELT_TERMS_MAX = 4 };

struct misspelt_term {
    struct slice term; /**< in the arena */
    int64_t n_said;
};

/** A word that is looked up. */
struct misspelt_word {
    struct slice token;
    int64_t n_said;

    uint64_t letters; /**< which ones it has, for looking */
    unsigned n_edits; /**< that make it one of the terms */
    struct misspelt_term terms[MISSPELT_TERMS_MAX]; /**< those that are said
                                                         most */
    size_t n_terms;
    int64_t n_alike; /**< how often all that it may be are said together */
};

/**
 * Find the terms that are one edit away from each of the words; for a longer
 * word that nobody says and that has none, those that are two away.  Short
 * words and numbers are like too many, and have none.
 */
enum status misspelt_find(struct misspelt_word *words, size_t n,
                          struct reader *reader, struct arena *arena,
                          struct error *error);

#endif
