/*
 * SubRip, which has no specification: blocks of a number, a line of times and
 * lines of text, ended by a blank line.
 *
 * What counts is the line of times; the number before it may be missing,
 * wrong or apart.  A blank line ends nothing by itself: text behind it that
 * no times introduce belongs to the cue before.  Text is never dropped once
 * there was a cue: where times can not be read it gets the end of the cue
 * before.  What a line of text may hold is known to srt_text.c.  Where cues
 * have a name alone on their first line, that is who speaks.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/highlight.h"
#include "format/lines.h"
#include "format/span.h"
#include "format/speaker_prefix.h"
#include "format/srt_text.h"
#include "format/talk.h"

#include "base/timecode.h"

/* Lines with something on them that may come ahead of the first times. */
enum { PREAMBLE_LINES = 2 };

struct srt {
    struct transcript *transcript;
    struct lines lines;
    struct slice line; /**< the current one, trimmed */
    bool has_cue;
    bool has_name_lines; /**< cues have a name as their first line */
    bool is_first_line;  /**< one may come now */
    bool has_highlights; /**< cues are there for each of their words */
    int64_t start_ms;    /**< of the cue */
    bool is_after_blank; /**< also at the beginning */
    int64_t last_number; /**< of a cue; -1 before the first */
    int64_t last_end_ms;

    /* A line of digits that is held back until the next line tells whether
     * it is a cue's number or text. */
    struct slice held;
    int64_t held_line; /**< its place */
    bool is_held;
    bool held_after_blank;
    bool held_before_blank;
};

/** Whether a line is digits only. */
static bool
is_number(struct slice line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (!is_digit(line.data[i])) {
            return false;
        }
    }
    return line.size > 0;
}

/** The value of a line of digits; -1 when it is far too large. */
static int64_t
number_value(struct slice line)
{
    int64_t value = 0;
    for (size_t i = 0; i < line.size; i++) {
        if (value > INT32_MAX) {
            return -1;
        }
        value = value * 10 + (line.data[i] - '0');
    }
    return value;
}

/** Whether what follows the times are settings, `X1:63 X2:223` or
 * `align:start`: a colon in each word. */
static bool
is_settings(struct slice rest)
{
    bool in_word = false;
    bool has_colon = true;
    for (size_t i = 0; i < rest.size; i++) {
        if (is_blank(rest.data[i])) {
            if (in_word && !has_colon) {
                return false;
            }
            in_word = false;
            continue;
        }
        has_colon = rest.data[i] == ':' || (in_word && has_colon);
        in_word = true;
    }
    return has_colon;
}

/** Read times as programs for translation leave them, `00: 00: 01,000 -> 00:
 * 00: 02,000`: with blanks inside, and an arrow of one dash.  Nothing else may
 * be on the line. */
static bool
read_spaced_times(struct slice line, struct span *span)
{
    char bytes[64];
    struct slice text = {bytes, 0};
    for (size_t i = 0; i < line.size; i++) {
        const char c = line.data[i];
        if (text.size + 2 > sizeof(bytes) ||
            (!is_digit(c) && !memchr(":.,-> ", c, 6))) {
            return false;
        }
        if (c == '>' && text.size > 1 && bytes[text.size - 2] != '-') {
            bytes[text.size++] = '-';
        }
        bytes[text.size] = c;
        text.size += c != ' ';
    }
    size_t at = 0;
    return span_read(text, &at, span) && at == text.size;
}

/** Read a line of times.  Where none is due, what follows the times must be
 * settings; *bad_at is where it can not be read. */
static bool
read_times(struct slice line, bool is_due, struct span *span, size_t *bad_at)
{
    *bad_at = 0;
    if (!span_read(line, bad_at, span)) {
        return is_due && read_spaced_times(line, span);
    }
    const struct slice rest = slice_from(line, *bad_at);
    if (rest.size == 0) {
        return true;
    }
    return is_blank(rest.data[0]) && (is_due || is_settings(rest));
}

/** Whether the current line is the place for times. */
static bool
is_due(const struct srt *srt)
{
    return srt->is_held ? srt->held_after_blank : srt->is_after_blank;
}

/** Whether a line where times are due is a failed attempt at them. */
static bool
looks_like_times(const struct srt *srt)
{
    const struct slice line = srt->line;
    return slice_find(line, SLICE("-->"), 0) < line.size &&
           (srt->is_held || is_digit(line.data[0]) || line.data[0] == '-');
}

/** Whether the current line could be the beginning of times that the end of
 * the file cuts off. */
static bool
is_cut_times(const struct srt *srt)
{
    if (!lines_at_ragged_end(&srt->lines) || is_number(srt->line)) {
        return false;
    }
    for (size_t i = 0; i < srt->line.size; i++) {
        const char c = srt->line.data[i];
        if (!is_digit(c) && !memchr(":., ->", c, 6)) {
            return false;
        }
    }
    return is_digit(srt->line.data[0]);
}

/** Complain at the current line; `at` is an offset in it, trimmed. */
static void
complain(struct srt *srt, enum status code, size_t at, const char *text)
{
    const ptrdiff_t indent = srt->line.data - srt->lines.line.data;
    transcript_complain(srt->transcript, code, srt->lines.number,
                        indent + (int64_t)at + 1, "%s", text);
}

/** Whether cues have a name and nothing else as their first line, as Teams
 * writes them: nearly all have, and a third are those that were there before.
 */
static bool
has_name_lines(struct slice text, bool *has_memory)
{
    struct talk_heads heads = {.has_memory = true};
    struct slice first = {0};
    size_t n_cues = 0;
    size_t n_named = 0;
    size_t n_again = 0;
    bool is_first = false;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        const bool is_times = line.size > 0 && is_digit(line.data[0]) &&
                              slice_find(line, SLICE("-->"), 0) < line.size;
        if (is_times) {
            n_cues++;
        } else if (first.size > 0 && line.size > 0) {
            n_named++;
            n_again += talk_heads_of(&heads, first) > 0;
            talk_heads_add(&heads, first);
        }
        first = is_first && line.size > 0 && turn_is_name_line(line)
                    ? line
                    : (struct slice){0};
        is_first = is_times;
    }
    *has_memory = heads.has_memory;
    talk_heads_finish(&heads);
    return n_named > 2 && n_named * 10 >= n_cues * 9 && n_again * 3 >= n_named;
}

/** Append a line of text, whose number is told, to the cue. */
static void
add_text(struct srt *srt, struct slice line, int64_t number)
{
    if (!srt->has_cue) {
        transcript_complain(srt->transcript, ST_BAD_SYNTAX, number, 1,
                            "text before the first times");
        return;
    }
    if (srt->is_first_line && turn_is_name_line(line)) {
        transcript_speaker(srt->transcript, line);
        srt->is_first_line = false;
        return;
    }
    srt->is_first_line = false;
    transcript_space(srt->transcript);
    const size_t mark =
        srt->has_highlights ? highlight_find(line, 0) : line.size;
    srt_text_add(srt->transcript, slice_part(line, 0, mark));
    if (mark < line.size) {
        transcript_word(srt->transcript, srt->start_ms, srt->last_end_ms);
        srt_text_add(srt->transcript, slice_from(line, mark));
    }
}

/** The line held back turned out to be text. */
static void
release_held(struct srt *srt)
{
    if (srt->is_held) {
        srt->is_held = false;
        add_text(srt, srt->held, srt->held_line);
    }
}

/** The line held back turned out to stand before times: a cue's number,
 * unless a blank line is between and it does not go on the counting. */
static void
take_number(struct srt *srt)
{
    if (!srt->is_held) {
        return;
    }
    const int64_t number = number_value(srt->held);
    if (srt->held_before_blank && srt->has_cue &&
        number != srt->last_number + 1) {
        release_held(srt);
        return;
    }
    srt->is_held = false;
    srt->last_number = number;
}

/** Begin a cue. */
static void
open_cue(struct srt *srt, const struct span *span)
{
    take_number(srt);
    if (span->end_ms < span->start_ms) {
        complain(srt, ST_BACKWARDS, 0, "a cue ends before it starts");
    }
    transcript_open(srt->transcript, span->start_ms, span->end_ms);
    srt->has_cue = true;
    srt->is_first_line = srt->has_name_lines;
    srt->start_ms = span->start_ms;
    srt->last_end_ms = span->end_ms;
}

/** Begin a cue without times where the one before ended. */
static void
open_without_times(struct srt *srt, size_t bad_at)
{
    complain(srt, ST_BAD_TIME, bad_at, "the times of a cue can not be read");
    take_number(srt);
    transcript_open(srt->transcript, srt->last_end_ms, srt->last_end_ms);
    srt->has_cue = true;
}

/** Hold a line of digits back, or take any other line for text. */
static void
take_text(struct srt *srt)
{
    release_held(srt);
    if (!is_number(srt->line)) {
        add_text(srt, srt->line, srt->lines.number);
        return;
    }
    srt->held = srt->line;
    srt->held_line = srt->lines.number;
    srt->is_held = true;
    srt->held_after_blank = srt->is_after_blank;
    srt->held_before_blank = false;
}

/** A blank line: a number at the end of a text was text. */
static void
take_blank(struct srt *srt)
{
    if (srt->is_held && !srt->held_after_blank) {
        release_held(srt);
    }
    srt->held_before_blank = true;
    srt->is_after_blank = true;
}

/** Take the current line, which is not blank. */
static void
take_line(struct srt *srt)
{
    struct span span;
    size_t bad_at;
    const bool times_are_due = is_due(srt);
    if (read_times(srt->line, times_are_due, &span, &bad_at)) {
        open_cue(srt, &span);
    } else if (times_are_due && is_cut_times(srt)) {
        take_number(srt);
        complain(srt, ST_TRUNCATED, 0, "the file ends in the times of a cue");
    } else if (times_are_due && looks_like_times(srt)) {
        open_without_times(srt, bad_at);
    } else {
        take_text(srt);
    }
    srt->is_after_blank = false;
}

/** Settle a number at the end of the file: it goes on the counting, or is
 * cut itself, and so announces a cue that is missing; or it is text. */
static void
finish_held(struct srt *srt)
{
    if (!srt->is_held) {
        return;
    }
    const bool is_next = number_value(srt->held) == srt->last_number + 1;
    if (srt->held_after_blank &&
        (is_next || lines_at_ragged_end(&srt->lines))) {
        srt->is_held = false;
        transcript_complain(srt->transcript, ST_TRUNCATED, srt->held_line, 1,
                            "the file ends in a cue's number");
    } else {
        release_held(srt);
    }
}

/** Read a file line by line. */
static enum status
srt_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct srt srt = {
        .transcript = transcript,
        .is_after_blank = true,
        .has_highlights = highlight_is_used(text),
        .last_number = -1,
    };
    bool has_memory;
    srt.has_name_lines = has_name_lines(text, &has_memory);
    if (!has_memory) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    lines_init(&srt.lines, text);
    while (lines_next(&srt.lines)) {
        srt.line = slice_trim(srt.lines.line);
        if (srt.line.size > 0) {
            take_line(&srt);
        } else {
            take_blank(&srt);
        }
    }
    finish_held(&srt);
    transcript_close(transcript);
    if (srt.has_highlights) {
        highlight_join(transcript);
    }
    speaker_prefixes_take(transcript);
    caption_names_take(transcript);
    return format_end(transcript, error);
}

/** Whether a line is surely of times.  Without a number before it, only
 * fractions of a second tell times from `10:30 --> 11:00`; behind one, they
 * need not be readable. */
static bool
is_sure_times(struct slice line, bool is_after_number)
{
    struct span span;
    size_t end;
    if (is_after_number) {
        return read_spaced_times(line, &span) ||
               ((is_digit(line.data[0]) || line.data[0] == '-') &&
                slice_find(line, SLICE("-->"), 0) < line.size);
    }
    if (!read_times(line, false, &span, &end)) {
        return false;
    }
    return memchr(line.data, ',', end) || memchr(line.data, '.', end);
}

/** Sure times in the first lines, at best in the very first. */
static enum format_match
srt_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    bool is_after_number = false;
    size_t n_preamble = 0;
    while (n_preamble <= PREAMBLE_LINES && lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (line.size == 0) {
            continue;
        }
        if (is_sure_times(line, is_after_number)) {
            return n_preamble > 0 ? MATCH_WEAK : MATCH_STRONG;
        }
        if (line.data[0] == '`') {
            return MATCH_NONE; /* an example, quoted in Markdown */
        }
        n_preamble += is_after_number;
        is_after_number = is_number(line);
        n_preamble += !is_after_number;
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".srt", NULL};

const struct format format_srt = {
    .name = "srt",
    .title = "SubRip",
    .suffixes = suffixes,
    .probe = srt_probe,
    .parse = srt_parse,
};
