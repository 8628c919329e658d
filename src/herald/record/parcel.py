"""What is sent to one addressee, and what comes back? A parcel: a stretch of the log's leaves, and the bodies addressed to it.

Both are lines of canonical JSON. Nothing in a parcel counts because it stands there: the checkpoint holds the leaves, the leaves
hold the bodies, and the bodies' numbers, with the tally, say which there must be. Source: docs/mirror.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from herald import canonical, written
from herald.canonical import LARGEST, Json
from herald.malformed import Malformed, Problem
from herald.members import Members, Reader, Where, each, gather, listed, members, name, said, text
from herald.record import opening
from herald.record.opening import SALT_BYTES, Openings
from herald.record.sealed import Sealed
from herald.tlog import checkpoint, note
from herald.tlog.encoding import LARGEST as LARGEST_SIZE
from herald.tlog.note import Note
from herald.units import PartyId
from herald.written import HASH_BYTES, hexed, integer

ADD_BODIES = "/add-bodies"
"""What stands behind a mirror's submission prefix where parcels are taken."""
MEDIA = "application/vnd.herald.parcel"
LONGEST = 256 * 2**20
MOST_BODIES = 256
"""Bodies of one parcel: what its addressee signs of them comes back in one answer of less than a megabyte."""
_HEAD = ("bodies", "checkpoint", "first", "from", "leaves", "node", "origin", "party", "tally")
_BODY = ("envelope", "erased", "fields", "note", "salt")
_PIECE = ("envelope", "note", "salt")
_ANSWER = ("checkpoint", "cosignature", "held", "refused", "size")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """Everything that a leaf is made of, but where it stands: that its envelope says."""

    note: bytes
    envelope: bytes
    salt: bytes

    @classmethod
    def of(cls, sealed: Sealed) -> Piece:
        """Which piece is that of a sealed entry?"""
        return cls(sealed.note, sealed.envelope, sealed.salt)

    def sealed(self) -> Sealed:
        """The entry at the place that its envelope states. Raises Malformed."""
        index = Sealed(0, self.note, self.envelope, self.salt).routing().index
        return Sealed(index, self.note, self.envelope, self.salt)

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"envelope": self.envelope.decode(), "note": self.note.decode(), "salt": self.salt.hex()}


@dataclass(frozen=True, slots=True)
class Body:
    """An entry with the openings that are for its addressee.

    Where one of them was erased, `erased` is the entry by which it was; else None.
    """

    piece: Piece
    fields: Openings
    erased: Piece | None = None

    def line(self) -> bytes:
        """How does its line read?"""
        erased = None if self.erased is None else self.erased.json()
        return canonical.write({**self.piece.json(), "erased": erased, "fields": opening.write(self.fields)})


@dataclass(frozen=True, slots=True)
class Parcel:
    """All leaves of the log from `begin` to the size of the checkpoint, and what of them is addressed to `party`.

    `first` is the number of the first entry addressed to it at or after `begin`, whether there is one yet or not. `node` is the
    entry by which the key of the cell's machine was admitted, which signed the tally.
    """

    origin: str
    party: PartyId
    begin: int
    first: int
    leaves: tuple[bytes, ...]
    checkpoint: Note
    node: Piece
    tally: Note
    bodies: tuple[Body, ...]

    @property
    def size(self) -> int:
        """Of how many entries is the log that it speaks of?"""
        return self.begin + len(self.leaves)

    def __bytes__(self) -> bytes:
        """How does it read?"""
        head: dict[str, Json] = {
            "bodies": len(self.bodies),
            "checkpoint": bytes(self.checkpoint).decode(),
            "first": self.first,
            "from": self.begin,
            "leaves": [leaf.hex() for leaf in self.leaves],
            "node": self.node.json(),
            "origin": self.origin,
            "party": self.party,
            "tally": bytes(self.tally).decode(),
        }
        return _joined([canonical.write(head), *(body.line() for body in self.bodies)])


def read(data: bytes, file: str = "parcel") -> Parcel:
    """What is in this parcel? Raises Malformed with every problem of every line. Nothing is verified that needs a key."""
    first, *rest = _lines(data, file, LONGEST)
    heads, bodies = gather(
        lambda: _head(first, file, len(rest)),
        lambda: each(enumerate(rest, 1), lambda line: _body(line[1], f"{file}, line {line[0] + 1}")),
    )
    return heads(bodies)


def _head(line: bytes, file: str, count: int) -> Callable[[tuple[Body, ...]], Parcel]:
    where = Where(file)
    stated = members(canonical.read(file, line), where)
    _, (origin, party, bodies), (begin, first), leaves, (signed, node, tally) = gather(
        lambda: stated.only(_HEAD),
        lambda: gather(
            lambda: stated.need("origin", name),
            lambda: stated.need("party", written.party),
            lambda: stated.need("bodies", integer(0, MOST_BODIES)),
        ),
        lambda: gather(
            lambda: stated.need("from", integer(0, LARGEST)), lambda: stated.need("first", integer(1, LARGEST))
        ),
        lambda: stated.need("leaves", listed(hexed(HASH_BYTES), "a list of leaves")),
        lambda: gather(
            lambda: stated.need("checkpoint", _note),
            lambda: stated.need("node", _piece),
            lambda: stated.need("tally", _note),
        ),
    )
    if bodies != count:
        raise where.member("bodies").wrong(str(bodies), f"{count}: a line each")
    size = checkpoint.read(signed.text, file).size
    if size != begin + len(leaves):
        raise where.member("leaves").wrong(f"{len(leaves)} from {begin} on", f"all up to the checkpoint's {size}")
    return partial(Parcel, origin, party, begin, first, leaves, signed, node, tally)


def _body(line: bytes, file: str) -> Body:
    stated = members(canonical.read(file, line), Where(file))
    _, piece, fields, erased = gather(
        lambda: stated.only(_BODY),
        lambda: _pieces(stated),
        lambda: stated.need("fields", opening.read),
        lambda: stated.need("erased", _maybe(_piece)),
    )
    return Body(piece, fields, erased)


def _piece(value: object, where: Where) -> Piece:
    stated = members(value, where)
    return gather(lambda: stated.only(_PIECE), lambda: _pieces(stated))[1]


def _pieces(stated: Members) -> Piece:
    return Piece(
        *gather(
            lambda: stated.need("note", _octets),
            lambda: stated.need("envelope", _octets),
            lambda: stated.need("salt", hexed(SALT_BYTES)),
        )
    )


# -- The answer ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """How far the addressee's machine has come: so many leaves, and every body up to number `held`.

    `checkpoint` is the last one that it took, `cosignature` its line under the parcel's, or None where it does not sign;
    `refused` says in one word why the parcel was not taken. `lines` are entries that it signed, as in an `.entry` file.
    """

    size: int
    held: int
    checkpoint: Note | None
    cosignature: str | None
    refused: str | None
    lines: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        """How does it read?"""
        head: dict[str, Json] = {
            "checkpoint": None if self.checkpoint is None else bytes(self.checkpoint).decode(),
            "cosignature": self.cosignature,
            "held": self.held,
            "refused": self.refused,
            "size": self.size,
        }
        return _joined([canonical.write(head), *self.lines])


def answer(data: bytes, file: str = "answer") -> Answer:
    """What comes back? Raises Malformed. The entries in it are read when they are handed in."""
    first, *lines = _lines(data, file, LONGEST)
    stated = members(canonical.read(file, first), Where(file))
    _, (size, held), signed, line, refused = gather(
        lambda: stated.only(_ANSWER),
        lambda: gather(
            lambda: stated.need("size", integer(0, LARGEST_SIZE)), lambda: stated.need("held", integer(0, LARGEST))
        ),
        lambda: stated.need("checkpoint", _maybe(_note)),
        lambda: stated.need("cosignature", _maybe(text)),
        lambda: stated.need("refused", _maybe(name)),
    )
    return Answer(size, held, signed, line, refused, tuple(lines))


# -- Lines ---------------------------------------------------------------------------------------------------------------------


def _joined(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _lines(data: bytes, file: str, longest: int) -> list[bytes]:
    if len(data) > longest or not data.endswith(b"\n"):
        raise Malformed([Problem(file, None, "length", f"{len(data)} bytes", f"lines, at most {longest} bytes in all")])
    return data[:-1].split(b"\n")


def _note(value: object, where: Where) -> Note:
    return note.read(_octets(value, where), where.file)


def _octets(value: object, where: Where) -> bytes:
    try:
        return text(value, where).encode()
    except UnicodeEncodeError:
        raise where.wrong(said(value), "text that UTF-8 can write") from None


def _maybe(read: Reader[T]) -> Callable[[object, Where], T | None]:
    return lambda value, where: None if value is None else read(value, where)
