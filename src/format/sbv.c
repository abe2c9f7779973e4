/*
 * SBV, YouTube's SubViewer: blocks of `0:00:01.000,0:00:02.500` and lines of
 * text, parted by blank lines; and SubViewer 2 itself, which has lines of
 * facts in square brackets ahead of them (`[TITLE]The talk`).
 *
 * Follows the sample in YouTube's help on subtitle files; there is no more.
 * `[br]` is a line break.  A blank line ends nothing by itself: text that no
 * times introduce belongs to the cue before, as in SubRip.  There is no
 * markup.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/lines.h"
#include "format/span.h"

#include "base/timecode.h"

struct sbv {
    struct transcript *transcript;
    struct lines lines;
    bool has_cue;
    bool is_after_blank; /**< also at the beginning */
    int64_t last_end_ms;
};

/** Read a line of nothing but times; *bad_at is where it can not be read. */
static bool
read_times(struct slice line, struct span *span, size_t *bad_at)
{
    const size_t comma = slice_find(line, SLICE(","), 0);
    const struct slice start = slice_part(line, 0, comma);
    *bad_at = 0;
    if (comma == line.size || slice_find(start, SLICE(":"), 0) == comma ||
        !timecode_parse(start, &span->start_ms)) {
        return false;
    }
    const struct slice end = slice_from(line, comma + 1);
    *bad_at = comma + 1;
    return slice_find(end, SLICE(":"), 0) < end.size &&
           timecode_parse(end, &span->end_ms);
}

/** Whether a line where times are due is a failed attempt at them: a sign or
 * a digit first, no blank, a comma and a colon on both sides of it. */
static bool
looks_like_times(struct slice line)
{
    const size_t comma = slice_find(line, SLICE(","), 0);
    return (is_digit(line.data[0]) || line.data[0] == '-') &&
           !memchr(line.data, ' ', line.size) &&
           slice_find(line, SLICE(":"), 0) < comma &&
           slice_find(line, SLICE(":"), comma) < line.size;
}

/** Whether the current line could be the beginning of times that the end of
 * the file cuts off. */
static bool
is_cut_times(const struct sbv *sbv, struct slice line)
{
    if (!lines_at_ragged_end(&sbv->lines)) {
        return false;
    }
    for (size_t i = 0; i < line.size; i++) {
        if (!is_digit(line.data[i]) && !memchr(":.,", line.data[i], 3)) {
            return false;
        }
    }
    return is_digit(line.data[0]);
}

/** Begin a cue. */
static void
open_cue(struct sbv *sbv, const struct span *span)
{
    if (span->end_ms < span->start_ms) {
        transcript_complain(sbv->transcript, ST_BACKWARDS, sbv->lines.number, 1,
                            "a cue ends before it starts");
    }
    transcript_open(sbv->transcript, span->start_ms, span->end_ms);
    sbv->has_cue = true;
    sbv->last_end_ms = span->end_ms;
}

/** Begin a cue without times where the one before ended. */
static void
open_without_times(struct sbv *sbv, size_t bad_at)
{
    transcript_complain(sbv->transcript, ST_BAD_TIME, sbv->lines.number,
                        (int64_t)bad_at + 1,
                        "the times of a cue can not be read");
    transcript_open(sbv->transcript, sbv->last_end_ms, sbv->last_end_ms);
    sbv->has_cue = true;
}

/** The offset of a line break at or behind `at`, or the line's size. */
static size_t
find_break(struct slice line, size_t at)
{
    static const struct slice mark = SLICE_INIT("[br]");
    at = slice_find(line, SLICE("["), at);
    while (at < line.size &&
           (line.size - at < mark.size ||
            !equals_lower(slice_part(line, at, at + mark.size), mark))) {
        at = slice_find(line, SLICE("["), at + 1);
    }
    return at;
}

/** Append a line of text to the cue. */
static void
add_text(struct sbv *sbv, struct slice line)
{
    if (!sbv->has_cue) {
        transcript_complain(sbv->transcript, ST_BAD_SYNTAX, sbv->lines.number,
                            1, "text before the first times");
        return;
    }
    size_t begin = 0;
    while (begin <= line.size) {
        const size_t end = find_break(line, begin);
        transcript_space(sbv->transcript);
        transcript_text(sbv->transcript, slice_part(line, begin, end));
        begin = end < line.size ? end + 4 : line.size + 1;
    }
}

/** Whether a line ahead of the first times is one of SubViewer's facts. */
static bool
is_fact(struct slice line)
{
    return line.size > 2 && line.data[0] == '[' && line.data[1] >= 'A' &&
           line.data[1] <= 'Z' && slice_find(line, SLICE("]"), 0) < line.size;
}

/** Keep the title among SubViewer's facts. */
static void
take_fact(struct sbv *sbv, struct slice line)
{
    static const struct slice title = SLICE_INIT("[TITLE]");
    if (slice_starts(line, title) && sbv->transcript->title.size == 0) {
        normalise(&sbv->transcript->title, slice_from(line, title.size));
    }
}

/** Take the current line, trimmed and not blank. */
static void
take_line(struct sbv *sbv, struct slice line)
{
    struct span span;
    size_t bad_at;
    if (!sbv->has_cue && is_fact(line)) {
        take_fact(sbv, line);
    } else if (read_times(line, &span, &bad_at)) {
        open_cue(sbv, &span);
    } else if (sbv->is_after_blank && is_cut_times(sbv, line)) {
        transcript_complain(sbv->transcript, ST_TRUNCATED, sbv->lines.number, 1,
                            "the file ends in the times of a cue");
    } else if (sbv->is_after_blank && looks_like_times(line)) {
        open_without_times(sbv, bad_at);
    } else {
        add_text(sbv, line);
    }
}

/** Read a file line by line. */
static enum status
sbv_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct sbv sbv = {.transcript = transcript, .is_after_blank = true};
    lines_init(&sbv.lines, text);
    while (lines_next(&sbv.lines)) {
        const struct slice line = slice_trim(sbv.lines.line);
        if (line.size > 0) {
            take_line(&sbv, line);
        }
        sbv.is_after_blank = line.size == 0;
    }
    transcript_close(transcript);
    caption_names_take(transcript);
    return format_end(transcript, error);
}

/** The first line with anything on it but facts are times with fractions. */
static enum format_match
sbv_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        struct span span;
        size_t bad_at;
        if (line.size > 0 && !is_fact(line)) {
            return read_times(line, &span, &bad_at) &&
                           memchr(line.data, '.', bad_at) &&
                           memchr(line.data + bad_at, '.', line.size - bad_at)
                       ? MATCH_STRONG
                       : MATCH_NONE;
        }
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".sbv", ".sub", NULL};

const struct format format_sbv = {
    .name = "sbv",
    .title = "SubViewer, YouTube's SBV",
    .suffixes = suffixes,
    .probe = sbv_probe,
    .parse = sbv_parse,
};
