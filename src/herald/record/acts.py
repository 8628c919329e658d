"""What can be done in the record? One frozen type for each kind of act, read and written strictly.

Other kinds join here: a type, its reader in `READERS`, its fields in `FIELDS`, and who may do it in `herald.record.keyring`.
Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from herald.acknowledgement.ladders import Manner
from herald.canonical import LARGEST, Json
from herald.members import Members, Where, choice, gather, listed, name, said, text
from herald.notice.model import Action
from herald.record import calling, incidents, telling
from herald.record.calling import Call, Calling, CallStep, Roster, Schedule
from herald.record.incidents import (
    AccountGiven,
    ActorEntered,
    AlibiAsked,
    Assessed,
    BreachClaimed,
    CasualtiesStated,
    Cited,
    ClaimMade,
    ClaimsLinked,
    CustodyTaken,
    EvidenceTaken,
    Happening,
    Incident,
    Released,
    SourceNamed,
)
from herald.record.telling import (
    Attempt,
    Channels,
    Confirmation,
    Consignment,
    Delivery,
    Gap,
    Lapse,
    OutcomeStated,
    Policy,
    ReceiptGiven,
    Response,
    Spreading,
    Telling,
)
from herald.record.terms import public_key
from herald.tlog.keys import SIGNATURE_BYTES
from herald.units import Instant, PartyId
from herald.written import HASH_BYTES, hexed, integer, key_id, moment, party

POSSESSION = b"herald possession 1\n"
_MOST_NAMES = 32
_MOST_M = 10**9


class Kind(StrEnum):
    """Of which kind is an entry?"""

    MISSION = "mission"
    AGREEMENT = "agreement"
    KEY = "key"
    REVOCATION = "revocation"
    NOTICE = "notice"
    REFUSAL = "refusal"
    ERASURE = "erasure"
    ENTERED = "entered"
    POLICY = "policy"
    CHANNELS = "channels"
    ATTEMPT = "attempt"
    CONSIGNMENT = "consignment"
    GAP = "gap"
    DELIVERY = "delivery"
    RECEIPT = "receipt"
    SPREAD = "spread"
    RESPONSE = "response"
    LAPSE = "lapse"
    OUTCOME = "outcome"
    CONFIRMATION = "confirmation"
    CALL = "call"
    ROSTER = "roster"
    SCHEDULE = "schedule"
    INCIDENT = "incident"
    ACCOUNT = "account"
    CLAIM = "claim"
    LINK = "link"
    CASUALTIES = "casualties"
    RELEASE = "release"
    BREACH = "breach"
    SOURCE = "source"
    CITATION = "citation"
    EVIDENCE = "evidence"
    CUSTODY = "custody"
    ASSESSMENT = "assessment"
    ACTOR = "actor"
    ALIBI = "alibi"


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
class Entered(Filing):
    """The cell's officer enters a notice of `whose`, which has no key: how it came, and the SHA-256 of what came."""

    manner: Manner
    original: bytes
    whose: PartyId

    def json(self) -> dict[str, Json]:
        """How does it read?"""
        own: dict[str, Json] = {"manner": self.manner.value, "original": self.original.hex(), "whose": self.whose}
        return {**Filing.json(self), **own}


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


Act = (
    Mission | AgreementVersion | KeyStatement | Revocation | Filing | Refusal | Erasure | Telling | Calling | Happening
)

_HAPPENING: Mapping[Kind, type[Happening]] = {
    Kind.INCIDENT: Incident,
    Kind.ACCOUNT: AccountGiven,
    Kind.CLAIM: ClaimMade,
    Kind.LINK: ClaimsLinked,
    Kind.CASUALTIES: CasualtiesStated,
    Kind.RELEASE: Released,
    Kind.BREACH: BreachClaimed,
    Kind.SOURCE: SourceNamed,
    Kind.CITATION: Cited,
    Kind.EVIDENCE: EvidenceTaken,
    Kind.CUSTODY: CustodyTaken,
    Kind.ASSESSMENT: Assessed,
    Kind.ACTOR: ActorEntered,
    Kind.ALIBI: AlibiAsked,
}
IN_INCIDENTS = frozenset(_HAPPENING)
"""These kinds of entry are of incidents, and of the register of actors."""
_WITH_NAME = frozenset(kind for kind, of in _HAPPENING.items() if of in incidents.WITH_NAME)

NOTICE_FIELDS = frozenset({"id", "kind", "replaces", "route", "times", "heights", "manner", "details"})
FIELDS: Mapping[Kind, frozenset[str]] = {
    Kind.NOTICE: NOTICE_FIELDS,
    Kind.ENTERED: NOTICE_FIELDS,
    Kind.AGREEMENT: frozenset({"text"}),
    Kind.POLICY: frozenset({"text"}),
    Kind.CHANNELS: frozenset({"addresses"}),
    Kind.SPREAD: frozenset({"unit"}),
    Kind.RESPONSE: frozenset({"reason"}),
    Kind.OUTCOME: frozenset({"place", "words"}),
    Kind.CALL: frozenset({"persons", "words"}),
    Kind.ROSTER: frozenset({"places"}),
    **dict.fromkeys(IN_INCIDENTS, frozenset({"stated"})),
    **dict.fromkeys(_WITH_NAME, frozenset({"name", "stated"})),
    Kind.ACTOR: frozenset({"names", "stated"}),
}
"""The fields of an entry of this kind; of others: none. Those of a key and a receipt depend on the act."""
ERASABLE: Mapping[Kind, frozenset[str]] = {
    Kind.NOTICE: frozenset({"details"}),
    Kind.ENTERED: frozenset({"details"}),
    Kind.KEY: frozenset({"name"}),
    Kind.RECEIPT: frozenset({"account"}),
    Kind.CALL: frozenset({"persons"}),
    Kind.ROSTER: frozenset({"places"}),
    **dict.fromkeys(_WITH_NAME, frozenset({"name"})),
    Kind.ACTOR: frozenset({"names"}),
}


def fields_of(kind: Kind, act: Act) -> frozenset[str]:
    """Which fields has an entry with this act? All of them, and no others."""
    match act:
        case KeyStatement(role=role):
            return frozenset({"name"}) if role is Role.PERSON else frozenset()
        case ReceiptGiven(manner=manner):
            return frozenset() if manner is Manner.SIGNED else frozenset({"account"})
        case Call(step=CallStep.MISSED):
            return frozenset()
    return FIELDS.get(kind, frozenset())


def filer(statement_party: PartyId, act: Act) -> PartyId:
    """Whose is the notice that is filed? The author's party, unless the cell enters it for another."""
    return act.whose if isinstance(act, Entered) else statement_party


def possessed(act: Mission | KeyStatement, key: str, origin: str) -> bytes:
    """What must the holder of a key sign to show that it agrees to be named in this act?"""
    from herald import canonical

    named = {member: value for member, value in act.json().items() if member != "possession"}
    return POSSESSION + canonical.write({"act": named, "key": key, "origin": origin}) + b"\n"


# -- Reading -------------------------------------------------------------------------------------------------------------------


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


def _entered(act: Members) -> Entered:
    filing, manner, original, whose = gather(
        lambda: _filing(act),
        lambda: act.need("manner", choice(Manner)),
        lambda: act.need("original", hexed(HASH_BYTES)),
        lambda: act.need("whose", party),
    )
    return Entered(filing.action, filing.agreement, manner, original, whose)


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


_TELLING: Mapping[Kind, type[Telling]] = {
    Kind.POLICY: Policy,
    Kind.CHANNELS: Channels,
    Kind.ATTEMPT: Attempt,
    Kind.CONSIGNMENT: Consignment,
    Kind.GAP: Gap,
    Kind.DELIVERY: Delivery,
    Kind.RECEIPT: ReceiptGiven,
    Kind.SPREAD: Spreading,
    Kind.RESPONSE: Response,
    Kind.LAPSE: Lapse,
    Kind.OUTCOME: OutcomeStated,
    Kind.CONFIRMATION: Confirmation,
}
_CALLING: Mapping[Kind, type[Calling]] = {Kind.CALL: Call, Kind.ROSTER: Roster, Kind.SCHEDULE: Schedule}

READERS: Mapping[Kind, tuple[type[Act], Callable[[Members], object]]] = {
    Kind.MISSION: (Mission, _mission),
    Kind.AGREEMENT: (AgreementVersion, _agreement),
    Kind.KEY: (KeyStatement, _key),
    Kind.REVOCATION: (Revocation, _revocation),
    Kind.NOTICE: (Filing, _filing),
    Kind.REFUSAL: (Refusal, _refusal),
    Kind.ERASURE: (Erasure, _erasure),
    Kind.ENTERED: (Entered, _entered),
    **{kind: (of, telling.READERS[of]) for kind, of in _TELLING.items()},
    **{kind: (of, calling.READERS[of]) for kind, of in _CALLING.items()},
    **{kind: (of, incidents.READERS[of]) for kind, of in _HAPPENING.items()},
}


def read(kind: Kind, value: object, where: Where) -> Act:
    """Which act of this kind is stated? Raises Malformed for members that are missing, and for others."""
    from herald.members import members

    act = members(value, where)
    of, reader = READERS[kind]
    names = tuple(of.__dataclass_fields__)
    found = gather(lambda: act.only(names), lambda: reader(act))[1]
    assert isinstance(found, of)  # noqa: S101  the table says so
    return found


def key_statement(value: object, where: Where) -> KeyStatement:
    """Which key is stated? Raises Malformed."""
    found = read(Kind.KEY, value, where)
    assert isinstance(found, KeyStatement)  # noqa: S101  the table says so
    return found
