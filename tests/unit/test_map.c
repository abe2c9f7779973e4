/*
 * test_map.c - the hash map, against a model that is plainly right: an array
 * with a place for every key that is used.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"

enum {
    N_KEYS = 5000,
    N_STEPS = 200 * 1000,
};

/** A reproducible random number. */
static uint64_t
next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *state >> 33;
}

/** Keys as they occur: hashes, row numbers, and both ends of the range. */
static uint64_t
key_of(size_t index)
{
    switch (index % 4) {
    case 0:
        return index;
    case 1:
        return UINT64_MAX - index;
    case 2:
        return (uint64_t)index << 40;
    default:
        return index * UINT64_C(0x9e3779b97f4a7c15);
    }
}

struct model {
    bool is_there[N_KEYS];
    int64_t values[N_KEYS];
    size_t count;
};

/** Compare all keys with the model, whether they are there or not. */
static void
assert_same(const struct map *map, const struct model *model)
{
    assert_int_equal(map->count, model->count);
    for (size_t i = 0; i < N_KEYS; i++) {
        const int64_t *value = map_get(map, key_of(i));
        assert_int_equal(value != NULL, model->is_there[i]);
        if (value) {
            assert_int_equal(*value, model->values[i]);
        }
    }
}

/** Put a key into both; an old value must stay. */
static void
put(struct map *map, struct model *model, size_t i, int64_t value)
{
    int64_t *at = map_put(map, key_of(i), value);
    assert_non_null(at);
    if (!model->is_there[i]) {
        model->is_there[i] = true;
        model->values[i] = value;
        model->count++;
    }
    assert_int_equal(*at, model->values[i]);
}

static void
test_against_model(void **state)
{
    (void)state;
    static struct model model;
    struct map map = {0};
    uint64_t random = 1;
    for (size_t step = 0; step < N_STEPS; step++) {
        const size_t i = next_random(&random) % N_KEYS;
        const int64_t value = (int64_t)next_random(&random) - (1 << 20);
        int64_t *old = map_get(&map, key_of(i));
        if (step % 3 == 0 && old) {
            *old = value;
            model.values[i] = value;
        } else {
            put(&map, &model, i, value);
        }
        if (step % 20000 == 0) {
            assert_same(&map, &model);
        }
        if (step == N_STEPS / 2) {
            map_clear(&map);
            model = (struct model){0};
            assert_same(&map, &model);
        }
    }
    assert_same(&map, &model);
    map_finish(&map);
}

static void
test_empty(void **state)
{
    (void)state;
    struct map map = {0};
    assert_null(map_get(&map, 0));
    map_clear(&map);
    assert_null(map_get(&map, UINT64_MAX));
    map_finish(&map);
    map_finish(&map);
    assert_non_null(map_put(&map, 0, 7));
    assert_int_equal(*map_get(&map, 0), 7);
    map_finish(&map);
    assert_null(map_get(&map, 0));
    assert_int_equal(map.count, 0);
}

/** Clearing keeps the table: a map that is filled again does not grow. */
static void
test_clear_keeps_memory(void **state)
{
    (void)state;
    struct map map = {0};
    for (uint64_t key = 0; key < 1000; key++) {
        assert_non_null(map_put(&map, key, 1));
    }
    const struct map_entry *entries = map.entries;
    map_clear(&map);
    for (uint64_t key = 1000; key < 2000; key++) {
        assert_null(map_get(&map, key));
        assert_non_null(map_put(&map, key, 1));
    }
    assert_ptr_equal(map.entries, entries);
    map_finish(&map);
}

/** There is always a free entry, or a search would not end. */
static void
test_never_full(void **state)
{
    (void)state;
    struct map map = {0};
    for (uint64_t key = 0; key < 10000; key++) {
        assert_non_null(map_put(&map, key, 0));
        assert_true(map.count <= map.capacity / 4 * 3);
        assert_int_equal(map.capacity & (map.capacity - 1), 0);
    }
    map_finish(&map);
}

/** A table that can not be made larger leaves the map as it was. */
static void
test_no_memory(void **state)
{
    (void)state;
    struct map map = {.capacity = SIZE_MAX / 2 + 1, .count = SIZE_MAX / 2 + 1};
    const struct map before = map;
    assert_null(map_put(&map, 1, 1));
    assert_memory_equal(&map, &before, sizeof(map));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_model),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_clear_keeps_memory),
        cmocka_unit_test(test_never_full),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
