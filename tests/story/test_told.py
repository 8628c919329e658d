"""Four stories of how a notice was told, with the parts that do it: a record on disk, the machine's rounds, witnesses, a mirror.

Each ends in a bundle before a verifier that knows nothing of Herald.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from herald.acknowledgement.ladders import Answer, Channel, Tried
from herald.desk import stating
from herald.desk.audit.auditing import fsck
from herald.disclosure.bundle import bundle
from herald.disclosure.viewer import CELL as BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import sealed
from herald.formats.mission.bundle import render
from herald.record.acts import Kind
from herald.record.opening import submission
from herald.record.telling import Gap, Lapse
from herald.store.sqlite.store import SqliteStore
from herald.units import HOUR, MINUTE, SECOND, Instant, PartyId, parse_instant
from tests.desk.days import Day, begun
from tests.desk.mirrors import addressee, parcel
from tests.desk.missions import ASTER, BIRCH, movement
from tests.desk.telling import RELIEF
from tests.desk.test_mirror import without
from tests.story import ladders

IN_THREE_DAYS = "2026-03-12T12:00:00Z"
BOTH = (Channel.DROP, Channel.MIRROR)
Claims = Mapping[str, Mapping[str, Any]]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """Aster files, Birch is told; Birch has a machine, and wants to be reached by its folder and by that machine's mirror."""
    made = begun(channels=BOTH, store=SqliteStore(tmp_path / "mission.db", new=True))
    yield made
    with made.store.reading() as record:
        assert fsck(record, sealed.read, full=True, processes=1) == ()


def bundled(day: Day, of: int, viewer: Viewer = BY_THE_CELL) -> bytes:
    with day.store.reading() as record:
        return render(bundle(stating.evidence(record, day.books(), of), viewer), b"", "")


def claims(day: Day, of: int, to: PartyId = BIRCH, viewer: Viewer = BY_THE_CELL) -> Claims:
    """What is shown of each claim, to one who trusts by the mission's policy?"""
    found = ladders.claims(bundled(day, of, viewer), day.quorum.policy().encode())
    return {each["claim"]: each for each in found if each["to"] == to}


def verdicts(of: Claims, *names: str) -> list[tuple[str, int | None]]:
    return [(of[name]["verdict"], of[name]["entry"]) for name in names]


def switched_off(_party: PartyId, way: Channel) -> Tried:
    return Tried.FAILED if way is Channel.MIRROR else Tried.LEFT


def available(day: Day) -> Instant:
    """What is filed is tried, a minute later the witnesses are asked, and it counts as delivered from then on. From when?"""
    day.tried(switched_off)
    day.mission.clock.move(MINUTE)
    day.round()
    since = day.mission.clock()
    day.mission.clock.move(MINUTE)
    day.delivered()
    day.round()
    return since


# -- A machine that is switched off --------------------------------------------------------------------------------------------


def test_an_addressee_whose_machine_is_off_for_two_days_has_been_told_since_the_quorum_saw_it(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=IN_THREE_DAYS)
    since = available(day)
    assert since < parse_instant(IN_THREE_DAYS)
    day.mission.clock.move(48 * HOUR)
    day.tried(switched_off)
    day.round()
    (index,) = delivered_in(day, of)
    found = claims(day, of)
    assert verdicts(found, "never-given", "told-before") == [("refuted", index), ("proved", index)]
    assert ladders.verify.readable(int(since)) in found["never-given"]["words"]


def test_and_what_its_machine_signs_once_it_is_back_changes_nothing_of_that(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=IN_THREE_DAYS)
    available(day)
    (index,) = delivered_in(day, of)
    day.mission.clock.move(48 * HOUR)
    consigned = day.consigned(of)
    day.round()
    found = claims(day, of)
    assert verdicts(found, "never-given", "told-before") == [("refuted", consigned), ("proved", index)]


def test_without_a_try_on_every_channel_that_it_named_it_was_not_told(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=IN_THREE_DAYS)
    day.seal(day.told.by_machine(day.told.attempt(of, BIRCH, channel=Channel.DROP)))
    day.round()
    assert day.delivered() == []
    found = claims(day, of)
    assert {found[name]["verdict"] for name in ("never-given", "told-before")} == {"not provable"}


def delivered_in(day: Day, of: int) -> list[int]:
    with day.store.reading() as record:
        acts = {index: record.sealed(index).entry().statement.act.json() for index in record.of_kind(Kind.DELIVERY)}
    return [
        index
        for index, act in acts.items()
        if act["of"] == of and any(each["to"] == BIRCH for each in act["to"])  # type: ignore[union-attr,index,call-overload]
    ]


# -- A body that is kept back --------------------------------------------------------------------------------------------------


def test_a_body_that_is_kept_back_is_seen_by_its_addressee_and_then_by_everybody(day: Day, tmp_path: Path) -> None:
    first, kept_back = (day.file(name, lon) for name, lon in (("first", -24.9), ("kept-back", -24.7)))
    available(day)
    last = day.file("last", -24.5)
    (tmp_path / "birch").mkdir()
    with addressee(day.told, BIRCH, tmp_path / "birch") as birch:
        brought = parcel(day.mission, BIRCH)
        place = next(at for at, each in enumerate(brought.bodies) if each.piece.sealed().index == kept_back)
        answer = birch.took(without(brought, place))
    said = [submission(line).entry.statement.act for line in answer.lines]
    assert answer.cosignature is None  # it signs nothing past what it lacks
    assert any(isinstance(act, Gap) for act in said)
    assert {first, last} <= {getattr(act, "of", None) for act in said}
    day.mission.seal(*answer.lines)
    day.mission.clock.move(MINUTE)
    day.round()
    found = claims(day, kept_back)
    (gap,) = gaps(day)
    assert verdicts(found, "never-given", "told-before")[0] == ("not provable", gap)
    assert found["told-before"]["verdict"] == "not provable"
    assert claims(day, first)["never-given"]["verdict"] == "refuted"


def gaps(day: Day) -> tuple[int, ...]:
    with day.store.reading() as record:
        return record.of_kind(Kind.GAP)


def test_the_numbers_alone_show_an_addressee_that_something_was_kept_back(day: Day) -> None:
    """Without any machine: whoever has two bundles of its own sees from their numbers that there was one between."""
    indices = [day.file(name, lon) for name, lon in (("one", -24.9), ("kept-back", -24.7), ("three", -24.5))]
    with day.store.reading() as record:
        links = [next(link for link in record.sealed(of).routing().to if link.party == BIRCH) for of in indices]
        between = record.sealed(indices[1]).leaf
    assert [link.seq for link in links] == [links[0].seq, links[0].seq + 1, links[0].seq + 2]
    assert links[2].prev == between


# -- Silence -------------------------------------------------------------------------------------------------------------------


def test_silence_is_sealed_for_its_deadline_though_the_machine_slept_through_it(day: Day) -> None:
    one = day.file("one", -24.9, at=IN_THREE_DAYS)
    since = available(day)
    day.mission.clock.move(2 * HOUR)
    two = day.file("two", -24.7, at=IN_THREE_DAYS)
    later = available(day)
    day.mission.clock.move(HOUR)
    answered = day.answer(two, Answer.OBJECTION)
    day.round()
    day.mission.clock.move(30 * HOUR)  # the machine sleeps
    sealed_at = day.silences()
    day.round()
    with day.store.reading() as record:
        acts = [record.sealed(index).entry().statement.act for index in sealed_at]
    assert [(act.of, act.due_us, act.to) for act in acts if isinstance(act, Lapse)] == [
        (one, since + 6 * HOUR, (BIRCH, RELIEF)),
        (two, later + 6 * HOUR, (RELIEF,)),
    ]
    found = claims(day, one)
    assert verdicts(found, "never-answered", "we-answered") == [("proved", sealed_at[0]), ("refuted", sealed_at[0])]
    assert ladders.verify.readable(int(since + 6 * HOUR)) in found["never-answered"]["words"]
    for side in (ASTER, BIRCH):  # both are told of the silence, and can show it
        assert claims(day, one, viewer=Viewer(side))["never-answered"]["verdict"] == "proved"
    assert verdicts(claims(day, two), "never-answered", "we-answered") == [("refuted", answered), ("proved", answered)]


def test_an_answer_after_the_machine_slept_is_late_and_so_it_is_said(day: Day) -> None:
    of = day.file("one", -24.9, at=IN_THREE_DAYS)
    due = available(day) + 6 * HOUR
    day.mission.clock.now = Instant(due + SECOND)
    late = day.answer(of, Answer.NO_OBJECTION)  # handed in before the machine wakes
    (lapse,) = [index for index in day.silences() if BIRCH in silent_at(day, index)]
    day.round()
    found = claims(day, of)
    assert verdicts(found, "never-answered", "we-answered") == [("proved", lapse), ("proved", late)]
    assert "late" in found["never-answered"]["words"]


def silent_at(day: Day, index: int) -> tuple[PartyId, ...]:
    with day.store.reading() as record:
        act = record.sealed(index).entry().statement.act
    assert isinstance(act, Lapse)
    return act.to


# -- Filed on behalf -----------------------------------------------------------------------------------------------------------


def on_behalf(day: Day) -> int:
    of = day.seal(day.told.entered(movement("relief-convoy", RELIEF, lon=-24.6, at=IN_THREE_DAYS)))
    day.round()
    return of


def test_what_the_cell_entered_for_a_party_is_weaker_until_that_party_confirms_it(day: Day) -> None:
    of = on_behalf(day)
    before = claims(day, of)["not-ours"]
    assert (before["verdict"], before["entry"]) == ("not provable", of)
    assert "confirmation" in before["missing"] and RELIEF in before["missing"]
    day.mission.party(RELIEF)
    confirmed = day.seal(day.told.by_person(RELIEF, day.told.confirmation(of)))
    day.round()
    assert verdicts(claims(day, of), "not-ours") == [("refuted", confirmed)]


def test_what_it_disowns_is_not_provable_to_be_its_own(day: Day) -> None:
    of = on_behalf(day)
    day.mission.party(RELIEF)
    disowned = day.seal(day.told.by_person(RELIEF, day.told.confirmation(of, stands=False)))
    day.round()
    found = claims(day, of)["not-ours"]
    assert (found["verdict"], found["entry"]) == ("not provable", disowned)
    assert RELIEF in found["missing"]


def test_a_notice_of_its_own_needs_no_confirmation(day: Day) -> None:
    of = day.file("column", lon=-24.9)
    day.round()
    assert verdicts(claims(day, of), "not-ours") == [("refuted", of)]
