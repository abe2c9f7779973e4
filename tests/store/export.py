#!/usr/bin/env python3
"""What is exported says what was indexed: export.py QUOTH CORPUS [DATA]

QUOTH is the command, CORPUS the folder of the demonstration transcripts, DATA
the folder of real transcripts, which may be missing: its case is skipped then.
Each exported file is read twice: by the readers below, which were written
from the formats' specifications, and by quoth itself, into a new archive.
One line a case goes to standard output in the form of the Test Anything
Protocol.
"""

import collections
import csv
import decimal
import html
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import termios
import traceback

TIMEOUT_S = 300
ENDINGS = "srt vtt json csv tsv txt md".split()
REREAD = "srt vtt json csv tsv".split()
NEED_TIMES = ("srt", "vtt")
HAVE_SPEAKERS = ("vtt", "json", "csv")
N_SAMPLE = 80
SAMPLE_MAX_BYTES = 1 << 20

Segment = collections.namedtuple("Segment", "start end speaker text")


class Skip(Exception):
    """What a case needs is not here."""


class Archive:
    """An archive in a folder of its own, and ways to ask it."""

    def __init__(self, quoth, folder):
        folder.mkdir()
        self.quoth, self.folder = quoth, folder
        self.env = {name: value for name, value in os.environ.items()
                    if name.endswith("SAN_OPTIONS")
                    or name in ("LD_LIBRARY_PATH", "PATH")}
        self.env["QUOTH_DB"] = str(folder / "archive.db")

    def run(self, *args):
        """Run quoth; its status and both streams."""
        done = subprocess.run([self.quoth, *map(str, args)], env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=TIMEOUT_S)
        assert done.returncode >= 0, (args, done.returncode, done.stderr)
        assert b"Sanitizer" not in done.stderr, done.stderr
        assert b"runtime error" not in done.stderr, done.stderr
        return done.returncode, done.stdout, done.stderr.decode()

    def index(self, folder):
        """Index a folder; some of its files may be no transcripts."""
        code, _, err = self.run("index", "--quiet", folder)
        assert code in (0, 3), (code, err)
        return self

    def export(self, ref, *args):
        """What an export writes, which must go well."""
        code, out, err = self.run("export", ref, *args)
        assert (code, err) == (0, ""), (ref, args, code, err)
        return out

    def show(self, ref, *args):
        """The segments of a recording or a part of it."""
        code, out, err = self.run("show", "--json", ref, *args)
        assert code == 0, err
        found = [json.loads(line) for line in out.splitlines()]
        return [Segment(one["start_ms"], one["end_ms"], one["speaker"],
                        one["text"])
                for one in found if one["type"] == "segment"]

    def numbers(self):
        """The number of each recording, by the path of its file."""
        code, out, _ = self.run("list", "--json")
        assert code in (0, 1)
        found = (json.loads(line) for line in out.splitlines())
        return {one["path"]: one["id"] for one in found
                if one["type"] == "recording"}


# ---------------------------------------------------------------------------
# Readers.  All of them are strict: what they do not expect is a failure.


def clock(text, point):
    """Milliseconds of hh:mm:ss and a fraction."""
    match = re.fullmatch(r"(\d{2,}):([0-5]\d):([0-5]\d)(.)(\d{3})", text)
    assert match and match[4] == point, text
    hours, minutes, seconds, _, ms = match.groups()
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(
        ms)


def span(line, point):
    """Both times of a line of times."""
    start, end = line.split(" --> ")
    return clock(start, point), clock(end, point)


def read_srt(text):
    """SubRip: a number from 1, times, one line of text, a blank line."""
    blocks = text.split("\n\n")
    assert blocks.pop() == ""
    for number, block in enumerate(blocks, 1):
        index, times, line = block.split("\n")
        assert index == str(number), block
        assert "-->" not in line and "{\\" not in line, block
        assert not re.search("</?[A-Za-z][^<>]*>", line), block
        line = re.sub("&(amp|lt|gt|#123);",
                      lambda found: html.unescape(found[0]), line)
        yield Segment(*span(times, ","), None, line)


def vtt_lines(text):
    """Lines as the W3C's WebVTT ends them."""
    assert "\0" not in text and not text.startswith("\ufeff")
    return re.split("\r\n|\n|\r", text)


def vtt_blocks(lines):
    """Blocks behind the header: (times, lines of text)."""
    signature = lines[0]
    assert re.fullmatch("WEBVTT(?:[ \t].*)?", signature), signature
    at = 1
    while at < len(lines) and lines[at] and "-->" not in lines[at]:
        at += 1
    block = None
    for line in lines[at:]:
        if "-->" in line:
            assert block is None, f"an arrow inside of a cue: {line}"
            block = (line, [])
        elif not line:
            if block:
                yield block
            block = None
        else:
            assert block, f"a block without times: {line}"
            block[1].append(line)
    assert block is None, "the last cue has no blank line behind it"


def vtt_text(text):
    """The voice of a cue, and what is left of its text without tags."""
    voice, said = None, ""
    for tag, piece in re.findall("<([^>]*)>|([^<]+)", text):
        if piece:
            said += html.unescape(piece)
            continue
        name, _, annotation = tag.partition(" ")
        assert name == "v" and voice is None and not said, tag
        voice = html.unescape(annotation)
    return voice, said


def read_vtt(text):
    """WebVTT, 6.1 and 6.4, as far as what we write goes."""
    for times, lines in vtt_blocks(vtt_lines(text)):
        yield Segment(*span(times, "."), *vtt_text("\n".join(lines)))


def ms_of(seconds):
    """Whole milliseconds of seconds, or None."""
    if seconds is None:
        return None
    ms = decimal.Decimal(seconds) * 1000
    assert ms == int(ms), seconds
    return int(ms)


def read_json(text):
    """openai-whisper's JSON."""
    found = json.loads(text, parse_float=decimal.Decimal)
    for number, one in enumerate(found["segments"]):
        assert one["id"] == number
        yield Segment(ms_of(one["start"]), ms_of(one["end"]),
                      one.get("speaker"), one["text"])


def number(field):
    """A field's number, or None where it is empty."""
    assert re.fullmatch(r"\d*", field), field
    return int(field) if field else None


def read_csv(text):
    """RFC 4180."""
    assert text.count("\r") == text.count("\n") == text.count("\r\n")
    heads, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert heads in (["start", "end", "text"],
                     ["start", "end", "speaker", "text"]), heads
    for row in rows:
        assert len(row) == len(heads), row
        speaker = row[2] if len(row) == 4 else ""
        yield Segment(number(row[0]), number(row[1]), speaker or None, row[-1])


def read_tsv(text):
    """openai-whisper's TSV."""
    heads, *rows, last = text.split("\n")
    assert (heads, last) == ("start\tend\ttext", "")
    for row in rows:
        start, end, said = row.split("\t")
        yield Segment(number(start), number(end), None, said)


READERS = {"srt": read_srt, "vtt": read_vtt, "json": read_json,
           "csv": read_csv, "tsv": read_tsv}

# What begins a block in CommonMark, or in the tables of GitHub.
BLOCK = re.compile(r"#{1,6}(?: |$)|>|[-+*](?: |$)|\d{1,9}[.)](?: |$)|=+ *$"
                   r"|(?:[-*_] *){3,}$|```|~~~|\||<[A-Za-z/!?]"
                   r"|\[(?:\\.|[^]\\])*\]:")
INLINE = re.compile(r"(?<!\\)(?:\\\\)*(?:\*|`|~~|\]\(|&#?\w+;|<[A-Za-z/!?]|"
                    r"(?<!\w)_|_(?!\w))")
TURN = re.compile(r"(?:\*\*(?P<name>(?:\\.|[^\\*])+)\*\*(?: \(([\d:]+)\))?: "
                  r"|\(([\d:]+)\) )")


def check_md(text, segments):
    """Markdown has a line for each text, and none of them does anything."""
    title, *lines = text.split("\n")
    assert title.startswith("# ") and lines.pop() == ""
    lines = [line for line in lines if line]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", lines[0]):
        del lines[0]
    assert len(lines) == len(segments), (len(lines), len(segments))
    for line, segment in zip(lines, segments):
        assert not BLOCK.match(line) or line.startswith("**"), line
        turn = TURN.match(line)
        rest = line[turn.end():] if turn else line
        if plain_md(rest) != segment.text:  # a text like a turn's front
            turn, rest = None, line
        assert plain_md(rest) == segment.text, (line, segment)
        assert not INLINE.search(rest), line
        if turn and turn["name"]:
            assert plain_md(turn["name"]) == segment.speaker, line


def plain_md(text):
    """Without the backslashes that CommonMark takes off."""
    return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text)


# ---------------------------------------------------------------------------
# Comparing.


def as_held(segments, ending):
    """What a format holds of segments."""
    if ending in HAVE_SPEAKERS:
        return segments
    return [one._replace(speaker=None) for one in segments]


def same(found, wanted, *where):
    """Two lists of segments are one."""
    for one, other in zip(found, wanted):
        assert one == other, (*where, one, "wanted", other)
    assert len(found) == len(wanted), (*where, len(found), len(wanted))


def are_timed(segments):
    """Whether all times are known."""
    return all(one.start is not None and one.end is not None
               for one in segments)


def refused(archive, ref, ending):
    """A format without times says so, and writes nothing."""
    code, out, err = archive.run("export", ref, "--to", ending)
    assert (code, out) == (2, b""), (ref, ending, code)
    assert re.fullmatch(f"quoth: {ending} needs times.* json, txt, md, csv "
                        "and tsv .*\n", err), err


def read_out(archive, ref, ending, segments):
    """Export, and read it by the specification; the bytes."""
    out = archive.export(ref, "--to", ending)
    text = out.decode("utf-8", "strict")
    if ending == "txt":
        assert text == "".join(one.text + "\n" for one in segments)
    elif ending == "md":
        check_md(text, segments)
    else:
        same(list(READERS[ending](text)), as_held(segments, ending), ref,
             ending)
    return out


def there_and_back(box, archive, numbers, rolling=()):
    """Export recordings in all formats, index that, and compare; returns how
    many files were read back.  Those that are `rolling` once their words have
    no times are only read by the specifications."""
    originals = {ref: archive.show(ref) for ref in numbers}
    n_read = 0
    for ending in ENDINGS:
        folder, files = box.folder(), {}
        for ref, segments in originals.items():
            if ending in NEED_TIMES and not are_timed(segments):
                refused(archive, ref, ending)
                continue
            out = read_out(archive, ref, ending, segments)
            # A copy of another file is no recording of its own.
            if out not in files and ref not in rolling:
                files[out] = ref
                (folder / f"number{ref}.{ending}").write_bytes(out)
        if ending not in REREAD:
            continue
        again = box.archive().index(folder)
        found = again.numbers()
        for ref in files.values():
            path = str(folder / f"number{ref}.{ending}")
            assert path in found, (ref, ending, "was not indexed")
            same(again.show(found[path]), as_held(originals[ref], ending),
                 ref, ending, "again")
            n_read += 1
    return n_read


# ---------------------------------------------------------------------------
# Cases.


def case_corpus(box):
    """Every demonstration transcript comes back as it was."""
    numbers = box.corpus.numbers().values()
    assert len(numbers) >= 9
    assert there_and_back(box, box.corpus, numbers) >= 5 * (len(numbers) - 2)


def sample_of(data):
    """Files of all folders and endings, some of each."""
    groups = collections.defaultdict(list)
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.stat().st_size <= SAMPLE_MAX_BYTES:
            part = path.relative_to(data).parts[0]
            groups[part, path.suffix].append(path)
    share = 1
    while sum(min(share, len(group)) for group in groups.values()) < N_SAMPLE:
        share += 1
    return [path for group in groups.values()
            for path in group[::max(1, len(group) // share)][:share]]


# The same seven letters over and over, which only the times of the words, that
# no export holds, tell from captions that roll.
ROLLING = ("ref.ctm",)


def case_real(box):
    """Real transcripts of all formats come back as they were."""
    if not box.data or not box.data.is_dir():
        raise Skip("no real transcripts here")
    folder = box.folder()
    for number, path in enumerate(sample_of(box.data)):
        (folder / str(number)).mkdir()
        shutil.copy(path, folder / str(number))
    archive = box.archive().index(folder)
    found = archive.numbers()
    numbers = found.values()
    assert len(numbers) >= 40, len(numbers)
    rolling = [ref for path, ref in found.items()
               if pathlib.Path(path).name in ROLLING]
    n_read = there_and_back(box, archive, numbers, rolling)
    assert n_read > 3 * len(numbers), (n_read, len(numbers))


TEXTS = (
    "it goes --> there", "-->", "--&gt; as it is written", "a-->b<--c",
    "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000 align:start",
    "12", "1", "2", "100000000000000000000", "7 --> 8",
    "[00:00:01.000 --> 00:00:02.000] not a time", "(0:12) not a time either",
    "Tom &amp; Jerry", "&lt;b&gt;", "&amp;amp;", "AT&T", "&", "&#38;", "&#x26;",
    "&copy 2020", "&nope;", "R&D; and so on", "<v X>literally", "</v>", "<v>",
    "<i>it</i>", "<b", "a < b > c", "<3", "<00:00:01.000>", "<br>", "<", ">",
    "<font color=red>", "<c.yellow.bg_blue>", "< i >", "{\\an8}up", "{laughs}",
    "{\\", "3. is a number", "10) too", "2024. Next.", "3.", "-", "- Yes.",
    "-No.", "--", "---", "- - -", "+ more", "* star", "*aside*", "**bold**",
    "_under_", "snake_case", "__", "`code`", "```", "~~~", "~~gone~~", "# one",
    "#tag", "####### seven", "> quoted", ">> who?", "=", "===", "| a | b |",
    "[link](address)", "[x]: y", "[^1]", "![image](there)", "[X] [Y]",
    '"', '""', '"quoted"', 'ends in a quote"', '"begins with one', 'a "b" c',
    "\\", "\\\\", 'C:\\"', '\\"', 'a \\"b\\" c', '\\""', "ends in \\", "\\n",
    "\\*", "'", ",", ",,", "a, b, c", ",a", "=SUM(A1)", "@x", "a;b", "NOTE",
    "NOTE well", "STYLE", "REGION", "WEBVTT", "WEBVTT - it", "start,end,text",
    "0,1000,\"x\"", "Kind: captions", "\u202eright to left\u202c",
    "\u200fmark\u200e", "\u2066isolated\u2069", "\u05e9\u05dc\u05d5\u05dd",
    "你好，世界", "夜市里有点咸", "ひらがな", "한국어", "e\u0301te\u0301",
    "\U0001f389 party \U0001f469\u200d\U0001f52c", "a\u200bb", "\ufffd", "%s %n",
    "null", "{}", "{\"text\": 1}", "]}", "</script>", "...", "\u2026",
)

SPEAKERS = (
    "Ann", "Dr. Who", "a.b.c", "A > B", "Q&A", "x &amp; y", "<v Ann>", "-->",
    "5", "?", "Smith, John", 'the "Kid"', '"', "\\", 'x\\"y', "*", "a_b", "_",
    "speaker 0", "SPEAKER_00", "李雷", "\u202eAnn", "(x)", "[y]", "'", "Ann:",
)


def whisper(folder, name, segments):
    """Write openai-whisper's JSON of segments."""
    told = []
    for one in segments:
        told.append({"start": None if one.start is None else one.start / 1000,
                     "end": None if one.end is None else one.end / 1000,
                     "text": one.text})
        if one.speaker:
            told[-1]["speaker"] = one.speaker
    (folder / name).write_text(json.dumps({"segments": told}))


def made(box, *recordings):
    """An archive of recordings that are made here: what they are, by their
    numbers."""
    folder, archive = box.folder(), box.archive()
    for number, segments in enumerate(recordings):
        whisper(folder, f"made{number}.json", segments)
    archive.index(folder)
    found = archive.numbers()
    known = {found[str(folder / f"made{number}.json")]: segments
             for number, segments in enumerate(recordings)}
    return archive, known


def back(box, *recordings):
    """Recordings are indexed as they are made, and come back so."""
    archive, known = made(box, *recordings)
    for ref, segments in known.items():
        wanted = [one._replace(text=normal(one.text)) for one in segments]
        same(archive.show(ref), wanted, ref, "as made")
    there_and_back(box, archive, known)


def normal(text):
    """As quoth keeps a text."""
    return text.replace("e\u0301", "\u00e9")


def in_a_row(texts, speakers=(None,), step=2000):
    """Segments back to back."""
    return [Segment(i * step, (i + 1) * step, speakers[i % len(speakers)],
                    text) for i, text in enumerate(texts)]


def case_texts(box):
    """Text that looks like something else comes back as text, wherever it
    stands."""
    back(box, in_a_row(TEXTS), in_a_row(TEXTS[::-1]),
         in_a_row([f"Then {text} he said" for text in TEXTS]),
         in_a_row([f"{text} again" for text in TEXTS], (None, "Ann", "Ben")),
         in_a_row([f"She said {text}" for text in TEXTS], ("Ann", "Ann")))


def case_texts_alone(box):
    """So it does where it is all that a recording says."""
    back(box, *(in_a_row([text]) for text in TEXTS[::2]))


def case_counting(box):
    """Texts that count with, ahead of or behind the numbers of SubRip."""
    for shift in (-1, 0, 1, 2):
        back(box, in_a_row([str(i + shift) for i in range(1, 40)]))


def case_speakers(box):
    """Names may hold what formats give a meaning."""
    back(box, in_a_row([f"I am number {i}." for i in range(60)], SPEAKERS),
         in_a_row([f"We are number {i}." for i in range(60)],
                  (None, *SPEAKERS)),
         *(in_a_row(["Only me."], (name,)) for name in SPEAKERS))


def case_times(box):
    """Times above a hundred hours, backwards, empty, at once, overlapping."""
    hour = 3600 * 1000
    back(box, [
        Segment(0, 0, None, "Nothing yet."),
        Segment(0, 1, None, "A millisecond."),
        Segment(999, 1000, None, "The next."),
        Segment(5000, 4000, None, "Backwards."),
        Segment(5000, 9000, None, "Over it."),
        Segment(5000, 9000, "Ann", "At the same time."),
        Segment(59_999, 60_000, None, "A minute."),
        Segment(hour - 1, hour, None, "An hour."),
        Segment(100 * hour, 100 * hour + 1, None, "A hundred."),
        Segment(123 * hour + 45 * 60_000 + 6789, 999 * hour, None, "More."),
        Segment(999 * hour + 59 * 60_000 + 59_999, 1000 * hour - 1, None,
                "The last."),
    ])


def case_unknown_times(box):
    """Where some times are not known, the others still are."""
    segments = in_a_row([f"Line {i}." for i in range(6)], (None, "Ann"))
    holes = [one._replace(end=None) if i % 3 == 1 else
             one._replace(start=None, end=None) if i % 3 == 0 else one
             for i, one in enumerate(segments)]
    nothing = [one._replace(start=None, end=None) for one in segments]
    last = [*segments[:-1], segments[-1]._replace(end=None)]
    silent = [one._replace(speaker=None) for one in holes]
    back(box, holes, nothing, last, silent)


def case_many(box):
    """Two thousand segments."""
    back(box, in_a_row([f"This is segment {i} of many, 第{i}句。"
                        for i in range(2000)], ("Ann", "Ben", None)))


def case_moment(box):
    """Of a moment only what is around it is written."""
    archive, known = made(box, in_a_row([f"Line {i}." for i in range(90)],
                                        ("Ann",)))
    ref, = known
    for args, first, last in (((), 27, 34), (("-C", "2"), 28, 33),
                              (("-C", "0"), 30, 31), (("-B", "0"), 30, 34),
                              (("-A", "1", "-B", "2"), 28, 32),
                              (("-C", "200"), 0, 90)):
        wanted = known[ref][first:last]
        same(archive.show(f"{ref}@1:00", *args), wanted, args)
        for ending in REREAD:
            out = archive.export(f"{ref}@1:00", "--to", ending, *args)
            same(list(READERS[ending](out.decode())),
                 as_held(wanted, ending), args, ending)


def on_terminal(archive, *args):
    """What quoth writes to a terminal, to the byte."""
    master, slave = os.openpty()
    modes = termios.tcgetattr(slave)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    process = subprocess.Popen([archive.quoth, *map(str, args)],
                               env=archive.env, stdin=subprocess.DEVNULL,
                               stdout=slave, stderr=subprocess.PIPE)
    os.close(slave)
    shown = b""
    try:
        while more := os.read(master, 65536):
            shown += more
    except OSError:  # its other end is closed
        pass
    _, err = process.communicate(timeout=TIMEOUT_S)
    os.close(master)
    assert (process.returncode, err) == (0, b""), err
    return shown.decode()


def case_terminal(box):
    """On a terminal what turns text around is spelled out, and nothing else is
    changed; elsewhere it stands as it is."""
    archive, known = made(box, in_a_row(
        ["\u202eturned", "\u2066isolated\u2069", "plain", "夜市"],
        ("Ann", "\u200fBen")))
    ref, = known
    for ending in ENDINGS:
        piped = archive.export(ref, "--to", ending).decode()
        shown = on_terminal(archive, "export", ref, "--to", ending)
        turning = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
        assert bool(turning.search(piped)) == (ending != "json"), ending
        assert shown == turning.sub(lambda c: f"\\u{ord(c[0]):04x}",
                                    piped), (ending, shown)


def case_pipe(box):
    """A reader that has enough ends it, without a word."""
    archive, known = made(box, in_a_row([f"This is segment {i} of so many."
                                         for i in range(20000)]))
    ref, = known
    for ending in ENDINGS:
        process = subprocess.Popen(
            [archive.quoth, "export", str(ref), "--to", ending],
            env=archive.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout.readline().endswith(b"\n")
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        assert (process.wait(TIMEOUT_S), err) == (141, b""), (ending, err)


def case_statuses(box):
    """SubRip where nothing is said; 1 for nothing, 2 for a wrong question."""
    ref = min(box.corpus.numbers().values())
    assert box.corpus.export(ref) == box.corpus.export(ref, "--to", "srt")
    for args, status, naming in (
            ((ref, "--to", "docx"), 2, "srt, vtt, json, txt, md, csv, tsv"),
            ((ref, "--to", ""), 2, "--to"), ((ref, "--to"), 2, "--to"),
            ((), 2, "REF"), ((ref, ref), 2, ""), ((99999,), 1, "99999"),
            ((f"{ref}@99:00:00", "-C", "x"), 2, "x"),
            ((ref, "--json"), 2, "--json")):
        code, out, err = box.corpus.run("export", *args)
        assert (code, out) == (status, b""), (args, code, out)
        assert err.startswith("quoth: ") and naming in err, (args, err)
    full = ["sh", "-c", '"$0" export "$1" > /dev/full', str(box.quoth),
            str(ref)]
    done = subprocess.run(full, env=box.corpus.env, capture_output=True,
                          timeout=TIMEOUT_S)
    assert done.returncode == 2 and done.stderr.startswith(b"quoth: ")


def case_facts(box):
    """A title is one line, and a language that is none is not written."""
    folder, archive = box.folder(), box.archive()
    segments = in_a_row(["The harbour was frozen over."])
    whisper(folder, "one\ntwo *three*.json", segments)
    (folder / "vague.json").write_text(json.dumps(
        {"language": "en\n\n00:01.000 --> 00:02.000\nno",
         "segments": [{"start": 0, "end": 2, "text": segments[0].text}]}))
    archive.index(folder)
    for ref in archive.numbers().values():
        title, *rest = archive.export(ref, "--to", "md").decode().split("\n")
        assert title in (r"# one two \*three\*", "# vague"), title
        assert rest[0] == "" and len(rest) == 3, rest
        out = archive.export(ref, "--to", "vtt").decode()
        same(list(read_vtt(out)), segments, out)


class Box:
    """What cases share: the command, the archive of the corpus, scratch."""

    def __init__(self, quoth, corpus, data, scratch):
        self.quoth, self.data, self.scratch = quoth, data, scratch
        self.n_folders = 0
        self.corpus = self.archive().index(corpus)

    def new_path(self):
        """A path that nothing is at."""
        self.n_folders += 1
        return self.scratch / str(self.n_folders)

    def folder(self):
        """A new folder."""
        path = self.new_path()
        path.mkdir()
        return path

    def archive(self):
        """A new archive."""
        return Archive(self.quoth, self.new_path())


def reason(error):
    """Where a case failed, and why, on one line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename == __file__]
    place = "/".join(str(frame.lineno) for frame in frames[1:])
    what = str(error) or frames[-1].line
    return (f"line {place}: {type(error).__name__}: {what}"
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
    with tempfile.TemporaryDirectory(prefix="quoth-export-") as scratch:
        box = Box(quoth, corpus, data[0] if data else None,
                  pathlib.Path(scratch))
        for name, function in cases:
            is_ok, more = attempt(function, box)
            failed += not is_ok
            print(f"{'ok' if is_ok else 'not ok'} {name}{more}", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
