/*
 * Who speaks, where an object of JSON tells it.
 *
 * Owns the keys under which programs name speakers.  What a number is called
 * (`Speaker 0`) is known to vendor_words.c.
 */
#include "format/json_speaker.h"

/* The surest first. */
static const struct slice keys[] = {
    SLICE_INIT("speaker_name"),
    SLICE_INIT("speakerName"),
    SLICE_INIT("voice"),
    SLICE_INIT("speaker"),
    SLICE_INIT("speakerDesignation"),
    SLICE_INIT("speaker_label"),
    SLICE_INIT("speakerLabel"),
    SLICE_INIT("speaker_id"),
    SLICE_INIT("speakerId"),
    SLICE_INIT("username"),
    SLICE_INIT("users"),
};

enum { N_KEYS = sizeof(keys) / sizeof(*keys) };

static const struct slice name_keys[] = {
    SLICE_INIT("name"),        SLICE_INIT("display_name"),
    SLICE_INIT("displayName"), SLICE_INIT("speaker_name"),
    SLICE_INIT("speakerName"), SLICE_INIT("username"),
};

struct slice
json_speaker_text(const struct json *json, const struct json_node *value)
{
    if (json_type(value) == JSON_ARRAY) {
        value = json_first(value); /* of several who speak at once */
    }
    struct slice name = json_text(json, value);
    const size_t n = sizeof(name_keys) / sizeof(*name_keys);
    for (size_t i = 0; i < n && name.size == 0; i++) {
        name = json_get_string(json, value, name_keys[i]);
    }
    return name;
}

/** How sure a key is, 0 for the surest; N_KEYS for one that names nobody. */
static size_t
rank_of(struct slice key)
{
    size_t rank = 0;
    while (rank < N_KEYS && !slice_equal(key, keys[rank])) {
        rank++;
    }
    return rank;
}

struct slice
json_speaker_of(const struct json *json, const struct json_node *object)
{
    struct slice best = {0};
    size_t best_rank = N_KEYS;
    struct json_walk walk = json_walk(object);
    while (walk.is_object && json_next(&walk)) {
        const size_t rank = rank_of(json_text(json, walk.key));
        if (rank >= best_rank) {
            continue;
        }
        const struct slice name = json_speaker_text(json, walk.value);
        if (slice_trim(name).size > 0) {
            best = name;
            best_rank = rank;
        }
    }
    return best;
}

/** Add the entries of a list of speakers. */
static void
add_list(const struct json *json, const struct json_node *list,
         struct vendor_table *table)
{
    struct json_walk walk = json_walk(list);
    while (json_next(&walk)) {
        const struct slice id =
            json_text(json, json_get(json, walk.value, SLICE("id")));
        const struct slice other =
            json_text(json, json_get(json, walk.value, SLICE("speakerId")));
        if (json_speaker_text(json, walk.value).size > 0 &&
            (id.size > 0 || other.size > 0)) {
            vendor_table_add(table, id.size > 0 ? id : other, walk.value);
        }
    }
}

void
json_speakers_find(const struct json *json, struct vendor_table *table)
{
    static const struct slice key = SLICE_INIT("speakers");
    struct json_walk walks[JSON_NESTING_MAX];
    size_t depth = 0;
    walks[0] = json_walk(json_root(json));
    while (depth > 0 || walks[0].next != walks[0].end) {
        struct json_walk *walk = &walks[depth];
        if (!json_next(walk)) {
            depth--;
        } else if (walk->is_object && json_type(walk->value) == JSON_ARRAY &&
                   slice_equal(json_text(json, walk->key), key)) {
            add_list(json, walk->value, table);
        } else if (json_type(walk->value) >= JSON_ARRAY &&
                   depth + 1 < JSON_NESTING_MAX) {
            walks[depth + 1] = json_walk(walk->value);
            depth++;
        }
    }
}

struct slice
json_speakers_name(const struct json *json, struct vendor_table *table,
                   struct slice identifier)
{
    const struct json_node *entry =
        identifier.size > 0 ? vendor_table_find(table, identifier) : NULL;
    return entry ? json_speaker_text(json, entry) : identifier;
}
