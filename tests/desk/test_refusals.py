"""What may not be sealed is not: each way has its code, gives no receipt, and hinders nobody else who files at the same time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from herald.desk.sequencer import Refusing, Sealing
from herald.record import opening
from herald.record.acts import Erasure, Kind, Refusal, Role
from herald.record.drafting import Author
from herald.record.receipt import Receipt
from herald.store.memory import MemoryStore
from herald.units import DAY, MINUTE, Instant, NoticeId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, CELL, Exercise, cancel, instead, key, movement
from tests.desk.refusals import COLUMN, ELSEWHERE, ROWS, Row
from tests.desk.signing import admission, admitting, filing, line, root
from tests.house.committed import ROOT

SOURCES = ("desk/admission.py", "desk/sequencer.py", "record/keyring.py")


def codes(path: Path) -> Iterator[str]:
    """Which codes of refusals stand in this file?"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            code = node.args[0]
            assert isinstance(code, ast.Constant), ast.unparse(node)
            yield code.value


def test_every_code_of_the_source_is_in_the_table_and_in_the_manual() -> None:
    known = {code for name in SOURCES for code in codes(ROOT / "src" / "herald" / name)}
    assert known == {row.code for row in ROWS}
    manual = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert [code for code in sorted(known) if f"`{code}`" not in manual] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}: {row.way}")
def test_it_is_refused_for_its_own_reason_and_all_beside_it_is_sealed(row: Row) -> None:
    e = row.begin()
    handed = row.handed(e)
    before, after = (filing(e, movement(name, BIRCH, lat=-20)) for name in ("before", "after"))
    was = signing.size(e)
    first, outcome, last = e.seal(before, handed, after)
    for sealed in (first, last):
        assert isinstance(sealed, Sealing)
        assert signing.is_proved(e, sealed.receipt)
    assert isinstance(outcome, Refusing)
    assert outcome.refused.code == row.code, outcome
    assert outcome.refused.why
    assert signing.size(e) == was + 2 + row.known
    with e.store.reading() as record:
        assert handed not in [opening.Submission(one.entry(), held).line() for one, held in record.all_sealed(was)]
    if not row.known:
        assert outcome.refusal is None
        return
    assert outcome.refusal is not None
    is_a_refusal_of(e, outcome.refusal, handed, row.code)
    again = signing.refused(e, handed)
    assert again.refusal is not None
    assert again.refusal.sealed == outcome.refusal.sealed
    assert signing.size(e) == was + 3


def is_a_refusal_of(e: Exercise, of: Receipt, handed: bytes, code: str) -> None:
    """Does it stand in the log, signed by the cell's machine, with the code and the hash of what was refused?"""
    read, statement = opening.submission(handed).entry, of.sealed.entry().statement
    assert statement.act == Refusal(read.statement.key, read.statement.party, code, sha256(read.data).digest())
    assert (statement.kind, statement.machine, statement.party) == (Kind.REFUSAL, True, CELL)
    assert statement.key == e.keys.node.name
    assert signing.is_proved(e, of)


def test_what_is_refused_again_for_the_same_reason_is_not_sealed_again_by_any_sequencer() -> None:
    e = refusals.mission()
    handed = filing(e, COLUMN)
    outcomes = [*e.seal(handed, handed), *e.seal(handed), *e.another_sequencer().seal([handed])]
    found = {one.refusal.sealed.index for one in outcomes if isinstance(one, Refusing) and one.refusal is not None}
    assert len(outcomes) == 4
    assert found == {signing.size(e) - 1}


def test_what_is_refused_for_another_reason_the_second_time_is_refused_anew() -> None:
    e = refusals.mission()
    aster = e.party(ASTER)
    early = key(e.lots)
    act = admission(e, ASTER, Role.PERSON, early, begins=Instant(e.clock() + DAY))
    signing.sealed(e, admitting(e, root(aster), act))
    handed = filing(e, ELSEWHERE, Author(early, ASTER))
    assert e.refused(handed) == "key-not-yet"
    signing.sealed(e, signing.revoking(e, root(aster), early))
    assert e.refused(handed) == "key-revoked"
    with e.store.reading() as record:
        assert len(record.of_kind(Kind.REFUSAL)) == 2


def test_what_was_too_early_is_sealed_once_its_time_has_come() -> None:
    e = refusals.mission()
    early = key(e.lots)
    act = admission(e, ASTER, Role.PERSON, early, begins=Instant(e.clock() + DAY))
    signing.sealed(e, admitting(e, root(e.party(ASTER)), act))
    handed = filing(e, ELSEWHERE, Author(early, ASTER))
    assert e.refused(handed) == "key-not-yet"
    e.clock.move(DAY)
    assert not signing.sealed(e, handed)[0].again


# -- At the limit ------------------------------------------------------------------------------------------------------------------


def test_a_key_counts_from_its_first_to_its_last_microsecond() -> None:
    e = refusals.mission()
    brief, begins, ends = key(e.lots), Instant(e.clock() + 10), Instant(e.clock() + 20)
    act = admission(e, ASTER, Role.PERSON, brief, begins, ends)
    signing.sealed(e, admitting(e, root(e.party(ASTER)), act))

    def said(at: int) -> str:
        e.clock.now = Instant(at)
        name = f"at {at}"
        (outcome,) = e.seal(filing(e, movement(name, ASTER, lat=-20), Author(brief, ASTER)))
        return outcome.refused.code if isinstance(outcome, Refusing) else "sealed"

    at = [begins - 1, begins, ends, ends + 1]
    assert [said(instant) for instant in at] == ["key-not-yet", "sealed", "sealed", "key-expired"]


def test_a_clock_may_be_five_minutes_ahead_and_any_time_behind() -> None:
    e = refusals.mission()
    ahead = {-DAY: None, 4 * MINUTE: None, 5 * MINUTE: None, 5 * MINUTE + 1: "clock-ahead", 6 * MINUTE: "clock-ahead"}
    for by, code in ahead.items():
        handed = filing(e, movement(f"by {by}", ASTER, lat=-20), filed=Instant(e.clock() + by))
        (outcome,) = e.seal(handed)
        assert (outcome.refused.code if isinstance(outcome, Refusing) else None) == code


# -- Within one batch ----------------------------------------------------------------------------------------------------------


def said(e: Exercise, *lines: bytes) -> list[str]:
    return [one.refused.code if isinstance(one, Refusing) else "sealed" for one in e.seal(*lines)]


def test_the_same_bytes_again_get_the_same_receipt_and_nothing_is_sealed() -> None:
    e = refusals.mission()
    handed = filing(e, movement("crossing", BIRCH))
    first, beside = e.seal(handed, handed)
    size = signing.size(e)
    (later,) = e.another_sequencer().seal([handed])
    assert isinstance(first, Sealing)
    assert not first.again
    for again in (beside, later):
        assert isinstance(again, Sealing)
        assert again.again
        assert again.receipt == first.receipt
        assert again.met == first.met
    assert first.met.could_meet == ("column",)
    assert signing.size(e) == size


def test_in_one_batch_the_first_counts_and_the_second_is_refused() -> None:
    late = movement("late", ASTER, lat=-20)

    def pair(one: bytes, other: bytes) -> list[str]:
        return said(e, one, other)

    e = refusals.mission()
    assert pair(filing(e, ELSEWHERE), filing(e, ELSEWHERE)) == ["sealed", "id-filed"]
    assert pair(filing(e, instead(COLUMN, late)), filing(e, cancel("x", COLUMN))) == ["sealed", "succeeded-already"]
    number = e.next()
    again = [filing(e, movement(name, BIRCH, lat=-22), seq=number) for name in ("b", "c")]
    assert pair(*again) == ["sealed", "number-used"]
    assert pair(signing.version(e, 2, refusals.TEXT), signing.version(e, 2, refusals.TEXT)) == ["sealed", "version-gap"]
    person = signing.another_person(e, e.party(ASTER))
    theirs = filing(e, movement("d", ASTER, lat=-23), person)
    assert pair(signing.revoking(e, root(e.party(ASTER)), person.key), theirs) == ["sealed", "key-revoked"]
    roots = [admitting(e, signing.cell(e), admission(e, refusals.CEDAR, Role.ROOT, key(e.lots))) for _ in range(2)]
    assert pair(*roots) == ["sealed", "root-again"]


def test_in_one_batch_a_key_may_be_admitted_and_sign() -> None:
    e = refusals.mission()
    fresh, aster = key(e.lots), e.party(ASTER)
    admitted = admitting(e, root(aster), admission(e, ASTER, Role.PERSON, fresh))
    theirs = filing(e, ELSEWHERE, Author(fresh, ASTER))
    assert said(e, theirs, admitted, theirs) == ["key-unknown", "sealed", "sealed"]


def test_what_was_just_filed_is_erased_by_a_later_batch_only() -> None:
    e = refusals.mission()
    at = signing.size(e)
    erasing = line(e, e.party(ASTER).author, Erasure(at, ("details",)))
    assert said(e, filing(e, ELSEWHERE), erasing) == ["sealed", "nothing-to-erase"]
    assert said(e, line(e, e.party(ASTER).author, Erasure(at, ("details",)))) == ["sealed"]


def test_another_partys_notice_in_a_ring_hinders_nobody() -> None:
    """Birch takes ids that Aster may use one day; only what a party succeeds of its own can lead back to itself."""
    e = refusals.mission()
    e.filed(instead(movement("x", BIRCH), movement("y", BIRCH, lat=-20)))
    e.filed(instead(movement("z", ASTER), movement("x", ASTER, lat=-20)))
    z = replace(instead(movement("y", BIRCH), movement("z", BIRCH, lat=-20)), id=NoticeId("z"))
    assert said(e, filing(e, z)) == ["sealed"]


# -- Before and without ------------------------------------------------------------------------------------------------------------


def test_before_the_mission_has_begun_nothing_is_sealed() -> None:
    begun, empty = refusals.mission(), Exercise(MemoryStore())
    (outcome,) = empty.seal(filing(begun, ELSEWHERE))
    assert isinstance(outcome, Refusing)
    assert (outcome.refused.code, outcome.refusal, signing.size(empty)) == ("key-unknown", None, 0)


def test_where_the_cells_machine_has_no_key_left_it_refuses_without_sealing_that_it_did() -> None:
    e = refusals.mission()
    signing.sealed(e, signing.revoking(e, signing.cell(e), e.keys.node))
    outcome = signing.refused(e, filing(e, COLUMN))
    assert (outcome.refused.code, outcome.refusal) == ("id-filed", None)
    e.filed(ELSEWHERE)
