"""Who may know what of a notice, a receipt and a mission? The rules one by one; that nothing else leaks is asked elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from herald.desk import stating
from herald.desk.sequencer import Refusing
from herald.disclosure import receipts, status
from herald.disclosure.receipts import NoticeShown
from herald.disclosure.status import Status
from herald.disclosure.viewer import CELL, Viewer
from herald.notice.lifecycle import Fate
from herald.units import NoticeId, PartyId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, movement
from tests.desk.refusals import CEDAR, COLUMN

ASTER_SEES, BIRCH_SEES, CEDAR_SEES = (Viewer(party) for party in (ASTER, BIRCH, CEDAR))
NOBODY = Viewer(PartyId("nobody"))


def shown(e: Exercise, notice: str, viewer: Viewer) -> NoticeShown | None:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        facts = stating.notice(record, e.sequencer.books, NoticeId(notice))
        return receipts.notice(facts, viewer, exercise=e.exercise)


def stands(e: Exercise, viewer: Viewer) -> Status:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        return status.status(stating.mission(record, e.sequencer.books), viewer)


def told(e: Exercise, name: str, *recipients: str) -> None:
    e.filed(replace(movement(name, ASTER, lat=-29), kept={"recipients": list(recipients)}))


def test_a_notice_is_known_to_the_cell_its_party_and_its_addressees_and_to_nobody_else() -> None:
    e = refusals.mission()
    told(e, "for birch", "birch")
    seen = {
        viewer.party: shown(e, "for birch", viewer) is not None
        for viewer in (CELL, ASTER_SEES, BIRCH_SEES, CEDAR_SEES, NOBODY)
    }
    assert seen == {None: True, ASTER: True, BIRCH: True, CEDAR: False, PartyId("nobody"): False}


def test_to_a_stranger_a_notice_and_one_that_was_never_filed_are_the_same() -> None:
    e = refusals.mission()
    told(e, "for birch", "birch")
    assert shown(e, "for birch", CEDAR_SEES) is shown(e, "never filed", CEDAR_SEES) is None


def test_what_the_check_found_is_the_cells_alone() -> None:
    e = refusals.mission()
    e.filed(movement("patrol b", BIRCH))
    seen = {viewer.party: shown(e, "patrol b", viewer) for viewer in (CELL, ASTER_SEES, BIRCH_SEES)}
    assert {party: one.met is not None for party, one in seen.items() if one} == {
        None: True,
        ASTER: False,
        BIRCH: False,
    }
    cells = seen[None]
    assert cells is not None
    assert cells.met is not None
    assert cells.met.could_meet == ("column",)


def test_a_receipt_goes_to_its_author_and_the_cell_and_not_to_an_addressee() -> None:
    e = refusals.mission()
    filed = e.filed(movement("patrol b", BIRCH))
    assert receipts.receipt(filed.receipt, BIRCH_SEES) == receipts.receipt(filed.receipt, CELL) is not None
    assert receipts.receipt(filed.receipt, ASTER_SEES) is None
    mine, theirs = shown(e, "patrol b", BIRCH_SEES), shown(e, "patrol b", ASTER_SEES)
    assert mine is not None
    assert theirs is not None
    assert mine.receipt is not None
    assert theirs.receipt is None


def test_a_receipt_says_up_to_which_index_was_checked_of_a_notice_alone() -> None:
    e = refusals.mission()
    filed = e.filed(movement("patrol b", BIRCH)).receipt
    (revoked,) = signing.sealed(e, signing.revoking(e, signing.root(e.party(ASTER)), e.party(ASTER).person))
    of_notice, of_key = receipts.receipt(filed, CELL), receipts.receipt(revoked.receipt, CELL)
    assert of_notice is not None
    assert of_key is not None
    assert of_notice.checked_to == of_notice.index - 1 == filed.checked_to
    assert of_key.checked_to is None


@pytest.mark.parametrize("end", ["cancel", "replace"])
def test_what_became_of_a_notice_is_told_to_whoever_was_told_of_it(end: str) -> None:
    """The second names Cedar Relief alone, and goes to Birch too, which would go on believing the first."""
    e = refusals.mission()
    told(e, "first", "birch", "cedar-relief")
    first = movement("first", ASTER, lat=-29)
    second = cancel("second", first) if end == "cancel" else instead(first, movement("second", ASTER, lat=-28))
    e.filed(replace(second, kept={"recipients": ["cedar-relief"]}))
    after = {"cancel": Fate.CANCELLED, "replace": Fate.REPLACED}[end]
    for viewer in (CELL, ASTER_SEES, CEDAR_SEES, BIRCH_SEES):
        seen = shown(e, "first", viewer)
        assert seen is not None
        assert (seen.fate, seen.successor) == (after, "second")
    second_shown = shown(e, "second", BIRCH_SEES)
    assert second_shown is not None
    assert set(second_shown.addressees) == {BIRCH, CEDAR}


@pytest.mark.parametrize("end", ["cancel", "replace"])
def test_a_successor_that_was_filed_first_is_known_to_its_own_addressees_alone(end: str) -> None:
    """Birch was told of the first, which had been succeeded before it came: of that Birch knows nothing."""
    e = refusals.mission()
    first = movement("first", ASTER, lat=-29)
    second = cancel("second", first) if end == "cancel" else instead(first, movement("second", ASTER, lat=-28))
    e.filed(replace(second, kept={"recipients": ["cedar-relief"]}))
    told(e, "first", "birch", "cedar-relief")
    seen = shown(e, "first", BIRCH_SEES)
    assert seen is not None
    assert (seen.fate, seen.successor) == (Fate.STANDS, None)
    seen = shown(e, "first", CEDAR_SEES)
    assert seen is not None
    assert seen.successor == "second"


def test_a_refusal_goes_to_the_party_that_was_refused_and_to_the_cell() -> None:
    e = refusals.mission()
    (outcome,) = e.seal(signing.filing(e, COLUMN))
    assert isinstance(outcome, Refusing)
    assert outcome.refusal is not None
    assert receipts.receipt(outcome.refusal, ASTER_SEES) == receipts.receipt(outcome.refusal, CELL) is not None
    assert receipts.receipt(outcome.refusal, BIRCH_SEES) is None


def test_a_party_sees_its_own_line_of_the_mission_and_of_others_that_they_are_parties() -> None:
    e = refusals.mission()
    e.refused(signing.filing(e, COLUMN))
    told(e, "for birch", "birch")
    cells, asters, nobodys = (stands(e, viewer) for viewer in (CELL, ASTER_SEES, NOBODY))
    assert [(one.party, one.joined, one.persons, one.standing, one.addressed) for one in cells.parties] == [
        (ASTER, True, 1, 2, 1),
        (BIRCH, True, 1, 1, 2),
        (CEDAR, False, 0, 0, 2),
    ]
    assert [one.joined is not None for one in asters.parties] == [True, False, False]
    assert asters.parties[0] == cells.parties[0]
    assert [one.joined for one in nobodys.parties] == [None, None, None]
    assert (cells.refusals, asters.refusals) == (1, None)
    assert (asters.size, asters.received) == (cells.size, cells.received)
