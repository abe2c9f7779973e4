/*
 * lines.c: which bytes end a line, where lines are, and how long they may be.
 */
#include "format/lines.h"

#include "format/format.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

static const struct {
    const char *text;
    const char *lines; /**< each ended by `|` */
} splits[] = {
    {"", ""},
    {"a", "a|"},
    {"a\n", "a|"},
    {"a\nb", "a|b|"},
    {"a\r\nb\r\n", "a|b|"},
    {"a\rb\r", "a|b|"},
    {"\n", "|"},
    {"\r\n", "|"},
    {"\n\n", "||"},
    {"\r\r", "||"},
    {"\n\r", "||"},
    {"\r\n\r\n", "||"},
    {"a\n\rb", "a||b|"},
    {"a\r\n\nb\r\r\nc", "a||b||c|"},
};

/** Every kind of line end, and mixtures. */
static void
test_splits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(splits) / sizeof(splits[0]); i++) {
        char joined[64];
        size_t size = 0;
        int64_t number = 0;
        struct lines lines;
        lines_init(&lines, slice_of(splits[i].text));
        while (lines_next(&lines)) {
            assert_int_equal(lines.number, ++number);
            memcpy(joined + size, lines.line.data, lines.line.size);
            size += lines.line.size;
            joined[size++] = '|';
        }
        joined[size] = '\0';
        assert_string_equal(joined, splits[i].lines);
        assert_false(lines_next(&lines));
    }
}

/** A line given back is returned again, under its number. */
static void
test_back(void **state)
{
    (void)state;
    struct lines lines;
    lines_init(&lines, SLICE("a\r\nb\r\n"));
    assert_true(lines_next(&lines));
    assert_true(lines_next(&lines));
    lines_back(&lines);
    assert_int_equal(lines.number, 1);
    assert_true(lines_next(&lines));
    assert_true(slice_equal(lines.line, SLICE("b")));
    assert_int_equal(lines.number, 2);
    assert_false(lines_next(&lines));
}

/** Only a last line without an end is ragged. */
static void
test_ragged_end(void **state)
{
    (void)state;
    struct lines lines;
    lines_init(&lines, SLICE("a\nb"));
    assert_true(lines_next(&lines));
    assert_false(lines_at_ragged_end(&lines));
    assert_true(lines_next(&lines));
    assert_true(lines_at_ragged_end(&lines));
    lines_init(&lines, SLICE("a\n"));
    assert_true(lines_next(&lines));
    assert_false(lines_at_ragged_end(&lines));
}

/** A text of `size` letters with one byte changed; to be freed. */
static char *
make_text(size_t size, size_t at, char byte)
{
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    text[at] = byte;
    return text;
}

/** Line ends far into a text are found, each kind of them. */
static void
test_long_lines(void **state)
{
    (void)state;
    static const char ends[] = {'\n', '\r'};
    enum { SIZE = 2000 };
    for (size_t i = 0; i < sizeof(ends); i++) {
        for (size_t at = 0; at < SIZE; at++) {
            char *text = make_text(SIZE, at, ends[i]);
            struct lines lines;
            lines_init(&lines, (struct slice){text, SIZE});
            assert_true(lines_next(&lines));
            assert_int_equal(lines.line.size, at);
            assert_int_equal(lines_next(&lines), at + 1 < SIZE);
            free(text);
        }
    }
}

/** The longest line passes, one byte more does not and is told. */
static void
test_check(void **state)
{
    (void)state;
    const size_t size = LINE_MAX_BYTES + 3;
    char *text = make_text(size, 1, '\n');
    struct error error = {0};
    assert_int_equal(lines_check((struct slice){text, size - 1}, &error),
                     ST_OK);
    assert_int_equal(error.status, ST_OK);
    assert_int_equal(lines_check((struct slice){text, size}, &error),
                     ST_LINE_TOO_LONG);
    assert_int_equal(error.status, ST_LINE_TOO_LONG);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, LINE_MAX_BYTES + 1);
    assert_int_equal(lines_check((struct slice){text, size}, NULL),
                     ST_LINE_TOO_LONG);
    assert_int_equal(lines_check(SLICE(""), &error), ST_OK);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_splits),     cmocka_unit_test(test_back),
        cmocka_unit_test(test_ragged_end), cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
