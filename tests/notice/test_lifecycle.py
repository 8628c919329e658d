from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.geometry.place import Place
from herald.notice.lifecycle import FATES, Act, Fate, problems, standing
from herald.notice.model import ON_THE_GROUND, Action, Kind, Notice, Origin, Reference, Spot, Window
from herald.units import NoticeId, PartyId

# "b replaces a": one line a notice, in the order of filing; "/" parts the party, where it is not Aster
STORY = {"replaces": Action.REPLACE, "cancels": Action.CANCEL}


def acts(story: str) -> list[Act]:
    found = []
    for at, line in enumerate(filter(None, map(str.strip, story.splitlines()))):
        named, _, what = line.partition(" ")
        notice, _, party = named.partition("/")
        verb, _, other = what.partition(" ")
        action, replaces = STORY.get(verb, Action.NEW), NoticeId(other) if other else None
        found.append(Act(NoticeId(notice), PartyId(party or "Aster"), action, replaces, Origin("story", at)))
    return found


def notices(of: Sequence[Act]) -> list[Notice]:
    spot = Spot(Place(0, 0), Window(None, None), ON_THE_GROUND)
    return [
        Notice(
            id=act.id,
            party=act.party,
            kind=Kind.POST,
            shape=None if act.action is Action.CANCEL else spot,
            action=act.action,
            replaces=act.replaces,
            reference=Reference.AGL,
            buffer_mm=0,
            place_uncertainty_mm=0,
            submitted_at=None,
            observed=False,
            max_speed_um_s=None,
            kept={},
            origin=act.origin,
        )
        for act in of
    ]


def checked(story: str) -> str:
    now = standing(notices(acts(story)))
    assert now.problems == ()
    assert len(now.checked) + len(now.skipped) == len(now.fates)
    return " ".join(one.id for one in now.checked)


def told(story: str) -> list[tuple[int | None, str, str]]:
    return [(one.feature, one.field, one.seen) for one in problems(acts(story))]


def test_notices_without_successor_are_checked_in_order() -> None:
    assert checked("b\n a\n c/Birch") == "b a c"


def test_a_replaced_notice_is_skipped_and_its_replacement_checked() -> None:
    assert checked("a\n b replaces a") == "b"


def test_a_chain_of_replacements_leaves_the_last() -> None:
    assert checked("c replaces b\n a\n b replaces a") == "c"


def test_a_cancelled_notice_and_its_cancel_are_skipped() -> None:
    assert checked("a\n b cancels a\n c") == "c"


def test_a_notice_whose_replacement_is_cancelled_does_not_come_back() -> None:
    assert checked("a\n b replaces a\n c cancels b") == ""


def test_a_cancel_may_be_replaced_by_a_notice_that_stands() -> None:
    assert checked("a\n b cancels a\n c replaces b") == "c"


def test_a_cancelled_cancel_revives_nothing() -> None:
    assert checked("a\n b cancels a\n c cancels b") == ""


def test_a_replacement_of_a_notice_nobody_filed_is_checked_and_named() -> None:
    now = standing(notices(acts("b replaces gone\n c cancels lost")))
    assert [one.id for one in now.checked] == ["b"]
    assert [one.id for one in now.not_found] == ["b", "c"]
    assert now.fates == (Fate.STANDS, Fate.CANCELS)


@pytest.mark.parametrize("own", Action)
@pytest.mark.parametrize("successor", [None, Action.REPLACE, Action.CANCEL])
def test_the_table_has_a_fate_for_every_pair_of_actions(own: Action, successor: Action | None) -> None:
    fate = FATES[own, successor]
    assert (fate is Fate.CANCELS) == (own is Action.CANCEL)
    assert (fate is Fate.STANDS) == (own is not Action.CANCEL and successor is None)


def test_no_notice_succeeds_as_new_so_the_table_has_no_such_row() -> None:
    assert {successor for _, successor in FATES} == {None, Action.REPLACE, Action.CANCEL}


def test_an_id_twice_is_told_each_time_it_comes_again() -> None:
    assert told("a\n b\n a/Birch\n a") == [
        (2, "properties.id", '"a", as in story, feature 0'),
        (3, "properties.id", '"a", as in story, feature 0'),
    ]


def test_another_partys_notice_is_not_replaced() -> None:
    assert told("a\n b/Birch replaces a") == [(1, "properties.replaces", '"a", a notice of "Aster"')]


def test_two_successors_are_one_too_many() -> None:
    assert told("a\n b replaces a\n c cancels a") == [
        (2, "properties.replaces", '"a", which story, feature 1 succeeds too')
    ]


def test_two_successors_of_a_notice_nobody_filed_are_one_too_many_too() -> None:
    assert [feature for feature, _, _ in told("b replaces gone\n c replaces gone")] == [1]


def test_a_file_given_twice_is_told_of_its_ids_alone() -> None:
    assert [field for _, field, _ in told("a\n b replaces a\n a\n b replaces a")] == ["properties.id"] * 2


def test_a_notice_that_succeeds_itself_is_a_cycle() -> None:
    assert told("a replaces a") == [(0, "properties.replaces", '"a" -> "a"')]


def test_a_cycle_is_told_once_at_its_first_notice() -> None:
    story = "d\n c replaces b\n b replaces a\n a replaces c\n e replaces d"
    assert told(story) == [(1, "properties.replaces", '"c" -> "b" -> "a" -> "c"')]


def test_what_leads_into_a_cycle_is_not_of_it() -> None:
    assert [(feature, seen) for feature, _, seen in told("t replaces a\n a replaces b\n b cancels a")] == [
        (2, '"a", which story, feature 0 succeeds too'),
        (1, '"a" -> "b" -> "a"'),
    ]


def test_a_long_cycle_is_shown_in_short() -> None:
    ring = "\n".join(f"n{at} replaces n{(at + 1) % 9}" for at in range(9))
    assert [seen for _, _, seen in told(ring)] == ['"n0" -> "n1" -> "n2" -> "n3" -> "n4" -> ... -> "n0"']


def test_a_hundred_thousand_replacements_are_followed() -> None:
    chain = [
        Act(NoticeId(str(at)), PartyId("A"), Action.REPLACE, NoticeId(str(at - 1)), Origin("story", at))
        for at in range(100_000)
    ]
    assert problems(chain) == ()


@given(st.lists(st.tuples(st.sampled_from(Action), st.integers(0, 7)), max_size=8))
def test_cycles_are_found_as_by_walking_from_every_notice(drawn: list[tuple[Action, int]]) -> None:
    every = [
        Act(
            NoticeId(str(at)),
            PartyId("A"),
            action,
            None if action is Action.NEW else NoticeId(str(to)),
            Origin("s", at),
        )
        for at, (action, to) in enumerate(drawn)
    ]
    replaces = {act.id: act.replaces for act in every}

    def comes_back(start: NoticeId) -> bool:
        at = replaces[start]
        for _ in every:
            if at is None or at == start:
                break
            at = replaces.get(at)
        return at == start

    on_cycles = {act.origin.feature for act in every if comes_back(act.id)}
    found = {one.feature for one in problems(every) if "->" in one.seen}
    assert found <= on_cycles
    assert bool(found) == bool(on_cycles)


@given(st.permutations(acts("a\n b replaces a\n c\n d cancels c\n e/Birch\n f/Birch replaces e\n g/Birch cancels f")))
def test_the_order_of_filing_changes_no_fate(order: list[Act]) -> None:
    now = standing(notices(order))
    assert {one.id for one in now.checked} == {"b"}
    assert now.problems == ()
