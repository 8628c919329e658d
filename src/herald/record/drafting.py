"""How does a party's machine make what it hands in? Entries, signed apart from the mission; and what a party joins with.

Nothing here knows the mission's record: what is needed of it stands in the `.mission` file. Salts are drawn by whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from herald import canonical
from herald.canonical import Json
from herald.malformed import Malformed, Problem
from herald.members import Where, gather, members
from herald.notice.fields import fields
from herald.notice.model import Notice
from herald.record import acts, opening
from herald.record.acts import Act, Filing, KeyStatement, Role
from herald.record.entry import Seen, Statement, sign, with_possession
from herald.record.missionfile import MissionFile
from herald.record.opening import SALT_BYTES, Opening, Submission
from herald.tlog.keys import SigningKey
from herald.units import DAY, Instant, PartyId

Lots = Callable[[int], bytes]

PERSONS_TIME = 30 * DAY
"""A person's key counts so long, unless another time is asked for: what is lost unnoticed ends by itself."""
NO_POSSESSION = bytes(64)


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs, and as whose act. `machine` is true where no person does."""

    key: SigningKey
    party: PartyId
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """In which log an entry is to stand: what every statement of this log says."""

    origin: str
    exercise: bool
    seen: Seen | None


def place(mission: MissionFile) -> Place:
    """In which log will it stand?"""
    return Place(mission.origin, mission.exercise, mission.seen)


def draft(
    at: Place, author: Author, act: Act, values: Mapping[str, Json], seq: int, filed: Instant, lots: Lots
) -> Submission:
    """What does this author hand in for this act? `values` are its fields; `seq` is a number this key never used."""
    openings = {name: Opening(lots(SALT_BYTES), value) for name, value in values.items()}
    kind = next(kind for kind, (of, _) in acts.READERS.items() if type(act) is of)
    statement = Statement(
        origin=at.origin,
        exercise=at.exercise,
        party=author.party,
        key=author.key.name,
        seq=seq,
        seen=at.seen,
        filed=filed,
        machine=author.machine,
        kind=kind,
        act=act,
        fields={name: held.commitment(name) for name, held in openings.items()},
    )
    return Submission(sign(statement, author.key), openings)


def notice(mission: MissionFile, author: Author, filed: Notice, seq: int, now: Instant, lots: Lots) -> Submission:
    """What does this author hand in to file this notice? Raises ValueError for another party's notice."""
    if filed.party != author.party:
        raise ValueError(f"{filed.id} is a notice of {filed.party}, and the key is of {author.party}")
    version = mission.agreement
    act = Filing(filed.action, None if version is None else version.digest)
    return draft(place(mission), author, act, fields(filed), seq, now, lots)


def key_act(
    key: SigningKey, holder: PartyId, role: Role, origin: str, begins: Instant, ends: Instant | None, person: str | None
) -> KeyStatement:
    """With which act is this key admitted? It shows that whoever holds the key agrees."""
    public = key.verifier.public
    act = KeyStatement(holder, role, key.name, person, public, NO_POSSESSION, begins, ends)
    return with_possession(act, key, origin)


# -- Joining -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Joining:
    """What a party joins with: the act by which its root is to be admitted (None: it is there), and lines of an `.entry`."""

    root: KeyStatement | None
    lines: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        """How does the `.join` file read?"""
        head: Json = {"root": None if self.root is None else {"act": self.root.json(), "name": None}}
        return canonical.write(head) + b"\n" + b"".join(line + b"\n" for line in self.lines)


def joining(data: bytes, file: str = "join") -> Joining:
    """What does a party join with? Raises Malformed; the lines after the first are read when they are handed in."""
    first, *lines = opening.lines(data) or (b"",)
    stated = members(canonical.read(file, first), Where(file))
    root = gather(lambda: stated.only(("root",)), lambda: stated.need("root", _root))[1]
    if root is not None and root.role is not Role.ROOT:
        raise Malformed([Problem(file, None, "root.act.role", root.role, Role.ROOT)])
    return Joining(root, tuple(lines))


def _root(value: object, where: Where) -> KeyStatement | None:
    if value is None:
        return None
    stated = members(value, where)
    return gather(
        lambda: stated.only(("act", "name")),
        lambda: stated.need("act", acts.key_statement),
        lambda: stated.need("name", _nothing),
    )[1]


def _nothing(value: object, where: Where) -> None:
    if value is not None:
        raise where.wrong("a name", "null: a root has none")
