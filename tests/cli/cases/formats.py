"""Passages as tables, Markdown, captions and playlists."""

import csv
import io
import json
import re
import urllib.parse

COLUMNS = ("rank ref start_ms end_ms speaker text score closeness repeats "
           "recording title collection date language path media url").split()
EVIL = "\x1b]0;owned\x07\u202e\u2066\t\x7f"


def rows_of(text, **form):
    """The rows of a table; every line must end as it should."""
    return list(csv.DictReader(io.StringIO(text, newline=""), **form))


def cell(box, text, *args):
    """The text's cell for a caption that says so, in CSV and in TSV."""
    box.indexed(text)
    by_csv = rows_of(box.run("harbour", "--format=csv", *args).expect(0).out)
    by_tsv = rows_of(box.run("harbour", "--format=tsv", *args).expect(0).out,
                     delimiter="\t", quoting=csv.QUOTE_NONE)
    assert [row["text"] for row in by_csv] == [row["text"] for row in by_tsv]
    return by_csv[0]["text"]


def case_csv(box):
    """CSV is RFC 4180: a head, a row a hit, CRLF, quotes doubled; its values
    are those of JSON."""
    box.indexed('He said, "the harbour", twice.', "And a harbour; a pilot.")
    result = box.run("harbour", "--format", "csv").expect(0)
    lines = result.raw_out.split(b"\r\n")
    assert lines[0].decode() == ",".join(COLUMNS)
    assert lines.pop() == b"" and not any(b"\n" in line for line in lines)
    rows = rows_of(result.out)
    hits = box.run("harbour", "--json").records()[:-1]
    assert len(rows) == len(hits) > 0
    for row, hit in zip(rows, hits):
        for name in ("rank", "ref", "start_ms", "end_ms", "text", "repeats"):
            assert row[name] == str(hit[name]), name
        for name in ("title", "collection", "path"):
            assert row[name] == hit["recording"][name], name
        assert row["recording"] == str(hit["recording"]["id"])
        assert abs(float(row["score"]) - hit["score"]) < 0.0002
        assert float(row["closeness"]) == 1
        assert row["speaker"] == "" and row["media"] == ""
    assert '"the harbour"' in " ".join(row["text"] for row in rows)


def case_tsv(box):
    """TSV has tabs and line feeds between fields and rows and nowhere else."""
    box.srt("a\tb\nc.srt", 'He said, "the harbour", twice.')
    box.index()
    text = box.run("harbour", "--format", "tsv").expect(0).out
    head, row = [line.split("\t") for line in text.split("\n")[:-1]]
    assert head == COLUMNS and len(row) == len(COLUMNS)
    by_name = dict(zip(head, row))
    assert by_name["text"] == 'He said, "the harbour", twice.'
    assert by_name["title"] == "a\\x09b\\x0ac", by_name["title"]


def case_table_context(box):
    """With -C a table has two columns more."""
    box.indexed("One.", "Two.", "The harbour.", "Three.", "Four.")
    row, = rows_of(box.run("harbour", "--format=csv", "-C2").expect(0).out)
    assert list(row) == COLUMNS + ["before", "after"]
    said = [row["before"], row["text"], row["after"]]
    assert " ".join(filter(None, said)) == (
        "One. Two. The harbour. Three. Four."), row


def case_formulas(box):
    """What a spreadsheet would take for a formula is made text; a table is
    the only format that does so."""
    for text in ("=HYPERLINK(harbour)", "+harbour", "-harbour", "- Harbour?",
                 "@harbour", "＝harbour"):
        assert cell(box, text) == "'" + text, text
        hit = box.run("harbour", "--json").records()[0]
        assert hit["text"] == text
    assert cell(box, "harbour = 1") == "harbour = 1"
    (box.talks / "pilots.srt").unlink()
    box.srt("=1+1.srt")
    box.index()
    row = rows_of(box.run("frozen", "--format=csv").expect(0).out)[0]
    assert row["title"] == "'=1+1"


def case_no_hits(box):
    """Nothing found: a head where the format has one, status 1."""
    box.indexed()
    for name, head in (("csv", ",".join(COLUMNS) + "\r\n"),
                       ("tsv", "\t".join(COLUMNS) + "\n"), ("md", ""),
                       ("srt", ""), ("m3u", "#EXTM3U\n")):
        result = box.run("zeppelin", "--format", name).expect(1)
        assert result.raw_out.decode() == head, name
        assert result.err == "nothing found\n"


def case_notes_on_stderr(box):
    """What is about the answer is told on standard error by all of them."""
    box.indexed()
    for name in ("csv", "tsv", "md", "srt", "m3u"):
        result = box.run("frozen", "harbour", "zeppelin", "--explain",
                         "--format", name).expect(0)
        assert "left out: zeppelin\n" in result.err
        assert "1 passage in 1 recording" in result.err
        assert "left out" not in result.out and "score 1" not in result.out


def case_harmless(box):
    """Controls and what turns the direction are spelled out by all, in
    titles, texts and paths."""
    box.srt(f"talk{EVIL}\n.srt", f"The harbour {EVIL} was frozen.")
    (box.talks / f"talk{EVIL}\n.mp3").write_bytes(b"")
    box.index()
    for name in ("csv", "tsv", "md", "srt", "m3u"):
        result = box.run("harbour", "--format", name).expect(0)
        text = result.out.replace("\r\n", "\n")
        if name == "tsv":
            text = text.replace("\t", " ")
        found = re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\u2066]", text)
        assert not found, (name, text)
        assert "\\x1b]0;owned\\x07" in text and "\\u202e" in text, name


def case_markdown(box):
    """Markdown is a list: title, link, the passage with its matches bold."""
    box.indexed("The harbour was frozen.", "And the pilot slept.")
    text = box.run("harbour", "--format", "md").expect(0).out
    head, body = text.split("\n\n")[:2]
    assert re.fullmatch(r"- \*\*pilots\*\*, talks, \[1@0:00\.\d\]"
                        r"\(file://.*/talks/pilots\.srt\)", head), head
    assert body.startswith("  The **harbour** was frozen."), body
    assert text.endswith("\n")


def case_markdown_escapes(box):
    """What Markdown would take for a mark is none."""
    box.srt("*a* [b](c) ~~d~~.srt", "# Harbour *not bold* `code` "
            "&lt;b&gt;tag&lt;/b&gt; [link](x) &amp;amp; 1. _x_")
    box.index()
    text = box.run("harbour", "--format", "md").expect(0).out
    assert r"**\*a\* [b\](c) \~~d\~~**" in text, text
    assert (r"  \# **Harbour** \*not bold\* \`code\` \<b>tag\</b> "
            r"[link\](x) \&amp; 1. \_x\_") in text, text


def case_markdown_item_in_front(box):
    """Nor is a dash or a number at the front of a passage."""
    box.indexed("- Harbour?")
    assert "\n  \\- **Harbour**?\n" in box.run("harbour", "--format=md").out
    box.indexed("3. Harbour.")
    assert "\n  3\\. **Harbour**.\n" in box.run("harbour", "--format=md").out


def media(box, name="pilots", **info):
    """A talk with a media file beside it, or an address."""
    box.srt(f"{name}.srt")
    if info:
        (box.talks / f"{name}.info.json").write_text(json.dumps(info))
    else:
        (box.talks / f"{name}.mp3").write_bytes(b"")
    box.index()
    return str(box.talks / f"{name}.mp3")


def target(box):
    text = box.run("frozen", "--format", "md").expect(0).out
    return re.search(r"\]\((.*)\)\n", text).group(1)


def case_markdown_links(box):
    """A link goes to the moment: in the media file, or at the address."""
    path = media(box, "pi lots (1)")
    hit = box.run("frozen", "--json").records()[0]
    seconds = hit["matches"][0]["start_ms"] // 100 / 10
    url = target(box)
    assert url == (f"file://{urllib.parse.quote(path, safe='/-._~+,=@')}"
                   f"#t={seconds}"), url
    assert " " not in url and ")" not in url


def case_web_links(box):
    """An address of the web comes first, with what Markdown minds encoded."""
    media(box, webpage_url="https://example.org/w?v=(1)&x=a b", title="T")
    url = target(box)
    assert re.fullmatch(r"https://example\.org/w\?v=%281%29&x=a%20b"
                        r"#t=\d+\.\d", url), url


def case_other_addresses(box):
    """What is no address of the web is not linked to nor played."""
    for address in ("javascript:alert(1)", "data:text/html,x", "/etc/passwd",
                    "vlc://quit", "#EXTM3U"):
        media(box, webpage_url=address, title="T")
        assert target(box).startswith("file:///"), address
        result = box.run("frozen", "--format", "m3u").expect(0)
        assert result.out == "#EXTM3U\n", result.out
        assert "has no media: left out" in result.err


def case_srt(box):
    """SRT has a cue a hit: its times, the title and the reference, the
    text."""
    box.indexed("The harbour <b>was</b> frozen --> over.", "Nobody came.")
    text = box.run("harbour", "--format", "srt").expect(0).out
    hit = box.run("harbour", "--json").records()[0]
    number, times, title, said, *rest = text.split("\n")
    assert number == "1" and rest == ["", ""], text
    found = [int(h) * 3600000 + int(m) * 60000 + int(s) * 1000 + int(ms)
             for h, m, s, ms in re.findall(r"(\d\d):(\d\d):(\d\d),(\d{3})",
                                           times)]
    assert re.fullmatch(r"[\d:,]{12} --> [\d:,]{12}", times), times
    assert found == [hit["start_ms"], hit["end_ms"]]
    assert title == f"pilots ({hit['ref']})"
    assert "-->" not in said


def case_srt_is_read_back(box):
    """SubRip made of hits can be indexed."""
    for i in range(4):
        box.srt(f"talk{i}.srt", f"The harbour {i} was frozen over.")
    box.index()
    made = box.run("harbour", "--format=srt").expect(0).raw_out
    again = box.folder / "again"
    again.mkdir()
    (again / "hits.srt").write_bytes(made)
    box.run("index", str(again)).expect(0)
    rows = box.run("list", "--json").records()
    assert [row["segments"] for row in rows
            if row["collection"] == "again"] == [4], rows


def case_srt_without_times(box):
    """A passage without times is told and left out, and does not count."""
    (box.talks / "tale.txt").write_text("\n\n".join(
        f"In year {i} the harbour was frozen, and the pilot came to nobody's "
        f"aid, {'day after day, ' * i} until it was spring." for i in range(9)))
    box.srt("pilots.srt", "The harbour, the harbour was frozen over.")
    box.index()
    result = box.run("harbour", "frozen", "--format=srt").expect(0)
    assert re.findall(r"^\d+$", result.out, re.M) == ["1"], result.out
    assert result.err.count("has no times: left out") == 9, result.err


def case_m3u(box):
    """A playlist has the media file with title, length, begin and end."""
    path = media(box)
    box.srt("other.srt", "A frozen harbour without a recording.")
    box.index()
    result = box.run("frozen", "harbour", "--format", "m3u").expect(0)
    hit = next(one for one in box.run("frozen", "harbour", "--json").records()
               if one["recording"]["media"])
    assert hit["recording"]["media"] == path
    lines = result.out.splitlines()
    length = -(-(hit["end_ms"] - hit["start_ms"]) // 1000)
    assert lines[0] == "#EXTM3U" and len(lines) == 5, lines
    assert re.fullmatch(rf"#EXTINF:{length},pilots \(0:0\d\)", lines[1])
    start, stop = hit["start_ms"] / 1000, hit["end_ms"] / 1000
    assert lines[2] == f"#EXTVLCOPT:start-time={start:.3f}"
    assert lines[3] == f"#EXTVLCOPT:stop-time={stop:.3f}"
    assert lines[4] == path
    assert result.err.count("has no media: left out") == 1, result.err


def case_m3u_odd_paths(box):
    """A path that would be more than a line is written as an address."""
    path = media(box, "a\n#EXTINF:1\x1b\u202e")
    lines = box.run("frozen", "--format=m3u").expect(0).out.splitlines()
    assert len(lines) == 5, lines
    assert urllib.parse.unquote(lines[4]) == f"file://{path}", lines[4]
    assert re.fullmatch(r"file:///[!-~]*", lines[4])


def case_m3u_web(box):
    """Without a media file, the address is played."""
    media(box, webpage_url="https://example.org/watch?v=1", title="T")
    lines = box.run("frozen", "--format=m3u").expect(0).out.splitlines()
    assert lines[-1] == "https://example.org/watch?v=1", lines


def case_never_coloured(box):
    """These formats are the same on a terminal, whatever the colours."""
    box.indexed()
    for name in ("csv", "tsv", "md", "srt", "m3u"):
        piped = box.run("harbour", "--format", name)
        shown = box.terminal("harbour", "--format", name, "--color=always")
        assert shown.raw_out == piped.raw_out, name
