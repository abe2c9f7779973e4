#!/usr/bin/env python3
"""Read whisper.cpp's lines of one token each a second time.

Usage: retoken.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  All bytes behind the two spaces of the lines in
DATA/whispercpp-token-lines, put together without regard to lines, must give
the same words at the same times.  Skipped, with a line that says so and status
77, where the data is missing.
"""

import pathlib
import re
import subprocess
import sys
import unicodedata

SOURCE = re.compile(
    rb"\[(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})\]  (.*)"
)
TURN = b"[SPEAKER_TURN]"
RENDERED = re.compile(r"(\d+) (\d+)(?: \(marker\))? \| (.*)")
TIMED = re.compile(r"\{(\d+)-(\d+)\}")


def milliseconds(hours, minutes, seconds, fraction):
    """A time's parts as one number."""
    total = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return total * 1000 + int(fraction)


def reread(path):
    """The words of a file, each with its start, as this script reads it."""
    words = []
    is_new = True
    for line in path.read_bytes().split(b"\n"):
        match = SOURCE.fullmatch(line)
        if not match:
            continue
        text = match[9]
        piece = text.removesuffix(TURN).strip()
        if piece:
            if is_new or text.startswith(b" "):
                words.append([b"", milliseconds(*match.groups()[:4])])
            words[-1][0] += piece
            is_new = False
        is_new = is_new or text.endswith(TURN)
    return [
        (unicodedata.normalize("NFC", word.decode("utf-8", "replace")), start)
        for word, start in words
    ]


def render(program, path):
    """The words of a file, each with its start, as quoth understands it.
    Inside of a description only the first has one."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    words = []
    for line in output.split("\n"):
        if match := RENDERED.fullmatch(line):
            for word in match[3].split():
                time = TIMED.match(word)
                start = int(time[1]) if time else None
                words.append((TIMED.sub("", word), start))
    return words


def is_same(found, expected):
    """Whether two words agree, where the first may have no time."""
    return found[0] == expected[0] and found[1] in (None, expected[1])


def main(program, data):
    """Compare all files; returns the exit status."""
    paths = sorted(pathlib.Path(data, "whispercpp-token-lines").rglob("*.txt"))
    if not paths:
        print(f"skipped: no whispercpp-token-lines in {data}")
        return 77
    n_words = 0
    n_without_time = 0
    n_differing = 0
    for path in paths:
        expected = reread(path)
        found = render(program, path)
        n_words += len(expected)
        n_without_time += sum(start is None for _, start in found)
        if len(found) != len(expected) or not all(
            map(is_same, found, expected)
        ):
            n_differing += 1
            at = 0
            while at < min(len(found), len(expected)) and is_same(
                found[at], expected[at]
            ):
                at += 1
            print(f"{path}: {len(found)} words, expected {len(expected)}; at "
                  f"{at}: {found[at:at + 4]}, expected {expected[at:at + 4]}")
    print(f"{len(paths)} files, {n_words} words, {n_without_time} without a "
          f"time, {n_differing} files differ")
    return 1 if n_differing or n_without_time > n_words / 1000 else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
