#!/usr/bin/env python3
"""fit.py [DATA] - how long text takes to say: constants and errors.

Fits the table of src/text/speech.c and prints it, then the error of several
models on recordings that the fit has never seen.  DATA is the folder of real
transcripts, `../shared/data` beside the checkout if not given; README.md tells
what is read from it.  Only the standard library; about a minute.
"""
import difflib
import functools
import glob
import html
import json
import pathlib
import random
import re
import sys
import unicodedata

# ---------------------------------------------------------------------------
# Captions with the truth: (start, end, text, {offset of word: its start}).


def ms(seconds):
    """Milliseconds of seconds, given as a number or as hh:mm:ss,fff."""
    if isinstance(seconds, str) and ":" in seconds:
        total = 0.0
        for part in seconds.replace(",", ".").split(":"):
            total = total * 60 + float(part)
        seconds = total
    return round(float(seconds) * 1000)


def plain(word):
    """A word's letters and digits."""
    return "".join(c for c in word.casefold() if c.isalnum())


def word_places(text):
    """(offset, word) of each word with a letter or a digit."""
    return [(m.start(), m.group()) for m in re.finditer(r"\S+", text)
            if plain(m.group())]


def read_srt(path):
    """(start, end, text) of each caption."""
    text = path.read_text("utf-8-sig").replace("\r", "")
    found = re.findall(r"([\d:,]+) --> ([\d:,]+)\n((?:.+\n?)*)", text)
    return [(ms(a), ms(b), " ".join(words.split()))
            for a, b, words in found if words.strip()]


def lecture(folder):
    """The captions of one 3b1b lecture; words are aligned, for the captions
    were corrected by hand here and there."""
    timed = [(plain(word), ms(start)) for word, start, _
             in json.loads((folder / "word_timings.json").read_text())
             if plain(word)]
    captions = [(a, b, text, {}) for a, b, text
                in read_srt(folder / "captions.srt")]
    said = [(plain(word), caption[3], offset) for caption in captions
            for offset, word in word_places(caption[2])]
    matcher = difflib.SequenceMatcher(None, [w for w, _, _ in said],
                                      [w for w, _ in timed], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for k in range(size):
            _, truth, offset = said[a + k]
            truth[offset] = timed[b + k][1]
    return captions


def captions_of(groups, contiguous=False):
    """Captions of groups of (word, start, end)."""
    made = []
    for i, group in enumerate(groups):
        text, truth = "", {}
        for word, start, _ in group:
            text += " " if text else ""
            for offset, _ in word_places(word)[:1]:
                truth[len(text) + offset] = start
            text += word
        start, end = group[0][1], group[-1][2]
        if contiguous and i + 1 < len(groups):
            end = groups[i + 1][0][1]
        if end > start:
            made.append((start, end, text, truth))
    return made


def recut(words, seed):
    """Groups of 5 to 20 words."""
    source, groups = random.Random(seed), []
    while words:
        size = source.randint(5, 20)
        groups.append(words[:size])
        words = words[size:]
    return groups


def read_whisperx(path):
    """WhisperX: a group a segment, where all its words have times."""
    root = json.loads(path.read_text())
    for segment in root.get("response", root)["segments"]:
        words = segment["words"]
        if words and all(w.get("end") is not None for w in words):
            yield [(w["word"], ms(w["start"]), ms(w["end"])) for w in words]


def read_json3(path):
    """YouTube's json3: a group an event; a word ends where the next
    begins."""
    events = [e for e in json.loads(path.read_text())["events"]
              if "segs" in e and not e.get("aAppend")]
    words = [[(s["utf8"].strip(), e["tStartMs"] + s.get("tOffsetMs", 0))
              for s in e["segs"] if s["utf8"].strip()] for e in events]
    return close_words([g for g in words if g])


def read_rolling(path):
    """YouTube's rolling WebVTT: the new line of each cue."""
    groups = []
    for a, lines in re.findall(r"([\d:.]+) --> [\d:.]+[^\n]*\n((?:.+\n)*)",
                               path.read_text()):
        new = [line for line in lines.split("\n") if "<c>" in line]
        if new:
            pieces = re.split(r"<([\d:.]+)>", new[-1])
            stamps = [a] + pieces[1::2]
            groups.append([
                (html.unescape(re.sub("<[^>]*>", "", piece)).strip(),
                 ms(stamp)) for piece, stamp in zip(pieces[0::2], stamps)])
    return close_words(groups)


def close_words(groups):
    """Give each (word, start) the start of the next word as its end."""
    starts = [start for group in groups for _, start in group]
    ends = iter(starts[1:] + [starts[-1] + 500])
    return [[(word, start, next(ends)) for word, start in group]
            for group in groups]


def read_rev(path):
    """Rev: all words of a file."""
    words = []
    for monologue in json.loads(path.read_text())["monologues"]:
        for span in monologue["spans"]:
            value = span["value"].strip()
            if "endTs" in span:
                words.append((value, ms(span["ts"]), ms(span["endTs"])))
            elif words and value and not plain(value):
                words[-1] = (words[-1][0] + value, *words[-1][1:])
    return words


def read_ctm(path):
    """NIST's CTM: all words of a file, without punctuation."""
    fields = [line.split() for line in path.read_text().splitlines()]
    return [(f[4], ms(f[2]), ms(float(f[2]) + float(f[3])))
            for f in fields if f[4][0] != "<"]


def files(data, pattern):
    """The files of a pattern, in the order of their names."""
    return [pathlib.Path(p) for p in sorted(glob.glob(str(data / pattern)))]


def joined(groups):
    """One list of all groups' words."""
    return [word for group in groups for word in group]


def read_lectures(data):
    """The lectures by name."""
    return {p.parts[-3]: lecture(p.parent)
            for p in files(data, "3b1b-languages/*/*/english/captions.srt")}


def read_others(data):
    """{name: (captions to fit, captions to test)}: every second file of a
    source, or of a single file its first and second half."""
    sets = {}

    def put(name, all_captions):
        sets[name] = ([c for one in all_captions[0::2] for c in one],
                      [c for one in all_captions[1::2] for c in one])

    def halves(groups):
        return groups[:len(groups) // 2], groups[len(groups) // 2:]

    spoken = [list(read_whisperx(p)) for p in files(data, "whisperx/*.json")]
    put("whisperx, its segments", [captions_of(s)[:250] for s in spoken])
    put("whisperx, cut anew", [captions_of(recut(joined(s), i))[:250]
                               for i, s in enumerate(spoken)])
    for name, read, pattern in (
            ("rev, cut anew", read_rev,
             "rev-speech/coraal-multi/rev*_transcripts/original/*.json"),
            ("ctm, cut anew", read_ctm,
             "rev-speech/earnings21/output/rev/kaldi/ctm/*.ctm")):
        put(name, [captions_of(recut(read(p), 5))[:250]
                   for p in files(data, pattern)])
    for name, read, pattern in (
            ("json3", read_json3, "youtube-json3/*.json3"),
            ("rolling vtt", read_rolling, "youtube-rolling-vtt/*/*.en.vtt")):
        both = [half for p in files(data, pattern)
                for half in halves(read(p))]
        put(name + ", its cues", [captions_of(h, True) for h in both])
        put(name + ", cut anew", [captions_of(recut(joined(h), 1), True)
                                  for h in both])
    return {name: pair for name, pair in sets.items() if all(pair)}


# ---------------------------------------------------------------------------
# Texts into what is counted.  This part is what src/text/speech.c does.

NONE, SHORT, LONG = range(3)


SIGNS = (("\u3040", "\u30ff"), ("\u31f0", "\u31ff"), ("\u3400", "\u4dbf"),
         ("\u4e00", "\u9fff"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"),
         ("\uff66", "\uff9d"), ("\U00020000", "\U0003ffff"))
VOWELS = frozenset("aeiouyæøœαεηιουωаеиоуыэюя")


@functools.lru_cache(maxsize=None)
def sort_of(c):
    """What a character is: (sort, whether it is a vowel)."""
    category = unicodedata.category(c)
    if c == " ":
        return "space", False
    if category[0] == "M" or c in "'’":
        return "silent", False
    if c in ".?!…。！？":
        return "stop", False
    if c in ",;:–—，、；：":
        return "comma", False
    if category[0] == "N" or c in "%$€£+=":
        return "figure", False
    if category[0] != "L":
        return "other", False
    if any(first <= c <= last for first, last in SIGNS):
        return "sign", False
    return "letter", unicodedata.normalize("NFD", c.lower())[0] in VOWELS


COUNTED = ("word", "letter", "syllable", "figure", "sign")


def count(text, pause, is_first):
    """What is said of a text: [(offset, pause before, numbers of COUNTED)] of
    each character that is said, and the pause after all; `pause` is what the
    text before has left, and is_first tells that there was none."""
    counted = []
    is_apart, before, was_vowel, has_vowel = True, "space", False, True
    for offset, c in enumerate(text):
        sort, is_vowel = sort_of(c)
        if sort == "silent":
            continue
        if sort in ("letter", "figure", "sign"):
            begins = sort == "letter" and before != "letter"
            counted.append((offset, pause if is_apart else NONE,
                            (begins, sort == "letter",
                             is_vowel and not was_vowel, sort == "figure",
                             sort == "sign")))
            has_vowel = (not begins and has_vowel or is_vowel
                         or sort != "letter" or not c.isascii())
            is_apart, pause = False, NONE
        elif is_first and not counted:
            pass  # no pause before the first word
        elif sort == "stop":
            # A word without a vowel is an abbreviation: "Dr. Smith".
            pause = LONG if has_vowel else pause
        elif sort == "comma":
            pause = max(pause, SHORT)
        is_apart = is_apart or sort == "space" or (
            sort in ("stop", "comma") and not c.isascii())
        before, was_vowel = sort, is_vowel
    return counted, pause


def even_runs(captions):
    """Groups of captions that some program has cut evenly, by the number of
    characters: the times between them tell nothing of when words were said.
    [[caption]]; each group but the last caption of it ends in a space."""
    runs, is_closed = [], True
    for caption in captions:
        last = runs[-1][-1] if runs else None
        joins = None
        if last and last[1] == caption[0] < caption[1]:
            for space in (1, 0):
                rate = (caption[1] - caption[0]) / (len(caption[2]) + space)
                share = rate * (len(last[2]) + 1)
                if abs(last[1] - last[0] - share) <= EVEN_MS:
                    joins = space
                    break
        if joins is None or is_closed:
            runs.append([caption])
            is_closed = False
        else:
            runs[-1].append(caption)
            is_closed = joins == 0
    return runs


EVEN_MS = 3  # rounding of three times


# ---------------------------------------------------------------------------
# Models: captions -> for each caption {offset: time}.

def caption_start(captions):
    """What most tools show."""
    return [{offset: start for offset, _ in word_places(text)}
            for start, _, text, _ in captions]


def spread_evenly(captions):
    """By the number of characters before."""
    return [{offset: start + (end - start) * offset / len(text)
             for offset, _ in word_places(text)}
            for start, end, text, _ in captions]


FUNCTION_WORDS = frozenset("""a an the and or but of to in on at by for with
from as is are was were be been am i you he she it we they me him us them my
your his its our their this that these those do does did have has had if so
not can could will would should just what which who when where how than then
there because""".split())


def regressors(word):
    """What the least squares model knows of a word."""
    word = word.lower()
    return (1, sum(c.isalnum() for c in word),
            len(re.findall("[aeiouy]+", word)),
            plain(word) in FUNCTION_WORDS,
            word.endswith((",", ";", ":")), word.endswith((".", "?", "!")))


def solve(matrix, right):
    """The solution of linear equations, by elimination."""
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    n = len(rows)
    for i in range(n):
        rows[i:] = sorted(rows[i:], key=lambda row: -abs(row[i]))
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(n):
            if j != i:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i])]
    return [row[n] for row in rows]


def fit_least_squares(captions):
    """Coefficients for the time from a word's start to the next one's."""
    rows = []
    for _, _, text, truth in captions:
        places = word_places(text)
        for (offset, word), (following, _) in zip(places, places[1:]):
            if offset in truth and following in truth:
                rows.append((regressors(word),
                             truth[following] - truth[offset]))
    n = len(rows[0][0])
    # What never occurs, a full stop within a caption, gets nothing.
    return solve([[sum(x[i] * x[j] for x, _ in rows) + (i == j) * 1e-6
                   for j in range(n)] for i in range(n)],
                 [sum(x[i] * y for x, y in rows) for i in range(n)])


def least_squares(coefficients):
    """A model: each caption shared out by the regression's durations."""
    def model(captions):
        made = []
        for start, end, text, _ in captions:
            places, at, told = word_places(text), 0, {}
            for offset, word in places:
                told[offset] = at
                at += max(20, sum(c * x for c, x in
                                  zip(coefficients, regressors(word))))
            made.append({offset: start + (end - start) * before / at
                         for offset, before in told.items()})
        return made
    return model


class Piece:
    """Captions that are shared out as one, counted once for many fits."""

    def __init__(self, run, following):
        self.start, self.end = run[0][0], run[-1][1]
        self.run, self.steps, pause = run, [], NONE
        for number, (_, _, text, truth) in enumerate(run):
            counted, pause = count(text, pause, number == 0)
            starts = {offset for offset, _ in word_places(text)}
            # A word may begin with a quote: its first letter counts.
            pending = None
            by_offset = {offset: (before, numbers)
                         for offset, before, numbers in counted}
            for offset in range(len(text)):
                pending = offset if offset in starts else pending
                if offset in by_offset:
                    before, numbers = by_offset[offset]
                    name = None if pending is None else (number, pending)
                    if name or not self.steps:
                        self.steps.append([before, [0] * len(COUNTED), name])
                    pending = None
                    for i, n in enumerate(numbers):
                        self.steps[-1][1][i] += n
        touches = following is not None and following[0] == self.end
        self.after = SHORT if pause == LONG and touches else NONE

    def times(self, table):
        """[(caption's number, offset, time)] by a table of constants."""
        each = [table[name] for name in COUNTED]
        usual_of = (0, table["short"], table["long"])
        give_of = (0, table["short_give"], table["long_give"])
        usual = give = 0
        told = []
        for before, numbers, name in self.steps:
            usual += usual_of[before]
            give += give_of[before]
            told.append((name, usual, give))
            said = sum(n * size for n, size in zip(numbers, each))
            usual += said
            give += said
        usual += usual_of[self.after] + table["last"]
        give += give_of[self.after] + table["last"]
        rest = self.end - self.start - usual
        for (number, offset), at, give_at in told:
            at = (at + rest * give_at / give if rest > 0
                  else (self.end - self.start) * at / usual)
            low, high, _, _ = self.run[number]
            yield number, offset, min(max(self.start + at, low), high)


def pieces_of(captions):
    """The pieces of captions in their order."""
    runs = even_runs(captions)
    return [Piece(run, following[0] if following else None)
            for run, following in zip(runs, runs[1:] + [None])]


def by_table(table):
    """A model: ours."""
    def model(captions):
        made = []
        for piece in pieces_of(captions):
            told = [{} for _ in piece.run]
            for number, offset, time in piece.times(table):
                told[number][offset] = time
            made += told
        return made
    return model


# ---------------------------------------------------------------------------
# Fitting.

# Where the search begins.  Signs are not fitted, for no such transcript with
# word times is at hand: some five syllables a second.  What a sentence's end
# gives only has to be much.
BEGIN = {"word": 60, "letter": 50, "syllable": 40, "figure": 360, "sign": 190,
         "last": 50, "short": 200, "short_give": 3000, "long": 500,
         "long_give": 100000}
FITTED = ("word", "letter", "syllable", "figure", "last", "short",
          "short_give", "long")

# Beyond this an error is as bad as it gets: alignments are wrong at places.
WORST_MS = 1000

# What the other sources weigh together, the lectures being 1.
OTHERS_WEIGH = 0.2


def loss(pieces, table):
    """The mean absolute error."""
    total, n = 0, 0
    for piece in pieces:
        for number, offset, time in piece.times(table):
            truth = piece.run[number][3].get(offset)
            if truth is not None:
                total += min(abs(time - truth), WORST_MS)
                n += 1
    return total / n


def fit(sets):
    """The table with the least error: one constant after the other, in
    smaller and smaller steps.  sets: [(weight, pieces)]."""
    def total(table):
        return sum(weight * loss(pieces, table) for weight, pieces in sets)

    table, steps = dict(BEGIN), {name: BEGIN[name] / 4 for name in FITTED}
    best = total(table)
    for _ in range(16):
        for name in FITTED:
            for sign in (1, -1):
                tried = dict(table)
                tried[name] += sign * steps[name]
                error = total(tried) if tried[name] >= 0 else best
                if error < best:
                    table, best = tried, error
                    steps[name] *= 1.3
                    break
            else:
                steps[name] /= 2
    return table


def rounded(table):
    """The table with two digits a constant."""
    return {name: int(float(f"{value:.2g}")) for name, value in table.items()}


# ---------------------------------------------------------------------------
# Reporting.

def errors(model, captions):
    """The absolute error of each word."""
    return sorted(abs(told[offset] - truth)
                  for caption, told in zip(captions, model(captions))
                  for offset, truth in caption[3].items())


def report(title, recordings, models):
    """Median and 90th percentile of each model, over every word."""
    cells = []
    for model in models:
        found = sorted(e for captions in recordings
                       for e in errors(model, captions))
        cells.append(f"{found[len(found) // 2]:5.0f} /"
                     f"{found[len(found) * 9 // 10]:5.0f}")
    print(f"{title:32}{len(found):7}" + "".join(f"{c:>15}" for c in cells))


# Its captions have no full stops and were cut evenly for minutes on end: no
# model of this kind can do well, and it would outweigh what can be learnt.
HOPELESS = "basel-problem"


def main():
    here = pathlib.Path(__file__).resolve().parents[3]
    data = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                        else here / "../shared/data")
    lectures = read_lectures(data)
    if not lectures:
        sys.exit(f"fit.py: {data}: no 3b1b-languages here")
    names = sorted(lectures)
    to_fit = [name for name in names[0::2] if name != HOPELESS]
    to_test = names[1::2]
    others = read_others(data)

    sets = [(1, [piece for name in to_fit
                 for piece in pieces_of(lectures[name])])]
    sets += [(OTHERS_WEIGH / len(others), pieces_of(one))
             for one, _ in others.values()]
    table = rounded(fit(sets))
    print("Constants:", ", ".join(f"{k} {v}" for k, v in table.items()))

    squares = fit_least_squares([c for name in to_fit
                                 for c in lectures[name]])
    models = (caption_start, spread_evenly, least_squares(squares),
              by_table(table))
    print(f"\n{'median / 90 %, ms':32}{'words':>7}{'start':>15}"
          f"{'even':>15}{'squares':>15}{'ours':>15}")
    report("lectures, fitted", [lectures[n] for n in to_fit], models)
    report("lectures, never seen", [lectures[n] for n in to_test], models)
    for name in to_test:
        report("  " + name, [lectures[name]], models)
    if HOPELESS in lectures:
        report(HOPELESS, [lectures[HOPELESS]], models)
    report("all lectures", list(lectures.values()), models)
    for name, (_, unseen) in others.items():
        report(name, [unseen], models)


if __name__ == "__main__":
    main()
