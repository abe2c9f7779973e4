/*
 * utterances.h - what was said, collected in the order of a file and given out
 * in the order of time.
 *
 * For formats that list one speaker or channel after the other.
 */
#ifndef QUOTH_FORMAT_UTTERANCES_H
#define QUOTH_FORMAT_UTTERANCES_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utterance {
    int64_t start_ms; /**< TIME_UNKNOWN stays behind the turn before it */
    int64_t end_ms;
    struct slice speaker; /**< borrowed */
    struct slice text;    /**< borrowed */
    size_t group;         /**< groups follow each other whatever the times */
    unsigned kind;        /**< for the format */
    size_t first;         /**< of its words, by utterances_cut_words() */
    size_t count;         /**< of words; 0 for a turn that has a text */
    int64_t sort_ms;      /**< by utterances_add() */
    size_t order;         /**< by utterances_add() */
};

struct utterances {
    struct utterance *items;
    size_t n;
    size_t capacity;
    bool has_failed; /**< sticky: no memory */
};

/** Append a turn. */
void utterances_add(struct utterances *turns, const struct utterance *turn);

/** Order by group, then start, then as they were added. */
void utterances_sort(struct utterances *turns);

/**
 * Append turns of the words of `words`, which are in order within a speaker
 * and group: cut at pauses, and where a turn grows too long.
 */
void utterances_cut_words(struct utterances *turns,
                          const struct utterances *words);

/** Free the turns; an all-zero struct is empty. */
void utterances_finish(struct utterances *turns);

#endif
