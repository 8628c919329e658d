"""What goes into a parcel for one addressee? A stretch of the log up to a signed checkpoint, and what of it is addressed to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from herald import canonical
from herald.desk.books import Books
from herald.disclosure import bodies
from herald.ports import Broken, ChainEnd, Head, Record
from herald.record import tally
from herald.record.acts import Erasure, Kind
from herald.record.body import FOR_ADDRESSEES
from herald.record.parcel import MOST_BODIES, Parcel, Piece
from herald.record.sealed import Link, Sealed
from herald.record.tally import Tally
from herald.tlog import note
from herald.tlog.keys import SigningKey
from herald.tlog.note import Note
from herald.units import PartyId

MOST_BYTES = 600_000
"""About so long is a parcel, unless one batch of entries is longer: with what stands around it, it fits a request of a megabyte."""
_LEAF_BYTES = 67


@dataclass(frozen=True, slots=True)
class Chunk:
    """A parcel, up to a checkpoint of how many entries."""

    size: int
    parcel: bytes


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Entries one after another up to a signed checkpoint, and which of them are addressed to the party."""

    size: int
    leaves: tuple[bytes, ...]
    own: tuple[tuple[Link, Sealed], ...]


def parcel_for(record: Record, books: Books, party: PartyId, since: int, node: SigningKey) -> Chunk:
    """What is to be brought to a party that holds the log's first `since` entries, and every body among them?

    `node` is the key of the cell's machine, which signs the tally. Not all of it if that is much: then up to an earlier checkpoint.
    Raises Broken before the mission has begun, and where `since` is beyond the log.
    """
    head, key = record.head(), books.ring.keys.get(node.name)
    if head is None or key is None or since > head.size:
        raise Broken("there is no log of so many entries, or no key of the cell's machine")
    found = _stretch(record, head, party, since, MOST_BYTES)
    erased = _erased(record, found)
    if any(each.index >= found.size for each in erased.values()):  # only a longer log shows that it was erased
        found = _stretch(record, head, party, since, None)
        erased = _erased(record, found)
    before, last = _ends(record, party, found, since)
    counted = Tally(books.origin, party, found.size, *last)
    made = (
        bodies.body(sealed, record.openings(sealed.index), party, erased.get(sealed.index)) for _, sealed in found.own
    )
    made_parcel = Parcel(
        origin=books.origin,
        party=party,
        begin=since,
        first=before + 1,
        leaves=found.leaves,
        checkpoint=_cosigned(record, found.size),
        node=Piece.of(record.sealed(key.index)),
        tally=tally.sign(counted, node),
        bodies=tuple(each for each in made if each is not None),
    )
    return Chunk(found.size, bytes(made_parcel))


def index_of_number(record: Record, party: PartyId, number: int) -> int:
    """At which index stands the entry of this number among those addressed to the party? Raises Broken where there is none."""
    found = next((each for each in _chain(record, party) if each.seq == number), None)
    if found is None:
        raise Broken(f"nothing is number {number} of what is addressed to {party}")
    return found.index


# -- The stretch ---------------------------------------------------------------------------------------------------------------


def _stretch(record: Record, head: Head, party: PartyId, since: int, most: int | None) -> _Stretch:
    """From `since` up to the last checkpoint before it is too much; at least up to the next one."""
    leaves, own, weight = list[bytes](), list[tuple[Link, Sealed]](), 0
    named = canonical.write(party)
    for sealed, openings in islice(record.stored(since), head.size - since):
        link = _link(sealed, party) if named in sealed.envelope else None
        here = _LEAF_BYTES + (0 if link is None else len(sealed.note) + len(sealed.envelope) + len(openings))
        full = most is not None and (weight + here > most or len(own) + (link is not None) > MOST_BODIES)
        if full and leaves and (size := _checkpointed(record, since, since + len(leaves))) is not None:
            kept = tuple(each for each in own if each[1].index < size)
            return _Stretch(size, tuple(leaves[: size - since]), kept)
        leaves.append(sealed.leaf)
        weight += here
        if link is not None:
            own.append((link, sealed))
    return _Stretch(head.size, tuple(leaves), tuple(own))


def _link(sealed: Sealed, party: PartyId) -> Link | None:
    return next((link for link in sealed.routing().to if link.party == party), None)


def _checkpointed(record: Record, since: int, until: int) -> int | None:
    """Which is the last size up to `until`, and above `since`, at which a checkpoint was signed?"""
    return next((size for size in range(until, since, -1) if record.checkpoint(size) is not None), None)


def _cosigned(record: Record, size: int) -> Note:
    signed = record.checkpoint(size)
    if signed is None:
        raise Broken(f"no checkpoint of {size} entries was signed")
    return note.read(signed + b"".join(record.cosignatures(size).values()))


# -- The party's chain ---------------------------------------------------------------------------------------------------------


def _ends(record: Record, party: PartyId, found: _Stretch, since: int) -> tuple[int, tuple[int, bytes | None]]:
    """How many entries are addressed to the party before the stretch, and at its end how many, the last with which leaf?"""
    if found.own:
        last, sealed = found.own[-1]
        return found.own[0][0].seq - 1, (last.seq, sealed.leaf)
    end = record.addressed(party)
    if end is not None and end.index >= since:  # what is addressed to it stands behind the stretch
        end = next((each for each in reversed(_chain(record, party)) if each.index < since), None)
    return (0, (0, None)) if end is None else (end.seq, (end.seq, end.leaf))


def _chain(record: Record, party: PartyId) -> Sequence[ChainEnd]:
    """All entries addressed to the party, in their order. Reads the whole table: only where a number is to be found."""
    rows = (row for _, row in record.tables("addressed") if row[0] == party)
    return [ChainEnd(seq, index, leaf) for _, seq, index, leaf in rows]  # type: ignore[arg-type]  # as the port says


# -- What was erased -----------------------------------------------------------------------------------------------------------


def _erased(record: Record, found: _Stretch) -> Mapping[int, Sealed]:
    """By which entries were fields erased that would have been for the addressee? By the index of the entry that had them."""
    lacking = {sealed.index: names for _, sealed in found.own if (names := _lacking(record, sealed))}
    erased: dict[int, Sealed] = {}
    for at in record.of_kind(Kind.ERASURE) if lacking else ():
        sealed = record.sealed(at)
        act = sealed.entry().statement.act
        if isinstance(act, Erasure) and lacking.get(act.index, {""}) <= set(act.names):
            erased.setdefault(act.index, sealed)
    return erased


def _lacking(record: Record, sealed: Sealed) -> set[str]:
    """Which fields that are for addressees are there no more?"""
    statement = sealed.entry().statement
    names = FOR_ADDRESSEES.get(statement.kind, frozenset()) & set(statement.fields)
    return set(names - set(record.openings(sealed.index))) if names else set()
