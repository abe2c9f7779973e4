/*
 * utterances.h - what was said, collected in the order of a file and given out
 * in the order of time.
 *
 * For formats that list one speaker or channel after the other.
 */
#ifndef QUOTH_FORMAT_UTTERANCES_H
#define QUOTH_FORMAT_UTTERANCES_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utterance {
    int64_t start_ms; /**< TIME_UNKNOWN stays behind the turn before it */
    int64_t end_ms;
    struct slice speaker; /**< borrowed */
    struct slice text;    /**< borrowed */
    size_t first;         /**< of a word: its place, for the format */
    int64_t sort_ms;      /**< by utterances_add() */
    uint32_t order;       /**< by utterances_add() */
    uint32_t group;       /**< groups follow each other whatever the times */
    uint32_t kind;        /**< for the format */
    uint32_t count;       /**< of words; 0 for a turn that has a text */
};

struct utterances {
    struct utterance *items;
    size_t n;
    size_t capacity;
    enum status status; /**< sticky: ST_NO_MEMORY, ST_TOO_MANY_SEGMENTS */
};

/* More are no recording: as words they are weeks of speech. */
enum { UTTERANCES_MAX = 1500 * 1000 };

/** Append a turn. */
void utterances_add(struct utterances *turns, const struct utterance *turn);

/** Order by group, then start, then as they were added. */
void utterances_sort(struct utterances *turns);

/**
 * Append a word: to the turn before it, or as the first of a turn, where
 * there is a pause, another speaker or group, or the turn grows too long.
 * Words are not kept: a turn knows the place of its first one, and how many
 * there are.
 */
void utterances_add_word(struct utterances *turns,
                         const struct utterance *word);

/** Free the turns; an all-zero struct is empty. */
void utterances_finish(struct utterances *turns);

#endif
