"""What lies beside transcripts: titles, dates, addresses, languages, speakers,
and what becomes of them when only that changes."""

import json
import sqlite3

from archive import age, captions

FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Night Market</title>%s</channel></rss>"""

CTM = """ep1 A 0.0 0.5 good
ep1 A 0.5 0.5 evening
ep1 A 1.0 0.5 welcome
ep1 A 1.5 0.5 back
"""

TURN = "SPEAKER ep1 1 %s %s <NA> <NA> %s <NA> <NA>\n"


def facts(box, stem):
    """What is known of a recording."""
    rows = box.sql("SELECT title, date, url, duration_ms, language FROM "
                   "recording JOIN transcript ON recording = recording.id "
                   "WHERE stem = ?", stem)
    assert len(rows) == 1, (stem, rows)
    return rows[0]


def write_info(box, name, **info):
    """Write what yt-dlp would."""
    box.path(name).write_text(json.dumps(info))


def write_feed(box, *items, name="feed.xml"):
    """Write a feed of items (file, title, day, seconds)."""
    box.path(name).write_text(FEED % "".join(
        f"<item><title>{title}</title><pubDate>{day}</pubDate>"
        f"<itunes:duration>{seconds}</itunes:duration>"
        f"<enclosure url='https://cdn.example/{file}'/></item>"
        for file, title, day, seconds in items))


def outcome(box, name):
    """A file's outcome, code and message."""
    return box.sql("SELECT outcome, code, message FROM file WHERE path = ?",
                   name)[0]


def numbers(box):
    """The recordings' numbers by their stems."""
    return dict(box.sql("SELECT stem, id FROM recording"))


def case_info_changes(box):
    """A changed .info.json changes its recording's facts, and no other's."""
    box.write("a.en.srt", "Bake the bread.")
    box.write("b.srt", "Drop the anchor.")
    write_info(box, "a.info.json", title="Bread", upload_date="20240517",
               webpage_url="https://a.example/1", duration=61.5)
    assert box.update() == {"a.en.srt": "indexed", "b.srt": "indexed",
                            "a.info.json": "skipped"}
    assert facts(box, "a") == ("Bread", "2024-05-17", "https://a.example/1",
                               61500, "en")
    before, kept = numbers(box), box.holdings()["b.srt"]
    assert box.update() == {"a.en.srt": "unchanged", "b.srt": "unchanged",
                            "a.info.json": "skipped"}
    write_info(box, "a.info.json", title="Better bread",
               upload_date="20240518", webpage_url="https://a.example/2",
               duration=2)
    assert box.update() == {"a.en.srt": "indexed", "b.srt": "unchanged",
                            "a.info.json": "skipped"}
    assert facts(box, "a") == ("Better bread", "2024-05-18",
                               "https://a.example/2", 4000, "en")
    assert numbers(box) == before and box.holdings()["b.srt"] == kept
    assert box.holdings()["a.en.srt"][3] == captions("Bake the bread.")
    assert box.update() == {"a.en.srt": "unchanged", "b.srt": "unchanged",
                            "a.info.json": "skipped"}


def case_info_comes_later(box):
    """An .info.json that comes after the transcript counts; when it goes,
    what it told stays."""
    box.write("a.srt", "Bake the bread.")
    box.write("a b.srt", "Another stem.")
    box.update()
    assert facts(box, "a")[0] == "a"
    write_info(box, "a.info.json", title="Bread", language="pt_BR")
    assert box.update() == {"a.srt": "indexed", "a b.srt": "unchanged",
                            "a.info.json": "skipped"}
    assert facts(box, "a") == ("Bread", None, None, 4000, "pt-BR")
    box.path("a.info.json").unlink()
    assert box.update() == {"a.srt": "unchanged", "a b.srt": "unchanged",
                            "a.info.json": "removed"}
    assert facts(box, "a")[0] == "Bread"


def case_info_of_all_renderings(box):
    """All renderings of a recording are read again, and keep their places."""
    box.write("a.en.srt", "Bake the bread.")
    box.write("a.de.srt", "Backe das Brot.")
    box.path("a.en.txt").write_text("[00:00:00] Bake the bread.\n" * 3)
    box.update()
    before = box.holdings()
    write_info(box, "a.info.json", title="Bread")
    box.update()
    after = box.holdings()
    for name in before:
        assert after[name][:2] == before[name][:2], name
    assert box.sql("SELECT title FROM recording") == [("Bread",)]


def case_length_of_all_languages(box):
    """A recording lasts as long as the longest of its transcripts, in whatever
    order they come; captions here last four seconds."""
    def length():
        return box.sql("SELECT duration_ms FROM recording WHERE stem = 'a'")

    box.write("a.de.srt", "Backe das Brot.", "Und iss es.")
    box.update()
    assert length() == [(8000,)]
    box.write("a.en.srt", "Bake the bread.", "Eat it.", "Bake again.")
    box.write("a.fr.srt", "Cuis le pain.")
    box.update()
    assert length() == [(12000,)]
    box.write("a.de.srt", "Backe das Brot.")
    box.update()
    assert length() == [(12000,)]
    write_info(box, "a.info.json", title="Bread", duration=20)
    box.update()
    assert length() == [(20000,)]
    box.path("a.en.srt").unlink()
    box.update()
    write_info(box, "a.info.json", title="Bread", duration=2)
    box.update()
    assert length() == [(4000,)]


def case_feed_changes(box):
    """A changed feed changes the facts of the episodes it tells otherwise of;
    the other transcripts are not read."""
    for name in ("ep1", "ep2", "ep3"):
        box.write(f"{name}.srt", f"This is {name}.")
    first = ("ep1.mp3", "One", "Tue, 05 May 2020 10:00:00 GMT", "1:00")
    write_feed(box, first, ("ep2.mp3", "Two", "2020-05-06", "90"))
    box.update()
    assert facts(box, "ep1")[:4] == ("One", "2020-05-05", None, 60000)
    assert facts(box, "ep2")[:4] == ("Two", "2020-05-06", None, 90000)
    assert facts(box, "ep3")[:4] == ("ep3", None, None, 4000)
    before = numbers(box)
    write_feed(box, ("ep3.mp3", "Three", "2020-05-07", "3"),
               ("ep2.mp3", "Two, again", "2020-05-06", "90"), first)
    assert box.update() == {"ep1.srt": "unchanged", "ep2.srt": "indexed",
                            "ep3.srt": "indexed", "feed.xml": "skipped"}
    assert facts(box, "ep2")[:4] == ("Two, again", "2020-05-06", None, 90000)
    assert facts(box, "ep3")[:4] == ("Three", "2020-05-07", None, 4000)
    assert numbers(box) == before
    # Feeds forget old episodes, which does not make them nameless.
    write_feed(box, ("ep4.mp3", "Four", "2020-05-08", "3"))
    assert box.update() == {"ep1.srt": "unchanged", "ep2.srt": "unchanged",
                            "ep3.srt": "unchanged", "feed.xml": "skipped"}
    assert facts(box, "ep2")[0] == "Two, again"
    # A longer episode is news, a shorter one is not.
    write_feed(box, ("ep1.mp3", "One", "2020-05-05", "30"),
               ("ep2.mp3", "Two, again", "2020-05-06", "91"))
    assert box.update()["ep1.srt"] == "unchanged"
    assert facts(box, "ep1")[3] == 60000
    assert facts(box, "ep2")[3] == 91000


def case_marked_until_done(box):
    """What a run marked and did not come to is read by the next one."""
    box.write("a.srt", "Bake the bread.")
    write_info(box, "a.info.json", title="Bread")
    box.update()
    number = numbers(box)
    with sqlite3.connect(box.db) as archive:
        archive.execute("UPDATE recording SET title = 'Dough'")
        archive.execute("UPDATE file SET size_bytes = -1, mtime_ns = -1 "
                        "WHERE path = 'a.srt'")
    archive.close()
    assert box.update() == {"a.srt": "indexed", "a.info.json": "skipped"}
    assert facts(box, "a")[0] == "Bread" and numbers(box) == number


def case_media_comes_and_goes(box):
    """Audio that comes later is the recording's, and one that goes is not."""
    box.write("a.srt", "Bake the bread.")
    box.write("b.srt", "Drop the anchor.")
    box.update()
    box.path("a.mp3").write_bytes(bytes(range(256)) * 9)
    assert box.update() == {"a.srt": "indexed", "b.srt": "unchanged",
                            "a.mp3": "skipped"}
    assert box.sql("SELECT stem, media FROM recording ORDER BY stem") == [
        ("a", "a.mp3"), ("b", None)]
    age(box.path("a.mp3"))
    assert box.update()["a.srt"] == "unchanged"
    box.path("a.mp3").unlink()
    assert box.update() == {"a.srt": "indexed", "b.srt": "unchanged",
                            "a.mp3": "removed"}
    assert box.sql("SELECT media FROM recording WHERE stem = 'a'") == [(None,)]


def case_told_languages(box):
    """However a language is told, it is one tag."""
    told = {"english": "en", "English": "en", "en_US": "en-US",
            "en-us": "en-US", "eng": "en", "ger": "de", "deu": "de",
            "zh-Hans": "zh-Hans", "ZH": "zh", "xx-yy": "xx-YY",
            "fran\u00e7ais": "fr", "auto": None, "und": None, "unknown": None,
            "": None}
    for i, language in enumerate(told):
        box.path(f"{i}.json").write_text(json.dumps({
            "text": "Mm.", "language": language,
            "segments": [{"start": 0, "end": 1, "text": f" Mm {i}."}]}))
    box.update()
    found = dict(box.sql("SELECT stem, language FROM recording "
                         "JOIN transcript ON recording = recording.id"))
    assert found == {str(i): told[language]
                     for i, language in enumerate(told)}, found


def case_language_of_names(box):
    """The language in a name, and which names are of one recording."""
    names = {"a.eng.srt": "en", "a.German.srt": "de", "a.pt_BR.srt": "pt-BR",
             "a.fr-orig.srt": "fr", "a.es-j3PyPqV-e1s.srt": "es"}
    for name in names:
        box.write(name, f"This is {name}.")
    box.update()
    assert dict(box.sql(
        "SELECT path, language FROM transcript JOIN file "
        "ON file.id = transcript.file")) == names
    assert box.sql("SELECT count(*), min(title) FROM recording") == [(1, "a")]


def case_own_language_first(box):
    """A language that the transcript does not know is taken from its name,
    then from the .info.json."""
    for name in ("a.de.json", "b.json"):
        box.path(name).write_text(json.dumps({
            "language": "auto", "text": "Mm.",
            "segments": [{"start": 0, "end": 1, "text": f" Mm {name}."}]}))
    for stem in "ab":
        write_info(box, f"{stem}.info.json", title=stem, language="Italian")
    box.update()
    assert facts(box, "a")[4] == "de"
    assert facts(box, "b")[4] == "it"


def case_speakers(box):
    """A CTM gets its speakers from the RTTM beside it, and others when that
    changes."""
    box.path("ep1.ctm").write_text(CTM)
    box.update()
    assert box.holdings()["ep1.ctm"][3] == [
        (0, 2000, None, "good evening welcome back")]
    number = numbers(box)
    box.path("ep1.rttm").write_text(TURN % (0, 1, "Ann") +
                                    TURN % (1, 1, "Ben"))
    assert box.update() == {"ep1.ctm": "indexed", "ep1.rttm": "skipped"}
    assert box.holdings()["ep1.ctm"][3] == [
        (0, 1000, "Ann", "good evening"), (1000, 2000, "Ben", "welcome back")]
    assert outcome(box, "ep1.rttm") == (
        "skipped", "not-a-transcript",
        "no transcript, but the speakers of the .ctm beside it")
    assert box.found("speaker:Ben welcome") == [str(box.path("ep1.ctm"))]
    assert box.update() == {"ep1.ctm": "unchanged", "ep1.rttm": "skipped"}
    box.path("ep1.rttm").write_text(TURN % (0, 9, "Cem"))
    assert box.update() == {"ep1.ctm": "indexed", "ep1.rttm": "skipped"}
    assert box.holdings()["ep1.ctm"][3] == [
        (0, 2000, "Cem", "good evening welcome back")]
    box.path("ep1.rttm").unlink()
    assert box.update() == {"ep1.ctm": "indexed", "ep1.rttm": "removed"}
    assert box.holdings()["ep1.ctm"][3] == [
        (0, 2000, None, "good evening welcome back")]
    assert numbers(box) == number


def case_speakers_make_it_richest(box):
    """With speakers beside it, a CTM tells more than another rendering."""
    box.path("ep1.ctm").write_text(CTM)
    box.path("ep1.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Dan>good<00:00.500> evening\n")
    box.update()
    assert outcome(box, "ep1.ctm")[0] == "alternate"
    box.path("ep1.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:01.000\ngood<00:00.500> evening\n")
    box.update()
    box.path("ep1.rttm").write_text(TURN % (0, 9, "Ann"))
    box.update()
    assert outcome(box, "ep1.ctm")[0] == "indexed"
    assert outcome(box, "ep1.vtt")[0] == "alternate"


def case_lonely_rttm(box):
    """An RTTM without words is skipped, and says so."""
    box.path("ep1.rttm").write_text(TURN % (0, 9, "Ann"))
    box.write("a.srt", "Bake the bread.")
    assert box.update() == {"a.srt": "indexed", "ep1.rttm": "skipped"}
    assert outcome(box, "ep1.rttm")[2] == (
        "no transcript, but who speaks when in a .ctm that is not beside it")


def case_no_transcripts_themselves(box):
    """What tells about others is skipped as such, also when it is empty or
    damaged."""
    box.write("a.srt", "Bake the bread.")
    box.path("feed.xml").write_bytes(b"")
    box.path("show.rss").write_text(FEED % "")
    box.path("a.info.json").write_text("{\"title\": \"Bre")
    assert box.update() == {"a.srt": "indexed", "feed.xml": "skipped",
                            "show.rss": "skipped", "a.info.json": "skipped"}
    assert outcome(box, "feed.xml") == ("skipped", "empty",
                                        "the file is empty")
    assert outcome(box, "show.rss")[2] == (
        "no transcript, but a feed with facts about recordings")
    assert outcome(box, "a.info.json")[2] == (
        "no transcript, but facts about the recording of that name")
    assert "the facts in its .info.json" in outcome(box, "a.srt")[2]
    box.path("feed.xml").write_bytes(b"<rss>" + b" " * (33 << 20) + b"</rss>")
    assert box.update()["feed.xml"] == "skipped"
    assert outcome(box, "feed.xml")[1] == "too-large"


def case_forgotten_and_renamed(box):
    """What was forgotten stays so under another name, with its copies."""
    box.write("a.srt", "Bake the bread.")
    box.write("copy.srt", "Bake the bread.")
    box.write("b.srt", "Drop the anchor.")
    box.update()
    box.run("forget", str(box.recording_of("a.srt"))).expect(0)
    for name in ("a", "copy"):
        box.path(f"{name}.srt").rename(box.path(f"{name} moved.srt"))
    assert box.update() == {"a moved.srt": "forgotten", "b.srt": "unchanged",
                            "copy moved.srt": "forgotten"}
    assert box.update() == {"a moved.srt": "forgotten", "b.srt": "unchanged",
                            "copy moved.srt": "forgotten"}
    box.run("search", "bread").expect(1)
    # Nobody asked to have a new copy forgotten.
    box.write("new.srt", "Bake the bread.")
    assert box.update()["new.srt"] == "indexed"


def swap(box, one, other):
    """Let two files exchange their names."""
    kept = box.folder / "kept"
    box.path(one).rename(kept)
    box.path(other).rename(box.path(one))
    kept.rename(box.path(other))


def case_swapped_languages(box):
    """Two files of one recording exchange their names: it keeps its number,
    and each name says what its file holds."""
    bread = box.write("a.en.srt", "Bake the bread.")
    brot = box.write("a.de.srt", "Backe das Brot, und zwar bald.")
    box.update()
    before = numbers(box)
    swap(box, "a.en.srt", "a.de.srt")
    assert box.update() == {"a.en.srt": "indexed", "a.de.srt": "indexed"}
    assert numbers(box) == before
    assert dict(box.sql("SELECT path, language FROM transcript JOIN file "
                        "ON file.id = transcript.file")) == {
                            "a.en.srt": "en", "a.de.srt": "de"}
    for path, text in (("a.en.srt", brot), ("a.de.srt", bread)):
        assert box.sql(
            "SELECT start_ms, end_ms, NULL, text FROM file JOIN transcript "
            "ON transcript.file = file.id JOIN segment "
            "ON segment.transcript = transcript.id JOIN line "
            "ON line.id = segment.line WHERE path = ?", path) == text
    assert box.update() == {"a.en.srt": "unchanged", "a.de.srt": "unchanged"}


def case_swapped_formats(box):
    """The richer file of a recording and another one exchange their names."""
    box.write("a.srt", "Bake the bread.")
    box.path("a.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ann>Bake the bread.\n")
    box.update()
    before = numbers(box)
    assert outcome(box, "a.vtt")[0] == "indexed"
    swap(box, "a.srt", "a.vtt")
    box.update()
    assert numbers(box) == before
    assert outcome(box, "a.srt")[0] == "indexed"
    assert outcome(box, "a.vtt")[0] == "alternate"


def case_swapped_and_touched(box):
    """A file becomes what another one of its recording is, which only has
    another time: that is a copy."""
    box.write("a.en.srt", "Bake the bread.")
    box.write("a.de.srt", "Backe das Brot, und zwar bald.")
    box.update()
    before = numbers(box)
    box.write("a.de.srt", "Bake the bread.")
    age(box.path("a.en.srt"))
    assert box.update() == {"a.de.srt": "copy", "a.en.srt": "unchanged"}
    assert numbers(box) == before


def case_both_become_the_same(box):
    """Two files of a recording become the same: one is the other's copy."""
    box.write("a.en.srt", "Bake the bread.")
    box.write("a.de.srt", "Backe das Brot, und zwar bald.")
    box.update()
    before = numbers(box)
    for name in ("a.en.srt", "a.de.srt"):
        box.write(name, "Eat the bread.")
    box.update()
    assert sorted(one[0] for one in box.holdings().values()) == [
        "copy", "indexed"]
    assert numbers(box) == before


WORDS = [["Bake", 0.0, 0.4], ["the", 0.4, 0.6], ["bread.", 0.6, 1.0]]


def episode(box):
    """A folder an episode, with what is said in four files of generic
    names; another episode with the same ones."""
    for folder in ("my_bread/english", "my_bread/french", "anchor/english"):
        box.path(f"2018/{folder}").mkdir(parents=True)
    box.write("2018/my_bread/english/captions.srt", "Bake the bread.")
    box.write("2018/my_bread/french/captions.srt", "Cuis le pain.")
    box.path("2018/my_bread/english/transcript.txt").write_text(
        "[00:00:00.000 --> 00:00:04.000]  Bake the bread!\n")
    box.path("2018/my_bread/english/word_timings.json").write_text(
        json.dumps(WORDS))
    box.write("2018/anchor/english/captions.srt", "Drop the anchor.")
    box.update()


def indexed(box, stem):
    """The recording's number, its title, and the file of each language."""
    rows = box.sql("SELECT r.id, title, language, path FROM recording r "
                   "JOIN transcript t ON t.recording = r.id "
                   "JOIN file ON file.id = t.file WHERE stem = ?", stem)
    assert len({row[:2] for row in rows}) == 1, (stem, rows)
    return (*rows[0][:2], {language: path.rpartition("/")[2]
                           for _, _, language, path in rows})


def case_generic_names(box):
    """Files of generic names are renderings of their folder's recording, in
    the languages that folders tell; the richest is indexed, and the next
    best when that goes, under the same number."""
    episode(box)
    assert len(numbers(box)) == 2
    bread = numbers(box)["2018/my_bread"]
    assert indexed(box, "2018/my_bread") == (
        bread, "my bread", {"en": "word_timings.json", "fr": "captions.srt"})
    assert indexed(box, "2018/anchor")[1:] == (
        "anchor", {"en": "captions.srt"})
    english = "2018/my_bread/english"
    assert {outcome(box, f"{english}/{name}")[0]
            for name in ("captions.srt", "transcript.txt")} == {"alternate"}
    box.path(f"{english}/word_timings.json").unlink()
    box.update()
    assert indexed(box, "2018/my_bread") == (
        bread, "my bread", {"en": "captions.srt", "fr": "captions.srt"})
    box.path(f"{english}/captions.srt").rename(
        box.path(f"{english}/subtitles.srt"))
    box.update()
    found, _, files = indexed(box, "2018/my_bread")
    assert found == bread and files["en"] in ("subtitles.srt",
                                              "transcript.txt")
    box.path(f"{english}/word_timings.json").write_text(json.dumps(WORDS))
    box.update()
    assert indexed(box, "2018/my_bread") == (
        bread, "my bread", {"en": "word_timings.json", "fr": "captions.srt"})
    assert set(box.update().values()) == {"unchanged"}


def case_generic_names_in_the_root(box):
    """Where no folder tells anything, each file is a recording of its own."""
    box.write("captions.srt", "Bake the bread.")
    box.write("transcript.srt", "Drop the anchor.")
    box.update()
    assert set(numbers(box)) == {"captions", "transcript"}
    assert facts(box, "captions")[0] == "captions"


def case_facts_beside_generic_names(box):
    """What lies beside any file of the recording's folder is about it."""
    episode(box)
    write_info(box, "2018/my_bread/video.info.json", title="Bread at home",
               upload_date="20180311")
    box.update()
    rows = box.sql("SELECT title, date FROM recording ORDER BY stem")
    assert rows == [("anchor", None), ("Bread at home", "2018-03-11")]
