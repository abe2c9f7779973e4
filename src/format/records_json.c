/*
 * Records of speech in JSON: objects that have a start, a text and perhaps
 * more, under names as the columns of tables of speech have them.
 *
 *     {"data": [{"startTime": 3, "endTime": 6, "speaker": "Ann", "text": …}]}
 *     {"lines": [{"startTime": "00:00:03,000", "text": …}]}
 *     {"calls": [{"turns": [{"speakerId": "7", "sentences": [{"start": …}]}]}]}
 *
 * No specification: what services and scripts write for which quoth has no
 * format of its own.  The first path of keys whose objects are speech is the
 * transcript, table_layout.c judges; arrays on the way are looked through.
 * Who speaks may be told further out, times in an object or array further in
 * (`"instances": [{"start": …}]`).
 */
#include "format/formats.h"
#include "format/json_segments.h"
#include "format/json_speaker.h"
#include "format/speaker_prefix.h"
#include "format/table_layout.h"
#include "format/utterances.h"
#include "format/vendor.h"

#include "base/timecode.h"

enum {
    ROLES = COLUMN_TEXT + 1, /**< times and the text */
    REJECTED_MAX = 16,       /**< paths that are looked at in vain */
};

/** Where records of a document are, and how they name things. */
struct shape {
    uint64_t path;            /**< of keys */
    struct slice keys[ROLES]; /**< empty where there is none */
    struct slice holder;      /**< of the times; empty for the record itself */
};

/** What is told on the way to an object. */
struct level {
    struct json_walk walk;
    uint64_t path;
    struct slice speaker;
    struct slice file;
};

/** A walk over all objects of a document, in their order. */
struct walker {
    const struct json *json;
    struct level levels[JSON_NESTING_MAX + 1];
    size_t depth;
    const struct json_node *object;
};

/** Begin a walk. */
static void
walk_begin(struct walker *walker, const struct json *json)
{
    walker->json = json;
    walker->depth = 0;
    walker->levels[0] = (struct level){.walk = json_walk(json_root(json))};
}

/** A path with one more key. */
static uint64_t
add_key(uint64_t path, struct slice key)
{
    /* FNV-1a (Fowler, Noll, Vo), and the key's end. */
    for (size_t i = 0; i <= key.size; i++) {
        const unsigned char byte =
            i < key.size ? (unsigned char)key.data[i] : UINT8_MAX;
        path = (path ^ byte) * UINT64_C(0x100000001b3);
    }
    return path;
}

/** Which recording an object is of; empty where it does not say. */
static struct slice
file_of(const struct json *json, const struct json_node *object)
{
    const struct json_node *file =
        vendor_either(json, object, SLICE("callId"), SLICE("audio_filepath"));
    return json_text(json, file);
}

/** Go into an object or array. */
static void
walk_into(struct walker *walker, const struct json_walk *walk)
{
    const struct json *json = walker->json;
    const struct level *outer = &walker->levels[walker->depth];
    struct level *inner = &walker->levels[++walker->depth];
    *inner = *outer;
    inner->walk = json_walk(walk->value);
    if (walk->key) {
        inner->path = add_key(outer->path, json_text(json, walk->key));
    }
    if (!inner->walk.is_object) {
        return;
    }
    const struct slice speaker = json_speaker_of(json, walk->value);
    const struct slice file = file_of(json, walk->value);
    inner->speaker = speaker.size > 0 ? speaker : inner->speaker;
    inner->file = file.size > 0 ? file : inner->file;
    walker->object = walk->value;
}

/** Step to the next object; false at the end. */
static bool
walk_next(struct walker *walker)
{
    while (true) {
        struct level *level = &walker->levels[walker->depth];
        if (!json_next(&level->walk)) {
            if (walker->depth == 0) {
                return false;
            }
            walker->depth--;
            continue;
        }
        const struct json_walk walk = level->walk;
        if (json_type(walk.value) >= JSON_ARRAY &&
            walker->depth < JSON_NESTING_MAX) {
            walk_into(walker, &walk);
            if (json_type(walk.value) == JSON_OBJECT) {
                return true;
            }
        }
    }
}

/** Note the keys of an object's times and text. */
static void
find_keys(const struct json *json, const struct json_node *object,
          struct slice keys[ROLES])
{
    struct table table = {0};
    struct json_walk walk = json_walk(object);
    while (json_next(&walk) && table.n_cells < TABLE_CELLS_MAX) {
        const enum json_type type = json_type(walk.value);
        if (type == JSON_STRING || type == JSON_NUMBER) {
            table.cells[table.n_cells++].text = json_text(json, walk.key);
        }
    }
    struct heading heading;
    heading_read(&table, &heading);
    for (size_t role = 0; role < ROLES; role++) {
        keys[role] = table_text(&table, heading.columns[role]);
    }
}

/** The object in a value, or the first of the array that it is. */
static const struct json_node *
held(const struct json_node *value)
{
    return json_type(value) == JSON_ARRAY ? json_first(value) : value;
}

/** Look for times one level further in. */
static void
find_holder(const struct json *json, const struct json_node *object,
            struct shape *shape)
{
    struct json_walk walk = json_walk(object);
    while (json_next(&walk)) {
        struct slice keys[ROLES];
        if (json_type(held(walk.value)) != JSON_OBJECT) {
            continue;
        }
        find_keys(json, held(walk.value), keys);
        if (keys[COLUMN_START].size > 0) {
            memcpy(shape->keys, keys, COLUMN_TEXT * sizeof(*keys));
            shape->holder = json_text(json, walk.key);
            return;
        }
    }
}

/** Whether an object can be a record, and how it names things. */
static bool
take_shape(const struct walker *walker, struct shape *shape)
{
    const struct json *json = walker->json;
    *shape = (struct shape){.path = walker->levels[walker->depth].path};
    find_keys(json, walker->object, shape->keys);
    const struct slice text = shape->keys[COLUMN_TEXT];
    if (json_type(json_get(json, walker->object, text)) != JSON_STRING) {
        return false;
    }
    if (shape->keys[COLUMN_START].size == 0) {
        find_holder(json, walker->object, shape);
    }
    return shape->keys[COLUMN_START].size > 0;
}

/** Take the current object for a row of a table; false where it is no
 * record. */
static bool
take_row(const struct walker *walker, const struct shape *shape,
         struct table *row)
{
    const struct json *json = walker->json;
    const struct json_node *object = walker->object;
    if (walker->levels[walker->depth].path != shape->path ||
        json_get_string(json, object, shape->keys[COLUMN_TEXT]).size == 0) {
        return false;
    }
    const struct json_node *times =
        shape->holder.size > 0 ? held(json_get(json, object, shape->holder))
                               : object;
    row->n_cells = 0;
    for (size_t role = 0; role < ROLES; role++) {
        if (shape->keys[role].size > 0) {
            const struct json_node *from = role == COLUMN_TEXT ? object : times;
            row->cells[row->n_cells++].text =
                json_text(json, json_get(json, from, shape->keys[role]));
        }
    }
    return true;
}

/** Whether a document ends with a record, ahead of the record's start. */
static bool
is_cut_off(const struct json *json, const struct json_node *object,
           const struct table *row)
{
    return object + object->extent == json->nodes + json->n_nodes &&
           row->cells[0].text.size == 0;
}

/** Write a cell of the table that is judged. */
static void
write_cell(struct buffer *out, struct slice text, bool is_first)
{
    if (!is_first) {
        buffer_add_byte(out, '\t');
    }
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        buffer_add_byte(out, (unsigned char)c < ' ' ? ' ' : c);
    }
}

/** Write the first records as a table. */
static void
write_front(const struct json *json, const struct shape *shape,
            struct buffer *out)
{
    struct table row = {0};
    struct walker walker;
    bool is_first = true;
    for (size_t role = 0; role < ROLES; role++) {
        if (shape->keys[role].size > 0) {
            write_cell(out, shape->keys[role], is_first);
            is_first = false;
        }
    }
    buffer_add_slice(out, SLICE("\tspeaker\tfile"));
    walk_begin(&walker, json);
    while (out->size < PROBE_BYTES && walk_next(&walker)) {
        if (!take_row(&walker, shape, &row) ||
            is_cut_off(json, walker.object, &row)) {
            continue;
        }
        buffer_add_byte(out, '\n');
        for (size_t i = 0; i < row.n_cells; i++) {
            write_cell(out, row.cells[i].text, i == 0);
        }
        write_cell(out, walker.levels[walker.depth].speaker, false);
        write_cell(out, walker.levels[walker.depth].file, false);
    }
}

/** How sure it is that records are speech, and what their times count. */
static enum format_match
judge(const struct json *json, const struct shape *shape, struct layout *layout)
{
    struct buffer front;
    buffer_init(&front, TEXT_MAX_BYTES);
    write_front(json, shape, &front);
    const struct slice text = buffer_slice(&front);
    const enum format_match match =
        !front.has_failed && layout_find(text, layout)
            ? layout_judge(layout, text)
            : MATCH_NONE;
    buffer_finish(&front);
    return match;
}

/** Find the records of a document; false where there are none. */
static bool
find_records(const struct json *json, struct shape *shape,
             struct layout *layout)
{
    uint64_t rejected[REJECTED_MAX];
    size_t n_rejected = 0;
    struct walker walker;
    walk_begin(&walker, json);
    while (n_rejected < REJECTED_MAX && walk_next(&walker)) {
        const uint64_t path = walker.levels[walker.depth].path;
        size_t i = 0;
        while (i < n_rejected && rejected[i] != path) {
            i++;
        }
        if (i < n_rejected || !take_shape(&walker, shape)) {
            continue;
        }
        if (judge(json, shape, layout) != MATCH_NONE) {
            return true;
        }
        rejected[n_rejected++] = path;
    }
    return false;
}

struct reader {
    const struct json *json;
    struct transcript *transcript;
    struct layout layout;
    struct utterances turns;
    struct vendor_table speakers;
    struct slice file;
    uint32_t n_files;
};

/** Read the times of a record, or complain of them.  How long a frame is,
 * nobody tells: they are stepped over. */
static void
read_times(struct reader *reader, const struct json_node *object,
           const struct table *row, int64_t times_ms[2])
{
    struct slice bad;
    if (!layout_times(&reader->layout, row, times_ms, &bad)) {
        json_complain(reader->json, object, reader->transcript, ST_BAD_TIME,
                      "the time of a segment can not be read");
    } else if (times_ms[1] != TIME_UNKNOWN && times_ms[1] < times_ms[0]) {
        json_complain(reader->json, object, reader->transcript, ST_BACKWARDS,
                      "a segment ends before it starts");
    }
    for (size_t i = 0; i < 2 && reader->layout.has_frames; i++) {
        times_ms[i] -= times_ms[i] > 0 ? times_ms[i] % 1000 : 0;
    }
}

/** Take the current object, which is the record in `row`. */
static void
take_record(struct reader *reader, const struct walker *walker,
            const struct table *row)
{
    const struct level *level = &walker->levels[walker->depth];
    int64_t times_ms[2];
    read_times(reader, walker->object, row, times_ms);
    if (!slice_equal(reader->file, level->file)) {
        reader->file = level->file;
        reader->n_files++;
    }
    const struct utterance turn = {
        .start_ms = times_ms[0],
        .end_ms = times_ms[1],
        .text = row->cells[row->n_cells - 1].text,
        .speaker =
            json_speakers_name(reader->json, &reader->speakers, level->speaker),
        .group = reader->n_files,
    };
    utterances_add(&reader->turns, &turn);
}

/** When a turn ends: where it does not say, when the next one begins. */
static int64_t
end_of(const struct reader *reader, size_t at)
{
    const struct utterance *turn = &reader->turns.items[at];
    const size_t *columns = reader->layout.heading.columns;
    if (columns[COLUMN_END] != COLUMN_NONE ||
        columns[COLUMN_DURATION] != COLUMN_NONE || at + 1 == reader->turns.n ||
        turn[1].group != turn->group || turn[1].start_ms <= turn->start_ms) {
        return turn->end_ms;
    }
    return turn[1].start_ms;
}

/** Give the turns to the transcript. */
static void
write_turns(struct reader *reader)
{
    utterances_sort(&reader->turns);
    for (size_t i = 0; i < reader->turns.n; i++) {
        const struct utterance *turn = &reader->turns.items[i];
        char name[VENDOR_LABEL_BYTES];
        transcript_open(reader->transcript, turn->start_ms, end_of(reader, i));
        transcript_speaker(reader->transcript,
                           vendor_speaker_name(turn->speaker, name));
        transcript_text(reader->transcript, turn->text);
    }
    transcript_close(reader->transcript);
    speaker_prefixes_take(reader->transcript);
}

/** Read the records of a document. */
static enum status
read_records(const struct json *json, const struct shape *shape,
             struct reader *reader)
{
    struct table row = {0};
    struct walker walker;
    const bool is_cut = reader->transcript->n_complaints > 0;
    json_speakers_find(json, &reader->speakers);
    walk_begin(&walker, json);
    while (walk_next(&walker)) {
        if (take_row(&walker, shape, &row) &&
            !(is_cut && is_cut_off(json, walker.object, &row))) {
            take_record(reader, &walker, &row);
        }
    }
    const enum status status =
        reader->speakers.has_failed ? ST_NO_MEMORY : reader->turns.status;
    if (status == ST_OK) {
        write_turns(reader);
    }
    utterances_finish(&reader->turns);
    vendor_table_finish(&reader->speakers);
    return status;
}

/** Keep what the document tells of itself. */
static void
take_facts(const struct json *json, struct transcript *transcript)
{
    const struct json_node *root = json_root(json);
    vendor_fact(&transcript->language,
                json_get_string(json, root, SLICE("language")));
    vendor_fact(&transcript->title,
                json_get_string(json, root, SLICE("title")));
}

/** Read a document. */
static enum status
records_json_parse(struct slice text, struct transcript *transcript,
                   struct error *error)
{
    struct json json;
    struct shape shape;
    TRY(json_read_most(&json, text, transcript, error));
    struct reader reader = {.json = &json, .transcript = transcript};
    if (!find_records(&json, &shape, &reader.layout)) {
        json_finish(&json);
        return json_no_segments(transcript, error);
    }
    const enum status status = read_records(&json, &shape, &reader);
    if (status != ST_OK) {
        transcript->status = status;
    }
    take_facts(&json, transcript);
    json_finish(&json);
    return format_end(transcript, error);
}

/** Records in the front of a document. */
static enum format_match
records_json_probe(struct slice front)
{
    struct json json;
    struct shape shape;
    struct layout layout;
    if (!json_read_front(&json, front)) {
        return MATCH_NONE;
    }
    const bool has_records = find_records(&json, &shape, &layout);
    json_finish(&json);
    return has_records ? MATCH_STRONG : MATCH_NONE;
}

static const char *const suffixes[] = {".json", NULL};

const struct format format_records_json = {
    .name = "records-json",
    .title = "Records of speech in JSON",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = records_json_probe,
    .parse = records_json_parse,
};
