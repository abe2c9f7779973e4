/*
 * span.c: `time --> time`, and where it can not be read.
 */
#include "format/span.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *text;
    bool is_span;
    int64_t start_ms;
    int64_t end_ms;
    size_t at; /**< behind the span, or where it goes wrong */
} cases[] = {
    {"00:00:01,000 --> 00:00:02,500", true, 1000, 2500, 29},
    {"00:00:01.000 --> 00:00:02.500]", true, 1000, 2500, 29},
    {"0:01-->0:02 x", true, 1000, 2000, 11},
    {"100:00:00.000  -->\t100:00:00.001", true, 360000000, 360000001, 32},
    {"1:2:3,4 --> 1:2:3,5", true, 3723400, 3723500, 19},
    {"", false, 0, 0, 0},
    {"x", false, 0, 0, 0},
    {"5 --> 6", false, 0, 0, 0},
    {"0:05 --> 6", false, 0, 0, 9},
    {"00:00:01,000 -> 00:00:02,000", false, 0, 0, 12},
    {"00:00:01,000 -->", false, 0, 0, 16},
    {"00:00:01,000 --> 00:60:00,000", false, 0, 0, 17},
    {"00:00:01,000 00:00:02,000", false, 0, 0, 12},
    {"-00:00:01,000 --> 00:00:02,000", false, 0, 0, 0},
    {"99999999999:00:00 --> 0:01", false, 0, 0, 0},
};

/** What is a span, and how far the others can be read. */
static void
test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct span span = {-7, -7};
        size_t at = 0;
        assert_int_equal(span_read(slice_of(cases[i].text), &at, &span),
                         cases[i].is_span);
        assert_int_equal(at, cases[i].at);
        assert_int_equal(span.start_ms,
                         cases[i].is_span ? cases[i].start_ms : -7);
        assert_int_equal(span.end_ms, cases[i].is_span ? cases[i].end_ms : -7);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
