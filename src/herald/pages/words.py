"""How is it said on a page? Instants and places twice, to be read and exactly; verdicts and changes; the same for every party.

Texts of the files (ids, names, titles) are written by other people: where no markup isolates them, `isolated` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald.check.answer import Clears, Verdict
from herald.units import Instant
from herald.wording import LASTING, date_time_group, decimal_degrees, duration, exact, plain, sexagesimal, span

_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"

VERDICTS = {Verdict.COULD_MEET: "could meet", Verdict.CANNOT_MEET: "cannot meet", Verdict.CANNOT_TELL: "cannot tell"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One instant: its date-time group, and exactly."""

    dtg: str
    iso: str


@dataclass(frozen=True, slots=True)
class Spell:
    """From one instant to another: in date-time groups rounded outward, and exactly."""

    dtg: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Coordinates:
    """One place: decimal degrees, and degrees, minutes and seconds; latitude first, as it is read out."""

    decimal: str
    dms: str


def isolated(text: str) -> str:
    """The text for a place that holds no markup (a tooltip, a label): its direction does not leak into its surroundings."""
    return f"{_ISOLATE}{plain(text)}{_END_OF_ISOLATE}"


def coordinates(lon_deg: float, lat_deg: float) -> Coordinates:
    """Where is it, in decimals to about 0.1 m and in seconds to about 0.2 m?"""
    return Coordinates(decimal_degrees(lon_deg, lat_deg), sexagesimal(lon_deg, lat_deg))


def stamp(instant: Instant) -> Stamp:
    """One instant, both ways; the date-time group is that of the minute that has begun."""
    return Stamp(date_time_group(instant), exact(instant))


def spell(first: Instant | None, last: Instant | None) -> Spell:
    """From when to when, both ways? An end that was not stated, or that lasts, says so.

    >>> spell(Instant(0), None)
    Spell(dtg='from 010000Z JAN 1970, end not stated', first='1970-01-01T00:00:00Z', last='not stated')
    """
    lasts = last is not None and last >= LASTING
    return Spell(
        span(first, last),
        "not stated" if first is None else exact(first),
        "not stated" if last is None else "lasting" if lasts else exact(last),
    )


def clearing(clears: Clears, *, moving: bool) -> str:
    """By how much must this notice be shifted to meet no one, as a sentence without its subject?

    >>> clearing(Clears(1390, 2460), moving=True)
    'leave 23 min 10 s later, or 41 min earlier, and it could meet no one.'
    >>> clearing(Clears(None, None), moving=True)
    'no shift within 24 h clears it.'
    """
    verb = "leave" if moving else "start"
    match clears:
        case Clears(later_s=int(later), earlier_s=int(earlier)):
            return f"{verb} {duration(later)} later, or {duration(earlier)} earlier, and it could meet no one."
        case Clears(later_s=int(later)):
            return f"{verb} {duration(later)} later, and it could meet no one; no earlier start within 24 h clears it."
        case Clears(earlier_s=int(earlier)):
            return (
                f"{verb} {duration(earlier)} earlier, and it could meet no one; no later start within 24 h clears it."
            )
    return "no shift within 24 h clears it."
