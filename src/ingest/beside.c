/*
 * What changed beside transcripts is found in two walks over the plan: one
 * for the files that tell, one for those that they tell about.
 *
 * What they say is read by facts.c and feed.c, with the transcripts.
 */
#include "ingest/beside.h"

#include "ingest/names.h"
#include "ingest/sums.h"
#include "text/normalise.h"

#include <strings.h>

static const struct slice info_ending = SLICE_INIT(".info.json");
static const struct slice speakers_ending = SLICE_INIT(".rttm");

/** Whether a path ends so, in any letter case. */
static bool
ends_with(struct slice path, struct slice ending)
{
    return path.size > ending.size &&
           strncasecmp(path.data + path.size - ending.size, ending.data,
                       ending.size) == 0;
}

enum beside_kind
beside_kind(struct slice path)
{
    if (ends_with(path, info_ending)) {
        return BESIDE_INFO;
    }
    if (ends_with(path, speakers_ending)) {
        return BESIDE_SPEAKERS;
    }
    if (feed_is_name(path)) {
        return BESIDE_FEED;
    }
    return name_is_media(path) ? BESIDE_MEDIA : BESIDE_NOTHING;
}

/** The stem of a file of a kind, which those that it tells about have too, or
 * their recording. */
static struct slice
stem_of(enum beside_kind kind, struct slice path)
{
    if (kind == BESIDE_INFO) {
        return slice_part(path, 0, path.size - info_ending.size);
    }
    const char *dot = memrchr(path.data, '.', path.size);
    return slice_part(path, 0, (size_t)(dot - path.data));
}

/** Whether a transcript of words that a file tells the speakers of is there. */
static bool
has_words(const struct found *found, struct slice path)
{
    struct buffer name;
    buffer_init(&name, (size_t)1024 * 1024);
    buffer_add_slice(&name, stem_of(BESIDE_SPEAKERS, path));
    buffer_add_slice(&name, SLICE(".ctm"));
    const bool has_words =
        !name.has_failed && found_find_part(found, buffer_slice(&name));
    buffer_finish(&name);
    return has_words;
}

const char *
beside_reason(const struct found *found, struct slice path)
{
    switch (beside_kind(path)) {
    case BESIDE_INFO:
        return "no transcript, but facts about the recording of that name";
    case BESIDE_FEED:
        return "no transcript, but a feed with facts about recordings";
    case BESIDE_SPEAKERS:
        return has_words(found, path)
                   ? "no transcript, but the speakers of the .ctm beside it"
                   : "no transcript, but who speaks when in a .ctm that is not "
                     "beside it";
    case BESIDE_MEDIA:
    case BESIDE_NOTHING:
        break;
    }
    return NULL;
}

/** What changed beside transcripts. */
struct changes {
    struct map stems; /**< hashes; chance costs a file read for nothing */
    bool has_feed;
};

/** Whether a file tells something else than when the archive last saw it. */
static bool
is_change(const struct plan_item *item, enum beside_kind kind)
{
    switch (kind) {
    case BESIDE_INFO:
    case BESIDE_FEED:
        return item->action == PLAN_READ;
    case BESIDE_SPEAKERS:
        return item->action == PLAN_READ || item->action == PLAN_VANISHED;
    case BESIDE_MEDIA:
        return item->action == PLAN_VANISHED ||
               (item->action == PLAN_READ && !item->known);
    case BESIDE_NOTHING:
        break;
    }
    return false;
}

/** Find what changed; false without memory. */
static bool
find_changes(const struct plan *plan, struct changes *changes)
{
    for (size_t i = 0; i < plan->n_items; i++) {
        const struct plan_item *item = &plan->items[i];
        const struct slice path =
            item->found ? slice_of(item->found->path) : item->known->path;
        const enum beside_kind kind = beside_kind(path);
        if (!is_change(item, kind)) {
            continue;
        }
        if (kind == BESIDE_FEED) {
            changes->has_feed = true;
        } else if (!map_put(&changes->stems,
                            sum_line(name_recording(stem_of(kind, path))), 1)) {
            return false;
        }
    }
    return true;
}

/** Whether the feed tells something of a file's recording that the archive
 * has otherwise. */
static enum status
compare_episode(struct folder *folder, const struct file_row *row,
                bool *differs, struct error *error)
{
    const struct episode *episode;
    struct buffer title;
    struct buffer url;
    if (feeds_find(folder->feeds, row->path, &episode) != ST_OK) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (!episode) {
        return ST_OK;
    }
    buffer_init(&title, TEXT_MAX_BYTES);
    buffer_init(&url, TEXT_MAX_BYTES);
    normalise(&title, slice_of(episode->title));
    normalise(&url, slice_of(episode->url));
    const struct recording_facts told = {
        .title = buffer_slice(&title),
        .date = slice_of(episode->date),
        .url = buffer_slice(&url),
        .duration_ms = episode->duration_ms,
    };
    const enum status status =
        title.has_failed || url.has_failed
            ? error_set(error, ST_NO_MEMORY, "out of memory")
            : writer_compare_facts(folder->batch->writer, row->recording, &told,
                                   differs, error);
    buffer_finish(&title);
    buffer_finish(&url);
    return status;
}

/** Whether a transcript must be read again for what changed. */
static enum status
is_touched(struct folder *folder, const struct changes *changes,
           const struct file_row *row, bool *is_touched, struct error *error)
{
    *is_touched =
        map_get(&changes->stems, sum_line(name_stem(row->path))) != NULL;
    return !*is_touched && changes->has_feed && row->outcome == FILE_INDEXED
               ? compare_episode(folder, row, is_touched, error)
               : ST_OK;
}

/** Mark the transcripts that the changes touch. */
static enum status
mark(struct folder *folder, const struct changes *changes, struct error *error)
{
    static const struct file_stamp no_stamp = {-1, -1};
    for (size_t i = 0; i < folder->plan.n_items; i++) {
        struct plan_item *item = &folder->plan.items[i];
        bool is_needed = false;
        if (item->action == PLAN_UNCHANGED &&
            (item->known->outcome == FILE_INDEXED ||
             item->known->outcome == FILE_ALTERNATE)) {
            TRY(is_touched(folder, changes, item->known, &is_needed, error));
        }
        if (is_needed) {
            TRY(writer_touch_file(folder->batch->writer, item->known->id,
                                  no_stamp, error));
            item->action = PLAN_READ;
        }
    }
    return plan_list_reads(&folder->plan)
               ? ST_OK
               : error_set(error, ST_NO_MEMORY, "out of memory");
}

enum status
beside_mark(struct folder *folder, struct error *error)
{
    struct changes changes = {.has_feed = false};
    enum status status = ST_OK;
    if (folder->plan.n_known == 0) {
        return ST_OK;
    }
    if (!find_changes(&folder->plan, &changes)) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else if (changes.has_feed || changes.stems.count > 0) {
        status = batch_open(folder->batch, error);
        status = status == ST_OK ? mark(folder, &changes, error) : status;
    }
    map_finish(&changes.stems);
    return status;
}
