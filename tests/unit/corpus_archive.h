/*
 * corpus_archive.h - what tests of the public interface share: an archive of
 * the corpus, and calls that must go well.
 *
 * Include it after cmocka.h.
 */
#ifndef TESTS_UNIT_CORPUS_ARCHIVE_H
#define TESTS_UNIT_CORPUS_ARCHIVE_H

#include "quoth.h"

enum {
    PATH_BYTES = 4096,

    /* Counted in corpus/README.md. */
    N_RECORDINGS = 9,
    N_FILES = 10,    /* README.md is skipped */
    N_SEGMENTS = 625 /* one of 626 has no text */
};

/** A folder with an archive of the corpus, open for reading; every test's
 * state. */
struct fixture {
    char folder[64];
    char archive[96];
    struct quoth *quoth;
};

/** The corpus's folder. */
extern char corpus[PATH_BYTES];

/** A path in the fixture's folder; the last four live. */
const char *path_in(const struct fixture *fixture, const char *name);

/** Open an archive, or fail. */
struct quoth *must_open(const char *path, bool is_writable);

/** Index the corpus into a new archive; gives its handle. */
struct quoth *index_corpus(const char *path);

/** Remove an archive and what lies beside it. */
void remove_archive(const char *path);

/** Check that a failure was told as promised. */
void check_error(const struct quoth_error *error, enum quoth_status status);

/** Search, or fail. */
struct quoth_results *must_search(struct quoth *quoth, const char *query,
                                  unsigned limit, unsigned offset);

/** The number of the recording that a query's first hit is from. */
int64_t recording_of(struct quoth *quoth, const char *query);

/** Make the fixture; remove it, and fail where a test left a file in it. */
int corpus_set_up(void **state);
int corpus_tear_down(void **state);

/** Take the corpus's folder from the command line; false, and said, where it
 * is not there. */
bool corpus_find(int argc, char **argv);

#endif
