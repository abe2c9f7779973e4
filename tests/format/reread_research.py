#!/usr/bin/env python3
"""Read the formats of speech research a second time, by other means.

Usage: reread_research.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Of each Praat TextGrid, CTM, Rev .nlp and CORAAL interview in
DATA, this script's own reading must have the same words in the same order of
time; of CTM also with the same times, of TextGrid and CORAAL with the same
segments.  Skipped, with a line that says so and status 77, where the data is
missing.
"""

import pathlib
import re
import subprocess
import sys
import unicodedata

SEGMENT = re.compile(r"(-?\d+) (-?\d+)(?: \(marker\))?(?: (.*?))? \| (.*)")
WORD = re.compile(r"\{(\d+)-(\d+)\}(\S+)")


def plain(text):
    """A text as quoth keeps it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def milliseconds(seconds):
    """A decimal number of seconds, cut to milliseconds."""
    whole, _, fraction = seconds.partition(".")
    return int(whole) * 1000 + int((fraction + "000")[:3])


def render(program, path):
    """The segments of a file, as quoth understands it."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    matches = map(SEGMENT.fullmatch, output.split("\n"))
    return [
        (int(match[1]), int(match[2]), match[3] or "", match[4])
        for match in matches
        if match
    ]


def check_textgrid(path, segments):
    """All labels of all tiers, in the order of time."""
    text = path.read_bytes().decode("utf-16")
    expected = []
    tier = ""
    for match in re.finditer(
        r'name = "(.*?)" *\n'
        r'|xmin = (\S+) *\n *xmax = (\S+) *\n *text = "((?:[^"]|"")*)"',
        text,
    ):
        if match[1] is not None:
            tier = match[1]
            continue
        said = plain(match[4].replace('""', '"'))
        if not said:
            continue
        times = milliseconds(match[2]), milliseconds(match[3])
        if tier == "Notes":
            expected.append((*times, "", f"[{said}]"))
        else:
            expected.append((*times, tier, said))
    expected.sort(key=lambda segment: segment[0])
    return expected == segments


def check_ctm(path, segments):
    """All words with their times, and no other."""
    expected = []
    for line in path.read_text("utf-8").split("\n"):
        fields = line.split()
        if len(fields) >= 5:
            start = milliseconds(fields[2])
            end = start + milliseconds(fields[3])
            expected.append((start, end, plain(fields[4])))
    words = []
    for _, _, _, text in segments:
        for match in WORD.finditer(text):
            words.append((int(match[1]), int(match[2]), match[3]))
    return expected == words


def check_nlp(path, segments):
    """All tokens with their punctuation, speaker by speaker."""
    lines = path.read_text("utf-8").split("\n")
    names = lines[0].split("|")
    expected = []
    for line in lines[1:]:
        row = dict(zip(names, line.split("|")))
        if row.get("token"):
            token = re.sub(r"^<(.*)>$", r"[\1]", row["token"])
            said = row.get("prepunctuation", "") + token + row["punctuation"]
            expected.append(("Speaker " + row["speaker"], plain(said)))
    found = [
        (speaker, word)
        for _, _, speaker, text in segments
        for word in text.split(" ")
    ]
    return expected == [pair for pair in found if pair[1]]


def check_interview(path, segments):
    """All lines but pauses."""
    expected = []
    for line in path.read_text("utf-8").split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) != 5 or re.fullmatch(r"\(pause [^)]*\)", cells[3]):
            continue
        said = re.sub(r"/(\?+|unintelligible)/", "{unintelligible}", cells[3])
        said = re.sub(r"/([^/]+)/", r"\1", re.sub(r"[\[\]]", "", said))
        said = said.translate(str.maketrans("<>{}", "[][]"))
        times = milliseconds(cells[2]), milliseconds(cells[4].strip())
        expected.append((*times, cells[1], plain(said)))
    return expected == segments


CHECKS = [
    ("textgrid/**/*.TextGrid", check_textgrid),
    ("rev-speech/**/*.ctm", check_ctm),
    ("rev-speech/**/*.nlp", check_nlp),
    ("rev-speech/coraal-multi/coraal_transcripts/**/*.txt", check_interview),
]


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    n_files = 0
    n_failed = 0
    for pattern, check in CHECKS:
        for path in sorted(data.glob(pattern)):
            n_files += 1
            if not check(path, render(program, path)):
                n_failed += 1
                print(f"{path}: read differently")
    if n_files == 0:
        print(f"skipped: {data} has no files of speech research")
        return 77
    print(f"{n_files} files, {n_failed} read differently")
    return n_failed > 0


if __name__ == "__main__":
    sys.exit(main())
