"""An incident in a mission of a test: what is stated, with as little said as may be, and one entry of every kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from herald.acknowledgement.ladders import Manner
from herald.canonical import Json
from herald.incident.codes import (
    AccountChannel,
    ActCode,
    ActorKind,
    AssessmentOf,
    AssessmentStep,
    BreachStep,
    ClaimsLink,
    CustodyStep,
    Edge,
    Filmer,
    Harm,
    IncidentState,
    IncidentStep,
    Known,
    Modality,
    NameManner,
    People,
    SourceKind,
    SpeakerKind,
    Unit,
    Verification,
)
from herald.incident.contents import (
    Account,
    ActorName,
    ActSaid,
    Alibi,
    Assessment,
    Breach,
    Casualties,
    Citation,
    Claim,
    ClauseSaid,
    Custody,
    Evidence,
    Figure,
    IncidentChanged,
    IncidentOpened,
    Named,
    Place,
    Reason,
    Source,
    Speaker,
    When,
)
from herald.incident.contents import Actor as ActorContent
from herald.record.acts import Act
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
    Incident,
    Released,
    SourceNamed,
)
from herald.units import Instant, PartyId, parse_instant
from herald.written import Written
from tests.desk.missions import CELL
from tests.desk.telling import Told

TEN = parse_instant("2026-03-10T10:00:00Z")
HALF_HOUR = 1_800_000_000
AT_SEA = Place(-31_928_000_000, -24_915_000_000, "EXERCISE: near the crossing", 2_000_000)
ABOUT_TEN = When(TEN, "EXERCISE: about ten", Instant(TEN + HALF_HOUR))


# -- What is stated --------------------------------------------------------------------------------------------------------


def named(said: str, party: PartyId | None = None) -> Named:
    return Named(None, party, said)


def opened(**stated: Any) -> IncidentOpened:
    least = IncidentOpened((), (ActCode.BLOCK,), (), (), AT_SEA, "EXERCISE: two columns at the crossing", ABOUT_TEN)
    return replace(least, **stated)


def speaker(party: PartyId | None = None, **stated: Any) -> Speaker:
    return replace(Speaker("EXERCISE: headquarters", SpeakerKind.NAMED, "EXERCISE: spokesman", party), **stated)


def account(party: PartyId | None = None, **stated: Any) -> Account:
    least = Account(AccountChannel.STATEMENT, None, "en", (), speaker(party), "EXERCISE: statement")
    return replace(least, **stated)


def act(code: ActCode, actor: Named | None = None, towards: Named | None = None, notice: int | None = None) -> ActSaid:
    return ActSaid(actor, code, notice, towards)


def claim(words: str, *acts: ActSaid, party: PartyId | None = None, **stated: Any) -> Claim:
    least = Claim(
        acts=acts,
        amounts=(),
        chain=(),
        clause=None,
        confidence=None,
        headline=False,
        height=None,
        language="en",
        modality=Modality.ASSERTS,
        places=(),
        quoted=True,
        reading=None,
        sources=(),
        speaker=speaker(party),
        when=None,
        words=words,
    )
    return replace(least, **stated)


def figure(state: Known = Known.NUMBER, low: int | None = 4, high: int | None = 4, **stated: Any) -> Figure:
    least = Figure(
        group="EXERCISE: the patrol's crew",
        harm=Harm.INJURED,
        high=high,
        low=low,
        party=None,
        people=People.MILITARY,
        said="EXERCISE: four hurt",
        severity=None,
        state=state,
        unit=Unit.PEOPLE,
    )
    return replace(least, **stated)


def casualties(*figures: Figure, **stated: Any) -> Casualties:
    least = Casualties(
        ABOUT_TEN, figures or (figure(),), "en", (), speaker(), Verification.CLAIMED, "EXERCISE: four hurt"
    )
    return replace(least, **stated)


def breach(**stated: Any) -> Breach:
    unspecified = ClauseSaid(None, None, "EXERCISE: the agreements there are")
    least = Breach((act(ActCode.BLOCK),), unspecified, "en", (), speaker(), "EXERCISE: they broke what was agreed")
    return replace(least, **stated)


def source(kind: SourceKind = SourceKind.ARTICLE, **stated: Any) -> Source:
    least = Source(None, kind, "en", "EXERCISE: Harbour Daily", None, "EXERCISE: columns meet", None)
    return replace(least, **stated)


def evidence(**stated: Any) -> Evidence:
    least = Evidence(
        basis="EXERCISE: seen from the quay",
        captured=ABOUT_TEN,
        consent=None,
        filmer=Filmer.BYSTANDER,
        headers=None,
        operator=None,
        posted=None,
        source=None,
        title="EXERCISE: video of the crossing",
        tool=None,
        url=None,
    )
    return replace(least, **stated)


def assessment(**stated: Any) -> Assessment:
    least = Assessment("EXERCISE: the quay's lamps", None, None, None, AT_SEA, None, "EXERCISE: at the crossing", None)
    return replace(least, **stated)


# -- What is sealed --------------------------------------------------------------------------------------------------------


@dataclass
class Incidents:
    """Incidents of one mission. What is entered is entered by the cell's officer, unless a party is named."""

    told: Told

    def seal(self, act: Act, stated: Written, by: PartyId = CELL, **fields: Json) -> int:
        """Where it stands: this act, with what it states, entered by a person of this party."""
        values: dict[str, Json] = {"stated": stated.json(), **fields}
        line = self.told.by_officer(act, values) if by == CELL else self.told.by_person(by, act, values)
        return self.told.seal(line)

    def opened(self, *to: PartyId, by: PartyId = CELL, **stated: Any) -> int:
        started = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, to)
        return self.seal(started, opened(**stated), by)

    def changed(self, incident: int, state: IncidentState, *to: PartyId, by: PartyId = CELL) -> int:
        changing = Incident(incident, self.leaf(incident), incident, state, IncidentStep.CHANGED, to)
        return self.seal(changing, IncidentChanged(None, None, "EXERCISE: looked into"), by)

    def account(
        self, incident: int, whose: PartyId | None = None, by: PartyId = CELL, name: str | None = None, **stated: Any
    ) -> int:
        manner = Manner.SIGNED if whose == by else Manner.PAPER
        given = AccountGiven(incident, self.leaf(incident), manner, incident, whose)
        return self.seal(given, account(whose, **stated), by, name=name)

    def claim(
        self,
        incident: int,
        of: int,
        stated: Claim,
        by: PartyId = CELL,
        name: str | None = None,
        replaces: int | None = None,
    ) -> int:
        return self.seal(ClaimMade(incident, self.leaf(of), of, replaces), stated, by, name=name)

    def link(self, incident: int, of: int, other: int, link: ClaimsLink = ClaimsLink.DISPUTES) -> int:
        return self.seal(ClaimsLinked(incident, self.leaf(of), link, of, other), Reason("EXERCISE: of one moment"))

    def casualties(
        self,
        incident: int,
        stated: Casualties | None = None,
        claim: int | None = None,
        revises: int | None = None,
        name: str | None = None,
    ) -> int:
        said = CasualtiesStated(claim, incident, self.leaf(incident), incident, revises)
        return self.seal(said, stated or casualties(), name=name)

    def release(self, incident: int, of: int, *to: PartyId) -> int:
        return self.seal(Released(incident, self.leaf(of), of, to), Reason("EXERCISE: it may be known"))

    def breach(
        self,
        incident: int,
        whose: PartyId | None,
        against: PartyId | None,
        of: int | None = None,
        step: BreachStep = BreachStep.CLAIMED,
        by: PartyId = CELL,
        name: str | None = None,
        **stated: Any,
    ) -> int:
        manner, at = (Manner.SIGNED if whose == by else Manner.PAPER), incident if of is None else of
        claimed = BreachClaimed(against, incident, self.leaf(at), manner, at, step, whose)
        return self.seal(claimed, breach(**stated), by, name=name)

    def source(
        self, incident: int, kind: SourceKind = SourceKind.ARTICLE, name: str | None = None, **stated: Any
    ) -> int:
        named_at = SourceNamed(None, incident, self.leaf(incident), incident)
        return self.seal(named_at, source(kind, **stated), name=name)

    def citation(self, incident: int, of: int, cites: int, edge: Edge = Edge.QUOTES, **stated: Any) -> int:
        content = replace(Citation((), None, None), **stated)
        return self.seal(Cited(cites, edge, incident, self.leaf(of), of), content)

    def evidence(self, incident: int, body: bytes = b"EXERCISE", vault: bytes | None = None, **stated: Any) -> int:
        digest, leaf = sha256(body).digest(), self.leaf(incident)
        taken = EvidenceTaken(digest, incident, leaf, len(body), "video/mp4", incident, vault)
        return self.seal(taken, evidence(**stated))

    def custody(self, incident: int, of: int, step: CustodyStep = CustodyStep.OPENED) -> int:
        taken = CustodyTaken(None, incident, self.leaf(of), of, step)
        return self.seal(taken, Custody("EXERCISE: looked at", None, None))

    def assessed(
        self,
        incident: int,
        of: int,
        step: AssessmentStep = AssessmentStep.PROPOSED,
        what: AssessmentOf = AssessmentOf.GEOLOCATION,
        by: PartyId = CELL,
        **stated: Any,
    ) -> int:
        return self.seal(Assessed(incident, self.leaf(of), of, step, what), assessment(**stated), by)

    def actor(self, *names: str, kind: ActorKind = ActorKind.UNIT, of: int | None = None, **stated: Any) -> int:
        leaf = None if of is None else self.leaf(of)
        spelt: Json = [ActorName(None, NameManner.ALIAS, name).json() for name in names]
        content = replace(ActorContent(None, None, None, (), None), **stated)
        return self.seal(ActorEntered(kind, leaf, of), content, names=spelt)

    def alibi(self, incident: int, notice: int, place: Place = AT_SEA) -> int:
        asked = AlibiAsked(incident, self.leaf(incident), notice, incident)
        return self.seal(asked, Alibi(TEN, place, "EXERCISE: it is said to have been there", Instant(TEN + HALF_HOUR)))

    def leaf(self, index: int) -> bytes:
        return self.told.leaf(index)

    def happened(self, one: PartyId, other: PartyId, notice: int) -> int:
        """Everything that can be sealed of an incident: both sides speak for themselves, and a bystander filmed it."""
        incident = self.opened(one, other, notices=(notice,))
        origin = self.source(incident, SourceKind.STATEMENT)
        report = self.source(incident, name="EXERCISE: A. Writer")
        self.citation(incident, report, origin, here="EXERCISE: a column", there="EXERCISE: a patrol")
        words = "EXERCISE: our column was blocked"
        first = self.account(incident, one, by=one, name="EXERCISE: Maj. Alder", sources=(origin,))
        theirs = self.account(incident, other, name="EXERCISE: Capt. Birk")
        blocked = act(ActCode.BLOCK, named("EXERCISE: their patrol", other), named("EXERCISE: our column", one))
        told_before = act(ActCode.NOTICE_GIVEN, named("EXERCISE: we", one), named("EXERCISE: them", other))
        made = self.claim(incident, first, claim(words, blocked, told_before, party=one), by=one)
        untold = replace(claim("EXERCISE: nobody told us", told_before, party=other), modality=Modality.DENIES)
        against = self.claim(incident, theirs, untold, name="EXERCISE: Capt. Birk")
        self.claim(incident, theirs, replace(untold, reading="EXERCISE: no warning came"), replaces=against)
        self.link(incident, made, against)
        hurt = casualties(figure(Known.NOT_STATED, None, None, said="EXERCISE: some are hurt"))
        stated = self.casualties(incident, hurt, claim=made)
        later = self.casualties(
            incident, casualties(figure(low=4, high=7, said="EXERCISE: up to seven")), revises=stated
        )
        self.release(incident, later, one)
        claimed = self.breach(incident, one, other, by=one)
        self.breach(incident, other, None, of=claimed, step=BreachStep.ANSWERED)
        video = self.evidence(incident, vault=sha256(b"EXERCISE: somebody").digest(), source=report)
        self.custody(incident, video)
        placed = self.assessed(incident, video, by=one)
        self.assessed(incident, placed, AssessmentStep.AGREED)
        self.actor("EXERCISE: Ayn al-Bahr", "EXERCISE: عين البحر")
        self.alibi(incident, notice)
        self.changed(incident, IncidentState.UNDER_INQUIRY)
        return incident
