#!/usr/bin/env python3
"""Read whisper.cpp's text a second time, by a regular expression.

Usage: reread.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Each segment of each file in DATA/whispercpp-sermons must agree
with this script's own reading of the file.  Skipped, with a line that says so
and status 77, where the data is missing.
"""

import pathlib
import re
import subprocess
import sys
import unicodedata

SOURCE = re.compile(
    r"\[(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})\]  (.*)"
)
RENDERED = re.compile(r"(\d+) (\d+)(?: \(marker\))? \| (.*)")
FILES_AT_ONCE = 100


def milliseconds(hours, minutes, seconds, fraction):
    """A time's parts as one number."""
    total = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return total * 1000 + int(fraction)


def reread(path):
    """The segments of a file, as this script understands it."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    segments = []
    for line in text.split("\n"):
        match = SOURCE.fullmatch(line)
        if not match:
            continue
        said = unicodedata.normalize("NFC", match[9])
        said = " ".join(said.split())
        if said:
            times = match.groups()
            start = milliseconds(*times[:4])
            end = milliseconds(*times[4:8])
            segments.append((start, end, said))
    return segments


def render(program, paths):
    """The segments of some files, as quoth understands them."""
    output = subprocess.run(
        [program, *map(str, paths)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    files = {}
    for line in output.split("\n"):
        if line.startswith("file "):
            segments = files.setdefault(line[5:], [])
        elif match := RENDERED.fullmatch(line):
            segments.append((int(match[1]), int(match[2]), match[3]))
    return files


def main(program, data):
    """Compare all files; returns the exit status."""
    paths = sorted(pathlib.Path(data, "whispercpp-sermons").glob("*.txt"))
    if not paths:
        print(f"skipped: no whispercpp-sermons in {data}")
        return 77
    n_segments = 0
    differing = []
    for first in range(0, len(paths), FILES_AT_ONCE):
        some = paths[first : first + FILES_AT_ONCE]
        files = render(program, some)
        for path in some:
            expected = reread(path)
            n_segments += len(expected)
            if files[str(path)] != expected:
                differing.append(path)
    for path in differing:
        print(f"{path}: read differently")
    print(f"{len(paths)} files, {n_segments} segments, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
