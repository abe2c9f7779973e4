"""Files that are larger than transcripts are, or begin with nothing."""

MIB = 1 << 20


def told(box, name):
    """What became of a file: its outcome, code, line and message."""
    return box.sql("SELECT outcome, code, line, message FROM file "
                   "WHERE path = ?", name)[0]


def whisper(words, blanks=0):
    """A transcript as Whisper writes them, with blanks in its middle."""
    one = b'{"start": 1.0, "end": 2.0, "text": " ' + words + b'"}'
    return (b'{"language": "en", "segments": [' + one + b"," +
            b" " * blanks + b"\n" + one + b"]}")


def case_json(box):
    """JSON may have 128 MiB, whatever stands before it; all else 32 MiB."""
    mark = b"\xef\xbb\xbf"
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nAnchor.\n" + b"\n" * (33 * MIB)
    box.path("a.json").write_bytes(whisper(b"Harbour.", 33 * MIB))
    box.path("b.json").write_bytes(mark + b"\r\n \t" +
                                   whisper(b"Lighthouse.", 127 * MIB))
    box.path("c.json").write_bytes(whisper(b"Captain.", 128 * MIB))
    box.path("d.srt").write_bytes(srt)
    box.path("e.json").write_bytes(b" " * 5000 + whisper(b"Keel.", 33 * MIB))
    assert box.update(code=3) == {"a.json": "indexed", "b.json": "indexed",
                                  "c.json": "failed", "d.srt": "failed",
                                  "e.json": "failed"}
    small, large = (f"larger than the limit of {n} MiB" for n in (32, 128))
    assert told(box, "c.json") == ("failed", "too-large", None, large)
    assert told(box, "d.srt") == ("failed", "too-large", None, small)
    # It can not be seen to be JSON.
    assert told(box, "e.json") == ("failed", "too-large", None, small)
    assert box.found("harbour") == [str(box.path("a.json"))]
    assert box.found("lighthouse") == [str(box.path("b.json"))]
    for path in box.talks.iterdir():
        path.unlink()


def case_values(box):
    """JSON of more values than memory is meant for is refused, at its place."""
    n = 24_000_000
    front = whisper(b"Anchor.")[:-1] + b',\n "n": ['
    box.path("a.json").write_bytes(front + b"1," * n + b"1]}")
    assert box.update(code=3) == {"a.json": "failed"}
    assert told(box, "a.json") == ("failed", "too-large", 3,
                                   "too many values")
    box.path("a.json").unlink()


def case_blank_lines(box):
    """Blank lines ahead of what must come first change nothing, and places
    are the file's."""
    vtt = ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Anchor.\n\n"
           "00:03.000 --> 00:xx.000\nKeel.\n")
    ttml = ('<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml">'
            '<body><div><p begin="1s" end="2s">Rope.</p></div></body>')
    said = [(1000, 2000, "Ann", "Anchor.")]
    for name, blanks, line in (("a", "", 6), ("b", "\n", 7),
                               ("c", "\r\n \t\r\n\r\n", 9)):
        box.path("x.vtt").write_text(blanks + vtt, newline="")
        box.path("y.ttml").write_text(blanks + ttml, newline="")
        box.index()
        assert box.holdings()["x.vtt"][3] == said, name
        assert told(box, "x.vtt")[:3] == ("indexed", "bad-time", line), name
        assert told(box, "y.ttml")[:3] == ("indexed", "truncated", line - 4)
