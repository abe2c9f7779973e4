/*
 * Plain text of what was said, without times: what openai-whisper writes as
 * .txt, a line a segment, and what people write like it.
 *
 * There is no specification.  A line is a segment; names with a colon at the
 * front of lines, where they come again (`SPEAKER_00: text`), are speakers.  A
 * line `00:05:00`, of which Google Meet writes one every five minutes, is when
 * it was, and no speech.
 * Nothing but its words tells such a file from any other text, so a probe
 * claims it only weakly, and only where it reads like speech.
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

/** Read a file line by line. */
static enum status
plain_text_parse(struct slice text, struct transcript *transcript,
                 struct error *error)
{
    struct talk talk;
    talk_init(&talk, transcript, text);
    talk.by_line = true;
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (line.size > 0 && !take_time(&talk, line, lines.number)) {
            talk_line(&talk, line, lines.number);
        }
    }
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
