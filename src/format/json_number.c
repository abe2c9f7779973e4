/*
 * The numbers of JSON, and times made of them.
 *
 * A number is taken apart into digits and a power of ten, so that `1.0005`
 * seconds are 1,001 ms whatever the nearest double is, and without asking
 * the locale what a decimal point is.
 */
#include "format/json.h"

#include "base/timecode.h"

#include <math.h>

enum {
    DIGITS_MAX = 18,            /* always fit into 63 bits */
    EXPONENT_MAX = 1000 * 1000, /* saturating: far above what a double takes */
};

/** digits * 10^exponent. */
struct decimal {
    bool is_negative;
    int64_t digits; /**< the first DIGITS_MAX, without zeros in front */
    int64_t exponent;
};

/** Take a digit behind the others, which are `n_digits` so far. */
static void
add_digit(struct decimal *decimal, int *n_digits, char c, bool is_fraction)
{
    if (*n_digits == DIGITS_MAX) {
        decimal->exponent += is_fraction ? 0 : 1;
        return;
    }
    decimal->digits = decimal->digits * 10 + (c - '0');
    decimal->exponent -= is_fraction ? 1 : 0;
    *n_digits += decimal->digits > 0 ? 1 : 0;
}

/** Read digits with at most one point among them; false without a digit. */
static bool
read_digits(struct slice text, size_t *at, struct decimal *decimal)
{
    bool is_fraction = false;
    bool has_digit = false;
    int n_digits = 0;
    for (; *at < text.size; (*at)++) {
        const char c = text.data[*at];
        if (c == '.' && has_digit && !is_fraction) {
            is_fraction = true;
        } else if (is_digit(c)) {
            has_digit = true;
            add_digit(decimal, &n_digits, c, is_fraction);
        } else {
            break;
        }
    }
    return has_digit && text.data[*at - 1] != '.';
}

/** Read an exponent, `e-5`, where one is; false where it is broken. */
static bool
read_exponent(struct slice text, size_t *at, struct decimal *decimal)
{
    if (*at == text.size || (text.data[*at] | 0x20) != 'e') {
        return true;
    }
    (*at)++;
    const char sign = *at < text.size ? text.data[*at] : '\0';
    *at += sign == '+' || sign == '-' ? 1 : 0;
    const size_t begin = *at;
    int64_t exponent = 0;
    for (; *at < text.size && is_digit(text.data[*at]); (*at)++) {
        if (exponent < EXPONENT_MAX) {
            exponent = exponent * 10 + (text.data[*at] - '0');
        }
    }
    decimal->exponent += sign == '-' ? -exponent : exponent;
    return *at > begin;
}

/** Take a number apart; false where the text is none. */
static bool
parse_decimal(struct slice text, struct decimal *decimal)
{
    size_t at = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    *decimal = (struct decimal){.is_negative = at > 0};
    return read_digits(text, &at, decimal) &&
           read_exponent(text, &at, decimal) && at == text.size;
}

/** A number without its fraction, rounded half up in its absolute value;
 * false beyond 63 bits.  *was_whole is whether nothing was rounded. */
static bool
decimal_round(struct decimal decimal, int64_t *value, bool *was_whole)
{
    int64_t sum = decimal.digits;
    int64_t last = 0;
    *was_whole = true;
    for (; decimal.exponent < 0 && (sum > 0 || last > 0); decimal.exponent++) {
        last = sum % 10;
        sum /= 10;
        *was_whole &= last == 0;
    }
    for (; decimal.exponent > 0 && sum > 0; decimal.exponent--) {
        if (__builtin_mul_overflow(sum, 10, &sum)) {
            return false;
        }
    }
    sum += last >= 5 ? 1 : 0;
    *value = decimal.is_negative ? -sum : sum;
    return true;
}

bool
json_integer(const struct json *json, const struct json_node *node,
             int64_t *value)
{
    struct decimal decimal;
    int64_t whole;
    bool is_whole;
    if (!parse_decimal(json_text(json, node), &decimal) ||
        !decimal_round(decimal, &whole, &is_whole) || !is_whole) {
        return false;
    }
    *value = whole;
    return true;
}

/** 10^exponent, for exponents of at least 0; each product up to 10^22 is
 * exact. */
static double
power_of_ten(int64_t exponent)
{
    double power = 1;
    double square = 10;
    for (; exponent > 0; exponent /= 2) {
        power *= exponent % 2 > 0 ? square : 1;
        square *= square;
    }
    return power;
}

bool
json_double(const struct json *json, const struct json_node *node,
            double *value)
{
    struct decimal decimal;
    if (!parse_decimal(json_text(json, node), &decimal)) {
        return false;
    }
    double sum = (double)decimal.digits;
    /* In two steps, for 10^-330 is nothing, but 10^18 * 10^-330 is not. */
    for (; decimal.exponent < -300 && sum > 0; decimal.exponent += 300) {
        sum /= power_of_ten(300);
    }
    if (decimal.exponent < 0 && sum > 0) {
        sum /= power_of_ten(-decimal.exponent);
    } else if (sum > 0) {
        sum *=
            decimal.exponent > 400 ? HUGE_VAL : power_of_ten(decimal.exponent);
    }
    if (isinf(sum)) {
        return false;
    }
    *value = decimal.is_negative ? -sum : sum;
    return true;
}

/** A number of some unit as milliseconds, which may be negative. */
static bool
parse_ms(struct slice text, enum json_unit unit, int64_t *ms)
{
    struct decimal decimal;
    bool is_whole;
    if (!parse_decimal(text, &decimal)) {
        return false;
    }
    decimal.exponent += unit;
    return decimal_round(decimal, ms, &is_whole);
}

/** protobuf's Duration: whole seconds, and nanoseconds of the same sign. */
static bool
read_duration(const struct json *json, const struct json_node *node,
              int64_t *ms)
{
    const struct json_node *seconds = json_get(json, node, SLICE("seconds"));
    const struct json_node *nanos = json_get(json, node, SLICE("nanos"));
    int64_t whole = 0;
    int64_t part = 0;
    if ((!seconds && !nanos && json_first(node)) ||
        (seconds &&
         !parse_ms(json_text(json, seconds), JSON_SECONDS, &whole)) ||
        (nanos && !parse_ms(json_text(json, nanos), JSON_NANOSECONDS, &part))) {
        return false;
    }
    return !__builtin_add_overflow(whole, part, ms);
}

/** A string: `12.34s`, `00:00:12.34`, or a number of the unit. */
static bool
read_time_text(struct slice text, enum json_unit unit, int64_t *ms)
{
    text = slice_trim(text);
    if (slice_find(text, SLICE(":"), 0) < text.size) {
        return timecode_parse(text, ms);
    }
    if (slice_ends(text, SLICE("s"))) {
        text.size--;
        unit = JSON_SECONDS;
    }
    return parse_ms(text, unit, ms);
}

bool
json_time_ms(const struct json *json, const struct json_node *node,
             enum json_unit unit, int64_t *time_ms)
{
    int64_t ms = -1;
    bool is_time = false;
    if (json_type(node) == JSON_OBJECT) {
        is_time = read_duration(json, node, &ms);
    } else if (json_type(node) == JSON_STRING) {
        is_time = read_time_text(json_text(json, node), unit, &ms);
    } else if (json_type(node) == JSON_NUMBER) {
        is_time = parse_ms(json_text(json, node), unit, &ms);
    }
    if (!is_time || ms < 0 || ms > TIME_MAX_MS) {
        return false;
    }
    *time_ms = ms;
    return true;
}

int64_t
json_get_time(const struct json *json, const struct json_node *node,
              struct slice key, enum json_unit unit,
              struct transcript *transcript)
{
    const struct json_node *value = json_get(json, node, key);
    int64_t ms;
    if (json_time_ms(json, value, unit, &ms)) {
        return ms;
    }
    if (json_type(value) != JSON_NULL) {
        json_complain(json, value, transcript, ST_BAD_TIME, "not a time");
    }
    return TIME_UNKNOWN;
}
