/*
 * test_profile.c - time goes to the stage under way, and to no other.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/profile.h"

#include <string.h>
#include <unistd.h>

/** What sleeping takes at least. */
enum { NAP_US = 2000, NAP_NS = NAP_US * 1000 };

/** A stage inside of another has its time alone. */
static void
test_nested(void **state)
{
    (void)state;
    struct profile profile;
    profile_start(&profile);
    const enum stage outside = profile_begin(&profile, STAGE_WALK);
    assert_int_equal(outside, STAGE_OTHER);
    usleep(NAP_US);
    for (int i = 0; i < 3; i++) {
        const enum stage before = profile_begin(&profile, STAGE_RANK);
        assert_int_equal(before, STAGE_WALK);
        usleep(NAP_US);
        profile_end(&profile, before);
    }
    assert_int_equal(profile.stage, STAGE_WALK);
    const int64_t walked = profile.ns[STAGE_WALK];
    profile_end(&profile, outside);
    assert_true(profile.ns[STAGE_WALK] >= NAP_NS);
    assert_true(profile.ns[STAGE_RANK] >= 3 * (int64_t)NAP_NS);
    assert_int_equal(profile.n[STAGE_WALK], 1);
    assert_int_equal(profile.n[STAGE_RANK], 3);
    /* What was ended is not under way any more. */
    const int64_t ended = profile.ns[STAGE_WALK];
    usleep(NAP_US);
    profile_end(&profile, STAGE_OTHER);
    assert_true(ended >= walked);
    assert_int_equal(profile.ns[STAGE_WALK], ended);
    assert_true(profile.ns[STAGE_OTHER] >= NAP_NS);
    assert_int_equal(profile.ns[STAGE_PARSE], 0);
}

/** What threads measured is added, but not what they idled. */
static void
test_add(void **state)
{
    (void)state;
    struct profile sum = {.ns = {[STAGE_OTHER] = 5, [STAGE_PARSE] = 7},
                          .n = {[STAGE_PARSE] = 1}};
    const struct profile other = {
        .ns = {[STAGE_OTHER] = 100, [STAGE_PARSE] = 10, [STAGE_READ] = 3},
        .n = {[STAGE_PARSE] = 2, [STAGE_READ] = 1}};
    profile_add(&sum, &other);
    assert_int_equal(sum.ns[STAGE_OTHER], 5);
    assert_int_equal(sum.ns[STAGE_PARSE], 17);
    assert_int_equal(sum.ns[STAGE_READ], 3);
    assert_int_equal(sum.n[STAGE_PARSE], 3);
    assert_int_equal(sum.n[STAGE_READ], 1);
}

/** Where nobody asked nothing is measured; every stage has its own name. */
static void
test_names(void **state)
{
    (void)state;
    assert_int_equal(profile_begin(NULL, STAGE_WALK), STAGE_OTHER);
    profile_end(NULL, STAGE_OTHER);
    for (enum stage i = 0; i < STAGES; i++) {
        for (enum stage k = 0; k < i; k++) {
            assert_string_not_equal(stage_name(i), stage_name(k));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
