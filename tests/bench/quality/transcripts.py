"""Reads simple transcripts, independently of quoth.

Owns SubRip, WebVTT, whisper.cpp's `[start --> end] text`, NIST CTM and
Markdown by turns, each in the few lines that ordinary files need, and the
harness's own idea of a word: lower case, apostrophes joined, punctuation
dropped, Han and Kana a character each.  What cannot be read is left out;
nothing here is taken from quoth, so that a mistake of its readers shows.
"""
import html
import re
from pathlib import Path

APOSTROPHES = "'’"
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CHARACTER = re.compile(f"[{CJK}]")
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
MIXED = re.compile(rf"[{CJK}]|(?:(?![{CJK}])[^\W_])+"
                   rf"(?:[{APOSTROPHES}](?:(?![{CJK}])[^\W_])+)*")
CLOCK = r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)"
CUE = re.compile(rf"{CLOCK}\s+-->\s+{CLOCK}")
BRACKETED = re.compile(rf"\[{CLOCK} --> {CLOCK}\]\s*(.*)")
TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
MARKER = re.compile(r"\s*(\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪.*)\s*")
TURN = re.compile(r"(?:[^\s(][^()]{0,60} )?\((\d+):(\d+):(\d+)\):\s*$")
BOLD = re.compile(r"^\*\*[^*]{1,80}\*\*\s*")
LABEL = re.compile(r"^[A-Z][\w .'-]{0,30}: ")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# The best of several renderings first.
SUFFIXES = (".srt", ".vtt", ".txt", ".md", ".ctm")
STEM = re.compile(r"\.(srt|vtt|txt|tsv|json|md|ctm|mp3|mp4|m4a|wav)$", re.I)


class Segment:
    """A timed piece; the times are None where the file has none."""

    __slots__ = ("start", "end", "text")

    def __init__(self, start, end, text):
        self.start, self.end, self.text = start, end, text


class Token:
    """A word in its segment, as its normal form and as bytes of the text."""

    __slots__ = ("word", "segment", "begin", "end")

    def __init__(self, word, segment, begin, end):
        self.word, self.segment = word, segment
        self.begin, self.end = begin, end


def fold(word):
    """The normal form of one word."""
    return word.lower().replace("'", "").replace("’", "")


def word_pattern(text):
    """The quick pattern, unless the text has words without spaces."""
    return MIXED if CHARACTER.search(text) else WORD


def words_of(text):
    """The normal words of a text."""
    found = word_pattern(text).findall(text)
    return fold("\n".join(found)).split("\n") if found else []


def stem_of(path):
    """A path without the endings for format and medium."""
    path = str(path)
    while STEM.search(path):
        path = STEM.sub("", path)
    return path


def clock_ms(parts):
    """Milliseconds of hours, minutes, seconds and a fraction."""
    hours, minutes, seconds, fraction = parts
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 \
        + int(fraction[:3].ljust(3, "0"))


def cleaned(text):
    """A cue's text without tags and entities, white space collapsed."""
    return " ".join(html.unescape(TAG.sub("", text)).split())


def cues(text):
    """SubRip and WebVTT."""
    found, current = [], None
    for line in text.splitlines():
        cue = CUE.search(line)
        if cue:
            current = [clock_ms(cue.groups()[:4]), clock_ms(cue.groups()[4:])]
            found.append([current, []])
        elif not line.strip():
            current = None
        elif current:
            found[-1][1].append(line)
    for (start, end), lines in found:
        yield Segment(start, end, cleaned(" ".join(lines)))


def bracketed(text):
    """What whisper.cpp prints."""
    for match in BRACKETED.finditer(text):
        parts = match.groups()
        yield Segment(clock_ms(parts[:4]), clock_ms(parts[4:8]),
                      " ".join(parts[8].split()))


def ctm(text):
    """NIST's a word a line: FILE CHANNEL START SECONDS WORD."""
    for line in text.splitlines():
        field = line.split()
        if len(field) >= 5 and not field[0].startswith(";"):
            start = round(float(field[2]) * 1000)
            end = start + round(float(field[3]) * 1000)
            yield Segment(start, end, field[4])


def without_front_matter(text):
    """Markdown without its YAML."""
    if text.startswith("---"):
        end = text.find("\n---", 3)
        if end > 0:
            return text[end + 4:]
    return text


def markdown(text):
    """Turns of speech; `Name (00:01:02):` gives a time, else there is none."""
    segments, start = [], None
    for line in without_front_matter(text).splitlines():
        line = line.strip()
        turn = TURN.match(line)
        if turn:
            start = clock_ms([*turn.groups(), "0"])
            for one in segments:
                if one.end is None and one.start is not None:
                    one.end = start
        elif line and line[0] not in "#|<!":
            line = LABEL.sub("", LINK.sub(r"\1", BOLD.sub("", line)))
            segments.append(Segment(start, None, " ".join(line.split())))
    for one in segments:
        if one.start is not None and one.end is None:
            one.end = one.start + 60000
    return segments


def segments_of(path):
    """The segments of a file, or None when it is of no kind known here."""
    text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    if path.suffix in (".srt", ".vtt"):
        found = cues(text)
    elif path.suffix == ".txt" and BRACKETED.match(text.lstrip()):
        found = bracketed(text)
    elif path.suffix == ".md":
        found = markdown(text)
    elif path.suffix == ".ctm":
        found = ctm(text)
    else:
        return None
    return [one for one in found
            if one.text and not MARKER.fullmatch(one.text)]


def tokens_of(segments):
    """The words of all segments in their order."""
    return [Token(fold(match[0]), number, match.start(), match.end())
            for number, one in enumerate(segments)
            for match in word_pattern(one.text).finditer(one.text)]


def files_below(folder):
    """One file a recording, the best rendering of each."""
    best = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            rank = SUFFIXES.index(path.suffix)
            stem = stem_of(path)
            if stem not in best or rank < best[stem][0]:
                best[stem] = (rank, path)
    return [path for _, path in best.values()]
