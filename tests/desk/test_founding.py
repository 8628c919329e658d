"""A mission begins with three entries, and is known to parties and judges by what they say."""

from __future__ import annotations

import re

import pytest

from herald.check.answer import Limits
from herald.desk import founding, stating
from herald.desk.books import Books
from herald.desk.sequencer import Refusing
from herald.formats import sealed
from herald.malformed import Malformed
from herald.ports import Broken
from herald.record.acts import AgreementVersion, Kind, Mission, Role
from herald.record.agreementtext import digest
from herald.store.memory import MemoryStore
from tests.desk import signing
from tests.desk.missions import ASTER, BIRCH, CELL, TEXT, Exercise, Lots, movement
from tests.desk.signing import filing, version


def test_a_mission_begins_with_itself_its_machine_and_its_agreement() -> None:
    e = Exercise(MemoryStore()).begun(limits=Limits(750, 250))
    with e.store.reading() as record:
        statements = signing.statements(record)
        assert [at for at, _ in record.checkpoints()] == [1, 3]
        proofs = stating.Proofs(record)
        receipts = [proofs.receipt(index) for index in range(3)]
    assert [one.kind for one in statements] == [Kind.MISSION, Kind.KEY, Kind.AGREEMENT]
    assert {one.party for one in statements} == {CELL}
    assert {one.key for one in statements} == {e.keys.root.name}
    assert all(signing.is_proved(e, one) for one in receipts)
    mission, node, agreement = (one.act for one in statements)
    assert isinstance(mission, Mission)
    assert (mission.separation_mm, mission.vertical_mm) == (750_000, 250_000)
    assert mission.log == str(e.keys.log.verifier)
    assert agreement == AgreementVersion("exercise-2026", 1, digest(TEXT))
    assert node == founding.key_act(e.keys.node, CELL, Role.NODE, e.file().origin, e.clock(), None, None)


def test_what_counts_where_no_clause_governs_is_what_the_mission_says() -> None:
    e = Exercise(MemoryStore()).begun(limits=Limits(750, 250))
    e.file()
    assert e.sequencer.books.limits == Limits(750, 250)
    assert Books(sealed.read).limits == Limits()


@pytest.mark.parametrize("exercise", [True, False])
def test_an_exercise_says_so_in_its_name_and_in_all_its_entries(exercise: bool) -> None:
    e = Exercise(MemoryStore(), exercise=exercise).begun()
    e.filed(movement("column", ASTER))
    with e.store.reading() as record:
        statements = signing.statements(record)
    assert {one.exercise for one in statements} == {exercise}
    assert {one.origin for one in statements} == {e.keys.log.name}
    assert e.keys.log.name.endswith("/exercise") is exercise
    assert re.fullmatch(r"herald/lapwing-cross-[0-9a-f]{8}(/exercise)?", e.keys.log.name)


def test_two_missions_of_one_name_are_two_logs() -> None:
    one, other = (founding.origin("Lapwing Cross", Lots(begun)(4), exercise=True) for begun in ("one", "another"))
    assert one != other
    assert founding.origin("\u062a\u0645\u0631\u064a\u0646", bytes(4), exercise=False) == "herald/mission-00000000"


@pytest.mark.parametrize("text", [{}, {"files": {}}, {"files": {}, "toml": "id ="}, {"files": [], "toml": ""}, None, 7])
def test_a_mission_without_an_agreement_does_not_begin(text: object) -> None:
    e = Exercise(MemoryStore())
    with pytest.raises(Malformed):
        e.begun(text)  # type: ignore[arg-type]
    assert signing.size(e) == 0


def test_a_mission_does_not_begin_where_one_has_begun() -> None:
    store = MemoryStore()
    first = Exercise(store).begun()
    second = Exercise(store, Lots("second"))
    with pytest.raises(Broken, match="refused"):
        second.begun()
    assert signing.size(first) == 3


def test_before_it_has_begun_nothing_can_be_said_of_it() -> None:
    e = Exercise(MemoryStore())
    with pytest.raises(Broken, match="has not begun"):
        e.file()
    with e.store.reading() as record:
        for ask in (lambda: stating.mission(record, e.sequencer.books), lambda: stating.Proofs(record)):
            with pytest.raises(Broken):
                ask()


# -- The next version of the agreement ---------------------------------------------------------------------------------------------

WIDER = {"files": {}, "toml": str(TEXT["toml"] if isinstance(TEXT, dict) else "").replace("1000", "90000")}


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one batch"])
def test_a_new_version_counts_for_what_is_filed_behind_it(together: bool) -> None:
    """Aster and Birch pass 60 km apart: further than the first version asks for, nearer than the second does."""
    e = Exercise(MemoryStore()).begun()
    e.filed(movement("column", ASTER))
    before, after = (filing(e, movement(name, BIRCH, lat=-32.5)) for name in ("patrol", "patrol b"))
    lines = (before, version(e, 2, WIDER), after)
    outcomes = signing.sealed(e, *lines) if together else [one for each in lines for one in signing.sealed(e, each)]
    assert [outcome.met.could_meet for outcome in outcomes] == [(), (), ("column",)]
    file = e.file()
    assert file.agreement is not None
    assert (file.agreement.version, file.agreement.digest) == (2, digest(WIDER))


def test_the_parties_of_a_new_version_are_told_of_what_is_filed_behind_it() -> None:
    e = Exercise(MemoryStore()).begun()
    more = {"files": {}, "toml": f"{TEXT['toml'] if isinstance(TEXT, dict) else ''}\n[[party]]\nid = 'dunlin'\n"}
    _, filed = signing.sealed(e, version(e, 2, more), filing(e, movement("column", ASTER)))
    assert [link.party for link in filed.receipt.sealed.routing().to] == ["birch", "cedar-relief", "dunlin"]


def test_the_next_version_is_numbered_by_what_is_there() -> None:
    e = Exercise(MemoryStore()).begun()
    assert founding.next_version(Books(sealed.read), TEXT).version == 1
    e.file()
    assert founding.next_version(e.sequencer.books, WIDER) == AgreementVersion("exercise-2026", 2, digest(WIDER))
    with pytest.raises(Malformed):
        founding.next_version(e.sequencer.books, {"files": {}, "toml": "id ="})


def test_a_text_that_is_no_agreement_is_no_entry() -> None:
    e = Exercise(MemoryStore()).begun()
    outcome = signing.refused(e, version(e, 2, {"files": {}, "toml": "id ="}))
    assert isinstance(outcome, Refusing)
    assert outcome.refused.code == "malformed"
    assert outcome.problems
