"""What does a report say, as far as rules can draft it? Nothing here is sealed, and nothing is a fact: a person confirms it.

Spans are offsets into the text as it was given, in code points, the end exclusive. Every claim has a speaker; what nobody could be
found for is `unattributed`, so that nothing is dropped. Source: docs/reading.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from herald.incident.codes import ActCode, Edge, Modality, SpeakerKind
from herald.units import Instant


class Span(NamedTuple):
    """From where to where in the text."""

    first: int
    until: int

    def within(self, other: Span) -> bool:
        """Does it lie wholly in the other?"""
        return other.first <= self.first and self.until <= other.until

    def meets(self, other: Span) -> bool:
        """Do the two share a character?"""
        return self.first < other.until and other.first < self.until


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answers for the words, as far as the report says. None: it does not say.

    `office` is a rank, a title or a function, or what somebody unnamed is called; several are parted by commas.
    """

    kind: SpeakerKind
    name: str | None = None
    office: str | None = None
    body: str | None = None

    @property
    def who(self) -> str | None:
        """By which words is this speaker told from others? None: an author of whom the report says nothing."""
        return self.name or self.body or self.office


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the report to the speaker: whose words are taken up here, and how."""

    who: str
    edge: Edge


@dataclass(frozen=True, slots=True)
class Act:
    """What is said to have been done, by whom, to what or whom; both in the words of the text. A candidate."""

    code: ActCode
    actor: str | None
    object: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of what. Without bounds there is no number, only `said`: "dozens" is not 12."""

    of: str
    low: int | float | None
    high: int | float | None
    said: str


@dataclass(frozen=True, slots=True)
class Time:
    """The words that say when, and the range of all that they can mean; None: they do not say, or not without another day."""

    said: str
    first: Instant | None
    until: Instant | None


@dataclass(frozen=True, slots=True)
class Scores:
    """How sure are the rules, from 0 to 1? Of one rule against another, not of the world: no chance of anything."""

    speaker: float
    chain: float
    modality: float


@dataclass(frozen=True, slots=True)
class Drafted:
    """A claim as it was drafted. `text` are its exact words. The chain goes from the outermost to the speaker; an author has none.

    `scare`: words in quotation marks that are too few for a sentence. `loaded`: labels that take a side, which are the speaker's
    and nobody else's. `headed`: the words elsewhere that say who speaks (of a list that they introduce).
    """

    span: Span
    text: str
    speaker: Speaker
    chain: tuple[Link, ...]
    quotations: tuple[Span, ...]
    modality: Modality
    acts: tuple[Act, ...]
    quantities: tuple[Quantity, ...]
    places: tuple[str, ...]
    when: Time | None
    scores: Scores
    scare: tuple[Span, ...] = ()
    loaded: tuple[Span, ...] = ()
    headed: Span | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a file. Headline, claims and what is unattributed lie apart, and leave out nothing but white space."""

    span: Span
    headline: Span | None
    claims: tuple[Drafted, ...]
    unattributed: tuple[Span, ...]

    def parts(self) -> Iterator[Span]:
        """Headline, claims and the rest, as they follow one another."""
        spans = [*(() if self.headline is None else (self.headline,)), *(each.span for each in self.claims)]
        return iter(sorted((*spans, *self.unattributed)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the text as it is, the SHA-256 of its bytes, and on which day it was published, if that is known."""

    text: str
    digest: bytes
    published: date | None
    language: str
    reports: tuple[Report, ...]
