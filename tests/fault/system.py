#!/usr/bin/env python3
"""The command on a system that fails: run QUOTH CORPUS [POINTS [WORD...]]

Each function `case_*` is one case, and its docstring the promise that it holds
quoth to.  One line a case goes to standard output in the form of the Test
Anything Protocol.  What a case needs and is not there or not permitted
(mounting, strace) skips it.  POINTS is how many system calls each case of
strace may make fail (20); words select cases by their names.
"""

import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))

import harness  # noqa: E402

N_TALKS = 300  # a batch and a part of one
POINTS = 20


class Box(harness.Box):
    """A folder with talks, and what an archive of them must hold."""

    def __init__(self, quoth, corpus, folder, points):
        super().__init__(quoth, corpus, folder)
        self.points = points
        for number in range(N_TALKS):
            self.talk(number, 0)

    def talk(self, number, version):
        """Write a talk in a version that each of its lines names."""
        captions = [f"{k + 1}\n00:00:{k:02},000 --> 00:00:{k + 1:02},000\n"
                    f"Talk {number} version {version} line {k}.\n"
                    for k in range(3 + version)]
        path = self.talks / f"talk{number:03}.srt"
        path.write_text("\n".join(captions))
        os.utime(path, (1700000000 + version,) * 2)

    def files(self, db=None):
        """The names of the transcripts that the archive shows whole."""
        db = str(db or self.db)
        names = set()
        for record in self.run("--db", db, "list", "--json").expect(
                0).records():
            if record["type"] == "recording":
                names.add(os.path.basename(record["path"]))
        return names

    def expect_sound(self, told, db=None):
        """The archive keeps its promises and holds what was told."""
        db = db or self.db
        self.run("--db", str(db), "check", "--full").expect(0)
        missing = told - self.files(db)
        assert not missing, f"told and not there: {sorted(missing)[:5]}"

    def expect_end(self):
        """The next run does all there is to do."""
        self.run("index", "--quiet", str(self.talks)).expect(0)
        self.expect_sound({path.name for path in self.talks.iterdir()})


def told(out):
    """The files that were told as indexed, on whole lines."""
    if isinstance(out, str):
        out = out.encode()
    records = [json.loads(line) for line in out.split(b"\n")[:-1]]
    return {os.path.basename(one["path"]) for one in records
            if one["type"] == "file" and one["outcome"] == "indexed"}


def has_archive(box):
    """Whether an archive was made at all."""
    return box.db.exists() and box.db.stat().st_size > 0 and (
        box.run("stats").code == 0)


class Mounted:
    """A file system of its own, small, and gone afterwards."""

    def __init__(self, box, name, *options):
        self.place = box.folder / name
        self.place.mkdir()
        self.options = options

    def __enter__(self):
        done = subprocess.run(["mount", *self.options, str(self.place)],
                              capture_output=True)
        if done.returncode:
            raise harness.Skip("mounting is not permitted")
        return self.place

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.place)], capture_output=True)


def fill(place, free):
    """Fill a file system but for some bytes."""
    room = os.statvfs(place)
    size = room.f_bavail * room.f_bsize - free
    if size > 0:
        (place / "ballast").write_bytes(b"x" * size)


def run_on_full_disk(box, place, free):
    """Index on a disk with little room, then with enough."""
    box.db = place / "archive.db"
    box.env["QUOTH_DB"] = str(box.db)
    fill(place, free)
    result = box.run("index", "--json", str(box.talks))
    done = told(result.raw_out)
    if result.code:
        assert result.code == 2, (free, result.code, result.err)
        assert re.search("disk|full|space", result.err), (free, result.err)
    (place / "ballast").unlink(missing_ok=True)
    if done or has_archive(box):
        box.expect_sound(done)
    box.expect_end()
    for path in place.glob("archive.db*"):
        path.unlink()
    return result.code != 0


def case_full_disk(box):
    """A disk that becomes full ends a run with 2 and a reason; what was told
    is there, and with room the work goes on."""
    n_full = 0
    with Mounted(box, "small", "-t", "tmpfs", "-o", "size=8m", "quoth"
                 ) as place:
        for free in range(0, 900, 90):
            n_full += run_on_full_disk(box, place, free * 1024)
    assert n_full >= 5, n_full


def case_full_disk_of_small_blocks(box):
    """So on a disk with blocks of 1 KiB, where SQLite's shared memory may
    lack room that was promised: the process may die, the archive may not."""
    image = box.folder / "image"
    with open(image, "wb") as out:
        out.truncate(8 << 20)
    if not shutil.which("mkfs.ext4") or subprocess.run(
            ["mkfs.ext4", "-q", "-b", "1024", "-F", str(image)],
            capture_output=True).returncode:
        raise harness.Skip("there is no mkfs.ext4")
    n_died = 0
    with Mounted(box, "small", "-o", "loop", str(image)) as place:
        for free in range(0, 200, 20):
            try:
                run_on_full_disk(box, place, free * 1024)
            except AssertionError as error:
                if "-7, " not in str(error):  # SIGBUS
                    raise
                n_died += 1
                (place / "ballast").unlink(missing_ok=True)
                if has_archive(box):
                    box.run("check", "--full").expect(0)
                for path in place.glob("archive.db*"):
                    path.unlink()
    print(f"# {n_died} of 10 runs ended by SIGBUS")


def case_file_size_limit(box):
    """A limit on the size of files is an error, not an end by signal."""
    n_failed = 0
    for limit in range(0, 600, 100):
        box.run("index", "--quiet", str(box.corpus)).expect(0)
        before = box.files()

        def set_limit(limit=limit):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit * 1024,) * 2)

        result = box.run("index", "--json", str(box.talks),
                         preexec_fn=set_limit)
        assert result.code in (0, 2), (limit, result.code, result.err)
        assert result.code == 0 or result.err, limit
        n_failed += result.code == 2
        box.expect_sound(told(result.raw_out) | before)
        box.expect_end()
        for path in box.folder.glob("archive.db*"):
            path.unlink()
    # The talks make more than 100 KiB, so that at least these do not fit.
    assert n_failed >= 2, n_failed


def case_no_descriptors(box):
    """With too few descriptors a run ends with a reason; nothing is lost."""
    n_failed = 0
    for limit in range(3, 16):
        def set_limit(limit=limit):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        result = box.run("index", "--json", str(box.talks),
                         preexec_fn=set_limit)
        # 127: the loader itself had too few to open our libraries.
        assert result.code in (0, 2, 3, 127), (limit, result.code, result.err)
        n_failed += result.code in (2, 3)
        if result.code in (2, 3):
            assert result.err, limit
        if has_archive(box):
            box.expect_sound(told(result.raw_out))
        box.expect_end()
        for path in box.folder.glob("archive.db*"):
            path.unlink()
    assert n_failed >= 3, n_failed


def run_while(box, change):
    """Start a run, change something after its first batch, and let it end."""
    for number in range(N_TALKS, 3 * N_TALKS):
        box.talk(number, 0)
    run = box.start("index", "--json", str(box.talks), bufsize=0)
    head = run.stdout.readline()
    change()
    out, err = run.communicate(timeout=harness.TIMEOUT_S)
    assert run.returncode in (0, 2), (run.returncode, err)
    return run.returncode, told(head + out), err.decode()


def case_archive_moved(box):
    """An archive that is moved while it is written stays sound and whole."""
    moved = box.folder / "moved.db"

    def move():
        box.db.rename(moved)

    code, done, err = run_while(box, move)
    assert code == 0 or err, code
    box.run("--db", str(moved), "check", "--full").expect(0)
    if code == 0:
        box.expect_sound(done, moved)


def case_archive_deleted(box):
    """An archive that is deleted while it is written ends no run by a
    signal, and the next run makes a new one."""
    def delete():
        for path in box.folder.glob("archive.db*"):
            path.unlink()

    run_while(box, delete)
    box.expect_end()


def case_deleted_under_a_reader(box):
    """So for a reader; what it reads is what was there, or an error."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    runs = [box.start("check", "--full") for _ in range(4)]
    for path in box.folder.glob("archive.db*"):
        path.unlink()
    for run in runs:
        run.communicate(timeout=harness.TIMEOUT_S)
        assert run.returncode in (0, 2), run.returncode


def leave_log(box):
    """Kill a run after its first batch, so that a log is left."""
    for number in range(N_TALKS, 3 * N_TALKS):
        box.talk(number, 0)
    run = box.start("index", "--json", str(box.talks), bufsize=0)
    run.stdout.readline()
    run.kill()
    run.communicate(timeout=harness.TIMEOUT_S)
    log = box.db.with_name("archive.db-wal")
    assert log.exists() and log.stat().st_size > 0
    return log


def case_readers_fold_nothing(box):
    """Readers see what stands in a log and leave folding it in to a writer:
    so no two processes ever do it at once."""
    log = leave_log(box)
    before = hashlib.sha256(box.db.read_bytes()).digest()
    content = hashlib.sha256(log.read_bytes()).digest()
    box.run("search", "version").expect(0)
    box.run("check", "--full").expect(0)
    box.run("list").expect(0)
    assert hashlib.sha256(box.db.read_bytes()).digest() == before
    assert hashlib.sha256(log.read_bytes()).digest() == content
    box.expect_end()
    assert not log.exists() or log.stat().st_size == 0


def case_long_reader(box):
    """A reader that never ends holds up nobody; once it ends, the log goes."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    reader = sqlite3.connect(f"{box.db.as_uri()}?mode=ro", uri=True)
    reader.execute("BEGIN")
    n_before = reader.execute("SELECT count(*) FROM segment").fetchone()
    for version in range(1, 4):
        for number in range(N_TALKS):
            box.talk(number, version)
        started = time.monotonic()
        box.run("index", "--quiet", str(box.talks)).expect(0)
        # Without the ten seconds that a writer may wait for another.
        assert time.monotonic() - started < 8
        box.run("search", f'"version {version}"').expect(0)
    after = reader.execute("SELECT count(*) FROM segment").fetchone()
    assert after == n_before, (after, n_before)
    reader.close()
    box.talk(0, 0)
    box.expect_end()
    log = box.db.with_name("archive.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def case_files_from_the_future(box):
    """Times that lie ahead, or before all clocks, are times like others."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    for number, when in ((0, 4102444800), (1, 0), (2, -86400)):
        box.talk(number, 1)
        os.utime(box.talks / f"talk{number:03}.srt", (when, when))
    for _ in range(2):
        result = box.run("index", "--json", str(box.talks)).expect(0)
    assert not told(result.raw_out), "read again without need"
    found = box.run("search", "--json", '"version 1"').expect(0).records()
    assert found[-1]["recordings"] == 3, found[-1]


def case_locale_and_time_zone(box):
    """Neither the locale nor the time zone changes what is indexed."""
    dumps = set()
    comma = {"LC_ALL": "de_DE.UTF-8"}
    # Few systems have a locale with a decimal comma: it is made where it can.
    if shutil.which("localedef"):
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8",
                        str(box.folder / "de_DE.UTF-8")], capture_output=True)
        if (box.folder / "de_DE.UTF-8").is_dir():
            comma["LOCPATH"] = str(box.folder)
    for env in ({}, comma, {"LC_ALL": "C.UTF-8"},
                {"TZ": "Pacific/Kiritimati"}, {"TZ": "America/St_Johns"}):
        start_over(box)
        box.run("index", "--quiet", str(box.corpus), env=env).expect(0)
        connection = sqlite3.connect(f"{box.db.as_uri()}?mode=ro", uri=True)
        dumps.add(repr([connection.execute(f"SELECT * FROM {table}").fetchall()
                        for table in ("recording", "transcript", "segment",
                                      "line", "place", "timing")]))
        connection.close()
    assert len(dumps) == 1, "they differ"


def strace(box, expression, *args):
    """Run quoth under strace, which spoils calls that touch the archive."""
    if not shutil.which("strace"):
        raise harness.Skip("there is no strace")
    paths = []
    for end in ("", "-wal", "-shm", "-lock", "-journal"):
        paths += ["-P", f"{box.db}{end}"]
    log = box.folder / "strace.log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(log), *paths, "-e", expression,
         str(box.quoth), *args],
        env=box.env, cwd=box.folder, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=harness.TIMEOUT_S)
    if b"ptrace" in done.stderr:
        raise harness.Skip("strace is not permitted")
    lines = [line for line in log.read_text(errors="replace").splitlines()
             if "(" in line]
    return (harness.Result(done.returncode, done.stdout, done.stderr),
            len(lines))


def points_of(box, calls, *args):
    """Some of the calls that a run makes, as (call, number)."""
    points = []
    for call in calls:
        _, n_calls = strace(box, f"trace={call}", *args)
        points += [(call, number + 1) for number in range(n_calls)]
    chance = random.Random(7)
    chance.shuffle(points)
    return points[:box.points]


def start_over(box):
    """No archive, or that of the corpus."""
    for path in box.folder.glob("archive.db*"):
        path.unlink()


def spoil_writing(box, calls, effects):
    """Index while one call meets an effect; the run's results."""
    start_over(box)
    points = points_of(box, calls, "index", "--quiet", str(box.talks))
    for turn, (call, number) in enumerate(points):
        effect = effects[turn % len(effects)]
        start_over(box)
        result, _ = strace(box, f"inject={call}:{effect}:when={number}",
                           "index", "--json", str(box.talks))
        yield f"{call} {number} {effect}", result
        if told(result.raw_out) or has_archive(box):
            box.expect_sound(told(result.raw_out))
        box.expect_end()


def trace_backup(box, target, *options):
    """Back up under strace, with all paths told; the result and the calls."""
    if not shutil.which("strace"):
        raise harness.Skip("there is no strace")
    log = box.folder / "backup.log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-o", str(log), *options,
         str(box.quoth), "backup", "--replace", str(target)],
        env=box.env, cwd=box.folder, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=harness.TIMEOUT_S)
    if b"ptrace" in done.stderr:
        raise harness.Skip("strace is not permitted")
    return done, log.read_text(errors="replace").splitlines()


def case_backup_reaches_the_disk(box):
    """A backup gets its name when all of it is on the disk, and the name is
    there when it is told; where that fails, the earlier backup is kept."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    shelf = box.folder / "shelf"
    shelf.mkdir()
    target = shelf / "copy.db"
    done, calls = trace_backup(
        box, target, "-e", "trace=pwrite64,ftruncate,fsync,fdatasync,rename,"
        "renameat,renameat2")
    assert done.returncode == 0, done.stderr

    def last(pattern):
        found = [i for i, call in enumerate(calls)
                 if re.search(pattern, call)]
        assert found, (pattern, calls[-5:])
        return found[-1]

    written = last(r"(pwrite64|ftruncate)\(\d+<[^>]*\.part-")
    synced = last(r"f(data)?sync\(\d+<[^>]*\.part-")
    named = last(r"rename\w*\(.*\.part-")
    folder = last(r"fsync\(\d+<[^>]*/shelf>")
    assert written < synced < named < folder, calls[-8:]
    box.expect_sound({path.name for path in box.talks.iterdir()}, target)

    # Of fsync the second is the folder's, when the new one has the name.
    was = target.stat().st_ino
    for call, number, is_kept in (("pwrite64", 1, True), ("pwrite64", 9, True),
                                  ("fdatasync", 1, True), ("fsync", 1, True),
                                  ("rename", 1, True), ("fsync", 2, False)):
        done, calls = trace_backup(
            box, target, "-e", f"inject={call}:error=EIO:when={number}")
        assert any("(INJECTED)" in one for one in calls), (call, number)
        assert done.returncode == 2, (call, number, done.stderr)
        assert not list(shelf.glob("*.part-*")), (call, number)
        assert (target.stat().st_ino == was) == is_kept, (call, number)
        box.expect_sound({path.name for path in box.talks.iterdir()}, target)


CHANGING = ("pwrite64", "fdatasync", "ftruncate", "unlink", "openat")


def case_killed_at_a_call(box):
    """kill -9 at any call that changes the archive."""
    n_killed = 0
    for point, result in spoil_writing(box, CHANGING, ["signal=KILL"]):
        n_killed += result.code == -signal.SIGKILL or result.code == 137
        assert result.code in (0, 137, -signal.SIGKILL), (point, result.code)
    assert n_killed >= box.points // 2, n_killed
    print(f"# {n_killed} killed")


def case_failing_call(box):
    """A call that fails makes status 2 and a reason, or is made up for."""
    n_failed = 0
    for point, result in spoil_writing(box, CHANGING,
                                       ["error=EIO", "error=ENOSPC"]):
        assert result.code in (0, 2), (point, result.code, result.err)
        assert result.code == 0 or result.err, point
        assert "damaged" not in result.err, (point, result.err)
        assert "malformed" not in result.err, (point, result.err)
        n_failed += result.code == 2
    assert n_failed >= box.points // 4, n_failed
    print(f"# {n_failed} failed")


def case_failing_reads(box):
    """A disk that can not be read is told as such, not as a damaged archive,
    which somebody might delete."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    before = hashlib.sha256(box.db.read_bytes()).digest()
    n_failed = 0
    for args in (("search", "version"), ("check", "--full"), ("show", "3"),
                 ("list",), ("stats",)):
        for call, number in points_of(box, ["pread64"], *args):
            result, _ = strace(box, f"inject={call}:error=EIO:when={number}",
                               *args)
            point = (args, number, result.code, result.err)
            assert result.code in (0, 2), point
            assert not re.search("damaged|malformed|not a database",
                                 result.err + result.out), point
            n_failed += result.code == 2
    assert n_failed >= 10, n_failed
    assert hashlib.sha256(box.db.read_bytes()).digest() == before
    print(f"# {n_failed} failed")


def case_full_disk_for_shared_memory(box):
    """Opening needs room for SQLite's shared memory; that there is none is
    an error like others."""
    box.run("index", "--quiet", str(box.talks)).expect(0)
    for name in ("-shm", "-wal"):
        box.db.with_name(box.db.name + name).unlink(missing_ok=True)
    n_failed = 0
    for call in ("ftruncate", "pwrite64"):
        for number in (1, 2, 3):
            result, _ = strace(box,
                               f"inject={call}:error=ENOSPC:when={number}",
                               "search", "version")
            assert result.code in (0, 2), (call, number, result.code)
            assert result.code == 0 or re.search(
                "full|space|disk", result.err), (call, number, result.err)
            n_failed += result.code == 2
    assert n_failed >= 1, n_failed
    box.expect_end()


def reason(error):
    """Where a case failed, and why, on one line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename == __file__]
    place = " < ".join(f"line {frame.lineno}" for frame in reversed(frames[1:]))
    what = str(error) or (frames[-1].line if frames else "")
    return (f"{place}: {type(error).__name__}: {what}"
            .replace("\n", " | ").encode("ascii", "backslashreplace")
            .decode()[:2000])


def attempt(function, *what):
    """Run a case in a folder of its own; its outcome as a line's end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="quoth-system-"))
    started = time.monotonic()
    try:
        function(Box(*what[:2], folder, what[2]))
        print(f"# {time.monotonic() - started:.1f} s")
        return True, ""
    except harness.Skip as skip:
        return True, f" # SKIP {skip}"
    except Exception as error:  # any other failure is the case's
        return False, f": {reason(error)}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    quoth, corpus = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
    points = int(sys.argv[3]) if len(sys.argv) > 3 else POINTS
    cases = [(name[5:], function) for name, function in globals().items()
             if name.startswith("case_")
             and (len(sys.argv) <= 4
                  or any(word in name for word in sys.argv[4:]))]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for name, function in cases:
        is_ok, more = attempt(function, quoth, corpus, points)
        failed += not is_ok
        print(f"{'ok' if is_ok else 'not ok'} {name}{more}", flush=True)
    sys.exit(failed > 0 or not cases)


if __name__ == "__main__":
    main()
