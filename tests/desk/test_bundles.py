"""Is every kind of entry proved by the bundle that is made of it, to a verifier that was written from the formats alone?"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from herald.desk import stating
from herald.desk.sequencer import Sealing
from herald.disclosure.bundle import bundle
from herald.disclosure.viewer import CELL
from herald.formats.mission.bundle import render
from herald.record import drafting
from herald.record.acts import Erasure, Kind, Reason, Revocation, Role
from herald.store.memory import MemoryStore
from herald.units import DAY
from tests.desk.incidents import Incidents
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, key, movement
from tests.desk.telling import RELIEF, TOLD, Told

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", ROOT / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def whole() -> Exercise:
    """A mission with an entry of every kind."""
    mission = Exercise(MemoryStore()).begun(TOLD)
    column, patrol = movement("aster-column", ASTER), movement("birch-patrol", BIRCH)
    for notice in (column, patrol, cancel("gone", patrol)):
        mission.filed(notice)
    later = mission.filed(instead(column, movement("aster-later", ASTER))).receipt.sealed.index
    mission.refused(mission.line(movement("aster-column", ASTER, lon=-24.5)))
    told = Told(mission)
    behalf = told.seal(told.entered(movement("relief-convoy", RELIEF, lon=-24.6)))
    told.told(later, ASTER, BIRCH, RELIEF)
    told.seal(told.by_person(RELIEF, told.confirmation(behalf)))
    told.rung(ASTER, BIRCH)
    Incidents(told).happened(ASTER, BIRCH, later)
    aster = mission.party(ASTER)
    seal(mission, erasure(mission, ASTER))
    seal(
        mission,
        mission.by_the_cell(Erasure(mission.filed(movement("birch-last", BIRCH)).receipt.sealed.index, ("details",))),
    )
    seal(mission, mission.admitting(aster, key(mission.lots)))
    seal(mission, mission.by_the_cell(Revocation(aster.root.name, Reason.LOST)))
    spare = drafting.key_act(
        key(mission.lots), mission.file().cell, Role.ROOT, mission.file().origin, mission.clock(), None, None
    )
    seal(mission, mission.by_the_cell(spare))
    mission.clock.move(DAY)
    mission.filed(movement("birch-after", BIRCH, lon=-24.7))
    return mission


def seal(mission: Exercise, line: bytes) -> None:
    (outcome,) = mission.seal(line)
    assert isinstance(outcome, Sealing), outcome


def erasure(mission: Exercise, party: str) -> bytes:
    """The line by which a person of the party has the details of its own first notice forgotten."""
    author = mission.parties[ASTER].author
    index = next(i for i in range(99) if filed_by(mission, i) == party)
    act, at = Erasure(index, ("details",)), drafting.place(mission.file())
    return drafting.draft(at, author, act, {}, mission.next(), mission.clock(), mission.lots).line()


def filed_by(mission: Exercise, index: int) -> str | None:
    with mission.store.reading() as record:
        filed = record.filed_at(index)
    return None if filed is None else filed.party


def judged_bundle(
    mission: Exercise, index: int, folder: Path, verifier: ModuleType, capsys: pytest.CaptureFixture[str], *more: str
) -> dict[str, object]:
    with mission.store.reading() as record:
        evidence = stating.evidence(record, mission.sequencer.books, index)
    reveal = [*evidence.entry.openings]
    (folder / "one.herald").write_bytes(render(bundle(evidence, CELL, reveal), b"# the verifier", "(nothing)"))
    (folder / "m.mission").write_bytes(bytes(mission.file()))
    verifier.main([str(folder / "one.herald"), "--trust", str(folder / "m.mission"), "--json", *more])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_every_entry_of_every_kind_is_proved(
    whole: Exercise,
    verifier: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    judged: Callable[[str, int], None],
) -> None:
    with whole.store.reading() as record:
        head = record.head()
        assert head is not None
        kinds = {record.sealed(index).entry().statement.kind for index in range(head.size)}
    assert kinds == set(Kind)
    found = {index: judged_bundle(whole, index, tmp_path, verifier, capsys) for index in range(head.size)}
    assert {index: one["lines"] for index, one in found.items() if one["verdict"] != "proved"} == {}
    judged("verify.py", len(found))


def test_what_is_read_aloud_is_the_same_for_both(whole: Exercise, verifier: ModuleType) -> None:
    from herald.record import aloud

    with whole.store.reading() as record:
        for index in range(5):
            leaf = record.sealed(index).leaf
            assert verifier.aloud(index, leaf) == aloud.digits(index, leaf)


def test_a_notice_whose_sealed_bytes_were_changed_is_refuted(
    whole: Exercise, verifier: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with whole.store.reading() as record:
        evidence = stating.evidence(record, whole.sequencer.books, 5)
    made = bundle(evidence, CELL)
    for part, changed in (("note", b"aster"), ("envelope", b'"index":5')):
        data = getattr(made.entry, part)
        assert changed in data
        altered = replace(made.entry, **{part: data.replace(changed, changed[:-1] + bytes([changed[-1] ^ 1]), 1)})
        (tmp_path / "one.herald").write_bytes(render(replace(made, entry=altered), b"", ""))
        assert verifier.main([str(tmp_path / "one.herald")]) == 4
        capsys.readouterr()
