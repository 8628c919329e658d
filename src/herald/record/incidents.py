"""What is sealed of an incident? Each side's account and claims, figures, breach claims, evidence and its custody, sources, actors.

Every act says in which incident (`incident`, the index of the entry that opened it), of which entry it speaks (`of`), and that
entry's leaf: nobody can say later to have meant another. What is stated is a field, read by `herald.incident.contents`; names of
persons are another, which can be erased. Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from herald.acknowledgement.ladders import Manner
from herald.canonical import LARGEST
from herald.incident import contents
from herald.incident.codes import (
    ActorKind,
    AssessmentOf,
    AssessmentStep,
    BreachStep,
    ClaimsLink,
    CustodyStep,
    Edge,
    IncidentState,
    IncidentStep,
)
from herald.members import Members, choice, listed, name, said
from herald.units import PartyId
from herald.written import HASH_BYTES, Table, Written, built, hexed, integer, maybe, once, party, some


@dataclass(frozen=True, slots=True)
class Incident(Written):
    """An incident is opened, or stands otherwise from here on. `to` are the parties that are told, and may speak in it.

    `incident`, `of` and `leaf` are None where it is opened: then its own index is the incident's number.
    """

    incident: int | None
    leaf: bytes | None
    of: int | None
    state: IncidentState
    step: IncidentStep
    to: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class AccountGiven(Written):
    """The account of `whose` (None: of nobody who is a party). Not signed by that side unless `manner` says so."""

    incident: int
    leaf: bytes
    manner: Manner
    of: int
    whose: PartyId | None


@dataclass(frozen=True, slots=True)
class ClaimMade(Written):
    """A claim in the account at `of`. `replaces` is the claim that it corrects, if any: both stay."""

    incident: int
    leaf: bytes
    of: int
    replaces: int | None


@dataclass(frozen=True, slots=True)
class ClaimsLinked(Written):
    """The claim at `of` stands so to the claim at `other`, as the author of this entry sees it. Neither changes by it."""

    incident: int
    leaf: bytes
    link: ClaimsLink
    of: int
    other: int


@dataclass(frozen=True, slots=True)
class CasualtiesStated(Written):
    """What one source says of casualties. `revises` is what that source is taken to have said before, if anything."""

    claim: int | None
    incident: int
    leaf: bytes
    of: int
    revises: int | None


@dataclass(frozen=True, slots=True)
class Released(Written):
    """One person of the cell lets the entry at `of` out to these parties. It is out when two different persons have."""

    incident: int
    leaf: bytes
    of: int
    to: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class BreachClaimed(Written):
    """A breach is claimed by `whose` against `against`, or something is done with the breach claim at `of`.

    None: whoever claims it, or against whom, is no party of the agreement. `against` is None for every other step.
    """

    against: PartyId | None
    incident: int
    leaf: bytes
    manner: Manner
    of: int
    step: BreachStep
    whose: PartyId | None


@dataclass(frozen=True, slots=True)
class SourceNamed(Written):
    """A source. `copy` is the SHA-256 of a copy that is kept, if one is."""

    copy: bytes | None
    incident: int
    leaf: bytes
    of: int


@dataclass(frozen=True, slots=True)
class Cited(Written):
    """The source at `of` goes back to the source at `cites` in this way."""

    cites: int
    edge: Edge
    incident: int
    leaf: bytes
    of: int


@dataclass(frozen=True, slots=True)
class EvidenceTaken(Written):
    """Evidence was taken in: the SHA-256 of its bytes, how many, of which media type.

    `vault` is the commitment to the identity of whoever filmed or gave it, which rests in the vault and can be erased there.
    """

    digest: bytes
    incident: int
    leaf: bytes
    length: int
    media: str
    of: int
    vault: bytes | None


@dataclass(frozen=True, slots=True)
class CustodyTaken(Written):
    """Something was done with the evidence at `of`. `digest` is that of what came of it, where something did."""

    digest: bytes | None
    incident: int
    leaf: bytes
    of: int
    step: CustodyStep


@dataclass(frozen=True, slots=True)
class Assessed(Written):
    """A finding about the evidence, source, citation or claim at `of`; or a review of the finding that stands there."""

    incident: int
    leaf: bytes
    of: int
    step: AssessmentStep
    what: AssessmentOf


@dataclass(frozen=True, slots=True)
class ActorEntered(Written):
    """An actor in the register of the mission; `of` is the entry of the same actor to which this adds, None for a new one."""

    kind: ActorKind
    leaf: bytes | None
    of: int | None


@dataclass(frozen=True, slots=True)
class AlibiAsked(Written):
    """Could the movement of the notice at `notice` have been at a place in a window? Whoever reads this can ask it again."""

    incident: int
    leaf: bytes
    notice: int
    of: int


Happening = (
    Incident
    | AccountGiven
    | ClaimMade
    | ClaimsLinked
    | CasualtiesStated
    | Released
    | BreachClaimed
    | SourceNamed
    | Cited
    | EvidenceTaken
    | CustodyTaken
    | Assessed
    | ActorEntered
    | AlibiAsked
)


# -- What is stated ------------------------------------------------------------------------------------------------------------

CONTENTS: Mapping[type[Written], type[Written]] = MappingProxyType(
    {
        Incident: contents.IncidentOpened,
        AccountGiven: contents.Account,
        ClaimMade: contents.Claim,
        ClaimsLinked: contents.Reason,
        CasualtiesStated: contents.Casualties,
        Released: contents.Reason,
        BreachClaimed: contents.Breach,
        SourceNamed: contents.Source,
        Cited: contents.Citation,
        EvidenceTaken: contents.Evidence,
        CustodyTaken: contents.Custody,
        Assessed: contents.Assessment,
        ActorEntered: contents.Actor,
        AlibiAsked: contents.Alibi,
    }
)
"""What does the field `stated` hold? Of an incident that changes: `IncidentChanged`."""
WITH_NAME = frozenset({AccountGiven, ClaimMade, CasualtiesStated, BreachClaimed, SourceNamed})
"""Acts with a field `name`: that of whoever speaks, or None."""


def content_of(act: Happening) -> type[Written]:
    """What does the field `stated` of this act hold?"""
    if isinstance(act, Incident) and act.step is IncidentStep.CHANGED:
        return contents.IncidentChanged
    return CONTENTS[type(act)]


# -- Reading -------------------------------------------------------------------------------------------------------------------

_INDEX = integer(0, LARGEST)
_HASH = hexed(HASH_BYTES)
_WITHIN: Table = {"incident": _INDEX, "leaf": _HASH, "of": _INDEX}

MEMBERS: Mapping[type[Written], Table] = {
    Incident: {
        "incident": maybe(_INDEX),
        "leaf": maybe(_HASH),
        "of": maybe(_INDEX),
        "state": choice(IncidentState),
        "step": choice(IncidentStep),
        "to": once(listed(party, "a list of parties")),
    },
    AccountGiven: {**_WITHIN, "manner": choice(Manner), "whose": maybe(party)},
    ClaimMade: {**_WITHIN, "replaces": maybe(_INDEX)},
    ClaimsLinked: {**_WITHIN, "link": choice(ClaimsLink), "other": _INDEX},
    CasualtiesStated: {**_WITHIN, "claim": maybe(_INDEX), "revises": maybe(_INDEX)},
    Released: {**_WITHIN, "to": once(some(party))},
    BreachClaimed: {
        **_WITHIN,
        "against": maybe(party),
        "manner": choice(Manner),
        "step": choice(BreachStep),
        "whose": maybe(party),
    },
    SourceNamed: {**_WITHIN, "copy": maybe(_HASH)},
    Cited: {**_WITHIN, "cites": _INDEX, "edge": choice(Edge)},
    EvidenceTaken: {
        **_WITHIN,
        "digest": _HASH,
        "length": integer(0, LARGEST),
        "media": name,
        "vault": maybe(_HASH),
    },
    CustodyTaken: {**_WITHIN, "digest": maybe(_HASH), "step": choice(CustodyStep)},
    Assessed: {**_WITHIN, "step": choice(AssessmentStep), "what": choice(AssessmentOf)},
    ActorEntered: {"kind": choice(ActorKind), "leaf": maybe(_HASH), "of": maybe(_INDEX)},
    AlibiAsked: {**_WITHIN, "notice": _INDEX},
}
"""The members of each act, and how each is read."""


def _opening(act: Members) -> object:
    """An incident that is opened speaks of no entry, and any other step of one."""
    found = built(Incident, MEMBERS[Incident])(act)
    assert isinstance(found, Incident)  # noqa: S101  built of it
    opened = found.step is IncidentStep.OPENED
    for member in ("incident", "leaf", "of"):
        value = act.need(member, lambda stated, _where: stated)
        if (value is None) is not opened:
            raise act.where.member(member).wrong(
                said(value), f"{'null' if opened else 'stated'}, for {found.step.value}"
            )
    return found


def _entering(act: Members) -> object:
    found = built(ActorEntered, MEMBERS[ActorEntered])(act)
    assert isinstance(found, ActorEntered)  # noqa: S101  built of it
    if (found.of is None) is not (found.leaf is None):
        raise act.where.member("leaf").wrong(
            "null" if found.leaf is None else said(found.leaf.hex()), "the leaf of the entry at of, or null with it"
        )
    return found


def _breach(act: Members) -> object:
    found = built(BreachClaimed, MEMBERS[BreachClaimed])(act)
    assert isinstance(found, BreachClaimed)  # noqa: S101  built of it
    if found.step is not BreachStep.CLAIMED and found.against is not None:
        raise act.where.member("against").wrong(said(found.against), f"null, for {found.step.value}")
    return found


READERS: Mapping[type[Written], Callable[[Members], object]] = {
    **{of: built(of, table) for of, table in MEMBERS.items()},
    Incident: _opening,
    BreachClaimed: _breach,
    ActorEntered: _entering,
}
