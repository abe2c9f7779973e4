/*
 * MicroDVD (.sub) and MPL2 (.mpl, .txt): a caption a line, with times that
 * count frames, or tenths of a second.
 *
 *     {25}{75}{y:i}text|second line        [10][30]/text|second line
 *
 * No specification: what players read.  MicroDVD's rate of frames is the text
 * of a first caption of no length (`{1}{1}25`); where there is none it is
 * guessed to be film's, which is what players do, and complained of.  Codes
 * in braces and the slash of MPL2's italics are left out.  A line without
 * times goes on with the caption before.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

enum {
    RATE_DEFAULT = 23976, /**< thousandths of frames a second */
    RATE_MAX = 1000 * 1000,
    NUMBER_MAX = 100 * 1000 * 1000, /**< weeks of frames */
};

/** How a kind of caption is written. */
struct kind {
    char open;
    char close;
};

static const struct kind microdvd = {'{', '}'};
static const struct kind mpl2 = {'[', ']'};

/** The head of a line; numbers are frames or tenths, -1 for none. */
struct head {
    int64_t start;
    int64_t end;
    size_t text_at;
};

struct reader {
    struct transcript *transcript;
    struct lines lines;
    const struct kind *kind;
    int64_t rate; /**< thousandths of units a second */
    bool has_cue;
};

/** Read a number in brackets; an empty pair is -1. */
static bool
read_number(struct slice line, size_t *at, const struct kind *kind,
            int64_t *number)
{
    size_t end = *at;
    if (slice_byte(line, end++) != kind->open) {
        return false;
    }
    const size_t begin = end;
    int64_t sum = 0;
    for (; is_digit(slice_byte(line, end)) && sum <= NUMBER_MAX; end++) {
        sum = sum * 10 + (line.data[end] - '0');
    }
    if (slice_byte(line, end) != kind->close || sum > NUMBER_MAX) {
        return false;
    }
    *number = end > begin ? sum : -1;
    *at = end + 1;
    return true;
}

/** Read the two numbers in front of a line. */
static bool
read_head(struct slice line, const struct kind *kind, struct head *head)
{
    head->text_at = 0;
    return read_number(line, &head->text_at, kind, &head->start) &&
           head->start >= 0 &&
           read_number(line, &head->text_at, kind, &head->end);
}

/** Read a rate: digits, with up to three behind a point or a comma; false for
 * anything else. */
static bool
read_rate(struct slice text, int64_t *rate)
{
    int64_t sum = 0;
    int n_behind = -1;
    text = slice_trim(text);
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if ((c == '.' || c == ',') && n_behind < 0) {
            n_behind = 0;
        } else if (!is_digit(c) || sum > RATE_MAX) {
            return false;
        } else if (n_behind < 3) {
            sum = sum * 10 + (c - '0');
            n_behind += n_behind >= 0;
        }
    }
    for (n_behind = n_behind < 0 ? 0 : n_behind; n_behind < 3; n_behind++) {
        sum *= 10;
    }
    if (sum < 1000 || sum > RATE_MAX) {
        return false;
    }
    *rate = sum;
    return true;
}

/** A number in milliseconds, to the nearest; unknown for none. */
static int64_t
time_of(const struct reader *reader, int64_t number)
{
    if (number < 0) {
        return TIME_UNKNOWN;
    }
    const int64_t ms = (number * 1000 * 1000 + reader->rate / 2) / reader->rate;
    return ms <= TIME_MAX_MS ? ms : TIME_UNKNOWN;
}

/** Step over a code at an offset, as `{y:i}`; the offset itself for none. */
static size_t
skip_code(struct slice text, size_t at)
{
    const char letter = (char)(slice_byte(text, at + 1) | 0x20);
    if (text.data[at] != '{' || letter < 'a' || letter > 'z' ||
        slice_byte(text, at + 2) != ':') {
        return at;
    }
    const size_t end = slice_find(text, SLICE("}"), at);
    return end < text.size ? end + 1 : at;
}

/** Append a line of a caption, without its codes. */
static void
add_line(struct reader *reader, struct slice line)
{
    line = slice_trim(line);
    if (reader->kind == &mpl2 && slice_starts(line, SLICE("/"))) {
        line = slice_from(line, 1);
    }
    const size_t last = slice_find(line, SLICE("{"), 0);
    transcript_text(reader->transcript, slice_part(line, 0, last));
    for (size_t at = last; at < line.size;) {
        const size_t begin = skip_code(line, at);
        at = slice_find(line, SLICE("{"), begin + (begin == at));
        transcript_text(reader->transcript, slice_part(line, begin, at));
    }
    transcript_space(reader->transcript);
}

/** Append the text of a caption. */
static void
add_text(struct reader *reader, struct slice text)
{
    for (size_t begin = 0; begin <= text.size;) {
        const size_t end = slice_find(text, SLICE("|"), begin);
        add_line(reader, slice_part(text, begin, end));
        begin = end + 1;
    }
}

/** Begin a caption. */
static void
open_cue(struct reader *reader, const struct head *head)
{
    const int64_t start_ms = time_of(reader, head->start);
    const int64_t end_ms = time_of(reader, head->end);
    if (end_ms != TIME_UNKNOWN && end_ms < start_ms) {
        transcript_complain(reader->transcript, ST_BACKWARDS,
                            reader->lines.number, 1,
                            "a caption ends before it starts");
    }
    transcript_open(reader->transcript, start_ms, end_ms);
    reader->has_cue = true;
}

/** Take a line without times. */
static void
take_other(struct reader *reader, struct slice line)
{
    static const struct slice defaults = SLICE_INIT("{DEFAULT}");
    if (line.size > defaults.size &&
        slice_equal(slice_part(line, 0, defaults.size), defaults)) {
        return;
    }
    const bool is_cut = lines_at_ragged_end(&reader->lines) &&
                        line.data[0] == reader->kind->open;
    transcript_complain(reader->transcript, is_cut ? ST_TRUNCATED : ST_BAD_TIME,
                        reader->lines.number, 1,
                        is_cut ? "the file ends in the times of a caption"
                               : "the times of a caption can not be read");
    if (!is_cut && reader->has_cue) {
        add_text(reader, line);
    }
}

/** Find the rate of frames in the first caption; false where it is none. */
static bool
find_rate(struct reader *reader)
{
    struct lines ahead = reader->lines;
    struct head head;
    while (lines_next(&ahead)) {
        const struct slice line = slice_trim(ahead.line);
        if (!read_head(line, reader->kind, &head)) {
            continue;
        }
        if (head.end > head.start ||
            !read_rate(slice_from(line, head.text_at), &reader->rate)) {
            return false;
        }
        reader->lines = ahead;
        return true;
    }
    return false;
}

/** Read a file of a kind line by line. */
static enum status
read_file(struct slice text, const struct kind *kind,
          struct transcript *transcript, struct error *error)
{
    struct reader reader = {
        .transcript = transcript,
        .kind = kind,
        .rate = kind == &mpl2 ? 10 * 1000 : RATE_DEFAULT,
    };
    lines_init(&reader.lines, text);
    if (kind == &microdvd && !find_rate(&reader)) {
        transcript_complain(transcript, ST_BAD_TIME, 1, 1,
                            "the rate of frames is not told, it is taken for "
                            "23.976 a second");
    }
    while (lines_next(&reader.lines)) {
        const struct slice line = slice_trim(reader.lines.line);
        struct head head;
        if (line.size == 0) {
            continue;
        }
        if (read_head(line, kind, &head)) {
            open_cue(&reader, &head);
            add_text(&reader, slice_from(line, head.text_at));
        } else {
            take_other(&reader, line);
        }
    }
    transcript_close(transcript);
    caption_names_take(transcript);
    return format_end(transcript, error);
}

/** Lines that nearly all begin with two numbers, which rise. */
static enum format_match
probe(struct slice front, const struct kind *kind)
{
    size_t n_lines = 0;
    size_t n_heads = 0;
    size_t n_rising = 0;
    int64_t last = -1;
    struct lines lines;
    lines_init(&lines, front);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        struct head head;
        n_lines += line.size > 0;
        if (read_head(line, kind, &head) && head.text_at < line.size) {
            n_heads++;
            n_rising +=
                head.start >= last && (head.end < 0 || head.end >= head.start);
            last = head.start;
        }
    }
    return n_heads > 1 && n_heads * 10 >= n_lines * 8 &&
                   n_rising * 10 >= n_heads * 8
               ? MATCH_STRONG
               : MATCH_NONE;
}

/** The front of a file of MicroDVD. */
static enum format_match
microdvd_probe(struct slice front)
{
    return probe(front, &microdvd);
}

/** A whole file of MicroDVD. */
static enum status
microdvd_parse(struct slice text, struct transcript *transcript,
               struct error *error)
{
    return read_file(text, &microdvd, transcript, error);
}

/** The front of a file of MPL2. */
static enum format_match
mpl2_probe(struct slice front)
{
    return probe(front, &mpl2);
}

/** A whole file of MPL2. */
static enum status
mpl2_parse(struct slice text, struct transcript *transcript,
           struct error *error)
{
    return read_file(text, &mpl2, transcript, error);
}

static const char *const microdvd_suffixes[] = {".sub", NULL};
static const char *const mpl2_suffixes[] = {".mpl", ".mpl2", NULL};

const struct format format_microdvd = {
    .name = "microdvd",
    .title = "MicroDVD",
    .suffixes = microdvd_suffixes,
    .probe = microdvd_probe,
    .parse = microdvd_parse,
};

const struct format format_mpl2 = {
    .name = "mpl2",
    .title = "MPL2",
    .suffixes = mpl2_suffixes,
    .probe = mpl2_probe,
    .parse = mpl2_parse,
};
