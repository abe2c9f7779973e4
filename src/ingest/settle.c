/*
 * One file at a time: unchanged, touched, renamed, a copy, new, changed, an
 * alternate, not a transcript, or failed.
 *
 * A file that can not be read since it changed keeps what was indexed of it
 * before: a half-written file at night must not cost a recording.
 */
#include "ingest/settle.h"

#include "ingest/beside.h"
#include "ingest/facts.h"
#include "ingest/names.h"
#include "ingest/rttm.h"
#include "text/language.h"

#include <string.h>

/** A stamp that no file has: it will be read again next time. */
static const struct file_stamp no_stamp = {-1, -1};

bool
folder_knows(const struct folder *folder, const struct prepared *prepared)
{
    return map_get(&folder->plan.hashes, plan_content_key(prepared->hash)) !=
           NULL;
}

/** Recognise the language where neither the transcript, nor what lies beside
 * it, nor its name tells. */
static enum status
guess_language(struct prepared *prepared)
{
    struct buffer *language = &prepared->transcript.language;
    if (language->size > 0) {
        return ST_OK;
    }
    const char *tag = language_guess(&prepared->vocabulary);
    buffer_add_slice(language, slice_of(tag ? tag : ""));
    return language->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Parse a file, with the speakers that lie beside it. */
static void
parse_with_turns(const struct facts_places *places, struct prepared *prepared,
                 const char *path)
{
    struct buffer turns;
    struct error error;
    buffer_init(&turns, RTTM_MAX_BYTES);
    const enum status status = facts_read_turns(places, path, &turns, &error);
    prepared->turns =
        status == ST_OK ? buffer_slice(&turns) : (struct slice){"", 0};
    prepared_parse(prepared, path);
    if (status == ST_NO_MEMORY) {
        prepared->status = status;
    } else if (status != ST_OK) {
        transcript_complain(&prepared->transcript, status, 0, 0,
                            "the speakers in its .rttm: %s", error.text);
    }
    prepared->turns = (struct slice){"", 0};
    buffer_finish(&turns);
}

void
folder_parse(const struct folder *folder, struct prepared *prepared,
             const char *path)
{
    const struct facts_places places = {folder->root, &folder->found,
                                        folder->feeds};
    parse_with_turns(&places, prepared, path);
    if (prepared->status == ST_OK) {
        prepared->status = facts_add(&prepared->transcript, &places, path,
                                     &prepared->duration_ms);
    }
    if (prepared->status == ST_OK) {
        prepared->status = guess_language(prepared);
    }
    prepared_trim(prepared);
    prepared->is_parsed = prepared->status == ST_OK;
}

/** What a file's row says, as an event. */
static struct index_event
event_of(const struct file_row *row, enum index_outcome outcome)
{
    return (struct index_event){
        .outcome = outcome,
        .format = row->format.size > 0 ? row->format.data : NULL,
        .recording = row->recording,
        .size_bytes = row->stamp.size_bytes,
        .code = row->code,
        .line = row->line,
        .column = row->column,
        .message = row->message.size > 0 ? row->message.data : NULL,
        .n_complaints = row->n_complaints,
    };
}

/** Note an outcome for a path of this folder. */
static enum status
note(struct folder *folder, const char *path, const struct file_row *row,
     enum index_outcome outcome, struct error *error)
{
    if (folder->is_again &&
        (outcome == INDEX_ALTERNATE || outcome == INDEX_COPY)) {
        return ST_OK;
    }
    const struct index_event event = event_of(row, outcome);
    return batch_note(folder->batch, folder->root, path, &event, error);
}

/** What to say of a file that is as the archive knows it: old troubles are
 * told again. */
static enum index_outcome
outcome_again(const struct file_row *row)
{
    switch (row->outcome) {
    case FILE_FAILED:
        return INDEX_FAILED;
    case FILE_SKIPPED:
        return INDEX_SKIPPED;
    case FILE_FORGOTTEN:
        return INDEX_FORGOTTEN;
    case FILE_INDEXED:
    case FILE_ALTERNATE:
    case FILE_COPY:
        break;
    }
    return INDEX_UNCHANGED;
}

/** Note what is no file, or a folder that can not be read. */
static enum status
settle_refused(struct folder *folder, const struct found_file *found,
               struct error *error)
{
    const struct index_event event = {
        .outcome = found->code == ST_NOT_A_FILE ? INDEX_SKIPPED : INDEX_FAILED,
        .code = found->code,
        .message = found->reason,
        .size_bytes = found->stamp.size_bytes,
    };
    return batch_note(folder->batch, folder->root, found->path, &event, error);
}

/** Remove a vanished file. */
static enum status
remove_file(struct folder *folder, struct plan_item *item, struct error *error)
{
    TRY(batch_open(folder->batch, error));
    TRY(writer_remove_file(folder->batch->writer, item->known->id, error));
    /* Its number may go to a new row now. */
    item->is_settled = true;
    return note(folder, item->known->path.data, item->known, INDEX_REMOVED,
                error);
}

/** Remove the vanished files that are copies, or those that are not. */
static enum status
remove_vanished(struct folder *folder, bool are_copies, struct error *error)
{
    for (size_t i = 0; i < folder->plan.n_items; i++) {
        struct plan_item *item = &folder->plan.items[i];
        if (item->action == PLAN_VANISHED && !item->is_settled &&
            (item->known->outcome == FILE_COPY) == are_copies) {
            TRY(remove_file(folder, item, error));
        }
    }
    return ST_OK;
}

enum status
settle_unread(struct folder *folder, struct error *error)
{
    TRY(beside_mark(folder, error));
    for (size_t i = 0; i < folder->plan.n_items; i++) {
        const struct plan_item *item = &folder->plan.items[i];
        if (item->action == PLAN_UNCHANGED) {
            TRY(note(folder, item->found->path, item->known,
                     outcome_again(item->known), error));
        } else if (item->action == PLAN_REFUSED) {
            TRY(settle_refused(folder, item->found, error));
        }
    }
    /* Before anything else: a recording must not be handed to a copy that is
     * gone too. */
    return remove_vanished(folder, true, error);
}

/** Whether a failure means that the file never wanted to be a transcript. */
static bool
is_something_else(enum status code, struct slice path)
{
    const bool tells_of_others = beside_kind(path) != BESIDE_NOTHING;
    switch (code) {
    case ST_NOT_A_TRANSCRIPT:
        return tells_of_others || !name_is_transcript(path) ||
               name_is_ambiguous(path);
    case ST_EMPTY:
    case ST_TOO_LARGE:
    case ST_LINE_TOO_LONG:
        return tells_of_others || !name_is_transcript(path);
    case ST_NO_SPEECH:
        return tells_of_others;
    default:
        return false;
    }
}

/** The row of a file as it was read, before its outcome is known. */
static struct file_row
row_of(const struct folder *folder, const struct plan_item *item,
       const struct prepared *prepared)
{
    struct file_row row = {
        .id = item->known ? item->known->id : 0,
        .collection = folder->collection,
        .path = slice_of(item->found->path),
        .stamp = prepared->is_read ? prepared->stamp : no_stamp,
        .has_hash = prepared->is_read,
        .recording = item->known ? item->known->recording : 0,
    };
    memcpy(row.hash, prepared->hash, HASH_BYTES);
    return row;
}

/** Record a file that could not be indexed.  What was indexed of it before
 * goes to a good copy, if there is one, and stays with it otherwise. */
static enum status
settle_failure(struct folder *folder, struct plan_item *item,
               const struct prepared *prepared, struct error *error)
{
    const char *path = item->found->path;
    const bool is_skipped = is_something_else(prepared->status, slice_of(path));
    const bool owns = item->known && file_owns_recording(item->known);
    struct file_row row = row_of(folder, item, prepared);
    row.outcome = is_skipped && !owns ? FILE_SKIPPED : FILE_FAILED;
    row.has_hash = prepared->is_read && row.outcome == FILE_SKIPPED;
    if (owns) {
        TRY(writer_part_from_copies(folder->batch->writer, &row, error));
    } else {
        row.recording = 0;
    }
    row.code = prepared->status;
    row.line = prepared->error.line;
    row.column = prepared->error.column;
    row.message = slice_of(prepared->error.text);
    const char *reason = prepared->status == ST_NOT_A_TRANSCRIPT
                             ? beside_reason(&folder->found, row.path)
                             : NULL;
    if (is_skipped && reason) {
        row.message = slice_of(reason);
    }
    int64_t id;
    TRY(writer_save_file(folder->batch->writer, &row, &id, error));
    return note(folder, path, &row,
                row.outcome == FILE_SKIPPED ? INDEX_SKIPPED : INDEX_FAILED,
                error);
}

/** Whether this very file was known with this content. */
static bool
has_known_content(const struct plan_item *item, const struct prepared *prepared)
{
    return item->known && item->known->has_hash &&
           memcmp(item->known->hash, prepared->hash, HASH_BYTES) == 0;
}

/** The content is what the archive knows of this very file: only its time
 * changed. */
static enum status
settle_touched(struct folder *folder, struct plan_item *item,
               const struct prepared *prepared, struct error *error)
{
    TRY(writer_touch_file(folder->batch->writer, item->known->id,
                          prepared->stamp, error));
    return note(folder, item->found->path, item->known,
                outcome_again(item->known), error);
}

/** What is known of a recording besides its text, in the batch's memory. */
static enum status
collect_facts(const struct folder *folder, const struct plan_item *item,
              const struct prepared *prepared, struct new_transcript *new)
{
    const struct slice path = slice_of(item->found->path);
    const struct transcript *transcript = &prepared->transcript;
    new->stem = name_stem(path);
    new->title = buffer_slice(&transcript->title);
    if (new->title.size == 0) {
        const char *title = name_title(&folder->batch->arena, path);
        if (!title) {
            return ST_NO_MEMORY;
        }
        new->title = slice_of(title);
    }
    new->language = buffer_slice(&transcript->language);
    new->date = buffer_slice(&transcript->date);
    char date[NAME_DATE_BYTES];
    if (new->date.size == 0 && name_date(path, date)) {
        const char *kept = arena_copy(&folder->batch->arena, slice_of(date));
        if (!kept) {
            return ST_NO_MEMORY;
        }
        new->date = slice_of(kept);
    }
    new->url = buffer_slice(&transcript->url);
    new->media = name_media(&folder->found, path);
    new->duration_ms = prepared->duration_ms;
    return ST_OK;
}

/** The vanished file that now has this path, or NULL. */
static struct plan_item *
find_vanished(struct folder *folder, int64_t file)
{
    const int64_t *index = map_get(&folder->plan.vanished, (uint64_t)file);
    struct plan_item *item = index ? &folder->plan.items[*index] : NULL;
    return item && !item->is_settled ? item : NULL;
}

/** A file that vanished has come back under another name. */
static enum status
settle_renamed(struct folder *folder, struct plan_item *item,
               struct plan_item *old, struct prepared *prepared,
               struct error *error)
{
    struct writer *writer = folder->batch->writer;
    struct file_row row = *old->known;
    const bool has_same_stem = slice_equal(
        name_stem(row.path), name_stem(slice_of(item->found->path)));
    row.path = slice_of(item->found->path);
    row.stamp = prepared->stamp;
    if (!prepared->is_parsed) {
        folder_parse(folder, prepared, item->found->path);
    }
    struct new_transcript new = {0};
    if (collect_facts(folder, item, prepared, &new) != ST_OK) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    TRY(writer_rename_file(writer, &row, &new, error));
    if (!has_same_stem && row.outcome == FILE_ALTERNATE) {
        TRY(writer_touch_file(writer, row.id, no_stamp, error));
    } else if (!has_same_stem) {
        TRY(writer_mark_stale(writer, row.recording, row.id, error));
    }
    old->is_settled = true;
    return note(folder, item->found->path, &row, INDEX_RENAMED, error);
}

/** Whether a recording may simply go by another name: where another one has
 * the new name already, the file joins that; where the file was known, it has
 * a recording. */
static enum status
can_rename(struct folder *folder, const struct plan_item *item,
           const struct plan_item *old, bool *can, struct error *error)
{
    *can = false;
    if (item->known) {
        return ST_OK;
    }
    struct rendering rendering;
    const struct rendering_key key = {
        .collection = folder->collection,
        .stem = name_stem(slice_of(item->found->path)),
    };
    const enum status status =
        writer_find_rendering(folder->batch->writer, &key, &rendering, error);
    *can = status == ST_NOT_FOUND ||
           (status == ST_OK && rendering.recording == old->known->recording);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** The content of another indexed file. */
static enum status
settle_copy(struct folder *folder, struct plan_item *item,
            const struct file_row *original, const struct prepared *prepared,
            struct error *error)
{
    struct file_row row = row_of(folder, item, prepared);
    row.outcome = FILE_COPY;
    row.recording = original->recording;
    int64_t id;
    if (item->known) {
        TRY(writer_release(folder->batch->writer, item->known->id, error));
    }
    TRY(writer_save_file(folder->batch->writer, &row, &id, error));
    return note(folder, item->found->path, &row, INDEX_COPY, error);
}

/** A file's place among the renderings of its recording. */
struct place_found {
    struct rendering rendering; /**< of its language; zero for none */
    int64_t own;                /**< transcript read from it before, or 0 */
};

/** Find the recording that a transcript belongs to.  One that lost its last
 * transcript is found through the file that knew it. */
static enum status
find_place(struct folder *folder, const struct file_row *row,
           const struct new_transcript *new, struct place_found *place,
           struct error *error)
{
    struct writer *writer = folder->batch->writer;
    const struct rendering_key key = {folder->collection, new->stem,
                                      new->language};
    *place = (struct place_found){0};
    if (row->id > 0) {
        TRY(writer_transcript_of(writer, row->id, &place->own, error));
    }
    enum status status =
        writer_find_rendering(writer, &key, &place->rendering, error);
    if (status == ST_NOT_FOUND && row->recording > 0) {
        TRY(writer_restem(writer, row, &key, error));
        status = writer_find_rendering(writer, &key, &place->rendering, error);
    }
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** The recording is indexed from a file that tells as much or more. */
static enum status
settle_alternate(struct folder *folder, const struct plan_item *item,
                 struct file_row *row, const struct place_found *place,
                 struct error *error)
{
    struct writer *writer = folder->batch->writer;
    row->outcome = FILE_ALTERNATE;
    row->recording = place->rendering.recording;
    if (place->own > 0) {
        TRY(writer_drop_transcript(writer, place->own, error));
    }
    TRY(writer_save_file(writer, row, &row->id, error));
    return note(folder, item->found->path, row, INDEX_ALTERNATE, error);
}

/** Make room for a transcript, in the place of a poorer one if there is
 * one. */
static enum status
clear_place(struct folder *folder, const struct file_row *row,
            struct new_transcript *new, const struct place_found *place,
            struct error *error)
{
    struct writer *writer = folder->batch->writer;
    const struct rendering *rendering = &place->rendering;
    new->replaces =
        rendering->transcript > 0 ? rendering->transcript : place->own;
    new->is_face = rendering->face == 0 || rendering->face == new->replaces;
    if (place->own > 0 && place->own != new->replaces) {
        TRY(writer_drop_transcript(writer, place->own, error));
    }
    return rendering->file > 0 && rendering->file != row->id
               ? writer_make_alternate(writer, rendering->file, error)
               : ST_OK;
}

/** Index a file whose place is clear. */
static enum status
index_in_place(struct folder *folder, const struct plan_item *item,
               struct file_row *row, struct new_transcript *new,
               struct error *error)
{
    struct writer *writer = folder->batch->writer;
    TRY(writer_save_file(writer, row, &row->id, error));
    TRY(writer_save_transcript(writer, row, new, &row->recording, error));
    if (item->known && item->known->richness > row->richness) {
        TRY(writer_mark_stale(writer, row->recording, row->id, error));
    }
    folder->batch->n_transcripts++;
    folder->batch->n_segments += (int64_t) new->transcript->n_segments;
    return note(folder, item->found->path, row, INDEX_INDEXED, error);
}

/** Describe a parsed file in its row. */
static void
describe(const struct prepared *prepared, struct file_row *row)
{
    const struct transcript *transcript = &prepared->transcript;
    row->outcome = FILE_INDEXED;
    row->format = slice_of(prepared->format->name);
    row->richness = prepared_richness(prepared);
    row->n_complaints = transcript->n_complaints;
    if (transcript->n_complaints > 0) {
        row->code = transcript->complaint.status;
        row->line = transcript->complaint.line;
        row->column = transcript->complaint.column;
        row->message = slice_of(transcript->complaint.text);
    }
}

/** Store a transcript that is new or changed, or note that a better one is
 * there. */
static enum status
settle_parsed(struct folder *folder, struct plan_item *item,
              struct prepared *prepared, struct error *error)
{
    struct file_row row = row_of(folder, item, prepared);
    struct place_found place;
    struct new_transcript new = {
        .transcript = &prepared->transcript,
        .speech = &prepared->speech_words,
        .markers = &prepared->marker_words,
    };
    describe(prepared, &row);
    memcpy(new.checksum, prepared->checksum, HASH_BYTES);
    if (collect_facts(folder, item, prepared, &new) != ST_OK) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (item->known && file_owns_recording(item->known) &&
        !has_known_content(item, prepared)) {
        TRY(writer_part_from_copies(folder->batch->writer, &row, error));
    }
    TRY(find_place(folder, &row, &new, &place, error));
    const struct rendering *rendering = &place.rendering;
    if (rendering->transcript > 0 && rendering->file != row.id &&
        rendering->richness >= row.richness) {
        return settle_alternate(folder, item, &row, &place, error);
    }
    TRY(clear_place(folder, &row, &new, &place, error));
    return index_in_place(folder, item, &row, &new, error);
}

/** The file with this content that was forgotten and has vanished since, or
 * NULL. */
static struct plan_item *
find_forgotten(struct folder *folder, const char hash[HASH_BYTES])
{
    struct plan *plan = &folder->plan;
    int64_t *index = map_get(&plan->forgotten, plan_content_key(hash));
    for (; index && *index < (int64_t)plan->n_items; ++*index) {
        struct plan_item *item = &plan->items[*index];
        if (item->action == PLAN_VANISHED && !item->is_settled &&
            item->known->outcome == FILE_FORGOTTEN && item->known->has_hash &&
            memcmp(item->known->hash, hash, HASH_BYTES) == 0) {
            return item;
        }
    }
    return NULL;
}

/** A forgotten file has another name: it stays forgotten. */
static enum status
settle_forgotten(struct folder *folder, const struct plan_item *item,
                 struct plan_item *old, const struct prepared *prepared,
                 struct error *error)
{
    struct file_row row = *old->known;
    row.path = slice_of(item->found->path);
    row.stamp = prepared->stamp;
    old->is_settled = true;
    TRY(writer_save_file(folder->batch->writer, &row, &row.id, error));
    return note(folder, item->found->path, &row, INDEX_FORGOTTEN, error);
}

/** The file that is to be read, of a row that was there before; or NULL. */
static const struct plan_item *
find_read(const struct folder *folder, int64_t file)
{
    const struct plan *plan = &folder->plan;
    for (size_t i = 0; i < plan->n_reads; i++) {
        const struct plan_item *item = &plan->items[plan->reads[i]];
        if (item->known && item->known->id == file) {
            return item;
        }
    }
    return NULL;
}

/** The file of the same recording that had a file's content, and may have
 * handed it on; or NULL. */
static const struct plan_item *
find_giver(const struct folder *folder, const struct plan_item *item,
           const struct prepared *prepared, const struct file_row *original)
{
    if (!item->known || item->known->outcome == FILE_COPY ||
        item->known->recording != original->recording) {
        return NULL;
    }
    /* What it was read with in this run, it has. */
    const struct plan_item *other = find_read(folder, original->id);
    return other && has_known_content(other, prepared) ? other : NULL;
}

/** Whether two files of one recording exchanged their contents, or handed
 * them on: then what the archive knows of the other one is no more true, and
 * each is read at its place.  The other file is looked into. */
static enum status
has_moved_inside(const struct folder *folder, const struct plan_item *other,
                 bool *has_moved, struct error *error)
{
    *has_moved = false;
    if (!other) {
        return ST_OK;
    }
    struct prepared *now = prepared_new(folder->root, other->found->path);
    if (!now) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *has_moved = now->is_read && !has_known_content(other, now);
    prepared_free(now);
    return ST_OK;
}

/** Settle a file whose content is that of another one: renamed, or a copy.
 * *is_settled is false where it is neither. */
static enum status
settle_as_known(struct folder *folder, struct plan_item *item,
                struct prepared *prepared, bool *is_settled,
                struct error *error)
{
    /* Each round settles the file or removes another one. */
    for (*is_settled = false; !*is_settled;) {
        struct file_row original = {.id = item->known ? item->known->id : 0};
        const enum status status = writer_find_content(
            folder->batch->writer, prepared->hash, &original, error);
        if (status != ST_OK) {
            return status == ST_NOT_FOUND ? ST_OK : status;
        }
        bool has_moved;
        TRY(has_moved_inside(folder,
                             find_giver(folder, item, prepared, &original),
                             &has_moved, error));
        if (has_moved) {
            return ST_OK;
        }
        struct plan_item *old = find_vanished(folder, original.id);
        if (old) {
            /* Where it can not have the other's recording, because its name
             * has one, the other is removed. */
            TRY(can_rename(folder, item, old, is_settled, error));
            TRY(*is_settled ? settle_renamed(folder, item, old, prepared, error)
                            : remove_file(folder, old, error));
        } else {
            *is_settled = true;
            TRY(settle_copy(folder, item, &original, prepared, error));
        }
    }
    return ST_OK;
}

enum status
settle_read(struct folder *folder, struct plan_item *item,
            struct prepared *prepared, struct error *error)
{
    TRY(batch_open(folder->batch, error));
    if (item->known) {
        TRY(writer_refresh(folder->batch->writer, item->known, error));
    }
    if (!prepared->is_read) {
        return prepared->status == ST_NO_MEMORY
                   ? error_set(error, ST_NO_MEMORY, "out of memory")
                   : settle_failure(folder, item, prepared, error);
    }
    struct plan_item *forgotten =
        item->known ? NULL : find_forgotten(folder, prepared->hash);
    if (forgotten) {
        return settle_forgotten(folder, item, forgotten, prepared, error);
    }
    const bool is_stale = item->known && item->known->stamp.mtime_ns < 0;
    /* What was skipped may be of a format that is known by now. */
    const bool was_skipped =
        item->known && item->known->outcome == FILE_SKIPPED;
    if (has_known_content(item, prepared) && !is_stale && !was_skipped) {
        return settle_touched(folder, item, prepared, error);
    }
    if (item->known && item->known->outcome == FILE_ALTERNATE &&
        !folder->is_again) {
        TRY(writer_mark_copies(folder->batch->writer, item->known->id, error));
    }
    bool is_settled;
    TRY(settle_as_known(folder, item, prepared, &is_settled, error));
    if (is_settled) {
        return ST_OK;
    }
    if (!prepared->is_parsed && prepared->status == ST_OK) {
        folder_parse(folder, prepared, item->found->path);
    }
    if (prepared->status == ST_NO_MEMORY) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return prepared->status == ST_OK
               ? settle_parsed(folder, item, prepared, error)
               : settle_failure(folder, item, prepared, error);
}

enum status
settle_vanished(struct folder *folder, struct error *error)
{
    return remove_vanished(folder, false, error);
}

/** A copy has become the one that its recording is read from: where its name
 * has no recording yet, that of the copy goes by it. */
static enum status
settle_promoted(struct folder *folder, const struct plan_item *item,
                bool *is_settled, struct error *error)
{
    struct writer *writer = folder->batch->writer;
    const struct file_row *row = item->known;
    const struct rendering_key key = {.collection = folder->collection,
                                      .stem = name_stem(row->path)};
    struct rendering rendering = {0};
    TRY(writer_restem(writer, row, &key, error));
    const enum status status =
        writer_find_rendering(writer, &key, &rendering, error);
    *is_settled = status == ST_OK && rendering.recording == row->recording;
    if (*is_settled) {
        TRY(writer_touch_file(writer, row->id, item->found->stamp, error));
    }
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Read one file again and settle it. */
static enum status
settle_again(struct folder *folder, struct file_row *known, struct error *error)
{
    struct plan_item item = {
        .action = PLAN_READ,
        .found = found_find(&folder->found, known->path.data),
        .known = known,
    };
    if (!item.found || item.found->code != ST_OK) {
        return ST_OK;
    }
    bool is_settled = false;
    if (known->outcome == FILE_INDEXED) {
        TRY(settle_promoted(folder, &item, &is_settled, error));
    }
    if (is_settled) {
        return ST_OK;
    }
    struct prepared *prepared = prepared_new(folder->root, item.found->path);
    if (!prepared) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    const enum status status = settle_read(folder, &item, prepared, error);
    prepared_free(prepared);
    return status;
}

enum status
settle_stale(struct folder *folder, struct error *error)
{
    struct writer *writer = folder->batch->writer;
    struct file_row row = {.path = {"", 0}};
    enum status status = batch_open(folder->batch, error);
    folder->is_again = true;
    while (status == ST_OK) {
        status = writer_next_stale(writer, folder->collection, &row, error);
        if (status != ST_OK) {
            break;
        }
        row.path.data = arena_copy(&folder->plan.arena, row.path);
        status = row.path.data
                     ? settle_again(folder, &row, error)
                     : error_set(error, ST_NO_MEMORY, "out of memory");
    }
    folder->is_again = false;
    return status == ST_NOT_FOUND
               ? writer_sweep_recordings(writer, folder->collection, error)
               : status;
}
