"""When, says a Feature? Windows as stated, or a departure with speeds and halts; never both, never neither."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from types import NoneType
from typing import cast

from herald.members import (
    Members,
    Where,
    each,
    gather,
    instant,
    interval,
    listed,
    members,
    quantity,
    said,
    span,
    whole,
)
from herald.notice.model import Departure, Halt, Window, Windows
from herald.units import DAY, FIRST_INSTANT, LAST_INSTANT, SECOND, UM_S_PER_KMH, Instant, Microseconds, parse_instant

SLOWEST_KMH = Decimal("0.0000036")
"""One micrometre a second: anything slower would be rounded to standing still."""
LONGEST_HALT_S = 10**11

_DEPARTING = ("depart", "speed_kmh", "halts")
_HALT = ("vertex", "min_s", "max_s")
_LISTS = frozenset({list})
_PAIR = frozenset({2})
_ENDS = frozenset({str, NoneType})
_Ends = tuple[Instant | None, Instant | None]

_slow = quantity(UM_S_PER_KMH, math.floor, SLOWEST_KMH)
_fast = quantity(UM_S_PER_KMH, math.ceil, SLOWEST_KMH)
speeds = interval(_slow, _fast)
"""A reader of the slowest and the fastest speed, in um/s, rounded outward."""
_at_least = quantity(SECOND, math.floor, 0, LONGEST_HALT_S)
_at_most = quantity(SECOND, math.ceil, 0, LONGEST_HALT_S)


def max_speed(value: object, where: Where) -> int:
    """Which greatest speed, in um/s, rounded up?"""
    return _fast(value, where)


def schedule(properties: Members, vertices: int | None) -> Windows | Departure:
    """When is this movement at its vertices? With `vertices` None their number is not known, and not compared."""
    if "windows" not in properties and "depart" not in properties:
        missing = properties.where.member("windows")
        raise missing.wrong("neither windows nor depart", "windows, or depart with speed_kmh")
    if "windows" not in properties:
        return _departure(properties, vertices)
    _, windows = gather(
        lambda: properties.forbid(_DEPARTING, "windows alone, or depart with speed_kmh alone"),
        lambda: _windows(properties, vertices, "one for each vertex"),
    )
    return Windows(windows)


def sound_schedule(properties: Members) -> None:
    """Are the members that state a schedule what they should be, as far as can be said without the vertices?"""
    if any(name in properties for name in ("windows", *_DEPARTING)):
        schedule(properties, None)


def window(properties: Members) -> Window:
    """When is this presence there? One window; it has nothing to depart with."""
    _, windows = gather(
        lambda: properties.forbid(_DEPARTING, "windows: only a LineString departs"),
        lambda: _windows(properties, 1, "as many as a presence has"),
    )
    return windows[0]


def _windows(properties: Members, vertices: int | None, why: str) -> tuple[Window, ...]:
    windows = properties.need("windows", _each_window)
    where = properties.where.member("windows")
    gather(lambda: _as_many(windows, vertices, why, where), lambda: _never_back(windows, where))
    return windows


def _as_many(windows: Sequence[Window], vertices: int | None, why: str, where: Where) -> None:
    if vertices is not None and len(windows) != vertices:
        raise where.wrong(_count(len(windows)), f"{_count(vertices)}, {why}")


def _count(windows: int) -> str:
    return f"{windows} window{'s' * (windows != 1)}"


def _each_window(value: object, where: Where) -> tuple[Window, ...]:
    """The windows, by the quickest way; what it cannot read is read for its fault."""
    found = quick_windows(value)
    return listed(_window, "a list of [earliest, latest] pairs")(value, where) if found is None else found


def quick_windows(value: object) -> tuple[Window, ...] | None:
    """The windows, if nothing is wrong with any of them; None sends them to the strict reader.

    An instant is the midnight of its date and the time since then, each of which comes again and again. On the first and the last
    day of the calendar, which an offset may lead out of, it is left to the strict reader.
    """
    if not isinstance(value, list) or not _LISTS.issuperset(map(type, value)) or not _PAIR.issuperset(map(len, value)):
        return None
    ends = list(chain.from_iterable(value))
    if not _ENDS.issuperset(map(type, ends)):
        return None
    try:
        instants = [None if end is None else _midnight(end[:10]) + _since_midnight(end[10:]) for end in ends]
    except ValueError:
        return None
    pairs = cast(list[_Ends], list(zip(instants[::2], instants[1::2], strict=True)))
    backwards = [a for a, b in pairs if a is not None and b is not None and a > b]
    return None if backwards else tuple([Window(a, b) for a, b in pairs])


@lru_cache(maxsize=4096)
def _midnight(date: str) -> Instant:
    """Raises ValueError for what is no date, and for those left to the strict reader."""
    found = parse_instant(f"{date}T00:00:00Z")
    if not FIRST_INSTANT + DAY <= found <= LAST_INSTANT - DAY:
        raise ValueError
    return found


@lru_cache(maxsize=DAY // SECOND)
def _since_midnight(time: str) -> Instant:
    return parse_instant(f"1970-01-01{time}")


def _window(value: object, where: Where) -> Window:
    earliest, latest = _ends(value, where)
    if _later(earliest, latest):
        raise where.wrong("a latest before the earliest", "[earliest, latest], the earlier first")
    return Window(earliest, latest)


def _end(value: object, where: Where) -> Instant | None:
    """The end of a window; null says that nobody stated it."""
    return None if value is None else instant(value, where)


_ends = span(_end, _end, "a pair [earliest, latest]")


def _never_back(windows: Sequence[Window], where: Where) -> None:
    """Do the windows never run backwards along the route? Malformed for each end that does."""
    if not forward(windows):
        each(_backward(windows), lambda found: _refuse_end(where.item(found[0]).item(found[1]), found[2]))


def forward(windows: Sequence[Window]) -> bool:
    """Does no window run backwards? At once where all ends are stated: each window is sound, so both ends need only be sorted."""
    earliest = [one.earliest for one in windows if one.earliest is not None]
    latest = [one.latest for one in windows if one.latest is not None]
    stated = len(earliest) == len(latest) == len(windows)
    return (stated and sorted(earliest) == earliest and sorted(latest) == latest) or not any(_backward(windows))


def _backward(windows: Sequence[Window]) -> Iterator[tuple[int, int, str]]:
    """Which end, of which vertex, comes before what? Each is compared with the last one stated before it.

    Where ends in between are not stated, a latest could also come before an earliest stated further up the route; no
    schedule could obey both.
    """
    earliest = latest = None
    for vertex, now in enumerate(windows):
        if _later(earliest, now.earliest):
            yield vertex, 0, "the earliest stated before it"
        if _later(latest, now.latest) or _later(earliest, now.latest):
            yield vertex, 1, "the latest or the earliest stated before it"
        earliest = earliest if now.earliest is None else now.earliest
        latest = latest if now.latest is None else now.latest


def _later(before: Instant | None, now: Instant | None) -> bool:
    """Is the first instant later than the second, both stated?"""
    return before is not None and now is not None and before > now


def _refuse_end(where: Where, than: str) -> None:
    raise where.wrong("an instant that runs backwards", f"an instant not before {than}")


def _departure(properties: Members, vertices: int | None) -> Departure:
    leaves, between, halts = gather(
        lambda: properties.need("depart", _window),
        lambda: properties.need("speed_kmh", speeds),
        lambda: properties.get("halts", lambda value, where: _halts(value, where, vertices), ()),
    )
    return Departure(leaves, *between, halts)


def _halts(value: object, where: Where, vertices: int | None) -> tuple[Halt, ...]:
    """The halts in order of vertex, one at most each."""
    read_all = listed(lambda one, inside: _halt(one, inside, vertices), "a list of {vertex, min_s, max_s}")
    halts = read_all(value, where)
    first = {halt.vertex: at for at, halt in reversed(list(enumerate(halts)))}
    again = [at for at, halt in enumerate(halts) if first[halt.vertex] < at]
    each(again, lambda at: _refuse_halt(where.item(at).member("vertex"), halts[at].vertex))
    return tuple(sorted(halts, key=lambda halt: halt.vertex))


def _refuse_halt(where: Where, vertex: int) -> None:
    raise where.wrong(f"{vertex} again", "at most one halt at a vertex")


def _halt(value: object, where: Where, vertices: int | None) -> Halt:
    halt = members(value, where)
    _, vertex, least, most = gather(
        lambda: halt.only(_HALT),
        lambda: halt.need("vertex", lambda one, inside: _vertex(one, inside, vertices)),
        lambda: halt.need("min_s", _at_least),
        lambda: halt.need("max_s", _at_most),
    )
    if halt.values["min_s"] > halt.values["max_s"]:  # type: ignore[operator]  # both were read as numbers
        raise where.member("max_s").wrong(said(halt.values["max_s"]), "no less than min_s")
    return Halt(vertex, Microseconds(least), Microseconds(most))


def _vertex(value: object, where: Where, vertices: int | None) -> int:
    number = whole(value, where)
    if number < 0 or (vertices is not None and number >= vertices):
        last = "" if vertices is None else f" to {vertices - 1}"
        raise where.wrong(said(value), f"the number of a vertex, from 0{last}")
    return number
