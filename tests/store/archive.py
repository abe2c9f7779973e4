"""A box with an archive that is looked into by plain SQL."""

import hashlib
import os
import pathlib
import random
import sqlite3
import time

import harness
from harness import Skip  # noqa: F401  (for the cases)

NOBODY = 65534

OUTCOMES = """indexed unchanged alternate copy renamed skipped failed removed
forgotten""".split()

# What must give no row, whatever was done to an archive: rows without their
# partner, and counts that disagree.
NEVER = (
    "SELECT 'a line is counted wrong', line.id FROM line LEFT JOIN "
    "(SELECT line AS id, count(*) AS n FROM segment GROUP BY line) AS used "
    "ON used.id = line.id WHERE n IS NULL OR n_said <> n",
    "SELECT 'a segment without its line', transcript FROM segment "
    "WHERE line NOT IN (SELECT id FROM line)",
    "SELECT 'a text twice', min(id) FROM line GROUP BY text "
    "HAVING count(*) > 1",
    "SELECT 'a speaker without a voice', id FROM speaker "
    "WHERE id NOT IN (SELECT speaker FROM voice)",
    "SELECT 'a voice that says nothing', speaker FROM voice WHERE NOT EXISTS "
    "(SELECT 1 FROM segment WHERE segment.transcript = voice.transcript "
    "AND segment.speaker = voice.speaker)",
    "SELECT 'a recording without a transcript', id FROM recording "
    "WHERE id NOT IN (SELECT recording FROM transcript)",
    "SELECT 'a recording without its file', id FROM recording WHERE NOT "
    "EXISTS (SELECT 1 FROM file WHERE file.recording = recording.id "
    "AND file.outcome IN ('indexed', 'failed'))",
    "SELECT 'a transcript of another file', transcript.id FROM transcript "
    "JOIN file ON file.id = transcript.file "
    "WHERE file.recording IS NOT transcript.recording "
    "OR file.outcome NOT IN ('indexed', 'failed')",
    "SELECT 'a transcript without places', id FROM transcript "
    "WHERE id NOT IN (SELECT transcript FROM place)",
    "SELECT 'a wrong number of segments', id FROM transcript "
    "WHERE n_segments <> (SELECT count(*) FROM segment "
    "WHERE segment.transcript = transcript.id) OR n_segments <> 1 + "
    "(SELECT max(seq) FROM segment WHERE segment.transcript = transcript.id)",
    "SELECT 'a file indexed without a recording', id FROM file "
    "WHERE outcome IN ('indexed', 'copy') AND recording IS NULL",
    "SELECT 'a file indexed without its facts', id FROM file "
    "WHERE outcome = 'indexed' AND (format IS NULL OR hash IS NULL)",
    "SELECT 'a content indexed twice', min(id) FROM file "
    "WHERE outcome = 'indexed' GROUP BY hash HAVING count(*) > 1",
    "SELECT 'a recording of a file that has none', id FROM file "
    "WHERE outcome IN ('skipped', 'forgotten') AND recording IS NOT NULL",
    "SELECT 'a file with two transcripts', file FROM transcript "
    "GROUP BY file HAVING count(*) > 1",
    "SELECT 'a recording with two transcripts in a language', recording "
    "FROM transcript GROUP BY recording, language HAVING count(*) > 1",
    "SELECT 'a vocabulary with another number of tokens', 0 "
    "WHERE NOT EXISTS (SELECT 1 FROM behind) AND "
    "(SELECT total(n_said) FROM term) <> "
    "(SELECT total(n_tokens) FROM transcript)",
)


class Moments:
    """Moments at random within runs whose length nobody knows, and which
    differ from machine to machine: they come sooner once a run was done
    before its moment, and later while runs are met."""

    def __init__(self, seed, seconds=0.1):
        self.chance = random.Random(seed)
        self.seconds = seconds
        self.n_met = 0

    def wait(self):
        """Sleep until the moment."""
        time.sleep(self.chance.random() * self.seconds)

    def tell(self, was_met):
        """Whether the run was still at work."""
        self.n_met += was_met
        self.seconds = min(5, self.seconds * (1.2 if was_met else 0.7))


class Box(harness.Box):
    """A folder with talks, an archive, and what is in it."""

    def __init__(self, quoth, data, folder):
        super().__init__(quoth, None, folder)
        self.data = data
        self.shared = folder.parent  # with the other cases of the group

    def connect(self, db=None):
        """A connection that only reads."""
        path = pathlib.Path(db or self.db).resolve()
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True,
                               timeout=30)

    def sql(self, question, *values, db=None):
        """All rows that an SQL query gives."""
        connection = self.connect(db)
        connection.text_factory = bytes
        try:
            return [tuple(text(value) for value in row)
                    for row in connection.execute(question, values)]
        finally:
            connection.close()

    def dump(self, db=None):
        """Every row of every table, the index's own ones too."""
        tables = self.sql("SELECT name FROM sqlite_schema "
                          "WHERE type = 'table' "
                          "AND sql NOT LIKE 'CREATE VIRTUAL%'", db=db)
        return {name: sorted(self.sql(f"SELECT * FROM \"{name}\"", db=db),
                             key=repr)
                for name, in tables}

    def holdings(self):
        """What the archive holds of each file, by its path from the root:
        (outcome, recording, transcript, segments)."""
        segments = {}
        for transcript, *segment in self.sql(
                "SELECT transcript, start_ms, end_ms, name, text "
                "FROM segment JOIN line ON line.id = line "
                "LEFT JOIN speaker ON speaker.id = speaker "
                "ORDER BY transcript, seq"):
            segments.setdefault(transcript, []).append(tuple(segment))
        return {path: (outcome, recording, transcript,
                       segments.get(transcript))
                for path, outcome, recording, transcript in self.sql(
                    "SELECT path, outcome, file.recording, transcript.id "
                    "FROM file LEFT JOIN transcript "
                    "ON transcript.recording = file.recording")}

    def expect_sound(self):
        """The archive keeps its promises, by its own check and by SQL."""
        self.run("check", "--full").expect(0)
        for question in NEVER:
            rows = self.sql(question)
            assert not rows, rows[:5]
        rows = self.sql("PRAGMA foreign_key_check")
        assert not rows, rows[:5]
        return self

    def update(self, *args, code=0, root=None):
        """Index the talks; each file's last outcome by its path from the
        root.  The archive must be sound, and `list --files` agree."""
        root = root or self.talks
        result = self.run("index", "--json", *args, str(root)).expect(code)
        records = result.records()
        summary = records.pop()
        outcomes = {}
        for record in records:
            outcomes[os.path.relpath(record["path"], root)] = (
                record["outcome"])
            summary[record["outcome"]] -= 1
        assert not any(summary[name] for name in OUTCOMES), summary
        self.expect_sound()
        self.expect_listed(records)
        return outcomes

    def expect_listed(self, records):
        """`list --files` says of each file what the run said of it."""
        listed = {one["path"]: one
                  for one in self.run("list", "--files", "--json").records()}
        for record in records:
            if record["outcome"] == "removed":
                assert record["path"] not in listed
            elif record["outcome"] in ("indexed", "copy", "failed"):
                row = listed.get(record["path"])
                if row is None:  # a folder, or a root, that failed
                    continue
                # What comes later in a run may still give a good file
                # another place.
                if record["outcome"] == "failed" or row["outcome"] == "failed":
                    assert row["outcome"] == record["outcome"], (record, row)
                for field in ("code", "size_bytes"):
                    assert row[field] == record[field], (record, row)
            elif record["outcome"] == "renamed":
                assert listed[record["path"]]["outcome"] == "indexed"

    def write(self, name, *lines):
        """Write a transcript; returns the segments it must become."""
        self.srt(name, *lines)
        return captions(*lines)

    def path(self, name):
        """A path below the talks."""
        return self.talks / name

    def recording_of(self, name):
        """The recording of a file."""
        rows = self.sql("SELECT recording FROM file WHERE path = ?", name)
        assert len(rows) == 1, (name, rows)
        return rows[0][0]

    def shown(self, recording):
        """A recording's segments, as `show` tells them."""
        records = self.run("show", str(recording), "--json").records()
        assert records[0]["id"] == recording
        return [(one["start_ms"], one["end_ms"], one["speaker"], one["text"])
                for one in records[1:]]

    def found(self, query):
        """The paths of the recordings with hits for a query."""
        records = self.run("search", "--json", "-n", "1000", query).records()
        return sorted(one["recording"]["path"] for one in records[:-1])


def text(value):
    """A column's value; what is no UTF-8 keeps its bytes."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value
    return value


def age(path, seconds=100):
    """Make a file's time another one."""
    facts = os.stat(path)
    os.utime(path, ns=(facts.st_atime_ns,
                       facts.st_mtime_ns - seconds * 10 ** 9))


def captions(*lines, seconds=4):
    """The segments of a file that Box.srt() writes."""
    return [(i * seconds * 1000, (i + 1) * seconds * 1000, None, line)
            for i, line in enumerate(lines)]


def sha256(path):
    """A file's content, in short."""
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


WORDS = """harbour pilot tide anchor rope lantern captain storm engine radio
window bread market river bridge winter morning silver horse letter garden
doctor music paper number engine whale island ladder candle""".split()


def speech(seed, n_lines):
    """Reproducible lines, of which some are common to many files, some loop
    and some are markers."""
    chance = random.Random(seed)
    lines = []
    while len(lines) < n_lines:
        kind = chance.randrange(20)
        if kind == 0:
            lines += ["[Music]"] * chance.randrange(1, 5)
        elif kind == 1:
            lines += [f"Over and over {chance.randrange(3)}."] * 3
        elif kind < 6:
            lines.append(f"This is a common line {chance.randrange(40)}.")
        else:
            lines.append(" ".join(chance.choice(WORDS) for _ in range(8)))
    return lines[:n_lines]


def fill(box, n_files, n_lines, seed=0, folder=None):
    """Many transcripts, among them copies, failures and other files."""
    folder = pathlib.Path(folder or box.talks)
    for i in range(n_files):
        sub = folder / f"part{i % 3}"
        sub.mkdir(exist_ok=True)
        if i % 4 == 3:
            body = "\n".join(
                f"00:{k // 60:02}:{k % 60:02}.000 --> "
                f"00:{k // 60:02}:{k % 60:02}.900\n"
                f"<v Speaker {(k + i) % 5}>{line}\n"
                for k, line in enumerate(speech(seed * 1000 + i, n_lines)))
            (sub / f"talk{i:04}.vtt").write_text(f"WEBVTT\n\n{body}")
        else:
            box.srt(f"talk{i:04}.srt", *speech(seed * 1000 + i, n_lines),
                    folder=sub)
    (folder / "copy.srt").write_bytes(
        (folder / "part0" / "talk0000.srt").read_bytes())
    (folder / "empty.srt").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"nothing that was said\n" * 3)
    (folder / "cover.jpg").write_bytes(bytes(range(256)) * 20)
