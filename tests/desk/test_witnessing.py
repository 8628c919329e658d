"""Does the cell get its checkpoints cosigned, and does it stop where a witness knows another log than its record?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from herald.desk import witnessing
from herald.desk.cosigning import Cosigner
from herald.desk.witnessing import Gathered, NotReconciled, gathered, reconciled
from herald.ports import Broken
from herald.prevented import Prevented
from herald.store.memory import MemoryStore
from herald.store.witness.store import WitnessStore
from herald.tlog import note
from herald.tlog.keys import SigningKey
from herald.tlog.note import Refused
from herald.tlog.policy import Witness
from herald.tlog.witnessing import SIZE, WORDS, Answered
from tests.desk.missions import ASTER, BIRCH, Exercise, movement
from tests.desk.signing import copied, size
from tests.tlog.logs import WITNESSES

NAMES = ("aster-witness", "birch-witness")


class Gone(Prevented):
    code = "unreached"


@dataclass
class Wires:
    """Whoever stands at which address, and what was asked there."""

    standing: dict[str, Callable[[bytes], Answered]] = field(default_factory=dict)
    asked: list[tuple[str, bytes]] = field(default_factory=list)

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        self.asked.append((url, body))
        if url not in self.standing:
            raise Gone(f"{url}: no answer")
        return self.standing[url](body)


@dataclass
class World:
    """A mission, two witnesses, and the wires to them."""

    e: Exercise
    wires: Wires
    stores: list[WitnessStore]
    witnesses: tuple[Witness, ...]
    told: list[str] = field(default_factory=list)

    def gather(self, e: Exercise | None = None) -> Gathered:
        """What the witnesses say now, kept in the record."""
        store = (e or self.e).store
        with store.reading() as record:
            found = gathered(record, self.witnesses, self.wires)
        with store.writing() as writing:
            writing.cosign(found.size, found.lines)
        return found

    def reconcile(self, e: Exercise | None = None) -> Gathered:
        return reconciled((e or self.e).store, self.witnesses, self.wires)

    def file(self, name: str, e: Exercise | None = None) -> None:
        (e or self.e).filed(movement(name, ASTER))


def url(name: str) -> str:
    return f"http://{name}.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    e = Exercise(MemoryStore()).begun()
    e.party(ASTER)
    keys = dict(zip(NAMES, WITNESSES, strict=False))
    stores = [WitnessStore(tmp_path / f"{name}.db", keys[name].verifier, new=True) for name in NAMES]
    policy = tuple(Witness(name.encode(), keys[name].verifier, url(name).encode()) for name in NAMES)
    made = World(e, Wires(), stores, policy)
    for name, store in zip(NAMES, stores, strict=True):
        made.wires.standing[url(name)] = cosigner(made, store, keys[name]).answer
    yield made
    for store in stores:
        store.close()


def cosigner(world: World, store: WitnessStore, key: SigningKey) -> Cosigner:
    log = world.e.keys.log.verifier
    return Cosigner(store, key, {log.name: (log,)}, world.e.clock, world.told.append)


def opened(world: World, found: Gathered, e: Exercise | None = None) -> int:
    """How many of the witnesses' cosignatures verify under the checkpoint that the record holds?"""
    with (e or world.e).store.reading() as record:
        signed = record.checkpoint(found.size)
        assert signed is not None
        lines = record.cosignatures(found.size)
    read = note.read(signed + b"".join(lines.values()))
    said = note.open_note(read, [witness.key for witness in world.witnesses])
    return 0 if isinstance(said, Refused) else len(said)


# -- Gathering -----------------------------------------------------------------------------------------------------------------


def test_every_witness_cosigns_a_log_that_grows_and_the_lines_fit_the_checkpoint(world: World) -> None:
    for number in range(4):
        found = world.gather()
        assert (set(found.lines), found.silent, found.apart) == (set(NAMES), (), ())
        assert opened(world, found) == 2
        world.file(f"column-{number}")
    assert world.told == []


def test_a_witness_is_asked_with_the_size_that_it_cosigned_last_and_so_only_once(world: World) -> None:
    world.gather()
    world.file("column")
    world.wires.asked.clear()
    world.gather()
    assert [at for at, _ in world.wires.asked] == [url(name) for name in NAMES]


def test_a_witness_that_names_another_size_is_asked_again_with_the_proof_from_there(world: World) -> None:
    with world.e.store.reading() as record:
        first = gathered(record, world.witnesses, world.wires)
    world.file("column")
    world.wires.asked.clear()
    found = world.gather()
    assert set(found.lines) == set(NAMES)
    bodies = [body.split(b"\n")[0] for _, body in world.wires.asked]
    assert bodies == [b"old 0", b"old %d" % first.size] * 2


def test_a_witness_that_does_not_answer_is_named_and_hinders_nobody(world: World) -> None:
    del world.wires.standing[url(NAMES[0])]
    found = world.gather()
    assert set(found.lines) == {NAMES[1]}
    assert [(silent.name, silent.why) for silent in found.silent] == [(NAMES[0], f"{url(NAMES[0])}: no answer")]
    assert world.reconcile().silent == found.silent


def test_a_witness_without_an_address_is_asked_by_file(world: World) -> None:
    world.witnesses = (Witness(b"aster-witness", WITNESSES[0].verifier), world.witnesses[1])
    found = world.gather()
    assert [(silent.name, "by file" in silent.why) for silent in found.silent] == [(NAMES[0], True)]


@pytest.mark.parametrize(
    "answer",
    [
        Answered(200, WORDS, b""),
        Answered(200, WORDS, b"nonsense\n"),
        Answered(307, WORDS, b""),
        Answered(404, WORDS, b"no such log\n"),
        Answered(403, WORDS, b""),
        Answered(409, WORDS, b"7\n"),
        Answered(500, WORDS, b"\xff"),
        Answered(503, WORDS, b"come again\n"),
    ],
)
def test_an_answer_that_says_nothing_about_the_log_hinders_nobody(world: World, answer: Answered) -> None:
    world.wires.standing[url(NAMES[0])] = lambda body: answer
    found = world.reconcile()
    assert [silent.name for silent in found.silent] == [NAMES[0]]
    assert set(found.lines) == {NAMES[1]}


def test_a_cosignature_by_another_key_than_the_policys_is_not_taken(world: World) -> None:
    text = note.read(_checkpoint(world.e)).text
    line = f"{note.sign(text, WITNESSES[4], 1)}\n".encode()
    world.wires.standing[url(NAMES[0])] = lambda body: Answered(200, WORDS, line)
    found = world.gather()
    assert set(found.lines) == {NAMES[1]}


def test_a_witness_that_names_another_size_each_time_is_not_asked_for_ever(world: World) -> None:
    sizes = iter(range(1, 100))
    world.wires.standing[url(NAMES[0])] = lambda body: Answered(409, SIZE, b"%d\n" % next(sizes))
    found = world.gather()
    assert [silent.name for silent in found.silent] == [NAMES[0]]
    assert next(sizes) <= 5


def test_before_a_mission_has_begun_nobody_is_asked(world: World) -> None:
    assert world.reconcile(Exercise(MemoryStore())) == Gathered(0, {})
    assert world.wires.asked == []
    with MemoryStore().reading() as record, pytest.raises(Broken, match="no checkpoint yet"):
        witnessing.request(record, 0)


# -- By file -------------------------------------------------------------------------------------------------------------------


def _checkpoint(e: Exercise) -> bytes:
    with e.store.reading() as record:
        head = record.head()
        assert head is not None
        return head.checkpoint


def test_what_is_carried_by_hand_is_the_very_same(world: World) -> None:
    with world.e.store.reading() as record:
        answer = world.wires.standing[url(NAMES[1])](witnessing.request(record, 0))
    before = size(world.e)
    world.file("filed-meanwhile")
    with world.e.store.reading() as record:
        found = witnessing.taken(record, world.witnesses, answer.body)
    assert (found.size, set(found.lines)) == (before, {NAMES[1]})


def test_a_file_that_cosigns_nothing_of_ours_gives_no_lines(world: World) -> None:
    other = note.sign("other text\n", WITNESSES[0], 1)
    with world.e.store.reading() as record:
        for answer in (b"", b"nonsense", f"{other}\n".encode()):
            found = witnessing.taken(record, world.witnesses, answer)
            assert (dict(found.lines), len(found.silent)) == ({}, 2)


# -- Reconciling ---------------------------------------------------------------------------------------------------------------


def test_a_record_that_the_witnesses_know_may_go_on(world: World) -> None:
    world.gather()
    world.file("column")
    assert set(world.reconcile().lines) == set(NAMES)


def test_a_restored_copy_never_signs_and_is_told_what_to_do(world: World) -> None:
    world.gather()
    copy, before = copied(world.e), size(world.e)
    world.file("after-the-copy")
    world.gather()
    with pytest.raises(NotReconciled) as refused:
        world.reconcile(copy)
    assert refused.value.code == "not-reconciled"
    words = str(refused.value)
    for said in (*NAMES, f"has {before} entries", f"cosigned {before + 1} entries", "mirror", "new mission", "cites"):
        assert said in words
    assert [each.size for each in refused.value.apart] == [before + 1] * 2
    assert world.told == []


def test_a_copy_that_already_went_on_to_the_same_size_is_found_by_its_root(world: World) -> None:
    world.gather()
    copy = copied(world.e)
    world.file("in-the-record")
    world.gather()
    world.file("in-the-copy", copy)
    assert size(copy) == size(world.e)
    with pytest.raises(NotReconciled, match=f"cosigned {size(copy)} entries with another root"):
        world.reconcile(copy)
    assert len(world.told) >= 2


def test_a_copy_that_went_further_is_found_by_its_missing_proof(world: World) -> None:
    world.gather()
    copy = copied(world.e)
    world.file("in-the-record")
    world.gather()
    for number in range(3):
        world.file(f"in-the-copy-{number}", copy)
    with pytest.raises(NotReconciled, match="does not begin with what it cosigned"):
        world.reconcile(copy)
    assert all("not-consistent" in told for told in world.told)


def test_one_witness_that_remembers_is_enough(world: World) -> None:
    copy = copied(world.e)
    world.file("column")
    world.witnesses, both = world.witnesses[:1], world.witnesses
    world.gather()
    world.witnesses = both
    with pytest.raises(NotReconciled) as refused:
        world.reconcile(copy)
    assert [each.name for each in refused.value.apart] == [NAMES[0]]


def test_a_record_that_grew_while_it_was_asked_about_is_asked_about_again(world: World) -> None:
    """Another process seals and has it cosigned between our look at the record and the witness's answer."""
    honest, grown = world.wires.standing[url(NAMES[0])], []

    def meanwhile(body: bytes) -> Answered:
        if not grown:
            grown.append(True)
            world.file("sealed-meanwhile")
            with world.e.store.reading() as record:
                assert honest(witnessing.request(record, 0)).status == 200
        return honest(body)

    world.wires.standing[url(NAMES[0])] = meanwhile
    assert set(world.reconcile().lines) == set(NAMES)


def test_an_address_is_asked_for_no_other_party(world: World) -> None:
    world.e.party(BIRCH)
    world.gather()
    assert {at for at, _ in world.wires.asked} == {url(name) for name in NAMES}
    assert all(b"aster" not in body and b"birch" not in body for _, body in world.wires.asked)
