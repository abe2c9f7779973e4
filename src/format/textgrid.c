/*
 * Praat's TextGrid, long and short, as its manual tells under "TextGrid file
 * formats" and "Types in scripts and text files".
 *
 * Both forms are one: Praat reads free-standing numbers, strings in double
 * quotes and flags, and passes over all the rest (`intervals [3]:`, `xmin =`).
 * A string has its quotes doubled and may go over lines.  The counts that are
 * written ahead of items are only used to notice that some are missing.
 *
 * A tier is a speaker.  Tiers of phones and syllables are left out, tiers of
 * words too where another tier has whole utterances; where none has, words
 * are cut into segments at pauses, with their times.  `Ann - words`, as
 * forced aligners write, is Ann's.  Notes and comments are markers.  Segments
 * are in the order of time; an interval without text is a pause.
 */
#include "format/formats.h"
#include "format/seconds.h"
#include "format/utterances.h"

#include "base/timecode.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_STRING,
    TOKEN_CUT, /**< a string that the end of the file cuts off */
    TOKEN_FLAG,
};

struct token {
    enum token_kind kind;
    struct slice text; /**< of a string, between the quotes */
    int64_t time_ms;   /**< of a number */
    size_t line_start;
    size_t begin;
    int64_t line;
};

struct reader {
    struct slice text;
    size_t at;
    int64_t line;
    size_t line_start;
};

/** Step over a byte. */
static void
step(struct reader *reader)
{
    const char c = reader->text.data[reader->at++];
    const bool is_half = c == '\r' && reader->at < reader->text.size &&
                         reader->text.data[reader->at] == '\n';
    if (c == '\n' || (c == '\r' && !is_half)) {
        reader->line++;
        reader->line_start = reader->at;
    }
}

/** Step over a line's rest. */
static void
skip_line(struct reader *reader)
{
    while (reader->at < reader->text.size &&
           reader->text.data[reader->at] != '\n' &&
           reader->text.data[reader->at] != '\r') {
        reader->at++;
    }
}

/** Read a string whose first quote is the current byte. */
static void
read_string(struct reader *reader, struct token *token)
{
    step(reader);
    const size_t begin = reader->at;
    token->kind = TOKEN_CUT;
    while (reader->at < reader->text.size) {
        const bool is_quote = reader->text.data[reader->at] == '"';
        step(reader);
        if (!is_quote) {
            continue;
        }
        if (reader->at == reader->text.size ||
            reader->text.data[reader->at] != '"') {
            token->kind = TOKEN_STRING;
            token->text = slice_part(reader->text, begin, reader->at - 1);
            return;
        }
        step(reader);
    }
    token->text = slice_from(reader->text, begin);
}

/** Read what stands up to the next white space; false when it is nothing that
 * counts. */
static bool
read_word(struct reader *reader, struct token *token)
{
    const size_t begin = reader->at;
    while (reader->at < reader->text.size &&
           !is_blank(reader->text.data[reader->at])) {
        reader->at++;
    }
    const struct slice word = slice_part(reader->text, begin, reader->at);
    token->text = word;
    if (word.data[0] == '<' && slice_ends(word, SLICE(">"))) {
        token->kind = TOKEN_FLAG;
        return true;
    }
    token->kind = TOKEN_NUMBER;
    return seconds_parse(word, &token->time_ms);
}

/** Read the next number, string or flag. */
static struct token
next_token(struct reader *reader)
{
    while (reader->at < reader->text.size) {
        struct token token = {
            .line = reader->line,
            .line_start = reader->line_start,
            .begin = reader->at,
        };
        const char c = reader->text.data[reader->at];
        if (is_blank(c)) {
            step(reader);
        } else if (c == '!') {
            skip_line(reader);
        } else if (c == '"') {
            read_string(reader, &token);
            return token;
        } else if (read_word(reader, &token)) {
            return token;
        }
    }
    return (struct token){.kind = TOKEN_END, .line = reader->line};
}

/** What a tier holds, as far as its name tells. */
enum tier_kind {
    TIER_UTTERANCES,
    TIER_WORDS,
    TIER_PARTS, /**< of words */
    TIER_NOTES,
};

struct textgrid {
    struct transcript *transcript;
    struct reader reader;
    struct utterances turns;
    enum tier_kind kind; /**< of the current tier */
    bool is_points;      /**< the current tier has points, not intervals */
    struct slice speaker;
    size_t n_tiers;
    size_t n_items;          /**< of the current tier, read */
    int64_t n_due;           /**< of the current tier, as it says */
    struct utterances words; /**< turns of tiers of words */
    bool begins_words;       /**< the current tier had none yet */
    bool has_utterances;     /**< a tier of them, with text */
};

static const struct {
    struct slice name;
    enum tier_kind kind;
} tier_names[] = {
    {SLICE_INIT("word"), TIER_WORDS},      {SLICE_INIT("words"), TIER_WORDS},
    {SLICE_INIT("phone"), TIER_PARTS},     {SLICE_INIT("phones"), TIER_PARTS},
    {SLICE_INIT("phoneme"), TIER_PARTS},   {SLICE_INIT("phonemes"), TIER_PARTS},
    {SLICE_INIT("segments"), TIER_PARTS},  {SLICE_INIT("syllable"), TIER_PARTS},
    {SLICE_INIT("syllables"), TIER_PARTS}, {SLICE_INIT("ipa"), TIER_PARTS},
    {SLICE_INIT("tones"), TIER_PARTS},     {SLICE_INIT("breaks"), TIER_PARTS},
    {SLICE_INIT("note"), TIER_NOTES},      {SLICE_INIT("notes"), TIER_NOTES},
    {SLICE_INIT("comment"), TIER_NOTES},   {SLICE_INIT("comments"), TIER_NOTES},
    {SLICE_INIT("misc"), TIER_NOTES},      {SLICE_INIT("noise"), TIER_NOTES},
    {SLICE_INIT("events"), TIER_NOTES},
};

/* Tiers that hold utterances and are nobody's. */
static const struct slice nobodys[] = {
    SLICE_INIT("utterance"),     SLICE_INIT("utterances"),
    SLICE_INIT("sentence"),      SLICE_INIT("sentences"),
    SLICE_INIT("text"),          SLICE_INIT("transcript"),
    SLICE_INIT("transcription"), SLICE_INIT("orthography"),
    SLICE_INIT("ort"),           SLICE_INIT("ortho"),
};

/** Whether a tier's name is one for utterances of nobody in particular. */
static bool
is_nobodys(struct slice name)
{
    for (size_t i = 0; i < sizeof(nobodys) / sizeof(*nobodys); i++) {
        if (equals_lower(name, nobodys[i])) {
            return true;
        }
    }
    return false;
}

/** Take a tier's name apart: what it holds, and whose that is. */
static void
name_tier(struct textgrid *grid, struct slice name)
{
    const size_t dash = slice_find(name, SLICE(" - "), 0);
    const bool has_dash = dash < name.size;
    const struct slice what =
        slice_trim(has_dash ? slice_from(name, dash + 3) : name);
    const struct slice nobody = {"", 0};
    grid->kind = TIER_UTTERANCES;
    for (size_t i = 0; i < sizeof(tier_names) / sizeof(*tier_names); i++) {
        if (equals_lower(what, tier_names[i].name)) {
            grid->kind = tier_names[i].kind;
            grid->speaker = has_dash ? slice_part(name, 0, dash) : nobody;
            return;
        }
    }
    if (is_nobodys(what)) {
        grid->speaker = has_dash ? slice_part(name, 0, dash) : nobody;
    } else {
        grid->speaker = name;
    }
}

/** Complain at a token. */
static void
complain(struct textgrid *grid, enum status code, const struct token *token,
         const char *text)
{
    transcript_complain(grid->transcript, code, token->line,
                        (int64_t)(token->begin - token->line_start) + 1, "%s",
                        text);
}

/** Begin a tier whose class was read: its name, and three numbers. */
static void
open_tier(struct textgrid *grid, bool is_points)
{
    struct token token = next_token(&grid->reader);
    if (token.kind == TOKEN_END || token.kind == TOKEN_CUT) {
        complain(grid, ST_TRUNCATED, &token, "the file ends in a tier's name");
        return;
    }
    grid->n_tiers++;
    grid->n_items = 0;
    grid->n_due = 0;
    grid->is_points = is_points;
    grid->begins_words = true;
    name_tier(grid, token.kind == TOKEN_STRING ? token.text : SLICE(""));
    for (int i = 0; i < 3; i++) {
        token = next_token(&grid->reader);
        if (token.kind == TOKEN_END) {
            complain(grid, ST_TRUNCATED, &token,
                     "the file ends in the head of a tier");
            return;
        }
        if (token.kind != TOKEN_NUMBER) {
            complain(grid, ST_BAD_SYNTAX, &token,
                     "a tier needs two times and a count here");
        }
    }
    grid->n_due = token.time_ms / 1000;
}

/** Whether a label says that nothing is said. */
static bool
is_silence(struct slice label)
{
    static const struct slice labels[] = {
        SLICE_INIT(""),      SLICE_INIT("sil"),   SLICE_INIT("sp"),
        SLICE_INIT("<sil>"), SLICE_INIT("<eps>"), SLICE_INIT("<p:>"),
        SLICE_INIT("#"),
    };
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
        if (slice_equal(label, labels[i])) {
            return true;
        }
    }
    return false;
}

/** Times that were read ahead of a label: the last two. */
struct times {
    int64_t ms[2];
    int n;
    size_t begin; /**< where the first one stands */
};

/** Keep a time. */
static void
add_time(struct times *times, const struct token *token)
{
    if (times->n == 0) {
        times->begin = token->begin;
    }
    if (times->n == 2) {
        times->ms[0] = times->ms[1];
        times->n = 1;
    }
    times->ms[times->n++] = token->time_ms;
}

/** The turn of a label: its times, where they are good. */
static struct utterance
make_turn(struct textgrid *grid, const struct token *label,
          const struct times *times)
{
    struct utterance turn = {
        .start_ms = TIME_UNKNOWN,
        .end_ms = TIME_UNKNOWN,
        .speaker = grid->speaker,
        .text = slice_trim(label->text),
        .kind = grid->kind,
    };
    const int n_due = grid->is_points ? 1 : 2;
    const char *trouble = NULL;
    enum status code = ST_BAD_TIME;
    if (times->n != n_due) {
        trouble = grid->is_points ? "a point needs one time"
                                  : "an interval needs two times";
    }
    if (times->n > 0) {
        turn.start_ms = times->ms[0];
        turn.end_ms = times->ms[times->n > 1 && !grid->is_points];
    }
    if (turn.start_ms < 0 || turn.end_ms < 0) {
        trouble = trouble ? trouble : "a time before the recording begins";
    } else if (turn.end_ms < turn.start_ms) {
        trouble = "an interval ends before it starts";
        code = ST_BACKWARDS;
    }
    if (trouble && turn.text.size > 0) {
        complain(grid, code, label, trouble);
    }
    return turn;
}

/** Take a label of an interval or a point. */
static void
add_label(struct textgrid *grid, const struct token *label,
          const struct times *times)
{
    grid->n_items++;
    if (label->kind == TOKEN_CUT) {
        complain(grid, ST_TRUNCATED, label, "the file ends in a label");
    }
    struct utterance turn = make_turn(grid, label, times);
    if (grid->kind == TIER_PARTS || is_silence(turn.text)) {
        return;
    }
    grid->has_utterances |= grid->kind == TIER_UTTERANCES;
    if (grid->kind != TIER_WORDS) {
        utterances_add(&grid->turns, &turn);
        return;
    }
    turn.first = times->n > 0 ? times->begin : label->begin;
    turn.count = 1;
    if (grid->begins_words) {
        utterances_add(&grid->words, &turn);
        grid->begins_words = false;
    } else {
        utterances_add_word(&grid->words, &turn);
    }
}

/** Complain when a tier, which has ended, lacks items. */
static void
check_count(struct textgrid *grid, const struct token *token)
{
    if (grid->n_tiers > 0 && (int64_t)grid->n_items < grid->n_due) {
        complain(grid, token->kind == TOKEN_END ? ST_TRUNCATED : ST_BAD_SYNTAX,
                 token, "a tier has fewer items than it says");
    }
}

/** Take a string: a tier's class where one may stand, or a label. */
static void
take_string(struct textgrid *grid, const struct token *token,
            const struct times *times)
{
    const bool may_be_class = times->n == 0 || grid->n_tiers == 0;
    const bool is_intervals = slice_equal(token->text, SLICE("IntervalTier"));
    const bool is_points = slice_equal(token->text, SLICE("TextTier")) ||
                           slice_equal(token->text, SLICE("PointTier"));
    if (token->kind == TOKEN_STRING && may_be_class &&
        (is_intervals || is_points)) {
        check_count(grid, token);
        open_tier(grid, is_points);
    } else if (grid->n_tiers > 0) {
        add_label(grid, token, times);
    } else {
        complain(grid, ST_BAD_SYNTAX, token, "a string before the first tier");
    }
}

/** Read all tiers into turns and words. */
static void
read_tiers(struct textgrid *grid)
{
    struct times times = {0};
    struct token token = next_token(&grid->reader);
    for (; token.kind != TOKEN_END; token = next_token(&grid->reader)) {
        if (token.kind == TOKEN_NUMBER) {
            add_time(&times, &token);
        } else if (token.kind != TOKEN_FLAG) {
            take_string(grid, &token, &times);
            times.n = 0;
        }
    }
    check_count(grid, &token);
}

/** Append a label, whose quotes are doubled. */
static void
add_text(struct transcript *transcript, struct slice label)
{
    size_t at = 0;
    while (at < label.size) {
        const size_t quotes = slice_find(label, SLICE("\"\""), at);
        const size_t end = quotes < label.size ? quotes + 1 : quotes;
        transcript_text(transcript, slice_part(label, at, end));
        at = quotes < label.size ? quotes + 2 : quotes;
    }
}

/** Append the words of a turn, with their times, read once more: kept from
 * the first time they would take more room than the file. */
static void
add_words(struct textgrid *grid, const struct utterance *turn)
{
    struct reader reader = {.text = grid->reader.text, .at = turn->first};
    struct times times = {0};
    for (size_t left = turn->count; left > 0;) {
        const struct token token = next_token(&reader);
        if (token.kind == TOKEN_END) {
            return;
        }
        if (token.kind == TOKEN_NUMBER) {
            add_time(&times, &token);
            continue;
        }
        const struct slice label = slice_trim(token.text);
        if (token.kind != TOKEN_FLAG && !is_silence(label)) {
            transcript_space(grid->transcript);
            if (times.n > 0) {
                transcript_word(grid->transcript, times.ms[0],
                                times.ms[times.n - 1]);
            }
            add_text(grid->transcript, label);
            left--;
        }
        if (token.kind != TOKEN_FLAG) {
            times.n = 0;
        }
    }
}

/** Where no tier has utterances: take the turns of words for them. */
static void
take_words(struct textgrid *grid)
{
    if (grid->turns.n == 0) {
        const struct utterances none = grid->turns;
        grid->turns = grid->words;
        grid->words = none;
        return;
    }
    for (size_t i = 0; i < grid->words.n; i++) {
        utterances_add(&grid->turns, &grid->words.items[i]);
    }
    if (grid->words.status != ST_OK) {
        grid->turns.status = grid->words.status;
    }
}

/** Give the turns to the transcript. */
static void
write_turns(struct textgrid *grid)
{
    struct transcript *transcript = grid->transcript;
    utterances_sort(&grid->turns);
    for (size_t i = 0; i < grid->turns.n; i++) {
        const struct utterance *turn = &grid->turns.items[i];
        transcript_open(transcript, turn->start_ms, turn->end_ms);
        if (turn->count > 0) {
            transcript_speaker(transcript, turn->speaker);
            add_words(grid, turn);
        } else if (turn->kind == TIER_NOTES) {
            transcript_text(transcript, SLICE("["));
            add_text(transcript, turn->text);
            transcript_text(transcript, SLICE("]"));
        } else {
            transcript_speaker(transcript, turn->speaker);
            add_text(transcript, turn->text);
        }
    }
    transcript_close(transcript);
}

/** Whether the front is that of a TextGrid; `reader` is left behind it. */
static bool
read_signature(struct reader *reader)
{
    const struct token type = next_token(reader);
    if (type.kind != TOKEN_STRING ||
        !slice_starts(type.text, SLICE("ooTextFile"))) {
        return false;
    }
    const struct token class = next_token(reader);
    return class.kind == TOKEN_STRING &&
           slice_equal(class.text, SLICE("TextGrid"));
}

/** Read a whole file. */
static enum status
textgrid_parse(struct slice text, struct transcript *transcript,
               struct error *error)
{
    struct textgrid grid = {
        .transcript = transcript,
        .reader = {.text = text, .line = 1},
    };
    if (!read_signature(&grid.reader)) {
        return error_set(error, ST_NOT_A_TRANSCRIPT, "no TextGrid");
    }
    read_tiers(&grid);
    if (grid.n_tiers == 0) {
        transcript_complain(transcript, ST_TRUNCATED, grid.reader.line, 1,
                            "a TextGrid without tiers");
    }
    if (!grid.has_utterances) {
        take_words(&grid);
    }
    if (grid.turns.status == ST_OK) {
        write_turns(&grid);
    } else {
        transcript->status = grid.turns.status;
    }
    utterances_finish(&grid.turns);
    utterances_finish(&grid.words);
    return format_end(transcript, error);
}

/** The signature, at the very front. */
static enum format_match
textgrid_probe(struct slice front)
{
    struct reader reader = {.text = front};
    if (!slice_starts(front, SLICE("File type")) &&
        !slice_starts(front, SLICE("\"ooTextFile"))) {
        return MATCH_NONE;
    }
    return read_signature(&reader) ? MATCH_SURE : MATCH_NONE;
}

static const char *const suffixes[] = {".textgrid", NULL};

const struct format format_textgrid = {
    .name = "textgrid",
    .title = "Praat TextGrid",
    .suffixes = suffixes,
    .probe = textgrid_probe,
    .parse = textgrid_parse,
};
