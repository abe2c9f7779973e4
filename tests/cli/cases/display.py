"""What a terminal shows: escaping, colours, width."""

import re

from harness import COLOUR

MATCH = "\x1b[1;31mharbour\x1b[0m"
EVIL = "\x1b]0;owned\x07\x1b[2J\u009b31m\u202edlrow\u2066\u200f\x7f\r"


def plain(raw):
    return COLOUR.sub(b"", raw)


def case_transcripts_are_harmless(box):
    """Escape sequences and bidi overrides in a transcript are never obeyed."""
    box.indexed(f"The harbour {EVIL} was frozen.", "And the pilot came.")
    for args in (["harbour"], ["show", "1"], ["show", "1@0:01"], ["list"],
                 ["list", "--files"], ["--json", "harbour"],
                 ["show", "--json", "1"], ["harbour", "--explain"]):
        box.run(*args).expect(0).expect_harmless()
        shown = box.terminal(*args, env={"NO_COLOR": "1"}).expect(0)
        shown.expect_harmless()


def case_bidi_is_spelled_out(box):
    """An override in a transcript is shown as what it is."""
    box.indexed("The harbour \u202edlrow is frozen.")
    assert "\\u202edlrow" in box.run("harbour").expect(0).out
    assert "\\u202edlrow" in box.run("show", "1").expect(0).out


def case_names_are_harmless(box):
    """Nor are those in file names, line feeds and tabs included."""
    box.srt(f"talk{EVIL}\n\t.srt")
    (box.talks / f"empty{EVIL}\n\t.srt").write_bytes(b"")
    result = box.run("index", "--verbose", str(box.talks)).expect(3)
    result.expect_harmless()
    assert "\\x1b[2J" in result.err and "\\x0a\\x09.srt: empty" in result.err
    for args in (["harbour"], ["show", "1"], ["list"], ["list", "--files"]):
        result = box.run(*args).expect(0).expect_harmless()
        terminal = box.terminal(*args, env={"NO_COLOR": "1"}).expect(0)
        terminal.expect_harmless()
    assert "\\x1b[2J" in box.run("list", "--files").out


def case_names_of_any_bytes(box):
    """A byte in a name that is no UTF-8 is shown as its number."""
    box.srt(b"caf\xe9.srt")
    box.index()
    result = box.run("list", "--files").expect(0).expect_harmless()
    assert "caf\\xe9.srt" in result.out


def case_arguments_are_harmless(box):
    """Nor is anything obeyed that stands in a message about arguments."""
    for args in ([f"--{EVIL}"], ["help", EVIL], ["--db", EVIL, "list"],
                 ["list", EVIL], ["--color", EVIL, "list"],
                 ["-n", EVIL, "harbour"]):
        box.run(*args).expect(2).expect_harmless()
    box.indexed()
    box.run("show", EVIL).expect(2).expect_harmless()
    box.run("forget", EVIL).expect(1).expect_harmless()
    box.run("search", "--", EVIL).expect_harmless()
    box.run("index", str(box.talks / EVIL)).expect(3).expect_harmless()


def case_pipe_is_plain(box):
    """In a pipe there are neither colours nor marks."""
    result = box.indexed().run("harbour", "frozen").expect(0)
    assert b"\x1b" not in result.raw_out + result.raw_err
    assert "**" not in result.out


def case_terminal_has_colours(box):
    """On a terminal matches are coloured."""
    result = box.indexed().terminal("harbour", "frozen").expect(0)
    assert f"The {MATCH} was \x1b[1;31mfrozen\x1b[0m over." in result.out


def case_no_color(box):
    """NO_COLOR, unless empty, turns colours off; matches are marked."""
    box.indexed()
    result = box.terminal("harbour", "frozen", env={"NO_COLOR": "1"})
    assert "\x1b" not in result.out
    assert "The **harbour** was **frozen** over." in result.out
    empty = box.terminal("harbour", "frozen", env={"NO_COLOR": ""})
    assert MATCH in empty.out


def case_dumb_terminal(box):
    """TERM=dumb, or none, turns colours off."""
    box.indexed()
    for term in ("dumb", "", None):
        result = box.terminal("harbour", env={"TERM": term})
        assert "\x1b" not in result.out and "**harbour**" in result.out


def case_color_always(box):
    """--color=always beats pipes, NO_COLOR and TERM."""
    box.indexed()
    args = ["harbour", "--color=always"]
    env = {"NO_COLOR": "1", "TERM": "dumb"}
    assert MATCH in box.run(*args).expect(0).out
    assert MATCH in box.run(*args, env=env).expect(0).out
    assert MATCH in box.terminal(*args, env=env).expect(0).out


def case_color_never(box):
    """--color=never turns colours off on a terminal."""
    result = box.indexed().terminal("harbour", "--color", "never").expect(0)
    assert "\x1b" not in result.out and "**harbour**" in result.out


def case_json_is_never_coloured(box):
    """--json is the same with and without a terminal."""
    box.indexed()
    piped = box.run("list", "--json")
    shown = box.terminal("list", "--json", "--color=always")
    assert shown.raw_out == piped.raw_out


def case_colours_end(box):
    """Every colour that begins ends on its own line."""
    box.indexed("harbour " * 60)
    for args in (["harbour"], ['"harbour harbour harbour"'], ["show", "1"],
                 ["list"]):
        shown = box.terminal(*args, columns=40).expect(0)
        for line in shown.raw_out.split(b"\n"):
            codes = COLOUR.findall(line)
            assert len(codes) % 2 == 0 and codes[1::2] == (
                [b"\x1b[0m"] * (len(codes) // 2)), line


def case_width(box):
    """Passages are folded to the terminal, between words."""
    words = " ".join(f"word{i} harbour" for i in range(40))
    box.indexed(words)
    for columns in (26, 30, 36):
        for args in (["harbour"], ["show", "1"]):
            shown = box.terminal(*args, columns=columns).expect(0)
            lines = plain(shown.raw_out).decode().splitlines()
            body = [line for line in lines if re.search("word|harbour", line)]
            assert len(body) > 4 and max(map(len, body)) <= columns, body
            assert set(re.findall(r"[a-z]+\d*", " ".join(body))) <= (
                {f"word{i}" for i in range(40)} | {"harbour"})


def case_width_is_bounded(box):
    """However wide the terminal, lines end at 100 columns."""
    box.indexed("harbour " * 100)
    shown = box.terminal("harbour", columns=250).expect(0)
    longest = max(plain(shown.raw_out).decode().splitlines(), key=len)
    assert 90 <= len(longest) <= 100


def case_wide_characters(box):
    """Wide characters count for two columns, and may be parted anywhere."""
    box.indexed("港口的冬天非常寒冷" * 20)
    shown = box.terminal("港口", columns=24).expect(0)
    lines = [line for line in plain(shown.raw_out).decode().splitlines()
             if "冬天" in line]
    assert len(lines) > 2
    assert all(len(line.strip()) * 2 + 4 <= 24 for line in lines), lines
    assert any(len(line.strip()) * 2 + 4 > 20 for line in lines), lines


def case_pipe_is_not_folded(box):
    """In a pipe a passage is one line, unless COLUMNS asks for less."""
    box.indexed("harbour word " * 30)
    out = box.run("show", "1").expect(0).out
    assert "harbour word " * 29 in out
    folded = box.run("show", "1", env={"COLUMNS": "50"}).expect(0).out
    body = [line for line in folded.splitlines() if "harbour" in line]
    assert max(map(len, body)) <= 50 and len(body) > 5


def case_long_word(box):
    """A word longer than the line stays whole."""
    box.indexed("harbour " + "x" * 300 + " pilot")
    shown = box.terminal("show", "1", columns=40).expect(0)
    assert "x" * 300 in shown.out


def case_same_text_everywhere(box):
    """But for colours a terminal shows what a pipe gets at its width."""
    box.indexed()
    shown = box.terminal("harbour", columns=80).expect(0)
    piped = box.run("harbour", env={"COLUMNS": "80"}).expect(0)
    assert plain(shown.raw_out) == piped.raw_out


def case_titles_are_folded(box):
    """A title that is longer than a line is folded as a passage is."""
    title = "The long voyage of the harbour pilots and what came of it all"
    box.srt(f"{title}.srt")
    box.index()
    for columns in (30, 40, 80):
        for args in (["frozen"], ["show", "1@0:01"], ["frozen", "--recordings"]):
            shown = box.terminal(*args, columns=columns).expect(0)
            lines = plain(shown.raw_out).decode().splitlines()
            lines = [line for line in lines if "/" not in line]
            assert max(map(len, lines)) <= columns, lines
            assert title in " ".join(" ".join(lines).split()), lines


def case_marks_fit(box):
    """Without colours a mark that ends with its line has its place on it."""
    box.indexed("harbour " * 60)
    for columns in range(24, 60, 3):
        shown = box.terminal('"harbour harbour harbour harbour"',
                             columns=columns, env={"NO_COLOR": "1"}).expect(0)
        for line in shown.out.splitlines():
            assert len(line) <= columns, (columns, line)
            assert line.count("**") % 2 == 0, line


def case_differences_are_marked(box):
    """Words that differ from a quotation are marked otherwise than matches."""
    box.indexed("We have always known that the smartest",
                "humans in the town are quiet ones.")
    query = "we have always known that the cleverest humans in the town"
    shown = box.terminal(query).expect(0)
    assert "\x1b[1;33msmartest\x1b[0m" in shown.out, shown.out
    shown = box.terminal(query, env={"NO_COLOR": "1"}).expect(0)
    assert "__smartest__" in shown.out and "**humans in the town**" in shown.out
    assert "__" not in box.run(query).expect(0).out


def case_messages_are_folded(box):
    """What is told about an answer is folded on a terminal."""
    box.indexed()
    words = [f"zeppelin{i}" for i in range(12)]
    shown = box.terminal("harbour", *words, columns=40, stream="stderr")
    lines = shown.expect(0).err.splitlines()
    assert max(map(len, lines)) <= 40, lines
    assert all(word in shown.err for word in words)
    piped = box.run("harbour", *words).expect(0).err
    assert len(piped.splitlines()) == 2, piped
