/*
 * test_packed.c - packed arrays: what they look like, and that damaged ones
 * are noticed or make another value, and nothing worse.
 *
 * The bytes of the tables are written by hand after the description in
 * store/packed.h.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "store/packed.h"

#include <stdlib.h>

enum { BYTES_MAX = 1024 * 1024 };

/** A reproducible random number. */
static uint64_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *state >> 33;
}

/** A number of a random number of bits. */
static uint64_t
random_bits(uint64_t *state, unsigned most)
{
    const uint64_t wide = next_random(state) << 31 ^ next_random(state);
    return wide & ((UINT64_C(1) << next_random(state) % (most + 1)) - 1);
}

/** A copy of bytes of its own size, so that a step beyond is noticed. */
static struct slice
own_copy(struct slice bytes)
{
    char *copy = malloc(bytes.size + (bytes.size == 0));
    assert_non_null(copy);
    if (bytes.size > 0) {
        memcpy(copy, bytes.data, bytes.size);
    }
    return (struct slice){copy, bytes.size};
}

static void
assert_bytes(const struct buffer *bytes, struct slice expected)
{
    assert_false(bytes->has_failed);
    assert_int_equal(bytes->size, expected.size);
    if (expected.size > 0) {
        assert_memory_equal(bytes->data, expected.data, expected.size);
    }
}

static void
assert_same_segment(const struct place_segment *a,
                    const struct place_segment *b)
{
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->first_token, b->first_token);
    assert_int_equal(a->n_tokens, b->n_tokens);
    assert_int_equal(a->speaker, b->speaker);
}

/** What every place must hold to, from whatever bytes it comes. */
static void
assert_sound_place(const struct place *place)
{
    uint32_t token = 0;
    for (size_t i = 0; i < place->n_segments; i++) {
        const struct place_segment *segment = &place->segments[i];
        assert_true(i == 0 || segment->seq > segment[-1].seq);
        assert_int_equal(segment->first_token, token);
        assert_true(segment->n_tokens >= 1);
        assert_true(segment->speaker >= 0);
        token += segment->n_tokens;
        assert_int_equal(place_find(place, segment->first_token), i);
        assert_int_equal(place_find(place, token - 1), i);
    }
    assert_int_equal(place->n_tokens, token);
    assert_int_equal(place_find(place, token), place->n_segments);
}

static void
test_place_bytes(void **state)
{
    (void)state;
    static const struct {
        struct place_segment segments[4];
        size_t n;
        struct slice bytes;
    } cases[] = {
        {{{0}}, 0, {"", 0}},
        {{{.seq = 0, .n_tokens = 1}}, 1, SLICE_INIT("\x00\x01")},
        {{{.seq = 3, .n_tokens = 2}}, 1, SLICE_INIT("\x06\x02")},
        {{{.seq = 0, .n_tokens = 5, .speaker = 7}},
         1,
         SLICE_INIT("\x01\x05\x07")},
        /* The same speaker goes on, then nobody, then another. */
        {{{.seq = 1, .n_tokens = 1, .speaker = 2},
          {.seq = 2, .n_tokens = 1, .speaker = 2},
          {.seq = 3, .n_tokens = 1},
          {.seq = 5, .n_tokens = 1, .speaker = 1}},
         4,
         SLICE_INIT("\x03\x01\x02\x00\x01\x01\x01\x00\x03\x01\x01")},
        {{{.seq = 64, .n_tokens = 300, .speaker = 128}},
         1,
         SLICE_INIT("\x81\x01\xac\x02\x80\x01")},
        {{{.seq = UINT32_MAX, .n_tokens = UINT32_MAX}},
         1,
         SLICE_INIT("\xfe\xff\xff\xff\x1f\xff\xff\xff\xff\x0f")},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        struct place place = {0};
        struct place again;
        struct buffer bytes;
        buffer_init(&bytes, BYTES_MAX);
        for (size_t i = 0; i < cases[c].n; i++) {
            assert_true(place_add(&place, cases[c].segments[i]));
        }
        place_pack(&place, &bytes);
        assert_bytes(&bytes, cases[c].bytes);
        assert_int_equal(place_unpack(&again, buffer_slice(&bytes)), ST_OK);
        assert_int_equal(again.n_segments, cases[c].n);
        assert_sound_place(&again);
        for (size_t i = 0; i < cases[c].n; i++) {
            assert_same_segment(&again.segments[i], &place.segments[i]);
        }
        place_finish(&place);
        place_finish(&again);
        buffer_finish(&bytes);
    }
}

static void
test_place_damage(void **state)
{
    (void)state;
    static const struct slice cases[] = {
        SLICE_INIT("\x00"),                     /* no number of tokens */
        SLICE_INIT("\x00\x00"),                 /* no tokens */
        SLICE_INIT("\x01\x05"),                 /* no speaker */
        SLICE_INIT("\x00\x01\x80"),             /* ends in a number */
        SLICE_INIT("\x00\x80\x80\x80\x80\x10"), /* 2^32 tokens */
        SLICE_INIT("\x80\x80\x80\x80\x20\x01"), /* seq 2^32 */
        SLICE_INIT(
            "\xfe\xff\xff\xff\x1f\x01\x00\x01"), /* behind the last seq */
        SLICE_INIT("\x00\xff\xff\xff\xff\x0f\x00\x01"), /* 2^32 tokens in all */
        SLICE_INIT(
            "\x01\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),    /* 2^63 */
        SLICE_INIT("\x00\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02"), /* 2^64 */
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        struct place place;
        const struct slice bytes = own_copy(cases[c]);
        assert_int_equal(place_unpack(&place, bytes), ST_DAMAGED);
        assert_null(place.segments);
        assert_int_equal(place.n_segments, 0);
        free((char *)bytes.data);
    }
}

static void
test_place_too_many_tokens(void **state)
{
    (void)state;
    struct place place = {0};
    const struct place_segment all = {.n_tokens = UINT32_MAX};
    const struct place_segment one = {.seq = 1, .n_tokens = 1};
    assert_true(place_add(&place, all));
    assert_false(place_add(&place, one));
    assert_int_equal(place.n_segments, 1);
    assert_int_equal(place_find(&place, UINT32_MAX - 1), 0);
    assert_int_equal(place_find(&place, UINT32_MAX), 1);
    place_finish(&place);
    place_finish(&place);
}

/** A place of random segments. */
static void
make_place(struct place *place, uint64_t *random, size_t n)
{
    uint64_t seq = 0;
    *place = (struct place){0};
    for (size_t i = 0; i < n; i++) {
        seq += random_bits(random, 9);
        const struct place_segment segment = {
            .seq = (uint32_t)seq++,
            .n_tokens = 1 + (uint32_t)random_bits(random, 10),
            .speaker = next_random(random) % 3 == 0
                           ? (int64_t)random_bits(random, 60)
                           : 0,
        };
        assert_true(place_add(place, segment));
    }
}

/** Whether `part` is the beginning of `whole`. */
static void
assert_beginning(const struct place *part, const struct place *whole)
{
    assert_true(part->n_segments <= whole->n_segments);
    for (size_t i = 0; i < part->n_segments; i++) {
        assert_same_segment(&part->segments[i], &whole->segments[i]);
    }
}

/** Unpack bytes that may be damaged: a sound value that packs and unpacks
 * to itself, or ST_DAMAGED and nothing held. */
static bool
try_place(struct slice bytes, struct place *place)
{
    const enum status status = place_unpack(place, bytes);
    if (status != ST_OK) {
        assert_int_equal(status, ST_DAMAGED);
        assert_null(place->segments);
        return false;
    }
    struct buffer packed;
    struct place again;
    buffer_init(&packed, BYTES_MAX);
    assert_sound_place(place);
    place_pack(place, &packed);
    assert_int_equal(place_unpack(&again, buffer_slice(&packed)), ST_OK);
    assert_int_equal(again.n_segments, place->n_segments);
    assert_beginning(&again, place);
    place_finish(&again);
    buffer_finish(&packed);
    return true;
}

/** All truncations, and every value of every byte. */
static void
damage_place(const struct place *place, struct slice bytes)
{
    struct place broken;
    for (size_t size = 0; size <= bytes.size; size++) {
        const struct slice cut = own_copy(slice_part(bytes, 0, size));
        if (try_place(cut, &broken)) {
            assert_beginning(&broken, place);
            assert_int_equal(broken.n_segments == place->n_segments,
                             size == bytes.size);
            place_finish(&broken);
        } else {
            assert_true(size < bytes.size);
        }
        free((char *)cut.data);
    }
    const struct slice flipped = own_copy(bytes);
    char *at = (char *)flipped.data;
    for (size_t i = 0; i < bytes.size; i++) {
        for (int byte = 0; byte < 256; byte++) {
            at[i] = (char)byte;
            if (try_place(flipped, &broken)) {
                place_finish(&broken);
            }
        }
        at[i] = bytes.data[i];
    }
    free(at);
}

static void
test_place_random(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (size_t n = 0; n < 32; n += 1 + n / 3) {
        struct place place;
        struct place again;
        struct buffer bytes;
        buffer_init(&bytes, BYTES_MAX);
        make_place(&place, &random, n);
        place_pack(&place, &bytes);
        assert_true(try_place(buffer_slice(&bytes), &again));
        assert_int_equal(again.n_segments, n);
        assert_beginning(&again, &place);
        damage_place(&place, buffer_slice(&bytes));
        place_finish(&place);
        place_finish(&again);
        buffer_finish(&bytes);
    }
}

/** place_find() against looking at every segment. */
static void
test_place_find(void **state)
{
    (void)state;
    uint64_t random = 11;
    struct place place;
    make_place(&place, &random, 200);
    size_t expected = 0;
    for (uint32_t token = 0; token < place.n_tokens; token++) {
        const struct place_segment *segment = &place.segments[expected];
        if (token == segment->first_token + segment->n_tokens) {
            expected++;
        }
        assert_int_equal(place_find(&place, token), expected);
    }
    assert_int_equal(place_find(&place, place.n_tokens), 200);
    assert_int_equal(place_find(&place, UINT32_MAX), 200);
    place_finish(&place);
    assert_int_equal(place_find(&place, 0), 0);
}

static void
assert_same_word(const struct timed_word *a, const struct timed_word *b)
{
    assert_int_equal(a->token, b->token);
    assert_int_equal(a->start_ms, b->start_ms);
    assert_int_equal(a->end_ms, b->end_ms);
}

static void
test_timing_bytes(void **state)
{
    (void)state;
    static const struct {
        struct timed_word words[3];
        size_t n;
        struct slice bytes;
    } cases[] = {
        {{{0}}, 0, {"", 0}},
        {{{0, 0, 0}}, 1, SLICE_INIT("\x00\x00\x01")},
        {{{2, 500, TIME_UNKNOWN}}, 1, SLICE_INIT("\x02\xe8\x07\x00")},
        /* Starts may go back: -300 folds to 599. */
        {{{0, 1000, 1127}, {1, 700, 827}, {300, 701, TIME_UNKNOWN}},
         3,
         SLICE_INIT("\x00\xd0\x0f\x80\x01"
                    "\x01\xd7\x04\x80\x01"
                    "\xab\x02\x02\x00")},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        struct timing timing = {0};
        struct timing again;
        struct buffer bytes;
        buffer_init(&bytes, BYTES_MAX);
        for (size_t i = 0; i < cases[c].n; i++) {
            assert_true(timing_add(&timing, cases[c].words[i]));
        }
        timing_pack(&timing, &bytes);
        assert_bytes(&bytes, cases[c].bytes);
        assert_int_equal(timing_unpack(&again, buffer_slice(&bytes)), ST_OK);
        assert_int_equal(again.n_words, cases[c].n);
        for (size_t i = 0; i < cases[c].n; i++) {
            assert_same_word(&again.words[i], &cases[c].words[i]);
        }
        timing_finish(&timing);
        timing_finish(&again);
        buffer_finish(&bytes);
    }
}

/** An end before the start can not be packed, and is as good as unknown. */
static void
test_timing_backwards(void **state)
{
    (void)state;
    struct timing timing = {0};
    struct timing again;
    struct buffer bytes;
    buffer_init(&bytes, BYTES_MAX);
    assert_true(timing_add(&timing, (struct timed_word){4, 900, 899}));
    timing_pack(&timing, &bytes);
    assert_int_equal(timing_unpack(&again, buffer_slice(&bytes)), ST_OK);
    assert_int_equal(again.n_words, 1);
    assert_int_equal(again.words[0].start_ms, 900);
    assert_int_equal(again.words[0].end_ms, TIME_UNKNOWN);
    timing_finish(&timing);
    timing_finish(&again);
    buffer_finish(&bytes);
}

static void
test_timing_damage(void **state)
{
    (void)state;
    static const struct slice cases[] = {
        SLICE_INIT("\x00"),                         /* no start */
        SLICE_INIT("\x00\x00"),                     /* no duration */
        SLICE_INIT("\x00\x00\x80"),                 /* ends in a number */
        SLICE_INIT("\x00\x01\x01"),                 /* starts at -1 */
        SLICE_INIT("\x00\x02\x01\x00\x03\x01"),     /* and back to -1 */
        SLICE_INIT("\x80\x80\x80\x80\x10\x00\x01"), /* token 2^32 */
        SLICE_INIT("\xff\xff\xff\xff\x0f\x00\x01\x01\x00\x01"),
        SLICE_INIT("\x00\x80\x80\x80\x80\x80\x01\x01"), /* 2^34 ms */
        SLICE_INIT("\x00\x00\x80\x80\x80\x80\x80\x01"), /* lasts 2^35 ms */
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        struct timing timing;
        const struct slice bytes = own_copy(cases[c]);
        assert_int_equal(timing_unpack(&timing, bytes), ST_DAMAGED);
        assert_null(timing.words);
        assert_int_equal(timing.n_words, 0);
        free((char *)bytes.data);
    }
}

/** Words of random places and times. */
static void
make_timing(struct timing *timing, uint64_t *random, size_t n)
{
    uint32_t token = 0;
    *timing = (struct timing){0};
    for (size_t i = 0; i < n; i++) {
        token += 1 + (uint32_t)random_bits(random, 8);
        const int64_t start_ms =
            (int64_t)(random_bits(random, 31) % TIME_MAX_MS);
        const bool has_end = next_random(random) % 3 != 0;
        const struct timed_word word = {
            token, start_ms,
            has_end ? start_ms + (int64_t)random_bits(random, 20)
                    : TIME_UNKNOWN};
        assert_true(timing_add(timing, word));
    }
}

/** As try_place(). */
static bool
try_timing(struct slice bytes, struct timing *timing)
{
    const enum status status = timing_unpack(timing, bytes);
    if (status != ST_OK) {
        assert_int_equal(status, ST_DAMAGED);
        assert_null(timing->words);
        return false;
    }
    for (size_t i = 0; i < timing->n_words; i++) {
        const struct timed_word *word = &timing->words[i];
        assert_true(i == 0 || word->token >= word[-1].token);
        assert_in_range(word->start_ms, 0, TIME_MAX_MS);
        assert_true(word->end_ms == TIME_UNKNOWN ||
                    word->end_ms >= word->start_ms);
    }
    return true;
}

/** All truncations, and every value of every byte. */
static void
damage_timing(const struct timing *timing, struct slice bytes)
{
    struct timing broken;
    for (size_t size = 0; size <= bytes.size; size++) {
        const struct slice cut = own_copy(slice_part(bytes, 0, size));
        if (try_timing(cut, &broken)) {
            assert_int_equal(broken.n_words == timing->n_words,
                             size == bytes.size);
            for (size_t i = 0; i < broken.n_words; i++) {
                assert_same_word(&broken.words[i], &timing->words[i]);
            }
            timing_finish(&broken);
        } else {
            assert_true(size < bytes.size);
        }
        free((char *)cut.data);
    }
    const struct slice flipped = own_copy(bytes);
    char *at = (char *)flipped.data;
    for (size_t i = 0; i < bytes.size; i++) {
        for (int byte = 0; byte < 256; byte++) {
            at[i] = (char)byte;
            if (try_timing(flipped, &broken)) {
                timing_finish(&broken);
            }
        }
        at[i] = bytes.data[i];
    }
    free(at);
}

static void
test_timing_random(void **state)
{
    (void)state;
    uint64_t random = 13;
    for (size_t n = 0; n < 32; n += 1 + n / 3) {
        struct timing timing;
        struct buffer bytes;
        buffer_init(&bytes, BYTES_MAX);
        make_timing(&timing, &random, n);
        timing_pack(&timing, &bytes);
        damage_timing(&timing, buffer_slice(&bytes));
        timing_finish(&timing);
        buffer_finish(&bytes);
    }
}

/** timing_find() against looking at every word. */
static void
test_timing_find(void **state)
{
    (void)state;
    uint64_t random = 17;
    struct timing timing;
    make_timing(&timing, &random, 100);
    const struct timed_word *expected = NULL;
    size_t next = 0;
    for (uint32_t token = 0; token < timing.words[99].token + 5; token++) {
        if (next < timing.n_words && timing.words[next].token == token) {
            expected = &timing.words[next++];
        }
        assert_ptr_equal(timing_find(&timing, token), expected);
    }
    assert_ptr_equal(timing_find(&timing, UINT32_MAX), &timing.words[99]);
    timing_finish(&timing);
    assert_null(timing_find(&timing, 0));
}

/** Every bit of sealed arrays turned over, and every cut, is noticed. */
static void
test_seals(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (size_t n = 0; n < 24; n++) {
        struct place place;
        struct buffer bytes;
        buffer_init(&bytes, BYTES_MAX);
        make_place(&place, &random, n);
        place_pack(&place, &bytes);
        packed_seal(&bytes);
        place_finish(&place);
        assert_int_equal(place_open(&place, buffer_slice(&bytes)), ST_OK);
        assert_int_equal(place.n_segments, n);
        place_finish(&place);
        for (size_t bit = 0; bit < bytes.size * 8; bit++) {
            bytes.data[bit / 8] ^= (char)(1U << bit % 8);
            assert_int_equal(place_open(&place, buffer_slice(&bytes)),
                             ST_DAMAGED);
            bytes.data[bit / 8] ^= (char)(1U << bit % 8);
        }
        for (size_t size = 0; size < bytes.size; size++) {
            struct timing timing;
            const struct slice cut = {bytes.data, size};
            assert_int_equal(place_open(&place, cut), ST_DAMAGED);
            assert_int_equal(timing_open(&timing, cut), ST_DAMAGED);
            assert_null(place.segments);
            assert_null(timing.words);
        }
        buffer_finish(&bytes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seals),
        cmocka_unit_test(test_place_bytes),
        cmocka_unit_test(test_place_damage),
        cmocka_unit_test(test_place_too_many_tokens),
        cmocka_unit_test(test_place_random),
        cmocka_unit_test(test_place_find),
        cmocka_unit_test(test_timing_bytes),
        cmocka_unit_test(test_timing_backwards),
        cmocka_unit_test(test_timing_damage),
        cmocka_unit_test(test_timing_random),
        cmocka_unit_test(test_timing_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
