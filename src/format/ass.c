/*
 * SubStation Alpha, versions 4 (SSA) and 4+ (ASS): sections with lines
 * `Key: value`, of which the events are read.
 *
 * Follows the specification of SSA v4.00+ as Aegisub and libass understand
 * it: the `Format:` line of [Events] names the fields of each `Dialogue:`,
 * the last of them takes the rest of the line.  Events may stand in any
 * order; players show them by their start, and so they are given out.
 * Comments, styles, fonts and pictures are passed over.  The text of an event
 * is read by ass_text.c.
 */
#include "format/ass_text.h"
#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

#include <stdlib.h>

enum field { FIELD_START, FIELD_END, FIELD_NAME, FIELD_TEXT, N_FIELDS };

/** Where the fields of an event are, counted from 0. */
struct columns {
    size_t at[N_FIELDS]; /**< SIZE_MAX where there is none */
};

enum { EVENTS_MAX = 1500 * 1000 };

struct events {
    struct ass_event *items;
    size_t n;
    size_t capacity;
};

struct ass {
    struct transcript *transcript;
    struct lines lines;
    struct columns columns;
    struct events events;
    bool is_in_events;
    bool is_in_info;
};

/* Both versions have the fields at the same places. */
static const struct columns usual_columns = {{1, 2, 4, 9}};

/** Which field a column's name is; N_FIELDS for others. */
static enum field
field_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum field field;
    } names[] = {
        {SLICE_INIT("start"), FIELD_START}, {SLICE_INIT("end"), FIELD_END},
        {SLICE_INIT("name"), FIELD_NAME},   {SLICE_INIT("actor"), FIELD_NAME},
        {SLICE_INIT("text"), FIELD_TEXT},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (equals_lower(name, names[i].name)) {
            return names[i].field;
        }
    }
    return N_FIELDS;
}

/** Step over a field up to its comma; false, with *field the rest of the
 * line, where none follows. */
static bool
next_field(struct slice line, size_t *at, struct slice *field)
{
    const size_t end = slice_find(line, SLICE(","), *at);
    *field = slice_trim(slice_part(line, *at, end));
    *at = end < line.size ? end + 1 : end;
    return end < line.size;
}

/** Take the names of the columns; those that lack a time or the text are not
 * believed. */
static void
take_format(struct ass *ass, struct slice value)
{
    struct columns columns;
    for (size_t i = 0; i < N_FIELDS; i++) {
        columns.at[i] = SIZE_MAX;
    }
    size_t at = 0;
    bool has_more = true;
    for (size_t i = 0; has_more; i++) {
        struct slice name;
        has_more = next_field(value, &at, &name);
        const enum field field = field_of(name);
        if (field < N_FIELDS) {
            columns.at[field] = i;
        }
    }
    if (columns.at[FIELD_START] != SIZE_MAX &&
        columns.at[FIELD_END] != SIZE_MAX &&
        columns.at[FIELD_TEXT] != SIZE_MAX) {
        ass->columns = columns;
        return;
    }
    transcript_complain(ass->transcript, ST_BAD_SYNTAX, ass->lines.number, 1,
                        "the format of events has no start, end or text");
}

/** Read an event's time; TIME_UNKNOWN, with a complaint, where that can not
 * be done. */
static int64_t
read_time(struct ass *ass, struct slice field)
{
    int64_t time_ms;
    if (slice_find(field, SLICE(":"), 0) < field.size &&
        timecode_parse(field, &time_ms)) {
        return time_ms;
    }
    transcript_complain(ass->transcript, ST_BAD_TIME, ass->lines.number,
                        field.data - ass->lines.line.data + 1,
                        "the time of an event can not be read");
    return TIME_UNKNOWN;
}

/** Split an event into the fields we want; false where the line ends before
 * its text. */
static bool
split_event(const struct ass *ass, struct slice value,
            struct slice fields[N_FIELDS])
{
    const size_t *columns = ass->columns.at;
    size_t at = 0;
    fields[FIELD_NAME] = SLICE("");
    for (size_t i = 0; i < columns[FIELD_TEXT]; i++) {
        struct slice field;
        if (!next_field(value, &at, &field)) {
            return false;
        }
        for (size_t k = 0; k < FIELD_TEXT; k++) {
            if (columns[k] == i) {
                fields[k] = field;
            }
        }
    }
    fields[FIELD_TEXT] = slice_from(value, at);
    return columns[FIELD_START] < columns[FIELD_TEXT] &&
           columns[FIELD_END] < columns[FIELD_TEXT];
}

/** Take an event. */
static void
take_dialogue(struct ass *ass, struct slice value)
{
    struct slice fields[N_FIELDS];
    const bool is_ragged = lines_at_ragged_end(&ass->lines);
    if (!split_event(ass, value, fields)) {
        transcript_complain(
            ass->transcript, is_ragged ? ST_TRUNCATED : ST_BAD_SYNTAX,
            ass->lines.number, 1, "%s",
            is_ragged ? "the file ends in an event"
                      : "an event has too few fields and is left out");
        return;
    }
    struct events *events = &ass->events;
    if (events->n == EVENTS_MAX) {
        ass->transcript->status = ST_TOO_MANY_SEGMENTS;
        return;
    }
    if (!array_grow(&events->items, &events->capacity, events->n,
                    sizeof(*events->items))) {
        ass->transcript->status = ST_NO_MEMORY;
        return;
    }
    struct ass_event event = {
        .start_ms = read_time(ass, fields[FIELD_START]),
        .end_ms = read_time(ass, fields[FIELD_END]),
        .name = fields[FIELD_NAME],
        .text = fields[FIELD_TEXT],
        .line = ass->lines.number,
        .order_ms = events->n > 0 ? events->items[events->n - 1].order_ms : 0,
    };
    if (event.start_ms != TIME_UNKNOWN) {
        event.order_ms = event.start_ms;
    }
    if (event.end_ms != TIME_UNKNOWN && event.end_ms < event.start_ms) {
        transcript_complain(ass->transcript, ST_BACKWARDS, ass->lines.number, 1,
                            "an event ends before it starts");
    }
    events->items[events->n++] = event;
}

/** Whether a title is what an editor calls a file that has none. */
static bool
is_placeholder(struct slice title)
{
    return equals_lower(title, SLICE("default aegisub file")) ||
           equals_lower(title, SLICE("default file")) ||
           equals_lower(title, SLICE("<untitled>")) ||
           equals_lower(title, SLICE("untitled"));
}

/** Take a fact about the recording; the first of a name counts. */
static void
take_info(struct transcript *transcript, struct slice key, struct slice value)
{
    if (equals_lower(key, SLICE("title"))) {
        if (transcript->title.size == 0 && !is_placeholder(value)) {
            normalise(&transcript->title, value);
        }
    } else if (equals_lower(key, SLICE("language"))) {
        /* libass: a code of ISO 639-1. */
        if (transcript->language.size == 0 && value.size == 2) {
            normalise(&transcript->language, value);
        }
    }
}

/** Take the current line, trimmed and not blank. */
static void
take_line(struct ass *ass, struct slice line)
{
    if (line.data[0] == '[' && line.data[line.size - 1] == ']') {
        ass->is_in_events = equals_lower(line, SLICE("[events]"));
        ass->is_in_info = equals_lower(line, SLICE("[script info]"));
        return;
    }
    const size_t colon = slice_find(line, SLICE(":"), 0);
    if (line.data[0] == ';' || colon == line.size) {
        return;
    }
    const struct slice key = slice_trim(slice_part(line, 0, colon));
    const struct slice value = slice_trim(slice_from(line, colon + 1));
    if (ass->is_in_info) {
        take_info(ass->transcript, key, value);
    } else if (ass->is_in_events && equals_lower(key, SLICE("format"))) {
        take_format(ass, value);
    } else if (ass->is_in_events && equals_lower(key, SLICE("dialogue"))) {
        take_dialogue(ass, value);
    }
}

/** Order events by their start, and as they were where that is the same. */
static int
compare_events(const void *one, const void *other)
{
    const struct ass_event *a = one;
    const struct ass_event *b = other;
    if (a->order_ms != b->order_ms) {
        return a->order_ms < b->order_ms ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

/** Make segments of the events. */
static void
emit(struct ass *ass)
{
    struct events *events = &ass->events;
    if (events->n > 0) {
        qsort(events->items, events->n, sizeof(*events->items), compare_events);
    }
    for (size_t i = 0; i < events->n; i++) {
        ass_event_add(ass->transcript, &events->items[i]);
    }
}

/** Read a file line by line. */
static enum status
ass_parse(struct slice text, struct transcript *transcript, struct error *error)
{
    struct ass ass = {.transcript = transcript, .columns = usual_columns};
    lines_init(&ass.lines, text);
    while (lines_next(&ass.lines)) {
        const struct slice line = slice_trim(ass.lines.line);
        if (line.size > 0) {
            take_line(&ass, line);
        }
    }
    emit(&ass);
    free(ass.events.items);
    return format_end(transcript, error);
}

/** The first section of a script, behind nothing but comments. */
static enum format_match
ass_probe(struct slice front)
{
    static const struct slice sections[] = {
        SLICE_INIT("[script info]"),
        SLICE_INIT("[v4+ styles]"),
        SLICE_INIT("[v4 styles]"),
        SLICE_INIT("[events]"),
    };
    struct lines lines;
    lines_init(&lines, front);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (line.size == 0 || line.data[0] == ';') {
            continue;
        }
        for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
            if (equals_lower(line, sections[i])) {
                return MATCH_SURE;
            }
        }
        return MATCH_NONE;
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".ass", ".ssa", NULL};

const struct format format_ass = {
    .name = "ass",
    .title = "SubStation Alpha",
    .suffixes = suffixes,
    .probe = ass_probe,
    .parse = ass_parse,
};
