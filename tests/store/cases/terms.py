"""The vocabulary (the table `term`) is what the lines say, counted by this
script and not by quoth."""

import collections
import random
import re
import signal

from archive import WORDS, Moments

N_FILES = 12


def recount(box):
    """Each word: how often it is said, and in how many transcripts."""
    said = collections.Counter()
    transcripts = collections.Counter()
    words = {}
    for transcript, line in box.sql(
            "SELECT transcript, text FROM segment JOIN line ON line.id = line "
            "WHERE kind = 0"):
        words.setdefault(transcript, []).extend(
            re.findall("[a-z0-9]+", line.lower().replace("'", "")))
    for one in words.values():
        said.update(one)
        transcripts.update(set(one))
    return {word: (said[word], transcripts[word]) for word in said}


def expect_counted(box):
    """The archive's vocabulary is the recounted one, and in its order."""
    rows = box.sql("SELECT term, n_said, n_transcripts FROM term")
    counted = {term: (n_said, n_transcripts)
               for term, n_said, n_transcripts in rows}
    expected = recount(box)
    wrong = {word: (counted.get(word), expected.get(word))
             for word in counted.keys() | expected.keys()
             if counted.get(word) != expected.get(word)}
    assert not wrong, dict(list(wrong.items())[:5])
    assert [row[0] for row in rows] == sorted(expected)
    assert box.sql("SELECT what FROM behind") == []
    box.expect_sound()


def talk(chance, n_lines=60):
    """Lines of which none follows itself, a few words of their own, and
    some markers."""
    own = [f"word{chance.randrange(500)}" for _ in range(10)]
    lines = [f"{i}: " + " ".join(chance.choice(WORDS + own) for _ in range(8))
             for i in range(n_lines)]
    return [*lines, "[Music]", "Don't stop."]


def change(box, chance):
    """Do something to the talks, or to the archive."""
    names = sorted(path.name for path in box.talks.iterdir())
    name = chance.choice(names)
    kind = chance.randrange(6)
    if kind == 0:
        box.srt(f"new{chance.randrange(10 ** 6)}.srt", *talk(chance))
    elif kind == 1:
        box.srt(name, *talk(chance, chance.randrange(1, 90)))
    elif kind == 2 and len(names) > N_FILES // 2:
        box.path(name).unlink()
    elif kind == 3:
        box.path(f"copy-{name}").write_bytes(box.path(name).read_bytes())
    elif kind == 4:
        box.path(name).rename(box.path(f"renamed-{name}"))
    else:
        recordings = box.sql("SELECT id FROM recording")
        if len(recordings) > N_FILES // 2:
            recording = chance.choice(recordings)[0]
            box.run("forget", str(recording)).expect(0)


def case_changes(box):
    """After each of many changes the counts are those of the lines."""
    chance = random.Random(11)
    for i in range(N_FILES):
        box.srt(f"talk{i}.srt", *talk(chance))
    box.index("--quiet")
    expect_counted(box)
    for _ in range(40):
        change(box, chance)
        expect_counted(box)  # as the last change left it
        box.index("--quiet")
        expect_counted(box)
    box.run("forget", str(box.talks)).expect(0)
    assert box.sql("SELECT * FROM term") == []


def case_kill(box):
    """Killed at any moment of a run of several batches, the archive is sound,
    and the next run's end has all words counted."""
    chance = random.Random(12)
    moments = Moments(13, 0.4)
    n_behind = 0
    for turn in range(14):
        for i in range(600):  # a batch is 256
            box.srt(f"talk{i}.srt", *talk(chance, 8))
        if turn == 0:
            box.index("--quiet")
            expect_counted(box)
            continue
        if turn % 3 == 0:
            run = box.start("index", "--json", str(box.talks), bufsize=0,
                            pipesize=4096)
            run.stdout.read(1)  # a batch is done, and the rest waits for us
        else:
            run = box.start("index", "--quiet", str(box.talks))
            moments.wait()
        run.kill()
        run.communicate(timeout=60)
        if turn % 3:
            moments.tell(run.returncode == -signal.SIGKILL)
        n_behind += box.sql("SELECT count(*) FROM behind") != [(0,)]
        box.expect_sound()
        if turn % 2:
            box.index("--quiet")
        else:
            # The next writer need not be a run.
            recording = box.sql("SELECT min(id) FROM recording")[0][0]
            box.run("forget", str(recording)).expect(0)
        expect_counted(box)
    assert n_behind >= 4 and moments.n_met > 0, (n_behind, moments.n_met)
