/*
 * CTM, time-marked conversations, as the manual of NIST's sclite tells: a
 * word a line, `file channel begin duration word [confidence ...]`, in the
 * order of file, channel and begin; comments behind `;;`.
 *
 * Words are cut into segments at pauses.  A file that holds several
 * recordings becomes one transcript, recording after recording, with the
 * recording's name as the speaker; so do channels.  Of alternatives
 * (`<ALT_BEGIN>` ... `<ALT>` ... `<ALT_END>`) the first is what was said.
 */
#include "format/formats.h"
#include "format/lines.h"
#include "format/nist.h"
#include "format/seconds.h"
#include "format/utterances.h"

#include "base/timecode.h"

enum {
    FIELDS_MIN = 5,
    FIELDS_MAX = 8,
    CHANNEL_BYTES = 16, /* longer ones are no channels */
};

enum field { FILE_NAME, CHANNEL, BEGIN, DURATION, WORD, CONFIDENCE };

struct ctm {
    struct transcript *transcript;
    struct lines lines;
    struct slice fields[FIELDS_MAX + 1];
    size_t n_fields;
    struct utterances turns;
    struct slice file; /**< of the word before */
    struct slice channel;
    uint32_t n_files;    /**< in a row */
    bool has_channels;   /**< a file has several */
    bool is_alternative; /**< other words for those that are taken */
};

/** Whether a line is of an alternative, and not a word. */
static bool
is_alternative(const struct slice *fields, size_t n)
{
    return n == FIELDS_MIN && slice_starts(fields[WORD], SLICE("<ALT")) &&
           slice_equal(fields[BEGIN], SLICE("*"));
}

/** Whether a line has the shape of a word. */
static bool
is_word_line(struct slice line)
{
    struct slice fields[FIELDS_MAX + 1];
    int64_t ms;
    const size_t n = nist_fields(line, fields, FIELDS_MAX + 1);
    if (n < FIELDS_MIN || n > FIELDS_MAX || nist_is_rttm(fields[FILE_NAME]) ||
        fields[CHANNEL].size > CHANNEL_BYTES) {
        return false;
    }
    if (is_alternative(fields, n)) {
        return true;
    }
    return seconds_parse(fields[BEGIN], &ms) &&
           seconds_parse(fields[DURATION], &ms) &&
           (n <= CONFIDENCE || seconds_parse(fields[CONFIDENCE], &ms) ||
            slice_equal(fields[CONFIDENCE], SLICE("NA")));
}

/** Whether a line of a word has a fraction of a second. */
static bool
has_fraction(struct slice line)
{
    struct slice fields[FIELDS_MIN];
    const size_t n = nist_fields(line, fields, FIELDS_MIN);
    return n == FIELDS_MIN &&
           (memchr(fields[BEGIN].data, '.', fields[BEGIN].size) ||
            memchr(fields[DURATION].data, '.', fields[DURATION].size));
}

/** Words and nothing else, in the first lines. */
static enum format_match
ctm_probe(struct slice front)
{
    enum { LOOK_AT = 50 };
    struct lines lines;
    lines_init(&lines, front);
    size_t n = 0;
    bool has_point = false;
    while (n < LOOK_AT && lines_next(&lines)) {
        if (nist_is_comment(lines.line) ||
            (n > 0 && lines_at_ragged_end(&lines))) {
            continue;
        }
        if (!is_word_line(lines.line)) {
            return MATCH_NONE;
        }
        has_point |= has_fraction(lines.line);
        n++;
    }
    if (!has_point) {
        return MATCH_NONE;
    }
    return n > 1 ? MATCH_STRONG : MATCH_WEAK;
}

/** Complain of a field of the current line. */
static void
complain(struct ctm *ctm, enum status code, enum field field, const char *text)
{
    const char *at = ctm->fields[field].data;
    transcript_complain(ctm->transcript, code, ctm->lines.number,
                        at - ctm->lines.line.data + 1, "%s", text);
}

/** Read the times of a word; returns the field that can not be read, or
 * WORD. */
static enum field
read_times(const struct slice *fields, struct utterance *word)
{
    int64_t duration_ms;
    word->start_ms = TIME_UNKNOWN;
    word->end_ms = TIME_UNKNOWN;
    if (!seconds_parse(fields[BEGIN], &word->start_ms) || word->start_ms < 0) {
        return BEGIN;
    }
    if (!seconds_parse(fields[DURATION], &duration_ms) || duration_ms < 0) {
        return DURATION;
    }
    word->end_ms = word->start_ms + duration_ms;
    return WORD;
}

/** Note which file and channel the current line is of. */
static void
note_source(struct ctm *ctm)
{
    if (ctm->n_files == 0 || !slice_equal(ctm->file, ctm->fields[FILE_NAME])) {
        ctm->n_files++;
    } else if (!slice_equal(ctm->channel, ctm->fields[CHANNEL])) {
        ctm->has_channels = true;
    }
    ctm->file = ctm->fields[FILE_NAME];
    ctm->channel = ctm->fields[CHANNEL];
}

/** Take the word of the current line. */
static void
take_word(struct ctm *ctm)
{
    note_source(ctm);
    /* From the file's name up to the channel: as long as nobody knows which
     * of them tell speakers apart, both. */
    const size_t size = (size_t)(ctm->channel.data - ctm->file.data);
    struct utterance word = {
        .speaker = {ctm->file.data, size + ctm->channel.size},
        .group = ctm->n_files,
        .kind = (uint32_t)ctm->file.size,
        .first = (size_t)(ctm->lines.line.data - ctm->lines.text.data),
    };
    const enum field bad = read_times(ctm->fields, &word);
    if (bad != WORD) {
        complain(ctm, ST_BAD_TIME, bad,
                 bad == BEGIN ? "the time of a word can not be read"
                              : "the duration of a word can not be read");
    }
    utterances_add_word(&ctm->turns, &word);
}

/** Take the current line. */
static void
take_line(struct ctm *ctm)
{
    ctm->n_fields = nist_fields(ctm->lines.line, ctm->fields, FIELDS_MAX + 1);
    if (ctm->n_fields < FIELDS_MIN) {
        const bool is_cut = lines_at_ragged_end(&ctm->lines);
        complain(ctm, is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX, FILE_NAME,
                 is_cut ? "the file ends in the line of a word"
                        : "a line with less than five fields");
    } else if (is_alternative(ctm->fields, ctm->n_fields)) {
        ctm->is_alternative = slice_equal(ctm->fields[WORD], SLICE("<ALT>"));
    } else if (!ctm->is_alternative) {
        take_word(ctm);
    }
}

/** Whose a turn is: the file's and the channel's name, as far as they tell
 * something. */
static struct slice
speaker_of(const struct ctm *ctm, const struct utterance *turn)
{
    if (ctm->n_files > 1) {
        return ctm->has_channels ? turn->speaker
                                 : slice_part(turn->speaker, 0, turn->kind);
    }
    if (!ctm->has_channels) {
        return SLICE("");
    }
    return slice_trim(slice_from(turn->speaker, turn->kind));
}

/** Give the words of a turn to the transcript, read once more: kept from the
 * first time they would take more room than the file. */
static void
write_words(struct ctm *ctm, const struct utterance *turn)
{
    bool is_alternative_open = false;
    struct lines lines;
    lines_init(&lines, slice_from(ctm->lines.text, turn->first));
    for (size_t left = turn->count; left > 0 && lines_next(&lines);) {
        struct slice fields[FIELDS_MAX + 1];
        const size_t n = nist_fields(lines.line, fields, FIELDS_MAX + 1);
        if (nist_is_comment(lines.line) || n < FIELDS_MIN) {
            continue;
        }
        if (is_alternative(fields, n)) {
            is_alternative_open = slice_equal(fields[WORD], SLICE("<ALT>"));
        } else if (!is_alternative_open) {
            struct utterance word;
            read_times(fields, &word);
            transcript_space(ctm->transcript);
            if (word.start_ms >= 0) {
                transcript_word(ctm->transcript, word.start_ms, word.end_ms);
            }
            nist_add_word(ctm->transcript, fields[WORD]);
            left--;
        }
    }
}

/** Give the turns to the transcript. */
static void
write_turns(struct ctm *ctm)
{
    utterances_sort(&ctm->turns);
    for (size_t i = 0; i < ctm->turns.n; i++) {
        const struct utterance *turn = &ctm->turns.items[i];
        transcript_open(ctm->transcript, turn->start_ms, turn->end_ms);
        transcript_speaker(ctm->transcript, speaker_of(ctm, turn));
        write_words(ctm, turn);
    }
    transcript_close(ctm->transcript);
}

/** Read a file line by line. */
static enum status
ctm_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct ctm ctm = {.transcript = transcript};
    lines_init(&ctm.lines, text);
    while (lines_next(&ctm.lines)) {
        if (!nist_is_comment(ctm.lines.line)) {
            take_line(&ctm);
        }
    }
    if (ctm.turns.status == ST_OK) {
        write_turns(&ctm);
    } else {
        transcript->status = ctm.turns.status;
    }
    utterances_finish(&ctm.turns);
    return format_end(transcript, error);
}

static const char *const suffixes[] = {".ctm", NULL};

const struct format format_ctm = {
    .name = "ctm",
    .title = "NIST CTM",
    .suffixes = suffixes,
    .probe = ctm_probe,
    .parse = ctm_parse,
};
