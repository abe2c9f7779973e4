"""A collection in memory: what was said, where, and how often.

Reads folders with transcripts.py, and draws quotes from them that occur once.
Everything random comes from a generator that the caller seeds.
"""
import re
from collections import Counter, defaultdict
from multiprocessing import Pool

from transcripts import (Segment, files_below, segments_of, stem_of,
                         tokens_of, words_of)

# A quote is not drawn across these: they are no speech, or operators.
STRANGE = re.compile(r'[\[\]()*♪<>#_|{}"“”«»]|https?:|\w:\w')
SCRIPT = re.compile(r"[a-zA-Z\u00c0-\u024f\u0400-\u04ff\u3040-\u9fff\s\d]")
TRIES = 400
ENOUGH_HOLDERS = 400


class Recording:
    """A file, its segments, and its words as one string ` a b c `."""

    def __init__(self, path, collection, segments, said):
        self.path, self.collection = path, collection
        self.stem = stem_of(path)
        self.segments, self.said = segments, said
        self._tokens = None

    @property
    def tokens(self):
        """The words with their places, made when first asked for."""
        if self._tokens is None:
            self._tokens = tokens_of(self.segments)
        return self._tokens


class Quote:
    """A stretch of words of a recording."""

    def __init__(self, recording, first, length):
        self.recording = recording
        self.tokens = recording.tokens[first:first + length]

    @property
    def words(self):
        """Its normal words."""
        return [token.word for token in self.tokens]

    @property
    def is_spaced(self):
        """True where words are more than characters."""
        return sum(len(word) > 1 for word in self.words) > len(self.words) / 2

    @property
    def segments(self):
        """The segments it touches."""
        return self.recording.segments[self.tokens[0].segment:
                                       self.tokens[-1].segment + 1]

    @property
    def text(self):
        """As it is written, across segments."""
        first, last = self.tokens[0], self.tokens[-1]
        if first.segment == last.segment:
            return self.segments[0].text[first.begin:last.end]
        pieces = [one.text for one in self.segments]
        pieces[0] = pieces[0][first.begin:]
        pieces[-1] = pieces[-1][:last.end]
        return " ".join(pieces)


def read_one(task):
    """A recording's path, collection, segments and words, in a worker."""
    path, collection = task
    segments = segments_of(path)
    if not segments:
        return None
    said = words_of("\n".join(one.text for one in segments))
    pieces = [(one.start, one.end, one.text) for one in segments]
    return path, collection, pieces, f" {' '.join(said)} "


class Collection:
    """All recordings, and which of them a word is in."""

    def __init__(self, recordings):
        self.recordings = recordings
        self.count = Counter()
        self.holders = defaultdict(list)
        for recording in recordings:
            words = Counter(recording.said.split())
            self.count.update(words)
            for word in words:
                self.holders[word].append(recording)
        self.names = sorted({one.collection for one in recordings})
        # Recordings that nothing is drawn from, by their paths.
        self.left_out = set()

    @staticmethod
    def rows(folders):
        """Read the folders in two processes: what of_rows() takes."""
        tasks = [(path, folder.name) for folder in folders
                 for path in files_below(folder)]
        with Pool(2) as pool:
            return list(filter(None, pool.map(read_one, tasks, chunksize=8)))

    @classmethod
    def of_rows(cls, rows):
        """The collection of what was read."""
        return cls([Recording(path, name, [Segment(*one) for one in pieces],
                              said) for path, name, pieces, said in rows])

    def of(self, name):
        """The recordings of one collection."""
        return [one for one in self.recordings if one.collection == name]

    def times_said(self, words, enough=2):
        """How often the words occur in a row, counted up to `enough`."""
        rarest = min(words, key=lambda word: len(self.holders[word]))
        needle = f" {' '.join(words)} "
        total = 0
        for recording in self.holders[rarest]:
            total += recording.said.count(needle)
            if total >= enough:
                break
        return total

    def fits_elsewhere(self, kept, quote):
        """True where another recording has the known words at these places.

        `kept` has None for the words that are not known.
        """
        known = [i for i, word in enumerate(kept) if word]
        pattern = re.compile(" ".join(
            ["", *(word or r"\S+" for word in kept[known[0]:known[-1] + 1]),
             ""]))
        rarest = min((kept[i] for i in known),
                     key=lambda word: len(self.holders[word]))
        return any(recording is not quote.recording
                   and pattern.search(recording.said)
                   for recording in self.holders[rarest][:ENOUGH_HOLDERS])

    def readable(self, recording):
        """True where the script is one whose words we can tell."""
        sample = recording.said[:2000]
        return len(SCRIPT.findall(sample)) >= 0.95 * len(sample)

    def draw(self, rng, lengths, folders=None):
        """A quote that occurs once, from any folder alike, or None."""
        pool = self.of(rng.choice(folders or self.names))
        for _ in range(TRIES):
            recording = rng.choice(pool)
            length = rng.choice(lengths)
            if str(recording.path) in self.left_out or \
                    not self.readable(recording):
                continue
            room = len(recording.tokens) - length
            if room < 50:
                continue
            quote = Quote(recording, rng.randrange(room), length)
            if STRANGE.search(quote.text):
                continue
            if self.times_said(quote.words) == 1:
                return quote
        return None
