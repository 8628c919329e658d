"""What does a drawn line run over? Legs cut into short chords between footpoints on the ellipsoid.

A *leg* joins two consecutive vertices; a *chord* is a straight piece of at most `CHORD_M` between two points of a leg.
A fraction is always of the leg's own length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import CHORD_M, GEOD, MEAN_RADIUS_M, Floats, ecef, geodesic_m
from herald.geometry.place import Path, Place, Ring
from herald.units import NANODEGREES

LONLAT_SAG_M = 0.05
"""A straight line in longitude and latitude is cut until a geodesic chord departs from it by no more than this."""


OBLIQUE = 1.089
"""A line aslant bends up to 4 sqrt(6) / 9 times as much as the parallel: tan(lat)/R sin t (1 + cos^2 t)."""


@dataclass(frozen=True, slots=True)
class Chords:
    """The chords of a line, in its order.

    `leg` (n,) counts the legs of the line from 0; `start` and `end` (n,) are fractions of the leg; `lonlat` (n, 4) are
    degrees lon0, lat0, lon1, lat1; `leg_m` (legs,) is each leg's length in metres. A leg of no length is one chord.
    """

    leg: NDArray[np.intp]
    start: Floats
    end: Floats
    lonlat: Floats
    leg_m: Floats

    def origin(self) -> Floats:
        """Where in space does each chord begin? (n, 3) metres."""
        return ecef(self.lonlat[:, 0], self.lonlat[:, 1])

    def vector(self) -> Floats:
        """Which way and how far does each chord run? (n, 3) metres."""
        return ecef(self.lonlat[:, 2], self.lonlat[:, 3]) - self.origin()


def degrees(places: Iterable[Place]) -> Floats:
    """The places as (n, 2) longitudes and latitudes in degrees."""
    each = [value for place in places for value in (place.lon_e9, place.lat_e9)]
    return np.array(each, dtype=np.float64).reshape(-1, 2) / NANODEGREES


def chords(places: Sequence[Place], path: Path, chord_m: float = CHORD_M) -> Chords:
    """Which chords follow the line through these places?

    Geodesic legs are cut evenly. Legs straight in longitude and latitude take the shorter way round and are cut until
    1.089 s^2 tan(lat) / 8R <= 0.05 m; their fractions go by length, not by longitude. Fewer than two places have no chords.
    """
    return chords_of_all([places], path, chord_m)


def chords_of_all(lines: Sequence[Sequence[Place]], path: Path, chord_m: float = CHORD_M) -> Chords:
    """Which chords follow each of these lines? In order, bit for bit as of each line alone; legs are counted through."""
    places = degrees(place for line in lines for place in line)
    counts = np.array([len(line) for line in lines], dtype=np.intp)
    sets_out = np.ones(len(places), np.bool_)
    sets_out[(np.cumsum(counts) - 1)[counts > 0]] = False
    at = np.flatnonzero(sets_out)
    legs = np.hstack([places[at], places[at + 1]])
    if path is Path.LONLAT:
        return _lonlat_chords(legs, np.maximum(counts - 1, 0), chord_m)
    return _geodesic_chords(legs, chord_m)


def ring_chords(ring: Ring, path: Path) -> Chords:
    """Which chords follow this closed ring? The last leg returns to the first place."""
    return chords((*ring, ring[0]), path)


def _geodesic_chords(legs: Floats, chord_m: float) -> Chords:
    lon0, lat0, lon1, lat1 = legs.T
    azimuth, _, length = (np.asarray(part) for part in GEOD.inv(lon0, lat0, lon1, lat1))
    pieces = np.maximum(1, np.ceil(length / chord_m)).astype(np.intp)
    leg, start, end = _even(pieces)
    inner = np.flatnonzero(end < 1.0)
    of = leg[inner]
    inner_lon, inner_lat, _ = GEOD.fwd(lon0[of], lat0[of], azimuth[of], length[of] * end[inner])
    ends = np.column_stack([lon1[leg], lat1[leg]])
    ends[inner] = np.column_stack([inner_lon, inner_lat])
    return Chords(leg, start, end, np.hstack([_starts(legs, leg, start, ends), ends]), length)


def _lonlat_chords(legs: Floats, of_line: NDArray[np.intp], chord_m: float) -> Chords:
    """`of_line` (lines,) is how many of these legs each line has."""
    east = (legs[:, 2] - legs[:, 0] + 180.0) % 360.0 - 180.0
    north = legs[:, 3] - legs[:, 1]
    steep = np.tan(np.radians(np.minimum(np.maximum(np.abs(legs[:, 1]), np.abs(legs[:, 3])), 89.0)))
    longest = np.minimum(chord_m, np.sqrt(LONLAT_SAG_M * 8 * MEAN_RADIUS_M / (OBLIQUE * np.maximum(steep, 1e-9))))
    # Over-estimates the length of the line (a degree is at most 111.7 km), so never cuts too coarsely.
    length_bound = np.hypot(east * np.cos(np.radians(_least_abs_lat(legs))), north) * 111_700.0
    pieces = np.maximum(1, np.ceil(length_bound / longest)).astype(np.intp)
    leg, start, end = _even(pieces)
    ends = np.column_stack([legs[leg, 0] + east[leg] * end, legs[leg, 1] + north[leg] * end])
    ends[end == 1.0] = legs[:, 2:]
    lonlat = np.hstack([_starts(legs, leg, start, ends), ends])
    piece_m = geodesic_m(*lonlat.T)
    leg_m = np.bincount(leg, weights=piece_m, minlength=len(pieces)).astype(np.float64)
    start, end = _by_length(leg, piece_m, leg_m, of_line, start, end)
    return Chords(leg, start, end, lonlat, leg_m)


def _least_abs_lat(legs: Floats) -> Floats:
    """The latitude of each leg nearest to the equator, where a degree of longitude is longest."""
    low, high = np.minimum(legs[:, 1], legs[:, 3]), np.maximum(legs[:, 1], legs[:, 3])
    return np.where((low < 0) & (high > 0), 0.0, np.minimum(np.abs(low), np.abs(high)))


def _even(pieces: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Each leg in equal pieces: the leg of each piece and the fractions it begins and ends at."""
    leg = np.repeat(np.arange(len(pieces)), pieces)
    first = np.cumsum(pieces) - pieces
    number = np.arange(len(leg)) - first[leg]
    of = pieces[leg].astype(np.float64)
    return leg, number / of, (number + 1) / of


def _starts(legs: Floats, leg: NDArray[np.intp], start: Floats, ends: Floats) -> Floats:
    """Each chord begins where the one before ended, a leg's first one at the vertex."""
    starts = np.roll(ends, 1, axis=0)
    opening = start == 0.0
    starts[opening] = legs[leg[opening], :2]
    return starts


def _by_length(
    leg: NDArray[np.intp], piece_m: Floats, leg_m: Floats, of_line: NDArray[np.intp], start: Floats, end: Floats
) -> tuple[Floats, Floats]:
    """Fractions by length run; a leg of no length keeps the even ones, the last chord ends at exactly 1."""
    line = np.repeat(np.arange(len(of_line)), of_line)
    run = _running(piece_m, np.bincount(line[leg], minlength=len(of_line)))
    before = (_running(leg_m, of_line) - leg_m)[leg]
    total = np.where(leg_m[leg] > 0, leg_m[leg], 1.0)
    moving = leg_m[leg] > 0
    by_end = np.where(end == 1.0, 1.0, np.where(moving, (run - before) / total, end))
    by_start = np.where(start == 0.0, 0.0, np.where(moving, (run - piece_m - before) / total, start))
    return by_start, by_end


def _running(metres: Floats, counts: NDArray[np.intp]) -> Floats:
    """How far along its own line does each of these end? No line is rounded otherwise for those before it."""
    run = np.empty_like(metres)
    first = 0
    for last in np.cumsum(counts).tolist():
        np.cumsum(metres[first:last], out=run[first:last])
        first = last
    return run
