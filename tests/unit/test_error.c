/*
 * test_error.c - statuses and the error record.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

#include <errno.h>
#include <string.h>

static void
test_names(void **state)
{
    (void)state;
    assert_string_equal(status_name(ST_OK), "ok");
    assert_string_equal(status_name(ST_NOT_FOUND), "not-found");
    assert_string_equal(status_name(ST_TOO_MANY_SEGMENTS), "too-many-segments");
    assert_string_equal(status_name(ST_NO_SPEECH), "no-speech");
    assert_string_equal(status_name((enum status)9999), "unknown");
    assert_string_equal(status_name((enum status) - 1), "unknown");
}

/** Every status has a name of its own. */
static void
test_names_differ(void **state)
{
    (void)state;
    int known = 0;
    for (int i = 0; i < 100; i++) {
        const char *name = status_name((enum status)i);
        known += strcmp(name, "unknown") != 0;
        for (int j = 0; j < i && strcmp(name, "unknown") != 0; j++) {
            assert_string_not_equal(name, status_name((enum status)j));
        }
    }
    assert_int_equal(known, 29);
}

static void
test_set(void **state)
{
    (void)state;
    struct error error;
    memset(&error, 'x', sizeof(error));
    assert_int_equal(error_set(&error, ST_BAD_TIME, "no %s at %d", "time", 7),
                     ST_BAD_TIME);
    assert_int_equal(error.status, ST_BAD_TIME);
    assert_string_equal(error.text, "no time at 7");
    assert_string_equal(error.path, "");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
}

static void
test_long_texts_are_cut(void **state)
{
    (void)state;
    struct error error;
    char longer[3000];
    memset(longer, 'x', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    error_set(&error, ST_IO, "%s", longer);
    error_set_path(&error, longer);
    assert_int_equal(strlen(error.text), sizeof(error.text) - 1);
    assert_int_equal(strlen(error.path), sizeof(error.path) - 1);
}

static void
test_no_record(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(error_set(NULL, ST_IO, "text"), ST_IO);
    assert_int_equal(error_system(NULL, ENOENT, "text", "/path"), ST_NOT_FOUND);
    error_set_path(NULL, "/path");
    error_set(&error, ST_IO, "text");
    error_set_path(&error, NULL);
    assert_string_equal(error.path, "");
}

static void
test_system(void **state)
{
    (void)state;
    static const struct {
        int number;
        enum status status;
    } numbers[] = {
        {ENOENT, ST_NOT_FOUND},  {ENOTDIR, ST_NOT_FOUND},
        {EACCES, ST_UNREADABLE}, {EPERM, ST_UNREADABLE},
        {ENOMEM, ST_NO_MEMORY},  {ENOSPC, ST_DISK_FULL},
        {EDQUOT, ST_DISK_FULL},  {EFBIG, ST_DISK_FULL},
        {EROFS, ST_READ_ONLY},   {EIO, ST_IO},
        {EMFILE, ST_IO},         {99999, ST_IO},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        struct error error;
        assert_int_equal(
            error_system(&error, numbers[i].number, "can not open", "/a/b"),
            numbers[i].status);
        assert_int_equal(error.status, numbers[i].status);
        assert_string_equal(error.path, "/a/b");
        assert_memory_equal(error.text, "can not open: ", 14);
        assert_true(strlen(error.text) > 14);
    }
    struct error error;
    error_system(&error, ENOENT, "can not open", NULL);
    assert_string_equal(error.text, "can not open: No such file or directory");
    assert_string_equal(error.path, "");
}

/** Counts its calls and returns its argument through TRY. */
static enum status
try_it(enum status status, int *calls)
{
    TRY(((*calls)++, status));
    (*calls)++;
    return ST_OK;
}

static void
test_try(void **state)
{
    (void)state;
    int calls = 0;
    assert_int_equal(try_it(ST_BUSY, &calls), ST_BUSY);
    assert_int_equal(calls, 1);
    assert_int_equal(try_it(ST_OK, &calls), ST_OK);
    assert_int_equal(calls, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_differ),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_no_record),
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
