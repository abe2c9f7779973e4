/*
 * test_written.c - signs beside words, as they were typed and as they are
 * written.
 */
#include "query/written.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *typed;
    const char *signs;
} typed[] = {
    {"C++", "C++"},        {".NET", ".NET"},
    {"10%,", "10%"},       {"R&D?", "R&D"},
    {"U.S.", "U.S"},       {"node.js\")", "node.js"},
    {"efficient?", ""},    {"GPT-4", ""},
    {"don't", ""},         {"", ""},
    {"...", ""},           {"caf\u00e9.", ""},
    {"#metoo!", "#metoo"},
};

static void
test_signs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
        assert_true(slice_equal(written_signs(slice_of(typed[i].typed)),
                                slice_of(typed[i].signs)));
    }
}

static const struct {
    const char *text;
    uint32_t token;
    const char *typed;
    bool is_so;
} cases[] = {
    {"We wrote C++ then.", 2, "C++", true},
    {"We wrote c++.", 2, "C++", true},
    {"C++", 0, "C++", true},
    {"C++98", 0, "C++", true},
    {"C then", 0, "C++", false},
    {"C+", 0, "C++", false},
    {"C++ then", 0, "C+", false},
    {"the .NET way", 1, ".net", true},
    {"NET way", 0, ".net", false},
    {"inter.net", 1, ".net", true},
    {"up 10% now", 1, "10%", true},
    {"up 10 now", 1, "10%", false},
    {"at 3.10% now", 2, "10%", false},
    {"up 10%.", 1, "10%", true},
    {"for $5, please", 1, "$5", true},
    {"for $5,000", 1, "$5", false},
    {"for $5.50", 1, "$5", false},
    {"for 5 dollars", 1, "$5", false},
    {"at AT&T now", 1, "at&t", true},
    {"at t now", 0, "at&t", false},
    {"in the U.S. now", 2, "U.S", true},
    {"call us. Now", 1, "U.S", false},
    {"it is 3.5, they say", 2, "3.5", true},
    {"it is 3, 5 they say", 2, "3.5", false},
    {"it is 1.3.5 they say", 3, "3.5", false},
    {"r\u00e9sum\u00e9/cv", 0, "R\u00e9sum\u00e9/CV", true},
    {"one two", 2, "C++", false},
    {"", 0, "C++", false},
};

static void
test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(written_so(slice_of(cases[i].text), cases[i].token,
                                    slice_of(cases[i].typed)),
                         cases[i].is_so);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
