/*
 * speech.h - how long a text takes to say.
 *
 * For words whose times the source does not tell, inside a segment whose
 * times it does.  What is said is added up piece by piece; the sums, before a
 * word and of all that was said in a known time, tell when the word was said.
 *
 * - A word takes what its letters, vowel groups (syllables) and figures take;
 *   a character of Han, Kana or Hangul is a syllable; marks take nothing.
 * - Between words there are pauses: long ones after . ? ! …, short ones after
 *   , ; : and dashes, also those of full width.  None inside "3.5", and no
 *   long one after a word without a vowel: "Dr. Smith".
 * - Sums are in milliseconds of slow speech.  What was said faster was so
 *   evenly; what took longer was mostly silence, where sentences end.
 */
#ifndef QUOTH_TEXT_SPEECH_H
#define QUOTH_TEXT_SPEECH_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum speech_pause {
    PAUSE_NONE,
    PAUSE_SHORT,
    PAUSE_LONG,
};

/** A sum; begin with zeros. */
struct speech {
    int64_t usual_ms;        /**< said slowly, pauses included */
    int64_t give;            /**< share in what it takes longer than that */
    enum speech_pause pause; /**< before what is said next... */
    bool is_apart;           /**< ...if it does not hang on what was */
};

/** Add well-formed text, which begins a word; it may end anywhere. */
void speech_add(struct speech *speech, struct slice text);

/** Add the pause that is before what is said next: a word begins here. */
void speech_add_pause(struct speech *speech);

/**
 * No more is said: the last word is drawn out.  is_cut_short: the next
 * segment begins at once, so that the pause after a sentence belongs to
 * this one.
 */
void speech_end(struct speech *speech, bool is_cut_short);

/**
 * When, in milliseconds from the beginning, what comes after `before` is
 * said, if `all` takes `duration_ms`, which is positive.  From 0 to
 * duration_ms, and never earlier for a larger `before`.
 */
int64_t speech_when(const struct speech *before, const struct speech *all,
                    int64_t duration_ms);

#endif
