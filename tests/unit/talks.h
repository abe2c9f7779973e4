/*
 * talks.h - what tests of the query layer share: an archive of a few talks
 * that the test writes itself.
 *
 * Include it after cmocka.h.
 */
#ifndef TESTS_UNIT_TALKS_H
#define TESTS_UNIT_TALKS_H

#include "base/buffer.h"
#include "store/read.h"

enum { TALKS_MAX = 16 };

/** Talks, and the archive they are in. */
struct talks {
    char folder[64];
    char archive[96];
    char *files[TALKS_MAX]; /**< owned */
    size_t n_files;
    struct buffer content; /**< of the talk that is being written */
    int64_t end_ms;        /**< of its last caption */
    struct reader *reader; /**< after talks_open(), reading */
};

/** Begin without talks. */
void talks_start(struct talks *talks);

/** Append a SubRip caption to the talk that is being written. */
void talks_say_at(struct talks *talks, int64_t start_ms, int64_t end_ms,
                  const char *text);

/** Append a caption of four seconds after the last one. */
void talks_say(struct talks *talks, const char *text);

/** End the talk that is being written: it is `name`.srt. */
void talks_end(struct talks *talks, const char *name);

/** A file of any format in the place of captions. */
void talks_write(struct talks *talks, const char *name, const char *content);

/** Index the talks and begin to read. */
void talks_open(struct talks *talks);

/** The number of the transcript whose file begins so. */
int64_t talks_find(const struct talks *talks, const char *name);

/** The beginning of a transcript's file, up to its first full stop; lives
 * until the next call. */
const char *talks_name(const struct talks *talks, int64_t transcript);

/** End, and remove all files. */
void talks_finish(struct talks *talks);

#endif
