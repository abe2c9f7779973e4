/*
 * test_feed.c - podcast feeds: which dates are read, which episode is whose,
 * which folder's feed counts, and files that are no sound feeds.
 *
 * Expected days are those of the calendar and of RFC 2822's rules for years.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "ingest/feed.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/** A folder of its own for each test. */
struct fixture {
    char root[64];
    struct found found;
    struct feeds *feeds;
};

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    *state = f;
    snprintf(f->root, sizeof(f->root), "/tmp/quoth-test-feed-XXXXXX");
    return mkdtemp(f->root) ? 0 : -1;
}

/** Remove one name; folders come after what is in them. */
static int
remove_name(const char *path, const struct stat *facts, int kind,
            struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    feeds_free(f->feeds);
    found_finish(&f->found);
    const int code = nftw(f->root, remove_name, 16, FTW_DEPTH | FTW_PHYS);
    free(f);
    return code;
}

/** Make a folder. */
static void
make_folder(const struct fixture *f, const char *path)
{
    char name[256];
    snprintf(name, sizeof(name), "%s/%s", f->root, path);
    assert_int_equal(mkdir(name, 0755), 0);
}

/** Make a file of any bytes. */
static void
make_file(const struct fixture *f, const char *path, struct slice content)
{
    char name[256];
    snprintf(name, sizeof(name), "%s/%s", f->root, path);
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.data, 1, content.size, file), content.size);
    assert_int_equal(fclose(file), 0);
}

#define FEED_FRONT                                                             \
    "<?xml version='1.0' encoding='UTF-8'?>\n"                                 \
    "<rss version='2.0'"                                                       \
    " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"               \
    " xmlns:podcast='https://podcastindex.org/namespace/1.0'"                  \
    " xmlns:atom='http://www.w3.org/2005/Atom'>"                               \
    "<channel><title>The Show</title><link>https://show.example/</link>"       \
    "<pubDate>Mon, 1 Jan 2001 00:00:00 GMT</pubDate>"
#define FEED_BACK "</channel></rss>\n"
#define FEED(items) FEED_FRONT items FEED_BACK

/** Make a feed. */
static void
make_feed(const struct fixture *f, const char *path, const char *content)
{
    make_file(f, path, slice_of(content));
}

/** Look again at what is there. */
static void
look(struct fixture *f)
{
    struct error error;
    feeds_free(f->feeds);
    found_finish(&f->found);
    assert_int_equal(walk(f->root, "/nowhere.db", &f->found, &error), ST_OK);
    f->feeds = feeds_new(f->root, &f->found);
    assert_non_null(f->feeds);
}

/** The title of a transcript's episode, or NULL. */
static const char *
title_of(const struct fixture *f, const char *path)
{
    const struct episode *episode;
    assert_int_equal(feeds_find(f->feeds, slice_of(path), &episode), ST_OK);
    return episode ? episode->title : NULL;
}

/** Fail, naming the path, where its episode is not the expected one. */
static void
assert_title(const struct fixture *f, const char *path, const char *expected)
{
    const char *title = title_of(f, path);
    const bool is_right =
        title && expected ? strcmp(title, expected) == 0 : title == expected;
    if (!is_right) {
        fail_msg("%s: \"%s\", not \"%s\"", path, title ? title : "(none)",
                 expected ? expected : "(none)");
    }
}

static void
test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *date;
    } cases[] = {
        {"Tue, 03 Jun 2008 11:05:30 GMT", "2008-06-03"},
        {"Tue, 3 Jun 2008 11:05:30 +0000", "2008-06-03"},
        {"3 Jun 2008 11:05 EST", "2008-06-03"},
        {"3 Jun 2008", "2008-06-03"},
        {" \n Tue,  3\tJun\r\n 2008 00:00:00 GMT ", "2008-06-03"},

        /* The day as written, not that of Greenwich. */
        {"Tue, 31 Dec 2019 23:30:00 -0800", "2019-12-31"},
        {"Wed, 01 Jan 2020 00:30:00 +0900", "2020-01-01"},

        /* Months. */
        {"1 Jan 2020", "2020-01-01"},
        {"1 Feb 2020", "2020-02-01"},
        {"1 Mar 2020", "2020-03-01"},
        {"1 Apr 2020", "2020-04-01"},
        {"1 May 2020", "2020-05-01"},
        {"1 Jun 2020", "2020-06-01"},
        {"1 Jul 2020", "2020-07-01"},
        {"1 Aug 2020", "2020-08-01"},
        {"1 Sep 2020", "2020-09-01"},
        {"1 Oct 2020", "2020-10-01"},
        {"1 Nov 2020", "2020-11-01"},
        {"1 Dec 2020", "2020-12-01"},
        {"1 Sept 2020", "2020-09-01"},
        {"1 September 2020", "2020-09-01"},
        {"1 jUNE 2020", "2020-06-01"},
        {"1 Ju 2020", ""},
        {"1 Juni 2020", ""},
        {"1 Septembers 2020", ""},
        {"1 6 2020", ""},

        /* Days of the week: none, wrong, without a comma, in French. */
        {"Sun, 3 Jun 2008", "2008-06-03"},
        {"Tue 3 Jun 2008", "2008-06-03"},
        {"Tue,3 Jun 2008", "2008-06-03"},
        {"Tuesday, 3 June 2008", "2008-06-03"},
        {"mar., 3 Jun 2008", "2008-06-03"},
        {"Tue, 03-Jun-2008 11:05:30 GMT", "2008-06-03"},

        /* Years of two and three digits. */
        {"3 Jun 08", "2008-06-03"},
        {"3 Jun 49", "2049-06-03"},
        {"3 Jun 50", "1950-06-03"},
        {"3 Jun 99", "1999-06-03"},
        {"3 Jun 00", "2000-06-03"},
        {"3 Jun 108", "2008-06-03"},
        {"3 Jun 8", ""},
        {"3 Jun 0008", ""},
        {"3 Jun 20080", ""},

        /* Days that a calendar has not. */
        {"29 Feb 2024", "2024-02-29"},
        {"29 Feb 2023", ""},
        {"29 Feb 00", "2000-02-29"},
        {"31 Apr 2024", ""},
        {"0 Jun 2008", ""},
        {"32 May 2008", ""},
        {"003 Jun 2008", ""},
        {"-3 Jun 2008", "2008-06-03"}, /* a hyphen is a space */

        /* As others write them. */
        {"2008-06-03T11:05:30+02:00", "2008-06-03"},
        {"2008-06-03", "2008-06-03"},
        {"2008-13-03", ""},
        {"Tue, 2008-06-03", ""},
        {"Jun 3, 2008", ""},
        {"06/03/2008", ""},
        {"1212491130", ""},
        {"99999999999999999999 Jun 2008", ""},
        {"3 Jun", ""},
        {"Tue,", ""},
        {"3", ""},
        {",,,", ""},
        {"", ""},
        {"yesterday", ""},
        {"\xe7\x81\xab, 3 Jun 2008", "2008-06-03"},
        {"3 \xe6\x9c\x88 2008", ""},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        char date[FEED_DATE_BYTES] = "before";
        const bool is_read = feed_date(slice_of(cases[c].text), date);
        if (strcmp(date, cases[c].date) != 0 ||
            is_read != (cases[c].date[0] != '\0')) {
            fail_msg("%s: \"%s\", not \"%s\"", cases[c].text, date,
                     cases[c].date);
        }
    }
}

static void
test_facts(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *path;
        const char *title;
        const char *date;
        const char *url;
    } cases[] = {
        {"ep1.srt", "One & Only", "2020-05-05", "https://show.example/1"},
        {"ep2.srt", "Two", "", ""},
        {"ep3.srt", "", "", "http://show.example/3"},
        {"ep4.srt", "Fourth", "2020-05-08", "https://show.example/4"},
    };
    make_feed(
        f, "feed.xml",
        FEED("<item><title><![CDATA[One & Only]]></title>"
             "<itunes:title>Another title</itunes:title>"
             "<atom:link href='https://show.example/atom'/>"
             "<link> https://show.example/1\n</link><link>https://x/</link>"
             "<pubDate>Tue, 05 May 2020 10:00:00 GMT</pubDate>"
             "<pubDate>Tue, 06 May 2020 10:00:00 GMT</pubDate>"
             "<itunes:duration>1:02:03</itunes:duration>"
             "<enclosure url='https://cdn.example/ep1.mp3' length='1'"
             " type='audio/mpeg'/></item>"
             "<item><enclosure url='ep2.mp3'/><title>Two</title>"
             "<pubDate>soon</pubDate><link>javascript:alert(1)</link></item>"
             "<item><enclosure url='ep3.mp3'/><title> </title>"
             "<link>http://show.example/3</link></item>"
             "<item><image><title>No title of an episode</title>"
             "<link>https://x/</link></image><item/>"
             "<enclosure url='ep4.mp3'/><title></title><title>Fourth</title>"
             "<link/><link>https://show.example/4</link><pubDate/>"
             "<pubDate>2020-05-08</pubDate></item>"));
    look(f);
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const struct episode *episode;
        assert_int_equal(
            feeds_find(f->feeds, slice_of(cases[c].path), &episode), ST_OK);
        assert_non_null(episode);
        assert_string_equal(episode->title, cases[c].title);
        assert_string_equal(episode->date, cases[c].date);
        assert_string_equal(episode->url, cases[c].url);
    }
}

/** RSS's itunes:duration is seconds, or hours, minutes and seconds. */
static void
test_durations(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *path;
        int64_t duration_ms;
    } cases[] = {
        {"a.srt", 3723000}, {"b.srt", 3723000}, {"c.srt", 63000},
        {"d.srt", 0},       {"e.srt", 5400000}, {"f.srt", 0},
    };
    make_feed(f, "feed.xml",
              FEED("<item><enclosure url='a.mp3'/>"
                   "<itunes:duration>1:02:03</itunes:duration></item>"
                   "<item><enclosure url='b.mp3'/>"
                   "<itunes:duration> 3723 </itunes:duration></item>"
                   "<item><enclosure url='c.mp3'/>"
                   "<itunes:duration>01:03</itunes:duration></item>"
                   "<item><enclosure url='d.mp3'/>"
                   "<itunes:duration>an hour</itunes:duration></item>"
                   "<item><enclosure url='e.mp3'/>"
                   "<itunes:duration/>"
                   "<itunes:duration>90:00</itunes:duration></item>"
                   "<item><enclosure url='f.mp3'/></item>"));
    look(f);
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        const struct episode *episode;
        assert_int_equal(
            feeds_find(f->feeds, slice_of(cases[c].path), &episode), ST_OK);
        assert_non_null(episode);
        assert_int_equal(episode->duration_ms, cases[c].duration_ms);
    }
}

static void
test_matching(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *path;
        const char *title;
    } cases[] = {
        /* The file that was published. */
        {"ep1.srt", "A"},
        {"EP1.srt", "A"},
        {"ep1.mp3.en.vtt", "A"},
        {"ep1.json", "A"},
        {"deep/er/ep1.txt", "A"},
        {"ep10.srt", NULL},
        {"ep.srt", NULL},

        /* A query, a fragment, escapes, an address in an address. */
        {"b c.srt", "B"},
        {"b%20c.srt", NULL},
        {"\xc3\xa9t\xc3\xa9.srt", "C"},
        {"wrapped-44100.srt", "D"},
        {"100%.srt", "E"},
        {"50%zz%4.srt", "F"},

        /* Only a transcript is published, and in two ways. */
        {"only-text.txt", "G"},

        /* An address without a file. */
        {"host.example.srt", NULL},
        {"mp3.srt", NULL},

        /* The same file in two episodes, and a title that decides. */
        {"audio.srt", NULL},
        {"the seventh day.srt", "The Seventh: Day"},
        {"The_Seventh_D\xc3\xa0y.srt", "The Seventh: Day"},
        {"The Seventh.srt", NULL},

        /* What the file is called comes before the title. */
        {"Z.srt", "Y"},

        /* A title that two have. */
        {"Trailer.srt", NULL},
        {"t1.srt", "Trailer"},

        /* The episode is there twice with all it says. */
        {"twice.srt", "Twice"},

        /* Nothing to compare. */
        {"???.srt", NULL},
        {"\xff\xfe.srt", NULL},
        {"A\xff.srt", NULL},
        {"", NULL},
        {"x/", NULL},
    };
    make_feed(
        f, "feed.xml",
        FEED("<item><title>A</title>"
             "<enclosure url='https://cdn.example/a/b/EP1.mp3'/></item>"
             "<item><title>B</title><enclosure "
             "url='https://cdn.example/b%20c.mp3?x=/y.mp3#/z.mp3'/></item>"
             "<item><title>C</title><enclosure "
             "url='http://cdn.example/%C3%A9t%c3%a9.m4a#t=1'/></item>"
             "<item><title>D</title><enclosure url='https://a.example/play/"
             "https%3A%2F%2Fcdn.example%2F2020%2Fwrapped-44100.mp3'/></item>"
             "<item><title>E</title><enclosure "
             "url='https://cdn.example/100%25.mp3'/></item>"
             "<item><title>F</title><enclosure "
             "url='https://cdn.example/50%zz%4.mp3'/></item>"
             "<item><title>G</title>"
             "<podcast:transcript url='https://t.example/only-text.vtt'/>"
             "<podcast:transcript url='https://t.example/only-text.en.srt'/>"
             "</item>"
             "<item><title>H</title>"
             "<enclosure url='https://host.example'/>"
             "<enclosure url='https://host.example/'/>"
             "<enclosure url='https://'/><enclosure url=''/>"
             "<enclosure url='?x'/><enclosure/></item>"
             "<item><title>The Seventh: Day</title>"
             "<enclosure url='https://cdn.example/7/audio.mp3'/></item>"
             "<item><title>Eight</title>"
             "<enclosure url='https://cdn.example/8/audio.mp3'/></item>"
             "<item><title>Y</title><enclosure url='z.mp3'/></item>"
             "<item><title>Z</title><enclosure url='y.mp3'/></item>"
             "<item><title>Trailer</title><link>https://t.example/1</link>"
             "<enclosure url='t1.mp3'/></item>"
             "<item><title>Trailer</title><link>https://t.example/2</link>"
             "<enclosure url='t2.mp3'/></item>"
             "<item><title>Twice</title><enclosure url='twice.mp3'/></item>"
             "<item><title>Twice</title><enclosure url='twice.mp3'/></item>"
             "<item><title>?!</title></item><item/>"));
    look(f);
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        assert_title(f, cases[c].path, cases[c].title);
    }
}

/** A feed whose one episode has that title and file. */
#define ONE(title, file)                                                       \
    FEED("<item><title>" title "</title><enclosure url='" file "'/></item>")

static void
test_folders(void **state)
{
    struct fixture *f = *state;
    static const char *const folders[] = {"a", "a/b", "a/b/c", "a-b", "b",
                                          "n", "n/m", "x",     "two"};
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        make_folder(f, folders[i]);
    }
    make_feed(f, "Podcast.XML", ONE("Root", "ep.mp3"));
    make_feed(f, "a/rss.xml", ONE("In a", "ep.mp3"));
    make_feed(f, "a/b/c/show.RSS", ONE("In c", "ep.mp3"));
    make_feed(f, "a-b/feed.xml", ONE("In a-b", "other.mp3"));
    make_feed(f, "b/feed.xml.bak", ONE("No feed", "ep.mp3"));
    make_feed(f, "b/my-feed.xml", ONE("No feed", "ep.mp3"));
    make_feed(f, "b/.rss", ONE("No feed", "ep.mp3"));
    make_feed(f, "n/feed.xml", "no feed at all");
    make_folder(f, "x/feed.xml");
    make_feed(f, "two/a.rss", ONE("First", "ep1.mp3"));
    make_feed(f, "two/b.rss", ONE("Second", "ep2.mp3"));
    make_feed(f, "two/c.rss", ONE("Third", "both.mp3"));
    make_feed(f, "two/d.rss", ONE("Fourth", "both.mp3"));
    make_feed(f, "two/e.rss", ONE("First", "ep1.mp3"));
    look(f);
    /* Twice: when the feeds are read, and afterwards. */
    for (int i = 0; i < 2; i++) {
        assert_title(f, "ep.srt", "Root");
        assert_title(f, "a/ep.srt", "In a");
        assert_title(f, "a/b/ep.srt", "In a");
        assert_title(f, "a/b/c/ep.srt", "In c");
        assert_title(f, "a-b/ep.srt", NULL);
        assert_title(f, "a-b/other.srt", "In a-b");
        assert_title(f, "a-c/ep.srt", "Root");
        assert_title(f, "b/ep.srt", "Root");
        assert_title(f, "n/ep.srt", NULL);
        assert_title(f, "n/m/ep.srt", NULL);
        assert_title(f, "x/ep.srt", "Root");
        assert_title(f, "two/ep1.srt", "First");
        assert_title(f, "two/ep2.srt", "Second");
        assert_title(f, "two/both.srt", NULL);
    }
}

/** Without a feed at the root there is none for what lies beside one. */
static void
test_no_feeds(void **state)
{
    struct fixture *f = *state;
    look(f);
    assert_title(f, "ep.srt", NULL);
    make_folder(f, "a");
    make_feed(f, "a/feed.xml", ONE("In a", "ep.mp3"));
    look(f);
    assert_title(f, "ep.srt", NULL);
    assert_title(f, "b/ep.srt", NULL);
    assert_title(f, "a/ep.srt", "In a");
    feeds_free(NULL);
}

/** A feed that is gone when it is asked for, or was never readable. */
static void
test_gone(void **state)
{
    struct fixture *f = *state;
    char name[128];
    snprintf(name, sizeof(name), "%s/feed.xml", f->root);
    make_feed(f, "feed.xml", ONE("A", "ep.mp3"));
    look(f);
    assert_int_equal(remove(name), 0);
    assert_title(f, "ep.srt", NULL);
    assert_int_equal(mkfifo(name, 0644), 0);
    look(f);
    assert_title(f, "ep.srt", NULL);
}

#define ITEM_A "<item><title>A</title><enclosure url='a.mp3'/></item>"
#define ITEM_B "<item><title>B</title><enclosure url='b.mp3'/></item>"

static void
test_broken(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct slice content;
        bool has_a;
        bool has_b;
    } cases[] = {
        {SLICE_INIT(FEED(ITEM_A ITEM_B)), true, true},
        {SLICE_INIT(FEED("<item><pubDate/><link/><title/></item>" ITEM_A)),
         true, false},
        {SLICE_INIT(""), false, false},
        {SLICE_INIT(" \n"), false, false},
        {SLICE_INIT("\0\0\0\0"), false, false},
        {SLICE_INIT("%PDF-1.4\n\x80\x81"), false, false},
        {SLICE_INIT("<html><item><title>A</title></item></html>"), false,
         false},
        {SLICE_INIT("<rss"), false, false},
        {SLICE_INIT("<rss>"), false, false},
        {SLICE_INIT(FEED_FRONT), false, false},
        {SLICE_INIT(FEED_FRONT ITEM_A), true, false},
        {SLICE_INIT(FEED_FRONT ITEM_A "<item><title>B</title>"), true, false},
        {SLICE_INIT(FEED_FRONT ITEM_A "</item>" ITEM_B), true, false},
        {SLICE_INIT(FEED_FRONT ITEM_A "<x y=1/>" ITEM_B), true, false},
        {SLICE_INIT(FEED(ITEM_A "<x>1 & 2 &nbsp; 3</x>" ITEM_B)), true, true},
        {SLICE_INIT("\xef\xbb\xbf" FEED(ITEM_A ITEM_B)), true, true},
        {SLICE_INIT("<!DOCTYPE rss [<!ENTITY a 'A'>]>" FEED(ITEM_A)), false,
         false},
        {SLICE_INIT("<!DOCTYPE rss [<!ENTITY a 'A'>]><rss>" ITEM_A "</rss>"),
         false, false},
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
        make_file(f, "feed.xml", cases[c].content);
        look(f);
        assert_title(f, "a.srt", cases[c].has_a ? "A" : NULL);
        assert_title(f, "b.srt", cases[c].has_b ? "B" : NULL);
    }
}

/** Each beginning of a feed, down to nothing, is read without harm, and its
 * items are there or not as a whole. */
static void
test_cut(void **state)
{
    struct fixture *f = *state;
    static const struct slice whole = SLICE_INIT(FEED(ITEM_A ITEM_B));
    const size_t end_a =
        slice_find(whole, SLICE("</item>"), 0) + strlen("</item>");
    const size_t end_b =
        slice_find(whole, SLICE("</item>"), end_a) + strlen("</item>");
    for (size_t size = 0; size <= whole.size; size++) {
        make_file(f, "feed.xml", slice_part(whole, 0, size));
        look(f);
        assert_title(f, "a.srt", size >= end_a ? "A" : NULL);
        assert_title(f, "b.srt", size >= end_b ? "B" : NULL);
    }
}

/** Append a text so many times. */
static void
repeat(struct buffer *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buffer_add_slice(out, slice_of(text));
    }
}

static void
test_limits(void **state)
{
    struct fixture *f = *state;
    struct buffer feed;
    buffer_init(&feed, 32 * 1024 * 1024);

    /* The last item that is read, and the first that is not. */
    repeat(&feed, FEED_FRONT, 1);
    repeat(&feed, "<item><enclosure url='many.mp3'/></item>",
           FEED_EPISODES_MAX - 1);
    repeat(&feed, ITEM_A ITEM_B FEED_BACK, 1);
    make_file(f, "feed.xml", buffer_slice(&feed));
    look(f);
    assert_title(f, "a.srt", "A");
    assert_title(f, "b.srt", NULL);
    assert_title(f, "many.srt", "");

    /* The largest file, and one byte more. */
    buffer_clear(&feed);
    repeat(&feed, FEED(ITEM_A), 1);
    repeat(&feed, "\n", FEED_MAX_BYTES - feed.size);
    make_file(f, "feed.xml", buffer_slice(&feed));
    look(f);
    assert_title(f, "a.srt", "A");
    repeat(&feed, "\n", 1);
    make_file(f, "feed.xml", buffer_slice(&feed));
    look(f);
    assert_title(f, "a.srt", NULL);

    /* A title and an address that nobody would write. */
    buffer_clear(&feed);
    repeat(&feed, FEED_FRONT "<item><title>", 1);
    repeat(&feed, "x", 1024 * 1024);
    repeat(&feed, "</title><enclosure url='a.mp3'/><enclosure url='", 1);
    repeat(&feed, "x", 1024 * 1024);
    repeat(&feed, "'/></item>" ITEM_B FEED_BACK, 1);
    make_file(f, "feed.xml", buffer_slice(&feed));
    look(f);
    assert_title(f, "a.srt", "");
    assert_title(f, "b.srt", "B");

    /* Nested too deep, after an item. */
    buffer_clear(&feed);
    repeat(&feed, FEED_FRONT ITEM_A, 1);
    repeat(&feed, "<item>", 100 * 1000);
    make_file(f, "feed.xml", buffer_slice(&feed));
    look(f);
    assert_title(f, "a.srt", "A");

    assert_false(feed.has_failed);
    buffer_finish(&feed);
}

/** Ask for episodes of all folders, again and again. */
static void *
ask(void *context)
{
    const struct fixture *f = context;
    size_t n_wrong = 0;
    for (size_t i = 0; i < 400; i++) {
        char path[32];
        const struct episode *episode;
        snprintf(path, sizeof(path), "%zu/a.srt", i % 8);
        const enum status status =
            feeds_find(f->feeds, slice_of(path), &episode);
        n_wrong +=
            status != ST_OK || !episode || strcmp(episode->title, "A") != 0;
    }
    return (void *)(uintptr_t)n_wrong;
}

static void
test_threads(void **state)
{
    enum { THREADS = 4 };
    struct fixture *f = *state;
    pthread_t threads[THREADS];
    for (size_t i = 0; i < 8; i++) {
        char path[32];
        snprintf(path, sizeof(path), "%zu", i);
        make_folder(f, path);
        snprintf(path, sizeof(path), "%zu/feed.xml", i);
        make_feed(f, path, FEED(ITEM_A ITEM_B));
    }
    look(f);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ask, f), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *n_wrong;
        assert_int_equal(pthread_join(threads[i], &n_wrong), 0);
        assert_null(n_wrong);
    }
}

#define FEED_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates), FEED_TEST(test_facts),
        FEED_TEST(test_matching),     FEED_TEST(test_folders),
        FEED_TEST(test_no_feeds),     FEED_TEST(test_gone),
        FEED_TEST(test_broken),       FEED_TEST(test_cut),
        FEED_TEST(test_limits),       FEED_TEST(test_threads),
        FEED_TEST(test_durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
