"""Searching: queries of all kinds, and what is told about the answer."""

import os
import re


def case_found(box):
    """Something found: status 0, the passage and its reference on standard
    output, the summary on standard error."""
    result = box.indexed().run("search", "harbour", "frozen").expect(0)
    assert "The harbour was frozen over." in result.out
    assert re.search(r"^    \d+@0:0\d\.\d", result.out, re.M), result.out
    assert re.match(r"1 passage in 1 recording, .*; read on: quoth show \d+@",
                    result.err), result.err


def case_ref_is_accepted(box):
    """show takes the reference that search tells."""
    result = box.indexed().run("--json", "pilot").expect(0)
    ref = result.records()[0]["ref"]
    shown = box.run("show", ref).expect(0).out
    line = next(line for line in shown.splitlines() if line[:1] == ">")
    assert "We waited for the pilot" in line


def case_nothing_found(box):
    """Nothing found: status 1, said on standard error."""
    result = box.indexed().run("search", "zeppelin").expect(1)
    assert result.out == ""
    assert result.err == "nothing found\n"
    for query in ("", "in:talks", "-harbour", "()"):
        result = box.run("search", "--", query).expect(1)
        assert result.err == ("nothing found: there are no words to look for"
                              "\n"), result.err
    result = box.run("search", "harbour", "--offset=7").expect(1)
    assert result.err == "nothing found beyond the first 7\n", result.err


def case_nothing_found_json(box):
    """Nothing found with --json: status 1, a summary, no message."""
    result = box.indexed().run("search", "zeppelin", "--json").expect(1)
    assert [one["type"] for one in result.records()] == ["summary"]
    assert result.records()[0]["hits"] == 0
    assert result.err == ""


def case_no_command_searches(box):
    """A first word that is no command begins a query."""
    box.indexed()
    named = box.run("search", "--json", "frozen", "harbour").records()
    implied = box.run("--json", "frozen", "harbour").records()
    assert implied[0] == named[0]
    assert implied[1]["query"] == "frozen harbour"


def case_dashes_make_words(box):
    """After -- everything is a word of the query."""
    box.indexed("The index of the harbour.", "Use -- or --json, minus help.")
    for args, query in (
            (["--json", "--", "index"], "index"),
            (["--json", "search", "--", "-harbour"], "-harbour"),
            (["search", "--json", "--", "--json"], "--json"),
            (["--json", "--", "search", "-n"], "search -n"),
            (["search", "--json", "--", "--"], "--"),
            (["search", "--json", "--", "-"], "-")):
        result = box.run(*args)
        assert result.code in (0, 1), result.err
        assert result.records()[-1]["query"] == query


def case_input(box):
    """A single - reads the query from standard input."""
    box.indexed()
    result = box.run("search", "-", "--json", stdin=b"frozen\nharbour")
    assert result.expect(0).records()[0]["text"].startswith("The harbour")
    implied = box.run("--json", "-", stdin=b"frozen harbour").expect(0)
    assert implied.records()[-1]["query"] == "frozen harbour"


def case_dash_among_words(box):
    """A - among other words is a word."""
    box.indexed()
    for args in (["harbour", "-"], ["-", "harbour"]):
        result = box.run("search", "--json", *args, stdin=b"zeppelin")
        assert result.records()[-1]["query"] == " ".join(args)


def case_input_is_bounded(box):
    """A query of 1 MiB is searched for, one of a byte more refused."""
    box.indexed()
    query = b"harbour " * (1 << 17)
    assert box.run("search", "-", stdin=query).code in (0, 1)
    result = box.run("search", "-", stdin=query + b"x").expect(2)
    assert "longer than 1 MiB" in result.err
    assert result.out == ""


def case_long_arguments(box):
    """Arguments as long as the system hands over are searched for; beyond
    1 MiB together they are refused."""
    box.indexed()
    longest = ("harbour " * (1 << 14))[:131071]
    assert box.run("search", longest).code in (0, 1)
    assert box.run("search", "x" * 131071).code in (0, 1)
    result = box.run("search", *[longest] * 9).expect(2)
    assert "longer than 1 MiB" in result.err


def case_empty_queries(box):
    """A query without any word finds nothing, and is no error."""
    box.indexed()
    for query in ("", " ", "\t\n", '""', "()", "-", "***", "!?"):
        result = box.run("search", "--json", "--", query).expect(1)
        assert result.records()[-1]["hits"] == 0
    box.run("").expect(1)
    box.run("search", "-", stdin=b"").expect(1)


def case_any_text_is_a_query(box):
    """Nothing that a person types is an error."""
    box.indexed()
    for query in ('"', '"harbour', 'harbour"', "(", ")", "((harbour)", '"("',
                  "OR", "AND harbour", "harbour OR", "NOT", "NEAR", "NEAR/",
                  "NEAR/0s", "NEAR/99999999999999s harbour", "harbour*",
                  "*harbour", "*", "C++", "e-mail", "1:30", "speaker:",
                  "in:nowhere harbour", "after:yesterday", "before:9999-99",
                  "is:nothing", "title:", "lang:xx", "a:b:c", "{harbour}",
                  "'; drop table said; --", "\\", "%s%n", "^harbour",
                  "harbour AND (pilot OR", "-harbour", "--harbour",
                  "港", "נמל", "ha\u0308fen", "\U0001f6a2", "\ufeff"):
        result = box.run("search", "--", query)
        assert result.code in (0, 1), (query, result.err)
        result.expect_harmless()


def case_garbage_is_repaired(box):
    """Bytes that are no UTF-8 become U+FFFD before anyone sees them."""
    box.indexed()
    for query in (b"\xff", b"harbour \xc0\xaf", b"\xed\xa0\x80", b"\x80\x80",
                  b"\xf4\x90\x80\x80", b"harb\xe2\x80", bytes(range(1, 256))):
        result = box.run("search", "--json", "--", query)
        assert result.code in (0, 1), result.err
        result.expect_harmless()
        assert "\ufffd" in result.records()[-1]["query"]


def case_nul_in_input(box):
    """A NUL in a query from standard input does not end it."""
    box.indexed()
    result = box.run("search", "--json", "-", stdin=b"har\0bour")
    assert result.records()[-1]["query"] == "har\ufffdbour"


def case_random_queries(box):
    """Random bytes are searched for, and harmless to look at."""
    box.indexed()
    for _ in range(20):
        result = box.run("search", "--explain", "-", stdin=os.urandom(300))
        assert result.code in (0, 1), result.err
        result.expect_harmless()


def case_limit_and_offset(box):
    """--limit and --offset page through the answer without gaps."""
    for i in range(12):
        box.srt(f"talk{i}.srt", f"Harbour number {'x' * (i + 1)} is far.")
    box.index()

    def texts(*args):
        found = box.run("harbour", "--json", *args).records()[:-1]
        return [hit["text"] for hit in found]

    everything = texts("-n", "100")
    assert len(everything) == 12
    assert texts() == everything[:10]
    assert texts("-n", "5") == everything[:5]
    assert texts("-n5", "--offset", "5") == everything[5:10]
    assert texts("-n5", "--offset=10") == everything[10:]
    box.run("harbour", "--offset", "12").expect(1)


def case_same_answer_twice(box):
    """The same query of the same archive has the same answer."""
    for i in range(8):
        box.srt(f"talk{i}.srt", f"A harbour, {i} ships.", "And a pilot.")
    box.index()
    first = box.run("harbour", "pilot").expect(0).out
    assert all(box.run("harbour", "pilot").out == first for _ in range(3))


def case_explain(box):
    """--explain tells on standard error how the query was understood, and
    below each passage what its score is made of."""
    box.indexed()
    plain = box.run("harbour").expect(0)
    told = box.run("harbour", "--explain").expect(0)
    score = re.compile(r"^    score \d+\.\d\d: words \d+\.\d\d × \(1 \+ "
                       r"nearness \d\.\d\d\) × order \d\.\d\d\n", re.M)
    assert len(score.findall(told.out)) == len(re.findall(r"^ \d  ",
                                                          plain.out, re.M))
    assert score.sub("", told.out) == plain.out
    assert len(told.err.splitlines()) > len(plain.err.splitlines())


def case_explain_json(box):
    """--explain adds the explanation to the summary, and only then."""
    box.indexed()
    plain = box.run("harbour", "--json").expect(0)
    assert "explanation" not in plain.records()[-1]
    told = box.run("harbour", "--json", "--explain").expect(0)
    assert told.records()[-1]["explanation"]
    assert told.err == ""


STAGE = re.compile(r" +\d+\.\d ms +(\d+) %  ([a-z ]+)")


def stages(lines):
    """The shares of time of the stages that some lines tell."""
    found = [match for match in map(STAGE.fullmatch, lines) if match]
    return {match[2]: int(match[1]) for match in found}


def case_profile(box):
    """--profile tells on standard error where time went, of searching and of
    indexing; without it nothing is told."""
    box.srt("pilots.srt")
    told = stages(box.run("index", "--profile",
                          str(box.talks)).expect(0).err.splitlines())
    assert {"parse", "sort words", "write index", "commit"} <= set(told), told
    plain = box.run("harbour").expect(0)
    result = box.run("harbour", "--profile").expect(0)
    told = stages(result.err.splitlines())
    assert {"read index", "rank", "cut passages"} <= set(told), told
    assert "parse" not in told
    assert 90 <= sum(told.values()) <= 110, told
    assert result.out == plain.out
    assert not stages(plain.err.splitlines())


def case_relaxed(box):
    """Words that had to be left out are told."""
    box.indexed()
    query = ["frozen", "harbour", "zeppelin"]
    result = box.run(*query).expect(0)
    assert "left out: zeppelin\n" in result.err, result.err
    summary = box.run("--json", *query).expect(0).records()[-1]
    assert summary["relaxed"] == ["zeppelin"]


def case_loop(box):
    """A line said over and over is one passage that says how often."""
    box.indexed("Before it.", *["Thank you for watching this."] * 40,
                "After it.")
    records = box.run("--json", "thank", "watching").expect(0).records()
    assert len(records) == 2, records
    assert records[0]["loops"] == 40
    assert records[0]["loop_end_ms"] == 164000
    text = box.run("thank", "watching").expect(0).out
    assert "× 40, until 2:44" in text, text


def case_repeats(box):
    """The same line in many recordings is one passage that says so."""
    advertisement = "This episode is brought to you by the Harbour Bank."
    for i in range(6):
        box.srt(f"talk{i}.srt", advertisement, f"Chapter {i} of the story.")
    box.index()
    records = box.run("--json", "harbour", "bank").expect(0).records()
    assert records[-1]["hits"] == 1, records
    assert records[0]["repeats"] == 5
    text = box.run("harbour", "bank").expect(0).out
    assert "… and 5 more places say this line; --all lists them\n" in text
    everything = box.run("harbour", "bank", "--all", "--json").expect(0)
    assert everything.records()[-1]["hits"] == 6
    assert len({hit["recording"]["id"]
                for hit in everything.records()[:-1]}) == 6
    text = box.run("harbour", "bank", "--all").expect(0).out
    assert "--all" not in text, text


def talks(box):
    """Three talks with dates in their names, and one without."""
    for name, n in (("2023-05-01 b", 3), ("2024-02-29 a", 2),
                    ("2021-12-31 c", 1), ("undated", 2)):
        box.srt(f"{name}.srt", *[
            line for i in range(n) for line in (
                f"For {name[-1]} the harbour was {'very ' * i}far.",
                *[f"Then {name[-1]}{i} said other things, {k} times."
                  for k in range(40)])])
    box.index()


def case_sort(box):
    """--sort: newest recording first and undated ones last; or recording
    after recording, as it is said; or best first, as without."""
    talks(box)

    def found(*args):
        return box.run("harbour", "far", "--json", *args).expect(0).records()[:-1]

    best = found()
    assert len(best) == 8
    assert [hit["score"] for hit in best] == sorted(
        (hit["score"] for hit in best), reverse=True)
    assert found("--sort", "rank") == best
    dates = [hit["recording"]["date"] for hit in found("--sort", "date")]
    assert dates == (["2024-02-29"] * 2 + ["2023-05-01"] * 3
                     + ["2021-12-31"] + [None] * 2), dates
    said = [(hit["recording"]["id"], hit["start_ms"])
            for hit in found("--sort", "time")]
    assert len(said) == 8
    times = {}
    for ident, start in said:
        times.setdefault(ident, []).append(start)
    assert all(starts == sorted(starts) for starts in times.values())
    assert [ident for i, (ident, _) in enumerate(said)
            if i == 0 or said[i - 1][0] != ident] == list(times), said


def case_per_recording(box):
    """--per-recording bounds how many passages a recording has, and others
    take the places that become free."""
    talks(box)
    for most in (1, 2, 3):
        hits = box.run("harbour", "far", "--json", "--per-recording",
                       str(most)).expect(0).records()[:-1]
        counts = {}
        for hit in hits:
            ident = hit["recording"]["id"]
            counts[ident] = counts.get(ident, 0) + 1
        assert sorted(counts.values()) == sorted(
            min(most, n) for n in (3, 2, 1, 2)), counts
    few = box.run("harbour", "far", "--json", "--per-recording=1",
                  "-n4").expect(0).records()[:-1]
    assert len({hit["recording"]["id"] for hit in few}) == 4


def case_per_recording_in_all(box):
    """What a recording says in another language, or in another form, is of
    that recording too."""
    gap = [f"And so on, for the {i}th time." for i in range(40)]
    box.srt("talk.en.srt", "The pilot came aboard.", *gap,
            "Here two pilots went ashore.", *gap, "One pilot stayed.")
    box.srt("talk.de.srt", "Der pilot kam an Bord.", *gap)
    box.srt("other.en.srt", "There was no pilot.", *gap)
    box.index()
    for most, n_hits in ((1, 2), (2, 3), (3, 4)):
        hits = [record["recording"]["title"]
                for record in box.run("pilot", "--json", "--per-recording",
                                      str(most)).records()
                if record["type"] == "hit"]
        assert hits.count("other") == 1, hits
        assert len(hits) == n_hits, (most, hits)


def case_forgiving(box):
    """Other forms and spellings of a word are found, and told."""
    box.srt("pilots.en.srt", "They were training all the harbour pilots.",
            "Schulman was one of them.")
    box.index()
    told = box.run("train").expect(0)
    assert re.search(r"^also looked for: .*\btraining\b.* \(for train\)",
                     told.err, re.M), told.err
    told = box.run("Schulmann").expect(0)
    assert re.search(r"^also looked for: schulman \(for schulmann, "
                     r"(spelling|sound)\)$", told.err, re.M | re.I), told.err
    summary = box.run("train", "--json").expect(0).records()[-1]
    assert {"word": "train", "other": "training",
            "likeness": "inflection"} in summary["expansions"], summary
    assert all(list(one) == ["word", "other", "likeness"]
               for one in summary["expansions"])


def case_exact(box):
    """--exact finds the words as typed and nothing like them."""
    box.indexed("They were training all the harbour pilots.",
                "We know the smartest humans and what prevents them.")
    for query in ("train", "trainings", "harbor"):
        box.run("--exact", "--json", query).expect(1)
    query = "we know the cleverest humans and what keeps them"
    for hit in box.run("--exact", "--json", query).records()[:-1]:
        assert hit["closeness"] == 1 and hit["differences"] == [], hit
    hits = box.run("--exact", "--json", "training").expect(0).records()
    assert hits[-1]["hits"] == 1 and hits[-1]["expansions"] == []


QUOTE = "we have always known that the cleverest humans in town are quiet ones"


def misremembered(box):
    """A talk that says QUOTE in other words, among other talk."""
    box.indexed("Good evening, and welcome to the hall.",
                "We have always known that the smartest",
                "humans in the town are really quiet ones.",
                "Nobody laughed.")


def case_resembling(box):
    """A quotation that is remembered wrong is found; what differs is marked
    and listed, with how close it is."""
    misremembered(box)
    hit, summary = box.run("--json", QUOTE).expect(0).records()
    assert 0.5 < hit["closeness"] < 1, hit
    text = hit["text"].encode()
    told = [(one["kind"], one["asked"],
             text[one["begin"]:one["end"]].decode())
            for one in hit["differences"]]
    assert told == [("changed", "cleverest", "smartest"),
                    ("added", None, "the"), ("added", None, "really")], told
    assert all(list(one) == ["kind", "asked", "begin", "end"]
               for one in hit["differences"])
    assert summary["hits"] == 1
    out = box.run(QUOTE).expect(0).out
    assert re.search(r"^    \d+@0:0\d\.\d  \d\d % alike$", out, re.M), out
    assert ('\n    differs: says "smartest" for "cleverest"; adds "the", '
            '"really"\n') in out, out


def case_missing_word(box):
    """A word that was asked for and is not said is told where it would be."""
    misremembered(box)
    query = "we have always known that the very smartest humans in the town"
    hit = box.run("--json", query).expect(0).records()[0]
    (one,) = hit["differences"]
    assert one["kind"] == "missing" and one["asked"] == "very", one
    assert one["begin"] == one["end"]
    assert hit["text"].encode()[one["begin"]:].lstrip().startswith(b"smartest")
    assert '\n    differs: leaves out "very"\n' in box.run(query).out


def case_exact_has_no_differences(box):
    """What is said to the word differs in nothing."""
    box.indexed()
    hit = box.run("--json", "harbour was frozen over").expect(0).records()[0]
    assert hit["closeness"] == 1 and hit["differences"] == []
    assert "differs" not in box.run("harbour was frozen over").out


def case_corpus(box):
    """The archive that comes with quoth can be indexed and searched."""
    box.run("index", str(box.corpus), "--quiet").expect(0)
    assert box.run("--json", "harbour").expect(0).records()[-1]["hits"] > 0


def case_every_place_is_told(box):
    """Places so near each other that the passages around them meet are all
    told, and no word is shown twice."""
    words = ["kiwi" if i % 25 == 0 else f"w{i}" for i in range(500)]
    box.indexed(*[" ".join(words[i:i + 10]) for i in range(0, 500, 10)])
    hits = [record for record in box.run("kiwi", "--json", "-n100").records()
            if record["type"] == "hit"]
    assert sum(len(hit["matches"]) for hit in hits) == 20
    shown = [word for hit in hits for word in hit["text"].split()
             if word != "kiwi"]
    assert len(shown) == len(set(shown)), sorted(shown)


def case_sorted_whatever_it_is(box):
    """What is said word for word goes first only by rank."""
    box.srt("2020-01-31 one.srt", "I say the harbour was frozen that day.")
    box.srt("2022-01-31 two.srt", "Frozen the harbour was, and white.")
    box.srt("2021-01-31 three.srt", "And the harbour, was it not frozen?")
    box.index()

    def years(*args):
        return [record["recording"]["date"][:4]
                for record in box.run("the harbour was frozen", "--json",
                                      *args).expect(0).records()
                if record["type"] == "hit"]
    assert years()[0] == "2020", years()
    assert years("--sort=date") == ["2022", "2021", "2020"]
    assert years("--sort=date", "-n1") == ["2022"]


def first_title(box, *query):
    """The title of the recording whose passage comes first."""
    return box.run("--json", *query).expect(0).records()[0]["recording"]["title"]


def case_either_language(box):
    """Several languages are any of them; what is excluded stays excluded."""
    for language in ("en", "de", "fr"):
        box.srt(f"{language}.{language}.srt", f"Radio, radio {language}.")
    box.index()

    def languages(*query):
        records = box.run("radio", "--json", "--all", *query).records()
        return {hit["recording"]["language"] for hit in records[:-1]}

    assert languages() == {"en", "de", "fr"}
    assert languages("lang:de", "lang:fr") == {"de", "fr"}
    assert languages("lang:de", "-lang:fr") == {"de"}
    assert languages("-lang:de", "-lang:fr") == {"en"}
    assert languages("lang:de", "lang:xx") == {"de"}
    assert languages("lang:de", "lang:fr", "title:de") == {"de"}


def case_unfit_filter(box):
    """A filter that nothing in the archive fits is told, the first one as it
    was typed; one that only excludes is no reason, nor are filters that each
    fit something."""
    box.srt("one.srt", "Ada: I know love.", "Bob: I know it too.",
            "Ada: Love again.", "Bob: And again.")
    box.index()
    for query, unfit in (
            ("speaker:eve love", "speaker:eve"),
            ("love in:nowhere", "in:nowhere"),
            ("love lang:xx title:one", "lang:xx"),
            ("Title:two Before:1900 love", "title:two"),
            ("speaker:'Eve Lee' love", 'speaker:"Eve Lee"')):
        result = box.run(query).expect(1)
        wanted = f"nothing found: nothing here fits {unfit}\n"
        assert result.err == wanted, (query, result.err)
    for query in ("speaker:ada -in:talks love", "speaker:bob love in:talks"):
        assert box.run(query).expect(1).err == "nothing found\n", query
    box.run("love -speaker:eve").expect(0)


def case_rarest_word_is_kept(box):
    """Where words have to go, the rarest stays, however many forms of the
    others are said in one place."""
    for i in range(4):
        box.srt(f"{i}.srt", "We witness, they witnessed, all are witnesses.",
                f"A witness was witnessing it, said witness {i}.")
    box.srt("rare.srt", "The segregated pier is shut.")
    box.index()
    records = box.run("segregated witness", "--json").expect(0).records()
    assert records[0]["recording"]["title"] == "rare"
    assert records[-1]["relaxed"] == ["witness"], records[-1]


def case_pasted_text(box):
    """A text that was pasted with quotation marks and parentheses is found as
    a quotation, with what differs, not as words that are near each other."""
    said = ('And then the pilot said, "Hold fast until the tide has turned,"',
            "and the mate (who could not swim) began to laugh",
            "because nobody had asked the tide about that")
    box.srt("turn.srt", "That was the year of the ice.", *said, "So it was.")
    box.srt("other.srt", "The pilot held fast and the mate began to swim.",
            "Nobody asked the tide, and nobody had to laugh.")
    box.index()
    for text in (" ".join(said), " ".join(said).replace("fast", "on"),
                 " ".join(said).upper() + " OR SO"):
        hit = box.run(text, "--json").expect(0).records()[0]
        assert hit["recording"]["title"] == "turn", text
        assert hit["closeness"] > 0.9 and hit["start_ms"] <= 4500, hit


def case_left_out_is_cut(box):
    """Of very many words that had to go, the first twelve are told."""
    box.indexed("The harbour was frozen.")
    words = [f"zeppelin{i}" for i in range(20)]
    err = box.run("harbour", *words).expect(0).err
    told = " ".join(err.split())
    wanted = ("left out: " + ", ".join(words[:12]) + " and 8 more")
    assert wanted in told, err
    summary = box.run("harbour", *words, "--json").records()[-1]
    assert summary["relaxed"] == words


def case_forms_of_languages_found(box):
    """Forms of a word are told of those languages in which something was
    found."""
    for i in range(3):
        box.srt(f"en{i}.en.srt", f"They train each day, said {i}.",
                *[f"It is the {k} of them that we have." for k in range(9)])
    box.srt("long.en.srt", "And they trained for it in that year.",
            *[f"It was the {k} of them that we had." for k in range(9)])
    box.srt("de.de.srt", "Die Trainer und das Training sind da.",
            *[f"Das ist nicht die Nummer {k} von ihnen." for k in range(9)])
    box.srt("fr.fr.srt", "Elle traine et il trainait, nous trainons.",
            *[f"Ce n'est pas le numéro {k} de la liste." for k in range(9)])
    box.index()
    def others(*query):
        summary = box.run("--json", *query).expect(0).records()[-1]
        return {one["other"] for one in summary["expansions"]}

    forms = {"trainait"}
    assert others("train") >= {"trained"} | forms
    found = others("train", "lang:en")
    assert "trained" in found and not found & forms, found


def case_signs(box):
    """What is written with the signs that were typed comes first, however
    often the mere words are said elsewhere."""
    pairs = (("C++", "C, C and once more vitamin C."),
             (".NET", "A net, a net, a fishing net."),
             ("10%", "10 of them, and 10 more, and 10."),
             ("$5", "Page 5, verse 5, line 5."),
             ("U.S.", "Tell us, show us, give us."),
             ("3.5", "It was 3, 5 or more, 3, 5 again."))
    for i, (typed, other) in enumerate(pairs):
        box.srt(f"a{i}.srt", other, f"{other} So they said {i} times.")
        box.srt(f"b{i}.srt", f"They spoke of the {typed} in passing.")
    box.index()
    for i, (typed, _) in enumerate(pairs):
        hits = box.run(typed, "--json").expect(0).records()[:-1]
        titles = [hit["recording"]["title"] for hit in hits]
        assert titles[0] == f"b{i}" and f"a{i}" in titles, (typed, titles)
        told = box.run(typed, "--count").out
        assert told == box.run(typed, "--count", "--exact").out, typed


def case_two_speakers(box):
    """A passage in which somebody answers ends where the answer's sentence
    does."""
    (box.talks / "talk.vtt").write_text(
        "WEBVTT\n\n" + "\n\n".join(
            f"00:{i:02}.000 --> 00:{i + 1:02}.000\n<v {who}>{text}"
            for i, (who, text) in enumerate([
                ("Bob", "So it is."), ("Ada", "Tell me, who weaves it?"),
                ("Bob", "The engine weaves all of"), ("Bob", "the flowers."),
                ("Ada", "Flowers?")])))
    box.index()
    for query in ('"who weaves it the engine"', "who weaves it the engine"):
        hit = box.run(query, "--json").expect(0).records()[0]
        assert hit["text"] == ("Tell me, who weaves it? The engine weaves all "
                               "of the flowers."), hit["text"]


def case_spellings(box):
    """Figures and compounds are found however they are written, and signs as
    they are said; --exact finds them as typed."""
    said = ("They paid 1,000 crowns.", "They sold 1000 barrels.",
            "I sent an e-mail home.", "I had email at sea.",
            "We wrote C++ then.", "We wrote C plus plus later.",
            "It rose by 10%.", "It fell by 10 percent.")
    for i, line in enumerate(said):
        box.srt(f"{i}.srt", line)
    box.index()

    def found(*query):
        return {hit["text"] for hit in box.run("--json", *query).records()
                if hit["type"] == "hit"}

    for at, queries in ((0, ("1000", "1,000", "1.000")), (4, ("C++",)),
                        (2, ("e-mail", "email")), (6, ("10%",))):
        for query in queries:
            assert found(query) == set(said[at:at + 2]), query
            assert box.run("--count", query).out == "2\n", query
    for at, query in ((1, "1000"), (0, "1,000"), (2, "e-mail"), (3, "email")):
        assert found("--exact", query) == {said[at]}, query
        assert box.run("--count", "--exact", query).out == "1\n", query
    assert found("they", "-1000") == set()
    hit = box.run("--json", "1000 crowns").expect(0).records()[0]
    assert [hit["text"][match["begin"]:match["end"]]
            for match in hit["matches"]] == ["1,000 crowns"]


def case_elided_quotation(box):
    """A quotation that leaves words out is found where its parts are near each
    other, one that is said with its dots as it stands, and who is named behind
    it need not be."""
    box.srt("tide.srt", "The tide table is a promise",
            "that nobody made to you,", "and the sea has never read it.")
    box.srt("dots.srt", "The tide table is a promise... the sea has kept.")
    box.srt("far.srt", "The tide table is a promise.",
            *[f"Here are eleven more words about the weather of day {k}."
              for k in range(9)], "The sea has never read it.")
    box.index()
    for text in ("tide table is a promise ... never read it",
                 "tide table is a promise [\u2026] never read it",
                 "a promise \u2026 to you \u2026 read it"):
        for query in (f'"{text}"', f'\u201c{text}\u201d \u2014 Ann Lee'):
            hits = box.run(query, "--json").expect(0).records()[:-1]
            assert [hit["recording"]["title"] for hit in hits] == ["tide"]
            said = hits[0]["text"].encode()
            last = hits[0]["matches"][-1]
            assert said[last["begin"]:last["end"]].endswith(b"read it"), query
    assert first_title(box, '"a promise... the sea has"') == "dots"
    told = box.run('"is a promise that nobody made" -- Ann Lee', "--json",
                   "--explain").expect(0).records()[-1]["explanation"]
    assert "; passed over: Ann Lee" in told, told


def case_question(box):
    """Words that only ask need not be said in the answer, and who asks the
    same about something else has not answered."""
    ways = ("storms", "pirates", "taxes")
    for i, what in enumerate(ways):
        box.srt(f"asking{i}.srt", f"What does the pilot say about {what}?",
                f"Can you explain {what} to me, and where does he talk of it?",
                *[f"Well, that is answer {k} to {what}." for k in range(20)])
    box.srt("quarantine.srt", "Every ship from the south lay at anchor.",
            "Forty days of quarantine, and the pilot was the first to know.",
            *[f"That was day {k} of it." for k in range(20)])
    box.index()
    for query in ("what does the pilot say about quarantine",
                  "where does he talk about quarantine?",
                  "can you explain quarantine to me",
                  "who said something about a quarantine",
                  "What is quarantine?"):
        assert first_title(box, query) == "quarantine", query
    for i, what in enumerate(ways):
        query = f"what does the pilot say about {what}"
        assert first_title(box, query) == f"asking{i}", query


def case_question_passes_over(box):
    """What is passed over in a question is told; a query that only asks, is in
    quotation marks or is to be taken exactly keeps its words."""
    box.indexed("What did he say? He said that nothing is free.",
                "He did say what he meant about inflation.",
                *[f"It is what it is, {k} times." for k in range(20)])
    for query, wanted in (
            ("what did he say about inflation",
             "; passed over: what, did, he, say, about"),
            ("can something be free", "; passed over: can, something, be"),
            ("can nothing be free", None),
            ("who said what he meant", "; passed over: who, said, what, he"),
            ("what did he say", None), ("say inflation", None),
            ("\"what did he say about inflation\"", None)):
        told = box.run(query, "--json", "--explain").records()[-1]["explanation"]
        found = [part for part in told.split(";") if "passed over" in part]
        assert found == ([wanted[1:]] if wanted else []), (query, told)
    told = box.run("what did he say about inflation", "--json", "--explain",
                   "--exact").records()[-1]["explanation"]
    assert "passed over" not in told


def case_counts_of_words(box):
    """Words of a sentence that fills the page word for word are counted as
    well: none is told to be said 0 times that is said."""
    box.indexed("The tide waits for nobody.", "Nobody waits for the tide.",
                "Tide tables help.")
    told = box.run("tide waits nobody", "--json", "--explain",
                   "-n1").expect(0).records()[-1]["explanation"]
    assert "said: tide 3 times, waits 2 times, nobody 2 times" in told
    told = box.run("the tide waits for nobody", "--json", "--explain",
                   "-n1").expect(0).records()[-1]["explanation"]
    assert " 0 times" not in told and "tide 3 times" in told, told


def case_way_to_ask(box):
    """A question that many ask about something else is no quotation where its
    words stand near each other; it comes behind."""
    for i, what in enumerate("storms pirates taxes rats fog ice".split()):
        box.srt(f"talk{i}.srt", f"And how do you deal with {what} these days?",
                *[f"Well, that is answer {k} to {what}." for k in range(20)])
    box.srt("ship.srt", "With scurvy, you eat lemons.",
            "That is how we deal with it, do try one.")
    box.index()
    hits = [record for record in box.run(
        "how do you deal with scurvy", "--json").expect(0).records()
        if record["type"] == "hit"]
    assert hits[0]["recording"]["title"] == "ship", hits[0]["text"]
    assert {hit["recording"]["title"] for hit in hits[1:]} >= {"talk0"}
    first = box.run("how do you deal with pirates", "--json").records()[0]
    assert first["recording"]["title"] == "talk1"
