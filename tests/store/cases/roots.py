"""Folders that are not as they should be, and names of every kind: nothing is
lost, and what is wrong is named."""

import os
import pathlib
import shutil
import socket
import subprocess
import threading

from archive import NOBODY, Skip, captions, sha256


def begin(box):
    """Two collections with two files each."""
    other = box.folder / "other"
    (other / "sub").mkdir(parents=True)
    box.write("bread.srt", "Bake the bread.", "Common words.")
    box.path("sub").mkdir()
    box.write("sub/tide.srt", "The tide turns.", "Common words.")
    box.srt("harbour.srt", "The harbour is open.", folder=other)
    box.srt("sub/engine.srt", "Start the engine.", folder=other)
    box.update()
    box.update(root=other)
    return other


def refuse(box, *roots, named, **popen):
    """Index roots of which one is not as it should be; what is told of it.
    Nothing may be lost, and the others must be done."""
    before = box.dump()
    result = box.run("index", "--json", *map(str, roots), **popen).expect(3)
    records = result.records()
    failed = [one for one in records if one.get("outcome") == "failed"]
    assert [one["path"] for one in failed] == [str(named)], failed
    assert f"{named}: {failed[0]['code']}: " in result.err, result.err
    assert records[-1]["failed"] == 1 and records[-1]["removed"] == 0
    assert box.dump() == before
    box.expect_sound()
    return failed[0]


def as_nobody(box, *open_paths):
    """How to run as somebody whom permissions concern."""
    if os.geteuid() != 0:
        return {}
    for path in (box.folder, *box.folder.glob("archive.db*"), *open_paths):
        path.chmod(0o777)
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        subprocess.run([box.quoth, "--version"], check=True,
                       capture_output=True, cwd="/", env=box.env, **user)
    except (OSError, subprocess.CalledProcessError):
        raise Skip("nobody may not run the program here") from None
    return user


def case_missing(box):
    """A root that is not there, an unmounted disk: nothing is removed."""
    other = begin(box)
    box.talks.rename(box.folder / "away")
    failed = refuse(box, box.talks, other, named=box.talks)
    assert failed["code"] == "not-found"
    (box.folder / "away").rename(box.talks)
    assert set(box.update().values()) == {"unchanged"}


def case_missing_and_unknown(box):
    """A root that was never there leaves no collection behind."""
    begin(box)
    refuse(box, box.folder / "nowhere", named=box.folder / "nowhere")
    assert box.sql("SELECT count(*) FROM collection") == [(2,)]


def case_others_are_done(box):
    """The other roots are brought up to date all the same, on both sides."""
    other = begin(box)
    third = box.folder / "third"
    third.mkdir()
    box.srt("new.srt", "A new one.", folder=third)
    box.srt("more.srt", "One more.", folder=other)
    shutil.rmtree(box.talks)
    result = box.run("index", "--json", str(other), str(box.talks),
                     str(third)).expect(3)
    told = [(os.path.relpath(one["path"], box.folder), one["outcome"])
            for one in result.records()[:-1]]
    assert told == [("other/harbour.srt", "unchanged"),
                    ("other/sub/engine.srt", "unchanged"),
                    ("other/more.srt", "indexed"), ("talks", "failed"),
                    ("third/new.srt", "indexed")], told
    box.expect_sound()
    assert len(box.found("more")) == len(box.found("bread")) == 1


def case_empty(box):
    """A root that is empty though files in it are known: as a missing
    one. Folders and hidden files in it are nothing."""
    other = begin(box)
    shutil.rmtree(box.talks)
    box.talks.mkdir()
    for _ in range(2):
        failed = refuse(box, box.talks, other, named=box.talks)
        assert "empty" in failed["message"], failed
        (box.talks / "lost+found").mkdir(exist_ok=True)
        (box.talks / ".Trash").touch()


def case_empty_and_unknown(box):
    """An empty folder that never had a file is no failure."""
    assert box.update() == {}
    assert box.update() == {}


def case_nearly_empty(box):
    """One file left is enough to say that the others are gone."""
    begin(box)
    box.path("bread.srt").unlink()
    assert box.update() == {"bread.srt": "removed", "sub/tide.srt":
                            "unchanged"}


def case_a_file(box):
    """A root that is a file now."""
    other = begin(box)
    shutil.rmtree(box.talks)
    box.talks.write_bytes(b"a file")
    assert refuse(box, box.talks, other, named=box.talks)["message"]


def case_unreadable(box):
    """A root that may not be read."""
    other = begin(box)
    user = as_nobody(box)
    box.talks.chmod(0)
    try:
        failed = refuse(box, box.talks, other, named=box.talks, **user)
    finally:
        box.talks.chmod(0o755)
    assert failed["code"] == "unreadable", failed


def case_unreadable_below(box):
    """A folder below that may not be read: what was in it stays."""
    other = begin(box)
    user = as_nobody(box)
    box.path("sub").chmod(0)
    try:
        failed = refuse(box, box.talks, other, named=box.path("sub"), **user)
    finally:
        box.path("sub").chmod(0o755)
    assert failed["code"] == "unreadable", failed


def case_listable_below(box):
    """A folder below whose names may be read and nothing more: what is in
    it, and in its folders, stays."""
    box.path("sub/deep").mkdir(parents=True)
    box.write("sub/deep/x.srt", "Deep.")
    box.write("sub/y.srt", "Less deep.")
    box.update()
    before = box.dump()
    user = as_nobody(box)
    box.path("sub").chmod(0o444)
    try:
        result = box.run("index", "--json", str(box.talks), **user).expect(3)
    finally:
        box.path("sub").chmod(0o755)
    told = {one["path"]: one["outcome"] for one in result.records()[:-1]}
    assert told == {str(box.path("sub/deep")): "failed",
                    str(box.path("sub/y.srt")): "failed"}, told
    assert box.dump() == before


def case_unreadable_file(box):
    """A file that may not be read: named, and its old transcript stays."""
    begin(box)
    user = as_nobody(box)
    before = box.holdings()
    segments = box.write("bread.srt", "Eat the cake.")
    box.path("bread.srt").chmod(0)
    for _ in range(2):
        result = box.run("index", "--json", str(box.talks), **user).expect(3)
        told = {one["path"]: one for one in result.records()[:-1]}
        failed = told.pop(str(box.path("bread.srt")))
        assert failed["outcome"] == "failed"
        assert failed["code"] == "unreadable", failed
        assert [one["outcome"] for one in told.values()] == ["unchanged"]
        assert box.holdings()["bread.srt"][1:] == before["bread.srt"][1:]
        box.expect_sound()
    box.path("bread.srt").chmod(0o644)
    assert box.update()["bread.srt"] == "indexed"
    assert box.holdings()["bread.srt"][3] == segments
    assert box.holdings()["bread.srt"][1] == before["bread.srt"][1]


def case_archive_inside(box):
    """An archive inside the folder that is indexed is no part of it."""
    box.db = box.path("sub.db")
    box.env["QUOTH_DB"] = str(box.db)
    box.write("bread.srt", "Bake the bread.")
    for expected in ("indexed", "unchanged"):
        assert box.update() == {"bread.srt": expected}
        box.db.with_suffix(".db-wal").touch()
    os.link(box.db, box.path("same.srt"))
    assert box.update() == {"bread.srt": "unchanged"}


def case_another_archive_inside(box):
    """Another archive is a file that is no transcript."""
    box.write("bread.srt", "Bake the bread.")
    box.update()
    box.db.rename(box.path("old.db"))
    content = sha256(box.path("old.db"))
    assert box.update() == {"bread.srt": "indexed", "old.db": "skipped"}
    assert sha256(box.path("old.db")) == content


def case_what_is_no_file(box):
    """Fifos, sockets and links are passed over at once, each named."""
    box.write("bread.srt", "Bake the bread.")
    box.path("folder").mkdir()
    os.mkfifo(box.path("fifo.srt"))
    box.path("loop").symlink_to("loop")
    box.path("up").symlink_to("..")
    box.path("linked.srt").symlink_to("bread.srt")
    box.path("dangling.srt").symlink_to("nothing.srt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(box.path("socket.srt")))
        outcomes = box.update()
    assert outcomes.pop("bread.srt") == "indexed"
    assert outcomes == dict.fromkeys(
        ("fifo.srt", "loop", "up", "linked.srt", "dangling.srt",
         "socket.srt"), "skipped")
    assert box.update()["fifo.srt"] == "skipped"


def case_root_by_link(box):
    """A root given by a link is the folder it leads to."""
    box.write("bread.srt", "Bake the bread.")
    box.update()
    link = box.folder / "link"
    link.symlink_to(box.talks)
    for root in (str(link), f"{link}/", f"{box.talks}//", "talks/../talks"):
        records = box.run("index", "--json", root).expect(0).records()
        assert [one["outcome"] for one in records[:-1]] == ["unchanged"]
    assert box.sql("SELECT root FROM collection") == [(str(box.talks),)]


def case_root_below_root(box):
    """A folder and one below it: the same files are copies."""
    box.path("sub").mkdir()
    box.write("bread.srt", "Bake the bread.")
    box.write("sub/tide.srt", "The tide turns.")
    box.update()
    assert box.update(root=box.path("sub")) == {"tide.srt": "copy"}
    assert len(box.found("tide")) == 1
    box.path("sub/tide.srt").unlink()
    box.run("index", str(box.talks)).expect(0)
    box.expect_sound()
    assert box.found("tide") == [str(box.path("sub/tide.srt"))]
    # The folder below is empty now: it is not believed.
    refuse(box, box.path("sub"), named=box.path("sub"))
    box.run("search", "tide").expect(0)


ODD_NAMES = (b"new\nline.srt", b"esc\x1b[31mape.srt", b"\xff\xfe\x80.srt",
             b"tab\tand\rreturn.srt", b"per%cent %s%n.srt", b"back\\slash.srt",
             b"quote's \"quoted\".srt", b"a" * 251 + b".srt", b"?a=b#c.srt",
             "\u202eright-to-left.srt".encode(), "夜市.srt".encode(),
             b" leading and trailing .srt", b"-rf.srt", b"--help.srt")


def case_odd_names(box):
    """A name may be any bytes: indexed, kept, and never written raw."""
    for i, name in enumerate(ODD_NAMES):
        box.srt(name, f"Odd name number {i}.")
    result = box.run("index", "--verbose", str(box.talks)).expect(0)
    result.expect_harmless()
    box.expect_sound()
    connection = box.connect()
    connection.text_factory = bytes
    stored = {path for path, in connection.execute("SELECT path FROM file")}
    connection.close()
    assert stored == set(ODD_NAMES)
    before = box.dump()
    box.run("index", str(box.talks)).expect(0)
    assert box.dump() == before
    for args in (("list",), ("list", "--files"), ("search", "odd name"),
                 ("list", "--json"), ("list", "--files", "--json"),
                 ("search", "--json", "odd name")):
        box.run(*args).expect(0).expect_harmless()
    for name in ODD_NAMES:
        os.unlink(os.path.join(os.fsencode(box.talks), name))
    box.write("left.srt", "Something is left.")
    box.run("index", "--verbose", str(box.talks)).expect(0).expect_harmless()
    assert box.sql("SELECT count(*) FROM recording") == [(1,)]
    box.expect_sound()


def case_odd_names_that_fail(box):
    """Complaints name such files as well, escaped."""
    for name in ODD_NAMES:
        (pathlib.Path(os.fsdecode(os.fsencode(box.talks) + b"/" + name))
         ).write_bytes(b"")
    result = box.run("index", str(box.talks)).expect(3).expect_harmless()
    assert result.err.count(": empty: ") == len(ODD_NAMES), result.err
    assert len(result.err.splitlines()) == len(ODD_NAMES)


def case_odd_root(box):
    """So may the name of a root."""
    for i, name in enumerate((b"new\nline", b"esc\x1b[31mape", b"\xff\xfe",
                              b"a" * 255, b"%s")):
        root = os.path.join(os.fsencode(box.folder), name)
        os.mkdir(root)
        box.srt("bread.srt", f"Bread number {i}.", folder=root)
        box.run("index", root).expect(0).expect_harmless()
        box.run("index", "--json", root).expect(0).expect_harmless()
        assert box.run("search", "--json", f"bread {i}").expect(0)
    assert box.sql("SELECT count(*) FROM collection") == [(5,)]
    box.run("list").expect(0).expect_harmless()
    box.expect_sound()


def case_deep_folders(box):
    """Folders deeper than a path may be long: named, and all above done."""
    here = os.open(box.talks, os.O_RDONLY)
    for i in range(25):
        file = os.open(f"talk{i}.srt", os.O_CREAT | os.O_WRONLY, dir_fd=here)
        os.write(file, b"1\n00:00:01,000 --> 00:00:02,000\nDeep %d.\n" % i)
        os.close(file)
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    result = box.run("index", "--json", str(box.talks)).expect(3)
    summary = result.records()[-1]
    assert summary["indexed"] >= 18, summary
    assert "too long" in result.err
    box.expect_sound()
    before = box.dump()
    box.run("index", str(box.talks)).expect(3)
    assert box.dump() == before


def case_files_come_and_go(box):
    """A folder that is changed all the time while it is indexed: each file
    is there whole, or named, or gone."""
    names = [f"talk{i:02}.srt" for i in range(60)]
    stop = threading.Event()

    def disturb():
        turn = 0
        while not stop.is_set():
            turn += 1
            for i, name in enumerate(names):
                path = box.path(name)
                if (i + turn) % 3 == 0:
                    path.unlink(missing_ok=True)
                elif (i + turn) % 3 == 1:
                    box.write(name, *(f"Talk {i} turn {turn}." for _ in
                                      range(5)))
                else:
                    with open(path, "ab") as file:
                        file.write(b"\n6\n00:01:00,000 --> 00:01:04,000\n"
                                   b"Grown.\n\n")

    box.write("steady.srt", "This one stays.")
    worker = threading.Thread(target=disturb)
    worker.start()
    try:
        for _ in range(12):
            result = box.run("index", "--json", "--threads", "2",
                             str(box.talks))
            assert result.code in (0, 3), (result.code, result.err)
            for one in result.records()[:-1]:
                assert one["outcome"] != "failed" or one["code"] in (
                    "not-found", "unreadable", "changed", "empty",
                    "not-a-transcript", "truncated"), one
            box.expect_sound()
    finally:
        stop.set()
        worker.join()
    for i, name in enumerate(names):
        box.write(name, f"Talk {i} at last.")
    box.update()
    holdings = box.holdings()
    for i, name in enumerate(names):
        assert holdings[name][3] == captions(f"Talk {i} at last.")
