"""What does a duty roster's TOML file say? Read strictly, all that is wrong at once.

It names roles and numbers, and no persons: what is sealed of it goes whole to every party, which must be able to ring.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from herald.canonical import Json
from herald.jsontext import decoded, exact
from herald.malformed import Malformed, Problem
from herald.members import Members, Where, gather, in_calendar, instant, listed, members, name, said, whole
from herald.record.calling import Roster
from herald.units import Instant

LARGEST_BYTES = 8_192
MOST_PLACES = 99
LONGEST_S = 3_600
_TOP = ("from", "until", "seconds", "place")
_PLACE = ("role", "channel", "reach", "language")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The act, and its field: a place for each in the order in which they are rung."""

    act: Roster
    places: Json


def read(file: str, data: bytes) -> RosterFile:
    """Which roster is this? Raises Malformed with every problem of the file. Source: docs/hotline.md; TOML 1.0.0."""
    top = Members(_table(file, data), Where(file))
    _, begins, ends, (seconds, places) = gather(
        lambda: top.only(_TOP),
        lambda: top.need("from", _moment),
        lambda: top.need("until", _moment),
        lambda: gather(lambda: top.need("seconds", _seconds), lambda: top.need("place", _places)),
    )
    if ends <= begins:
        raise top.where.member("until").wrong(said(str(top.values["until"])), "an instant after `from`")
    return RosterFile(Roster(begins, len(places), seconds, ends), list(places))


def _table(file: str, data: bytes) -> dict[str, object]:
    if len(data) > LARGEST_BYTES:
        raise Where(file).wrong(f"{len(data):,} bytes", f"at most {LARGEST_BYTES:,}")
    try:
        return tomllib.loads(decoded(file, data), parse_float=exact)
    except RecursionError:
        raise Where(file).wrong("lists or tables nested very deep", "a roster") from None
    except ValueError as error:  # TOMLDecodeError is one; a number of too many digits raises its parent
        raise Malformed([Problem(file, None, "text", said(str(error)), "TOML")]) from None


def _moment(value: object, where: Where) -> Instant:
    """Which instant is this? A date-time without an offset names none."""
    if not isinstance(value, datetime):
        return instant(value, where)
    if value.tzinfo is None:
        raise where.wrong(value.isoformat(), "a date-time with an offset, like 2026-03-01T09:30:00Z")
    return in_calendar((value - _EPOCH) // timedelta(microseconds=1), value.isoformat(), where)


def _seconds(value: object, where: Where) -> int:
    found = whole(value, where)
    if not 1 <= found <= LONGEST_S:
        raise where.wrong(said(value), f"from 1 to {LONGEST_S:,}")
    return found


def _places(value: object, where: Where) -> tuple[Json, ...]:
    found = listed(_place, "tables headed [[place]]")(value, where)
    if not 1 <= len(found) <= MOST_PLACES:
        raise where.wrong(f"{len(found)} of them", f"1 to {MOST_PLACES}")
    return found


def _place(value: object, where: Where) -> Json:
    stated = members(value, where)
    _, role, channel, (reach, spoken) = gather(
        lambda: stated.only(_PLACE),
        lambda: stated.need("role", name),
        lambda: stated.need("channel", name),
        lambda: gather(lambda: stated.need("reach", name), lambda: stated.need("language", name)),
    )
    return {"role": role, "channel": channel, "reach": reach, "language": spoken}
