"""Command lines: what is accepted, what is refused, and how."""

import re

import harness

SOURCE = harness.__file__.rsplit("/tests/", 1)[0] + "/src/cli"

# The least that each command takes.
WORDS = {"index": ["talks"], "search": ["harbour"], "show": ["1"], "export": ["1"],
         "forget": ["1"], "backup": ["copy.db"]}


def help_of(box, command):
    return box.run(command, "--help").expect(0).out


def options_of(box, command):
    """All the long options that a command's help tells."""
    return set(re.findall(r"--([a-z-]+)", help_of(box, command)))


def refused(box, *args, naming=""):
    result = box.run(*args).expect(2)
    assert result.out == "", f"{args}: {result.out!r}"
    assert result.err.startswith("quoth: "), f"{args}: {result.err!r}"
    assert naming in result.err, f"{args}: {result.err!r}"


def case_alone(box):
    """quoth alone shows on standard error what there is, and fails."""
    result = box.run().expect(2)
    assert result.out == ""
    assert all(f"\n  {name}" in result.err for name in harness.COMMANDS)


def case_overview(box):
    """--help, -h and help tell all commands on standard output."""
    result = box.run("--help").expect(0)
    assert result.err == ""
    assert all(f"\n  {name}" in result.out for name in harness.COMMANDS)
    for other in ("-h", "help"):
        assert box.run(other).expect(0).out == result.out


def case_help_fits_a_screen(box):
    """Each help has at most 24 lines of 80 columns, a usage, an example."""
    for text in [box.run("--help").out] + [help_of(box, name)
                                           for name in harness.COMMANDS]:
        lines = text.splitlines()
        assert len(lines) <= 24, f"{len(lines)} lines: {text}"
        assert max(map(len, lines)) <= 80, text
        assert "usage: quoth " in text and "example: quoth " in text


def case_help_command(box):
    """help COMMAND, COMMAND --help and COMMAND -h tell the same."""
    for name in harness.COMMANDS:
        text = help_of(box, name)
        assert box.run("help", name).expect(0).out == text
        assert box.run(name, "-h").expect(0).out == text
        assert box.run("--help", name).expect(0).out == text


def case_help_unknown(box):
    """help of what is no command fails."""
    refused(box, "help", "nonsense", naming="nonsense")


def case_version(box):
    """--version names quoth and SQLite."""
    result = box.run("--version").expect(0)
    assert re.fullmatch(r"quoth \d+\.\d+\.\d+, SQLite 3\.\d+\.\d+\n",
                        result.out), result.out


def case_unknown_options(box):
    """An option that a command does not have is refused by name."""
    for name in harness.COMMANDS:
        for option in ("--nonsense", "--nonsense=1", "-Z", "-Zn3", "--jso",
                       "---json", "-\xe9"):
            refused(box, name, option, *WORDS.get(name, []))


def case_unknown_option_is_named(box):
    """The message names the option and says how to search for such words."""
    refused(box, "harbour", "--nonsense", naming="'--nonsense'")
    refused(box, "search", "-pilot", "harbour", naming="put -- before")


def case_excluded_words(box):
    """Behind a word, `-word` excludes; what is an option stays one."""
    box.indexed("The harbour was frozen.", "The pilot slept.",
                *["Nobody spoke a word that whole long evening."] * 1,
                *[f"Then {i} more boats came in from the sea." for i in
                  range(30)], "A harbour without anybody.")
    both = box.run("harbour", "--json").expect(0).records()
    assert both[-1]["hits"] == 2
    for args in (["search", "harbour", "-pilot"], ["harbour", "-pilot"],
                 ["harbour", "-n5", "-pilot"]):
        one = box.run(*args, "--json").expect(0).records()
        assert [hit["text"] for hit in one[:-1]] != []
        assert all("pilot" not in hit["text"] for hit in one[:-1])
        assert one[-1]["hits"] == 1
    box.run("harbour", "-Z").expect(2)


def case_dash_and_space(box):
    """What begins with dashes and a space is a query, as it stands in
    captions; a query it stays behind others and before options."""
    box.indexed("The harbour was frozen.")
    for args in (["- The harbour was"], ["search", "-- harbour was"],
                 ["the", "- harbour", "-n1"], ["-n1", "- harbour"]):
        assert box.run(*args, "--json").expect(0).records()[-1]["hits"] == 1
    refused(box, "stats", "- harbour", naming="harbour")


def case_options_of_others(box):
    """An option of another command is refused."""
    refused(box, "list", "-n", "3", naming="-n")
    refused(box, "stats", "--full", naming="--full")
    refused(box, "search", "--files", "harbour", naming="--files")
    refused(box, "help", "--json", naming="--json")
    refused(box, "show", "1", "--to", "srt", naming="--to")
    refused(box, "export", "1", "--json", naming="--json")
    refused(box, "show", "1", "--format", "csv", naming="--format")
    refused(box, "show", "1", "--exact", naming="--exact")
    refused(box, "list", "--pager", naming="--pager")
    refused(box, "index", "talks", "-C", "1", naming="-C")


def case_missing_value(box):
    """An option without its value is refused."""
    for args in (["--db"], ["--color"], ["search", "harbour", "-n"],
                 ["search", "harbour", "--limit"], ["show", "1", "-C"],
                 ["export", "1", "--to"], ["harbour", "--sort"],
                 ["harbour", "--format"], ["harbour", "--per-recording"],
                 ["harbour", "-C"],
                 ["index", "talks", "--name"]):
        refused(box, *args, naming="needs a value")


def case_needless_value(box):
    """A flag with a value is refused."""
    refused(box, "list", "--json=yes", naming="no value")


def case_bad_numbers(box):
    """What is no number, or out of its range, is refused."""
    for value in ("", "x", "1x", " 1", "+1", "-1", "1.5", "0x10", "0", "1001",
                  "4294967297", "99999999999999999999999999"):
        refused(box, "search", "harbour", "-n", value, naming="--limit")
        refused(box, "search", "harbour", f"--limit={value}",
                naming="1 to 1000")
    refused(box, "search", "harbour", "--offset", "1001", naming="--offset")
    refused(box, "index", "talks", "--threads", "257", naming="--threads")
    for option in ("-A", "-B", "-C"):
        refused(box, "show", "1", option, "many", naming="'many'")
        refused(box, "export", "1", option, "many", naming="'many'")


def case_value_that_may_lack(box):
    """--wait takes its value behind = only, and does without."""
    box.indexed()
    for args in (["--wait"], ["--wait=1"], ["--wait=1209600"]):
        box.run("index", *args, str(box.talks)).expect(0)
        box.run(*args, "index", str(box.talks)).expect(0)
    for value in ("", "x", "0", "-1", "1.5", "1s", "1209601"):
        refused(box, "index", f"--wait={value}", "talks", naming="--wait")
    refused(box, "rebuild", "--wait", "5", naming="'5'")
    for name in ("search", "list", "check", "backup"):
        refused(box, name, "--wait", *WORDS.get(name, []), naming="--wait")


def case_bad_context(box):
    """A context is a number of segments or a time of hours, minutes and
    seconds in this order, up to an hour."""
    for value in ("", "x", "-1", "1.5s", "s", "30 s", "30S", "5s1m", "1m1m",
                  "1h1s", "61m", "3601s", "1d", "30s ", "1m30", "1:30",
                  "99999999999999999999s", "1ms", "1001"):
        refused(box, "harbour", "-C", value, naming="as 30s or 1m30s")
        refused(box, "search", "harbour", f"--context={value}",
                naming="from 0 to 1000")
    refused(box, "show", "1", "-C", "100001", naming="from 0 to 100000")
    refused(box, "export", "1", "-C", "61m", naming="up to 1h")


def case_good_contexts(box):
    """All of these are contexts."""
    box.indexed()
    for value in ("0", "1000", "0s", "3600s", "60m", "1h", "59m60s", "0h1m0s"):
        box.run("harbour", "-C", value).expect(0)
        box.run("show", "1@0:01", f"-C{value}").expect(0)


def case_bad_choices(box):
    """--sort and --format take certain words only, and name them."""
    for value in ("", "best", "Rank", "ranks", "date,time"):
        refused(box, "harbour", "--sort", value, naming="rank, date or time")
    for value in ("", "xml", "JSON", "vtt", "csv,tsv"):
        refused(box, "harbour", f"--format={value}",
                naming="text, json, csv, tsv, md, srt or m3u")


def case_clashes(box):
    """Options that make no sense together are refused, both named, before
    an archive is looked for."""
    for args, first, second in (
            (["--json", "--format", "csv"], "--json", "--format"),
            (["--format=text", "--json"], "--json", "--format"),
            (["--count", "--recordings"], "--count", "--recordings"),
            (["--count", "--format", "srt"], "--count", "--format srt"),
            (["--count", "--format", "csv"], "--count", "--format csv"),
            (["--count", "--format", "md"], "--count", "--format md"),
            (["--recordings", "--format", "srt"], "--recordings", "srt"),
            (["--recordings", "--format", "m3u"], "--recordings", "m3u"),
            (["-C", "1", "--format", "md"], "--context", "--format md"),
            (["-C", "5s", "--format", "srt"], "--context", "--format srt"),
            (["-C", "5s", "--format", "m3u"], "--context", "--format m3u"),
            (["--recordings", "-C", "1"], "--context", "--recordings"),
            (["--count", "-C", "1s"], "--context", "--count"),
            (["--count", "--sort", "date"], "--sort", "--count"),
            (["--recordings", "--sort", "time"], "--sort", "--recordings"),
            (["--count", "--per-recording", "1"], "--per-recording",
             "--count"),
            (["--recordings", "--all"], "--all", "--recordings"),
            (["--count", "--explain"], "--explain", "--count"),
            (["--count", "-n", "5"], "--limit", "--count"),
            (["--count", "--offset", "5"], "--offset", "--count")):
        for words in (["harbour"], ["search", "harbour"]):
            result = box.run(*words, *args).expect(2)
            assert re.fullmatch(
                rf"quoth: {first}\b.* does not go with .*{second}\b.*\n",
                result.err), (args, result.err)


def case_same_format_twice(box):
    """--json and --format json say the same, and go together."""
    box.indexed()
    args = [["--json"], ["--format", "json"], ["--format=json", "--json"]]
    first, *others = [box.run("harbour", *one).expect(0).records()[:-1]
                      for one in args]
    assert first and all(other == first for other in others)


def case_bad_colour(box):
    """--color takes three words only."""
    for value in ("", "yes", "Always", "alway"):
        refused(box, "list", "--color", value, naming="auto, always or never")


def case_empty_texts(box):
    """An archive or a collection without a name is refused."""
    refused(box, "list", "--db", "", naming="--db")
    refused(box, "index", "talks", "--name=", naming="--name")


def case_too_few_words(box):
    """A command without what it works on is refused."""
    for name in ("index", "search", "show", "forget", "backup"):
        refused(box, name, naming=f"quoth {name} ")
    refused(box, "--json")


def case_too_many_words(box):
    """Words that a command has no use for are refused, with advice."""
    refused(box, "show", "1", "2", naming="'2'")
    refused(box, "help", "list", "stats", naming="'stats'")
    refused(box, "backup", "one.db", "two.db", naming="'two.db'")
    for name in ("list", "stats", "check", "rebuild"):
        refused(box, name, "of", "demands", naming=f"quoth search {name}")


def case_refused_before_anything(box):
    """A wrong command line does not make an archive."""
    refused(box, "index", "talks", "--nonsense")
    assert not box.db.exists()


def case_global_options_anywhere(box):
    """--db and --color stand before or after the command."""
    box.indexed()
    other = {"QUOTH_DB": None}
    for args in (["--db", box.db, "list"], ["list", "--db", box.db],
                 [f"--db={box.db}", "--color=never", "list"],
                 ["list", "--colour", "never", f"--db={box.db}"],
                 ["--color", "never", "list", f"--db={box.db}"]):
        assert "pilots" in box.run(*args, env=other).expect(0).out


def case_options_before_command(box):
    """A command's own options may stand before it."""
    box.indexed()
    assert box.run("--json", "list").expect(0).records()
    assert box.run("--limit", "1", "--json", "search", "harbour").expect(0)
    refused(box, "-n", "3", "list", naming="-n")


def case_forms_of_values(box):
    """-n1, -n 1, --limit=1 and --limit 1 are the same."""
    box.srt("other.srt", "Another harbour, far away.")
    box.indexed()
    results = [box.run(*args, "--json", "harbour").expect(0).records()
               for args in (["-n1"], ["-n", "1"], ["--limit=1"],
                            ["--limit", "1"])]
    assert all(result[-1]["hits"] == 1 for result in results)


def case_man_page_is_complete(box):
    """The man page tells each command and each option."""
    with open(f"{SOURCE}/quoth.1", encoding="utf-8") as file:
        page = file.read().replace("\\-", "-")
    for name in harness.COMMANDS:
        assert f".Ss {name}\n" in page, name
        for option in options_of(box, name):
            assert re.search(rf"Fl -{option}\b", page), option


def case_completions_are_complete(box):
    """Each shell's completion knows each command and each option."""
    for shell, form in (("quoth.bash", "--{}"), ("_quoth", "--{}"),
                        ("quoth.fish", "-l {}")):
        with open(f"{SOURCE}/completions/{shell}", encoding="utf-8") as file:
            text = file.read()
        for name in harness.COMMANDS:
            assert re.search(rf"\b{name}\b", text), (shell, name)
            for option in options_of(box, name):
                wanted = re.escape(form.format(option))
                assert re.search(wanted + r"\b", text), (shell, option)
