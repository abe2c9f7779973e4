/*
 * test_buffer.c - growing bytes, varints and arrays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"

#include <stdlib.h>

static void
test_appends(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    assert_null(b.data);
    assert_int_equal(b.capacity, 0);
    buffer_add(&b, "", 0);
    buffer_add(&b, NULL, 0);
    assert_int_equal(b.size, 0);
    buffer_add(&b, "abc", 3);
    buffer_add_byte(&b, 'd');
    buffer_add_slice(&b, SLICE("ef"));
    buffer_print(&b, "%d%s", 42, "g");
    assert_true(slice_equal(buffer_slice(&b), SLICE("abcdef42g")));
    assert_false(b.has_failed);
    buffer_clear(&b);
    assert_int_equal(b.size, 0);
    assert_non_null(b.data);
    buffer_finish(&b);
    assert_null(b.data);
    buffer_add(&b, "again", 5);
    assert_true(slice_equal(buffer_slice(&b), SLICE("again")));
    buffer_finish(&b);
    buffer_finish(&b);
}

static void
test_growth_keeps_the_content(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100000);
    for (int i = 0; i < 100000; i++) {
        buffer_add_byte(&b, (char)(i & 0x7f));
    }
    assert_false(b.has_failed);
    assert_int_equal(b.size, 100000);
    assert_true(b.capacity <= b.limit);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(b.data[i], i & 0x7f);
    }
    buffer_add_byte(&b, 'x');
    assert_true(b.has_failed);
    assert_int_equal(b.size, 100000);
    buffer_finish(&b);
}

/** The limit holds to the byte, however small it is. */
static void
test_limits(void **state)
{
    (void)state;
    static const size_t limits[] = {0, 1, 5, 63, 64, 65, 127, 1000};
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        struct buffer b;
        buffer_init(&b, limits[i]);
        for (size_t j = 0; j < limits[i]; j++) {
            buffer_add_byte(&b, 'x');
        }
        assert_false(b.has_failed);
        assert_int_equal(b.size, limits[i]);
        buffer_add_byte(&b, 'y');
        assert_true(b.has_failed);
        assert_int_equal(b.size, limits[i]);
        buffer_finish(&b);

        assert_true(buffer_reserve(&b, limits[i]));
        assert_false(buffer_reserve(&b, limits[i] + 1));
        buffer_finish(&b);
    }
}

static void
test_errors_are_sticky(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 8);
    buffer_add(&b, "1234", 4);
    buffer_add(&b, "56789", 5);
    assert_true(b.has_failed);
    buffer_add(&b, "5", 1);
    buffer_print(&b, "5");
    buffer_add_varint(&b, 5);
    assert_false(buffer_reserve(&b, 0));
    assert_true(slice_equal(buffer_slice(&b), SLICE("1234")));
    buffer_clear(&b);
    buffer_add(&b, "5", 1);
    assert_true(slice_equal(buffer_slice(&b), SLICE("5")));
    buffer_finish(&b);
}

static void
test_sizes_without_end(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, SIZE_MAX);
    buffer_add(&b, "1234", 4);
    assert_false(buffer_reserve(&b, SIZE_MAX - 2));
    assert_true(b.has_failed);
    assert_true(slice_equal(buffer_slice(&b), SLICE("1234")));
    buffer_finish(&b);
}

/** LEB128, from the definition. */
static const struct {
    uint64_t value;
    const char *bytes;
    size_t size;
} varints[] = {
    {0, "\x00", 1},
    {1, "\x01", 1},
    {127, "\x7f", 1},
    {128, "\x80\x01", 2},
    {300, "\xac\x02", 2},
    {16383, "\xff\x7f", 2},
    {16384, "\x80\x80\x01", 3},
    {624485, "\xe5\x8e\x26", 3},
    {UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10},
};

static void
test_varints(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof(varints) / sizeof(*varints); i++) {
        const struct slice expected = {varints[i].bytes, varints[i].size};
        uint64_t value = 77;
        size_t at = 0;
        buffer_clear(&b);
        buffer_add_varint(&b, varints[i].value);
        assert_true(slice_equal(buffer_slice(&b), expected));
        assert_true(slice_read_varint(expected, &at, &value));
        assert_int_equal(at, varints[i].size);
        assert_true(value == varints[i].value);

        /* Cut anywhere, it is none. */
        for (size_t size = 0; size < expected.size; size++) {
            at = 0;
            value = 77;
            assert_false(
                slice_read_varint(slice_part(expected, 0, size), &at, &value));
            assert_int_equal(at, 0);
            assert_int_equal(value, 77);
        }
    }
    buffer_finish(&b);
}

static void
test_varints_that_are_none(void **state)
{
    (void)state;
    static const struct slice bad[] = {
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        uint64_t value = 77;
        size_t at = 0;
        assert_false(slice_read_varint(bad[i], &at, &value));
        assert_int_equal(at, 0);
        assert_int_equal(value, 77);
    }
}

static void
test_signed(void **state)
{
    (void)state;
    static const int64_t values[] = {0,  -1,  1,    -64,       63,
                                     64, -65, 1000, INT64_MAX, INT64_MIN};
    /* Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3; so -64 and 63 take one byte. */
    static const size_t sizes[] = {1, 1, 1, 1, 1, 2, 2, 2, 10, 10};
    struct buffer b;
    buffer_init(&b, 100);
    size_t at = 0;
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        const size_t before = b.size;
        buffer_add_signed(&b, values[i]);
        assert_int_equal(b.size - before, sizes[i]);
    }
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        int64_t value;
        assert_true(slice_read_signed(buffer_slice(&b), &at, &value));
        assert_true(value == values[i]);
    }
    int64_t value;
    assert_int_equal(at, b.size);
    assert_false(slice_read_signed(buffer_slice(&b), &at, &value));
    buffer_finish(&b);
}

static void
test_arrays(void **state)
{
    (void)state;
    int *numbers = NULL;
    size_t capacity = 0;
    for (size_t n = 0; n < 1000; n++) {
        assert_true(array_grow(&numbers, &capacity, n, sizeof(*numbers)));
        assert_true(capacity > n);
        numbers[n] = (int)n;
    }
    for (size_t n = 0; n < 1000; n++) {
        assert_int_equal(numbers[n], n);
    }

    int *const before = numbers;
    size_t huge = SIZE_MAX / 2 + 1;
    assert_false(array_grow(&numbers, &huge, huge, sizeof(*numbers)));
    assert_true(huge == SIZE_MAX / 2 + 1);
    huge = SIZE_MAX / 8;
    assert_false(array_grow(&numbers, &huge, huge, 16));
    assert_ptr_equal(numbers, before);
    free(numbers);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appends),
        cmocka_unit_test(test_growth_keeps_the_content),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_errors_are_sticky),
        cmocka_unit_test(test_sizes_without_end),
        cmocka_unit_test(test_varints),
        cmocka_unit_test(test_varints_that_are_none),
        cmocka_unit_test(test_signed),
        cmocka_unit_test(test_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
