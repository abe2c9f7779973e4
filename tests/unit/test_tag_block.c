/*
 * test_tag_block.c - lists of tags: their bytes, and what is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/tag_block.h"

/** The bytes that the header describes, worked out by hand. */
static void
test_bytes(void **state)
{
    (void)state;
    static const struct slice expected = SLICE_INIT(
        "\x00\x01"         /* the first: no gap, line 1 */
        "\x01\x01"         /* the same tag, gone, line 1 */
        "\xac\x02\x96\x01" /* 150 further (300), line 150 */
        "\xfe\xff\xff\xff\x0f\xff\xff\xff\xff\x07"); /* both highest */
    const tag_entry entries[] = {
        tag_entry_of(0x7fffff6a, 1, false),
        tag_entry_of(0x7fffff6a, 1, true),
        tag_entry_of(0x80000000, 150, false),
        tag_entry_of(UINT32_MAX, TAG_LINE_MAX, false),
    };
    struct buffer bytes;
    struct tag_list list = {0};
    buffer_init(&bytes, 1000);
    tag_block_pack(entries, 4, &bytes);
    assert_int_equal(bytes.size, expected.size);
    assert_memory_equal(bytes.data, expected.data, expected.size);
    assert_int_equal(tag_block_unpack(&list, 0x7fffff6a, buffer_slice(&bytes)),
                     ST_OK);
    assert_int_equal(list.n, 4);
    assert_memory_equal(list.entries, entries, sizeof(entries));
    buffer_finish(&bytes);
    tag_list_finish(&list);
}

static const struct {
    int64_t first;
    struct slice bytes;
} refused[] = {
    {0, SLICE_INIT("")},
    {-1, SLICE_INIT("\x00\x01")},
    {INT64_C(1) << 32, SLICE_INIT("\x00\x01")},
    {0, SLICE_INIT("\x00")},
    {0, SLICE_INIT("\x00\x00")},                 /* line 0 */
    {0, SLICE_INIT("\x00\x80\x80\x80\x80\x08")}, /* line 2^31 */
    {UINT32_MAX, SLICE_INIT("\x02\x01")},        /* beyond the last tag */
    {0, SLICE_INIT("\x00\x01\x80")},
    {0, SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01")},
};

static void
test_refused(void **state)
{
    (void)state;
    struct tag_list list = {0};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        assert_int_equal(
            tag_block_unpack(&list, refused[i].first, refused[i].bytes),
            ST_DAMAGED);
    }
    tag_list_finish(&list);
}

/** Entries are sorted by tag, line, and then what came before what is gone. */
static void
test_order(void **state)
{
    (void)state;
    static const struct {
        uint32_t tag;
        int64_t line;
        bool is_gone;
    } sorted[] = {
        {0, 1, false}, {0, 1, true},          {0, TAG_LINE_MAX, false},
        {1, 1, false}, {0x80000000, 5, true}, {UINT32_MAX, 2, false},
    };
    tag_entry before = 0;
    for (size_t i = 0; i < sizeof(sorted) / sizeof(*sorted); i++) {
        const tag_entry entry =
            tag_entry_of(sorted[i].tag, sorted[i].line, sorted[i].is_gone);
        assert_true(entry > before);
        assert_int_equal(tag_entry_tag(entry), sorted[i].tag);
        assert_int_equal(tag_entry_line(entry), sorted[i].line);
        assert_int_equal(tag_entry_is_gone(entry), sorted[i].is_gone);
        before = entry;
    }
}

/** A bit more or less, or a byte moved to the next word, is another tag; every
 * bit of tags is used. */
static void
test_tags(void **state)
{
    (void)state;
    char text[40];
    memset(text, 'a', sizeof(text));
    uint32_t ones = 0;
    uint32_t zeros = 0;
    for (size_t size = 0; size <= sizeof(text); size++) {
        const uint32_t tag = tag_of_text((struct slice){text, size});
        for (size_t bit = 0; bit < 8 * size; bit++) {
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            const uint32_t other = tag_of_text((struct slice){text, size});
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            assert_int_not_equal(tag, other);
            ones |= other;
            zeros |= ~other;
        }
        if (size > 0) {
            assert_int_not_equal(tag,
                                 tag_of_text((struct slice){text, size - 1}));
        }
    }
    assert_int_equal(ones, UINT32_MAX);
    assert_int_equal(zeros, UINT32_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
