/*
 * test_language_tag.c - one way to write a language, whoever told it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/language_tag.h"

#include <string.h>

/** What is told, and the tag that it means; empty for none. */
struct told {
    const char *text;
    const char *tag;
};

static void
assert_tags(const struct told *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct language_tag tag = language_tag(slice_of(cases[i].text));
        if (strcmp(tag.text, cases[i].tag) != 0) {
            fail_msg("\"%s\": \"%s\", not \"%s\"", cases[i].text, tag.text,
                     cases[i].tag);
        }
    }
}

#define ASSERT_TAGS(cases) assert_tags(cases, sizeof(cases) / sizeof(*cases))

/** RFC 5646, section 2.1.1: small letters, but regions are large and scripts
 * begin so; not behind a singleton.  Examples are of its appendix A. */
static void
test_tags(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {"en", "en"},
        {"EN", "en"},
        {"en-us", "en-US"},
        {"en-US", "en-US"},
        {"EN-us", "en-US"},
        {"zh-hans", "zh-Hans"},
        {"ZH-HANS-cn", "zh-Hans-CN"},
        {"sr-latn-rs", "sr-Latn-RS"},
        {"sl-ROZAJ-biske", "sl-rozaj-biske"},
        {"de-ch-1901", "de-CH-1901"},
        {"hy-latn-it-arevela", "hy-Latn-IT-arevela"},
        {"es-419", "es-419"},
        {"de-ch-X-PHONEBK", "de-CH-x-phonebk"},
        {"en-US-U-islamcal", "en-US-u-islamcal"},
        {"zh-CN-a-myext-X-PRIVATE", "zh-CN-a-myext-x-private"},
        {"en-a-myext-b-US", "en-a-myext-b-us"},
        {"zh-yue-hk", "zh-yue-HK"},

        /* Nobody registered them. */
        {"xx", "xx"},
        {"qaa-qaaa-qm", "qaa-Qaaa-QM"},
        {"haw", "haw"},
        {"yue", "yue"},

        /* As long as a tag may be, and longer. */
        {"en-abcdefgh-abcdefgi-abcdefgj-abcde",
         "en-abcdefgh-abcdefgi-abcdefgj-abcde"},
        {"en-abcdefgh-abcdefgi-abcdefgj-abcdef", ""},

        /* Not well-formed. */
        {"a", ""},
        {"en-", ""},
        {"-en", ""},
        {"en--us", ""},
        {"en-us-", ""},
        {"en-x", ""},
        {"en-u-", ""},
        {"en-abcdefghi", ""},
        {"en-US-Latn", ""},
        {"de-419-DE", ""},
        {"e1", ""},
        {"x-whatever", ""},
        {"i-klingon", ""},
        {"en us", ""},
        {"en/us", ""},
    };
    ASSERT_TAGS(cases);
}

static void
test_locales(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {"en_US", "en-US"},
        {"en_us", "en-US"},
        {"en_US.UTF-8", "en-US"},
        {"sr_RS@latin", "sr-RS"},
        {"zh_Hant_TW", "zh-Hant-TW"},
        {"pt_br", "pt-BR"},
        {"C", ""},
        {"C.UTF-8", ""},
        {"POSIX", ""},
        {" en ", "en"},
        {"en, de", "en"},
        {"fr;q=0.8", "fr"},
        {"en-orig", "en"},
        {"de-CH-orig", "de-CH"},
    };
    ASSERT_TAGS(cases);
}

/** ISO 639-2 has two codes for some languages. */
static void
test_codes(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {"eng", "en"},
        {"deu", "de"},
        {"ger", "de"},
        {"GER", "de"},
        {"fra", "fr"},
        {"fre", "fr"},
        {"zho", "zh"},
        {"chi", "zh"},
        {"nld", "nl"},
        {"dut", "nl"},
        {"aar", "aa"},
        {"zul", "zu"},
        {"eng-us", "en-US"},
        {"spa_MX", "es-MX"},
        {"nob", "nb"},

        /* No code of two letters. */
        {"haw", "haw"},
        {"fil", "fil"},
        {"enf", "enf"},

        /* What others took the place of. */
        {"iw", "he"},
        {"in", "id"},
        {"ji", "yi"},
        {"jw", "jv"},
        {"mo", "ro"},
        {"cmn", "zh"},
        {"cmn-Hans-CN", "zh-Hans-CN"},
        {"mol", "mol"},
    };
    ASSERT_TAGS(cases);
    assert_true(language_is_code(SLICE("eng")));
    assert_true(language_is_code(SLICE("aar")));
    assert_true(language_is_code(SLICE("zul")));
    assert_false(language_is_code(SLICE("haw")));
    assert_false(language_is_code(SLICE("en")));
    assert_false(language_is_code(SLICE("ENG")));
    assert_false(language_is_code(SLICE("a a")));
    assert_false(language_is_code(SLICE("")));
}

static void
test_names(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {"english", "en"},
        {"English", "en"},
        {"ENGLISH", "en"},
        {"Haitian Creole", "ht"},
        {"haitian-creole", "ht"},
        {"cantonese", "yue"},
        {"javanese", "jv"},
        {"hawaiian", "haw"},
        {"myanmar", "my"},
        {"Lao", "lo"},
        {"English (auto-generated)", "en"},
        {"English (United States)", "en"},
        {"Chinese", "zh"},
        {"Chinese (Simplified)", "zh-Hans"},
        {"Chinese (Traditional)", "zh-Hant"},
        {"fran\xc3\xa7"
         "ais",
         "fr"},
        {"Francais", "fr"},
        {"Espa\xc3\xb1ol", "es"},
        {"Deutsch", "de"},
        {"\xd0\xa0\xd1\x83\xd1\x81\xd1\x81\xd0\xba\xd0\xb8\xd0\xb9", "ru"},
        {"\xe4\xb8\xad\xe6\x96\x87", "zh"},
        {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "ja"},
        {"englisch", ""},
        {"englishes", ""},
        {"plain english", ""},
    };
    ASSERT_TAGS(cases);
    assert_true(language_is_name(SLICE("German")));
    assert_false(language_is_name(SLICE("de")));
    assert_false(language_is_name(SLICE("")));
    assert_false(language_is_name(SLICE("- -")));
}

static void
test_unknown(void **state)
{
    (void)state;
    static const struct told cases[] = {
        {"", ""},     {" ", ""},    {"auto", ""},     {"AUTO", ""},
        {"und", ""},  {"UND", ""},  {"und-Latn", ""}, {"unknown", ""},
        {"none", ""}, {"null", ""}, {"mul", ""},      {"multi", ""},
        {"zxx", ""},  {"mis", ""},  {"any", ""},      {"all", ""},
        {"N/A", ""},  {"?", ""},    {"-", ""},        {"0", ""},
        {"()", ""},   {"...", ""},
    };
    ASSERT_TAGS(cases);
    assert_string_equal(language_tag((struct slice){"en\0de", 5}).text, "en");
}

/** A tag is its own tag. */
static void
test_settled(void **state)
{
    (void)state;
    static const char *const told[] = {"english", "en_us", "ger", "ZH-hant-tw",
                                       "Chinese (Simplified)"};
    for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
        const struct language_tag once = language_tag(slice_of(told[i]));
        const struct language_tag twice = language_tag(slice_of(once.text));
        assert_true(once.text[0] != '\0');
        assert_string_equal(twice.text, once.text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),    cmocka_unit_test(test_locales),
        cmocka_unit_test(test_codes),   cmocka_unit_test(test_names),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
