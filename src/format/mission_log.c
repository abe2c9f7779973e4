/*
 * Transcripts of space missions as Spacelog keeps them: a line of
 * `[dd:hh:mm:ss]`, mission time, and below it who said what.
 *
 *     [00:00:01:54]
 *     _page : 4
 *     CDR: Roger. We got a roll program.
 *          Everything looks good.
 *     CC: Roger.
 *
 * Follows the files of that project: `_note`, `_page` and other lines with an
 * underscore are about the pages, but for `_lang`; `#` begins a comment; a
 * line without a speaker goes on with the turn.  `[glossary:S-IVB]` and
 * `[time:00:00:09:48|9 plus 48]` stand for what is shown of them.  All turns
 * below a time start at it and end at the next later one.  Times before the
 * start of a mission are negative, which the archive has no place for: they
 * are unknown.
 */
#include "format/formats.h"
#include "format/lines.h"
#include "format/turn.h"

#include "base/timecode.h"

enum { STAMPS_MIN = 3, NAME_MAX_BYTES = 40, REFERENCE_MAX_BYTES = 120 };

/** A line of mission time. */
struct stamp {
    int64_t time_ms; /**< TIME_UNKNOWN where negative or too large */
    bool is_negative;
};

/** Read a line `[dd:hh:mm:ss.f]`. */
static bool
read_stamp(struct slice line, struct stamp *stamp)
{
    if (line.size < 13 || line.data[0] != '[' ||
        line.data[line.size - 1] != ']') {
        return false;
    }
    stamp->is_negative = line.data[1] == '-';
    const struct slice text =
        slice_part(line, 1 + stamp->is_negative, line.size - 1);
    size_t days_size = 0;
    int64_t days = 0;
    while (days_size < 3 && days_size < text.size &&
           is_digit(text.data[days_size])) {
        days = days * 10 + (text.data[days_size++] - '0');
    }
    size_t at = days_size + 1;
    int64_t ms;
    if (days_size == 0 || days_size >= text.size ||
        text.data[days_size] != ':' || !timecode_read(text, &at, &ms) ||
        at != text.size || text.size < days_size + 9 ||
        text.data[days_size + 3] != ':' || text.data[days_size + 6] != ':') {
        return false;
    }
    ms += days * 24 * 3600 * 1000;
    stamp->time_ms = stamp->is_negative || ms > TIME_MAX_MS ? TIME_UNKNOWN : ms;
    return true;
}

/** Lines of mission time, with text between. */
static enum format_match
mission_log_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    size_t n_stamps = 0;
    size_t n_lines = 0;
    while (lines_next(&lines)) {
        struct stamp stamp;
        const struct slice line = slice_trim(lines.line);
        n_stamps += read_stamp(line, &stamp);
        n_lines += line.size > 0;
    }
    return n_stamps >= STAMPS_MIN && n_lines <= n_stamps * 30 ? MATCH_SURE
                                                              : MATCH_NONE;
}

struct mission_log {
    struct transcript *transcript;
    struct lines lines;
    struct slice speaker;
    bool has_stamp;
    bool has_complained; /**< of negative times */
    bool is_open;
    int64_t time_ms;
    size_t run_begin; /**< the first segment since the last time */
};

/** End the turn. */
static void
close_turn(struct mission_log *log)
{
    transcript_close(log->transcript);
    log->is_open = false;
}

/** Take a line of mission time: where it is later, what was said since the
 * one before ends here. */
static void
take_stamp(struct mission_log *log, const struct stamp *stamp)
{
    struct transcript *transcript = log->transcript;
    close_turn(log);
    log->has_stamp = true;
    if (stamp->time_ms == TIME_UNKNOWN && !log->has_complained) {
        transcript_complain(transcript, ST_BAD_TIME, log->lines.number, 1,
                            stamp->is_negative
                                ? "times before the start are not kept"
                                : "a time is too large");
        log->has_complained = true;
    }
    if (stamp->time_ms >= 0 && stamp->time_ms < log->time_ms) {
        transcript_complain(transcript, ST_BACKWARDS, log->lines.number, 1,
                            "a time is earlier than the one before it");
    } else if (stamp->time_ms > log->time_ms && log->time_ms >= 0) {
        for (size_t i = log->run_begin; i < transcript->n_segments; i++) {
            transcript->segments[i].end_ms = stamp->time_ms;
        }
    }
    if (stamp->time_ms != log->time_ms) {
        log->run_begin = transcript->n_segments;
    }
    log->time_ms = stamp->time_ms;
}

/** Where the name at the front of a line ends: at a colon with a blank or
 * nothing behind it; 0 where there is no name. */
static size_t
name_size(struct slice line)
{
    for (size_t i = 0; i < line.size && i < NAME_MAX_BYTES; i++) {
        if (line.data[i] == ':' &&
            (i + 1 == line.size || is_blank(line.data[i + 1]))) {
            return i;
        }
        if (strchr("[]<>,;!", line.data[i])) {
            return 0;
        }
    }
    return 0;
}

/** The size of a tag at an offset, `<sub>`; 0 where there is none. */
static size_t
tag_size(struct slice text, size_t at)
{
    size_t end = at + 1;
    end += end < text.size && text.data[end] == '/';
    const size_t begin = end;
    while (end < text.size && end - begin < 8 &&
           ((text.data[end] >= 'a' && text.data[end] <= 'z') ||
            is_digit(text.data[end]))) {
        end++;
    }
    return end > begin && end < text.size && text.data[end] == '>'
               ? end + 1 - at
               : 0;
}

/** Read a reference `[kind:target|shown]` at an offset; its size, or 0 where
 * there is none, and what is shown of it. */
static size_t
read_reference(struct slice text, size_t at, struct slice *shown)
{
    struct slice rest = slice_from(text, at);
    if (rest.size > REFERENCE_MAX_BYTES) {
        rest = slice_part(rest, 0, REFERENCE_MAX_BYTES);
    }
    const size_t end = slice_find(rest, SLICE("]"), 0);
    const size_t colon = slice_find(rest, SLICE(":"), 0);
    if (end == rest.size || colon > end || colon < 2) {
        return 0;
    }
    for (size_t i = 1; i < colon; i++) {
        if (rest.data[i] < 'a' || rest.data[i] > 'z') {
            return 0;
        }
    }
    const struct slice body = slice_part(rest, colon + 1, end);
    const size_t bar = slice_find(body, SLICE("|"), 0);
    *shown = bar < body.size ? slice_from(body, bar + 1) : body;
    return end + 1;
}

/** Append text without tags and references. */
static void
add_text(struct transcript *transcript, struct slice text)
{
    size_t begin = 0;
    size_t at = 0;
    while (at < text.size) {
        struct slice shown = {0};
        size_t size = 0;
        if (text.data[at] == '<') {
            size = tag_size(text, at);
        } else if (text.data[at] == '[') {
            size = read_reference(text, at, &shown);
        }
        if (size == 0) {
            at++;
            continue;
        }
        transcript_text(transcript, slice_part(text, begin, at));
        if (shown.size > 0) {
            transcript_text(transcript, shown);
        }
        at += size;
        begin = at;
    }
    transcript_text(transcript, slice_from(text, begin));
}

/** Take a line with an underscore in front: the language, or nothing. */
static void
take_meta(struct mission_log *log, struct slice line)
{
    struct buffer *language = &log->transcript->language;
    const size_t colon = slice_find(line, SLICE(":"), 0);
    if (colon < line.size && language->size == 0 &&
        slice_equal(slice_trim(slice_part(line, 0, colon)), SLICE("_lang"))) {
        normalise(language, slice_from(line, colon + 1));
    }
}

/** Take a line of what was said. */
static void
take_text(struct mission_log *log, struct slice raw, struct slice line)
{
    const size_t size = is_blank(raw.data[0]) ? 0 : name_size(line);
    if (size > 0) {
        close_turn(log);
        log->speaker = slice_part(line, 0, size);
        line = slice_from(line, size + 1);
    }
    if (!log->is_open) {
        transcript_open(log->transcript, log->time_ms, TIME_UNKNOWN);
        transcript_speaker(log->transcript, log->speaker);
        log->is_open = true;
    }
    transcript_space(log->transcript);
    add_text(log->transcript, line);
}

/** Take a line. */
static void
take_line(struct mission_log *log)
{
    struct stamp stamp;
    const struct slice line = slice_trim(log->lines.line);
    if (line.size == 0 || line.data[0] == '#') {
        return;
    }
    if (line.data[0] == '_') {
        take_meta(log, line);
    } else if (read_stamp(line, &stamp)) {
        take_stamp(log, &stamp);
    } else if (lines_at_ragged_end(&log->lines) && turn_is_cut_time(line)) {
        transcript_complain(log->transcript, ST_TRUNCATED, log->lines.number, 1,
                            "the file ends in a time");
    } else if (log->has_stamp) {
        take_text(log, log->lines.line, line);
    }
}

/** Read a file line by line. */
static enum status
mission_log_parse(struct slice text, struct transcript *transcript,
                  struct error *error)
{
    struct mission_log log = {
        .transcript = transcript,
        .time_ms = TIME_UNKNOWN,
    };
    lines_init(&log.lines, text);
    while (lines_next(&log.lines)) {
        take_line(&log);
    }
    transcript_close(transcript);
    return format_end(transcript, error);
}

static const char *const no_suffixes[] = {NULL};

const struct format format_mission_log = {
    .name = "mission-log",
    .title = "Spacelog mission transcript",
    .suffixes = no_suffixes,
    .probe = mission_log_probe,
    .parse = mission_log_parse,
};
