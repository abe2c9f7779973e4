/*
 * LRC, which has no specification: `[mm:ss.xx]text`, tags as `[ti:title]`,
 * and inside of a line `<mm:ss.xx>` before each word (enhanced LRC, A2).
 *
 * Several times before a text say that it comes again.  A line ends where the
 * next one starts, and a time without text only ends the one before; the last
 * line ends at `[length:]`, or nobody knows.  `[offset:]` is milliseconds by
 * which all lines come earlier.  Segments come out in the order of time.
 *
 * Of the tags, ti is kept, length and offset are used; the others are about
 * the song.  whisper.cpp writes its name into `by`.
 */
#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

#include <stdlib.h>

enum {
    STAMP_BYTES = 32,          /**< no time in its brackets is longer */
    ENTRIES_MAX = 1500 * 1000, /**< a line at each of its times is one */
};

/** A line at one of its times. */
struct entry {
    int64_t start_ms; /**< may be unknown */
    int64_t end_ms;   /**< known when all lines are */
    int64_t order_ms; /**< its start, or that of one before it */
    size_t index;     /**< in the file */
    struct slice text;
    bool has_words; /**< its words' times are meant for this start */
};

struct lrc {
    struct transcript *transcript;
    struct lines lines;
    struct entry *entries;
    size_t n_entries;
    size_t capacity;
    int64_t offset_ms;
    int64_t length_ms;
    bool has_failed; /**< no memory, or too many */
};

/** Complain at the current line, at an offset in it. */
static void
complain(struct lrc *lrc, enum status code, size_t at, const char *text)
{
    transcript_complain(lrc->transcript, code, lrc->lines.number,
                        (int64_t)at + 1, "%s", text);
}

/** Whether a bracket's content has the form of a time: digits, a colon, and
 * digits and points and colons. */
static bool
is_stamp(struct slice content)
{
    bool has_colon = false;
    for (size_t i = 0; i < content.size; i++) {
        const char c = content.data[i];
        if (c == ':') {
            has_colon = true;
        } else if (!is_digit(c) && c != '.' && c != ',') {
            return false;
        }
    }
    return has_colon && is_digit(content.data[0]) &&
           is_digit(content.data[content.size - 1]);
}

/** Read a bracket's content as a time: minutes, seconds, and hundredths
 * behind a point or, as old files have them, behind a colon. */
static bool
parse_stamp(struct slice content, int64_t *time_ms)
{
    const size_t first = slice_find(content, SLICE(":"), 0);
    const size_t second = slice_find(content, SLICE(":"), first + 1);
    const size_t n_hundredths = content.size - second - 1;
    if (second < content.size && n_hundredths == 2 &&
        is_digit(content.data[second + 1]) &&
        is_digit(content.data[second + 2])) {
        int64_t sum;
        if (!timecode_parse(slice_part(content, 0, second), &sum)) {
            return false;
        }
        sum += (content.data[second + 1] - '0') * 100 +
               (content.data[second + 2] - '0') * 10;
        *time_ms = sum;
        return true;
    }
    return timecode_parse(content, time_ms);
}

/** A time in brackets. */
struct stamp {
    size_t begin; /**< of the bracket */
    size_t end;   /**< behind it */
    struct slice content;
};

/** Read a time in brackets at line[at]. */
static bool
read_stamp(struct slice line, size_t at, struct stamp *stamp)
{
    const size_t most =
        line.size - at > STAMP_BYTES ? STAMP_BYTES : line.size - at;
    if (most < 2 || (line.data[at] != '[' && line.data[at] != '<')) {
        return false;
    }
    const char close = line.data[at] == '[' ? ']' : '>';
    const char *found = memchr(line.data + at, close, most);
    if (!found || found == line.data + at + 1) {
        return false;
    }
    const size_t end = (size_t)(found - line.data);
    *stamp = (struct stamp){at, end + 1, slice_part(line, at + 1, end)};
    return is_stamp(stamp->content);
}

/** Find the next time in brackets in a text. */
static bool
find_stamp(struct slice text, size_t at, struct stamp *stamp)
{
    for (; at < text.size; at++) {
        if (read_stamp(text, at, stamp)) {
            return true;
        }
    }
    return false;
}

/** A tag: `[name:value]`, a name of letters. */
struct tag {
    struct slice name;
    struct slice value;
};

/** Take a whole line apart as a tag. */
static bool
split_tag(struct slice line, struct tag *tag)
{
    if (line.size < 2 || line.data[0] != '[' ||
        line.data[line.size - 1] != ']') {
        return false;
    }
    size_t name_end = 1;
    while (name_end < line.size && (line.data[name_end] | 0x20) >= 'a' &&
           (line.data[name_end] | 0x20) <= 'z') {
        name_end++;
    }
    if (name_end == 1 || line.data[name_end] != ':') {
        return false;
    }
    tag->name = slice_part(line, 1, name_end);
    tag->value = slice_trim(slice_part(line, name_end + 1, line.size - 1));
    return true;
}

/** Read a number of milliseconds that may have a sign. */
static bool
parse_offset(struct slice value, int64_t *offset_ms)
{
    const bool is_negative = value.size > 0 && value.data[0] == '-';
    size_t at = is_negative || (value.size > 0 && value.data[0] == '+');
    int64_t sum = 0;
    if (at == value.size) {
        return false;
    }
    for (; at < value.size; at++) {
        if (!is_digit(value.data[at]) || sum > TIME_MAX_MS) {
            return false;
        }
        sum = sum * 10 + (value.data[at] - '0');
    }
    *offset_ms = is_negative ? -sum : sum;
    return sum <= TIME_MAX_MS;
}

/** Take a tag that means something to us. */
static void
take_tag(struct lrc *lrc, const struct tag *tag)
{
    bool is_read = true;
    if (equals_lower(tag->name, SLICE("ti"))) {
        if (lrc->transcript->title.size == 0) {
            normalise(&lrc->transcript->title, tag->value);
        }
    } else if (equals_lower(tag->name, SLICE("offset"))) {
        is_read = parse_offset(tag->value, &lrc->offset_ms);
    } else if (equals_lower(tag->name, SLICE("length"))) {
        is_read = timecode_parse(tag->value, &lrc->length_ms);
    }
    if (!is_read) {
        complain(lrc, ST_BAD_TIME, 0, "a time can not be read");
    }
}

/** Add a line at one of its times. */
static void
add_entry(struct lrc *lrc, int64_t start_ms, bool has_words)
{
    if (lrc->n_entries == ENTRIES_MAX) {
        lrc->transcript->status = ST_TOO_MANY_SEGMENTS;
        lrc->has_failed = true;
    } else if (!array_grow(&lrc->entries, &lrc->capacity, lrc->n_entries,
                           sizeof(struct entry))) {
        lrc->transcript->status = ST_NO_MEMORY;
        lrc->has_failed = true;
    }
    if (lrc->has_failed) {
        return;
    }
    const size_t index = lrc->n_entries++;
    struct entry *entry = &lrc->entries[index];
    *entry = (struct entry){
        .start_ms = start_ms,
        .order_ms = start_ms,
        .index = index,
        .has_words = has_words,
    };
    if (start_ms == TIME_UNKNOWN && index > 0) {
        entry->order_ms = lrc->entries[index - 1].order_ms;
    }
}

/** Read the times at the front of a line into entries; returns where its
 * text begins. */
static size_t
take_stamps(struct lrc *lrc, struct slice line)
{
    const size_t n_before = lrc->n_entries;
    struct stamp stamp;
    size_t at = 0;
    while (at < line.size && line.data[at] == '[' &&
           read_stamp(line, at, &stamp)) {
        int64_t start_ms = TIME_UNKNOWN;
        if (!parse_stamp(stamp.content, &start_ms)) {
            complain(lrc, ST_BAD_TIME, at, "a time can not be read");
        }
        add_entry(lrc, start_ms, lrc->n_entries == n_before);
        at = stamp.end;
        while (at < line.size && is_blank(line.data[at])) {
            at++;
        }
    }
    return at;
}

/** Take a line that is no tag. */
static void
take_line(struct lrc *lrc, struct slice line)
{
    const size_t n_before = lrc->n_entries;
    const size_t at = take_stamps(lrc, line);
    const struct slice text = slice_from(line, at);
    if (lrc->n_entries == n_before && !lrc->has_failed) {
        const bool is_cut =
            lines_at_ragged_end(&lrc->lines) && line.data[0] == '[';
        if (is_cut) {
            complain(lrc, ST_TRUNCATED, 0, "the file ends in a time");
            return;
        }
        complain(lrc, ST_BAD_SYNTAX, 0, "a line without a time");
        add_entry(lrc, TIME_UNKNOWN, false);
    }
    for (size_t i = n_before; i < lrc->n_entries; i++) {
        lrc->entries[i].text = text;
    }
}

/** The order in which lines come out. */
static int
compare_entries(const void *one, const void *other)
{
    const struct entry *a = one;
    const struct entry *b = other;
    if (a->order_ms != b->order_ms) {
        return a->order_ms < b->order_ms ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/** A time as the offset moves it; unknown where that is before the start. */
static int64_t
move_time(struct lrc *lrc, int64_t time_ms)
{
    if (time_ms == TIME_UNKNOWN) {
        return TIME_UNKNOWN;
    }
    const int64_t moved_ms = time_ms - lrc->offset_ms;
    return moved_ms < 0 || moved_ms > TIME_MAX_MS ? TIME_UNKNOWN : moved_ms;
}

/** The time of a stamp inside of a line; unknown where it can not be read. */
static int64_t
stamp_time(struct lrc *lrc, const struct stamp *stamp)
{
    int64_t time_ms = TIME_UNKNOWN;
    parse_stamp(stamp->content, &time_ms);
    return move_time(lrc, time_ms);
}

/** Hand out a line's text, and its words' times where they are meant. */
static void
add_text(struct lrc *lrc, const struct entry *entry)
{
    struct transcript *transcript = lrc->transcript;
    struct stamp stamp;
    struct stamp next;
    size_t at = 0;
    bool has_stamp = find_stamp(entry->text, 0, &stamp);
    while (has_stamp) {
        transcript_text(transcript, slice_part(entry->text, at, stamp.begin));
        at = stamp.end;
        const int64_t start_ms = stamp_time(lrc, &stamp);
        has_stamp = find_stamp(entry->text, at, &next);
        const int64_t end_ms =
            has_stamp ? stamp_time(lrc, &next) : TIME_UNKNOWN;
        if (entry->has_words && start_ms != TIME_UNKNOWN) {
            transcript_word(transcript, start_ms, end_ms);
        }
        stamp = next;
    }
    transcript_text(transcript, slice_from(entry->text, at));
}

/** Tell each line's end, which is where the next one starts that starts
 * later. */
static void
set_ends(struct lrc *lrc)
{
    int64_t start_ms = TIME_UNKNOWN;
    int64_t end_ms = TIME_UNKNOWN;
    for (size_t i = lrc->n_entries; i > 0; i--) {
        struct entry *entry = &lrc->entries[i - 1];
        entry->end_ms = TIME_UNKNOWN;
        if (entry->start_ms == TIME_UNKNOWN) {
            continue;
        }
        if (start_ms == TIME_UNKNOWN && lrc->length_ms > entry->start_ms) {
            end_ms = lrc->length_ms;
        } else if (start_ms != TIME_UNKNOWN && entry->start_ms != start_ms) {
            end_ms = start_ms;
        }
        start_ms = entry->start_ms;
        entry->end_ms = end_ms;
    }
}

/** Hand out all lines in the order of time. */
static void
add_entries(struct lrc *lrc)
{
    bool is_before_start = false;
    for (size_t i = 0; i < lrc->n_entries; i++) {
        struct entry *entry = &lrc->entries[i];
        const int64_t moved_ms = move_time(lrc, entry->start_ms);
        is_before_start |= moved_ms != entry->start_ms && moved_ms < 0;
        entry->start_ms = moved_ms;
    }
    if (is_before_start) {
        transcript_complain(lrc->transcript, ST_BAD_TIME, 0, 0,
                            "the offset moves lines before the start");
    }
    if (lrc->n_entries > 0) {
        qsort(lrc->entries, lrc->n_entries, sizeof(struct entry),
              compare_entries);
    }
    set_ends(lrc);
    for (size_t i = 0; i < lrc->n_entries; i++) {
        const struct entry *entry = &lrc->entries[i];
        if (entry->text.size > 0) {
            transcript_open(lrc->transcript, entry->start_ms, entry->end_ms);
            add_text(lrc, entry);
            transcript_close(lrc->transcript);
        }
    }
}

/** Read a file line by line. */
static enum status
lrc_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct lrc lrc = {.transcript = transcript, .length_ms = TIME_UNKNOWN};
    lines_init(&lrc.lines, text);
    while (lines_next(&lrc.lines)) {
        const struct slice line = slice_trim(lrc.lines.line);
        struct tag tag;
        if (split_tag(line, &tag)) {
            take_tag(&lrc, &tag);
        } else if (line.size > 0) {
            take_line(&lrc, line);
        }
    }
    if (!lrc.has_failed) {
        add_entries(&lrc);
    }
    free(lrc.entries);
    return format_end(transcript, error);
}

/** Whether a line begins with a time as only LRC writes it: two numbers and a
 * fraction of the second. */
static bool
is_sure_line(struct slice line)
{
    struct stamp stamp;
    int64_t time_ms;
    if (!read_stamp(line, 0, &stamp) || line.data[0] != '[') {
        return false;
    }
    const size_t colon = slice_find(stamp.content, SLICE(":"), 0);
    if (colon > 3 || colon >= stamp.content.size) {
        return false;
    }
    const struct slice rest = slice_from(stamp.content, colon + 1);
    const size_t point = slice_find(rest, SLICE("."), 0);
    return point == 2 && rest.size <= 6 && parse_stamp(stamp.content, &time_ms);
}

/** Whether a tag is one of LRC's own. */
static bool
is_known_tag(struct slice line)
{
    static const struct slice names[] = {
        SLICE_INIT("ti"), SLICE_INIT("ar"),     SLICE_INIT("al"),
        SLICE_INIT("au"), SLICE_INIT("lr"),     SLICE_INIT("by"),
        SLICE_INIT("re"), SLICE_INIT("ve"),     SLICE_INIT("tool"),
        SLICE_INIT("la"), SLICE_INIT("length"), SLICE_INIT("offset"),
    };
    struct tag tag;
    if (!split_tag(line, &tag)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (equals_lower(tag.name, names[i])) {
            return true;
        }
    }
    return false;
}

/** Lines with LRC's times or, behind its tags, any times; few others. */
static enum format_match
lrc_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    size_t n_lines = 0;
    size_t n_sure = 0;
    size_t n_tags = 0;
    size_t n_stamps = 0;
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        struct stamp stamp;
        if (line.size == 0) {
            continue;
        }
        n_lines++;
        n_sure += is_sure_line(line);
        n_tags += is_known_tag(line);
        n_stamps += line.data[0] == '[' && read_stamp(line, 0, &stamp);
    }
    if (n_stamps == 0 || 2 * (n_stamps + n_tags) < n_lines + 1) {
        return MATCH_NONE;
    }
    if (n_tags > 0) {
        return MATCH_STRONG;
    }
    return 2 * n_sure > n_lines ? MATCH_STRONG : MATCH_NONE;
}

static const char *const suffixes[] = {".lrc", NULL};

const struct format format_lrc = {
    .name = "lrc",
    .title = "LRC",
    .suffixes = suffixes,
    .probe = lrc_probe,
    .parse = lrc_parse,
};
