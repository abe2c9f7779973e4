/*
 * Plain text of what was said, without times: what openai-whisper writes as
 * .txt, a line a segment, and what people write like it.
 *
 * There is no specification.  A line is a segment; names with a colon at the
 * front of lines, where they come again (`SPEAKER_00: text`), are speakers; so
 * are names above paragraphs, where these have them.  A line `00:05:00`, of
 * which Google Meet writes one every five minutes, is when it was, and no
 * speech. Nothing but its words tells such a file from any other text, so a
 * probe claims it only weakly, and only where it reads like speech.
 */
#include "format/file_name.h"
#include "format/formats.h"
#include "format/front_matter.h"
#include "format/lines.h"
#include "format/prose.h"
#include "format/speaker_prefix.h"
#include "format/survey.h"
#include "format/talk.h"

#include "base/timecode.h"

/* Words that running speech must have; a note of two sentences has fewer. */
enum { WORDS_MIN = 40 };

/** Notices, and text whose suffix says that it is something else. */
static bool
refuses_name(struct slice name)
{
    return file_name_is_notice(name) || !file_name_is_of_text(name);
}

/** Sentences, or names that take turns, and no other shape. */
static enum format_match
plain_text_probe(struct slice front)
{
    if (survey_is_of_others(front) || front_matter_size(front) > 0 ||
        prose_is_structured(front)) {
        return MATCH_NONE;
    }
    if (prose_is_speech(front, WORDS_MIN)) {
        return MATCH_WEAK;
    }
    const struct survey survey = survey_take(front);
    return survey.has_turns && !survey.has_markdown ? MATCH_WEAK : MATCH_NONE;
}

/** Take a line that is nothing but a time with hours; false for any other,
 * `12:30` may be an answer. */
static bool
take_time(struct talk *talk, struct slice line, int64_t number)
{
    enum { SHORTEST = 7 }; /* 0:05:00 */
    struct turn turn = {.end_ms = TIME_UNKNOWN};
    if (line.size < SHORTEST || !turn_is_time(line, &turn.time_ms)) {
        return false;
    }
    talk_mark(talk, &turn, number);
    return true;
}

/** Whether the current line is a name and nothing else, above what is said:
 * a paragraph begins with it. */
static bool
is_name_line(const struct lines *lines, bool is_after_blank)
{
    struct lines ahead = *lines;
    const struct slice line = slice_trim(lines->line);
    return is_after_blank && turn_is_name_line(line) && !turn_is_label(line) &&
           lines_next(&ahead) && slice_trim(ahead.line).size > 0;
}

/** Count names that are lines of their own; whether they are of who speaks:
 * half of all paragraphs begin with one, and two come again and again. */
static bool
count_name_lines(struct slice text, struct talk_heads *heads)
{
    enum { NAMES_MIN = 2 };
    size_t n_paragraphs = 0;
    size_t n_named = 0;
    size_t n_again = 0;
    size_t n_names = 0; /* that come again */
    bool is_after_blank = true;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        n_paragraphs += is_after_blank && line.size > 0;
        if (is_name_line(&lines, is_after_blank)) {
            const int64_t n_before = talk_heads_of(heads, line);
            talk_heads_add(heads, line);
            n_named++;
            n_again += n_before > 0;
            n_names += n_before == 1;
        }
        is_after_blank = line.size == 0;
    }
    return n_names >= NAMES_MIN && n_named * 2 >= n_paragraphs &&
           n_again * 2 >= n_named;
}

/** Read a file line by line. */
static enum status
plain_text_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    struct talk talk;
    talk_init(&talk, transcript, text);
    talk.by_line = true;
    struct talk_heads names = {.has_memory = true};
    const bool has_name_lines = count_name_lines(text, &names);
    bool is_after_blank = true;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (has_name_lines && is_name_line(&lines, is_after_blank) &&
            talk_heads_of(&names, line) > 1) {
            talk_speaker(&talk, line);
        } else if (line.size > 0 && !take_time(&talk, line, lines.number)) {
            talk_line(&talk, line, lines.number);
        }
        is_after_blank = line.size == 0;
    }
    talk.heads.has_memory &= names.has_memory;
    talk_heads_finish(&names);
    transcript_close(transcript);
    speaker_prefixes_take(transcript);
    return talk_finish(&talk, error);
}

static const char *const no_suffixes[] = {NULL};

const struct format format_plain_text = {
    .name = "plain-text",
    .title = "Plain text",
    .suffixes = no_suffixes,
    .refuses_name = refuses_name,
    .probe = plain_text_probe,
    .parse = plain_text_parse,
};
