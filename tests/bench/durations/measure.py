#!/usr/bin/env python3
"""measure.py QUOTH [DATA] - the time of quotes' first words, by the command.

Indexes nothing but the captions of the lectures that fit.py knows, asks for
quotes of 6 to 12 words drawn at random, and compares the time of the match
with the true one.  Beside it stands what the caption's start and an even
spread over its characters say of the same words.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import fit

PER_LECTURE = 100


def draw(captions, source):
    """A quote that does not repeat: (text, caption and offset of its first
    word, true time)."""
    words = [(word, caption, offset) for caption in captions
             for offset, word in fit.word_places(caption[2])]
    while True:
        first = source.randrange(len(words))
        quote = words[first:first + source.randint(6, 12)]
        _, caption, offset = quote[0]
        if len(quote) >= 6 and offset in caption[3]:
            text = " ".join(word for word, _, _ in quote)
            return (re.sub("[\"“”]", " ", text), caption, offset,
                    caption[3][offset])


def answer(quoth, archive, text):
    """The start of the first match, where there is just one."""
    done = subprocess.run([quoth, "--db", archive, "search", "--json",
                           f'"{text}"'], capture_output=True, check=False)
    *hits, _ = [json.loads(line) for line in done.stdout.splitlines()] or [0]
    matches = [match for hit in hits for match in hit["matches"]]
    return matches[0]["start_ms"] if len(matches) == 1 else None


def errors(quoth, data, name):
    """The errors in one lecture: [(ours, even, start)]."""
    captions = fit.lecture(data / name)
    source, found = random.Random(str(name)), []
    with tempfile.TemporaryDirectory() as folder:
        talks, archive = pathlib.Path(folder, "talks"), f"{folder}/a.db"
        talks.mkdir()
        (talks / "a.srt").write_bytes((data / name / "captions.srt")
                                      .read_bytes())
        subprocess.run([quoth, "--db", archive, "index", "--quiet", talks],
                       check=True)
        for _ in range(PER_LECTURE):
            text, (start, end, caption, _), offset, truth = draw(captions,
                                                                 source)
            ours = answer(quoth, archive, text)
            if ours is not None:
                even = start + (end - start) * offset / len(caption)
                found.append((abs(ours - truth), abs(even - truth),
                              abs(start - truth)))
    return found


def show(title, found):
    """Median and 90th percentile of each column."""
    columns = [sorted(column) for column in zip(*found)]
    print(f"{title:32}{len(found):6}" + "".join(
        f"{c[len(c) // 2]:8.0f} /{c[len(c) * 9 // 10]:5.0f}"
        for c in columns), flush=True)


def main():
    quoth = str(pathlib.Path(sys.argv[1]).resolve())
    here = pathlib.Path(__file__).resolve().parents[3]
    data = pathlib.Path(sys.argv[2] if len(sys.argv) > 2
                        else here / "../shared/data")
    folders = [p.parent.relative_to(data) for p in fit.files(
        data, "3b1b-languages/*/*/english/captions.srt")]
    names = sorted(folders, key=lambda folder: folder.parts[-2])
    print(f"{'median / 90 %, ms':32}{'n':>6}{'quoth':>15}{'even':>15}"
          f"{'start':>15}")
    every, unseen = [], []
    for i, name in enumerate(names):
        found = errors(quoth, data, name)
        show(name.parts[-2], found)
        if name.parts[-2] != fit.HOPELESS:
            every += found
            unseen += found if i % 2 else []
    show("never fitted", unseen)
    show(f"all but {fit.HOPELESS}", every)


if __name__ == "__main__":
    main()
