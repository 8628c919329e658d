"""How is a ring drawn in one plane? Integers of 1e-9 degree, with longitude running on past 180 degrees.

In this *unwrapped plane* each place lies the shorter way round from the one before, so that neither the antimeridian
nor a pole is a special case. Its straight lines are the edges of a LONLAT ring; the edges of a GEODESIC ring are drawn
as many short ones, which depart from the true edge by at most `DEPARTURE_M` (and by rounding to 1e-9 degree, 0.06 mm).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from herald.geometry.ellipsoid import GEOD, LEAST_RADIUS_M, LONGEST_DEGREE_M, SHORTEST_DEGREE_M, Floats
from herald.geometry.place import Path, Place, Ring
from herald.geometry.touching import Flags, Ints
from herald.units import NANODEGREES

DEPARTURE_M = 0.05
"""How far may a drawn edge lie from the true one?"""
TURN_E9 = 360 * NANODEGREES
POLE_E9 = 90 * NANODEGREES

_HALF_TURN_E9 = 180 * NANODEGREES
_LONGEST_PIECE_M = 25_000.0
_SLANT = 1.09
"""The departure is s^2 tan(lat) / 8R times sin a (1 + cos^2 a) for azimuth a, which is at most 1.0887."""


def half_turn(a: Place, b: Place) -> bool:
    """Are these two exactly 180 degrees of longitude apart, so that neither way round is the shorter?"""
    return (b.lon_e9 - a.lon_e9) % TURN_E9 == _HALF_TURN_E9


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A ring drawn in the unwrapped plane, in 1e-9 degree.

    `x` and `y` hold n + 1 places; the last is the first again, `winding` turns further in x. `edges[i]` is the edge of
    the ring that the piece from place i to place i + 1 draws. A ring through a pole runs along latitude 90 from one
    meridian to the other.
    """

    x: Ints
    y: Ints
    edges: Ints
    winding: int

    def mean_lat_e9(self) -> float:
        """Which latitude is the mean along a ring that winds round the Earth, over longitude?"""
        total = float(np.sum((self.y[1:] + self.y[:-1]) * np.diff(self.x).astype(np.float64)))
        return total / (2.0 * float(self.x[-1] - self.x[0]))

    def pole_e9(self) -> int | None:
        """Which pole does it enclose? The one nearer to its mean latitude if it winds round the Earth, else none."""
        if not self.winding:
            return None
        return POLE_E9 if self.mean_lat_e9() > 0 else -POLE_E9


def outline(ring: Ring, path: Path) -> Outline:
    """How is this ring drawn in the unwrapped plane? From the longitude of its first place, repeated places left out.

    The ring must have no `edge_fault` and three distinct places.
    """
    corners = _through_poles(ring) if path is Path.GEODESIC else [(p.lon_e9, p.lat_e9, i) for i, p in enumerate(ring)]
    lon, lat, edges = np.array(corners, np.int64).T
    x, y, edges = _unwrapped(lon, lat, edges)
    if path is Path.GEODESIC:
        x, y, edges = _as_geodesics(x, y, edges)
    return Outline(x, y, edges, round(int(x[-1] - x[0]) / TURN_E9))


def canonical(place: Place) -> tuple[int, int]:
    """One name for one place: a pole has any longitude, and longitudes repeat."""
    return (0 if abs(place.lat_e9) == POLE_E9 else place.lon_e9 % TURN_E9, place.lat_e9)


def _through_poles(ring: Ring) -> list[tuple[int, int, int]]:
    """The corners (lon, lat, edge that begins there) of a geodesic ring, with the poles it runs through made explicit.

    A place at a pole becomes two, on the meridians on which the ring comes and goes; an edge between opposite meridians
    gets the two places at the pole that it passes.
    """
    if not any(abs(p.lat_e9) == POLE_E9 or half_turn(p, q) for p, q in pairwise((*ring, ring[0]))):
        return [(p.lon_e9, p.lat_e9, i) for i, p in enumerate(ring)]
    once = [(i, p) for i, p in enumerate(ring) if canonical(p) != canonical(ring[i - 1])]
    corners = []
    for (_, before), (index, here), (_, after) in zip(once[-1:] + once[:-1], once, once[1:] + once[:1], strict=True):
        if abs(here.lat_e9) == POLE_E9:
            corners += [(before.lon_e9, here.lat_e9, index), (after.lon_e9, here.lat_e9, index)]
            continue
        corners.append((here.lon_e9, here.lat_e9, index))
        if half_turn(here, after) and abs(after.lat_e9) != POLE_E9:
            pole = POLE_E9 if here.lat_e9 + after.lat_e9 > 0 else -POLE_E9
            corners += [(here.lon_e9, pole, index), (after.lon_e9, pole, index)]
    return corners


def _unwrapped(lon: Ints, lat: Ints, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """Corners with the first repeated at the end and longitude running on, repeated places left out.

    Along a pole either way round is the same line: the one is taken that closes the ring without a turn, if one does.
    """
    lon, lat = np.append(lon, lon[0]), np.append(lat, lat[0])
    step = (np.diff(lon) + _HALF_TURN_E9) % TURN_E9 - _HALF_TURN_E9
    along_pole = (np.abs(lat[:-1]) == POLE_E9) & (lat[:-1] == lat[1:]) & (step != 0)
    if (surplus := int(step.sum())) and along_pole.any():
        step[along_pole.argmax()] -= TURN_E9 if surplus > 0 else -TURN_E9
    return _without_repeats(np.append(lon[:1], lon[0] + np.cumsum(step)), lat, edges)


def _as_geodesics(x: Ints, y: Ints, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """The corners with as many places between them as the departure of the drawn line from the geodesics asks.

    Edges along a meridian or a pole are straight as they are.
    """
    curved = np.flatnonzero(np.diff(x) != 0)
    curved = curved[(np.abs(y[curved]) != POLE_E9) | (np.abs(y[curved + 1]) != POLE_E9)]
    lon, lat = x / NANODEGREES, y / NANODEGREES
    azimuth, _, length = GEOD.inv(lon[curved], lat[curved], lon[curved + 1], lat[curved + 1])
    line, metres = _cuts(lon[curved], lat[curved], azimuth, length)
    if not len(line):
        return x, y, edges
    cut_lon, cut_lat, _ = GEOD.fwd(lon[curved][line], lat[curved][line], azimuth[line], metres)
    at = curved[line]
    # A geodesic gains longitude steadily, so the piece gained lies between nothing and the whole edge's.
    whole = (x[at + 1] - x[at]).astype(np.float64)
    gained = np.mod((cut_lon * NANODEGREES - x[at]) * np.sign(whole) + _HALF_TURN_E9 / 2, TURN_E9) - _HALF_TURN_E9 / 2
    # A cut that rounds to a pole stays short of it: the ring goes past the pole there, not through it.
    cut_y = np.clip(np.rint(cut_lat * NANODEGREES).astype(np.int64), 1 - POLE_E9, POLE_E9 - 1)
    cut_x = x[at] + (np.sign(whole) * np.clip(np.rint(gained), 0, np.abs(whole))).astype(np.int64)
    return _without_repeats(
        np.insert(x, at + 1, cut_x),
        np.insert(y, at + 1, cut_y),
        np.insert(edges, at + 1, edges[at]),
    )


def _without_repeats(x: Ints, y: Ints, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """The same line without pieces of length zero, which rounding may leave close to a pole."""
    moves = (np.diff(x) != 0) | (np.diff(y) != 0)
    return x[np.append(moves, True)], y[np.append(moves, True)], edges[moves]


def _cuts(lon: Floats, lat: Floats, azimuth: Floats, length: Floats) -> tuple[Ints, Floats]:
    """Where must these geodesics be cut to be drawn straight? (which line, metres from its start), in order.

    Each piece is halved until it is drawn well enough: near a pole pieces become short, elsewhere they stay long.
    """
    line = np.arange(len(lon))
    start, end = np.zeros(len(lon)), np.asarray(length, np.float64)
    start_lat = np.asarray(lat, np.float64)
    end_lat = np.asarray(GEOD.fwd(lon, lat, azimuth, length)[1])
    cut_lines, cut_metres = [line[:0]], [start[:0]]
    while (bad := np.flatnonzero(~_drawn_well(end - start, start_lat, end_lat))).size:
        line, start, end = line[bad], start[bad], end[bad]
        start_lat, end_lat = start_lat[bad], end_lat[bad]
        middle = (start + end) / 2
        middle_lat = np.asarray(GEOD.fwd(lon[line], lat[line], azimuth[line], middle)[1])
        cut_lines.append(line)
        cut_metres.append(middle)
        line, start, end = np.tile(line, 2), np.append(start, middle), np.append(middle, end)
        start_lat, end_lat = np.append(start_lat, middle_lat), np.append(middle_lat, end_lat)
    lines, metres = np.concatenate(cut_lines), np.concatenate(cut_metres)
    order = np.lexsort((metres, lines))
    return lines[order], metres[order]


def _drawn_well(length: Floats, start_lat: Floats, end_lat: Floats) -> Flags:
    """Do straight lines in the plane depart from these geodesic pieces by at most `DEPARTURE_M`?

    The departure is at most 1.09 s^2 tan(lat) / 8R. No point of a piece is nearer to a pole than half of what its ends'
    distances from the poles exceed its length by. Pieces with both ends within half the departure of a pole will do.
    """
    away = [90.0 - np.abs(lat) for lat in (start_lat, end_lat)]
    nearest = np.maximum(away[0] + away[1] - length / SHORTEST_DEGREE_M, 0.0) / 2
    room = DEPARTURE_M * 8 * LEAST_RADIUS_M * np.tan(np.radians(nearest)) / _SLANT
    at_pole = np.maximum(*away) * LONGEST_DEGREE_M <= DEPARTURE_M / 2
    flags: Flags = ((length**2 <= room) & (length <= _LONGEST_PIECE_M)) | at_pole
    return flags
