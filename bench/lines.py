"""What is Herald given? Movements and real tracks as lines of the kernel: chords on the ellipsoid with their windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench import tracks
from bench.movements import Floats, Index, Movements, Plane
from herald.geometry.ellipsoid import CHORD_M, between, ecef, geodesic_m

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
    """The movements on the ellipsoid, each of a party of its own: legs of geodesics, cut evenly into chords of at most 10 km."""
    ends = [(plane or Plane()).lonlat(place_m) for place_m in (of.start_m, of.start_m + of.run_m)]
    degrees = np.hstack(ends).T
    leg, first, last = _even(geodesic_m(*degrees))
    begin, end = (_places(degrees[:, leg], fraction) for fraction in (first, last))
    windows = [_run(instants_s[leg] * 1e6, first, last) for instants_s in (of.earliest_s, of.latest_s)]
    line = np.hstack([begin, end - begin, *windows])
    return Lines(line, of.movement[leg], np.arange(of.count, dtype=np.int32), len(of))


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
    """Tracks of hundreds of legs, cut into pieces as long as a notice."""
    piece = np.column_stack([legs.track, legs.number // LEGS_A_NOTICE])
    notice = np.cumsum(np.any(np.diff(piece, axis=0, prepend=-1) != 0, axis=1)).astype(np.int32) - 1
    first = np.searchsorted(notice, np.arange(notice[-1] + 1))
    each_leg = np.column_stack([legs.track, legs.number])
    return Lines(legs.line, notice, legs.party[legs.track[first]].astype(np.int32), len(np.unique(each_leg, axis=0)))
