"""What can be done in the record? One frozen type for each kind of act, read and written strictly.

Other kinds join here: a type, its reader in `READERS`, its fields in `FIELDS`, and who may do it in `herald.record.keyring`.
Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from herald.canonical import LARGEST, Json
from herald.members import Members, Reader, Where, choice, gather, listed, name, said, text
from herald.notice.model import Action
from herald.tlog.keys import KEY_BYTES, SIGNATURE_BYTES, flaw
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, PartyId

HASH_BYTES = 32
ID_DIGITS = 32
POSSESSION = b"herald possession 1\n"
_MOST_NAMES = 32
_MOST_M = 10**9
_HEX = re.compile(r"[0-9a-f]*", re.ASCII)


class Kind(StrEnum):
    """Of which kind is an entry?"""

    MISSION = "mission"
    AGREEMENT = "agreement"
    KEY = "key"
    REVOCATION = "revocation"
    NOTICE = "notice"
    REFUSAL = "refusal"
    ERASURE = "erasure"


class Role(StrEnum):
    """What is a key for? A root admits keys, a person's key files, a node's key signs what a machine does."""

    ROOT = "root"
    PERSON = "person"
    NODE = "node"


class Reason(StrEnum):
    """Why does a key no longer count?"""

    LOST = "lost"
    STOLEN = "stolen"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission begins: whose cell it is, which log, which root, and what counts where no clause governs, in mm."""

    cell: PartyId
    log: str
    root: bytes
    possession: bytes
    separation_mm: int
    vertical_mm: int

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {
            "cell": self.cell,
            "log": self.log,
            "root": self.root.hex(),
            "possession": self.possession.hex(),
            "separation_mm": self.separation_mm,
            "vertical_mm": self.vertical_mm,
        }


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """From here on this version of the agreement counts. `digest` is that of its text and files."""

    id: str
    version: int
    digest: bytes

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"id": self.id, "version": self.version, "digest": self.digest.hex()}


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """A key is admitted: whose it is, what it may do, from when to when (None: without end).

    `person` is the number of the person whose key it is, drawn by lot; None for other roles.
    """

    holder: PartyId
    role: Role
    id: str
    person: str | None
    public: bytes
    possession: bytes
    from_us: Instant
    until_us: Instant | None

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {
            "holder": self.holder,
            "role": self.role.value,
            "id": self.id,
            "person": self.person,
            "public": self.public.hex(),
            "possession": self.possession.hex(),
            "from_us": self.from_us,
            "until_us": self.until_us,
        }


@dataclass(frozen=True, slots=True)
class Revocation:
    """A key counts no longer, from this entry on."""

    id: str
    reason: Reason

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"id": self.id, "reason": self.reason.value}


@dataclass(frozen=True, slots=True)
class Filing:
    """A notice is filed. `agreement` is the digest of the version that its author had read, if any."""

    action: Action
    agreement: bytes | None

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"action": self.action.value, "agreement": None if self.agreement is None else self.agreement.hex()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry was refused, for this reason. `entry` is the SHA-256 of its bytes."""

    author: str
    party: PartyId
    code: str
    entry: bytes

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"author": self.author, "party": self.party, "code": self.code, "entry": self.entry.hex()}


@dataclass(frozen=True, slots=True)
class Erasure:
    """What these fields of the entry at `index` held is erased; their commitments stay."""

    index: int
    names: tuple[str, ...]

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        return {"index": self.index, "names": list(self.names)}


Act = Mission | AgreementVersion | KeyStatement | Revocation | Filing | Refusal | Erasure

NOTICE_FIELDS = frozenset({"id", "kind", "replaces", "route", "times", "heights", "manner", "details"})
ERASABLE: Mapping[Kind, frozenset[str]] = {Kind.NOTICE: frozenset({"details"}), Kind.KEY: frozenset({"name"})}


def fields_of(kind: Kind, act: Act) -> frozenset[str]:
    """Which fields has an entry with this act? All of them, and no others."""
    if isinstance(act, KeyStatement):
        return frozenset({"name"}) if act.role is Role.PERSON else frozenset()
    return {Kind.NOTICE: NOTICE_FIELDS, Kind.AGREEMENT: frozenset({"text"})}.get(kind, frozenset())


def possessed(act: Mission | KeyStatement, key: str, origin: str) -> bytes:
    """What must the holder of a key sign to show that it agrees to be named in this act?"""
    from herald import canonical

    named = {member: value for member, value in act.json().items() if member != "possession"}
    return POSSESSION + canonical.write({"act": named, "key": key, "origin": origin}) + b"\n"


# -- Reading -------------------------------------------------------------------------------------------------------------------


def hexed(count: int) -> Reader[bytes]:
    """A reader of so many bytes in lower-case hex."""

    def read(value: object, where: Where) -> bytes:
        if not isinstance(value, str) or len(value) != 2 * count or _HEX.fullmatch(value) is None:
            raise where.wrong(said(value), f"{count} bytes in lower-case hex")
        return bytes.fromhex(value)

    return read


def key_id(value: object, where: Where) -> str:
    """Which key or person is named? By a number drawn by lot, so that the log knows nobody's name."""
    return hexed(ID_DIGITS // 2)(value, where).hex()


def integer(least: int, most: int) -> Reader[int]:
    """A reader of a whole number between two limits, both allowed."""

    def read(value: object, where: Where) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise where.wrong(said(value), f"a whole number from {least} to {most}")
        return value

    return read


def moment(value: object, where: Where) -> Instant:
    """Which instant is this, in microseconds since 1970?"""
    return Instant(integer(FIRST_INSTANT, LAST_INSTANT)(value, where))


def maybe(read: Reader[object]) -> Callable[[object, Where], object]:
    """A reader of what may be null."""
    return lambda value, where: None if value is None else read(value, where)


def public_key(value: object, where: Where) -> bytes:
    """Which public key is this? One that nobody could be held to is refused."""
    public = hexed(KEY_BYTES)(value, where)
    if expected := flaw(public):
        raise where.wrong(said(value), expected)
    return public


def party(value: object, where: Where) -> PartyId:
    """Which party is named?"""
    return PartyId(name(value, where))


def _nullable_id(value: object, where: Where) -> str | None:
    return None if value is None else key_id(value, where)


def _nullable_moment(value: object, where: Where) -> Instant | None:
    return None if value is None else moment(value, where)


def _nullable_hash(value: object, where: Where) -> bytes | None:
    return None if value is None else hexed(HASH_BYTES)(value, where)


def _mission(act: Members) -> Mission:
    millimetres = integer(0, 1000 * _MOST_M)
    cell, log, root, possession, limits = gather(
        lambda: act.need("cell", party),
        lambda: act.need("log", text),
        lambda: act.need("root", public_key),
        lambda: act.need("possession", hexed(SIGNATURE_BYTES)),
        lambda: gather(lambda: act.need("separation_mm", millimetres), lambda: act.need("vertical_mm", millimetres)),
    )
    return Mission(cell, log, root, possession, *limits)


def _agreement(act: Members) -> AgreementVersion:
    return AgreementVersion(
        *gather(
            lambda: act.need("id", name),
            lambda: act.need("version", integer(1, LARGEST)),
            lambda: act.need("digest", hexed(HASH_BYTES)),
        )
    )


def _key(act: Members) -> KeyStatement:
    (holder, role), (key, person), (public, possession), (begin, end) = gather(
        lambda: gather(lambda: act.need("holder", party), lambda: act.need("role", choice(Role))),
        lambda: gather(lambda: act.need("id", key_id), lambda: act.need("person", _nullable_id)),
        lambda: gather(lambda: act.need("public", public_key), lambda: act.need("possession", hexed(SIGNATURE_BYTES))),
        lambda: gather(lambda: act.need("from_us", moment), lambda: act.need("until_us", _nullable_moment)),
    )
    if (person is None) is (role is Role.PERSON):
        raise act.where.member("person").wrong(said(person), "a number for a person's key, and null for any other")
    if end is not None and end < begin:
        raise act.where.member("until_us").wrong(str(end), "an instant not before from_us")
    return KeyStatement(holder, role, key, person, public, possession, begin, end)


def _revocation(act: Members) -> Revocation:
    return Revocation(*gather(lambda: act.need("id", key_id), lambda: act.need("reason", choice(Reason))))


def _filing(act: Members) -> Filing:
    return Filing(*gather(lambda: act.need("action", choice(Action)), lambda: act.need("agreement", _nullable_hash)))


def _refusal(act: Members) -> Refusal:
    return Refusal(
        *gather(
            lambda: act.need("author", key_id),
            lambda: act.need("party", party),
            lambda: act.need("code", name),
            lambda: act.need("entry", hexed(HASH_BYTES)),
        )
    )


def _erasure(act: Members) -> Erasure:
    index, names = gather(
        lambda: act.need("index", integer(0, LARGEST)),
        lambda: act.need("names", listed(name, "a list of names of fields")),
    )
    if not names or list(names) != sorted(set(names)) or len(names) > _MOST_NAMES:
        raise act.where.member("names").wrong(said(list(names)), "names in order, each once, at least one")
    return Erasure(index, names)


READERS: Mapping[Kind, tuple[type[Act], Callable[[Members], Act]]] = {
    Kind.MISSION: (Mission, _mission),
    Kind.AGREEMENT: (AgreementVersion, _agreement),
    Kind.KEY: (KeyStatement, _key),
    Kind.REVOCATION: (Revocation, _revocation),
    Kind.NOTICE: (Filing, _filing),
    Kind.REFUSAL: (Refusal, _refusal),
    Kind.ERASURE: (Erasure, _erasure),
}


def read(kind: Kind, value: object, where: Where) -> Act:
    """Which act of this kind is stated? Raises Malformed for members that are missing, and for others."""
    from herald.members import members

    act = members(value, where)
    of, reader = READERS[kind]
    names = tuple(of.__dataclass_fields__)
    return gather(lambda: act.only(names), lambda: reader(act))[1]


def key_statement(value: object, where: Where) -> KeyStatement:
    """Which key is stated? Raises Malformed."""
    found = read(Kind.KEY, value, where)
    assert isinstance(found, KeyStatement)  # noqa: S101  the table says so
    return found
