#!/usr/bin/env python3
"""compare.py QUOTH FOLDER - quoth beside its simplest peers, on your files.

Indexes a folder of transcripts with quoth, and the same segments with stock
FTS5, one row a segment (what most tools do), then times searches.  Everything
is built in a temporary folder and measured in this one run; times are medians
of ROUNDS.  Machines differ and are busy: look at the ratios.

What is compared: FTS5 is given ready segments, so reading and parsing the
files counts for quoth only.  FTS5 searches warm inside one process; quoth's
"search" is what it says of itself (`elapsed_ms`), in a process that has just
started, and "command" is the whole command from start to exit.  FTS5 finds
words and phrases within one segment, quoth also across segments.
"""
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
LIMIT = 10
KINDS = [
    ("a rare word", ["hezekiah"], "hezekiah"),
    ("a common word", ["the"], "the"),
    ("two words", ["grace", "mercy"], "grace AND mercy"),
    ("a phrase", ['"the kingdom of god"'], '"the kingdom of god"'),
    ("a common phrase", ['"and then you"'], '"and then you"'),
    ("a prefix", ["pray*"], "pray*"),
    ("one of five", ["lord OR god OR jesus OR holy OR amen"],
     "lord OR god OR jesus OR holy OR amen"),
]


def children_cpu():
    """CPU seconds of all finished children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(action):
    """The wall milliseconds of one call."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def median_ms(action):
    """The median over the rounds, after one that is not counted."""
    action()
    return statistics.median(timed(action) for _ in range(ROUNDS))


def command(*args):
    """An action that runs a command, whatever it finds."""
    return lambda: subprocess.run(args, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False)


def elapsed_ms(*args):
    """The median of what quoth says a search took."""
    def once():
        out = subprocess.run([*args, "--json"], stdout=subprocess.PIPE,
                             check=False).stdout
        return json.loads(out.splitlines()[-1])["elapsed_ms"]
    once()
    return statistics.median(once() for _ in range(ROUNDS))


def build_fts5(archive, path):
    """Stock FTS5 with a row a segment, its text stored; the CPU seconds."""
    rows = sqlite3.connect(archive).execute(
        "SELECT text FROM segment JOIN line ON line.id = line").fetchall()
    peer = sqlite3.connect(path)
    peer.execute("PRAGMA journal_mode = WAL")
    start = time.process_time()
    peer.execute("CREATE VIRTUAL TABLE cue USING fts5(text)")
    peer.executemany("INSERT INTO cue VALUES (?)", rows)
    peer.commit()
    peer.execute("INSERT INTO cue (cue) VALUES ('optimize')")
    peer.commit()
    return peer, time.process_time() - start


def show(name, ours, theirs, unit, more=""):
    """One line of the table."""
    print(f"{name:34} {ours:10.1f} {theirs:10.1f} {unit:4} "
          f"{theirs / max(ours, 1e-9):8.1f} x {more}")


def main():
    """Measure and print."""
    quoth, folder = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as scratch:
        archive = os.path.join(scratch, "archive.db")
        peer_file = os.path.join(scratch, "fts5.db")
        before = children_cpu()
        wall = timed(command(quoth, "--db", archive, "index", folder))
        ours = children_cpu() - before
        peer, theirs = build_fts5(archive, peer_file)
        n_bytes = sum(os.path.getsize(os.path.join(where, name))
                      for where, _, names in os.walk(folder)
                      for name in names)
        print(f"{n_bytes / 1e6:.0f} MB of files; FTS5 of SQLite "
              f"{sqlite3.sqlite_version}; indexed in {wall / 1000:.1f} s\n")
        print(f"{'':34} {'quoth':>10} {'FTS5':>10}")
        show("index, CPU", ours, theirs, "s")
        show("size", os.path.getsize(archive) / 1e6,
             os.path.getsize(peer_file) / 1e6, "MB")
        again = median_ms(command(quoth, "--db", archive, "index", folder))
        print(f"{'index again, nothing changed':34} {again:10.1f} "
              f"{'':10} ms\n")
        print(f"{'best ' + str(LIMIT):34} {'quoth':>10} {'FTS5':>10}"
              f"{'':16} command")
        for name, ask, match in KINDS:
            whole = ["--db", archive, "search", "--", *ask]
            show(name,
                 elapsed_ms(quoth, "--db", archive, "search", *ask),
                 median_ms(lambda match=match: peer.execute(
                     "SELECT rowid, text FROM cue WHERE cue MATCH ? "
                     "ORDER BY rank LIMIT ?", (match, LIMIT)).fetchall()),
                 "ms", f"{median_ms(command(quoth, *whole)):6.1f} ms")
        if shutil.which("rg"):
            print(f"\n{'':34} {'quoth':>10} {'ripgrep':>10}")
            show("a rare word",
                 median_ms(command(quoth, "--db", archive, "hezekiah")),
                 median_ms(command("rg", "-i", "hezekiah", folder)), "ms")


if __name__ == "__main__":
    main()
