/*
 * test_utf8.c - code points in and out of bytes, after The Unicode Standard
 * 15, section 3.9.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static const struct {
    struct slice bytes;
    int32_t code_point;
    size_t size;
} sequences[] = {
    /* Well formed: the first and last of each row of table 3-7. */
    {{"\x00", 1}, 0, 1},
    {{"\x7f", 1}, 0x7f, 1},
    {{"\xc2\x80", 2}, 0x80, 2},
    {{"\xdf\xbf", 2}, 0x7ff, 2},
    {{"\xe0\xa0\x80", 3}, 0x800, 3},
    {{"\xe0\xbf\xbf", 3}, 0xfff, 3},
    {{"\xe1\x80\x80", 3}, 0x1000, 3},
    {{"\xec\xbf\xbf", 3}, 0xcfff, 3},
    {{"\xed\x80\x80", 3}, 0xd000, 3},
    {{"\xed\x9f\xbf", 3}, 0xd7ff, 3},
    {{"\xee\x80\x80", 3}, 0xe000, 3},
    {{"\xef\xbf\xbf", 3}, 0xffff, 3},
    {{"\xf0\x90\x80\x80", 4}, 0x10000, 4},
    {{"\xf0\xbf\xbf\xbf", 4}, 0x3ffff, 4},
    {{"\xf1\x80\x80\x80", 4}, 0x40000, 4},
    {{"\xf3\xbf\xbf\xbf", 4}, 0xfffff, 4},
    {{"\xf4\x80\x80\x80", 4}, 0x100000, 4},
    {{"\xf4\x8f\xbf\xbf", 4}, 0x10ffff, 4},

    /* No leading byte. */
    {{"\x80", 1}, -1, 1},
    {{"\xbf", 1}, -1, 1},
    {{"\xf5\x80\x80\x80", 4}, -1, 1},
    {{"\xff", 1}, -1, 1},

    /* Overlong, surrogates, too large. */
    {{"\xc0\x80", 2}, -1, 1},
    {{"\xc1\xbf", 2}, -1, 1},
    {{"\xe0\x80\x80", 3}, -1, 1},
    {{"\xe0\x9f\xbf", 3}, -1, 1},
    {{"\xed\xa0\x80", 3}, -1, 1},
    {{"\xed\xbf\xbf", 3}, -1, 1},
    {{"\xf0\x80\x80\x80", 4}, -1, 1},
    {{"\xf0\x8f\xbf\xbf", 4}, -1, 1},
    {{"\xf4\x90\x80\x80", 4}, -1, 1},

    /* Cut, by the end or another character: the maximal subpart. */
    {{"\xc3", 1}, -1, 1},
    {{"\xc3\x41", 2}, -1, 1},
    {{"\xe4\xb8", 2}, -1, 2},
    {{"\xe4\xb8\x41", 3}, -1, 2},
    {{"\xe4\x41\xad", 3}, -1, 1},
    {{"\xf0\x9f", 2}, -1, 2},
    {{"\xf0\x9f\x98", 3}, -1, 3},
    {{"\xf0\x9f\x98\xc3", 4}, -1, 3},
    {{"\xf0\x9f\x41\x80", 4}, -1, 2},
};

static void
test_sequences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
        size_t size = 99;
        const int32_t c = utf8_decode(sequences[i].bytes, 0, &size);
        if (c != sequences[i].code_point || size != sequences[i].size) {
            fail_msg("case %zu: U+%04X in %zu bytes", i, (unsigned)c, size);
        }
        const bool is_valid = sequences[i].code_point >= 0;
        assert_int_equal(utf8_valid_prefix(sequences[i].bytes),
                         is_valid ? sequences[i].bytes.size : 0);
    }
}

static void
test_all_code_points(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        char bytes[4];
        size_t size = 99;
        const size_t written = utf8_encode(c, bytes);
        assert_int_equal(written, c < 0x80      ? 1
                                  : c < 0x800   ? 2
                                  : c < 0x10000 ? 3
                                                : 4);
        const int32_t read =
            utf8_decode((struct slice){bytes, written}, 0, &size);
        if (c >= 0xd800 && c <= 0xdfff) {
            assert_int_equal(read, -1);
        } else {
            assert_int_equal(read, c);
            assert_int_equal(size, written);
        }
    }
}

/** An ill-formed byte at any place of a text of any length is found. */
static void
test_valid_prefix(void **state)
{
    (void)state;
    char text[64];
    assert_int_equal(utf8_valid_prefix(SLICE("")), 0);
    for (size_t size = 0; size <= sizeof(text); size++) {
        memset(text, 'x', sizeof(text));
        assert_int_equal(utf8_valid_prefix((struct slice){text, size}), size);
        for (size_t bad = 0; bad < size; bad++) {
            text[bad] = '\xff';
            assert_int_equal(utf8_valid_prefix((struct slice){text, size}),
                             bad);
            text[bad] = 'x';
        }
    }
    assert_int_equal(utf8_valid_prefix(SLICE("caf\xc3\xa9 \xe4\xb8\xad \xc3")),
                     10);
}

static void
test_length(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(SLICE("")), 0);
    assert_int_equal(utf8_length(SLICE("cafe")), 4);
    assert_int_equal(utf8_length(SLICE("caf\xc3\xa9")), 4);
    assert_int_equal(utf8_length(SLICE("\xe4\xb8\xad\xf0\x9f\x98\x80")), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_valid_prefix),
        cmocka_unit_test(test_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
