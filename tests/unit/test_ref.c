/*
 * ref.c: references read and written.
 */
#include "query/ref.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *text;
    int64_t recording;
    const char *language;
    int64_t time_ms;
    int64_t seq;
    const char *written; /**< NULL: as text */
} references[] = {
    {"12", 12, "", -1, -1, NULL},
    {"12@3:37.0", 12, "", 217000, -1, NULL},
    {"12@3:37", 12, "", 217000, -1, "12@3:37.0"},
    {"12@217", 12, "", 217000, -1, "12@3:37.0"},
    {"12@1:02:11.5", 12, "", 3731500, -1, NULL},
    {"12#45", 12, "", -1, 45, NULL},
    {"12#0", 12, "", -1, 0, NULL},
    {"12.de@3:37.0", 12, "de", 217000, -1, NULL},
    {"12.pt-BR#7", 12, "pt-BR", -1, 7, NULL},
    {"12.de", 12, "de", -1, -1, NULL},
    {"9223372036854775807", INT64_MAX, "", -1, -1, NULL},
};

static const char *const refused[] = {
    "",
    "x",
    "12x",
    "12@",
    "12#",
    "12.",
    "12.@3:37",
    "@3:37",
    "12@3:99",
    "12@abc",
    "12#1x",
    "-1",
    " 12",
    "12 ",
    "#4",
    "12@-1",
    ".de",
    "12@3:37 ",
    "9223372036854775808",
};

static void
test_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++) {
        struct ref ref;
        assert_true(ref_parse(references[i].text, &ref));
        assert_int_equal(ref.recording, references[i].recording);
        assert_true(
            slice_equal(ref.language, slice_of(references[i].language)));
        assert_int_equal(ref.time_ms, references[i].time_ms);
        assert_int_equal(ref.seq, references[i].seq);
    }
}

static void
test_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++) {
        struct ref ref;
        char text[REF_BYTES];
        assert_true(ref_parse(references[i].text, &ref));
        assert_string_equal(ref_write(text, &ref), references[i].written
                                                       ? references[i].written
                                                       : references[i].text);
    }
}

static void
test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct ref ref;
        if (ref_parse(refused[i], &ref)) {
            fail_msg("\"%s\" was read", refused[i]);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
