"""Does a witness's file keep what was cosigned, for its own key alone, whoever asks at once and whatever ends in between?"""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from herald.ports import Broken, Foreign
from herald.store.sqlite.store import SqliteStore
from herald.store.witness import store as module
from herald.store.witness.store import MOST_EVIDENCE, MOST_PENDING, WitnessStore
from herald.tlog.witnessing import Evidence, Kept, Latest
from tests.tlog.logs import TIME_S, WITNESSES

KEY = WITNESSES[0].verifier
LOG = "herald/a-01234567/exercise"


def at(size: int, root: int = 0) -> Latest:
    return Latest(size, bytes([root]) * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.witness"


@pytest.fixture
def store(path: Path) -> Iterator[WitnessStore]:
    made = WitnessStore(path, KEY, new=True)
    yield made
    made.close()


def found(size: int, root: int = 1, contradiction: str = "another-root", log: str = LOG) -> Evidence:
    return Evidence(log, contradiction, at(size, root), b"request %d %d\n" % (size, root), b"kept\n", TIME_S)


# -- The file ------------------------------------------------------------------------------------------------------------------


def test_all_its_files_are_their_owners_alone(path: Path, store: WitnessStore) -> None:
    store.advance(LOG, None, at(1), b"note", TIME_S)
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
    assert len(list(path.parent.iterdir())) == 3


def test_it_is_of_one_key_and_no_other(path: Path, store: WitnessStore) -> None:
    with pytest.raises(Foreign, match="another witness"):
        WitnessStore(path, WITNESSES[1].verifier)
    WitnessStore(path, KEY).close()
    WitnessStore(path).close()


def test_a_missions_file_is_none_and_it_is_no_mission(path: Path, store: WitnessStore) -> None:
    mission = path.with_name("m.db")
    SqliteStore(mission, new=True).close()
    with pytest.raises(Foreign, match="not a witness's file"):
        WitnessStore(mission, KEY)
    with pytest.raises(Foreign, match="not a mission"):
        SqliteStore(path)


def test_a_new_one_never_takes_the_place_of_one_that_is_there(path: Path, store: WitnessStore) -> None:
    store.advance(LOG, None, at(7), b"note", TIME_S)
    with pytest.raises(FileExistsError):
        WitnessStore(path, KEY, new=True)
    assert store.kept(LOG) == Kept(at(7), b"note", TIME_S)


def test_a_disk_that_fails_ends_it_and_nothing_is_answered_after(store: WitnessStore) -> None:
    store.advance(LOG, None, at(7), b"note", TIME_S)
    store._database.execute("PRAGMA query_only = ON")
    for _ in range(2):
        with pytest.raises(Broken):
            store.advance(LOG, at(7), at(8), b"note", TIME_S)
    store._database.execute("PRAGMA query_only = OFF")
    with pytest.raises(Broken):
        store.kept(LOG)


# -- What was cosigned ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_replaced_only_by_whoever_knows_it(store: WitnessStore) -> None:
    assert store.advance(LOG, at(1), at(2), b"", TIME_S) is None
    assert store.advance(LOG, None, at(5), b"five", TIME_S) == TIME_S
    for before in (None, at(4), at(5, 1), at(6)):
        assert store.advance(LOG, before, at(9), b"", TIME_S) is None
    assert store.kept(LOG) == Kept(at(5), b"five", TIME_S)
    assert store.advance(LOG, at(5), at(9), b"nine", TIME_S + 1) == TIME_S + 1
    assert store.kept("another") is None
    assert store.origins() == (LOG,)


def test_no_time_is_given_before_the_last_for_any_log(store: WitnessStore) -> None:
    assert store.advance(LOG, None, at(1), b"", TIME_S) == TIME_S
    assert store.advance("another", None, at(1), b"", TIME_S - 500) == TIME_S
    store.add("third", 0, [bytes(32)])
    assert store.mirror("third", 1, b"", TIME_S + 9) == TIME_S + 9
    assert store.advance(LOG, at(1), at(1), b"", 0) == TIME_S + 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE latest SET size = 4",
        "UPDATE latest SET root = x'00'",
        "UPDATE latest SET time_s = time_s - 1",
        "DELETE FROM latest",
        "UPDATE witness SET key = 'another'",
        "UPDATE evidence SET request = x'00'",
        "DELETE FROM evidence",
        "UPDATE leaves SET leaf = zeroblob(32)",
        "DELETE FROM leaves",
        "INSERT INTO leaves VALUES ('a', 9, x'00')",
        "UPDATE mirrored SET size = 0",
    ],
)
def test_the_file_itself_refuses_to_take_anything_back(path: Path, store: WitnessStore, statement: str) -> None:
    store.advance(LOG, None, at(5), b"", TIME_S)
    store.keep(found(5))
    store.add(LOG, 0, [b"\1" * 32])
    store.mirror(LOG, 1, b"", TIME_S)
    with sqlite3.connect(path) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    database.close()


RACES = """
import sys
from pathlib import Path
from herald.store.witness.store import WitnessStore
from herald.tlog.witnessing import Latest
mine = bytes([int(sys.argv[2])]) * 32
store = WitnessStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
won = []
while True:
    kept = store.kept("log")
    size = 0 if kept is None else kept.latest.size
    if size >= 150:
        break
    if store.advance("log", None if kept is None else kept.latest, Latest(size + 1, mine), b"", size) is not None:
        won.append(size + 1)
print(*won)
"""


def test_of_two_processes_that_race_each_size_is_won_by_one(path: Path, store: WitnessStore) -> None:
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", RACES, str(path), number], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in "12"
    ]
    for each in racing:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in racing:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    won = [list(map(int, each.communicate(timeout=120)[0].split())) for each in racing]
    assert sorted(won[0] + won[1]) == list(range(1, 151))


DIES = """
import os, sys
from pathlib import Path
from herald.store.witness.store import WitnessStore
from herald.tlog.witnessing import Latest
store = WitnessStore(Path(sys.argv[1]))
with store._transaction() as run:
    run.execute("UPDATE latest SET size = 99, root = zeroblob(32)")
    if sys.argv[2] == "before":
        os._exit(9)
os._exit(9)
"""


@pytest.mark.parametrize(("when", "size"), [("before", 7), ("after", 99)])
def test_a_witness_that_is_ended_has_kept_all_of_it_or_nothing(
    path: Path, store: WitnessStore, when: str, size: int
) -> None:
    store.advance(LOG, None, at(7), b"note", TIME_S)
    assert subprocess.run([sys.executable, "-c", DIES, str(path), when], check=False).returncode == 9
    kept = store.kept(LOG)
    assert kept is not None and kept.latest.size == size


# -- Evidence ------------------------------------------------------------------------------------------------------------------


def test_each_contradiction_is_kept_once_as_it_came(store: WitnessStore) -> None:
    assert store.keep(found(5))
    assert not store.keep(found(5))
    assert store.keep(found(5, 2))
    assert store.keep(found(5, 1, "not-consistent"))
    assert store.evidence() == (found(5), found(5, 2), found(5, 1, "not-consistent"))


def test_the_oldest_evidence_is_never_pushed_out_nor_one_kind_or_log_by_another(
    store: WitnessStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_EVIDENCE == 100
    monkeypatch.setattr(module, "MOST_EVIDENCE", 5)
    kept = [store.keep(found(size, 1, "not-consistent")) for size in range(9)]
    assert kept == [True] * 5 + [False] * 4
    assert store.keep(found(1)) and store.keep(found(1, 1, "not-consistent", "another"))
    assert [each.stated.size for each in store.evidence()] == [0, 1, 2, 3, 4, 1, 1]


# -- A mirror ------------------------------------------------------------------------------------------------------------------


def leaves(first: int, end: int) -> list[bytes]:
    return [number.to_bytes(32, "big") for number in range(first, end)]


def test_leaves_come_without_gaps_and_are_never_changed(store: WitnessStore) -> None:
    assert store.next_entry(LOG) == 0
    assert store.add(LOG, 0, leaves(0, 5)) == 5
    assert store.add(LOG, 3, [bytes(32)] * 2 + leaves(5, 8)) == 8
    assert store.add(LOG, 0, leaves(0, 2)) == 8
    assert store.leaves(LOG, 0, 99) == tuple(leaves(0, 8))
    assert store.leaves(LOG, 2, 4) == tuple(leaves(2, 4))
    with pytest.raises(ValueError, match="from 8 to 9 would be missing"):
        store.add(LOG, 9, leaves(9, 10))
    assert store.next_entry("another") == 0


def test_a_log_is_mirrored_up_to_what_is_here_and_never_back(store: WitnessStore) -> None:
    store.add(LOG, 0, leaves(0, 8))
    with pytest.raises(ValueError, match="not all of the 9"):
        store.mirror(LOG, 9, b"nine", TIME_S)
    assert store.mirror(LOG, 8, b"eight", TIME_S) == TIME_S
    assert store.mirror(LOG, 7, b"seven", TIME_S) is None
    assert store.mirror(LOG, 8, b"eight", TIME_S) == TIME_S
    assert store.mirrored(LOG) == (8, b"eight")


def test_the_last_few_checkpoints_are_expected_and_no_others(store: WitnessStore) -> None:
    for size in range(1, MOST_PENDING + 4):
        store.expect(LOG, at(size), b"%d" % size)
    assert store.pending(LOG) == (at(MOST_PENDING + 3), b"%d" % (MOST_PENDING + 3))
    assert store.pending(LOG, 3) is None
    assert store.pending(LOG, 4) == (at(4), b"4")
    assert store.pending("another") is None


def test_many_may_add_the_same_leaves_at_once(store: WitnessStore) -> None:
    with ThreadPoolExecutor(8) as many:
        for first in range(0, 400, 50):
            list(many.map(lambda _, first=first: store.add(LOG, first, leaves(first, first + 50)), range(8)))
    assert store.leaves(LOG, 0, 500) == tuple(leaves(0, 400))
