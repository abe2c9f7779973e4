"""Standard streams that are full, closed or gone."""

import os
import resource
import subprocess

from harness import Skip

COMMANDS = (["harbour"], ["--json", "harbour"], ["show", "1"], ["list"],
            ["list", "--files", "--json"], ["stats"], ["check"], ["--help"],
            ["help", "index"], ["--version"])


def full_disk():
    """Skip the case where the system has no disk that is always full."""
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")


def case_full_disk(box):
    """Output that can not be written is an error with a message."""
    full_disk()
    box.indexed()
    for args in COMMANDS:
        with open("/dev/full", "wb") as full:
            result = box.run(*args, stdout=full).expect(2)
        assert "can not write standard output" in result.err, args


def case_full_disk_for_index(box):
    """index that can not tell what it does fails, and damages nothing."""
    full_disk()
    box.srt("pilots.srt")
    for args in (["--json"], []):
        with open("/dev/full", "wb") as full:
            box.run("index", *args, str(box.talks), stdout=full).expect(2)
    box.index()
    box.run("check", "--full").expect(0)


def case_closed_output(box):
    """A closed standard output is an error, and never the archive."""
    box.indexed()
    for args in COMMANDS:
        result = box.shell('"$quoth" "$@" >&-', *args).expect(2)
        assert "can not write standard output" in result.err, args
    box.srt("more.srt", "Another pilot.")
    box.shell('"$quoth" index --json talks >&-').expect(2)
    box.index()
    box.run("check", "--full").expect(0)


def case_all_closed(box):
    """With all three closed nothing is damaged."""
    box.srt("pilots.srt")
    box.shell('"$quoth" index --verbose talks <&- >&- 2>&-').expect(2)
    box.shell('"$quoth" harbour <&- >&- 2>&-').expect(2)
    box.index()
    box.run("check", "--full").expect(0)
    box.run("harbour").expect(0)


def case_closed_errors(box):
    """A closed standard error changes nothing else."""
    box.indexed()
    result = box.shell('"$quoth" harbour 2>&-').expect(0)
    assert "frozen" in result.out
    box.shell('"$quoth" zeppelin 2>&-').expect(1)
    box.shell('"$quoth" --nonsense 2>&-').expect(2)


def case_closed_input(box):
    """A closed standard input matters only where it is read."""
    box.indexed()
    box.shell('"$quoth" harbour <&-').expect(0)
    result = box.shell('"$quoth" search - <&-').expect(2)
    assert "can not read standard input" in result.err


def case_input_is_a_folder(box):
    """A query from what can not be read is an error."""
    result = box.indexed().shell('"$quoth" search - <.').expect(2)
    assert "can not read standard input" in result.err


def case_reader_gone(box):
    """A reader that went away ends quoth quietly with 141."""
    box.indexed()
    for args in COMMANDS:
        reader, writer = os.pipe()
        os.close(reader)
        result = box.run(*args, stdout=writer).expect(141)
        os.close(writer)
        assert "write" not in result.err, result.err


def case_head(box):
    """`| head -1` gets its line, and nobody complains."""
    for i in range(300):
        box.srt(f"talk{i}.srt", f"Harbour {i} " + "and so on " * 30)
    box.index()
    for args in ("harbour -n 1000", "list --files", "list --json"):
        result = box.shell(f'"$quoth" {args} 2>err | head -1').expect(0)
        assert result.raw_out.count(b"\n") == 1
        assert b"quoth:" not in (box.folder / "err").read_bytes()


def case_reader_gone_from_index(box):
    """index stops where its reader went away, and damages nothing."""
    for i in range(50):
        box.srt(f"talk{i}.srt", f"Harbour {i}.")
    reader, writer = os.pipe()
    os.close(reader)
    box.run("index", "--json", str(box.talks), stdout=writer).expect(141)
    os.close(writer)
    box.run("check", "--full").expect(0)
    box.index()
    assert len(box.run("list", "--json").records()) == 50


def limit_files():
    """Let files have 64 kilobytes, in the child."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def case_file_size_limit(box):
    """A limit for the size of files is an error, not a signal."""
    box.indexed(*[f"The harbour {i} was frozen over." for i in range(3000)])
    with open(box.folder / "out", "wb") as out:
        result = box.run("show", "1", stdout=out, preexec_fn=limit_files)
    result.expect(2)
    assert "can not write standard output" in result.err


def case_file_size_limit_for_index(box):
    """So it is for the archive, which is not damaged."""
    box.srt("pilots.srt")
    box.index()
    box.srt("more.srt", *["Another harbour."] * 2000)
    box.run("index", str(box.talks), preexec_fn=limit_files).expect(2)
    box.run("check", "--full").expect(0)
    box.index()


def case_non_blocking_output(box):
    """An output that somebody made non-blocking gets everything."""
    lines = [f"The harbour {i} was frozen over." for i in range(4000)]
    box.indexed(*lines)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    process = subprocess.Popen([box.quoth, "show", "1"], env=box.env,
                               stdout=writer, stderr=subprocess.DEVNULL)
    os.close(writer)
    with open(reader, "rb") as output:
        text = output.read().decode()
    assert process.wait(60) == 0
    assert all(line in text for line in (lines[0], lines[-1]))
    assert text.count("frozen") == 4000
