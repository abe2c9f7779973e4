"""What is said around a passage, by segments and by time."""

# So long that a passage needs no neighbour.
LINES = [f"Sentence {name} is one of those that {'go on and ' * 5}end here."
         for name in
         "alpha bravo charlie delta echo foxtrot golf hotel india".split()]


def around(box, *args):
    """The texts before and after the first hit."""
    hit = box.run("--json", *args).expect(0).records()[0]
    return ([one["text"] for one in hit["before"]],
            [one["text"] for one in hit["after"]])


def case_segments(box):
    """-C N has so many segments on either side."""
    box.indexed(*LINES)
    assert around(box, "echo", "-C1") == (LINES[3:4], LINES[5:6])
    assert around(box, "echo", "--context", "2") == (LINES[2:4], LINES[5:7])
    assert around(box, "echo", "-C", "1000") == (LINES[:4], LINES[5:])


def case_edges(box):
    """There is nothing before the first segment and after the last."""
    box.indexed(*LINES)
    assert around(box, "alpha", "-C2") == ([], LINES[1:3])
    assert around(box, "india", "-C2") == (LINES[6:8], [])
    assert around(box, "india", "-C5m") == (LINES[:8], [])


def case_time(box):
    """--context 9s has what is said, if only in part, within 9 seconds of
    the passage; captions here last four."""
    box.indexed(*LINES)
    assert around(box, "echo", "--context", "9s") == (LINES[1:4], LINES[5:8])
    assert around(box, "echo", "--context=8s") == (LINES[2:4], LINES[5:7])
    assert around(box, "echo", "-C1s") == (LINES[3:4], LINES[5:6])
    assert around(box, "echo", "-C1h") == (LINES[:4], LINES[5:])


def case_segment_fields(box):
    """Segments around a passage have the fields of those that show tells."""
    box.indexed(*LINES[:2], "[Music]", LINES[2], LINES[2])
    hit = box.run("--json", "bravo", "-C3").expect(0).records()[0]
    wanted = [{"seq": 0, "start_ms": 0, "end_ms": 4000, "speaker": None,
               "text": LINES[0], "marker": False, "repeat": False}]
    assert hit["before"] == wanted, hit["before"]
    assert list(hit["before"][0]) == list(wanted[0])
    assert [(one["seq"], one["marker"], one["repeat"])
            for one in hit["after"]] == [(2, True, False), (3, False, False),
                                         (4, False, True)], hit["after"]


def case_only_where_asked(box):
    """Without -C, or with -C 0, there are no such fields."""
    box.indexed(*LINES)
    for args in ([], ["-C0"], ["-C", "0s"]):
        hit = box.run("--json", "echo", *args).expect(0).records()[0]
        assert "before" not in hit and "after" not in hit, args


def case_rest_of_a_segment(box):
    """A passage that begins or ends inside of a segment comes with the rest
    of it, so that nothing is missing between them."""
    box.indexed(*[f"Filler sentence number {i} is said." for i in range(9)],
                "That was all of it. And now the pilot came",
                "aboard at last. Then we ate and we drank for a long time.",
                "Nobody spoke of it again.")
    hit = box.run("--json", "pilot", "-C1").expect(0).records()[0]
    said = " ".join([*(one["text"] for one in hit["before"]), hit["text"],
                     *(one["text"] for one in hit["after"])])
    wanted = ("And now the pilot came aboard at last. Then we ate and we "
              "drank for a long time. Nobody spoke of it again.")
    assert said.endswith(wanted), said
    assert "That was all of it. And now" in said
    for words in ("That was all", "pilot came", "long time", "again"):
        assert said.count(words) == 1, said


def case_loop_is_no_context(box):
    """After a line that is said over and over comes what is said then."""
    box.indexed(*LINES[:2], *["Thank you for watching this."] * 40,
                *LINES[2:4])
    hit = box.run("--json", "thank", "watching", "-C1").expect(0).records()[0]
    assert hit["loops"] == 40
    said = " ".join([*(one["text"] for one in hit["before"]), hit["text"],
                     *(one["text"] for one in hit["after"])])
    assert said.count("Thank you") == 1, said
    assert LINES[1] in said and LINES[2] in said and LINES[3] not in said


def case_without_times(box):
    """A text without times has segments around, but nothing by time."""
    (box.talks / "tale.txt").write_text("\n\n".join(LINES) + "\n")
    box.index()
    hit = box.run("--json", "echo", "-C1").expect(0).records()[0]
    assert hit["start_ms"] is None
    assert hit["before"] and hit["after"]
    hit = box.run("--json", "echo", "-C30s").expect(0).records()[0]
    assert len(hit["before"]) <= 1 and len(hit["after"]) <= 1


def case_text(box):
    """In text, context stands before and after the passage, set in, in
    running sentences; whoever begins to speak is named."""
    (box.talks / "talk.vtt").write_text(
        "WEBVTT\n\n" + "\n\n".join(
            f"00:{i:02}.000 --> 00:{i + 1:02}.000\n<v {who}>{text}"
            for i, (who, text) in enumerate([
                ("Ada", "Who weaves?"), ("Ada", "Tell me."),
                ("Bob", "The engine weaves."), ("Bob", "It does."),
                ("Ada", "Flowers?")])))
    box.index()
    out = box.run("engine", "-C2").expect(0).out
    assert out.splitlines()[2:] == [
        "      Ada: Who weaves? Tell me.", "    The engine weaves. It does.",
        "      Ada: Flowers?", ""], out


def case_dim(box):
    """With colours context is dim."""
    box.indexed(*LINES)
    shown = box.terminal("echo", "-C1").expect(0)
    for name in ("delta", "foxtrot"):
        assert f"\n      \x1b[2mSentence {name} is one" in shown.out, shown.out
    assert "\n    Sentence \x1b[1;31mecho\x1b[0m is one" in shown.out


def case_show(box):
    """show and export take a time as well."""
    box.indexed(*LINES)
    for args, wanted in ((["-C", "1s"], LINES[3:6]), (["-C8s"], LINES[2:7]),
                         (["--context=9s"], LINES[1:8]), (["-C1h"], LINES),
                         (["-C1s", "-A", "0"], LINES[3:5]),
                         (["-B3", "-C1s"], LINES[1:6]),
                         (["-C1s", "-C0"], LINES[4:5]),
                         (["-C0s"], LINES[1:8])):
        rows = box.run("show", "1@0:18", "--json", *args).expect(0).records()
        assert [row["text"] for row in rows[1:]] == wanted, args
        text = box.run("export", "1@0:18", "--to", "txt", *args).expect(0).out
        assert text.splitlines() == wanted, args


def case_show_whole(box):
    """A whole recording is shown whole."""
    box.indexed(*LINES)
    rows = box.run("show", "1", "--json", "-C1s").expect(0).records()
    assert len(rows) == 1 + len(LINES)
