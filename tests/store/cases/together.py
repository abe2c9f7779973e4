"""Several at once, and ends that come too early: nothing is lost, nobody sees
half of anything."""

import fcntl
import json
import os
import random
import signal
import subprocess
import threading
import time

from archive import Moments, captions, fill


def case_second_waits(box):
    """A second run waits until the first is done; both are in the archive."""
    other = box.folder / "other"
    other.mkdir()
    fill(box, 60, 60)
    fill(box, 60, 60, seed=1, folder=other)
    runs = [box.start("index", str(root)) for root in (box.talks, other)]
    for run in runs:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 3, err
        assert err.count(b"\n") == 1 and b"empty.srt: empty: " in err, err
    box.expect_sound()
    assert box.sql("SELECT count(*) FROM file WHERE outcome = 'indexed'"
                   ) == [(120,)]


def case_wait_for_lock(box):
    """Whoever holds the lock for a while only delays the run."""
    box.indexed()
    with open(box.folder / "archive.db-lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        box.write("more.srt", "One more.")
        run = box.start("index", str(box.talks))
        time.sleep(0.5)
        assert run.poll() is None
        box.run("search", "harbour").expect(0)
        fcntl.flock(lock, fcntl.LOCK_UN)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 0, err
    assert box.found("more") == [str(box.path("more.srt"))]


def case_four_on_one_folder(box):
    """Four runs over the same folder are as good as one."""
    fill(box, 40, 60)
    runs = [box.start("index", "--json", "--threads", "2", str(box.talks))
            for _ in range(4)]
    indexed = 0
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode == 3, err
        indexed += json.loads(out.splitlines()[-1])["indexed"]
    assert indexed == 40
    box.expect_sound()


def generation(box, turn, n_files=150, n_lines=40):
    """Write each file anew; what the archive must hold of each."""
    expected = {}
    for i in range(n_files):
        lines = [f"Generation {turn} file {i} line {k % 9}."
                 for k in range(n_lines + (i + turn) % 7)]
        expected[f"talk{i:03}.srt"] = lines
        box.srt(f"talk{i:03}.srt", *lines)
    return expected


def read_generations(box, connection):
    """Which generation each recording shows, and that it shows all of it: in
    one transaction, as a search sees it."""
    rows = connection.execute(
        "SELECT stem, n_segments, count(*), min(text), max(text) "
        "FROM recording JOIN transcript ON recording = recording.id "
        "JOIN segment ON transcript = transcript.id "
        "JOIN line ON line.id = line GROUP BY transcript.id").fetchall()
    for stem, n_segments, n, first, last in rows:
        assert n == n_segments, (stem, n_segments, n)
        assert first.split()[1] == last.split()[1], (stem, first, last)
    return len(rows)


def case_readers_during_a_run(box):
    """Readers never fail, never wait long, and see a recording whole or not
    at all."""
    generation(box, 0)
    box.index("--quiet")
    stop = threading.Event()
    troubles = []
    counts = [0, 0, 0]

    def watch(step):
        try:
            while not stop.is_set():
                step()
        except Exception as error:  # told by the case
            troubles.append(repr(error))

    def search():
        started = time.monotonic()
        records = box.run("search", "--json", "-n", "1000",
                          '"file 77 line 3"').expect(0).records()
        assert time.monotonic() - started < 5
        assert records[-1]["recordings"] >= 1, records[-1]
        counts[0] += 1

    def show():
        number = counts[1] % 150 + 1
        result = box.run("show", "--json", str(number))
        assert result.code in (0, 1), result.err
        if result.code == 0:
            head, *segments = result.records()
            assert len(segments) == head["segments"]
            assert len({one["text"].split()[1] for one in segments}) == 1
        counts[1] += 1

    def query():
        connection = box.connect()
        assert read_generations(box, connection) == 150
        connection.close()
        counts[2] += 1

    watchers = [threading.Thread(target=watch, args=(step,))
                for step in (search, show, query)]
    for watcher in watchers:
        watcher.start()
    for turn in range(1, 9):
        expected = generation(box, turn)
        box.index("--quiet")
    stop.set()
    for watcher in watchers:
        watcher.join()
    assert not troubles, troubles
    assert min(counts) >= 5, counts
    box.expect_sound()
    holdings = box.holdings()
    for name, lines in expected.items():
        assert holdings[name][3] == captions(*lines)


def expect_mixture(box, old, new, done):
    """Each file's text is its old or its new one, and the new one where that
    was told before the end came."""
    box.expect_sound()
    holdings = box.holdings()
    for name, lines in new.items():
        segments = holdings.get(name, (None,) * 4)[3]
        choices = [captions(*lines)]
        if name not in done:
            choices.append(captions(*old[name]) if old else None)
        assert segments in choices, (name, name in done, segments)
    for name in done:
        assert name in new


def told(out):
    """The files that were told as indexed, on whole lines."""
    records = [json.loads(line) for line in out.split(b"\n")[:-1]]
    return {os.path.basename(one["path"]) for one in records
            if one["type"] == "file" and one["outcome"] == "indexed"}


def case_kill(box):
    """kill -9 at any moment: what was told is there, nothing is in pieces,
    and the next run completes the work."""
    moments = Moments(5)
    old = None
    new = generation(box, 0)
    for moment in range(30):
        run = box.start("index", "--json", "--threads", str(moment % 3 + 1),
                        str(box.talks))
        moments.wait()
        run.kill()
        out, _ = run.communicate(timeout=60)
        moments.tell(run.returncode == -signal.SIGKILL)
        done = told(out)
        if box.db.exists() and box.db.stat().st_size > 0:
            expect_mixture(box, old, new, done)
        if moment % 3 == 2:
            box.index("--quiet")
            expect_mixture(box, None, new, set(new))
            old, new = new, generation(box, moment)
        elif done == set(new):
            old = new
        else:
            # What is done now is the old state of the next run.
            holdings = box.holdings() if box.db.exists() else {}
            old = {name: [segment[3] for segment in holdings[name][3]]
                   for name in holdings}
            old = {name: old.get(name) for name in new} if old else None
            if old and None in old.values():
                box.index("--quiet")
                old = new
    assert moments.n_met >= 8, (moments.n_met, moments.seconds)
    box.index("--quiet")
    expect_mixture(box, None, new, set(new))


def case_interrupt(box):
    """Ctrl-C at any moment: 130, what was told is there, and the next run
    completes the work."""
    chance = random.Random(6)
    old = None
    n_stopped = 0
    for turn in range(6):
        new = generation(box, turn, n_files=400)
        started = time.monotonic()
        # It can not come to its end while nobody reads what it tells.
        run = box.start("index", "--json", str(box.talks), bufsize=0,
                        pipesize=4096)
        if turn % 2:
            time.sleep(chance.random() * 0.1)
            head = b""
        else:
            head = run.stdout.readline()  # the first batch is committed
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        out = head + out
        assert time.monotonic() - started < 30
        if run.returncode == 130:
            n_stopped += 1
            if out:  # it may have been stopped before it began
                summary = json.loads(out.splitlines()[-1])
                assert summary["interrupted"], summary
                assert summary["indexed"] == len(told(out))
                assert b"what was done is kept" in err, err
        else:
            assert run.returncode in (0, -signal.SIGINT), (run.returncode,
                                                           err)
        expect_mixture(box, old, new, told(out))
        box.index("--quiet")
        expect_mixture(box, None, new, set(new))
        old = new
    assert n_stopped >= 3, n_stopped


def case_end_of_reader(box):
    """A reader of --json that goes away ends the run in good order."""
    generation(box, 0, n_files=400)
    reader, writer = os.pipe()
    run = subprocess.Popen([box.quoth, "index", "--json", str(box.talks)],
                           stdout=writer, stderr=subprocess.PIPE,
                           env=box.env, cwd=box.folder)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    run.communicate(timeout=60)
    assert run.returncode in (141, -signal.SIGPIPE), run.returncode
    box.expect_sound()
    box.index("--quiet")
    assert box.sql("SELECT count(*) FROM recording") == [(400,)]


def case_check_during_a_run(box):
    """Checking meanwhile finds nothing wrong, and sees one state."""
    generation(box, 0)
    box.index("--quiet")
    stop = threading.Event()
    troubles = []
    n_checks = 0

    def run():
        for turn in range(1, 8):
            generation(box, turn)
            result = box.run("index", "--quiet", str(box.talks))
            if result.code != 0:
                troubles.append(result.err)
        stop.set()

    worker = threading.Thread(target=run)
    worker.start()
    while not stop.is_set():
        result = box.run("check", "--full")
        n_checks += 1
        if result.code != 0:
            troubles.append(result.out + result.err)
    worker.join()
    assert not troubles, troubles
    assert n_checks >= 5, n_checks
