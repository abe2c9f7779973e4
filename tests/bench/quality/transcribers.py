"""Kind `other`: quotes of one transcript, looked for in another one.

Makes an archive in which recordings are there only as a weaker recogniser
heard them (simulated: see mangle.Recogniser), or as another recogniser, run
or person wrote them down (real: see pairs_of), among hundreds of others.
"""
import difflib
import json
import shutil
from pathlib import Path

from collection import STRANGE, Quote, Recording
from judges import Elsewhere, Query, clock
from mangle import Recogniser
from transcripts import (Segment, segments_of, stem_of, tokens_of, words_of)

LENGTHS = range(8, 17)
RATES = (0.10, 0.20, 0.30)
MISHEARD_A_FOLDER = 12
OTHERS = 600
PAIR_WORDS = 12000
TWINS = Path(__file__).resolve().parent / "twins.txt"


def timed_words(recording):
    """(word, ms), even over the characters of each segment."""
    found = []
    for token in recording.tokens:
        one = recording.segments[token.segment]
        share = token.begin / max(len(one.text), 1)
        found.append((token.word,
                      round(one.start + share * (one.end - one.start))))
    return found


def srt_clock(ms):
    """SubRip's time."""
    return (f"{ms // 3600000:02}:{ms // 60000 % 60:02}:"
            f"{ms // 1000 % 60:02},{ms % 1000:03}")


def write_srt(path, rng, heard):
    """Words with times as SubRip, 4 to 14 words a cue."""
    lines, i, number = [], 0, 1
    while i < len(heard):
        size = rng.randrange(4, 15)
        part, after = heard[i:i + size], heard[i + size:i + size + 1]
        end = after[0][1] if after else part[-1][1] + 500
        end = max(part[0][1], min(end, part[-1][1] + 3000))
        lines.append(f"{number}\n{srt_clock(part[0][1])} --> "
                     f"{srt_clock(end)}\n"
                     f"{' '.join(word for word, _ in part)}\n")
        i, number = i + size, number + 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def copy(source, target):
    """The same file at another place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def choose(world, rng):
    """Recordings to be misheard: timed, in English, some of each folder."""
    by_folder, english = {}, set(world.english())
    for one in world.collection.recordings:
        if len(one.segments) > 200 and one.segments[0].start is not None \
                and one in english:
            by_folder.setdefault(one.collection, []).append(one)
    return [one for name in sorted(by_folder)
            for one in rng.sample(by_folder[name], min(
                MISHEARD_A_FOLDER, len(by_folder[name])))]


def misheard_archive(world, rng, pairs):
    """Misheard and paired transcripts among others; the misheard ones."""
    folder = world.work / "other"
    shutil.rmtree(folder, ignore_errors=True)
    chosen, placed = choose(world, rng), []
    models = [Recogniser(world.collection.count, rate) for rate in RATES]
    for number, one in enumerate(chosen):
        path = folder / "misheard" / one.collection / f"r{number}.srt"
        model = models[number % len(models)]
        write_srt(path, rng, model.transcribe(rng, timed_words(one)))
        placed.append((one, path, model.rate))
    left_out = {one.stem for one in chosen}
    for pair in pairs:
        left_out |= {stem_of(pair.left), pair.right.stem}
        pair.place(folder / "pairs")
    others = [one for one in world.collection.recordings
              if one.stem not in left_out]
    for number, one in enumerate(rng.sample(others,
                                            min(OTHERS, len(others)))):
        copy(one.path, folder / "others" / one.collection
             / f"o{number}{one.path.suffix}")
    world.add_archive("other", [path for path in sorted(folder.iterdir())])
    return placed


def other(world, rng, n):
    """Clean quotes, looked for in what another transcriber wrote."""
    pairs = list(pairs_of(world))
    placed = misheard_archive(world, rng, pairs)
    queries = [simulated(world, rng, *placed[i % len(placed)])
               for i in range(n) if placed]
    for pair in pairs:
        queries += paired(rng, pair, max(n // 60, 1) * pair.weight)
    return [query for query in queries if query]


def simulated(world, rng, one, path, rate):
    """A quote of the clean recording, to be found in the misheard one."""
    for _ in range(200):
        length = rng.choice(LENGTHS)
        first = rng.randrange(len(one.tokens) - length)
        quote = Quote(one, first, length)
        if not STRANGE.search(quote.text) and \
                world.collection.times_said(quote.words) == 1:
            at = timed_words(one)[first][1]
            return Query(f"simulated, {rate:.0%} of words wrong", quote.text,
                         Elsewhere(stem_of(path), at), form="or",
                         archive="other",
                         expected=f"{path} @ {clock(at)}: {quote.text}")
    return None


# -- real pairs ------------------------------------------------------------


class Pair:
    """Two transcripts of one sound; quotes of the left, times of the right."""

    def __init__(self, variety, left, words, right, weight=1):
        self.variety, self.left, self.words = variety, left, words
        self.right, self.weight = right, weight
        self.path = None

    def place(self, folder):
        """Put the right one where it is indexed."""
        self.path = folder / self.right.collection / self.right.path.name
        copy(self.right.path, self.path)


def nlp_words(path):
    """The words of Rev's references, which people wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [word for line in lines if not line.startswith("<")
            for word in words_of(line.split("|")[0])]


def amberscript_words(path):
    """The words of Amberscript's JSON."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [word for segment in found["segments"]
            for one in segment["words"] for word in words_of(one["text"])]


def interview(path):
    """CORAAL's table of Line, Spkr, StTime, Content, EnTime."""
    segments = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        field = line.split("\t")
        if len(field) >= 5 and not field[3].startswith("("):
            segments.append(Segment(round(float(field[2]) * 1000),
                                    round(float(field[4]) * 1000), field[3]))
    return recording_of(path, segments)


def recording_of(path, segments):
    """A recording that is in no collection that is drawn from."""
    return Recording(path, path.parent.name, segments,
                     f" {' '.join(one.word for one in tokens_of(segments))} ")


def ctm_recording(path):
    """Rev's recogniser's words, a segment each."""
    return recording_of(path, segments_of(path))


def rev_pairs(folder):
    """What people wrote, against Rev's recogniser and other people."""
    for path in sorted(folder.rglob("*.nlp")):
        for machine in sorted(folder.rglob(f"{path.stem}.ctm")):
            yield Pair("people / Rev's recogniser", path, nlp_words(path),
                       ctm_recording(machine), 6)
    for path in sorted(folder.rglob("amberscript*/original/*.json")):
        for coraal in sorted(folder.rglob(f"coraal*/*/{path.stem}.txt")):
            yield Pair("Amberscript / linguists", path,
                       amberscript_words(path), interview(coraal), 6)


def twin_pairs(world):
    """Pairs listed in twins.txt: the same speech, recognised twice."""
    by_name = {f"{one.collection}/{one.path.relative_to(folder)}": one
               for folder in world.folders
               for one in world.collection.of(folder.name)}
    for line in TWINS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names = [part.strip() for part in line.split("|")]
            found = [by_name.get(name) for name in names]
            if all(found):
                left, right = found
                yield Pair("the same speech, twice recognised", left.path,
                           [token.word for token in left.tokens], right)


def pairs_of(world):
    """Every pair of different transcripts of the same sound in the data."""
    for folder in world.all_folders:
        yield from rev_pairs(folder)
    yield from twin_pairs(world)


def aligned(left, right):
    """Index of a word of `left` → index of its like in `right`."""
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return {block.a + k: block.b + k
            for block in matcher.get_matching_blocks()
            for k in range(block.size)}


def paired(rng, pair, n):
    """Quotes of the left that the right has otherwise, in part."""
    words = pair.words[:PAIR_WORDS]
    theirs = [token.word for token in pair.right.tokens[:PAIR_WORDS]]
    place, times = aligned(words, theirs), timed_words(pair.right)
    queries = []
    for _ in range(400 * n):
        if len(queries) == n:
            break
        length = rng.choice(LENGTHS)
        at = rng.randrange(max(len(words) - length, 1))
        known = [place[i] for i in range(at, at + length) if i in place]
        if at not in place or not 0.6 * length <= len(known) < length or \
                known[-1] - known[0] > 2 * length:
            continue
        start = times[known[0]][1]
        queries.append(Query(
            pair.variety, " ".join(words[at:at + length]),
            Elsewhere(stem_of(pair.path), start), form="or", archive="other",
            expected=f"{pair.path} @ {clock(start)}: "
                     + " ".join(theirs[known[0]:known[-1] + 1])))
    return queries
