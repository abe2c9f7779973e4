/*
 * The head of a turn: times, names and the marks between them.
 *
 * Owns how times and names may be written at the front of a line.  There is
 * no specification; the forms are those of transcripts that people and
 * vendors publish (Markdown of podcasts, Otter, Rev, Zoom's page, YouTube's
 * transcript panel).  Which lines are looked at, and which of the names are
 * believed, is known to talk.c.
 *
 * A time has a colon and two digits behind each; hours may be missing.  A
 * fourth number behind a colon counts frames, whose rate nobody tells: it is
 * stepped over.  So it is in `00;01;02;24`, as editors of video write frames
 * of which some numbers are left out; there may be colons but for the last.
 */
#include "format/turn.h"

#include "format/formats.h"
#include "format/seconds.h"

#include "base/timecode.h"

enum { NAME_MAX_WORDS = 6, FIRST_MAX_DIGITS = 3, SECONDS_MAX_BYTES = 12 };

/** Step over asterisks. */
static size_t
skip_stars(struct slice text, size_t at)
{
    while (slice_byte(text, at) == '*') {
        at++;
    }
    return at;
}

/** Whether two digits stand at an offset, and no third. */
static bool
has_pair(struct slice text, size_t at)
{
    return is_digit(slice_byte(text, at)) &&
           is_digit(slice_byte(text, at + 1)) &&
           !is_digit(slice_byte(text, at + 2));
}

/** Read `00;01;02;24`. */
static bool
read_drop_frame(struct slice text, size_t *at, int64_t *time_ms)
{
    int64_t parts[4];
    for (size_t i = 0; i < 4; i++) {
        const size_t begin = *at + i * 3;
        const char separator = slice_byte(text, begin + 2);
        if (!has_pair(text, begin) ||
            (i < 3 && separator != ';' && (i == 2 || separator != ':'))) {
            return false;
        }
        parts[i] = (text.data[begin] - '0') * 10 + text.data[begin + 1] - '0';
    }
    if (parts[1] > 59 || parts[2] > 59) {
        return false;
    }
    *at += 11;
    *time_ms = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000;
    return true;
}

/** Read a time as the top of this file says. */
static bool
read_time(struct slice text, size_t *at, int64_t *time_ms)
{
    if (read_drop_frame(text, at, time_ms)) {
        return true;
    }
    size_t end = *at;
    while (is_digit(slice_byte(text, end))) {
        end++;
    }
    if (end == *at || end > *at + FIRST_MAX_DIGITS ||
        slice_byte(text, end) != ':') {
        return false;
    }
    size_t n_pairs = 0;
    for (; n_pairs < 3 && slice_byte(text, end) == ':' &&
           (n_pairs == 0 || is_digit(slice_byte(text, end + 1)));
         end += 3, n_pairs++) {
        if (!has_pair(text, end + 1)) {
            return false;
        }
    }
    if (slice_byte(text, end) == ':' && is_digit(slice_byte(text, end + 1))) {
        return false;
    }
    end = *at;
    if (!timecode_read(text, &end, time_ms)) {
        return false;
    }
    *at = n_pairs == 3 ? end + 3 : end;
    return true;
}

/** Whether a time at an offset has hours, or a wide gap before it. */
static bool
is_second_column(struct slice text, size_t gap, size_t at)
{
    const size_t first = slice_find(text, SLICE(":"), at);
    return at > gap + 1 || slice_byte(text, gap) == '\t' ||
           (first < at + 4 && slice_byte(text, first + 3) == ':');
}

/** Read the second time of `00:01 - 00:05`, or of two columns of times, where
 * there is one. */
static int64_t
read_range_end(struct slice text, size_t *at)
{
    size_t end = slice_skip_blanks(text, *at);
    int64_t time_ms;
    if (end > *at && is_digit(slice_byte(text, end))) {
        if (!is_second_column(text, *at, end)) {
            return TIME_UNKNOWN;
        }
    } else if (slice_byte(text, end) == '-') {
        end++;
    } else if (slice_starts(slice_from(text, end), SLICE("\xe2\x80\x93"))) {
        end += 3; /* an en dash */
    } else {
        return TIME_UNKNOWN;
    }
    end = slice_skip_blanks(text, end);
    if (!read_time(text, &end, &time_ms)) {
        return TIME_UNKNOWN;
    }
    *at = end;
    return time_ms;
}

/** Read seconds with a fraction; *has_unit tells an `s` behind them. */
static bool
read_seconds(struct slice text, size_t *at, int64_t *time_ms, bool *has_unit)
{
    size_t end = *at;
    while (is_digit(slice_byte(text, end))) {
        end++;
    }
    const bool has_point = end > *at && slice_byte(text, end) == '.';
    for (end++; is_digit(slice_byte(text, end)); end++) {
    }
    if (!has_point || end > *at + SECONDS_MAX_BYTES ||
        !seconds_parse(slice_part(text, *at, end), time_ms)) {
        return false;
    }
    *has_unit = slice_byte(text, end) == 's';
    *at = end + *has_unit;
    return true;
}

/** Read `0.50s - 4.20s`, `0.50 - 4.20` or `0.50s`: a number alone is as likely
 * that of a section. */
static bool
read_seconds_span(struct slice text, size_t *at, int64_t times_ms[2])
{
    size_t end = *at;
    bool has_unit;
    if (!read_seconds(text, &end, &times_ms[0], &has_unit)) {
        return false;
    }
    size_t next = slice_skip_blanks(text, end);
    times_ms[1] = TIME_UNKNOWN;
    if (slice_byte(text, next) == '-') {
        next = slice_skip_blanks(text, next + 1);
        if (!read_seconds(text, &next, &times_ms[1], &has_unit)) {
            return false;
        }
        *at = next;
        return true;
    }
    *at = end;
    return has_unit;
}

/** Read `#00:01:02-3#`, with tenths of a second, as f4 writes it. */
static bool
read_hashed(struct slice text, size_t *at, struct turn *turn)
{
    size_t end = *at + 1;
    int64_t time_ms;
    if (!read_time(text, &end, &time_ms)) {
        return false;
    }
    if (slice_byte(text, end) == '-' && is_digit(slice_byte(text, end + 1))) {
        time_ms += (text.data[end + 1] - '0') * INT64_C(100);
        end += 2;
    }
    if (slice_byte(text, end) != '#') {
        return false;
    }
    *at = end + 1;
    turn->time_ms = time_ms;
    turn->has_time = true;
    turn->is_punctuated = true;
    return true;
}

/** Step over `(https://…)`, which makes what stands in brackets a link. */
static size_t
skip_link(struct slice text, size_t at)
{
    if (!slice_starts(slice_from(text, at), SLICE("(http"))) {
        return at;
    }
    const size_t end = slice_find(text, SLICE(")"), at);
    return end < text.size ? end + 1 : at;
}

/** Step over `[6.2]`, how long what ends at the time before it was, as Trint
 * writes it. */
static size_t
skip_length(struct slice text, size_t at)
{
    size_t end = at;
    bool has_point = false;
    if (slice_byte(text, end) != '[' || !is_digit(slice_byte(text, end + 1))) {
        return at;
    }
    for (end++; is_digit(slice_byte(text, end)) ||
                (slice_byte(text, end) == '.' && !has_point);
         end++) {
        has_point |= text.data[end] == '.';
    }
    return has_point && slice_byte(text, end) == ']' ? end + 1 : at;
}

/** Read a time in brackets, with a backslash before each where Markdown
 * asks for it, or a link behind them; or between `#`. */
static bool
read_bracketed(struct slice text, size_t *at, struct turn *turn)
{
    size_t end = *at + (slice_byte(text, *at) == '\\');
    const char open = slice_byte(text, end);
    if (open == '#') {
        return read_hashed(text, at, turn);
    }
    if (open != '[' && open != '(') {
        return false;
    }
    end = slice_skip_blanks(text, end + 1);
    int64_t times_ms[2];
    if (read_time(text, &end, &times_ms[0])) {
        times_ms[1] = read_range_end(text, &end);
    } else if (!read_seconds_span(text, &end, times_ms)) {
        return false;
    }
    end = slice_skip_blanks(text, end);
    end += slice_byte(text, end) == '\\';
    if (slice_byte(text, end) != (open == '[' ? ']' : ')')) {
        return false;
    }
    *at = open == '[' ? skip_length(text, skip_link(text, end + 1)) : end + 1;
    turn->time_ms = times_ms[0];
    turn->end_ms = times_ms[1];
    turn->has_time = true;
    turn->is_punctuated = true;
    return true;
}

/** Whether a time of day goes on with AM or PM. */
static bool
is_clock(struct slice text, size_t at)
{
    at = slice_skip_blanks(text, at);
    const char first = (char)(slice_byte(text, at) | 0x20);
    const char second = (char)(slice_byte(text, at + 1) | 0x20);
    const char next = slice_byte(text, at + 2);
    return (first == 'a' || first == 'p') && second == 'm' &&
           (next == '\0' || is_blank(next));
}

/** Read a time without brackets. */
static bool
read_bare(struct slice text, size_t *at, struct turn *turn)
{
    size_t end = *at;
    int64_t time_ms;
    if (!read_time(text, &end, &time_ms) || is_clock(text, end)) {
        return false;
    }
    const int64_t end_ms = read_range_end(text, &end);
    const char next = slice_byte(text, end);
    if (next != '\0' && next != ':' && next != '*' && !is_blank(next)) {
        return false;
    }
    const size_t rest = slice_skip_blanks(text, end);
    if (slice_starts(slice_from(text, rest), SLICE("-->"))) {
        return false;
    }
    *at = end;
    turn->time_ms = time_ms;
    turn->end_ms = end_ms;
    turn->has_time = true;
    return true;
}

/** Read a time that a text follows without a blank, as `0:12and so`. */
static bool
read_glued(struct slice line, size_t *at, struct turn *turn)
{
    size_t end = *at;
    int64_t time_ms;
    if (!read_time(line, &end, &time_ms) || is_clock(line, end)) {
        return false;
    }
    const char next = slice_byte(line, end);
    const char lower = (char)(next | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(next & 0x80) && next != '[') {
        return false;
    }
    *at = end;
    turn->time_ms = time_ms;
    turn->has_time = true;
    turn->is_glued = true;
    return true;
}

/** Step over what may stand between a time and what follows: a colon or a
 * dash, with blanks around it. */
static size_t
skip_separator(struct slice line, size_t at)
{
    at = slice_skip_blanks(line, at + (slice_byte(line, at) == ':'));
    const char c = slice_byte(line, at);
    if ((c == '-' || c == '|') && is_blank(slice_byte(line, at + 1))) {
        return slice_skip_blanks(line, at + 1);
    }
    static const struct slice dashes[] = {{"\xe2\x80\x93 ", 4},
                                          {"\xe2\x80\x94 ", 4}};
    for (size_t i = 0; i < 2; i++) {
        if (slice_starts(slice_from(line, at), dashes[i])) {
            return slice_skip_blanks(line, at + 4);
        }
    }
    return at;
}

/** The bytes of a colon at an offset that ends a name: a blank, emphasis or
 * the line's end follows. */
static size_t
name_colon(struct slice line, size_t at)
{
    if (slice_starts(slice_from(line, at), TURN_WIDE_COLON)) {
        return TURN_WIDE_COLON.size;
    }
    const char next = slice_byte(line, at + 1);
    const bool ends =
        next == '\0' || next == '*' || next == '\\' || is_blank(next);
    return slice_byte(line, at) == ':' && ends;
}

/** Whether a name ends at an offset because a colon, a time or emphasis is
 * there. */
static bool
ends_name(struct slice line, size_t at)
{
    struct turn ignored;
    const char c = line.data[at];
    switch (c) {
    case '*':
        return true;
    case ':':
    case '\xef':
        return name_colon(line, at) > 0;
    case '[':
    case '(':
    case '#':
    case '\\':
        return read_bracketed(line, &at, &ignored);
    default:
        return is_digit(c) && at > 0 && is_blank(line.data[at - 1]) &&
               read_bare(line, &at, &ignored);
    }
}

/** Whether a tab or several blanks stand at an offset, as columns have. */
static bool
is_wide_gap(struct slice line, size_t at)
{
    return slice_byte(line, at) == '\t' || slice_skip_blanks(line, at) > at + 1;
}

/** Read what follows a name: its time, and a colon before or behind it. */
static void
read_name_end(struct slice line, size_t *at, struct turn *turn)
{
    *at = skip_stars(line, *at);
    const size_t gap = *at;
    size_t end = skip_stars(line, slice_skip_blanks(line, gap));
    turn->has_wide_gap = is_wide_gap(line, gap);
    if (!turn->has_time &&
        (read_bracketed(line, &end, turn) || read_bare(line, &end, turn))) {
        *at = skip_stars(line, end);
        end = *at;
    }
    const size_t colon = name_colon(line, end);
    if (colon == 0) {
        return;
    }
    turn->has_colon = true;
    *at = skip_stars(line, end + colon);
    end = slice_skip_blanks(line, *at);
    size_t bare = end;
    if (turn->has_time) {
        return;
    }
    if (read_bracketed(line, &end, turn)) {
        *at = skip_stars(line, end);
        return;
    }
    struct turn alone = *turn;
    if (!read_bare(line, &bare, &alone)) {
        return;
    }
    if (slice_skip_blanks(line, skip_stars(line, bare)) == line.size) {
        *turn = alone;
        *at = line.size;
    } else if (is_wide_gap(line, *at) && is_wide_gap(line, bare)) {
        *turn = alone;
        *at = bare;
    }
}

/** A name without what parts it from a time behind it: a dash, a bar, a comma
 * or an `@`. */
static struct slice
without_separator(struct slice name)
{
    static const struct slice signs[] = {
        SLICE_INIT(" -"), SLICE_INIT(" |"),
        SLICE_INIT(","),  SLICE_INIT(" \xe2\x80\x93"),
        SLICE_INIT(" @"), SLICE_INIT(" \xe2\x80\x94"),
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (name.size > signs[i].size && slice_ends(name, signs[i])) {
            return slice_trim(slice_part(name, 0, name.size - signs[i].size));
        }
    }
    return name;
}

/** Who writes, in `From Ann Lee to Everyone`, as Zoom's chat has it. */
static struct slice
without_addressee(struct slice name)
{
    static const struct slice from = SLICE_INIT("From ");
    const size_t to = slice_find(name, SLICE(" to "), 0);
    return slice_starts(name, from) && to < name.size && to > from.size
               ? slice_trim(slice_part(name, from.size, to))
               : name;
}

/** A name without the square brackets around it. */
static struct slice
without_brackets(struct slice name)
{
    return name.size > 2 && name.data[0] == '[' &&
                   name.data[name.size - 1] == ']'
               ? slice_part(name, 1, name.size - 1)
               : name;
}

/** Read a name and what belongs to it. */
static bool
read_name(struct slice line, size_t *at, struct turn *turn)
{
    const size_t begin = skip_stars(line, *at);
    if (begin > *at && is_blank(slice_byte(line, begin))) {
        return false; /* an item of a list */
    }
    size_t end = begin;
    while (end < line.size && end - begin < TURN_NAME_MAX_BYTES &&
           !ends_name(line, end)) {
        end++;
    }
    const struct slice name = slice_trim(slice_part(line, begin, end));
    if (name.size == 0 || end == line.size ||
        end - begin == TURN_NAME_MAX_BYTES) {
        return false;
    }
    struct turn result = *turn;
    result.is_strong = begin > *at;
    /* Back to the name's own end, so that the gap behind it is seen. */
    size_t next = (size_t)(name.data - line.data) + name.size;
    result.name = without_brackets(without_addressee(name));
    read_name_end(line, &next, &result);
    const bool ends_line = slice_skip_blanks(line, next) == line.size;
    const bool is_timed = result.has_time && !turn->has_time;
    if (is_timed) {
        result.name = without_separator(result.name);
    }
    const bool has_columns = result.has_wide_gap && is_wide_gap(line, next);
    result.is_inside = !result.has_colon && is_timed && !ends_line &&
                       !result.is_strong &&
                       (result.is_punctuated || has_columns);
    if (!result.has_colon && !result.is_inside &&
        !(is_timed && (ends_line || result.is_strong))) {
        return false;
    }
    result.is_punctuated |= is_timed && result.name.size < name.size;
    *turn = result;
    *at = next;
    return true;
}

/** Read a name in a column of its own behind a time: wide gaps part it from
 * that and from the text. */
static bool
read_name_column(struct slice line, size_t *at, struct turn *turn)
{
    size_t end = *at;
    while (end < line.size && end - *at < TURN_NAME_MAX_BYTES &&
           !is_wide_gap(line, end)) {
        end++;
    }
    const struct slice name = slice_part(line, *at, end);
    if (slice_skip_blanks(line, end) == line.size || !turn_is_name(name)) {
        return false;
    }
    turn->name = name;
    turn->is_inside = true;
    *at = end;
    return true;
}

bool
turn_read(struct slice line, struct turn *turn)
{
    *turn = (struct turn){.time_ms = TIME_UNKNOWN, .end_ms = TIME_UNKNOWN};
    bool is_column = false;
    size_t at = skip_stars(line, 0);
    at += slice_byte(line, at) == '@';
    if (read_bracketed(line, &at, turn) || read_bare(line, &at, turn) ||
        read_glued(line, &at, turn)) {
        /* What is left of `**[0:12]** text` and of `**[0:12] Ann:** text`. */
        const size_t behind = skip_stars(line, at);
        is_column = is_wide_gap(line, behind);
        at = behind > at ? skip_separator(line, behind)
                         : skip_separator(line, at);
        turn->name_at = at;
    } else {
        at = 0;
    }
    const bool has_name = read_name(line, &at, turn) ||
                          (is_column && read_name_column(line, &at, turn));
    turn->text_at = slice_skip_blanks(line, at);
    return turn->has_time || has_name;
}

size_t
turn_mark_find(struct slice text, size_t at, bool has_round)
{
    while (at < text.size && text.data[at] != '[' && text.data[at] != '#' &&
           !(has_round && text.data[at] == '(')) {
        at++;
    }
    return at;
}

bool
turn_mark_read(struct slice text, size_t *at, bool has_round, int64_t *time_ms)
{
    struct turn turn;
    const size_t open = *at + (slice_byte(text, *at) == '\\');
    if (turn_mark_find(text, open, has_round) != open ||
        !read_bracketed(text, at, &turn)) {
        return false;
    }
    *time_ms = turn.time_ms;
    return true;
}

bool
turn_is_time(struct slice line, int64_t *time_ms)
{
    size_t at = 0;
    return read_time(line, &at, time_ms) && at == line.size;
}

bool
turn_is_cut_time(struct slice line)
{
    size_t at = slice_byte(line, 0) == '\\';
    at += slice_byte(line, at) == '[' || slice_byte(line, at) == '(';
    bool has_more = at > 0;
    for (; at < line.size; at++) {
        if (!is_digit(line.data[at]) && !strchr(":.-\\", line.data[at])) {
            return false;
        }
        has_more = true;
    }
    return has_more;
}

/** Words inside a name that need no capital. */
static bool
is_particle(struct slice word)
{
    static const struct slice particles[] = {
        SLICE_INIT("van"), SLICE_INIT("von"), SLICE_INIT("de"),
        SLICE_INIT("der"), SLICE_INIT("den"), SLICE_INIT("di"),
        SLICE_INIT("da"),  SLICE_INIT("del"), SLICE_INIT("della"),
        SLICE_INIT("la"),  SLICE_INIT("le"),  SLICE_INIT("el"),
        SLICE_INIT("al"),  SLICE_INIT("bin"), SLICE_INIT("ibn"),
        SLICE_INIT("du"),  SLICE_INIT("dos"), SLICE_INIT("do"),
        SLICE_INIT("and"), SLICE_INIT("und"), SLICE_INIT("et"),
        SLICE_INIT("e"),   SLICE_INIT("y"),   SLICE_INIT("of"),
        SLICE_INIT("the"), SLICE_INIT("zu"),  SLICE_INIT("from"),
    };
    const size_t n = sizeof(particles) / sizeof(*particles);
    for (size_t i = 0; i < n; i++) {
        if (slice_equal(word, particles[i])) {
            return true;
        }
    }
    return false;
}

/** Whether a byte may stand at the front of a name's word. */
static bool
begins_name_word(char c)
{
    return (c >= 'A' && c <= 'Z') || is_digit(c) || (c & 0x80) ||
           (c != '\0' && strchr("(&-.'", c));
}

/** Whether a byte may stand in a name, and whether it is a letter. */
static bool
check_name_byte(char c, bool *is_letter)
{
    const char lower = (char)(c | 0x20);
    *is_letter = (c & 0x80) || (lower >= 'a' && lower <= 'z');
    return *is_letter || is_digit(c) || is_blank(c) || strchr("()&#-.',/_", c);
}

bool
turn_is_name_line(struct slice line)
{
    return turn_is_name(line) && !memchr(".!?", line.data[line.size - 1], 3);
}

bool
turn_is_name(struct slice text)
{
    size_t n_words = 0;
    bool has_letter = false;
    bool in_word = false;
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        bool is_letter;
        if (c == '\0' || !check_name_byte(c, &is_letter)) {
            return false;
        }
        has_letter |= is_letter;
        if (!in_word && !is_blank(c)) {
            size_t end = i;
            while (end < text.size && !is_blank(text.data[end])) {
                end++;
            }
            n_words++;
            if (!begins_name_word(c) &&
                (i == 0 || !is_particle(slice_part(text, i, end)))) {
                return false;
            }
        }
        in_word = !is_blank(c);
    }
    return has_letter && n_words <= NAME_MAX_WORDS &&
           text.size <= TURN_NAME_MAX_BYTES && text.data[text.size - 1] != ',';
}

bool
turn_is_label(struct slice name)
{
    static const struct slice labels[] = {
        SLICE_INIT("note"),         SLICE_INIT("notes"),
        SLICE_INIT("warning"),      SLICE_INIT("tip"),
        SLICE_INIT("important"),    SLICE_INIT("example"),
        SLICE_INIT("examples"),     SLICE_INIT("usage"),
        SLICE_INIT("default"),      SLICE_INIT("see"),
        SLICE_INIT("see also"),     SLICE_INIT("todo"),
        SLICE_INIT("fixme"),        SLICE_INIT("caution"),
        SLICE_INIT("info"),         SLICE_INIT("ps"),
        SLICE_INIT("update"),       SLICE_INIT("edit"),
        SLICE_INIT("source"),       SLICE_INIT("sources"),
        SLICE_INIT("link"),         SLICE_INIT("links"),
        SLICE_INIT("url"),          SLICE_INIT("date"),
        SLICE_INIT("location"),     SLICE_INIT("topic"),
        SLICE_INIT("title"),        SLICE_INIT("slides"),
        SLICE_INIT("video"),        SLICE_INIT("audio"),
        SLICE_INIT("tags"),         SLICE_INIT("author"),
        SLICE_INIT("authors"),      SLICE_INIT("version"),
        SLICE_INIT("license"),      SLICE_INIT("licence"),
        SLICE_INIT("returns"),      SLICE_INIT("parameters"),
        SLICE_INIT("added"),        SLICE_INIT("changed"),
        SLICE_INIT("fixed"),        SLICE_INIT("removed"),
        SLICE_INIT("deprecated"),   SLICE_INIT("security"),
        SLICE_INIT("requirements"), SLICE_INIT("description"),
        SLICE_INIT("type"),         SLICE_INIT("input"),
        SLICE_INIT("output"),       SLICE_INIT("language"),
        SLICE_INIT("summary"),      SLICE_INIT("time"),
        SLICE_INIT("subject"),      SLICE_INIT("from"),
        SLICE_INIT("to"),           SLICE_INIT("duration"),
        SLICE_INIT("recorded"),     SLICE_INIT("published"),
        SLICE_INIT("pros"),         SLICE_INIT("cons"),
        SLICE_INIT("step"),         SLICE_INIT("tweet"),
        SLICE_INIT("what"),         SLICE_INIT("why"),
        SLICE_INIT("how"),          SLICE_INIT("ingredients"),
        SLICE_INIT("method"),       SLICE_INIT("instructions"),
        SLICE_INIT("price"),        SLICE_INIT("address"),
        SLICE_INIT("phone"),        SLICE_INIT("email"),
        SLICE_INIT("chorus"),       SLICE_INIT("verse"),
        SLICE_INIT("refrain"),      SLICE_INIT("bridge"),
    };
    const size_t n = sizeof(labels) / sizeof(*labels);
    for (size_t i = 0; i < n; i++) {
        if (equals_lower(name, labels[i])) {
            return true;
        }
    }
    return false;
}
