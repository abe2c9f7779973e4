/*
 * The YAML that a Markdown file may begin with, read by libyaml.
 *
 * Owns which keys tell what.  Follows YAML 1.1 as libyaml reads it; aliases
 * are refused, and size, depth and number of events are bounded, so that no
 * document is more work than its length.
 */
#include "format/front_matter.h"

#include "format/formats.h"
#include "format/lines.h"

#include <stdlib.h>
#include <yaml.h>

enum {
    SIZE_MAX_BYTES = 64 * 1024,
    EVENTS_MAX = 16 * 1024,
    DEPTH_MAX = 32,
    FACT_MAX_BYTES = 4096,
};

enum fact { FACT_NONE, TITLE, DATE, URL, LANGUAGE, SPEAKERS };

/** Keys, of which the earlier in the table wins where several tell the same
 * fact. */
static const struct {
    struct slice key;
    enum fact fact;
} keys[] = {
    {SLICE_INIT("title"), TITLE},       {SLICE_INIT("date"), DATE},
    {SLICE_INIT("publish_date"), DATE}, {SLICE_INIT("published"), DATE},
    {SLICE_INIT("recorded"), DATE},     {SLICE_INIT("url"), URL},
    {SLICE_INIT("link"), URL},          {SLICE_INIT("youtube_url"), URL},
    {SLICE_INIT("video"), URL},         {SLICE_INIT("video_url"), URL},
    {SLICE_INIT("media"), URL},         {SLICE_INIT("language"), LANGUAGE},
    {SLICE_INIT("lang"), LANGUAGE},     {SLICE_INIT("speakers"), SPEAKERS},
    {SLICE_INIT("speaker"), SPEAKERS},
};

enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

struct reader {
    struct transcript *transcript;
    struct front_matter *front;
    yaml_parser_t parser;
    size_t depth;   /**< of mappings and sequences; 1 inside the outermost */
    bool is_value;  /**< in the outermost mapping a value is due */
    size_t key;     /**< its key's index, or N_KEYS */
    size_t seen[6]; /**< for each fact 1 + the index of its key, or 0 */
};

/** Whether a line is `---`, or `...` where that may be. */
static bool
is_fence(struct slice line, bool may_be_dots)
{
    while (line.size > 0 && is_blank(line.data[line.size - 1])) {
        line.size--;
    }
    return slice_equal(line, SLICE("---")) ||
           (may_be_dots && slice_equal(line, SLICE("...")));
}

size_t
front_matter_size(struct slice text)
{
    if (!slice_starts(text, SLICE("---"))) {
        return 0;
    }
    if (text.size > SIZE_MAX_BYTES) {
        text = slice_part(text, 0, SIZE_MAX_BYTES);
    }
    struct lines lines;
    lines_init(&lines, text);
    lines_next(&lines);
    if (!is_fence(lines.line, false)) {
        return 0;
    }
    while (lines_next(&lines)) {
        if (is_fence(lines.line, true)) {
            return lines.next;
        }
    }
    return 0;
}

bool
front_matter_is_of_talk(struct slice text)
{
    static const struct slice signs[] = {
        SLICE_INIT("transcript_by:"), SLICE_INIT("transcribed_by:"),
        SLICE_INIT("transcriber:"),   SLICE_INIT("speakers:"),
        SLICE_INIT("speaker:"),
    };
    struct lines lines;
    lines_init(&lines, slice_part(text, 0, front_matter_size(text)));
    while (lines_next(&lines)) {
        for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
            if (slice_starts(lines.line, signs[i])) {
                return true;
            }
        }
    }
    return false;
}

/** Complain at the place where libyaml stands. */
static void
complain(struct reader *reader, yaml_mark_t mark, const char *what)
{
    transcript_complain(reader->transcript, ST_BAD_SYNTAX,
                        (int64_t)mark.line + 2, (int64_t)mark.column + 1,
                        "front matter: %s", what);
}

/** Whether two digits at the front of a text are a number from 1 to `max`. */
static bool
is_number_to(const char *digits, int max)
{
    const int value = (digits[0] - '0') * 10 + digits[1] - '0';
    return is_digit(digits[0]) && is_digit(digits[1]) && value >= 1 &&
           value <= max;
}

/** Write the date that a value begins with, `2024-05-31` or `2024/05/31`. */
static void
set_date(struct buffer *date, struct slice value)
{
    enum { DATE_BYTES = 10 };
    if (value.size < DATE_BYTES ||
        (value.size > DATE_BYTES && is_digit(value.data[DATE_BYTES]))) {
        return;
    }
    const char *d = value.data;
    const char separator = d[4];
    if (!is_digit(d[0]) || !is_digit(d[1]) || !is_digit(d[2]) ||
        !is_digit(d[3]) || (separator != '-' && separator != '/') ||
        d[7] != separator || !is_number_to(d + 5, 12) ||
        !is_number_to(d + 8, 31)) {
        return;
    }
    buffer_clear(date);
    buffer_add(date, d, 4);
    buffer_add_byte(date, '-');
    buffer_add(date, d + 5, 2);
    buffer_add_byte(date, '-');
    buffer_add(date, d + 8, 2);
}

/** Write a fact over an earlier one, in normal form. */
static void
set_text(struct buffer *buffer, struct slice value)
{
    buffer_clear(buffer);
    normalise(buffer, value);
}

/** Whether an address is one of the web's. */
static bool
is_address(struct slice value)
{
    return slice_starts(value, SLICE("http://")) ||
           slice_starts(value, SLICE("https://"));
}

/** Whether a value is a language's tag, as `en` or `pt-BR`. */
static bool
is_language(struct slice value)
{
    size_t n_letters = 0;
    while (n_letters < value.size && (value.data[n_letters] | 0x20) >= 'a' &&
           (value.data[n_letters] | 0x20) <= 'z') {
        n_letters++;
    }
    return (n_letters == 2 || n_letters == 3) &&
           (n_letters == value.size || value.data[n_letters] == '-' ||
            value.data[n_letters] == '_');
}

/** Count a speaker, and keep the first one's name. */
static void
add_speaker(struct front_matter *front, struct slice name)
{
    if (front->n_speakers++ == 0) {
        set_text(&front->speaker, name);
    }
}

/** Take a value of the outermost mapping, or an element of it. */
static void
take_value(struct reader *reader, struct slice value)
{
    const enum fact fact = keys[reader->key].fact;
    if (value.size == 0 || value.size > FACT_MAX_BYTES) {
        return;
    }
    if (fact == SPEAKERS) {
        add_speaker(reader->front, value);
        return;
    }
    if (reader->seen[fact] > 0 && reader->seen[fact] <= reader->key + 1) {
        return;
    }
    if (fact == TITLE) {
        set_text(&reader->transcript->title, value);
    } else if (fact == DATE) {
        set_date(&reader->transcript->date, value);
    } else if (fact == URL && is_address(value)) {
        set_text(&reader->transcript->url, value);
    } else if (fact == LANGUAGE && is_language(value)) {
        set_text(&reader->transcript->language, value);
    } else {
        return;
    }
    reader->seen[fact] = reader->key + 1;
}

/** Find a key of the outermost mapping. */
static void
take_key(struct reader *reader, struct slice key)
{
    for (reader->key = 0; reader->key < N_KEYS; reader->key++) {
        if (equals_lower(key, keys[reader->key].key)) {
            return;
        }
    }
}

/** Take a scalar. */
static void
take_scalar(struct reader *reader, const yaml_event_t *event)
{
    const struct slice value = {(const char *)event->data.scalar.value,
                                event->data.scalar.length};
    if (reader->depth == 1 && !reader->is_value) {
        take_key(reader, value);
        reader->is_value = true;
        return;
    }
    const bool is_element = reader->depth == 2 && reader->key < N_KEYS &&
                            keys[reader->key].fact == SPEAKERS;
    if ((reader->depth == 1 && reader->key < N_KEYS) || is_element) {
        take_value(reader, value);
    }
    if (reader->depth == 1) {
        reader->is_value = false;
    }
}

/** Take an event; false where reading has to end. */
static bool
take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        take_scalar(reader, event);
        return true;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        /* A key that is no scalar tells nothing; nor does what is no mapping
         * at all. */
        if (reader->depth == 1 && !reader->is_value) {
            reader->key = N_KEYS;
        }
        if (++reader->depth > DEPTH_MAX) {
            complain(reader, event->start_mark, "nested too deeply");
            return false;
        }
        return reader->depth > 1 || event->type == YAML_MAPPING_START_EVENT;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        reader->depth--;
        if (reader->depth == 1) {
            reader->is_value = !reader->is_value;
        }
        return reader->depth > 0;
    case YAML_ALIAS_EVENT:
        complain(reader, event->start_mark, "aliases are not read");
        return false;
    default:
        return event->type != YAML_STREAM_END_EVENT;
    }
}

/** Read event by event. */
static void
read_events(struct reader *reader)
{
    for (size_t n = 0; n < EVENTS_MAX; n++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event)) {
            complain(reader, reader->parser.problem_mark,
                     reader->parser.problem ? reader->parser.problem
                                            : "it can not be read");
            return;
        }
        const bool goes_on = take_event(reader, &event);
        yaml_event_delete(&event);
        if (!goes_on) {
            return;
        }
    }
    complain(reader, reader->parser.mark, "too much of it");
}

void
front_matter_read(struct slice text, struct transcript *transcript,
                  struct front_matter *front)
{
    *front = (struct front_matter){0};
    buffer_init(&front->speaker, TEXT_MAX_BYTES);
    struct reader reader = {
        .transcript = transcript,
        .front = front,
        .key = N_KEYS,
    };
    if (!yaml_parser_initialize(&reader.parser)) {
        transcript->title.has_failed = true;
        return;
    }
    /* Without the lines of `---`: a second one would begin a document. */
    struct lines lines;
    lines_init(&lines, text);
    lines_next(&lines);
    const size_t begin = lines.next;
    size_t end = begin;
    while (lines_next(&lines)) {
        end = (size_t)(lines.line.data - text.data);
    }
    yaml_parser_set_input_string(
        &reader.parser, (const unsigned char *)text.data + begin, end - begin);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    read_events(&reader);
    yaml_parser_delete(&reader.parser);
}

void
front_matter_finish(struct front_matter *front)
{
    buffer_finish(&front->speaker);
}
