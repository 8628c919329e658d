"""Which movements are asked about? Invented ones, drawn with a seed, on a flat map that is laid on the ellipsoid.

The map is for the peers, which answer in a plane; Herald is given the same movements as places on the ellipsoid. Instants
are seconds from an epoch, each a whole number of microseconds, so that everyone is given the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pyproj import Proj

Floats = NDArray[np.float64]
Index = NDArray[np.intp]

REGION_M = 300e3
HORIZON_S = 7 * 86_400.0
SLACK_S = 3600.0
TOLERANCE = 0.1
"""How much faster or slower than its nominal speed a movement may go."""
AIR = 0.1
"""The share of movements that fly: at 200 km/h, on legs four times as long."""
BRIDGE_M = 500.0
CENTRE_DEG = (-20.0, -35.0)
"""At sea, far from land: longitude and latitude of the middle of the map."""


@dataclass(frozen=True, slots=True, eq=False)
class Movements:
    """The legs of k movements, n in all, each movement's in a row and in order of time.

    `start_m`, `run_m` (n, 2): where a leg begins on the map and how it runs on, metres east and north of the map's south-west
    corner. `nominal_s`, `earliest_s`, `latest_s` (n, 2): when its two ends are passed on schedule, at the earliest, at the
    latest. `movement` (n,) counts from 0; its legs are first[m]:first[m + 1]. `party` (k,) says whose each movement is, and
    those of one party are not asked of each other.
    """

    start_m: Floats
    run_m: Floats
    nominal_s: Floats
    earliest_s: Floats
    latest_s: Floats
    movement: NDArray[np.int32]
    first: Index
    party: NDArray[np.int32]

    def __len__(self) -> int:
        """How many legs?"""
        return len(self.movement)

    @property
    def count(self) -> int:
        """How many movements?"""
        return len(self.first) - 1

    def legs(self, movement: int) -> slice:
        """Which legs are this movement's?"""
        return slice(int(self.first[movement]), int(self.first[movement + 1]))

    def scheduled(self) -> Floats:
        """The movements as points on schedule, for tools that know no slack: (n, 6) x, y, dx, dy, from, until."""
        return np.ascontiguousarray(np.hstack([self.start_m, self.run_m, self.nominal_s]))

    def of_others(self, parties: int) -> Movements:
        """The same, of parties beyond the first so many: of none that has stored any."""
        return replace(self, party=self.party + np.int32(parties))

    def on_schedule(self) -> Movements:
        """The same without slack: each end is passed at its nominal instant."""
        return replace(self, earliest_s=self.nominal_s, latest_s=self.nominal_s)

    def boxes(self) -> tuple[Floats, Floats]:
        """Where is each leg on schedule? Lower and upper corners (n, 3): east, north, seconds."""
        ends = self.start_m, self.start_m + self.run_m
        low = np.column_stack([np.minimum(*ends), self.nominal_s[:, 0]])
        return low, np.column_stack([np.maximum(*ends), self.nominal_s[:, 1]])


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat map laid on the ellipsoid: transverse Mercator about `centre_deg` (longitude, latitude), which lies at `centre_m`.

    For a map of 300 km: lengths are off by at most 1.4 parts in 10,000 to either side, and a straight line departs from the
    geodesic by at most 0.12 m in 16 km, so that distances of about 1 km differ by less than half a metre.
    """

    centre_deg: tuple[float, float] = CENTRE_DEG
    centre_m: float = REGION_M / 2

    def lonlat(self, place_m: Floats) -> Floats:
        """Which places are these? (n, 2) degrees for (n, 2) metres."""
        lon, lat = self._projection()(place_m[:, 0], place_m[:, 1], inverse=True)
        return np.column_stack([lon, lat])

    def metres(self, lonlat: Floats) -> Floats:
        """Where on the map are these places? (n, 2) metres for (n, 2) degrees."""
        return np.column_stack(self._projection()(lonlat[:, 0], lonlat[:, 1]))

    def _projection(self) -> Proj:
        lon, lat = self.centre_deg
        return Proj(
            proj="tmerc", ellps="WGS84", lon_0=lon, lat_0=lat, k_0=0.99986, x_0=self.centre_m, y_0=self.centre_m
        )


def drawn(legs: int, seed: int) -> Movements:
    """Movements of about so many legs: 300 km square, 7 days, 5 to 40 legs of a median 4 km, an hour's slack at most.

    One in ten flies; ground speeds are 20 to 60 km/h. Routes wander, and turn back at the edge of the map.
    """
    draw = np.random.default_rng(seed)
    count = max(int(legs // 22), 2)
    each = draw.integers(5, 41, count)
    first = np.concatenate([[0], np.cumsum(each)])
    movement = np.repeat(np.arange(count, dtype=np.int32), each)
    flies = draw.random(count) < AIR
    speed = np.where(flies, 200.0, draw.uniform(20, 60, count)) / 3.6
    start_m, run_m = _routes(draw, first, movement, flies)
    seconds = np.hypot(*run_m.T) / speed[movement]
    leaves, slack = draw.uniform(0, HORIZON_S, count), draw.uniform(0, SLACK_S, count)
    return _timed(start_m, run_m, seconds, leaves, slack, movement, first)


def _routes(
    draw: np.random.Generator, first: Index, movement: NDArray[np.int32], flies: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Where does each leg begin, and how does it run on?"""
    length = draw.lognormal(np.log(4e3), 0.6, len(movement)) * np.where(flies[movement], 4.0, 1.0)
    turn = draw.normal(0, 0.4, len(movement))
    turn[first[:-1]] = draw.uniform(-np.pi, np.pi, len(flies))
    heading = _summed(turn, first)
    step = np.column_stack([length * np.cos(heading), length * np.sin(heading)])
    origin = np.column_stack([draw.uniform(0, REGION_M, len(flies)), draw.uniform(0, REGION_M, len(flies))])
    so_far = np.column_stack([_summed(step[:, axis], first) for axis in range(2)])
    start, end = _folded(origin[movement] + so_far - step), _folded(origin[movement] + so_far)
    return start, end - start


def _summed(value: Floats, first: Index) -> Floats:
    """The sum of the values up to each leg, begun anew with each movement."""
    total = np.cumsum(value)
    before = np.concatenate([[0.0], total])[first[:-1]]
    return np.asarray(total - np.repeat(before, np.diff(first)))


def _folded(place_m: Floats) -> Floats:
    """The place on the map, mirrored at its edges as often as it takes."""
    within = np.mod(place_m, 2 * REGION_M)
    return np.asarray(np.where(within > REGION_M, 2 * REGION_M - within, within))


def _timed(
    start_m: Floats,
    run_m: Floats,
    seconds: Floats,
    leaves: Floats,
    slack: Floats,
    movement: NDArray[np.int32],
    first: Index,
) -> Movements:
    """The routes with their instants: `seconds` (n,) on each leg, each movement leaving and slack as given (k,)."""
    end = _summed(seconds, first)
    run = np.column_stack([end - seconds, end])
    leaves_here, slack_here = leaves[movement][:, None], slack[movement][:, None]
    return Movements(
        start_m,
        run_m,
        _whole(leaves_here + run),
        _whole(leaves_here + run / (1 + TOLERANCE)),
        _whole(leaves_here + slack_here + run * (1 + TOLERANCE)),
        movement,
        first,
        np.arange(len(first) - 1, dtype=np.int32),
    )


def _whole(seconds: Floats) -> Floats:
    """Seconds that are whole microseconds."""
    return np.round(seconds * 1e6) / 1e6


def over_one_bridge(legs: int, seed: int) -> Movements:
    """The hub: the same movements, each moved so that one leg of it, a middle one, is the bridge in the middle of the map."""
    of = drawn(legs, seed)
    draw = np.random.default_rng(seed + 1)
    crossing = of.first[:-1] + np.diff(of.first) // 4 + draw.integers(0, np.maximum(np.diff(of.first) // 2, 1))
    eastward = np.where(draw.random(of.count) < 0.5, 1.0, -1.0)
    bridge = np.column_stack([eastward * BRIDGE_M, np.zeros(of.count)])
    west = np.column_stack([REGION_M / 2 - eastward * BRIDGE_M / 2, np.full(of.count, REGION_M / 2)])
    longer = bridge - of.run_m[crossing]
    after = (np.arange(len(of)) > crossing[of.movement])[:, None]
    start_m = of.start_m + (west - of.start_m[crossing])[of.movement] + np.where(after, longer[of.movement], 0.0)
    run_m = of.run_m.copy()
    run_m[crossing] = bridge
    return replace(of, start_m=start_m, run_m=run_m)


def with_halts(legs: int, seed: int, share: float = 0.1) -> Movements:
    """The same movements, of which this share stand still at their first place for all of the seven days instead."""
    of = drawn(legs, seed)
    draw = np.random.default_rng(seed + 2)
    halts = draw.random(of.count) < share
    kept = np.flatnonzero(~halts[of.movement] | (np.arange(len(of)) == of.first[:-1][of.movement]))
    halted = halts[of.movement[kept]]
    always = np.where(halted[:, None], [0.0, HORIZON_S], of.nominal_s[kept])
    return Movements(
        of.start_m[kept],
        np.where(halted[:, None], 0.0, of.run_m[kept]),
        always,
        np.where(halted[:, None], 0.0, of.earliest_s[kept]),
        np.where(halted[:, None], HORIZON_S, of.latest_s[kept]),
        of.movement[kept],
        np.concatenate([[0], np.cumsum(np.bincount(of.movement[kept], minlength=of.count))]),
        of.party,
    )
