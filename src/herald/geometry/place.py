"""Where is it? Places on WGS 84 in canonical integers, and the two meanings of a straight line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Path(StrEnum):
    """What is straight: the shortest line on the ellipsoid, or the straight line in longitude and latitude."""

    GEODESIC = "geodesic"
    LONLAT = "lonlat"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on WGS 84, longitude and latitude in 1e-9 degree."""

    lon_e9: int
    lat_e9: int


Ring = tuple[Place, ...]
"""A closed line without its closing repetition; its direction has no meaning."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """An area: the outer ring first, then its holes.

    A ring whose longitudes wind by 360 degrees encloses the nearer pole.
    """

    rings: tuple[Ring, ...]
    path: Path
