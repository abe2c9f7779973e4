#!/usr/bin/env python3
"""clang-tidy and cppcheck find nothing in src/ and include/.

Usage: analyse.py ROOT BUILD [CLANG-TIDY [CPPCHECK]]

BUILD has the compile_commands.json.  A tool that is missing ("") is left out
and told; without both the test is skipped.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SKIPPED = 77

# Versions of clang-tidy differ in what they find; ours is of Debian 12.
VERSION = 14

CPPCHECK = ["--std=c11", "--enable=warning,performance,portability",
            "--inline-suppr", "--error-exitcode=1", "--quiet",
            "--template={file}:{line}: {message} [{id}]"]


def sources(root, build):
    """The sources of the library and the command that the build compiles."""
    commands = json.loads((build / "compile_commands.json").read_text())
    paths = {(Path(each["directory"]) / each["file"]).resolve()
             for each in commands}
    return sorted(p for p in paths if (root / "src") in p.parents)


def tidy(tool, build, path):
    """What clang-tidy says of one source; a process each, since its analyzer
    carries things over from one source to the next."""
    done = subprocess.run(
        [tool, "-p", build, "--quiet", "--warnings-as-errors=*", path],
        capture_output=True, text=True, cwd=build)
    return done.returncode, done.stdout


def run_tidy(root, build, tool):
    """Whether clang-tidy finds nothing; as many at once as there are CPUs."""
    version = subprocess.run([tool, "--version"], capture_output=True,
                             text=True).stdout
    if f"version {VERSION}." not in version:
        print(f"not clang-tidy {VERSION}: not run")
        return None
    paths = sources(root, build)
    told = set()
    failed = not paths
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for code, text in pool.map(lambda p: tidy(tool, build, p), paths):
            failed |= code != 0
            # A header's complaint comes once for each that includes it.
            for line in re.findall(r"^.*?((?:src|include)/\S+ error: .*)$",
                                   text, re.M):
                if line not in told:
                    told.add(line)
                    print(line, flush=True)
    print(f"clang-tidy: {len(paths)} sources, {len(told)} complaints")
    return not failed


def run_cppcheck(root, tool):
    """Whether cppcheck finds nothing."""
    done = subprocess.run(
        [tool, *CPPCHECK, f"-j{os.cpu_count()}", "-Isrc", "-Iinclude", "src",
         "include"], cwd=root, stderr=subprocess.PIPE, text=True)
    print(done.stderr, end="")
    print(f"cppcheck: {'nothing' if done.returncode == 0 else 'see above'}")
    return done.returncode == 0


def main():
    """Run what is there, behind everything else: it takes minutes."""
    os.nice(19)
    root, build = (Path(word).resolve() for word in sys.argv[1:3])
    tools = [*sys.argv[3:], "", ""][:2]
    for name, tool in zip(("clang-tidy", "cppcheck"), tools):
        if not tool:
            print(f"{name} is not installed: not run")
    results = [run_tidy(root, build, tools[0]) if tools[0] else None,
               run_cppcheck(root, tools[1]) if tools[1] else None]
    if False in results:
        return 1
    return 0 if True in results else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
