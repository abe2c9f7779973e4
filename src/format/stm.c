/*
 * STM, segment time marks, as the manual of NIST's sclite tells: a segment a
 * line, `file channel speaker begin end [<labels>] text`, in the order of
 * file, channel and begin; comments behind `;;`.
 *
 * A file of several recordings becomes one transcript, recording after
 * recording; within one, segments are in the order of time.  Of alternatives
 * (`{ a / b }`) the first is taken.  What is not to be scored is not speech
 * that anybody wrote down.
 */
#include "format/formats.h"
#include "format/lines.h"
#include "format/nist.h"
#include "format/seconds.h"
#include "format/utterances.h"

#include "base/timecode.h"

enum field { FILE_NAME, CHANNEL, SPEAKER, BEGIN, END, N_FIELDS };

enum { CHANNEL_BYTES = 16 /* longer ones are no channels */ };

/** Whether a line has the shape of a segment. */
static bool
is_segment_line(struct slice line, bool *has_fraction)
{
    struct slice fields[N_FIELDS];
    int64_t start_ms;
    int64_t end_ms;
    if (nist_fields(line, fields, N_FIELDS) < N_FIELDS ||
        nist_is_rttm(fields[FILE_NAME]) ||
        fields[CHANNEL].size > CHANNEL_BYTES ||
        !seconds_parse(fields[BEGIN], &start_ms) ||
        !seconds_parse(fields[END], &end_ms)) {
        return false;
    }
    *has_fraction |= memchr(fields[BEGIN].data, '.', fields[BEGIN].size) ||
                     memchr(fields[END].data, '.', fields[END].size);
    return end_ms >= start_ms;
}

/** Segments and nothing else, in the first lines. */
static enum format_match
stm_probe(struct slice front)
{
    enum { LOOK_AT = 20 };
    struct lines lines;
    lines_init(&lines, front);
    size_t n = 0;
    bool has_fraction = false;
    while (n < LOOK_AT && lines_next(&lines)) {
        if (nist_is_comment(lines.line) ||
            (n > 0 && lines_at_ragged_end(&lines))) {
            continue;
        }
        if (!is_segment_line(lines.line, &has_fraction)) {
            return MATCH_NONE;
        }
        n++;
    }
    if (!has_fraction) {
        return MATCH_NONE;
    }
    return n > 1 ? MATCH_STRONG : MATCH_WEAK;
}

struct stm {
    struct transcript *transcript;
    struct lines lines;
    struct utterances turns;
    struct slice file;
    uint32_t n_files;
};

/** Complain of a field of the current line. */
static void
complain(struct stm *stm, enum status code, struct slice field,
         const char *text)
{
    transcript_complain(stm->transcript, code, stm->lines.number,
                        field.data - stm->lines.line.data + 1, "%s", text);
}

/** Read a time of the current line, or complain. */
static int64_t
read_time(struct stm *stm, struct slice field)
{
    int64_t ms = TIME_UNKNOWN;
    if (!seconds_parse(field, &ms) || ms < 0) {
        complain(stm, ST_BAD_TIME, field,
                 "the time of a segment can not be read");
    }
    return ms;
}

/** What stands behind the times, without the labels. */
static struct slice
text_of(struct slice line, struct slice end_field)
{
    const size_t behind = (size_t)(end_field.data - line.data) + end_field.size;
    const struct slice text = slice_trim(slice_from(line, behind));
    size_t at = 0;
    struct slice first;
    if (nist_field(text, &at, &first) && first.data[0] == '<' &&
        slice_ends(first, SLICE(">")) && !slice_equal(first, SLICE("<unk>"))) {
        return slice_from(text, at);
    }
    return text;
}

/** Take the current line. */
static void
take_line(struct stm *stm)
{
    struct slice fields[N_FIELDS];
    const struct slice line = stm->lines.line;
    if (nist_fields(line, fields, N_FIELDS) < N_FIELDS) {
        const bool is_cut = lines_at_ragged_end(&stm->lines);
        complain(stm, is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX, fields[0],
                 is_cut ? "the file ends in the line of a segment"
                        : "a line with less than five fields");
        return;
    }
    if (!slice_equal(stm->file, fields[FILE_NAME])) {
        stm->file = fields[FILE_NAME];
        stm->n_files++;
    }
    const struct utterance turn = {
        .start_ms = read_time(stm, fields[BEGIN]),
        .end_ms = read_time(stm, fields[END]),
        .speaker = fields[SPEAKER],
        .text = text_of(line, fields[END]),
        .group = stm->n_files,
    };
    if (turn.end_ms >= 0 && turn.end_ms < turn.start_ms) {
        complain(stm, ST_BACKWARDS, fields[BEGIN],
                 "a segment ends before it starts");
    }
    const bool is_ignored = slice_equal(
        slice_trim(turn.text), SLICE("ignore_time_segment_in_scoring"));
    if (!is_ignored && slice_trim(turn.text).size > 0) {
        utterances_add(&stm->turns, &turn);
    }
}

/** Append a text word by word; of alternatives the first. */
static void
add_text(struct transcript *transcript, struct slice text)
{
    size_t at = 0;
    struct slice word;
    bool is_open = false;        /* between { and } */
    bool is_alternative = false; /* behind the / there */
    while (nist_field(text, &at, &word)) {
        if (slice_equal(word, SLICE("{"))) {
            is_open = true;
        } else if (is_open && slice_equal(word, SLICE("/"))) {
            is_alternative = true;
        } else if (is_open && slice_equal(word, SLICE("}"))) {
            is_open = false;
            is_alternative = false;
        } else if (!is_alternative) {
            transcript_space(transcript);
            nist_add_word(transcript, word);
        }
    }
}

/** Give the turns to the transcript. */
static void
write_turns(struct stm *stm)
{
    utterances_sort(&stm->turns);
    for (size_t i = 0; i < stm->turns.n; i++) {
        const struct utterance *turn = &stm->turns.items[i];
        transcript_open(stm->transcript, turn->start_ms, turn->end_ms);
        transcript_speaker(stm->transcript, turn->speaker);
        add_text(stm->transcript, turn->text);
    }
    transcript_close(stm->transcript);
}

/** Read a file line by line. */
static enum status
stm_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct stm stm = {.transcript = transcript};
    lines_init(&stm.lines, text);
    while (lines_next(&stm.lines)) {
        if (!nist_is_comment(stm.lines.line)) {
            take_line(&stm);
        }
    }
    if (stm.turns.status == ST_OK) {
        write_turns(&stm);
    } else {
        transcript->status = stm.turns.status;
    }
    utterances_finish(&stm.turns);
    return format_end(transcript, error);
}

static const char *const suffixes[] = {".stm", NULL};

const struct format format_stm = {
    .name = "stm",
    .title = "NIST STM",
    .suffixes = suffixes,
    .probe = stm_probe,
    .parse = stm_parse,
};
