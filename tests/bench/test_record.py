"""Is what is measured of the sealed record a record as any other: each entry whole, each answer the check's?"""

from __future__ import annotations

from pathlib import Path

from bench import record
from bench.longlog import lengthen
from bench.mission import SEED, Region, all_sealed, begun, movements, resumed
from herald.check import pairs
from herald.desk.audit.auditing import fsck
from herald.formats import sealed
from herald.notice.model import Route
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore

TINY = record.Scope(seconds=0.2, most=600, entries=300)


def test_the_same_seed_begins_the_same_mission() -> None:
    one, other = begun(MemoryStore()), begun(MemoryStore())
    assert bytes(one.file) == bytes(other.file)
    assert bytes(begun(MemoryStore(), SEED + 1).file) != bytes(one.file)


def test_the_movements_are_short_and_lie_within_a_region_and_a_week() -> None:
    for notice in movements(50):
        assert isinstance(notice.shape, Route)
        assert 2 <= len(notice.shape.places) <= 4
        assert all(abs(place.lon_e9 / 1e9 + 24.5) < 0.6 for place in notice.shape.places)


def test_a_log_that_was_written_at_once_is_found_whole_with_every_signature(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mission.db", new=True)
    lengthen(begun(store), 200)
    lengthen(resumed(store), 300)
    with store.reading() as read:
        head = read.head()
        assert head is not None
        assert head.size == 300
        assert fsck(read, sealed.read, full=True, processes=1) == ()
    store.close()


def test_a_mission_goes_on_in_a_log_that_was_written_at_once() -> None:
    store = MemoryStore()
    lengthen(begun(store), 100)
    mission = resumed(store)
    receipts = all_sealed(mission.sequencer.seal(mission.lines(movements(20))))
    assert [one.receipt.sealed.index for one in receipts] == list(range(100, 120))
    with store.reading() as read:
        assert fsck(read, sealed.read, full=True, processes=1) == ()


def test_what_is_sealed_could_meet_what_the_check_says() -> None:
    mission = begun(MemoryStore())
    notices = list(movements(200, region=Region(0.2, 1.0)))
    told = all_sealed(mission.sequencer.seal(mission.lines(iter(notices))))
    books = mission.sequencer.books
    found = pairs.check(notices, books.agreement, books.limits).encounters
    assert sum(len(one.met.could_meet) + len(one.met.cannot_tell) for one in told) == len(found) > 0


def test_each_figure_says_what_it_is_of_how_much_and_in_which_unit(tmp_path: Path) -> None:
    path = tmp_path / "mission.db"
    rows = [
        *record.batches(TINY),
        *record.gathered(TINY),
        *record.written(path, TINY.entries),
        *record.proofs(path),
        ("ready", TINY.entries, record.ready_s(path), "s"),
    ]
    for what, entries, value, unit in rows:
        assert what
        assert unit in {"a second", "a CPU second", "pairs", "lines", "ms", "CPU ms", "MB", "bytes", "s"}
        assert entries is not None
        assert value >= 0
