/*
 * The table of formats, and telling them apart.
 *
 * Detection goes by content: each format's probe sees the same front of the
 * file, or a longer one where that tells nothing, and the surest wins.  The
 * file's name decides only between equally sure formats, and the order of the
 * table where the name does not help. What the formats are made of is theirs.
 */
#include "format/format.h"

#include "format/formats.h"
#include "format/lines.h"
#include "format/skim.h"

static const struct format *const formats[] = {
    &format_webvtt,
    &format_srt,
    &format_whisper,
    &format_whisper_json,
    &format_whispercpp_json,
    &format_podcast_json,
    &format_youtube_json3,
    &format_timings_json,
    &format_json_lines,
    &format_whisper_table,
    &format_transcript_table,
    &format_sbv,
    &format_sami,
    &format_microdvd,
    &format_mpl2,
    &format_ass,
    &format_ttml,
    &format_youtube_xml,
    &format_eaf,
    &format_trs,
    &format_exb,
    &format_tei,
    &format_podcast_html,
    &format_transcript_html,
    &format_otr,
    &format_lrc,
    &format_textgrid,
    &format_ctm,
    &format_stm,
    &format_rev_nlp,
    &format_interview_tsv,
    &format_chat,
    &format_amberscript,
    &format_assemblyai,
    &format_autoedit,
    &format_aws,
    &format_azure,
    &format_bbc_kaldi,
    &format_deepgram,
    &format_draftjs,
    &format_elevenlabs,
    &format_gentle,
    &format_google,
    &format_ibm,
    &format_paper_edit,
    &format_rev,
    &format_speechmatics,
    &format_vosk,
    &format_turns_json,
    &format_records_json,
    &format_mission_log,
    &format_markdown,
    &format_timed_text,
    &format_plain_text,
    NULL,
};

bool
equals_lower(struct slice text, struct slice lower)
{
    if (text.size != lower.size) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        const char folded = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (folded != lower.data[i]) {
            return false;
        }
    }
    return true;
}

enum status
format_end(const struct transcript *transcript, struct error *error)
{
    switch (transcript_status(transcript)) {
    case ST_OK:
        return ST_OK;
    case ST_NO_MEMORY:
        return error_set(error, ST_NO_MEMORY, "out of memory");
    case ST_TOO_MANY_SEGMENTS:
        return error_set(error, ST_TOO_MANY_SEGMENTS,
                         "more segments or words than any recording has");
    default:
        return error_set(error, transcript_status(transcript),
                         "the transcript passes a limit");
    }
}

/** The part of a text that probes see: whole lines where that leaves most of
 * it, whole characters otherwise. */
static struct slice
front_of(struct slice text, size_t size)
{
    if (text.size <= size) {
        return text;
    }
    const char *line_end = memrchr(text.data, '\n', size);
    if (line_end && (size_t)(line_end - text.data) >= size / 2) {
        return slice_part(text, 0, (size_t)(line_end - text.data) + 1);
    }
    while (size > 0 && (text.data[size] & 0xc0) == 0x80) {
        size--;
    }
    return slice_part(text, 0, size);
}

/** Whether a file's name ends with one of a format's suffixes. */
static bool
claims_name(const struct format *format, struct slice name)
{
    for (const char *const *next = format->suffixes; *next; next++) {
        const struct slice suffix = slice_of(*next);
        if (name.size > suffix.size &&
            equals_lower(slice_from(name, name.size - suffix.size), suffix)) {
            return true;
        }
    }
    return false;
}

/** A format, and how sure it is. */
struct guess {
    const struct format *format; /**< NULL for none */
    enum format_match match;
};

/** Find the format that a front is of, if it is surer than a guess. */
static struct guess
probe_all(struct slice front, struct slice file, struct guess best)
{
    struct guess found = {NULL, MATCH_NONE};
    for (const struct format *const *next = formats; *next; next++) {
        if ((*next)->refuses_name && (*next)->refuses_name(file)) {
            continue;
        }
        const enum format_match match = (*next)->probe(front);
        const bool wins_tie = match == found.match && found.format &&
                              claims_name(*next, file) &&
                              !claims_name(found.format, file);
        if (match > found.match || wins_tie) {
            found = (struct guess){*next, match};
        }
    }
    return found.match > best.match ? found : best;
}

/** Guess by what a large JSON text is made of. */
static struct guess
probe_skimmed(struct slice text, struct slice file)
{
    char skimmed[PROBE_BYTES];
    const struct guess none = {NULL, MATCH_NONE};
    const size_t n =
        text.size > PROBE_BYTES ? skim_json(text, skimmed, sizeof(skimmed)) : 0;
    return n > 0 ? probe_all((struct slice){skimmed, n}, file, none) : none;
}

const struct format *
format_detect(struct slice text, const char *name)
{
    const struct slice file = slice_of(name ? name : "");
    struct guess best = probe_skimmed(text, file);
    if (best.match < MATCH_STRONG) {
        best = probe_all(front_of(text, PROBE_BYTES), file, best);
    }
    if (best.match < MATCH_STRONG && text.size > PROBE_BYTES) {
        best = probe_all(front_of(text, PROBE_MAX_BYTES), file, best);
    }
    return best.format;
}

enum status
format_parse(const struct format *format, struct slice text,
             struct transcript *transcript, struct error *error)
{
    if (!format || !format->has_long_lines) {
        TRY(lines_check(text, error));
    }
    return format ? format->parse(text, transcript, error)
                  : error_set(error, ST_NOT_A_TRANSCRIPT,
                              "no format recognises the content");
}

const struct format *
format_by_name(const char *name)
{
    for (const struct format *const *next = formats; *next; next++) {
        if (!strcmp((*next)->name, name)) {
            return *next;
        }
    }
    return NULL;
}

const struct format *const *
format_all(void)
{
    return formats;
}
