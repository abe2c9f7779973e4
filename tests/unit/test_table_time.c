/*
 * table_time.c: times in cells, in each spelling.
 */
#include "format/table_time.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

static const struct {
    const char *cell;
    enum table_unit unit;
    int64_t ms; /**< -2 for no time */
    int frame;
} cases[] = {
    {"12", UNIT_UNKNOWN, 12000, -1},
    {"12.5", UNIT_SECONDS, 12500, -1},
    {"12,5", UNIT_SECONDS, 12500, -1},
    {"12.5s", UNIT_UNKNOWN, 12500, -1},
    {" 12.5 s ", UNIT_UNKNOWN, 12500, -1},
    {"1e-05", UNIT_SECONDS, 0, -1},
    {"-3", UNIT_SECONDS, TIME_UNKNOWN, -1},
    {"-3", UNIT_MS, TIME_UNKNOWN, -1},
    {"1500", UNIT_MS, 1500, -1},
    {"1500.9", UNIT_MS, 1500, -1},
    {"1500ms", UNIT_UNKNOWN, 1500, -1},
    {"3600000000", UNIT_MS, 3600000000, -1},
    {"3600000001", UNIT_MS, -2, -1},
    {"99999999999999999999", UNIT_MS, -2, -1},
    {"1500.x", UNIT_MS, -2, -1},
    {".5", UNIT_MS, -2, -1},
    {"1:02.5", UNIT_MS, 62500, -1},
    {"00:01:02,250", UNIT_COLONS, 62250, -1},
    {"[00:01:02]", UNIT_UNKNOWN, 62000, -1},
    {"(1:02)", UNIT_UNKNOWN, 62000, -1},
    {"[00:01:02", UNIT_UNKNOWN, -2, -1},
    {"1:60", UNIT_UNKNOWN, -2, -1},
    {"00:01:02:12", UNIT_UNKNOWN, 62000, 12},
    {"00;01;02;119", UNIT_UNKNOWN, 62000, 119},
    {"00;01;02;120", UNIT_UNKNOWN, -2, -1},
    {"00:01:60:01", UNIT_UNKNOWN, -2, -1},
    {"00:01:02:", UNIT_UNKNOWN, -2, -1},
    {"00:01:02:1x", UNIT_UNKNOWN, -2, -1},
    {"0:00:01:02:03", UNIT_UNKNOWN, -2, -1},
    {"00;01;02", UNIT_UNKNOWN, -2, -1},
    {"", UNIT_UNKNOWN, -2, -1},
    {"s", UNIT_UNKNOWN, -2, -1},
    {"[]", UNIT_UNKNOWN, -2, -1},
    {"2024-05-01 10:00:00", UNIT_UNKNOWN, -2, -1},
    {"noon", UNIT_UNKNOWN, -2, -1},
};

/** Each spelling is read as it should; what is none leaves the time alone. */
static void
test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct table_time time = {.ms = -2, .frame = -1};
        const bool is_read =
            table_time_read(slice_of(cases[i].cell), cases[i].unit, &time);
        if (time.ms != cases[i].ms || time.frame != cases[i].frame ||
            is_read != (cases[i].ms != -2)) {
            fail_msg("%s: %lld, frame %d", cases[i].cell, (long long)time.ms,
                     time.frame);
        }
        assert_int_equal(time.is_negative, cases[i].ms == TIME_UNKNOWN);
    }
}

/** Milliseconds alone are whole numbers. */
static void
test_ms(void **state)
{
    (void)state;
    int64_t ms = 7;
    assert_false(table_ms_read(SLICE("1.5"), &ms));
    assert_false(table_ms_read(SLICE(""), &ms));
    assert_false(table_ms_read(SLICE("-"), &ms));
    assert_int_equal(ms, 7);
    assert_true(table_ms_read(SLICE("-0"), &ms));
    assert_int_equal(ms, 0);
    assert_true(table_ms_read(SLICE("-1"), &ms));
    assert_int_equal(ms, TIME_UNKNOWN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_ms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
