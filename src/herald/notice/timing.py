"""When may a movement be at each vertex? The windows as stated, or as they follow from departure, speed and halts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from herald.notice.model import Departure, Route, Windows
from herald.units import FIRST_INSTANT, LAST_INSTANT, SECOND, Instant

_UM = 1_000_000
"""Micrometres in a metre."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Between which instants may the movement pass this vertex? None is an end nobody stated."""

    vertex: int
    earliest: Instant | None
    latest: Instant | None


def stops(route: Route, lengths_m: Sequence[float], road_factor: float = 1.0) -> tuple[Stop, ...]:
    """When may this movement be at each vertex, in order along the route?

    `lengths_m` (n - 1) are the legs' lengths in metres. Windows as stated give one stop a vertex, whatever the lengths
    and the road. From a departure the earliest instants grow by length at the fastest, the latest by `road_factor`
    times the length at the slowest; a halt gives two stops at its vertex: arrival, and departure `least` to `most`
    later. Derived instants are exact and then rounded outward to 1 us; an end not stated stays so along the whole
    route. The calendar ends with the year 9999 and so does every window: nothing is stated of later.

    Raises ValueError for a wrong number of lengths, a length that is negative or not finite, a road factor under 1.
    """
    if len(lengths_m) != len(route.places) - 1:
        raise ValueError(f"{len(lengths_m)} lengths for {len(route.places)} vertices")
    if not all(length >= 0 and math.isfinite(length) for length in lengths_m):
        raise ValueError("a leg's length is a finite number of metres, 0 or more")
    if not (road_factor >= 1 and math.isfinite(road_factor)):
        raise ValueError("no road is shorter than the line drawn: the road factor is 1 or more")
    match route.schedule:
        case Windows(each):
            return tuple(Stop(vertex, window.earliest, window.latest) for vertex, window in enumerate(each))
        case Departure() as departure:
            return tuple(_derived(departure, lengths_m, road_factor))


def within_speed(timed: Sequence[Stop], lengths_m: Sequence[float], speed_um_s: int) -> tuple[Stop, ...]:
    """When may a party of this greatest speed pass each vertex, if it is to keep the other windows too?

    No earlier than it can come from the vertex before, no later than it can still reach the next; rounded outward to 1 us. What
    nobody stated stays so, and where two windows cannot both be kept they stay as stated. `lengths_m` as for :func:`stops`.
    """
    if all(stop.earliest == stop.latest for stop in timed):
        return tuple(timed)
    ways = [math.floor(Fraction(length) * _UM * SECOND / speed_um_s) for length in lengths_m]
    forth = accumulate(zip(timed[1:], ways, strict=True), lambda before, to: _not_before(before, *to), initial=timed[0])
    *others, last = forth
    back = zip(reversed(others), reversed(ways), strict=True)
    kept = accumulate(back, lambda after, to: _not_after(after, *to), initial=last)
    return tuple(reversed(tuple(kept)))


def _not_before(before: Stop, stop: Stop, way: int) -> Stop:
    """The stop, no earlier than so long a way after the one before."""
    if before.earliest is None or stop.earliest is None:
        return stop
    soonest = Instant(max(stop.earliest, before.earliest + way))
    return replace(stop, earliest=soonest) if stop.latest is None or soonest <= stop.latest else stop


def _not_after(after: Stop, stop: Stop, way: int) -> Stop:
    """The stop, no later than so long a way before the one after."""
    if after.latest is None or stop.latest is None:
        return stop
    longest = Instant(min(stop.latest, after.latest - way))
    return replace(stop, latest=longest) if stop.earliest is None or longest >= stop.earliest else stop


def _derived(departure: Departure, lengths_m: Sequence[float], road_factor: float) -> Iterator[Stop]:
    """The stops of a movement that leaves within a window, keeps within a speed range, and halts.

    In whole numbers throughout: a length is so many of a unit that is a power of 1/2 m, a road factor a ratio.
    """
    halts = {halt.vertex: halt for halt in departure.halts}
    start = departure.window
    ways, unit = _ways(lengths_m)
    longer, than = road_factor.as_integer_ratio()
    fast, slow = unit * departure.fastest_um_s, unit * than * departure.slowest_um_s
    least = most = 0
    for vertex, way in enumerate(ways):
        fastest = way * _UM * SECOND // fast
        slowest = -(-way * longer * _UM * SECOND // slow)
        yield Stop(vertex, _after(start.earliest, fastest + least), _after(start.latest, slowest + most))
        if halt := halts.get(vertex):
            least, most = least + halt.least, most + halt.most
            yield Stop(vertex, _after(start.earliest, fastest + least), _after(start.latest, slowest + most))


def _ways(lengths_m: Sequence[float]) -> tuple[Iterator[int], int]:
    """How far along the route is each vertex, exactly? In a unit of which there are so many in a metre."""
    ratios = [length.as_integer_ratio() for length in lengths_m]
    unit = max((of for _, of in ratios), default=1)
    return accumulate((length * (unit // of) for length, of in ratios), initial=0), unit


def _after(start: Instant | None, delay_us: int) -> Instant | None:
    """The instant so much later, within the calendar; None if the start was not stated."""
    return None if start is None else Instant(max(FIRST_INSTANT, min(LAST_INSTANT, start + delay_us)))
