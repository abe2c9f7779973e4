/*
 * Limits of what one file may hold: a segment or word more than those is
 * refused as such, and not as a lack of memory.
 */
#include "format/format.h"
#include "format/utterances.h"
#include "format/vendor_words.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

/** Files of many items: what they begin with, and an item, with a digit in
 * place of `#`. */
static const struct {
    const char *format;
    const char *head;
    const char *item;
    size_t n_items; /**< that are still taken */
} files[] = {
    /* A pause before each word, or a step back: each is a turn. */
    {"ctm", "", "a 1 #0. 0 a\n", UTTERANCES_MAX},
    {"stm", "", "a 1 s # 99999 a\n", UTTERANCES_MAX},
    {"timings-json", "[[\"a\",0,0]", ",[\"a\",#,9]", VENDOR_WORDS_MAX - 1},
    {"lrc", "", "[00:0#]a\n", 1500 * 1000},
};

/** Read a file of so many items. */
static enum status
read_items(size_t file, size_t n_items, struct error *error)
{
    struct buffer text;
    buffer_init(&text, TEXT_BYTES);
    buffer_add_slice(&text, slice_of(files[file].head));
    for (size_t i = 0; i < n_items; i++) {
        const struct slice item = slice_of(files[file].item);
        const size_t place = slice_find(item, SLICE("#"), 0);
        buffer_add_slice(&text, slice_part(item, 0, place));
        buffer_add_byte(&text, (char)('0' + i % 9));
        buffer_add_slice(&text, slice_from(item, place + 1));
    }
    struct transcript transcript;
    transcript_init(&transcript);
    const enum status status =
        format_parse(format_by_name(files[file].format), buffer_slice(&text),
                     &transcript, error);
    transcript_finish(&transcript);
    buffer_finish(&text);
    return status;
}

/** One more than is allowed is refused. */
static void
test_too_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct error error;
        assert_int_equal(read_items(i, files[i].n_items + 1, &error),
                         ST_TOO_MANY_SEGMENTS);
        assert_string_equal(error.text,
                            "more segments or words than any recording has");
    }
}

/** As many as are allowed are read. */
static void
test_enough(void **state)
{
    (void)state;
    struct error error;
    assert_string_equal(files[2].format, "timings-json");
    assert_int_equal(read_items(2, files[2].n_items, &error), ST_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
