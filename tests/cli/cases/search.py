"""Searching: queries of all kinds, and what is told about the answer."""

import os
import re


def case_found(box):
    """Something found: status 0, the passage and its reference on standard
    output, the summary on standard error."""
    result = box.indexed().run("search", "harbour", "frozen").expect(0)
    assert "The harbour was frozen over." in result.out
    assert re.search(r"^    \d+@0:0\d\.\d", result.out, re.M), result.out
    assert re.match(r"1 passage in 1 recording, .*; read on: quoth show \d+@",
                    result.err), result.err


def case_ref_is_accepted(box):
    """show takes the reference that search tells."""
    result = box.indexed().run("--json", "pilot").expect(0)
    ref = result.records()[0]["ref"]
    shown = box.run("show", ref).expect(0).out
    line = next(line for line in shown.splitlines() if line[:1] == ">")
    assert "We waited for the pilot" in line


def case_nothing_found(box):
    """Nothing found: status 1, said on standard error."""
    result = box.indexed().run("search", "zeppelin").expect(1)
    assert result.out == ""
    assert result.err == "nothing found\n"


def case_nothing_found_json(box):
    """Nothing found with --json: status 1, a summary, no message."""
    result = box.indexed().run("search", "zeppelin", "--json").expect(1)
    assert [one["type"] for one in result.records()] == ["summary"]
    assert result.records()[0]["hits"] == 0
    assert result.err == ""


def case_no_command_searches(box):
    """A first word that is no command begins a query."""
    box.indexed()
    named = box.run("search", "--json", "frozen", "harbour").records()
    implied = box.run("--json", "frozen", "harbour").records()
    assert implied[0] == named[0]
    assert implied[1]["query"] == "frozen harbour"


def case_dashes_make_words(box):
    """After -- everything is a word of the query."""
    box.indexed("The index of the harbour.", "Use -- or --json, minus help.")
    for args, query in (
            (["--json", "--", "index"], "index"),
            (["--json", "search", "--", "-harbour"], "-harbour"),
            (["search", "--json", "--", "--json"], "--json"),
            (["--json", "--", "search", "-n"], "search -n"),
            (["search", "--json", "--", "--"], "--"),
            (["search", "--json", "--", "-"], "-")):
        result = box.run(*args)
        assert result.code in (0, 1), result.err
        assert result.records()[-1]["query"] == query


def case_input(box):
    """A single - reads the query from standard input."""
    box.indexed()
    result = box.run("search", "-", "--json", stdin=b"frozen\nharbour")
    assert result.expect(0).records()[0]["text"].startswith("The harbour")
    implied = box.run("--json", "-", stdin=b"frozen harbour").expect(0)
    assert implied.records()[-1]["query"] == "frozen harbour"


def case_dash_among_words(box):
    """A - among other words is a word."""
    box.indexed()
    for args in (["harbour", "-"], ["-", "harbour"]):
        result = box.run("search", "--json", *args, stdin=b"zeppelin")
        assert result.records()[-1]["query"] == " ".join(args)


def case_input_is_bounded(box):
    """A query of 1 MiB is searched for, one of a byte more refused."""
    box.indexed()
    query = b"harbour " * (1 << 17)
    assert box.run("search", "-", stdin=query).code in (0, 1)
    result = box.run("search", "-", stdin=query + b"x").expect(2)
    assert "longer than 1 MiB" in result.err
    assert result.out == ""


def case_long_arguments(box):
    """Arguments as long as the system hands over are searched for; beyond
    1 MiB together they are refused."""
    box.indexed()
    longest = ("harbour " * (1 << 14))[:131071]
    assert box.run("search", longest).code in (0, 1)
    assert box.run("search", "x" * 131071).code in (0, 1)
    result = box.run("search", *[longest] * 9).expect(2)
    assert "longer than 1 MiB" in result.err


def case_empty_queries(box):
    """A query without any word finds nothing, and is no error."""
    box.indexed()
    for query in ("", " ", "\t\n", '""', "()", "-", "***", "!?"):
        result = box.run("search", "--json", "--", query).expect(1)
        assert result.records()[-1]["hits"] == 0
    box.run("").expect(1)
    box.run("search", "-", stdin=b"").expect(1)


def case_any_text_is_a_query(box):
    """Nothing that a person types is an error."""
    box.indexed()
    for query in ('"', '"harbour', 'harbour"', "(", ")", "((harbour)", '"("',
                  "OR", "AND harbour", "harbour OR", "NOT", "NEAR", "NEAR/",
                  "NEAR/0s", "NEAR/99999999999999s harbour", "harbour*",
                  "*harbour", "*", "C++", "e-mail", "1:30", "speaker:",
                  "in:nowhere harbour", "after:yesterday", "before:9999-99",
                  "is:nothing", "title:", "lang:xx", "a:b:c", "{harbour}",
                  "'; drop table said; --", "\\", "%s%n", "^harbour",
                  "harbour AND (pilot OR", "-harbour", "--harbour",
                  "港", "נמל", "ha\u0308fen", "\U0001f6a2", "\ufeff"):
        result = box.run("search", "--", query)
        assert result.code in (0, 1), (query, result.err)
        result.expect_harmless()


def case_garbage_is_repaired(box):
    """Bytes that are no UTF-8 become U+FFFD before anyone sees them."""
    box.indexed()
    for query in (b"\xff", b"harbour \xc0\xaf", b"\xed\xa0\x80", b"\x80\x80",
                  b"\xf4\x90\x80\x80", b"harb\xe2\x80", bytes(range(1, 256))):
        result = box.run("search", "--json", "--", query)
        assert result.code in (0, 1), result.err
        result.expect_harmless()
        assert "\ufffd" in result.records()[-1]["query"]


def case_nul_in_input(box):
    """A NUL in a query from standard input does not end it."""
    box.indexed()
    result = box.run("search", "--json", "-", stdin=b"har\0bour")
    assert result.records()[-1]["query"] == "har\ufffdbour"


def case_random_queries(box):
    """Random bytes are searched for, and harmless to look at."""
    box.indexed()
    for _ in range(20):
        result = box.run("search", "--explain", "-", stdin=os.urandom(300))
        assert result.code in (0, 1), result.err
        result.expect_harmless()


def case_limit_and_offset(box):
    """--limit and --offset page through the answer without gaps."""
    for i in range(12):
        box.srt(f"talk{i}.srt", f"Harbour number {'x' * (i + 1)} is far.")
    box.index()

    def texts(*args):
        found = box.run("harbour", "--json", *args).records()[:-1]
        return [hit["text"] for hit in found]

    everything = texts("-n", "100")
    assert len(everything) == 12
    assert texts() == everything[:10]
    assert texts("-n", "5") == everything[:5]
    assert texts("-n5", "--offset", "5") == everything[5:10]
    assert texts("-n5", "--offset=10") == everything[10:]
    box.run("harbour", "--offset", "12").expect(1)


def case_same_answer_twice(box):
    """The same query of the same archive has the same answer."""
    for i in range(8):
        box.srt(f"talk{i}.srt", f"A harbour, {i} ships.", "And a pilot.")
    box.index()
    first = box.run("harbour", "pilot").expect(0).out
    assert all(box.run("harbour", "pilot").out == first for _ in range(3))


def case_explain(box):
    """--explain tells on standard error how the query was understood."""
    box.indexed()
    plain = box.run("harbour").expect(0)
    told = box.run("harbour", "--explain").expect(0)
    assert told.out == plain.out
    assert len(told.err.splitlines()) > len(plain.err.splitlines())


def case_explain_json(box):
    """--explain adds the explanation to the summary, and only then."""
    box.indexed()
    plain = box.run("harbour", "--json").expect(0)
    assert "explanation" not in plain.records()[-1]
    told = box.run("harbour", "--json", "--explain").expect(0)
    assert told.records()[-1]["explanation"]
    assert told.err == ""


def case_relaxed(box):
    """Words that had to be left out are told."""
    box.indexed()
    query = ["frozen", "harbour", "zeppelin"]
    result = box.run(*query).expect(0)
    assert "left out: zeppelin\n" in result.err, result.err
    summary = box.run("--json", *query).expect(0).records()[-1]
    assert summary["relaxed"] == ["zeppelin"]


def case_loop(box):
    """A line said over and over is one passage that says how often."""
    box.indexed("Before it.", *["Thank you for watching this."] * 40,
                "After it.")
    records = box.run("--json", "thank", "watching").expect(0).records()
    assert len(records) == 2, records
    assert records[0]["loops"] == 40
    assert records[0]["loop_end_ms"] == 164000
    text = box.run("thank", "watching").expect(0).out
    assert "× 40, until 2:44" in text, text


def case_repeats(box):
    """The same line in many recordings is one passage that says so."""
    advertisement = "This episode is brought to you by the Harbour Bank."
    for i in range(6):
        box.srt(f"talk{i}.srt", advertisement, f"Chapter {i} of the story.")
    box.index()
    records = box.run("--json", "harbour", "bank").expect(0).records()
    assert records[-1]["hits"] == 1, records
    assert records[0]["repeats"] == 5
    text = box.run("harbour", "bank").expect(0).out
    assert "… and 5 more places say this line" in text, text


def case_corpus(box):
    """The archive that comes with quoth can be indexed and searched."""
    box.run("index", str(box.corpus), "--quiet").expect(0)
    assert box.run("--json", "harbour").expect(0).records()[-1]["hits"] > 0
