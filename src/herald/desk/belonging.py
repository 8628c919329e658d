"""Does an act fit the incident that it is of? Held against the entry of which it speaks, and against who may speak there.

Nobody speaks over anybody: an account or a breach claim is signed by the side whose it is, or else marked as entered by another.
In a closed incident nothing more is entered but that it stands otherwise, what is let out, and what is done with evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from herald.acknowledgement.ladders import Manner
from herald.incident.codes import AssessmentStep, BreachStep, IncidentState, IncidentStep
from herald.incident.contents import Account, Breach, Casualties, Claim, Content, Evidence
from herald.record.acts import Kind
from herald.record.entry import Statement
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
from herald.record.keyring import Refused
from herald.record.stated import stated
from herald.units import PartyId

if TYPE_CHECKING:
    from herald.desk.fitting import Where
    from herald.ports import Record

_NOTHING = Refused("nothing-of-it", "nothing of that kind is sealed in this incident at the index that it names")
_OTHER_LEAF = Refused("other-leaf", "another entry stands at this index than the one that was meant")
_NO_CLAIM = Refused("nothing-of-it", "what is done with a breach claim names the entry in which the breach was claimed")
_UNKNOWN = Refused("party-unknown", "it names a party that the agreement does not have, or its own author")
_RELEASABLE = frozenset(
    {Kind.INCIDENT, Kind.ACCOUNT, Kind.CLAIM, Kind.CASUALTIES, Kind.BREACH, Kind.SOURCE, Kind.EVIDENCE}
)
_ASSESSABLE = frozenset({Kind.EVIDENCE, Kind.SOURCE, Kind.CITATION, Kind.CLAIM})
_ALWAYS = (Incident, Released, CustodyTaken)
"""What may be done in an incident that is closed."""


def of_which(act: Happening) -> frozenset[Kind]:
    """Of entries of which kinds may this act speak?"""
    match act:
        case BreachClaimed(step=step) if step is not BreachStep.CLAIMED:
            return frozenset({Kind.BREACH})
        case Assessed(step=step) if step is not AssessmentStep.PROPOSED:
            return frozenset({Kind.ASSESSMENT})
    return _OF[type(act)]


_IN_IT = frozenset({Kind.INCIDENT})
_OF: Mapping[type, frozenset[Kind]] = {
    Incident: _IN_IT,
    AccountGiven: _IN_IT,
    ClaimMade: frozenset({Kind.ACCOUNT}),
    ClaimsLinked: frozenset({Kind.CLAIM}),
    CasualtiesStated: _IN_IT,
    Released: _RELEASABLE,
    BreachClaimed: _IN_IT,
    SourceNamed: _IN_IT,
    Cited: frozenset({Kind.SOURCE}),
    EvidenceTaken: _IN_IT,
    CustodyTaken: frozenset({Kind.EVIDENCE}),
    Assessed: _ASSESSABLE,
    AlibiAsked: _IN_IT,
}


def misplaced(statement: Statement, at: Where) -> Refused | None:
    """Why does this act of an incident, or of the register of actors, not fit here? None if it does."""
    act = statement.act
    if isinstance(act, ActorEntered):
        return _actor(act, at)
    if isinstance(act, Incident) and act.step is IncidentStep.OPENED:
        return None if set(act.to) <= at.parties - {at.ring.cell, statement.party} else _UNKNOWN
    return _within(act, statement, at) if isinstance(act, Happening) else None


# -- In which incident, and of what --------------------------------------------------------------------------------------------


def _within(act: Any, statement: Statement, at: Where) -> Refused | None:
    amiss = _there(act.of, act.incident, of_which(act), at) or _there(act.incident, act.incident, _IN_IT, at)
    if amiss is not None:
        return amiss
    if at.record.sealed(act.of).leaf != act.leaf:
        return _OTHER_LEAF
    if at.record.sealed(act.incident).entry().statement.act.step is not IncidentStep.OPENED:  # type: ignore[union-attr]
        return _NOTHING
    if not isinstance(act, _ALWAYS) and state(at.record, act.incident) is IncidentState.CLOSED:
        return Refused("incident-closed", "the incident is closed: open it again first, with the reason")
    if statement.party not in speaking(at.record, act.incident) | {at.ring.cell}:
        return Refused("not-in-it", "the incident was not opened by this party, nor was it told of it")
    more = _MORE.get(type(act))
    return (None if more is None else more(act, statement, at)) or _cited(act, at)


def _there(index: int, incident: int, kinds: frozenset[Kind], at: Where) -> Refused | None:
    """Does an entry of these kinds, of this incident, stand at this index?"""
    part = at.record.part(index) if index < at.size else None
    return None if part is not None and part.incident == incident and part.kind in kinds else _NOTHING


def steps(record: Record, incident: int) -> Iterator[tuple[PartyId, Incident]]:
    """Who opened the incident, and who said afterwards how it stands? In the order of the log."""
    for part in record.parts(incident):
        if part.kind is Kind.INCIDENT:
            act = record.sealed(part.index).entry().statement.act
            assert isinstance(act, Incident)  # noqa: S101  its kind says so
            yield part.party, act


def state(record: Record, incident: int) -> IncidentState:
    """How does the incident stand?"""
    *_, (_, last) = steps(record, incident)
    return last.state


def speaking(record: Record, incident: int) -> frozenset[PartyId]:
    """Who may speak in it, beside the cell? Who opened it, and whoever was told of it."""
    return frozenset(party for opener, act in steps(record, incident) for party in (opener, *act.to))


# -- What more -----------------------------------------------------------------------------------------------------------------


def _changed(act: Incident, statement: Statement, at: Where) -> Refused | None:
    if statement.party not in {at.ring.cell, at.record.sealed(act.of or 0).entry().statement.party}:
        return Refused("wrong-party", "how an incident stands is for the cell, or for the party that opened it, to say")
    return None if set(act.to) <= at.parties - {at.ring.cell, statement.party} else _UNKNOWN


def _own_words(act: AccountGiven | BreachClaimed, statement: Statement, at: Where) -> Refused | None:
    """Is it signed by the side whose it is, or marked as entered by another?"""
    if act.whose is not None and act.whose not in at.parties:
        return _UNKNOWN
    if (act.manner is Manner.SIGNED) is not (act.whose == statement.party):
        return Refused(
            "whose-words", "what a side says it signs itself; what another enters is marked as not signed by it"
        )
    return None


def _breach(act: BreachClaimed, statement: Statement, at: Where) -> Refused | None:
    """Does it claim a breach, or speak of an entry that does? A step of a step would be nobody's."""
    if act.step is not BreachStep.CLAIMED:
        claim = at.record.sealed(act.of).entry().statement.act
        if not isinstance(claim, BreachClaimed) or claim.step is not BreachStep.CLAIMED:
            return _NO_CLAIM
    if act.against is not None and act.against not in at.parties:
        return _UNKNOWN
    return _own_words(act, statement, at)


def _claim(act: ClaimMade, statement: Statement, at: Where) -> Refused | None:
    """Claims of an account are entered by whoever entered it; a claim is corrected within its account."""
    if at.record.sealed(act.of).entry().statement.party != statement.party:
        return Refused("wrong-party", "the account was entered by another party")
    if act.replaces is None:
        return None
    amiss = _there(act.replaces, act.incident, frozenset({Kind.CLAIM}), at)
    part = at.record.part(act.replaces)
    return amiss or (None if part is not None and part.of == act.of else _NOTHING)


def _linked(act: ClaimsLinked, _statement: Statement, at: Where) -> Refused | None:
    return _NOTHING if act.other == act.of else _there(act.other, act.incident, frozenset({Kind.CLAIM}), at)


def _casualties(act: CasualtiesStated, _statement: Statement, at: Where) -> Refused | None:
    named = ((act.claim, Kind.CLAIM), (act.revises, Kind.CASUALTIES))
    amiss = (_there(index, act.incident, frozenset({kind}), at) for index, kind in named if index is not None)
    return next((each for each in amiss if each is not None), None)


def _released(act: Released, _statement: Statement, at: Where) -> Refused | None:
    return None if set(act.to) <= at.parties - {at.ring.cell} else _UNKNOWN


def _citation(act: Cited, _statement: Statement, at: Where) -> Refused | None:
    return _NOTHING if act.cites == act.of else _there(act.cites, act.incident, frozenset({Kind.SOURCE}), at)


def _assessed(act: Assessed, statement: Statement, at: Where) -> Refused | None:
    """A finding is reviewed by another person than the one who put it forward, and of the same question."""
    if act.step is AssessmentStep.PROPOSED:
        return None
    reviewed = at.record.sealed(act.of).entry().statement
    assert isinstance(reviewed.act, Assessed)  # noqa: S101  its kind says so
    if reviewed.act.step is not AssessmentStep.PROPOSED or reviewed.act.what is not act.what:
        return _NOTHING
    one, other = (at.ring.keys[key].person for key in (reviewed.key, statement.key))
    return Refused("own-finding", "a finding is reviewed by another person") if one == other else None


def _alibi(act: AlibiAsked, _statement: Statement, at: Where) -> Refused | None:
    if act.notice >= at.size or at.record.filed_at(act.notice) is None:
        return Refused("nothing-told", "no notice is sealed at this index")
    return None


def _actor(act: ActorEntered, at: Where) -> Refused | None:
    if act.of is None:
        return None
    if act.of >= at.size:
        return _NOTHING
    before = at.record.sealed(act.of)
    held = before.entry().statement.act
    if not isinstance(held, ActorEntered) or held.kind is not act.kind or held.of is not None:
        return _NOTHING
    return None if before.leaf == act.leaf else _OTHER_LEAF


_MORE: Mapping[type, Callable[[Any, Statement, Where], Refused | None]] = {
    Incident: _changed,
    AccountGiven: _own_words,
    ClaimMade: _claim,
    ClaimsLinked: _linked,
    CasualtiesStated: _casualties,
    Released: _released,
    BreachClaimed: _breach,
    Cited: _citation,
    Assessed: _assessed,
    AlibiAsked: _alibi,
}


# -- What is stated names only what is there -----------------------------------------------------------------------------------


def _cited(act: Happening, at: Where) -> Refused | None:
    """Do the sources that it names stand in this incident?"""
    if isinstance(act, ActorEntered) or act.incident is None:
        return None
    found = stated(act, at.openings)
    named = () if found is None else _sources(found.content)
    amiss = (_there(index, act.incident, frozenset({Kind.SOURCE}), at) for index in named)
    return next((each for each in amiss if each is not None), None)


def _sources(content: Content) -> tuple[int, ...]:
    match content:
        case Evidence(source=source):
            return () if source is None else (source,)
        case Account() | Claim() | Casualties() | Breach():
            return content.sources
    return ()
