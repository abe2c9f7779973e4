#!/usr/bin/env python3
"""Texts that people read, a second time by regular expressions.

Usage: reread_texts.py RENDER DATA

Plain text that has the same recording as SubRip beside it must have the same
lines; Markdown, timed text and mission logs of the shared data must give the
turns that simple expressions find in them; and what is no transcript must be
refused.  Skipped, with a line that says so, where DATA is missing.
"""

import pathlib
import re
import subprocess
import sys

SKIPPED = 77

SEGMENT = re.compile(r"(-?\d+) (-?\d+)(?: \(marker\))?(?: (.*?))? \| (.*)")


def render(program, path):
    """The format that a file was taken for, None for none, and its segments:
    start, end, speaker, text."""
    out = subprocess.run([program, path], capture_output=True, check=True)
    lines = out.stdout.decode().split("\n")[1:]
    segments = [SEGMENT.fullmatch(line) for line in lines]
    head = lines[0].split()
    return (
        head[1] if head[0] == "format" else None,
        [
            (int(m[1]), int(m[2]), m[3] or "", m[4])
            for m in segments
            if m is not None
        ],
    )


def milliseconds(text):
    """A time of whole seconds."""
    value = 0
    for part in text.split(":"):
        value = value * 60 + int(part)
    return value * 1000


def letters(text):
    """What is left of a text without markup: letters and digits."""
    text = re.sub(r"\]\([^)]*\)", "", text)
    return re.sub(r"[\W_]+", "", text)


def same_lines(program, path):
    """A plain text's lines, against its SubRip's segments."""
    name, segments = render(program, path)
    _, cues = render(program, path.with_suffix(".srt"))
    return name == "plain-text" and [s[3] for s in segments] == [
        c[3] for c in cues
    ]


def same_times(program, path):
    """Lines of `hh:mm:ss text`."""
    name, segments = render(program, path)
    found = re.findall(r"(?m)^(\d\d:\d\d:\d\d) +(\S.*)$", path.read_text())
    return name == "timed-text" and [
        (s[0], letters(s[3])) for s in segments
    ] == [(milliseconds(time), letters(text)) for time, text in found]


def same_heads(program, path):
    """Paragraphs below `Name (hh:mm:ss):`, or the time alone."""
    name, segments = render(program, path)
    body = path.read_text().split("## Transcript", 1)[1]
    expected = []
    speaker = ""
    start = -1
    is_new = True
    for line in body.split("\n"):
        head = re.fullmatch(r"(.*?) ?\(([\d:]+)\):\s*", line)
        if head:
            speaker = head[1].strip() or speaker
            start = milliseconds(head[2])
        elif line.strip() and is_new:
            expected.append((start, speaker, letters(line)))
        elif line.strip():
            said = expected[-1][2] + letters(line)
            expected[-1] = (start, speaker, said)
        is_new = head is not None or not line.strip()
    return name == "markdown" and [
        (s[0], s[2], letters(s[3])) for s in segments
    ] == expected


def same_speakers(program, path):
    """How often `**Name:** text` of more than one line is said, and the times
    in brackets."""
    name, segments = render(program, path)
    text = path.read_text()
    marks = re.findall(r"\[(\d\d:\d\d(?::\d\d)?)[.:\d]*\\?\]", text)
    starts = sorted({s[0] // 1000 for s in segments if s[0] >= 0})
    told = {milliseconds(mark) // 1000 for mark in marks}
    heads = re.findall(r"(?m)^\*\*([^*]+?):? ?\*\*:? *[^\s:\\\[]", text)
    counts = {head: heads.count(head) for head in heads}
    said = {}
    for segment in segments:
        said[segment[2]] = said.get(segment[2], 0) + 1
    return (
        name == "markdown"
        and set(starts) <= told
        and all(said.get(head, 0) >= n for head, n in counts.items() if n > 2)
    )


def same_stamps(program, path):
    """Turns of a mission log: how many, by whom, since when."""
    name, segments = render(program, path)
    expected = []
    start = -1
    for line in path.read_text().split("\n"):
        stamp = re.fullmatch(r"\[(-?)(\d+):(\d\d:\d\d:\d\d)[.\d]*\]\s*", line)
        turn = re.match(r"([^\s_#\[][^:\[]{0,38}):\s+\S", line)
        if stamp:
            start = (
                -1
                if stamp[1]
                else (int(stamp[2]) * 86400 * 1000 + milliseconds(stamp[3]))
                // 1000
            )
        elif turn:
            expected.append((start, turn[1].strip()))
    found = [(s[0] // 1000 if s[0] >= 0 else -1, s[2]) for s in segments]
    return name == "mission-log" and found == expected


def is_refused(program, path):
    """What is no transcript."""
    return render(program, path)[0] is None


CHECKS = (
    ("twiml/*.txt", same_lines),
    ("whisper-all-formats/*/transcripts/*.txt", same_lines),
    ("talkpython-timed-txt/transcripts/*.txt", same_times),
    ("lenny-md/episodes/*/transcript.md", same_heads),
    ("changelog-md/*/*.md", same_speakers),
    ("spacelog/missions/*/transcripts/TEC", same_stamps),
    ("**/README.md", is_refused),
    ("**/LICEN?E*", is_refused),
    ("**/_index*.md", is_refused),
    ("podcast-namespace/**/*.md", is_refused),
    ("3b1b-languages/**/video_url.txt", is_refused),
    ("srt-lib/**/requirements.txt", is_refused),
)


def main(program, data):
    """Run all checks; the number of files that fail."""
    n_files = 0
    n_failed = 0
    for pattern, check in CHECKS:
        for path in sorted(data.glob(pattern)):
            n_files += 1
            if not check(program, path):
                print(f"{path}: {check.__name__} failed")
                n_failed += 1
    if n_files == 0:
        print(f"skipped: no texts in {data}")
        return SKIPPED
    print(f"{n_files} files, {n_failed} differ")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
