/*
 * test_arena.c - many small allocations, freed together.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <stdalign.h>

static void
test_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t size = 0; size < 3000; size += 7) {
        char *memory = arena_new(&arena, 1, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xff, size);
    }
    assert_false(arena.has_failed);
    arena_finish(&arena);
}

/** Allocations do not overlap, small or large. */
static void
test_apart(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    struct arena arena = {0};
    unsigned char *memory[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        const size_t size = i % 50 == 0 ? 40000 : i;
        memory[i] = arena_new(&arena, size, 1);
        assert_non_null(memory[i]);
        memset(memory[i], (int)(i & 0xff), size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        const size_t size = i % 50 == 0 ? 40000 : i;
        for (size_t j = 0; j < size; j++) {
            assert_int_equal(memory[i][j], i & 0xff);
        }
    }
    arena_finish(&arena);
}

static void
test_copies(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *copy = arena_copy(&arena, SLICE("text"));
    assert_string_equal(copy, "text");
    assert_string_equal(arena_copy(&arena, SLICE("")), "");
    assert_string_equal(arena_copy(&arena, (struct slice){NULL, 0}), "");
    arena_finish(&arena);
    assert_null(arena.blocks);
    assert_string_equal(arena_copy(&arena, SLICE("again")), "again");
    arena_finish(&arena);
    arena_finish(&arena);
}

static void
test_errors_are_sticky(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        size_t size;
    } sizes[] = {
        {SIZE_MAX, 2},
        {SIZE_MAX / 2, 3},
        {1, SIZE_MAX},
        {1, SIZE_MAX - alignof(max_align_t)},
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct arena arena = {0};
        assert_non_null(arena_new(&arena, 1, 1));
        assert_null(arena_new(&arena, sizes[i].count, sizes[i].size));
        assert_true(arena.has_failed);
        assert_null(arena_new(&arena, 1, 1));
        assert_null(arena_copy(&arena, SLICE("text")));
        arena_finish(&arena);
        assert_false(arena.has_failed);
    }
    struct arena arena = {0};
    assert_null(arena_copy(&arena, (struct slice){"text", SIZE_MAX}));
    assert_true(arena.has_failed);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_and_aligned),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_errors_are_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
