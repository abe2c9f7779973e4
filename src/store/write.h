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
#include "base/profile.h"
#include "base/slice.h"
#include "text/transcript.h"
#include "store/postings.h"

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
    int64_t richness;  /**< the more it tells, the higher */
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
    struct postings *speech; /**< of what is indexed; the writer's, once it is
                                  saved, and the caller's empty */
    struct postings *markers;
    char checksum[HASH_BYTES];

    int64_t replaces; /**< the transcript that goes for this one; 0: none */
    bool is_face;     /**< whether title, date, ... become the recording's */

    struct slice stem; /**< names the recording in its collection */
    struct slice title;
    struct slice language; /**< this and what follows: empty for none */
    struct slice date;
    struct slice url;
    struct slice media;
    int64_t duration_ms; /**< 0 where nobody tells: what is said last counts,
                              as where it ends later */
};

/** How a recording is indexed in one language. */
struct rendering {
    int64_t recording;
    int64_t transcript; /**< 0 where there is none in that language */
    int64_t file;       /**< of the transcript */
    int64_t richness;   /**< of the file */
    int64_t face;       /**< the recording's first transcript; 0 for none */
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

/** How to wait for another process that writes. */
struct writer_wait {
    int busy_ms; /**< how long; 0: ten seconds */

    /** Called now and then, with the number of that process, or 0 where it is
     * not known; false ends the waiting; may be NULL. */
    bool (*on_wait)(void *context, int64_t process);
    void *context;
};

/** As writer_open(), telling for whom it waits. */
enum status writer_open_waiting(const char *path,
                                const struct writer_wait *wait,
                                struct writer **writer, struct error *error);

/** Undo what is not committed, fold the log into the archive, free. NULL is
 * allowed. */
void writer_close(struct writer *writer);

/** Measure from now on where time goes; NULL ends that.  The profile is the
 * caller's. */
void writer_measure(struct writer *writer, struct profile *profile);

enum status writer_begin(struct writer *writer, struct error *error);
enum status writer_commit(struct writer *writer, struct error *error);

/** As writer_commit(), where more batches will follow: the vocabulary (the
 * table `term`) may be left behind, and is marked so, until writer_commit()
 * brings it up.  Where that does not come, the next writer's does. */
enum status writer_commit_part(struct writer *writer, struct error *error);

void writer_rollback(struct writer *writer);

/** Merge what many commits left in the index, in a transaction of its own;
 * completely, when a good part of the archive is new; and bring the vocabulary
 * up to date.  Then shrink the file, where much of it is free. */
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

/** Find another file than found->id with this content that is indexed or an
 * alternate; ST_NOT_FOUND without one.  Then id, collection and recording of
 * *found are set. */
enum status writer_find_content(struct writer *writer,
                                const char hash[HASH_BYTES],
                                struct file_row *found, struct error *error);

/** A recording in its collection, and a language in it. */
struct rendering_key {
    int64_t collection;
    struct slice stem;
    struct slice language; /**< one that is not known goes with any */
};

/** Find the recording of a stem, and its transcript in a language;
 * ST_NOT_FOUND where there is no such recording. */
enum status writer_find_rendering(struct writer *writer,
                                  const struct rendering_key *key,
                                  struct rendering *rendering,
                                  struct error *error);

/** The transcript that was read from a file; 0 for none. */
enum status writer_transcript_of(struct writer *writer, int64_t file,
                                 int64_t *transcript, struct error *error);

/** Let the recording of a file have another stem, if that is free and nothing
 * else is indexed of it: its number stays with what it said. */
enum status writer_restem(struct writer *writer, const struct file_row *file,
                          const struct rendering_key *key, struct error *error);

/** Insert a file (id 0), or update it; *id receives the row's number. */
enum status writer_save_file(struct writer *writer, const struct file_row *file,
                             int64_t *id, struct error *error);

/** Read a known file's outcome and recording again, and whether it must be
 * read again: work on other files may have changed them. */
enum status writer_refresh(struct writer *writer, struct file_row *file,
                           struct error *error);

/** A file has new content: where its recording has a copy elsewhere, the
 * copy gets it, and file->recording becomes 0. The row must be fresh and own
 * its recording. */
enum status writer_part_from_copies(struct writer *writer,
                                    struct file_row *file, struct error *error);

/** A file loses its content: if it owns a recording, a copy gets that, or it
 * is removed; copies of an alternate are read again. The file's row stays. */
enum status writer_release(struct writer *writer, int64_t id,
                           struct error *error);

/** Remove a transcript with its index, lines and speakers. */
enum status writer_drop_transcript(struct writer *writer, int64_t transcript,
                                   struct error *error);

/** A richer file takes the place of an indexed one. */
enum status writer_make_alternate(struct writer *writer, int64_t file,
                                  struct error *error);

/** Have the other files of a recording read again: one of them may be the
 * richest now. */
enum status writer_mark_stale(struct writer *writer, int64_t recording,
                              int64_t but_not, struct error *error);

/** Have the copies of a file read again: it loses what they copy. */
enum status writer_mark_copies(struct writer *writer, int64_t file,
                               struct error *error);

/** The next known file of a collection that must be read again, after the
 * path of *file; ST_NOT_FOUND at the end.  The path is borrowed until the
 * writer is used again. */
enum status writer_next_stale(struct writer *writer, int64_t collection,
                              struct file_row *file, struct error *error);

/** Remove the recordings of a collection that have no transcript. */
enum status writer_sweep_recordings(struct writer *writer, int64_t collection,
                                    struct error *error);

/** Release a file and remove its row. */
enum status writer_remove_file(struct writer *writer, int64_t id,
                               struct error *error);

/** A file has another size or time, and the same content. */
enum status writer_touch_file(struct writer *writer, int64_t id,
                              struct file_stamp stamp, struct error *error);

/** A file has file->path and file->stamp now; its recording gets the facts,
 * its text stays. The row is refreshed. */
enum status writer_rename_file(struct writer *writer, struct file_row *file,
                               const struct new_transcript *facts,
                               struct error *error);

/** Store a transcript of the file, which must be saved; replaces the
 * one it had. *recording receives the recording's number. */
enum status writer_save_transcript(struct writer *writer,
                                   const struct file_row *file,
                                   const struct new_transcript *new,
                                   int64_t *recording, struct error *error);

/** What somebody tells of a recording; empty, or 0, where he does not. */
struct recording_facts {
    struct slice title;
    struct slice date;
    struct slice url;
    int64_t duration_ms;
};

/** Whether something is told that the archive has otherwise; a duration only
 * where it is longer. */
enum status writer_compare_facts(struct writer *writer, int64_t recording,
                                 const struct recording_facts *told,
                                 bool *differ, struct error *error);

/** Forget a recording: its transcript goes, its files stay as forgotten.
 * ST_NOT_FOUND where there is none. */
enum status writer_forget_recording(struct writer *writer, int64_t recording,
                                    int64_t *n_files, struct error *error);

/** Remove a collection, by name or root, with all it holds; ST_NOT_FOUND
 * where there is none. */
enum status writer_forget_collection(struct writer *writer, struct slice what,
                                     int64_t *n_recordings, int64_t *n_files,
                                     struct error *error);

/** A transcript as the archive keeps it, to be indexed anew. */
struct kept_transcript {
    int64_t id;
    char checksum[HASH_BYTES]; /**< as it was when the transcript came in */
    struct transcript transcript;
    struct kept_segment {
        int64_t seq;
        int64_t line;
        int64_t speaker; /**< row, or 0 */
        enum line_kind kind;
    } * segments; /**< as many as the transcript has */
    size_t capacity;

    /* To be filled in before writer_index_again(). */
    struct buffer speech;  /**< token stream */
    struct buffer markers; /**< token stream */

    /** Set by writer_index_again(): the times of the words were damaged, and
     * are gone. */
    bool has_lost_times;
};

/** What a rebuild finds at its start. */
struct rebuild_start {
    int64_t n_transcripts; /**< to index again */
    int64_t n_odd; /**< rows of facts that are not what they were; what tells
                        them is read again */
};

/** Begin to make the index anew, in an open batch: both indexes are emptied,
 * those of tables are made anew. */
enum status writer_rebuild_begin(struct writer *writer,
                                 struct rebuild_start *start,
                                 struct error *error);

/** Read the transcript after the one in `kept`, which starts zeroed;
 * ST_NOT_FOUND after the last.  End with kept_transcript_finish(). */
enum status writer_rebuild_next(struct writer *writer,
                                struct kept_transcript *kept,
                                struct error *error);

/** Index it again: the transcript's hashes, repeats and numbers of tokens and
 * the streams are set.  Times of words follow their words. */
enum status writer_index_again(struct writer *writer,
                               struct kept_transcript *kept,
                               struct error *error);

void kept_transcript_finish(struct kept_transcript *kept);

/** Have a transcript's file read again, whatever it looks like. */
enum status writer_mark_damaged(struct writer *writer, int64_t transcript,
                                struct error *error);

/** Make the voices and how often a line is said anew, and have the files of
 * recordings that lost their transcript read again; before the commit, which
 * makes the vocabulary. */
enum status writer_rebuild_end(struct writer *writer, struct error *error);

#endif
