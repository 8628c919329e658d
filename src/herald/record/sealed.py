"""What did the sequencer add, and which 32 bytes hold it all? Envelopes and leaves.

Source: docs/record-format.md, sections 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from herald import canonical, written
from herald.canonical import LARGEST, Json
from herald.malformed import Malformed, Problem
from herald.members import Where, gather, listed, members
from herald.record import entry
from herald.record.entry import Entry
from herald.units import Instant, PartyId
from herald.written import HASH_BYTES, hexed, integer, moment

HEADER = "herald envelope 1"
_DOMAIN = b"herald leaf 1\n"
_MEMBERS = ("checked", "index", "keys", "link", "received_us", "to")


@dataclass(frozen=True, slots=True)
class Link:
    """The `seq`-th entry of a chain, counted from 1, after the one with this leaf (None: there is none)."""

    party: PartyId
    seq: int
    prev: bytes | None

    def json(self) -> Json:
        """How does it read?"""
        return {"party": self.party, "prev": _hex(self.prev), "seq": self.seq}


@dataclass(frozen=True, slots=True)
class End:
    """So many entries about this party's keys stand before, the last of them with this leaf."""

    party: PartyId
    seq: int
    last: bytes | None

    def json(self) -> Json:
        """How does it read?"""
        return {"last": _hex(self.last), "party": self.party, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Checked:
    """The notice was checked against everything at indices below `size`; `answer` is the commitment to what came of it."""

    size: int
    answer: bytes

    def json(self) -> Json:
        """How does it read?"""
        return {"answer": self.answer.hex(), "size": self.size}


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where an entry stands, when it came, to whom it is addressed; `keys` and `link` are the chains about keys."""

    index: int
    received: Instant
    keys: tuple[End, ...]
    link: Link | None
    to: tuple[Link, ...]
    checked: Checked | None

    def __bytes__(self) -> bytes:
        """How does it read?"""
        routing: Json = {
            "checked": None if self.checked is None else self.checked.json(),
            "index": self.index,
            "keys": [end.json() for end in self.keys],
            "link": None if self.link is None else self.link.json(),
            "received_us": self.received,
            "to": [link.json() for link in self.to],
        }
        return f"{HEADER}\n".encode() + canonical.write(routing) + b"\n"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One leaf's making: the entry's bytes, the envelope's bytes, the salt. What a store keeps and a bundle shows."""

    index: int
    note: bytes
    envelope: bytes
    salt: bytes

    @property
    def leaf(self) -> bytes:
        """Which 32 bytes stand in the log for it?"""
        return sha256(_DOMAIN + self.salt + len(self.note).to_bytes(8, "big") + self.note + self.envelope).digest()

    def entry(self) -> Entry:
        """What did its author sign? Raises Malformed."""
        return _entry(self.note, f"entry {self.index}")

    def routing(self) -> Envelope:
        """What did the sequencer add? Raises Malformed."""
        return _envelope(self.envelope, f"envelope {self.index}")


# Whoever asks about an entry asks several things of it, each time from its bytes.
@lru_cache(maxsize=256)
def _entry(note: bytes, file: str) -> Entry:
    return entry.read(note, file)


@lru_cache(maxsize=256)
def _envelope(data: bytes, file: str) -> Envelope:
    return read(data, file)


def read(data: bytes, file: str = "envelope") -> Envelope:
    """What does this envelope state? Raises Malformed."""
    header, _, rest = data.partition(b"\n")
    if header != HEADER.encode() or not rest.endswith(b"\n"):
        raise Malformed([Problem(file, None, "first line", repr(header[:60]), f"{HEADER}, and a line after it")])
    stated = members(canonical.read(file, rest[:-1]), Where(file))
    _, (index, received), keys, link, (to, checked) = gather(
        lambda: stated.only(_MEMBERS),
        lambda: gather(
            lambda: stated.need("index", integer(0, LARGEST)),
            lambda: stated.need("received_us", moment),
        ),
        lambda: stated.need("keys", listed(_end, "a list of chains")),
        lambda: stated.need("link", _maybe_link),
        lambda: gather(
            lambda: stated.need("to", listed(_link, "a list of addressees")), lambda: stated.need("checked", _checked)
        ),
    )
    return Envelope(index, received, keys, link, to, checked)


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()


def _hash_or_null(value: object, where: Where) -> bytes | None:
    return None if value is None else hexed(HASH_BYTES)(value, where)


def _maybe_link(value: object, where: Where) -> Link | None:
    return None if value is None else _link(value, where)


def _link(value: object, where: Where) -> Link:
    return Link(*_of_chain(value, where, "prev", 1))


def _end(value: object, where: Where) -> End:
    return End(*_of_chain(value, where, "last", 0))


def _of_chain(value: object, where: Where, leaf: str, least: int) -> tuple[PartyId, int, bytes | None]:
    stated = members(value, where)
    return gather(
        lambda: stated.only((leaf, "party", "seq")),
        lambda: stated.need("party", written.party),
        lambda: stated.need("seq", integer(least, LARGEST)),
        lambda: stated.need(leaf, _hash_or_null),
    )[1:]


def _checked(value: object, where: Where) -> Checked | None:
    if value is None:
        return None
    stated = members(value, where)
    _, size, answer = gather(
        lambda: stated.only(("answer", "size")),
        lambda: stated.need("size", integer(0, LARGEST)),
        lambda: stated.need("answer", hexed(HASH_BYTES)),
    )
    return Checked(size, answer)
