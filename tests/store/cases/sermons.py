"""1,399 real transcripts of whisper.cpp, read a second time by a regular
expression: not a segment may differ."""

import functools
import json
import re
import shutil
import subprocess
import unicodedata

from archive import Skip

LINE = re.compile(r"\[(\d+):(\d\d):(\d\d)\.(\d{3}) --> "
                  r"(\d+):(\d\d):(\d\d)\.(\d{3})\](.*)")
N_SHOWN = 40
LONG_LOOP = 1000


def sermons(box):
    """The folder of the transcripts."""
    folder = box.data / "whispercpp-sermons"
    if not any(folder.glob("*.txt")):
        raise Skip(f"no transcripts in {folder}")
    return folder


def milliseconds(hours, minutes, seconds, fraction):
    """A time's parts as one number."""
    minutes = int(hours) * 60 + int(minutes)
    return (minutes * 60 + int(seconds)) * 1000 + int(fraction)


@functools.lru_cache(maxsize=None)
def reread(path):
    """The segments of a file, as this script understands it."""
    segments = []
    for line in path.read_bytes().decode("utf-8", "replace").split("\n"):
        match = LINE.fullmatch(line)
        if match:
            said = " ".join(unicodedata.normalize("NFC", match[9]).split())
            if said:
                segments.append((milliseconds(*match.groups()[:4]),
                                 milliseconds(*match.groups()[4:8]), said))
    return segments


def longest_loop(segments):
    """How often one line is said back to back, at most."""
    longest = run = 0
    before = None
    for _, _, said in segments:
        run = run + 1 if said == before else 1
        before = said
        longest = max(longest, run)
    return longest


def index(box):
    """The archive, made by the first case that needs it; returns the folder
    of the transcripts."""
    folder = sermons(box)
    box.db = box.shared / "archive.db"
    box.env["QUOTH_DB"] = str(box.db)
    if not box.db.exists():
        result = box.run("index", "--json", str(folder)).expect(3)
        (box.shared / "told").write_bytes(result.raw_out)
    return folder


def told(box):
    """What the first run told: each file's record, and the summary."""
    lines = (box.shared / "told").read_bytes().splitlines()
    records = [json.loads(line) for line in lines]
    return {one["path"]: one for one in records[:-1]}, records[-1]


def case_outcomes(box):
    """Files with segments are indexed, empty ones fail as empty, and each is
    told once."""
    folder = index(box)
    files, summary = told(box)
    paths = sorted(folder.iterdir())
    assert sorted(files) == [str(path) for path in paths]
    n_segments = 0
    for path in paths:
        record = files[str(path)]
        segments = reread(path)
        n_segments += len(segments)
        if segments:
            assert record["outcome"] in ("indexed", "copy"), record
        elif path.stat().st_size == 0:
            assert (record["outcome"], record["code"]) == ("failed", "empty")
        else:
            assert record["outcome"] in ("failed", "skipped"), record
    assert summary["segments"] == n_segments
    assert summary["bytes"] == sum(path.stat().st_size for path in paths
                                   if files[str(path)]["code"] != "empty")


def case_segments_by_sql(box):
    """Every segment of every file, by a plain join: times and text."""
    folder = index(box)
    stored = {}
    connection = box.connect()
    for path, *segment in connection.execute(
            "SELECT path, start_ms, end_ms, text FROM file "
            "JOIN transcript ON transcript.recording = file.recording "
            "JOIN segment ON segment.transcript = transcript.id "
            "JOIN line ON line.id = segment.line "
            "WHERE outcome IN ('indexed', 'copy') "
            "ORDER BY path, segment.transcript, seq"):
        stored.setdefault(path, []).append(tuple(segment))
    connection.close()
    for path in sorted(folder.iterdir()):
        assert stored.pop(path.name, []) == reread(path), path
    assert not stored


def case_segments_by_show(box):
    """`show` tells the same: a sample, and all with long loops."""
    folder = index(box)
    files, _ = told(box)
    paths = [path for path in sorted(folder.iterdir()) if reread(path)]
    looping = [path for path in paths
               if longest_loop(reread(path)) > LONG_LOOP]
    assert len(looping) >= 5, looping
    for path in paths[::len(paths) // N_SHOWN] + looping:
        number = files[str(path)]["recording"]
        shown = [segment[:2] + segment[3:] for segment in box.shown(number)]
        assert shown == reread(path), path


def case_check(box):
    """The archive is sound."""
    index(box)
    box.expect_sound()


def expect_loop(box, query, said, count):
    """Where a line is said over and over, that is one hit with its count and
    its last time."""
    folder = index(box)
    runs = []  # (path, first segment, last end)
    for path in sorted(folder.iterdir()):
        segments = reread(path)
        at = 0
        while at < len(segments):
            end = at + 1
            while end < len(segments) and segments[end][2] == segments[at][2]:
                end += 1
            if segments[at][2] == said and end - at == count:
                runs.append((path, segments[at], segments[end - 1][1]))
            at = end
    assert len(runs) == 1, runs
    path, first, end_ms = runs[0]
    hits = box.run("search", "--json", "-n", "1000", "--all",
                   query).expect(0).records()
    found = [hit for hit in hits[:-1] if hit.get("loops") == count]
    assert len(found) == 1, (len(hits), [hit.get("loops") for hit in hits])
    assert found[0]["recording"]["path"] == str(path)
    assert first[0] <= found[0]["start_ms"] < first[1]
    assert found[0]["loop_end_ms"] == end_ms


def case_loop_of_markers(box):
    """5,046 times (people chattering)."""
    expect_loop(box, "is:marker people chattering", "(people chattering)",
                5046)


def case_loop_of_speech(box):
    """One hit for each place where the same line loops, however long."""
    folder = index(box)
    said = "God is gracious near the Lord I retreat"
    counts = {}
    for path in sorted(folder.iterdir()):
        n = sum(said in segment[2] for segment in reread(path))
        if n:
            counts[path] = n
    assert max(counts.values()) > 1000, counts
    records = box.run("search", "--json", "-n", "1000",
                      f'"{said}"').expect(0).records()
    paths = [hit["recording"]["path"] for hit in records[:-1]]
    assert 1 <= len(paths) <= 5, paths
    looping = max(counts, key=counts.get)
    hit = next(hit for hit in records if hit.get("loops", 1) > 1000)
    assert hit["recording"]["path"] == str(looping)
    last = [segment for segment in reread(looping) if said in segment[2]][-1]
    assert hit["loop_end_ms"] == last[1], (hit, last)


def case_second_run_opens_nothing(box):
    """A second run finds all unchanged and opens no transcript."""
    folder = index(box)
    files, _ = told(box)
    log = box.folder / "trace"
    command = [box.quoth, "index", "--json", str(folder)]
    if not shutil.which("strace"):
        raise Skip("there is no strace")
    done = subprocess.run(["strace", "-f", "-qq", "-e",
                           "trace=open,openat,openat2", "-o", log, *command],
                          env=box.env, capture_output=True, timeout=120,
                          check=False)
    if not log.exists() or b"strace:" in done.stderr:
        raise Skip("strace may not trace here")
    assert done.returncode == 3, done.stderr
    text = log.read_text(errors="replace")
    assert str(folder) in text, "the trace shows nothing"
    opened = re.findall(r'open\w*\([^"]*"([^"]*\.txt)"', text)
    assert not opened, opened[:5]
    result = box.run("index", "--json", str(folder)).expect(3)
    records = result.records()
    assert records.pop()["bytes"] == 0
    for record in records:
        before = files[record["path"]]["outcome"]
        expected = {"indexed": "unchanged", "copy": "unchanged"}
        assert record["outcome"] == expected.get(before, before)


def case_search_against_counting(box):
    """Words are found in exactly the recordings that say them."""
    folder = index(box)
    for word in ("philippines", "whale", "chrysostom"):
        pattern = re.compile(rf"(?<!\w){word}(?!['’]?\w)", re.IGNORECASE)
        saying = {str(path) for path in folder.iterdir()
                  if any(pattern.search(said) and said[0] not in "[(*♪"
                         for _, _, said in reread(path))}
        records = box.run("search", "--json", "-n", "1000", "--exact",
                          word).expect(0 if saying else 1).records()
        found = {hit["recording"]["path"] for hit in records[:-1]}
        assert len(records) < 1000 and found == saying, (
            word, found ^ saying)
