"""WGS 84: where is a place in space, how far apart are two, and how exact is a distance measured in a plane?

Frame: Earth-centred, Earth-fixed metres; angles in degrees; geodesics by PROJ (Karney's algorithm, errors of nanometres).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Floats = NDArray[np.float64]
Length = TypeVar("Length", float, Floats)

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
NORMAL_STRETCH = 1 / (1 - ECCENTRICITY2)
"""a^2/b^2: (x, y, z * NORMAL_STRETCH) points along the ellipsoid's normal at the surface point (x, y, z)."""
MEAN_RADIUS_M = 6371008.8
LEAST_RADIUS_M = 6335439.3
"""The smallest radius of curvature of the ellipsoid: along the meridian at the equator."""

SHORTEST_DEGREE_M, LONGEST_DEGREE_M = 110_574.0, 111_694.0
"""No degree of latitude is shorter, or longer: 110,574.3 m at the equator, 111,693.98 m (a^2/b) at a pole. Nor is any of longitude
longer. Source: EPSG, WGS 84."""

CHORD_M = 10_000.0
"""Legs are cut into chords of at most this length; see design/geometry.md for why not 25 km."""

FARTHEST_M = 2e6
"""Up to here the plane's error is derived. A party that may be anywhere is within reach of everything all the same."""

GEOD = Geod(a=SEMI_MAJOR_M, f=FLATTENING)


def ecef(lon_deg: Floats, lat_deg: Floats) -> Floats:
    """Where in space is the surface point at this longitude and latitude?

    Any equal shapes `S`; returns `S + (3,)` metres, at ellipsoid height 0. Exact to rounding (1e-9 m).
    """
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    prime_vertical = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY2 * np.sin(lat) ** 2)
    across = prime_vertical * np.cos(lat)
    up = prime_vertical * (1 - ECCENTRICITY2) * np.sin(lat)
    return np.stack([across * np.cos(lon), across * np.sin(lon), up], axis=-1)


def geodesic_m(lon0_deg: Floats, lat0_deg: Floats, lon1_deg: Floats, lat1_deg: Floats) -> Floats:
    """How far is it on the ellipsoid? Metres, elementwise; 0.0 for equal places."""
    return np.asarray(GEOD.inv(lon0_deg, lat0_deg, lon1_deg, lat1_deg)[2], dtype=np.float64)


def between(
    lon0_deg: Floats, lat0_deg: Floats, lon1_deg: Floats, lat1_deg: Floats, fraction: Floats
) -> tuple[Floats, Floats]:
    """Which place lies at this fraction of the geodesic from one place to another?

    Elementwise, degrees. Fractions 0 and 1 return the ends themselves to within 1e-9 m.
    """
    azimuth, _, length = GEOD.inv(lon0_deg, lat0_deg, lon1_deg, lat1_deg)
    lon, lat, _ = GEOD.fwd(lon0_deg, lat0_deg, azimuth, np.asarray(length) * fraction)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def astray_m(leg_m: Floats, way_m: Floats) -> Floats:
    """How far from the geodesic between two places can a way from the one to the other lead?

    `leg_m` is the geodesic's length, `way_m` (at least as much) the way's, in metres; elementwise. At most a quarter turn, which
    stands for anywhere. The half minor axis of the ellipse about both places, 1/2 sqrt(way^2 - leg^2) for short ways, drawn on
    the sphere of the ellipsoid's greatest curvature (1/b^2, at the equator): nowhere less than on the ellipsoid itself.
    Source: design/gaps.md, section 2.
    """
    half_way, half_leg = way_m / (2 * SEMI_MINOR_M), leg_m / (2 * SEMI_MINOR_M)
    round_the_earth = half_way >= np.pi / 2
    half_way = np.where(round_the_earth, 0.0, half_way)
    half_leg = np.minimum(half_leg, half_way)
    # cos(astray) = cos(half way) / cos(half leg), in half angles so that short ways keep their digits.
    half_sine2 = np.sin((half_way + half_leg) / 2) * np.sin((half_way - half_leg) / 2) / np.cos(half_leg)
    astray: Floats = 2 * SEMI_MINOR_M * np.where(round_the_earth, np.pi / 4, np.arcsin(np.sqrt(half_sine2)))
    return astray


def plane_error_m(chord_m: Length, distance_m: Length) -> Length:
    """By how much can the distance measured in a pair's tangent plane be wrong?

    For two chords of at most `chord_m` whose places are `distance_m` apart on the ground (up to 2,000 km), measured in the
    plane whose normal is that of the mean of the four chord ends, and turned into an arc by :func:`arc_m`:

        s^2 d / 4 R^2  +  s^3 / 15 R^2  +  d^3 / 2000 R^2

    with R the least radius of curvature. The first two terms hold the tilt of the surface at the two places, and the chords'
    sag seen at a slant: whole chords need half of them, pieces cut from chords three quarters, with s the length of the
    *whole* chord. The third covers the radius of the arc, which differs with the azimuth; 2 % and 10 um on top cover the
    terms of higher order and rounding. Source: design/geometry.md, section 2.
    """
    s, d, r2 = chord_m, distance_m, LEAST_RADIUS_M**2
    return 1.02 * (s * s * d / 4 + s**3 / 15 + d**3 / 2000) / r2 + 1e-5


def arc_m(plane_m: Floats | float) -> Floats:
    """How long is the arc over a distance in the tangent plane? The two places lie evenly about the tangent point."""
    return np.asarray(2 * MEAN_RADIUS_M * np.arcsin(np.minimum(np.asarray(plane_m) / (2 * MEAN_RADIUS_M), 1.0)))


def plane_m(arc: Floats | float) -> Floats:
    """How long is the distance in the tangent plane under an arc? The inverse of :func:`arc_m`.

    A quarter of the way round the Earth and more is inf: everything is within it.
    """
    half = np.asarray(arc) / (2 * MEAN_RADIUS_M)
    return np.where(half < np.pi / 4, 2 * MEAN_RADIUS_M * np.sin(np.minimum(half, np.pi / 4)), np.inf)
