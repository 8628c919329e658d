"""An operator that keeps back, alters or turns round what it brings to an addressee's machine, and signs whatever makes it fit.

It holds the keys of the log and of the cell's machine; what it does not hold are the salts of other leaves than its own to choose:
a leaf that a mirror has stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from herald.desk.books import Books
from herald.desk.parcelling import parcel_for
from herald.formats import sealed
from herald.ports import Store
from herald.record import tally
from herald.record.holding import Shown
from herald.record.opening import Opening
from herald.record.parcel import Body, Parcel
from herald.record.parcel import read as read_parcel
from herald.record.tally import Numbered
from herald.store.mirror import MirrorStore
from herald.tlog import note, tree
from herald.tlog.keys import Kind, SigningKey
from herald.units import PartyId
from tests.desk.attacks import Attack, Honest, resealed
from tests.desk.mirrors import Addressee, machine


@dataclass(frozen=True)
class Brought:
    """A parcel that is not what it should be, and the numbers that do not come with it."""

    parcel: Parcel
    lacking: frozenset[int]


IN_MEMORY = Path("/dev/shm")
"""Some thousand files are made: where the machine has a folder that no disk stands behind, they are made there."""
NODE = SigningKey("ad" * 16, Kind.NOTE, bytes(range(32)))
"""The key of every machine here: which of them it is decides nothing."""


@cache
def _empty() -> bytes:
    """The file of a machine that was brought nothing yet."""
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        path = Path(folder) / "mirror.db"
        MirrorStore(path, SigningKey(NODE.name, Kind.COSIGNATURE, NODE.seed).verifier, new=True).close()
        return path.read_bytes()


@contextmanager
def mirror(was: Honest, party: PartyId) -> Iterator[Addressee]:
    """A new machine of this party."""
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        (Path(folder) / "mirror.db").write_bytes(_empty())
        with machine(was.exercise, NODE, party, Path(folder)) as made:
            yield made


def parcel(was: Honest, store: Store, party: PartyId, since: int = 0) -> Parcel:
    """What a cell with this record would bring."""
    with store.reading() as record:
        books = Books(sealed.read)
        books.catch_up(record)
        return read_parcel(parcel_for(record, books, party, since, was.keys.node).parcel)


_MADE: dict[tuple[int, PartyId, int, int], tuple[Honest, Parcel]] = {}


def true_parcel(was: Honest, party: PartyId, size: int | None = None, since: int = 0) -> Parcel:
    """What the honest cell would have brought when the log had so many entries; made once for each mission."""
    at = len(was.items) if size is None else size
    if len(_MADE) > 1_000:
        _MADE.clear()
    key = id(was), party, at, since
    if key not in _MADE:
        _MADE[key] = was, parcel(was, resealed(was.items[:at], was.sizes, was.keys), party, since)
    return _MADE[key][1]


def sealed_by(was: Honest, attack: Attack) -> Store:
    return resealed(attack.items, attack.sizes, was.keys)


def numbered(of: Parcel) -> list[Numbered]:
    """What is in it, in order."""
    found = []
    for body in of.bodies:
        sealed = body.piece.sealed()
        (link,) = (link for link in sealed.routing().to if link.party == of.party)
        found.append(Numbered(link.seq, sealed.index, sealed.leaf))
    return found


# -- What the operator does with a parcel --------------------------------------------------------------------------------------


Bringing = Callable[[Honest, Parcel, Random], Brought]


def keep_one_back(_was: Honest, of: Parcel, random: Random) -> Brought:
    """A body in the middle, or the first, or the last, does not come."""
    return _without(of, {random.randrange(len(of.bodies))})


def keep_some_back(_was: Honest, of: Parcel, random: Random) -> Brought:
    count = random.randint(1, len(of.bodies))
    return _without(of, set(random.sample(range(len(of.bodies)), count)))


def keep_the_last_back(_was: Honest, of: Parcel, random: Random) -> Brought:
    return _without(of, set(range(random.randrange(len(of.bodies)), len(of.bodies))))


def keep_all_back(_was: Honest, of: Parcel, _random: Random) -> Brought:
    return _without(of, set(range(len(of.bodies))))


def alter_a_body(_was: Honest, of: Parcel, random: Random) -> Brought:
    """One byte of what a leaf is made of. Where it is text it stays text, or it could not be brought."""
    at = random.randrange(len(of.bodies))
    piece = of.bodies[at].piece
    name = random.choice(("note", "envelope", "salt"))
    data = bytearray(getattr(piece, name))
    place = random.choice([place for place, byte in enumerate(data) if name == "salt" or byte < 0x80])
    data[place] ^= random.randrange(1, 0x80)
    return _with(of, at, replace(of.bodies[at], piece=replace(piece, **{name: bytes(data)})))


def leave_a_field_out(_was: Honest, of: Parcel, random: Random) -> Brought:
    at = random.randrange(len(of.bodies))
    fields = dict(of.bodies[at].fields)
    del fields[random.choice(sorted(fields))]
    return _with(of, at, replace(of.bodies[at], fields=fields))


def tell_a_field_otherwise(_was: Honest, of: Parcel, random: Random) -> Brought:
    at = random.randrange(len(of.bodies))
    fields = dict(of.bodies[at].fields)
    name = random.choice(sorted(fields))
    fields[name] = Opening(fields[name].salt, {"told": random.randrange(10**9)})
    return _with(of, at, replace(of.bodies[at], fields=fields))


def send_the_openings_of_another(was: Honest, of: Parcel, random: Random) -> Brought:
    if len(of.bodies) < 2:
        return leave_a_field_out(was, of, random)
    at, other = random.sample(range(len(of.bodies)), 2)
    return _with(of, at, replace(of.bodies[at], fields=of.bodies[other].fields))


def send_one_twice_instead(was: Honest, of: Parcel, random: Random) -> Brought:
    if len(of.bodies) < 2:
        return keep_one_back(was, of, random)
    at, other = random.sample(range(len(of.bodies)), 2)
    return _with(of, at, of.bodies[other])


def _without(of: Parcel, places: set[int]) -> Brought:
    numbers = numbered(of)
    left = tuple(body for at, body in enumerate(of.bodies) if at not in places)
    return Brought(replace(of, bodies=left), frozenset(numbers[at].seq for at in places))


def _with(of: Parcel, at: int, by: Body) -> Brought:
    bodies = tuple(by if place == at else body for place, body in enumerate(of.bodies))
    return Brought(replace(of, bodies=bodies), frozenset({numbered(of)[at].seq}))


BRINGINGS: tuple[Bringing, ...] = (
    keep_one_back,
    keep_some_back,
    keep_the_last_back,
    keep_all_back,
    alter_a_body,
    leave_a_field_out,
    tell_a_field_otherwise,
    send_the_openings_of_another,
    send_one_twice_instead,
)


def lied(was: Honest, of: Parcel, kept: int) -> Parcel:
    """Only the first so many bodies come, and the cell's machine signs that there are no more."""
    before = numbered(of)[:kept]
    stated = tally.read(of.tally)
    seq, leaf = (before[-1].seq, before[-1].leaf) if before else (of.first - 1, None)
    if seq and leaf is None:
        leaf = was_before(of)
    told = replace(stated, seq=seq, leaf=leaf)
    return replace(of, bodies=of.bodies[:kept], tally=tally.sign(told, was.keys.node))


def was_before(of: Parcel) -> bytes | None:
    """Which leaf has the last number before this parcel? The first body in it names it."""
    (link,) = (link for link in of.bodies[0].piece.sealed().routing().to if link.party == of.party)
    return link.prev


# -- What a mirror shows to somebody else --------------------------------------------------------------------------------------


def shown(of: Addressee) -> Shown:
    """The log as this machine holds it: whoever holds a receipt, or runs another mirror, holds it against that."""
    held = of.store.held(of.origin, of.whose.party)
    leaves = of.store.leaves(of.origin, 0, held.size)
    nodes = dict(tree.append(tree.Edge(), map(tree.leaf_hash, leaves))[1])

    def consistency(old: int) -> tuple[bytes, ...] | None:
        if held.checkpoint is None or not 0 < old <= held.size:
            return None
        return tree.hashes(tree.consistency_parts(old, held.size), nodes.__getitem__)

    return Shown(
        held.checkpoint,
        consistency,
        lambda index: leaves[index] if index < len(leaves) else None,
        lambda _size: None,
    )


def is_signed(was: Honest, signed: note.Note) -> bool:
    """Did the log, or the cell's machine, sign this?"""
    keys = [was.keys.log.verifier, was.keys.node.verifier]
    return not isinstance(note.open_note(signed, keys), note.Refused)
