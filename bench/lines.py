"""What is Herald given? Movements and real tracks as lines of the kernel: chords on the ellipsoid with their windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench import tracks
from bench.movements import Floats, Index, Movements, Plane
from herald.geometry.ellipsoid import CHORD_M, ECCENTRICITY2, between, ecef, geodesic_m

FASTEST_SHIP_KMH, FASTEST_AIRCRAFT_KMH = 100.0, 1200.0
LEGS_A_NOTICE = 22


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """n chords of k notices: `line` (n, 10) as in :class:`herald.check.rows.Rows`, `notice` (n,) whose each is, from 0.

    The chords of a notice stand together. `party` (k,) is the party of each notice; `legs` counts the legs before they were
    cut into chords.
    """

    line: Floats
    notice: NDArray[np.int32]
    party: NDArray[np.int32]
    legs: int

    @property
    def count(self) -> int:
        """How many notices?"""
        return len(self.party)

    def of(self, notice: int) -> Floats:
        """The chords of one notice."""
        first, last = np.searchsorted(self.notice, [notice, notice + 1])
        return self.line[first:last]


def of_movements(of: Movements, plane: Plane | None = None) -> Lines:
    """The movements on the ellipsoid: legs of geodesics, cut evenly into chords of at most 10 km."""
    ends = [(plane or Plane()).lonlat(place_m) for place_m in (of.start_m, of.start_m + of.run_m)]
    degrees = np.hstack(ends).T
    leg, first, last = _even(geodesic_m(*degrees))
    begin, end = (_places(degrees[:, leg], fraction) for fraction in (first, last))
    windows = [_run(instants_s[leg] * 1e6, first, last) for instants_s in (of.earliest_s, of.latest_s)]
    line = np.hstack([begin, end - begin, *windows])
    return Lines(line, of.movement[leg], of.party, len(of))


def _even(length_m: Floats) -> tuple[Index, Floats, Floats]:
    """The leg of each chord, and the fractions of the leg at which it begins and ends."""
    count = np.maximum(1, np.ceil(length_m / CHORD_M)).astype(np.intp)
    leg = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(leg)) - (np.cumsum(count) - count)[leg]
    return leg, within / count[leg], (within + 1) / count[leg]


def _places(degrees: Floats, fraction: Floats) -> Floats:
    """Where in space is the fraction of each leg? The legs' own ends as they are."""
    lonlat = np.where(fraction < 1, degrees[:2], degrees[2:])
    inner = np.flatnonzero((fraction > 0) & (fraction < 1))
    lonlat[:, inner] = between(*np.vstack([degrees[:, inner], fraction[inner]]))
    return ecef(*lonlat)


def _run(instants: Floats, first: Floats, last: Floats) -> Floats:
    """Each leg's two instants at the start of each chord, and how they run on over it."""
    rise = instants[:, 1] - instants[:, 0]
    return np.column_stack([instants[:, 0] + first * rise, (last - first) * rise])


def harbour(slack_s: float) -> Lines:
    """The ships of New York harbour during a week, as notices of 22 legs; each ship is a party."""
    return _of_tracks(tracks.legs(tracks.harbour(), slack_s, FASTEST_SHIP_KMH))


def wildfire(slack_s: float) -> Lines:
    """The aircraft over California's fires during a week, as notices of 22 legs, heights left out; each aircraft is a party."""
    return _of_tracks(tracks.legs(tracks.wildfire(), slack_s, FASTEST_AIRCRAFT_KMH))


def _of_tracks(legs: tracks.Legs) -> Lines:
    """Tracks of hundreds of legs, cut into pieces as long as a notice, and where a leg was left out."""
    new = (np.diff(legs.track, prepend=-1) != 0) | (np.diff(legs.number // LEGS_A_NOTICE, prepend=-1) != 0)
    new |= np.diff(legs.number, prepend=-1) > 1
    notice = np.cumsum(new).astype(np.int32) - 1
    each_leg = np.column_stack([legs.track, legs.number])
    party = legs.party[legs.track[np.flatnonzero(new)]].astype(np.int32)
    return Lines(legs.line, notice, party, len(np.unique(each_leg, axis=0)))


def some(of: Lines, count: int, seed: int) -> Lines:
    """So many of these notices, drawn with a seed, numbered anew."""
    chosen = np.sort(np.random.default_rng(seed).choice(of.count, min(count, of.count), replace=False))
    kept = np.isin(of.notice, chosen)
    notice = np.searchsorted(chosen, of.notice[kept]).astype(np.int32)
    return Lines(of.line[kept], notice, of.party[chosen], int(kept.sum()))


def on_map(of: Lines, plane: Plane) -> Movements:
    """The same chords on a flat map, their windows' first ends as schedule, for the peers.

    The ends of a chord lie on the ellipsoid, where the latitude follows from the place in space without a search.
    """
    start_m, end_m = (plane.metres(_surface_deg(place)) for place in (of.line[:, :3], of.line[:, :3] + of.line[:, 3:6]))
    earliest_s, latest_s = (
        np.column_stack([of.line[:, at], of.line[:, at] + of.line[:, at + 1]]).round() / 1e6 for at in (6, 8)
    )
    first = np.concatenate([[0], np.cumsum(np.bincount(of.notice, minlength=of.count))])
    return Movements(start_m, end_m - start_m, earliest_s, earliest_s, latest_s, of.notice, first, of.party)


def _surface_deg(place: Floats) -> Floats:
    """The longitude and latitude of places in space (n, 3) on the ellipsoid itself."""
    x, y, z = place.T
    lat = np.arctan2(z, (1 - ECCENTRICITY2) * np.hypot(x, y))
    return np.asarray(np.degrees(np.column_stack([np.arctan2(y, x), lat])))
