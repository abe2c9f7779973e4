"""show, list, stats, check, forget: what people read."""

import re


def shown(box, *args):
    """The lines of a recording that `show` tells, without their times."""
    text = box.run("show", *args).expect(0).out
    return [line[14:] for line in text.split("\n\n", 1)[1].splitlines()]


def case_whole(box):
    """A number alone shows the whole recording."""
    lines = [f"Sentence {i} of the harbour." for i in range(30)]
    box.indexed(*lines)
    assert shown(box, "1") == lines
    assert shown(box, "1", "-C", "0") == lines


def case_context(box):
    """A moment comes with three neighbours, or as many as asked for."""
    lines = [f"Sentence {i} of the harbour." for i in range(30)]
    box.indexed(*lines)
    ref = "1@0:41"
    assert shown(box, ref) == lines[7:14]
    assert shown(box, ref, "-C", "1") == lines[9:12]
    assert shown(box, ref, "-C0") == lines[10:11]
    assert shown(box, ref, "-B", "0", "-A", "0") == lines[10:11]
    assert shown(box, ref, "-B2") == lines[8:14]
    assert shown(box, ref, "-A", "2") == lines[7:13]
    assert shown(box, ref, "-C", "5", "-A", "0") == lines[5:11]
    assert shown(box, ref, "--before=1", "--after=2") == lines[9:13]
    assert shown(box, ref, "-C", "100000") == lines


def case_context_at_the_edges(box):
    """There are no neighbours before the first and after the last."""
    lines = [f"Sentence {i} of the harbour." for i in range(5)]
    box.indexed(*lines)
    assert shown(box, "1@0", "-C1") == lines[:2]
    assert shown(box, "1@0:19", "-C1") == lines[3:]
    assert shown(box, "1@9:00:00", "-C0") == lines[4:]


def case_focus(box):
    """The moment's segment is marked."""
    box.indexed()
    text = box.run("show", "1@0:05").expect(0).out
    assert re.findall(r"^>.*", text, re.M) == [
        ">     0:04.0  We waited for the pilot to come aboard."], text


def case_forms_of_references(box):
    """Times are read with and without hours, minutes and fractions."""
    box.indexed()
    wanted = shown(box, "1@5", "-C0")
    for ref in ("1@5.0", "1@0:05", "1@0:05.000", "1@0:00:05.5", "1@00:05"):
        assert shown(box, ref, "-C0") == wanted, ref


def case_bad_references(box):
    """What is no reference is an error; what is not there is not found."""
    box.indexed()
    for ref in ("", "x", "1@", "@1", "1@x", "1@1:99", "-1", "1.5", "1@1@1",
                "0x1", "99999999999999999999", b"\xff"):
        result = box.run("show", "--", ref)
        assert result.code in (1, 2) and result.out == "", (ref, result.out)
        assert result.err.startswith("quoth: "), ref
    box.run("show", "2").expect(1)
    box.run("show", "2@0:01").expect(1)
    box.run("show", "harbour").expect(2)
    last = len(shown(box, "1")) - 1
    box.run("show", f"1#{last}").expect(0)
    for command in ("show", "export"):
        result = box.run(command, f"1#{last + 1}").expect(1)
        assert result.out == "", result.out
        assert f"recording 1 has no segment {last + 1}" in result.err


def case_language_of_a_reference(box):
    """A language is the same however its letters are written."""
    box.srt("talk.en-GB.srt", "The harbour is full of ships this morning.")
    box.index()
    for ref in ("1.en-GB", "1.EN-gb@0:01"):
        assert shown(box, ref) == [
            "The harbour is full of ships this morning."], ref
    box.run("show", "1.de").expect(1)


def case_loop_is_folded(box):
    """A loop is shown once, with how often and until when."""
    box.indexed("Before it.", *["Thank you."] * 40, "After it.")
    assert shown(box, "1") == ["Before it.", "Thank you.",
                               "(× 39 more, until 2:44)", "After it."]


def case_speakers(box):
    """A speaker is named where he or she begins."""
    (box.talks / "talk.vtt").write_text(
        "WEBVTT\n\n"
        "00:01.000 --> 00:02.000\n<v Ada>The engine weaves.\n\n"
        "00:02.000 --> 00:03.000\n<v Ada>It weaves patterns.\n\n"
        "00:03.000 --> 00:04.000\n<v Bob>Flowers?\n")
    box.index()
    assert shown(box, "1") == ["Ada: The engine weaves.",
                               "It weaves patterns.", "Bob: Flowers?"]


def case_list(box):
    """list has a line a recording."""
    box.srt("other.srt", "Another harbour.", folder=box.talks)
    box.indexed()
    out = box.run("list").expect(0).out
    assert len(out.splitlines()) == 2
    assert re.search(r"^ +\d+ +0:12  pilots  talks$", out, re.M), out


def case_list_of_nothing(box):
    """An archive without recordings lists nothing, and that is fine."""
    box.index()
    assert box.run("list").expect(0).out == ""
    assert box.run("list", "--json").expect(0).out == ""


def case_list_files(box):
    """list --files has a line a file, complaints with their place."""
    box.srt("pilots.srt")
    (box.talks / "empty.srt").write_bytes(b"")
    box.run("index", str(box.talks)).expect(3)
    lines = box.run("list", "--files").expect(0).out.splitlines()
    assert lines[0].startswith(f"failed     {box.talks}/empty.srt: empty: ")
    assert lines[1] == f"indexed    {box.talks}/pilots.srt"


def case_stats(box):
    """stats has a line a number."""
    out = box.indexed().run("stats").expect(0).out
    assert re.search(r"^recordings +1$", out, re.M), out
    assert re.search(r"^segments +3$", out, re.M), out
    assert re.search(r"^duration +0:12$", out, re.M), out


def case_check_sound(box):
    """A sound archive is told to be so."""
    box.indexed()
    assert box.run("check").expect(0).out.startswith("sound: ")
    assert box.run("check", "--full").expect(0).out.startswith("sound: ")


def case_check_damaged(box):
    """A damaged archive ends with status 2, and is told to be so."""
    box.indexed(*[f"The harbour {i} was frozen over." for i in range(2000)])
    content = bytearray(box.db.read_bytes())
    half = len(content) // 2
    content[half:half + 20000] = bytes(20000)
    box.db.write_bytes(content)
    result = box.run("check", "--full").expect(2)
    assert "damaged" in result.out + result.err, result.err
    result = box.run("check", "--full", "--json").expect(2)
    assert all(one["type"] in ("problem", "summary")
               for one in result.records())


def case_forget_recording(box):
    """A forgotten recording is gone, its file is not."""
    path = box.srt("pilots.srt")
    box.index()
    result = box.run("forget", "1").expect(0)
    assert result.out == "forgot 1: 1 recording, 1 file\n", result.out
    box.run("harbour").expect(1)
    box.run("show", "1").expect(1)
    with open(path, "rb") as file:
        assert file.read(1) == b"1"
    box.index()
    box.run("harbour").expect(1)


def case_forget_collection(box):
    """A collection is forgotten by its name or its folder, and comes back."""
    box.indexed()
    for what in ("talks", str(box.talks)):
        box.run("forget", what).expect(0)
        box.run("harbour").expect(1)
        box.index()
        box.run("harbour").expect(0)


def case_forget_several(box):
    """Several things are forgotten at once; what is not there is told."""
    for i in range(3):
        box.srt(f"talk{i}.srt", f"Harbour {i}.")
    box.index()
    result = box.run("forget", "1", "nothing", "2").expect(1)
    assert len(result.out.splitlines()) == 2
    assert "nothing" in result.err
    assert len(box.run("list", "--json").records()) == 1


def case_forget_unknown(box):
    """What is not there can not be forgotten: status 1."""
    result = box.indexed().run("forget", "99").expect(1)
    assert result.out == "" and result.err.startswith("quoth: not-found: ")


def case_reference_is_the_segment(box):
    """A reference, which tells tenths of a second, leads to the segment that
    has the words, wherever in a tenth that begins."""
    for first in (0, 1, 49, 50, 99):
        (box.talks / "talk.srt").write_text("\n\n".join(
            f"{i + 1}\n00:00:{3 * i:02},{begin:03} --> "
            f"00:00:{3 * i + 3:02},{end:03}\n{text}" for i, (begin, end, text)
            in enumerate([(0, first, "The ice was late."),
                          (first, first, "Harbour pilots knew it."),
                          (first, 0, "Nobody else did.")])) + "\n")
        box.index()
        for words in ("the ice", "harbour pilots", "nobody else"):
            hit = box.run(f'"{words}"', "--json").expect(0).records()[0]
            rows = box.run("show", hit["ref"], "-C0", "--json").records()
            assert len(rows) == 2 and words in rows[1]["text"].lower(), (
                first, words, rows)
