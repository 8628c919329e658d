"""What may be said of how a mission stands?

The cell sees all of it. A party sees what its own machine could count, and what every witness sees: how long the log is and when it
last grew. Of other parties it sees that they are parties of the agreement, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald.acknowledgement.numbers import Outcomes
from herald.disclosure.board import Counted, came, counted, known
from herald.disclosure.viewer import Viewer
from herald.record.facts import MissionFacts, PartyFacts
from herald.record.progress import StandingFacts
from herald.units import Instant, PartyId


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party; None where the viewer may not know."""

    party: PartyId
    joined: bool | None
    persons: int | None
    standing: int | None
    addressed: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a mission stands, for one viewer. `numbers` and `outcomes` are None where it was not asked how far notices have come."""

    origin: str
    exercise: bool
    cell: PartyId
    viewer: PartyId | None
    size: int
    received: Instant
    agreement: str | None
    version: int | None
    parties: tuple[PartyLine, ...]
    refusals: int | None
    numbers: tuple[Counted, ...] | None = None
    outcomes: Outcomes | None = None


def status(facts: MissionFacts, viewer: Viewer, standing: StandingFacts | None = None) -> Status:
    """How does the mission stand, as far as this viewer may know?"""
    return Status(
        origin=facts.origin,
        exercise=facts.exercise,
        cell=facts.cell,
        viewer=viewer.party,
        size=facts.size,
        received=facts.received,
        agreement=None if facts.agreement is None else facts.agreement.id,
        version=None if facts.agreement is None else facts.agreement.version,
        parties=tuple(_line(party, viewer) for party in facts.parties),
        refusals=facts.refusals if viewer.is_cell else None,
        numbers=None if standing is None else counted(known(standing.live, viewer), standing.at, viewer),
        outcomes=None if standing is None else came(standing, viewer),
    )


def _line(of: PartyFacts, viewer: Viewer) -> PartyLine:
    if not viewer.is_one_of([of.party]):
        return PartyLine(of.party, None, None, None, None)
    return PartyLine(of.party, of.joined, of.persons, of.standing, of.addressed)
