/*
 * test_normalise.c - the one form of text.
 *
 * What is expected follows from the header, from ECMA-48, and from The
 * Unicode Standard; for whole planes of code points it is asked of utf8proc's
 * own NFC, which the code under test calls only where it thinks it must.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/normalise.h"

#include <stdlib.h>
#include <time.h>
#include <utf8proc.h>

enum {
    LAST_CODE_POINT = 0x10ffff,
    BIG_BYTES = 4 * 1024 * 1024,
    LINEAR_SECONDS = 10, /**< a quadratic run takes many minutes */
};

static const struct {
    const char *name;
    const char *text;
    const char *expected;
} cases[] = {
    {"empty", "", ""},
    {"plain", "Plain, as it was: it's 3.5%!", "Plain, as it was: it's 3.5%!"},
    {"space at both ends", "  word  ", "word"},
    {"only space", " \t\n ", ""},
    {"runs of space", "a \t b\r\n\r\nc\v\fd", "a b c d"},
    {"one space kept", "a b c", "a b c"},
    {"control characters",
     "a\x01"
     "b\x7f"
     "c\x1f"
     "d\x08",
     "abcd"},
    {"space around a control character", "a \x01 b", "a b"},
    {"next line",
     "a\xc2\x85"
     "b",
     "a b"},
    {"no-break space",
     "a\xc2\xa0"
     "b",
     "a b"},
    {"ogham space",
     "a\xe1\x9a\x80"
     "b",
     "a b"},
    {"en quad to hair space",
     "a\xe2\x80\x80\xe2\x80\x8a"
     "b",
     "a b"},
    {"line and paragraph separator",
     "a\xe2\x80\xa8\xe2\x80\xa9"
     "b",
     "a b"},
    {"narrow no-break space",
     "a\xe2\x80\xaf"
     "b",
     "a b"},
    {"mathematical space",
     "a\xe2\x81\x9f"
     "b",
     "a b"},
    {"ideographic space",
     "a\xe3\x80\x80"
     "b",
     "a b"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "a\xef\xbb\xbf"
     "b",
     "ab"},
    {"zero-width space stays",
     "a\xe2\x80\x8b"
     "b",
     "a\xe2\x80\x8b"
     "b"},
    {"joiners stay",
     "a\xe2\x80\x8c\xe2\x80\x8d"
     "b",
     "a\xe2\x80\x8c\xe2\x80\x8d"
     "b"},
    {"direction marks stay",
     "\xe2\x80\x8f"
     "a\xe2\x80\xae"
     "b",
     "\xe2\x80\x8f"
     "a\xe2\x80\xae"
     "b"},
    {"soft hyphen stays",
     "a\xc2\xad"
     "b",
     "a\xc2\xad"
     "b"},
    {"colours", "\x1b[1;31mred\x1b[0m rose", "red rose"},
    {"cursor", "a\x1b[2Kb\x1b[?25lc\x1b[10;20Hd", "abcd"},
    {"control sequence without end", "a\x1b[31\xc3\xa9", "a[31\xc3\xa9"},
    {"control sequence at the end", "a\x1b[3", "a[3"},
    {"window title, BEL",
     "a\x1b]0;title\x07"
     "b",
     "ab"},
    {"window title, ST", "a\x1b]0;title\x1b\\b", "ab"},
    {"window title, C1 ST",
     "a\x1b]0;t\xc3\xa9\xc2\x9c"
     "b",
     "ab"},
    {"hyperlink", "\x1b]8;;http://a.b/\x1b\\text\x1b]8;;\x1b\\ on", "text on"},
    {"title without end", "a\x1b]0;title and the rest",
     "a]0;title and the rest"},
    {"title cut by a line end", "a\x1b]0;t\nrest\x07", "a]0;t rest"},
    {"title cut by another",
     "\x1b]0;a\x1b]0;b\x07"
     "c",
     "]0;ac"},
    {"device control", "a\x1bPq#0\x1b\\b", "ab"},
    {"start of string", "a\x1bXhidden\x1b\\b", "ab"},
    {"privacy message", "a\x1b^hidden\x1b\\b", "ab"},
    {"application command", "a\x1b_hidden\x1b\\b", "ab"},
    {"two bytes",
     "a\x1b"
     "cb\x1b"
     "7c\x1b=d",
     "abcd"},
    {"character set", "a\x1b(Bb", "ab"},
    {"escape alone", "a\x1b", "a"},
    {"escape before a letter above ASCII", "a\x1b\xc3\xa9", "a\xc3\xa9"},
    {"two escapes", "a\x1b\x1b[mb", "ab"},
    {"C1 control sequence",
     "a\xc2\x9b"
     "31mb",
     "ab"},
    {"C1 title",
     "a\xc2\x9d"
     "0;t\xc2\x9c"
     "b",
     "ab"},
    {"C1 title without end",
     "a\xc2\x9d"
     "0;t",
     "a0;t"},
    {"C1 alone",
     "a\xc2\x84"
     "b\xc2\x91"
     "c",
     "abc"},
    {"composed stays", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    {"decomposed is composed", "e\xcc\x81te\xcc\x81", "\xc3\xa9t\xc3\xa9"},
    {"marks in canonical order", "a\xcc\x87\xcc\xa3", "\xe1\xba\xa1\xcc\x87"},
    {"composed over what is removed", "e\x01\xef\xbb\xbf\xcc\x81", "\xc3\xa9"},
    {"a mark after a space", "e \xcc\x81", "e \xcc\x81"},
    {"a mark first",
     "\xcc\x81"
     "e",
     "\xcc\x81"
     "e"},
    {"Hangul from its parts", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
     "\xed\x95\x9c"},
    {"Angstrom sign", "\xe2\x84\xab", "\xc3\x85"},
    {"ideograph for compatibility", "\xef\xa4\x80", "\xe8\xb1\x88"},
    {"Devanagari qa is taken apart", "\xe0\xa5\x98",
     "\xe0\xa4\x95\xe0\xa4\xbc"},
    {"Kana with a voicing mark", "\xe3\x81\x8b\xe3\x82\x99", "\xe3\x81\x8c"},
    {"ligature is no business of NFC", "\xef\xac\x81", "\xef\xac\x81"},
    {"emoji", "a \xf0\x9f\x98\x80 b", "a \xf0\x9f\x98\x80 b"},
};

/** Whether a buffer holds exactly this text. */
static void
assert_text(const struct buffer *buffer, const char *expected)
{
    assert_false(buffer->has_failed);
    assert_int_equal(buffer->size, strlen(expected));
    if (buffer->size > 0) {
        assert_memory_equal(buffer->data, expected, buffer->size);
    }
}

static void
test_cases(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1024);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buffer_clear(&out);
        normalise(&out, slice_of(cases[i].text));
        if (out.size != strlen(cases[i].expected) ||
            (out.size > 0 &&
             memcmp(out.data, cases[i].expected, out.size) != 0)) {
            fail_msg("%s: got \"%.*s\"", cases[i].name, (int)out.size,
                     out.data);
        }
    }
    buffer_finish(&out);
}

static void
test_bytes_that_are_no_text(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1024);
    normalise(&out, SLICE("a\xff\xc3"
                          "b\xed\xa0\x80\xf0\x9f"));
    assert_text(&out, "ab");
    buffer_clear(&out);
    normalise(&out, SLICE("a\0b"));
    assert_text(&out, "ab");
    buffer_finish(&out);
}

static void
test_pieces_share_their_space(void **state)
{
    (void)state;
    struct buffer out;
    struct normaliser normaliser;
    buffer_init(&out, 1024);
    buffer_add(&out, "before", 6);
    normaliser_init(&normaliser, &out);
    assert_int_equal(normaliser_offset(&normaliser), 0);
    normaliser_add(&normaliser, SLICE("  "));
    assert_int_equal(normaliser_offset(&normaliser), 0);
    normaliser_add(&normaliser, SLICE("one "));
    assert_int_equal(normaliser_offset(&normaliser), 4);
    normaliser_add(&normaliser, SLICE(""));
    normaliser_add_space(&normaliser);
    normaliser_add(&normaliser, SLICE(" two"));
    assert_int_equal(normaliser_offset(&normaliser), 7);
    normaliser_add(&normaliser, SLICE("3"));
    normaliser_add_space(&normaliser);
    assert_text(&out, "beforeone two3");
    buffer_finish(&out);
}

/** Check a text against utf8proc's NFC. */
static void
assert_nfc(struct buffer *out, struct slice text, int32_t code_point)
{
    utf8proc_uint8_t *expected;
    const utf8proc_ssize_t size = utf8proc_map(
        (const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.size,
        &expected, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    assert_true(size >= 0);
    buffer_clear(out);
    normalise(out, text);
    if (out->size != (size_t)size ||
        memcmp(out->data, expected, out->size) != 0) {
        fail_msg("U+%04X is not in NFC", (unsigned)code_point);
    }
    free(expected);
}

/** Whether the normaliser takes a code point away or makes it a space. */
static bool
is_removed(int32_t c)
{
    const utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_CC ||
           category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || c == 0xfeff ||
           (c >= 0xd800 && c <= 0xdfff);
}

/** Every code point by itself, taken apart, and after a letter. */
static void
test_all_code_points(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1024);
    for (int32_t c = '!'; c <= LAST_CODE_POINT; c++) {
        int32_t parts[32];
        char text[160] = "a";
        if (is_removed(c)) {
            continue;
        }
        size_t size = 1 + utf8_encode((uint32_t)c, text + 1);
        assert_nfc(&out, (struct slice){text + 1, size - 1}, c);
        assert_nfc(&out, (struct slice){text, size}, c);
        int boundary = 0;
        const utf8proc_ssize_t n = utf8proc_decompose_char(
            c, parts, 32, UTF8PROC_DECOMPOSE, &boundary);
        size = 0;
        for (utf8proc_ssize_t i = 0; i < n; i++) {
            size += utf8_encode((uint32_t)parts[i], text + size);
        }
        assert_nfc(&out, (struct slice){text, size}, c);
    }
    buffer_finish(&out);
}

/** Whether a text is what the header promises. */
static void
assert_normal(struct slice text)
{
    char before = ' ';
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        assert_true(byte >= 0x20 && byte != 0x7f);
        assert_false(byte == ' ' && before == ' ');
        assert_false(byte < 0xa0 && before == '\xc2');
        before = (char)byte;
    }
    assert_true(text.size == 0 || before != ' ');
    assert_int_equal(utf8_valid_prefix(text), text.size);
}

/** Anything becomes normal, and what is normal stays. */
static void
test_random_texts(void **state)
{
    (void)state;
    static const char *const atoms[] = {
        "a",
        "E",
        " ",
        "\t",
        "\x1b",
        "[",
        "]",
        "31",
        "m",
        "\\",
        "\x07",
        "\x01",
        "\xc2\x85",
        "\xc2\x9b",
        "\xc2\x9d",
        "\xc2\x9c",
        "\xcc\x81",
        "\xcc\xa3",
        "\xc3\xa9",
        "\xe2\x80\xa8",
        "P",
        "(",
        "\x7f",
        "\xef\xbb\xbf",
        "\xe1\x84\x92",
        "\xe1\x85\xa1",
        "\xe1\x86\xab",
        "\xe4\xb8\xad",
    };
    struct buffer text;
    struct buffer once;
    struct buffer twice;
    uint64_t random = 42;
    buffer_init(&text, 4096);
    buffer_init(&once, 4096);
    buffer_init(&twice, 4096);
    for (int round = 0; round < 20000; round++) {
        buffer_clear(&text);
        buffer_clear(&once);
        buffer_clear(&twice);
        for (int i = 0; i < 24; i++) {
            random = random * UINT64_C(6364136223846793005) + 1;
            const size_t n = sizeof(atoms) / sizeof(*atoms);
            buffer_add_slice(&text, slice_of(atoms[(random >> 33) % n]));
        }
        normalise(&once, buffer_slice(&text));
        assert_normal(buffer_slice(&once));
        normalise(&twice, buffer_slice(&once));
        assert_true(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    }
    buffer_finish(&text);
    buffer_finish(&once);
    buffer_finish(&twice);
}

/** What could take quadratic time does not. */
static void
test_hostile_texts_are_linear(void **state)
{
    (void)state;
    static const char *const atoms[] = {
        "\x1b]",     "\xc2\x9d", "\x1b[1;",          "\x1b",
        "\xcc\x81",  " ",        "\xcc\x81\xcc\xa3", "\x1b]0;a",
        "\xc2\x9b;", "\x1bP",    "\xe1\x85\xa1",     "a\xcc\x81",
    };
    struct buffer text;
    struct buffer out;
    buffer_init(&text, BIG_BYTES + 16);
    buffer_init(&out, (size_t)BIG_BYTES * 4);
    for (size_t i = 0; i < sizeof(atoms) / sizeof(*atoms); i++) {
        buffer_clear(&text);
        buffer_clear(&out);
        while (text.size < BIG_BYTES) {
            buffer_add_slice(&text, slice_of(atoms[i]));
        }
        const clock_t start = clock();
        normalise(&out, buffer_slice(&text));
        assert_true(clock() - start < LINEAR_SECONDS * CLOCKS_PER_SEC);
        assert_false(out.has_failed);
    }
    buffer_finish(&text);
    buffer_finish(&out);
}

/** Longer runs of marks are parted by U+034F, as UAX #15 has it. */
static void
test_long_runs_of_marks_are_parted(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer out;
    buffer_init(&text, 4096);
    buffer_init(&out, 4096);
    buffer_add_byte(&text, 'x');
    for (int i = 0; i < 31; i++) {
        buffer_add_slice(&text, SLICE("\xcc\x81"));
    }
    normalise(&out, buffer_slice(&text));
    assert_int_equal(out.size, 1 + 31 * 2 + 2);
    assert_memory_equal(out.data + 1 + 30 * 2, "\xcd\x8f", 2);
    buffer_finish(&text);
    buffer_finish(&out);
}

static void
test_a_full_buffer_is_sticky(void **state)
{
    (void)state;
    struct buffer out;
    struct normaliser normaliser;
    buffer_init(&out, 8);
    normaliser_init(&normaliser, &out);
    normaliser_add(&normaliser, SLICE("1234567"));
    normaliser_add(&normaliser, SLICE("e\xcc\x81 more"));
    assert_true(out.has_failed);
    normaliser_add(&normaliser, SLICE("x"));
    assert_true(out.size <= 8);
    assert_memory_equal(out.data, "1234567", 7);
    buffer_finish(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_pieces_share_their_space),
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_hostile_texts_are_linear),
        cmocka_unit_test(test_long_runs_of_marks_are_parted),
        cmocka_unit_test(test_a_full_buffer_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
