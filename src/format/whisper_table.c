/*
 * Tables that Whisper's programs write, a segment a row, times in whole
 * milliseconds.
 *
 * - openai-whisper's TSV: `start`, `end`, `text` parted by tabs, which the
 *   text has none of.
 * - whisper.cpp's CSV: `start,end,text`, with `-di` `start,end,speaker,text`;
 *   the text in quotes, quotes inside doubled, or behind a backslash in older
 *   versions.  The oldest have no heading and a blank behind each comma.
 *
 * Other tables, with other columns or in seconds, are not taken for these.
 */
#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

#include <stdio.h>

enum { LABEL_BYTES = 32 };

/** How the rows of a table are written. */
struct layout {
    struct slice heading;
    char separator;
    bool has_speaker;
};

static const struct layout layouts[] = {
    {SLICE_INIT("start\tend\ttext"), '\t', false},
    {SLICE_INIT("start,end,text"), ',', false},
    {SLICE_INIT("start,end,speaker,text"), ',', true},
};

/* What the oldest whisper.cpp wrote. */
static const struct layout headless = {SLICE_INIT(""), ',', false};

/** A row that is read. */
struct row {
    struct slice line;
    size_t at; /**< where to go on, and where what failed begins */
    int64_t start_ms;
    int64_t end_ms;
    bool has_negative; /**< a time below zero */
    struct slice speaker;
};

struct table {
    struct transcript *transcript;
    const struct layout *layout;
    struct lines lines;
    struct buffer scratch;
};

/** The layout that a line is the heading of, or NULL. */
static const struct layout *
find_layout(struct slice line)
{
    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        if (slice_equal(slice_trim(line), layouts[i].heading)) {
            return &layouts[i];
        }
    }
    return NULL;
}

/** The next field, which a separator ends; false, with row->at untouched,
 * where none does. */
static bool
next_field(struct row *row, char separator, struct slice *field)
{
    const char mark[1] = {separator};
    const size_t end = slice_find(row->line, (struct slice){mark, 1}, row->at);
    if (end == row->line.size) {
        return false;
    }
    *field = slice_trim(slice_part(row->line, row->at, end));
    row->at = end + 1;
    return true;
}

/** Step over a field in quotes, to the comma behind it; false where the field
 * is in none. */
static bool
skip_quoted(const struct row *row, size_t *at)
{
    const struct slice line = row->line;
    if (*at == line.size || line.data[*at] != '"') {
        return false;
    }
    do {
        *at = slice_find(line, SLICE("\""), *at + 1) + 1;
    } while (*at < line.size && line.data[*at] == '"');
    return *at < line.size;
}

/** The next field, which may be in quotes and then have separators in it. */
static bool
next_quotable(struct row *row, char separator, struct slice *field)
{
    const size_t begin = row->at;
    size_t at = begin;
    if (!skip_quoted(row, &at) || row->line.data[at] != separator) {
        return next_field(row, separator, field);
    }
    *field = slice_part(row->line, begin, at);
    row->at = at + 1;
    return true;
}

/** Read whole milliseconds; a negative number is TIME_UNKNOWN. */
static bool
read_ms(struct slice field, int64_t *time_ms)
{
    const bool is_negative = field.size > 1 && field.data[0] == '-';
    int64_t value = 0;
    for (size_t i = is_negative; i < field.size; i++) {
        if (!is_digit(field.data[i]) || value > TIME_MAX_MS) {
            return false;
        }
        value = value * 10 + (field.data[i] - '0');
    }
    *time_ms = is_negative && value > 0 ? TIME_UNKNOWN : value;
    return field.size > 0 && value <= TIME_MAX_MS;
}

/** Read what stands before the text; false with row->at at what can not be
 * read. */
static bool
read_fields(const struct layout *layout, struct row *row)
{
    int64_t *const times[] = {&row->start_ms, &row->end_ms};
    for (size_t i = 0; i < 2; i++) {
        const size_t begin = row->at;
        struct slice field;
        if (!next_field(row, layout->separator, &field)) {
            return false;
        }
        if (field.size == 0 && layout != &headless) {
            *times[i] = TIME_UNKNOWN;
        } else if (!read_ms(field, times[i])) {
            row->at = begin;
            return false;
        } else {
            row->has_negative |= *times[i] == TIME_UNKNOWN;
        }
    }
    row->speaker = SLICE("");
    return !layout->has_speaker ||
           next_quotable(row, layout->separator, &row->speaker);
}

/** Name the speaker: whisper.cpp tells a number, or `?`; what others tell in
 * quotes is a name, whatever it is. */
static void
name_speaker(struct table *table, struct slice name)
{
    struct transcript *transcript = table->transcript;
    if (name.size > 1 && name.data[0] == '"' &&
        name.data[name.size - 1] == '"') {
        buffer_clear(&table->scratch);
        for (size_t i = 1; i + 1 < name.size; i++) {
            buffer_add_byte(&table->scratch, name.data[i]);
            i += name.data[i] == '"' && name.data[i + 1] == '"';
        }
        transcript_speaker(transcript, buffer_slice(&table->scratch));
        return;
    }
    char text[LABEL_BYTES];
    if (name.size == 1 && is_digit(name.data[0])) {
        snprintf(text, sizeof(text), "speaker %c", name.data[0]);
        name = slice_of(text);
    }
    if (!slice_equal(name, SLICE("?"))) {
        transcript_speaker(transcript, name);
    }
}

/** Whether a backslash before a quote is just text: the quote is the closing
 * one, or it is doubled. */
static bool
is_plain_backslash(struct slice text, size_t at)
{
    return at + 2 == text.size ||
           (at + 3 < text.size && text.data[at + 2] == '"');
}

/** Append a text in quotes, without them, to the segment; false where the
 * closing one is missing. */
static bool
add_quoted(struct table *table, struct slice quoted)
{
    struct buffer *out = &table->scratch;
    const struct slice text = slice_trim(quoted);
    buffer_clear(out);
    size_t at = 1;
    bool is_closed = false;
    for (; at < text.size && !is_closed; at++) {
        const char c = text.data[at];
        const bool has_next = at + 1 < text.size;
        const bool is_escape =
            (c == '"' || c == '\\') && has_next && text.data[at + 1] == '"';
        if (is_escape && !(c == '\\' && is_plain_backslash(text, at))) {
            buffer_add_byte(out, '"');
            at++;
        } else if (c == '"') {
            is_closed = true;
        } else {
            buffer_add_byte(out, c);
        }
    }
    transcript_text(table->transcript, buffer_slice(out));
    /* A quote in the text that is not doubled: nothing behind it is lost. */
    transcript_text(table->transcript, slice_from(text, at));
    return is_closed && at == text.size;
}

/** Append the text of a row. */
static void
add_text(struct table *table, const struct row *row)
{
    const struct slice text = slice_from(row->line, row->at);
    const struct slice trimmed = slice_trim(text);
    if (table->layout->separator != ',' || trimmed.size == 0 ||
        trimmed.data[0] != '"') {
        transcript_text(table->transcript, text);
        return;
    }
    if (!add_quoted(table, text)) {
        const bool is_cut = lines_at_ragged_end(&table->lines);
        transcript_complain(table->transcript,
                            is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                            table->lines.number, (int64_t)row->at + 1,
                            "the quotes about a text do not match");
    }
}

/** Complain of a row's times; what is left empty is just not known. */
static void
check_times(struct table *table, const struct row *row)
{
    if (row->has_negative) {
        transcript_complain(table->transcript, ST_BAD_TIME, table->lines.number,
                            1, "a time below zero");
    } else if (row->end_ms != TIME_UNKNOWN && row->end_ms < row->start_ms) {
        transcript_complain(table->transcript, ST_BACKWARDS,
                            table->lines.number, 1,
                            "a segment ends before it starts");
    }
}

/** Take a row. */
static void
take_row(struct table *table)
{
    struct row row = {.line = table->lines.line};
    if (!read_fields(table->layout, &row)) {
        const bool is_cut = lines_at_ragged_end(&table->lines);
        transcript_complain(table->transcript,
                            is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                            table->lines.number, (int64_t)row.at + 1, "%s",
                            is_cut ? "the file ends in a row"
                                   : "a row that can not be read is left out");
        return;
    }
    check_times(table, &row);
    transcript_open(table->transcript, row.start_ms, row.end_ms);
    name_speaker(table, row.speaker);
    add_text(table, &row);
    transcript_close(table->transcript);
}

/** Read a file: heading, rows. */
static enum status
table_parse(struct slice text, struct transcript *transcript,
            struct error *error)
{
    struct table table = {.transcript = transcript};
    buffer_init(&table.scratch, TEXT_MAX_BYTES);
    lines_init(&table.lines, text);
    while (lines_next(&table.lines)) {
        if (slice_trim(table.lines.line).size == 0) {
            continue;
        }
        if (!table.layout) {
            table.layout = find_layout(table.lines.line);
            if (table.layout) {
                continue;
            }
            table.layout = &headless;
        }
        take_row(&table);
    }
    if (table.scratch.has_failed && transcript->status == ST_OK) {
        transcript->status = ST_NO_MEMORY;
    }
    buffer_finish(&table.scratch);
    return format_end(transcript, error);
}

/** Whether a line is a row without a heading: two numbers and a text in
 * quotes. */
static bool
is_headless_row(struct slice line)
{
    struct row row = {.line = line};
    if (!read_fields(&headless, &row)) {
        return false;
    }
    const struct slice text = slice_trim(slice_from(line, row.at));
    return text.size >= 2 && text.data[0] == '"' &&
           text.data[text.size - 1] == '"';
}

/** A heading, and under it a row of numbers; without one, only rows. */
static enum format_match
table_probe(struct slice front)
{
    const struct layout *layout = NULL;
    size_t n_lines = 0;
    struct lines lines;
    lines_init(&lines, front);
    while (lines_next(&lines)) {
        if (slice_trim(lines.line).size == 0) {
            continue;
        }
        if (n_lines++ == 0 && (layout = find_layout(lines.line)) != NULL) {
            continue;
        }
        if (layout) {
            struct row row = {.line = lines.line};
            return read_fields(layout, &row) ? MATCH_SURE : MATCH_NONE;
        }
        if (!is_headless_row(lines.line)) {
            return MATCH_NONE;
        }
    }
    if (layout) {
        return MATCH_WEAK;
    }
    return n_lines >= 2 ? MATCH_STRONG : MATCH_NONE;
}

static const char *const suffixes[] = {".tsv", ".csv", NULL};

const struct format format_whisper_table = {
    .name = "whisper-table",
    .title = "Whisper's TSV or CSV",
    .suffixes = suffixes,
    .probe = table_probe,
    .parse = table_parse,
};
