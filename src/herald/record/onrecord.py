"""What does the record hold of one incident? Its entries, each with what it states and who entered it, in the order of the log.

Nothing is put together here: each account keeps its claims, each claim its speaker. Only what follows from the order of entries is
said: how the incident stands, which claim corrects which, what was let out, how far a finding was reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from herald.incident.codes import AssessmentStep, BreachStep, IncidentState
from herald.incident.contents import IncidentOpened
from herald.record.incidents import (
    AccountGiven,
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
from herald.record.stated import Stated
from herald.units import Instant, PartyId

AUTHORISERS = 2
"""So many persons of the cell must let an entry out before it is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an incident, or of the register of actors.

    `party` entered it, by the hand of `person` (a number drawn by lot). `of` is the entry of which it speaks; its own index where
    it speaks of none.
    """

    index: int
    of: int
    party: PartyId
    person: str | None
    received: Instant
    leaf: bytes
    act: Happening
    stated: Stated


@dataclass(frozen=True, slots=True)
class OnRecord:
    """All entries of the incident that was opened at the index `number`, in the order of the log."""

    exercise: bool
    number: int
    items: tuple[Item, ...]

    def of_type(self, *types: type) -> tuple[Item, ...]:
        """Which entries are acts of these types?"""
        return tuple(item for item in self.items if isinstance(item.act, types))

    def about(self, index: int, *types: type) -> tuple[Item, ...]:
        """Which entries speak of the one at this index? Of these types, if any are named."""
        return tuple(
            item for item in self.items if item.of == index != item.index and (not types or isinstance(item.act, types))
        )

    def at(self, index: int) -> Item | None:
        """Which entry of the incident stands at this index?"""
        return next((item for item in self.items if item.index == index), None)

    @property
    def opened(self) -> Item:
        """By which entry was it opened?"""
        return self.items[0]

    @property
    def title(self) -> str:
        """What is it called?"""
        content = self.opened.stated.content
        assert isinstance(content, IncidentOpened)  # noqa: S101  the first entry opens it
        return content.title

    @property
    def state(self) -> IncidentState:
        """How does it stand? As its last step says."""
        *_, last = (item.act.state for item in self.items if isinstance(item.act, Incident))
        return last

    @property
    def told(self) -> tuple[PartyId, ...]:
        """Which parties were told of it? In the order in which they were."""
        return tuple(
            dict.fromkeys(party for item in self.items if isinstance(item.act, Incident) for party in item.act.to)
        )

    def accounts(self) -> tuple[Item, ...]:
        """Which accounts are there?"""
        return self.of_type(AccountGiven)

    def claims(self, account: int | None = None) -> tuple[Item, ...]:
        """Which claims stand: of this account, or of all, those that another corrects excepted? In the order of the log."""
        made = self.of_type(ClaimMade)
        corrected = {item.act.replaces for item in made if isinstance(item.act, ClaimMade)}
        return tuple(item for item in made if item.index not in corrected and account in {None, item.of})

    def corrects(self, claim: Item) -> Iterator[Item]:
        """Which claims did this one take the place of? The last first."""
        act = claim.act
        while isinstance(act, ClaimMade) and act.replaces is not None:
            before = self.at(act.replaces)
            if before is None:
                return
            yield before
            act = before.act

    def links(self) -> tuple[Item, ...]:
        """Which claims were linked to others?"""
        return self.of_type(ClaimsLinked)

    def casualties(self) -> tuple[Item, ...]:
        """What was said of casualties? In the order in which it was entered."""
        return self.of_type(CasualtiesStated)

    def breaches(self) -> tuple[Item, ...]:
        """Which breaches are claimed, in return too? What is done with them is `about` each."""
        first = {BreachStep.CLAIMED, BreachStep.COUNTERED}
        return tuple(item for item in self.of_type(BreachClaimed) if _step(item) in first)

    def sources(self) -> tuple[Item, ...]:
        """Which sources were named?"""
        return self.of_type(SourceNamed)

    def citations(self) -> tuple[Item, ...]:
        """Which of them goes back to which?"""
        return self.of_type(Cited)

    def evidence(self) -> tuple[Item, ...]:
        """Which evidence was taken in? Its custody is `about` each."""
        return self.of_type(EvidenceTaken)

    def custody(self, evidence: int) -> tuple[Item, ...]:
        """What was done with this evidence?"""
        return self.about(evidence, CustodyTaken)

    def findings(self, of: int) -> tuple[Item, ...]:
        """What did analysts find about the entry at this index? The reviews of each are `about` it."""
        return tuple(item for item in self.about(of, Assessed) if _proposed(item))

    def alibis(self) -> tuple[Item, ...]:
        """Of which movements was it asked where they could have been?"""
        return self.of_type(AlibiAsked)

    def out_to(self, index: int) -> frozenset[PartyId]:
        """To which parties is the entry at this index let out? To those that two different persons of the cell name for it."""
        by: dict[PartyId, set[str]] = {}
        for item in self.about(index, Released):
            if isinstance(item.act, Released) and item.person is not None:
                for party in item.act.to:
                    by.setdefault(party, set()).add(item.person)
        return frozenset(party for party, persons in by.items() if len(persons) >= AUTHORISERS)


def _step(item: Item) -> BreachStep | None:
    return item.act.step if isinstance(item.act, BreachClaimed) else None


def _proposed(item: Item) -> bool:
    return isinstance(item.act, Assessed) and item.act.step is AssessmentStep.PROPOSED
