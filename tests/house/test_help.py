"""Does `herald --help` answer at once? It loads nothing that only a check or a page needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house import committed

HEAVY = ("numpy", "numba", "pyproj", "jinja2", "herald.check.meet")
ASK = """
import sys
from herald.commandline.main import app
try:
    app(sys.argv[1:])
except SystemExit as ended:
    assert ended.code == 0, ended.code
print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


def loaded_by(*arguments: str) -> tuple[str, set[str]]:
    """What does a command print, and which modules has it loaded when it is done?"""
    done = subprocess.run(
        [sys.executable, "-c", ASK, *arguments],
        cwd=committed.ROOT / "src",
        capture_output=True,
        text=True,
        check=True,
    )
    _, _, modules = done.stderr.partition("LOADED ")
    return done.stdout, set(modules.split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("check", "--help"), ("retime", "--help"), ("demo", "--help")]
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    said, modules = loaded_by(*arguments)
    assert "herald" in said
    assert "herald.commandline.main" in modules
    assert modules.isdisjoint(HEAVY)


def test_the_question_would_notice_numpy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import numpy\n{ASK}", "--help"],
        cwd=committed.ROOT / "src",
        capture_output=True,
        text=True,
        check=True,
    )
    assert " numpy " in done.stderr
