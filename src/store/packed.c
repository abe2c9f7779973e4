/*
 * Packing and unpacking; the layout is described in the header.
 *
 * Unpacking trusts nothing: an archive may be damaged or made by a stranger,
 * so every sum is checked and every array grows only as bytes are read.
 */
#include "store/packed.h"

#include "base/timecode.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { SEAL_BYTES = 8 };

/** Up to eight bytes as a number, the first one lowest. */
static uint64_t
read_word_of(const char *data, size_t size)
{
    uint64_t word = 0;
    if (size >= sizeof(word)) {
        memcpy(&word, data, sizeof(word));
        return le64toh(word);
    }
    for (size_t i = 0; i < size && i < 8; i++) {
        word |= (uint64_t)(unsigned char)data[i] << 8 * i;
    }
    return word;
}

/**
 * The seal of some bytes.  Each step maps sums to sums one to one, so a
 * change within eight bytes that are taken at once is never lost.
 */
static uint64_t
seal_of(struct slice bytes)
{
    uint64_t sum = UINT64_C(0x9e3779b97f4a7c15) ^ bytes.size;
    for (size_t at = 0; at < bytes.size; at += 8) {
        const size_t left = bytes.size - at;
        sum ^= read_word_of(bytes.data + at, left);
        sum *= UINT64_C(0xff51afd7ed558ccd);
        sum ^= sum >> 32;
    }
    return sum;
}

void
packed_seal(struct buffer *bytes)
{
    char seal[SEAL_BYTES];
    uint64_t sum = seal_of(buffer_slice(bytes));
    for (size_t i = 0; i < SEAL_BYTES; i++, sum >>= 8) {
        seal[i] = (char)(unsigned char)sum;
    }
    buffer_add(bytes, seal, SEAL_BYTES);
}

/** Take the seal off; false where it does not fit. */
static bool
unseal(struct slice *bytes)
{
    if (bytes->size < SEAL_BYTES) {
        return false;
    }
    bytes->size -= SEAL_BYTES;
    return seal_of(*bytes) ==
           read_word_of(bytes->data + bytes->size, SEAL_BYTES);
}

/** Read a varint; nearly all take one byte. */
static inline bool
read_varint(struct slice bytes, size_t *at, uint64_t *value)
{
    if (*at < bytes.size && (unsigned char)bytes.data[*at] < 0x80) {
        *value = (unsigned char)bytes.data[(*at)++];
        return true;
    }
    return slice_read_varint(bytes, at, value);
}

bool
place_add(struct place *place, struct place_segment segment)
{
    uint32_t n_tokens;
    if (__builtin_add_overflow(place->n_tokens, segment.n_tokens, &n_tokens) ||
        (place->n_segments == place->capacity &&
         !array_grow(&place->segments, &place->capacity, place->n_segments,
                     sizeof(segment)))) {
        return false;
    }
    segment.first_token = place->n_tokens;
    place->segments[place->n_segments++] = segment;
    place->n_tokens = n_tokens;
    return true;
}

void
place_pack(const struct place *place, struct buffer *bytes)
{
    uint32_t next_seq = 0;
    int64_t speaker = 0;
    for (size_t i = 0; i < place->n_segments; i++) {
        const struct place_segment *segment = &place->segments[i];
        const bool is_turn = segment->speaker != speaker;
        const uint64_t gap = segment->seq - next_seq;
        buffer_add_varint(bytes, gap << 1 | is_turn);
        buffer_add_varint(bytes, segment->n_tokens);
        if (is_turn) {
            buffer_add_varint(bytes, (uint64_t)segment->speaker);
        }
        speaker = segment->speaker;
        next_seq = segment->seq + 1;
    }
}

/** Read one segment's varints; false where they make no sense. */
static bool
read_segment(struct slice bytes, size_t *at, uint64_t next_seq,
             struct place_segment *segment)
{
    uint64_t gap;
    uint64_t n_tokens;
    uint64_t speaker = (uint64_t)segment->speaker;
    if (!read_varint(bytes, at, &gap) || !read_varint(bytes, at, &n_tokens) ||
        ((gap & 1) && !read_varint(bytes, at, &speaker))) {
        return false;
    }
    gap >>= 1;
    if (next_seq > UINT32_MAX || gap > UINT32_MAX - next_seq || n_tokens == 0 ||
        n_tokens > UINT32_MAX || speaker > INT64_MAX) {
        return false;
    }
    *segment = (struct place_segment){.seq = (uint32_t)(next_seq + gap),
                                      .n_tokens = (uint32_t)n_tokens,
                                      .speaker = (int64_t)speaker};
    return true;
}

/** Read segments whose numbers take a byte each and whose speaker is the one
 * before, which nearly all are, up to the first other one.  The place has
 * room for as many as there may be. */
static size_t
read_usual(struct place *place, struct slice bytes, size_t at)
{
    struct place_segment *next = place->segments + place->n_segments;
    const unsigned char *data = (const unsigned char *)bytes.data;
    uint64_t seq = next[-1].seq;
    uint64_t n_tokens = place->n_tokens;
    const int64_t speaker = next[-1].speaker;
    while (bytes.size - at >= 2 && (data[at] & 0x81) == 0 &&
           data[at + 1] < 0x80 && data[at + 1] > 0 && seq < UINT32_MAX / 2 &&
           n_tokens < UINT32_MAX / 2) {
        seq += 1 + (data[at] >> 1);
        *next++ = (struct place_segment){
            .seq = (uint32_t)seq,
            .first_token = (uint32_t)n_tokens,
            .n_tokens = data[at + 1],
            .speaker = speaker,
        };
        n_tokens += data[at + 1];
        at += 2;
    }
    place->n_segments = (size_t)(next - place->segments);
    place->n_tokens = (uint32_t)n_tokens;
    return at;
}

/** Make room for all segments that so many bytes may hold. */
static bool
reserve_segments(struct place *place, size_t size)
{
    const size_t most = size / 2 + 1;
    place->segments = malloc(most * sizeof(*place->segments));
    place->capacity = place->segments ? most : 0;
    return place->segments != NULL;
}

enum status
place_unpack(struct place *place, struct slice bytes)
{
    *place = (struct place){0};
    struct place_segment segment = {0};
    uint64_t next_seq = 0;
    if (bytes.size > 0 && !reserve_segments(place, bytes.size)) {
        return ST_NO_MEMORY;
    }
    for (size_t at = 0; at < bytes.size;) {
        if (!read_segment(bytes, &at, next_seq, &segment) ||
            !place_add(place, segment)) {
            place_finish(place);
            return ST_DAMAGED;
        }
        at = read_usual(place, bytes, at);
        segment = place->segments[place->n_segments - 1];
        next_seq = segment.seq + UINT64_C(1);
    }
    return ST_OK;
}

enum status
place_open(struct place *place, struct slice sealed)
{
    *place = (struct place){0};
    return unseal(&sealed) ? place_unpack(place, sealed) : ST_DAMAGED;
}

size_t
place_find(const struct place *place, uint32_t token)
{
    size_t low = 0;
    size_t high = place->n_segments;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct place_segment *segment = &place->segments[middle];
        if (token < segment->first_token) {
            high = middle;
        } else if (token - segment->first_token >= segment->n_tokens) {
            low = middle + 1;
        } else {
            return middle;
        }
    }
    return place->n_segments;
}

void
place_finish(struct place *place)
{
    free(place->segments);
    *place = (struct place){0};
}

bool
timing_add(struct timing *timing, struct timed_word word)
{
    if (timing->n_words == timing->capacity &&
        !array_grow(&timing->words, &timing->capacity, timing->n_words,
                    sizeof(word))) {
        return false;
    }
    timing->words[timing->n_words++] = word;
    return true;
}

void
timing_pack(const struct timing *timing, struct buffer *bytes)
{
    uint32_t token = 0;
    int64_t start_ms = 0;
    for (size_t i = 0; i < timing->n_words; i++) {
        const struct timed_word *word = &timing->words[i];
        buffer_add_varint(bytes, word->token - token);
        buffer_add_signed(bytes, word->start_ms - start_ms);
        buffer_add_varint(bytes,
                          word->end_ms >= word->start_ms
                              ? (uint64_t)(word->end_ms - word->start_ms) + 1
                              : 0);
        token = word->token;
        start_ms = word->start_ms;
    }
}

/** Read one word that follows `*word`; false where it makes no sense. */
static bool
read_word(struct slice bytes, size_t *at, struct timed_word *word)
{
    uint64_t step;
    int64_t later;
    uint64_t duration;
    if (!read_varint(bytes, at, &step) ||
        !slice_read_signed(bytes, at, &later) ||
        !read_varint(bytes, at, &duration) || step > UINT32_MAX - word->token ||
        duration > TIME_MAX_MS + 1 || later < -TIME_MAX_MS ||
        later > TIME_MAX_MS) {
        return false;
    }
    word->token += (uint32_t)step;
    word->start_ms += later;
    word->end_ms =
        duration > 0 ? word->start_ms + (int64_t)duration - 1 : TIME_UNKNOWN;
    return word->start_ms >= 0 && word->start_ms <= TIME_MAX_MS;
}

enum status
timing_unpack(struct timing *timing, struct slice bytes)
{
    *timing = (struct timing){0};
    struct timed_word word = {0};
    for (size_t at = 0; at < bytes.size;) {
        if (!read_word(bytes, &at, &word)) {
            timing_finish(timing);
            return ST_DAMAGED;
        }
        if (!timing_add(timing, word)) {
            timing_finish(timing);
            return ST_NO_MEMORY;
        }
    }
    return ST_OK;
}

enum status
timing_open(struct timing *timing, struct slice sealed)
{
    *timing = (struct timing){0};
    return unseal(&sealed) ? timing_unpack(timing, sealed) : ST_DAMAGED;
}

const struct timed_word *
timing_find(const struct timing *timing, uint32_t token)
{
    size_t low = 0;
    size_t high = timing->n_words;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (timing->words[middle].token <= token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &timing->words[low - 1] : NULL;
}

void
timing_finish(struct timing *timing)
{
    free(timing->words);
    *timing = (struct timing){0};
}
