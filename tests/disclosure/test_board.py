"""Who sees what on board, sheet and handover? That nothing else leaks is asked of worlds that differ in one secret."""

from __future__ import annotations

import re

import pytest

from herald.acknowledgement.ladders import Spread
from herald.acknowledgement.numbers import Share
from herald.disclosure.board import Need
from herald.disclosure.sheet import Line, Struck
from herald.disclosure.viewer import CELL, Viewer
from herald.units import HOUR, MINUTE, Instant, PartyId
from tests.disclosure.watches import NAMES, SECRETS, Watch, day, with_secret

ASTER, BIRCH, CEDAR = (Viewer(PartyId(name)) for name in NAMES)
NOBODY = Viewer(PartyId("nobody"))


def ladders(of: Watch, viewer: Viewer) -> dict[str, list[str]]:
    return {each.id: [one.party for one in each.recipients] for each in of.board(viewer).movements}


# -- The board -----------------------------------------------------------------------------------------------------------------


def test_the_cell_sees_every_live_notice_with_every_addressee_in_the_agreements_order() -> None:
    assert ladders(day(), CELL) == {
        "column 7": ["birch", "cedar-relief"],
        "clinic": [],
        "patrol 4": ["aster", "cedar-relief"],
        "column 8": ["birch", "cedar-relief"],
        "relief 2": ["aster", "birch"],
    }


def test_a_party_sees_all_ladders_of_its_own_notices_and_its_own_alone_of_others() -> None:
    assert ladders(day(), BIRCH) == {
        "column 7": ["birch"],
        "patrol 4": ["aster", "cedar-relief"],
        "column 8": ["birch"],
        "relief 2": ["birch"],
    }


def test_nobody_sees_nothing() -> None:
    seen = day().board(NOBODY)
    assert (seen.movements, seen.needs, seen.stops) == ((), (), ())
    assert all(each.numbers.pairs == 0 for each in seen.counted)
    assert day().sheet(NOBODY).rows == ()


def test_how_many_units_were_told_is_known_to_the_addressee_and_the_cell_and_the_filer_sees_the_rung_alone() -> None:
    seen = {}
    for viewer in (CELL, ASTER, BIRCH):
        column = next(each for each in day().board(viewer).movements if each.id == "column 7")
        birch = next(each for each in column.recipients if each.party == "birch")
        seen[viewer.party] = (birch.spread, birch.told, birch.confirmed)
    assert seen == {
        None: (Spread.CONFIRMED, 1, 1),
        "aster": (Spread.CONFIRMED, None, None),
        "birch": (Spread.CONFIRMED, 1, 1),
    }


def needs(of: Watch, viewer: Viewer, now: Instant | None = None) -> list[tuple[Need, str, list[str]]]:
    return [(each.what, each.movement.id, [one.party for one in each.about]) for each in of.board(viewer, now).needs]


def test_what_needs_somebody_stands_in_its_order_with_those_it_is_about() -> None:
    made = day()
    assert needs(made, CELL) == [
        (Need.SILENCE, "column 7", ["cedar-relief"]),
        (Need.OBJECTION, "column 8", ["birch"]),
        (Need.NOT_FORWARD, "column 7", ["cedar-relief"]),
        (Need.NOT_FORWARD, "patrol 4", ["aster", "cedar-relief"]),
        (Need.NOT_FORWARD, "column 8", ["birch", "cedar-relief"]),
        (Need.NOT_FORWARD, "relief 2", ["aster", "birch"]),
        (Need.NOT_DELIVERED, "patrol 4", ["aster", "cedar-relief"]),
    ]
    assert needs(made, CEDAR)[:2] == [
        (Need.SILENCE, "column 7", ["cedar-relief"]),
        (Need.NOT_FORWARD, "column 7", ["cedar-relief"]),
    ]


@pytest.mark.parametrize(
    ("before", "what"),
    [(HOUR + 1, None), (HOUR, Need.SOON), (0, Need.SOON), (-1, Need.OVERDUE), (-MINUTE, Need.OVERDUE)],
)
def test_a_deadline_is_soon_from_one_hour_before_it_and_passed_after_it(before: int, what: Need | None) -> None:
    made = day()
    due = made.board(CELL).movements[-2].recipients[1].due[0].at
    found = [each for each in needs(made, CELL, Instant(due - before)) if each[0] in (Need.SOON, Need.OVERDUE)]
    assert [each[0] for each in found] == ([what, what] if what else [])


def test_the_numbers_of_a_party_are_of_its_own_notices_and_of_those_addressed_to_it() -> None:
    own, to_it = day().board(BIRCH).counted
    assert (own.party, own.numbers.pairs, own.numbers.delivered, own.numbers.units) == (None, 2, Share(0, 2), None)
    assert (to_it.party, to_it.numbers.pairs, to_it.numbers.units) == ("birch", 3, Share(1, 1))
    assert to_it.numbers.answered == Share(2, 3)


def test_the_cells_numbers_are_of_everything_and_of_each_party_in_the_agreements_order() -> None:
    everything, *each = day().board(CELL).counted
    assert [one.party for one in each] == list(NAMES)
    assert sum(one.numbers.pairs for one in each) == everything.numbers.pairs == 8
    assert everything.numbers.silent == Share(1, 8)


def test_what_came_of_a_movement_its_filer_hears_and_whoever_said_it() -> None:
    heard = {viewer.party: day().board(viewer).outcomes.stated for viewer in (CELL, ASTER, BIRCH)}
    assert heard == {None: Share(1, 1), "aster": Share(1, 1), "birch": Share(0, 0)}


def test_an_open_stop_call_stands_first_for_those_who_speak_in_it() -> None:
    made = with_secret("a stop call between the other two")
    assert [len(made.board(viewer).stops) for viewer in (CELL, BIRCH, CEDAR, ASTER)] == [1, 1, 1, 0]


# -- The sheet -----------------------------------------------------------------------------------------------------------------


def rows(of: Watch, viewer: Viewer) -> list[str]:
    return [
        f"({each.notice.id})" if isinstance(each, Struck) else str(each.movement.id) for each in of.sheet(viewer).rows
    ]


def test_the_sheet_has_the_days_movements_in_order_struck_ones_before_what_took_their_place_and_no_sites() -> None:
    for viewer in (CELL, ASTER, BIRCH, CEDAR):
        assert rows(day(), viewer) == ["(convoy 1)", "column 7", "(patrol 3)", "patrol 4", "column 8", "relief 2"]


def test_a_day_with_nothing_has_an_empty_sheet() -> None:
    made = day()
    assert made.sheet(CELL, Instant(made.sheet(CELL).end + 24 * HOUR)).rows == ()


def test_an_addressee_is_told_what_it_still_has_to_do_and_the_filer_how_far_it_has_come() -> None:
    lines = {each.movement.id: each for each in day().sheet(CEDAR).rows if isinstance(each, Line)}
    column, late, own = lines["column 7"].to_do, lines["column 8"].to_do, lines["relief 2"].to_do
    assert column is not None
    assert (column.receipt, column.pass_on, column.silent_since is not None, column.answer) == (False, True, True, ())
    assert late is not None
    assert (late.receipt, late.pass_on, [each.clause for each in late.answer]) == (True, True, ["2"])
    assert own is None


def test_whoever_has_done_everything_is_asked_nothing_more() -> None:
    lines = {each.movement.id: each for each in day().sheet(BIRCH).rows if isinstance(each, Line)}
    done = lines["column 7"].to_do
    assert done is not None
    assert done.is_nothing


# -- The handover --------------------------------------------------------------------------------------------------------------


def test_the_cells_handover_holds_what_changed_and_what_is_open() -> None:
    seen = day().handover(CELL)
    assert [each.filed.id for each in seen.changes] == [
        "column 7", "patrol 3", "patrol 4", "convoy 1", "clinic", "convoy 1 off", "column 8", "relief 2",
    ]  # fmt: skip
    assert [(each.filed.id, each.party) for each in seen.unanswered] == [
        ("column 8", "cedar-relief"), ("relief 2", "aster"), ("relief 2", "birch"),
    ]  # fmt: skip
    assert [(each.filed.id, each.party) for each in seen.silences] == [("column 7", "cedar-relief")]
    assert [each.party for each in seen.missing] == ["birch"]
    assert [each.filed.id for each in seen.not_delivered] == ["patrol 4"]
    assert len(seen.calls) == 1
    assert [each.party for each in seen.missed] == ["aster"]


def test_a_cancel_that_did_not_arrive_is_told_with_its_change() -> None:
    (off,) = [each for each in day().handover(CELL).changes if each.filed.id == "convoy 1 off"]
    assert [(each.party, each.delivered) for each in off.cancel] == [("aster", False), ("birch", False)]
    (mine,) = [each for each in day().handover(BIRCH).changes if each.filed.id == "convoy 1 off"]
    assert [each.party for each in mine.cancel] == ["birch"]


def test_since_now_nothing_changed_and_what_is_open_still_is() -> None:
    made = day()
    made.e.clock.move(1)
    seen = made.handover(CELL, hours=0)
    assert (seen.changes, seen.silences, seen.calls) == ((), (), ())
    assert len(seen.unanswered) == 3


def test_a_party_is_told_of_its_own_silence_and_of_silence_to_its_own_notices() -> None:
    made = day()
    assert [len(made.handover(viewer).silences) for viewer in (ASTER, BIRCH, CEDAR)] == [1, 0, 1]


# -- Nothing else --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_what_a_party_may_not_know_changes_no_byte_of_what_it_sees(secret: str) -> None:
    assert with_secret(secret).said(ASTER) == with_secret(None).said(ASTER)


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_the_cell_sees_each_of_these_secrets_so_that_there_is_something_to_hide(secret: str) -> None:
    assert with_secret(secret).said(CELL) != with_secret(None).said(CELL)


OTHERS = (
    ("zinnia", "yarrow", "aa"),
    ("zz-top of the hill, by the long road to the north", "qx", "vw"),
    ("Ясень", "береза", "関係者"),
    ("زنبق", "שקד", "vv"),
)


ISOLATES = {0x2068: None, 0x2069: None}
"""What keeps a name that runs from right to left from turning its surroundings."""


def relabelled(names: tuple[str, str, str], found: dict[str, str]) -> dict[str, str]:
    marks = {name: f"<party {number}>" for number, name in enumerate(names)}
    pattern = re.compile(
        "|".join(f"(?<![\\w-]){re.escape(name)}(?![\\w-])" for name in sorted(names, key=len, reverse=True))
    )
    hashed = re.compile(r"lapwing-cross-[0-9a-f]{8}")
    return {
        name: hashed.sub("(the log)", pattern.sub(lambda match: marks[match[0]], told.translate(ISOLATES)))
        for name, told in found.items()
    }


@pytest.mark.parametrize("names", OTHERS, ids=lambda names: names[1])
@pytest.mark.parametrize("eyes", [None, 0, 1, 2])
def test_with_other_names_everything_is_renamed_and_nothing_else_changes(
    names: tuple[str, str, str], eyes: int | None
) -> None:
    plain, renamed = (
        relabelled(each, day(each).said(CELL if eyes is None else Viewer(PartyId(each[eyes]))))
        for each in (NAMES, names)
    )
    assert plain == renamed
    assert "<party 0>" in plain["board"]
