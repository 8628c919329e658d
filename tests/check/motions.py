"""Possible motions, drawn straight from what was filed: where may a notice be at one instant? Nothing of the kernel's way.

Places along geodesic legs come from PROJ, along straight lines in longitude and latitude by length; windows are interpolated
between the stops; areas are sampled by trial in the plane of longitude and latitude.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from herald.geometry.lines import chords
from herald.geometry.place import Path, Polygon
from herald.geometry.rings import flatten
from herald.notice.model import Area, Band, Notice, Route, Spot, Window
from herald.notice.timing import Stop, stops
from tests.check.worlds import GEOD

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Together:
    """Two places that both notices allow at one instant, at heights within the limit."""

    instant: float
    a: LonLat
    b: LonLat


@dataclass(frozen=True, slots=True)
class Passing:
    """One place a notice allows, from when to when, and the heights there."""

    place: LonLat
    first: float
    last: float
    low_mm: float
    high_mm: float


Sampler = Callable[[Random], Passing]


def possible_at(a: Sampler, b: Sampler, rng: Random, vertical_mm: float = 300_000.0) -> Together | None:
    """A place of each, drawn at random, and an instant both allow; None where this draw allows none."""
    one, two = a(rng), b(rng)
    first, last = max(one.first, two.first), min(one.last, two.last)
    if first > last or one.low_mm - two.high_mm > vertical_mm or two.low_mm - one.high_mm > vertical_mm:
        return None
    return Together(first + rng.random() * (last - first), one.place, two.place)


def apart_m(pair: Together) -> float:
    """How far apart on the ellipsoid?"""
    return float(GEOD.inv(*pair.a, *pair.b)[2])


def sampler(of: Notice) -> Sampler:
    """Draws one place the notice allows."""
    match of.shape:
        case Route() as route:
            timed = stops(route, chords(route.places, route.path).leg_m.tolist())
            return lambda rng: _on_route(route, timed, rng)
        case Spot(where, window, band):
            there = (where.lon_e9 / 1e9, where.lat_e9 / 1e9)
            return lambda _: _present(there, window, band)
        case Area(polygon, window, band):
            inside = _inside(polygon)
            return lambda rng: _present(rng.choice(inside), window, band)
        case None:
            raise ValueError("a cancel is nowhere")


def _present(place: LonLat, window: Window, band: Band) -> Passing:
    assert window.earliest is not None and window.latest is not None
    return Passing(place, window.earliest, window.latest, band.low_mm, band.high_mm)


def _on_route(route: Route, timed: Sequence[Stop], rng: Random) -> Passing:
    number = rng.randrange(len(timed) - 1)
    before, after = timed[number], timed[number + 1]
    u = rng.choice([0.0, 1.0, rng.random(), rng.random()])
    ends = before.earliest, after.earliest, before.latest, after.latest
    e0, e1, l0, l1 = (float(end) for end in ends if end is not None)
    one, two = route.bands[before.vertex], route.bands[after.vertex]
    low, high = (1 - u) * one.low_mm + u * two.low_mm, (1 - u) * one.high_mm + u * two.high_mm
    return Passing(_along(route, before.vertex, after.vertex, u), e0 + u * (e1 - e0), l0 + u * (l1 - l0), low, high)


def _along(route: Route, one: int, two: int, u: float) -> LonLat:
    a, b = route.places[one], route.places[two]
    lon0, lat0, lon1, lat1 = a.lon_e9 / 1e9, a.lat_e9 / 1e9, b.lon_e9 / 1e9, b.lat_e9 / 1e9
    if route.path is Path.LONLAT:
        # Over these few kilometres length runs evenly with longitude to well under a metre.
        east = (lon1 - lon0 + 180) % 360 - 180
        return (lon0 + u * east + 180) % 360 - 180, lat0 + u * (lat1 - lat0)
    azimuth, _, length = GEOD.inv(lon0, lat0, lon1, lat1)
    lon, lat, _ = GEOD.fwd(lon0, lat0, azimuth, u * length)
    return float(lon), float(lat)


def _inside(polygon: Polygon, tries: int = 4000) -> list[LonLat]:
    """Places of the area, drawn evenly about its first corner and kept where they fall inside."""
    corner, draw = polygon.rings[0][0], np.random.default_rng(len(polygon.rings))
    azimuth, far = draw.uniform(0, 360, tries), 15_000 * np.sqrt(draw.random(tries))
    lon, lat, _ = GEOD.fwd(np.full(tries, corner.lon_e9 / 1e9), np.full(tries, corner.lat_e9 / 1e9), azimuth, far)
    kept = flatten(polygon).contains(lon, lat)
    return list(zip(lon[kept].tolist(), lat[kept].tolist(), strict=True))
