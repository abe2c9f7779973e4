#!/usr/bin/env python3
"""Rolling captions give each word once, at the time it was spoken.

Usage: rolling.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  In DATA, youtube-rolling-vtt has rolling captions with a cleaned
text beside them: the words must be the same.  The captions of wwdc-vtt have
none; this script finds what is new in them line by line, which quoth, having
no lines left, can not do, and reads the times of words from their tags.  Of
ordinary captions nothing may be taken away.  Skipped, with a line that says
so and status 77, where the data is missing.
"""

import html
import pathlib
import re
import subprocess
import sys

CUE = re.compile(
    r"^(?:(\d+):)?(\d\d):(\d\d)\.(\d{3}) --> "
    r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3}).*\n"
    r"((?:.+\n)*)",
    re.MULTILINE,
)
TAG = re.compile(r"<(\d+):(\d\d):(\d\d)\.(\d{3})>|<[^>]*>")
RENDERED = re.compile(r"\d+ \d+(?: \(marker\))?(?: ([^|]+))? \| (.*)")
TIMED = re.compile(r"\{(\d+)(?:-\d+)?\}")


def milliseconds(hours, minutes, seconds, fraction):
    """A time's parts as one number."""
    total = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return total * 1000 + int(fraction)


def render(program, path):
    """The words of a file as quoth understands it, each with its time or
    None."""
    output = subprocess.run(
        [program, "--reduced", str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    words = []
    for line in output.split("\n"):
        if match := RENDERED.fullmatch(line):
            if match[1]:
                # A name and a colon ahead of the text.
                words += [(word, None) for word in f"{match[1]}:".split()]
            for word in match[2].split():
                time = TIMED.match(word)
                start = int(time[1]) if time else None
                words.append((TIMED.sub("", word), start))
    return words


def read_cues(path):
    """The cues of a file: start, end, lines of text with tags."""
    text = path.read_text(encoding="utf-8")
    for match in CUE.finditer(text if text.endswith("\n") else text + "\n"):
        times = match.groups()
        lines = [line for line in times[8].split("\n") if line.strip()]
        yield milliseconds(*times[:4]), milliseconds(*times[4:8]), lines


def plain(line):
    """A line's words without tags."""
    return html.unescape(TAG.sub("", line)).split()


def timed(line, start, end):
    """The words of a line in which a tag stands before each but the first,
    which starts with the cue; times outside of the cue do not count."""
    words = []
    at = 0
    for match in [*TAG.finditer(line), None]:
        piece = line[at : match.start() if match else len(line)]
        for word in html.unescape(piece).split():
            words.append((word, start))
            start = None
        if match:
            at = match.end()
            if match[2] and milliseconds(*match.groups()) <= end:
                start = milliseconds(*match.groups())
    return words


def newly_said(path):
    """The words of a file's new lines with their times."""
    shown = []
    words = []
    for start, end, lines in read_cues(path):
        texts = [plain(line) for line in lines]
        n = min(len(shown), len(texts))
        while n > 0 and shown[len(shown) - n :] != texts[:n]:
            n -= 1
        for line in lines[n:]:
            words += timed(line, start, end) if "<" in line else [
                (word, None) for word in plain(line)
            ]
        shown = texts
    return words


def without_twins(path):
    """The words of a file without cues that are there twice in a row."""
    words = []
    last = None
    for cue in read_cues(path):
        if cue != last:
            words += [
                (word, None) for line in cue[2] for word in plain(line)
            ]
        last = cue
    return words


def compare(path, found, expected):
    """Tell how a file's words differ; true where they do not."""
    if found == expected:
        return True
    at = 0
    while found[at : at + 1] == expected[at : at + 1]:
        at += 1
    print(f"{path}: {len(found)} words, expected {len(expected)}; at {at}:")
    print(f"  {found[at:at + 6]}\n  {expected[at:at + 6]}")
    return False


def main(program, data):
    """Compare all files; returns the exit status."""
    cleaned = sorted(pathlib.Path(data, "youtube-rolling-vtt").rglob("*.txt"))
    rolling = sorted(pathlib.Path(data, "wwdc-vtt/en/2004").glob("*.vtt"))
    joined = sorted(pathlib.Path(data, "wwdc-vtt/en/2014").glob("*.vtt"))
    ordinary = sorted(pathlib.Path(data, "twiml").rglob("*.vtt"))
    if not cleaned or not rolling or not joined:
        print(f"skipped: no youtube-rolling-vtt and wwdc-vtt in {data}")
        return 77
    n_words = 0
    n_differing = 0
    for path in cleaned:
        words = path.read_text(encoding="utf-8").split()
        found = [word for word, _ in render(program, path.with_suffix(".vtt"))]
        n_words += len(words)
        n_differing += not compare(path, found, words)
    for paths, read in (
        (cleaned, newly_said),
        (rolling, newly_said),
        (joined, without_twins),
        (ordinary, without_twins),
    ):
        for path in paths:
            captions = path.with_suffix(".vtt")
            words = read(captions)
            n_words += len(words)
            n_differing += not compare(
                captions, render(program, captions), words
            )
    n_files = len(cleaned) * 2 + len(rolling) + len(joined) + len(ordinary)
    print(f"{n_files} files, {n_words} words, {n_differing} differ")
    return 1 if n_differing else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
