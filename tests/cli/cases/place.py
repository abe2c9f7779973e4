"""Which archive is meant."""

import os
import stat


def case_order(box):
    """--db beats QUOTH_DB, that XDG_DATA_HOME, that HOME."""
    box.srt("pilots.srt")
    places = {
        "db": ["--db", str(box.folder / "a.db")],
        "env": {"QUOTH_DB": str(box.folder / "b.db")},
        "xdg": {"XDG_DATA_HOME": str(box.folder / "xdg")},
    }
    home = {"QUOTH_DB": None}
    xdg = {**home, **places["xdg"]}
    env = {**xdg, **places["env"]}
    talks = str(box.talks)
    box.run("index", talks, env=home).expect(0)
    assert (box.folder / "home/.local/share/quoth/archive.db").is_file()
    box.run("index", talks, env=xdg).expect(0)
    assert (box.folder / "xdg/quoth/archive.db").is_file()
    box.run("index", talks, env=env).expect(0)
    assert (box.folder / "b.db").is_file()
    box.run("index", talks, *places["db"], env=env).expect(0)
    assert (box.folder / "a.db").is_file()


def case_empty_variables(box):
    """Empty variables are as good as none."""
    box.srt("pilots.srt")
    box.run("index", str(box.talks),
            env={"QUOTH_DB": "", "XDG_DATA_HOME": ""}).expect(0)
    assert (box.folder / "home/.local/share/quoth/archive.db").is_file()


def case_relative_data_home(box):
    """A relative XDG_DATA_HOME is ignored, as its specification says."""
    box.srt("pilots.srt")
    box.run("index", str(box.talks),
            env={"QUOTH_DB": None, "XDG_DATA_HOME": "data"}).expect(0)
    assert not (box.folder / "data").exists()
    assert (box.folder / "home/.local/share/quoth/archive.db").is_file()


def case_private_folders(box):
    """The folders made for the archive are the user's alone."""
    box.srt("pilots.srt")
    box.run("index", str(box.talks), env={"QUOTH_DB": None}).expect(0)
    made = box.folder / "home/.local/share/quoth"
    assert stat.S_IMODE(os.stat(made).st_mode) == 0o700


def case_no_home(box):
    """Without any place for the archive quoth says so."""
    result = box.run("list", env={"QUOTH_DB": None, "HOME": None}).expect(2)
    assert "--db" in result.err


def case_other_folders_are_not_made(box):
    """A missing folder of --db or QUOTH_DB is an error, not made."""
    box.srt("pilots.srt")
    place = box.folder / "missing/archive.db"
    box.run("index", str(box.talks), "--db", str(place)).expect(2)
    box.run("index", str(box.talks), env={"QUOTH_DB": str(place)}).expect(2)
    assert not place.parent.exists()


def case_missing_archive(box):
    """Without an archive each command says what to do, and makes none."""
    for args in (["search", "harbour"], ["harbour"], ["show", "1"], ["list"],
                 ["stats"], ["check"], ["forget", "1"]):
        result = box.run(*args).expect(2)
        assert result.out == ""
        assert result.err == (f"quoth: no archive at {box.db} yet: run "
                              "`quoth index FOLDER`\n"), result.err
        assert not box.db.exists()


def case_missing_default_is_not_made(box):
    """Only index makes the folders of the default place."""
    box.run("list", env={"QUOTH_DB": None}).expect(2)
    assert not (box.folder / "home/.local").exists()


def case_not_an_archive(box):
    """A file that is something else is refused and left as it is."""
    box.srt("pilots.srt")
    content = b"1\n00:00:01,000 --> 00:00:02,000\nno archive\n" * 100
    box.db.write_bytes(content)
    for args in (["list"], ["harbour"], ["index", str(box.talks)],
                 ["forget", "1"]):
        result = box.run(*args).expect(2)
        assert "not-an-archive" in result.err, result.err
        assert box.db.read_bytes() == content


def case_folder_as_archive(box):
    """A folder in the archive's place is an error."""
    box.db.mkdir()
    box.run("list").expect(2)
    box.run("index", str(box.talks)).expect(2)
