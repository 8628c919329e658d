"""Crowds of movements, as rows for the search: all that a notice may state, within some kilometres and hours of one another.

Places lie on the ellipsoid, rows are chords between them or pieces of such chords. Instants are whole microseconds on a coarse
grid, a microsecond beside it now and then, so that many windows just touch and many just do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from herald.check import compiled, meet
from herald.check.heights import GEOID_M, Levels, margins
from herald.check.legs import EVERYWHERE_M, REFERENCES, Flags
from herald.check.rows import (
    ASIDE,
    BOTTOM,
    CHORD,
    LINE,
    MANNER,
    REACH,
    REFERENCE,
    SAG,
    STATED_LOW,
    TOP,
    TOP_RISE,
    UNSTATED_HIGH,
    UNSTATED_LOW,
    Numbers,
    Rows,
)
from herald.geometry.ellipsoid import CHORD_M, FARTHEST_M, GEOD, Floats, ecef, plane_error_m, plane_m
from herald.notice.model import Reference
from herald.units import DAY, SECOND
from tests.check.kinds import HOUR_US, YEAR_9999_US

GRID_US = 600 * SECOND
LONGEST_M = CHORD_M - 10.0
"""Steps are laid out in a plane; on the Earth they come out longer by a metre at most."""
MOST_ROWS = 30
BLOCK = 1 << 18
"""How many pairs are asked together."""


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Rows of many notices, those of one together, and the party (notices,) of each."""

    rows: Rows
    party: Numbers

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def owner(self) -> Numbers:
        """Of which party is each row?"""
        return self.party[self.rows.notice]

    def of(self, notice: int) -> Rows:
        """One notice's rows alone, as those of the only one."""
        rows = self.rows.take(np.flatnonzero(self.rows.notice == notice))
        return replace(rows, notice=np.zeros(len(rows), np.int32))

    def numbered(self) -> Crowd:
        """The same, every row known by its number in the whole."""
        return replace(self, rows=replace(self.rows, number=np.arange(len(self), dtype=np.int32)))


@dataclass(frozen=True, slots=True)
class Spread:
    """How a crowd is laid out: in a disc of this radius, setting out within these hours."""

    radius_m: float = 20_000.0
    hours: float = 24.0
    parties: int = 5


def drawn(centre: tuple[float, float], seed: int, legs: int = 2000, spread: Spread | None = None) -> Crowd:
    """So many rows of movements of 1 to 30 about a place (longitude and latitude in degrees)."""
    rng, spread = np.random.default_rng(seed), spread or Spread()
    sizes: list[int] = []
    while sum(sizes) < legs:
        sizes.append(min(int(rng.integers(1, MOST_ROWS + 1)), legs - sum(sizes)))
    steps = [_steps(rng, size, spread) for size in sizes]
    start, end, times, manner = (np.concatenate([np.zeros((0, w)), *(s[k] for s in steps)]) for k, w in _WIDTHS)
    notice = np.repeat(np.arange(len(sizes), dtype=np.int32), np.array(sizes, dtype=np.intp))
    line = np.hstack([_lying(centre, start, end), times])
    _cut(rng, line, manner, notice)
    _unstated(rng, line)
    manner[(rng.random(legs) < 0.0005) | (np.arange(legs) == 200), ASIDE] = EVERYWHERE_M
    return Crowd(rows_of(line, notice, manner), rng.integers(0, spread.parties, len(sizes), np.int32))


_WIDTHS = ((0, 2), (1, 2), (2, 4), (3, MANNER))


def rows_of(line: Floats, notice: Numbers, manner: Floats) -> Rows:
    """These rows, with a manner (n, 13) for each."""
    manners, which = np.unique(manner, axis=0, return_inverse=True)
    first = np.searchsorted(notice, notice)
    number = (np.arange(len(line)) - first).astype(np.int32)
    return Rows(np.ascontiguousarray(line), notice, number, which.ravel().astype(np.int32), manners)


def _steps(rng: np.random.Generator, rows: int, spread: Spread) -> tuple[Floats, Floats, Floats, Floats]:
    """One movement: where its rows begin and end in a plane (rows, 2) in metres, their times (rows, 4), their manners."""
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, rng.choice([0.0, 0.3, 2.0]), rows))
    metres = rng.choice([20.0, 800.0, LONGEST_M]) * rng.uniform(0.2, 1, rows)
    halts = rng.random(rows) < 0.1
    metres[halts] = 0.0
    angle, radius = rng.uniform(0, 2 * np.pi), spread.radius_m * np.sqrt(rng.random())
    walked = np.cumsum(metres[:, None] * np.column_stack([np.cos(heading), np.sin(heading)]), axis=0)
    places = np.vstack([np.zeros((1, 2)), walked]) + radius * np.array([np.cos(angle), np.sin(angle)])
    return places[:-1], places[1:], _times(rng, metres, halts, spread), _manners(rng, rows)


def _times(rng: np.random.Generator, metres: Floats, halts: Flags, spread: Spread) -> Floats:
    """Earliest and latest instants along each row; a halt takes seconds, ten minutes or a week."""
    took = np.rint(metres / rng.uniform(2, 25)) * SECOND
    if rng.random() < 0.4:
        took = np.ceil(took / GRID_US) * GRID_US
    stays = rng.choice([5.0 * SECOND, 90.0 * SECOND, GRID_US, 7.0 * DAY], len(metres), p=[0.4, 0.3, 0.28, 0.02])
    took[halts] = stays[halts]
    begin = np.rint(rng.uniform(0, spread.hours * HOUR_US) / GRID_US) * GRID_US + rng.choice([0.0, 0.0, 0.0, 1.0, -1.0])
    earliest = begin + np.concatenate([[0.0], np.cumsum(took)])
    slack = rng.choice([0.0, 0.0, 1.0, GRID_US, 2.0 * HOUR_US]) * np.rint(rng.choice([1.0, rng.uniform(0, 3)]))
    latest = np.maximum.accumulate(earliest + slack * rng.choice([0.0, 1.0, 1.0], len(earliest)))
    return np.column_stack([earliest[:-1], np.diff(earliest), latest[:-1], np.diff(latest)])


def _manners(rng: np.random.Generator, rows: int) -> Floats:
    """On the ground, at a height or climbing, over whatever reference, its relation to the sea stated or not; with some reach."""
    manner = np.zeros((rows, MANNER))
    reference = rng.choice([Reference.AGL, Reference.AGL, *Reference])
    manner[:, REFERENCE] = REFERENCES.index(Reference(reference))
    if reference != Reference.AGL or rng.random() < 0.3:
        low = rng.integers(0, 1500)
        manner[:, [BOTTOM, TOP]] = low, low + rng.choice([0, 100, 600])
        if rng.random() < 0.4:
            climb = rng.integers(-500, 500, rows)
            manner[:, BOTTOM : TOP_RISE + 1] += np.column_stack([np.zeros(rows), climb, np.zeros(rows), climb + 50])
    unstated = {Reference.AGL: (-inf, inf), Reference.FL: (-inf, inf), Reference.WGS84: (-GEOID_M[1], -GEOID_M[0])}
    if rng.random() < 0.4:
        low = rng.integers(-100, 300)
        manner[:, STATED_LOW : STATED_LOW + 2] = low, low + 150
    else:
        manner[:, [UNSTATED_LOW, UNSTATED_HIGH]] = unstated.get(Reference(reference), (0.0, 0.0))
    manner[:, REACH] = rng.choice([0.0, 0.0, 50.0, 500.0, 3000.0])
    manner[:, SAG] = rng.choice([0.0, 0.0, 0.5])
    if rng.random() < 0.15:
        manner[:, ASIDE] = np.rint(rng.choice([100.0, 4000.0]) * rng.random(rows))
    return manner


def _lying(centre: tuple[float, float], start: Floats, end: Floats) -> Floats:
    """Chords (n, 6) on the Earth between places (n, 2) given by their distances east and north of a place."""
    first, last = (ecef(*_lonlat(centre, each)) for each in (start, end))
    return np.hstack([first, last - first])


def _lonlat(centre: tuple[float, float], places: Floats) -> tuple[Floats, Floats]:
    lon, lat = (np.full(len(places), each) for each in centre)
    azimuth = np.degrees(np.arctan2(places[:, 0], places[:, 1]))
    east, north, _ = GEOD.fwd(lon, lat, azimuth, np.hypot(places[:, 0], places[:, 1]))
    return np.asarray(east), np.asarray(north)


def _cut(rng: np.random.Generator, line: Floats, manner: Floats, notice: Numbers) -> None:
    """The rows of every fifth notice become pieces of their chords, which keep the chords' sag."""
    rows = np.flatnonzero(notice % 5 == 4)
    manner[rows, CHORD] = np.linalg.norm(line[rows, meet.DX : meet.DZ + 1], axis=1)
    start = 0.5 * rng.random((len(rows), 1))
    width = (1 - start) * rng.random((len(rows), 1))
    line[rows, :3] += start * line[rows, 3:6]
    line[rows, 3:6] *= width


def _unstated(rng: np.random.Generator, line: Floats) -> None:
    """A few ends become such as nobody stated, a few such as lie in the year 9999."""
    n = len(line)
    line[rng.random(n) < 0.01, meet.E0 : meet.L0] = -inf, 0.0
    line[rng.random(n) < 0.01, meet.L0 : LINE] = inf, 0.0
    line[rng.random(n) < 0.005, meet.L0 : LINE] = YEAR_9999_US, 0.0


# -- Each with each: the closed form asked of every two rows, no boxes, no tree ------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """n pairs of rows that come within their limits, `a` of the smaller notice: how near in the plane, how far beyond the limit."""

    a: Numbers
    b: Numbers
    plane_m: Floats
    beyond_m: Floats


def every_two(crowd: Crowd, us: float = inf) -> tuple[Numbers, Numbers]:
    """All pairs of rows of different parties, the first row first; those alone that share an instant if one is up to `us` late."""
    first, last = crowd.rows.line[:, meet.E0], crowd.rows.line[:, meet.L0] + crowd.rows.line[:, meet.DL]
    last = last + us + meet.HALF_INSTANT_US
    party = crowd.owner
    asked = (first[:, None] <= last) & (first <= last[:, None]) & (party[:, None] != party)
    asked &= (party >= 0) & (party >= 0)[:, None]
    a, b = np.nonzero(np.triu(asked))
    return a.astype(np.int32), b.astype(np.int32)


def meeting(crowd: Crowd, separation_m: float, vertical_m: float, us: float = 0.0) -> Meeting:
    """Which rows come within separation, reach and error of each other? `us`: see :func:`every_two`; inf leaves none out."""
    a, b = every_two(crowd, us)
    kernel, up, down, limit = asked(crowd.rows, a, b, separation_m, vertical_m)
    near = closest(kernel, a, b, up, down)
    met = np.flatnonzero(np.isfinite(near) & (near <= limit))
    return Meeting(a[met], b[met], near[met], near[met] - limit[met])


def asked(
    rows: Rows, a: Numbers, b: Numbers, separation_m: float, vertical_m: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """The rows as the kernel takes them, the margins of height up and down, and the limit in the plane, of these pairs."""
    manner = rows.manners[rows.manner]
    levels = Levels(
        manner[:, REFERENCE].astype(np.intp),
        manner[:, STATED_LOW : STATED_LOW + 2],
        manner[:, UNSTATED_LOW : UNSTATED_HIGH + 1],
    )
    margin = margins(levels, a.astype(np.intp), b.astype(np.intp), vertical_m)
    own = np.linalg.norm(rows.line[:, meet.DX : meet.DZ + 1], axis=1)
    chord = np.where(manner[:, CHORD] > 0, manner[:, CHORD], own)
    within = separation_m + (manner[a, REACH] + manner[b, REACH]) + (manner[a, ASIDE] + manner[b, ASIDE])
    error = (
        plane_error_m(np.maximum(chord[a], chord[b]), np.minimum(within, FARTHEST_M)) + manner[a, SAG] + manner[b, SAG]
    )
    limit = plane_m(within + error)
    return np.hstack([rows.line, manner[:, : TOP_RISE + 1]]), margin.up_m, margin.down_m, limit


def closest(kernel: Floats, a: Numbers, b: Numbers, up: Floats, down: Floats) -> Floats:
    """How near do these pairs come in the plane? inf where they share no instant and height."""
    near = np.empty(len(a))
    for first in range(0, len(a), BLOCK):
        block = slice(first, first + BLOCK)
        near[block] = compiled.closest(kernel[a[block]], kernel[b[block]], up[block], down[block])[:, 0]
    return near
