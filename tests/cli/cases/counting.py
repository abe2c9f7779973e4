"""Which recordings say something, and how often."""

import csv
import io
import re

NAMES = "id title collection path media url date language duration_ms".split()


def talks(box):
    """Three talks that speak of whales three times, once and twice."""
    for name, n in (("2024-02-29 b", 3), ("a", 1), ("c", 2)):
        box.srt(f"{name}.srt", *[
            line for i in range(n) for line in (
                f"By {name[-1]} came a whale, {i} of them.",
                *[f"Then {name[-1]}{i} said other things, {k} times."
                  for k in range(60)])])
    box.srt("none.srt", "Nothing of the kind.")
    box.index()


def case_recordings(box):
    """--recordings: most often first, how often, and where first."""
    talks(box)
    result = box.run("whale", "--recordings").expect(0)
    lines = result.out.splitlines()
    assert len(lines) == 3, result.out
    for line, (count, name) in zip(lines, ((3, "b"), (2, "c"), (1, "a"))):
        assert re.fullmatch(rf" {{5}}{count}  .*{name}  talks.*  \d+@0:0\d\.\d",
                            line), line
    assert result.err == "6 places in 3 recordings\n", result.err


def case_recordings_json(box):
    """As JSON: a tally each, and a summary."""
    talks(box)
    *rows, summary = box.run("whale", "--recordings",
                             "--json").expect(0).records()
    assert all(list(row) == ["type", "recording", "passages", "ref"]
               for row in rows)
    assert [row["passages"] for row in rows] == [3, 2, 1]
    assert all(row["type"] == "tally" and list(row["recording"]) == NAMES
               for row in rows)
    assert list(summary) == ["type", "query", "passages", "recordings"]
    assert summary == {"type": "summary", "query": "whale", "passages": 6,
                       "recordings": 3}


def case_refs_are_accepted(box):
    """show takes the references of a tally."""
    talks(box)
    for row in box.run("whale", "--recordings", "--json").records()[:-1]:
        shown = box.run("show", row["ref"], "-C0", "--json").expect(0)
        assert shown.records()[0]["id"] == row["recording"]["id"]
        assert "whale" in shown.records()[1]["text"]


def case_recordings_pages(box):
    """-n and --offset page through recordings; the total stays."""
    talks(box)
    everything = box.run("whale", "--recordings").out.splitlines()
    first = box.run("whale", "--recordings", "-n2").expect(0)
    assert first.out.splitlines() == everything[:2]
    assert first.err == "6 places in 3 recordings; 2 shown\n", first.err
    second = box.run("whale", "--recordings", "-n2", "--offset", "2").expect(0)
    assert second.out.splitlines() == everything[2:]
    assert second.err == "6 places in 3 recordings; 1 shown\n"


def case_recordings_table(box):
    """As CSV and TSV: a head and a row each."""
    talks(box)
    text = box.run("whale", "--recordings", "--format", "csv").expect(0).out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["passages"] for row in rows] == ["3", "2", "1"]
    assert rows[0]["title"].endswith("b") and rows[0]["collection"] == "talks"
    text = box.run("whale", "--recordings", "--format", "tsv").expect(0).out
    lines = [line.split("\t") for line in text.splitlines()]
    assert lines[0][:4] == ["passages", "ref", "recording", "title"]
    assert all(len(line) == len(lines[0]) for line in lines)
    assert [line[0] for line in lines[1:]] == ["3", "2", "1"]


def case_recordings_markdown(box):
    """As Markdown: a list."""
    talks(box)
    text = box.run("whale", "--recordings", "--format", "md").expect(0).out
    lines = text.splitlines()
    assert len(lines) == 3, text
    assert re.fullmatch(r"- \*\*.*b\*\*, talks.*: 3, \[\d+@[\d:.]+\]"
                        r"\(file:///.*\)", lines[0]), lines[0]


def case_count(box):
    """--count tells only how often."""
    talks(box)
    result = box.run("whale", "--count").expect(0)
    assert result.out == "6\n" and result.err == ""
    (summary,) = box.run("whale", "--count", "--json").expect(0).records()
    assert summary == {"type": "summary", "query": "whale", "passages": 6,
                       "recordings": 3}


def case_count_of_nothing(box):
    """Nothing found: 0, and status 1."""
    talks(box)
    result = box.run("zeppelin", "--count").expect(1)
    assert result.out == "0\n" and result.err == ""
    (summary,) = box.run("zeppelin", "--count", "--json").expect(1).records()
    assert summary["passages"] == 0 and summary["recordings"] == 0
    result = box.run("zeppelin", "--recordings").expect(1)
    assert result.out == "" and result.err == "nothing found\n"
    result = box.run("zeppelin", "--recordings", "--format=csv").expect(1)
    assert result.out.count("\r\n") == 1 and result.out.startswith("passages,")


def case_count_is_strict(box):
    """No word is left out and no other form counted."""
    box.indexed("They were training.", "The whale came.")
    box.run("whale", "zeppelin", "--count").expect(1)
    assert box.run("train", "--count").out == "0\n"
    assert box.run("training", "--count").out == "1\n"


def case_loop_counts_once(box):
    """A line said over and over back to back is one place."""
    box.indexed("Before it.", *["Thank you for watching this."] * 40,
                "After it.")
    assert box.run("watching", "--count").expect(0).out == "1\n"


def case_tally_harmless(box):
    """Nothing in names is obeyed."""
    box.srt("a\x1b[2J\n\u202eb\t.srt", "The whale came.")
    box.index()
    for args in ([], ["--json"], ["--format=csv"], ["--format=tsv"],
                 ["--format=md"]):
        result = box.run("whale", "--recordings", *args).expect(0)
        for stream in (result.raw_out.replace(b"\r\n", b"\n")
                       .replace(b"\t", b" ").decode(), result.err):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", stream)
