"""Two parties that pass each other on geodesics: how near by the kernel, and how near in truth, by geographiclib.

A motion is one leg with its windows. The kernel sees its chords; the truth sees the leg.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import cos, inf, radians, sin, sqrt

import numpy as np
from geographiclib.geodesic import Geodesic

from herald.check import meet
from herald.geometry.ellipsoid import arc_m
from herald.geometry.lines import chords
from herald.geometry.place import Path, Place
from herald.units import NANODEGREES, SECOND

EARTH = Geodesic.WGS84
WHERE = Geodesic.LATITUDE | Geodesic.LONGITUDE
LatLon = tuple[float, float]
Rng = np.random.Generator

REGIONS: dict[str, Callable[[Rng], LatLon]] = {
    "equator": lambda rng: (rng.uniform(-5, 5), rng.uniform(-180, 180)),
    "mid": lambda rng: (rng.choice([-1, 1]) * rng.uniform(30, 60), rng.uniform(-180, 180)),
    "pole": lambda rng: (rng.choice([-1, 1]) * rng.uniform(88.5, 90), rng.uniform(-180, 180)),
    "antimeridian": lambda rng: (rng.uniform(-60, 60), 180 + rng.normal(0, 0.3)),
}


def distance_m(a: LatLon, b: LatLon) -> float:
    return float(EARTH.Inverse(*a, *b, Geodesic.DISTANCE)["s12"])


def moved(place: LatLon, bearing: float, run_m: float) -> LatLon:
    there = EARTH.Direct(*place, bearing, run_m, WHERE)
    return there["lat2"], there["lon2"]


def canonical(place: LatLon) -> Place:
    return Place(round(((place[1] + 180) % 360 - 180) * NANODEGREES), round(place[0] * NANODEGREES))


def latlon(place: Place) -> LatLon:
    return place.lat_e9 / NANODEGREES, place.lon_e9 / NANODEGREES


@dataclass(frozen=True)
class Motion:
    """One geodesic leg, passed at the fraction u between `earliest` and `latest`: us, at the leg's two ends."""

    first: Place
    last: Place
    earliest: tuple[float, float]
    latest: tuple[float, float]

    @cached_property
    def rows(self) -> list[tuple[float, ...]]:
        """The chords as the kernel takes them, on the ground."""
        c = chords((self.first, self.last), Path.GEODESIC)
        windows = [w0 + (w1 - w0) * at for w0, w1 in (self.earliest, self.latest) for at in (c.start, c.end)]
        e0, e1, l0, l1 = windows
        table = np.column_stack([c.origin(), c.vector(), e0, e1 - e0, l0, l1 - l0, np.zeros((len(e0), 4))])
        return [tuple(row) for row in table.tolist()]

    @cached_property
    def line(self):  # type: ignore[no-untyped-def]  # geographiclib has no types
        return EARTH.InverseLine(*latlon(self.first), *latlon(self.last))

    def at(self, u: float) -> LatLon:
        there = self.line.Position(u * self.line.s13, WHERE)
        return there["lat2"], there["lon2"]

    def opens(self, u: float) -> float:
        return self.earliest[0] + u * (self.earliest[1] - self.earliest[0])

    def closes(self, u: float) -> float:
        return self.latest[0] + u * (self.latest[1] - self.latest[0])

    def fraction(self, instant_us: float) -> float:
        """Where is a motion without slack at this instant?"""
        return (instant_us - self.earliest[0]) / (self.earliest[1] - self.earliest[0])


def could_share(a: Motion, b: Motion, u: float, v: float, give_us: float = 0.0) -> bool:
    """Could a be at u and b at v at one instant?"""
    return a.opens(u) <= b.closes(v) + give_us and b.opens(v) <= a.closes(u) + give_us


def nearest(a: Motion, b: Motion) -> tuple[float, float, float]:
    """How near could they come by the kernel, and at which fractions of the legs? (inf, 0, 0) if never at once."""
    best, best_u, best_v = inf, 0.0, 0.0
    for (i, row), (j, other) in product(enumerate(a.rows), enumerate(b.rows)):
        if max(row[meet.E0], other[meet.E0]) > 1 + min(_end(row), _end(other)):
            continue
        squared, u, v = meet.closest(meet.time_and_height(row, other, inf, inf), meet.metric(row, other))
        if squared < best:
            best, best_u, best_v = squared, (i + u) / len(a.rows), (j + v) / len(b.rows)
    return (float(arc_m(sqrt(best))) if best < inf else inf), best_u, best_v


def _end(row: tuple[float, ...]) -> float:
    return row[meet.L0] + row[meet.DL]


def truth_m(a: Motion, b: Motion) -> float:
    """How near do two motions without slack come? The least of 17 instants, then golden section about it."""
    lo, hi = max(a.earliest[0], b.earliest[0]), min(a.earliest[1], b.earliest[1])

    def apart(instant: float) -> float:
        return distance_m(a.at(a.fraction(instant)), b.at(b.fraction(instant)))

    instants = np.linspace(lo, hi, 17)
    at = int(np.argmin([apart(instant) for instant in instants]))
    lo, hi = float(instants[max(at - 1, 0)]), float(instants[min(at + 1, 16)])
    return apart(golden_section(apart, lo, hi))


def golden_section(f: Callable[[float], float], lo: float, hi: float, narrow: float = 10.0) -> float:
    """Where is f least between lo and hi, within `narrow`? f falls, then rises."""
    ratio = (sqrt(5) - 1) / 2
    x, y = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
    fx, fy = f(x), f(y)
    while hi - lo > narrow:
        if fx <= fy:
            hi, y, fy = y, x, fx
            x = hi - ratio * (hi - lo)
            fx = f(x)
        else:
            lo, x, fx = x, y, fy
            y = lo + ratio * (hi - lo)
            fy = f(y)
    return (lo + hi) / 2


def passing(rng: Rng, region: str) -> tuple[Motion, Motion, float]:
    """Two motions of up to 200 km that pass each other in a region 1 m to 75 km apart; and their joint speed in m/s.

    At one instant both are abreast: b stands square to the way it moves as a sees it, so that this is about the nearest
    they come.
    """
    speeds, bearings = rng.uniform(6, 60, 2), rng.uniform(0, 360, 2)
    east, north = (speeds[1] * f(radians(bearings[1])) - speeds[0] * f(radians(bearings[0])) for f in (sin, cos))
    here = REGIONS[region](rng)
    abreast = np.degrees(np.arctan2(east, north)) + rng.choice([-90, 90])
    there = moved(here, abreast, 10 ** rng.uniform(0, np.log10(75e3)))
    a = _through(rng, here, bearings[0], speeds[0])
    # A bearing is kept as a direction in space, so that b's means the same as a's near a pole.
    turn = EARTH.Inverse(*here, *there)
    b = _through(rng, there, bearings[1] + turn["azi2"] - turn["azi1"], speeds[1])
    return a, b, float(speeds.sum())


def _through(rng: Rng, place: LatLon, bearing: float, speed: float) -> Motion:
    """A motion that is at a place at the instant 0."""
    length_m, part = rng.uniform(6e4, 2e5), rng.uniform(0.1, 0.9)
    before_m, after_m = part * length_m, (1 - part) * length_m
    first, last = moved(place, bearing + 180, before_m), moved(place, bearing, after_m)
    window = (-before_m / speed * SECOND, after_m / speed * SECOND)
    return Motion(canonical(first), canonical(last), window, window)
