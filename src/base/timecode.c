/*
 * timecode.c - times of a recording, read and written without the locale.
 *
 * Owns the one spelling of a time that the formats share; what only one
 * format has (frames, ticks, units) is read there.
 */
#include "base/timecode.h"

#include <inttypes.h>
#include <stdio.h>

/** Read digits into a number, saturating far above any time; false without
 * a digit. */
static bool
read_number(struct slice text, size_t *at, int64_t *number)
{
    const size_t start = *at;
    int64_t sum = 0;
    while (*at < text.size && is_digit(text.data[*at])) {
        if (sum < TIME_MAX_MS) {
            sum = sum * 10 + (text.data[*at] - '0');
        }
        (*at)++;
    }
    *number = sum;
    return *at > start;
}

/** Read `.123` or `,123` into milliseconds; zero where there is none. */
static int64_t
read_fraction(struct slice text, size_t *at)
{
    const size_t point = *at;
    if (point + 1 >= text.size || !is_digit(text.data[point + 1]) ||
        (text.data[point] != '.' && text.data[point] != ',')) {
        return 0;
    }
    int64_t sum = 0;
    int64_t unit = 100;
    for (*at = point + 1; *at < text.size && is_digit(text.data[*at]);
         (*at)++, unit /= 10) {
        sum += (text.data[*at] - '0') * unit;
    }
    return sum;
}

bool
timecode_read(struct slice text, size_t *at, int64_t *time_ms)
{
    size_t i = *at;
    int64_t seconds;
    if (!read_number(text, &i, &seconds)) {
        return false;
    }
    for (int colons = 0; colons < 2 && i + 1 < text.size &&
                         text.data[i] == ':' && is_digit(text.data[i + 1]);
         colons++) {
        int64_t part;
        i++;
        read_number(text, &i, &part);
        if (part >= 60 || seconds > TIME_MAX_MS) {
            return false;
        }
        seconds = seconds * 60 + part;
    }
    if (seconds > TIME_MAX_MS / 1000) {
        return false;
    }
    const int64_t ms = seconds * 1000 + read_fraction(text, &i);
    if (ms > TIME_MAX_MS) {
        return false;
    }
    *time_ms = ms;
    *at = i;
    return true;
}

bool
timecode_parse(struct slice text, int64_t *time_ms)
{
    size_t at = 0;
    int64_t ms;
    if (!timecode_read(text, &at, &ms) || at != text.size) {
        return false;
    }
    *time_ms = ms;
    return true;
}

const char *
timecode_print(char text[TIMECODE_BYTES], int64_t time_ms)
{
    if (time_ms < 0) {
        return "?";
    }
    timecode_print_short(text, time_ms);
    const size_t size = strlen(text);
    snprintf(text + size, TIMECODE_BYTES - size, ".%d",
             (int)(time_ms / 100 % 10));
    return text;
}

const char *
timecode_print_short(char text[TIMECODE_BYTES], int64_t time_ms)
{
    if (time_ms < 0) {
        return "?";
    }
    const int64_t seconds = time_ms / 1000;
    const int minute = (int)(seconds / 60 % 60);
    const int second = (int)(seconds % 60);
    if (seconds >= 3600) {
        snprintf(text, TIMECODE_BYTES, "%" PRId64 ":%02d:%02d", seconds / 3600,
                 minute, second);
    } else {
        snprintf(text, TIMECODE_BYTES, "%d:%02d", minute, second);
    }
    return text;
}
