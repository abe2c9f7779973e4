/*
 * test_upkeep.c - checking, rebuilding and backing up by the public interface:
 * what is told on the way, and that stopping leaves everything as it was.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus_archive.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Who watches a call, and stops it when he was asked so often. */
struct watcher {
    int stop_at; /**< -1: never */
    int n_asked;
    int n_told;
    int n_problems;
    bool is_odd; /**< something was told that makes no sense */
    struct quoth_headway last;
};

static void
on_problem(void *context, const struct quoth_problem *problem)
{
    struct watcher *watcher = context;
    watcher->n_problems++;
    watcher->is_odd |= !problem->what[0];
}

static void
on_headway(void *context, const struct quoth_headway *now)
{
    struct watcher *watcher = context;
    const struct quoth_headway *last = &watcher->last;
    const bool is_same = last->doing && !strcmp(last->doing, now->doing);
    watcher->n_told++;
    watcher->is_odd |= !now->doing[0] || now->n_done < 0 ||
                       (now->n > 0 && now->n_done > now->n) ||
                       now->elapsed_ms < last->elapsed_ms ||
                       (is_same && now->n_done < last->n_done);
    watcher->last = *now;
}

static bool
should_stop(void *context)
{
    struct watcher *watcher = context;
    return watcher->n_asked++ == watcher->stop_at;
}

/** A watch for a watcher. */
static struct quoth_watch
watch_of(struct watcher *watcher)
{
    return (struct quoth_watch){on_problem, on_headway, should_stop, watcher};
}

/** Fail where anything but these lies in the fixture's folder. */
static void
assert_no_parts(const struct fixture *fixture)
{
    DIR *folder = opendir(fixture->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        assert_null(strstr(entry->d_name, ".part-"));
    }
    closedir(folder);
}

static void
test_names(void **state)
{
    (void)state;
    assert_string_equal(quoth_remedy_name(QUOTH_REMEDY_REBUILD), "rebuild");
    assert_string_equal(quoth_remedy_name(QUOTH_REMEDY_INDEX), "index");
    assert_string_equal(quoth_remedy_name(QUOTH_REMEDY_RESTORE), "restore");
    assert_string_equal(quoth_remedy_name((enum quoth_remedy)3), "unknown");
}

static void
test_bad_arguments(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_error error = {0};
    const struct quoth_backup_options nowhere = {.path = ""};
    const struct quoth_backup_options there = {.path = "x"};
    struct quoth *quoth = fixture->quoth;
    assert_int_equal(quoth_check_watched(NULL, true, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_rebuild(NULL, NULL, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_rebuild(quoth, NULL, NULL, &error), QUOTH_READ_ONLY);
    check_error(&error, QUOTH_READ_ONLY);
    assert_int_equal(quoth_backup(NULL, &there, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_backup(quoth, NULL, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_backup(quoth, &nowhere, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
}

/** A full check counts the transcripts, and can be stopped at any of them. */
static void
test_check(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_error error = {0};
    struct watcher watcher = {.stop_at = -1};
    struct quoth_watch watch = watch_of(&watcher);
    assert_int_equal(quoth_check_watched(fixture->quoth, true, &watch, NULL),
                     QUOTH_OK);
    assert_false(watcher.is_odd);
    assert_int_equal(watcher.n_problems, 0);
    assert_true(watcher.n_told >= N_RECORDINGS);
    const int n_asked = watcher.n_asked;
    assert_true(n_asked >= N_RECORDINGS);
    for (int i = 0; i < n_asked; i++) {
        watcher = (struct watcher){.stop_at = i};
        watch = watch_of(&watcher);
        assert_int_equal(
            quoth_check_watched(fixture->quoth, true, &watch, &error),
            QUOTH_INTERRUPTED);
        check_error(&error, QUOTH_INTERRUPTED);
    }
    assert_int_equal(quoth_check_watched(fixture->quoth, true, NULL, NULL),
                     QUOTH_OK);
}

/** A rebuild that is stopped anywhere leaves a sound archive, and may go
 * through the next time. */
static void
test_rebuild(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth *quoth = must_open(fixture->archive, true);
    struct quoth_error error = {0};
    struct quoth_rebuild_report report = {.n_segments = -1};
    for (int i = 0;; i++) {
        struct watcher watcher = {.stop_at = i};
        const struct quoth_watch watch = watch_of(&watcher);
        const enum quoth_status status =
            quoth_rebuild(quoth, &watch, &report, &error);
        assert_false(watcher.is_odd);
        assert_int_equal(watcher.n_problems, 0);
        assert_int_equal(quoth_check(quoth, true, NULL, NULL, NULL), QUOTH_OK);
        if (status == QUOTH_OK) {
            assert_true(i > N_RECORDINGS);
            assert_true(watcher.n_told > N_RECORDINGS);
            break;
        }
        assert_int_equal(status, QUOTH_INTERRUPTED);
        assert_int_equal(report.n_segments, -1);
    }
    assert_int_equal(report.n_transcripts, N_RECORDINGS);
    assert_int_equal(report.n_segments, N_SEGMENTS);
    assert_int_equal(report.n_damaged, 0);
    struct quoth_stats stats;
    assert_int_equal(quoth_count(quoth, &stats, NULL), QUOTH_OK);
    assert_int_equal(report.n_words, stats.n_words);
    assert_int_equal(stats.n_segments, N_SEGMENTS);
    quoth_close(quoth);
}

/** A backup that is stopped anywhere leaves nothing; the one that is not can
 * be opened. */
static void
test_backup(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "copy.db");
    struct quoth_error error = {0};
    struct quoth_backup_report report = {.n_bytes = -1};
    int i = 0;
    for (;; i++) {
        struct watcher watcher = {.stop_at = i};
        const struct quoth_watch watch = watch_of(&watcher);
        const struct quoth_backup_options options = {.path = path,
                                                     .watch = &watch};
        const enum quoth_status status =
            quoth_backup(fixture->quoth, &options, &report, &error);
        assert_false(watcher.is_odd);
        assert_no_parts(fixture);
        if (status == QUOTH_OK) {
            break;
        }
        assert_int_equal(status, QUOTH_INTERRUPTED);
        assert_int_not_equal(access(path, F_OK), 0);
        assert_int_equal(report.n_bytes, -1);
    }
    assert_true(i >= 2);
    struct quoth_stats stats;
    struct quoth *copy = must_open(path, false);
    assert_int_equal(quoth_check(copy, true, NULL, NULL, NULL), QUOTH_OK);
    assert_int_equal(quoth_count(copy, &stats, NULL), QUOTH_OK);
    assert_int_equal(stats.n_segments, N_SEGMENTS);
    assert_int_equal(stats.size_bytes, report.n_bytes);
    quoth_close(copy);
    remove_archive(path);
}

/** Stopping keeps an earlier backup. */
static void
test_backup_keeps_the_earlier(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "copy.db");
    struct quoth_error error = {0};
    struct watcher watcher = {.stop_at = 0};
    const struct quoth_watch watch = watch_of(&watcher);
    const struct quoth_backup_options plain = {.path = path};
    const struct quoth_backup_options stopped = {
        .path = path, .may_replace = true, .watch = &watch};
    assert_int_equal(quoth_backup(fixture->quoth, &plain, NULL, NULL),
                     QUOTH_OK);
    assert_int_equal(quoth_backup(fixture->quoth, &plain, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
    assert_string_equal(error.path, path);
    assert_int_equal(quoth_backup(fixture->quoth, &stopped, NULL, NULL),
                     QUOTH_INTERRUPTED);
    assert_no_parts(fixture);
    struct quoth *copy = must_open(path, false);
    assert_int_equal(quoth_check(copy, true, NULL, NULL, NULL), QUOTH_OK);
    quoth_close(copy);
    remove_archive(path);
}

/** Counts how often it is asked to wait, and gives up in time. */
static bool
on_wait(void *context, int64_t process)
{
    int *n = context;
    assert_int_equal(process, getpid());
    return ++*n < 3;
}

/** Who waits learns for whom, and may give up. */
static void
test_waiting(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth *first = must_open(fixture->archive, true);
    struct quoth *second = NULL;
    struct quoth_error error = {0};
    int n = 0;
    const struct quoth_open_options options = {
        .path = fixture->archive,
        .is_writable = true,
        .busy_ms = 60 * 1000,
        .on_wait = on_wait,
        .context = &n,
    };
    assert_int_equal(quoth_open(&options, &second, &error), QUOTH_BUSY);
    assert_null(second);
    assert_int_equal(n, 3);
    char number[32];
    snprintf(number, sizeof(number), "process %ld", (long)getpid());
    assert_non_null(strstr(error.text, number));
    quoth_close(first);
    assert_int_equal(quoth_open(&options, &second, &error), QUOTH_OK);
    assert_int_equal(n, 3);
    quoth_close(second);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_rebuild),
        cmocka_unit_test(test_backup),
        cmocka_unit_test(test_backup_keeps_the_earlier),
        cmocka_unit_test(test_waiting),
    };
    if (!corpus_find(argc, argv)) {
        return 2;
    }
    return cmocka_run_group_tests(tests, corpus_set_up, corpus_tear_down);
}
