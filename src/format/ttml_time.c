/*
 * The time expressions of TTML: TTML2, section 12.3 (time value expressions),
 * section 7.2 (the parameters that frames and ticks hang on) and appendix I
 * (how SMPTE time codes count).
 *
 * Frames and ticks become the nearest millisecond.  Where TTML's default
 * would make a frame number meaningless (subFrameRate 0), it counts nothing.
 */
#include "format/ttml_time.h"

#include "base/timecode.h"

enum {
    FRACTION_DIGITS = 9, /**< what is behind them is below any time we keep */
    RATE_MAX = 1000 * 1000 * 1000,
};

void
ttml_clock_init(struct ttml_clock *clock)
{
    *clock = (struct ttml_clock){
        .frame_rate = 30,
        .numerator = 1,
        .denominator = 1,
        .sub_frame_rate = 1,
        .drop_mode = TTML_NON_DROP,
    };
}

/** Read digits; false without one, or where they make no int64_t. */
static bool
read_number(struct slice text, size_t *at, int64_t *number)
{
    const size_t first = *at;
    int64_t sum = 0;
    for (; *at < text.size && is_digit(text.data[*at]); (*at)++) {
        if (__builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_add_overflow(sum, text.data[*at] - '0', &sum)) {
            return false;
        }
    }
    *number = sum;
    return *at > first;
}

/** Read a rate at text[*at], from 1. */
static bool
read_rate(struct slice text, size_t *at, int64_t *rate)
{
    int64_t number;
    if (!read_number(text, at, &number) || number < 1 || number > RATE_MAX) {
        return false;
    }
    *rate = number;
    return true;
}

/** A whole value that is a rate. */
static bool
set_rate(struct slice value, int64_t *rate)
{
    size_t at = 0;
    int64_t number;
    if (!read_rate(value, &at, &number) || at != value.size) {
        return false;
    }
    *rate = number;
    return true;
}

/** `1000 1001`, or `1000:1001` as the first edition had it, or one number. */
static bool
set_multiplier(struct ttml_clock *clock, struct slice value)
{
    size_t at = 0;
    int64_t numerator;
    int64_t denominator = 1;
    if (!read_rate(value, &at, &numerator)) {
        return false;
    }
    if (at < value.size) {
        while (at < value.size &&
               (is_blank(value.data[at]) || value.data[at] == ':')) {
            at++;
        }
        if (!read_rate(value, &at, &denominator) || at != value.size) {
            return false;
        }
    }
    clock->numerator = numerator;
    clock->denominator = denominator;
    return true;
}

bool
ttml_clock_set(struct ttml_clock *clock, struct slice name, struct slice value)
{
    value = slice_trim(value);
    if (slice_equal(name, SLICE("frameRate"))) {
        clock->has_frame_rate = set_rate(value, &clock->frame_rate);
        return clock->has_frame_rate;
    }
    if (slice_equal(name, SLICE("frameRateMultiplier"))) {
        return set_multiplier(clock, value);
    }
    if (slice_equal(name, SLICE("subFrameRate"))) {
        return set_rate(value, &clock->sub_frame_rate);
    }
    if (slice_equal(name, SLICE("tickRate"))) {
        return set_rate(value, &clock->tick_rate);
    }
    if (slice_equal(name, SLICE("timeBase"))) {
        clock->is_smpte = slice_equal(value, SLICE("smpte"));
    } else if (slice_equal(name, SLICE("dropMode"))) {
        clock->drop_mode =
            slice_equal(value, SLICE("dropNTSC"))  ? TTML_DROP_NTSC
            : slice_equal(value, SLICE("dropPAL")) ? TTML_DROP_PAL
                                                   : TTML_NON_DROP;
    }
    return true;
}

/** value * numerator / denominator, to the nearest, as a time. */
static bool
scale(int64_t value, int64_t numerator, int64_t denominator, int64_t *time_ms)
{
    int64_t product;
    if (__builtin_mul_overflow(value, numerator, &product) ||
        __builtin_add_overflow(product, denominator / 2, &product)) {
        return false;
    }
    const int64_t ms = product / denominator;
    if (ms > TIME_MAX_MS) {
        return false;
    }
    *time_ms = ms;
    return true;
}

/** A number that may have a fraction: value / unit. */
struct decimal {
    int64_t value;
    int64_t unit; /**< a power of ten */
};

/** Read `12` or `12.5`. */
static bool
read_decimal(struct slice text, size_t *at, struct decimal *decimal)
{
    int64_t sum;
    int64_t unit = 1;
    if (!read_number(text, at, &sum)) {
        return false;
    }
    if (*at + 1 < text.size && text.data[*at] == '.' &&
        is_digit(text.data[*at + 1])) {
        (*at)++;
        int n_digits = 0;
        for (; *at < text.size && is_digit(text.data[*at]); (*at)++) {
            if (n_digits++ < FRACTION_DIGITS) {
                if (__builtin_mul_overflow(sum, 10, &sum) ||
                    __builtin_add_overflow(sum, text.data[*at] - '0', &sum)) {
                    return false;
                }
                unit *= 10;
            }
        }
    }
    *decimal = (struct decimal){sum, unit};
    return true;
}

/** A number of frames as a time. */
static bool
frames_time(const struct ttml_clock *clock, struct decimal frames,
            int64_t *time_ms)
{
    int64_t denominator;
    return !__builtin_mul_overflow(clock->frame_rate * frames.unit,
                                   clock->numerator, &denominator) &&
           scale(frames.value, 1000 * clock->denominator, denominator, time_ms);
}

/** Ticks in a second, where the document does not say: as many as frames and
 * their parts, or one. */
static int64_t
tick_rate(const struct ttml_clock *clock)
{
    int64_t rate = 1;
    if (clock->tick_rate > 0) {
        return clock->tick_rate;
    }
    if (clock->has_frame_rate &&
        __builtin_mul_overflow(clock->frame_rate, clock->sub_frame_rate,
                               &rate)) {
        return 1;
    }
    return rate;
}

/** A number with a unit, or without one, as a time. */
static bool
offset_time(const struct ttml_clock *clock, struct slice text, int64_t *time_ms)
{
    size_t at = 0;
    struct decimal number;
    if (!read_decimal(text, &at, &number)) {
        return false;
    }
    const struct slice unit = slice_from(text, at);
    static const struct {
        struct slice name;
        int64_t ms;
    } units[] = {
        {SLICE_INIT("h"), 3600000}, {SLICE_INIT("m"), 60000},
        {SLICE_INIT("s"), 1000},    {SLICE_INIT("ms"), 1},
        {SLICE_INIT(""), 1000},
    };
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (slice_equal(unit, units[i].name)) {
            return scale(number.value, units[i].ms, number.unit, time_ms);
        }
    }
    if (slice_equal(unit, SLICE("f"))) {
        return frames_time(clock, number, time_ms);
    }
    int64_t denominator;
    return slice_equal(unit, SLICE("t")) &&
           !__builtin_mul_overflow(tick_rate(clock), number.unit,
                                   &denominator) &&
           scale(number.value, 1000, denominator, time_ms);
}

/** Frames that time codes skip up to a second, so as to keep step. */
static int64_t
dropped_frames(const struct ttml_clock *clock, int64_t seconds)
{
    const int64_t hours = seconds / 3600;
    const int64_t minutes = seconds / 60 % 60;
    switch (clock->drop_mode) {
    case TTML_DROP_NTSC:
        return (hours * 54 + minutes - minutes / 10) * 2;
    case TTML_DROP_PAL:
        return (hours * 27 + minutes / 2 - minutes / 20) * 4;
    case TTML_NON_DROP:
        break;
    }
    return 0;
}

/** A clock time of whole seconds and frames as a time. */
static bool
frame_clock_time(const struct ttml_clock *clock, int64_t seconds,
                 struct decimal frames, int64_t *time_ms)
{
    int64_t rest_ms;
    if (!clock->is_smpte) {
        if (!frames_time(clock, frames, &rest_ms)) {
            return false;
        }
        if (seconds * 1000 > TIME_MAX_MS - rest_ms) {
            return false;
        }
        *time_ms = seconds * 1000 + rest_ms;
        return true;
    }
    const int64_t whole =
        seconds * clock->frame_rate - dropped_frames(clock, seconds);
    struct decimal count = {.unit = frames.unit};
    return !__builtin_mul_overflow(whole, frames.unit, &count.value) &&
           !__builtin_add_overflow(count.value, frames.value, &count.value) &&
           frames_time(clock, count, time_ms);
}

/** Read `:frames` or `:frames.parts` behind a clock time's seconds. */
static bool
read_frames(const struct ttml_clock *clock, struct slice text, size_t *at,
            struct decimal *frames)
{
    int64_t whole;
    int64_t parts = 0;
    if (!read_number(text, at, &whole) || whole >= RATE_MAX) {
        return false;
    }
    if (*at < text.size && text.data[*at] == '.') {
        (*at)++;
        if (!read_number(text, at, &parts) || parts >= clock->sub_frame_rate) {
            return false;
        }
    }
    int64_t value;
    if (__builtin_mul_overflow(whole, clock->sub_frame_rate, &value)) {
        return false;
    }
    *frames = (struct decimal){value + parts, clock->sub_frame_rate};
    return true;
}

/** A time with colons. */
static bool
clock_time(const struct ttml_clock *clock, struct slice text, int64_t *time_ms)
{
    size_t at = 0;
    int64_t ms;
    if (!timecode_read(text, &at, &ms)) {
        return false;
    }
    const bool has_frames = at < text.size && text.data[at] == ':';
    struct decimal frames = {0, 1};
    if (has_frames) {
        at++;
        if (!read_frames(clock, text, &at, &frames)) {
            return false;
        }
    }
    if (at != text.size || (has_frames && ms % 1000 != 0)) {
        return false;
    }
    if (has_frames || (clock->is_smpte && ms % 1000 == 0)) {
        return frame_clock_time(clock, ms / 1000, frames, time_ms);
    }
    *time_ms = ms;
    return true;
}

bool
ttml_time_parse(const struct ttml_clock *clock, struct slice text,
                int64_t *time_ms)
{
    text = slice_trim(text);
    return slice_find(text, SLICE(":"), 0) < text.size
               ? clock_time(clock, text, time_ms)
               : offset_time(clock, text, time_ms);
}
