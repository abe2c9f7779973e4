"""The life of an archive: what changes in the folder changes in it, and
nothing else does."""

import os
import pathlib
import random
import shutil

from archive import Skip, age, captions

SETS = {
    "anchors.srt": ("Drop the anchor.", "We are here.", "Common words."),
    "bread.srt": ("Bake the bread.", "Common words.", "It is morning.",
                  "It is morning."),
    "captain.srt": ("Call the captain.", "[Music]", "We are here."),
    "deep/doctor.srt": ("Fetch the doctor.", "Common words."),
    "engine.srt": ("Start the engine.", "[Music]", "[Music]", "Slowly."),
}


def begin(box):
    """Five indexed transcripts that share some of their lines."""
    box.path("deep").mkdir()
    for name, lines in SETS.items():
        box.write(name, *lines)
    outcomes = box.update()
    assert outcomes == dict.fromkeys(SETS, "indexed")
    holdings = box.holdings()
    for name, lines in SETS.items():
        assert holdings[name][3] == captions(*lines)
    return holdings


def expect_others(box, before, *names):
    """All but these files are as they were, numbers included."""
    after = box.holdings()
    for name in names:
        before.pop(name, None)
    rest = {name: after[name] for name in after if name not in names}
    assert rest == before, (rest, before)
    return after


def case_unchanged(box):
    """Nothing changed: nothing is written, not even an id."""
    begin(box)
    before = box.dump()
    assert set(box.update().values()) == {"unchanged"}
    assert box.dump() == before


def case_unchanged_is_not_opened(box):
    """Files that look unchanged are not read: they need not be readable."""
    begin(box)
    for name in SETS:
        box.path(name).chmod(0)
    user = {}
    if os.geteuid() == 0:
        user = {"user": 65534, "group": 65534, "extra_groups": []}
        for path in (box.folder, *box.folder.glob("archive.db*")):
            path.chmod(0o777)
    try:
        result = box.run("index", "--json", str(box.talks), **user).expect(0)
        outcomes = [one["outcome"] for one in result.records()[:-1]]
        assert outcomes == ["unchanged"] * len(SETS), outcomes
        # The control: reading them is tried with --all, and fails.
        result = box.run("index", "--json", "--all", str(box.talks),
                         **user).expect(3)
        assert result.records()[-1]["failed"] == len(SETS)
    except PermissionError:
        raise Skip("nobody may not run the program here") from None
    finally:
        for name in SETS:
            box.path(name).chmod(0o644)
    box.expect_sound()


def case_edit(box):
    """A changed file is read again, under its old number."""
    before = begin(box)
    segments = box.write("bread.srt", "Burn the bread.", "New words.")
    outcomes = box.update()
    assert outcomes.pop("bread.srt") == "indexed"
    assert set(outcomes.values()) == {"unchanged"}
    old = before["bread.srt"]
    after = expect_others(box, before, "bread.srt")["bread.srt"]
    assert after[:2] == ("indexed", old[1]) and after[3] == segments
    assert box.shown(old[1]) == segments
    assert not box.run("search", "bake").expect(1).out
    assert box.found("burn") == [str(box.path("bread.srt"))]


def case_edit_of_same_size(box):
    """A file of the same size and another time is read again."""
    before = begin(box)
    size = box.path("bread.srt").stat().st_size
    segments = box.write("bread.srt", "Cake the bread.", "Common words.",
                         "It is evening.", "It is morning.")
    assert box.path("bread.srt").stat().st_size == size
    age(box.path("bread.srt"))
    assert box.update()["bread.srt"] == "indexed"
    after = expect_others(box, before, "bread.srt")
    assert after["bread.srt"][3] == segments


def case_edit_in_disguise(box):
    """A file of the same size and time is taken for unchanged, and is read
    again with --all."""
    before = begin(box)
    path = box.path("bread.srt")
    facts = path.stat()
    segments = box.write("bread.srt", "Cake the bread.", "Common words.",
                         "It is evening.", "It is morning.")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert set(box.update().values()) == {"unchanged"}
    assert box.holdings() == before
    outcomes = box.update("--all")
    assert outcomes.pop("bread.srt") == "indexed"
    assert set(outcomes.values()) == {"unchanged"}
    after = expect_others(box, before, "bread.srt")
    assert after["bread.srt"][3] == segments


def case_touch(box):
    """Another time and the same content: only the time is noted."""
    begin(box)
    before = box.dump()
    age(box.path("bread.srt"))
    assert set(box.update().values()) == {"unchanged"}
    after = box.dump()
    files = [set(before.pop("file")), set(after.pop("file"))]
    assert before == after
    assert len(files[0] - files[1]) == len(files[1] - files[0]) == 1
    assert set(box.update().values()) == {"unchanged"}


def case_rename(box):
    """A renamed file keeps its recording and its ref; the title follows."""
    before = begin(box)
    box.path("bread.srt").rename(box.path("fresh_bread.en.srt"))
    outcomes = box.update()
    assert outcomes.pop("fresh_bread.en.srt") == "renamed"
    assert set(outcomes.values()) == {"unchanged"} and len(outcomes) == 4
    old = before["bread.srt"]
    after = expect_others(box, before, "bread.srt", "fresh_bread.en.srt")
    assert after["fresh_bread.en.srt"] == old
    record = box.run("show", str(old[1]), "--json").records()[0]
    assert record["title"] == "fresh bread"
    assert record["language"] == "en"
    assert record["path"] == str(box.path("fresh_bread.en.srt"))
    assert set(box.update().values()) == {"unchanged"}


def case_rename_with_media(box):
    """Media, date and language come from the new name as well."""
    box.write("2024-01-02 old.de.srt", "Something was said.")
    box.path("2024-01-02 old.mp3").write_bytes(b"ID3")
    box.update()
    for ending in ("de.srt", "mp3"):
        box.path(f"2024-01-02 old.{ending}").rename(
            box.path(f"2024-05-06 new.{ending.replace('de', 'fr')}"))
    assert box.update()["2024-05-06 new.fr.srt"] == "renamed"
    record = box.run("list", "--json").records()[0]
    assert record["date"] == "2024-05-06"
    assert record["language"] == "fr"
    assert record["media"] == str(box.path("2024-05-06 new.mp3"))
    assert record["title"] == "2024-05-06 new"


def case_rename_of_case_only(box):
    """A name in other letters is another name."""
    before = begin(box)
    box.path("bread.srt").rename(box.path("Bread.srt"))
    assert box.update()["Bread.srt"] == "renamed"
    assert box.holdings()["Bread.srt"] == before["bread.srt"]


def case_move(box):
    """A file moved into a folder, and back, keeps its recording."""
    before = begin(box)
    box.path("bread.srt").rename(box.path("deep/bread.srt"))
    assert box.update()["deep/bread.srt"] == "renamed"
    after = box.holdings()
    assert after["deep/bread.srt"] == before["bread.srt"]
    assert "bread.srt" not in after
    box.path("deep/bread.srt").rename(box.path("bread.srt"))
    assert box.update()["bread.srt"] == "renamed"
    assert box.holdings() == before


def case_move_of_a_folder(box):
    """A renamed folder takes its files along."""
    before = begin(box)
    box.path("deep").rename(box.path("deeper"))
    assert box.update()["deeper/doctor.srt"] == "renamed"
    assert box.holdings()["deeper/doctor.srt"] == before["deep/doctor.srt"]


def case_delete(box):
    """A deleted file goes with its recording and the lines nobody says."""
    before = begin(box)
    box.path("bread.srt").unlink()
    assert box.update()["bread.srt"] == "removed"
    assert "bread.srt" not in expect_others(box, before, "bread.srt")
    assert not box.sql("SELECT 1 FROM line WHERE text LIKE '%bread%'")
    box.run("search", "bread").expect(1)
    number = str(before.get("bread.srt", (0, 2))[1])
    box.run("show", number).expect(1)


def case_delete_and_return(box):
    """A file that returns is new: numbers are never given twice."""
    before = begin(box)
    old = before["engine.srt"]
    box.path("engine.srt").rename(box.folder / "kept.srt")
    box.update()
    (box.folder / "kept.srt").rename(box.path("engine.srt"))
    assert box.update()["engine.srt"] == "indexed"
    after = expect_others(box, before, "engine.srt")["engine.srt"]
    assert after[3] == old[3]
    assert after[1] > old[1] and after[2] > old[2]


def case_swap(box):
    """Two files that swap names: each path has its own text."""
    before = begin(box)
    box.path("bread.srt").rename(box.path("x"))
    box.path("engine.srt").rename(box.path("bread.srt"))
    box.path("x").rename(box.path("engine.srt"))
    outcomes = box.update()
    assert outcomes["anchors.srt"] == "unchanged"
    texts = [before[name][3] for name in ("engine.srt", "bread.srt")]
    after = expect_others(box, before, "bread.srt", "engine.srt")
    assert [after[name][3] for name in ("bread.srt", "engine.srt")] == texts
    assert box.found("bread") == [str(box.path("engine.srt"))]
    assert box.found("engine") == [str(box.path("bread.srt"))]
    assert set(box.update().values()) <= {"unchanged"}


def case_rotate(box):
    """Names that move on by one, as logs do: nothing is lost."""
    before = begin(box)
    box.path("captain.srt").rename(box.path("d.srt"))
    box.path("bread.srt").rename(box.path("captain.srt"))
    box.path("anchors.srt").rename(box.path("bread.srt"))
    box.update()
    after = box.holdings()
    for new, old in (("bread.srt", "anchors.srt"),
                     ("captain.srt", "bread.srt"), ("d.srt", "captain.srt")):
        assert after[new][3] == before[old][3], new
    assert "anchors.srt" not in after
    assert set(box.update().values()) == {"unchanged"}


def case_copy(box):
    """A copy belongs to the recording of its content, and is no second
    hit."""
    before = begin(box)
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    assert box.update()["z-copy.srt"] == "copy"
    after = expect_others(box, dict(before), "z-copy.srt")
    assert after["z-copy.srt"][1] == before["bread.srt"][1]
    assert box.found("bread") == [str(box.path("bread.srt"))]
    box.path("z-copy.srt").unlink()
    assert box.update()["z-copy.srt"] == "removed"
    assert box.holdings() == before


def case_copy_outlives_original(box):
    """The copy keeps the recording, and its ref, when the original goes."""
    before = begin(box)
    shutil.copy(box.path("bread.srt"), box.path("a-copy.srt"))
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    box.update()
    box.path("bread.srt").unlink()
    assert box.update()["bread.srt"] == "removed"
    old = before["bread.srt"]
    after = expect_others(box, before, "bread.srt", "a-copy.srt",
                          "z-copy.srt")
    assert sorted([after["a-copy.srt"][0], after["z-copy.srt"][0]]) == [
        "copy", "indexed"]
    assert after["a-copy.srt"][1:] == after["z-copy.srt"][1:] == old[1:]
    assert box.shown(old[1]) == old[3]
    for name in ("a-copy.srt", "z-copy.srt"):
        last = box.holdings()
        box.path(name).unlink()
        box.update()
        if last[name] and name == "a-copy.srt":
            assert box.holdings()["z-copy.srt"][1:] == old[1:]
    box.run("show", str(old[1])).expect(1)


def case_original_changes_under_copy(box):
    """The old text stays with the copy, under the old number."""
    before = begin(box)
    old = before["bread.srt"]
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    box.update()
    segments = box.write("bread.srt", "Eat the cake.")
    outcomes = box.update()
    assert outcomes["bread.srt"] == "indexed"
    after = expect_others(box, before, "bread.srt", "z-copy.srt")
    assert after["z-copy.srt"] == old
    assert after["bread.srt"][3] == segments
    assert after["bread.srt"][1] != old[1]
    assert box.found("bake") == [str(box.path("z-copy.srt"))]


def case_original_changes_as_copy_goes(box):
    """A recording is not handed to a copy that is gone as well."""
    before = begin(box)
    old = before["bread.srt"]
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    box.update()
    segments = box.write("bread.srt", "Eat the cake.")
    box.path("z-copy.srt").unlink()
    box.update()
    after = expect_others(box, before, "bread.srt")
    assert after["bread.srt"][1] == old[1]
    assert after["bread.srt"][3] == segments


def case_copy_changes(box):
    """A copy that is changed becomes a recording of its own."""
    before = begin(box)
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    box.update()
    segments = box.write("z-copy.srt", "Eat the cake.")
    assert box.update()["z-copy.srt"] == "indexed"
    after = expect_others(box, dict(before), "z-copy.srt")
    assert after["z-copy.srt"][3] == segments


def case_all_copies_change_alike(box):
    """Original and copy get the same new content: still one recording."""
    before = begin(box)
    shutil.copy(box.path("bread.srt"), box.path("z-copy.srt"))
    box.update()
    segments = box.write("bread.srt", "Eat the cake.")
    box.write("z-copy.srt", "Eat the cake.")
    box.update()
    after = expect_others(box, before, "bread.srt", "z-copy.srt")
    assert after["bread.srt"][0] == "indexed"
    assert after["z-copy.srt"][0] == "copy"
    assert after["bread.srt"][1:] == after["z-copy.srt"][1:]
    assert after["bread.srt"][3] == segments


def case_rename_and_edit(box):
    """A file with a new name and new content is a new recording."""
    before = begin(box)
    box.path("bread.srt").unlink()
    segments = box.write("cake.srt", "Bake the bread.", "And a cake.")
    outcomes = box.update()
    assert outcomes["bread.srt"] == "removed"
    assert outcomes["cake.srt"] == "indexed"
    after = expect_others(box, before, "bread.srt", "cake.srt")
    assert after["cake.srt"][3] == segments


def spoil(box, content, code):
    """Replace a good file; the transcript that was there stays until the
    next good one."""
    before = begin(box)
    old = before["bread.srt"]
    path = box.path("bread.srt")
    path.write_bytes(content)
    for _ in range(2):
        outcomes = box.update(code=3)
        assert outcomes.pop("bread.srt") == "failed"
        assert set(outcomes.values()) == {"unchanged"}
        after = expect_others(box, dict(before), "bread.srt")["bread.srt"]
        assert after == ("failed", *old[1:])
        assert box.sql("SELECT code FROM file WHERE path = 'bread.srt'"
                       ) == [(code,)]
        assert box.found("bake") == [str(path)]
        assert box.shown(old[1]) == old[3]
    segments = box.write("bread.srt", "Eat the cake.")
    assert box.update()["bread.srt"] == "indexed"
    after = expect_others(box, dict(before), "bread.srt")["bread.srt"]
    assert after[:2] == ("indexed", old[1]) and after[3] == segments


def case_garbage(box):
    """A good file replaced by garbage keeps its transcript."""
    spoil(box, bytes(range(256)) * 30, "not-a-transcript")


def case_becomes_empty(box):
    """A file that became empty keeps its transcript."""
    spoil(box, b"", "empty")


def case_becomes_prose(box):
    """A file that is no transcript any more keeps its transcript."""
    spoil(box, b"Shopping list: bread, butter.\n", "not-a-transcript")


def case_garbage_and_back(box):
    """The old content after garbage: the same recording again."""
    before = begin(box)
    content = box.path("bread.srt").read_bytes()
    box.path("bread.srt").write_bytes(b"\0" * 100)
    box.update(code=3)
    box.path("bread.srt").write_bytes(content)
    box.update()
    after = expect_others(box, dict(before), "bread.srt")["bread.srt"]
    assert after[:2] == before["bread.srt"][:2]
    assert after[3] == before["bread.srt"][3]


def case_garbage_and_gone(box):
    """A failed file that is deleted takes its old transcript along."""
    before = begin(box)
    box.path("bread.srt").write_bytes(b"")
    box.update(code=3)
    box.path("bread.srt").unlink()
    assert box.update()["bread.srt"] == "removed"
    assert "bread.srt" not in expect_others(box, before, "bread.srt")


def case_garbage_with_copy(box):
    """When the original is spoilt, the recording is the good copy's; the
    original restored is a copy of that."""
    before = begin(box)
    old = before["bread.srt"]
    content = box.path("bread.srt").read_bytes()
    box.path("z-copy.srt").write_bytes(content)
    box.update()
    box.path("bread.srt").write_bytes(b"")
    assert box.update(code=3)["bread.srt"] == "failed"
    after = expect_others(box, dict(before), "bread.srt", "z-copy.srt")
    assert after["z-copy.srt"] == old
    assert after["bread.srt"] == ("failed", None, None, None)
    assert box.found("bake") == [str(box.path("z-copy.srt"))]
    box.path("another.srt").write_bytes(content)
    box.path("bread.srt").write_bytes(content)
    outcomes = box.update()
    assert outcomes["another.srt"] == outcomes["bread.srt"] == "copy"
    assert box.holdings()["bread.srt"][1:] == old[1:]


def case_new_failures(box):
    """Files that were never good are failed or skipped, without a
    recording."""
    before = begin(box)
    box.path("empty.srt").write_bytes(b"")
    box.path("prose.srt").write_bytes(b"nothing with times\n")
    box.path("prose.txt").write_bytes(b"nothing with times\n")
    box.path("cover.jpg").write_bytes(bytes(range(256)))
    for _ in range(2):
        outcomes = box.update(code=3)
        assert outcomes["empty.srt"] == outcomes["prose.srt"] == "failed"
        assert outcomes["prose.txt"] == outcomes["cover.jpg"] == "skipped"
    assert expect_others(box, before, "empty.srt", "prose.srt", "prose.txt",
                         "cover.jpg")["empty.srt"][1] is None
    segments = box.write("empty.srt", "Not empty.")
    for name in ("prose.srt", "prose.txt", "cover.jpg"):
        box.path(name).unlink()
    assert box.update()["empty.srt"] == "indexed"
    assert box.holdings()["empty.srt"][3] == segments


def case_becomes_something_else(box):
    """A link, a fifo or a folder where a file was: skipped and told of, and
    for a folder the file is gone."""
    before = begin(box)
    box.path("bread.srt").rename(box.folder / "kept.srt")
    box.path("bread.srt").symlink_to(box.folder / "kept.srt")
    outcomes = box.update()
    assert outcomes["bread.srt"] == "skipped"
    assert box.holdings() == before
    box.path("bread.srt").unlink()
    os.mkfifo(box.path("bread.srt"))
    assert box.update()["bread.srt"] == "skipped"
    assert box.holdings() == before
    box.path("bread.srt").unlink()
    box.path("bread.srt").mkdir()
    segments = box.write("bread.srt/inside.srt", "Inside.")
    outcomes = box.update()
    assert outcomes["bread.srt"] == "removed"
    assert outcomes["bread.srt/inside.srt"] == "indexed"
    after = expect_others(box, before, "bread.srt", "bread.srt/inside.srt")
    assert after["bread.srt/inside.srt"][3] == segments


def case_hard_link(box):
    """A hard link is a copy."""
    before = begin(box)
    os.link(box.path("bread.srt"), box.path("z.srt"))
    assert box.update()["z.srt"] == "copy"
    expect_others(box, before, "z.srt")


def case_two_collections(box):
    """A copy in another collection keeps the recording when the first one's
    file goes, and again when that collection is forgotten."""
    other = box.folder / "other"
    other.mkdir()
    before = begin(box)
    old = before["bread.srt"]
    shutil.copy(box.path("bread.srt"), other / "bread.srt")
    shutil.copy(box.path("engine.srt"), other / "engine.srt")
    assert set(box.update(root=other).values()) == {"copy"}
    box.path("bread.srt").unlink()
    box.update()
    assert box.found("bake") == [str(other / "bread.srt")]
    assert box.shown(old[1]) == old[3]
    number = box.recording_of("anchors.srt")
    box.run("forget", "talks").expect(0)
    box.expect_sound()
    assert box.shown(old[1]) == old[3]
    assert box.found("engine") == [str(other / "engine.srt")]
    box.run("show", str(number)).expect(1)
    assert box.sql("SELECT name FROM collection") == [("other",)]
    box.run("forget", "other").expect(0)
    box.expect_sound()
    for table in ("collection", "recording", "transcript", "file", "line",
                  "segment", "place", "speaker", "voice", "timing"):
        assert box.sql(f"SELECT count(*) FROM {table}") == [(0,)], table


def case_forget(box):
    """A forgotten recording stays away until its file changes."""
    before = begin(box)
    number = before["bread.srt"][1]
    box.run("forget", str(number)).expect(0)
    box.expect_sound()
    for _ in range(2):
        assert box.update("--all")["bread.srt"] == "forgotten"
        box.run("search", "bread").expect(1)
    age(box.path("bread.srt"))
    assert box.update()["bread.srt"] == "forgotten"
    segments = box.write("bread.srt", "Eat the bread.")
    assert box.update()["bread.srt"] == "indexed"
    after = expect_others(box, before, "bread.srt")["bread.srt"]
    assert after[3] == segments and after[1] > number


class Folder:
    """A folder that is changed at random, and what must be found in it."""

    NAMES = [f"{part}{name}" for part in ("", "sub/")
             for name in ("a.srt", "b.srt", "c.srt", "d.srt", "e.srt")]

    def __init__(self, box, seed):
        self.box, self.chance = box, random.Random(seed)
        self.good = {}  # name -> lines
        self.n_written = 0
        box.path("sub").mkdir()

    def lines(self):
        """Lines of a new file, or now and then those of another one."""
        self.n_written += 1
        if self.good and self.chance.random() < 0.3:
            return self.chance.choice(list(self.good.values()))
        return tuple(f"Line {self.chance.randrange(12)}."
                     for _ in range(self.chance.randrange(1, 6))) + (
                         f"Written {self.n_written}.",)

    def write(self):
        name = self.chance.choice(self.NAMES)
        self.good[name] = self.lines()
        self.box.write(name, *self.good[name])

    def spoil(self):
        name = self.chance.choice(self.NAMES)
        self.good.pop(name, None)
        self.box.path(name).write_bytes(
            self.chance.choice((b"", b"prose\n", b"\0" * 50)))

    def rename(self):
        if self.good:
            old = self.chance.choice(list(self.good))
            new = self.chance.choice(self.NAMES)
            self.box.path(old).rename(self.box.path(new))
            self.good[new] = self.good.pop(old)

    def copy(self):
        if self.good:
            old = self.chance.choice(list(self.good))
            new = self.chance.choice(self.NAMES)
            if old != new:
                shutil.copy(self.box.path(old), self.box.path(new))
                self.good[new] = self.good[old]

    def swap(self):
        if len(self.good) > 1:
            one, two = self.chance.sample(list(self.good), 2)
            spare = self.box.path("spare")
            self.box.path(one).rename(spare)
            self.box.path(two).rename(self.box.path(one))
            spare.rename(self.box.path(two))
            self.good[one], self.good[two] = self.good[two], self.good[one]

    def delete(self):
        name = self.chance.choice(self.NAMES)
        self.good.pop(name, None)
        self.box.path(name).unlink(missing_ok=True)

    def touch(self):
        if self.good:
            age(self.box.path(self.chance.choice(list(self.good))),
                self.chance.randrange(1, 10 ** 6))

    def change(self):
        """Do some of all that."""
        steps = (self.write, self.write, self.spoil, self.rename, self.copy,
                 self.swap, self.delete, self.touch)
        for _ in range(self.chance.randrange(1, 5)):
            self.chance.choice(steps)()
        # Whatever the clock's grain, a new content has a new time.
        for name in self.good:
            age(self.box.path(name), self.chance.randrange(1, 10 ** 6))

    def expect_held(self):
        """Each good file has its own text, and each text one recording."""
        holdings = self.box.holdings()
        recordings = {}
        for name, lines in self.good.items():
            outcome, recording, _, segments = holdings[name]
            assert outcome in ("indexed", "copy"), (name, outcome)
            assert segments == captions(*lines), name
            recordings.setdefault(recording, set()).add(lines)
        assert all(len(texts) == 1 for texts in recordings.values())
        assert len(recordings) == len(set(self.good.values()))
        on_disk = {str(path.relative_to(self.box.talks))
                   for path in self.box.talks.rglob("*") if path.is_file()}
        assert set(holdings) == on_disk


def case_random_changes(box):
    """Whatever is done to a folder, each file's text is found under its
    name, once."""
    for seed in range(3):
        folder = Folder(box, seed)
        for _ in range(25):
            folder.change()
            if not any(path.is_file() for path in box.talks.rglob("*")):
                folder.write()
            result = box.run("index", "--json", str(box.talks))
            failed = {name for name in Folder.NAMES
                      if box.path(name).exists() and name not in folder.good}
            result.expect(3 if failed else 0)
            box.expect_sound()
            folder.expect_held()
        shutil.rmtree(box.talks)
        box.talks.mkdir()
        for path in pathlib.Path(box.folder).glob("archive.db*"):
            path.unlink()


class Renderings(Folder):
    """A folder where a recording may lie in several renderings: WebVTT tells
    the speakers, the others do not."""

    NAMES = [f"{stem}.{ending}" for stem in ("a", "b", "sub/c", "sub/d")
             for ending in ("srt", "vtt", "mp3.srt", "txt")]

    def put(self, name, lines):
        """Write a file, of which each is unlike all others."""
        self.n_written += 1
        lines = (*lines, f"Written {self.n_written}.")
        self.good[name] = lines
        if name.endswith(".vtt"):
            cues = "".join(f"00:00:{i * 4:02}.000 --> 00:00:{i * 4 + 4:02}.000"
                           f"\n<v Ann>{line}\n\n"
                           for i, line in enumerate(lines))
            self.box.path(name).write_text(f"WEBVTT\n\n{cues}")
        elif name.endswith(".txt"):
            self.box.path(name).write_text("".join(
                f"[00:00:{i * 4:02}.000 --> 00:00:{i * 4 + 4:02}.000]   "
                f"{line}\n" for i, line in enumerate(lines)))
        else:
            self.box.write(name, *lines)

    def write(self):
        name = self.chance.choice(self.NAMES)
        self.put(name, tuple(f"Line {self.chance.randrange(12)}." for _ in
                             range(self.chance.randrange(1, 6))))

    def rename(self):
        """A rename that keeps the format."""
        if self.good:
            old = self.chance.choice(list(self.good))
            ending = old.split(".", 1)[1]
            new = f"{self.chance.choice(('a', 'b', 'sub/c'))}.{ending}"
            self.box.path(old).rename(self.box.path(new))
            self.good[new] = self.good.pop(old)

    def change(self):
        steps = (self.write, self.write, self.rename, self.delete, self.touch)
        for _ in range(self.chance.randrange(1, 5)):
            self.chance.choice(steps)()
        for name in self.good:
            age(self.box.path(name), self.chance.randrange(1, 10 ** 6))

    def expect_held(self):
        """Each stem is one recording, and its richest rendering is the one
        that is indexed."""
        rows = {path: row for path, *row in self.box.sql(
            "SELECT path, outcome, file.recording, transcript.id FROM file "
            "LEFT JOIN transcript ON transcript.file = file.id")}
        assert set(rows) == set(self.good), set(rows) ^ set(self.good)
        stems = {}
        for name in self.good:
            stems.setdefault(name.split(".")[0], []).append(name)
        recordings = set()
        for stem, names in stems.items():
            recordings |= {rows[name][1] for name in names}
            indexed = [name for name in names if rows[name][0] == "indexed"]
            others = {rows[name][0] for name in names} - {"indexed"}
            assert len(indexed) == 1 and others <= {"alternate"}, (stem, rows)
            assert indexed[0].endswith(".vtt") or not any(
                name.endswith(".vtt") for name in names), (stem, rows)
            said = [text for text, in self.box.sql(
                "SELECT text FROM segment JOIN line ON line.id = line "
                "WHERE transcript = ? ORDER BY seq", rows[indexed[0]][2])]
            assert said == list(self.good[indexed[0]]), stem
        assert len(recordings) == len(stems)
        assert self.box.sql("SELECT count(*) FROM recording") == [
            (len(stems),)]


def case_random_renderings(box):
    """Whatever is done to the renderings of some recordings, each recording
    is there once, as its richest file has it."""
    folder = Renderings(box, 1)
    for _ in range(40):
        folder.change()
        if not folder.good:
            folder.write()
        box.run("index", str(box.talks)).expect(0)
        box.expect_sound()
        folder.expect_held()


def case_new_file_under_old_name(box):
    """A file is moved to another recording's name, and its old name has a new
    text: the moved one joins that recording."""
    box.write("a.srt", "One.")
    box.write("d.srt", "Two.")
    box.update()
    box.path("d.srt").rename(box.path("a.mp3.srt"))
    box.write("d.srt", "Three.")
    box.update()
    assert box.sql("SELECT stem FROM recording ORDER BY stem") == [
        ("a",), ("d",)]
    assert box.sql("SELECT path, outcome FROM file ORDER BY path") == [
        ("a.mp3.srt", "alternate"), ("a.srt", "indexed"),
        ("d.srt", "indexed")]
    assert set(box.update().values()) == {"unchanged"}


def case_move_over_another(box):
    """A file moved over another one: that one's recording has its text."""
    before = begin(box)
    box.path("engine.srt").rename(box.path("bread.srt"))
    outcomes = box.update()
    assert outcomes["bread.srt"] == "indexed"
    assert outcomes["engine.srt"] == "removed"
    after = expect_others(box, before, "bread.srt", "engine.srt")
    assert after["bread.srt"][3] == captions(*SETS["engine.srt"])


def case_copy_of_an_alternate(box):
    """A copy of a rendering that is not indexed has a text of its own when
    that goes, or changes."""
    for spoil_it in (lambda path: path.unlink(),
                     lambda path: box.write(path.name, "Other words.")):
        box.path("a.vtt").write_text(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Full words.\n")
        box.write("a.srt", "Fewer words.")
        box.update()
        box.write("copy.srt", "Fewer words.")
        assert box.update()["copy.srt"] == "copy"
        spoil_it(box.path("a.srt"))
        box.update()
        assert box.found("fewer") == [str(box.path("copy.srt"))]
        assert box.found("full") == [str(box.path("a.vtt"))]
        box.path("copy.srt").unlink()
        box.update()


def case_copy_of_an_alternate_elsewhere(box):
    """So when the copy is in another collection and the whole recording
    goes."""
    other = box.folder / "other"
    other.mkdir()
    box.path("a.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Full words.\n")
    box.write("a.srt", "Fewer words.")
    box.write("b.srt", "Something else.")
    box.update()
    shutil.copy(box.path("a.srt"), other / "copy.srt")
    assert box.update(root=other) == {"copy.srt": "copy"}
    box.path("a.srt").unlink()
    box.path("a.vtt").unlink()
    box.run("index", str(box.talks)).expect(0)
    box.run("check", "--full").expect(0)
    box.run("index", str(other)).expect(0)
    box.expect_sound()
    assert box.found("fewer") == [str(other / "copy.srt")]


def case_scripts_are_languages(box):
    """One recording in two scripts is read by different people: both are
    indexed, and so are Chinese regions that write otherwise; a region that
    tells no script is none."""
    for name in ("a.zh-Hans.srt", "a.zh-Hant.srt", "b.zh-CN.srt",
                 "b.zh-TW.srt", "c.sr-Latn.srt", "c.sr-Cyrl.srt",
                 "d.en-GB.srt", "d.en-US.srt", "e.zh-CN.srt", "e.zh-Hans.srt",
                 "f.zh-HK.srt", "f.zh-TW.srt"):
        box.write(name, f"This is {name}.")
    box.update()
    indexed = [path for path, in box.sql(
        "SELECT path FROM file WHERE outcome = 'indexed' ORDER BY path")]
    assert indexed == [
        "a.zh-Hans.srt", "a.zh-Hant.srt", "b.zh-CN.srt", "b.zh-TW.srt",
        "c.sr-Cyrl.srt", "c.sr-Latn.srt", "d.en-GB.srt", "e.zh-CN.srt",
        "f.zh-HK.srt"], indexed
    assert box.sql("SELECT count(*) FROM recording") == [(6,)]
    assert set(box.update().values()) == {"unchanged"}
