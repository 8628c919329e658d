"""Would the tests notice? Seeds one fault at a time into a copy of the source and asks the test that must catch it.

The faults stand in mutants.toml beside this file: a text that occurs exactly once, what it becomes, and the test that must
fail. The working tree is never touched: each fault gets a copy of its own, so neither Python's nor Numba's cache can hide it.
A fault counts as caught only if its test passes on the unharmed copy and on the harmed one fails at an assertion; an error
of any other kind (an import, a name, a fixture) proves nothing. The exit code is 1 unless every fault is caught.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tools" / "mutants.toml"
COPIED = ("src", "tests", "design", "scenarios", "recheck.py", "verify.py", "pyproject.toml")
AT_ONCE = 2
LONGEST_S = 120
"""Of CPU. A fault may make a loop endless: then its test has noticed nothing."""
PATIENCE = 10
"""So many times as long may it take on a machine that others use too, or where a test only waits."""

LIMITED = ("sh", "-c", 'ulimit -S -t "$1"; shift; exec "$@"', "sh")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1")
ASSERTED = re.compile(r"AssertionError\b|assert |Failed: ")
LONGEST_WORD = 90
CAUGHT, SURVIVED = "caught", "survived"


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong line: in `file`, `old` becomes `new`; `fault` says what is wrong in words, `means` what it would do to people."""

    fault: str
    means: str
    file: str
    old: str
    new: str
    test: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault: `caught`, `survived`, or why neither can be said."""

    fault: Fault
    said: str
    seconds: float


class DoesNotApply(Exception):
    """The text of a fault does not stand in its file exactly once: the source has moved on, and the list must follow."""


def read(path: Path = LIST) -> tuple[Fault, ...]:
    """Which faults are seeded?"""
    return tuple(Fault(**fault) for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"])


def harmed(fault: Fault, source: str) -> str:
    """How does the file read with the fault in it? Raises DoesNotApply, also for a fault that changes nothing."""
    times = source.count(fault.old)
    if times != 1 or fault.old == fault.new:
        raise DoesNotApply(f"{fault.file}: the text of {fault.fault!r} stands there {times} times")
    return source.replace(fault.old, fault.new)


def within(fault: Fault, source: str) -> str:
    """In which function, class or constant does the fault begin? The innermost that has a name."""
    line = (
        source[: source.index(fault.old)].count("\n")
        + 1
        + fault.old[: len(fault.old) - len(fault.old.lstrip())].count("\n")
    )
    named = [
        (node.lineno, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    constant = re.match(r"\w+", source.splitlines()[line - 1])
    return max(named)[1] if named else constant[0] if constant else ""


def page(faults: Iterable[Fault], root: Path = ROOT) -> str:
    """The table of the docs: fault, where, which test catches it."""
    lines = ["| fault | what it would mean | where | caught by |", "|---|---|---|---|"]
    for fault in faults:
        where = f"`{fault.file.removeprefix('src/herald/')}`, `{within(fault, (root / fault.file).read_text(encoding='utf-8'))}`"
        path, _, test = fault.test.partition("::")
        lines.append(f"| {fault.fault} | {fault.means} | {where} | `{path.removeprefix('tests/')}` `{test}` |")
    return "\n".join(lines) + "\n"


def exists(test: str, root: Path = ROOT) -> bool:
    """Is a test of this name defined in its file?"""
    path, _, name = test.partition("::")
    if not (root / path).is_file():
        return False
    body = ast.parse((root / path).read_text(encoding="utf-8")).body
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in body)


@contextmanager
def copy(root: Path) -> Iterator[Path]:
    """A fresh copy of the source and its tests, without anything compiled."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for name in COPIED:
            source, there = root / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, there, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, there)
        yield Path(folder)


def run(folder: Path, tests: Sequence[str], *options: str, longest_s: int = LONGEST_S) -> dict[str, list[str]] | str:
    """What does each test say on this copy? Per test function, a word for each of its cases; or why there is no answer.

    `passed`, `failed` (at an assertion), or what else became of it, in its first words.
    """
    report = folder / "report.xml"
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTEST_ADDOPTS")}
    try:
        done = subprocess.run(
            [*LIMITED, str(longest_s), *PYTEST, *options, f"--junit-xml={report}", *tests],
            cwd=folder,
            env={**environment, "NUMBA_CACHE_DIR": str(folder / "numba"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE * longest_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"did not end in {PATIENCE * longest_s} s"
    if done.returncode == -signal.SIGXCPU:
        return f"did not end in {longest_s} s of CPU"
    if done.returncode not in (0, 1) or not report.exists():
        return f"pytest ended with {done.returncode}: {(done.stdout + done.stderr).strip().splitlines()[-1:]}"[
            :LONGEST_WORD
        ]
    said: dict[str, list[str]] = defaultdict(list)
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - our own report
        said[f"{case.get('file', '')}::{case.get('name', '').partition('[')[0]}"].append(_word(case))
    return said


def _word(case: ET.Element) -> str:
    """What one case of one test says."""
    for outcome in case:
        said = outcome.get("message", "").strip().partition("\n")[0][:LONGEST_WORD]
        if outcome.tag == "failure" and ASSERTED.match(said):
            return "failed"
        if outcome.tag in ("failure", "error", "skipped"):
            return f"{outcome.tag}: {said}"
    return "passed"


def unharmed(tests: Sequence[str], root: Path = ROOT) -> dict[str, str]:
    """What is wrong with each of these tests where nothing is? Empty for a test that runs, and passes in all its cases."""
    there = [test for test in tests if exists(test, root)]
    with copy(root) as folder:
        said = run(folder, there, longest_s=LONGEST_S * len(tests)) if there else {}
    wrong = {test: _wrong(said, test) if test in there else "there is no such test" for test in tests}
    return {test: f"on the unharmed copy: {words}" if words else "" for test, words in wrong.items()}


def _wrong(said: dict[str, list[str]] | str, test: str) -> str:
    if isinstance(said, str):
        return said
    return next((word for word in said.get(test, ["not run"]) if word != "passed"), "")


def seed(fault: Fault, root: Path = ROOT) -> Outcome:
    """Does the fault's test catch it?"""
    begun = perf_counter()
    with copy(root) as folder:
        file = folder / fault.file
        try:
            file.write_text(harmed(fault, file.read_text(encoding="utf-8")), encoding="utf-8")
        except DoesNotApply as error:
            return Outcome(fault, str(error), perf_counter() - begun)
        said = run(folder, [fault.test], "-x")
    return Outcome(fault, _verdict(fault, said), perf_counter() - begun)


def _verdict(fault: Fault, said: dict[str, list[str]] | str) -> str:
    if isinstance(said, str):
        return said
    words = said.get(fault.test, ["not run"])
    if "failed" in words:
        return CAUGHT
    return SURVIVED if set(words) == {"passed"} else next(word for word in words if word != "passed")


def outcomes(faults: Sequence[Fault], root: Path = ROOT) -> Iterator[Outcome]:
    """What became of every fault, in the order of the list."""
    tests = sorted({fault.test for fault in faults})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [tests[share::AT_ONCE] for share in range(AT_ONCE)]
        broken = {test: wrong for said in pool.map(unharmed, shares, repeat(root)) for test, wrong in said.items()}
        yield from pool.map(lambda fault: _tried(fault, broken[fault.test], root), faults)


def _tried(fault: Fault, broken: str, root: Path) -> Outcome:
    return Outcome(fault, broken, 0.0) if broken else seed(fault, root)


def main() -> int:
    """Every fault, a line each as it is known, and one exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="faults in whose words, file or test this text occurs")
    parser.add_argument("--page", action="store_true", help="print the table of the docs instead")
    arguments = parser.parse_args()
    faults = [fault for fault in read() if arguments.only in f"{fault.fault} {fault.file} {fault.test}"]
    if arguments.page:
        print(page(faults), end="")
        return 0
    begun, seen = perf_counter(), list[Outcome]()
    for outcome in outcomes(faults):
        seen.append(outcome)
        print(f"{outcome.said:9} {outcome.seconds:5.1f} s  {outcome.fault.fault}", flush=True)
        if outcome.said != CAUGHT:
            print(f"{'':19}{outcome.fault.file}, {outcome.fault.test}", flush=True)
    caught = sum(outcome.said == CAUGHT for outcome in seen)
    tests = len({fault.test for fault in faults})
    print(f"\n{caught} of {len(seen)} faults caught, by {tests} tests, in {perf_counter() - begun:.0f} s")
    return int(not seen or caught < len(seen))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    raise SystemExit(main())
