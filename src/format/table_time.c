/*
 * Times as the cells of tables have them.
 *
 * Owns their spelling.  Which column has which, and how long a frame is, only
 * a look at the whole table tells.
 */
#include "format/table_time.h"

#include "base/timecode.h"
#include "format/seconds.h"

bool
table_ms_read(struct slice cell, int64_t *time_ms)
{
    const bool is_negative = cell.size > 1 && cell.data[0] == '-';
    int64_t value = 0;
    for (size_t i = is_negative; i < cell.size; i++) {
        if (!is_digit(cell.data[i]) || value > TIME_MAX_MS) {
            return false;
        }
        value = value * 10 + (cell.data[i] - '0');
    }
    if (cell.size == 0 || value > TIME_MAX_MS) {
        return false;
    }
    *time_ms = is_negative && value > 0 ? TIME_UNKNOWN : value;
    return true;
}

/** Without brackets about a time, and without its unit behind it. */
static struct slice
strip(struct slice cell)
{
    static const struct slice units[] = {SLICE_INIT("ms"), SLICE_INIT("s")};
    cell = slice_trim(cell);
    if (cell.size >= 2 && (cell.data[0] == '[' || cell.data[0] == '(')) {
        const char close = cell.data[0] == '[' ? ']' : ')';
        if (cell.data[cell.size - 1] == close) {
            cell = slice_trim(slice_part(cell, 1, cell.size - 1));
        }
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (slice_ends(cell, units[i])) {
            return slice_trim(slice_part(cell, 0, cell.size - units[i].size));
        }
    }
    return cell;
}

/** How many colons a time has, or semicolons, which drop-frame times have. */
static size_t
count_colons(struct slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.size; i++) {
        n += text.data[i] == ':' || text.data[i] == ';';
    }
    return n;
}

/** Read a number below a limit at *at, of one to three digits. */
static bool
read_part(struct slice text, size_t *at, int limit, int *number)
{
    const size_t begin = *at;
    *number = 0;
    while (*at < text.size && is_digit(text.data[*at]) && *at - begin < 3) {
        *number = *number * 10 + (text.data[(*at)++] - '0');
    }
    return *at > begin && *number < limit;
}

/** Read `hh:mm:ss:ff`, with any of colon, semicolon and point ahead of the
 * frames. */
static bool
read_frames(struct slice text, struct table_time *time)
{
    static const int limits[] = {1000, 60, 60, FRAMES_MAX};
    int parts[4];
    size_t at = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0 && (at == text.size ||
                      (text.data[at] != ':' && text.data[at] != ';'))) {
            return false;
        }
        at += i > 0;
        if (!read_part(text, &at, limits[i], &parts[i])) {
            return false;
        }
    }
    if (at != text.size) {
        return false;
    }
    const int64_t minutes = (int64_t)parts[0] * 60 + parts[1];
    *time = (struct table_time){
        .ms = (minutes * 60 + parts[2]) * 1000,
        .frame = parts[3],
        .has_colons = true,
    };
    return true;
}

/** Read a number of seconds, with a point or a comma. */
static bool
read_seconds(struct slice text, int64_t *ms)
{
    return seconds_parse(text, ms) || timecode_parse(text, ms);
}

/** Read a number of milliseconds; what is smaller, as in `1500.0`, is cut
 * off. */
static bool
read_ms(struct slice text, int64_t *ms)
{
    size_t end = slice_find(text, SLICE("."), 0);
    for (size_t i = end + 1; i < text.size; i++) {
        if (!is_digit(text.data[i])) {
            return false;
        }
    }
    return table_ms_read(slice_part(text, 0, end), ms);
}

bool
table_time_read(struct slice cell, enum table_unit unit,
                struct table_time *time)
{
    const bool is_ms = unit == UNIT_MS || slice_ends(cell, SLICE("ms"));
    const struct slice text = strip(cell);
    const size_t n_colons = count_colons(text);
    if (n_colons == 3) {
        return read_frames(text, time);
    }
    struct table_time read = {
        .frame = -1,
        .has_colons = n_colons > 0,
        .has_fraction = slice_find(text, SLICE("."), 0) < text.size ||
                        slice_find(text, SLICE(","), 0) < text.size,
    };
    const bool is_read = n_colons > 0 ? timecode_parse(text, &read.ms)
                         : is_ms      ? read_ms(text, &read.ms)
                                      : read_seconds(text, &read.ms);
    if (is_read) {
        read.is_negative = read.ms == TIME_UNKNOWN;
        *time = read;
    }
    return is_read;
}
