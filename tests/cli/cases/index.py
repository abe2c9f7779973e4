"""Indexing: outcomes, complaints, progress, stopping."""

import os
import pathlib
import re
import signal
import time

import harness


def case_summary(box):
    """What was done is told on standard output, in one line."""
    box.srt("pilots.srt")
    result = box.index()
    assert re.fullmatch(r"1 indexed; 3 segments in [\d.]+ m?s\n",
                        result.out), result.out
    assert result.err == ""


def case_again(box):
    """A second run finds nothing to do."""
    box.indexed()
    assert box.index().out.startswith("1 unchanged; 0 segments in ")


def case_name(box):
    """--name names the collection; else its folder does."""
    box.srt("pilots.srt")
    box.run("index", "--name", "Ports \u6e2f", str(box.talks)).expect(0)
    rows = box.run("list", "--json").records()
    assert rows[0]["collection"] == "Ports \u6e2f"


def case_name_of_any_bytes(box):
    """A name that is no UTF-8 is repaired."""
    box.srt("pilots.srt")
    box.run("index", b"--name=caf\xe9", str(box.talks)).expect(0)
    rows = box.run("list", "--json").records()
    assert rows[0]["collection"] == "caf\ufffd"


def case_several_folders(box):
    """Several folders are several collections."""
    for name in ("one", "two"):
        folder = box.folder / name
        folder.mkdir()
        box.srt("talk.srt", f"Harbour {name}.", folder=folder)
    box.run("index", "one", "two").expect(0)
    rows = box.run("list", "--json").records()
    assert [row["collection"] for row in rows] == ["one", "two"]


def case_failures(box):
    """A bad file is named with its reason, the rest is done, status 3."""
    box.srt("pilots.srt")
    (box.talks / "empty.srt").write_bytes(b"")
    result = box.run("index", str(box.talks)).expect(3)
    assert result.err.startswith(f"{box.talks}/empty.srt: empty: ")
    assert result.err.count("\n") == 1
    assert "1 indexed" in result.out and "1 failed" in result.out
    box.run("harbour").expect(0)


def case_place_of_a_failure(box):
    """Each complaint reads path:line:column: code: message."""
    (box.talks / "binary.srt").write_bytes(bytes(range(256)) * 40)
    result = box.run("index", str(box.talks)).expect(3)
    pattern = rf"{re.escape(str(box.talks))}/binary\.srt(:\d+(:\d+)?)?: "
    assert re.fullmatch(pattern + r"[a-z-]+: .+\n", result.err), result.err


def case_missing_folder(box):
    """A folder that is not there is a failed input."""
    result = box.run("index", str(box.folder / "nowhere")).expect(3)
    assert "nowhere: " in result.err


def case_missing_among_others(box):
    """The folders that are there are indexed all the same."""
    box.srt("pilots.srt")
    box.run("index", "nowhere", str(box.talks)).expect(3)
    box.run("harbour").expect(0)


def case_quiet(box):
    """--quiet tells failures only."""
    box.srt("pilots.srt")
    result = box.index("--quiet")
    assert result.out == "" and result.err == ""
    (box.talks / "empty.srt").write_bytes(b"")
    result = box.run("index", "--quiet", str(box.talks)).expect(3)
    assert result.out == "" and "empty.srt: empty: " in result.err


def case_quiet_json(box):
    """--quiet does not take anything from --json."""
    box.srt("pilots.srt")
    records = box.index("--quiet", "--json").records()
    assert [one["type"] for one in records] == ["file", "summary"]


def case_verbose(box):
    """--verbose tells of files that were skipped as well."""
    box.srt("pilots.srt")
    (box.talks / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    assert box.index().err == ""
    (box.talks / "back.jpg").write_bytes(b"\xff\xd8\xff\xe1" * 100)
    told = box.index("--verbose").err
    assert "back.jpg: not-a-transcript: the file is a JPEG image\n" in told


def case_threads_and_all(box):
    """--threads and --all are accepted, and find the same."""
    for i in range(10):
        box.srt(f"talk{i}.srt", f"Harbour {i}.")
    for args in (["--threads", "0"], ["--threads=1"], ["--threads", "4"],
                 ["--all"]):
        box.index(*args)
        assert len(box.run("list", "--json").records()) == 10


def case_no_bar_in_a_pipe(box):
    """There is no progress bar in a pipe, nor on a dumb terminal."""
    for i in range(50):
        box.srt(f"talk{i}.srt", f"Harbour {i}.")
    assert box.index().err == ""
    dumb = box.terminal("index", "--all", str(box.talks), stream="stderr",
                        env={"TERM": "dumb"}).expect(0)
    assert dumb.err == ""
    quiet = box.terminal("index", "--all", "--quiet", str(box.talks),
                         stream="stderr").expect(0)
    assert quiet.err == ""


def case_bar_is_erased(box):
    """A progress bar leaves nothing behind, and spoils no message."""
    for i in range(300):
        box.srt(f"talk{i:03}.srt", *[f"Harbour {i}."] * 50)
    (box.talks / "talk150x.srt").write_bytes(b"")
    result = box.terminal("index", str(box.talks), stream="stderr",
                          columns=60).expect(3)
    screen = [""]
    for part in re.split(r"(\r|\n|\x1b\[K)", result.err):
        if part == "\n":
            screen.append("")
        elif part == "\x1b[K":
            screen[-1] = ""
        elif part != "\r":
            assert len(part) < 60 or "empty" in part, part
            screen[-1] = part
    assert [line for line in screen if line] == [
        line for line in screen if "talk150x.srt: empty: " in line], screen
    assert len(screen) == 2 and screen[1] == ""


def start_and_block(box):
    """Start a run that is stuck in the middle, its output unread."""
    for i in range(1500):
        box.srt(f"talk{i:04}.srt", f"Harbour {i} " + "x" * (i % 50))
    process = box.start("index", "--json", str(box.talks))
    os.read(process.stdout.fileno(), 1)
    time.sleep(1)
    return process


def finish(box):
    """Whatever happened, the archive is sound and a new run completes it."""
    box.run("check", "--full").expect(0)
    box.index()
    assert len(box.run("list", "--json").records()) == 1500


def case_interrupt(box):
    """The first Ctrl-C ends the run in order, and keeps what was done."""
    process = start_and_block(box)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, (process.returncode, err)
    assert b"quoth: stopped; what was done is kept\n" in err
    assert b'"interrupted":true}\n' in out
    finish(box)


def case_terminate(box):
    """SIGTERM does the same."""
    process = start_and_block(box)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, (process.returncode, err)
    finish(box)


def case_interrupt_twice(box):
    """The second Ctrl-C ends at once, and damages nothing."""
    if b"__tsan_init" in pathlib.Path(box.quoth).read_bytes():
        raise harness.Skip("the thread sanitizer holds signals back")
    for first, second in ((signal.SIGINT, signal.SIGINT),
                          (signal.SIGINT, signal.SIGTERM)):
        process = start_and_block(box)
        process.send_signal(first)
        time.sleep(0.5)
        process.send_signal(second)
        assert process.wait(60) == -second
        process.stdout.close()
        process.stderr.close()
        box.run("check", "--full").expect(0)
    finish(box)


def case_kill(box):
    """kill -9 damages nothing."""
    process = start_and_block(box)
    process.kill()
    process.wait(60)
    process.stdout.close()
    process.stderr.close()
    finish(box)
