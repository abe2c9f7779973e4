/*
 * test_timecode.c - times read and written.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"

static const struct {
    const char *text;
    int64_t time_ms;
} good[] = {
    {"0", 0},
    {"5", 5000},
    {"5.5", 5500},
    {"5,5", 5500},
    {"00:00:01.000", 1000},
    {"00:00:01,000", 1000},
    {"01:02:03.456", 3723456},
    {"1:2:3", 3723000},
    {"3:37", 217000},
    {"3:37.0", 217000},
    {"59:59.999", 3599999},
    {"90:00", 5400000}, /* any number of minutes comes first */
    {"7200", 7200000},  /* and of seconds */
    {"7200.25", 7200250},
    {"1.23456789", 1234}, /* what is finer is cut, not rounded */
    {"1.9999", 1999},
    {"1.05", 1050},
    {"0.001", 1},
    {"100:00:00", 360000000},
    {"1000:00:00.000", TIME_MAX_MS},
    {"0000000000000000000000005", 5000},
};

static const char *const bad[] = {
    "",
    " 1",
    "1 ",
    "a",
    ":",
    ":5",
    "5:",
    "5.",
    ".5",
    "-5",
    "+5",
    "1:60",
    "1:60:00",
    "1:00:60",
    "1:123",
    "1:2:3:4",
    "1:-2",
    "1e3",
    "0x10",
    "nan",
    "inf",
    "1;2",
    "1:2.3:4",
    "1.2.3",
    "1..2",
    "1,,2",
    "5.x",
    "00:00:01.",
    "1000:00:00.001",
    "1000:00:01",
    "3600001",
    "99999999999:00:00",
    "99999999999999999999999999",
    "99999999999999999999:59",
    "1:99999999999999999999",
    "\xd9\xa1:\xd9\xa2",
};

static void
test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        int64_t ms = -7;
        if (!timecode_parse(slice_of(good[i].text), &ms) ||
            ms != good[i].time_ms) {
            fail_msg("%s: %lld", good[i].text, (long long)ms);
        }
    }
}

static void
test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        int64_t ms = -7;
        if (timecode_parse(slice_of(bad[i]), &ms)) {
            fail_msg("%s is taken for %lld", bad[i], (long long)ms);
        }
        assert_int_equal(ms, -7);
    }
}

static void
test_read_inside_a_text(void **state)
{
    (void)state;
    const struct slice line = SLICE("00:01.500 --> 1:02:03,4 align:left");
    size_t at = 0;
    int64_t ms = -7;
    assert_true(timecode_read(line, &at, &ms));
    assert_int_equal(at, 9);
    assert_int_equal(ms, 1500);
    assert_false(timecode_read(line, &at, &ms));
    assert_int_equal(at, 9);
    assert_int_equal(ms, 1500);
    at = 14;
    assert_true(timecode_read(line, &at, &ms));
    assert_int_equal(at, 23);
    assert_int_equal(ms, 3723400);

    /* What can not belong to a time stays behind it. */
    at = 0;
    assert_true(timecode_read(SLICE("5: five"), &at, &ms));
    assert_int_equal(at, 1);
    at = 0;
    assert_true(timecode_read(SLICE("5. five"), &at, &ms));
    assert_int_equal(at, 1);
    at = 0;
    assert_true(timecode_read(SLICE("1:2:3:4"), &at, &ms));
    assert_int_equal(at, 5);
    at = 3;
    assert_false(timecode_read(SLICE("abc"), &at, &ms));
}

static void
test_print(void **state)
{
    (void)state;
    static const struct {
        int64_t time_ms;
        const char *full;
        const char *brief;
    } times[] = {
        {0, "0:00.0", "0:00"},
        {999, "0:00.9", "0:00"},
        {1000, "0:01.0", "0:01"},
        {217040, "3:37.0", "3:37"},
        {3599999, "59:59.9", "59:59"},
        {3600000, "1:00:00.0", "1:00:00"},
        {3731500, "1:02:11.5", "1:02:11"},
        {TIME_MAX_MS, "1000:00:00.0", "1000:00:00"},
        {TIME_UNKNOWN, "?", "?"},
        {INT64_MIN, "?", "?"},
    };
    char text[TIMECODE_BYTES];
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        assert_string_equal(timecode_print(text, times[i].time_ms),
                            times[i].full);
        assert_string_equal(timecode_print_short(text, times[i].time_ms),
                            times[i].brief);
    }
    assert_true(strlen(timecode_print(text, INT64_MAX)) < TIMECODE_BYTES);
}

/** What is printed is read again, to the tenth of a second. */
static void
test_round_trip(void **state)
{
    (void)state;
    for (int64_t ms = 0; ms <= TIME_MAX_MS; ms += 98765300) {
        char text[TIMECODE_BYTES];
        int64_t again = -7;
        assert_true(timecode_parse(slice_of(timecode_print(text, ms)), &again));
        assert_int_equal(again, ms);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_read_inside_a_text),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
