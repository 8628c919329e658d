"""Inputs that look for code no input has reached yet: each is read or refused in words, soon and in little memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commandline.calls import environment
from tests.fuzz.readers import readers
from tests.house.committed import ROOT

pytestmark = pytest.mark.guided

DEEP = {reader.name: reader.deep for reader in readers()}
EXECUTED = re.compile(r"^stat::number_of_executed_units: *(\d+)$", re.MULTILINE)


def judged_inputs(name: str, runs: int, seed: int, folder: Path) -> int:
    """How many inputs did the reader stand? It fails at the first one that it does not, which is then printed."""
    command = [sys.executable, "-m", "tests.fuzz.guided", name]
    options = ["--runs", str(runs), "--seed", str(seed % 2**31 or 1), "--folder", str(folder)]
    ended = subprocess.run(
        [*command, *options], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    executed = EXECUTED.search(ended.stderr)
    assert executed is not None, ended.stderr[-4000:]
    return int(executed[1])


@pytest.mark.parametrize(("name", "runs"), [("GeoJSON", 400), ("time", 3000)])
def test_a_reader_stands_inputs_that_look_for_new_code(
    name: str, runs: int, seed: int, tmp_path: Path, judged: Callable[[str, int], None]
) -> None:
    judged("inputs guided by coverage", judged_inputs(name, runs, seed, tmp_path))


@pytest.mark.deep
@pytest.mark.parametrize("name", DEEP)
def test_a_reader_stands_very_many_inputs_that_look_for_new_code(
    name: str, seed: int, tmp_path: Path, judged: Callable[[str, int], None]
) -> None:
    count = judged_inputs(name, DEEP[name], seed, tmp_path)
    assert count >= DEEP[name]
    judged(f"inputs guided by coverage: {name}", count)


def test_the_long_run_is_a_million_inputs() -> None:
    assert sum(DEEP.values()) >= 1_000_000
