/*
 * One file at a time: unchanged, touched, renamed, a copy, new, changed,
 * not a transcript, or failed.
 *
 * A file that can not be read since it changed keeps what was indexed of it
 * before: a half-written file at night must not cost a recording.
 */
#include "ingest/settle.h"

#include "ingest/names.h"

#include <string.h>

/** A stamp that no file has: it will be read again next time. */
static const struct file_stamp no_stamp = {-1, -1};

/** The first 64 bits of a content hash, as plan.hashes has them. */
static uint64_t
short_hash(const struct prepared *prepared)
{
    uint64_t bits;
    memcpy(&bits, prepared->hash, sizeof(bits));
    return bits;
}

bool
folder_knows(const struct folder *folder, const struct prepared *prepared)
{
    return map_get(&folder->plan.hashes, short_hash(prepared)) != NULL;
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

enum status
settle_unread(struct folder *folder, struct error *error)
{
    for (size_t i = 0; i < folder->plan.n_items; i++) {
        const struct plan_item *item = &folder->plan.items[i];
        if (item->action == PLAN_UNCHANGED) {
            TRY(note(folder, item->found->path, item->known,
                     outcome_again(item->known), error));
        } else if (item->action == PLAN_REFUSED) {
            TRY(settle_refused(folder, item->found, error));
        }
    }
    return ST_OK;
}

/** Whether a failure means that the file never wanted to be a transcript. */
static bool
is_something_else(enum status code, struct slice path)
{
    switch (code) {
    case ST_NOT_A_TRANSCRIPT:
        return !name_is_transcript(path) || name_is_ambiguous(path);
    case ST_EMPTY:
    case ST_TOO_LARGE:
    case ST_LINE_TOO_LONG:
        return !name_is_transcript(path);
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

/** Record a file that could not be indexed. */
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
    row.recording = owns ? item->known->recording : 0;
    row.code = prepared->status;
    row.line = prepared->error.line;
    row.column = prepared->error.column;
    row.message = slice_of(prepared->error.text);
    int64_t id;
    TRY(writer_save_file(folder->batch->writer, &row, &id, error));
    return note(folder, path, &row,
                row.outcome == FILE_SKIPPED ? INDEX_SKIPPED : INDEX_FAILED,
                error);
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
    new->stem = path;
    new->title = buffer_slice(&transcript->title);
    if (new->title.size == 0) {
        const char *title = name_title(&folder->batch->arena, path);
        if (!title) {
            return ST_NO_MEMORY;
        }
        new->title = slice_of(title);
    }
    new->language = transcript->language.size > 0
                        ? buffer_slice(&transcript->language)
                        : name_language(path);
    new->date = transcript->date.size > 0 ? buffer_slice(&transcript->date)
                                          : name_date(path);
    new->url = buffer_slice(&transcript->url);
    new->media = name_media(&folder->found, path);
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
    struct file_row row = *old->known;
    row.path = slice_of(item->found->path);
    row.stamp = prepared->stamp;
    if (!prepared->is_parsed) {
        prepared_parse(prepared, item->found->path);
    }
    struct new_transcript new = {0};
    if (collect_facts(folder, item, prepared, &new) != ST_OK) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    TRY(writer_rename_file(folder->batch->writer, &row, new.stem, new.title,
                           error));
    old->is_settled = true;
    return note(folder, item->found->path, &row, INDEX_RENAMED, error);
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

/** Store a transcript that is new or changed. */
static enum status
settle_indexed(struct folder *folder, struct plan_item *item,
               struct prepared *prepared, struct error *error)
{
    const struct transcript *transcript = &prepared->transcript;
    struct writer *writer = folder->batch->writer;
    struct file_row row = row_of(folder, item, prepared);
    row.outcome = FILE_INDEXED;
    row.format = slice_of(prepared->format->name);
    row.n_complaints = transcript->n_complaints;
    if (transcript->n_complaints > 0) {
        row.code = transcript->complaint.status;
        row.line = transcript->complaint.line;
        row.column = transcript->complaint.column;
        row.message = slice_of(transcript->complaint.text);
    }
    if (item->known && file_owns_recording(item->known)) {
        TRY(writer_part_from_copies(writer, &row, error));
    } else {
        row.recording = 0;
    }
    TRY(writer_save_file(writer, &row, &row.id, error));
    struct new_transcript new = {
        .transcript = transcript,
        .speech = buffer_slice(&prepared->speech),
        .markers = buffer_slice(&prepared->markers),
    };
    memcpy(new.checksum, prepared->checksum, HASH_BYTES);
    if (collect_facts(folder, item, prepared, &new) != ST_OK) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    TRY(writer_save_transcript(writer, &row, &new, &row.recording, error));
    folder->batch->n_transcripts++;
    folder->batch->n_segments += (int64_t)transcript->n_segments;
    return note(folder, item->found->path, &row, INDEX_INDEXED, error);
}

/** Whether this very file was known with this content. */
static bool
is_known_content(const struct plan_item *item, const struct prepared *prepared)
{
    return item->known && item->known->has_hash &&
           memcmp(item->known->hash, prepared->hash, HASH_BYTES) == 0;
}

enum status
settle_read(struct folder *folder, struct plan_item *item,
            struct prepared *prepared, struct error *error)
{
    struct file_row original;
    TRY(batch_open(folder->batch, error));
    if (item->known) {
        TRY(writer_refresh(folder->batch->writer, item->known, error));
    }
    if (!prepared->is_read) {
        return prepared->status == ST_NO_MEMORY
                   ? error_set(error, ST_NO_MEMORY, "out of memory")
                   : settle_failure(folder, item, prepared, error);
    }
    if (is_known_content(item, prepared)) {
        return settle_touched(folder, item, prepared, error);
    }
    const enum status status = writer_find_content(
        folder->batch->writer, prepared->hash, &original, error);
    if (status == ST_OK) {
        struct plan_item *old =
            item->known ? NULL : find_vanished(folder, original.id);
        return old ? settle_renamed(folder, item, old, prepared, error)
                   : settle_copy(folder, item, &original, prepared, error);
    }
    if (status != ST_NOT_FOUND) {
        return status;
    }
    if (!prepared->is_parsed && prepared->status == ST_OK) {
        prepared_parse(prepared, item->found->path);
    }
    if (prepared->status == ST_NO_MEMORY) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return prepared->status == ST_OK
               ? settle_indexed(folder, item, prepared, error)
               : settle_failure(folder, item, prepared, error);
}

/** Remove the vanished files that are copies, or those that are not. */
static enum status
remove_vanished(struct folder *folder, bool are_copies, struct error *error)
{
    for (size_t i = 0; i < folder->plan.n_items; i++) {
        const struct plan_item *item = &folder->plan.items[i];
        if (item->action != PLAN_VANISHED || item->is_settled ||
            (item->known->outcome == FILE_COPY) != are_copies) {
            continue;
        }
        TRY(batch_open(folder->batch, error));
        TRY(writer_remove_file(folder->batch->writer, item->known->id, error));
        TRY(note(folder, item->known->path.data, item->known, INDEX_REMOVED,
                 error));
    }
    return ST_OK;
}

enum status
settle_vanished(struct folder *folder, struct error *error)
{
    /* Copies first: a recording is not handed to one that is gone too. */
    TRY(remove_vanished(folder, true, error));
    return remove_vanished(folder, false, error);
}
