#!/usr/bin/env python3
"""Read vendors' JSON a second time, word for word.

Usage: vendors.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  Each timed word of the vendors' documents in DATA must be there
once, in order, at its start and end, with its text.  Skipped, with a line
that says so and status 77, where the data is missing.
"""

import decimal
import json
import pathlib
import re
import subprocess
import sys

SEGMENT = re.compile(r"-?\d+ -?\d+ (?:[^|]* )?\| (.*)")
WORD = re.compile(r"\{(\d+)(?:-(\d+))?\}([^{]*)")


def ms(seconds):
    """Seconds, as a number or a text, in milliseconds, half up."""
    value = decimal.Decimal(str(seconds)) * 1000
    return int(value.to_integral_value(decimal.ROUND_HALF_UP))


def aws(document):
    """Items with a time."""
    for item in document["results"]["items"]:
        if "start_time" in item:
            said = item["alternatives"][0]["content"]
            yield ms(item["start_time"]), ms(item["end_time"]), said


def google(document):
    """All results' words, or the last one's where that says all again."""
    results = [r["alternatives"][0]["words"] for r in document["results"]]
    if "speakerTag" in results[-1][0]:
        results = results[-1:]
    for word in (word for words in results for word in words):
        times = []
        for key in ("startTime", "endTime"):
            parts = word[key]
            nanos = decimal.Decimal(parts.get("nanos", 0)).scaleb(-9)
            times.append(ms(decimal.Decimal(parts.get("seconds", 0)) + nanos))
        yield *times, word["word"]


def ibm(document):
    """Timestamps of a job's answers."""
    for answer in document["results"]:
        for result in answer["results"]:
            for said, start, end in result["alternatives"][0]["timestamps"]:
                yield ms(start), ms(end), said


def speechmatics(document):
    """Words of the older kind, without full stops."""
    for word in document["words"]:
        if word["name"] != ".":
            start = ms(word["time"])
            yield start, start + ms(word["duration"]), word["name"]


def rev(document):
    """Spans with a time; without an end where there is none."""
    for monologue in document["monologues"]:
        for span in monologue["spans"]:
            if "ts" in span:
                end = ms(span["endTs"]) if "endTs" in span else None
                yield ms(span["ts"]), end, span["value"]


def draftjs(document):
    """Entities in the order of the blocks."""
    for block in document["blocks"]:
        for place in block["entityRanges"]:
            data = document["entityMap"][str(place["key"])]["data"]
            yield ms(data["start"]), ms(data["end"]), data["text"]


def plain(words, start="start", end="end", said="text", unit=ms):
    """Words that have these keys."""
    for word in words:
        yield unit(word[start]), unit(word[end]), word[said]


ADAPTERS = "stt-vendors-json/packages/stt-adapters/"
CORAAL = "rev-speech/coraal-multi/"
READERS = {
    ADAPTERS + "amazon-transcribe/sample/amazonTranscribe.*": aws,
    ADAPTERS + "amazon-transcribe/sample/todayinfocus.*": aws,
    ADAPTERS + "google-stt/sample/*.json": google,
    ADAPTERS + "ibm/sample/*.json": ibm,
    ADAPTERS + "speechmatics/sample/*.json": speechmatics,
    ADAPTERS
    + "bbc-kaldi/sample/*Transcript*.json": lambda document: plain(
        document["retval"]["words"], said="punct"
    ),
    ADAPTERS
    + "autoEdit2/sample/*.json": lambda document: plain(
        (
            word
            for turn in document["text"]
            for paragraph in turn["paragraph"]
            for word in paragraph["line"]
        ),
        "startTime",
        "endTime",
    ),
    ADAPTERS
    + "digital-paper-edit/sample/digital*.json": lambda document: plain(
        document["words"]
    ),
    ADAPTERS + "digital-paper-edit/sample/draftJs*.json": draftjs,
    CORAAL + "rev*/original/*.json": rev,
    CORAAL
    + "amberscript_transcripts/original/*.json": lambda document: plain(
        word for segment in document["segments"] for word in segment["words"]
    ),
    "deepgram-json/test/dg_[stu][!h]*.json": lambda document: plain(
        document["results"]["channels"][0]["alternatives"][0]["words"],
        said="punctuated_word",
    ),
    "deepgram-json/test/assemblyai_*.json": lambda document: plain(
        document["words"], unit=int
    ),
}


def render(program, path):
    """The timed words of a file, as quoth understands them."""
    output = subprocess.run(
        [program, str(path)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    words = []
    for line in output.split("\n"):
        if match := SEGMENT.fullmatch(line):
            for start, end, said in WORD.findall(match[1]):
                words.append((int(start), int(end) if end else None, said))
    return words


def letters(text):
    """A text without white space and case."""
    return "".join(text.split()).lower()


def is_same(expected, actual):
    """Whether words are the same; text may follow that has no time."""
    return len(expected) == len(actual) and all(
        one[:2] == other[:2] and letters(other[2]).startswith(letters(one[2]))
        for one, other in zip(expected, actual)
    )


def main(program, data):
    """Compare all files; returns the exit status."""
    n_files = n_words = n_differing = 0
    for pattern, reader in READERS.items():
        for path in sorted(pathlib.Path(data).glob(pattern)):
            document = json.loads(path.read_text(encoding="utf-8"))
            expected = list(reader(document))
            n_files += 1
            n_words += len(expected)
            if not is_same(expected, render(program, path)):
                print(f"{path}: read differently")
                n_differing += 1
    if n_files == 0:
        print(f"skipped: no vendors' JSON in {data}")
        return 77
    print(f"{n_files} files, {n_words} words, {n_differing} files differ")
    return 1 if n_differing else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
