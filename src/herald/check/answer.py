"""What does a check answer? Encounters with their proof, findings, and the scope of what was compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from herald.units import ClauseId, Instant, Metres, NoticeId


class Verdict(StrEnum):
    """Never "safe": they could meet, they cannot, or it cannot be told."""

    COULD_MEET = "could-meet"
    CANNOT_MEET = "cannot-meet"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Limits:
    """How near is a meeting where no clause says so? Both closed: exactly this near meets."""

    separation_m: Metres = 1000.0
    vertical_m: Metres = 300.0
    road_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Approach:
    """Two places and the instants at which both could be occupied at once, as (lon, lat) in degrees."""

    a: tuple[float, float]
    b: tuple[float, float]
    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True)
class Clears:
    """By how many whole seconds must one notice be shifted to meet no one? None: not within 24 h."""

    later_s: int | None
    earlier_s: int | None


@dataclass(frozen=True, slots=True)
class Cuts:
    """By how many whole seconds must every latest instant of a notice be earlier, or every earliest later, to meet no one?

    0: it meets no one as filed. None: not within its least slack and the horizon, or an end of a window is not stated.
    """

    late_s: int | None
    early_s: int | None


@dataclass(frozen=True, slots=True)
class Hold:
    """How many whole seconds more must it wait at a vertex, counted from 0, to meet no one? None: not within the horizon."""

    vertex: int
    later_s: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    """By how many whole metres must the whole altitude band be higher, or lower, to meet no one?

    None: not within the bounds, or it does not fly throughout.
    """

    up_m: int | None
    down_m: int | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What else than a shift would clear a notice? The least of each kind; each is enough alone, while all others stay as filed."""

    cuts: Cuts
    holds: tuple[Hold, ...]
    altitude_steps: Steps


@dataclass(frozen=True, slots=True)
class Encounter:
    """Two notices of different parties that could meet, or of which it cannot be told.

    `a` is the smaller id by code point. `closest_m` is between centre lines or shape boundaries (0 inside a polygon),
    `reach_m` both parties' buffers and uncertainties. For cannot-tell `closest_m` and `at` are None and `windows` is
    empty. `clears` is (a's, b's), None where nothing can be re-timed.
    """

    a: NoticeId
    b: NoticeId
    verdict: Verdict
    closest_m: Metres | None
    reach_m: Metres
    error_m: Metres
    separation_m: Metres
    at: Approach | None
    windows: tuple[tuple[Instant, Instant], ...]
    clause: ClauseId | None
    reason: str | None
    clears: tuple[Clears, Clears] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause, or plain sense, held against a notice: a value, never an exception."""

    notice: NoticeId
    code: str
    message: str
    clause: ClauseId | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared: counts after skipping replaced and cancelled notices and cancels."""

    notices: int
    parties: int
    legs: int
    pairs_asked: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer of one check; encounters by (a, b), findings by (notice, code, clause), by code point.

    `limits` are those that counted where no clause governs.
    """

    scope: str
    checked: Checked
    encounters: tuple[Encounter, ...]
    findings: tuple[Finding, ...]
    limits: Limits
