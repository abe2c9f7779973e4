/*
 * vendor_words.h - a stream of timed words into segments.
 *
 * Vendors of speech recognition deliver words, not captions.  A format adds
 * the words in the order of its source; what comes of them is cut
 *
 * - where the source begins a unit of its own, and where another speaks,
 * - behind a sentence, and before a pause of PAUSE_MS,
 * - when a segment would last longer than SEGMENT_MS or have more than
 *   SEGMENT_WORDS words: then at a comma or the longest breath before.
 */
#ifndef QUOTH_FORMAT_VENDOR_WORDS_H
#define QUOTH_FORMAT_VENDOR_WORDS_H

#include "base/slice.h"
#include "format/json.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAUSE_MS = 1500,
    SEGMENT_MS = 16 * 1000,
    SEGMENT_WORDS = 40,
    /* A week of speech without a pause; more are refused. */
    VENDOR_WORDS_MAX = 1500 * 1000,
    VENDOR_LABEL_BYTES = 40,
};

/** Slices are borrowed until vendor_words_emit(). */
struct vendor_word {
    struct slice text;
    struct slice speaker; /**< a name or a label; empty where unknown */
    int64_t start_ms;     /**< TIME_UNKNOWN where the source does not say */
    int64_t end_ms;
    const struct json_node *node; /**< its place, for complaints */
    bool is_attached;             /**< follows the one before without a space */
    bool is_phrase; /**< several words: a segment, but no word's time */
    bool begins;    /**< a unit; set by vendor_words_break() */
};

struct vendor_words {
    struct vendor_word *items;
    size_t count;
    size_t capacity;
    bool is_mixed;  /**< units come from several channels, each in order:
                         segments are sorted by their start */
    bool has_break; /**< the next word begins a unit */
    bool has_space; /**< verbatim: white space stood before the next piece */
    bool has_failed;
    bool has_too_many;
};

/** A word of which nothing is known but its place. */
struct vendor_word vendor_word(const struct json_node *node);

void vendor_words_finish(struct vendor_words *words);

/** The next word begins a unit of the source: a turn, a result, a phrase. */
void vendor_words_break(struct vendor_words *words);

/** Append a word; white space at its ends is dropped, and a word that has
 * nothing else.  Punctuation of its own is a word that is attached. */
void vendor_words_add(struct vendor_words *words,
                      const struct vendor_word *word);

/** Append a piece of a source that spells out its white space: attached
 * unless that stood between. */
void vendor_words_add_verbatim(struct vendor_words *words,
                               const struct vendor_word *word);

/** Append each word of a text that has no times. */
void vendor_words_add_text(struct vendor_words *words, struct slice text,
                           const struct vendor_word *like);

/** What people call a speaker of whom there is but a number or a letter; the
 * label itself where it is a name. */
struct slice vendor_speaker_name(struct slice label,
                                 char name[VENDOR_LABEL_BYTES]);

/** Make segments of all words.  `json` is where they come from, for
 * complaints; NULL where the caller has complained. */
void vendor_words_emit(const struct vendor_words *words,
                       const struct json *json, struct transcript *transcript);

#endif
