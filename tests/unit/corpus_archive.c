/*
 * An archive of the corpus in a folder of its own, made once for all tests of
 * a program.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus_archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char corpus[PATH_BYTES];

const char *
path_in(const struct fixture *fixture, const char *name)
{
    static char paths[4][PATH_BYTES];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, PATH_BYTES, "%s/%s", fixture->folder, name);
    return path;
}

struct quoth *
must_open(const char *path, bool is_writable)
{
    const struct quoth_open_options options = {
        .path = path, .is_writable = is_writable, .busy_ms = 100};
    struct quoth *quoth = NULL;
    struct quoth_error error = {0};
    if (quoth_open(&options, &quoth, &error) != QUOTH_OK) {
        fail_msg("%s: %s", path, error.text);
    }
    assert_non_null(quoth);
    return quoth;
}

struct quoth *
index_corpus(const char *path)
{
    struct quoth *quoth = must_open(path, true);
    const char *const roots[] = {corpus};
    const struct quoth_index_options options = {.roots = roots, .n_roots = 1};
    assert_int_equal(quoth_index(quoth, &options, NULL, NULL), QUOTH_OK);
    return quoth;
}

int
corpus_set_up(void **state)
{
    static struct fixture fixture = {.folder = "/tmp/quoth-test-api-XXXXXX"};
    if (!mkdtemp(fixture.folder)) {
        return -1;
    }
    snprintf(fixture.archive, sizeof(fixture.archive), "%s/corpus.db",
             fixture.folder);
    quoth_close(index_corpus(fixture.archive));
    fixture.quoth = must_open(fixture.archive, false);
    *state = &fixture;
    return 0;
}

void
remove_archive(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char name[PATH_BYTES];
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        unlink(name);
    }
}

int
corpus_tear_down(void **state)
{
    struct fixture *fixture = *state;
    quoth_close(fixture->quoth);
    remove_archive(fixture->archive);
    return rmdir(fixture->folder);
}

void
check_error(const struct quoth_error *error, enum quoth_status status)
{
    assert_int_equal(error->status, status);
    const size_t size = strlen(error->text);
    assert_true(size > 0 && error->text[size - 1] != '.');
    assert_true(error->line >= 0 && error->column >= 0);
}

struct quoth_results *
must_search(struct quoth *quoth, const char *query, unsigned limit,
            unsigned offset)
{
    const struct quoth_search_options options = {
        .query = query, .limit = limit, .offset = offset};
    struct quoth_results *results = NULL;
    struct quoth_error error = {0};
    const enum quoth_status status =
        quoth_search(quoth, &options, &results, &error);
    if (status != QUOTH_OK) {
        fail_msg("`%.60s`: %s", query, error.text);
    }
    assert_non_null(results);
    return results;
}

int64_t
recording_of(struct quoth *quoth, const char *query)
{
    struct quoth_results *results = must_search(quoth, query, 1, 0);
    assert_int_equal(results->n_hits, 1);
    const int64_t id = results->hits[0].recording->id;
    quoth_results_free(results);
    return id;
}

bool
corpus_find(int argc, char **argv)
{
    if (argc != 2 || !realpath(argv[1], corpus)) {
        fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return false;
    }
    return true;
}
