"""Kind `time`: words' times from captions alone, against the true ones.

3Blue1Brown's `captions.srt` is indexed by itself; `word_timings.json` beside
it is the truth.  Phrases of 3 to 6 words that occur once are asked for.  What
the caption's start, and an even spread over its characters or words, would
have said of the same words is reported below the table.

Captions whose own times are off (an even spread over characters is wrong by
LATE_MS or more for half of all their words) have a row of their own: no rule
inside a caption can mend these.
"""
import json
import re
import shutil
import statistics

from collection import Collection
from judges import Query, WordTime, clock
from transcribers import aligned, copy, recording_of
from transcripts import segments_of, tokens_of, words_of

LENGTHS = range(3, 7)
LATE_MS = 400
EVEN = "even over characters"


def guesses(segment, token):
    """The word's time by three simple rules."""
    begins = [one.begin for one in tokens_of([segment])]
    length = segment.end - segment.start
    return {"the caption's start": segment.start,
            EVEN:
                segment.start + length * token.begin / len(segment.text),
            "even over words":
                segment.start
                + length * begins.index(token.begin) / len(begins)}


def true_times(path, tokens):
    """Index of a token → its true milliseconds, where the words agree."""
    words, times = [], []
    for text, start, _ in json.loads(path.read_text(encoding="utf-8")):
        for word in words_of(text)[:1]:
            words.append(word)
            times.append(round(start * 1000))
    place = aligned([token.word for token in tokens], words)
    return {i: times[j] for i, j in place.items()}


def captions_of(world):
    """Copies of the captions, and the truth of each by its stem."""
    recordings, truths = [], {}
    shutil.rmtree(world.work / "captions", ignore_errors=True)
    for folder in world.all_folders:
        for path in sorted(folder.rglob("word_timings.json")):
            captions = path.with_name("captions.srt")
            if captions.exists():
                name = re.sub(r"\W+", "-", path.parent.parent.name)
                target = world.work / "captions" / f"{name}.srt"
                copy(captions, target)
                one = recording_of(target, segments_of(target))
                recordings.append(one)
                truths[one.stem] = true_times(path, one.tokens)
    return recordings, truths


def are_late(recording, truth):
    """True where the captions themselves do not agree with the words."""
    errors = []
    for i, true_ms in truth.items():
        token = recording.tokens[i]
        segment = recording.segments[token.segment]
        errors.append(abs(guesses(segment, token)[EVEN] - true_ms))
    return statistics.median(errors) >= LATE_MS


def time_of_words(world, rng, n):
    """Phrases whose first word has a known time."""
    recordings, truths = captions_of(world)
    if not recordings:
        return []
    world.add_archive("captions", [world.work / "captions"])
    late = {one.stem for one in recordings if are_late(one, truths[one.stem])}
    small, queries, errors = Collection(recordings), [], {}
    for quote in filter(None, (small.draw(rng, LENGTHS) for _ in range(n))):
        stem = quote.recording.stem
        first = quote.recording.tokens.index(quote.tokens[0])
        true_ms = truths[stem].get(first)
        if true_ms is None:
            continue
        variety = "captions off" if stem in late else "captions on time"
        for name, ms in guesses(quote.segments[0], quote.tokens[0]).items():
            errors.setdefault(f"{variety}: {name}", []).append(
                abs(ms - true_ms))
        queries.append(Query(
            variety, f'"{quote.text}"', WordTime(stem, true_ms),
            archive="captions",
            expected=f"{quote.recording.path} @ {clock(true_ms)}"))
    world.notes += [("time", name, errors[name]) for name in sorted(errors)]
    return queries
