"""Files that are no archive of ours, and archives that can not be written:
told clearly, and left as they are to the last byte."""

import os
import shutil
import sqlite3

from archive import NOBODY, Skip, fill, sha256

COMMANDS = (("search", "bread"), ("list",), ("stats",), ("show", "1"),
            ("check",), ("forget", "1"), ("index", "talks"))


def refuse(box, message, commands=COMMANDS, **popen):
    """Every command must refuse the archive, say so, and not touch it."""
    before = sha256(box.db) if box.db.is_file() else None
    for command in commands:
        result = box.run(*command, **popen)
        assert result.code == 2, (command, result.code, result.out)
        assert message in result.err and str(box.db) in result.err, (
            command, result.err)
        assert result.out == "", (command, result.out)
        assert "left as it" in result.err, result.err
        if before:
            assert sha256(box.db) == before, command
    log = box.db.with_name("archive.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def database(box, sql, path=None):
    """Make an SQLite database of another program."""
    connection = sqlite3.connect(path or box.db)
    connection.executescript(sql)
    connection.close()


def case_text(box):
    """A text file, a transcript for instance."""
    box.srt("bread.srt")
    box.db.write_bytes(box.path("bread.srt").read_bytes())
    refuse(box, "not a database")


def case_text_of_some_size(box):
    """A text file as long as a database."""
    box.srt("bread.srt")
    box.db.write_bytes(b"There is nothing in here.\n" * 10000)
    refuse(box, "not a database")


def case_other_database(box):
    """Another program's database, whatever it is called."""
    box.srt("bread.srt")
    database(box, "CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    refuse(box, "not an archive of quoth")


def case_other_database_with_log(box):
    """One that keeps a write-ahead log."""
    box.srt("bread.srt")
    database(box, "PRAGMA journal_mode = WAL; CREATE TABLE segment (a)")
    refuse(box, "not an archive of quoth")


def case_other_database_with_full_log(box):
    """One whose program was killed: its log is not folded in either."""
    box.srt("bread.srt")
    other = sqlite3.connect(box.folder / "other.db")
    other.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (a); "
                        "INSERT INTO t VALUES (randomblob(5000))")
    log = box.db.with_name("archive.db-wal")
    shutil.copy(box.folder / "other.db", box.db)
    shutil.copy(box.folder / "other.db-wal", log)
    other.close()
    before = sha256(box.db), sha256(log)
    for command in COMMANDS:
        result = box.run(*command).expect(2)
        assert "not an archive of quoth" in result.err, result.err
        assert (sha256(box.db), sha256(log)) == before, command


def case_other_application(box):
    """One that names its application."""
    box.srt("bread.srt")
    database(box, "PRAGMA application_id = 252006673; "
                  "PRAGMA user_version = 1; CREATE TABLE line (a)")
    refuse(box, "not an archive of quoth")


def case_newer_version(box):
    """An archive of a later version."""
    box.indexed()
    newest = box.sql("PRAGMA user_version")[0][0]
    database(box, f"PRAGMA user_version = {newest + 1}")
    refuse(box, "later version")


def case_empty_file(box):
    """An empty file is nothing to read."""
    box.srt("bread.srt")
    box.db.touch()
    refuse(box, "an empty file", COMMANDS[:5])


def case_folder(box):
    """A folder."""
    box.srt("bread.srt")
    box.db.mkdir()
    for command in COMMANDS:
        result = box.run(*command).expect(2)
        assert str(box.db) in result.err, (command, result.err)
    assert not list(box.db.iterdir())


def case_no_folder(box):
    """A place in a folder that is not there."""
    box.srt("bread.srt")
    box.db = box.folder / "nowhere" / "archive.db"
    for command in COMMANDS:
        result = box.run(*command, "--db", str(box.db)).expect(2)
        assert str(box.db) in result.err, (command, result.err)
    assert not box.db.parent.exists()


def case_cut_archive(box):
    """An archive whose end is missing is damaged, and is not written to."""
    fill(box, 20, 40)
    box.run("index", str(box.talks)).expect(3)
    box.run("check", "--full").expect(0)
    content = box.db.read_bytes()
    box.db.write_bytes(content[:len(content) // 2 // 4096 * 4096])
    before = sha256(box.db)
    box.run("check").expect(2)
    box.run("check", "--full").expect(2)
    assert sha256(box.db) == before


def as_nobody(box):
    """How to run as somebody who may not write here."""
    if os.geteuid() != 0:
        return {}
    for folder in (box.folder, box.talks):
        folder.chmod(0o755)
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        box.run("--version", **user).expect(0)
    except OSError:
        raise Skip("nobody may not run the program here") from None
    return user


def case_read_only_folder(box):
    """An archive in a folder that may not be written to can be read, and
    writing is refused."""
    box.srt("pilots.srt")
    box.index()
    user = as_nobody(box)
    (box.folder / "archive.db-lock").unlink()
    before = sha256(box.db)
    box.folder.chmod(0o555)
    try:
        box.run("search", "harbour", **user).expect(0)
        box.run("show", "1", **user).expect(0)
        box.run("list", **user).expect(0)
        box.run("check", "--full", **user).expect(0)
        for command in (("index", "talks"), ("forget", "1")):
            result = box.run(*command, **user).expect(2)
            assert str(box.db) in result.err, result.err
    finally:
        box.folder.chmod(0o755)
    assert sha256(box.db) == before
    assert [path.name for path in box.folder.glob("archive.db*")] == [
        "archive.db"]


def case_read_only_file(box):
    """So for an archive that is read-only itself."""
    box.srt("pilots.srt")
    box.index()
    user = as_nobody(box)
    box.folder.chmod(0o777)
    (box.folder / "archive.db-lock").unlink()
    box.db.chmod(0o444)
    before = sha256(box.db)
    box.run("search", "harbour", **user).expect(0)
    for command in (("index", "talks"), ("forget", "1")):
        result = box.run(*command, **user).expect(2)
        assert str(box.db) in result.err, result.err
    assert sha256(box.db) == before


def case_copied_alone(box):
    """After a run the archive is one file, whole without its companions."""
    fill(box, 20, 40)
    box.run("index", str(box.talks)).expect(3)
    assert not box.db.with_name("archive.db-wal").exists()
    expected = box.run("search", "--json", "harbour pilot").expect(0).out
    dump = box.dump()
    shutil.copy(box.db, box.folder / "copy.db")
    db = str(box.folder / "copy.db")
    box.run("--db", db, "check", "--full").expect(0)
    found = box.run("--db", db, "search", "--json", "harbour pilot").expect(0)
    assert found.out.splitlines()[:-1] == expected.splitlines()[:-1]
    assert box.dump(db) == dump
    box.run("--db", db, "index", str(box.talks)).expect(3)
    assert box.dump(db) == dump


def case_readers_write_nothing(box):
    """Reading changes nothing; what SQLite puts beside is empty and goes with
    the next run."""
    box.indexed()
    before = sha256(box.db)
    for command in COMMANDS[:5]:
        box.run(*command).expect(0 if command[-1] != "bread" else 1)
    assert sha256(box.db) == before
    log = box.db.with_name("archive.db-wal")
    assert not log.exists() or log.stat().st_size == 0
    box.index()
    assert {path.name for path in box.folder.glob("archive.db*")} == {
        "archive.db", "archive.db-lock"}
