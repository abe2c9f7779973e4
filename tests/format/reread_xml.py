#!/usr/bin/env python3
"""Read TTML, YouTube's XML and ELAN's a second time, by Python's own parser.

Usage: reread_xml.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Each such file in DATA must have the segments that this script
finds in it; it knows the plain cases of the formats, which are all that DATA
has.  Where another program's reading lies beside a file (a .tsv of an .eaf, a
reference .ass of a .ttml), that must agree too, and what quoth makes of the
.tsv itself must be what it makes of the .eaf, speakers and all.  Skipped, with a line that
says so and status 77, where the data is missing.
"""

import csv
import pathlib
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as tree

RENDERED = re.compile(r"(-?\d+) (-?\d+)(?: (?:\(marker\) )?(.*?))? \| (.*)")
WORD = re.compile(r"\{(\d+)(?:-(\d+))?\}")
DIALOGUE = re.compile(
    r"Dialogue: [^,]*,(\d+):(\d\d):(\d\d)\.(\d\d),(\d+):(\d\d):(\d\d)\.(\d\d),"
    r"(?:[^,]*,){6}(.*)"
)
ZERO_WIDTH = "\u200b"


def local(element):
    """An element's or an attribute's name without its namespace."""
    name = element if isinstance(element, str) else element.tag
    return name.rpartition("}")[2]


def clean(text):
    """Text as quoth keeps it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def ttml_time(text):
    """A time of TTML, of the forms in DATA."""
    if text is None:
        return None
    seconds = 0.0
    for part in text.removesuffix("s").split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds * 1000)


def inner_text(element):
    """All text in an element; a line break is white space."""
    parts = [element.text or ""]
    for child in element:
        parts.append(" " if local(child) == "br" else inner_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def read_ttml(root):
    """The paragraphs of a document whose times count from its start."""
    for p in root.iter():
        if local(p) == "p":
            text = clean(inner_text(p))
            if text:
                yield (ttml_time(p.get("begin")), ttml_time(p.get("end")),
                       text)


def read_srv3(root):
    """The paragraphs of srv3, without the padding of its writers."""
    for p in root.iter("p"):
        text = re.sub(
            rf"[\s{ZERO_WIDTH}]+",
            lambda gap: " " if gap[0].strip(ZERO_WIDTH) else ZERO_WIDTH,
            inner_text(p),
        ).strip(f" {ZERO_WIDTH}")
        text = clean(text)
        if text:
            start = int(p.get("t"))
            yield start, start + int(p.get("d")), text


def read_eaf(root):
    """The annotations of the tiers without a parent."""
    slots = {
        slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE"))
        for slot in root.iter("TIME_SLOT")
    }
    found = []
    for tier in root.iter("TIER"):
        if tier.get("PARENT_REF"):
            continue
        for annotation in tier.iter("ALIGNABLE_ANNOTATION"):
            if annotation.get("CVE_REF"):
                continue
            text = clean(annotation.findtext("ANNOTATION_VALUE") or "")
            if text:
                found.append((
                    slots[annotation.get("TIME_SLOT_REF1")],
                    slots[annotation.get("TIME_SLOT_REF2")],
                    text,
                ))
    return sorted(found, key=lambda segment: segment[0])


READERS = {
    "tt": read_ttml,
    "timedtext": read_srv3,
    "ANNOTATION_DOCUMENT": read_eaf,
}


def reread(path):
    """The segments of a file, as this script understands it; None for other
    XML."""
    root = tree.parse(path).getroot()
    reader = READERS.get(local(root))
    return list(reader(root)) if reader else None


def read_tsv(path):
    """The tiers without a parent in the export of an .eaf."""
    rows = csv.reader(path.open(encoding="utf-8"), delimiter="\t")
    found = []
    for tier, _, start, end, _, text in rows:
        if "(" not in tier or tier.endswith("(Utterance)"):
            found.append((round(float(start) * 1000),
                          round(float(end) * 1000), clean(text)))
    return sorted(found, key=lambda segment: segment[0])


def read_ass(path):
    """The dialogue of an .ass, whose times are hundredths."""
    found = []
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        if match := DIALOGUE.fullmatch(line.strip()):
            parts = [int(part) for part in match.groups()[:8]]
            times = [
                ((h * 60 + m) * 60 + s) * 1000 + c * 10
                for h, m, s, c in (parts[:4], parts[4:])
            ]
            found.append((*times, clean(match[9].replace("\\N", " "))))
    return found


def render(program, path):
    """The segments of a file, as quoth understands it."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    segments = []
    for line in output.split("\n"):
        if match := RENDERED.fullmatch(line):
            segments.append(
                (int(match[1]), int(match[2]), WORD.sub("", match[4]))
            )
    return segments


def told(program, path):
    """The lines that tell a file's segments, as quoth understands it."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    return [line for line in output.split("\n") if RENDERED.fullmatch(line)]


def rounded(segments):
    """Segments with times in hundredths, as far as rounding allows."""
    return [
        (round(start / 10 + 1e-6), round(end / 10 + 1e-6), text)
        for start, end, text in segments
    ]


def differ(name, ours, theirs):
    """Tell where two lists of segments differ, if they do."""
    if ours == theirs:
        return False
    for number, (one, other) in enumerate(zip(ours, theirs)):
        if one != other:
            print(f"{name}: segment {number}: {one} is not {other}")
            return True
    print(f"{name}: {len(ours)} segments, not {len(theirs)}")
    return True


def check(program, path):
    """Compare a file with all that is known of it; None when it is of none of
    the formats."""
    expected = reread(path)
    if expected is None:
        return None
    ours = render(program, path)
    is_wrong = differ(path, ours, expected)
    tsv = path.with_name(path.name + ".tsv")
    if tsv.exists():
        is_wrong |= differ(tsv, ours, read_tsv(tsv))
        is_wrong |= differ(tsv, told(program, tsv), told(program, path))
    ass = path.with_suffix(".ass")
    if path.suffix == ".ttml" and ass.exists():
        is_wrong |= differ(ass, rounded(ours), rounded(read_ass(ass)))
    return is_wrong


def main():
    """Check all files of DATA."""
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    if not data.is_dir():
        print(f"skipped: {data} is missing")
        sys.exit(77)
    results = []
    for suffix in ("ttml", "dfxp", "xml", "ytt", "srv3", "eaf"):
        for path in sorted(data.rglob(f"*.{suffix}")):
            results.append(check(program, path))
    known = [result for result in results if result is not None]
    print(f"{len(known)} files, {sum(known)} of them wrong")
    sys.exit(1 if any(known) or not known else 0)


if __name__ == "__main__":
    main()
