"""Is any receipt lost when something goes wrong? Some faults of every kind here; `make faults` has all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults import naive

ROOT = Path(__file__).resolve().parents[2]
PART = 60


def sweep(told: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """In a process of its own: it forks, which one with threads may not."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.sweep", "--json", str(told), *arguments], cwd=ROOT, check=False
    )
    return done.returncode, json.loads(told.read_text())


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    return sweep(tmp_path_factory.mktemp("faults") / "told.json", "--slice", str(PART))


@pytest.mark.strace
def test_no_receipt_is_lost_or_false_after_some_faults_of_every_kind(part: tuple[int, dict[str, Any]]) -> None:
    code, told = part
    assert told["flaws"] == []
    assert told["fired"] >= PART
    assert code == 0


@pytest.mark.strace
@pytest.mark.parametrize("words", [wrong.words for wrong in naive.STORES])
def test_a_store_that_does_not_keep_its_word_is_caught(words: str, part: tuple[int, dict[str, Any]]) -> None:
    by, count = part[1]["caught"][words]
    assert 0 < by <= count


@pytest.mark.faults
@pytest.mark.strace
def test_no_receipt_is_lost_or_false_after_every_fault(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with capfd.disabled():
        code, told = sweep(tmp_path / "told.json", "--seed", str(seed))
    assert told["flaws"] == []
    assert code == 0
