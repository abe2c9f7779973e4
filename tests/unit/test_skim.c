/*
 * skim.c: a JSON text, its long strings and arrays cut.  LONG stands for 200
 * letters; what is left of them is counted by hand.
 */
#include "format/skim.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#define TEN(x) x x x x x x x x x x
#define LONG TEN("aaaaaaaaaaaaaaaaaaaa")

#define FOUR "\"b\":1,\"c\":2,\"d\":3,\"e\":4"
#define THREE_TIMES(x) x "," x "," x
#define FORTY THREE_TIMES(THREE_TIMES(FOUR)) "," FOUR

/* What is kept of that. */
#define CUT TEN("aaaaaaaaaaa") "aaaaaaaaa"

static const struct {
    const char *text;
    const char *front;
} skims[] = {
    {"", ""},
    {"x", ""},
    {"\"a\"", ""},
    {"00:01 {", ""},
    {"{", "{"},
    {" \r\n\t{\"a\": [1, 2.5, null]}", "{\"a\": [1, 2.5, null]}"},
    {"[]", "[]"},
    {"[\"\", \"a\"]\n", "[\"\", \"a\"]\n"},
    {"[\"" LONG "\", 1]", "[\"" CUT "\", 1]"},
    {"{\"" LONG "\": \"b\"}", "{\"" CUT "\": \"b\"}"},
    {"[\"" CUT "\"]", "[\"" CUT "\"]"},
    {"[\"" CUT "b\"]", "[\"" CUT "\"]"},

    /* A quote that is escaped ends nothing, and an escape is not cut. */
    {"[\"a\\\"" LONG "\"]", "[\"a\\\"" TEN("aaaaaaaaaaa") "aaaaaa\"]"},
    {"[\"\\\\\", 1]", "[\"\\\\\", 1]"},
    {"[\"" TEN("aaaaaaaaaaa") "aaaaa\\u0041aa\", 1]",
     "[\"" TEN("aaaaaaaaaaa") "aaaaa\", 1]"},

    /* Nor a character: here of three bytes. */
    {"[\"" TEN("aaaaaaaaaaa") "aaaaaaa\xe2\x82\xac"
                              "aa\"]",
     "[\"" TEN("aaaaaaaaaaa") "aaaaaaa\"]"},

    /* Four elements are kept of an array, with all that they are made of. */
    {"[1,2,3,4]", "[1,2,3,4]"},
    {"[1,2,3,4,5,6]", "[1,2,3,4]"},
    {"{\"a\": [1, 2, 3, 4, 5], \"b\": [6]}",
     "{\"a\": [1, 2, 3, 4], \"b\": [6]}"},
    {"[[1,2],[3],{\"a\": 4},\"]\",[5],\"]\",{\"b\": [6]},7]",
     "[[1,2],[3],{\"a\": 4},\"]\"]"},
    {"[[1,2,3,4,5],[1,2,3,4,5],3,4,5]", "[[1,2,3,4],[1,2,3,4],3,4]"},
    {"{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}",
     "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}"},

    /* And forty members of an object. */
    {"{\"a\": {" TEN(FOUR ",") "\"g\":6}}", "{\"a\": {" FORTY "}}"},
    {"{\"a\": {" FORTY "}}", "{\"a\": {" FORTY "}}"},

    {"{\"a\": [1,2,3,4,5,[6", "{\"a\": [1,2,3,4"},
    {"]}[1,2,3,4,5]", ""},
    {"[1]]}[1,2,3,4,5]", "[1]]}[1,2,3,4]"},

    /* A string without an end is left out. */
    {"{\"a\": \"" LONG, "{\"a\": "},
    {"{\"a\": \"b\\", "{\"a\": "},
    {"{\"a\": \"b\\u00", "{\"a\": "},
};

static void
test_skims(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(skims) / sizeof(*skims); i++) {
        char out[1000];
        const struct slice expected = slice_of(skims[i].front);
        const size_t n = skim_json(slice_of(skims[i].text), out, sizeof(out));
        assert_int_equal(n, expected.size);
        assert_memory_equal(out, expected.data, n);
    }
}

/** With less room there is less, and no string in part. */
static void
test_room(void **state)
{
    (void)state;
    const struct slice text = SLICE("{\"abc\": \"" LONG "\", \"d\": 1}");
    char whole[400];
    const size_t size = skim_json(text, whole, sizeof(whole));
    assert_true(size > 120);
    for (size_t room = 0; room <= size; room++) {
        char *out = malloc(room > 0 ? room : 1);
        assert_non_null(out);
        const size_t n = skim_json(text, out, room);
        assert_true(n <= room);
        assert_memory_equal(out, whole, n);
        size_t n_quotes = 0;
        for (size_t i = 0; i < n; i++) {
            n_quotes += out[i] == '"';
        }
        assert_int_equal(n_quotes % 2, 0);
        free(out);
    }
}

/** There is no part of a character at the end, wherever that comes. */
static void
test_whole_characters(void **state)
{
    (void)state;
    const struct slice text = SLICE("[\xe2\x82\xac\xc3\xa9\xf0\x9f\x9a\xa2 ]");
    static const size_t expected[] = {0, 1, 1, 1, 4, 4, 6, 6, 6, 6, 10, 11, 12};
    for (size_t room = 0; room <= 12; room++) {
        char out[12];
        assert_int_equal(skim_json(text, out, room), expected[room]);
        assert_memory_equal(out, text.data, expected[room]);
    }
}

/** However deep it goes. */
static void
test_depth(void **state)
{
    (void)state;
    char text[400];
    char out[400];
    memset(text, '[', 100);
    memcpy(text + 100, "1,2,3,4,5", 9);
    memset(text + 109, ']', 100);
    const size_t n = skim_json((struct slice){text, 209}, out, sizeof(out));
    assert_int_equal(n, 209);
    assert_memory_equal(out, text, n);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_skims),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_whole_characters),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
