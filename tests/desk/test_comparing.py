"""Each claim held against the sealed record: what it says, and above all what it does not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.acknowledgement.ladders import Answer, Channel
from herald.desk import incidents
from herald.desk.comparing import compared
from herald.desk.placing import asked, could_have_been
from herald.incident.codes import ActCode, Modality
from herald.incident.contents import Alibi, Claim, ClauseSaid, Place, When
from herald.incident.holding import LOOKED, NO_EVENT, Held, Looked, Result
from herald.record.calling import CallStep, Purpose
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import DAY as ONE_DAY
from herald.units import HOUR, MINUTE, Instant, PartyId, parse_instant
from tests.desk.days import Day, begun
from tests.desk.incidents import Incidents, act, claim, named
from tests.desk.missions import ASTER, BIRCH, cancel, movement
from tests.story.test_told import switched_off

BEGINS = "2026-03-11T12:00:00Z"
NOON = parse_instant(BEGINS)
HOURS = When(Instant(NOON - HOUR), "EXERCISE: around noon", Instant(NOON + HOUR))
THERE = Place(-31_928_000_000, -24_900_000_000, "EXERCISE: near the crossing", 2_000_000)
FAR = Place(-31_928_000_000, -20_000_000_000, "EXERCISE: far away", 2_000_000)
WE, THEY = named("EXERCISE: our side", ASTER), named("EXERCISE: the other side", BIRCH)
GIVEN = act(ActCode.NOTICE_GIVEN, WE, THEY)


@pytest.fixture(params=["memory", "sqlite"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Day:
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "mission.db", new=True)
    return begun(channels=(Channel.DROP,), store=store)


def tell(day: Day) -> None:
    """What was filed is tried, witnesses see it, and it counts as delivered."""
    day.tried(switched_off)
    day.mission.clock.move(MINUTE)
    day.round()
    day.mission.clock.move(MINUTE)
    day.delivered()
    day.round()


def incident(day: Day, **stated: Any) -> tuple[Incidents, int, int]:
    """An incident at noon near the crossing, with an account to speak in."""
    here = Incidents(day.told)
    number = here.opened(**({"when": HOURS, "place": THERE} | stated))
    return here, number, here.account(number)


def said(day: Day, *claims: Claim, **stated: Any) -> list[Held]:
    here, number, of = incident(day, **stated)
    for each in claims:
        here.claim(number, of, each)
    return results(day, number)


def results(day: Day, number: int) -> list[Held]:
    books = day.books()
    with day.store.reading() as record:
        held = incidents.on_record(record, books, number)
        assert held is not None
        return list(compared(record, books, held))


def one(day: Day, of: Claim, **stated: Any) -> Held:
    (found,) = said(day, of, **stated)
    return found


def asserted(*acts: Any, **stated: Any) -> Claim:
    return replace(claim("EXERCISE: it is said", *acts), **stated)


# -- We warned you, nobody told us -----------------------------------------------------------------------------------------


def test_a_notice_that_was_delivered_in_time_is_consistent_with_having_given_it(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    found = one(day, asserted(GIVEN))
    assert found.result is Result.CONSISTENT
    assert found.entries[0] == of
    assert len(found.entries) == 2
    assert found.standing is None


def test_and_contradicts_that_nobody_was_told(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    assert one(day, asserted(GIVEN, modality=Modality.DENIES)).result is Result.CONTRADICTED


def test_a_notice_that_came_after_it_began_contradicts_having_given_it_and_bears_out_the_denial(day: Day) -> None:
    day.mission.clock.move(int(NOON - day.mission.clock()) + HOUR)
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    yes, no = said(day, asserted(GIVEN), asserted(GIVEN, modality=Modality.DENIES))
    assert (yes.result, no.result) == (Result.CONTRADICTED, Result.CONSISTENT)


def test_a_notice_that_was_filed_and_of_which_nobody_can_show_that_it_came_cannot_be_told(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    found = one(day, asserted(GIVEN))
    assert found.result is Result.CANNOT_TELL
    assert "missing" in found.why


def test_without_a_notice_it_is_not_in_the_record_whether_it_is_said_or_denied(day: Day) -> None:
    for modality in (Modality.ASSERTS, Modality.DENIES):
        found = one(day, asserted(GIVEN, modality=modality))
        assert found.result is Result.NOT_IN_RECORD
        assert found.standing == NOT_IN_RECORD
        assert found.entries == ()


def test_a_notice_of_another_place_or_day_or_side_is_not_the_one_that_is_spoken_of(day: Day) -> None:
    day.file("elsewhere", lon=-20.0, at=BEGINS)
    day.file("later", lon=-24.9, at="2026-03-13T12:00:00Z")
    tell(day)
    assert one(day, asserted(GIVEN)).result is Result.NOT_IN_RECORD
    turned = act(ActCode.NOTICE_GIVEN, THEY, WE)
    assert one(day, asserted(turned)).result is Result.NOT_IN_RECORD


def test_a_notice_that_the_claim_or_the_incident_names_is_taken_wherever_it_was(day: Day) -> None:
    of = day.file("elsewhere", lon=-20.0, at=BEGINS)
    tell(day)
    assert one(day, asserted(replace(GIVEN, notice=of))).result is Result.CONSISTENT
    assert one(day, asserted(GIVEN), notices=(of,)).result is Result.CONSISTENT


def test_a_notice_that_was_cancelled_after_the_event_is_still_found(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    day.mission.clock.move(2 * ONE_DAY)
    day.seal(day.mission.line(cancel("gone", movement("column", ASTER, lon=-24.9, at=BEGINS))))
    assert one(day, asserted(GIVEN)).result is Result.CONSISTENT


def test_whoever_is_no_party_gave_no_notice_that_could_be_looked_for(day: Day) -> None:
    for actor, towards, missing in (
        (named("EXERCISE: they"), THEY, "who"),
        (WE, None, "to whom"),
        (None, None, "who and to whom"),
        (named("EXERCISE: x", PartyId("nobody")), THEY, "who"),
    ):
        found = one(day, asserted(act(ActCode.NOTICE_GIVEN, actor, towards)))
        assert found.result is Result.CANNOT_TELL
        assert missing in found.why


def test_where_nobody_says_when_it_cannot_be_looked_for(day: Day) -> None:
    found = one(day, asserted(GIVEN), when=When(None, "EXERCISE: some day", None))
    assert found.result is Result.CANNOT_TELL


# -- How it is said --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("modality", NO_EVENT)
def test_what_is_no_event_cannot_be_held_against_anything(day: Day, modality: Modality) -> None:
    found = one(day, asserted(GIVEN, modality=modality))
    assert (found.result, found.act) == (Result.CANNOT_TELL, None)
    assert "nothing is said to have happened" in found.why


def test_what_only_appears_so_is_held_against_the_record_and_says_that_it_only_appears(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    found = one(day, asserted(GIVEN, modality=Modality.APPEARS))
    assert found.result is Result.CONSISTENT
    assert found.why.endswith("the claim says only that it appears so")


@pytest.mark.parametrize("code", [code for code in ActCode if LOOKED[code] is Looked.NOTHING])
def test_what_happened_on_the_ground_the_record_does_not_see(day: Day, code: ActCode) -> None:
    for modality in (Modality.ASSERTS, Modality.DENIES):
        found = one(day, asserted(act(code, THEY, WE), modality=modality))
        assert found.result is Result.NOT_IN_RECORD
        assert "does not see what happened" in found.why


def test_words_out_of_which_no_act_is_read_cannot_be_told(day: Day) -> None:
    assert one(day, asserted()).result is Result.CANNOT_TELL


def test_each_act_of_a_claim_is_judged_for_itself(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    found = said(day, asserted(GIVEN, act(ActCode.BLOCK, THEY, WE)))
    assert [(each.act, each.result) for each in found] == [(0, Result.CONSISTENT), (1, Result.NOT_IN_RECORD)]


def test_a_claim_that_was_corrected_is_not_judged_any_more(day: Day) -> None:
    here, number, of = incident(day)
    first = here.claim(number, of, asserted(GIVEN))
    second = here.claim(number, of, asserted(act(ActCode.BLOCK)), replaces=first)
    assert [each.claim for each in results(day, number)] == [second]


# -- Receipts, consent, calls ----------------------------------------------------------------------------------------------


def test_a_receipt_or_an_answer_that_it_signed_is_consistent_with_having_had_it(day: Day) -> None:
    acknowledged = act(ActCode.NOTICE_ACKNOWLEDGED, THEY, WE)
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    assert one(day, asserted(acknowledged)).result is Result.NOT_IN_RECORD
    answer = day.told.response(of, Answer.NO_OBJECTION, "2")
    index = day.seal(day.told.by_person(BIRCH, answer, {"reason": ""}))
    found = one(day, asserted(acknowledged))
    assert (found.result, found.entries) == (Result.CONSISTENT, (of, index))


def test_of_a_clause_that_asks_for_no_consent_nobody_asked_to_pass(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    found = one(day, asserted(act(ActCode.PASSAGE_ASKED, WE, THEY)))
    assert found.result is Result.NOT_IN_RECORD


def test_a_call_is_borne_out_by_both_sides_own_versions_and_by_one_side_alone_it_is_not(day: Day) -> None:
    held_ = act(ActCode.CALL_HELD, WE, THEY)
    assert one(day, asserted(held_)).result is Result.NOT_IN_RECORD
    day.mission.clock.move(int(NOON - day.mission.clock()))
    begin = {"channel": "radio", "purpose": Purpose.INCIDENT, "language": "en"}
    words = {"persons": None, "words": "EXERCISE: stop"}
    first = day.seal(day.told.by_person(ASTER, day.told.call(CallStep.START, BIRCH, **begin), words))
    found = one(day, asserted(held_))
    assert (found.result, found.entries) == (Result.CANNOT_TELL, (first,))
    assert "that of birch: not given" in found.why
    second = day.seal(day.told.by_person(BIRCH, day.told.call(CallStep.START, ASTER, **begin), words))
    found = one(day, asserted(held_))
    assert (found.result, found.entries) == (Result.CONSISTENT, (first, second))
    late = When(Instant(NOON + 30 * ONE_DAY), "EXERCISE: a month later", Instant(NOON + 31 * ONE_DAY))
    assert one(day, asserted(held_, when=late)).result is Result.NOT_IN_RECORD


# -- Clauses ---------------------------------------------------------------------------------------------------------------

BREACH = act(ActCode.BREACH_CLAIMED, WE, THEY)


@pytest.mark.parametrize(
    ("agreement", "clause", "result", "why"),
    [
        ("exercise-2026", "2", Result.CONSISTENT, "whether it was broken the record does not say"),
        ("exercise-2026", None, Result.CONSISTENT, "was in force then"),
        ("exercise-2026", "77", Result.CONTRADICTED, "has no clause 77"),
        ("another", "2", Result.CANNOT_TELL, "is not held by this mission"),
        (None, None, Result.CANNOT_TELL, "an unspecified agreement"),
    ],
)
def test_of_a_breach_the_record_says_only_whether_the_clause_was_in_force(
    day: Day, agreement: str | None, clause: str | None, result: Result, why: str
) -> None:
    spoken = ClauseSaid(agreement, clause, "EXERCISE: what was agreed")
    found = one(day, asserted(BREACH, clause=spoken))
    assert (found.result, found.act) == (result, None)
    assert why in found.why


# -- Places ----------------------------------------------------------------------------------------------------------------

WAS = act(ActCode.WAS_AT, WE)


def test_a_movement_that_could_have_been_there_is_consistent_with_having_been(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    found = one(day, asserted(WAS))
    assert (found.result, found.entries) == (Result.CONSISTENT, (of,))


def test_a_named_movement_that_could_not_have_been_there_contradicts_it_and_of_others_nothing_is_said(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    assert one(day, asserted(replace(WAS, notice=of), places=(FAR,))).result is Result.CONTRADICTED
    found = one(day, asserted(WAS, places=(FAR,)))
    assert found.result is Result.NOT_IN_RECORD
    assert "movements nobody filed are not covered" in found.why


def test_without_a_place_or_a_time_or_a_side_nobody_can_say_where_it_was(day: Day) -> None:
    nowhere = Place(None, None, "EXERCISE: somewhere", None)
    for of, stated, missing in (
        (asserted(WAS), {"place": nowhere}, "where"),
        (asserted(WAS), {"when": None}, "when"),
        (asserted(act(ActCode.WAS_AT)), {}, "of which party"),
    ):
        found = one(day, of, **stated)
        assert found.result is Result.CANNOT_TELL
        assert missing in found.why


def test_where_a_movement_could_have_been_is_answered_the_same_whenever_it_is_asked(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    first, until = Instant(NOON - HOUR), Instant(NOON + HOUR)
    for place, could in ((THERE, True), (FAR, False), (replace(THERE, lat_e9=None, lon_e9=None, within_mm=None), None)):
        question = asked(Alibi(first, place, "EXERCISE: why", until))
        with day.store.reading() as record:
            answers = {could_have_been(record, day.books(), of, question) for _ in range(2)}
        assert [answer.could for answer in answers] == [could]
    early = asked(Alibi(Instant(first - ONE_DAY), THERE, "EXERCISE: why", Instant(until - ONE_DAY)))
    with day.store.reading() as record:
        assert could_have_been(record, day.books(), of, early).could is False


# -- How often -------------------------------------------------------------------------------------------------------------


def test_a_word_like_rare_is_no_number_and_the_base_rate_says_its_denominator(day: Day) -> None:
    often = act(ActCode.ENCOUNTERED, WE, THEY)
    day.file("column", lon=-24.9, at=BEGINS)
    day.seal(day.mission.line(movement("patrol", BIRCH, lon=-24.9, at=BEGINS)))
    later = When(Instant(NOON + ONE_DAY), "EXERCISE: the next day", Instant(NOON + 2 * ONE_DAY))
    found = one(day, asserted(often), when=later)
    assert found.result is Result.CANNOT_TELL
    assert "of 2 notices of 2 parties" in found.why
    assert "1 pair could meet" in found.why
    early = When(Instant(NOON - 400 * ONE_DAY), "EXERCISE: long before", Instant(NOON - 399 * ONE_DAY))
    assert "no notice was filed" in one(day, asserted(often), when=early).why
