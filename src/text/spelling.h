/*
 * spelling.h - how many letters two words differ by.
 */
#ifndef QUOTH_TEXT_SPELLING_H
#define QUOTH_TEXT_SPELLING_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** The longest words that are compared, in bytes. */
enum { SPELLING_MAX_BYTES = 256 };

/**
 * Bytes to insert, delete, change or exchange with their neighbour until one
 * word is the other: Damerau's distance (1964) in its restricted form, in
 * which nothing is edited twice.
 *
 * Returns the distance where it is at most `max`, else any number above;
 * longer words than SPELLING_MAX_BYTES differ by all their bytes.
 */
unsigned spelling_distance(struct slice a, struct slice b, unsigned max);

/** Which letters a word has: a set of bits, of which other letters may share
 * one. */
uint64_t spelling_letters(struct slice word);

/** Whether two words with these letters can be so near; most pairs of words
 * are told apart by it, at no cost. */
bool spelling_can_be_near(uint64_t a, uint64_t b, unsigned max);

#endif
