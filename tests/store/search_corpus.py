#!/usr/bin/env python3
"""Searches with answers counted by hand: search_corpus.py QUOTH CORPUS [DATA]

QUOTH is the command, CORPUS the folder of the demonstration transcripts, whose
README.md tells where each phrase is, and DATA the folder of real transcripts,
which may be missing: its cases are skipped then.  One line a case goes to
standard output in the form of the Test Anything Protocol.
"""

import html
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import unicodedata

TIMEOUT_S = 300


class Skip(Exception):
    """What a case needs is not here."""


class Archive:
    """A folder with an archive, and ways to ask it."""

    def __init__(self, quoth, folder):
        self.quoth, self.folder = quoth, folder
        self.env = {name: value for name, value in os.environ.items()
                    if name.endswith("SAN_OPTIONS")
                    or name == "LD_LIBRARY_PATH"}
        self.env["QUOTH_DB"] = str(folder / "archive.db")

    def run(self, *args, stdin=b""):
        """Run quoth; its status and standard output."""
        done = subprocess.run([self.quoth, *args], env=self.env, input=stdin,
                              capture_output=True, timeout=TIMEOUT_S)
        assert done.returncode >= 0, (args, done.returncode, done.stderr)
        assert b"Sanitizer" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    def index(self, *folders):
        """Index folders; some of their files may be no transcripts."""
        code, _ = self.run("index", "--quiet", *map(str, folders))
        assert code in (0, 3), code
        return self

    def search(self, query, *args):
        """The hits of a query, and the summary."""
        code, out = self.run("search", "--json", *args, "-",
                             stdin=query.encode())
        assert code in (0, 1), (query, code)
        found = [json.loads(line) for line in out.splitlines()]
        summary = found.pop()
        assert summary["type"] == "summary"
        assert summary["hits"] == len(found) and (code == 0) == bool(found)
        return found, summary

    def hits(self, query, *args):
        """All hits of what a query says, to the letter."""
        return self.search(query, "--exact", "-n", "1000", *args)[0]

    def places(self, query):
        """Where a query's hits are: (name of the file, time of the first
        match), sorted."""
        return sorted((stem(hit), hit["matches"][0]["start_ms"])
                      for hit in self.hits(query))

    def stems(self, query):
        """The files of a query's hits, once for each hit, sorted."""
        return sorted(stem(hit) for hit in self.hits(query))

    def show(self, ref):
        """A recording and its segments."""
        code, out = self.run("show", "--json", str(ref))
        assert code == 0
        first, *rest = (json.loads(line) for line in out.splitlines())
        return first, [one for one in rest if one["type"] == "segment"]

    def recordings(self):
        """Every recording, by the name of its file."""
        code, out = self.run("list", "--json")
        assert code == 0
        found = (json.loads(line) for line in out.splitlines())
        return {pathlib.Path(one["path"]).name: one for one in found
                if one["type"] == "recording"}


def stem(hit):
    """The name of a hit's file, without its ending."""
    return pathlib.Path(hit["recording"]["path"]).stem


def said(hit, match):
    """The text of a match, whose places are bytes."""
    return (hit["text"].encode()[match["begin"]:match["end"]]
            .decode("utf-8", "strict"))


def plain(text):
    """Letters and digits only, without case and accents."""
    text = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in text if c.isalnum())


def ms(text):
    """Milliseconds of `[hh:]mm:ss.mmm`, also with a comma."""
    whole, fraction = re.split("[.,]", text)
    total = 0
    for part in whole.split(":"):
        total = total * 60 + int(part)
    return total * 1000 + int(fraction)


TIME = r"(?:\d+:)?\d+:\d+[.,]\d{3}"
WHISPER = re.compile(rf"^\[({TIME}) --> ({TIME})\] ?(.*)$", re.M)
CUE = re.compile(rf"^({TIME}) --> ({TIME})[^\n]*\n((?:[^\n]+\n?)*)", re.M)


def cues(path):
    """(start, end, text) of each cue of a file, read as simply as can be."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    pattern = CUE if "\n\n" in text and "-->" in text else WHISPER
    if text.lstrip().startswith("["):
        pattern = WHISPER
    return [(ms(a), ms(b), text) for a, b, text in pattern.findall(text)]


def clean(text):
    """A cue's text without tags and entities, on one line."""
    text = re.sub(r"<[^>]*>|\{\\[^}]*\}", "", text)
    return " ".join(html.unescape(text).split())


# ---------------------------------------------------------------------------
# The corpus.  (file, phrase, number of the cue in which it begins and of that
# in which it ends): the table of corpus/README.md.

PHRASES = (
    ("long-horizon-agents", "reinforcement learning", 13, 13),
    ("long-horizon-agents", "long horizon RL", 14, 14),
    ("long-horizon-agents", "Water is heavy.", 26, 26),
    ("long-horizon-agents",
     "Nobody taught it patience. It just ran out of other ideas.", 41, 42),
    ("long-horizon-agents", "long-horizon problem", 45, 45),
    ("lighthouse-keepers", "Flour & lamp oil", 11, 11),
    ("lighthouse-keepers", "Feet don't lie.", 18, 18),
    ("lighthouse-keepers", "There's no corners to go and be angry in.",
     21, 22),
    ("lighthouse-keepers", "Visibility < 2 miles", 27, 27),
    ("lighthouse-keepers", "throw oranges", 37, 37),
    ("baeckerei-im-morgengrauen", "Sauerteig", 7, 7),
    ("baeckerei-im-morgengrauen",
     "die Maschine weiß nicht, wie das Wetter ist", 19, 19),
    ("baeckerei-im-morgengrauen", "einunddreißig", 38, 38),
    ("baeckerei-im-morgengrauen", "Das Brot singt", 45, 45),
    ("baeckerei-im-morgengrauen", "Öttl", 47, 47),
    ("夜市访谈", "二十二年", 4, 4),
    ("夜市访谈", "火要用耳朵听", 33, 33),
    ("夜市访谈", "去年有人来推销点单机，说里面有AI", 46, 46),
    ("parish-hall-recording", "eleven hundredweight", 9, 9),
    ("parish-hall-recording", "A jackdaw built a nest", 12, 12),
    ("parish-hall-recording", "It's the waiting that makes the sound.",
     27, 27),
    ("parish-hall-recording", "seed cake", 148, 148),
    ("radio-workshop", "price of herring", 33, 33),
    ("radio-workshop", "It’s only wire until somebody's listening.", 55, 56),
    ("cafe-des-marees", "l'annuaire des marées", 9, 9),
    ("cafe-des-marees", "Va voir à marée basse", 29, 29),
    ("cafe-des-marees", "cœur serré", 34, 34),
    ("cafe-des-marees", "on se dit que ce sont les têtues", 45, 45),
    ("cafe-des-marees", "œuvre d'art", 48, 48),
    ("night-shift-nurses", "a chair is a piece of medical equipment",
     14, 14),
    ("night-shift-nurses", "sourdough starter", 22, 22),
    ("night-shift-nurses", "But it was ten to four.", 25, 25),
    ("night-shift-nurses", "He just needed his shift to end.", 45, 45),
    ("harbour-pilots",
     "It's true, but you won't find her at the station with it.", 25, 26),
    ("harbour-pilots", "The tide table is a promise made by the moon.",
     32, 32),
)

# What is said several times: the cues.
REPEATED = (
    ("first ship of the winter", "lighthouse-keepers", (32, 33)),
    ("Vorsicht, heiß", "baeckerei-im-morgengrauen", (27, 52)),
    ("有点咸", "夜市访谈", (24, 27, 61)),
    ("antenna", "radio-workshop", (11, 16, 49)),
    ("tide table", "harbour-pilots", (28, 31, 32)),
)


def case_phrases(box):
    """Each phrase in quotes is one hit, one match, from its cue to its cue."""
    for name, phrase, first, last in PHRASES:
        hits = box.corpus.hits(f'"{phrase}"')
        assert [stem(hit) for hit in hits] == [name], (phrase, hits)
        matches = hits[0]["matches"]
        assert len(matches) == 1, (phrase, matches)
        assert plain(said(hits[0], matches[0])) == plain(phrase), phrase
        begin, end = box.cues[name][first - 1], box.cues[name][last - 1]
        start_ms, end_ms = matches[0]["start_ms"], matches[0]["end_ms"]
        assert begin[0] <= start_ms < begin[1], (phrase, start_ms, begin)
        assert end[0] < end_ms <= end[1], (phrase, end_ms, end)
        assert hits[0]["start_ms"] <= start_ms
        assert end_ms <= hits[0]["end_ms"]


def case_table(box):
    """The page of the corpus gives the starts that its files have."""
    text = (box.folder_of_corpus / "README.md").read_text()
    rows = re.findall(r"^\| (?:`([^`]+)`)? ?\| ([^|]+) \| (\d+)(?:–\d+)? "
                      r"\| (\d\d:\d\d:\d\d\.\d{3}) \|$", text, re.M)
    assert len(rows) == 55, len(rows)
    file = None
    for name, phrase, number, start in rows:
        file = pathlib.Path(name).stem if name else file
        assert box.cues[file][int(number) - 1][0] == ms(start), phrase


def case_repeated(box):
    """What is said several times has as many matches, each in its cue; near
    each other they are in one hit."""
    for phrase, name, numbers in REPEATED:
        hits = box.corpus.hits(f'"{phrase}"')
        assert {stem(hit) for hit in hits} == {name}, hits
        starts = sorted(match["start_ms"] for hit in hits
                        for match in hit["matches"])
        assert len(starts) == len(numbers), (phrase, starts)
        for start_ms, number in zip(starts, numbers):
            begin, end, _ = box.cues[name][number - 1]
            assert begin <= start_ms < end, (phrase, start_ms, begin)


def case_words_without_quotes(box):
    """Words alone find the passage that has them next to each other."""
    for name, phrase, first, last in PHRASES:
        words = re.sub(r"[^\w' ’]", " ", phrase)
        best = box.corpus.hits(words)[0]
        assert stem(best) == name, (phrase, best)
        assert plain(phrase) in plain(best["text"]), (phrase, best["text"])
        begin, end = box.cues[name][first - 1], box.cues[name][last - 1]
        assert any(begin[0] <= match["start_ms"] < end[1]
                   for match in best["matches"]), phrase


def case_word_times(box):
    """Word times of the source come out to the millisecond."""
    for query, times in (
            ("antenna", ((44020, 44640), (64540, 65060), (208730, 209490))),
            ("A.I. -pencil in:corpus title:radio", ((34320, 34670),)),
            ('"going through the biscuits"', ((57010, 58920),)),
            ('"thing that\'s the right length"', ((65860, 68120),)),
            ('"It’s only wire until somebody\'s listening"',
             ((236380, 239830),)),
            ("nell", ((5890, 6280),)),
            ("wrong length", ((62410, 63480),)),
            ("Right let's get", ((400, 1650),))):
        matches = sorted((hit["matches"][0]["start_ms"],
                          hit["matches"][0]["end_ms"])
                         for hit in box.corpus.hits(query))
        assert matches == list(times), (query, matches)


def case_every_word_time(box):
    """Every word of the workshop begins where its time is, and ends where the
    next word's is, or its cue ends."""
    times = {}
    for start, end, text in box.cues["radio-workshop"]:
        pieces = re.split(rf"<({TIME})>", text)
        stamps = [start] + [ms(time) for time in pieces[1::2]] + [end]
        for i, piece in enumerate(pieces[0::2]):
            times.setdefault(plain(clean(piece)), set()).add(
                (stamps[i], stamps[i + 1]))
    assert len(times) > 200
    n_seen = 0
    for word, pairs in sorted(times.items())[::2]:
        for hit in box.corpus.hits(f"{word} title:radio"):
            for match in hit["matches"]:
                if plain(said(hit, match)) == word:
                    n_seen += 1
                    assert (match["start_ms"], match["end_ms"]) in pairs, (
                        word, match)
    assert n_seen > 200, n_seen


def case_markers(box):
    """Markers are found among markers only, and speech among speech."""
    find = box.corpus.stems
    assert find("applause") == []
    assert find("is:marker applause") == ["radio-workshop"]
    (_, start_ms), = box.corpus.places("applause is:marker")
    assert 240010 <= start_ms < 245210
    assert find("music") == []
    assert find("musique") == []
    assert find("is:marker musique") == ["cafe-des-marees"]
    assert find("rires") == [] and len(find("is:marker rires")) == 1
    assert find("lacht") == [] and len(find("is:marker lacht")) == 1
    assert find("is:marker chattering") == ["parish-hall-recording"]
    assert find("is:marker antenna") == []
    assert find("is:marker") == []
    music, = box.corpus.hits("is:marker music")
    assert (stem(music), music["text"]) == ("parish-hall-recording",
                                            "[Music]")
    assert music["repeats"] == 1 and music["matches"][0]["begin"] == 1
    blank, = box.corpus.hits("is:marker blank_audio")
    assert blank["text"] == "[BLANK_AUDIO]"
    assert blank["loops"] == 2 and blank["loop_end_ms"] == 310360
    # Inside a cue that says something, it is a part of that line.
    spoken, = box.corpus.hits("laughs")
    assert stem(spoken) == "radio-workshop" and spoken["start_ms"] < 14500
    alone, = box.corpus.hits("is:marker laughs")
    assert alone["text"] == "(laughs)"


def same(box, *queries):
    """All the queries have the same places, and some."""
    places = [box.corpus.places(query) for query in queries]
    assert places[0], queries
    for query, other in zip(queries, places):
        assert other == places[0], (query, other, places[0])


def case_accents_and_case(box):
    """Accents, ligatures and case do not matter."""
    same(box, "cœur", "coeur", "CŒUR", "COEUR", "Cœur")
    same(box, "œuvre", "oeuvre", "ŒUVRE")
    same(box, "marée", "maree", "MARÉE", "mare\u0301e")
    same(box, "têtues", "tetues", "TÊTUES")
    same(box, '"va voir à marée basse"', '"va voir a maree basse"')
    same(box, "Öttl", "ottl", "ÖTTL", "o\u0308ttl")
    same(box, "Brötchen", "brotchen", "BRÖTCHEN")
    assert box.corpus.stems("broetchen") == []
    assert box.corpus.stems("oettl") == []


def case_sharp_s(box):
    """ß is ss."""
    same(box, "heiß", "heiss", "HEISS", "HEIẞ")
    same(box, "einunddreißig", "einunddreissig", "EINUNDDREISSIG")
    same(box, "Saßmann", "sassmann")
    assert len(box.corpus.stems('"Vorsicht heiss"')) == 2


def case_apostrophes(box):
    """Any apostrophe, or none."""
    same(box, "\"feet don't lie\"", '"feet dont lie"', '"feet don’t lie"',
         '"feet donʼt lie"')
    same(box, "\"it's only wire\"", '"its only wire"', '"it’s only wire"')
    same(box, "somebody'll", "somebodyll", "somebody’ll")
    same(box, "\"l'annuaire\"", "lannuaire", "l’annuaire")


def case_dotted_letters(box):
    """A.I. is AI, in any spelling and among other scripts."""
    same(box, "A.I.", "AI", "ai", "a.i.", "A.I")
    assert box.corpus.stems("AI") == ["radio-workshop", "夜市访谈"]
    same(box, "U.S.", "US", "us")
    places = box.corpus.places("U.S.")
    begin, end, _ = box.cues["radio-workshop"][40]
    assert any(name == "radio-workshop" and begin <= start < end
               for name, start in places), places


def case_hyphens(box):
    """A hyphen parts words."""
    same(box, "long-horizon", '"long horizon"', '"long-horizon"')
    assert len(box.corpus.stems("long-horizon")) == 2
    same(box, "thirty-one", '"thirty one"')
    same(box, '"dix-sept ans"', '"dix sept ans"')
    same(box, "ten-past three", '"ten past" three')


def case_chinese(box):
    """One to four characters are found wherever they stand, also across
    blanks and captions."""
    text = "".join(clean(text) for _, _, text in box.cues["夜市访谈"])
    han = re.sub(r"[^\u4e00-\u9fffA-Z]", "", text)
    assert len(han) > 450
    for at in range(len(han) - 4):
        part = han[at:at + 1 + at % 4]
        if part.upper() != part.lower():
            continue  # Latin letters are in it
        hits = [hit for hit in box.corpus.hits(part)
                if stem(hit) == "夜市访谈"]
        assert any(part in re.sub(r"[^\u4e00-\u9fff]", "", said(hit, match))
                   for hit in hits for match in hit["matches"]), part


def case_speakers(box):
    """Only what that speaker says; not what that speaker says."""
    find = box.corpus.places
    begin, _, _ = box.cues["lighthouse-keepers"][31]
    tam = find('speaker:"Tam Orrin" "ship of the winter"')
    hester = find('speaker:quill "ship of the winter"')
    assert len(tam) == 1 and tam[0][1] < begin + 3180
    assert len(hester) == 1 and hester[0][1] >= begin + 3410
    assert find("speaker:tam \"ship of the winter\"") == tam
    assert find('-speaker:tam "ship of the winter"') == hester
    assert find("speaker:quill coffee") == []
    assert find("speaker:bernadette coffee") == []
    assert set(box.corpus.stems("speaker:orrin coffee")) == {
        "lighthouse-keepers"}
    assert "lighthouse-keepers" not in box.corpus.stems(
        "-speaker:orrin coffee")
    for hit in box.corpus.hits("speaker:orrin the"):
        assert hit["speaker"] == "Tam Orrin"


def case_filters(box):
    """Collection, language and title."""
    find = box.corpus.stems
    assert find("in:corpus antenna") == ["radio-workshop"] * 3
    assert find("in:nowhere antenna") == []
    assert find("-in:corpus antenna") == []
    assert set(find("lang:fr la")) == {"cafe-des-marees"}
    english = set(find("lang:en the OR la OR der"))
    assert english >= {"lighthouse-keepers", "radio-workshop"}
    assert not english & {"cafe-des-marees", "baeckerei-im-morgengrauen"}
    assert set(find("language:FR la")) == {"cafe-des-marees"}
    assert "cafe-des-marees" not in find("-lang:fr la")
    assert set(find("title:harbour ship")) == {"harbour-pilots"}
    assert set(find('title:"harbour pilots" ship')) == {"harbour-pilots"}
    assert set(find("title:pilot ship")) <= {"harbour-pilots"}
    assert "harbour-pilots" not in find("-title:harbour ship")
    assert find("after:2000 ship") == []
    assert find("lang:fr Otto") == []
    assert find("lang:f la") == []


def case_loop(box):
    """120 times the same sentence is one hit that says how often."""
    hit, = box.corpus.hits('"and then you let it ring"')
    assert stem(hit) == "parish-hall-recording"
    assert hit["loops"] == 120 and hit["loop_end_ms"] == ms("06:07.080")
    assert hit["repeats"] == 0
    start_ms = hit["matches"][0]["start_ms"]
    assert ms("02:07.080") <= start_ms < ms("02:09.080")
    assert hit["text"].lower().count("let it ring") == 1
    _, segments = box.corpus.show(hit["ref"].split("@")[0])
    assert sum(one["repeat"] for one in segments) == 119


def case_sponsor(box):
    """The same line in two recordings, three times, is one hit."""
    for query in ('"brought to you by Tern Street Tea"',
                  "Tern Street Tea", '"this episode is brought to you"'):
        hit, = box.corpus.hits(query)
        assert hit["repeats"] == 2, hit
        assert "brought to you by Tern Street Tea." in hit["text"]
        assert hit["loops" if "loops" in hit else "repeats"] in (1, 2)


def case_exclusion(box):
    """Minus keeps passages with a word away."""
    find = box.corpus.stems
    assert len(find("antenna")) == 3
    assert len(find("antenna -biscuits")) < 3
    assert find('"tide table" -promise -surely -notebook') == []
    with_moon = box.corpus.places('"tide table"')
    without = box.corpus.places('"tide table" -easterlies')
    assert 0 < len(without) < len(with_moon)
    assert set(without) < set(with_moon)
    assert find("-antenna") == []
    assert find("antenna -antenna") == []
    same(box, "antenna", "antenna -zeppelin", 'antenna -"the zeppelin"',
         "antenna -(biscuits zeppelin)")


def case_prefix(box):
    """A star stands for the rest of a word."""
    same(box, "antenn*", "antenna")
    hits = box.corpus.hits("lighthous* OR earph*")
    assert len(hits) == 3 and {stem(hit) for hit in hits} == {
        "radio-workshop"}
    assert {said(hit, hit["matches"][0]) for hit in hits} == {"earphone"}
    assert box.corpus.stems("sourdoug* start*") == ["night-shift-nurses"]
    same(box, '"tide tab*"', '"tide table"')
    assert box.corpus.stems("antenn") == []


def case_alternatives(box):
    """OR, and groups."""
    find = box.corpus.stems
    assert find("herring OR jackdaw OR sauerteig") == sorted(
        find("herring") + find("jackdaw") + find("sauerteig"))
    assert find("(herring OR zeppelin) price") == ["radio-workshop"]
    assert find("(herring OR zeppelin) jackdaw OR antenna") != []
    hits = box.corpus.hits("(throw OR caught) oranges")
    assert {stem(hit) for hit in hits} == {"lighthouse-keepers"}
    assert find("zeppelin OR airship") == []
    assert find("(antenna -biscuits) OR jackdaw") == sorted(
        find("antenna -biscuits") + find("jackdaw"))


def case_relaxed(box):
    """Where no passage has all words, some are left out, and told."""
    for query, left_out, name in (
            ("zeppelin herring", ["zeppelin"], "radio-workshop"),
            ("herring zeppelin airship", ["zeppelin", "airship"],
             "radio-workshop"),
            ("sourdough antenna", ["antenna"], "night-shift-nurses"),
            ('"the zeppelin" jackdaw', ["the zeppelin"],
             "parish-hall-recording"),
            ("speaker:orrin sourdough coffee", ["sourdough"],
             "lighthouse-keepers")):
        hits, summary = box.corpus.search(query)
        assert summary["relaxed"] == left_out, (query, summary)
        assert stem(hits[0]) == name, query
    for query in ("herring price", "zeppelin", "zeppelin airship",
                  "antenna -zeppelin", "speaker:quill sourdough"):
        assert box.corpus.search(query)[1]["relaxed"] == [], query


def case_passages_are_whole(box):
    """No passage begins or ends inside a word, and its text is said there."""
    for query in ("the", "la OR le", "und", "的", "you", "is it", "winter",
                  "Otto", "parc"):
        for hit in box.corpus.hits(query)[:60]:
            _, segments = box.corpus.show(hit["ref"].split("@")[0])
            all_said = " ".join(one["text"] for one in segments
                                if not one["marker"] and not one["repeat"])
            at = f" {all_said} ".find(hit["text"])
            assert at >= 0, hit["text"]
            around = f" {all_said} "
            edges = (around[at - 1] + around[at],
                     around[at + len(hit["text"]) - 1]
                     + around[at + len(hit["text"])])
            for edge in edges:
                assert not re.fullmatch(r"[A-Za-zÀ-ÿ0-9]{2}", edge), hit


def case_stable(box):
    """The same question has the same answer, in another archive too."""
    again = Archive(box.corpus.quoth, box.folder("again"))
    again.index(box.folder_of_corpus)
    for query in ("the", "coffee tea", "ship OR winter", "有点咸", "you know"):
        answers = [[{key: value for key, value in hit.items()
                     if key not in ("recording", "ref")}
                    for hit in archive.hits(query)]
                   for archive in (box.corpus, again, again)]
        assert answers[0] == answers[1] == answers[2], query


HOSTILE = (
    "'; DROP TABLE said; --", "NEAR(a b, 5)", "said : ship", "^ship", "\"",
    "ship AND", "((((((((((", "))))", "-", "--", "*", "a* OR", "C++", "e-mail",
    "1:30", "speaker:", 'speaker:"', "in:\0x", "\x1b[31mship", "\ufeff",
    "\u202eship", "ship\u0000winter", "中" * 21000, "the " * 50000,
    '"' + "the " * 50000, "(" * 100000, "-in:zz " * 9000 + "the",
    "a* " * 3000, "\u337f" * 20000, "\U0010ffff", "x" * 500000,
)


def case_hostile(box):
    """Whatever is typed is a question: found, or not."""
    for query in HOSTILE:
        box.corpus.search(query)
    random.seed(9)
    for _ in range(100):
        raw = bytes(random.randrange(256) for _ in range(200))
        code, _ = box.corpus.run("search", "--json", "-", stdin=raw)
        assert code in (0, 1), raw


# ---------------------------------------------------------------------------
# Real transcripts.


def case_seed_topic(box):
    """The interview: a topic, with its time."""
    hit = box.seed.hits("long horizon RL")[0]
    start_ms = hit["matches"][0]["start_ms"]
    assert ms("03:33.000") <= start_ms < ms("03:37.000"), start_ms
    assert said(hit, hit["matches"][0]) == "long horizon RL"


def case_seed_quote(box):
    """The interview: a quote over a full stop and two captions."""
    quote = ("the smartest humans and the thing that prevents them from being "
             "as useful")
    hit, = box.seed.hits(f'"{quote}"')
    match, = hit["matches"]
    assert plain(said(hit, match)) == plain(quote)
    assert ms("03:16.080") <= match["start_ms"] < ms("03:21.040")
    assert ms("03:21.040") < match["end_ms"] <= ms("03:26.000")
    best = box.seed.hits(quote)[0]
    assert best["start_ms"] <= match["start_ms"] <= best["end_ms"]


def case_seed_markers(box):
    """The interview: what is no speech is marked, and out of the way."""
    recording, = box.seed.recordings().values()
    _, segments = box.seed.show(recording["id"])
    markers = [one for one in segments if one["marker"]]
    assert [one["text"] for one in markers] == ["[BLANK_AUDIO]"]
    assert segments[-1] == markers[0]
    assert box.seed.hits("blank audio") == []
    assert len(box.seed.hits("is:marker blank audio")) == 1


def case_subrip_and_webvtt(box):
    """The same episodes as SubRip and as WebVTT have the same segments."""
    source = box.data("twiml")
    names = sorted(path.stem for path in source.glob("*.srt"))[::6]
    assert len(names) >= 10
    told = {}
    for ending in (".srt", ".vtt"):
        folder = box.folder("episodes" + ending)
        for name in names:
            shutil.copy(source / (name + ending), folder)
        archive = Archive(box.quoth, box.folder("twiml" + ending))
        archive.index(folder)
        found = archive.recordings()
        assert len(found) == len(names)
        for path, recording in found.items():
            told[ending, path[:-4]] = archive.show(recording["id"])[1]
    for name in names:
        one, other = told[".srt", name], told[".vtt", name]
        assert len(one) > 100
        assert one == other, name


def running_text(path):
    """The words of a file with the times of their cues; None where a cue says
    again what one of the four before it said, which may be taken for a loop
    and then is in the index once."""
    words, before = [], []
    for start, end, text in cues(path):
        text = re.sub('["“”„«»「」]', " ", clean(text))
        if text in before:
            words.append(None)
        else:
            words += [(word, start, end) for word in text.split()]
        before = before[-3:] + [text]
    return words


def case_random_quotes(box):
    """Quotes of six to twelve words, cut from running text over captions, are
    found in their recording, at their time."""
    source = box.data("talkpython-vtt")
    paths = sorted(source.rglob("*.vtt"))[::4]
    folder = box.folder("talks")
    for path in paths:
        shutil.copy(path, folder)
    archive = Archive(box.quoth, box.folder("talkpython")).index(folder)
    texts = {path.name: running_text(path) for path in paths}
    everything = " ".join(plain(one[0]) if one else "|"
                          for text in texts.values() for one in text)
    everything = re.sub(" +", " ", everything)
    random.seed(2024)
    n_asked = n_across = 0
    while n_asked < 200:
        name = random.choice(sorted(texts))
        size = random.randint(6, 12)
        at = random.randrange(len(texts[name]) - size)
        part = texts[name][at:at + size]
        if None in part:
            continue
        words = " ".join(word for word, _, _ in part)
        bare = " ".join(filter(None, (plain(word) for word, _, _ in part)))
        # What is said twice may be told as repeats of another place.
        if everything.count(bare) != 1 or "--" in words:
            continue
        n_asked += 1
        n_across += part[0][1] != part[-1][1]
        found = [(hit, match) for hit in archive.hits(f'"{words}"')
                 for match in hit["matches"]]
        assert any(hit["recording"]["path"].endswith("/" + name)
                   and match["start_ms"] <= part[-1][2]
                   and match["end_ms"] >= part[0][1]
                   and plain(said(hit, match)) == plain(words)
                   for hit, match in found), (name, words, part[0][1])
    assert n_across > 100, n_across


def case_chinese_substrings(box):
    """Every seventh two or three characters of a real file are found."""
    path = min((path for path in box.data("chinese-srt").rglob("*.srt")
                if path.stat().st_size > 30000),
               key=lambda path: path.stat().st_size)
    folder = box.folder("podcast")
    shutil.copy(path, folder)
    archive = Archive(box.quoth, box.folder("chinese")).index(folder)
    text = "".join(clean(text) for _, _, text in cues(path))
    han = re.sub(r"[^\u4e00-\u9fff]", "", text)
    step = max(7, len(han) // 400 // 7 * 7)
    for at in range(0, len(han) - 3, step):
        part = han[at:at + 2 + at // step % 2]
        if part not in text:
            continue  # something else stands between
        assert any(part in re.sub(r"[^\u4e00-\u9fff]", "", said(hit, match))
                   for hit in archive.hits(part)
                   for match in hit["matches"]), part


def case_french_accents(box):
    """Ten words with accents are found without them."""
    source = box.data("youtube-fr-vtt")
    paths = sorted(source.rglob("*.vtt"))[:12]
    folder = box.folder("videos")
    for path in paths:
        shutil.copy(path, folder)
    archive = Archive(box.quoth, box.folder("french")).index(folder)
    words = sorted({word for path in paths for _, _, text in cues(path)
                    for word in re.findall(r"[^\W\d_]{6,}", clean(text))
                    if not word.isascii()})
    assert len(words) >= 10
    random.seed(3)
    for word in random.sample(words, 10):
        bare = (unicodedata.normalize("NFD", word).replace("œ", "oe")
                .replace("ß", "ss").encode("ascii", "ignore").decode())
        assert bare.isascii() and bare != word
        assert archive.places(word) == archive.places(bare) != [], word


def case_words_at_their_times(box):
    """In word timings, a quote starts when its first word does."""
    for number, path in enumerate(sorted(
            box.data("3b1b-languages").rglob("word_timings.json"))[::6]):
        words = json.loads(path.read_text())
        folder = box.folder(f"timings-{number}")
        shutil.copy(path, folder)
        archive = Archive(box.quoth, box.folder(f"timed-{number}"))
        archive.index(folder)
        random.seed(number)
        for _ in range(25):
            at = random.randrange(len(words) - 6)
            quote = " ".join(word for word, *_ in words[at:at + 6])
            quote = quote.replace('"', "")
            if len(set(quote.split())) < 4:
                continue  # a recogniser that got stuck
            starts = [match["start_ms"] for hit in archive.hits(f'"{quote}"')
                      for match in hit["matches"]]
            wanted = words[at][1] * 1000
            assert any(abs(start - wanted) <= 1 for start in starts), (
                path, quote, wanted, starts)


class Box:
    """Archives that cases share, each made when it is first asked for."""

    def __init__(self, quoth, folder_of_corpus, folder_of_data, scratch):
        self.quoth, self.folder_of_corpus = quoth, folder_of_corpus
        self.folder_of_data, self.scratch = folder_of_data, scratch
        self.corpus = Archive(quoth, self.folder("corpus"))
        self.corpus.index(folder_of_corpus)
        self.cues = {path.stem: cues(path)
                     for path in folder_of_corpus.iterdir()
                     if path.suffix in (".srt", ".vtt", ".txt")}

    def folder(self, name):
        """A new folder."""
        folder = self.scratch / name
        folder.mkdir()
        return folder

    def data(self, name):
        """A folder of real transcripts."""
        if not self.folder_of_data or not self.folder_of_data.is_dir():
            raise Skip("no real transcripts here")
        if not (self.folder_of_data / name).is_dir():
            raise Skip(f"no {name} among the real transcripts")
        return self.folder_of_data / name

    @property
    def seed(self):
        """An archive of the interview alone."""
        source = self.data("seed")
        archive = Archive(self.quoth, self.scratch / "seed")
        if not archive.folder.exists():
            archive.folder.mkdir()
            archive.index(source)
        return archive


def reason(error):
    """Where a case failed, and why, on one line."""
    last = [frame for frame in traceback.extract_tb(error.__traceback__)
            if frame.name.startswith("case_")][-1:]
    place = f"line {last[0].lineno}: " if last else ""
    what = str(error) or (last[0].line if last else "")
    return (f"{place}{type(error).__name__}: {what}"
            .replace("\n", " | ").encode("ascii", "backslashreplace")
            .decode()[:2000])


def attempt(function, box):
    """Run a case; whether it went well, and the end of its line."""
    try:
        function(box)
        return True, ""
    except Skip as skip:
        return True, f" # SKIP {skip}"
    except Exception as error:  # any other failure is the case's
        return False, f": {reason(error)}"


def main():
    """Run all cases."""
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    quoth, corpus, *data = (pathlib.Path(a).resolve() for a in sys.argv[1:])
    cases = [(name[5:], function) for name, function in globals().items()
             if name.startswith("case_")]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="quoth-search-") as scratch:
        box = Box(quoth, corpus, data[0] if data else None,
                  pathlib.Path(scratch))
        for name, function in cases:
            is_ok, more = attempt(function, box)
            failed += not is_ok
            print(f"{'ok' if is_ok else 'not ok'} {name}{more}", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
