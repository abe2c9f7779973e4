/*
 * write.h - the writing half of the store.
 *
 * One writer per archive, held by a lock file beside it.  Everything happens
 * between writer_begin() and writer_commit(); after any failure the batch is
 * undone with writer_rollback() and the archive is as it was before.
 */
#ifndef QUOTH_STORE_WRITE_H
#define QUOTH_STORE_WRITE_H

#include "base/error.h"
#include "base/file.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

enum { HASH_BYTES = 16 };

/** What the archive keeps of a file: file.outcome. */
enum file_outcome {
    FILE_INDEXED,
    FILE_ALTERNATE,
    FILE_COPY,
    FILE_SKIPPED,
    FILE_FAILED,
    FILE_FORGOTTEN,
};

/** A row of the table `file`.  Slices are borrowed. */
struct file_row {
    int64_t id; /**< 0 for one that is not in the table */
    int64_t collection;
    struct slice path; /**< from the collection's root */
    struct file_stamp stamp;
    bool has_hash;
    char hash[HASH_BYTES]; /**< XXH3-128 of the content */
    struct slice format;   /**< empty for none */
    enum file_outcome outcome;
    int64_t recording; /**< 0 for none */
    int64_t n_complaints;
    enum status code; /**< of the failure or first complaint */
    int64_t line;
    int64_t column;
    struct slice message; /**< empty for none */
};

/** Whether the file's recording was read from it: it is indexed, or was and
 * can not be read since it changed. */
static inline bool
file_owns_recording(const struct file_row *row)
{
    return row->recording > 0 &&
           (row->outcome == FILE_INDEXED || row->outcome == FILE_FAILED);
}

/** A transcript ready to be stored, with the facts of its recording. */
struct new_transcript {
    /** With hash, n_tokens and is_repeat of each segment set. */
    const struct transcript *transcript;
    struct slice speech;  /**< token stream of the indexed speech */
    struct slice markers; /**< token stream of the indexed markers */
    char checksum[HASH_BYTES];

    struct slice stem; /**< names the recording in its collection */
    struct slice title;
    struct slice language; /**< this and what follows: empty for none */
    struct slice date;
    struct slice url;
    struct slice media;
};

struct writer;

/**
 * Open the archive at `path` for writing; make it where it is not there.
 *
 * Returns ST_OK, and the writer to be ended with writer_close();
 * ST_BUSY when another process writes; ST_NOT_AN_ARCHIVE, ST_NEWER_ARCHIVE,
 * ST_READ_ONLY, ST_IO, ST_DISK_FULL, ST_DAMAGED, ST_NO_MEMORY.
 */
enum status writer_open(const char *path, int busy_ms, struct writer **writer,
                        struct error *error);

/** Undo what is not committed, fold the log into the archive, free. NULL is
 * allowed. */
void writer_close(struct writer *writer);

enum status writer_begin(struct writer *writer, struct error *error);
enum status writer_commit(struct writer *writer, struct error *error);
void writer_rollback(struct writer *writer);

/** Merge what many commits left in the index, in a transaction of its own;
 * completely, when a good part of the archive is new. */
enum status writer_tidy(struct writer *writer, int64_t n_new_transcripts,
                        struct error *error);

/** Find or make the collection of a root.  A name that is not empty becomes
 * its name; else a new one is called as the root's last part. */
enum status writer_collection(struct writer *writer, struct slice root,
                              struct slice name, int64_t *collection,
                              struct error *error);

/** Tell every file of a collection in the order of path bytes; each is valid
 * until the callback returns; other than ST_OK ends the loop. */
enum status writer_each_file(struct writer *writer, int64_t collection,
                             enum status (*on_file)(void *context,
                                                    const struct file_row *row),
                             void *context, struct error *error);

/** Find a file that is indexed with this content; ST_NOT_FOUND without one.
 * Only id, collection and recording of *row are set. */
enum status writer_find_content(struct writer *writer,
                                const char hash[HASH_BYTES],
                                struct file_row *row, struct error *error);

/** Insert a file (id 0), or update it; *id receives the row's number. */
enum status writer_save_file(struct writer *writer, const struct file_row *row,
                             int64_t *id, struct error *error);

/** Read a known file's outcome and recording again: work on other files may
 * have changed them. */
enum status writer_refresh(struct writer *writer, struct file_row *row,
                           struct error *error);

/** A file has new content: where its recording has a copy elsewhere, the
 * copy gets it, and row->recording becomes 0. The row must be fresh and own
 * its recording. */
enum status writer_part_from_copies(struct writer *writer, struct file_row *row,
                                    struct error *error);

/** Take a file's recording from it, if it owns one: a copy gets it, or it is
 * removed. The file's row stays. */
enum status writer_release(struct writer *writer, int64_t file,
                           struct error *error);

/** Release a file and remove its row. */
enum status writer_remove_file(struct writer *writer, int64_t file,
                               struct error *error);

/** A file has another size or time, and the same content. */
enum status writer_touch_file(struct writer *writer, int64_t file,
                              struct file_stamp stamp, struct error *error);

/** A file has row->path and row->stamp now; `stem` and `title` are its
 * recording's new ones. The row is refreshed. */
enum status writer_rename_file(struct writer *writer, struct file_row *row,
                               struct slice stem, struct slice title,
                               struct error *error);

/** Store a transcript of the file `row`, which must be saved; replaces the
 * one it had. *recording receives the recording's number. */
enum status writer_save_transcript(struct writer *writer,
                                   const struct file_row *row,
                                   const struct new_transcript *transcript,
                                   int64_t *recording, struct error *error);

/** Forget a recording: its transcript goes, its files stay as forgotten.
 * ST_NOT_FOUND where there is none. */
enum status writer_forget_recording(struct writer *writer, int64_t recording,
                                    int64_t *n_files, struct error *error);

/** Remove a collection, by name or root, with all it holds; ST_NOT_FOUND
 * where there is none. */
enum status writer_forget_collection(struct writer *writer, struct slice what,
                                     int64_t *n_recordings, int64_t *n_files,
                                     struct error *error);

#endif
