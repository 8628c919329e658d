"""What names a person can be forgotten: on the disk, in memory, in what is said. The log still verifies, and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from herald.desk import stating
from herald.desk.sequencer import Sealing
from herald.notice.model import Notice
from herald.record.acts import Erasure, Kind, Role
from herald.record.opening import Opening
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.units import NoticeId
from tests.desk import refusals, signing
from tests.desk.missions import ASTER, BIRCH, CELL, Exercise, key, movement
from tests.desk.signing import admission, admitting, cell, filing, line, root

OFFICER = "Invented Officer Whose Name Is To Be Forgotten"
FORM = movement("column b", ASTER, lat=-29)
COLUMN = replace(FORM, kept={**FORM.kept, "contacts": [{"name": OFFICER}]})


def kept(e: Exercise, notice: NoticeId = COLUMN.id) -> Notice:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        facts = stating.notice(record, e.sequencer.books, notice)
    assert facts is not None
    return facts.notice


def erased(e: Exercise, index: int, *names: str) -> Sealing:
    (outcome,) = signing.sealed(e, line(e, e.party(ASTER).author, Erasure(index, names)))
    return outcome


def test_details_are_forgotten_and_everything_else_of_the_notice_stays() -> None:
    e = refusals.mission()
    index = e.filed(COLUMN).receipt.sealed.index
    assert kept(e).kept["contacts"] == [{"name": OFFICER}]
    erased(e, index, "details")
    assert kept(e).kept == {}
    assert replace(kept(e), kept={}, origin=COLUMN.origin) == replace(COLUMN, kept={}, origin=COLUMN.origin)
    with e.store.reading() as record:
        assert "details" not in record.openings(index)
        assert set(record.openings(index)) >= {"route", "times", "answer"}


def test_what_was_read_before_it_was_erased_is_not_remembered() -> None:
    """By the sequencer that filed it, and by any other that has read it: the same as after a restart."""
    e = refusals.mission()
    other = e.another_sequencer()
    index = e.filed(COLUMN).receipt.sealed.index
    with e.store.reading() as record:
        other.books.catch_up(record)
        assert other.books.notices(record, [index])[0].kept
    erased(e, index, "details")
    with e.store.reading() as record:
        for books in (e.sequencer.books, other.books, e.another_sequencer().books):
            books.catch_up(record)
            assert books.notices(record, [index])[0].kept == {}


def test_the_log_still_proves_the_entry_and_that_it_was_erased() -> None:
    e = refusals.mission()
    filed = e.filed(COLUMN).receipt
    erasure = erased(e, filed.sealed.index, "details").receipt
    with e.store.reading() as record:
        late = stating.Proofs(record).receipt(filed.sealed.index)
        assert record.sealed(filed.sealed.index) == filed.sealed
        assert record.of_kind(Kind.ERASURE) == (erasure.sealed.index,)
    for receipt in (filed, late, erasure):
        assert signing.is_proved(e, receipt)
    assert filed.sealed.entry().statement.fields["details"]


def test_what_was_erased_and_comes_again_gets_its_receipt_and_stays_erased() -> None:
    e = refusals.mission()
    handed = filing(e, COLUMN)
    (first,) = signing.sealed(e, handed)
    erased(e, first.receipt.sealed.index, "details")
    (again,) = signing.sealed(e, handed)
    assert again.again
    assert again.receipt.sealed == first.receipt.sealed
    assert kept(e).kept == {}


def test_the_check_of_what_comes_later_is_the_same_as_if_nothing_had_been_erased() -> None:
    e = refusals.mission()
    index = e.filed(COLUMN).receipt.sealed.index
    patrol = movement("patrol b", BIRCH, lat=-29)
    before = signing.copied(e).filed(patrol).met
    erased(e, index, "details")
    assert e.filed(patrol).met == before
    assert before.could_meet == (COLUMN.id,)


def test_a_persons_name_is_forgotten_by_its_party_or_by_the_cells_root() -> None:
    e = refusals.mission()
    for by in (e.party(ASTER).author, cell(e)):
        fresh = key(e.lots)
        act = admission(e, ASTER, Role.PERSON, fresh)
        (admitted,) = signing.sealed(e, line(e, root(e.party(ASTER)), act, {"name": OFFICER}))
        index = admitted.receipt.sealed.index
        signing.sealed(e, line(e, by, Erasure(index, ("name",))))
        with e.store.reading() as record:
            assert record.openings(index) == {}
            e.sequencer.books.catch_up(record)
            assert fresh.name in e.sequencer.books.ring.keys


def test_a_person_of_the_cell_forgets_the_cells_own_names_and_no_others() -> None:
    e = refusals.mission()
    officer = key(e.lots)
    (admitted,) = signing.sealed(e, admitting(e, cell(e), admission(e, CELL, Role.PERSON, officer)))
    author = signing.Author(officer, CELL)
    index = e.filed(COLUMN).receipt.sealed.index
    assert e.refused(line(e, author, Erasure(index, ("details",)))) == "wrong-party"
    assert kept(e).kept
    signing.sealed(e, line(e, author, Erasure(admitted.receipt.sealed.index, ("name",))))


def test_no_byte_of_the_file_holds_what_was_erased(tmp_path: Path) -> None:
    path = tmp_path / "mission.db"
    store = SqliteStore(path, new=True)
    e = Exercise(store).begun()
    index = e.filed(COLUMN).receipt.sealed.index
    for number in range(5):
        e.filed(movement(f"other {number}", BIRCH, lat=-20 - number))

    def holds() -> bool:
        return any(OFFICER.encode() in part.read_bytes() for part in tmp_path.iterdir())

    assert holds()
    erased(e, index, "details")
    store.forget()
    assert not holds()
    assert kept(e).kept == {}
    store.close()
    assert not holds()


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_only_the_fields_that_are_named_are_forgotten(store: str, tmp_path: Path) -> None:
    held = MemoryStore() if store == "memory" else SqliteStore(tmp_path / "mission.db", new=True)
    e = Exercise(held).begun()
    index = e.filed(COLUMN).receipt.sealed.index
    with e.store.reading() as record:
        before = record.openings(index)
    erased(e, index, "details")
    with e.store.reading() as record:
        after = record.openings(index)
        others = [record.openings(each) for each in range(index)]
    assert after == {name: one for name, one in before.items() if name != "details"}
    assert all(isinstance(one, Opening) for each in others for one in each.values())
    assert sum(len(each) for each in others) == 2
