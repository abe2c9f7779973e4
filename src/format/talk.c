/*
 * Lines of text with names and times at their front, into segments.
 *
 * Owns which names are believed and what becomes of times.  A name that is
 * set in emphasis, or that has a time in brackets with it, is believed where
 * it looks like one or comes again; one in plain text, where it comes again,
 * or has several words and somebody was named before.  Labels of notes
 * (`Location: ...`) never are.  How heads are written is known to turn.c,
 * which lines are speech to the formats.
 */
#include "format/talk.h"

#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

/* So many lines must begin with times without brackets before one is taken
 * for a mark and not for `10:30 tomorrow`. */
enum { BARE_MIN = 3 };

/* So many must begin with times in round brackets before one inside of a line
 * is a mark and not an aside. */
enum { ROUND_MIN = 2 };

uint64_t
talk_name_hash(struct slice name)
{
    /* FNV-1a (Fowler, Noll, Vo). */
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < name.size; i++) {
        hash = (hash ^ (unsigned char)name.data[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

void
talk_heads_add(struct talk_heads *heads, struct slice name)
{
    int64_t *count = map_put(&heads->names, talk_name_hash(name), 0);
    if (!count) {
        heads->has_memory = false;
        return;
    }
    (*count)++;
}

int64_t
talk_heads_of(const struct talk_heads *heads, struct slice name)
{
    const int64_t *count = map_get(&heads->names, talk_name_hash(name));
    return count ? *count : 0;
}

/** Whether a name has several words, or is one that programs give. */
static bool
has_words(struct slice name)
{
    return memchr(name.data, ' ', name.size) ||
           slice_starts(name, SLICE("SPEAKER_"));
}

/** Whether a text has no small letters of ASCII. */
static bool
is_capital(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] >= 'a' && text.data[i] <= 'z') {
            return false;
        }
    }
    return true;
}

bool
talk_is_name_alone(struct slice line, struct slice *name)
{
    size_t begin = 0;
    while (begin < line.size && line.data[begin] == '#') {
        begin++;
    }
    const bool is_heading = begin > 0 && is_blank(slice_byte(line, begin));
    struct slice text = slice_trim(slice_from(line, begin));
    const bool is_bold = text.size > 4 && slice_starts(text, SLICE("**")) &&
                         slice_ends(text, SLICE("**"));
    if (is_bold) {
        text = slice_trim(slice_part(text, 2, text.size - 2));
    }
    if (!(is_heading || (is_bold && begin == 0)) || !turn_is_name(text) ||
        turn_is_label(text) || !(has_words(text) || is_capital(text))) {
        return false;
    }
    *name = text;
    return true;
}

void
talk_heads_count(struct talk_heads *heads, struct slice text)
{
    *heads = (struct talk_heads){.has_memory = true};
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        struct turn turn;
        struct slice line = slice_trim(lines.line);
        if (slice_starts(line, SLICE("- "))) {
            line = slice_trim(slice_from(line, 2)); /* an item of a list */
        }
        if (!turn_read(line, &turn)) {
            if (talk_is_name_alone(line, &turn.name)) {
                talk_heads_add(heads, turn.name);
            }
            continue;
        }
        heads->n_round += turn.has_time && turn.name.size == 0 &&
                          slice_starts(line, SLICE("("));
        const bool is_bare = turn.has_time && !turn.is_punctuated &&
                             (turn.name_at > 0 || turn.name.size == 0);
        heads->n_bare += is_bare && !turn.is_glued;
        heads->n_glued += turn.is_glued;
        if (turn.name.size > 0 && (turn.is_strong || turn_is_name(turn.name))) {
            talk_heads_add(heads, turn.name);
        }
    }
}

void
talk_heads_finish(struct talk_heads *heads)
{
    map_finish(&heads->names);
}

void
talk_init(struct talk *talk, struct transcript *transcript, struct slice text)
{
    *talk = (struct talk){
        .transcript = transcript,
        .add_text = transcript_text,
        .time_ms = TIME_UNKNOWN,
        .end_ms = TIME_UNKNOWN,
    };
    talk_heads_count(&talk->heads, text);
}

/** The last byte of a name, which is not empty. */
static char
last_byte(struct slice name)
{
    return name.data[name.size - 1];
}

bool
talk_accepts(const struct talk *talk, const struct turn *turn)
{
    if (turn->name.size == 0) {
        const size_t n =
            turn->is_glued ? talk->heads.n_glued : talk->heads.n_bare;
        return turn->is_punctuated || n >= BARE_MIN;
    }
    const bool is_name = turn_is_name(turn->name);
    const bool is_frequent = talk_heads_of(&talk->heads, turn->name) > 1;
    if (turn->is_strong) {
        return is_name || is_frequent;
    }
    if (!is_name || turn_is_label(turn->name)) {
        return false;
    }
    if (turn->is_inside) {
        /* Or a sentence's beginning, ahead of a mark; a column is none. */
        const bool is_column = !turn->is_punctuated && talk->has_turn;
        return (is_frequent || is_column) &&
               !strchr(".!?", last_byte(turn->name));
    }
    const bool is_marked =
        turn->is_punctuated || (!turn->has_colon && turn->has_wide_gap);
    /* Or the line ends behind the name and its time. */
    const bool is_likely = (turn->has_colon || turn->has_time) &&
                           talk->has_turn && has_words(turn->name);
    return is_frequent || is_likely || (turn->has_time && is_marked);
}

void
talk_break(struct talk *talk)
{
    transcript_close(talk->transcript);
    talk->is_open = false;
}

void
talk_speaker(struct talk *talk, struct slice name)
{
    talk_break(talk);
    talk->speaker = name;
    talk->has_turn = true;
}

void
talk_mark(struct talk *talk, const struct turn *turn, int64_t number)
{
    struct transcript *transcript = talk->transcript;
    talk_break(talk);
    if (turn->time_ms < talk->time_ms) {
        transcript_complain(transcript, ST_BACKWARDS, number, 1,
                            "a time is earlier than the one before it");
        talk->run_begin = transcript->n_segments;
    } else if (turn->time_ms > talk->time_ms) {
        for (size_t i = talk->run_begin; i < transcript->n_segments; i++) {
            struct segment *segment = &transcript->segments[i];
            if (segment->start_ms >= 0 && segment->end_ms < 0) {
                segment->end_ms = turn->time_ms;
            }
        }
        talk->run_begin = transcript->n_segments;
    }
    if (turn->end_ms >= 0 && turn->end_ms < turn->time_ms) {
        transcript_complain(transcript, ST_BACKWARDS, number, 1,
                            "a segment ends before it starts");
    }
    talk->time_ms = turn->time_ms;
    talk->end_ms = turn->end_ms;
}

/** Put a piece of a line into the segment, which it begins where none is
 * open. */
static void
add_piece(struct talk *talk, struct slice piece)
{
    struct transcript *transcript = talk->transcript;
    if (slice_trim(piece).size == 0) {
        return;
    }
    if (!talk->is_open) {
        transcript_open(transcript, talk->time_ms, talk->end_ms);
        transcript_speaker(transcript, talk->speaker);
        talk->is_open = true;
    }
    transcript_space(transcript);
    talk->add_text(transcript, piece);
}

void
talk_text(struct talk *talk, struct slice text, int64_t number)
{
    const bool has_round = talk->heads.n_round >= ROUND_MIN;
    size_t begin = 0;
    size_t at = 0;
    while (at < text.size) {
        size_t end = turn_mark_find(text, at, has_round);
        if (end == text.size) {
            break;
        }
        const bool is_escaped = end > begin && text.data[end - 1] == '\\';
        const size_t mark_at = end - is_escaped;
        struct turn turn = {.end_ms = TIME_UNKNOWN};
        if (!turn_mark_read(text, &end, has_round, &turn.time_ms)) {
            at = end + 1;
            continue;
        }
        add_piece(talk, slice_part(text, begin, mark_at));
        talk_mark(talk, &turn, number);
        begin = end;
        at = end;
    }
    add_piece(talk, slice_from(text, begin));
}

/** Read the head of a line as far as it is believed: of a time and a name
 * perhaps only the time. */
static bool
read_head(const struct talk *talk, struct slice line, struct turn *turn)
{
    if (!turn_read(line, turn)) {
        return false;
    }
    if (talk_accepts(talk, turn)) {
        return true;
    }
    if (turn->name_at == 0) {
        return false;
    }
    turn->name = (struct slice){0};
    turn->text_at = turn->name_at;
    return talk_accepts(talk, turn);
}

/** Complain of a line that begins like `[00:75:00]`: digits and colons in
 * brackets that are no time. */
static void
check_mark(struct talk *talk, struct slice line, int64_t number)
{
    const size_t open = line.data[0] == '\\';
    if (open + 1 >= line.size || line.data[open] != '[' ||
        !is_digit(line.data[open + 1])) {
        return;
    }
    bool has_colon = false;
    size_t end = open + 1;
    for (;
         end < line.size && (is_digit(line.data[end]) ||
                             (line.data[end] && strchr(":.,", line.data[end])));
         end++) {
        has_colon |= line.data[end] == ':';
    }
    end += end < line.size && line.data[end] == '\\';
    if (has_colon && end < line.size && line.data[end] == ']') {
        transcript_complain(talk->transcript, ST_BAD_TIME, number, 1,
                            "a time can not be read");
    }
}

void
talk_line(struct talk *talk, struct slice line, int64_t number)
{
    struct turn turn;
    if (read_head(talk, line, &turn)) {
        if (turn.has_time) {
            talk_mark(talk, &turn, number);
        }
        if (turn.name.size > 0) {
            talk_speaker(talk, turn.name);
        }
        line = slice_from(line, turn.text_at);
        talk_break(talk);
    } else {
        check_mark(talk, line, number);
    }
    talk_text(talk, line, number);
    if (talk->by_line) {
        talk_break(talk);
    }
}

enum status
talk_finish(struct talk *talk, struct error *error)
{
    const bool has_memory = talk->heads.has_memory;
    transcript_close(talk->transcript);
    talk_heads_finish(&talk->heads);
    return has_memory ? format_end(talk->transcript, error)
                      : error_set(error, ST_NO_MEMORY, "out of memory");
}
