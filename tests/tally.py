#!/usr/bin/env python3
"""Count what a run of `meson test` did, and show what failed.

Usage: tally.py TESTLOG.JSON COUNTS

A test that speaks TAP counts as its cases, also those that its plan promised
and that never came; any other test counts as one.  Prints one line for
people, before it the output of every test that failed, and appends
`PASSED FAILED SKIPPED` to COUNTS.
"""

import json
import re
import sys

PLAN = re.compile(r"1\.\.(\d+)\b")
CASE = re.compile(r"(not )?ok\b[^#\n]*(?:#\s*(skip|todo)\b)?", re.I)

GOOD = ("OK", "EXPECTEDFAIL")
SKIPPED = ("SKIP", "IGNORED")


def count_cases(lines):
    """Passed, failed and skipped of a TAP program's output."""
    passed = failed = skipped = 0
    for line in lines:
        match = CASE.match(line)
        if not match:
            continue
        word = (match[2] or "").lower()
        if word == "skip":  # cmocka writes `not ok`, other programs `ok`
            skipped += 1
        elif bool(match[1]) == (word == "todo"):
            passed += 1
        else:
            failed += 1
    return passed, failed, skipped


def count(test):
    """Passed, failed and skipped of one entry of the log."""
    lines = test.get("stdout", "").splitlines()
    result = test["result"]
    if result in SKIPPED:
        return 0, 0, 1
    plan = next(filter(None, map(PLAN.match, lines)), None)
    if not plan:
        return (1, 0, 0) if result in GOOD else (0, 1, 0)
    n_planned = int(plan[1])
    if n_planned == 0:
        return 0, 0, 1
    passed, failed, skipped = count_cases(lines)
    if failed == 0 and result not in GOOD:
        failed = 1  # it crashed, leaked or hung
    elif result in GOOD:
        failed += max(0, n_planned - passed - failed - skipped)
    return passed, failed, skipped


def show(test):
    """Print what a failed test said."""
    print(f"--- {test['name']}: {test['result']} ({test['returncode']})")
    print("    " + " ".join(test["command"]))
    for stream in ("stdout", "stderr"):
        lines = test.get(stream, "").splitlines()
        if len(lines) > 200:
            lines = [f"({len(lines) - 200} lines before)"] + lines[-200:]
        for line in lines:
            if not re.match(r"ok\b", line):
                print("    " + line)


def reasons(test):
    """Why a test, or cases of it, were skipped, in its own words."""
    lines = test.get("stdout", "").splitlines()
    if test["result"] in SKIPPED:
        return lines[-1:]
    return [line for line in lines if re.search(r"#\s*skip\b", line, re.I)]


def main():
    """Read the log and add it up."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    total = [0, 0, 0]
    try:
        with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except (OSError, ValueError) as error:
        print(f"--- no log of the tests: {error}")
        tests = []
        total[1] = 1
    for test in tests:
        counts = count(test)
        total = [a + b for a, b in zip(total, counts)]
        if counts[1]:
            show(test)
    print("    {} passed, {} failed, {} skipped".format(*total))
    for test in tests:
        for line in reasons(test):
            print(f"    skipped in {test['name']}: {line}")
    with open(sys.argv[2], "a", encoding="ascii") as counts_file:
        print(*total, file=counts_file)


main()
