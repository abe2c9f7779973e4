"""The same input makes the same archive, to the last id; and its schema is
the one that schema/ describes."""

import os
import pathlib
import re
import shutil
import sqlite3

from archive import age, fill

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "schema"


def archive(box, name, *args):
    """Index the talks into a new archive of that name; all its rows."""
    db = str(box.folder / name)
    box.run("--db", db, "index", "--quiet", *args, str(box.talks)).expect(3)
    box.run("--db", db, "check", "--full").expect(0)
    return box.dump(db)


def expect_same(one, other):
    """Two dumps are equal; else which table is not."""
    assert one.keys() == other.keys()
    for table, rows in one.items():
        assert rows == other[table], table


def case_threads(box):
    """One thread, two or eight: not a row differs, not a byte of the index."""
    fill(box, 90, 60)
    first = archive(box, "1.db", "--threads", "1")
    assert len(first["recording"]) == 90 and len(first["said_data"]) > 2
    for n in (2, 8):
        expect_same(first, archive(box, f"{n}.db", "--threads", str(n)))


def case_again(box):
    """Two runs into fresh archives: the same file, to the byte."""
    fill(box, 60, 60)
    expect_same(archive(box, "a.db"), archive(box, "b.db"))


def case_threads_of_a_second_run(box):
    """So for a run that changes, renames and removes."""
    fill(box, 60, 60)
    for n in (1, 2, 8):
        archive(box, f"{n}.db", "--threads", str(n))
    files = sorted(path for path in box.talks.rglob("*.srt")
                   if path.stat().st_size > 0)
    for i, path in enumerate(files):
        if i % 5 == 0:
            path.rename(path.with_name(f"renamed-{path.name}"))
        elif i % 5 == 1:
            path.unlink()
        elif i % 5 == 2:
            box.srt(path, f"Written anew, {i}.", "[Music]", "[Music]")
        elif i % 5 == 3:
            shutil.copy(path, path.with_name(f"a-copy-of-{path.name}"))
        else:
            age(path)
    first = archive(box, "1.db", "--threads", "1")
    for n in (2, 8):
        expect_same(first, archive(box, f"{n}.db", "--threads", str(n)))


def objects(connection):
    """All that a database's schema says, the tables of FTS5 included."""
    return sorted((kind, name, table, re.sub(r"\s+", " ", sql or ""))
                  for kind, name, table, sql in connection.execute(
                      "SELECT type, name, tbl_name, sql FROM sqlite_schema"))


def case_schema(box):
    """A fresh archive has the objects that schema/*.sql makes, no others."""
    box.indexed()
    ours = box.connect()
    theirs = sqlite3.connect(":memory:")
    for path in sorted(SCHEMA.glob("[0-9]*.sql")):
        # The tokenizer is the program's own: the tables are made with another
        # one here, which shows in their definition only.
        theirs.executescript(path.read_text(encoding="utf-8").replace(
            "tokenize = 'quoth'", "tokenize = 'ascii'"))
    expected = [(*rest, sql.replace("tokenize = 'ascii'",
                                    "tokenize = 'quoth'"))
                for *rest, sql in objects(theirs)]
    assert objects(ours) == expected
    settings = {name: ours.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version", "page_size",
                             "journal_mode")}
    assert settings == {
        "application_id": int.from_bytes(b"quot", "big"),
        "user_version": len(list(SCHEMA.glob("[0-9]*.sql"))),
        "page_size": 16384, "journal_mode": "wal"}
    ours.close()
    theirs.close()


def case_plain_sql(box):
    """Anyone may read the archive with plain SQL: the view of what was
    spoken needs nothing of ours."""
    box.indexed("First.", "[Music]", "Second.")
    title = os.path.splitext("pilots.srt")[0]
    assert box.sql("SELECT title, seq, start_ms, end_ms, speaker, text, kind "
                   "FROM spoken ORDER BY seq") == [
        (title, 0, 0, 4000, None, "First.", 0),
        (title, 1, 4000, 8000, None, "[Music]", 1),
        (title, 2, 8000, 12000, None, "Second.", 0)]
