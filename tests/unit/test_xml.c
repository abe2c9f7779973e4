/*
 * xml.c: what comes out of a document, what is refused, mended and
 * complained of, and documents that are made to be expensive.
 */
#include "format/xml.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

enum { LOG_BYTES = 64 * 1024 * 1024 };

/** What the handlers saw, as text: `<name key=value>`, `</name>`, and text as
 * it is. */
struct seen {
    struct buffer log;
    size_t n_starts;
    size_t attribute_bytes;
};

static void
on_start(struct xml *xml, const struct xml_element *element)
{
    struct seen *seen = xml->context;
    seen->n_starts++;
    buffer_add_byte(&seen->log, '<');
    buffer_add_slice(&seen->log, element->name);
    struct slice key;
    if (xml_attribute(element, SLICE("key"), &key)) {
        seen->attribute_bytes += key.size;
        if (key.size < 100) {
            buffer_add_slice(&seen->log, SLICE(" key="));
            buffer_add_slice(&seen->log, key);
        }
    } else {
        assert_int_equal(key.size, 0);
    }
    buffer_add_byte(&seen->log, '>');
}

static void
on_end(struct xml *xml, struct slice name)
{
    struct seen *seen = xml->context;
    buffer_add_slice(&seen->log, SLICE("</"));
    buffer_add_slice(&seen->log, name);
    buffer_add_byte(&seen->log, '>');
}

static void
on_text(struct xml *xml, struct slice piece)
{
    struct seen *seen = xml->context;
    buffer_add_slice(&seen->log, piece);
}

/** A reading with its outcome. */
struct outcome {
    struct seen seen;
    struct transcript transcript;
    struct error damage;
    enum status status;
};

/** Read a document; to be ended with finish(). */
static void
read_text(struct outcome *outcome, struct slice text)
{
    static const struct xml_handlers handlers = {on_start, on_end, on_text};
    *outcome = (struct outcome){.status = ST_OK};
    buffer_init(&outcome->seen.log, LOG_BYTES);
    transcript_init(&outcome->transcript);
    struct xml xml = {
        .handlers = &handlers,
        .context = &outcome->seen,
        .transcript = &outcome->transcript,
    };
    outcome->status = xml_read(&xml, text, &outcome->damage);
    assert_int_equal(outcome->status, outcome->damage.status);
}

static void
finish(struct outcome *outcome)
{
    buffer_finish(&outcome->seen.log);
    transcript_finish(&outcome->transcript);
}

/** Whether the handlers saw just this. */
static void
assert_seen(const struct outcome *outcome, const char *log)
{
    const struct slice seen = buffer_slice(&outcome->seen.log);
    if (!slice_equal(seen, slice_of(log))) {
        fail_msg("%.*s instead of %s", (int)seen.size, seen.data, log);
    }
}

static const struct {
    const char *text;
    const char *seen;
} documents[] = {
    {"<a/>", "<a></a>"},
    {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa9</a>",
     "<a>\xc3\xa9</a>"},
    {"<?xml version='1.0' encoding='UTF-16'?><a>x</a>", "<a>x</a>"},
    {"<p:a xmlns:p='u'><p:b/></p:a>", "<a><b></b></a>"},
    {"<p:a p:key='v'/>", "<a key=v></a>"},
    {"<a key='&lt;&#65;'/>", "<a key=<A></a>"},
    {"<a>1 &amp; &lt;&gt;&quot;&apos;&#x1F600;</a>",
     "<a>1 & <>\"'\xf0\x9f\x98\x80</a>"},
    {"<a><![CDATA[<b> ]]></a>", "<a><b> </a>"},
    {"<a>x<!-- y --><?z ?>w</a>", "<a>xw</a>"},
    {"<a>\r\n</a>", "<a>\n</a>"},
};

/** Well-formed documents come out as they are, without a complaint. */
static void
test_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        struct outcome outcome;
        read_text(&outcome, slice_of(documents[i].text));
        assert_int_equal(outcome.status, ST_OK);
        assert_int_equal(outcome.transcript.n_complaints, 0);
        assert_seen(&outcome, documents[i].seen);
        finish(&outcome);
    }
}

static const struct {
    const char *text;
    const char *seen;
    int64_t line;
    int64_t column;
} flaws[] = {
    {"<a>\nx & y</a>", "<a>\nx & y</a>", 2, 3},
    {"<a>&</a>", "<a>&</a>", 1, 4},
    {"<a>R&D &amp; &c;</a>", "<a>R&D & &c;</a>", 1, 5},
    {"<a>&eacute;&nosuch;</a>", "<a>\xc3\xa9&nosuch;</a>", 1, 4},
    {"<a>\x01x\x1f</a>", "<a> x </a>", 1, 4},
    {"<a>\x7f &</a>", "<a>  &</a>", 1, 6},
    /* What no character has, as HTML reads it: U+FFFD. */
    {"<a>&#0;&#xD800;&#x110000;</a>",
     "<a>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</a>", 1, 4},
    {"<a>&#;</a>", "<a>&#;</a>", 1, 4},
};

/** What is mended comes out whole, with one complaint at the first place. */
static void
test_flaws(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
        struct outcome outcome;
        read_text(&outcome, slice_of(flaws[i].text));
        assert_int_equal(outcome.status, ST_OK);
        assert_seen(&outcome, flaws[i].seen);
        assert_int_equal(outcome.transcript.n_complaints, 1);
        assert_int_equal(outcome.transcript.complaint.status, ST_BAD_SYNTAX);
        assert_int_equal(outcome.transcript.complaint.line, flaws[i].line);
        assert_int_equal(outcome.transcript.complaint.column, flaws[i].column);
        finish(&outcome);
    }
}

static const struct {
    const char *text;
    const char *seen; /**< before it stopped */
    enum status status;
    int64_t line;
    int64_t column;
} refusals[] = {
    {"<!DOCTYPE a><a/>", "", ST_BAD_SYNTAX, 1, 1},
    {"\n <!DOCTYPE a [<!ENTITY b 'c'>]><a>b</a>", "", ST_BAD_SYNTAX, 2, 2},
    {"<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "", ST_BAD_SYNTAX, 1, 1},
    {"<!DOCTYPE a PUBLIC 'p' 'http://localhost/'><a/>", "", ST_BAD_SYNTAX, 1,
     1},
    {"<a>x</b>", "<a>x", ST_BAD_SYNTAX, 1, 7},
    {"<a>\r\n<b c=d/></a>", "<a>\n", ST_BAD_SYNTAX, 2, 6},
    {"<a/><b/>", "<a></a>", ST_BAD_SYNTAX, 1, 5},
    {"no XML", "", ST_BAD_SYNTAX, 1, 1},
    {"<a key='1' key='2'/>", "", ST_BAD_SYNTAX, 1, 12},
    {"", "", ST_TRUNCATED, 1, 1},
    {"<a>x", "<a>x", ST_TRUNCATED, 1, 5},
    {"<a>x<b", "<a>x", ST_TRUNCATED, 1, 5},
    {"<a>x&am", "<a>x", ST_TRUNCATED, 1, 5},
    {"<a>x&#3", "<a>x", ST_TRUNCATED, 1, 5},
    {"<a><!-- x", "<a>", ST_TRUNCATED, 1, 4},
};

/** What is refused says why and where; what was before it was handed out. */
static void
test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct outcome outcome;
        read_text(&outcome, slice_of(refusals[i].text));
        assert_int_equal(outcome.status, refusals[i].status);
        assert_true(outcome.damage.text[0] != '\0');
        assert_seen(&outcome, refusals[i].seen);
        assert_int_equal(outcome.damage.line, refusals[i].line);
        assert_int_equal(outcome.damage.column, refusals[i].column);
        assert_int_equal(outcome.transcript.n_complaints, 0);
        finish(&outcome);
    }
}

/** Append `text` `times` times. */
static void
repeat(struct buffer *buffer, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        buffer_add_slice(buffer, slice_of(text));
    }
    assert_false(buffer->has_failed);
}

/** As deep as is allowed, and one deeper. */
static void
test_depth(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct buffer text;
        buffer_init(&text, LOG_BYTES);
        repeat(&text, "<a>", XML_DEPTH_MAX + more);
        repeat(&text, "</a>", XML_DEPTH_MAX + more);
        struct outcome outcome;
        read_text(&outcome, buffer_slice(&text));
        assert_int_equal(outcome.status, more ? ST_BAD_SYNTAX : ST_OK);
        assert_int_equal(outcome.seen.n_starts, XML_DEPTH_MAX);
        if (more) {
            assert_int_equal(outcome.damage.column, 3 * XML_DEPTH_MAX + 1);
        }
        finish(&outcome);
        buffer_finish(&text);
    }
}

/** Three million nested elements end at the first that is too deep. */
static void
test_millions_of_elements(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, LOG_BYTES);
    repeat(&text, "<elem>\n", 3 * 1000 * 1000);
    struct outcome outcome;
    read_text(&outcome, buffer_slice(&text));
    assert_int_equal(outcome.status, ST_BAD_SYNTAX);
    assert_int_equal(outcome.damage.line, XML_DEPTH_MAX + 1);
    assert_int_equal(outcome.seen.n_starts, XML_DEPTH_MAX);
    finish(&outcome);
    buffer_finish(&text);
}

/** An attribute of 8 MB, and very many bare ampersands: were either not
 * linear, this would take hours. */
static void
test_large_values(void **state)
{
    (void)state;
    enum { SIZE = 8 * 1000 * 1000, N_AMPERSANDS = 100 * 1000 };
    struct buffer text;
    buffer_init(&text, LOG_BYTES);
    repeat(&text, "<a key='", 1);
    repeat(&text, "x", SIZE);
    repeat(&text, "'>", 1);
    repeat(&text, "&", N_AMPERSANDS);
    repeat(&text, "</a>", 1);
    struct outcome outcome;
    read_text(&outcome, buffer_slice(&text));
    assert_int_equal(outcome.status, ST_OK);
    assert_int_equal(outcome.seen.attribute_bytes, SIZE);
    assert_int_equal(outcome.seen.log.size, N_AMPERSANDS + strlen("<a></a>"));
    finish(&outcome);
    buffer_finish(&text);
}

/** Names that are all different end at the first that is too many, as names
 * of elements or of attributes; a tag without an end, where it is too long.
 * The parser would keep a multiple of each. */
static void
test_too_many_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct buffer text;
        buffer_init(&text, LOG_BYTES);
        repeat(&text, "<a>\n", 1);
        for (int n = 0; n < 2 * XML_NAMES_MAX; n++) {
            buffer_print(&text, i == 0 ? "<e%d/>\n" : "<e a%d=''/>\n", n);
        }
        repeat(&text, "</a>", 1);
        struct outcome outcome;
        read_text(&outcome, buffer_slice(&text));
        assert_int_equal(outcome.status, ST_BAD_SYNTAX);
        assert_string_equal(
            outcome.damage.text,
            "too many different names of elements and attributes");
        /* `a` is one; so is `e`, where the attributes differ. */
        assert_int_equal(outcome.damage.line, XML_NAMES_MAX + 1 - (int)i);
        finish(&outcome);
        buffer_finish(&text);
    }
}

/** A tag that does not end is given up, with its place. */
static void
test_endless_tag(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, LOG_BYTES);
    repeat(&text, "<a>\n <b", 1);
    for (int n = 0; text.size < 2 * XML_TAG_MAX_BYTES; n++) {
        buffer_print(&text, " a%d='>'", n);
    }
    repeat(&text, "/></a>", 1);
    struct outcome outcome;
    read_text(&outcome, buffer_slice(&text));
    assert_int_equal(outcome.status, ST_BAD_SYNTAX);
    assert_string_equal(outcome.damage.text, "a tag or comment is too long");
    assert_int_equal(outcome.damage.line, 2);
    assert_int_equal(outcome.damage.column, 2);
    finish(&outcome);
    buffer_finish(&text);
}

/** What lies across the chunks that the parser gets is as it was: characters
 * of several bytes, names that were mended, carriage returns. */
static void
test_chunks(void **state)
{
    (void)state;
    static const struct slice piece = SLICE_INIT("\xc3\xa9&eacute;&#233;");
    for (size_t shift = 0; shift < 32; shift++) {
        struct buffer text;
        struct buffer expected;
        buffer_init(&text, LOG_BYTES);
        buffer_init(&expected, LOG_BYTES);
        repeat(&text, "<a>", 1);
        repeat(&expected, "<a>", 1);
        repeat(&text, "x", shift);
        repeat(&expected, "x", shift);
        while (text.size < 300 * 1000) {
            repeat(&text, piece.data, 1);
            repeat(&expected, "\xc3\xa9\xc3\xa9\xc3\xa9", 1);
            repeat(&text, "\r\n", 1);
            repeat(&expected, "\n", 1);
        }
        repeat(&text, "</a>", 1);
        repeat(&expected, "</a>", 1);
        struct outcome outcome;
        read_text(&outcome, buffer_slice(&text));
        assert_int_equal(outcome.status, ST_OK);
        assert_true(slice_equal(buffer_slice(&outcome.seen.log),
                                buffer_slice(&expected)));
        finish(&outcome);
        buffer_finish(&expected);
        buffer_finish(&text);
    }
}

/** Entities that would grow to gigabytes are never defined. */
static void
test_billion_laughs(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, LOG_BYTES);
    repeat(&text, "<?xml version='1.0'?>\n<!DOCTYPE a [\n", 1);
    repeat(&text, "<!ENTITY l0 'lol'>\n", 1);
    for (int i = 1; i < 10; i++) {
        buffer_print(&text, "<!ENTITY l%d '", i);
        for (int j = 0; j < 10; j++) {
            buffer_print(&text, "&l%d;", i - 1);
        }
        buffer_print(&text, "'>\n");
    }
    repeat(&text, "]>\n<a>&l9;</a>", 1);
    struct outcome outcome;
    read_text(&outcome, buffer_slice(&text));
    assert_int_equal(outcome.status, ST_BAD_SYNTAX);
    assert_string_equal(outcome.damage.text, "a DOCTYPE is not read");
    assert_int_equal(outcome.damage.line, 2);
    assert_int_equal(outcome.seen.log.size, 0);
    finish(&outcome);
    buffer_finish(&text);
}

static const struct {
    const char *text;
    const char *name; /**< NULL for no root */
    const char *tag;
} roots[] = {
    {"<tt>", "tt", "<tt"},
    {" \n<?xml version='1.0'?>\n<!-- <no> --><p:tt a='b'><c>", "tt",
     "<p:tt a='b'"},
    {"<!DOCTYPE tt [ <!ENTITY a '>'> ]><tt/>", "tt", "<tt/"},
    {"<!DOCTYPE html><html", NULL, NULL},
    {"<html lang", "html", "<html lang"},
    {"text <tt>", NULL, NULL},
    {"<3 tt>", NULL, NULL},
    {"<!-- <tt>", NULL, NULL},
    {"<?xml", NULL, NULL},
    {"", NULL, NULL},
};

/** The root is found behind what may be ahead of it. */
static void
test_root(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        struct xml_root root;
        const bool is_found = xml_root(slice_of(roots[i].text), &root);
        assert_int_equal(is_found, roots[i].name != NULL);
        if (is_found) {
            assert_true(slice_equal(root.name, slice_of(roots[i].name)));
            assert_true(slice_equal(root.tag, slice_of(roots[i].tag)));
        }
    }
}

/** A language is a tag of one, and the first. */
static void
test_language(void **state)
{
    (void)state;
    static const char *const values[] = {
        "", "und", "e", "x y", "1a", "a language!", "en=us", " de-CH-x ", "fr"};
    struct transcript transcript;
    transcript_init(&transcript);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        xml_language(&transcript, slice_of(values[i]));
    }
    assert_true(
        slice_equal(buffer_slice(&transcript.language), SLICE("de-CH-x")));
    transcript_finish(&transcript);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_flaws),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_millions_of_elements),
        cmocka_unit_test(test_large_values),
        cmocka_unit_test(test_too_many_names),
        cmocka_unit_test(test_endless_tag),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_billion_laughs),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
