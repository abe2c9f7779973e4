/*
 * json.c, json_number.c: what RFC 8259 allows and forbids, the nodes that
 * come of it, and numbers and times.
 */
#include "format/json.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const accepted[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "42",
    "\"\"",
    "\"text\"",
    "[]",
    "{}",
    " [ ] ",
    "\t\r\n{ \"a\"\r:\n1\t}\n",
    "[null, true, false]",
    "[0, -0, 0.0, -0.5e+7, 1E-2, 20e0, 10.01]",
    "[123456789012345678901234567890]",
    "[1e99999]",
    "[0.000000000000000000000000000000000000000001]",
    "{\"\": {\"\": []}}",
    "{\"same\": 1, \"same\": 2}",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"]",
    "[\"\\\\\"]",
    "[\"\\\\\\\"\"]",
    "[\"\\ud83d\\uDE00\"]",
    "[\"\\ud83d\", \"\\ude00\", \"\\ud83dx\", \"\\ud83d\\n\"]",
    "[\"\\u0000\"]",
    "[\"// not /* a comment\"]",
    "[\"\x7f\"]",
    "[\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\"]",
    "[[[[[[[[[[]]]]]]]]]]",
};

/** What is JSON. */
static void
test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(accepted); i++) {
        struct json json;
        struct error error;
        const enum status status =
            json_read(&json, slice_of(accepted[i]), &error);
        if (status != ST_OK) {
            fail_msg("%s: %s", accepted[i], error.text);
        }
        assert_non_null(json_root(&json));
        json_finish(&json);
    }
}

/* Each with its place. */
static const struct {
    const char *text;
    enum status status;
    int line;
    int column;
} refused[] = {
    /* It ends too early. */
    {"", ST_TRUNCATED, 1, 1},
    {" \n ", ST_TRUNCATED, 2, 2},
    {"[", ST_TRUNCATED, 1, 2},
    {"{", ST_TRUNCATED, 1, 2},
    {"[1", ST_TRUNCATED, 1, 3},
    {"[1,", ST_TRUNCATED, 1, 4},
    {"[1.", ST_TRUNCATED, 1, 4},
    {"[-", ST_TRUNCATED, 1, 3},
    {"-", ST_TRUNCATED, 1, 2},
    {"[1e", ST_TRUNCATED, 1, 4},
    {"[tru", ST_TRUNCATED, 1, 5},
    {"nul", ST_TRUNCATED, 1, 4},
    {"\"", ST_TRUNCATED, 1, 2},
    {"[\"a", ST_TRUNCATED, 1, 4},
    {"[\"a\\", ST_TRUNCATED, 1, 5},
    {"[\"a\\u00", ST_TRUNCATED, 1, 8},
    {"{\"a\"", ST_TRUNCATED, 1, 5},
    {"{\"a\":", ST_TRUNCATED, 1, 6},
    {"{\"a\":\r\n1", ST_TRUNCATED, 2, 2},
    {"{\"a\":1,", ST_TRUNCATED, 1, 8},
    {"[[]", ST_TRUNCATED, 1, 4},
    {"[]]", ST_BAD_SYNTAX, 1, 3},

    /* Structure. */
    {"]", ST_BAD_SYNTAX, 1, 1},
    {"}", ST_BAD_SYNTAX, 1, 1},
    {",", ST_BAD_SYNTAX, 1, 1},
    {":", ST_BAD_SYNTAX, 1, 1},
    {"[,1]", ST_BAD_SYNTAX, 1, 2},
    {"[1,,2]", ST_BAD_SYNTAX, 1, 4},
    {"[1,]", ST_BAD_SYNTAX, 1, 4},
    {"[1 2]", ST_BAD_SYNTAX, 1, 4},
    {"[1 \"two\"]", ST_BAD_SYNTAX, 1, 4},
    {"[1\r,\r\n]", ST_BAD_SYNTAX, 3, 1},
    {"[\"a\": 1]", ST_BAD_SYNTAX, 1, 5},
    {"[1}", ST_BAD_SYNTAX, 1, 3},
    {"{\"a\": 1]", ST_BAD_SYNTAX, 1, 8},
    {"{\"a\" 1}", ST_BAD_SYNTAX, 1, 6},
    {"{\"a\":: 1}", ST_BAD_SYNTAX, 1, 6},
    {"{\"a\", 1}", ST_BAD_SYNTAX, 1, 5},
    {"{\"a\": 1,}", ST_BAD_SYNTAX, 1, 9},
    {"{\"a\": 1 \"b\": 2}", ST_BAD_SYNTAX, 1, 9},
    {"{\"a\": 1 22}", ST_BAD_SYNTAX, 1, 9},
    {"{\"a\"}", ST_BAD_SYNTAX, 1, 5},
    {"{1: 2}", ST_BAD_SYNTAX, 1, 2},
    {"{null: 2}", ST_BAD_SYNTAX, 1, 2},
    {"{a: 2}", ST_BAD_SYNTAX, 1, 2},
    {"{'a': 2}", ST_BAD_SYNTAX, 1, 2},
    {"{[]: 2}", ST_BAD_SYNTAX, 1, 2},

    /* More than one value. */
    {"1 2", ST_BAD_SYNTAX, 1, 3},
    {"[] \"x", ST_BAD_SYNTAX, 1, 4},
    {"[] tru", ST_BAD_SYNTAX, 1, 4},
    {"1 -", ST_BAD_SYNTAX, 1, 3},
    {"1\n2.", ST_BAD_SYNTAX, 2, 1},
    {"\"a\"\"b", ST_BAD_SYNTAX, 1, 4},
    {"[] x", ST_BAD_SYNTAX, 1, 4},
    {"{}{}", ST_BAD_SYNTAX, 1, 3},
    {"{}\n{}\n", ST_BAD_SYNTAX, 2, 1},
    {"{},", ST_BAD_SYNTAX, 1, 3},
    {"[] # end", ST_BAD_SYNTAX, 1, 4},

    /* Words and numbers. */
    {"True", ST_BAD_SYNTAX, 1, 1},
    {"[truth]", ST_BAD_SYNTAX, 1, 2},
    {"[nil]", ST_BAD_SYNTAX, 1, 2},
    {"[NaN]", ST_BAD_SYNTAX, 1, 2},
    {"[nan]", ST_BAD_SYNTAX, 1, 2},
    {"[Infinity]", ST_BAD_SYNTAX, 1, 2},
    {"[-Infinity]", ST_BAD_SYNTAX, 1, 2},
    {"[undefined]", ST_BAD_SYNTAX, 1, 2},
    {"[+1]", ST_BAD_SYNTAX, 1, 2},
    {"[01]", ST_BAD_SYNTAX, 1, 3},
    {"[-01]", ST_BAD_SYNTAX, 1, 4},
    {"[.5]", ST_BAD_SYNTAX, 1, 2},
    {"[5.]", ST_BAD_SYNTAX, 1, 2},
    {"[5.e1]", ST_BAD_SYNTAX, 1, 2},
    {"[1e]", ST_BAD_SYNTAX, 1, 2},
    {"[1e+]", ST_BAD_SYNTAX, 1, 2},
    {"[1.5.5]", ST_BAD_SYNTAX, 1, 5},
    {"[1,5e]", ST_BAD_SYNTAX, 1, 4},
    {"[0x1f]", ST_BAD_SYNTAX, 1, 3},
    {"[1_000]", ST_BAD_SYNTAX, 1, 3},
    {"[--1]", ST_BAD_SYNTAX, 1, 2},
    {"[\xef\xbc\x91]", ST_BAD_SYNTAX, 1, 2},

    /* Strings. */
    {"['a']", ST_BAD_SYNTAX, 1, 2},
    {"[\"a\nb\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"a\tb\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"a\x1f\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"\\x41\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"\\'\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"\\U0041\"]", ST_BAD_SYNTAX, 1, 4},
    {"[\"\\u12g4\"]", ST_BAD_SYNTAX, 1, 7},
    {"[\"\\u 123\"]", ST_BAD_SYNTAX, 1, 5},
    {"[\"\\\n\"]", ST_BAD_SYNTAX, 1, 4},
    {"{\"a\\z\": 1}", ST_BAD_SYNTAX, 1, 5},

    /* What stands between values. */
    {"[1] // comment", ST_BAD_SYNTAX, 1, 5},
    {"/* comment */ [1]", ST_BAD_SYNTAX, 1, 1},
    {"[1, /**/ 2]", ST_BAD_SYNTAX, 1, 5},
    {"[1,\f2]", ST_BAD_SYNTAX, 1, 4},
    {"[1,\v2]", ST_BAD_SYNTAX, 1, 4},
    {"[1,\xc2\xa0 2]", ST_BAD_SYNTAX, 1, 4},
    {"\xef\xbb\xbf[]", ST_BAD_SYNTAX, 1, 1},
    {"(1)", ST_BAD_SYNTAX, 1, 1},
    {"<a/>", ST_BAD_SYNTAX, 1, 1},
};

/** What is not JSON, and where. */
static void
test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct json json;
        struct error error = {0};
        const enum status status =
            json_read(&json, slice_of(refused[i].text), &error);
        json_finish(&json);
        if (status != refused[i].status || error.status != status ||
            error.line != refused[i].line ||
            error.column != refused[i].column || !error.text[0]) {
            fail_msg("%s: %s at %d:%d: %s", refused[i].text,
                     status_name(status), (int)error.line, (int)error.column,
                     error.text);
        }
        assert_int_equal(json_read(&json, slice_of(refused[i].text), NULL),
                         status);
        json_finish(&json);
    }
}

/** What yajl says is told without its frills. */
static void
test_error_text(void **state)
{
    (void)state;
    struct json json;
    struct error error;
    json_read(&json, SLICE("[1,,2]"), &error);
    assert_string_equal(error.text,
                        "unallowed token at this point in JSON text");
    json_finish(&json);
    json_read(&json, SLICE("[@]"), &error);
    assert_string_equal(error.text, "invalid char in json text");
    json_finish(&json);
    json_read(&json, SLICE("[1"), &error);
    assert_string_equal(error.text, "unexpected end");
    json_finish(&json);
}

/** A NUL is a byte like any other. */
static void
test_nul(void **state)
{
    (void)state;
    static const struct slice texts[] = {
        SLICE_INIT("[1]\0"),
        SLICE_INIT("[\0 1]"),
        SLICE_INIT("[\"\0\"]"),
        SLICE_INIT("\0"),
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct json json;
        assert_int_equal(json_read(&json, texts[i], NULL), ST_BAD_SYNTAX);
        json_finish(&json);
    }
}

/** Levels of arrays and objects, up to the limit and far above. */
static void
test_nesting(void **state)
{
    (void)state;
    enum { FAR = 1000 * 1000 };
    char *text = malloc((size_t)FAR * 5);
    assert_non_null(text);
    struct json json;
    struct error error;
    for (size_t depth = 63; depth <= 65; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        const struct slice slice = {text, 2 * depth};
        assert_int_equal(json_read(&json, slice, &error),
                         depth > 64 ? ST_BAD_SYNTAX : ST_OK);
        json_finish(&json);
        if (depth > 64) {
            assert_string_equal(error.text, "nested too deeply");
            assert_int_equal(error.column, 65);
        }
    }
    for (size_t i = 0; i < FAR; i++) {
        memcpy(text + 5 * i, "{\"a\":", 5);
    }
    const struct slice far = {text, (size_t)FAR * 5};
    assert_int_equal(json_read(&json, far, &error), ST_BAD_SYNTAX);
    assert_int_equal(error.column, 64 * 5 + 1);
    json_finish(&json);
    assert_true(json_read_front(&json, far));
    assert_int_equal(json_count(json_root(&json)), 1);
    json_finish(&json);
    free(text);
}

/** Read a document that is right. */
static void
read_right(struct json *json, const char *text)
{
    assert_int_equal(json_read(json, slice_of(text), NULL), ST_OK);
}

static void
assert_text(const struct json *json, const struct json_node *node,
            const char *expected)
{
    const struct slice text = json_text(json, node);
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static const struct {
    const char *json;
    const char *text;
} strings[] = {
    {"\"\"", ""},
    {"\"plain\"", "plain"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"\"a\\nb\"", "a\nb"},
    {"\"\\n\"", "\n"},
    {"\"\\\\\"", "\\"},
    {"\"\\\\\\\"\"", "\\\""},
    {"\"x\\\"y\\\"\"", "x\"y\""},
    {"\"\\\\n\"", "\\n"},
    {"\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac"},
    {"\"\\uD83D\\ude00\"", "\xf0\x9f\x98\x80"},
    {"\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf"},
    {"\"\\ud83d\"", "\xef\xbf\xbd"},
    {"\"\\ude00\"", "\xef\xbf\xbd"},
    {"\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"\"\\ud83dabcdefgh\"", "\xef\xbf\xbd"
                            "abcdefgh"},
    {"\"\\ud83d\\n12345\"", "\xef\xbf\xbd\n12345"},
    {"\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
                           "A"},
    {"\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
    {"\"\\u0000\"", "\xef\xbf\xbd"},
    {"\"\\uffff\"", "\xef\xbf\xbf"},
    {"\"\xc3\xa9\\u00e9\"", "\xc3\xa9\xc3\xa9"},
};

/** Strings, as the only value and as keys and members. */
static void
test_strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(strings); i++) {
        struct json json;
        read_right(&json, strings[i].json);
        assert_int_equal(json_type(json_root(&json)), JSON_STRING);
        assert_text(&json, json_root(&json), strings[i].text);
        json_finish(&json);

        char text[200];
        snprintf(text, sizeof(text), "{%s: [\"\\t\", %s]}", strings[i].json,
                 strings[i].json);
        read_right(&json, text);
        struct json_walk walk = json_walk(json_root(&json));
        assert_true(json_next(&walk));
        assert_text(&json, walk.key, strings[i].text);
        assert_text(&json, walk.value + 2, strings[i].text);
        assert_ptr_equal(
            json_get(&json, json_root(&json), slice_of(strings[i].text)),
            walk.value);
        json_finish(&json);
    }
}

/** Walking, counting and finding. */
static void
test_walk(void **state)
{
    (void)state;
    struct json json;
    read_right(&json, "{\"a\": [1, [2, [3]], {\"b\": []}, \"x\"], \"b\": null,"
                      " \"a\\u0062\": true, \"b\": false, \"\": {}}");
    const struct json_node *root = json_root(&json);
    assert_int_equal(json_type(root), JSON_OBJECT);
    assert_int_equal(json_count(root), 5);
    assert_text(&json, root, "");

    const struct json_node *a = json_get(&json, root, SLICE("a"));
    assert_int_equal(json_type(a), JSON_ARRAY);
    assert_int_equal(json_count(a), 4);
    struct json_walk walk = json_walk(a);
    assert_true(json_next(&walk));
    assert_null(walk.key);
    assert_text(&json, walk.value, "1");
    assert_ptr_equal(walk.value, json_first(a));
    assert_true(json_next(&walk));
    assert_int_equal(json_count(walk.value), 2);
    assert_true(json_next(&walk));
    assert_int_equal(json_type(json_get(&json, walk.value, SLICE("b"))),
                     JSON_ARRAY);
    assert_null(json_first(json_get(&json, walk.value, SLICE("b"))));
    assert_true(json_next(&walk));
    assert_text(&json, walk.value, "x");
    assert_false(json_next(&walk));
    assert_false(json_next(&walk));

    assert_int_equal(json_type(json_get(&json, root, SLICE("b"))), JSON_FALSE);
    assert_int_equal(json_type(json_get(&json, root, SLICE("ab"))), JSON_TRUE);
    assert_int_equal(json_count(json_get(&json, root, SLICE(""))), 0);
    assert_null(json_get(&json, root, SLICE("c")));
    assert_null(json_get(&json, a, SLICE("a")));
    json_finish(&json);
}

/** NULL is taken for any node. */
static void
test_missing(void **state)
{
    (void)state;
    struct json json;
    read_right(&json, "{\"s\": \"text\", \"n\": 5}");
    const struct json_node *none =
        json_get(&json, json_get(&json, NULL, SLICE("x")), SLICE("y"));
    assert_null(none);
    assert_int_equal(json_type(none), JSON_NULL);
    assert_int_equal(json_text(&json, none).size, 0);
    assert_int_equal(json_count(none), 0);
    assert_null(json_first(none));
    int64_t value = 7;
    assert_false(json_integer(&json, none, &value));
    assert_false(json_time_ms(&json, none, JSON_SECONDS, &value));
    assert_int_equal(value, 7);
    int64_t line;
    int64_t column;
    json_place(&json, none, &line, &column);
    assert_int_equal(line, 1);
    assert_int_equal(column, 1);

    assert_int_equal(json_get_string(&json, json_root(&json), SLICE("s")).size,
                     4);
    assert_int_equal(json_get_string(&json, json_root(&json), SLICE("n")).size,
                     0);
    json_finish(&json);
    assert_null(json_root(&json));
}

/** The front of a document, cut at each byte. */
static void
test_front(void **state)
{
    (void)state;
    const struct slice text = SLICE(
        " {\"text\": \"a \\\"b\\\" \\ud83d\\ude00\", \"list\": [1.5, true,"
        " {\"k\": null}]}");
    for (size_t size = 0; size <= text.size; size++) {
        struct json json;
        const struct slice front = slice_part(text, 0, size);
        const bool is_front = json_read_front(&json, front);
        assert_int_equal(is_front, size >= 2);
        if (is_front) {
            const struct json_node *root = json_root(&json);
            assert_int_equal(json_type(root), JSON_OBJECT);
            assert_int_equal(root->extent, json.n_nodes);
            assert_int_equal(json_count(root), size < 8    ? 0
                                               : size < 40 ? 1
                                                           : 2);
            json_finish(&json);
        }
    }

    struct json json;
    assert_true(json_read_front(&json, SLICE("{\"a\": {\"b")));
    assert_int_equal(json_type(json_get(&json, json_root(&json), SLICE("a"))),
                     JSON_OBJECT);
    json_finish(&json);
    assert_true(json_read_front(&json, SLICE("{\"a\": 12")));
    assert_non_null(json_get(&json, json_root(&json), SLICE("a")));
    json_finish(&json);
    static const char *const others[] = {
        "",        " ",     "12",          "\"text\"",
        "[,1",     "[] []", "{not JSON: ", "[00:01.000 --> 00:02.000] x",
        "[Music]",
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_false(json_read_front(&json, slice_of(others[i])));
    }
}

static const struct {
    const char *text;
    bool is_integer;
    int64_t integer;
    bool is_double;
    double number;
} numbers[] = {
    {"0", true, 0, true, 0},
    {"-0", true, 0, true, 0},
    {"42", true, 42, true, 42},
    {"-42", true, -42, true, -42},
    {"\"42\"", true, 42, true, 42},
    {"\"-1.5\"", false, 0, true, -1.5},
    {"1.5", false, 0, true, 1.5},
    {"1.0", true, 1, true, 1},
    {"1.000e3", true, 1000, true, 1000},
    {"12e-1", false, 0, true, 1.2},
    {"120e-1", true, 12, true, 12},
    {"1e18", true, 1000000000000000000, true, 1e18},
    {"9.2e18", true, 9200000000000000000, true, 9.2e18},
    {"9.3e18", false, 0, true, 9.3e18},
    {"0.1", false, 0, true, 0.1},
    {"0.873", false, 0, true, 0.873},
    {"123456.789", false, 0, true, 123456.789},
    {"1e22", false, 0, true, 1e22},
    {"1e-22", false, 0, true, 1e-22},
    {"0e999999999999", true, 0, true, 0},
    {"1e999999999999", false, 0, false, 0},
    {"-1e400", false, 0, false, 0},
    {"1e-999999999999", false, 0, true, 0},
    {"\"\"", false, 0, false, 0},
    {"\"1,5\"", false, 0, false, 0},
    {"\"1.\"", false, 0, false, 0},
    {"\".5\"", false, 0, false, 0},
    {"\"1.2.3\"", false, 0, false, 0},
    {"\"1e\"", false, 0, false, 0},
    {"\"1e+\"", false, 0, false, 0},
    {"\"-\"", false, 0, false, 0},
    {"\"+1\"", false, 0, false, 0},
    {"\"1 \"", false, 0, false, 0},
    {"\"0x10\"", false, 0, false, 0},
    {"\"nan\"", false, 0, false, 0},
    {"\"inf\"", false, 0, false, 0},
    {"null", false, 0, false, 0},
    {"true", false, 0, false, 0},
    {"[1]", false, 0, false, 0},
};

/** Whole numbers and doubles. */
static void
test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct json json;
        read_right(&json, numbers[i].text);
        int64_t integer = 0;
        double number = 0;
        const bool is_integer = json_integer(&json, json_root(&json), &integer);
        const bool is_double = json_double(&json, json_root(&json), &number);
        if (is_integer != numbers[i].is_integer ||
            integer != numbers[i].integer ||
            is_double != numbers[i].is_double || number != numbers[i].number) {
            fail_msg("%s", numbers[i].text);
        }
        json_finish(&json);
    }
}

/** What is wrong behind the first values is a complaint, and what comes
 * before it is there. */
static void
test_most(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status refused;
        enum status complaint;
        int column;
        size_t n_values;
    } cases[] = {
        {"[1, 2]", ST_OK, ST_OK, 0, 2},
        {"[1, 2", ST_OK, ST_TRUNCATED, 6, 1},
        {"[1, {\"a\": [2, 3], \"b", ST_OK, ST_TRUNCATED, 21, 2},
        {"[1, 2, NaN, 3]", ST_OK, ST_BAD_SYNTAX, 8, 2},
        {"{\"a\": 1, \"b\": }", ST_OK, ST_BAD_SYNTAX, 15, 2},
        {"[1] [2]", ST_OK, ST_BAD_SYNTAX, 5, 1},
        {"[", ST_TRUNCATED, ST_OK, 0, 0},
        {"[NaN]", ST_BAD_SYNTAX, ST_OK, 0, 0},
        {"5 6", ST_BAD_SYNTAX, ST_OK, 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json json;
        struct transcript transcript;
        struct error error = {0};
        transcript_init(&transcript);
        const enum status status =
            json_read_most(&json, slice_of(cases[i].text), &transcript, &error);
        assert_int_equal(status, cases[i].refused);
        assert_int_equal(error.status, cases[i].refused);
        assert_int_equal(transcript.complaint.status, cases[i].complaint);
        assert_int_equal(transcript.complaint.column, cases[i].column);
        if (status == ST_OK) {
            assert_int_equal(json_root(&json)->extent, json.n_nodes);
            assert_int_equal(json_count(json_root(&json)), cases[i].n_values);
            json_finish(&json);
        }
        transcript_finish(&transcript);
    }
}

/** Doubles with more digits than one holds, or far from 1, are near. */
static void
test_near_doubles(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"0.12345678901234567890123", 0.12345678901234567890123},
        {"12345678901234567890123456", 12345678901234567890123456.0},
        {"1.7976931348623e308", 1.7976931348623e308},
        {"2.2250738585072e-308", 2.2250738585072e-308},
        {"0.00000000000000000000000000000000000001e38", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json json;
        double number;
        read_right(&json, cases[i].text);
        assert_true(json_double(&json, json_root(&json), &number));
        assert_true(fabs(number / cases[i].number - 1) < 1e-14);
        json_finish(&json);
    }
}

/* -7 for what is no time. */
static const struct {
    const char *text;
    enum json_unit unit;
    int64_t ms;
} times[] = {
    {"0", JSON_SECONDS, 0},
    {"-0.0", JSON_SECONDS, 0},
    {"12.34", JSON_SECONDS, 12340},
    {"\"12.34\"", JSON_SECONDS, 12340},
    {"\"12.34s\"", JSON_SECONDS, 12340},
    {"\"12.34s\"", JSON_MILLISECONDS, 12340},
    {"\" 7 s \"", JSON_SECONDS, -7},
    {"\" 7s \"", JSON_SECONDS, 7000},
    {"1234", JSON_MILLISECONDS, 1234},
    {"\"1234\"", JSON_MILLISECONDS, 1234},
    {"1234.5", JSON_MILLISECONDS, 1235},
    {"1234567", JSON_MICROSECONDS, 1235},
    {"12345678", JSON_TICKS, 1235},
    {"1234499999", JSON_NANOSECONDS, 1234},
    /* Half up, in the decimal number as it is written. */
    {"1.0004", JSON_SECONDS, 1000},
    {"1.0005", JSON_SECONDS, 1001},
    {"1.0015", JSON_SECONDS, 1002},
    {"1.0025", JSON_SECONDS, 1003},
    {"1.00049999999999999999999999", JSON_SECONDS, 1000},
    {"0.0005", JSON_SECONDS, 1},
    {"0.00049", JSON_SECONDS, 0},
    {"5e-4", JSON_SECONDS, 1},
    {"1.5E2", JSON_SECONDS, 150000},
    {"-0.0004", JSON_SECONDS, 0},
    {"3.4999999999999996", JSON_SECONDS, 3500},
    {"{\"seconds\": 12, \"nanos\": 340000000}", JSON_SECONDS, 12340},
    {"{\"seconds\": \"12\", \"nanos\": 340000000}", JSON_SECONDS, 12340},
    {"{\"seconds\": \"12\"}", JSON_MILLISECONDS, 12000},
    {"{\"nanos\": 700000000}", JSON_SECONDS, 700},
    {"{}", JSON_SECONDS, 0},
    {"{\"minutes\": 1}", JSON_SECONDS, -7},
    {"{\"seconds\": \"x\"}", JSON_SECONDS, -7},
    {"{\"seconds\": 1, \"nanos\": null}", JSON_SECONDS, -7},
    {"3600000", JSON_SECONDS, TIME_MAX_MS},
    {"3600000.001", JSON_SECONDS, -7},
    {"1e300", JSON_SECONDS, -7},
    {"1e99999999999", JSON_SECONDS, -7},
    {"99999999999999999999", JSON_NANOSECONDS, -7},
    {"-1", JSON_SECONDS, -7},
    {"-0.001", JSON_SECONDS, -7},
    {"\"nan\"", JSON_SECONDS, -7},
    {"\"NaN\"", JSON_SECONDS, -7},
    {"\"inf\"", JSON_SECONDS, -7},
    {"\"Infinity\"", JSON_SECONDS, -7},
    {"\"12.34ms\"", JSON_SECONDS, -7},
    {"\"00:12\"", JSON_SECONDS, 12000},
    {"\"1:02:03.5\"", JSON_MILLISECONDS, 3723500},
    {"\" 00:00:01,25 \"", JSON_SECONDS, 1250},
    {"\"00:60\"", JSON_SECONDS, -7},
    {"\"2024-01-01T00:00:12Z\"", JSON_SECONDS, -7},
    {"\"s\"", JSON_SECONDS, -7},
    {"\"\"", JSON_SECONDS, -7},
    {"null", JSON_SECONDS, -7},
    {"true", JSON_SECONDS, -7},
    {"[1]", JSON_SECONDS, -7},
};

/** Times, and what is none. */
static void
test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        struct json json;
        read_right(&json, times[i].text);
        int64_t ms = -7;
        assert_int_equal(
            json_time_ms(&json, json_root(&json), times[i].unit, &ms),
            times[i].ms != -7);
        if (ms != times[i].ms) {
            fail_msg("%s: %lld", times[i].text, (long long)ms);
        }
        json_finish(&json);
    }
}

/** Times that are missing, and those that are none. */
static void
test_get_time(void **state)
{
    (void)state;
    struct json json;
    struct transcript transcript;
    transcript_init(&transcript);
    read_right(&json, "{\"a\": 1.5, \"b\": null,\n \"c\": \"x\", \"d\": -1}");
    const struct json_node *root = json_root(&json);
    assert_int_equal(
        json_get_time(&json, root, SLICE("a"), JSON_SECONDS, &transcript),
        1500);
    assert_int_equal(
        json_get_time(&json, root, SLICE("b"), JSON_SECONDS, &transcript),
        TIME_UNKNOWN);
    assert_int_equal(
        json_get_time(&json, root, SLICE("z"), JSON_SECONDS, &transcript),
        TIME_UNKNOWN);
    assert_int_equal(transcript.n_complaints, 0);
    assert_int_equal(
        json_get_time(&json, root, SLICE("c"), JSON_SECONDS, &transcript),
        TIME_UNKNOWN);
    assert_int_equal(
        json_get_time(&json, root, SLICE("d"), JSON_SECONDS, &transcript),
        TIME_UNKNOWN);
    assert_int_equal(transcript.n_complaints, 2);
    assert_int_equal(transcript.complaint.status, ST_BAD_TIME);
    assert_int_equal(transcript.complaint.line, 2);
    assert_int_equal(transcript.complaint.column, 7);
    json_finish(&json);
    transcript_finish(&transcript);
}

/** Each type's place, with all line ends. */
static void
test_places(void **state)
{
    (void)state;
    struct json json;
    read_right(&json, "[null,\n true,\r\n\"a\\tb\",\r -1.5,\n  \"x\", {}, [],"
                      " \"\\u0041\"]");
    static const struct {
        int line;
        int column;
    } places[] = {{1, 2}, {2, 2}, {3, 1},  {4, 2},
                  {5, 3}, {5, 8}, {5, 12}, {5, 16}};
    struct json_walk walk = json_walk(json_root(&json));
    for (size_t i = 0; i < COUNT(places); i++) {
        int64_t line;
        int64_t column;
        assert_true(json_next(&walk));
        json_place(&json, walk.value, &line, &column);
        assert_int_equal(line, places[i].line);
        assert_int_equal(column, places[i].column);
    }
    json_finish(&json);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_error_text), cmocka_unit_test(test_nul),
        cmocka_unit_test(test_nesting),    cmocka_unit_test(test_strings),
        cmocka_unit_test(test_walk),       cmocka_unit_test(test_missing),
        cmocka_unit_test(test_front),      cmocka_unit_test(test_most),
        cmocka_unit_test(test_numbers),    cmocka_unit_test(test_near_doubles),
        cmocka_unit_test(test_times),      cmocka_unit_test(test_get_time),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
