/*
 * All samples of tests/format, which README.md describes: good/ and bad/
 * against their expected outcomes, cut/ against themselves cut short, and all
 * of them at every length for crashes.
 */
#include "sample.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static const char *root;

enum { PATH_BYTES = 4096, BYTES_MAX = 64 * 1024 * 1024 };

/** Call `check` with the path of each sample in a folder; returns how many
 * there are. */
static size_t
each_sample(const char *folder, void (*check)(const char *path))
{
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s/%s", root, folder);
    struct dirent **entries;
    const int n = scandir(path, &entries, NULL, alphasort);
    assert_true(n >= 0);
    size_t n_samples = 0;
    for (int i = 0; i < n; i++) {
        const struct slice name = slice_of(entries[i]->d_name);
        if (name.data[0] != '.' && !slice_ends(name, SLICE(".expected"))) {
            snprintf(path, sizeof(path), "%s/%s/%s", root, folder, name.data);
            check(path);
            n_samples++;
        }
        free(entries[i]);
    }
    free(entries);
    return n_samples;
}

/** Read `PATH.expected` without blank lines and comments. */
static void
load_expected(const char *path, struct buffer *expected)
{
    char name[PATH_BYTES];
    snprintf(name, sizeof(name), "%s.expected", path);
    struct buffer raw;
    buffer_init(&raw, BYTES_MAX);
    sample_load(name, &raw);
    const struct slice text = buffer_slice(&raw);
    size_t end;
    for (size_t at = 0; at < text.size; at = end + 1) {
        end = slice_find(text, SLICE("\n"), at);
        if (end > at && text.data[at] != '#') {
            buffer_add_slice(expected, slice_part(text, at, end));
            buffer_add_byte(expected, '\n');
        }
    }
    buffer_finish(&raw);
}

/** The file's name in a path. */
static const char *
base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

static size_t n_failed;

/** Compare a sample with what is expected of it; *actual receives the
 * outcome. */
static void
compare(const char *path, struct buffer *actual)
{
    struct buffer content;
    struct buffer expected;
    buffer_init(&content, BYTES_MAX);
    buffer_init(&expected, BYTES_MAX);
    sample_load(path, &content);
    load_expected(path, &expected);
    struct sample sample;
    sample_parse(&sample, buffer_slice(&content), base_name(path), NULL);
    sample_render(&sample, actual);
    /* A refusal's wording is free to change: only its first words count. */
    const bool is_refusal =
        sample.status != ST_OK && expected.size > 0 &&
        slice_starts(buffer_slice(actual),
                     slice_part(buffer_slice(&expected), 0, expected.size - 1));
    if (!is_refusal &&
        !slice_equal(buffer_slice(actual), buffer_slice(&expected))) {
        fprintf(stderr, "%s\n--- expected\n%.*s--- actual\n%.*s\n", path,
                (int)expected.size, expected.data, (int)actual->size,
                actual->data);
        n_failed++;
    }
    sample_finish(&sample);
    buffer_finish(&expected);
    buffer_finish(&content);
}

/** Whether an outcome tells of anything wrong. */
static bool
is_flawed(struct slice outcome)
{
    return slice_find(outcome, SLICE("complaints "), 0) < outcome.size ||
           slice_find(outcome, SLICE("replaced "), 0) < outcome.size ||
           slice_starts(outcome, SLICE("refused "));
}

/** A sample of good/ meets its expectation and has no flaw. */
static void
check_good(const char *path)
{
    struct buffer actual;
    buffer_init(&actual, BYTES_MAX);
    compare(path, &actual);
    if (is_flawed(buffer_slice(&actual))) {
        fprintf(stderr, "%s: flawed, does not belong here\n", path);
        n_failed++;
    }
    buffer_finish(&actual);
}

/** A sample of bad/ meets its expectation and has a flaw. */
static void
check_bad(const char *path)
{
    struct buffer actual;
    buffer_init(&actual, BYTES_MAX);
    compare(path, &actual);
    if (!is_flawed(buffer_slice(&actual))) {
        fprintf(stderr, "%s: flawless, does not belong here\n", path);
        n_failed++;
    }
    buffer_finish(&actual);
}

/** A copy of the front of some bytes in memory of just that size, so that
 * the sanitizers see a step too far; to be freed. */
static char *
copy_front(struct slice bytes, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes.data, size);
    return copy;
}

/** A sample at every length is parsed or refused, with a reason. */
static void
check_lengths(const char *path)
{
    struct buffer content;
    buffer_init(&content, BYTES_MAX);
    sample_load(path, &content);
    const struct slice bytes = buffer_slice(&content);
    struct sample whole;
    sample_parse(&whole, bytes, base_name(path), NULL);
    for (size_t size = 0; size < bytes.size; size++) {
        char *front = copy_front(bytes, size);
        struct sample cut;
        sample_parse(&cut, (struct slice){front, size}, base_name(path),
                     whole.format);
        if (cut.status != ST_OK && cut.error.text[0] == '\0') {
            fprintf(stderr, "%s: no reason at %zu bytes\n", path, size);
            n_failed++;
        }
        sample_finish(&cut);
        free(front);
    }
    sample_finish(&whole);
    buffer_finish(&content);
}

/** Whether two transcripts agree on a segment. */
static bool
has_same_segment(const struct transcript *a, const struct transcript *b,
                 size_t index)
{
    const struct segment *one = &a->segments[index];
    const struct segment *other = &b->segments[index];
    return one->start_ms == other->start_ms && one->end_ms == other->end_ms &&
           one->speaker == other->speaker && one->kind == other->kind &&
           slice_equal(transcript_segment_text(a, index),
                       transcript_segment_text(b, index));
}

/** Whether all but the last segment of a cut transcript, which may be cut
 * itself, are those of the whole. */
static bool
is_front_of(const struct transcript *cut, const struct transcript *whole)
{
    if (cut->n_segments > whole->n_segments) {
        return false;
    }
    for (size_t i = 0; i + 1 < cut->n_segments; i++) {
        if (!has_same_segment(cut, whole, i)) {
            return false;
        }
    }
    return true;
}

/** A sample of cut/ at every length is the front of the whole, and what stood
 * ahead of a cut transcript's last segment is never lost by more bytes. */
static void
check_cut(const char *path)
{
    struct buffer content;
    buffer_init(&content, BYTES_MAX);
    sample_load(path, &content);
    const struct slice bytes = buffer_slice(&content);
    struct sample whole;
    sample_parse(&whole, bytes, base_name(path), NULL);
    assert_int_equal(whole.status, ST_OK);
    assert_true(whole.transcript.n_segments >= 3);
    size_t n_settled = 0;
    for (size_t size = 0; size <= bytes.size; size++) {
        char *front = copy_front(bytes, size);
        struct sample cut;
        sample_parse(&cut, (struct slice){front, size}, base_name(path),
                     whole.format);
        const size_t n_segments = cut.transcript.n_segments;
        if (!is_front_of(&cut.transcript, &whole.transcript) ||
            n_segments < n_settled) {
            fprintf(stderr, "%s: wrong when cut to %zu bytes\n", path, size);
            n_failed++;
        }
        if (n_segments > n_settled + 1) {
            n_settled = n_segments - 1;
        }
        sample_finish(&cut);
        free(front);
    }
    assert_int_equal(n_settled + 1, whole.transcript.n_segments);
    sample_finish(&whole);
    buffer_finish(&content);
}

/** All samples of good/. */
static void
test_good(void **state)
{
    (void)state;
    n_failed = 0;
    assert_true(each_sample("good", check_good) > 0);
    assert_int_equal(n_failed, 0);
}

/** All samples of bad/. */
static void
test_bad(void **state)
{
    (void)state;
    n_failed = 0;
    assert_true(each_sample("bad", check_bad) > 0);
    assert_int_equal(n_failed, 0);
}

/** All samples of cut/. */
static void
test_cut(void **state)
{
    (void)state;
    n_failed = 0;
    assert_true(each_sample("cut", check_cut) > 0);
    assert_int_equal(n_failed, 0);
}

/** All samples of good/ and bad/ at every length. */
static void
test_lengths(void **state)
{
    (void)state;
    n_failed = 0;
    each_sample("good", check_lengths);
    each_sample("bad", check_lengths);
    assert_int_equal(n_failed, 0);
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_goldens FOLDER\n");
        return EXIT_FAILURE;
    }
    root = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
