"""Two notices that are filed at the same moment never miss each other: is that so, however many file at once?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from herald.desk.gathering import Gatherer
from herald.ports import Signers
from herald.store.sqlite.store import SqliteStore
from tests.desk.filers import FILERS, TooEarly, busy_cell, by_processes, judge, sealed_all
from tests.desk.missions import Exercise

SLICE = pytest.param(200, id="slice")
LONG = pytest.param(800, id="long", marks=pytest.mark.deep)


def begun(folder: Path) -> tuple[Path, Exercise]:
    path = folder / "mission.db"
    return path, Exercise(SqliteStore(path, new=True)).begun()


def signers(exercise: Exercise) -> Signers:
    return Signers(exercise.keys.log, exercise.keys.node)


@pytest.mark.parametrize("notices", [SLICE, LONG])
def test_who_files_at_the_same_moment_in_another_process_is_not_missed(tmp_path: Path, notices: int, seed: int) -> None:
    path, exercise = begun(tmp_path)
    by_processes(path, signers(exercise), busy_cell(exercise, notices, seed))
    found = judge(exercise.store)
    assert found.notices == notices
    assert found.pairs >= notices / 2
    assert not found.missed
    assert not found.too_many


@pytest.mark.parametrize("notices", [SLICE, LONG])
def test_who_files_at_the_same_moment_at_one_desk_is_not_missed(tmp_path: Path, notices: int, seed: int) -> None:
    _, exercise = begun(tmp_path)
    lines = busy_cell(exercise, notices, seed)
    with Gatherer(exercise.sequencer) as gatherer, ThreadPoolExecutor(FILERS) as filers:
        sealed_all(list(filers.map(gatherer.submit, lines)))
    found = judge(exercise.store)
    assert found.notices == notices
    assert found.pairs >= notices / 2
    assert not found.missed
    assert not found.too_many


def test_a_check_of_what_was_there_before_the_transaction_began_would_miss_some(tmp_path: Path, seed: int) -> None:
    path, exercise = begun(tmp_path)
    by_processes(path, signers(exercise), busy_cell(exercise, 96, seed), TooEarly)
    found = judge(exercise.store)
    assert found.notices == 96
    assert found.missed
    assert not found.too_many
