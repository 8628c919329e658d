"""What the record holds of the hotline: calls whole, rosters for their time, and no check missed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from herald.acknowledgement.hotline import Fate, Unseen
from herald.canonical import Json
from herald.desk import calling
from herald.desk.calling import missed_checks
from herald.desk.sequencer import Sealing
from herald.disclosure.calls import hotline_shown
from herald.disclosure.viewer import CELL as THE_CELL
from herald.disclosure.viewer import Viewer
from herald.record.acts import Act, Erasure, Role
from herald.record.calling import Call, CallStep, Purpose, Rang, Roster, Schedule
from herald.record.drafting import Author
from herald.store.memory import MemoryStore
from herald.units import HOUR, MINUTE, SECOND, Instant, PartyId
from tests.desk import signing
from tests.desk.missions import ASTER, BIRCH, CELL, NOON, Exercise, key
from tests.desk.signing import admission, admitting, line

FIRST = Instant(NOON + HOUR)
PLACES: Json = [{"role": "duty officer", "channel": "phone", "reach": "+00 555 0101", "language": "en"}]


@dataclass
class Hotline:
    """A mission of Aster, Birch and the cell's officer."""

    e: Exercise
    officer: Author

    def seal(self, author: Author, act: Act, values: Mapping[str, Json] | None = None) -> int:
        (sealed,) = signing.sealed(self.e, line(self.e, author, act, values))
        return sealed.receipt.sealed.index

    def step(self, by: PartyId, step: CallStep, *others: PartyId, number: str = "a" * 32, **more: object) -> int:
        at = more.pop("at", self.e.clock())
        persons, words = more.pop("persons", None), more.pop("words", None)
        members: dict[str, object] = {
            "channel": "phone" if step in {CallStep.START, CallStep.CHECKED} else None,
            "language": "en" if step in WITH_LANGUAGE else None,
            "of": None,
            "purpose": Purpose.OTHER if step is CallStep.START else None,
            "result": None,
            "rung": None,
        } | more
        act = Call(at_us=at, call=number, others=others, step=step, **members)  # type: ignore[arg-type]
        author = self.officer if by == CELL else self.e.party(by).author
        return self.seal(author, act, {"persons": persons, "words": words})  # type: ignore[dict-item]

    def checked(self, at: Instant, party: PartyId = BIRCH) -> int:
        return self.step(CELL, CallStep.CHECKED, party, number=self.e.lots(16).hex(), at=at)

    def planned(self, first: Instant = FIRST, party: PartyId = BIRCH) -> int:
        return self.seal(self.officer, Schedule(every_s=3_600, first_us=first, grace_s=600, party=party))

    def missed(self) -> tuple[tuple[PartyId, Instant], ...]:
        with self.e.store.reading() as record:
            self.e.sequencer.books.catch_up(record)
            return missed_checks(record, self.e.sequencer.books, self.e.clock())

    def seal_missed(self) -> int:
        """As the cell's machine does it: one entry for each."""
        found = self.missed()
        for party, due in found:
            number = self.e.lots(16).hex()
            act = Call(due, number, None, None, None, (party,), None, None, None, CallStep.MISSED)
            self.seal(signing.node(self.e), act)
        return len(found)


WITH_LANGUAGE = frozenset(
    {CallStep.START, CallStep.SAID, CallStep.READ_BACK, CallStep.AGREED, CallStep.DISAGREED, CallStep.STOP}
)


@pytest.fixture
def h() -> Hotline:
    e = Exercise(MemoryStore()).begun()
    e.party(ASTER)
    e.party(BIRCH)
    person = key(e.lots)
    signing.sealed(e, admitting(e, signing.cell(e), admission(e, CELL, Role.PERSON, person)))
    return Hotline(e, Author(person, CELL))


def test_a_call_is_read_whole_with_what_each_side_sealed(h: Hotline) -> None:
    first = h.step(ASTER, CallStep.START, BIRCH, persons="Officer A")
    h.step(BIRCH, CallStep.AGREED, ASTER, words="until noon")
    h.step(ASTER, CallStep.RANG, BIRCH, number="b" * 32, rung=2, result=Rang.BUSY)
    with h.e.store.reading() as record:
        one, other = calling.calls(record)
        (again,) = calling.numbered(record, "aaaaaa")
    assert one == again
    assert [side.party for side in one.sides] == [ASTER, BIRCH]
    assert (one.side(ASTER).steps[0].index, one.side(ASTER).steps[0].persons) == (first, "Officer A")
    assert one.side(BIRCH).steps[0].words == "until noon"
    assert (other.steps[0].rung, other.steps[0].result) == (2, "busy")


def test_calls_since_an_instant_are_those_with_a_step_received_since(h: Hotline) -> None:
    h.step(ASTER, CallStep.START, BIRCH)
    h.step(ASTER, CallStep.START, BIRCH, number="b" * 32)
    h.e.clock.move(HOUR)
    h.step(BIRCH, CallStep.SAID, ASTER)
    with h.e.store.reading() as record:
        assert [call.number[0] for call in calling.calls(record, Instant(NOON + MINUTE))] == ["a"]
        assert len(calling.calls(record, Instant(NOON + MINUTE))[0].steps) == 2
        assert len(calling.calls(record)) == 2


def test_who_spoke_can_be_erased_and_the_words_stay(h: Hotline) -> None:
    index = h.step(ASTER, CallStep.SAID, BIRCH, persons="Officer A", words="wait")
    h.seal(h.e.party(ASTER).author, Erasure(index, ("persons",)))
    with h.e.store.reading() as record:
        (call,) = calling.calls(record)
    assert (call.steps[0].persons, call.steps[0].words) == (Unseen.ERASED, "wait")


def test_open_stop_calls_are_those_that_their_caller_did_not_close(h: Hotline) -> None:
    h.step(ASTER, CallStep.STOP, BIRCH, CELL)
    h.step(BIRCH, CallStep.STOP, ASTER, number="b" * 32)
    h.step(BIRCH, CallStep.STOPPED, ASTER)
    h.step(BIRCH, CallStep.STOPPED, ASTER, number="b" * 32)
    with h.e.store.reading() as record:
        (stop,) = calling.open_stops(record)
    assert stop.said.party == ASTER


def test_the_roster_in_force_is_the_last_sealed_for_that_time(h: Hotline) -> None:
    author, later = h.e.party(BIRCH).author, Instant(NOON + HOUR)
    first = h.seal(author, Roster(NOON, 1, 30, Instant(NOON + 2 * HOUR)), {"places": PLACES})
    second = h.seal(author, Roster(later, 1, 45, later + MINUTE), {"places": PLACES})  # type: ignore[arg-type]
    with h.e.store.reading() as record:
        found = {
            at: calling.on_duty(record, BIRCH, Instant(NOON + at * MINUTE)) for at in (-1, 0, 59, 60, 61, 62, 120, 121)
        }
        assert calling.on_duty(record, ASTER, NOON) is None
    assert {at: None if each is None else each.index for at, each in found.items()} == {
        -1: None,
        0: first,
        59: first,
        60: second,
        61: second,
        62: first,
        120: first,
        121: None,
    }
    held = found[0]
    assert held is not None and held.place(1) is not None
    assert set(held.told) == {ASTER, PartyId("cedar-relief")}


def test_a_roster_whose_places_were_erased_says_so(h: Hotline) -> None:
    author = h.e.party(BIRCH).author
    index = h.seal(author, Roster(NOON, 1, 30, Instant(NOON + HOUR)), {"places": PLACES})
    h.seal(author, Erasure(index, ("places",)))
    with h.e.store.reading() as record:
        found = calling.on_duty(record, BIRCH, NOON)
    assert found is not None
    assert (found.places, found.count) == (Unseen.ERASED, 1)


@pytest.mark.parametrize(("after_s", "missed"), [(0, 0), (600, 0), (601, 1), (3_600 + 600, 1), (3_600 + 601, 2)])
def test_a_check_is_missed_once_its_closed_interval_is_over(h: Hotline, after_s: int, missed: int) -> None:
    h.planned()
    h.e.clock.move(HOUR + after_s * SECOND)
    assert len(h.missed()) == missed
    assert h.missed()[:1] == ((BIRCH, FIRST),)[:missed]


def test_what_was_sealed_as_missed_is_never_missed_again(h: Hotline) -> None:
    h.planned()
    h.planned(party=ASTER)
    h.e.clock.move(5 * HOUR)
    assert h.seal_missed() == 2 * 4
    assert h.missed() == ()
    h.e.clock.move(HOUR)
    assert h.seal_missed() == 2
    assert h.missed() == ()


def test_a_miss_that_a_crash_left_unsealed_is_sealed_by_the_next(h: Hotline) -> None:
    h.planned()
    h.e.clock.move(4 * HOUR)
    (party, due), *rest = h.missed()
    act = Call(due, "c" * 32, None, None, None, (party,), None, None, None, CallStep.MISSED)
    h.seal(signing.node(h.e), act)
    assert list(h.missed()) == rest


def test_a_check_that_was_done_is_not_missed_and_one_before_its_time_is_none(h: Hotline) -> None:
    h.planned()
    h.e.clock.move(HOUR - SECOND)
    h.checked(h.e.clock())
    h.e.clock.move(SECOND)
    h.checked(h.e.clock(), ASTER)
    h.e.clock.move(10 * MINUTE)
    h.checked(h.e.clock())
    h.e.clock.move(HOUR + SECOND)
    assert h.missed() == ((BIRCH, Instant(FIRST + HOUR)),)


def test_a_later_schedule_takes_the_place_of_the_one_before(h: Hotline) -> None:
    h.planned()
    h.e.clock.move(90 * MINUTE)
    h.planned(Instant(NOON + 200 * MINUTE))
    h.e.clock.move(6 * HOUR)
    found = [(due - NOON) // MINUTE for _, due in h.missed()]
    assert found == [60, 200, 260, 320, 380]


def test_without_a_schedule_nothing_is_read(h: Hotline) -> None:
    with h.e.store.reading() as record:
        assert missed_checks(record, h.e.sequencer.books, h.e.clock()) == ()
        assert calling.checks(record, h.e.sequencer.books, h.e.clock()) == ()


def test_misses_are_told_the_oldest_first_and_no_more_than_can_be_sealed_at_once(
    h: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST_MISSED", 3)
    h.planned()
    h.e.clock.move(10 * HOUR)
    sealed = [h.seal_missed() for _ in range(5)]
    assert sealed == [3, 3, 3, 0, 0]


def test_a_miss_says_of_which_check_it_is(h: Hotline) -> None:
    h.planned()
    h.e.clock.move(2 * HOUR)
    h.seal_missed()
    with h.e.store.reading() as record:
        (check,) = [
            each for each in calling.checks(record, h.e.sequencer.books, h.e.clock()) if each.fate is Fate.MISSED
        ]
        (step,) = (each for each in calling.steps(record) if each.what == "missed")
    assert (check.missed, check.due, step.at) == (step.index, FIRST, FIRST)


@pytest.mark.parametrize("since_h", [0, 1, 3, 5, 6, 9, 30])
@pytest.mark.parametrize("viewer", [THE_CELL, Viewer(ASTER), Viewer(BIRCH)], ids=str)
def test_what_is_read_since_an_instant_says_the_same_as_the_whole_record(
    h: Hotline, since_h: int, viewer: Viewer
) -> None:
    h.planned()
    h.step(ASTER, CallStep.STOP, BIRCH, number="5" * 32)
    h.step(BIRCH, CallStep.STOP, CELL, number="6" * 32)
    for hour in range(8):
        h.step(ASTER, CallStep.SAID, BIRCH, number=f"{hour // 3}" * 32, words=f'an hour "call":"{"5" * 32}"')
        h.e.clock.move(HOUR)
        if hour % 3 == 0:
            h.checked(h.e.clock())
        if hour == 2:
            h.step(BIRCH, CallStep.STOPPED, CELL, number="6" * 32)
        if hour == 4:
            h.seal_missed()
    since, now = Instant(NOON + since_h * HOUR), Instant(h.e.clock() + 11 * MINUTE)
    with h.e.store.reading() as record:
        books = h.e.sequencer.books
        books.catch_up(record)
        read, whole = calling.facts(record, books, since), calling.facts(record, books)
    assert since_h < 5 or len(read.steps) < len(whole.steps)
    assert hotline_shown(read, viewer, now, since) == hotline_shown(whole, viewer, now, since)


def test_only_the_cells_person_says_when_and_only_its_machine_that_it_was_missed(h: Hotline) -> None:
    act = Schedule(every_s=3_600, first_us=FIRST, grace_s=600, party=BIRCH)
    missed = Call(FIRST, "d" * 32, None, None, None, (BIRCH,), None, None, None, CallStep.MISSED)
    for author, of in ((h.e.party(ASTER).author, act), (h.officer, missed)):
        assert not isinstance(h.e.seal(line(h.e, author, of))[0], Sealing)
