"""What is left after a fault? Every receipt is held against the record as it is found then, and the record against itself."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from herald.check.reach import Box, reach
from herald.desk.audit.auditing import fsck
from herald.desk.books import notice_of
from herald.desk.sequencer import Outcome, Sealing, Sequencer
from herald.formats import sealed as fields
from herald.notice.model import Notice
from herald.ports import Broken, Foreign, Record, Signers
from herald.record import entry
from herald.record.acts import Erasure, Kind
from herald.record.entry import Statement
from herald.record.opening import Opening, Openings
from herald.record.rows import Rows, rows
from herald.record.sealed import Sealed
from herald.store.sqlite.connection import migrations
from herald.store.sqlite.record import SqliteWriting
from herald.store.sqlite.store import SqliteStore
from herald.tlog import checkpoint, note, proof, tiles, tree
from herald.tlog.checkpoint import Checkpoint
from tests.desk.missions import NOON
from tests.faults.filer import Told
from tests.faults.ground import MISSION, Ground


@dataclass
class Judgement:
    """What was found after one fault.

    `lost`: a receipt was given and its entry is not there, or another is. `false`: a receipt that was never true: it shows
    nothing, or came after the store had said that it is broken. `unsound`: the record is not whole, nothing can be filed
    any more, or an error was told in another way than as broken.
    """

    receipts: int = 0
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    broken: int = 0

    @property
    def flaws(self) -> list[str]:
        """Everything that must not be."""
        return [*self.lost, *self.false, *self.unsound]


@dataclass(frozen=True)
class Held:
    """A record as it was found: the leaves in order, the root at each size, what the log signed."""

    leaves: tuple[bytes, ...]
    roots: tuple[bytes, ...]


def judge(ground: Ground, folder: Path, told: Sequence[Sequence[Told]], further: Act | None = None) -> Judgement:
    """What is left in this folder of what these processes told? The mission is opened anew, read whole, and filed into.

    `further` is what is filed in the end: ground.later, unless something else is said.
    """
    found = Judgement()
    given = [one for process in told for one in _given(process, found)]
    found.receipts = len(given)
    try:
        store = SqliteStore(folder / MISSION)
    except (Broken, Foreign) as error:
        found.lost += [f"{_name(one)}: cannot be opened: {error}" for one in given]
        found.unsound.append(f"cannot be opened: {error}")
        return found
    try:
        with store.reading() as record:
            held = _whole(ground, record, found)
        for one in given:
            _receipt(ground, one, held, found)
        _goes_on(ground, store, given, found, further or (lambda sequencer: sequencer.seal([ground.later])))
    finally:
        store.close()
    return found


def _given(process: Sequence[Told], found: Judgement) -> list[Told]:
    """The receipts that this process gave; after it had called its store broken it gave none."""
    given: list[Told] = []
    broken = False
    for one in process:
        receipt = one.get("sealed") or one.get("refused")
        if receipt:
            given.append({**one, "receipt": receipt})
            if broken:
                found.false.append(f"{_name(given[-1])}: given by a store that had called itself broken")
        elif "broken" in one:
            broken, found.broken = True, found.broken + 1
        elif "unclear" in one:
            found.unsound.append(f"not told as broken: {one['unclear']}")
        if "code" in one and one["code"] != "id-filed":
            found.unsound.append(f"a line was refused: {one['code']}")
    return given


def _name(one: Told) -> str:
    return f"receipt of index {one['receipt']['index']}"


# -- The receipts --------------------------------------------------------------------------------------------------------------


def _receipt(ground: Ground, one: Told, held: Held, found: Judgement) -> None:
    receipt, shown = one["receipt"], proof.read(one["receipt"]["proof"].encode())
    index, leaf = receipt["index"], bytes.fromhex(receipt["leaf"])
    stated = checkpoint.read(shown.checkpoint.text)
    inside = tree.includes(stated.root, stated.size, index, tree.leaf_hash(leaf), shown.hashes)
    if not (inside and shown.index == index and _signed(ground, shown.checkpoint)):
        found.false.append(f"{_name(one)}: its proof shows nothing")
    if index >= len(held.leaves) or held.leaves[index] != leaf:
        found.lost.append(f"{_name(one)}: {'another entry' if index < len(held.leaves) else 'nothing'} stands there")
    elif stated.size > len(held.leaves) or held.roots[stated.size] != stated.root:
        found.lost.append(f"{_name(one)}: its checkpoint of {stated.size} entries is not one of this log")


def _signed(ground: Ground, signed: note.Note) -> bool:
    return not isinstance(note.open_note(signed, [ground.exercise.keys.log.verifier]), note.Refused)


# -- The record ------------------------------------------------------------------------------------------------------------------


def _whole(ground: Ground, record: Record, found: Judgement) -> Held:
    """Is it whole? All of it is computed once more from the entries: leaves, tiles, roots, signatures, tables."""
    head = record.head()
    everything = list(record.all_sealed())
    leaves = tuple(sealed.leaf for sealed, _ in everything)
    roots, stored = _grown(leaves)
    if [sealed.index for sealed, _ in everything] != list(range(len(leaves))):
        found.unsound.append("indices are missing")
    if (0 if head is None else head.size) != len(leaves):
        found.unsound.append(f"the log says that it has {head and head.size} entries, and has {len(leaves)}")
    signed = dict(record.checkpoints())
    if leaves and len(leaves) not in signed:
        found.unsound.append("the last entry stands under no checkpoint")
    for size, data in signed.items():
        _checkpoint(ground, size, data, roots, found)
    for tile in tiles.tiles(len(leaves)):
        if record.tile(tile) != stored[tile.level, tile.index][: tile.width * tree.HASH_BYTES]:
            found.unsound.append(f"tile {tile.path} is not what the leaves say")
    received = [sealed.routing().received for sealed, _ in everything]
    if received != sorted(received):
        found.unsound.append("an entry was received before the one before it")
    _tables(record, everything, found)
    return Held(leaves, roots)


def _grown(leaves: Iterable[bytes]) -> tuple[tuple[bytes, ...], dict[tuple[int, int], bytes]]:
    """The root at each size, and the tiles."""
    edge, roots, stored = tree.Edge(), [tree.EMPTY_ROOT], {}
    for leaf in leaves:
        edge, new = tree.append(edge, [tree.leaf_hash(leaf)])
        roots.append(edge.root)
        for tile, data in tiles.additions(new).items():
            stored[tile] = stored.get(tile, b"") + data
    return tuple(roots), stored


def _checkpoint(ground: Ground, size: int, data: bytes, roots: Sequence[bytes], found: Judgement) -> None:
    signed = note.read(data)
    stated = checkpoint.read(signed.text)
    if not _signed(ground, signed):
        found.unsound.append(f"the checkpoint of {size} entries is not signed by the log")
    if size >= len(roots) or stated != Checkpoint(ground.exercise.keys.log.name, size, roots[size]):
        found.unsound.append(f"the checkpoint of {size} entries is not of these entries")


def _tables(record: Record, everything: Sequence[tuple[Sealed, Openings]], found: Judgement) -> None:
    """Do all tables follow from the entries, and the openings from what was signed? The tables are made anew beside it."""
    erased: dict[int, set[str]] = {}
    follows: list[Rows] = []
    for sealed, openings in everything:
        statement, notice, boxes = _stated(sealed.note, lambda index=sealed.index: record.openings(index))
        follows.append(rows(statement, sealed.routing(), sealed.leaf, notice, boxes))
        if isinstance(statement.act, Erasure):
            erased.setdefault(statement.act.index, set()).update(statement.act.names)
        unfit = [
            name for name, held in openings.items() if name in statement.fields and not _fits(name, held, statement)
        ]
        found.unsound += [f"field {name} of entry {sealed.index} is not what was signed" for name in unfit]
    for index, (sealed, openings) in enumerate(everything):
        there = set(_stated(sealed.note)[0].fields) & set(openings)
        if there != set(_stated(sealed.note)[0].fields) - erased.get(index, set()):
            found.unsound.append(f"entry {index} has other fields than were signed and not erased")
    anew = _empty()
    anew.restore_tables(iter(follows))
    if list(anew.tables()) != list(record.tables()):
        found.unsound.append("the tables do not follow from the entries")


Act = Callable[[Sequencer], Sequence[Outcome]]
_Stated = tuple[Statement, Notice | None, tuple[Box, ...]]
_READ: dict[bytes, _Stated] = {}


def _stated(data: bytes, openings: Callable[[], Openings] = dict) -> _Stated:
    """What does this entry say? The same lines are filed in every run, so each is read once."""
    if data not in _READ:
        statement = entry.read(data).statement
        notice = notice_of(fields.read, "entry", statement, openings()) if statement.kind is Kind.NOTICE else None
        _READ[data] = statement, notice, () if notice is None else reach([notice])[0]
    return _READ[data]


def _fits(name: str, held: Opening, statement: Statement) -> bool:
    return held.commitment(name) == statement.fields[name]


def _empty() -> SqliteWriting:
    database = sqlite3.connect(":memory:", isolation_level=None)
    for step in migrations():
        database.executescript(step)
    return SqliteWriting(database)


# -- And then ----------------------------------------------------------------------------------------------------------------


def _goes_on(ground: Ground, store: SqliteStore, given: Sequence[Told], found: Judgement, further: Act) -> None:
    """Is what has a receipt the same when it is handed in again, and can something else be filed?"""
    keys = ground.exercise.keys
    sequencer = Sequencer(store, Signers(keys.log, keys.node), lambda: NOON, os.urandom, fields.read)
    had = [one for one in given if one.get("sealed")]
    try:
        again = sequencer.seal([bytes.fromhex(one["line"]) for one in had])
        fresh = further(sequencer)
    except Exception as error:  # noqa: BLE001  whatever it is, nothing can be filed
        found.unsound.append(f"nothing can be filed any more: {type(error).__name__}: {error}")
        return
    for one, known in zip(had, again, strict=True):
        if not (isinstance(known, Sealing) and known.again and known.receipt.sealed.index == one["receipt"]["index"]):
            found.lost.append(f"{_name(one)}: the same line was not known again")
    if not all(isinstance(one, Sealing) and not one.again for one in fresh):
        found.unsound.append("nothing else can be filed")
    anew = Judgement()
    with store.reading() as record:
        _whole(ground, record, anew)
        anew.unsound += [f"fsck: {fault}" for fault in fsck(record, fields.read, processes=1)]
    found.unsound += [f"after something else was filed: {flaw}" for flaw in anew.unsound if flaw not in found.unsound]
