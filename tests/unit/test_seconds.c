/*
 * seconds.c: decimal seconds into milliseconds.
 */
#include "format/seconds.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *text;
    int64_t ms;
} numbers[] = {
    {"0", 0},
    {"12", 12000},
    {"12.", 12000},
    {".5", 500},
    {"0.07", 70},
    {"102.02", 102020},
    {"9.21000000000001", 9210},
    {"12.908689264895987", 12908},
    {"0.0009", 0},
    {"5e-05", 0},
    {"1.2e+1", 12000},
    {"2.5E0", 2500},
    {"1e3", 1000000},
    {"00000000000000000000007.5", 7500},
    {"3600000", 3600000000},
    {"0e999999999999", 0},
    {"1e-999999999999", 0},
    {"-0.0001", 0},
    {"-0.5", TIME_UNKNOWN},
    {"-12", TIME_UNKNOWN},
};

/** What is a number is read, to the millisecond. */
static void
test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        int64_t ms = 42;
        assert_true(seconds_parse(slice_of(numbers[i].text), &ms));
        assert_int_equal(ms, numbers[i].ms);
    }
}

static const char *const others[] = {
    "",
    "-",
    ".",
    "1:02",
    "1,5",
    "e5",
    "1e",
    "1e+",
    "1.2.3",
    "--1",
    "+1",
    "0x10",
    "12s",
    " 1",
    "1 ",
    "nan",
    "3600001",
    "1e99999",
    "99999999999999999999999999999999",
    "--undefined--",
};

/** What is none, or no time, is refused. */
static void
test_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        int64_t ms = 42;
        assert_false(seconds_parse(slice_of(others[i]), &ms));
        assert_int_equal(ms, 42);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
