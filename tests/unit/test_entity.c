/*
 * entity.c: character references after the HTML Standard, and the stricter
 * rule of SubRip.
 */
#include "format/entity.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define FFFD "\xef\xbf\xbd"

static const struct {
    const char *text;
    const char *html;
    const char *closed; /**< NULL: the same */
} cases[] = {
    {"", "", NULL},
    {"a&amp;b", "a&b", NULL},
    {"&amp;lt;", "&lt;", NULL},
    {"&lt;&gt;&quot;&apos;", "<>\"'", NULL},
    {"&nbsp;", "\xc2\xa0", NULL},
    {"&eacute;&Eacute;&THORN;&frac34;", "\xc3\xa9\xc3\x89\xc3\x9e\xc2\xbe",
     NULL},
    {"&hellip;&euro;", "\xe2\x80\xa6\xe2\x82\xac", NULL},
    {"&amp", "&", "&amp"},
    {"&ampersand", "&ersand", "&ampersand"},
    {"&apos", "&apos", NULL},
    {"&hellip", "&hellip", NULL},
    {"&Amp;", "&Amp;", NULL},
    {"&AMP;", "&", NULL},
    {"&notin;", "&notin;", NULL},
    {"&", "&", NULL},
    {"&;", "&;", NULL},
    {"&&amp;", "&&", NULL},
    {"AT&T", "AT&T", NULL},
    {"&#65;&#x42;&#X43;", "ABC", NULL},
    {"&#65", "A", "&#65"},
    {"&#x1f41f;", "\xf0\x9f\x90\x9f", NULL},
    {"&#0;", FFFD, NULL},
    {"&#xd800;", FFFD, NULL},
    {"&#x110000;", FFFD, NULL},
    {"&#99999999999999999999;", FFFD, NULL},
    {"&#x80;&#146;", "\xe2\x82\xac\xe2\x80\x99", NULL},
    {"&#;&#x;&#xg;", "&#;&#x;&#xg;", NULL},
    {"&#", "&#", NULL},
    {"&#x", "&#x", NULL},
};

/** Whole texts, by either rule. */
static void
test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *closed = cases[i].closed ? cases[i].closed : cases[i].html;
        struct buffer out;
        buffer_init(&out, 1024);
        entity_decode(&out, slice_of(cases[i].text), ENTITY_HTML);
        assert_true(slice_equal(buffer_slice(&out), slice_of(cases[i].html)));
        buffer_clear(&out);
        entity_decode(&out, slice_of(cases[i].text), ENTITY_CLOSED);
        assert_true(slice_equal(buffer_slice(&out), slice_of(closed)));
        buffer_finish(&out);
    }
}

/** What is no reference leaves the place and the result alone. */
static void
test_failure(void **state)
{
    (void)state;
    struct entity entity = {.size = 7};
    size_t at = 1;
    assert_false(entity_read(SLICE("a&b;"), &at, ENTITY_HTML, &entity));
    assert_int_equal(at, 1);
    assert_int_equal(entity.size, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
