/*
 * test_speech.c - how long text takes to say.
 *
 * What must hold follows from the rules at the top of speech.h; the constants
 * are not repeated here, for measurements may change them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/speech.h"

/** The sum of a text. */
static struct speech
sum(const char *text)
{
    struct speech speech = {0};
    speech_add(&speech, slice_of(text));
    return speech;
}

/** How long a text takes, usually. */
static int64_t
usual(const char *text)
{
    return sum(text).usual_ms;
}

/** When the word after `before` begins, if all takes so long. */
static int64_t
when(const char *before, const char *text, int64_t duration_ms)
{
    struct speech first = sum(before);
    struct speech all = sum(text);
    speech_add_pause(&first);
    speech_end(&all, false);
    return speech_when(&first, &all, duration_ms);
}

static void
test_words(void **state)
{
    (void)state;
    static const char *const longer_and_longer[] = {
        "", "a", "ab", "abe", "abeb", "abebe", "a bebe", "a bebe 7",
    };
    for (size_t i = 1; i < 8; i++) {
        assert_true(usual(longer_and_longer[i]) >
                    usual(longer_and_longer[i - 1]));
    }
    /* Two vowels together are one syllable. */
    assert_true(usual("bea") < usual("aba"));
    assert_true(usual("naïf") == usual("naif"));
    assert_true(usual("НОС") == usual("нос") && usual("нос") > usual("нсс"));
    /* Figures are words. */
    assert_true(usual("1999") > usual("nine"));
    assert_true(usual("1999") == 4 * usual("5"));
}

static void
test_same(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } cases[] = {
        {"don't", "dont"},
        {"don’t", "dont"},
        {"caf\u00e9", "cafe\u0301"},
        {"(well)", "well"},
        {"...and", "and"},
        {"— and", "and"},
        {"soft\u00adly", "softly"},
        {"3.5", "35"},
        {"1,000", "1000"},
        {"Dr. Smith", "Dr Smith"},
        {"long-horizon", "long horizon"},
        {"one, two", "one: two"},
        {"one... two", "one? two"},
        {"one.\" Two", "one. Two"},
        {"one, . two", "one. two"},
        {"火。山", "火！山"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(usual(cases[i].a), usual(cases[i].b));
    }
}

static void
test_pauses(void **state)
{
    (void)state;
    static const char *const longer_and_longer[] = {
        "one two",
        "one, two",
        "one. two",
        "one. two, three",
    };
    for (size_t i = 1; i < 4; i++) {
        assert_true(usual(longer_and_longer[i]) >
                    usual(longer_and_longer[i - 1]));
    }
    assert_true(usual("火山") < usual("火，山"));
    assert_true(usual("火，山") < usual("火。山"));
    /* Nothing comes after the last. */
    assert_int_equal(usual("one two."), usual("one two"));
    /* A pause pushes what follows back, what was before forward. */
    assert_true(when("one", "one, two", 1000) < when("one", "one two", 1000));
    assert_true(when("one, ", "one, two", 1000) >
                when("one ", "one two", 1000));
    assert_true(when("one. ", "one. two", 1000) >
                when("one, ", "one, two", 1000));
}

static void
test_pause_after_the_end(void **state)
{
    (void)state;
    const struct speech before = sum("well yes");
    for (int i = 0; i < 2; i++) {
        struct speech apart = sum(i ? "well yes." : "well yes");
        struct speech cut = apart;
        speech_end(&apart, false);
        speech_end(&cut, true);
        const int64_t apart_ms = speech_when(&before, &apart, 5000);
        const int64_t cut_ms = speech_when(&before, &cut, 5000);
        assert_true(i ? cut_ms < apart_ms : cut_ms == apart_ms);
    }
}

static void
test_texts(void **state)
{
    (void)state;
    struct speech speech = sum("One, two.");
    speech_add(&speech, SLICE("Three"));
    speech_add(&speech, SLICE("four"));
    const struct speech same = sum("One, two. Three four");
    assert_int_equal(speech.usual_ms, same.usual_ms);
    assert_int_equal(speech.give, same.give);
}

static void
test_signs(void **state)
{
    (void)state;
    static const char *const before[] = {"", "二", "二十", "二十二"};
    int64_t ms[4];
    for (size_t i = 0; i < 4; i++) {
        ms[i] = when(before[i], "二十二年", 600);
    }
    assert_int_equal(ms[0], 0);
    for (size_t i = 1; i < 4; i++) {
        assert_in_range(ms[i] - ms[i - 1], ms[1] - 1, ms[1] + 1);
    }
    assert_in_range(ms[1], 100, 150);
    assert_int_equal(usual("か"), usual("가"));
    assert_int_equal(usual("か\u3099"), usual("か"));
}

static void
test_fast_and_slow(void **state)
{
    (void)state;
    /* Faster than usual: all alike. */
    const int64_t fast = when("one two. ", "one two. three four.", 500);
    assert_in_range(when("one two. ", "one two. three four.", 1000),
                    2 * fast - 1, 2 * fast + 1);
    /* Slower: the silence is between the sentences. */
    assert_true(when("one two", "one two. three four.", 20000) < 2000);
    assert_true(when("one two. ", "one two. three four.", 20000) > 18000);
    /* And where there is but one, everywhere. */
    assert_in_range(when("one two ", "one two six ten", 20000), 9000, 11000);
}

static void
test_nothing(void **state)
{
    (void)state;
    assert_int_equal(when("", "", 1000), 0);
    assert_int_equal(when("...", "... !?", 1000), 0);
    assert_int_equal(when("", "a", 1000), 0);
    assert_int_equal(when("\xff\xfe", "\xff\xfe\x80", 1000), 0);
}

/** Check all beginnings of a text against each other. */
static void
check_order(struct slice text, int64_t duration_ms)
{
    struct speech all = {0};
    int64_t last_ms = 0;
    speech_add(&all, text);
    speech_end(&all, false);
    for (size_t at = 0, size; at < text.size; at += size) {
        struct speech before = {0};
        speech_add(&before, slice_part(text, 0, at));
        speech_add_pause(&before);
        const int64_t ms = speech_when(&before, &all, duration_ms);
        assert_true(ms >= last_ms && ms <= duration_ms);
        last_ms = ms;
        utf8_decode(text, at, &size);
    }
}

static void
test_order(void **state)
{
    (void)state;
    static const int32_t characters[] = {
        'a',    'B',    'z',    ' ',    '.',    ',',     '3',      '-',
        '\'',   '!',    '%',    0x2019, 0x2026, 0x3002,  0x5c71,   0xac00,
        0x0301, 0x0431, 0x05d0, 0x0e01, 0x00e9, 0x1f600, 0x10ffff, 0x00ad,
    };
    static const int64_t durations_ms[] = {
        1, 40, 900, 5000, 3600000, INT64_MAX / 2,
    };
    uint32_t seed = 1;
    for (int round = 0; round < 600; round++) {
        char bytes[4 * 30];
        size_t size = 0;
        for (int i = 0; i < 30; i++) {
            seed = seed * 1664525 + 1013904223;
            const size_t which = (seed >> 16) % 24;
            size += utf8_encode((uint32_t)characters[which], bytes + size);
        }
        check_order((struct slice){bytes, size}, durations_ms[round % 6]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_pause_after_the_end),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_fast_and_slow),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
