"""Who is spoken of? The register of actors: parties, units, bodies, persons, outlets, by all their names.

What stands in it is what somebody says, with from when to when. That a name is spelt like another is a candidate and no more: who
is meant a person decides, and says so in a claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from herald.incident.codes import ActorKind
from herald.incident.contents import Actor as Content
from herald.incident.contents import ActorName, Related
from herald.incident.names import likeness
from herald.record.incidents import ActorEntered
from herald.record.onrecord import Item
from herald.units import PartyId

LEAST_SCORE = 70.0
"""Below this a spelling is no candidate."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor, by its number (the index of its first entry), with all that was added; the last rank and office stand.

    `names` are in the order in which they were entered. `erased`: names that were entered are gone.
    """

    number: int
    kind: ActorKind
    names: tuple[ActorName, ...]
    party: PartyId | None
    rank: str | None
    office: str | None
    related: tuple[Related, ...]
    entries: tuple[int, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor who may be meant: the spelling that came nearest, and how near, from 0 to 100."""

    actor: Actor
    matched: str
    score: float


def actors(items: Iterable[Item]) -> tuple[Actor, ...]:
    """Which actors are in the register? In the order of their first entries."""
    found: dict[int, Actor] = {}
    for item in items:
        act, content = item.act, item.stated.content
        assert isinstance(act, ActorEntered) and isinstance(content, Content)  # noqa: S101, PT018  entries of the register
        before = found.get(item.of)
        found[item.of] = Actor(
            number=item.of,
            kind=act.kind,
            names=tuple(dict.fromkeys((*(before.names if before else ()), *item.stated.names))),
            party=content.party or (before.party if before else None),
            rank=content.rank or (before.rank if before else None),
            office=content.office or (before.office if before else None),
            related=(*(before.related if before else ()), *content.related),
            entries=(*(before.entries if before else ()), item.index),
            erased=item.stated.erased or bool(before and before.erased),
        )
    return tuple(found.values())


def candidates(text: str, known: Iterable[Actor], most: int = 5) -> tuple[Candidate, ...]:
    """Who may be meant by this name, in whatever script it is? The nearest spelling first; of equal ones the older entry."""
    scored = (
        Candidate(
            actor, *max(((name.text, likeness(text, name.text)) for name in actor.names), key=lambda each: each[1])
        )
        for actor in known
        if actor.names
    )
    near = sorted(
        (each for each in scored if each.score >= LEAST_SCORE), key=lambda each: (-each.score, each.actor.number)
    )
    return tuple(near[:most])
