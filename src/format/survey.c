/*
 * What the probes of written talk look for.
 *
 * Owns how much of names and times makes a transcript.  Whether a document
 * uses names by the way (`**Note:** ...`, questions and answers) or times
 * (a schedule, chapters, a log), is told by how often, in what order, and
 * with how much text between.
 */
#include "format/survey.h"

#include "format/formats.h"
#include "format/lines.h"
#include "format/prose.h"
#include "format/talk.h"

#include "base/timecode.h"

enum {
    TIMES_MIN = 3,
    TURNS_MIN = 4,
    WORDS_MIN = 8,

    /* People say about fifteen bytes a second, and write down at least a few
     * words a time; what has much less lists chapters or events. */
    BYTES_PER_SECOND = 2,
    BYTES_PER_TIME = 10,

    /* Those of an agenda are round. */
    EVEN_MS = 5 * 1000,
};

struct counts {
    size_t n_lines;
    size_t n_candidates; /**< heads with a name, whoever it is of */
    size_t n_turns;      /**< heads with a name that comes again */
    size_t n_firm;  /**< of them in emphasis, with a time, or a program's */
    size_t n_names; /**< that come again */
    size_t n_timed; /**< of turns, with a time */
    size_t n_times;
    size_t n_glued; /**< of times, without a blank behind them */
    size_t n_even;  /**< … that are multiples of EVEN_MS */
    size_t n_backwards;
    size_t n_logs;  /**< lines of programs' logs and of chats */
    size_t n_bytes; /**< of text behind the first time */
    int64_t first_ms;
    int64_t last_ms;
};

/** Whether a name asks and answers in documents without a transcript. */
static bool
is_question(struct slice name)
{
    return equals_lower(name, SLICE("q")) || equals_lower(name, SLICE("a")) ||
           equals_lower(name, SLICE("question")) ||
           equals_lower(name, SLICE("answer"));
}

/** Whether a name is one that programs give, as `SPEAKER_00`. */
static bool
is_program_name(struct slice name)
{
    static const struct slice prefix = SLICE_INIT("SPEAKER_");
    return slice_starts(name, prefix) && name.size > prefix.size &&
           is_digit(name.data[prefix.size]);
}

/** Whether the text behind a time is of a program's log or of a chat. */
static bool
is_log(struct slice text)
{
    static const struct slice levels[] = {
        SLICE_INIT("INFO"),  SLICE_INIT("DEBUG"),   SLICE_INIT("ERROR"),
        SLICE_INIT("WARN"),  SLICE_INIT("WARNING"), SLICE_INIT("TRACE"),
        SLICE_INIT("FATAL"), SLICE_INIT("[INFO"),   SLICE_INIT("[DEBUG"),
        SLICE_INIT("[WARN"), SLICE_INIT("[ERROR"),  SLICE_INIT("<"),
    };
    for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
        if (slice_starts(text, levels[i])) {
            return true;
        }
    }
    return false;
}

/** Count a time. */
static void
count_time(struct counts *counts, int64_t time_ms)
{
    if (counts->n_times++ == 0) {
        counts->first_ms = time_ms;
    } else if (time_ms < counts->last_ms) {
        counts->n_backwards++;
    }
    counts->last_ms = time_ms;
    counts->n_even += time_ms % EVEN_MS == 0;
}

/** Count the times in brackets inside of a line. */
static void
count_marks(struct counts *counts, struct slice line)
{
    size_t at = 0;
    while (at < line.size) {
        const size_t open = turn_mark_find(line, at, false);
        size_t end = open;
        int64_t time_ms;
        if (turn_mark_read(line, &end, false, &time_ms)) {
            count_time(counts, time_ms);
        }
        at = end + (open == end);
    }
}

/** Count the head of a line. */
static void
count_turn(struct counts *counts, struct talk_heads *heads,
           const struct turn *turn)
{
    if (turn->name.size == 0 ||
        (!turn->is_strong && !turn_is_name(turn->name))) {
        return;
    }
    counts->n_candidates++;
    const int64_t n = talk_heads_of(heads, turn->name);
    if (n == 0 || n == 1 || turn_is_label(turn->name) ||
        is_question(turn->name)) {
        return;
    }
    counts->n_turns++;
    counts->n_timed += turn->has_time;
    counts->n_firm +=
        turn->is_strong || turn->has_time || is_program_name(turn->name);
    if (n < INT32_MAX) {
        /* Count each name once: its number is moved out of the way. */
        counts->n_names++;
        int64_t *count = map_get(&heads->names, talk_name_hash(turn->name));
        *count += INT32_MAX;
    }
}

/** Count a name that is a line of its own, where it comes again: a heading is
 * no candidate. */
static void
count_alone(struct counts *counts, struct talk_heads *heads, struct slice line)
{
    struct turn turn = {.time_ms = TIME_UNKNOWN};
    if (talk_is_name_alone(line, &turn.name) &&
        talk_heads_of(heads, turn.name) > 1) {
        count_turn(counts, heads, &turn);
    }
}

/** Count a line, which is not blank. */
static void
count_line(struct counts *counts, struct talk_heads *heads, struct slice line)
{
    struct turn turn;
    size_t text_at = 0;
    counts->n_lines++;
    if (turn_read(line, &turn)) {
        text_at = turn.text_at;
        const bool is_believed = turn.name.size == 0 || turn.name_at > 0 ||
                                 turn.is_strong || turn_is_name(turn.name);
        if (turn.has_time && is_believed) {
            count_time(counts, turn.time_ms);
            counts->n_glued += turn.is_glued;
            counts->n_logs += is_log(slice_from(line, text_at));
        }
        count_turn(counts, heads, &turn);
    }
    count_marks(counts, slice_from(line, text_at));
    if (counts->n_times > 0) {
        counts->n_bytes += line.size - text_at;
    }
}

/** What stands behind the marks of a heading or of an item of Markdown; all of
 * a line that is neither. */
static struct slice
without_marks(struct slice line)
{
    if (slice_starts(line, SLICE("- **"))) {
        return slice_from(line, 2);
    }
    size_t level = 0;
    while (level < line.size && line.data[level] == '#') {
        level++;
    }
    const bool is_heading =
        level > 0 && level <= 6 && level < line.size && line.data[level] == ' ';
    return is_heading ? slice_trim(slice_from(line, level)) : line;
}

/** Whether a text has marks of Markdown. */
static bool
has_markdown(struct slice front)
{
    static const struct slice signs[] = {
        SLICE_INIT("**"),  SLICE_INIT("](http"), SLICE_INIT("\\["),
        SLICE_INIT("```"), SLICE_INIT("<!--"),
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (slice_find(front, signs[i], 0) < front.size) {
            return true;
        }
    }
    return false;
}

/** Whether names take turns. */
static bool
has_turns(const struct counts *counts, struct slice front)
{
    const size_t n = counts->n_turns;
    const bool is_firm = counts->n_firm >= TURNS_MIN - 1;
    const bool are_enough = (n >= TURNS_MIN && counts->n_names >= 2) ||
                            (is_firm && counts->n_names >= 1);
    return are_enough && n * 10 >= counts->n_candidates * 6 &&
           counts->n_lines <= n * (is_firm ? 60 : 16) &&
           (is_firm ? prose_has_words(front, WORDS_MIN)
                    : prose_is_speech(front, WORDS_MIN));
}

/** Whether times rise, with texts beside them that are no log's. */
static bool
has_rising_times(const struct counts *counts)
{
    const size_t n = counts->n_times;
    return n >= TIMES_MIN && counts->n_backwards * 5 <= n &&
           counts->last_ms >= counts->first_ms + 1000 &&
           counts->n_logs * 4 < n && counts->n_lines <= n * 60 &&
           (counts->n_glued * 2 < n || counts->n_lines * 2 < n * 3) &&
           counts->n_bytes >= n * BYTES_PER_TIME;
}

/** Whether times go on as those of a recording.  Where turns have them, as in
 * what was written to each other in a meeting, there may be long pauses. */
static bool
has_times(const struct counts *counts, bool has_turns)
{
    const size_t seconds = (size_t)(counts->last_ms - counts->first_ms) / 1000;
    const bool are_of_turns = has_turns &&
                              counts->n_timed * 10 >= counts->n_times * 7 &&
                              counts->n_even * 4 < counts->n_times * 3;
    return has_rising_times(counts) &&
           (are_of_turns || counts->n_bytes >= seconds * BYTES_PER_SECOND);
}

bool
survey_is_of_others(struct slice front)
{
    enum { HEAD_BYTES = 512 };
    const struct slice head =
        slice_part(front, 0, front.size < HEAD_BYTES ? front.size : HEAD_BYTES);
    const struct slice text = slice_trim(head);
    return slice_find(head, SLICE(" --> "), 0) < head.size ||
           slice_starts(text, SLICE("{\"")) ||
           slice_starts(text, SLICE("[{")) ||
           slice_starts(text, SLICE("<?xml")) ||
           slice_starts(text, SLICE("{\n"));
}

struct survey
survey_take(struct slice front)
{
    struct survey survey = {0};
    struct counts counts = {0};
    if (survey_is_of_others(front)) {
        return survey;
    }
    survey.has_markdown = has_markdown(front);
    struct talk_heads heads;
    talk_heads_count(&heads, front);
    struct lines lines;
    lines_init(&lines, front);
    bool in_code = false;
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (line.size == 0) {
            continue;
        }
        if (slice_starts(line, SLICE("```"))) {
            in_code = !in_code;
        }
        const struct slice text = without_marks(line);
        survey.has_markdown = survey.has_markdown || text.size < line.size;
        if (!in_code && line.data[0] != '|') {
            count_line(&counts, &heads, text);
            count_alone(&counts, &heads, line);
        }
    }
    survey.has_turns = heads.has_memory && has_turns(&counts, front);
    survey.has_times = has_times(&counts, survey.has_turns);
    talk_heads_finish(&heads);
    return survey;
}
