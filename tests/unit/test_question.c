/*
 * question.c: what asks, and what is asked about.
 */
#include "text/question.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
    const char *language;
    const char *token; /**< folded */
    enum question_word wanted;
} cases[] = {
    {"en", "what", QUESTION_OPENS},   {"en", "isnt", QUESTION_OPENS},
    {"en", "can", QUESTION_MAY_OPEN}, {"en", "tell", QUESTION_MAY_OPEN},
    {"en", "said", QUESTION_ASKS},    {"en", "something", QUESTION_ASKS},
    {"en", "grief", QUESTION_NONE},   {"en", "wha", QUESTION_NONE},
    {"en", "", QUESTION_NONE},        {"en", "qui", QUESTION_NONE},
    {"de", "was", QUESTION_OPENS},    {"de", "ist", QUESTION_MAY_OPEN},
    {"de", "uber", QUESTION_ASKS},    {"de", "what", QUESTION_NONE},
    {"fr", "ou", QUESTION_OPENS},     {"fr", "quest", QUESTION_OPENS},
    {"es", "que", QUESTION_OPENS},    {"it", "perche", QUESTION_OPENS},
    {"pt", "alguem", QUESTION_ASKS},  {"nl", "hoe", QUESTION_OPENS},
    {"sv", "nar", QUESTION_OPENS},    {"da", "hvornar", QUESTION_OPENS},
    {"no", "hva", QUESTION_OPENS},    {"pl", "czy", QUESTION_OPENS},
    {"ru", "почему", QUESTION_OPENS}, {"fi", "mita", QUESTION_NONE},
    {"", "what", QUESTION_NONE},
};

static void
test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(
            question_word(cases[i].language, slice_of(cases[i].token)),
            cases[i].wanted);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
