/*
 * names.h - what the name of a file tells about its recording.
 */
#ifndef QUOTH_INGEST_NAMES_H
#define QUOTH_INGEST_NAMES_H

#include "base/arena.h"
#include "base/slice.h"
#include "ingest/walk.h"

#include <stdbool.h>

/** The last part of a path. */
struct slice name_of_path(struct slice path);

/** Whether a file is called like a transcript: `.srt`, `.txt`, ... */
bool name_is_transcript(struct slice path);

/** Whether many files that are no transcripts are called so too: `.txt`. */
bool name_is_ambiguous(struct slice path);

/** Whether a file is called like audio or video: `.mp3`, ... */
bool name_is_media(struct slice path);

/**
 * A path without what transcribers append: the format's ending, then a
 * language (`.en`, `.pt-BR`, `.eng`) with `.transcript`, `.cc` and the like
 * before or behind it, then a media ending, each at most once: `a/ep1.mp3.srt`,
 * `a/ep1.en.vtt`, `a/ep1.transcript.vtt` and `a/ep1.txt` are all `a/ep1`.
 */
struct slice name_file_stem(struct slice path);

/**
 * The stem of the recording that a file of a stem belongs to: its own, or the
 * folder of a name that many recordings' files have, without a last folder
 * that is a language: `a/ep1/captions` and `a/ep1/english/word_timings` are
 * both `a/ep1`.  Where no folder tells anything either, its own.
 */
struct slice name_recording(struct slice stem);

/** The stem of a file's recording: name_recording() of name_file_stem(). */
struct slice name_stem(struct slice path);

/** A title for people: the stem's last part, or that of the nearest folder
 * which tells anything; underscores as spaces. NULL without memory. */
const char *name_title(struct arena *arena, struct slice path);

enum { NAME_DATE_BYTES = 11 /**< YYYY-MM-DD and a NUL */ };

/**
 * A calendar date in the last part, or in the folder that a recording is called
 * by, as YYYY-MM-DD.  There it is written so, with underscores or dots, or in
 * this or the last century with nothing between (Zoom, Teams, yt-dlp).
 * Returns false, and no text, without.
 */
bool name_date(struct slice path, char date[NAME_DATE_BYTES]);

/** A YouTube video's id in brackets at the stem's end, as yt-dlp names files:
 * `A talk [dQw4w9WgXcQ].en.vtt`; empty without. */
struct slice name_video(struct slice path);

/** What stands between stem and ending and tells a language, as written, for
 * language_tag(): `en`, `pt-BR`, `eng`, `English`; of generic names else what
 * the folder tells; empty without. */
struct slice name_language(struct slice path);

/** The audio or video file of the same recording among what was found; empty
 * without.  Lives as long as `found`. */
struct slice name_media(const struct found *found, struct slice path);

/** The `.info.json` of the same recording, likewise. */
struct slice name_info(const struct found *found, struct slice path);

#endif
