/*
 * test_split.c - characters whose bytes stand on two lines.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/split.h"

#define T1 "[00:00:00.000 --> 00:00:01.000]  "
#define T2 "[00:00:01.000 --> 00:00:02.000]  "
#define T3 "[00:00:02.000 --> 00:00:03.000]  "

static void
test_cases(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *mended; /**< NULL where nothing is to be done */
    } cases[] = {
        {"", NULL},
        {"\xe6\xbd\n\xae\n", NULL},
        {T1 "plain\n" T2 "text\n", NULL},
        {T1 " \xe6\xbd\n" T2 "\xae\n", T1 " \xe6\xbd\xae\n" T2 "\n"},
        {T1 "\xe6\r\n" T2 "\xbd\r\n" T3 "\xae!",
         T1 "\xe6\xbd\xae\r\n" T2 "\r\n" T3 "!"},
        {T1 "\xf0\x9f\x9a\n" T2 "\xa2\xc3\n" T3 "\xa9",
         T1 "\xf0\x9f\x9a\xa2\n" T2 "\xc3\xa9\n" T3},
        /* Complete already, or more than is missing. */
        {T1 "\xc3\xa9\n" T2 "\xa9\n", NULL},
        {T1 "\xc3\n" T2 "\xa9\xa9", T1 "\xc3\xa9\n" T2 "\xa9"},
        /* Something between. */
        {T1 "\xc3\n" T2 "x\n" T3 "\xa9", NULL},
        {T1 "\xc3\n" T2 " \xa9", NULL},
        {T1 "\xc3\n\n" T2 "\xa9", NULL},
        {T1 "\xc3\nwhisper_log:\n" T2 "\xa9", NULL},
        /* No beginnings of characters. */
        {T1 "\xc1\n" T2 "\xa9", NULL},
        {T1 "\xff\n" T2 "\xa9", NULL},
        {T1 "\xbd\xbd\xbd\xbd\n" T2 "\xae", NULL},
        {T1 "\n" T2 "\xae", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct slice bytes = slice_of(cases[i].bytes);
        const char *mended = cases[i].mended;
        struct buffer out;
        buffer_init(&out, 4096);
        assert_int_equal(split_mend(bytes, &out), mended != NULL);
        if (!slice_equal(buffer_slice(&out),
                         mended ? slice_of(mended) : bytes)) {
            fail_msg("case %zu", i);
        }
        buffer_finish(&out);
    }
}

/** Without memory the buffer tells. */
static void
test_limit(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 8);
    split_mend(SLICE(T1 "\xc3\n" T2 "\xa9"), &out);
    assert_true(out.has_failed);
    buffer_finish(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
