"""Whose key is this, and what might it sign at this place in the log? Key state as a fold over the log.

A key counts from the entry that admits it, for its own time, until the entry that revokes it or the root that admitted it. Who
may do what is a table. Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from herald.acknowledgement.ladders import Manner
from herald.record.acts import (
    KeyStatement,
    Kind,
    Mission,
    Revocation,
    Role,
    possessed,
)
from herald.record.calling import Call, CallStep
from herald.record.entry import Statement
from herald.record.telling import ReceiptGiven
from herald.tlog.keys import verifies
from herald.units import Instant, PartyId


@dataclass(frozen=True, slots=True)
class Key:
    """An admitted key. `by` is the key that admitted it (its own name for the cell's first root), at `index`."""

    name: str
    party: PartyId
    role: Role
    person: str | None
    public: bytes
    by: str
    index: int
    begins: Instant | None
    ends: Instant | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The entry may not be sealed. `code` is one of `docs/record.md`; `why` says it in words."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys that were ever admitted, and at which index each was revoked; `cell` is None before the mission's entry."""

    cell: PartyId | None = None
    keys: Mapping[str, Key] = field(default_factory=lambda: MappingProxyType({}))
    revoked: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, index: int, statement: Statement) -> Keyring:
        """What does it hold after this entry, which was found to be allowed? The same, if the entry is not about keys."""
        match statement.act:
            case Mission(cell=cell, root=root):
                first = Key(statement.key, cell, Role.ROOT, None, root, statement.key, index, None, None)
                return Keyring(cell, MappingProxyType({first.name: first}), self.revoked)
            case KeyStatement() as act:
                key = Key(
                    act.id,
                    act.holder,
                    act.role,
                    act.person,
                    act.public,
                    statement.key,
                    index,
                    act.from_us,
                    act.until_us,
                )
                return replace(self, keys=MappingProxyType({**self.keys, key.name: key}))
            case Revocation(id=name):
                gone = dict.fromkeys(self._under(name), index)
                return replace(self, revoked=MappingProxyType({**gone, **self.revoked}))
        return self

    def _under(self, name: str) -> list[str]:
        """Which keys count no longer with this one? With a root those of its own party that it admitted, other roots excepted."""
        gone = self.keys[name]
        root = gone.role is Role.ROOT
        under = (key for key in self.keys.values() if key.by == name and key.party == gone.party and root)
        return [name, *(key.name for key in under if key.role is not Role.ROOT)]

    def root_of(self, party: PartyId) -> Key | None:
        """Which root counts for this party now?"""
        return next(
            (
                key
                for key in self.keys.values()
                if key.party == party and key.role is Role.ROOT and key.name not in self.revoked
            ),
            None,
        )

    def about(self, statement: Statement) -> PartyId | None:
        """Whose keys is this entry about? None if it is not about keys."""
        match statement.act:
            case Mission(cell=cell):
                return cell
            case KeyStatement(holder=holder):
                return holder
            case Revocation(id=name) if name in self.keys:
                return self.keys[name].party
        return None

    def known(self, statement: Statement) -> Key | None:
        """Which key says to have signed this? None if it was never admitted."""
        if isinstance(statement.act, Mission) and self.cell is None:
            return Key(
                statement.key, statement.act.cell, Role.ROOT, None, statement.act.root, statement.key, 0, None, None
            )
        return self.keys.get(statement.key)

    def objection(self, statement: Statement, received: Instant) -> Refused | None:
        """Why may this key not sign this now? None if it may. The signature itself is verified elsewhere."""
        key = self.known(statement)
        if key is None:
            return Refused("key-unknown", "no key of this name was admitted")
        if key.name in self.revoked:
            return Refused("key-revoked", f"the key was revoked at index {self.revoked[key.name]}")
        if key.begins is not None and received < key.begins:
            return Refused("key-not-yet", "the key counts only from a later instant")
        if key.ends is not None and received > key.ends:
            return Refused("key-expired", "the key's time is over")
        if key.party != statement.party:
            return Refused("wrong-party", "the key is another party's")
        if statement.machine is not (key.role is Role.NODE):
            return Refused("wrong-role", "a machine's act is signed by a node's key, and no other act is")
        return _MAY[statement.kind](self, key, statement)


def _mission(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    act = statement.act
    assert isinstance(act, Mission)  # noqa: S101  the reader's table says so
    if ring.cell is not None:
        return Refused("mission-again", "a mission begins once")
    if statement.party != act.cell:
        return Refused("wrong-party", "a mission is begun by its own cell")
    if statement.exercise is not statement.origin.endswith("/exercise"):
        return Refused("exercise-mismatch", "an exercise says so in the name of its log, and nothing else does")
    if act.log.partition("+")[0] != statement.origin:
        return Refused("other-log", "the key that it names is another log's")
    return _possession(act, key.name, act.root, statement.origin)


def _by_cells_root(ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    if key.role is Role.ROOT and key.party == ring.cell:
        return None
    return Refused("wrong-role", "only the cell's root may do this")


def _key(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    act = statement.act
    assert isinstance(act, KeyStatement)  # noqa: S101  the reader's table says so
    if key.role is not Role.ROOT or key.party != (ring.cell if act.role is Role.ROOT else act.holder):
        return Refused("wrong-role", "a root is admitted by the cell's root, any other key by its own party's root")
    if act.id in ring.keys or any(act.public == other.public for other in ring.keys.values()):
        return Refused("key-again", "this key, or one of this name, was admitted before")
    if act.role is Role.ROOT and act.holder != ring.cell and ring.root_of(act.holder) is not None:
        return Refused("root-again", "this party has a root that counts: revoke it first")
    return _possession(act, act.id, act.public, statement.origin)


def _possession(act: Mission | KeyStatement, name: str, public: bytes, origin: str) -> Refused | None:
    if verifies(public, possessed(act, name, origin), act.possession):
        return None
    return Refused("no-possession", "nothing shows that whoever holds the key agrees")


def _revocation(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    act = statement.act
    assert isinstance(act, Revocation)  # noqa: S101  the reader's table says so
    gone = ring.keys.get(act.id)
    if gone is None or act.id in ring.revoked:
        return Refused("key-unknown", "no key of this name counts")
    if key.role is Role.ROOT and key.party == gone.party and gone.role is not Role.ROOT:
        return None
    if gone.role is Role.ROOT or ring.root_of(gone.party) is None:
        return _by_cells_root(ring, key, statement)
    return Refused("wrong-role", "a key is revoked by its own party's root, a root by the cell's")


def _by_a_person(ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    if key.role is Role.PERSON and key.party != ring.cell:
        return None
    return Refused("wrong-role", "only a person of the party itself may do this")


def _by_cells_node(ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    if key.role is Role.NODE and key.party == ring.cell:
        return None
    return Refused("wrong-role", "only the cell's machine may do this")


def _erasure(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    if key.role is Role.PERSON:
        return None
    return _by_cells_root(ring, key, statement)


def _by_the_cells_person(ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    if key.role is Role.PERSON and key.party == ring.cell:
        return None
    return Refused("wrong-role", "only a person of the cell may do this")


def _by_any_person(_ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    return None if key.role is Role.PERSON else Refused("wrong-role", "only a person may do this")


def _by_a_partys_node(ring: Keyring, key: Key, _statement: Statement) -> Refused | None:
    if key.role is Role.NODE and key.party != ring.cell:
        return None
    return Refused("wrong-role", "only a machine of the party itself may say this")


def _receipt(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    """Signed by the one who had it; or, of what was said or written, by the cell's officer who recorded it."""
    act = statement.act
    assert isinstance(act, ReceiptGiven)  # noqa: S101  the reader's table says so
    if act.manner is not Manner.SIGNED:
        return _by_the_cells_person(ring, key, statement)
    return _by_a_person(ring, key, statement)


def _call(ring: Keyring, key: Key, statement: Statement) -> Refused | None:
    act = statement.act
    assert isinstance(act, Call)  # noqa: S101  the reader's table says so
    by = _by_cells_node if act.step is CallStep.MISSED else _by_any_person
    return by(ring, key, statement)


_MAY = {
    Kind.MISSION: _mission,
    Kind.AGREEMENT: _by_cells_root,
    Kind.KEY: _key,
    Kind.REVOCATION: _revocation,
    Kind.NOTICE: _by_a_person,
    Kind.REFUSAL: _by_cells_node,
    Kind.ERASURE: _erasure,
    Kind.ENTERED: _by_the_cells_person,
    Kind.POLICY: _by_cells_root,
    Kind.CHANNELS: _by_a_person,
    Kind.ATTEMPT: _by_cells_node,
    Kind.CONSIGNMENT: _by_a_partys_node,
    Kind.GAP: _by_a_partys_node,
    Kind.DELIVERY: _by_cells_node,
    Kind.RECEIPT: _receipt,
    Kind.SPREAD: _by_a_person,
    Kind.RESPONSE: _by_a_person,
    Kind.LAPSE: _by_cells_node,
    Kind.OUTCOME: _by_any_person,
    Kind.CONFIRMATION: _by_a_person,
    Kind.CALL: _call,
    Kind.ROSTER: _by_any_person,
    Kind.SCHEDULE: _by_the_cells_person,
    Kind.INCIDENT: _by_any_person,
    Kind.ACCOUNT: _by_any_person,
    Kind.CLAIM: _by_any_person,
    Kind.LINK: _by_any_person,
    Kind.CASUALTIES: _by_any_person,
    Kind.RELEASE: _by_the_cells_person,
    Kind.BREACH: _by_any_person,
    Kind.SOURCE: _by_any_person,
    Kind.CITATION: _by_any_person,
    Kind.EVIDENCE: _by_any_person,
    Kind.CUSTODY: _by_any_person,
    Kind.ASSESSMENT: _by_any_person,
    Kind.ACTOR: _by_the_cells_person,
    Kind.ALIBI: _by_the_cells_person,
}
"""Who may do what, by kind of act. Whose entry a person may erase of is asked where entries are at hand."""
