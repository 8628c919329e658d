"""How is it said? Instants, durations, distances, places and counts in words: the same on a terminal, a page and in a finding.

Date-time groups are rounded outward to the minute, so that the exact window lies inside what is said. Numbers have commas for
thousands. How a line is laid out, and what a sentence is about, is the business of the room that says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from unicodedata import normalize

from herald.units import HOUR, MINUTE, SECOND, Instant, Metres, Microseconds, format_instant

STATEMENT = "voluntary; does not create or remove legal protection; not a guarantee"
"""What every answer and every page says of itself."""
LASTING = Instant(253_402_300_799 * SECOND)
"""9999-12-31T23:59:59Z, by which a lasting presence ends; from there on a window has no end."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which Persian and Indic spelling needs; no other invisible character is let through."""


def plain(text: str) -> str:
    r"""The text with every invisible character made visible.

    Ids, names and reasons are written by other people: none of them moves a terminal's cursor, turns the direction of a line
    or hides a part of itself.

    >>> plain("A\x1b[2J\u202eB\n")
    'A\\x1b[2J\\u202eB\\n'
    """
    return "".join(each if each.isprintable() or each in _JOINERS else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def count(number: int, noun: str) -> str:
    """How many of them, in words?

    >>> count(1, "notice"), count(2000, "notice")
    ('1 notice', '2,000 notices')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration(seconds: int) -> str:
    """How long is it, in words? Whole seconds, not negative.

    >>> duration(1390), duration(90000), duration(0)
    ('23 min 10 s', '1 d 1 h', '0 s')
    """
    days, rest = divmod(seconds, 86400)
    return _parts([(days, "d"), (rest // 3600, "h"), (rest % 3600 // 60, "min"), (rest % 60, "s")])


def hours(span: Microseconds) -> str:
    """How long is it, in hours at the most, as agreements count? Not negative; part of a second is left out.

    >>> hours(Microseconds(259_200_000_000)), hours(Microseconds(12_600_000_000))
    ('72 h', '3 h 30 min')
    """
    return _parts([(span // HOUR, "h"), (span % HOUR // MINUTE, "min"), (span % MINUTE // SECOND, "s")])


def _parts(parts: Iterable[tuple[int, str]]) -> str:
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number) or "0 s"


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


def span(first: Instant | None, last: Instant | None) -> str:
    """From which minute to which, as date-time groups? Two of one day share its month; an open end says why it is open.

    >>> span(Instant(0), Instant(61 * SECOND)), span(Instant(0), None)
    ('010000Z to 010002Z JAN 1970', 'from 010000Z JAN 1970, end not stated')
    """
    if first is None:
        return f"start not stated, {until(last)}"
    begin = date_time_group(first)
    if last is None or last >= LASTING:
        return f"from {begin}, {until(last)}"
    end = _closing_group(last)
    if begin == end:
        return begin
    day, month = slice(0, 2), slice(7, None)
    same_day = (begin[day], begin[month]) == (end[day], end[month])
    return f"{begin[:7] if same_day else begin} to {end}"


def until(last: Instant | None) -> str:
    """When does it end?

    >>> until(Instant(1)), until(LASTING), until(None)
    ('until 010001Z JAN 1970', 'lasting', 'end not stated')
    """
    if last is None:
        return "end not stated"
    return "lasting" if last >= LASTING else f"until {_closing_group(last)}"


def _closing_group(last: Instant) -> str:
    """The whole minute at or after the instant, so that nothing is cut off; the calendar's last minute has none after it."""
    return date_time_group(Instant(min(-(-last // MINUTE) * MINUTE, LASTING // MINUTE * MINUTE)))


def metres(distance: Metres) -> str:
    """How far is it, as it is read out? Centimetres below 10 km, metres beyond; whole metres plainly.

    >>> metres(552.8719), metres(1000.0), metres(23456.7)
    ('552.87 m', '1,000 m', '23,457 m')
    """
    return f"{distance:,.0f} m" if distance == round(distance) or distance >= 10_000 else f"{distance:,.2f} m"


def stated_metres(length: Metres) -> str:
    """How far is it, as somebody stated it? To the millimetre, which is as fine as a notice or a clause is kept.

    >>> stated_metres(1000.0), stated_metres(0.004)
    ('1,000 m', '0.004 m')
    """
    return f"{length:,.3f}".rstrip("0").rstrip(".") + " m"


def kilometres(distance: Metres) -> str:
    """How many kilometres is it, to a tenth?

    >>> kilometres(5349.9)
    '5.3 km'
    """
    return f"{distance / 1000:,.1f} km"


def bound(error: Metres) -> str:
    """Within how much is it exact? Rounded up to the centimetre: a bound never says less than the answer's own digits.

    >>> bound(0.0004), bound(0.31)
    ('0.01 m', '0.31 m')
    """
    whole, hundredths = divmod(ceil(Fraction(str(error)) * 100), 100)
    return f"{whole:,}.{hundredths:02d} m"


def decimal_degrees(lon_deg: float, lat_deg: float, digits: int = 6, sign: str = "°") -> str:
    """Where is it, in decimal degrees, latitude first as it is read out? Six digits name it to about 0.1 m, five to 1 m.

    >>> decimal_degrees(-30.5, 4.25), decimal_degrees(-30.5, 4.25, digits=5, sign="")
    ('04.250000° N 030.500000° W', '04.25000 N 030.50000 W')
    """
    lat = f"{abs(lat_deg):0{digits + 3}.{digits}f}{sign} {_north(lat_deg)}"
    return f"{lat} {abs(lon_deg):0{digits + 4}.{digits}f}{sign} {_east(lon_deg)}"


def sexagesimal(lon_deg: float, lat_deg: float) -> str:
    r"""Where is it, in degrees, minutes and seconds, latitude first as it is read out? Within 0.2 m.

    >>> ascii(sexagesimal(-30.5, 4.25).replace("°", "*"))
    "'04*15\\u203200.00\\u2033 N 030*30\\u203200.00\\u2033 W'"
    """
    return f"{_dms(abs(lat_deg), 2)} {_north(lat_deg)} {_dms(abs(lon_deg), 3)} {_east(lon_deg)}"


def _dms(degrees: float, digits: int) -> str:
    """Degrees, minutes, seconds to 1/100; a carry goes all the way up."""
    minutes, hundredths = divmod(round(degrees * 360_000), 6000)
    return f"{minutes // 60:0{digits}d}°{minutes % 60:02d}\u2032{hundredths / 100:05.2f}\u2033"


def _north(lat_deg: float) -> str:
    return "N" if lat_deg >= 0 else "S"


def _east(lon_deg: float) -> str:
    return "E" if lon_deg >= 0 else "W"


def slug(name: str, otherwise: str = "mission") -> str:
    r"""How is this written in plain letters and hyphens, for the name of a file or a log? `otherwise`, where nothing is left of it.

    >>> slug("C\u00f4te d'Azur"), slug("\u0430")
    ('cote-d-azur', 'mission')
    """
    letters = normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", letters).strip("-")[:_LONGEST_SLUG].strip("-") or otherwise
