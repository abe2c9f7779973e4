/*
 * Decimal numbers without floating point: what a file says to the millisecond
 * stays so, and the locale has no part in it.
 */
#include "format/seconds.h"

#include "base/timecode.h"

enum {
    DIGITS_MAX = 17,   /* of a number, those that are kept */
    EXPONENT_MAX = 99, /* beyond that, all is 0 or too large */
};

/** A number as digits and a power of ten. */
struct decimal {
    int64_t digits;
    int n_digits; /**< kept, without zeros ahead */
    int exponent;
};

/** Take one more digit into a number. */
static void
add_digit(struct decimal *number, char digit, bool is_fraction)
{
    if (number->n_digits == DIGITS_MAX) {
        number->exponent += !is_fraction && number->exponent < EXPONENT_MAX;
        return;
    }
    number->digits = number->digits * 10 + (digit - '0');
    number->n_digits += number->digits > 0;
    number->exponent -= is_fraction && number->exponent > -EXPONENT_MAX;
}

/** Read digits with a point among them; false without a digit. */
static bool
read_digits(struct slice text, size_t *at, struct decimal *number)
{
    bool has_point = false;
    bool has_digit = false;
    for (; *at < text.size; (*at)++) {
        const char c = text.data[*at];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (is_digit(c)) {
            add_digit(number, c, has_point);
            has_digit = true;
        } else {
            break;
        }
    }
    return has_digit;
}

/** Read `e-05`, if there is one, to the end of the text. */
static bool
read_exponent(struct slice text, size_t at, struct decimal *number)
{
    if (at == text.size) {
        return true;
    }
    if (text.data[at] != 'e' && text.data[at] != 'E') {
        return false;
    }
    at++;
    const bool has_sign =
        at < text.size && (text.data[at] == '-' || text.data[at] == '+');
    const int sign = has_sign && text.data[at] == '-' ? -1 : 1;
    at += has_sign;
    int exponent = 0;
    bool has_digit = false;
    for (; at < text.size && is_digit(text.data[at]); at++) {
        exponent = exponent * 10 + (text.data[at] - '0');
        exponent = exponent > EXPONENT_MAX ? EXPONENT_MAX : exponent;
        has_digit = true;
    }
    number->exponent += sign * exponent;
    return has_digit && at == text.size;
}

bool
seconds_parse(struct slice text, int64_t *time_ms)
{
    struct decimal number = {0};
    const bool is_negative = text.size > 0 && text.data[0] == '-';
    size_t at = is_negative;
    if (!read_digits(text, &at, &number) || !read_exponent(text, at, &number)) {
        return false;
    }
    int64_t ms = number.digits;
    int power = number.exponent + 3;
    for (; power > 0 && ms > 0 && ms <= TIME_MAX_MS; power--) {
        ms *= 10;
    }
    for (; power < 0 && ms > 0; power++) {
        ms /= 10;
    }
    if (ms > TIME_MAX_MS) {
        return false;
    }
    *time_ms = is_negative && ms > 0 ? TIME_UNKNOWN : ms;
    return true;
}
