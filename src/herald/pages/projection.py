"""Where on the drawing is a place? The azimuthal equidistant projection about the middle of what is drawn.

Every place is drawn in its true direction and at its true distance from the middle, so that no place on Earth is special: a map
at the pole or across the antimeridian is like any other. On the sphere of mean radius: that costs a picture 0.3 %, and no answer
rests on a picture. Source: Snyder, Map Projections: A Working Manual, 1987, p. 191.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from herald.geometry.place import Path
from herald.pages.plane import Frame, Point, around

RADIUS_M = 6371008.8
WIDTH, HEIGHT = 1000.0, 640.0
"""The drawing at rest, in units."""
MARGIN = 70.0
LEAST_SPAN_M = 4000.0
"""A single site is shown with this much land around it."""
_AT_THE_POINT = 1e-15
"""Nearer to the middle, or to the point opposite it, no direction can be told."""
_BEND = 0.15
"""A drawn leg leaves its true line by at most about this many units."""

_STRAIGHT = 10.0
"""A great circle so short, in units, bends by less than 1/20 of one on any map."""

LonLat = tuple[float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Projection:
    """The middle of the drawing, in degrees, and how many metres a unit is there."""

    lon_deg: float
    lat_deg: float
    unit_m: float

    def __call__(self, place: LonLat) -> Point:
        """Where on the drawing is this place? The point opposite the middle is drawn to its right, as good as anywhere."""
        east, north = _azimuthal(self.lon_deg, self.lat_deg, place)
        return WIDTH / 2 + east / self.unit_m, HEIGHT / 2 - north / self.unit_m

    def many(self, places: Floats) -> Floats:
        """Where on the drawing are these places? (n, 2) degrees in, (n, 2) units out; the same as one by one, to rounding."""
        lon, lat = np.radians(places[:, 0] - self.lon_deg), np.radians(places[:, 1])
        middle = radians(self.lat_deg)
        east = np.cos(lat) * np.sin(lon)
        north = cos(middle) * np.sin(lat) - sin(middle) * np.cos(lat) * np.cos(lon)
        up = sin(middle) * np.sin(lat) + cos(middle) * np.cos(lat) * np.cos(lon)
        away = np.hypot(east, north)
        angle = np.arctan2(away, up)
        stretch = np.divide(angle, away, out=np.ones_like(angle), where=away >= _AT_THE_POINT) * (
            RADIUS_M / self.unit_m
        )
        return np.column_stack([WIDTH / 2 + east * stretch, HEIGHT / 2 - north * stretch])

    def place(self, point: Point) -> LonLat:
        """Which place is drawn here? Beyond the far side of the Earth: the place one meets there, walking on."""
        return _unprojected(
            self.lon_deg, self.lat_deg, (point[0] - WIDTH / 2) * self.unit_m, (HEIGHT / 2 - point[1]) * self.unit_m
        )

    @property
    def rim(self) -> float:
        """How far from the middle, in units, is the far side of the Earth drawn?"""
        return pi * RADIUS_M / self.unit_m


def fitted(places: Iterable[LonLat]) -> Projection:
    """Which projection shows all these places, in the middle of the drawing and as large as it can? At least one place."""
    given = list(places)
    lon, lat = _middle(given)
    for _ in range(2):  # the mean place, then the middle of the frame round what is drawn about it
        frame = around(_azimuthal(lon, lat, place) for place in given)
        lon, lat = _unprojected(lon, lat, (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2)
    frame = around(_azimuthal(lon, lat, place) for place in given)
    across, up = max(frame.right - frame.left, LEAST_SPAN_M), max(frame.bottom - frame.top, LEAST_SPAN_M)
    return Projection(lon, lat, max(across / (WIDTH - 2 * MARGIN), up / (HEIGHT - 2 * MARGIN)))


def _middle(places: Sequence[LonLat]) -> LonLat:
    """The mean direction of the places; the first of them where they cancel out."""
    x, y, z = (sum(parts) for parts in zip(*map(_vector, places), strict=True))
    if x * x + y * y + z * z < 1e-12 * len(places) ** 2:
        return places[0]
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


def _azimuthal(lon_deg: float, lat_deg: float, place: LonLat) -> Point:
    """How far east and north of the middle is the place, in metres?"""
    lon, lat, middle = radians(place[0] - lon_deg), radians(place[1]), radians(lat_deg)
    east = cos(lat) * sin(lon)
    north = cos(middle) * sin(lat) - sin(middle) * cos(lat) * cos(lon)
    up = sin(middle) * sin(lat) + cos(middle) * cos(lat) * cos(lon)
    away = hypot(east, north)
    angle = atan2(away, up)
    if away < _AT_THE_POINT:
        return angle * RADIUS_M, 0.0
    return east / away * angle * RADIUS_M, north / away * angle * RADIUS_M


def _unprojected(lon_deg: float, lat_deg: float, east_m: float, north_m: float) -> LonLat:
    """Which place lies this far east and north of the middle?"""
    distance = hypot(east_m, north_m)
    if distance == 0:
        return lon_deg, lat_deg
    angle, middle = distance / RADIUS_M, radians(lat_deg)
    up, north = cos(angle), north_m / distance * sin(angle)
    lat = asin(max(-1.0, min(1.0, up * sin(middle) + north * cos(middle))))
    lon = atan2(east_m / distance * sin(angle), up * cos(middle) - north * sin(middle))
    return (lon_deg + degrees(lon) + 180.0) % 360.0 - 180.0, degrees(lat)


def _vector(place: LonLat) -> tuple[float, float, float]:
    lon, lat = radians(place[0]), radians(place[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def between(first: LonLat, last: LonLat, share: float, meaning: Path) -> LonLat:
    """Which place lies at this share of the leg?

    A geodesic is drawn as the great circle (metres beside it on the longest legs); `lonlat` is straight in longitude and
    latitude, the shorter way round.
    """
    if meaning is Path.LONLAT:
        turn = (last[0] - first[0] + 180.0) % 360.0 - 180.0
        return (first[0] + share * turn + 180.0) % 360.0 - 180.0, first[1] + share * (last[1] - first[1])
    a, b = _vector(first), _vector(last)
    angle = atan2(sqrt(sum(each * each for each in _cross(a, b))), sum(p * q for p, q in zip(a, b, strict=True)))
    if angle < 1e-12:
        return first
    p, q = sin((1 - share) * angle), sin(share * angle)
    x, y, z = (p * each + q * other for each, other in zip(a, b, strict=True))
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


def _cross(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def drawn_leg(projection: Projection, first: LonLat, last: LonLat, meaning: Path) -> list[tuple[float, Point]]:
    """Which points does a leg need to look as it runs? Shares of the leg and where they are drawn, from 0 to 1."""
    ends = (0.0, projection(first)), (1.0, projection(last))
    if hypot(ends[1][1][0] - ends[0][1][0], ends[1][1][1] - ends[0][1][1]) < _STRAIGHT and meaning is Path.GEODESIC:
        return [*ends]
    return [ends[0], *_bent(projection, (first, last, meaning), ends[0], ends[1], 0), ends[1]]


def _bent(
    projection: Projection,
    leg: tuple[LonLat, LonLat, Path],
    start: tuple[float, Point],
    end: tuple[float, Point],
    depth: int,
) -> list[tuple[float, Point]]:
    """The points strictly between two shares of a leg; halved until the halves look straight, at most 2^8 pieces."""
    shares = [start[0] + (end[0] - start[0]) * part for part in (0.25, 0.5, 0.75)]
    points = [projection(between(leg[0], leg[1], share, leg[2])) for share in shares]
    if depth == 8 or all(_aside(point, start[1], end[1]) <= _BEND for point in points):
        return []
    middle = shares[1], points[1]
    return [
        *_bent(projection, leg, start, middle, depth + 1),
        middle,
        *_bent(projection, leg, middle, end, depth + 1),
    ]


def _aside(point: Point, first: Point, last: Point) -> float:
    """How far beside the straight line through two points?"""
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = hypot(dx, dy)
    to = point[0] - first[0], point[1] - first[1]
    return hypot(*to) if length == 0 else abs(dx * to[1] - dy * to[0]) / length


REST = Frame(0.0, 0.0, WIDTH, HEIGHT)
"""What is seen before anybody moves the map."""
REACH = Frame(-WIDTH, -WIDTH, 2 * WIDTH, HEIGHT + WIDTH)
"""What is drawn at all, so that a little can be seen by moving outward."""
