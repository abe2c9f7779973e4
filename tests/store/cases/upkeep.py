"""Keeping an archive: backups, making the index anew, waiting for others,
archives of earlier versions."""

import fcntl
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import time

from archive import NOBODY, Moments, Skip, fill, sha256, speech

STEP1 = pathlib.Path(__file__).resolve().parent.parent / "fixtures/step1.db.gz"

QUERIES = ("harbour", '"common line"', "captain OR storm -whale", "is:marker music",
           "speaker:3 window", "rope NEAR/5 tide", "over and over again", "timed")

# What is made anew, but for the indexes; ids and counts must come out alike.
DERIVED = "line transcript place timing term voice speaker segment".split()


def timed(box):
    """A transcript with times for its words, two speakers, a marker and a
    loop."""
    cues = [f"<v {'Ann' if i % 3 else 'Bob'}>" + "".join(
        f"<00:00:{i:02}.{k}00>{word} " for k, word in enumerate(
            f"Timed word {i} don't e-mail U.S. harbour".split()))
        for i in range(20)] + ["[Music]"] + ["Round and round."] * 5
    body = "\n\n".join(f"00:00:{i:02}.000 --> 00:00:{i:02}.900\n{cue}"
                       for i, cue in enumerate(cues))
    box.path("timed.vtt").write_text(f"WEBVTT\n\n{body}\n")


def begin(box):
    """An archive with a bit of everything."""
    fill(box, 24, 60)
    timed(box)
    box.run("index", str(box.talks)).expect(3)
    assert box.sql("SELECT count(*) FROM timing") == [(1,)]
    assert box.sql("SELECT count(*) > 2 FROM speaker") == [(1,)]


def answers(box, db=None):
    """What is found for some queries, to the byte but for the time it took."""
    found = []
    for query in QUERIES:
        out = box.run("--db", str(db or box.db), "search", "--json", "-C", "2",
                      "-n", "1000", query)
        records = out.records()
        records[-1].pop("elapsed_ms")
        found.append(json.dumps(records))
    assert sum(len(one) > 1000 for one in found) >= 6, [len(f) for f in found]
    return found


def derived(box, db=None):
    """What a rebuild makes, or must leave alone."""
    dump = box.dump(db)
    return {name: dump[name] for name in DERIVED}


def spoil(box, *statements):
    """Change an archive as no program of ours would."""
    connection = sqlite3.connect(box.db)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def remedies(box):
    """What `check --full` advises, and that it says so to people too."""
    records = box.run("check", "--full", "--json").expect(2).records()
    found = {one["remedy"] for one in records if one["type"] == "problem"}
    told = box.run("check", "--full").expect(2)
    assert ("`quoth rebuild`: it makes" in told.err) == ("rebuild" in found)
    assert ("then `quoth index" in told.err) == ("index" in found), told.err
    assert ("put a backup" in told.err) == ("restore" in found), told.err
    return found


def case_rebuild_changes_nothing(box):
    """A rebuild of a sound archive: all tables and answers as before."""
    begin(box)
    before, said = derived(box), answers(box)
    out = box.run("rebuild", "--json").expect(0).records()[-1]
    assert out["damaged"] == 0
    assert out["transcripts"] == len(before["transcript"])
    assert out["segments"] == len(before["segment"])
    assert derived(box) == before
    assert answers(box) == said
    box.expect_sound()


DAMAGES = {
    "index emptied": ["DELETE FROM said_data WHERE id > 10"],
    "index of noise": ["UPDATE said_data SET block = zeroblob(length(block)) "
                       "WHERE id > 10"],
    "structure lost": ["DELETE FROM said_data WHERE id = 10"],
    "settings lost": ["DELETE FROM said_config"],
    "markers gone": ["DELETE FROM noted_data WHERE id > 10"],
    "places gone": ["DELETE FROM place WHERE transcript % 2 = 0"],
    "places damaged": ["UPDATE place SET speech = x'0102030405060708'"],
    "places exchanged": ["UPDATE place SET speech = (SELECT speech FROM place "
                         "WHERE transcript = 1) WHERE transcript = 2"],
    "vocabulary gone": ["DELETE FROM term WHERE term > 'h'"],
    "vocabulary wrong": ["UPDATE term SET n_said = n_said + 1 "
                         "WHERE term = 'harbour'"],
    "lines counted wrong": ["UPDATE line SET n_said = n_said + id"],
    "lines of the other kind": ["UPDATE line SET kind = 1 - kind "
                                "WHERE id % 7 = 0"],
    "lines not to be found": ["DELETE FROM line_tag"],
    "lines found wrong": ["UPDATE line_tag SET first = first + 1"],
    "lists that are no lists": ["UPDATE line_tag SET entries = x'ff'"],
    "lists lost": ["DELETE FROM line_run"],
    "voices gone": ["DELETE FROM voice"],
    "tokens counted wrong": ["UPDATE transcript SET n_tokens = n_tokens + 1"],
    "segments counted wrong": ["UPDATE transcript SET n_segments = 0"],
    "a line too many": ["INSERT INTO line (id, text, kind, n_said) "
                        "VALUES (999999, 'Nobody said this.', 0, 1)"],
}


def case_rebuild_repairs(box):
    """Whatever is made of the texts is made anew as it was, whatever it has
    become; check tells before that a rebuild is what it needs."""
    begin(box)
    before, said = derived(box), answers(box)
    schema = box.sql("SELECT name, sql FROM sqlite_schema ORDER BY name")
    config = box.sql("SELECT * FROM said_config ORDER BY k")
    sound = box.db.read_bytes()
    for name, statements in DAMAGES.items():
        box.db.write_bytes(sound)
        spoil(box, *statements)
        found = remedies(box)
        assert "rebuild" in found and "restore" not in found, (name, found)
        result = box.run("rebuild")
        assert result.code == 0, (name, result.code, result.out, result.err)
        after = derived(box)
        for table in DERIVED:
            assert after[table] == before[table], (name, table)
        assert answers(box) == said, name
        assert box.sql("SELECT name, sql FROM sqlite_schema ORDER BY name"
                       ) == schema, name
        assert box.sql("SELECT * FROM said_config ORDER BY k") == config, name
        box.expect_sound()


LOSSES = {
    "a text": ["UPDATE line SET text = 'Never said.' WHERE id = 5"],
    "a line": ["DELETE FROM line WHERE id = 5"],
    "a time": ["UPDATE segment SET start_ms = start_ms + 1 "
               "WHERE transcript = 3 AND seq = 7"],
    "a segment": ["DELETE FROM segment WHERE transcript = 3 AND seq = 7"],
    "a speaker": ["UPDATE speaker SET name = 'Nobody' WHERE id = 1"],
    "word times": ["UPDATE timing SET words = x'0102030405060708090a'"],
    "a checksum": ["UPDATE transcript SET checksum = zeroblob(16) "
                   "WHERE id = 2"],
    "a transcript": ["DELETE FROM segment WHERE transcript = 3",
                     "DELETE FROM place WHERE transcript = 3",
                     "DELETE FROM voice WHERE transcript = 3",
                     "DELETE FROM transcript WHERE id = 3"],
}


def case_rebuild_tells_losses(box):
    """What came from a file and is damaged is not blessed: it is told, check
    keeps telling it, and the next run reads the file again."""
    begin(box)
    before = {path: (outcome, segments) for path, (outcome, _, _, segments)
              in box.holdings().items()}
    sound = box.db.read_bytes()
    for name, statements in LOSSES.items():
        box.db.write_bytes(sound)
        spoil(box, *statements)
        assert "index" in remedies(box), name
        result = box.run("rebuild", "--json")
        problems = [one for one in result.records()
                    if one["type"] == "problem"]
        if name != "a transcript":
            assert result.code == 3 and problems, (name, result.out)
            assert all(one["remedy"] == "index" and one["transcript"] > 0
                       for one in problems), problems
            assert "quoth index" in result.err, result.err
        if name not in ("a transcript", "word times"):
            # These are gone from the archive; the rest is still wrong in it.
            assert remedies(box) == {"index"}, name
        box.run("index", str(box.talks)).expect(3)
        box.expect_sound()
        assert {path: (outcome, segments)
                for path, (outcome, _, _, segments)
                in box.holdings().items()} == before, name
        assert box.sql("SELECT count(*) FROM timing") == [(1,)], name


def case_rebuild_tells_odd_facts(box):
    """A title or a path that turned over on the disk, in the table or in what
    repeats it, is told; a rebuild has what tells it read again."""
    name = "The keeper of the rope"
    box.srt(f"{name}.srt", *speech(7, 20))
    begin(box)
    facts = ("SELECT * FROM recording ORDER BY id",
             "SELECT recording, language FROM transcript ORDER BY 1, 2",
             "SELECT path, outcome, recording FROM file ORDER BY path")
    before = [box.sql(one) for one in facts]
    sound = box.db.read_bytes()
    places = [match.start() for match in re.finditer(name.encode(), sound)]
    n_read_again = 0
    for at in places:
        box.db.write_bytes(sound[:at] + b"U" + sound[at + 1:])
        found = remedies(box)
        assert found and "restore" not in found, (at, found)
        # An index that only finds rows is made of them.
        is_odd = "index" in found
        result = box.run("rebuild", "--json").expect(3 if is_odd else 0)
        assert result.records()[-1]["damaged"] == is_odd, (at, result.out)
        box.run("index", str(box.talks)).expect(3)
        box.expect_sound()
        assert [box.sql(one) for one in facts] == before, at
        n_read_again += is_odd
    # Stem and title, in the table and in the index; the path likewise.
    assert n_read_again == 6, (n_read_again, len(places))


def case_odd_collection_is_told(box):
    """Where a folder was is in no file: a backup has it."""
    begin(box)
    sound = box.db.read_bytes()
    root = box.sql("SELECT root FROM collection")[0][0].encode()
    n_told = 0
    for match in re.finditer(re.escape(root), sound):
        box.db.write_bytes(sound[:match.start()] + b"!" +
                           sound[match.start() + 1:])
        n_told += "restore" in remedies(box)
    assert n_told == 2, n_told


def case_rebuild_killed(box):
    """kill -9 in the middle: the old index or the new one, and nothing to
    tell them apart."""
    fill(box, 120, 200)
    box.run("index", str(box.talks)).expect(3)
    before, said = derived(box), answers(box)
    moments = Moments(3)
    for _ in range(16):
        run = box.start("rebuild")
        moments.wait()
        run.kill()
        run.communicate(timeout=60)
        moments.tell(run.returncode == -signal.SIGKILL)
        box.run("check", "--full").expect(0)
        assert answers(box) == said
    assert moments.n_met >= 3, (moments.n_met, moments.seconds)
    assert derived(box) == before


def case_rebuild_interrupted(box):
    """Ctrl-C: the index is as it was, status 130, and it is said."""
    fill(box, 150, 400)
    box.run("index", str(box.talks)).expect(3)
    before = derived(box)
    moments = Moments(4, 0.3)
    n_stopped = 0
    for _ in range(40):
        run = box.start("rebuild")
        moments.wait()
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        # Before it listens the signal ends it at once; at its end it is done.
        if run.returncode == 130:
            assert b"the index is as it was" in err and out == b"", err
            n_stopped += 1
        moments.tell(run.returncode != 0)
        if n_stopped == 4:
            break
    assert n_stopped == 4, (n_stopped, moments.seconds)
    assert derived(box) == before
    box.expect_sound()


def case_rebuild_while_read(box):
    """Who searches during a rebuild finds what there is."""
    fill(box, 120, 200)
    box.run("index", str(box.talks)).expect(3)
    said = answers(box)
    run = box.start("rebuild")
    n = 0
    while run.poll() is None or n == 0:
        assert answers(box) == said
        n += 1
    assert run.returncode == 0, run.communicate()
    run.communicate()


def case_rebuild_read_only(box):
    """An archive that may not be written to is not rebuilt."""
    box.indexed()
    before = sha256(box.db)
    (box.folder / "archive.db-lock").unlink()
    if os.geteuid() != 0:
        raise Skip("runs as root only")
    box.folder.chmod(0o755)
    result = box.run("rebuild", user=NOBODY, group=NOBODY, extra_groups=[])
    assert result.code == 2 and str(box.db) in result.err, result.err
    assert sha256(box.db) == before


def parts(folder):
    """What a backup that was not finished would leave."""
    return [path.name for path in folder.iterdir() if ".part-" in path.name]


def case_backup_is_whole(box):
    """A backup is one file, has all tables, and answers like the archive."""
    begin(box)
    copy = box.folder / "copy.db"
    result = box.run("backup", str(copy)).expect(0)
    assert str(copy) in result.out, result.out
    assert sorted(path.name for path in box.folder.glob("copy*")) == [
        "copy.db"]
    assert box.dump(copy) == box.dump()
    assert answers(box, copy) == answers(box)
    box.run("--db", str(copy), "check", "--full").expect(0)
    box.run("--db", str(copy), "index", str(box.talks)).expect(3)
    assert oct(copy.stat().st_mode) == oct(box.db.stat().st_mode)


def case_backup_has_the_log(box):
    """What a bare copy of the file lacks while the log is in use, a backup
    has."""
    box.srt("old.srt", "The old harbour.")
    box.index()
    reader = box.connect()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM line").fetchall()
    box.srt("new.srt", "The new harbour.")
    box.index()
    assert (box.folder / "archive.db-wal").stat().st_size > 0
    bare, copy = box.folder / "bare.db", box.folder / "copy.db"
    shutil.copy(box.db, bare)
    box.run("backup", str(copy)).expect(0)
    reader.close()
    found = {}
    for db in (bare, copy):
        box.run("--db", str(db), "check", "--full").expect(0)
        found[db] = box.run("--db", str(db), "search", "--json",
                            "harbour").records()[-1]["hits"]
    assert found == {bare: 1, copy: 2}, found


def case_backup_during_a_run(box):
    """Backups while another process indexes: each one is whole."""
    fill(box, 160, 120)
    box.run("index", str(box.talks)).expect(3)
    fill(box, 160, 120, seed=1)
    run = box.start("index", "--threads", "1", str(box.talks))
    n = 0
    while run.poll() is None or n == 0:
        copy = box.folder / f"copy{n}.db"
        box.run("backup", str(copy)).expect(0)
        n += 1
    assert run.returncode == 3, run.communicate()
    run.communicate()
    for i in range(n):
        copy = box.folder / f"copy{i}.db"
        box.run("--db", str(copy), "check", "--full").expect(0)
    assert parts(box.folder) == []


def refused(box, target, *args, naming):
    """A backup that is not made, and says why."""
    before = target.read_bytes() if target.is_file() else None
    result = box.run("backup", *args, str(target)).expect(2)
    assert naming in result.err and str(target) in result.err, result.err
    assert result.out == ""
    if "--replace" in args:
        assert "with --replace" not in result.err, result.err
    assert (target.read_bytes() if target.is_file() else None) == before
    assert parts(target.parent if target.parent.is_dir()
                 else box.folder) == []


def case_backup_refuses(box):
    """What is in the way stays."""
    box.indexed()
    thesis = box.folder / "thesis.txt"
    thesis.write_text("Years of work.")
    refused(box, thesis, naming="there is a file of that name")
    refused(box, thesis, "--replace", naming="no archive")
    refused(box, box.db, naming="the archive itself")
    refused(box, box.db, "--replace", naming="the archive itself")
    refused(box, box.talks, naming="a folder")
    refused(box, box.folder / "no" / "b.db", naming="not-found")
    other = box.folder / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.close()
    refused(box, other, "--replace", naming="no archive")
    link = box.folder / "link.db"
    link.symlink_to(box.folder / "nowhere.db")
    refused(box, link, "--replace", naming="a link")
    assert not (box.folder / "nowhere.db").exists()
    pipe = box.folder / "pipe"
    os.mkfifo(pipe)
    refused(box, pipe, "--replace", naming="device")
    (box.folder / "free.db-wal").write_bytes(b"a log")
    refused(box, box.folder / "free.db", naming="log")
    assert not (box.folder / "free.db").exists()


def case_backup_replaces(box):
    """An empty file is filled, an earlier backup replaced where that is
    said; not while somebody writes to it."""
    copy = box.folder / "copy.db"
    copy.touch()
    box.indexed()
    box.run("backup", str(copy)).expect(0)
    box.srt("more.srt", "Another harbour.")
    box.index()
    first = sha256(copy)
    refused(box, copy, naming="there is a file of that name")
    with open(box.folder / "copy.db-lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused(box, copy, "--replace", naming="another process")
    box.run("backup", "--replace", str(copy)).expect(0)
    assert sha256(copy) != first
    assert box.dump(copy) == box.dump()


def case_damaged_does_not_replace(box):
    """A damaged archive does not take the place of a sound backup; beside it
    it can be saved."""
    begin(box)
    copy = box.folder / "copy.db"
    box.run("backup", str(copy)).expect(0)
    spoil(box, "UPDATE line SET n_said = n_said + 1")
    refused(box, copy, "--replace", naming="the earlier backup was kept")
    box.run("--db", str(copy), "check", "--full").expect(0)
    box.run("backup", str(box.folder / "ill.db")).expect(0)
    assert box.dump(box.folder / "ill.db") == box.dump()


def case_backup_of_read_only(box):
    """An archive on a medium that may not be written to can be backed up, and
    a place that may not be written to is told."""
    if os.geteuid() != 0:
        raise Skip("runs as root only")
    box.indexed()
    nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    (box.folder / "archive.db-lock").unlink()
    open_folder = box.folder / "open"
    open_folder.mkdir(mode=0o777)
    open_folder.chmod(0o777)
    box.folder.chmod(0o555)
    copy = open_folder / "copy.db"
    box.run("backup", str(copy), **nobody).expect(0)
    assert box.dump(copy) == box.dump()
    result = box.run("backup", str(box.folder / "copy.db"), **nobody).expect(2)
    assert "read-only" in result.err, result.err
    box.folder.chmod(0o755)


def case_restored(box):
    """A backup put in the archive's place is the archive."""
    begin(box)
    said = answers(box)
    copy = box.folder / "copy.db"
    box.run("backup", str(copy)).expect(0)
    box.db.write_bytes(b"SQLite format 3\0" + bytes(5000))
    box.run("search", "harbour").expect(2)
    for path in box.folder.glob("archive.db*"):
        path.unlink()
    copy.rename(box.db)
    assert answers(box) == said
    box.run("index", str(box.talks)).expect(3)
    box.expect_sound()


def hold(box, content=b"4711\n"):
    """The lock in other hands."""
    path = box.folder / "archive.db-lock"
    path.write_bytes(content)
    lock = open(path, "rb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def case_wait(box):
    """--wait says for whom it waits, once, and goes on when its turn comes."""
    box.indexed()
    box.srt("more.srt", "Another harbour.")
    for command in (["index", "--wait", str(box.talks)],
                    ["rebuild", "--wait"], ["forget", "--wait=60", "1"]):
        with hold(box):
            run = box.start(*command)
            time.sleep(0.6)
            assert run.poll() is None
            box.run("search", "harbour").expect(0)
        out, err = run.communicate(timeout=60)
        assert run.returncode == 0, (command, out, err)
        assert err.decode().count("waiting for process 4711") == 1, err
        assert err.count(b"waiting") == 1, err


def case_wait_in_vain(box):
    """--wait=SECONDS ends after these with what is told without it."""
    box.indexed()
    for content, told in ((b"4711\n", "process 4711"), (b"", "another process"),
                          (b"\xff\x00", "another process"),
                          (b"9" * 400, "process 9")):
        with hold(box, content):
            started = time.monotonic()
            result = box.run("index", "--wait=1", str(box.talks)).expect(2)
            assert 0.9 < time.monotonic() - started < 8
        first, *others = result.err.splitlines()
        assert first.startswith("quoth: waiting for ") and told in first
        assert "busy" in others[0] and told in others[0], others


def case_busy_without_wait(box):
    """Without --wait nothing is told before the message that it is busy."""
    box.indexed()
    with hold(box):
        run = box.start("index", str(box.talks))
        time.sleep(0.5)
        assert run.poll() is None
    _, err = run.communicate(timeout=60)
    assert run.returncode == 0 and err == b"", err


def case_lock_is_signed(box):
    """Who writes leaves his number in the lock file."""
    fill(box, 60, 200)
    run = box.start("index", "--threads", "1", str(box.talks))
    lock = box.folder / "archive.db-lock"
    seen = set()
    while run.poll() is None:
        if lock.exists():
            seen.add(lock.read_text())
    run.communicate()
    assert f"{run.pid}\n" in seen and seen <= {f"{run.pid}\n", ""}, seen


def case_step_1(box):
    """An archive that was made by a quoth of schema step 1 is sound, answers,
    and can be gone on with."""
    with gzip.open(STEP1) as file:
        box.db.write_bytes(file.read())
    before = sha256(box.db)
    box.run("check", "--full").expect(0)
    assert box.run("stats", "--json").records()[0]["segments"] == 625
    assert len(box.run("list", "--json").records()) == 9
    hits = box.run("search", "--json", '"ladder to death"').expect(0).records()
    assert any("harbour-pilots" in one["recording"]["path"]
               for one in hits[:-1]), hits
    assert sha256(box.db) == before
    box.run("rebuild").expect(0)
    box.srt("new.srt", *speech(5, 30))
    box.update()
    assert box.sql("PRAGMA user_version") == [(1,)]
    assert box.sql("SELECT count(*) FROM recording") == [(10,)]
