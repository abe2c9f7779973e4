/*
 * ttml_time.c: the time expressions of TTML; expected times are worked out
 * from the specification's formulas.
 */
#include "format/ttml_time.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *parameters; /**< `name=value` with a comma between */
    const char *text;
    int64_t time_ms; /**< -1 for none */
} times[] = {
    /* Clock times. */
    {"", "00:00:00", 0},
    {"", "01:02:03", 3723000},
    {"", "01:02:03.4", 3723400},
    {"", "01:02:03.4567", 3723456},
    {"", "100:00:00.000", 360000000},
    {"", "1000:00:00.000", 3600000000},
    {"", "1000:00:00.001", -1},
    {"", "00:00:60", -1},
    {"", "00:60:00", -1},
    {"", "3:58.640", 238640},
    {"", " 00:00:01 ", 1000},
    /* Frames: 30 a second where nothing is said. */
    {"", "00:00:01:15", 1500},
    {"", "00:00:01:00", 1000},
    {"frameRate=25", "00:00:01:24", 1960},
    {"frameRate=25,subFrameRate=2", "00:00:01:12.1", 1500},
    {"frameRate=25,subFrameRate=2", "00:00:01:12.2", -1},
    {"", "00:00:01:12.1", -1},
    {"", "00:00:01.5:10", -1},
    {"", "00:00:01:", -1},
    {"", "00:00:01:1:1", -1},
    /* Numbers with units. */
    {"", "2h", 7200000},
    {"", "0.5h", 1800000},
    {"", "3m", 180000},
    {"", "12.5s", 12500},
    {"", "0.0014s", 1},
    {"", "0.0016s", 2},
    {"", "200ms", 200},
    {"", "0.76s", 760},
    {"", "15f", 500},
    {"frameRate=24", "12f", 500},
    {"frameRate=24", "0.5f", 21},
    {"frameRate=24,frameRateMultiplier=1000 1001", "24f", 1001},
    {"frameRate=30,frameRateMultiplier=1000:1001", "30f", 1001},
    {"frameRate=30,frameRateMultiplier=2", "30f", 500},
    /* Ticks: one a second, or one a frame, or as told. */
    {"", "3t", 3000},
    {"frameRate=25", "50t", 2000},
    {"frameRate=25,subFrameRate=4", "50t", 500},
    {"tickRate=10000000", "12345678t", 1235},
    {"tickRate=10000000", "36000000000000t", 3600000000},
    {"tickRate=10000000", "36000000010000t", -1},
    {"tickRate=1", "99999999999999999999t", -1},
    {"tickRate=1", "9223372036854775807t", -1},
    {"", "9223372036854775807h", -1},
    {"", "1.999999999999999999999999s", 2000},
    /* SMPTE: all are frames. */
    {"timeBase=smpte,frameRate=25", "00:00:10:05", 10200},
    {"timeBase=smpte,frameRate=30,frameRateMultiplier=1000 1001", "00:00:10:00",
     10010},
    {"timeBase=smpte,frameRate=30,frameRateMultiplier=1000 1001", "00:00:10",
     10010},
    {"timeBase=smpte,frameRate=30,frameRateMultiplier=1000 1001,"
     "dropMode=dropNTSC",
     "10:00:00:00", 35999964},
    {"timeBase=smpte,frameRate=30,frameRateMultiplier=1000 1001,"
     "dropMode=dropPAL",
     "00:02:00:00", 119987},
    /* None. */
    {"", "", -1},
    {"", "12", 12000},
    {"", "12x", -1},
    {"", "12 s", -1},
    {"", "-1s", -1},
    {"", "+1s", -1},
    {"", ".5s", -1},
    {"", "1.s", -1},
    {"", "soon", -1},
    {"", "wallclock(2020-01-01T00:00:00)", -1},
    {"", ":", -1},
};

/** Set the clock as `parameters` says. */
static void
set_clock(struct ttml_clock *clock, const char *parameters)
{
    const struct slice text = slice_of(parameters);
    ttml_clock_init(clock);
    for (size_t at = 0; at < text.size;) {
        const size_t middle = slice_find(text, SLICE("="), at);
        const size_t end = slice_find(text, SLICE(","), at);
        assert_true(ttml_clock_set(clock, slice_part(text, at, middle),
                                   slice_part(text, middle + 1, end)));
        at = end + 1;
    }
}

/** Each time, and what is none leaves the result alone. */
static void
test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct ttml_clock clock;
        set_clock(&clock, times[i].parameters);
        int64_t time_ms = -77;
        const bool is_read =
            ttml_time_parse(&clock, slice_of(times[i].text), &time_ms);
        const int64_t expected = times[i].time_ms < 0 ? -77 : times[i].time_ms;
        if (is_read != (times[i].time_ms >= 0) || time_ms != expected) {
            fail_msg("%s, %s: %d, %lld", times[i].parameters, times[i].text,
                     is_read, (long long)time_ms);
        }
    }
}

/** Rates that can not be meant are refused and change nothing. */
static void
test_bad_rates(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
    } rates[] = {
        {"frameRate", "0"},
        {"frameRate", "-25"},
        {"frameRate", "25fps"},
        {"frameRate", ""},
        {"tickRate", "0"},
        {"tickRate", "99999999999999999999"},
        {"frameRateMultiplier", "1000 0"},
        {"frameRateMultiplier", "1/2"},
    };
    struct ttml_clock clock;
    ttml_clock_init(&clock);
    const struct ttml_clock before = clock;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        assert_false(ttml_clock_set(&clock, slice_of(rates[i].name),
                                    slice_of(rates[i].value)));
    }
    assert_int_equal(clock.frame_rate, before.frame_rate);
    assert_int_equal(clock.tick_rate, before.tick_rate);
    assert_int_equal(clock.denominator, before.denominator);
    assert_true(ttml_clock_set(&clock, SLICE("nosuch"), SLICE("x")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_bad_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
