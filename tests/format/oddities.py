#!/usr/bin/env python3
"""The oddities of real transcripts, one by one.

Usage: oddities.py RENDER DATA

RENDER is the program of render.c, which prints what quoth makes of files (see
README.md).  For each oddity that is told of the shared data this looks for
files of DATA that have it, by their bytes, and checks what must come of them.
An oddity that no file has any more is a failure too.  What is read a second
time as a whole is not repeated here; README.md says which test has what.
Skipped, with a line that says so and status 77, where the data is missing.
"""

import pathlib
import re
import subprocess
import sys

SEGMENT = re.compile(r"(-?\d+) (-?\d+)( \(marker\))?(?: (.*?))? \| (.*)")


class Outcome:
    """What quoth makes of a file."""

    def __init__(self, lines):
        self.lines = lines
        self.segments = [
            (int(m[1]), int(m[2]), bool(m[3]), m[4] or "",
             re.sub(r"\{\d+(-\d+)?\}", "", m[5]))
            for m in map(SEGMENT.fullmatch, self.lines) if m
        ]
        self.text = " ".join(segment[4] for segment in self.segments)

    def told(self, key):
        """The rest of the line that begins with a key; None without one."""
        for line in self.lines:
            if line.startswith(key + " "):
                return line[len(key) + 1:]
        return None


def outcomes(program, paths):
    """What quoth makes of some files, in their order."""
    if not paths:
        return []
    output = subprocess.run(
        [program, *map(str, paths)], capture_output=True, check=True
    ).stdout.decode("utf-8")
    found = []
    for line in output.split("\n"):
        if line.startswith("file "):
            found.append([])
        elif found:
            found[-1].append(line)
    assert len(found) == len(paths)
    return [Outcome(lines) for lines in found]


def has(pattern):
    """Files whose bytes have this somewhere."""
    expression = re.compile(pattern, re.MULTILINE | re.DOTALL)
    return lambda path: expression.search(path.read_bytes())


def named(pattern):
    """Files whose names have this."""
    return lambda path: re.search(pattern, path.name)


def always(path):
    """All files."""
    return path.is_file()


def is_format(*formats):
    """It is taken for one of these."""
    return lambda o: o.told("format") in formats


def is_encoding(encoding):
    """It is read in this encoding, and nothing is replaced."""
    return lambda o: (o.told("encoding") or "").lower() == encoding \
        and o.segments and o.told("replaced") is None


def never_in_text(pattern):
    """Text has none of it, and there is text."""
    return lambda o: o.segments and not re.search(pattern, o.text)


def is_refused(o):
    """It is no transcript."""
    return o.told("refused") is not None


def is_read(o):
    """It has segments."""
    return len(o.segments) > 0


def ends_in_marker(o):
    """What it ends in is no speech."""
    return o.segments[-1][2]


def has_blanks_apart(o):
    """What says that nothing is heard is no speech."""
    return all(s[2] for s in o.segments if s[4] == "[BLANK_AUDIO]")


def has_notes_apart(o):
    """What has a note sign is no speech."""
    return all(s[2] for s in o.segments if s[4].strip("♪ ") == "")


def has_instants(o):
    """Segments that last no time are kept."""
    return any(s[0] == s[1] for s in o.segments)


def has_overlaps(o):
    """A segment begins before the one ahead of it ends."""
    times = [s for s in o.segments if s[0] >= 0]
    return any(b[0] < a[1] for a, b in zip(times, times[1:]))


def has_speakers(o):
    """All but a few segments say who speaks."""
    known = [s for s in o.segments if s[3]]
    return len(known) > 0.5 * len(o.segments)


def has_late_time(o):
    """A time of a hundred hours less a moment is one."""
    return any(s[1] == 359999999 or s[0] == 359999999 for s in o.segments)


def complains(o):
    """It is read, and there is something to complain of."""
    return o.segments and o.told("complaints") is not None


def has_unknown_times(o):
    """Times below zero are not known; what is said then is kept."""
    return any(s[0] == -1 for s in o.segments)


def starts_at_zero(o):
    """The first segment starts with the recording."""
    return o.segments and o.segments[0][0] == 0


def is_in_language(tag):
    """It is text of such characters."""
    ranges = {"zh": "[一-鿿]", "ja": "[぀-ヿ]", "ko": "[가-힯]",
              "es": "[áéíóúñ¿¡]"}
    return lambda o: len(re.findall(ranges[tag], o.text)) > 20


def has_word_times(o):
    """Words have times."""
    return any(re.search(r"\{\d+", line) for line in o.lines)


FILES_MAX = 40  # of an oddity

# What it is, files, which of them, what must come of each.
ODDITIES = [
    ("[BLANK_AUDIO] at the end", "seed/*.txt", always, ends_in_marker),
    ("[BLANK_AUDIO]", "whispercpp-sermons/*.txt",
     has(rb"\]\s+\[BLANK_AUDIO\]"), has_blanks_apart),
    ("notes of music", "whispercpp-sermons/*.txt", has("♪".encode()),
     has_notes_apart),
    ("segments of no length", "whispercpp-sermons/*.txt",
     has(rb"^\[([0-9:.]+) --> \1\]\s+\w"), has_instants),
    ("empty files", "whispercpp-sermons/*.txt",
     lambda path: path.stat().st_size == 0, is_refused),
    ("a token a line", "whispercpp-token-lines/**/*.txt", always,
     is_format("whisper")),
    ("characters over two segments", "whispercpp-token-lines/**/*.txt",
     lambda path: not is_utf8(path), never_in_text("\ufffd")),
    ("[SPEAKER_TURN]", "whispercpp-token-lines/**/*.txt",
     has(rb"\[SPEAKER_TURN\]"), never_in_text(r"SPEAKER_TURN")),
    ("wrapped in {\"response\": …}", "whisperx/**/*.json",
     has(rb'"response"'), has_word_times),
    ("hours from the middle on", "whisper-all-formats/**/*.vtt",
     has(rb"^\d\d:\d\d\.\d{3} -->.*^\d\d:\d\d:\d\d\.\d{3} -->"),
     lambda o: o.told("complaints") is None and o.segments[-1][0] > 3600000),
    ("names with # @ , !", "twiml/**/*.srt", named(r"[#@,!]"),
     is_format("srt")),
    ("cues that overlap", "talkpython-vtt/**/*.vtt", always,
     lambda o: is_read(o) and o.told("complaints") is None),
    ("voices that are not closed", "talkpython-vtt/**/*.vtt",
     has(rb"<v [^>\n]+>(?:(?!</v>).)*?\n\n"),
     lambda o: has_speakers(o) and "<v" not in o.text),
    ("BOM", "subtitleedit/**/*.srt", has(rb"\A\xef\xbb\xbf"),
     never_in_text("\ufeff")),
    ("BOM and CRLF", "ytsubconverter/**/*.ass",
     has(rb"\A\xef\xbb\xbf.*\r\n"), is_format("ass")),
    ("CRLF", "wwdc-vtt/**/*.vtt", has(rb"\r\n"), never_in_text("\r")),
    ("references in SubRip", "3b1b-languages/**/*.srt",
     has(rb"&(amp|quot|lt|gt|nbsp|#39);"),
     never_in_text(r"&(amp|quot|lt|gt|nbsp|#39);")),
    ("cues without text", "3b1b-languages/**/*.srt",
     has(rb"--> [0-9:,]+\r?\n\r?\n\r?\n"),
     lambda o: o.segments and all(s[4] for s in o.segments)),
    ("HLS's clock", "wwdc-vtt/**/*.vtt", has(rb"X-TIMESTAMP-MAP"),
     never_in_text("TIMESTAMP|MPEGTS")),
    ("99:59:59.999", "wwdc-vtt/**/*.vtt",
     has(rb"-->\s*99:59:59[.]999"), has_late_time),
    ("an end before the start", "wwdc-vtt/**/*.vtt",
     lambda path: is_backwards(path), complains),
    ("Chinese", "wwdc-vtt/zh*/**/*.vtt", always, is_in_language("zh")),
    ("Japanese", "wwdc-vtt/ja*/**/*.vtt", always, is_in_language("ja")),
    ("Korean", "wwdc-vtt/ko*/**/*.vtt", always, is_in_language("ko")),
    ("Spanish", "wwdc-vtt/es*/**/*.vtt", always, is_in_language("es")),
    ("called .vtt, and none", "wwdc-vtt/**/*.vtt",
     lambda path: b"-->" not in path.read_bytes(),
     lambda o: is_refused(o) or is_format("plain-text")(o)),
    ("**Name:**", "changelog-md/**/*.md", has(rb"^\*\*[^*\n]+:\*\*"),
     has_speakers),
    ("Name (00:00:07):", "lenny-md/**/*.md",
     has(rb"^\**[A-Z][^(\n]* \(\d\d:\d\d:\d\d\):"), has_speakers),
    (r"\[hh:mm\]", "changelog-md/**/*.md", has(rb"\\\[\d\d:\d\d\\\]"),
     lambda o: any(s[0] > 0 for s in o.segments) and
     not re.search(r"\\\[\d\d:\d\d", o.text)),
    ("YAML in front", "bitcoin-md/**/*.md", has(rb"\A---\ntitle: .*?\n---\n"),
     lambda o: is_refused(o) or o.told("title")),
    ("captions in French", "youtube-fr-vtt/**/*.vtt", always,
     lambda o: is_format("webvtt")(o) and o.told("replaced") is None),
    ("json3", "youtube-json3/**/*.json*", has(rb'"tOffsetMs"'),
     has_word_times),
    ("characters of no width", "chinese-srt/**/*.srt",
     has("[\u200b\u200c]".encode()), is_in_language("zh")),
    ("0:00:00.000", "chinese-srt/**/*.srt",
     has(rb"^\d:\d\d:\d\d\.\d{3} -->"), is_format("srt", "webvtt")),
    ("numbered from 0", "chinese-srt/**/*.srt", has(rb"\A\s*0\r?\n"),
     lambda o: is_format("srt")(o) and not o.segments[0][4] == "0"),
    ("[dd:hh:mm:ss]", "spacelog/**/*", has(rb"^\[\d\d:\d\d:\d\d:\d\d\]"),
     lambda o: is_format("mission-log")(o) and has_speakers(o)),
    ("times below zero", "spacelog/**/*", has(rb"^\[-\d\d:"),
     has_unknown_times),
    ("TextGrid in UTF-16BE", "textgrid/**/*.TextGrid", has(rb"\A\xfe\xff"),
     is_encoding("utf-16be")),
    ("annotations of ELAN", "eaf/**/*.eaf", has(rb"<ANNOTATION_VALUE>\w"),
     is_read),
    ("ELAN's export without a heading", "eaf/**/*.t*",
     has(rb"\A[^\t\n]+\t(?:[^\t\n]+\t)?\"?\d+[.:\d]*\"?\t"),
     lambda o: is_format("transcript-table")(o) and has_speakers(o) and
     o.told("complaints") is None),
    ("line ends in a table's cells", "stt-vendors-json/**/*.csv",
     has(rb'(?m),"[^"\n]*\n[^"]*"$'),
     lambda o: is_format("transcript-table")(o) and
     o.told("complaints") is None and
     any("dinosaur robot" in s[4] for s in o.segments)),
    ("transcripts of the podcast namespace", "podcast-namespace/**/example.*",
     always, lambda o: has_speakers(o) or is_format("srt", "webvtt")(o)),
    ("Zoom's page", "zoom/**/*.txt", always,
     lambda o: is_read(o) and any(s[0] > 0 for s in o.segments)),
    ("SBV", "webvtt-py/**/*.sbv", has(rb"\A\d:\d\d:\d\d\.\d{3},\d"),
     is_format("sbv")),
    ("SSA and ASS", "subtitleedit/**/*.[as]s[as]", has(rb"^Dialogue:"),
     is_format("ass")),
    ("srv3", "ytsubconverter/**/*.ytt", has(rb"<timedtext"),
     is_format("youtube-xml")),
    ("windows-1250", "subtitleedit/**/*", named(r"1250"),
     is_encoding("windows-1250")),
    ("windows-1251", "subtitleedit/**/*", named(r"1251"),
     is_encoding("windows-1251")),
    ("gb2312", "srt-lib/**/*", named(r"gb"),
     lambda o: (o.told("encoding") or "").lower().startswith("gb")),
]


def is_utf8(path):
    """Whether a file is well-formed UTF-8."""
    try:
        path.read_bytes().decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def is_backwards(path):
    """Whether a cue ends before it starts."""
    times = re.findall(rb"^([\d:.]+) --> ([\d:.]+)", path.read_bytes(),
                       re.MULTILINE)
    return any(len(a) == len(b) and b < a for a, b in times)


def main(program, data):
    """Check all oddities."""
    data = pathlib.Path(data)
    if not data.is_dir():
        print(f"skipped: no {data}")
        return 77
    n_files = n_wrong = 0
    for oddity, pattern, which, is_right in ODDITIES:
        paths = [p for p in sorted(data.glob(pattern))
                 if p.is_file() and which(p)][:FILES_MAX]
        wrong = [p for p, o in zip(paths, outcomes(program, paths))
                 if not is_right(o)]
        n_files += len(paths)
        if wrong or not paths:
            n_wrong += 1
            print(f"{oddity}: {len(wrong)} of {len(paths)} files are wrong",
                  *wrong[:5], sep="\n    ")
    print(f"{len(ODDITIES)} oddities in {n_files} files, {n_wrong} wrong")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
