/*
 * What whisper.cpp prints to standard output: `[00:00:01.000 -->
 * 00:00:02.500]   text`, a segment a line, nothing wrapped.  openai-whisper
 * prints the same with `[MM:SS.mmm --> MM:SS.mmm]`, programs around
 * faster-whisper `[1.00s -> 2.50s] text`, WhisperX and others seconds as well.
 *
 * Logs that were caught in the same file (`whisper_init_from_file: ...`) are
 * passed over.  Other lines between segments are kept, with a complaint, as
 * more text of the segment before; ahead of the first segment they are the
 * program's output and no speech.
 *
 * With `-ml 1` each line is a token: the two spaces behind the brackets part
 * them from the text, and a text that does not begin with a space of its own
 * goes on the word before.  Of such a file whisper_tokens.c makes sentences
 * with word times.  `[SPEAKER_TURN]` (`-tdrz`) ends a segment; it is no
 * speech and no sound, and tells of nobody, so it is left out.
 */
#include "format/formats.h"
#include "format/lines.h"
#include "format/span.h"
#include "format/speaker_prefix.h"
#include "format/whisper_tokens.h"

#include "base/timecode.h"

enum line_shape {
    SHAPE_BLANK,
    SHAPE_SEGMENT,
    SHAPE_BAD_TIMES, /**< a segment whose times can not be read */
    SHAPE_LOG,
    SHAPE_OTHER,
};

/** A line, taken apart. */
struct parts {
    enum line_shape shape;
    struct span span;  /**< of a segment */
    struct slice text; /**< behind the times */
    size_t bad_at;     /**< offset of what could not be read */
};

/** Whether a line begins like a log line: an identifier with an underscore,
 * or `main`, and a colon. */
static bool
is_log(struct slice line)
{
    size_t size = 0;
    bool has_underscore = false;
    for (; size < line.size; size++) {
        const char c = line.data[size];
        if (c != '_' && !is_digit(c) && !(c >= 'a' && c <= 'z')) {
            break;
        }
        has_underscore |= c == '_';
    }
    return size < line.size && line.data[size] == ':' &&
           (has_underscore ||
            slice_equal(slice_part(line, 0, size), SLICE("main")));
}

/** Read a time that is seconds with a fraction, an `s` behind it perhaps, or
 * has a colon. */
static bool
read_loose_time(struct slice line, size_t *at, int64_t *time_ms,
                bool *has_colon)
{
    const size_t begin = *at;
    if (!timecode_read(line, at, time_ms)) {
        return false;
    }
    *has_colon = memchr(line.data + begin, ':', *at - begin);
    const bool has_fraction = memchr(line.data + begin, '.', *at - begin);
    *at += !*has_colon && *at < line.size && line.data[*at] == 's';
    return *has_colon || has_fraction;
}

/** Read `1.00s -> 2.50s`, `1.0 - 2.5` or `00:01.00 -> 00:02.50`.  A dash
 * between times with colons is what people write, and not read here. */
static bool
read_loose_span(struct slice line, size_t *at, struct span *span)
{
    static const struct slice arrows[] = {SLICE_INIT("-->"), SLICE_INIT("->"),
                                          SLICE_INIT("-")};
    bool has_colon;
    if (!read_loose_time(line, at, &span->start_ms, &has_colon)) {
        return false;
    }
    *at = slice_skip_blanks(line, *at);
    for (size_t i = 0; i < (has_colon ? 2 : 3); i++) {
        if (slice_starts(slice_from(line, *at), arrows[i])) {
            *at += arrows[i].size;
            *at = slice_skip_blanks(line, *at);
            return read_loose_time(line, at, &span->end_ms, &has_colon);
        }
    }
    return false;
}

/** Take a line apart that begins with `[` and a digit or a sign. */
static void
split_segment(struct slice line, struct parts *parts)
{
    size_t at = 1;
    size_t loose = 1;
    bool is_span = span_read(line, &at, &parts->span) && at < line.size &&
                   line.data[at] == ']';
    if (!is_span && read_loose_span(line, &loose, &parts->span)) {
        is_span = loose < line.size && line.data[loose] == ']';
        at = is_span ? loose : at;
    }
    if (is_span) {
        parts->shape = SHAPE_SEGMENT;
        parts->text = slice_from(line, at + 1);
        return;
    }
    const size_t arrow = slice_find(line, SLICE("-->"), 0);
    const size_t end = slice_find(line, SLICE("]"), arrow);
    if (end < line.size) {
        parts->shape = SHAPE_BAD_TIMES;
        parts->text = slice_from(line, end + 1);
        parts->bad_at = at;
    }
}

/** Take a line apart. */
static struct parts
split_line(struct slice line)
{
    struct parts parts = {.shape = SHAPE_OTHER, .text = line};
    if (slice_trim(line).size == 0) {
        parts.shape = SHAPE_BLANK;
    } else if (line.size > 1 && line.data[0] == '[' &&
               (is_digit(line.data[1]) || line.data[1] == '-')) {
        split_segment(line, &parts);
    } else if (is_log(line)) {
        parts.shape = SHAPE_LOG;
    }
    return parts;
}

/** Segments, and no more other lines than segments. */
static enum format_match
whisper_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    size_t n_segments = 0;
    size_t n_others = 0;
    while (lines_next(&lines)) {
        switch (split_line(lines.line).shape) {
        case SHAPE_SEGMENT:
            n_segments++;
            break;
        case SHAPE_OTHER:
            n_others++;
            break;
        case SHAPE_BLANK:
        case SHAPE_BAD_TIMES:
        case SHAPE_LOG:
            break;
        }
    }
    if (n_segments == 0 || n_segments < n_others) {
        return MATCH_NONE;
    }
    return n_others == 0 ? MATCH_STRONG : MATCH_WEAK;
}

struct whisper {
    struct transcript *transcript;
    struct whisper_tokens *tokens; /**< NULL where lines are segments */
    struct lines lines;
    bool has_segment;
    int64_t last_start_ms;
    int64_t last_end_ms;
};

/** A line's text without the mark at its end that the speaker changes;
 * *is_turn tells whether it was there. */
static struct slice
without_turn(struct slice text, bool *is_turn)
{
    static const struct slice mark = SLICE_INIT("[SPEAKER_TURN]");
    size_t end = text.size;
    while (end > 0 && is_blank(text.data[end - 1])) {
        end--;
    }
    *is_turn = slice_ends(slice_part(text, 0, end), mark);
    return *is_turn ? slice_part(text, 0, end - mark.size) : text;
}

/** Whether the lines of a file are tokens. */
static bool
has_token_lines(struct slice text)
{
    struct token_census census = {0};
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        const struct parts parts = split_line(lines.line);
        bool is_turn;
        if (parts.shape == SHAPE_SEGMENT) {
            token_census_add(&census, without_turn(parts.text, &is_turn),
                             parts.span.end_ms - parts.span.start_ms);
        }
    }
    return token_census_is_tokens(&census);
}

/** Complain of times that run backwards. */
static void
check_order(struct whisper *whisper, const struct span *span)
{
    if (span->end_ms < span->start_ms) {
        transcript_complain(whisper->transcript, ST_BACKWARDS,
                            whisper->lines.number, 1,
                            "a segment ends before it starts");
    } else if (span->start_ms < whisper->last_start_ms) {
        transcript_complain(whisper->transcript, ST_BACKWARDS,
                            whisper->lines.number, 1,
                            "a segment starts before the one ahead of it");
    }
    whisper->last_start_ms = span->start_ms;
    whisper->last_end_ms = span->end_ms;
}

/** Take a line with times: a segment, or a token of one. */
static void
take_segment(struct whisper *whisper, const struct parts *parts)
{
    bool is_turn;
    const struct slice text = without_turn(parts->text, &is_turn);
    check_order(whisper, &parts->span);
    whisper->has_segment = true;
    if (!whisper->tokens) {
        transcript_open(whisper->transcript, parts->span.start_ms,
                        parts->span.end_ms);
        transcript_text(whisper->transcript, text);
        return;
    }
    whisper_tokens_add(whisper->tokens, text, &parts->span);
    if (is_turn) {
        whisper_tokens_break(whisper->tokens);
    }
}

/** Take a line whose times can not be read as if it were said where the one
 * before ended. */
static void
take_without_times(struct whisper *whisper, const struct parts *parts)
{
    transcript_complain(whisper->transcript, ST_BAD_TIME, whisper->lines.number,
                        (int64_t)parts->bad_at + 1,
                        "the times of a segment can not be read");
    const struct parts guessed = {
        .text = parts->text,
        .span = {whisper->last_end_ms, whisper->last_end_ms},
    };
    take_segment(whisper, &guessed);
}

/** Whether the current line is the beginning of times that the end of the
 * file cuts off. */
static bool
is_cut_times(const struct lines *lines)
{
    const struct slice line = lines->line;
    if (!lines_at_ragged_end(lines) || line.data[0] != '[') {
        return false;
    }
    for (size_t i = 1; i < line.size; i++) {
        if (!is_digit(line.data[i]) && !memchr(":. ->", line.data[i], 5)) {
            return false;
        }
    }
    return true;
}

/** Keep a line that is no segment as more text of the one before. */
static void
add_stray_line(struct whisper *whisper)
{
    struct transcript *transcript = whisper->transcript;
    const int64_t number = whisper->lines.number;
    if (is_cut_times(&whisper->lines)) {
        transcript_complain(transcript, ST_TRUNCATED, number, 1,
                            "the file ends in the times of a segment");
    } else if (whisper->has_segment) {
        transcript_complain(transcript, ST_BAD_SYNTAX, number, 1,
                            "a line without times, taken for more text of "
                            "the segment before");
        if (whisper->tokens) {
            whisper_tokens_add_stray(whisper->tokens, whisper->lines.line);
            return;
        }
        transcript_space(transcript);
        transcript_text(transcript, whisper->lines.line);
    }
}

/** Read a file line by line. */
static void
read_lines(struct whisper *whisper)
{
    while (lines_next(&whisper->lines)) {
        const struct parts parts = split_line(whisper->lines.line);
        switch (parts.shape) {
        case SHAPE_SEGMENT:
            take_segment(whisper, &parts);
            break;
        case SHAPE_BAD_TIMES:
            take_without_times(whisper, &parts);
            break;
        case SHAPE_OTHER:
            add_stray_line(whisper);
            break;
        case SHAPE_BLANK:
        case SHAPE_LOG:
            break;
        }
    }
}

/** Find out what the lines of a file are, and read them. */
static enum status
whisper_parse(struct slice text, struct transcript *transcript,
              struct error *error)
{
    struct whisper whisper = {.transcript = transcript};
    struct whisper_tokens tokens;
    lines_init(&whisper.lines, text);
    if (has_token_lines(text)) {
        whisper_tokens_init(&tokens, text.size);
        whisper.tokens = &tokens;
    }
    read_lines(&whisper);
    if (whisper.tokens) {
        whisper_tokens_emit(&tokens, transcript);
        whisper_tokens_finish(&tokens);
    }
    transcript_close(transcript);
    speaker_prefixes_take(transcript);
    return format_end(transcript, error);
}

static const char *const no_suffixes[] = {NULL};

const struct format format_whisper = {
    .name = "whisper",
    .title = "whisper.cpp text",
    .suffixes = no_suffixes,
    .probe = whisper_probe,
    .parse = whisper_parse,
};
