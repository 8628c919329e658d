"""What did its author sign? An entry: a signed note whose text is one statement in canonical JSON.

Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from herald import canonical, written
from herald.canonical import LARGEST, Json
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Members, Where, choice, flag, gather, members, name, said
from herald.record import acts
from herald.record.acts import Act, KeyStatement, Kind, Mission, fields_of
from herald.tlog import note
from herald.tlog.keys import ID_BYTES, SigningKey, VerifierKey, verifies
from herald.tlog.keys import Kind as Signs
from herald.units import Instant, PartyId
from herald.written import HASH_BYTES, hexed, integer, moment

HEADER = "herald entry 1"
LONGEST = 32_768
"""Bytes of an entry. What can be long stands in its fields, of which it holds hashes."""
Named = TypeVar("Named", Mission, KeyStatement)
_MEMBERS = ("act", "exercise", "fields", "filed_us", "key", "kind", "machine", "origin", "party", "seen", "seq")


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that the author had seen: the entry was not made before it."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says. `filed` is its author's own clock; `fields` are commitments by name, 32 bytes each."""

    origin: str
    exercise: bool
    party: PartyId
    key: str
    seq: int
    seen: Seen | None
    filed: Instant
    machine: bool
    kind: Kind
    act: Act
    fields: Mapping[str, bytes]

    def text(self) -> str:
        """How does the text read that its author signs?"""
        said: dict[str, Json] = {
            "act": self.act.json(),
            "exercise": self.exercise,
            "fields": {field: commitment.hex() for field, commitment in self.fields.items()},
            "filed_us": self.filed,
            "key": self.key,
            "kind": self.kind.value,
            "machine": self.machine,
            "origin": self.origin,
            "party": self.party,
            "seen": None if self.seen is None else {"root": self.seen.root.hex(), "size": self.seen.size},
            "seq": self.seq,
        }
        return f"{HEADER}\n{canonical.write(said).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with its signature. `data` are the bytes that are sealed; nothing here is verified."""

    data: bytes
    statement: Statement

    @property
    def digest(self) -> bytes:
        """By which hash is it known? SHA-256 of its bytes."""
        return sha256(self.data).digest()

    def signed_by(self, public: bytes) -> bool:
        """Did the holder of this key sign it? An entry has one signature, and its line ends in the base64 of id and signature."""
        text, _, line = self.data.rpartition(b"\n\n")
        signature = b64decode(line.rpartition(b" ")[2])
        return signature[:ID_BYTES] == _id(self.statement.key, public) and verifies(
            public, text + b"\n", signature[ID_BYTES:]
        )


@lru_cache(maxsize=1024)
def _id(name: str, public: bytes) -> bytes:
    """By which bytes do this key's signatures name it? Most entries are by one of a few keys."""
    return VerifierKey(name, Signs.NOTE, public).id


def sign(statement: Statement, key: SigningKey) -> Entry:
    """Which entry is this statement under this key? Raises ValueError where the statement names another key."""
    if statement.key != key.name:
        raise ValueError("a statement is signed by the key that it names")
    text = statement.text()
    return Entry(bytes(note.Note(text, (note.sign(text, key),))), statement)


def with_possession(act: Named, key: SigningKey, origin: str) -> Named:
    """The act, with the proof that the holder of the key it names agrees."""
    return replace(act, possession=key.sign(acts.possessed(act, key.name, origin)))


def read(data: bytes, file: str = "entry") -> Entry:
    """What does this entry state? Raises Malformed. Its signature is not verified: that needs the key."""
    if len(data) > LONGEST:
        raise Malformed([Problem(file, None, "length", f"{len(data)} bytes", f"at most {LONGEST} bytes")])
    signed = note.read(data, file)
    header, _, said_text = signed.text.partition("\n")
    if header != HEADER or len(signed.signatures) != 1:
        seen = quoted(header) if header != HEADER else f"{len(signed.signatures)} signatures"
        raise Malformed([Problem(file, None, "first line", seen, f"{HEADER}, and one signature")])
    if not said_text.endswith("\n"):
        raise Malformed([Problem(file, None, "text", "one line", "two lines, each ended by a newline")])
    where = Where(file)
    statement = _statement(members(canonical.read(file, said_text[:-1].encode()), where), where)
    if signed.signatures[0].name != statement.key:
        raise Malformed([Problem(file, None, "signature", quoted(signed.signatures[0].name), statement.key)])
    return Entry(data, statement)


def _statement(stated: Members, where: Where) -> Statement:
    _, (origin, exercise, party, key), (seq, seen, filed, machine), kind, fields = gather(
        lambda: stated.only(_MEMBERS),
        lambda: gather(
            lambda: stated.need("origin", name),
            lambda: stated.need("exercise", flag),
            lambda: stated.need("party", written.party),
            lambda: stated.need("key", written.key_id),
        ),
        lambda: gather(
            lambda: stated.need("seq", integer(0, LARGEST)),
            lambda: stated.need("seen", _seen),
            lambda: stated.need("filed_us", moment),
            lambda: stated.need("machine", flag),
        ),
        lambda: stated.need("kind", choice(Kind)),
        lambda: stated.need("fields", _fields),
    )
    act = stated.need("act", lambda value, at: acts.read(kind, value, at))
    if set(fields) != fields_of(kind, act):
        expected = ", ".join(sorted(fields_of(kind, act))) or "no fields"
        raise where.member("fields").wrong(quoted(", ".join(sorted(fields)), 200) if fields else "none", expected)
    if (seen is None) is not (kind is Kind.MISSION):
        raise where.member("seen").wrong(said(seen), "a checkpoint, and null in the mission's own entry alone")
    return Statement(origin, exercise, party, key, seq, seen, filed, machine, kind, act, fields)


def _seen(value: object, where: Where) -> Seen | None:
    if value is None:
        return None
    stated = members(value, where)
    _, size, root = gather(
        lambda: stated.only(("root", "size")),
        lambda: stated.need("size", integer(1, LARGEST)),
        lambda: stated.need("root", hexed(HASH_BYTES)),
    )
    return Seen(size, root)


def _fields(value: object, where: Where) -> dict[str, bytes]:
    stated = members(value, where)
    return {field: hexed(HASH_BYTES)(stated.values[field], where.member(field)) for field in stated.values}
