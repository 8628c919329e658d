"""Is every side of a call kept apart, the right one rung next, the time of a stop call told, and no line check miscounted?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.acknowledgement import callwords, hotline
from herald.acknowledgement.hotline import (
    Check,
    Fate,
    Part,
    Place,
    Plan,
    RosterOnRecord,
    Share,
    Side,
    Step,
    Try,
    Unseen,
    calls,
    checks,
    next_due,
    next_place,
    numbers,
    on_duty,
    others_of,
    stops,
    tries,
)
from herald.canonical import Json
from herald.geometry.coordinates import forms, read
from herald.record.calling import CallStep, Rang
from herald.units import HOUR, MINUTE, SECOND, Instant, Microseconds, PartyId

ASTER, BIRCH, CEDAR, CELL = map(PartyId, ("aster", "birch", "cedar-relief", "cell"))
PARTIES = (ASTER, BIRCH, CEDAR, CELL)
NUMBERS = ("0" * 32, "1" * 32)


def step(index: int, party: PartyId, what: str, *others: PartyId, at_s: int | None = None, **more: object) -> Step:
    at = index if at_s is None else at_s
    made = Step(index, Instant(index * SECOND), Instant(at * SECOND), party, NUMBERS[0], what, others or (BIRCH,))
    return replace(made, **more)  # type: ignore[arg-type]


STEPS = st.lists(
    st.builds(
        lambda party, call, what, others, at, words: replace(
            step(0, party, what.value, *[each for each in others if each != party] or [PARTIES[party == ASTER]]),
            call=call,
            at=Instant(at),
            words=words,
        ),
        st.sampled_from(PARTIES),
        st.sampled_from(NUMBERS),
        st.sampled_from(CallStep),
        st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3, unique=True),
        st.integers(0, 100 * SECOND),
        st.none() | st.text(max_size=5),
    ),
    max_size=12,
).map(lambda each: [replace(one, index=at, received=Instant(at * 10 * SECOND)) for at, one in enumerate(each)])


def test_the_words_of_the_hotline_are_those_of_the_record() -> None:
    said = {
        hotline.START,
        hotline.RANG,
        hotline.READ_BACK,
        hotline.END,
        hotline.STOP,
        hotline.UNDERSTOOD,
        hotline.STOPPED,
        hotline.CHECKED,
        hotline.MISSED,
    }
    assert said <= set(CallStep)
    assert hotline.ANSWERED in set(Rang)


# -- Sides -----------------------------------------------------------------------------------------------------------------


def test_what_one_side_says_was_agreed_is_its_own_account_and_the_other_is_not_given() -> None:
    (call,) = calls([step(1, ASTER, "start"), step(2, ASTER, "agreed", words="Birch agrees to wait.")])
    assert [(side.party, side.is_given, side.parts) for side in call.sides] == [
        (ASTER, True, (Part.CALLER,)),
        (BIRCH, False, (Part.CALLED,)),
    ]
    assert call.side(BIRCH).steps == ()
    assert call.side(CEDAR) == Side(CEDAR, (), ())


def test_a_side_stands_in_the_order_of_its_own_clock_however_late_it_was_sealed() -> None:
    (call,) = calls([step(1, ASTER, "said", at_s=50), step(2, ASTER, "start", at_s=10), step(3, ASTER, "end", at_s=50)])
    assert [each.what for each in call.side(ASTER).steps] == ["start", "said", "end"]
    assert [each.what for each in call.steps] == ["said", "start", "end"]


@given(steps=STEPS)
def test_the_sides_of_a_call_never_mix(steps: list[Step]) -> None:
    found = calls(steps)
    for call in found:
        for side in call.sides:
            own = [each for each in steps if each.call == call.number and each.party == side.party]
            assert sorted(side.steps, key=lambda each: each.index) == own
            assert side.is_given is bool(own)
    assert sorted((each for call in found for each in call.steps), key=lambda each: each.index) == steps


@given(steps=STEPS, order=st.permutations(PARTIES))
def test_with_other_names_everything_is_renamed_and_nothing_else_changes(
    steps: list[Step], order: list[PartyId]
) -> None:
    names = dict(zip(PARTIES, order, strict=True))

    def renamed(of: Step) -> Step:
        return replace(of, party=names[of.party], others=tuple(names[each] for each in of.others))

    plain, other = calls(steps), calls(map(renamed, steps))
    assert [
        [(names[side.party], side.parts, tuple(map(renamed, side.steps))) for side in call.sides] for call in plain
    ] == [[(side.party, side.parts, side.steps) for side in call.sides] for call in other]
    assert [[(names[each.party], each.by_caller, each.by_party) for each in stop.called] for stop in stops(plain)] == [
        [(each.party, each.by_caller, each.by_party) for each in stop.called] for stop in stops(other)
    ]
    assert numbers(plain, []) == numbers(other, [])


@given(steps=STEPS)
def test_what_another_side_seals_changes_nothing_of_a_sides_own_account(steps: list[Step]) -> None:
    for party in PARTIES:
        alone = calls([each for each in steps if each.party == party])
        every = {call.number: call for call in calls(steps)}
        for call in alone:
            assert every[call.number].side(party).steps == call.side(party).steps


def test_whoever_was_called_speaks_to_the_caller_and_not_to_others_that_were_called() -> None:
    (call,) = calls([step(1, CELL, "stop", ASTER, BIRCH)])
    assert others_of(call, CELL) == (ASTER, BIRCH)
    assert others_of(call, BIRCH) == (CELL,)
    assert others_of(call, CEDAR) == ()


# -- Stop calls ------------------------------------------------------------------------------------------------------------


def test_the_callers_account_runs_by_its_own_clock_and_the_called_ones_by_the_cells() -> None:
    (stop,) = stops(
        calls(
            [
                step(100, ASTER, "stop", at_s=90),
                step(280, ASTER, "understood", at_s=270),
                step(300, BIRCH, "understood", ASTER, at_s=9_999),
                step(400, BIRCH, "stopped", ASTER, at_s=1),
            ]
        )
    )
    (called,) = stop.called
    by_caller, by_party = called.by_caller.clock(Instant(500 * SECOND)), called.by_party.clock(Instant(500 * SECOND))
    assert by_caller is not None and by_party is not None
    assert by_caller.until_understood == 180 * SECOND and by_caller.until_stopped is None
    assert (by_party.until_understood, by_party.until_stopped) == (200 * SECOND, 300 * SECOND)


@pytest.mark.parametrize(
    ("by", "what", "is_open"),
    [
        (BIRCH, "stopped", True),
        (BIRCH, "end", True),
        (ASTER, "understood", True),
        (ASTER, "stopped", False),
        (ASTER, "end", False),
    ],
)
def test_nobody_but_its_caller_closes_a_stop_call(by: PartyId, what: str, is_open: bool) -> None:
    other = ASTER if by == BIRCH else BIRCH
    (stop,) = stops(calls([step(1, ASTER, "stop"), step(2, by, what, other)]))
    assert stop.is_open is is_open


def test_a_stop_call_to_several_is_open_with_those_of_whom_nothing_was_said() -> None:
    (stop,) = stops(calls([step(1, CELL, "stop", ASTER, BIRCH), step(2, CELL, "stopped", ASTER)]))
    assert [(each.party, each.is_open) for each in stop.called] == [(ASTER, False), (BIRCH, True)]
    assert stop.is_open


def test_where_a_clock_was_set_nothing_is_told_of_how_long_it_took() -> None:
    (stop,) = stops(calls([step(10, ASTER, "stop"), step(20, ASTER, "understood", at_s=5)]))
    assert stop.called[0].by_caller.clock(Instant(30 * SECOND)) is None
    assert stop.called[0].by_party.clock(Instant(9 * SECOND)) is None


# -- Whom to ring ----------------------------------------------------------------------------------------------------------


def rung(places: int, rung_s: int, tried: list[Try], now_s: int) -> int | None:
    found = next_place(places, rung_s, Instant(0), tried, Instant(now_s * SECOND))
    return None if found is None else found.place


def failed(place: int, at_s: int, result: str = "no-answer") -> Try:
    return Try(place, Instant(at_s * SECOND), result)


@pytest.mark.parametrize(("now_s", "place"), [(0, 1), (29, 1), (30, 2), (60, 3), (89, 3), (90, 1), (-5, 1)])
def test_whoever_is_not_heard_of_in_its_time_has_had_it(now_s: int, place: int) -> None:
    assert rung(3, 30, [], now_s) == place


@pytest.mark.parametrize("result", ["no-answer", "busy", "not-reached"])
def test_behind_a_place_that_did_not_answer_comes_its_deputy_at_once(result: str) -> None:
    assert rung(3, 30, [failed(1, 10, result)], 10) == 2
    assert rung(3, 30, [failed(1, 10, result), failed(2, 20, result)], 49) == 3
    assert rung(3, 30, [failed(3, 20, result)], 20) == 1
    assert rung(3, 30, [failed(9, 20, result)], 20) == 1


def test_once_somebody_has_answered_nobody_is_rung() -> None:
    assert rung(3, 30, [failed(1, 10), failed(2, 20, "answered")], 500) is None
    assert rung(3, 30, [failed(2, 20, "answered"), failed(2, 25)], 25) == 3


@given(
    places=st.integers(1, 9),
    rung_s=st.integers(1, 60),
    tried=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 300)), max_size=4),
    now_s=st.integers(0, 900),
)
def test_the_one_to_ring_is_found_by_counting_seconds(
    places: int, rung_s: int, tried: list[tuple[int, int]], now_s: int
) -> None:
    each = [failed(min(place, places), at) for place, at in tried]
    place, since = (1, 0) if not each else (each[-1].place % places + 1, each[-1].at // SECOND)
    while since + rung_s <= now_s:
        place, since = place % places + 1, since + rung_s
    found = next_place(places, rung_s, Instant(0), each, Instant(now_s * SECOND))
    assert found is not None
    assert (found.place, found.since, found.until) == (place, since * SECOND, (since + rung_s) * SECOND)


def test_tries_are_the_callers_own_of_this_party() -> None:
    (call,) = calls(
        [
            step(1, CELL, "stop", ASTER, BIRCH),
            step(2, CELL, "rang", BIRCH, rung=1, result="busy"),
            step(3, CELL, "rang", ASTER, rung=2, result="no-answer"),
            step(4, BIRCH, "rang", CELL, rung=1, result="answered"),
        ]
    )
    assert tries(call, CELL, BIRCH) == (Try(1, Instant(2 * SECOND), "busy"),)


def roster(index: int, begins_s: int, ends_s: int, party: PartyId = BIRCH) -> RosterOnRecord:
    begins, ends = Instant(begins_s * SECOND), Instant(ends_s * SECOND)
    return RosterOnRecord(index, Instant(0), party, begins, ends, 30, 1, (Place("officer", None, None, None),))


def test_the_roster_sealed_last_counts_for_its_time_both_ends_included() -> None:
    held = [roster(1, 0, 100), roster(2, 50, 60), roster(3, 0, 100, ASTER)]
    at = {second: on_duty(held, BIRCH, Instant(second * SECOND)) for second in (-1, 0, 49, 50, 60, 61, 100, 101)}
    assert {second: None if found is None else found.index for second, found in at.items()} == {
        -1: None,
        0: 1,
        49: 1,
        50: 2,
        60: 2,
        61: 1,
        100: 1,
        101: None,
    }


def test_a_place_is_shown_as_far_as_it_is_stated() -> None:
    assert hotline.place({"role": "officer", "reach": 7}) == Place("officer", None, None, None)
    assert hotline.place("officer") == Place(None, None, None, None)
    held = roster(1, 0, 1)
    assert held.place(1) is not None
    assert held.place(0) is held.place(2) is None
    assert replace(held, places=Unseen.ERASED).place(1) is None


# -- Line checks -----------------------------------------------------------------------------------------------------------


def plan(index: int = 1, first_s: int = 3_600, every_s: int = 3_600, grace_s: int = 600, **more: object) -> Plan:
    times = (Microseconds(every_s * SECOND), Microseconds(grace_s * SECOND))
    made = Plan(index, Instant(0), BIRCH, Instant(first_s * SECOND), *times)
    return replace(made, **more)  # type: ignore[arg-type]


def fates(found: tuple[Check, ...]) -> list[tuple[int, str]]:
    return [(check.due // SECOND, check.fate.value) for check in found]


@pytest.mark.parametrize(
    ("at_s", "now_s", "fate"),
    [
        (None, 3_600, Fate.OPEN),
        (None, 4_200, Fate.OPEN),
        (None, 4_201, Fate.MISSED),
        (3_599, 9_000, Fate.MISSED),
        (3_600, 3_600, Fate.DONE),
        (4_200, 5_000, Fate.DONE),
        (4_201, 5_000, Fate.MISSED),
    ],
)
def test_a_check_counts_within_the_closed_interval(at_s: int | None, now_s: int, fate: Fate) -> None:
    steps = [] if at_s is None else [step(2, CELL, "checked", BIRCH, at_s=at_s)]
    found = checks([plan(every_s=100_000)], steps, CELL, Instant(now_s * SECOND))
    assert [check.fate for check in found] == [fate]


def test_before_it_is_due_there_is_no_check_and_its_time_is_told() -> None:
    assert checks([plan()], [], CELL, Instant(3_599 * SECOND)) == ()
    assert next_due([plan()], BIRCH, Instant(0)) == 3_600 * SECOND
    assert next_due([plan()], BIRCH, Instant(3_600 * SECOND)) == 7_200 * SECOND
    assert next_due([plan()], ASTER, Instant(0)) is None
    assert next_due([plan(received=Instant(5 * HOUR))], BIRCH, Instant(0)) == 5 * HOUR


def test_a_partys_word_that_the_line_answered_is_not_the_cells_check() -> None:
    steps = [step(2, BIRCH, "checked", CELL, at_s=3_700), step(3, CELL, "checked", ASTER, at_s=3_700)]
    assert fates(checks([plan()], steps, CELL, Instant(4_500 * SECOND))) == [(3_600, "missed")]


def test_what_was_sealed_as_missed_stays_so_and_what_came_later_stands_beside_it() -> None:
    steps = [step(2, CELL, "missed", BIRCH, at_s=3_600), step(3, CELL, "checked", BIRCH, at_s=3_700)]
    (check,) = checks([plan()], steps, CELL, Instant(4_500 * SECOND))
    assert (check.fate, check.missed, check.done) == (Fate.MISSED, 2, 3)


def test_a_plan_counts_from_its_sealing_until_the_next_one_is_sealed() -> None:
    held = [
        plan(1, first_s=0, received=Instant(2 * HOUR)),
        plan(5, first_s=100, received=Instant(4 * HOUR)),
        plan(6, first_s=0, received=Instant(4 * HOUR), party=ASTER),
    ]
    found = checks(held[:2], [], CELL, Instant(6 * HOUR))
    assert [check.due // SECOND for check in found] == [7_200, 10_800, 14_500, 18_100]
    assert len(checks(held, [], CELL, Instant(6 * HOUR))) == 4 + 3


@given(
    plans=st.lists(
        st.tuples(
            st.sampled_from((ASTER, BIRCH)),
            st.integers(0, 40),
            st.integers(1, 9),
            st.integers(1, 12),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=3,
    ),
    tried=st.lists(st.tuples(st.sampled_from((ASTER, BIRCH)), st.integers(0, 60)), max_size=8),
    now=st.integers(0, 60),
)
def test_every_check_is_found_by_looking_at_every_second(
    plans: list[tuple[PartyId, int, int, int, int]], tried: list[tuple[PartyId, int]], now: int
) -> None:
    """By a loop over the seconds; each plan is sealed no earlier than those before it."""
    received = sorted(each[4] for each in plans)
    held = [
        Plan(index, Instant(at), party, Instant(first), Microseconds(every), Microseconds(grace))
        for index, ((party, first, every, grace, _), at) in enumerate(zip(plans, received, strict=True))
    ]
    steps = [
        replace(step(100 + at, CELL, "checked", party), at=Instant(when)) for at, (party, when) in enumerate(tried)
    ]
    expected = set()
    for second in range(now + 1):
        for each in held:
            later = [other for other in held if other.party == each.party and other.index > each.index]
            counts = each.received <= second and all(second < other.received for other in later)
            if counts and second >= each.first and (second - each.first) % each.every == 0:
                end = second + each.grace
                done = any(party == each.party and second <= when <= end for party, when in tried)
                expected.add((each.party, second, "done" if done else "open" if now <= end else "missed"))
    found = checks(held, steps, CELL, Instant(now))
    assert {(check.party, check.due, check.fate.value) for check in found} == expected
    assert len(found) == len(expected)
    assert [check.end for check in found] == sorted(check.end for check in found)
    for party in (ASTER, BIRCH) if received[-1] <= now else ():
        due = next_due(held, party, Instant(now))
        after = [check.due for check in checks(held, steps, CELL, Instant(now + 100)) if check.party == party]
        assert due == min((each for each in after if each > now), default=due)


# -- Numbers and words -------------------------------------------------------------------------------------------------------


def test_every_number_stands_with_what_it_is_a_part_of() -> None:
    found = calls(
        [
            step(1, CELL, "stop", ASTER, BIRCH),
            step(2, CELL, "understood", ASTER, BIRCH),
            step(3, BIRCH, "understood", CELL),
            step(4, BIRCH, "read-back", CELL),
            replace(step(5, ASTER, "start"), call=NUMBERS[1]),
        ]
    )
    tried = checks([plan()], [step(9, CELL, "checked", BIRCH, at_s=3_600)], CELL, Instant(3 * HOUR + MINUTE))
    counted = numbers(found, tried)
    assert (counted.calls, counted.given, counted.read_back) == (2, Share(3, 5), Share(1, 2))
    assert (counted.stop_calls, counted.understood, counted.stopped) == (1, Share(2, 2), Share(0, 2))
    assert (counted.says_understood, counted.says_stopped) == (Share(1, 2), Share(0, 2))
    assert (counted.checked, counted.missed) == (Share(1, 2), Share(1, 2))


def test_the_words_of_a_stop_call_read_as_they_were_typed_with_the_place_in_four_forms() -> None:
    typed = read("10.0021, -30.1343", "WGS 84")
    words = callwords.of_stop("10.0021, -30.1343", forms(typed.place, 10), "shells fall", Instant(0))
    assert callwords.lines(words) == (
        "where: 10.0021, -30.1343",
        "MGRS: 25P HM 1418 0701",
        "decimal: 10.0021\u00b0 N 030.1343\u00b0 W",
        "DMS: 10\u00b000\u203207.6\u2033 N 030\u00b008\u203203.5\u2033 W",
        "grid: UTM 25 north 814190 1107010",
        "what happens: shells fall",
        "since: 1970-01-01T00:00:00Z",
    )
    nothing = callwords.lines(callwords.of_stop(None, None, None, None))
    assert nothing == ("where: not known yet", "what happens: not known yet", "since: not known yet")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("on\x1b[2J", ("on\\x1b[2J",)),
        ({"card": 403, "words": "Stop."}, ("card 403: Stop.",)),
        ({"card": True, "words": "Stop."}, ('{"card":true,"words":"Stop."}',)),
        ({"card": 403, "words": "Stop.", "more": 1}, ('{"card":403,"more":1,"words":"Stop."}',)),
        (["a", {"b": None}], ('["a",{"b":null}]',)),
        (Unseen.ERASED, ("(erased)",)),
        (
            {"forms": 7, "since_us": 10**30, "what": ["x"], "where": "y"},
            ("where: y", 'what happens: ["x"]', f"since: {10**30}"),
        ),
    ],
)
def test_words_of_no_known_form_are_shown_as_they_are_sealed(words: Json | Unseen, lines: tuple[str, ...]) -> None:
    assert callwords.lines(words) == lines
