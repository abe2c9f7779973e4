"""JSON: fields, their order, and what their values are."""

import os

RECORDING = ("id title collection path media url date language "
             "duration_ms").split()
HIT = ("type rank score ref recording start_ms end_ms speaker text matches "
       "closeness repeats segment differences").split()
SUMMARY = ("type query hits recordings relaxed elapsed_ms "
           "expansions").split()
MATCH = "start_ms end_ms begin end".split()
FILE = ("type path outcome format recording code line column message "
        "size_bytes complaints").split()
SEGMENT = ("type seq start_ms end_ms speaker text marker repeat "
           "focus").split()


def case_hit(box):
    """A hit has its fields in their order."""
    box.indexed()
    hit, summary = box.run("--json", "frozen", "harbour").expect(0).records()
    assert list(hit) == HIT, list(hit)
    assert list(hit["recording"]) == RECORDING
    assert all(list(match) == MATCH for match in hit["matches"])
    assert list(summary) == SUMMARY
    assert hit["type"] == "hit" and hit["rank"] == 1
    assert hit["closeness"] == 1 and hit["repeats"] == 0
    assert hit["recording"]["title"] == "pilots"
    assert hit["recording"]["collection"] == "talks"
    assert hit["recording"]["path"] == str(box.talks / "pilots.srt")
    assert hit["recording"]["media"] is None
    assert hit["recording"]["duration_ms"] == 12000
    assert hit["ref"].startswith(f"{hit['recording']['id']}@0:0")
    assert hit["speaker"] is None
    assert summary["hits"] == 1 and summary["recordings"] == 1
    assert summary["relaxed"] == [] and summary["elapsed_ms"] >= 0


def case_segment(box):
    """A hit tells when the segment begins and ends in which its first match
    does."""
    box.indexed()
    hit = box.run("--json", "pilot", "aboard").expect(0).records()[0]
    assert hit["segment"] == {"start_ms": 4000, "end_ms": 8000}
    assert list(hit["segment"]) == ["start_ms", "end_ms"]


def case_score_parts(box):
    """With --explain a hit tells what its score is made of, and only then."""
    box.indexed()
    args = ["--json", "frozen", "harbour"]
    assert "score_parts" not in box.run(*args).expect(0).records()[0]
    hit = box.run(*args, "--explain").expect(0).records()[0]
    assert list(hit) == HIT + ["score_parts"], list(hit)
    parts = hit["score_parts"]
    assert list(parts) == ["words", "nearness", "order", "share"], parts
    assert parts["words"] > 0 and 0 < parts["nearness"] <= 1
    score = (parts["words"] * (1 + parts["nearness"]) * parts["order"]
             * parts["share"])
    assert abs(score - hit["score"]) < 0.001 * score, hit


def case_matches_are_bytes(box):
    """begin and end of a match are byte offsets of its words."""
    box.indexed("Über die Häfen 港 sprach sie: »Größe«.")
    hit = box.run("--json", "häfen", "größe").expect(0).records()[0]
    text = hit["text"].encode()
    found = [text[match["begin"]:match["end"]].decode()
             for match in hit["matches"]]
    assert found == ["Häfen", "Größe"], found
    for match in hit["matches"]:
        assert 0 <= match["start_ms"] <= match["end_ms"] <= 4000


def case_phrase_across_captions(box):
    """A phrase that captions cut apart is one match with both its times."""
    box.indexed("We have always known that the smartest",
                "humans in the room are the quiet ones.")
    hit = box.run("--json", '"smartest humans"').expect(0).records()[0]
    assert len(hit["matches"]) == 1, hit["matches"]
    match = hit["matches"][0]
    text = hit["text"].encode()[match["begin"]:match["end"]].decode()
    assert text == "smartest humans", text
    assert match["start_ms"] < 4000 < match["end_ms"]


def case_speaker(box):
    """A speaker that the source names is told."""
    (box.talks / "talk.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:03.500\n"
        "<v Ada Lovelace>The engine weaves patterns.\n")
    box.index()
    hit = box.run("--json", "engine").expect(0).records()[0]
    assert hit["speaker"] == "Ada Lovelace"
    assert "Ada Lovelace" in box.run("engine").expect(0).out


def case_index(box):
    """index tells each file, then a summary."""
    box.srt("pilots.srt")
    (box.talks / "empty.srt").write_bytes(b"")
    result = box.run("index", "--json", str(box.talks)).expect(3)
    *files, summary = result.records()
    assert all(list(file) == FILE for file in files), files
    by_path = {os.path.basename(file["path"]): file for file in files}
    good, bad = by_path["pilots.srt"], by_path["empty.srt"]
    assert good["type"] == "file" and good["outcome"] == "indexed"
    assert good["format"] == "srt" and good["recording"] > 0
    assert good["code"] is None and good["message"] is None
    assert good["line"] is None and good["column"] is None
    assert bad["outcome"] == "failed" and bad["code"] == "empty"
    assert bad["recording"] is None and bad["message"]
    assert list(summary) == (
        "type indexed unchanged alternate copy renamed skipped failed removed "
        "forgotten warned segments bytes elapsed_ms interrupted").split()
    assert summary["type"] == "summary"
    assert summary["indexed"] == 1 and summary["failed"] == 1
    assert summary["segments"] == 3
    assert summary["interrupted"] is False


def case_index_errors_on_stderr(box):
    """index --json tells failures on standard error too."""
    (box.talks / "empty.srt").write_bytes(b"")
    result = box.run("index", "--json", str(box.talks)).expect(3)
    assert f"{box.talks}/empty.srt: empty: " in result.err, result.err


def case_errors_on_stderr(box):
    """With --json an error is told on standard error only."""
    result = box.run("list", "--json").expect(2)
    assert result.out == "" and "no archive" in result.err
    result = box.indexed().run("show", "--json", "99").expect(1)
    assert result.out == "" and result.err.startswith("quoth: not-found: ")


def case_list(box):
    """list tells recordings with what is known of them."""
    box.indexed()
    (row,) = box.run("list", "--json").expect(0).records()
    assert list(row) == (["type"] + RECORDING
                         + ["format", "segments", "words"]), list(row)
    assert row["type"] == "recording" and row["format"] == "srt"
    assert row["segments"] == 3
    assert row["words"] == 5 + 8 + 8


def case_list_files(box):
    """list --files tells each file and what became of it."""
    box.srt("pilots.srt")
    (box.talks / "empty.srt").write_bytes(b"")
    box.run("index", str(box.talks)).expect(3)
    rows = box.run("list", "--files", "--json").expect(0).records()
    assert all(list(row) == FILE for row in rows)
    told = [(os.path.basename(row["path"]), row["outcome"], row["code"])
            for row in rows]
    assert told == [("empty.srt", "failed", "empty"),
                    ("pilots.srt", "indexed", None)], told
    assert rows[1]["size_bytes"] == os.path.getsize(rows[1]["path"])


def case_show(box):
    """show tells the recording, then its segments."""
    box.indexed()
    ident = box.run("list", "--json").records()[0]["id"]
    rows = box.run("show", f"{ident}@0:05", "--json").expect(0).records()
    assert rows[0]["type"] == "recording" and rows[0]["id"] == ident
    assert [list(row) == SEGMENT for row in rows[1:]] == [True] * 3
    assert [row["seq"] for row in rows[1:]] == [0, 1, 2]
    assert [row["focus"] for row in rows[1:]] == [False, True, False]
    assert rows[2]["start_ms"] == 4000 and rows[2]["end_ms"] == 8000
    assert rows[2]["speaker"] is None
    assert rows[2]["text"] == "We waited for the pilot to come aboard."
    assert rows[2]["marker"] is False and rows[2]["repeat"] is False


def case_show_marker(box):
    """A segment that is no speech says so."""
    box.indexed("[Music]", "The harbour was frozen over.")
    rows = box.run("show", "1", "--json").expect(0).records()
    assert [row["marker"] for row in rows[1:]] == [True, False], rows


def case_stats(box):
    """stats tells one object."""
    box.srt("other.srt", "[Music]", "A pilot.", "A pilot.")
    box.indexed()
    (stats,) = box.run("stats", "--json").expect(0).records()
    assert list(stats) == (
        "type collections recordings files files_failed segments lines "
        "markers speakers words duration_ms size_bytes schema").split()
    assert stats["type"] == "stats" and stats["collections"] == 1
    assert stats["recordings"] == 2 and stats["files"] == 2
    assert stats["files_failed"] == 0 and stats["segments"] == 6
    assert stats["lines"] == 5 and stats["markers"] == 1
    assert stats["duration_ms"] == 24000
    assert stats["size_bytes"] > 0 and stats["schema"] >= 1


def case_check(box):
    """check tells a summary."""
    box.indexed()
    for args, is_full in (([], False), (["--full"], True)):
        (row,) = box.run("check", "--json", *args).expect(0).records()
        assert row == {"type": "summary", "problems": 0, "full": is_full}
        assert list(row) == ["type", "problems", "full"]


def case_forget(box):
    """forget tells what it removed."""
    box.indexed()
    (row,) = box.run("forget", "--json", "talks").expect(0).records()
    assert list(row) == ["type", "what", "recordings", "files"]
    assert row == {"type": "forgotten", "what": "talks", "recordings": 1,
                   "files": 1}


def case_names_survive(box):
    """Quotation marks, backslashes and any script in names come back."""
    name = 'say "no\\yes" \u6e2f \U0001f6a2.srt'
    box.srt(name)
    box.index()
    hit = box.run("--json", "harbour").expect(0).records()[0]
    assert hit["recording"]["path"] == str(box.talks / name)


def case_unsafe_is_escaped(box):
    """Controls and what turns the direction are escaped, and survive."""
    name = "a\x1b[31mb\nc\x7fd\u009be\u202ef\u2028g\u200fh.srt"
    box.srt(name)
    box.index()
    for args in (["harbour"], ["list"], ["list", "--files"], ["show", "1"]):
        result = box.run("--json", *args).expect(0).expect_harmless()
        assert b"\\u001b" in result.raw_out and b"\\u202e" in result.raw_out
        assert b"\\u2028" in result.raw_out and b"\\u009b" in result.raw_out
    rows = box.run("list", "--files", "--json").records()
    assert rows[0]["path"] == str(box.talks / name)


def case_paths_of_any_bytes(box):
    """Bytes in a path that are no UTF-8 become U+FFFD."""
    box.srt(b"caf\xe9 \xed\xa0\x80.srt")
    box.index()
    rows = box.run("list", "--files", "--json").expect(0).records()
    name = os.path.basename(rows[0]["path"])
    assert name == "caf\ufffd \ufffd\ufffd\ufffd.srt", name
