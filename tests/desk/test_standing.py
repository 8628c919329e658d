"""How does everything stand? The same from both stores, opened no further than is shown, and by the measures of the clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from herald.acknowledgement.ladders import Answer, Outcome
from herald.acknowledgement.numbers import Share
from herald.agreement.model import Delivered as Measure
from herald.canonical import Json
from herald.desk import handover, sheet, standing
from herald.disclosure import sheet as disclosed
from herald.disclosure.board import MOST_MOVEMENTS, Board, Need, board, wanted
from herald.disclosure.saying import marks
from herald.disclosure.viewer import CELL
from herald.ports import Broken, Record
from herald.record.progress import StandingFacts
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import DAY, HOUR, Instant, PartyId, parse_instant
from tests.desk import signing
from tests.desk.crowded import crowded
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, movement
from tests.desk.telling import RELIEF, Told

PARTIES = '[[party]]\nid = "aster"\n[[party]]\nid = "birch"\n[[party]]\nid = "cedar-relief"\n'


def agreed(*clauses: str, parties: str = PARTIES) -> Json:
    text = "".join(f'[[clause]]\nid = "{at}"\ntext = "EXERCISE"\n{each}\n' for at, each in enumerate(clauses, 1))
    return {"files": {}, "toml": f'id = "exercise-2026"\nstatus = "held"\n{parties}{text}'}


def begun(*clauses: str) -> Told:
    e = Exercise(MemoryStore()).begun(agreed(*clauses))
    for party in (ASTER, BIRCH, RELIEF):
        e.party(party)
    return Told(e)


def facts(e: Exercise, now: Instant | None = None) -> StandingFacts:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        return standing.standing(record, e.sequencer.books, e.clock() if now is None else now)


def seen(e: Exercise, now: Instant | None = None) -> Board:
    with e.store.reading() as record:
        books = e.sequencer.books
        books.catch_up(record)
        held = standing.standing(record, books, e.clock() if now is None else now)
        return board(standing.with_read(record, books, held, wanted(held, CELL)), CELL)


def needed(of: Board, what: Need) -> list[list[str]]:
    return [[one.party for one in each.about] for each in of.needs if each.what is what]


# -- The stores ----------------------------------------------------------------------------------------------------------------


def test_both_stores_tell_the_same(tmp_path: Path) -> None:
    one, other = (crowded(store, 6, 5) for store in (MemoryStore(), SqliteStore(tmp_path / "m.db", new=True)))
    assert facts(one) == facts(other)
    assert seen(one) == seen(other)


class Counting:
    """A record that counts how many entries were read of it."""

    def __init__(self, of: Record) -> None:
        self.of, self.read = of, 0

    def __getattr__(self, name: str) -> object:
        if name in {"sealed", "openings"}:
            self.read += 1
        return getattr(self.of, name)


def test_of_notices_that_are_not_shown_nothing_is_opened(tmp_path: Path) -> None:
    """With thousands of them live that would take most of the time: the numbers are of the tables."""
    e = crowded(SqliteStore(tmp_path / "m.db", new=True), MOST_MOVEMENTS + 60, 3)
    with e.store.reading() as record:
        books = e.sequencer.books
        books.catch_up(record)
        books._notices.clear()
        counting = Counting(record)
        held = standing.standing(counting, books, e.clock())  # type: ignore[arg-type]  # as a record
        assert counting.read == 0
        shown = board(standing.with_read(counting, books, held, wanted(held, CELL)), CELL)  # type: ignore[arg-type]
    assert shown.movements_left_out == 60
    assert shown.counted[0].numbers.pairs == 3 * (MOST_MOVEMENTS + 60)
    assert counting.read < 3 * MOST_MOVEMENTS


def test_before_the_mission_has_begun_nothing_stands() -> None:
    e = Exercise(MemoryStore())
    with e.store.reading() as record, pytest.raises(Broken):
        standing.standing(record, e.sequencer.books, e.clock())


# -- What counts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "delivered"),
    [
        (['regime = "notify"'], Share(1, 2)),
        (['regime = "notify"\ndelivered = "consigned"'], Share(0, 2)),
        (['regime = "notify"\ndelivered = "consigned"', 'regime = "notify"'], Share(1, 2)),
        (['regime = "notify"\ndelivered = "consigned"\nkind = "flight"'], Share(1, 2)),
        ([], Share(1, 2)),
    ],
)
def test_available_is_delivered_where_a_clause_that_speaks_of_it_or_none_takes_it_so(
    clauses: Sequence[str], delivered: Share
) -> None:
    told = begun(*clauses)
    of = told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    told.seal(told.by_machine(told.delivery(of, BIRCH, due=None)))
    assert seen(told.mission).counted[0].numbers.delivered == delivered


def test_whoever_has_it_consigned_has_it_by_any_measure() -> None:
    told = begun('regime = "notify"')
    of = told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    told.seal(told.by_node(BIRCH, told.consignment(of)))
    told.seal(told.by_machine(told.delivery(of, BIRCH, by=Measure.CONSIGNED, due=None, counts=False)))
    assert seen(told.mission).counted[0].numbers.delivered == Share(1, 2)
    assert needed(seen(told.mission), Need.NOT_DELIVERED) == [["cedar-relief"]]


@pytest.mark.parametrize("answer", [Answer.GRANTED, Answer.REFUSED, Answer.NOTED])
def test_consent_without_a_clock_is_asked_until_it_is_granted_or_refused(answer: Answer) -> None:
    told = begun('regime = "consent"')
    of = told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    assert needed(seen(told.mission), Need.CONSENT) == [["birch", "cedar-relief"]]
    told.seal(told.by_person(BIRCH, told.response(of, answer, "1"), {"reason": ""}))
    left = [["birch", "cedar-relief"]] if answer is Answer.NOTED else [["cedar-relief"]]
    assert needed(seen(told.mission), Need.CONSENT) == left
    assert needed(seen(told.mission), Need.OBJECTION) == ([["birch"]] if answer is Answer.REFUSED else [])


def test_a_notice_that_the_cell_entered_says_so_and_whether_its_party_stands_by_it() -> None:
    told = begun('regime = "notify"')
    e = Exercise(MemoryStore()).begun(agreed('regime = "notify"'))
    told = Told(e)
    of = told.seal(told.entered(movement("column", ASTER)))
    said = [list(marks(seen(e).movements[0]))]
    e.party(ASTER)
    told.seal(told.by_person(ASTER, told.confirmation(of, stands=False)))
    said.append(list(marks(seen(e).movements[0])))
    assert said == [
        ["ENTERED by the cell, not signed by aster: its party has said nothing to it"],
        ["ENTERED by the cell, not signed by aster: its party DISOWNS it"],
    ]


def test_a_party_that_is_none_any_more_stands_behind_the_others_and_not_by_its_name() -> None:
    told = begun('regime = "notify"')
    e = told.mission
    e.filed(movement("column", RELIEF))
    without = agreed('regime = "notify"', parties='[[party]]\nid = "birch"\n[[party]]\nid = "cedar-relief"\n')
    signing.sealed(e, signing.version(e, 2, without))
    assert [each.party for each in seen(e).movements[0].recipients] == ["birch", "aster"]


# -- What is over --------------------------------------------------------------------------------------------------------------


def test_what_was_over_in_the_last_day_is_counted_with_what_parties_say_of_it() -> None:
    told = begun('regime = "notify"')
    of = told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    told.mission.filed(movement("patrol", BIRCH, lat=-30))
    told.mission.clock.move(DAY)
    told.seal(told.by_person(ASTER, told.outcome(of, Outcome.PARTLY, 20), {"place": "", "words": ""}))
    came = seen(told.mission).outcomes
    assert (came.stated, dict(came.by_outcome)[Outcome.PARTLY], came.delay.stated) == (
        Share(1, 2),
        Share(1, 1),
        Share(1, 1),
    )
    assert seen(told.mission, Instant(told.mission.clock() + 2 * DAY)).outcomes.stated == Share(0, 0)


def test_a_movement_that_its_filer_called_off_is_counted_though_it_stands_nowhere() -> None:
    told = begun('regime = "notify"')
    column = movement("column", ASTER)
    of = told.mission.filed(column).receipt.sealed.index
    told.mission.filed(cancel("off", column))
    told.seal(told.by_person(ASTER, told.outcome(of, Outcome.CANCELLED, None), {"place": "", "words": ""}))
    came = seen(told.mission).outcomes
    assert dict(came.by_outcome)[Outcome.CANCELLED] == Share(1, 1)
    assert came.delay.stated == Share(0, 1)
    assert seen(told.mission).movements == ()


def test_an_answer_that_is_due_of_a_movement_that_is_over_is_handed_over_and_not_on_the_board() -> None:
    told = begun('regime = "notify-object"\nreply_h = 6')
    e = told.mission
    of = e.filed(movement("column", ASTER)).receipt.sealed.index
    e.clock.move(DAY)
    told.seal(told.by_machine(told.attempt(of, BIRCH)))
    told.seal(told.by_machine(told.delivery(of, BIRCH, due="1")))
    later = Instant(e.clock() + HOUR)
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        watch = handover.watch(record, e.sequencer.books, e.clock(), later)
    assert [each.party for each in watch.standing.due] == ["birch"]
    assert [way.filed.id for way in (*watch.standing.over, *watch.older)] == ["column"]
    assert seen(e, later).needs == ()


# -- A day ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "on"),
    [
        ("2026-03-09T00:00:00Z", False),
        ("2026-03-10T00:00:00Z", True),
        ("2026-03-11T00:00:00Z", False),
        ("2026-03-09T09:50:00Z", False),
        ("2026-03-09T09:50:00.000001Z", True),
        ("2026-03-10T10:10:00Z", True),
        ("2026-03-10T10:10:00.000001Z", False),
    ],
)
def test_a_movement_is_on_the_sheet_of_every_day_on_which_it_could_be_under_way(first: str, on: bool) -> None:
    """It leaves at 09:50 at the earliest and is there at 10:10 at the latest; the end of a day belongs to the next."""
    told = begun('regime = "notify"')
    e = told.mission
    e.filed(movement("column", ASTER))
    begin = parse_instant(first)
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        day = sheet.day(record, e.sequencer.books, begin, Instant(begin + DAY), CELL, e.clock())
    assert len(disclosed.sheet(day, CELL).rows) == on


def test_a_notice_addressed_to_the_cell_alone_is_on_its_board_and_counts_no_pair() -> None:
    told = begun('regime = "notify"')
    told.mission.filed(replace(movement("column", ASTER), kept={"recipients": []}))
    board_ = seen(told.mission)
    assert [each.recipients for each in board_.movements] == [()]
    assert board_.counted[0].numbers.delivered == Share(0, 0)
    assert PartyId("aster") in [each.party for each in board_.counted]
