#!/usr/bin/env python3
"""The same transcripts, written otherwise: nothing that is said may change.

Usage: otherwise.py RENDER SAMPLES DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Each sample of the folder SAMPLES, and one in eight files of DATA,
if that is there, is written again in ways that mean the same: JSON with other
white space, its keys in another order, beside a long string or array that says
nothing; other texts with other line ends, in UTF-16, under other names.  What
comes of it must be what came before, whatever the places of complaints.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SIZE_MAX = 400_000

# What may be another: places, and what is not as it should be.
UNTOLD = ("complaints ", "error ", "encoding ", "replaced ")

# What tells these apart from others is their name alone.
NAMED = {"timed-text-brackets.txt", "timed-text-chinese.txt"}


class Odd(Exception):
    """A document that Python does not read as quoth does."""


def members(pairs):
    """An object; keys that come twice would get lost."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise Odd
    return dict(pairs)


def reject(constant):
    """NaN and Infinity are not JSON."""
    raise Odd


def turned(value):
    """A value with the keys of all objects in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [turned(one) for one in value]
    return value


def json_ways(text):
    """A document in other ways, by a word for each."""
    try:
        document = json.loads(text.removeprefix("\ufeff"),
                              object_pairs_hook=members,
                              parse_constant=reject)
    except (Odd, ValueError, RecursionError):
        return {}
    ways = {
        "compact": json.dumps(document, separators=(",", ":")),
        "indented": json.dumps(document, indent=2, ensure_ascii=False),
        "sorted": json.dumps(document, indent="\t", sort_keys=True),
        "turned": json.dumps(turned(document), indent=1),
    }
    if isinstance(document, dict):
        ways["long string"] = json.dumps({"quite else": "x" * 40000,
                                          **document}, indent=2)
        ways["long array"] = json.dumps({"quite else": [["x", 0.1]] * 9000,
                                         **document})
    return {way: one.encode() for way, one in ways.items()}


def text_ways(text):
    """A text in other ways."""
    if "\r" in text or text.startswith("\ufeff"):
        return {}
    return {
        "CRLF": text.replace("\n", "\r\n").encode(),
        "a mark": b"\xef\xbb\xbf" + text.encode(),
        "UTF-16": b"\xff\xfe" + text.encode("utf-16-le"),
        "lines behind": text.encode() + b"\n\n\n",
    }


def ways_of(path, content):
    """A file's names and contents in other ways."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {}
    if not text.strip():
        return {}
    if path.suffix == ".json":
        ways = json_ways(text)
    else:
        ways = text_ways(text)
    named = {way: (path.name, one) for way, one in ways.items()}
    if path.name not in NAMED:
        named["no name"] = ("file", content)
    named["capitals"] = (path.stem + path.suffix.upper(), content)
    return named


def outcomes(program, paths):
    """What comes of files, without the places of what is wrong with them."""
    found = {}
    for first in range(0, len(paths), 500):
        output = subprocess.run(
            [program, *map(str, paths[first:first + 500])],
            capture_output=True, check=True).stdout.decode("utf-8")
        for line in output.split("\n"):
            if line.startswith("file "):
                lines = found[line[5:]] = []
            elif line and not line.startswith(UNTOLD):
                lines.append(line)
    return found


def sources(folder):
    """The files of a folder that may be written otherwise."""
    return sorted(path for path in pathlib.Path(folder).rglob("*")
                  if path.is_file() and path.suffix != ".expected"
                  and 0 < path.stat().st_size <= SIZE_MAX)


def main(program, samples, data):
    """Compare all; returns the exit status."""
    paths = sources(samples) + sources(data)[::8]
    before = outcomes(program, paths)
    n_ways = 0
    n_differing = 0
    with tempfile.TemporaryDirectory(prefix="quoth-otherwise-") as room:
        written = {}
        for number, path in enumerate(paths):
            ways = ways_of(path, path.read_bytes())
            for way, (name, content) in ways.items():
                place = pathlib.Path(room) / f"{number}-{way}" / name
                place.parent.mkdir()
                place.write_bytes(content)
                written[str(place)] = (path, way)
        after = outcomes(program, list(written))
    for place, (path, way) in written.items():
        n_ways += 1
        if after[place] != before[str(path)]:
            n_differing += 1
            if n_differing <= 20:
                print(f"{path}, {way}: {after[place][:3]}, "
                      f"expected {before[str(path)][:3]}")
    print(f"{len(paths)} files, {n_ways} times otherwise, "
          f"{n_differing} differ")
    return 1 if n_differing > 0 or n_ways < len(paths) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
