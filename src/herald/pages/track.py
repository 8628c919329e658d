"""How does a movement run over the drawing, and between which instants does it pass each point of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from herald.geometry.lines import chords
from herald.notice.model import Departure, Route
from herald.notice.timing import Stop, stops
from herald.pages.plane import needed
from herald.pages.projection import LonLat, Projection, drawn_leg
from herald.units import NANODEGREES, Instant


@dataclass(frozen=True, slots=True)
class Vertex:
    """A point of a drawn movement and its window; None where an end is not stated."""

    x: float
    y: float
    earliest: Instant | None
    latest: Instant | None


Track = tuple[Vertex, ...]


def schedule(route: Route, road_factor: float) -> tuple[Stop, ...]:
    """Between which instants does the movement pass its vertices? A vertex at which it halts is listed twice."""
    legs = len(route.places) - 1
    lengths = chords(route.places, route.path).leg_m.tolist() if isinstance(route.schedule, Departure) else [0.0] * legs
    return tuple(stops(route, lengths, road_factor))


def places(route: Route) -> tuple[LonLat, ...]:
    """Where are the vertices, in degrees?"""
    return tuple((each.lon_e9 / NANODEGREES, each.lat_e9 / NANODEGREES) for each in route.places)


def track(route: Route, timed: Sequence[Stop], projection: Projection) -> Track:
    """How does the movement run over the drawing? Legs that bend on it have points of their own."""
    where = places(route)
    vertices = [_vertex(projection(where[timed[0].vertex]), timed[0].earliest, timed[0].latest)]
    for a, b in pairwise(timed):
        leg = drawn_leg(projection, where[a.vertex], where[b.vertex], route.path)[1:]
        vertices += [
            _vertex(point, _between(a.earliest, b.earliest, share), _between(a.latest, b.latest, share))
            for share, point in leg
        ]
    return tuple(vertices)


def _vertex(point: tuple[float, float], earliest: Instant | None, latest: Instant | None) -> Vertex:
    return Vertex(point[0], point[1], earliest, latest)


def _between(first: Instant | None, last: Instant | None, share: float) -> Instant | None:
    """Within a leg the ends of the window run straight; next to an end that is not stated they are not stated."""
    if share == 1.0:
        return last
    return None if first is None or last is None else Instant(first + round((last - first) * share))


def thinner(tracks: Sequence[Track], budget: int, span_us: int) -> tuple[tuple[Track, ...], float]:
    """The same movements with at most about so many points in all, and by how many units they may now be off.

    A point is left out only if the movement without it is off by less than that in place *and*, measured on an axis as wide as the
    map, in time. Every movement keeps its two ends.
    """
    off = 0.0
    thin = tuple(tracks)
    while sum(map(len, thin)) > max(budget, 2 * len(thin)) and off < 1000.0:
        off = 2 * off or 0.25
        thin = tuple(_thinned(each, off, span_us) for each in thin)
    return thin, off


def _thinned(given: Track, off: float, span_us: int) -> Track:
    """First the points close behind the one before, in one pass; then those that are missed least."""
    spots = [_spot(vertex, span_us) for vertex in given]
    keep = [0]
    for i in range(1, len(spots) - 1):
        if hypot(*(a - b for a, b in zip(spots[i], spots[keep[-1]], strict=True))) > off / 4:
            keep.append(i)
    keep += [len(spots) - 1] * (len(spots) > 1)
    few = [spots[i] for i in keep]
    return tuple(given[keep[i]] for i in needed(few, off))


_UNSTATED = 1e5
"""Far from every instant on the axis: a point where a window begins or ceases to be stated is always missed."""


def _spot(vertex: Vertex, span_us: int) -> tuple[float, float, float, float]:
    early, late = (
        _UNSTATED if each is None else each / max(span_us, 1) * 1000.0 for each in (vertex.earliest, vertex.latest)
    )
    return vertex.x, vertex.y, early, late
