"""What arrives together: is each held against all that stood before it in the log, and against nothing else?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herald.agreement.model import Agreement
from herald.check.answer import Verdict
from herald.check.arrivals import Meeting, meetings
from herald.check.pairs import check
from herald.notice.lifecycle import standing
from herald.notice.model import ON_THE_GROUND, Action, Kind, Notice, Spot, Window
from herald.units import NoticeId, PartyId
from tests.check.histories import history
from tests.check.retimed import zoned
from tests.check.worlds import LIMITS, REGIONS, at, notice, place

Named = tuple[NoticeId, NoticeId, Verdict]


def listed(log: Sequence[Notice], agreement: Agreement | None) -> list[Named]:
    """For each notice of a log what a check of it and all before it lists of it: (its id, the other's, verdict)."""
    found = list[Named]()
    for place_in_log, of in enumerate(log):
        encounters = check(log[: place_in_log + 1], agreement, LIMITS).encounters
        others = [(e.b if e.a == of.id else e.a, e.verdict) for e in encounters if of.id in (e.a, e.b)]
        found += [(of.id, other, verdict) for other, verdict in sorted(others)]
    return found


def arriving(log: Sequence[Notice], ends: Sequence[int], agreement: Agreement | None) -> list[Named]:
    """The same as batches that end before these places find it."""
    found = list[Named]()
    for start, end in zip((0, *ends), (*ends, len(log)), strict=True):
        before = standing(log[:start]).checked
        met = meetings(log[start:end], before, agreement, LIMITS)
        found += [(log[start + each.arriving].id, each.other, each.verdict) for each in met]
    return found


def cuts(rng: Random, count: int) -> list[int]:
    """The log cut into batches at random places: one, some, or a notice each."""
    return sorted(rng.sample(range(count), rng.choice([0, 1, 2, count])))


@pytest.mark.parametrize("governed", [False, True])
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_each_that_arrives_meets_whom_a_check_of_all_before_it_lists(
    region: str, governed: bool, seed: int, judged: Callable[[str, int], None]
) -> None:
    said = _judge(Random(f"{seed} {region}"), region, governed, 3)
    assert {Verdict.COULD_MEET, Verdict.CANNOT_TELL} <= said.keys()
    judged("arrivals = checks of all before them", said.total())


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_each_of_many_that_arrive_meets_whom_a_check_lists(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region} deep")
    said = sum((_judge(rng, region, governed, 40) for governed in (False, True)), Counter[Verdict]())
    judged("arrivals = checks of all before them", said.total())


def _judge(rng: Random, region: str, governed: bool, worlds: int) -> Counter[Verdict]:
    """Which verdicts were there, and how often?"""
    said = Counter[Verdict]()
    for _ in range(worlds):
        agreement = zoned(region, rng) if governed and region != "pole" else None
        log = history(rng, region, 9)
        expected = listed(log, agreement)
        assert arriving(log, cuts(rng, len(log)), agreement) == expected
        said.update(verdict for _, _, verdict in expected)
    return said


@settings(max_examples=settings().max_examples // 3)
@given(st.integers(0, 2**32), st.sampled_from(sorted(REGIONS)), st.booleans())
def test_however_the_log_is_cut_into_batches_the_answers_are_the_same(number: int, region: str, governed: bool) -> None:
    rng = Random(number)
    log = history(rng, region, 8)
    agreement = zoned(region, rng) if governed and region != "pole" else None
    whole = arriving(log, [], agreement)
    assert arriving(log, cuts(rng, len(log)), agreement) == whole
    assert arriving(log, range(1, len(log)), agreement) == whole


def post(number: int, party: str, first: float = 0.0, last: float = 1.0, **members: object) -> Notice:
    """A presence at the one place where all of these are."""
    there = Spot(place(0.0, 0.0), Window(at(first), at(last)), ON_THE_GROUND)
    return notice(number, party, there, Kind.POST, **members)


def named(met: Sequence[Meeting]) -> list[tuple[int, str]]:
    return [(each.arriving, each.other) for each in met]


def test_two_that_arrive_together_meet_once_and_it_is_the_later_that_meets() -> None:
    both = [post(9, "aster"), post(1, "birch")]
    assert named(meetings(both, [], None, LIMITS)) == [(1, "N0009")]
    assert named(meetings(both[::-1], [], None, LIMITS)) == [(1, "N0001")]


def test_those_that_stand_are_not_held_against_each_other() -> None:
    stand = [post(1, "aster"), post(2, "birch"), post(3, "cedar")]
    assert named(meetings([post(4, "aster")], stand, None, LIMITS)) == [(0, "N0002"), (0, "N0003")]
    assert meetings([], stand, None, LIMITS) == ()
    assert meetings([], [], None, LIMITS) == ()


def test_a_party_does_not_meet_itself() -> None:
    assert meetings([post(2, "aster"), post(3, "aster")], [post(1, "aster")], None, LIMITS) == ()


@pytest.mark.parametrize("action", [Action.REPLACE, Action.CANCEL])
@pytest.mark.parametrize("stood", [False, True])
def test_what_is_ended_is_met_by_those_before_its_end_and_by_none_after(action: Action, stood: bool) -> None:
    """The end itself is far off in time, so that all that can be met at the place is what it ends."""
    first, end = post(1, "aster"), post(3, "aster", 50, 51, action=action, replaces=NoticeId("N0001"))
    log = [first, post(2, "birch"), end, post(4, "cedar", 0.9)]
    later_meets_birch = (3, "N0002")
    if stood:
        met = named(meetings(log[1:], log[:1], None, LIMITS))
        assert met == [(0, "N0001"), (2, "N0002")]
    else:
        assert named(meetings(log, [], None, LIMITS)) == [(1, "N0001"), later_meets_birch]


def test_a_cancel_meets_nobody_even_where_it_states_its_shape() -> None:
    cancel = post(3, "aster", action=Action.CANCEL, replaces=NoticeId("N0001"))
    assert meetings([cancel, post(4, "aster")], [post(1, "aster")], None, LIMITS) == ()
    assert meetings([cancel], [post(2, "birch")], None, LIMITS) == ()
    assert meetings([post(5, "birch"), replace(cancel, shape=None)], [], None, LIMITS) == ()


def test_nobody_ends_what_another_party_filed() -> None:
    """The sequencer refuses such a notice; were it not refused, nobody would be missed for it."""
    foreign = post(3, "birch", 50, 51, action=Action.REPLACE, replaces=NoticeId("N0001"))
    assert named(meetings([foreign, post(4, "cedar")], [post(1, "aster")], None, LIMITS)) == [(1, "N0001")]


def test_what_names_a_notice_that_is_filed_after_it_does_not_end_it() -> None:
    log = [post(3, "aster", 50, 51, action=Action.REPLACE, replaces=NoticeId("N0001")), post(1, "aster")]
    assert named(meetings([post(4, "cedar")], log[:1] + log[1:], None, LIMITS)) == [(0, "N0001")]
    assert named(meetings([*log, post(4, "cedar")], [], None, LIMITS)) == [(2, "N0001")]


def test_the_names_of_parties_and_the_order_of_ids_change_nothing(seed: int) -> None:
    log = history(Random(seed), "mid", 12)
    other = {"aster": "zeta", "birch": "a", "cedar": "mm"}
    renamed = [replace(of, party=PartyId(other[of.party])) for of in log]
    assert arriving(renamed, [5], None) == arriving(log, [5], None) != []
