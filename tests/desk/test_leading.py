"""Is lead time counted from delivery, and from nothing earlier?"""

from __future__ import annotations

import pytest

from herald.acknowledgement.lead import Lead, Told
from herald.desk import ticking
from herald.desk.leading import leads
from herald.store.memory import MemoryStore
from herald.units import HOUR, ClauseId, Instant, Microseconds
from tests.desk import telling
from tests.desk.missions import ASTER, BIRCH, NOON, Exercise, movement


def told(told: telling.Told, of: int) -> list[tuple[str, str, Told]]:
    with told.mission.store.reading() as record:
        found = leads(record, told.mission.sequencer.books, of)
    return [(each.clause, each.party, each.told) for each in found]


@pytest.mark.parametrize(("after_h", "fate"), [(0, Told.LATE), (-3, Told.IN_TIME)])
def test_what_was_filed_in_time_and_delivered_late_is_late(after_h: int, fate: Told) -> None:
    mission = Exercise(MemoryStore()).begun(telling.TOLD)
    mission.clock.move(after_h * HOUR)
    mission.party(BIRCH)
    one = telling.Told(mission)
    of = mission.filed(movement("column", ASTER)).receipt.sealed.index
    assert told(one, of) == [("1", BIRCH, Told.UNDELIVERED), ("1", telling.RELIEF, Told.UNDELIVERED)]
    one.seal(one.by_machine(one.attempt(of, BIRCH)))
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        acts = ticking.deliveries(record, mission.sequencer.books)
    mission.sequencer.seal_own(acts)
    assert told(one, of) == [("1", BIRCH, fate), ("1", telling.RELIEF, Told.UNDELIVERED)]


@pytest.mark.parametrize(
    ("delivered", "first", "fate"),
    [
        (NOON, NOON + 24 * HOUR, Told.IN_TIME),
        (NOON, NOON + 24 * HOUR - 1, Told.LATE),
        (NOON, NOON - HOUR, Told.LATE),
        (None, NOON, Told.UNDELIVERED),
        (NOON, None, Told.UNTIMED),
    ],
)
def test_exactly_as_long_before_as_is_asked_is_in_time(delivered: int | None, first: int | None, fate: Told) -> None:
    at, begins = (None if each is None else Instant(each) for each in (delivered, first))
    assert Lead(BIRCH, ClauseId("1"), Microseconds(24 * HOUR), at, begins).told is fate
