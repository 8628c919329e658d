"""How near can two parties come, if only their greatest speeds bind them? By trial, on the ellipsoid; nothing of the house's way.

Draws instants and places at random, keeps those that the fixes and the speed allow, and goes on drawing about the nearest.
Whatever it finds is a possible pair of places; the least distance it finds is that of the best of them, never too small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from herald.geometry.place import Path, Polygon
from herald.notice.model import Area, Notice, Route, Spot, Window, Windows
from herald.units import SECOND
from tests.check.worlds import GEOD

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS, BEST = 400, 60
A_LITTLE, PROMISING, ROUNDS = 12, 2, 80
NARROWING = 0.85


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a party may be, when.

    A state is `size_m` long at most in each of its `dimensions` (metres); `where` gives its longitude and latitude, `allowed`
    says whether it may be so at an instant (seconds), `seeds` draws instants and states that mostly are.
    """

    first: float
    last: float
    dimensions: int
    size_m: float
    where: Callable[[Floats], tuple[Floats, Floats]]
    allowed: Callable[[Floats, Floats], Flags]
    seeds: Callable[[Floats, np.random.Generator], Floats]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest places found, when, and how many pairs of places were allowed and looked at.

    `passes` (n, 2) are the first of these, drawn over everything allowed: the instant in us and the distance in metres.
    """

    metres: float
    instant_us: float
    looked_at: int
    passes: Floats


def presences(of: Notice) -> list[Presence]:
    """What the notice allows, piece by piece: gaps of a track, legs of a movement, a site, an area."""
    match of.shape:
        case Route(places, _, Windows(windows)):
            ends = [(place.lon_e9 / 1e9, place.lat_e9 / 1e9) for place in places]
            pieces = zip(pairwise(ends), pairwise(windows), strict=True)
            if of.observed:
                assert of.max_speed_um_s is not None
                speed = of.max_speed_um_s / 1e6
                return [_gap(one, two, before, after, speed) for (one, two), (before, after) in pieces]
            return [_leg(one, two, before, after) for (one, two), (before, after) in pieces]
        case Spot(place, window):
            return [_still(place.lon_e9 / 1e9, place.lat_e9 / 1e9, window)]
        case Area(polygon, window):
            return [_within(polygon, window)]
    raise ValueError(f"{of.id} is not of a kind that is searched")


def _seconds(window: Window) -> tuple[float, float]:
    assert window.earliest is not None and window.latest is not None
    return window.earliest / SECOND, window.latest / SECOND


def _gap(one: tuple[float, float], two: tuple[float, float], before: Window, after: Window, speed: float) -> Presence:
    """States are metres east and north of the first fix, along geodesics from it."""
    (leaves, _), (arrives, _) = _seconds(before), _seconds(after)
    azimuth, _, length = GEOD.inv(*one, *two)

    def where(state: Floats) -> tuple[Floats, Floats]:
        return _about(one, state)

    def allowed(state: Floats, instant: Floats) -> Flags:
        lon, lat = where(state)
        from_one, to_two = _apart(one, lon, lat), _apart(two, lon, lat)
        reached: Flags = (from_one <= speed * (instant - leaves)) & (to_two <= speed * (arrives - instant))
        return reached

    def seeds(instant: Floats, rng: np.random.Generator) -> Floats:
        """Along the line at an even pace, and about it."""
        along = length * (instant - leaves) / max(arrives - leaves, 1e-9)
        aside = (
            rng.normal(0, 0.2, (len(instant), 2)) * speed * (arrives - leaves) * (rng.random((len(instant), 1)) < 0.5)
        )
        return np.column_stack([along * np.sin(np.radians(azimuth)), along * np.cos(np.radians(azimuth))]) + aside

    return Presence(leaves, arrives, 2, speed * (arrives - leaves), where, allowed, seeds)


def _leg(one: tuple[float, float], two: tuple[float, float], before: Window, after: Window) -> Presence:
    """A state is metres along the leg."""
    (e0, l0), (e1, l1) = _seconds(before), _seconds(after)
    azimuth, _, length = GEOD.inv(*one, *two)

    def where(state: Floats) -> tuple[Floats, Floats]:
        n = len(state)
        lon, lat, _ = GEOD.fwd(np.full(n, one[0]), np.full(n, one[1]), np.full(n, azimuth), state[:, 0])
        return np.asarray(lon), np.asarray(lat)

    def allowed(state: Floats, instant: Floats) -> Flags:
        u = state[:, 0] / length
        passing: Flags = (e0 + u * (e1 - e0) <= instant) & (instant <= l0 + u * (l1 - l0)) & (u >= 0) & (u <= 1)
        return passing

    def seeds(instant: Floats, rng: np.random.Generator) -> Floats:
        """Between how far it can have come and how far it must have."""
        can = np.clip((instant - e0) / max(e1 - e0, 1e-9), 0, 1)
        must = np.clip((instant - l0) / max(l1 - l0, 1e-9), 0, 1)
        return length * (must + rng.random(len(instant)) * (can - must))[:, None]

    return Presence(e0, l1, 1, length, where, allowed, seeds)


def _still(lon: float, lat: float, window: Window) -> Presence:
    first, last = _seconds(window)
    return Presence(
        first,
        last,
        0,
        0.0,
        lambda state: (np.full(len(state), lon), np.full(len(state), lat)),
        lambda state, instant: np.ones(len(state), np.bool_),
        lambda instant, rng: np.zeros((len(instant), 0)),
    )


def _within(polygon: Polygon, window: Window) -> Presence:
    """States are metres east and north of the first corner; inside where a line to the north crosses an odd number of edges.

    Edges straight in longitude and latitude are crossed there; geodesic ones in the plane of the states, where over the few
    kilometres of an area they are straight to centimetres.
    """
    rings = [[(place.lon_e9 / 1e9, place.lat_e9 / 1e9) for place in ring] for ring in polygon.rings]
    origin, (first, last) = rings[0][0], _seconds(window)

    def unwrapped(lon: Floats, lat: Floats) -> Floats:
        return np.column_stack([(lon - origin[0] + 180) % 360 - 180, lat])

    def flat(lon: Floats, lat: Floats) -> Floats:
        n = len(lon)
        azimuth, _, far = GEOD.inv(np.full(n, origin[0]), np.full(n, origin[1]), lon, lat)
        return np.column_stack([far * np.sin(np.radians(azimuth)), far * np.cos(np.radians(azimuth))])

    plane = unwrapped if polygon.path is Path.LONLAT else flat
    outlines = [plane(*np.array(ring).T) for ring in rings]
    size = 2 * float(np.hypot(*flat(*np.array(rings[0]).T).T).max())

    def allowed(state: Floats, instant: Floats) -> Flags:
        x, y = plane(*_about(origin, state)).T
        inside = np.zeros(len(state), np.bool_)
        for outline in outlines:
            for (x0, y0), (x1, y1) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
                astride = (x0 > x) != (x1 > x)
                inside ^= astride & (y < y0 + (x - x0) / (x1 - x0 if x1 != x0 else 1.0) * (y1 - y0))
        return inside

    return Presence(
        first,
        last,
        2,
        size,
        lambda state: _about(origin, state),
        allowed,
        lambda instant, rng: rng.uniform(-size / 2, size / 2, (len(instant), 2)),
    )


def _about(origin: tuple[float, float], state: Floats) -> tuple[Floats, Floats]:
    n, azimuth = len(state), np.degrees(np.arctan2(state[:, 0], state[:, 1]))
    lon, lat, _ = GEOD.fwd(np.full(n, origin[0]), np.full(n, origin[1]), azimuth, np.hypot(state[:, 0], state[:, 1]))
    return np.asarray(lon), np.asarray(lat)


def _apart(origin: tuple[float, float], lon: Floats, lat: Floats) -> Floats:
    return np.asarray(GEOD.inv(np.full(len(lon), origin[0]), np.full(len(lon), origin[1]), lon, lat)[2])


def nearest(a: Notice, b: Notice, rng: np.random.Generator, starts: int = 1) -> Nearest | None:
    """The nearest places found of two notices, over all their pieces; None where none were allowed at one instant.

    Every pair of pieces is searched a little, the most promising to the end, as often as there are starts.
    """
    pieces = [(one, two) for one in presences(a) for two in presences(b)]
    searched = [(_nearest(one, two, rng, A_LITTLE), one, two) for one, two in pieces]
    allowed = [(found, one, two) for found, one, two in searched if found is not None]
    if not allowed:
        return None
    allowed.sort(key=lambda each: each[0].metres)
    ends = [_nearest(one, two, rng, ROUNDS) for _, one, two in allowed[:PROMISING] * starts]
    found = [each[0] for each in allowed] + [end for end in ends if end is not None]
    best = min(found, key=lambda each: each.metres)
    looked_at, passes = sum(each.looked_at for each in found), np.vstack([each.passes for each in found])
    return Nearest(best.metres, best.instant_us, looked_at, passes)


def _nearest(one: Presence, two: Presence, rng: np.random.Generator, rounds: int) -> Nearest | None:
    first, last = max(one.first, two.first), min(one.last, two.last)
    if first > last:
        return None
    instant = np.concatenate([[first, last], rng.uniform(first, last, 4 * DRAWS)])
    states = np.hstack([instant[:, None], one.seeds(instant, rng), two.seeds(instant, rng)])
    spread = np.array([last - first, *[one.size_m] * one.dimensions, *[two.size_m] * two.dimensions])
    best, metres, looked_at, passes = states[:0], np.zeros(0), 0, np.zeros((0, 2))
    for number in range(rounds):
        distance = _distances(one, two, states, first, last)
        if number == 0:
            passes = np.column_stack([states[:, 0] * SECOND, distance])[np.isfinite(distance)]
        looked_at += int(np.isfinite(distance).sum())
        states, metres = np.vstack([best, states]), np.concatenate([metres, distance])
        order = np.argsort(metres, kind="stable")[:BEST]
        best, metres = states[order][np.isfinite(metres[order])], metres[order][np.isfinite(metres[order])]
        if not len(best):
            return None
        states = _drawn_about(best, 0.3 * NARROWING**number * spread, rng)
    return Nearest(float(metres[0]), float(best[0, 0]) * SECOND, looked_at, passes)


def _drawn_about(best: Floats, spread: Floats, rng: np.random.Generator) -> Floats:
    """New states about the best: half at random within the spread, half along the difference of two of the best."""
    about, one, two = (best[rng.integers(len(best), size=DRAWS)] for _ in range(3))
    states: Floats = about + np.where(
        rng.random((DRAWS, 1)) < 0.5,
        rng.normal(size=about.shape) * spread,
        rng.uniform(0, 1.5, (DRAWS, 1)) * (one - two),
    )
    return states


def _distances(one: Presence, two: Presence, states: Floats, first: float, last: float) -> Floats:
    """How far apart are the places of each state? inf where it is not allowed."""
    instant, rest = states[:, 0], states[:, 1:]
    a, b = rest[:, : one.dimensions], rest[:, one.dimensions :]
    fine = (instant >= first) & (instant <= last) & one.allowed(a, instant) & two.allowed(b, instant)
    metres = np.asarray(GEOD.inv(*one.where(a), *two.where(b))[2])
    return np.where(fine, metres, np.inf)
