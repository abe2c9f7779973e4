/*
 * packed.h - the small arrays that a transcript keeps as one value each.
 *
 * place: which segment each token of an index belongs to.  For each indexed
 * segment in order, three varints: how many segments were passed over since
 * the one before, times two, plus one when the speaker changes; the number
 * of its tokens; and, when it changes, the speaker's row (0 for none).
 *
 * timing: when a word was said.  For each timed word in order of tokens:
 * token number less the one before, start less the start before (signed),
 * and the duration in milliseconds plus one, or 0 when it is not known.
 *
 * Behind either stands a seal of 8 bytes: nothing else in the archive says
 * when a word was said, or notices that a bit of it turned over.
 */
#ifndef QUOTH_STORE_PACKED_H
#define QUOTH_STORE_PACKED_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

/** An indexed segment. */
struct place_segment {
    uint32_t seq;
    uint32_t first_token;
    uint32_t n_tokens; /**< at least 1 */
    int64_t speaker;   /**< row, or 0 */
};

/** The segments of one index of a transcript, in order. */
struct place {
    struct place_segment *segments; /**< owned */
    size_t n_segments;
    size_t capacity;
    uint32_t n_tokens;
};

/** A timed word of the speech index. */
struct timed_word {
    uint32_t token;
    int64_t start_ms;
    int64_t end_ms; /**< TIME_UNKNOWN where the source does not say */
};

struct timing {
    struct timed_word *words; /**< owned, by token */
    size_t n_words;
    size_t capacity;
};

/** Append a segment; false without memory. Its first_token is set here. */
bool place_add(struct place *place, struct place_segment segment);

void place_pack(const struct place *place, struct buffer *bytes);

/** ST_OK, ST_NO_MEMORY, or ST_DAMAGED for bytes that are no place. */
enum status place_unpack(struct place *place, struct slice bytes);

/** Append the seal over what is in the buffer. */
void packed_seal(struct buffer *bytes);

/** As place_unpack(), of sealed bytes; ST_DAMAGED where the seal is broken. */
enum status place_open(struct place *place, struct slice sealed);

/** The index of the segment that holds a token; n_segments for none. */
size_t place_find(const struct place *place, uint32_t token);

void place_finish(struct place *place);

/** Append a word; false without memory. */
bool timing_add(struct timing *timing, struct timed_word word);

void timing_pack(const struct timing *timing, struct buffer *bytes);

/** ST_OK, ST_NO_MEMORY, or ST_DAMAGED for bytes that are no timing. */
enum status timing_unpack(struct timing *timing, struct slice bytes);

/** As timing_unpack(), of sealed bytes; ST_DAMAGED where the seal is broken. */
enum status timing_open(struct timing *timing, struct slice sealed);

/** The last timed word at or before a token, or NULL. */
const struct timed_word *timing_find(const struct timing *timing,
                                     uint32_t token);

void timing_finish(struct timing *timing);

#endif
