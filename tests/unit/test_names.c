/*
 * test_names.c - what the name of a file tells about its recording.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/names.h"

#include <stdio.h>

/** Fail, naming the path, where a slice is not that text. */
static void
assert_slice(struct slice found, const char *expected, const char *path)
{
    if (!slice_equal(found, slice_of(expected))) {
        fail_msg("%s: \"%.*s\", not \"%s\"", path, (int)found.size, found.data,
                 expected);
    }
}

static void
test_stems(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *stem;
        const char *language;
        const char *title;
    } cases[] = {
        {"ep1.srt", "ep1", "", "ep1"},
        {"a/ep1.txt", "a/ep1", "", "ep1"},
        {"a/ep1.mp3.srt", "a/ep1", "", "ep1"},
        {"a/ep1.en.vtt", "a/ep1", "en", "ep1"},
        {"a/b/ep1.pt-BR.srt", "a/b/ep1", "pt-BR", "ep1"},
        {"ep1.zh-Hans.vtt", "ep1", "zh-Hans", "ep1"},
        {"ep1.mp3.en.srt", "ep1", "en", "ep1"},
        {"ep1.en.json", "ep1", "en", "ep1"},
        {"ep1.mp4", "ep1", "", "ep1"},
        {"ep1.en", "ep1", "en", "ep1"},
        {"ep1", "ep1", "", "ep1"},

        /* Letter case: of endings it does not count, of languages it does. */
        {"Ep1.SRT", "Ep1", "", "Ep1"},
        {"Ep1.Mp3.Vtt", "Ep1", "", "Ep1"},
        {"ep1.EN.srt", "ep1.EN", "", "ep1.EN"},

        /* What says that it is a transcript. */
        {"a_Recording.transcript.vtt", "a_Recording", "", "a Recording"},
        {"a_Recording.cc.vtt", "a_Recording", "", "a Recording"},
        {"ep1.mp3.transcript.en.txt", "ep1", "en", "ep1"},
        {"ep1.en.cc.srt", "ep1", "en", "ep1"},
        {"ep1.de.sdh.srt", "ep1", "de", "ep1"},
        {"transcript.txt", "transcript", "", "transcript"},

        /* Each ending at most once, in this order. */
        {"ep1.srt.srt", "ep1.srt", "", "ep1.srt"},
        {"ep1.mp3.wav.srt", "ep1.mp3", "", "ep1.mp3"},
        {"ep1.en.mp3.srt", "ep1.en", "", "ep1.en"},
        {"ep1.de.en.srt", "ep1.de", "en", "ep1.de"},

        /* Dots that belong to the name. */
        {"v1.2.srt", "v1.2", "", "v1.2"},
        {"Mr. Smith.txt", "Mr. Smith", "", "Mr. Smith"},
        {"2024.05.17 talk.srt", "2024.05.17 talk", "", "2024.05.17 talk"},
        {"a.b/ep1.srt", "a.b/ep1", "", "ep1"},
        {"a.en/ep1", "a.en/ep1", "", "ep1"},
        {"a.srt/ep1", "a.srt/ep1", "", "ep1"},
        {"ep1.en-.srt", "ep1.en-", "", "ep1.en-"},
        {"ep1.en-1.srt", "ep1.en-1", "", "ep1.en-1"},

        /* Other ways to tell a language. */
        {"ep1.eng.srt", "ep1", "eng", "ep1"},
        {"ep1.English.srt", "ep1", "English", "ep1"},
        {"ep1.german.srt", "ep1", "german", "ep1"},
        {"ep1.en_US.srt", "ep1", "en_US", "ep1"},
        {"ep1.zh_Hans.srt", "ep1", "zh_Hans", "ep1"},
        {"ep1.es-419.vtt", "ep1", "es-419", "ep1"},
        {"ep1.zh-Hans-CN.vtt", "ep1", "zh-Hans-CN", "ep1"},
        {"ep1.en-us.vtt", "ep1", "en-us", "ep1"},
        {"ep1.en-orig.vtt", "ep1", "en-orig", "ep1"},

        /* The track of a video, as yt-dlp names it. */
        {"ep1.en-j3PyPqV-e1s.vtt", "ep1", "en", "ep1"},
        {"ep1.de-CjZf1XxcX_Q.vtt", "ep1", "de", "ep1"},
        {"ep1.en-j3PyPqV-e1.vtt", "ep1.en-j3PyPqV-e1", "", "ep1.en-j3PyPqV-e1"},

        /* Words, months and what else looks like a tag. */
        {"ep1.new.srt", "ep1.new", "", "ep1.new"},
        {"2024.mar.srt", "2024.mar", "", "2024.mar"},
        {"2024.may.srt", "2024.may", "", "2024.may"},
        {"ep1.Eng.srt", "ep1.Eng", "", "ep1.Eng"},
        {"ep1.to_do.srt", "ep1.to_do", "", "ep1.to do"},
        {"ep1.my_talk.srt", "ep1.my_talk", "", "ep1.my talk"},
        {"ep1.de_final.srt", "ep1.de_final", "", "ep1.de final"},
        {"ep1.de-final.srt", "ep1.de-final", "", "ep1.de-final"},
        {"ep1.no-no-no.srt", "ep1.no-no-no", "", "ep1.no-no-no"},
        {"ep1.en-abc.srt", "ep1.en-abc", "", "ep1.en-abc"},
        {"ep1.\xe4\xb8\xad\xe6\x96\x87.srt", "ep1.\xe4\xb8\xad\xe6\x96\x87", "",
         "ep1.\xe4\xb8\xad\xe6\x96\x87"},

        /* Nothing is left of a name that is all ending. */
        {"srt", "srt", "", "srt"},
        {".srt", ".srt", "", ".srt"},
        {"en.srt", "en", "", "en"},
        {"mp3.srt", "mp3", "", "mp3"},
        {"a/.mp3.srt", "a/.mp3", "", ".mp3"},
        {".en.srt", ".en", "", ".en"},

        /* Underscores stand for spaces in what people read. */
        {"a_b/my_first_talk.en.srt", "a_b/my_first_talk", "en",
         "my first talk"},
        {"\xe5\xa4\x9c\xe5\xb8\x82_1.ja.srt", "\xe5\xa4\x9c\xe5\xb8\x82_1",
         "ja", "\xe5\xa4\x9c\xe5\xb8\x82 1"},
    };
    struct arena arena = {0};
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const char *path = cases[c].path;
        assert_slice(name_stem(slice_of(path)), cases[c].stem, path);
        assert_slice(name_language(slice_of(path)), cases[c].language, path);
        const char *title = name_title(&arena, slice_of(path));
        assert_non_null(title);
        assert_string_equal(title, cases[c].title);
    }
    arena_finish(&arena);
}

static void
test_generic_names(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *stem;
        const char *language;
        const char *title;
    } cases[] = {
        {"a/jane-doe/transcript.md", "a/jane-doe", "", "jane-doe"},
        {"my_talk/captions.srt", "my_talk", "", "my talk"},
        {"ep1/Word-Timings.JSON", "ep1", "", "ep1"},
        {"ep1/word_timings.json", "ep1", "", "ep1"},
        {"ep1/sentence timings.json", "ep1", "", "ep1"},
        {"ep1/audio.mp3.srt", "ep1", "", "ep1"},
        {"ep1/captions.en.vtt", "ep1", "en", "ep1"},
        {"A talk [dQw4w9WgXcQ]/video.de.vtt", "A talk [dQw4w9WgXcQ]", "de",
         "A talk"},

        /* A language's folder. */
        {"b/ep1/english/captions.srt", "b/ep1", "english", "ep1"},
        {"b/ep1/French/captions.srt", "b/ep1", "French", "ep1"},
        {"ep1/en/captions.srt", "ep1", "en", "ep1"},
        {"ep1/ger/captions.srt", "ep1", "ger", "ep1"},
        {"ep1/pt-BR/captions.srt", "ep1", "pt-BR", "ep1"},
        {"ep1/Chinese (Simplified)/captions.srt", "ep1", "Chinese (Simplified)",
         "ep1"},
        {"ep1/\xe4\xb8\xad\xe6\x96\x87/captions.srt", "ep1",
         "\xe4\xb8\xad\xe6\x96\x87", "ep1"},
        {"ep1/english/captions.de.srt", "ep1", "de", "ep1"},
        {"ep1/portuguese/brazil_community.srt", "ep1", "pt-BR", "ep1"},

        /* Folders that may be something else. */
        {"talks/it/captions.srt", "talks/it", "", "it"},
        {"talks/ai/captions.srt", "talks/ai", "", "ai"},
        {"talks/EN/captions.srt", "talks/EN", "", "EN"},
        {"talks/ben/captions.srt", "talks/ben", "", "ben"},
        {"talks/may/captions.srt", "talks/may", "", "may"},
        {"talks/to_do/captions.srt", "talks/to_do", "", "to do"},
        {"talks/de-final/captions.srt", "talks/de-final", "", "de-final"},
        {"talks/\xff/captions.srt", "talks/\xff", "", "\xff"},

        /* Only the last folder, and only of generic names. */
        {"english/ep1/captions.srt", "english/ep1", "", "ep1"},
        {"ep1/english/ep1.srt", "ep1/english/ep1", "", "ep1"},
        {"ep1/captions 2.srt", "ep1/captions 2", "", "captions 2"},
        {"ep1/my captions.srt", "ep1/my captions", "", "my captions"},
        {"ep1/caption_.srt", "ep1/caption_", "", "caption "},
        {"ep1/capt.srt", "ep1/capt", "", "capt"},

        /* A folder that tells nothing: the one above it gives the title. */
        {"ep1/subtitles/full.srt", "ep1/subtitles", "", "ep1"},
        {"ep1/subtitles/english/full.srt", "ep1/subtitles", "english", "ep1"},

        /* No folder tells anything. */
        {"captions.srt", "captions", "", "captions"},
        {"english/captions.srt", "english/captions", "english", "captions"},
        {"subtitles/word_timings.json", "subtitles/word_timings", "",
         "word timings"},
        {"/audio.mp3", "/audio", "", "audio"},
    };
    struct arena arena = {0};
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const char *path = cases[c].path;
        assert_slice(name_stem(slice_of(path)), cases[c].stem, path);
        assert_slice(name_language(slice_of(path)), cases[c].language, path);
        assert_string_equal(name_title(&arena, slice_of(path)), cases[c].title);
    }
    arena_finish(&arena);
    assert_slice(name_file_stem(SLICE("ep1/words.en.srt")), "ep1/words",
                 "its own");
    assert_slice(name_recording(SLICE("ep1/words")), "ep1", "a stem's");
    assert_slice(name_recording(SLICE("ep1/talk")), "ep1/talk", "a stem's");
    assert_slice(name_video(SLICE("x [dQw4w9WgXcQ]/en/video.vtt")),
                 "dQw4w9WgXcQ", "of the folder");
    char date[NAME_DATE_BYTES];
    assert_true(name_date(SLICE("2024-05-17 talk/captions.srt"), date));
    assert_string_equal(date, "2024-05-17");
}

/** What is beside a recording that a folder has the name of. */
static void
test_beside_generic_names(void **state)
{
    (void)state;
    /* By path, as bytes compare. */
    static struct found_file files[] = {
        {.path = "ep1.mp3"},          {.path = "ep1/transcript.info.json"},
        {.path = "ep2.info.json"},    {.path = "ep2/audio.m4a"},
        {.path = "ep3/captions.wav"}, {.path = "ep3/words.mp3"},
        {.path = "ep4/talk.mp3"},
    };
    static const struct {
        const char *path;
        const char *media;
        const char *info;
    } cases[] = {
        {"ep1/captions.srt", "ep1.mp3", "ep1/transcript.info.json"},
        {"ep1/en/captions.srt", "ep1.mp3", "ep1/transcript.info.json"},
        {"ep2/captions.srt", "ep2/audio.m4a", "ep2.info.json"},
        {"ep3/captions.srt", "ep3/captions.wav", ""}, /* its own first */
        {"ep3/words.srt", "ep3/words.mp3", ""},
        {"ep3/talk.srt", "", ""},
        {"ep4/captions.srt", "", ""},
    };
    const struct found found = {.files = files,
                                .n_files = sizeof(files) / sizeof(*files)};
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const struct slice path = slice_of(cases[c].path);
        assert_slice(name_media(&found, path), cases[c].media, cases[c].path);
        assert_slice(name_info(&found, path), cases[c].info, cases[c].path);
    }
}

static void
test_transcripts(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool is_transcript;
        bool is_ambiguous;
    } cases[] = {
        {"a/ep1.srt", true, false},  {"ep1.vtt", true, false},
        {"ep1.WebVTT", true, false}, {"ep1.SRT", true, false},
        {"ep1.en.srt", true, false}, {"ep1.txt", true, true},
        {"ep1.TXT", true, true},     {"ep1.json", true, true},
        {"ep1.md", true, true},      {"ep1.html", true, true},
        {"ep1.xml", true, true},     {"ep1.csv", true, true},
        {"ep1.tsv", true, true},     {"ep1.mp3", false, false},
        {"ep1.jpg", false, false},   {"ep1", false, false},
        {".srt", false, false},      {"a.srt/ep1", false, false},
        {"a/.srt", false, false},    {"ep1.srt.part", false, false},
        {"ep1srt", false, false},    {"", false, false},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const struct slice path = slice_of(cases[c].path);
        if (name_is_transcript(path) != cases[c].is_transcript ||
            name_is_ambiguous(path) != cases[c].is_ambiguous) {
            fail_msg("%s", cases[c].path);
        }
    }
}

static void
test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *date;
    } cases[] = {
        {"2024-05-17.srt", "2024-05-17"},
        {"2024-05-17 talk.srt", "2024-05-17"},
        {"talk_2024-05-17_part-2.srt", "2024-05-17"},
        {"talk2024-05-17x.srt", "2024-05-17"},
        {"a/b/1999-12-31.vtt", "1999-12-31"},
        {"1000-01-01", "1000-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"2001-02-03 2004-05-06.srt", "2001-02-03"},
        {"2024-13-01 2024-12-01.srt", "2024-12-01"},

        /* Days that a calendar has not. */
        {"2024-00-10", ""},
        {"2024-13-10", ""},
        {"2024-05-00", ""},
        {"2024-05-32", ""},
        {"2024-04-31", ""},
        {"2024-06-31", ""},
        {"2024-02-30", ""},
        {"2024-02-29", "2024-02-29"},
        {"2023-02-29", ""},
        {"2000-02-29", "2000-02-29"},
        {"1900-02-29", ""},
        {"0999-01-01", ""},

        /* Part of a longer number. */
        {"12024-05-17.srt", ""},
        {"2024-05-171.srt", ""},
        {"2024-5-17.srt", ""},
        {"2024-05-1", ""},
        {"120240517.srt", ""},
        {"202405171.srt", ""},

        /* Written otherwise. */
        {"20240517.srt", "2024-05-17"},
        {"2024_05_17.srt", "2024-05-17"},
        {"2024.05.17 talk.srt", "2024-05-17"},
        {"GMT20240305-090512_Recording.vtt", "2024-03-05"},
        {"Weekly-20240305_100512-Meeting Recording.vtt", "2024-03-05"},
        {"2024-05.17.srt", ""},
        {"18991231.srt", ""},
        {"20991231.srt", "2099-12-31"},
        {"21000101.srt", ""},
        {"20241301.srt", ""},
        {"20230229.srt", ""},
        {"", ""},

        /* In a folder's name. */
        {"2024-05-17/talk.srt", ""},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        char date[NAME_DATE_BYTES];
        const bool is_found = name_date(slice_of(cases[c].path), date);
        assert_int_equal(is_found, cases[c].date[0] != '\0');
        assert_string_equal(date, cases[c].date);
    }
}

static void
test_media(void **state)
{
    (void)state;
    /* By path, as bytes compare. */
    static struct found_file files[] = {
        {.path = "Upper.MP3"},
        {.path = "a/ep1.en.srt"},
        {.path = "a/ep1.mp3"},
        {.path = "a/ep2.mp3.srt"},
        {.path = "a/ep2.mp4"},
        {.path = "a/ep2.wav"},
        {.path = "a/ep3.mp3", .code = ST_NOT_A_FILE},
        {.path = "b/ep1.txt"},
        {.path = "c/ep1.mp3.part"},
    };
    static const struct {
        const char *path;
        const char *media;
    } cases[] = {
        {"a/ep1.en.srt", "a/ep1.mp3"},
        {"a/ep1.srt", "a/ep1.mp3"},
        {"a/ep1.mp3.vtt", "a/ep1.mp3"},
        {"a/ep2.mp3.srt", "a/ep2.wav"}, /* sound before pictures */
        {"a/ep3.srt", ""},              /* a link or the like */
        {"b/ep1.txt", ""},              /* another folder's */
        {"c/ep1.srt", ""},
        {"ep1.srt", ""},
    };
    const struct found found = {.files = files,
                                .n_files = sizeof(files) / sizeof(*files)};
    const struct found nothing = {0};
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const struct slice path = slice_of(cases[c].path);
        assert_slice(name_media(&found, path), cases[c].media, cases[c].path);
        assert_slice(name_media(&nothing, path), "", cases[c].path);
    }
}

static void
test_last_part(void **state)
{
    (void)state;
    assert_slice(name_of_path(SLICE("a/b/c.srt")), "c.srt", "a/b/c.srt");
    assert_slice(name_of_path(SLICE("c.srt")), "c.srt", "c.srt");
    assert_slice(name_of_path(SLICE("a/")), "", "a/");
    assert_slice(name_of_path(SLICE("")), "", "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_transcripts),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_media),
        cmocka_unit_test(test_last_part),
        cmocka_unit_test(test_generic_names),
        cmocka_unit_test(test_beside_generic_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
