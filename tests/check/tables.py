"""Tables of pairs of rows, as the kernel's wrappers take them: of every awkward kind, and at random in four regions."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from random import Random

import numpy as np
from numpy.typing import NDArray

from herald.check import meet
from herald.geometry.ellipsoid import SEMI_MAJOR_M, ecef
from tests.check.contradictions import closest_m
from tests.check.kinds import HOUR_US, KINDS, distance_m
from tests.check.oracle import Pair

Floats = NDArray[np.float64]
REGIONS = {"equator": (20.0, 0.0), "mid-latitude": (-20.0, -35.0), "pole": (0.0, 90.0), "antimeridian": (180.0, 60.0)}
"""Longitude and latitude in degrees, all at sea or on ice."""


@dataclass(frozen=True, slots=True)
class Table:
    """n pairs: rows `a`, `b` (n, 14), margins of height `up_m`, `down_m` (n,), and a squared distance `d2` (n,) to ask about."""

    a: Floats
    b: Floats
    up_m: Floats
    down_m: Floats
    d2: Floats

    def meeting(self) -> tuple[Table, Floats]:
        """The pairs alone that come within their distance, and a point (u, v) of each at which they do."""
        near = plain("closest_each", 3, self.a, self.b, self.up_m, self.down_m)
        rows = np.flatnonzero(near[:, 0] <= self.d2)
        part = Table(*(getattr(self, name)[rows] for name in self.__slots__))
        return part, np.ascontiguousarray(near[rows, 1:])


def plain(name: str, width: int, *arrays: Floats) -> Floats:
    """What the readable form writes."""
    rows = [[0.0] * width for _ in range(len(arrays[0]))]
    getattr(meet, name)(*(array.tolist() for array in arrays), rows)
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def of_every_kind(rng: Random, cases: int) -> Table:
    """So many pairs of every kind, laid out where the Earth's axis comes up."""
    pairs = [draw(rng) for draw in KINDS.values() for _ in range(cases)]
    a, b = (np.array([_laid_out(pair, which) for pair in pairs]) for which in (0, 1))
    up, down = (np.array([float(margin) for margin in each]) for each in zip(*map(_margins, pairs), strict=True))
    return Table(a, b, up, down, np.array([distance_m(rng, closest_m(pair)) for pair in pairs]) ** 2)


def _margins(pair: Pair) -> tuple[float, float]:
    return float(pair.up_m), float(pair.down_m)


def _laid_out(pair: Pair, which: int) -> list[float]:
    ax, ay, bx, by, rx, ry = map(float, pair.flat)
    place = ((rx, ry, ax, ay), (0.0, 0.0, bx, by))[which]
    leg = (pair.a, pair.b)[which]
    return [place[0], place[1], SEMI_MAJOR_M, place[2], place[3], 0.0, *map(float, leg[6:])]


def in_region(lon: float, lat: float, seed: int, n: int) -> Table:
    """n pairs of legs of up to 10 km within some 10 km of each other, in four hours, some bands of height, some ends unbounded."""
    rng = np.random.default_rng(seed)
    a, b = (_legs(rng, lon, lat, n) for _ in range(2))
    up, down = rng.choice([0.0, 300.0, inf], (2, n))
    return Table(a, b, up, down, rng.choice([100.0, 1000.0, 10_000.0], n) ** 2)


def _legs(rng: np.random.Generator, lon: float, lat: float, n: int) -> Floats:
    middle = ecef(np.full(n, lon), np.full(n, lat))
    start = middle + _aside(rng, middle, 4_000.0)
    rows = np.zeros((n, meet.COLUMNS))
    rows[:, :3], rows[:, 3:6] = start, _aside(rng, middle, 10_000.0) * rng.choice([0.0, 1.0, 1.0, 1.0], (n, 1))
    earliest, slack, travel, run = rng.integers(0, HOUR_US, (4, n)) * rng.choice([0, 1, 1, 2], (4, n))
    rows[:, [meet.E0, meet.DE]] = np.column_stack([earliest, travel])
    rows[:, [meet.L0, meet.DL]] = np.column_stack([earliest + slack, np.maximum(travel - slack, 0) + run])
    rows[rng.random(n) < 0.05, meet.E0 : meet.L0] = -inf, 0.0
    rows[rng.random(n) < 0.05, meet.L0 : meet.LOW0] = inf, 0.0
    low, deep, climb = rng.integers(0, 1000, (3, n)) * rng.choice([0, 0, 1], n)
    rows[:, meet.LOW0 :] = np.column_stack([low, climb - 500 * (climb > 0), low + deep, climb])
    return rows


def _aside(rng: np.random.Generator, up: Floats, length_m: float) -> Floats:
    """Vectors square to `up`, of up to so many metres."""
    free = rng.normal(size=up.shape)
    level = np.cross(free, up)
    return level / np.linalg.norm(level, axis=1, keepdims=True) * length_m * np.sqrt(rng.random((len(up), 1)))
