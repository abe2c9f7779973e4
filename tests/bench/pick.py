"""pick.py - queries for a table of captions, by what its words are worth.

Words are taken for how many captions say them, measured on the captions
themselves (at most a million of them, evenly spread), so that a kind of query
means the same at any size and in any collection.  The choice is a function of
the captions alone.
"""
import collections
import itertools
import json
import re
import sys
import zlib

SAMPLE = 1000000
QUERIES_A_KIND = 3
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Words:
    """What a sample of captions says."""

    def __init__(self, path):
        self.cues = []
        self.speakers = collections.Counter()
        self.collections = collections.Counter()
        self.years = collections.Counter()
        self.n_cues = count_lines(path)
        step = max(1, -(-self.n_cues // SAMPLE))
        with open(path, encoding="utf-8", newline="\n") as file:
            for line in itertools.islice(file, 0, None, step):
                self.add(line.rstrip("\n").split("\t"))
        self.df = collections.Counter()
        for words in self.cues:
            self.df.update(set(words))
        # Plain words only, which every peer's tokenizer takes for one.
        self.order = sorted((w for w in self.df
                             if w.isascii() and w.isalpha() and len(w) > 2),
                            key=lambda w: (-self.df[w], w))

    def add(self, columns):
        """Take a caption in."""
        self.cues.append(WORD.findall(columns[6].lower()))
        self.speakers[columns[5]] += columns[5] != ""
        self.collections[columns[1]] += 1
        self.years[columns[2][:4]] += columns[2] != ""

    def near(self, share, count):
        """The words that this share of captions say, nearest first; of equal
        ones any, but always the same."""
        wanted = share * len(self.cues)
        return sorted(self.order, key=lambda w: (
            abs(self.df[w] - wanted), zlib.crc32(w.encode())))[:count]

    def band(self, low, high):
        """The words said by at least and at most these numbers."""
        return {w for w in self.order if low <= self.df[w] <= high}


def count_lines(path):
    """How many lines a file has."""
    with open(path, "rb") as file:
        return sum(chunk.count(b"\n")
                   for chunk in iter(lambda: file.read(1 << 20), b""))


def best(counter, least):
    """The most frequent of what is counted."""
    found = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return [what for what, n in found if n >= least][:QUERIES_A_KIND]


def pairs(words, first, second, least):
    """Words of two sets that stand in a caption together, spread evenly over
    how often they do: neither all terms nor all chance."""
    counter = collections.Counter()
    for cue in words.cues:
        left = first.intersection(cue)
        if left:
            for a in left:
                for b in second.intersection(cue):
                    if a < b or (a != b and first is not second):
                        counter[a, b] += 1
    found = sorted((pair for pair, n in counter.items() if n >= least),
                   key=lambda pair: (-counter[pair], pair))
    step = max(1, len(found) // QUERIES_A_KIND)
    return found[::step][:QUERIES_A_KIND]


def phrases(words, among, length, least):
    """The most frequent phrases of these words."""
    counter = collections.Counter()
    for cue in words.cues:
        for i in range(len(cue) - length + 1):
            part = cue[i:i + length]
            if among.issuperset(part) and len(set(part)) == length:
                counter[tuple(part)] += 1
    return best(counter, least)


def quotes(words, middling):
    """Sentences of which two words are remembered wrongly."""
    seen = collections.Counter(tuple(cue) for cue in words.cues
                               if len(cue) == 12)
    chosen = [list(cue) for cue in sorted(seen) if seen[cue] == 1
              and all(w.isascii() and w.isalpha() for w in cue)]
    step = max(1, len(chosen) // QUERIES_A_KIND)
    chosen = chosen[step // 2::step][:QUERIES_A_KIND]
    for i, cue in enumerate(chosen):
        cue[3] = middling[i]
        cue[8] = middling[i + QUERIES_A_KIND]
    return chosen


def typed(op, argument, words):
    """What a person would type into quoth."""
    if op == "phrase":
        return '"' + " ".join(words) + '"'
    between = {"or": " OR ", "near": f" NEAR/{argument} ",
               "seconds": f" NEAR/{argument}s "}.get(op, " ")
    text = between.join(words) + ("*" if op == "prefix" else "")
    before = {"speaker": f'speaker:"{argument}" ',
              "collection": f'in:"{argument}" ',
              "year": f"after:{argument}-01-01 before:{argument}-12-31 "}
    return before.get(op, "") + text


def middle(counter):
    """A value that is neither the most frequent nor rare; or none."""
    found = [value for value, n in counter.most_common() if n > 0]
    return found[len(found) // 4] if found else None


def filters(words, frequent):
    """Words within a speaker, a collection, a year, where there are any."""
    for kind, op, value in [
            ("in a speaker", "speaker", middle(words.speakers)),
            ("in a collection", "collection",
             middle(words.collections) if len(words.collections) > 1
             else None),
            ("in a year", "year", middle(words.years))]:
        if value is not None and '"' not in value:
            for word in frequent:
                yield kind, op, value, [word]


def kinds(words):
    """Every query, as kind, op, argument and words."""
    n = QUERIES_A_KIND
    total = len(words.cues)
    # A rare word is rare in all captions, of which these are a part.
    rare = max(2, 10 * total // words.n_cues)
    often = words.near(0.01, 12)
    middling = words.near(0.0005, 40)
    common = set(words.order[:60])
    often_set = words.band(0.005 * total, 0.02 * total)
    middling_set = words.band(0.0003 * total, 0.002 * total)
    rare_set = words.band(rare // 2, rare * 3)
    often_pairs = pairs(words, often_set, often_set, 3)
    for kind, some in [
            ("rare word", words.near(rare / total, n)),
            ("medium word", middling[:n]),
            ("frequent word", often[:n]),
            ("very frequent word", words.order[:n])]:
        for word in some:
            yield kind, "word", "-", [word]
    for kind, some in [
            ("two frequent words", often_pairs),
            ("two middling words",
             pairs(words, middling_set, middling_set, 2)),
            ("a frequent and a rare word",
             pairs(words, rare_set, often_set, 1))]:
        for pair in some:
            yield kind, "and", "-", pair
    for kind, some in [
            ("phrase of rare words",
             phrases(words, words.band(2, rare * 6), 2, 2)),
            ("phrase of common words", phrases(words, common, 3, 2))]:
        for words_of in some:
            yield kind, "phrase", "-", words_of
    for kind, length in [("short prefix", 3), ("long prefix", 6)]:
        some = [w[:length] for w in middling if len(w) >= length]
        for start in list(dict.fromkeys(some))[:n]:
            yield kind, "prefix", "-", [start]
    for pair in often_pairs:
        yield "near in words", "near", "8", pair
    for i in range(n):
        yield "near in seconds", "seconds", "30", middling[2 * i:2 * i + 2]
        yield "one of two", "or", "-", often[2 * i:2 * i + 2]
    for i in range(n):
        yield "one of five", "or", "-", often[i:i + 5]
    yield from filters(words, often[:n])
    for quote in quotes(words, middling):
        yield "approximate quote", "quote", "-", quote


def pick(path):
    """The queries for a table of captions."""
    queries = [{"kind": kind, "op": op, "argument": argument,
                "words": list(some), "typed": typed(op, argument, some)}
               for kind, op, argument, some in kinds(Words(path))]
    # A kind's queries stand together, in whatever order they were made.
    order = list(dict.fromkeys(query["kind"] for query in queries))
    return sorted(queries, key=lambda query: order.index(query["kind"]))


def write(path, queries):
    """Write queries for the drivers; see peers/bench.h."""
    with open(path, "w", encoding="utf-8") as out:
        for query in queries:
            print(query["kind"], query["op"], query["argument"],
                  " ".join(query["words"]), query["typed"], sep="\t",
                  file=out)


if __name__ == "__main__":
    json.dump(pick(sys.argv[1]), sys.stdout)
