/*
 * turn.c: heads of lines, marks and names.  Expected values are by the forms
 * that turn.h lists.
 */
#include "format/turn.h"

#include "base/timecode.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

static const struct {
    const char *line;
    bool is_head;
    const char *name;
    int64_t time_ms;
    int64_t end_ms;
    const char *text;
} heads[] = {
    {"[00:01:02] text", true, "", 62000, -1, "text"},
    {"00:01:02 text", true, "", 62000, -1, "text"},
    {"0:12", true, "", 12000, -1, ""},
    {"75:12 text", true, "", 4512000, -1, "text"},
    {"(00:01:21):", true, "", 81000, -1, ""},
    {"\\[01:46\\] text", true, "", 106000, -1, "text"},
    {"[00:01 - 00:05.5] text", true, "", 1000, 5500, "text"},
    {"[00:01:02:24] text", true, "", 62000, -1, "text"},
    {"00;01;02;24 text", true, "", 62000, -1, "text"},
    {"00:01:02;24 - 00:01:05;00", true, "", 62000, 65000, ""},
    {"00;61;02;24 text", false, "", -1, -1, ""},
    {"00;01;02:24 text", false, "", -1, -1, ""},
    {"00;01;02", false, "", -1, -1, ""},
    {"**[0:12]** text", true, "", 12000, -1, "text"},
    {"0:06and so", true, "", 6000, -1, "and so"},
    {"1:02:03[Music]", true, "", 3723000, -1, "[Music]"},
    {"0:07\tAnn Lee\ttext", true, "Ann Lee", 7000, -1, "text"},
    {"[0:07]  Ann Lee   text", true, "Ann Lee", 7000, -1, "text"},
    {"0:07\tAnn Lee", true, "", 7000, -1, "Ann Lee"},
    {"0:07\tand so\ton", true, "", 7000, -1, "and so\ton"},
    {"0:07 Ann Lee\ttext", true, "", 7000, -1, "Ann Lee\ttext"},
    {"00:00:01.12\t00:00:06.20\ttext", true, "", 1120, 6200, "text"},
    {"0:01\t0:06\ttext", true, "", 1000, 6000, "text"},
    {"00:00:01:12 00:00:03:00", true, "", 1000, 3000, ""},
    {"0:01 10:30 text", true, "", 1000, -1, "10:30 text"},
    {"[0.50s - 4.2s] text", true, "", 500, 4200, "text"},
    {"[0.50 - 4.25] text", true, "", 500, 4250, "text"},
    {"[12.5s] text", true, "", 12500, -1, "text"},
    {"[12.5] text", false, "", -1, -1, ""},
    {"[12] text", false, "", -1, -1, ""},
    {"[1.0.0] text", false, "", -1, -1, ""},
    {"SPEAKER_00 (0.50s - 4.20s): text", true, "SPEAKER_00", 500, 4200, "text"},
    {"**Ann** *(0:07)*", true, "Ann", 7000, -1, ""},
    {"0:06pm", false, "", -1, -1, ""},
    {"0:06/7", false, "", -1, -1, ""},
    {"0:06: and", true, "", 6000, -1, "and"},
    {"Ann: text", true, "Ann", -1, -1, "text"},
    {"Ann:", true, "Ann", -1, -1, ""},
    {"**Ann:** text", true, "Ann", -1, -1, "text"},
    {"**Ann**: text", true, "Ann", -1, -1, "text"},
    {"**Ann:** \\[01:46\\] text", true, "Ann", 106000, -1, "text"},
    {"**Ann** (00:07): text", true, "Ann", 7000, -1, "text"},
    {"**Ann** (00:07)", true, "Ann", 7000, -1, ""},
    {"Ann (MH): text", true, "Ann (MH)", -1, -1, "text"},
    {"Ann Lee (00:00:07):", true, "Ann Lee", 7000, -1, ""},
    {"Ann Lee: 00:01:35", true, "Ann Lee", 95000, -1, ""},
    {"Ann Lee 00:01:35:", true, "Ann Lee", 95000, -1, ""},
    {"Ann  0:12", true, "Ann", 12000, -1, ""},
    {"[Ann Lee] 10:00:02", true, "Ann Lee", 36002000, -1, ""},
    {"[Ann]: text", true, "Ann", -1, -1, "text"},
    {"[Ann] text", false, "", -1, -1, ""},
    {"Ann [00:00:07] text", true, "Ann", 7000, -1, "text"},
    {"Ann:\t0:07\ttext", true, "Ann", 7000, -1, "text"},
    {"Ann:   0:07   text", true, "Ann", 7000, -1, "text"},
    {"Ann  0:07  text", true, "Ann", 7000, -1, "text"},
    {"Ann\t0:07\ttext", true, "Ann", 7000, -1, "text"},
    {"Ann  0:07 text", false, "", -1, -1, ""},
    {"[00:00:06][6.2] text", true, "", 6000, -1, "text"},
    {"[00:00:06][6] text", true, "", 6000, -1, "[6] text"},
    {"From Ann Lee to Everyone: text", true, "Ann Lee", -1, -1, "text"},
    {"0:07 From Ann to Everyone:", true, "Ann", 7000, -1, ""},
    {"Ann: 0:07 text", true, "Ann", -1, -1, "0:07 text"},
    {"[0:12](https://example.org/?t=12) text", true, "", 12000, -1, "text"},
    {"Ann: [0:12](http://example.org) text", true, "Ann", 12000, -1, "text"},
    {"Ann Lee - 00:07", true, "Ann Lee", 7000, -1, ""},
    {"Ann Lee | 00:07", true, "Ann Lee", 7000, -1, ""},
    {"Ann Lee, 00:07", true, "Ann Lee", 7000, -1, ""},
    {"Ann Lee @ 00:07:", true, "Ann Lee", 7000, -1, ""},
    {"Ann \xe2\x80\x93 00:07: text", true, "Ann", 7000, -1, "text"},
    {"@0:07 - Ann Lee", true, "", 7000, -1, "Ann Lee"},
    {"@ann: text", true, "@ann", -1, -1, "text"},
    {"#00:01:02-3# text", true, "", 62300, -1, "text"},
    {"#00:01:02-3# Ann: text", true, "Ann", 62300, -1, "text"},
    {"#00:01:02# text", true, "", 62000, -1, "text"},
    {"#00:01:02-3 text", false, "", -1, -1, ""},
    {"[0:12](no link) text", true, "", 12000, -1, "(no link) text"},
    {"[0:12] Ann: text", true, "Ann", 12000, -1, "text"},
    {"**[0:12] Ann:** text", true, "Ann", 12000, -1, "text"},
    {"\xe5\xbc\xa0\xef\xbc\x9a\xe5\xa5\xbd", true, "\xe5\xbc\xa0", -1, -1,
     "\xe5\xa5\xbd"},
    {"", false, "", -1, -1, ""},
    {"text", false, "", -1, -1, ""},
    {"We met at 10:30 and", false, "", -1, -1, ""},
    {"10:30 AM we met", false, "", -1, -1, ""},
    {"John 3:16a", false, "", -1, -1, ""},
    {"1:1 In the beginning", false, "", -1, -1, ""},
    {"[00:75] text", false, "", -1, -1, ""},
    {"00:01.000 --> 00:02.000 x", false, "", -1, -1, ""},
    {"0:00:00.599,0:00:04.160", false, "", -1, -1, ""},
    {"* 10:30 item", false, "", -1, -1, ""},
    {"* Ann: item", false, "", -1, -1, ""},
    {"http://example.org", false, "", -1, -1, ""},
    {"1:2:3:4:5", false, "", -1, -1, ""},
};

/** Whether a slice is a string. */
static bool
is(struct slice slice, const char *string)
{
    return slice_equal(slice, slice_of(string));
}

/** Each head gives its parts. */
static void
test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        const struct slice line = slice_of(heads[i].line);
        struct turn turn;
        const bool is_head = turn_read(line, &turn);
        const bool is_right =
            is_head == heads[i].is_head &&
            (!is_head || (is(turn.name, heads[i].name) &&
                          turn.time_ms == heads[i].time_ms &&
                          turn.has_time == (turn.time_ms >= 0) &&
                          turn.end_ms == heads[i].end_ms &&
                          is(slice_from(line, turn.text_at), heads[i].text)));
        if (!is_right) {
            fprintf(stderr, "wrong: %s\n", heads[i].line);
        }
        assert_true(is_right);
    }
}

static const struct {
    const char *text;
    bool is_name;
} names[] = {
    {"Ann", true},
    {"Ann van der Berg", true},
    {"SPEAKER_00", true},
    {"Speaker 1", true},
    {"Q", true},
    {"Mireille B. Low, Psy.D", true},
    {"Max Low (ML)", true},
    {"\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", true},
    {"So my question is", false},
    {"note", false},
    {"de Berg", false},
    {"12", false},
    {"", false},
    {"Who is it?", false},
    {"One Two Three Four Five Six Seven", false},
};

/** Names are told from the beginnings of sentences. */
static void
test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (turn_is_name(slice_of(names[i].text)) != names[i].is_name) {
            fprintf(stderr, "wrong: %s\n", names[i].text);
            fail();
        }
    }
}

/** Labels are known in any letter case. */
static void
test_labels(void **state)
{
    (void)state;
    assert_true(turn_is_label(SLICE("Note")));
    assert_true(turn_is_label(SLICE("LOCATION")));
    assert_false(turn_is_label(SLICE("Ann")));
}

/** Only square brackets mark a time inside of a text. */
static void
test_marks(void **state)
{
    (void)state;
    size_t at = 4;
    int64_t time_ms = 0;
    assert_true(
        turn_mark_read(SLICE("and \\[1:02\\] so"), &at, false, &time_ms));
    assert_int_equal(at, 12);
    assert_int_equal(time_ms, 62000);
    at = 0;
    assert_false(turn_mark_read(SLICE("(1:02)"), &at, false, &time_ms));
    assert_false(turn_mark_read(SLICE("[sic]"), &at, false, &time_ms));
    assert_int_equal(at, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
