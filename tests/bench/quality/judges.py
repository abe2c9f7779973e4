"""Queries, and judges that say whether a hit answers them.

A judge is called with a hit and gives (right, error in milliseconds or None).
"""
from transcripts import words_of

TOLERANCE_MS = 2000
OTHER_TOLERANCE_MS = 5000
ENOUGH_WORDS = 0.6


class Query:
    """What is asked, of which archive, and how an answer is judged.

    `words` is what the peers are given, `form` how they put it together:
    "phrase", "and" or "or".  `check` judges a whole answer instead of hits;
    `for_peers` says whether it means anything to another engine.
    """

    def __init__(self, variety, quoth, judge, **more):
        self.variety, self.quoth, self.judge = variety, quoth, judge
        self.words = more.get("words", quoth)
        self.form = more.get("form", "and")
        self.archive = more.get("archive", "main")
        self.expected = more.get("expected", "")
        self.check = more.get("check")
        self.for_peers = more.get("for_peers", True)


def clock(ms):
    """h:mm:ss.s, or a dash where there is no time."""
    if ms is None:
        return "-"
    return f"{ms // 3600000}:{ms // 60000 % 60:02}:{ms % 60000 / 1000:04.1f}"


def expectation(quote):
    """For the failures: where and what was quoted."""
    at = clock(quote.segments[0].start)
    return f"{quote.recording.path} @ {at}: {quote.text}"


class Moment:
    """That recording, and a hit that begins at the quote's segments.

    The error is the distance from these segments.  Where the source tells no
    times the hit must show most of the quote's words instead.
    """

    def __init__(self, quote):
        self.stem, self.words = quote.recording.stem, quote.words
        timed = [one for one in quote.segments if one.start is not None]
        self.start = min((one.start for one in timed), default=None)
        self.end = max((one.end for one in timed), default=None)

    def __call__(self, hit):
        if self.stem not in hit.stems:
            return False, None
        if self.start is None or hit.start is None:
            shown = set(words_of(hit.text))
            seen = sum(word in shown for word in self.words)
            return seen >= ENOUGH_WORDS * len(self.words), None
        off = max(self.start - hit.start, hit.start - self.end, 0)
        if hit.is_block and hit.start < self.start <= hit.end:
            off = 0
        return off <= TOLERANCE_MS, off


class Elsewhere:
    """That transcript, within seconds of the true time of the first word."""

    def __init__(self, stem, start_ms):
        self.stem, self.start = stem, start_ms

    def __call__(self, hit):
        if self.stem not in hit.stems or hit.start is None:
            return False, None
        off = abs(hit.start - self.start)
        return off <= OTHER_TOLERANCE_MS, off


class WordTime:
    """That recording; how far off the time is says the error."""

    def __init__(self, stem, start_ms):
        self.stem, self.start = stem, start_ms

    def __call__(self, hit):
        if self.stem not in hit.stems or hit.start is None:
            return False, None
        return True, abs(hit.start - self.start)


class Shows:
    """A passage, of any recording, with these words in a row."""

    def __init__(self, words):
        self.needle = f" {' '.join(words)} "

    def __call__(self, hit):
        return self.needle in f" {' '.join(words_of(hit.text))} ", None


class Together:
    """A passage, of any recording, with a word of each of the sets."""

    def __init__(self, *sets):
        self.sets = sets

    def __call__(self, hit):
        shown = set(words_of(hit.text))
        return all(shown & one for one in self.sets), None


class Topic:
    """A recording that answers, at the minutes told if any are."""

    def __init__(self, answers):
        self.answers = answers

    def __call__(self, hit):
        for part, begin, end in self.answers:
            if part in str(hit.path):
                if begin is None or hit.start is None or \
                        begin * 60000 <= hit.start <= end * 60000:
                    return True, None
        return False, None
