"""Is the week that is measured a mission as any other, in which what must come of it is known before?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench import week
from bench.told import PARTIES, Exercise, exercise
from bench.week import Scope, held
from herald.acknowledgement.ladders import LAPSED, Delivery, Receipt
from herald.desk.audit.auditing import fsck
from herald.formats import sealed
from herald.record.acts import Kind
from herald.record.rungs import What
from herald.record.telling import Lapse
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import ClauseId, Instant

SMALL = Scope(a_day=10, days=2, step=20)
ONE = Lapse(ClauseId("1"), Instant(100), 7, (PARTIES[1], PARTIES[2]))
LATER = Lapse(ClauseId("1"), Instant(200), 8, (PARTIES[1],))
SILENT = [(Instant(100), 7, PARTIES[1]), (Instant(100), 7, PARTIES[2]), (Instant(200), 8, PARTIES[1])]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exercise]:
    """Nothing is added to it any more."""
    store = SqliteStore(tmp_path_factory.mktemp("lived") / "week.mission", new=True)
    found = exercise(store, SMALL.a_day, SMALL.step)
    for _ in range(SMALL.days):
        found.day()
    yield found
    store.close()


def test_what_is_lived_through_is_found_whole_with_every_signature(lived: Exercise) -> None:
    with lived.mission.store.reading() as record:
        assert fsck(record, sealed.read, full=True, processes=1) == ()
        assert len(record.of_kind(Kind.NOTICE)) == SMALL.a_day * SMALL.days
        assert record.of_kind(Kind.REFUSAL) == ()


def test_every_notice_goes_to_all_others_and_is_delivered_to_them(lived: Exercise) -> None:
    with lived.mission.store.reading() as record:
        come = list(record.come(Instant(0)))
        last = record.of_kind(Kind.NOTICE)[-1]
    assert len(come) == SMALL.a_day * SMALL.days * (len(PARTIES) - 1)
    assert all(each.delivery == Delivery.AVAILABLE for each in come if each.of < last)


def test_some_do_each_of_what_can_be_done_and_some_none_of_it(lived: Exercise) -> None:
    with lived.mission.store.reading() as record:
        come = list(record.come(Instant(0)))
    assert {each.receipt for each in come} == {Receipt.NONE, Receipt.SIGNED}
    assert {(each.told, each.confirmed) for each in come} == {(0, 0), (1, 0), (1, 1)}
    assert LAPSED in {each.answer for each in come}
    assert len({each.answer for each in come}) > 4


def test_once_every_deadline_has_passed_all_who_were_to_be_silent_are_and_nobody_else() -> None:
    store = MemoryStore()
    few = exercise(store, 3, 120)
    few.day()
    few.overdue()
    few.brought()
    few.overdue()
    with store.reading() as record:
        last = max(each.at for each in record.still_open(What.ANSWER))
    few.sleep(Instant(last + 1))
    few.overdue()
    assert list(week.in_order(few))[-1][2] == 0
    with store.reading() as record:
        assert record.still_open(What.ANSWER) == ()
        assert record.of_kind(Kind.LAPSE)


def test_the_same_seed_lives_the_same_week() -> None:
    one, other = (exercise(MemoryStore(), 5, 360) for _ in range(2))
    for each in (one, other):
        each.day()
    with one.mission.store.reading() as first, other.mission.store.reading() as second:
        assert first.head() == second.head()
    assert one.silent == other.silent


@pytest.mark.parametrize(
    ("lapses", "silent", "what"),
    [
        ([(LATER, Instant(201)), (ONE, Instant(201))], SILENT, "'out of order': 1"),
        ([(ONE, Instant(100)), (LATER, Instant(201))], SILENT, "'early': 1"),
        ([(ONE, Instant(101))], SILENT, "'missing': 1"),
        ([(ONE, Instant(101)), (LATER, Instant(201))], SILENT[:2], "'that were none': 1"),
        ([(ONE, Instant(101)), (LATER, Instant(201)), (LATER, Instant(201))], SILENT, "'that were none': 1"),
    ],
)
def test_a_silence_that_is_missing_early_out_of_order_or_none_at_all_is_seen(
    lapses: list[tuple[Lapse, Instant]], silent: list[week.Silence], what: str
) -> None:
    held([(ONE, Instant(101)), (LATER, Instant(201))], SILENT)
    with pytest.raises(AssertionError, match=what):
        held(lapses, silent)


def test_each_figure_says_what_it_is_of_how_much_and_in_which_unit() -> None:
    rows = week.figures(replace(SMALL, a_day=6, days=1, step=120, ladders=2))
    assert {unit for *_, unit in rows} == {
        *("entries", "addressees", "a CPU second", "a second", "MB", "bytes", "CPU ms", "ms")
    }
    assert all(what and entries and value >= 0 for what, entries, value, _ in rows)


@pytest.mark.deep
def test_in_a_week_of_2000_notices_a_day_to_20_every_silence_is_sealed_in_order() -> None:
    for what, entries, value, unit in week.figures(week.WEEK):
        print(what, f"{entries:,}", f"{value:,.3f}", unit, sep="  ")
