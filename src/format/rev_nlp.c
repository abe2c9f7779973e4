/*
 * Rev's .nlp: references of the Earnings-21 and Rev16 speech datasets, a
 * token a line in columns between `|`, named by the first line
 * (`token|speaker|ts|endTs|punctuation|...`), as fstalign's documentation of
 * its NLP format tells.
 *
 * A segment is a sentence of a speaker.  Times are mostly left blank; where
 * they are given, they are seconds and a word's.  `<laugh>` becomes `[laugh]`,
 * which is how a marker is written here.  The token's letters are already in
 * the right case.
 */
#include "format/formats.h"
#include "format/lines.h"
#include "format/seconds.h"

#include "base/timecode.h"

enum {
    /* A sentence that does not end is cut. */
    SENTENCE_WORDS = 60,
    CELLS_MAX = 32,
};

enum column {
    TOKEN,
    SPEAKER,
    TS,
    END_TS,
    PUNCTUATION,
    PREPUNCTUATION,
    N_COLUMNS
};

static const struct slice column_names[N_COLUMNS] = {
    SLICE_INIT("token"),       SLICE_INIT("speaker"),
    SLICE_INIT("ts"),          SLICE_INIT("endTs"),
    SLICE_INIT("punctuation"), SLICE_INIT("prepunctuation"),
};

/** A line's cells, by their meaning; empty where the file has no such. */
struct row {
    struct slice cells[N_COLUMNS];
    size_t n; /**< cells on the line, of any meaning */
};

struct nlp {
    struct transcript *transcript;
    struct lines lines;
    int columns[CELLS_MAX]; /**< the meaning of each cell, or -1 */
    size_t n_columns;

    /* The sentence that is collected: its first line, and how many. */
    struct lines first;
    size_t n_rows;
    struct slice speaker;
    int64_t start_ms;
    int64_t end_ms;
};

/** Step over the next cell of a line; false behind the last. */
static bool
next_cell(struct slice line, size_t *at, struct slice *cell)
{
    if (*at > line.size) {
        return false;
    }
    const size_t end = slice_find(line, SLICE("|"), *at);
    *cell = slice_trim(slice_part(line, *at, end));
    *at = end + 1;
    return true;
}

/** Learn the columns from the first line. */
static void
read_header(struct nlp *nlp, struct slice line)
{
    struct slice cell;
    for (size_t at = 0;
         nlp->n_columns < CELLS_MAX && next_cell(line, &at, &cell);) {
        int meaning = -1;
        for (int i = 0; i < N_COLUMNS; i++) {
            if (slice_equal(cell, column_names[i])) {
                meaning = i;
            }
        }
        nlp->columns[nlp->n_columns++] = meaning;
    }
}

/** Split a line by the columns. */
static struct row
split(const struct nlp *nlp, struct slice line)
{
    struct row row = {0};
    struct slice cell;
    for (size_t at = 0; next_cell(line, &at, &cell); row.n++) {
        if (row.n < nlp->n_columns && nlp->columns[row.n] >= 0) {
            row.cells[nlp->columns[row.n]] = cell;
        }
    }
    return row;
}

/** Append a token with its punctuation; a tag as a marker. */
static void
add_token(struct transcript *transcript, const struct row *row)
{
    const struct slice token = row->cells[TOKEN];
    transcript_text(transcript, row->cells[PREPUNCTUATION]);
    if (token.size > 2 && token.data[0] == '<' &&
        slice_ends(token, SLICE(">"))) {
        transcript_text(transcript, SLICE("["));
        transcript_text(transcript, slice_part(token, 1, token.size - 1));
        transcript_text(transcript, SLICE("]"));
    } else {
        transcript_text(transcript, token);
    }
    transcript_text(transcript, row->cells[PUNCTUATION]);
}

/** Whether a name is a number, which needs a word to be one. */
static bool
is_number(struct slice name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (!is_digit(name.data[i])) {
            return false;
        }
    }
    return name.size > 0;
}

/** Name the open segment's speaker. */
static void
add_speaker(struct transcript *transcript, struct slice name)
{
    enum { NUMBER_BYTES = 40 };
    if (!is_number(name) || name.size > NUMBER_BYTES) {
        transcript_speaker(transcript, name);
        return;
    }
    static const struct slice word = SLICE_INIT("Speaker ");
    char text[sizeof("Speaker ") + NUMBER_BYTES];
    memcpy(text, word.data, word.size);
    memcpy(text + word.size, name.data, name.size);
    transcript_speaker(transcript, (struct slice){text, word.size + name.size});
}

/** A token's time, or TIME_UNKNOWN. */
static int64_t
time_of(struct slice cell)
{
    int64_t ms;
    return seconds_parse(cell, &ms) ? ms : TIME_UNKNOWN;
}

/** Give the collected sentence to the transcript, reading it again. */
static void
write_sentence(struct nlp *nlp)
{
    struct transcript *transcript = nlp->transcript;
    if (nlp->n_rows == 0) {
        return;
    }
    transcript_open(transcript, nlp->start_ms, nlp->end_ms);
    add_speaker(transcript, nlp->speaker);
    struct lines lines = nlp->first;
    for (size_t i = 0; i < nlp->n_rows;) {
        const struct row row = split(nlp, lines.line);
        if (row.cells[TOKEN].size > 0) {
            const int64_t start_ms = time_of(row.cells[TS]);
            transcript_space(transcript);
            if (start_ms >= 0) {
                transcript_word(transcript, start_ms,
                                time_of(row.cells[END_TS]));
            }
            add_token(transcript, &row);
            i++;
        }
        lines_next(&lines);
    }
    transcript_close(transcript);
    nlp->n_rows = 0;
}

/** Whether a token's punctuation ends a sentence. */
static bool
ends_sentence(struct slice mark)
{
    return slice_equal(mark, SLICE(".")) || slice_equal(mark, SLICE("?")) ||
           slice_equal(mark, SLICE("!")) || slice_equal(mark, SLICE("…"));
}

/** Complain at a cell of the current line. */
static void
complain(struct nlp *nlp, enum status code, struct slice cell, const char *text)
{
    transcript_complain(nlp->transcript, code, nlp->lines.number,
                        cell.data - nlp->lines.line.data + 1, "%s", text);
}

/** Take a token into the sentence. */
static void
take_row(struct nlp *nlp, const struct row *row)
{
    if (nlp->n_rows > 0 && !slice_equal(nlp->speaker, row->cells[SPEAKER])) {
        write_sentence(nlp);
    }
    const int64_t start_ms = time_of(row->cells[TS]);
    const int64_t end_ms = time_of(row->cells[END_TS]);
    if (start_ms < 0 && row->cells[TS].size > 0) {
        complain(nlp, ST_BAD_TIME, row->cells[TS],
                 "the time of a token can not be read");
    }
    if (nlp->n_rows++ == 0) {
        nlp->first = nlp->lines;
        nlp->speaker = row->cells[SPEAKER];
        nlp->start_ms = start_ms;
        nlp->end_ms = end_ms;
    }
    nlp->start_ms = nlp->start_ms < 0 ? start_ms : nlp->start_ms;
    nlp->end_ms = end_ms > nlp->end_ms ? end_ms : nlp->end_ms;
    if (ends_sentence(row->cells[PUNCTUATION]) ||
        nlp->n_rows == SENTENCE_WORDS) {
        write_sentence(nlp);
    }
}

/** Take the current line; one that is cut off tells too little. */
static void
take_line(struct nlp *nlp)
{
    const struct row row = split(nlp, nlp->lines.line);
    if (row.n < nlp->n_columns && lines_at_ragged_end(&nlp->lines)) {
        complain(nlp, ST_TRUNCATED, nlp->lines.line,
                 "the file ends in the line of a token");
        return;
    }
    if (row.n != nlp->n_columns) {
        complain(nlp, ST_BAD_SYNTAX, nlp->lines.line,
                 "a line with more or fewer cells than the first");
    }
    if (row.cells[TOKEN].size > 0) {
        take_row(nlp, &row);
    }
}

/** Read a file line by line. */
static enum status
nlp_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct nlp nlp = {.transcript = transcript};
    lines_init(&nlp.lines, text);
    if (lines_next(&nlp.lines)) {
        read_header(&nlp, nlp.lines.line);
    }
    while (lines_next(&nlp.lines)) {
        if (slice_trim(nlp.lines.line).size > 0) {
            take_line(&nlp);
        }
    }
    write_sentence(&nlp);
    return format_end(transcript, error);
}

/** The first line's names. */
static enum format_match
nlp_probe(struct slice front)
{
    return slice_starts(front, SLICE("token|speaker|ts|endTs|")) ? MATCH_SURE
                                                                 : MATCH_NONE;
}

static const char *const suffixes[] = {".nlp", NULL};

const struct format format_rev_nlp = {
    .name = "rev-nlp",
    .title = "Rev .nlp",
    .suffixes = suffixes,
    .probe = nlp_probe,
    .parse = nlp_parse,
};
