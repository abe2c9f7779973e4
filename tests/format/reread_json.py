#!/usr/bin/env python3
"""Read JSON transcripts a second time, with Python's reader.

Usage: reread_json.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Of WhisperX, YouTube's json3 and bare timings in DATA, each
segment's times, speaker and text and each word's time must agree with this
script's own reading.  Skipped, with a line that says so and status 77, where
the data is missing.
"""

import decimal
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

RENDERED = re.compile(r"(-?\d+) (-?\d+)(?: \(marker\))?(?: (.*?))? \| (.*)")
WORD_TIME = re.compile(r"\{(\d+)(?:-(\d+))?\}")


def milliseconds(seconds):
    """A number as it stands in the file, rounded half up; None for none."""
    if seconds is None:
        return None
    exact = decimal.Decimal(seconds) * 1000
    return int(exact.to_integral_value(decimal.ROUND_HALF_UP))


def plain(text):
    """A text as it is kept."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def render(program, path):
    """A file's segments: start, end, speaker, text, and times of words."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    segments = []
    for line in output.split("\n"):
        if match := RENDERED.fullmatch(line):
            times = [
                (int(start), int(end) if end else None)
                for start, end in WORD_TIME.findall(match[4])
            ]
            text = WORD_TIME.sub("", match[4])
            segments.append(
                (int(match[1]), int(match[2]), match[3], text, times)
            )
    return segments


def read_whisperx(document):
    """The segments of WhisperX, in its wrapper."""
    for segment in document["response"]["segments"]:
        times = [
            (milliseconds(word["start"]), milliseconds(word["end"]))
            for word in segment["words"]
            if word.get("start") is not None
        ]
        start = milliseconds(segment["start"])
        end = milliseconds(segment["end"])
        text = plain(segment["text"])
        yield start, end, segment.get("speaker"), text, times


def read_json3(document):
    """The events of json3 that have text."""
    for event in document["events"]:
        pieces = event.get("segs", [])
        text = plain("".join(piece["utf8"] for piece in pieces))
        if not text:
            continue
        start = int(event["tStartMs"])
        times = [
            (start + int(piece.get("tOffsetMs", 0)), None) for piece in pieces
        ]
        yield start, start + int(event["dDurationMs"]), None, text, times


def read_sentences(document):
    """Timings of sentences."""
    for text, start, end in document:
        yield milliseconds(start), milliseconds(end), None, plain(text), []


def is_same_file(program, path, read):
    """Compare segment by segment."""
    document = json.loads(
        path.read_text("utf-8"), parse_float=str, parse_int=str
    )
    return render(program, path) == list(read(document))


def are_same_words(program, path):
    """Compare bare words, whatever segments were made of them."""
    document = json.loads(
        path.read_text("utf-8"), parse_float=str, parse_int=str
    )
    expected = [
        (plain(text), (milliseconds(start), milliseconds(end)))
        for text, start, end in document
        if text.strip()
    ]
    words = []
    for *_, text, times in render(program, path):
        words.extend(zip(text.split(), times, strict=True))
    return words == expected


def main(program, data):
    """Compare all files; returns the exit status."""
    checks = []
    for pattern, read in (
        ("whisperx/*.json", read_whisperx),
        ("youtube-json3/*.json3", read_json3),
        ("3b1b-languages/*/*/*/sentence_timings.json", read_sentences),
    ):
        for path in sorted(pathlib.Path(data).glob(pattern)):
            # A file without a single timing is not recognised.
            if path.stat().st_size > len("[]\n"):
                checks.append((path, is_same_file, (read,)))
    for path in sorted(
        pathlib.Path(data).glob("3b1b-languages/*/*/*/word_timings.json")
    ):
        checks.append((path, are_same_words, ()))
    if not checks:
        print(f"skipped: no JSON transcripts in {data}")
        return 77
    differing = [
        path
        for path, check, arguments in checks
        if not check(program, path, *arguments)
    ]
    for path in differing:
        print(f"{path}: read differently")
    print(f"{len(checks)} files, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
