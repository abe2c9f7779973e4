#!/usr/bin/env python3
"""Compares WebVTT cues with those that mozilla/vtt.js expects of its own suite.

    vttjs.py RENDER DATA

RENDER is the program of render.c; DATA/vttjs-suite holds cases, X.vtt with the
expected cues in X.json.  Times and text must agree, the text after tags and
references are resolved; identifiers must not appear in any text.  Where
vtt.js departs from today's specification, or we do and say so, the case is in
DEPARTURES with its reason, and must still differ.
"""
import html
import json
import pathlib
import re
import subprocess
import sys

DEPARTURES = {
    "cue-times/min-top-digits": "W3C: hours have two digits or more",
    "integration/id": "W3C: a line with --> is no identifier, and ends none",
    "cuetext/lang/no-end-gt": "W3C: a tag that is not closed takes the rest",
    "cuetext/tag-format/no-closing-gt": "the same",
    "cuetext/voice/with-closing-span": "ours: a segment for each voice",
}


def plain(text):
    """A cue's text without tags, references resolved, white space single."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def expected(path):
    """The cues with text that vtt.js expects, as (start, end, text)."""
    cues = json.loads(path.read_text())["cues"]
    told = [(round(cue["startTime"] * 1000), round(cue["endTime"] * 1000),
             plain(cue["text"])) for cue in cues]
    return [cue for cue in told if cue[2]]


def rendered(render, path):
    """The segments that our reader gives, likewise."""
    out = subprocess.run([render, str(path)], stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    found = []
    for line in out.splitlines():
        match = re.match(r"(-?\d+) (-?\d+) ", line)
        if match:
            text = line.split("| ", 1)[1]
            found.append((int(match[1]), int(match[2]),
                          re.sub(r"\{\d+(-\d+)?\}", "", text)))
    return found


def main():
    render, data = sys.argv[1], pathlib.Path(sys.argv[2]) / "vttjs-suite"
    if not data.is_dir():
        print(f"skipped: no {data}")
        return 77
    n_equal, failures = 0, []
    for want in sorted(data.rglob("*.json")):
        case = str(want.relative_to(data))[:-len(".json")]
        cues, segments = expected(want), rendered(render,
                                                  want.with_suffix(".vtt"))
        if (cues == segments) == (case in DEPARTURES):
            failures.append(f"{case}: {cues} expected, {segments} found")
        n_equal += cues == segments
    print(f"{n_equal} cases agree, {len(DEPARTURES)} differ for a reason")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
