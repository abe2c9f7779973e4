"""Pages: which program shows them, and how it ends."""

import os
import signal
import subprocess
import time


def script(box, name, text):
    """A program of sh that the case's PATH finds."""
    folder = box.folder / "bin"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    box.env["PATH"] = f"{folder}:{box.env['PATH']}"
    return path


def pager(box):
    """A pager that keeps its arguments and what it is given."""
    script(box, "shows", 'echo "$0" "$@" "LESS=$LESS" >"args"; cat >"seen"')
    return box.folder / "args", box.folder / "seen"


def case_pager(box):
    """--pager sends the answer, as the terminal would have it, through
    $QUOTH_PAGER."""
    args, seen = pager(box)
    box.indexed()
    plain = box.terminal("harbour").expect(0)
    result = box.terminal("harbour", "--pager", env={
        "QUOTH_PAGER": "shows -a  'b'".replace("'", "")}).expect(0)
    assert result.out == ""
    assert seen.read_bytes() == plain.raw_out
    assert args.read_text().split()[1:] == ["-a", "b", "LESS=FRX"]


def case_show(box):
    """So it is with show."""
    _, seen = pager(box)
    box.indexed()
    plain = box.terminal("show", "1").expect(0)
    box.terminal("show", "1", "--pager", env={"PAGER": "shows"}).expect(0)
    assert seen.read_bytes() == plain.raw_out


def case_tally(box):
    """And with --recordings."""
    _, seen = pager(box)
    box.indexed()
    args = ["harbour", "--recordings"]
    plain = box.terminal(*args).expect(0)
    box.terminal(*args, "--pager", env={"PAGER": "shows"}).expect(0)
    assert seen.read_bytes() == plain.raw_out


def case_only_when_asked(box):
    """Without --pager, in a pipe, or with nothing to show, there is none."""
    args, _ = pager(box)
    box.indexed()
    env = {"QUOTH_PAGER": "shows", "PAGER": "shows"}
    assert "frozen" in box.terminal("harbour", env=env).expect(0).out
    assert "frozen" in box.run("harbour", "--pager", env=env).expect(0).out
    box.terminal("zeppelin", "--pager", env=env).expect(1)
    box.terminal("show", "99", "--pager", env=env).expect(1)
    assert not args.exists()


def case_which(box):
    """QUOTH_PAGER comes before PAGER, and both before less -FRX."""
    box.indexed()
    args, _ = pager(box)
    for name in ("first", "second", "less"):
        script(box, name, 'echo "${0##*/}" "$@" >"args"; cat >"seen"')
    for env, wanted in (({"QUOTH_PAGER": "first", "PAGER": "second"}, "first"),
                        ({"PAGER": "second"}, "second"),
                        ({}, "less -FRX")):
        box.terminal("harbour", "--pager", env=env).expect(0)
        assert args.read_text().strip() == wanted


def case_none(box):
    """An empty command and cat stand for no pager."""
    box.indexed()
    script(box, "cat", "echo a cat >seen")
    for command in ("", "cat"):
        result = box.terminal("harbour", "--pager",
                              env={"QUOTH_PAGER": command, "PAGER": "false"})
        assert "frozen" in result.expect(0).out
    assert not (box.folder / "seen").exists()


def case_shell(box):
    """A command that needs a shell gets one; others do not."""
    pager(box)
    box.indexed()
    box.terminal("harbour", "--pager",
                 env={"PAGER": "tr a-z A-Z | tee shouted >'all caps'"})
    for name in ("shouted", "all caps"):
        assert "FROZEN" in (box.folder / name).read_text()


def case_less_is_kept(box):
    """What the user has for LESS stays."""
    args, _ = pager(box)
    box.indexed()
    box.terminal("harbour", "--pager",
                 env={"PAGER": "shows", "LESS": "-i"}).expect(0)
    assert args.read_text().split()[1:] == ["LESS=-i"]


def case_missing_pager(box):
    """A pager that is not there is told, and the answer shown without."""
    box.indexed()
    result = box.terminal("harbour", "--pager",
                          env={"PAGER": "no-such-pager -x"}).expect(0)
    assert "frozen" in result.out
    assert "can not run the pager 'no-such-pager -x': " in result.err


def case_missing_in_shell(box):
    """One that a shell does not find is an error: nothing was shown."""
    box.indexed()
    result = box.terminal("harbour", "--pager",
                          env={"PAGER": "no-such-pager 'x'"}).expect(2)
    assert "can not run the pager" in result.err


def case_closed_early(box):
    """Somebody who has seen enough is no error."""
    box.indexed(*[f"The harbour {i} was frozen over." for i in range(20000)])
    script(box, "peeks", "head -n 1 >seen")
    result = box.terminal("show", "1", "--pager",
                          env={"PAGER": "peeks"}).expect(0)
    assert result.err == "", result.err
    assert (box.folder / "seen").read_text().count("\n") == 1


def case_interrupt(box):
    """Ctrl-C is for the pager: quoth waits until that ends."""
    box.indexed()
    script(box, "waits", "trap '' INT; echo >ready; cat >seen; sleep 0.5; "
                         "echo >done")
    master, slave = os.openpty()
    process = subprocess.Popen(
        [box.quoth, "harbour", "--pager"], cwd=box.folder, stdout=slave,
        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        env={**box.env, "PAGER": "waits"})
    os.close(slave)
    for _ in range(1000):
        if (box.folder / "ready").exists():
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    os.close(master)
    assert (box.folder / "done").exists()
    assert "frozen" in (box.folder / "seen").read_text()


def case_signals_reach_the_pager(box):
    """What quoth ignores itself is not ignored by the pager."""
    box.indexed()
    script(box, "asks", "grep SigIgn /proc/self/status >seen; cat >/dev/null")
    if not os.path.exists("/proc/self/status"):
        return
    box.terminal("harbour", "--pager", env={"PAGER": "asks"}).expect(0)
    ignored = int((box.folder / "seen").read_text().split()[1], 16)
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
        assert not ignored >> (number - 1) & 1, number
