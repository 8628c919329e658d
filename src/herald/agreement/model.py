"""What did the parties agree? Dated clauses and zones, with what is not known of the text said as such."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from herald.geometry.place import Polygon
from herald.units import ClauseId, Instant, Microseconds, PartyId, ZoneId


class Status(StrEnum):
    """How much of the text does the reader hold?"""

    HELD = "held"
    PARTLY_HELD = "partly-held"
    SEALED = "sealed"
    NOT_PUBLIC = "not-public"


class Regime(StrEnum):
    """What does a clause ask: a notice, a notice that may be objected to, consent; or does it prohibit or permit?"""

    NOTIFY = "notify"
    NOTIFY_OBJECT = "notify-object"
    CONSENT = "consent"
    PROHIBIT = "prohibit"
    PERMIT = "permit"


class Delivered(StrEnum):
    """What counts as delivered under a clause."""

    CONSIGNED = "consigned"
    AVAILABLE = "available"


class NotSpecified(StrEnum):
    """The clause speaks of a distance and the text does not say which."""

    NOT_SPECIFIED = "not specified"


NOT_SPECIFIED = NotSpecified.NOT_SPECIFIED


@dataclass(frozen=True, slots=True)
class Period:
    """From one instant to another, both included; None is without end."""

    start: Instant | None
    end: Instant | None


@dataclass(frozen=True, slots=True)
class HeightRange:
    """Between which heights or differences of height, in mm."""

    low_mm: int
    high_mm: int


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the agreement; `name` as it writes itself."""

    id: PartyId
    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """An area the agreement names: one or more polygons, and the heights of ground and pressure level stated for it."""

    id: ZoneId
    polygons: tuple[Polygon, ...]
    terrain: HeightRange | None
    qnh: HeightRange | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule of the agreement, in force during `period` (within the agreement's own periods).

    `separation_mm` and `vertical_mm`: a distance, `NOT_SPECIFIED`, or None where the clause does not speak of it.
    `kind` limits the clause to one kind of notice; `zone` to a place.
    """

    id: ClauseId
    text: str
    kind: str | None
    regime: Regime
    zone: ZoneId | None
    period: Period
    lead_time: Microseconds | None
    emergency_lead_time: Microseconds | None
    reply: Microseconds | None
    separation_mm: int | NotSpecified | None
    vertical_mm: int | NotSpecified | None
    delivered: Delivered
    precedence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement as far as its text is held.

    Ranges are None where not stated: then a pair whose answer depends on one is *cannot tell*.
    """

    id: str
    status: Status
    in_force: Period
    suspended: tuple[Period, ...]
    parties: tuple[Party, ...]
    zones: tuple[Zone, ...]
    clauses: tuple[Clause, ...]
    terrain: HeightRange | None
    qnh: HeightRange | None
    geoid: HeightRange | None
