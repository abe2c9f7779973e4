/*
 * Interviews of the Corpus of Regional African American Language (CORAAL):
 * columns between tabs, `Line Spkr StTime Content EnTime`, after the
 * corpus's user guide.
 *
 * Content has speech that overlaps another's in `[ ]`, what was hard to
 * understand in `/ /` and sounds in `< >`.  The first two are speech, so
 * their signs go; sounds and `/unintelligible/` are markers, written
 * `[laugh]`.  `(pause 0.28)` alone is a pause and no segment.
 */
#include "format/formats.h"
#include "format/seconds.h"
#include "format/table.h"

#include "base/timecode.h"

enum column { LINE, SPEAKER, START, CONTENT, END, N_COLUMNS };

static const struct slice header = SLICE_INIT("Line\tSpkr\tStTime\tContent\t"
                                              "EnTime");

/** Whether content is `(pause 0.28)` and nothing else. */
static bool
is_pause(struct slice content)
{
    return slice_starts(content, SLICE("(pause ")) &&
           slice_find(content, SLICE(")"), 0) + 1 == content.size;
}

/** What stands from the slash at an offset to the next; empty without. */
static struct slice
slashed_at(struct slice content, size_t at)
{
    const size_t end = slice_find(content, SLICE("/"), at + 1);
    return end < content.size ? slice_part(content, at + 1, end) : SLICE("");
}

/** Whether what stands between slashes says that nobody understood. */
static bool
is_unknown(struct slice inside)
{
    return slice_equal(inside, SLICE("unintelligible")) ||
           (inside.size > 0 && inside.data[0] == '?');
}

/** What a sign becomes; *size is how much of the content it takes, 0 for a
 * slash that nothing closes.  `is_open` is whether a slash is to be closed. */
static struct slice
replace_sign(struct slice content, size_t at, bool *is_open, size_t *size)
{
    *size = 1;
    if (content.data[at] == '<') {
        return SLICE("[");
    }
    if (content.data[at] == '>') {
        return SLICE("]");
    }
    if (content.data[at] != '/') {
        return SLICE("");
    }
    if (*is_open) {
        *is_open = false;
        return SLICE("");
    }
    const struct slice inside = slashed_at(content, at);
    if (is_unknown(inside)) {
        *size = inside.size + 2;
        return SLICE("[unintelligible]");
    }
    *is_open = inside.size > 0;
    *size = *is_open;
    return SLICE("");
}

/** Append content in our signs. */
static void
add_content(struct transcript *transcript, struct slice content)
{
    size_t begin = 0;
    bool is_open = false;
    bool has_slashes = true; /* until one is the last */
    for (size_t i = 0; i < content.size; i++) {
        if (!memchr("[]<>/", content.data[i], has_slashes ? 5 : 4)) {
            continue;
        }
        size_t size;
        const struct slice sign = replace_sign(content, i, &is_open, &size);
        has_slashes = size > 0;
        if (has_slashes) {
            transcript_text(transcript, slice_part(content, begin, i));
            transcript_text(transcript, sign);
            begin = i + size;
            i = begin - 1;
        }
    }
    transcript_text(transcript, slice_from(content, begin));
}

/** Read a time, or complain. */
static int64_t
read_time(struct transcript *transcript, const struct table *table,
          enum column column)
{
    const struct slice cell = table_text(table, column);
    int64_t ms = TIME_UNKNOWN;
    if (!seconds_parse(cell, &ms) || ms < 0) {
        table_complain(table, transcript, ST_BAD_TIME, cell.data,
                       "the time of a segment can not be read");
    }
    return ms;
}

/** Take the current row. */
static void
take_row(struct transcript *transcript, const struct table *table)
{
    const bool is_cut = lines_at_ragged_end(&table->lines);
    const char *begin = table->row.data;
    if (table->n_cells <= CONTENT) {
        table_complain(table, transcript, is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                       begin,
                       is_cut ? "the file ends in the line of a segment"
                              : "a line with less than five cells");
        return;
    }
    const struct slice content = table_text(table, CONTENT);
    if (is_pause(content)) {
        return;
    }
    const int64_t start_ms = read_time(transcript, table, START);
    int64_t end_ms = TIME_UNKNOWN;
    if (table->n_cells == N_COLUMNS) {
        end_ms = read_time(transcript, table, END);
    } else {
        table_complain(table, transcript, is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                       begin, "a line needs five cells");
    }
    if (end_ms >= 0 && end_ms < start_ms) {
        table_complain(table, transcript, ST_BACKWARDS,
                       table_text(table, START).data,
                       "a segment ends before it starts");
    }
    transcript_open(transcript, start_ms, end_ms);
    transcript_speaker(transcript, table_text(table, SPEAKER));
    add_content(transcript, content);
}

/** Read a file row by row. */
static enum status
interview_parse(struct slice text, struct transcript *transcript,
                struct error *error)
{
    struct table table;
    table_init(&table, text, '\t');
    table_next(&table);
    while (table_next(&table)) {
        take_row(transcript, &table);
    }
    transcript_close(transcript);
    return format_end(transcript, error);
}

/** The first line's names. */
static enum format_match
interview_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    return lines_next(&lines) && slice_equal(slice_trim(lines.line), header)
               ? MATCH_SURE
               : MATCH_NONE;
}

static const char *const suffixes[] = {NULL};

const struct format format_interview_tsv = {
    .name = "interview-tsv",
    .title = "CORAAL interview",
    .suffixes = suffixes,
    .probe = interview_probe,
    .parse = interview_parse,
};
