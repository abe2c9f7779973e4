/*
 * Plain text with times: what YouTube's transcript panel, Otter, Rev and
 * Zoom's page give to copy, and what people write like them.
 *
 *     [00:01:02] text          0:12            Ann  0:12       Ann Lee
 *     00:01:02 Ann: text       text            text            00:01:02
 *                                                              text
 *     [00:01:02] - Ann Lee     00:01:02:10 - 00:01:05:00
 *     text                     Ann Lee
 *                              text
 *
 * There is no specification.  A time in brackets, or a time at the front of
 * a line where several lines begin with one, parts the text; lines without
 * go on with the segment before until a blank line.  Where times stand alone
 * on their lines and a name stands ahead of each, as on Zoom's page, those
 * are the speakers; likewise where a name and nothing else stands behind each
 * time or on the line below it, as Happy Scribe and Premiere write them.
 * YouTube's panel says times once more in words, which are left out.
 */
#include "format/file_name.h"
#include "format/formats.h"
#include "format/front_matter.h"
#include "format/lines.h"
#include "format/survey.h"
#include "format/talk.h"

#include "base/timecode.h"

/** What Zoom's page gives to copy for a speaker's picture. */
#define ZOOM_PICTURE SLICE("user avatar")

/** Notices, and text whose suffix says that it is something else. */
static bool
refuses_name(struct slice name)
{
    return file_name_is_notice(name) || !file_name_is_of_text(name);
}

/** Times that go on, and no front matter or Markdown. */
static enum format_match
timed_text_probe(struct slice front)
{
    const struct survey survey = survey_take(front);
    const bool is_ours = survey.has_times && !survey.has_markdown &&
                         front_matter_size(front) == 0;
    return is_ours ? MATCH_STRONG : MATCH_NONE;
}

/** Count the names ahead of times that stand alone; whether there are such
 * names: nearly every such time has one, and one comes again. */
static bool
count_names_ahead(struct slice text, struct talk_heads *heads)
{
    size_t n_times = 0;
    size_t n_named = 0;
    bool comes_again = false;
    struct slice before = {0};
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        int64_t time_ms;
        if (turn_is_time(line, &time_ms)) {
            n_times++;
            if (before.size > 0 && turn_is_name_line(before)) {
                n_named++;
                talk_heads_add(heads, before);
                comes_again |= talk_heads_of(heads, before) > 1;
            }
        }
        before = line;
    }
    return comes_again && n_named * 10 >= n_times * 9;
}

/** Read a line that begins with a time and names nobody in the ways of
 * turn.c; *rest is what stands behind the time. */
static bool
read_time_line(struct slice line, struct slice *rest)
{
    struct turn turn;
    if (line.size == 0 || !turn_read(line, &turn) || !turn.has_time ||
        turn.name.size > 0) {
        return false;
    }
    *rest = slice_from(line, turn.text_at);
    return true;
}

/** Whether a name stands at the current line for one that speaks in the next,
 * which is text. */
static bool
is_above_text(const struct lines *lines, struct slice name)
{
    struct lines ahead = *lines;
    struct slice rest;
    return name.size > 0 && turn_is_name_line(name) && lines_next(&ahead) &&
           slice_trim(ahead.line).size > 0 &&
           !read_time_line(slice_trim(ahead.line), &rest);
}

/** The name behind the time of the current line, or below it; empty for
 * none. */
static struct slice
name_behind(struct lines lines)
{
    struct slice name;
    if (!read_time_line(slice_trim(lines.line), &name)) {
        return SLICE("");
    }
    if (name.size == 0 && lines_next(&lines)) {
        name = slice_trim(lines.line);
    }
    return is_above_text(&lines, name) ? name : SLICE("");
}

/** Count the names behind times; whether there are such names: nearly every
 * time has one, and a third are those that were there before.  Captions of two
 * lines in a script without capitals would have names as well. */
static bool
count_names_behind(struct slice text, struct talk_heads *heads)
{
    size_t n_times = 0;
    size_t n_named = 0;
    size_t n_again = 0;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        struct slice rest;
        n_times += read_time_line(slice_trim(lines.line), &rest);
        const struct slice name = name_behind(lines);
        if (name.size > 0) {
            n_named++;
            talk_heads_add(heads, name);
            n_again += talk_heads_of(heads, name) > 1;
        }
    }
    return n_again > 0 && n_again * 3 >= n_named && n_named * 10 >= n_times * 9;
}

/** Whether a line says a time in words, as `1 minute, 2 seconds`: its numbers
 * are those of the time, but for noughts. */
static bool
spells_time(struct slice line, int64_t time_ms)
{
    enum { LONGEST = 64 };
    const int64_t seconds = time_ms / 1000;
    const int64_t parts[] = {seconds / 3600, seconds / 60 % 60, seconds % 60};
    size_t part = seconds > 0 ? 0 : 2;
    size_t at = 0;
    while (at < line.size && line.size <= LONGEST) {
        if (!is_digit(line.data[at])) {
            at++;
            continue;
        }
        int64_t number = 0;
        for (; is_digit(slice_byte(line, at)) && number < 1000; at++) {
            number = number * 10 + (line.data[at] - '0');
        }
        while (part < 3 && parts[part] == 0 && seconds > 0) {
            part++;
        }
        if (part == 3 || number != parts[part++] ||
            !is_blank(slice_byte(line, at))) {
            return false;
        }
    }
    while (part < 3 && parts[part] == 0) {
        part++;
    }
    return line.size > 0 && part == 3 && is_digit(line.data[0]);
}

/** Whether times alone on their lines are said again in words on the next, as
 * YouTube's panel has them for those who can not see it. */
static bool
has_spelled_times(struct slice text)
{
    enum { SPELLED_MIN = 3 };
    size_t n_times = 0;
    size_t n_spelled = 0;
    int64_t time_ms = TIME_UNKNOWN;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        n_spelled += time_ms != TIME_UNKNOWN && spells_time(line, time_ms);
        time_ms = TIME_UNKNOWN;
        n_times += turn_is_time(line, &time_ms);
    }
    return n_spelled >= SPELLED_MIN && n_spelled * 10 >= n_times * 8;
}

struct timed_text {
    struct talk talk;
    struct lines lines;
    int64_t before_ms; /**< the time that is the line before */
    bool has_names_ahead;
    bool has_names_behind;
    bool has_spelled_times;
};

/** Whether the line behind the current one is a time alone. */
static bool
is_before_time(const struct timed_text *timed)
{
    struct lines ahead = timed->lines;
    int64_t time_ms;
    return lines_next(&ahead) && turn_is_time(slice_trim(ahead.line), &time_ms);
}

/** Take a time and the name behind it, and the line that the name is on. */
static void
take_name_behind(struct timed_text *timed, struct slice line, struct slice name)
{
    const size_t before = (size_t)(name.data - line.data);
    const bool is_below = before >= line.size;
    talk_line(&timed->talk, is_below ? line : slice_part(line, 0, before),
              timed->lines.number);
    talk_speaker(&timed->talk, name);
    if (is_below) {
        lines_next(&timed->lines);
    }
}

/** Take a line, which is not blank. */
static void
take_line(struct timed_text *timed, struct slice line)
{
    if (lines_at_ragged_end(&timed->lines) && turn_is_cut_time(line)) {
        transcript_complain(timed->talk.transcript, ST_TRUNCATED,
                            timed->lines.number, 1, "the file ends in a time");
        return;
    }
    if (timed->has_names_ahead) {
        if (slice_equal(line, ZOOM_PICTURE)) {
            return;
        }
        if (turn_is_name_line(line) && is_before_time(timed)) {
            talk_speaker(&timed->talk, line);
            return;
        }
    }
    if (timed->has_names_behind) {
        const struct slice name = name_behind(timed->lines);
        if (name.size > 0) {
            take_name_behind(timed, line, name);
            return;
        }
    }
    talk_line(&timed->talk, line, timed->lines.number);
}

/** Read a file line by line. */
static enum status
timed_text_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    struct timed_text timed;
    talk_init(&timed.talk, transcript, text);
    timed.has_names_ahead = count_names_ahead(text, &timed.talk.heads);
    timed.has_names_behind =
        !timed.has_names_ahead && count_names_behind(text, &timed.talk.heads);
    timed.has_spelled_times = has_spelled_times(text);
    timed.before_ms = TIME_UNKNOWN;
    lines_init(&timed.lines, text);
    while (lines_next(&timed.lines)) {
        const struct slice line = slice_trim(timed.lines.line);
        const bool is_spelled = timed.has_spelled_times &&
                                timed.before_ms != TIME_UNKNOWN &&
                                spells_time(line, timed.before_ms);
        timed.before_ms = TIME_UNKNOWN;
        turn_is_time(line, &timed.before_ms);
        if (line.size == 0) {
            talk_break(&timed.talk);
        } else if (!is_spelled) {
            take_line(&timed, line);
        }
    }
    return talk_finish(&timed.talk, error);
}

static const char *const suffixes[] = {".txt", NULL};

const struct format format_timed_text = {
    .name = "timed-text",
    .title = "Plain text with times",
    .suffixes = suffixes,
    .refuses_name = refuses_name,
    .probe = timed_text_probe,
    .parse = timed_text_parse,
};
