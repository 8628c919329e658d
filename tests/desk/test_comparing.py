"""Each claim held against the sealed record: what it says, and above all what it does not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.acknowledgement.ladders import Answer, Channel, Manner
from herald.canonical import Json
from herald.desk import comparing, founding, incidents, meant
from herald.desk.comparing import alibi, alibis, compared
from herald.desk.placing import asked, could_have_been
from herald.incident.codes import ActCode, Modality
from herald.incident.contents import Alibi, Claim, ClauseSaid, Place, When
from herald.incident.holding import LOOKED, NO_EVENT, Held, Looked, Result
from herald.notice.model import Notice
from herald.record.acts import Erasure
from herald.record.calling import CallStep, Purpose
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import DAY as ONE_DAY
from herald.units import HOUR, MINUTE, Instant, PartyId, parse_instant
from tests.desk.attacks import Afield
from tests.desk.days import Day, begun, quorum
from tests.desk.incidents import Incidents, act, claim, named
from tests.desk.missions import ASTER, BIRCH, cancel, instead, movement
from tests.desk.telling import AGREED, RELIEF, Told
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


def test_only_the_last_notices_are_counted_where_there_are_many_and_it_says_since_when(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_RATED", 2)
    for number in range(3):
        day.file(f"column {number}", lon=-24.9 + number, at=BEGINS)
    later = When(Instant(NOON + ONE_DAY), "EXERCISE: the next day", Instant(NOON + 2 * ONE_DAY))
    why = one(day, asserted(act(ActCode.CONFRONTED, WE, THEY)), when=later).why
    assert "of 2 notices of 1 party" in why
    assert "the last 2 alone are counted" in why
    assert "filed in the 3 days before" in why


def test_a_pair_of_which_it_cannot_be_told_is_counted_apart(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    day.seal(day.mission.line(movement("patrol", BIRCH, lon=-24.9, at=BEGINS)))
    endless = without_end(movement("endless", BIRCH, lon=-24.9, at="2026-03-10T10:00:00Z"))
    day.seal(day.mission.line(endless))
    later = When(Instant(NOON + ONE_DAY), "EXERCISE: the next day", Instant(NOON + 2 * ONE_DAY))
    why = one(day, asserted(act(ActCode.ENCOUNTERED, WE, THEY)), when=later).why
    assert "1 pair could meet" in why
    assert "of 1 more pair it could not be told" in why


# -- What is not known widens ----------------------------------------------------------------------------------------------

NOWHERE = Place(None, None, "EXERCISE: somewhere", None)
POINT = replace(THERE, within_mm=None)
DENIED = asserted(GIVEN, modality=Modality.DENIES)


def without_end(of: Notice) -> Notice:
    """The same, and nobody says until when."""
    shape: Any = of.shape
    ends = tuple(replace(window, latest=None) for window in shape.schedule.each)
    return replace(of, shape=replace(shape, schedule=replace(shape.schedule, each=ends)))


@pytest.mark.parametrize("place", [None, NOWHERE, replace(FAR, within_mm=None)])
def test_where_no_place_is_known_any_notice_of_that_time_may_be_meant_and_none_contradicts_a_denial(
    day: Day, place: Place | None
) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    yes, no = said(day, asserted(GIVEN), DENIED, place=place)
    assert (yes.result, no.result) == (Result.CONSISTENT, Result.CANNOT_TELL)
    assert yes.entries[0] == no.entries[0] == of
    assert "another notice may be meant" in no.why


def test_a_late_notice_of_that_time_contradicts_nobody_where_no_place_is_known(day: Day) -> None:
    """It may be of something else, and the warning that is spoken of was perhaps given by another channel."""
    day.mission.clock.move(int(NOON - day.mission.clock()) + HOUR)
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    for found in said(day, asserted(GIVEN), DENIED, place=None):
        assert (found.result, found.entries[0]) == (Result.CANNOT_TELL, of)
        assert "another notice may be meant" in found.why


def test_a_notice_at_the_very_point_is_meant_even_where_nobody_says_how_far_off_it_may_be(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    assert one(day, DENIED, place=POINT).result is Result.CONTRADICTED


def test_of_a_movement_without_an_end_it_cannot_be_told_whether_it_is_the_one_that_is_meant(day: Day) -> None:
    """It was delivered before it could begin, and may have been elsewhere by then."""
    day.seal(day.mission.line(without_end(movement("endless", ASTER, lon=-24.9, at="2026-03-10T10:00:00Z"))))
    tell(day)
    yes, no, was = said(day, asserted(GIVEN), DENIED, asserted(act(ActCode.WAS_AT, WE)))
    assert (yes.result, no.result, was.result) == (Result.CONSISTENT, Result.CANNOT_TELL, Result.CANNOT_TELL)
    assert "it cannot be told" in was.why


def test_more_notices_than_are_looked_through_are_said_to_be_too_many_and_none_is_left_out(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meant, "MOST_MEANT", 1)
    for number in range(2):
        day.file(f"column {number}", lon=-24.9, at=BEGINS)
    tell(day)
    for code, actor, towards in (
        (ActCode.NOTICE_GIVEN, WE, THEY),
        (ActCode.NOTICE_ACKNOWLEDGED, THEY, WE),
        (ActCode.PASSAGE_ASKED, WE, THEY),
    ):
        found = one(day, asserted(act(code, actor, towards)))
        assert found.result is Result.CANNOT_TELL
        assert found.why.startswith("2 notices of aster to birch could be meant")


def test_where_one_came_in_time_and_another_late_the_one_in_time_bears_it_out(day: Day) -> None:
    day.file("in time", lon=-24.9, at=BEGINS)
    tell(day)
    day.mission.clock.move(int(NOON - day.mission.clock()) + HOUR)
    day.file("late", lon=-24.9, at=BEGINS)
    tell(day)
    yes, no = said(day, asserted(GIVEN), DENIED)
    assert (yes.result, no.result) == (Result.CONSISTENT, Result.CONTRADICTED)
    assert "notice in time" in yes.why


def test_where_one_came_late_and_of_another_it_is_not_provable_it_cannot_be_told(day: Day) -> None:
    day.mission.clock.move(int(NOON - day.mission.clock()) + HOUR)
    day.file("late", lon=-24.9, at=BEGINS)
    tell(day)
    day.file("untried", lon=-24.9, at=BEGINS)
    yes, no = said(day, asserted(GIVEN), DENIED)
    assert (yes.result, no.result) == (Result.CANNOT_TELL, Result.CANNOT_TELL)
    assert "notice untried" in yes.why


def test_the_incidents_place_and_time_stand_in_for_what_nobody_has_read_and_that_is_said(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    unread = asserted(GIVEN, places=(NOWHERE,), when=When(None, "EXERCISE: that day", None))
    found = one(day, unread)
    assert found.result is Result.CONSISTENT
    assert "nobody has placed where the claim says" in found.why
    assert "nobody has read when the claim means" in found.why
    assert "nobody has" not in one(day, asserted(GIVEN)).why


@pytest.mark.parametrize("half", [When(HOURS.from_us, "EXERCISE: since then", None), When(None, "x", HOURS.until_us)])
def test_a_time_of_which_one_end_is_missing_is_no_time_to_ask_for(day: Day, half: When) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    spoken = ClauseSaid("exercise-2026", "2", "EXERCISE")
    for of in (GIVEN, act(ActCode.CALL_HELD, WE, THEY), act(ActCode.WAS_AT, WE), act(ActCode.PASSAGE_ASKED, WE)):
        assert one(day, asserted(of, when=half)).result is Result.CANNOT_TELL
    assert one(day, asserted(clause=spoken, when=half)).result is Result.CANNOT_TELL


def test_of_several_places_any_one_will_do(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    both = (FAR, THERE)
    given, was = said(day, asserted(GIVEN, places=both), asserted(act(ActCode.WAS_AT, WE, notice=of), places=both))
    assert (given.result, was.result) == (Result.CONSISTENT, Result.CONSISTENT)


# -- Which notice ----------------------------------------------------------------------------------------------------------


def test_an_entry_that_is_no_such_notice_is_not_taken_for_one(day: Day) -> None:
    theirs = day.seal(day.mission.line(movement("patrol", BIRCH, lon=-24.9, at=BEGINS)))
    for entry in (theirs, 0, 10_000):
        for of in (
            replace(GIVEN, notice=entry),
            act(ActCode.PASSAGE_ASKED, WE, THEY, entry),
            act(ActCode.MOVED, WE, None, entry),
        ):
            found = one(day, asserted(of))
            assert (found.result, found.entries) == (Result.NOT_IN_RECORD, ())
            assert f"entry {entry}" in found.why


def test_nobody_gives_notice_to_itself_or_calls_itself(day: Day) -> None:
    for code in (ActCode.NOTICE_GIVEN, ActCode.NOTICE_ACKNOWLEDGED, ActCode.CALL_HELD):
        found = one(day, asserted(act(code, WE, WE)))
        assert found.result is Result.CANNOT_TELL
        assert "on both sides" in found.why


@pytest.mark.parametrize("manner", ["cancelled", "replaced"])
def test_a_notice_that_was_withdrawn_before_is_meant_only_where_it_is_named_and_then_it_is_said(
    day: Day, manner: str
) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    before = movement("column", ASTER, lon=-24.9, at=BEGINS)
    after = (
        cancel("gone", before)
        if manner == "cancelled"
        else instead(before, movement("other", ASTER, lon=-20.0, at=BEGINS))
    )
    by = day.seal(day.mission.line(after))
    day.mission.clock.move(int(NOON - day.mission.clock()))
    assert one(day, asserted(GIVEN)).result is Result.NOT_IN_RECORD
    assert one(day, asserted(act(ActCode.WAS_AT, WE))).result is Result.NOT_IN_RECORD
    for each in (asserted(replace(GIVEN, notice=of)), asserted(act(ActCode.WAS_AT, WE, None, of))):
        found = one(day, each)
        assert (found.result, found.entries) == (Result.CANNOT_TELL, (of, by))
        assert "was replaced or cancelled by entry" in found.why


def test_what_takes_the_place_of_a_notice_is_what_stood_then(day: Day) -> None:
    day.file("column", lon=-24.9, at="2026-03-20T12:00:00Z")
    later = instead(
        movement("column", ASTER, lon=-24.9, at="2026-03-20T12:00:00Z"), movement("sooner", ASTER, lon=-24.9, at=BEGINS)
    )
    of = day.seal(day.mission.line(later))
    tell(day)
    assert one(day, asserted(GIVEN)).entries[0] == of


def test_a_notice_that_the_cell_entered_for_a_party_is_said_not_to_be_signed_by_it(day: Day) -> None:
    relief = movement("aid", RELIEF, lon=-24.9, at=BEGINS)
    day.seal(day.told.entered(relief))
    tell(day)
    found = one(day, asserted(act(ActCode.NOTICE_GIVEN, named("EXERCISE: the convoy", RELIEF), THEY)))
    assert found.result is Result.CONSISTENT
    assert "the cell entered it, and it is not signed by cedar-relief" in found.why


def test_a_movement_that_was_filed_only_afterwards_could_have_been_there_and_that_is_said(day: Day) -> None:
    day.mission.clock.move(int(NOON - day.mission.clock()) + 3 * HOUR)
    of = day.file("afterwards", lon=-24.9, at=BEGINS)
    found = one(day, asserted(act(ActCode.PATROLLED, WE)))
    assert (found.result, found.entries) == (Result.CONSISTENT, (of,))
    assert "filed only when that time had begun" in found.why


def test_that_a_movement_could_have_been_there_does_not_contradict_who_says_that_it_was_not(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    for notice in (None, of):
        denied = asserted(act(ActCode.WAS_AT, WE, None, notice), modality=Modality.DENIES)
        assert one(day, denied).result is Result.CANNOT_TELL
    far = asserted(act(ActCode.WAS_AT, WE, None, of), modality=Modality.DENIES, places=(FAR,))
    assert one(day, far).result is Result.CONSISTENT


def test_at_a_point_of_which_nobody_says_how_far_off_it_may_be_nothing_is_proved(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    far = replace(FAR, within_mm=None)
    for notice in (None, of):
        found = one(day, asserted(act(ActCode.WAS_AT, WE, None, notice), places=(far,)))
        assert found.result is Result.CANNOT_TELL
        assert "how far off" in found.why


# -- Receipts, consent -----------------------------------------------------------------------------------------------------

ACKNOWLEDGED = act(ActCode.NOTICE_ACKNOWLEDGED, THEY, WE)


def test_a_receipt_by_voice_is_the_word_of_its_recorder_and_shows_nothing_either_way(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    voice = day.told.by_officer(day.told.receipt(of, BIRCH, Manner.VOICE), {"account": "EXERCISE: by radio"})
    index = day.seal(voice)
    for modality in (Modality.ASSERTS, Modality.DENIES):
        found = one(day, asserted(ACKNOWLEDGED, modality=modality))
        assert (found.result, found.entries) == (Result.CANNOT_TELL, (of, index))
        assert "by the word of its recorder alone" in found.why
    signed = day.seal(day.told.by_person(BIRCH, day.told.receipt(of, BIRCH)))
    yes, no = said(day, asserted(ACKNOWLEDGED), asserted(ACKNOWLEDGED, modality=Modality.DENIES))
    assert (yes.result, no.result, yes.entries) == (Result.CONSISTENT, Result.CONTRADICTED, (of, signed))


def test_a_silence_that_was_sealed_is_named_and_is_no_answer(day: Day) -> None:
    of = day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    day.mission.clock.move(7 * HOUR)
    (lapse,) = day.silences()
    found = one(day, asserted(ACKNOWLEDGED))
    assert (found.result, found.entries) == (Result.NOT_IN_RECORD, (of, lapse))
    assert f"sealed in entry {lapse}" in found.why


def test_without_a_notice_there_is_nothing_to_acknowledge(day: Day) -> None:
    assert one(day, asserted(ACKNOWLEDGED)).result is Result.NOT_IN_RECORD


def under(text: str, store: Any = None) -> Day:
    """A mission under this agreement, in which Birch is told."""
    content: Json = {"files": {}, "toml": text}
    mission = Afield(store or MemoryStore()).begun(content)
    told = Told(mission)
    made = Day(told, quorum(mission.keys.log.verifier), ASTER, BIRCH)
    for party in (ASTER, BIRCH):
        mission.party(party)
    told.officer()
    mission.carried = mission.file()
    return made


CONSENT = f"""{AGREED}
[[clause]]
id = "3"
text = "EXERCISE: the strait is passed by consent"
regime = "consent"
reply_h = 6
"""
ASKED_TO_PASS = act(ActCode.PASSAGE_ASKED, WE, THEY)


def test_who_filed_under_a_clause_of_consent_asked_and_what_was_answered_is_said() -> None:
    day = under(CONSENT)
    of = day.file("column", lon=-24.9, at=BEGINS)
    found = one(day, asserted(ASKED_TO_PASS))
    assert (found.result, found.entries) == (Result.CONSISTENT, (of,))
    assert "clause 3 asks for consent there; birch: no answer is in the record" in found.why
    for answer in (Answer.REFUSED, Answer.GRANTED):
        index = day.seal(day.told.by_person(BIRCH, day.told.response(of, answer, "3"), {"reason": ""}))
        yes, no = said(day, asserted(ASKED_TO_PASS), asserted(ASKED_TO_PASS, modality=Modality.DENIES))
        assert (yes.result, no.result, yes.entries) == (Result.CONSISTENT, Result.CONTRADICTED, (of, index))
        assert f"birch: {answer.value} (entry {index})" in yes.why


def test_who_asked_need_not_say_whom_and_who_is_no_party_cannot_be_looked_for() -> None:
    day = under(CONSENT)
    day.file("column", lon=-24.9, at=BEGINS)
    found = one(day, asserted(act(ActCode.PASSAGE_ASKED, WE)))
    assert found.result is Result.CONSISTENT
    assert "birch: no answer" in found.why
    assert "cedar-relief: no answer" in found.why
    assert one(day, asserted(act(ActCode.PASSAGE_ASKED, named("EXERCISE: they")))).result is Result.CANNOT_TELL
    yes, no = said(day, asserted(ASKED_TO_PASS), asserted(ASKED_TO_PASS, modality=Modality.DENIES), place=None)
    assert (yes.result, no.result) == (Result.CONSISTENT, Result.CANNOT_TELL)


def test_silence_under_a_clause_of_consent_is_said_to_be_silence() -> None:
    day = under(CONSENT)
    of = day.file("column", lon=-24.9, at=BEGINS)
    day.told.seal(day.told.by_machine(day.told.attempt(of, BIRCH, RELIEF)))
    day.delivered()
    day.mission.clock.move(8 * HOUR)
    assert day.silences()
    assert "birch: no answer by its deadline (entry" in one(day, asserted(ASKED_TO_PASS)).why


# -- Calls -----------------------------------------------------------------------------------------------------------------

HELD = act(ActCode.CALL_HELD, WE, THEY)
OWN = replace(HOURS, said="EXERCISE: then")
WORDS: dict[str, Json] = {"persons": None, "words": "EXERCISE: stop"}


def rung(day: Day, by: PartyId, other: PartyId, number: str, step: CallStep = CallStep.START, **stated: Any) -> int:
    begin = {"channel": "radio", "purpose": Purpose.INCIDENT, "language": "en"} if step is CallStep.START else {}
    call = day.told.call(step, other, call=number * 16, **(begin | stated))
    return day.seal(day.told.by_person(by, call, WORDS))


def at_noon(day: Day) -> None:
    day.mission.clock.move(int(NOON - day.mission.clock()))


def test_a_call_of_which_both_sides_seal_their_version_counts_before_one_of_one_side(day: Day) -> None:
    at_noon(day)
    rung(day, ASTER, BIRCH, "a1")
    both = rung(day, ASTER, BIRCH, "b2"), rung(day, BIRCH, ASTER, "b2")
    yes, no = said(day, asserted(HELD, when=OWN), asserted(HELD, when=OWN, modality=Modality.DENIES))
    assert (yes.result, no.result, yes.entries) == (Result.CONSISTENT, Result.CONTRADICTED, both)


def test_a_call_about_that_time_does_not_contradict_a_denial_that_says_no_time(day: Day) -> None:
    at_noon(day)
    for by, other in ((ASTER, BIRCH), (BIRCH, ASTER)):
        rung(day, by, other, "b2")
    yes, no = said(day, asserted(HELD), asserted(HELD, modality=Modality.DENIES))
    assert (yes.result, no.result) == (Result.CONSISTENT, Result.CANNOT_TELL)


def test_calls_with_others_and_places_that_were_only_rung_are_no_call_of_these_two(day: Day) -> None:
    at_noon(day)
    rung(day, ASTER, RELIEF, "a1")
    rung(day, ASTER, BIRCH, "b2", CallStep.RANG, result="no-answer", rung=1)
    assert one(day, asserted(HELD, when=OWN)).result is Result.NOT_IN_RECORD


def test_a_version_that_was_sealed_long_afterwards_is_a_version(day: Day) -> None:
    at_noon(day)
    rung(day, ASTER, BIRCH, "a1")
    day.mission.clock.move(20 * ONE_DAY)
    rung(day, BIRCH, ASTER, "a1", at_us=NOON)
    assert one(day, asserted(HELD, when=OWN)).result is Result.CONSISTENT


def test_without_a_time_nobody_knows_which_call_is_spoken_of(day: Day) -> None:
    assert one(day, asserted(HELD), when=None).result is Result.CANNOT_TELL


# -- The agreement as it was then --------------------------------------------------------------------------------------------


def spoken_of(day: Day, clause: str | None = "2", modality: Modality = Modality.ASSERTS) -> Held:
    spoken = ClauseSaid("exercise-2026", clause, "EXERCISE: what was agreed")
    return one(day, asserted(clause=spoken, modality=modality))


def headed(*lines: str) -> str:
    """The agreement with these lines at its head."""
    return AGREED.replace('status = "held"', "\n".join(lines))


@pytest.mark.parametrize(
    ("lines", "result", "why"),
    [
        (('status = "sealed"',), Result.CANNOT_TELL, "not public"),
        (('status = "partly-held"',), Result.CANNOT_TELL, "held in part"),
        (('status = "held"', 'in_force = ["2026-03-12T00:00:00Z", ""]'), Result.CONTRADICTED, "was not in force then"),
        (('status = "held"', 'in_force = ["2026-03-11T12:00:00Z", ""]'), Result.CANNOT_TELL, "a part of that time"),
        (
            ('status = "held"', 'suspended = [["2026-03-11T00:00:00Z", "2026-03-12T00:00:00Z"]]'),
            Result.CONTRADICTED,
            "was suspended then",
        ),
        (('status = "held"', 'suspended = [["2026-03-11T12:00:00Z", ""]]'), Result.CANNOT_TELL, "suspended for a part"),
    ],
)
def test_what_is_held_in_force_and_suspended_is_said_of_the_clause_alone(
    lines: tuple[str, ...], result: Result, why: str
) -> None:
    found = spoken_of(under(headed(*lines)), "77" if "partly-held" in lines[0] else None)
    assert found.result is result
    assert why in found.why


def test_that_a_clause_was_in_force_does_not_contradict_who_says_that_it_was_not_broken(day: Day) -> None:
    assert spoken_of(day, modality=Modality.DENIES).result is Result.CANNOT_TELL
    assert spoken_of(day, "77", Modality.DENIES).result is Result.CONSISTENT


def amended(day: Day, text: str) -> int:
    """Where the next version of the agreement stands."""
    content: Json = {"files": {}, "toml": text}
    act = founding.next_version(day.books(), content)
    return day.told.seal(day.mission.by_the_cell(act, {"text": content}))


def test_of_an_event_the_version_speaks_that_counted_then_and_not_a_later_one(day: Day) -> None:
    first = spoken_of(day).entries
    day.mission.clock.move(5 * ONE_DAY)
    without = AGREED[: AGREED.index('[[clause]]\nid = "2"')]
    amended(day, without)
    found = spoken_of(day)
    assert (found.result, found.entries) == (Result.CONSISTENT, first)


def test_where_the_agreement_was_changed_in_that_very_time_it_cannot_be_told(day: Day) -> None:
    (first,) = spoken_of(day).entries
    at_noon(day)
    second = amended(day, AGREED[: AGREED.index('[[clause]]\nid = "2"')])
    found = spoken_of(day)
    assert (found.result, found.entries) == (Result.CANNOT_TELL, (first, second))
    assert spoken_of(day, "1").result is Result.CONSISTENT


def test_of_what_was_before_the_mission_the_first_version_speaks(day: Day) -> None:
    spoken = ClauseSaid("exercise-2026", "2", "EXERCISE")
    before = When(Instant(NOON - 900 * ONE_DAY), "EXERCISE: years ago", Instant(NOON - 899 * ONE_DAY))
    assert one(day, asserted(clause=spoken, when=before)).result is Result.CONSISTENT


# -- Where it could have been ------------------------------------------------------------------------------------------------


def asking(day: Day, of: int, place: Place) -> tuple[int, int]:
    here, number, _ = incident(day)
    return number, here.alibi(number, of, place)


def answered(day: Day, number: int, index: int) -> Any:
    with day.store.reading() as record:
        books = day.books()
        held = incidents.on_record(record, books, number)
        assert held is not None
        item = held.at(index)
        assert item is not None
        found = alibi(record, books, item)
        (listed,) = alibis(record, books, held)
        assert (listed.index, listed.could, listed.why) == (index, found.could, found.why)
        return found


def test_an_alibi_names_the_instants_and_the_place_or_a_distance_and_stays_the_same(day: Day) -> None:
    of = day.file("column", lon=-24.9, at="2026-03-10T10:10:00Z")
    number, index = asking(day, of, THERE)
    could = answered(day, number, index)
    assert could.could is True
    assert could.at[0] <= could.when <= could.at[1]
    assert could.where == pytest.approx((-24.9, -31.928), abs=0.06)
    assert "nearest at 31.9" in could.why
    away, far = asking(day, of, FAR)
    could_not = answered(day, away, far)
    assert (could_not.could, could_not.beyond_m) == (False, 75_000)
    assert "nor within 75,000 m of it" in could_not.why
    day.seal(day.mission.line(cancel("gone", movement("column", ASTER, lon=-24.9, at="2026-03-10T10:10:00Z"))))
    day.file("another", lon=-24.9, at="2026-03-10T10:10:00Z")
    assert answered(day, number, index) == could
    assert answered(day, away, far) == could_not


def test_the_distance_is_the_largest_of_a_few_and_not_more_than_is_so(day: Day) -> None:
    of = day.file("column", lon=-24.9, at="2026-03-10T10:10:00Z")
    beside = Place(THERE.lat_e9, -24_800_000_000, "EXERCISE: beside", 100_000)
    found = answered(day, *asking(day, of, beside))
    assert (found.could, found.beyond_m) == (False, 1_000)


def test_only_an_entry_that_asks_for_it_is_answered(day: Day) -> None:
    _, number, _ = incident(day)
    with day.store.reading() as record:
        books = day.books()
        held = incidents.on_record(record, books, number)
        assert held is not None
        with pytest.raises(ValueError, match="does not ask"):
            alibi(record, books, held.opened)


# -- Apart, and neutral ------------------------------------------------------------------------------------------------------


def every(we: Any, they: Any) -> list[Claim]:
    """Claims of all kinds, said by both sides, of both, each asserted and denied."""
    codes = {code for code in ActCode if LOOKED[code] is not Looked.NOTHING} | {ActCode.BLOCK}
    spoken = ClauseSaid("exercise-2026", "2", "EXERCISE: what was agreed")
    return [
        asserted(
            act(code, actor, towards), modality=modality, clause=spoken if code is ActCode.BREACH_CLAIMED else None
        )
        for code in ActCode
        if code in codes
        for actor, towards in ((we, they), (they, we), (we, None))
        for modality in (Modality.ASSERTS, Modality.DENIES)
    ]


def test_what_one_side_says_of_anothers_claim_changes_no_result(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    here, number, of = incident(day)
    first = here.claim(number, of, asserted(GIVEN))
    (alone,) = results(day, number)
    other = here.account(number, BIRCH)
    against = here.claim(number, other, DENIED)
    here.link(number, first, against)
    both = results(day, number)
    assert both[0] == alone
    assert [each.claim for each in both] == [first, against]


def test_a_name_that_was_erased_changes_nothing(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    here, number, of = incident(day)
    index = here.claim(number, of, asserted(GIVEN), name="EXERCISE: Maj. Alder")
    before = results(day, number)
    day.seal(day.told.by_officer(Erasure(index, ("name",))))
    assert results(day, number) == before


def whole_story(one_side: PartyId, other: PartyId) -> list[Held]:
    """The same day, told of by these two: notices in time and late, an answer, a call of one side and one of both."""
    made = begun(one_side, other)
    of = made.file("column", lon=-24.9, at=BEGINS)
    made.seal(made.mission.line(movement("patrol", other, lon=-24.9, at=BEGINS)))
    made.tried(switched_off)
    tell(made)
    made.answer(of, Answer.OBJECTION)
    at_noon(made)
    rung(made, one_side, other, "a1")
    for by, to in ((one_side, other), (other, one_side)):
        rung(made, by, to, "b2")
    we, they = named("EXERCISE: our side", one_side), named("EXERCISE: the other side", other)
    return said(made, *every(we, they))


def renamed(text: str) -> str:
    return text.replace(ASTER, "\0").replace(BIRCH, ASTER).replace("\0", BIRCH)


def test_with_the_names_of_the_parties_swapped_every_result_is_renamed_and_nothing_else_changes() -> None:
    """Who files has the name that comes first in one world, and last in the other."""
    first, last = whole_story(ASTER, BIRCH), whole_story(BIRCH, ASTER)
    assert [replace(each, why=renamed(each.why)) for each in first] == last
    assert {each.result for each in first} == set(Result)


def test_each_entry_that_a_result_names_stands_in_the_record(day: Day) -> None:
    day.file("column", lon=-24.9, at=BEGINS)
    tell(day)
    found = said(day, *every(WE, THEY))
    with day.store.reading() as record:
        for each in found:
            assert list(each.entries) == list(dict.fromkeys(each.entries))
            for entry in each.entries:
                assert record.sealed(entry).index == entry
            if each.result in {Result.CONSISTENT, Result.CONTRADICTED}:
                assert each.entries
