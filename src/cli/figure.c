/*
 * figure.c - counts, sizes and durations in words, without the locale.
 */
#include "cli/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *
figure_count(char text[FIGURE_BYTES], int64_t count)
{
    char digits[FIGURE_BYTES];
    const int size = snprintf(digits, sizeof(digits), "%" PRId64, count);
    int n = 0;
    for (int i = 0; i < size; i++) {
        const int left = size - i;
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') {
            text[n++] = ',';
        }
        text[n++] = digits[i];
    }
    text[n] = '\0';
    return text;
}

const char *
figure_size(char text[FIGURE_BYTES], int64_t size_bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    if (size_bytes < 1000) {
        snprintf(text, FIGURE_BYTES, "%" PRId64 " bytes", size_bytes);
        return text;
    }
    double size = (double)size_bytes / 1000;
    size_t unit = 0;
    for (; size >= 999.95 && unit < 3; unit++) {
        size /= 1000;
    }
    snprintf(text, FIGURE_BYTES, "%.1f %s", size, units[unit]);
    return text;
}

const char *
figure_elapsed(char text[FIGURE_BYTES], double elapsed_ms)
{
    if (elapsed_ms < 99.5) {
        snprintf(text, FIGURE_BYTES, "%.0f ms", elapsed_ms);
    } else if (elapsed_ms < 59950) {
        snprintf(text, FIGURE_BYTES, "%.1f s", elapsed_ms / 1000);
    } else {
        const int64_t seconds = (int64_t)(elapsed_ms / 1000 + 0.5);
        snprintf(text, FIGURE_BYTES, "%" PRId64 " min %02d s", seconds / 60,
                 (int)(seconds % 60));
    }
    return text;
}

const char *
figure_closeness(char text[FIGURE_BYTES], double closeness)
{
    const int percent = (int)(closeness * 100 + 0.5);
    snprintf(text, FIGURE_BYTES, "%d %% alike",
             closeness < 1 && percent > 99 ? 99 : percent);
    return text;
}

const char *
figure_s(int64_t count)
{
    return count == 1 ? "" : "s";
}
