"""What a party may not know of the hotline changes no byte of what it is told of it; the rules one by one besides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.acknowledgement.hotline import Place, Plan, RosterOnRecord, Step, Unseen
from herald.disclosure import calls
from herald.disclosure.calls import Facts, hotline_shown, roster, visible
from herald.disclosure.viewer import CELL as THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import answer
from herald.formats.mission import calldocuments, calling
from herald.record.calling import CallStep, Purpose
from herald.units import FIRST_INSTANT, HOUR, MINUTE, SECOND, Instant, Microseconds, PartyId

ASTER, BIRCH, CEDAR, CELL = map(PartyId, ("aster", "birch", "cedar-relief", "cell"))
PARTIES = (ASTER, BIRCH, CEDAR, CELL)
NOW = Instant(3 * HOUR)
NUMBERS = ("0a" * 16, "1b" * 16)
MARKED = "a marked person"


def made(party: PartyId, what: CallStep, others: Sequence[PartyId], number: str, words: str | None) -> Step:
    named = tuple(each for each in others if each != party) or (next(each for each in PARTIES if each != party),)
    begins = what is CallStep.START
    return Step(
        index=0,
        received=Instant(0),
        at=Instant(0),
        party=party,
        call=number,
        what=what,
        others=named,
        purpose=Purpose.OTHER if begins else None,
        persons=MARKED,
        words=words,
    )


STEP = st.builds(
    made,
    st.sampled_from(PARTIES),
    st.sampled_from(CallStep),
    st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3, unique=True),
    st.sampled_from(NUMBERS),
    st.none() | st.sampled_from(("wait", "go on")),
)


def sealed(steps: Iterable[Step | None]) -> tuple[Step, ...]:
    """Each at its own place in the log; where there is none, the log holds something else."""
    return tuple(
        replace(step, index=at, received=Instant(at * MINUTE), at=Instant(at * MINUTE - 7 * SECOND))
        for at, step in enumerate(steps, 10)
        if step is not None
    )


def plan(party: PartyId, index: int = 1, first: int = HOUR) -> Plan:
    return Plan(index, Instant(0), party, Instant(first), Microseconds(HOUR), Microseconds(10 * MINUTE))


def said(steps: tuple[Step, ...], plans: tuple[Plan, ...], viewer: Viewer, since: Instant = FIRST_INSTANT) -> list[str]:
    """Everything that is said of the hotline to this viewer."""
    facts = Facts(True, CELL, steps, plans)
    shown = hotline_shown(facts, viewer, NOW, since)
    told = [calling.hotline(shown), answer.text(calldocuments.hotline_document(shown))]
    for begins in ("", *(number[:6] for number in NUMBERS)):
        for each in calls.call(facts, viewer, begins, NOW):
            told += [calling.call(each, 80), calling.call(each, 200), answer.text(calldocuments.call_document(each))]
    return told


def knows(step: Step, viewer: PartyId) -> bool:
    """Worked out without the rules: does it stand in an entry that is this party's own, or addressed to it?"""
    return viewer in {step.party, *step.others}


@given(
    known=st.lists(STEP, max_size=8),
    hidden=st.lists(st.tuples(STEP, st.none() | STEP), min_size=8, max_size=8),
    persons=st.lists(st.sampled_from((None, Unseen.ERASED, "another person", {"role": "x"})), min_size=8, max_size=8),
    others_plans=st.tuples(st.sampled_from((1, HOUR, 2 * HOUR)), st.booleans()),
    since=st.sampled_from((0, 12 * MINUTE)),
)
@example(
    known=[made(CELL, CallStep.STOP, [ASTER, BIRCH], NUMBERS[0], "stop")],
    hidden=[(made(BIRCH, CallStep.UNDERSTOOD, [CELL], NUMBERS[0], None), None)] * 8,
    persons=[None] * 8,
    others_plans=(1, True),
    since=0,
)
def test_two_worlds_that_differ_in_what_a_party_may_not_know_look_the_same_to_it(
    known: list[Step],
    hidden: list[tuple[Step, Step | None]],
    persons: list[object],
    others_plans: tuple[int, bool],
    since: int,
) -> None:
    """Hidden entries differ, and who spoke on other sides; what stands at which place of the log does not."""
    viewer, worlds = ASTER, []
    for world in (0, 1):
        steps: list[Step | None] = []
        for at, step in enumerate(known):
            secret = hidden[at][world]
            steps.append(None if secret is None or knows(secret, viewer) else secret)
            mine = not knows(step, viewer) or step.party == viewer or world == 0
            steps.append(step if mine else replace(step, persons=persons[at]))  # type: ignore[arg-type]
            if not knows(step, viewer) and world == 1:
                steps[-1] = None
        plans = [plan(viewer)]
        if world == 1 and others_plans[1]:
            plans.append(plan(BIRCH, 2, others_plans[0]))
        worlds.append(said(sealed(steps), tuple(plans), Viewer(viewer), Instant(since)))
    assert worlds[0] == worlds[1]


def test_the_cell_sees_each_of_these_so_that_there_is_something_to_hide() -> None:
    known = made(CELL, CallStep.STOP, [ASTER, BIRCH], NUMBERS[0], "stop")
    answered = made(BIRCH, CallStep.UNDERSTOOD, [CELL], NUMBERS[0], None)
    plain, other = sealed([known, answered]), sealed([known, None])
    assert said(plain, (), Viewer(ASTER)) == said(other, (), Viewer(ASTER))
    assert said(plain, (), THE_CELL) != said(other, (), THE_CELL)
    assert said(plain, (plan(BIRCH),), Viewer(ASTER)) == said(plain, (), Viewer(ASTER))
    assert said(plain, (plan(BIRCH),), THE_CELL) != said(plain, (), THE_CELL)


def test_a_rule_that_lets_everybody_see_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = made(CELL, CallStep.STOP, [ASTER, BIRCH], NUMBERS[0], "stop")
    answered = made(BIRCH, CallStep.UNDERSTOOD, [CELL], NUMBERS[0], None)
    monkeypatch.setattr(calls, "visible", lambda steps, viewer: tuple(steps))
    told = [said(sealed(steps), (), Viewer(ASTER)) for steps in ([known, answered], [known, None])]
    assert told[0] != told[1]


@given(steps=st.lists(STEP, max_size=10), viewer=st.sampled_from((*PARTIES, PartyId("nobody"))))
def test_who_spoke_on_another_side_stands_nowhere_in_what_a_party_is_told(steps: list[Step], viewer: PartyId) -> None:
    marked = sealed([replace(step, persons=f"{MARKED} of {step.party}") for step in steps])
    told = "".join(said(marked, (), Viewer(viewer)))
    own = any(step.party == viewer for step in steps)
    assert told.count(MARKED) == told.count(f"{MARKED} of {viewer}")
    assert own or MARKED not in told
    assert [step.index for step in visible(marked, Viewer(viewer))] == [
        step.index for step in marked if knows(step, viewer)
    ]


@given(steps=st.lists(STEP, min_size=1, max_size=10), order=st.permutations(PARTIES))
def test_with_other_names_the_same_is_told_of_the_renamed(steps: list[Step], order: list[PartyId]) -> None:
    marks = {party: PartyId(f"<{at}>") for at, party in enumerate(PARTIES)}
    names = dict(zip(PARTIES, order, strict=True))

    def renamed(names: dict[PartyId, PartyId]) -> tuple[Step, ...]:
        return sealed(
            replace(each, party=names[each.party], others=tuple(names[other] for other in each.others))
            for each in steps
        )

    shown = [
        calldocuments.hotline_document(hotline_shown(Facts(True, of[CELL], renamed(of), ()), Viewer(of[ASTER]), NOW))
        for of in (marks, names)
    ]
    told = json.dumps(shown[1])
    back = {name: mark for party, name in names.items() for mark in [marks[party]]}
    for name in sorted(back, key=len, reverse=True):
        told = told.replace(json.dumps(name), json.dumps(back[name]))
    assert json.loads(told) == json.loads(json.dumps(shown[0]))


def test_a_side_that_sealed_nothing_is_not_given_in_every_output() -> None:
    alone = sealed(
        [
            made(ASTER, CallStep.START, [BIRCH], NUMBERS[0], None),
            made(ASTER, CallStep.AGREED, [BIRCH], NUMBERS[0], "Birch agrees"),
            made(ASTER, CallStep.STOP, [BIRCH], NUMBERS[1], None),
            made(ASTER, CallStep.UNDERSTOOD, [BIRCH], NUMBERS[1], "Birch says to have understood"),
        ]
    )
    for viewer in (THE_CELL, Viewer(ASTER), Viewer(BIRCH)):
        for told in said(alone, (), viewer):
            assert "not given" in told


def test_a_call_shows_to_its_sides_and_to_nobody_else() -> None:
    steps = sealed([made(ASTER, CallStep.START, [BIRCH], NUMBERS[0], None)])
    facts = Facts(False, CELL, steps, ())
    for viewer, count in ((THE_CELL, 1), (Viewer(ASTER), 1), (Viewer(BIRCH), 1), (Viewer(CEDAR), 0), (Viewer(CELL), 0)):
        assert len(calls.call(facts, viewer, "0a0a0a", NOW)) == count
        assert len(hotline_shown(facts, viewer, NOW).calls) == count


def test_a_stop_call_that_is_open_is_shown_however_long_ago_it_was() -> None:
    steps = sealed([made(ASTER, CallStep.STOP, [BIRCH], NUMBERS[0], None)])
    shown = hotline_shown(Facts(False, CELL, steps, ()), THE_CELL, NOW, Instant(NOW - 1))
    assert (len(shown.calls), len(shown.stops)) == (0, 1)


def test_a_line_check_is_no_call() -> None:
    steps = sealed([made(CELL, CallStep.CHECKED, [BIRCH], NUMBERS[0], None)])
    shown = hotline_shown(Facts(False, CELL, steps, (plan(BIRCH),)), Viewer(BIRCH), NOW)
    assert shown.calls == ()
    assert [check.fate.value for check in shown.checks] == ["missed", "missed", "open"]
    assert [due.at for due in shown.due] == [4 * HOUR]


# -- Rosters -----------------------------------------------------------------------------------------------------------------


def on_record(index: int = 5, person: str | None = "Marked Person") -> RosterOnRecord:
    places = (Place("duty officer", "phone", "+00 555 0101", "en", person),)
    return RosterOnRecord(index, Instant(0), BIRCH, Instant(0), NOW, 30, 1, places, (ASTER, CEDAR))


@pytest.mark.parametrize(
    ("viewer", "number", "person"),
    [(None, True, True), (BIRCH, True, True), (ASTER, True, False), (CEDAR, True, False), (PartyId("x"), False, False)],
)
def test_a_roster_shows_its_numbers_to_whoever_must_be_able_to_ring_and_no_persons(
    viewer: PartyId | None, number: bool, person: bool
) -> None:
    shown = roster([on_record()], BIRCH, Viewer(viewer), NOW)
    for told in (calling.roster(shown), answer.text(calldocuments.roster_document(shown))):
        assert ("+00 555 0101" in told) is number
        assert ("Marked Person" in told) is person


def test_to_a_stranger_a_roster_and_none_are_the_same() -> None:
    assert roster([on_record()], BIRCH, Viewer(PartyId("x")), NOW) == roster([], BIRCH, Viewer(PartyId("x")), NOW)


def test_whether_a_person_was_named_in_a_roster_changes_nothing_for_the_others() -> None:
    told = [
        answer.text(calldocuments.roster_document(roster([on_record(person=person)], BIRCH, Viewer(ASTER), NOW)))
        for person in (None, "Marked Person")
    ]
    assert told[0] == told[1]


def test_a_roster_that_was_erased_says_so_and_how_many_places_it_had() -> None:
    erased = replace(on_record(), places=Unseen.ERASED)
    assert "its 1 place: erased" in calling.roster(roster([erased], BIRCH, Viewer(ASTER), NOW))
