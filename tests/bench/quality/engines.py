"""Asks quoth, and two peers on the same segments.

Each engine answers a query with hits in order: a path, a time, the text.
The peers are what a programmer builds in an afternoon: stock FTS5 with a row
a cue, and Xapian with a document of five cues, English stems and spelling.
"""
import json
import os
import re
import sqlite3
import subprocess
import time
from collections import Counter

from transcripts import stem_of, words_of

try:
    import xapian
except ImportError:
    xapian = None

LIMIT = 10
CUES_A_PASSAGE = 5


class Hit:
    """One answer: where it begins and ends, and what it shows.

    `is_block` says that the times are those of what is shown, as the peers'
    are, not of the words that were found in it.

    `stems` are those of all files of its recording, where the engine knows
    which files render the same one.
    """

    __slots__ = ("path", "start", "end", "text", "is_block", "speaker",
                 "stems")

    def __init__(self, path, start, end, text, is_block=True, speaker=None):
        self.path, self.text = path, text
        self.stems = {stem_of(path)}
        self.start, self.end = start, end
        self.is_block, self.speaker = is_block, speaker


class Answer:
    """The hits, how long it took, and how the engine failed if it did."""

    __slots__ = ("hits", "ms", "error", "summary")

    def __init__(self, hits, ms, error=None, summary=None):
        self.hits, self.ms, self.error = hits, ms, error
        self.summary = summary or {}


class Quoth:
    """The command, a process a query."""

    name = "quoth"

    def __init__(self, command, archive):
        self.command, self.archive = command, str(archive)
        self.stems = {}

    def index(self, *folders):
        """Index folders; the seconds it took."""
        started = time.monotonic()
        done = subprocess.run([self.command, "index", "--quiet", "--db",
                               self.archive, *map(str, folders)],
                              stderr=subprocess.PIPE)
        if done.returncode not in (0, 3):
            raise SystemExit(done.stderr.decode(errors="replace"))
        seconds = time.monotonic() - started
        for row in self.files():
            self.stems.setdefault(row.get("recording"), set()).add(
                stem_of(row["path"]))
        return seconds

    def files(self):
        """What `list --files` tells; nothing where it is not known."""
        done = subprocess.run([self.command, "list", "--files", "--json",
                               "--db", self.archive], capture_output=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def unread(self, drawn):
        """The paths that it did not take for transcripts, or could not read,
        and of those drawn from the ones that it has from another of them in
        the same folder, which may be another translation.
        """
        rows = self.files()
        twins = {(row["recording"], os.path.dirname(row["path"]))
                 for row in rows
                 if row["outcome"] == "indexed" and row["path"] in drawn}
        return {row["path"] for row in rows
                if row["outcome"] in ("skipped", "failed")
                or (row["outcome"] == "alternate" and
                    (row["recording"], os.path.dirname(row["path"])) in twins)}

    def ask(self, query):
        """Search; the query goes through standard input, whole."""
        done = subprocess.run([self.command, "search", "--json", "-n",
                               str(LIMIT), "--db", self.archive, "-"],
                              input=query.quoth.encode(), capture_output=True)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        hits = [self.hit(row) for row in rows if row["type"] == "hit"]
        summary = rows[-1] if rows and rows[-1]["type"] == "summary" else {}
        error = None
        if done.returncode not in (0, 1):
            error = done.stderr.decode(errors="replace").strip()
        return Answer(hits, summary.get("elapsed_ms", 0.0), error, summary)

    def hit(self, row):
        """A hit is where its first match begins."""
        matches = row["matches"]
        start = matches[0]["start_ms"] if matches else row["start_ms"]
        end = matches[-1]["end_ms"] if matches else row["end_ms"]
        hit = Hit(row["recording"]["path"], start, end, row["text"],
                  is_block=False, speaker=row.get("speaker"))
        hit.stems |= self.stems.get(row["recording"]["id"], set())
        return hit


def rows_of(recordings, size):
    """(path, start, end, text) of every `size` segments."""
    for recording in recordings:
        for i in range(0, len(recording.segments), size):
            part = recording.segments[i:i + size]
            yield (str(recording.path), part[0].start, part[-1].end,
                   " ".join(one.text for one in part))


class Fts:
    """Stock FTS5, a row a cue, ordered by bm25."""

    name = "fts5"

    def __init__(self, path):
        self.path, self.connection = str(path), None

    def build(self, recordings):
        """Write the table."""
        connection = sqlite3.connect(self.path)
        connection.execute("CREATE VIRTUAL TABLE cue USING fts5(text, "
                           "path UNINDEXED, start UNINDEXED, end UNINDEXED)")
        connection.executemany(
            "INSERT INTO cue(path, start, end, text) VALUES (?, ?, ?, ?)",
            rows_of(recordings, 1))
        connection.commit()
        connection.close()

    def ask(self, query):
        """Search; `query.form` says how the words are put together."""
        if self.connection is None:
            self.connection = sqlite3.connect(self.path)
        words = words_of(query.words)
        glue = " OR " if query.form == "or" else " "
        text = glue.join(f'"{word}"' for word in words)
        if query.form == "phrase":
            text = f'"{" ".join(words)}"'
        started = time.perf_counter()
        rows = self.connection.execute(
            "SELECT path, start, end, text FROM cue WHERE cue MATCH ? "
            "ORDER BY rank LIMIT ?", (text, LIMIT)).fetchall()
        return Answer([Hit(*row) for row in rows],
                      (time.perf_counter() - started) * 1000)


class Xapian:
    """Xapian, five cues a document, its own parser, BM25."""

    name = "xapian"

    def __init__(self, path):
        self.path, self.database = str(path), None

    def build(self, recordings):
        """Write the database."""
        database = xapian.WritableDatabase(self.path,
                                           xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for row in rows_of(recordings, CUES_A_PASSAGE):
            document = xapian.Document()
            document.set_data(json.dumps(row))
            generator.set_document(document)
            generator.index_text(row[3])
            database.add_document(document)
        self.add_spellings(database, recordings)
        database.commit()
        database.close()

    @staticmethod
    def add_spellings(database, recordings):
        """Every word once; Xapian's own way, word by word, takes minutes."""
        count = Counter()
        for recording in recordings:
            count.update(recording.said.split())
        for word, n in count.items():
            if n > 1 and len(word.encode()) < 60:
                database.add_spelling(word, n)

    def known(self, word):
        """The word, or what Xapian suggests where it is never said."""
        if self.database.term_exists(word):
            return word
        suggestion = self.database.get_spelling_suggestion(word, 2)
        return suggestion.decode() or word

    def parsed(self, query):
        """Any of the words, or the phrase, as Xapian's own query."""
        parser = xapian.QueryParser()
        parser.set_stemmer(xapian.Stem("en"))
        parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        words = words_of(query.words)
        if query.form == "phrase":
            return parser.parse_query(f'"{" ".join(words)}"',
                                      xapian.QueryParser.FLAG_PHRASE)
        return parser.parse_query(" ".join(map(self.known, words)), 0)

    def ask(self, query):
        """Search."""
        if self.database is None:
            self.database = xapian.Database(self.path)
        started = time.perf_counter()
        enquire = xapian.Enquire(self.database)
        enquire.set_query(self.parsed(query))
        rows = [json.loads(match.document.get_data())
                for match in enquire.get_mset(0, LIMIT)]
        return Answer([Hit(*row) for row in rows],
                      (time.perf_counter() - started) * 1000)


def shell_line(engine, query):
    """The command that asks quoth this query again."""
    quoted = "'" + re.sub("'", "'\\\\''", query.quoth) + "'"
    return (f"printf %s {quoted} | {os.path.abspath(engine.command)} search "
            f"-n 5 --db {engine.archive} -")
