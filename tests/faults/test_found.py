"""What the sweep has found, each made small."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from herald.ports import Broken, Busy, Foreign
from herald.record.receipt import holds
from herald.store.sqlite.store import SqliteStore, begun
from tests.desk.missions import ASTER, Exercise, movement


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    return Exercise(SqliteStore(tmp_path / "mission.db", new=True)).begun()


def test_a_mission_that_could_not_all_be_written_to_its_file_is_not_begun(tmp_path: Path) -> None:
    """Closing the file says nothing where it cannot work the write-ahead log into it; the log was then removed."""
    readers: list[sqlite3.Connection] = []

    def begin(store: SqliteStore) -> None:
        Exercise(store).begun()
        readers.append(sqlite3.connect(store._path))
        readers[0].execute("BEGIN")
        readers[0].execute("SELECT count(*) FROM entries").fetchone()

    with pytest.raises(Broken, match="was not begun"):
        begun(tmp_path / "mission.db", begin)
    readers[0].close()
    assert list(tmp_path.iterdir()) == []


def test_a_mission_that_cannot_be_read_to_the_end_is_not_called_something_else(tmp_path: Path) -> None:
    path = tmp_path / "mission.db"
    store = SqliteStore(path, new=True)
    store.close()
    path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(Broken, match="cannot be opened"):
        SqliteStore(path)
    path.write_text("EXERCISE: a letter to the cell, and no mission at all")
    with pytest.raises(Foreign):
        SqliteStore(path)


def test_what_is_committed_is_told_although_nothing_can_be_read_any_more(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = exercise.line(movement("aster-1", ASTER))

    def unreadable(store: SqliteStore) -> None:
        raise Broken("the disk is gone")

    monkeypatch.setattr(SqliteStore, "reading", unreadable)
    (outcome,) = exercise.seal(line)
    assert holds(outcome.receipt)


def test_what_was_erased_and_is_still_beside_the_file_is_told(exercise: Exercise, tmp_path: Path) -> None:
    assert isinstance(exercise.store, SqliteStore)
    exercise.filed(movement("aster-1", ASTER))
    reader = sqlite3.connect(tmp_path / "mission.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchone()
    exercise.filed(movement("aster-2", ASTER))
    exercise.store._writer.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(Busy, match="another process reads"):
        exercise.store.forget()
    reader.close()
    exercise.store.forget()
