"""Does this clone keep its promises? Runs every gate, shows what each said, and ends with a table.

The quick gates print only when they fail; pytest prints as it goes. Every gate runs, whatever became of the one
before. The exit code is 0 only if all passed; under CI (CI=true) a group of tests that could not run fails as well,
which tests/conftest.py sees to.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

QUICK = (
    ("lint", (str(BIN / "ruff"), "check", "--quiet", "--output-format=concise", ".")),
    ("layout", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    ("types", (str(BIN / "mypy"), "--strict", "src")),
    ("imports", (str(BIN / "lint-imports"), "--no-logo")),
)
TESTS = (sys.executable, "-m", "pytest")
CLOSING = re.compile(r"^[=\s]*((?:\d+ \w+(?:, )?)+ in [\d.]+s(?: \([\d:]+\))?)[=\s]*$")
ANSI = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the closing table."""

    what: str
    outcome: str
    seconds: float | None
    note: str


def table(rows: list[Row]) -> str:
    """How do the rows read, each column as wide as it must be?"""
    cells = [("gate", "outcome", "seconds", "")]
    cells += [(row.what, row.outcome, "" if row.seconds is None else f"{row.seconds:.1f}", row.note) for row in rows]
    what, outcome, seconds = (max(len(cell[column]) for cell in cells) for column in range(3))
    return "\n".join(f"{a:<{what}}  {b:<{outcome}}  {c:>{seconds}}  {d}".rstrip() for a, b, c, d in cells)


def quick_gate(name: str, command: tuple[str, ...]) -> Row:
    """What does one quick gate say? Its words are shown only if it fails."""
    begun = perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(f"--- {name}: {' '.join(Path(word).name for word in command)}\n{done.stdout}", flush=True)
    return Row(name, "failed" if done.returncode else "passed", perf_counter() - begun, "")


def run_tests() -> tuple[list[Row], str]:
    """What do the tests say? Their output goes by as it comes; returns the rows and pytest's closing line."""
    begun, closing = perf_counter(), "pytest ended without its closing line"
    with tempfile.TemporaryDirectory() as folder:
        ran = Path(folder) / "ran.json"
        command = (*TESTS, f"--color={'yes' if sys.stdout.isatty() else 'no'}", f"--ran={ran}")
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as tests:
            for line in tests.stdout or ():
                print(line, end="", flush=True)
                match = CLOSING.match(ANSI.sub("", line))
                closing = match[1] if match else closing
        groups = json.loads(ran.read_text()) if ran.exists() else []
    outcome = "failed" if tests.returncode else "passed"
    return [Row("tests", outcome, perf_counter() - begun, closing), *(Row(*group) for group in groups)], closing


def main() -> int:
    """All gates, the table, and one exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave the tests out")
    quick = parser.parse_args().quick
    rows = [quick_gate(name, command) for name, command in QUICK]
    closing = ""
    if not quick:
        tests, closing = run_tests()
        rows += tests
    print(f"\n{table(rows)}")
    if closing:
        print(f"\n{closing}")
    return int(any(row.outcome == "failed" for row in rows))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    raise SystemExit(main())
