"""How is it said on a page? Instants, distances, places, durations and verdicts in words; the same for every party.

Texts of the files (ids, names, titles) are written by other people: `shown` makes visible what could turn the direction of a
line. Date-time groups are rounded outward to the minute, so that the exact window lies inside what is said; the exact instants
stand beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from herald.check.answer import Clears, Verdict
from herald.units import SECOND, Instant, Metres, format_instant

MINUTE = 60 * SECOND
LASTING = Instant(253_402_300_799 * SECOND)
"""9999-12-31T23:59:59Z, by which a lasting presence ends; from there on a window has no end."""

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which Persian and Indic spelling needs; no other invisible character is let through."""
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


def shown(text: str) -> str:
    r"""The text with every invisible character made visible: nobody's name turns the line or hides a part of itself.

    >>> shown("A\u202eB\n")
    'A\\u202eB\\n'
    """
    return "".join(each if each.isprintable() or each in _JOINERS else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def isolated(text: str) -> str:
    """The text for a place that holds no markup (a tooltip, a label): its direction does not leak into its surroundings."""
    return f"{_ISOLATE}{shown(text)}{_END_OF_ISOLATE}"


def duration(seconds: int) -> str:
    """How long is it, in words? Whole seconds, not negative.

    >>> duration(1390), duration(90000), duration(0)
    ('23 min 10 s', '1 d 1 h', '0 s')
    """
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def metres(distance: Metres) -> str:
    """How far is it? Centimetres below 10 km, metres beyond; whole metres plainly.

    >>> metres(552.8719), metres(1000.0), metres(23456.7)
    ('552.87 m', '1,000 m', '23,457 m')
    """
    return f"{distance:,.0f} m" if distance == round(distance) or distance >= 10_000 else f"{distance:,.2f} m"


def bound(error: Metres) -> str:
    """Within how much is it exact? Rounded up to the centimetre: a bound never says less than it is.

    >>> bound(0.0004), bound(0.31)
    ('0.01 m', '0.31 m')
    """
    return f"{ceil(error * 100 - 1e-9) / 100:,.2f} m"


def coordinates(lon_deg: float, lat_deg: float) -> Coordinates:
    r"""Where is it, to about 0.1 m in decimals and 0.3 m in seconds?

    >>> ascii(coordinates(-30.5, 4.25).dms.replace("°", "*"))
    "'04*15\\u203200.00\\u2033 N 030*30\\u203200.00\\u2033 W'"
    """
    north, east = "N" if lat_deg >= 0 else "S", "E" if lon_deg >= 0 else "W"
    return Coordinates(
        f"{abs(lat_deg):09.6f}° {north} {abs(lon_deg):010.6f}° {east}",
        f"{_dms(abs(lat_deg), 2)} {north} {_dms(abs(lon_deg), 3)} {east}",
    )


def _dms(degrees: float, digits: int) -> str:
    """Degrees, minutes, seconds to 1/100; a carry goes all the way up."""
    hundredths = round(degrees * 360_000)
    minutes, hundredths = divmod(hundredths, 6000)
    return f"{minutes // 60:0{digits}d}°{minutes % 60:02d}\u2032{hundredths / 100:05.2f}\u2033"


def exact(instant: Instant) -> str:
    """Which instant is it, exactly? RFC 3339 in UTC; zeros that end the fraction are left out.

    >>> exact(Instant(1_500_000)), exact(Instant(0))
    ('1970-01-01T00:00:01.5Z', '1970-01-01T00:00:00Z')
    """
    return format_instant(instant)[:-1].rstrip("0").rstrip(".") + "Z"


def date_time_group(instant: Instant) -> str:
    """Which minute is it, as a date-time group in UTC? The minute that has begun.

    >>> date_time_group(Instant(0))
    '010000Z JAN 1970'
    """
    stamp = format_instant(instant)
    return f"{stamp[8:10]}{stamp[11:13]}{stamp[14:16]}Z {_MONTHS[int(stamp[5:7]) - 1]} {stamp[:4]}"


def stamp(instant: Instant) -> Stamp:
    """One instant, both ways; the date-time group is that of the minute that has begun."""
    return Stamp(date_time_group(instant), exact(instant))


def spell(first: Instant | None, last: Instant | None) -> Spell:
    """From when to when, both ways? An end that was not stated, or that lasts, says so.

    >>> spell(Instant(0), Instant(61 * SECOND)).dtg, spell(Instant(0), None).dtg
    ('010000Z to 010002Z JAN 1970', 'from 010000Z JAN 1970, end not stated')
    """
    lasts = last is not None and last >= LASTING
    return Spell(
        _said(first, None if lasts else last, "lasting" if lasts else "end not stated"),
        "not stated" if first is None else exact(first),
        "not stated" if last is None else "lasting" if lasts else exact(last),
    )


def _said(first: Instant | None, last: Instant | None, open_end: str) -> str:
    """The date-time groups; the last is the next whole minute, so that nothing of the window is cut off."""
    begin = None if first is None else date_time_group(first)
    end = None if last is None else date_time_group(_minute_after(last))
    match begin, end:
        case None, None:
            return f"start not stated, {open_end}"
        case None, _:
            return f"start not stated, until {end}"
        case str(), None:
            return f"from {begin}, {open_end}"
        case str(), str():
            return begin if begin == end else f"{begin[:7] if begin[7:] == end[7:] else begin} to {end}"
    raise AssertionError(begin, end)


def _minute_after(instant: Instant) -> Instant:
    """The whole minute at or after the instant; the calendar's last minute has none after it."""
    return Instant(min(-(-instant // MINUTE) * MINUTE, LASTING // MINUTE * MINUTE))


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


def count(number: int, noun: str, nouns: str | None = None) -> str:
    """How many of them, in words?

    >>> count(1, "notice"), count(2000, "notice"), count(2, "party", "parties")
    ('1 notice', '2,000 notices', '2 parties')
    """
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
