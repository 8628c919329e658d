"""The quantities every chapter shares: instants as integers, metres, and the ids of things.

Time is integer microseconds since 1970-01-01T00:00:00Z (leap seconds do not exist in it); floats are for metres only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NewType

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z."""
Microseconds = NewType("Microseconds", int)
"""A duration."""
Metres = float

NoticeId = NewType("NoticeId", str)
PartyId = NewType("PartyId", str)
ClauseId = NewType("ClauseId", str)
ZoneId = NewType("ZoneId", str)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
UM_S_PER_KMH = Fraction(2_500_000, 9)
"""Micrometres a second in one kilometre an hour."""
NANODEGREES = 1_000_000_000
"""Canonical coordinates are integers of 1e-9 degree: at most 0.06 mm on the ground."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_TEXT = _EPOCH.replace(tzinfo=None)  # without its offset it is written four times faster
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_LIKE_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def parse_instant(text: str) -> Instant:
    """Which instant does this text name?

    RFC 3339 with an offset, `T` and `Z` in capitals, at most six decimals. Second 60 and the offset `-00:00`
    ("offset unknown") are refused: an instant nobody can place is not an instant.

    >>> parse_instant("1970-01-01T01:00:00.5+01:00")
    500000

    Raises ValueError with what was expected. Source: RFC 3339, section 5.6.
    """
    if _RFC3339.fullmatch(text) is None:
        if _LIKE_RFC3339.fullmatch(text):
            raise ValueError("a date, a time and an offset that exist (hours to 23, minutes and seconds to 59)")
        raise ValueError("an instant like 2026-03-01T09:30:00Z, with an offset and at most 6 decimals")
    if text.endswith("-00:00"):
        raise ValueError("a known offset: -00:00 says that the offset is unknown")
    try:
        since = datetime.fromisoformat(text) - _EPOCH  # files hold millions: the library's reader is four times faster
    except ValueError as error:
        raise ValueError(f"a date and time that exist ({error})") from None
    return Instant((since.days * 86400 + since.seconds) * SECOND + since.microseconds)


def format_instant(instant: Instant) -> str:
    """How is this instant written in every answer? UTC with six decimals.

    >>> format_instant(Instant(500000))
    '1970-01-01T00:00:00.500000Z'

    Years before 1 or after 9999 cannot be written and raise OverflowError.
    """
    return f"{(_EPOCH_TEXT + timedelta(microseconds=instant)).isoformat(timespec='microseconds')}Z"


FIRST_INSTANT = parse_instant("0001-01-01T00:00:00Z")
LAST_INSTANT = parse_instant("9999-12-31T23:59:59.999999Z")
"""The calendar: instants outside it cannot be written, and are no instants of a notice."""
