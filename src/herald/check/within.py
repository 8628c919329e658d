"""What lies within what? Legs cut at the boundaries of zones, and the parts of legs inside another party's area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from herald.agreement.model import Agreement
from herald.check import meet
from herald.check.legs import Flags, Index, Legs, join
from herald.geometry.crossings import crossings, pieces
from herald.geometry.ellipsoid import Floats, between, ecef
from herald.geometry.lines import LONLAT_SAG_M, Chords, ring_chords
from herald.geometry.place import Polygon
from herald.geometry.rings import FlatPolygon, contained, flatten
from herald.notice.model import Area, Notice


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One or more polygons: their boundary as chords (`origin`, `vector` (m, 3) and `lonlat` (m, 4)), and what they enclose."""

    origin: Floats
    vector: Floats
    lonlat: Floats
    flat: tuple[FlatPolygon, ...]

    def holds(self, lonlat: Floats) -> Flags:
        """Which of these places (n, 2) in degrees are in it?"""
        return contained(self.flat, lonlat[:, 0], lonlat[:, 1])

    def near(self, legs: Legs, places: Floats) -> Flags:
        """Across whose boundary could each row's party stray? `places` (n, 2) are the rows' middles in degrees.

        Straight through the Earth nothing is further than on it, and a row's ends lie half its chord from its middle: so no
        boundary within reach is missed, and one a chord's length further may be taken for one.
        """
        found = np.zeros(len(legs), np.bool_)
        for row in np.flatnonzero(legs.aside_m > 0).tolist():
            middle_m = ecef(places[row, 0], places[row, 1])
            reach_m = float(legs.aside_m[row] + legs.chord_m[row] + legs.sag_m[row]) + LONLAT_SAG_M
            found[row] = bool((_apart_m(middle_m, self.origin, self.vector) <= reach_m).any())
        return found

    def cut(self, legs: Legs) -> Legs:
        """These rows cut wherever they cross the boundary."""
        chord, at = crossings(legs.possible[:, :3], legs.possible[:, 3:6], self.origin, self.vector)
        if len(chord) == 0:
            return legs
        return legs.cut(*pieces(len(legs), chord, at))


def _apart_m(place: Floats, origin: Floats, vector: Floats) -> Floats:
    """How far, straight through the Earth, is a place (3,) from each of these chords?"""
    offset = place - origin
    length2 = (vector**2).sum(axis=1)
    at = np.clip((offset * vector).sum(axis=1) / np.maximum(length2, 1e-12), 0.0, 1.0)
    apart: Floats = np.sqrt(((offset - at[:, None] * vector) ** 2).sum(axis=1))
    return apart


def region(polygons: Sequence[Polygon]) -> Region:
    """The region of these polygons."""
    lines: list[Chords] = [ring_chords(ring, polygon.path) for polygon in polygons for ring in polygon.rings]
    return Region(
        origin=np.vstack([line.origin() for line in lines]),
        vector=np.vstack([line.vector() for line in lines]),
        lonlat=np.vstack([line.lonlat for line in lines]),
        flat=tuple(flatten(polygon) for polygon in polygons),
    )


@lru_cache(maxsize=128)
def _of_zone(polygons: tuple[Polygon, ...]) -> Region:
    """The same of a zone, kept: whoever checks notices as they come asks for the same few each time."""
    return region(polygons)


def middle(legs: Legs) -> Floats:
    """A place inside each row, (n, 2) degrees: the middle, or the place itself of a row of no length."""
    lon0, lat0, lon1, lat1 = legs.lonlat.T
    return np.column_stack(between(lon0, lat0, lon1, lat1, np.full(len(legs), 0.5)))


def areas(notices: Sequence[Notice]) -> dict[int, Region]:
    """The region of every notice that is an area, by its number."""
    return {
        number: region([notice.shape.polygon])
        for number, notice in enumerate(notices)
        if isinstance(notice.shape, Area)
    }


def cut_at_zones(legs: Legs, agreement: Agreement | None, enclosed: dict[int, Region]) -> Legs:
    """The same rows cut at the boundary of every zone, each piece knowing in which zones it lies.

    An area that a zone divides also gets the zone's boundary within it as rows, so that the part in the zone is bounded on all
    sides: those rows have leg -1.
    """
    regions = [] if agreement is None else [_of_zone(zone.polygons) for zone in agreement.zones]
    for of_zone in regions:
        legs = of_zone.cut(legs)
    inner = [
        (zone, _boundary_within(legs, number, area, of_zone))
        for number, area in enclosed.items()
        for zone, of_zone in enumerate(regions)
    ]
    return join([_in_zones(legs, regions), *(_in_zones(rows, regions, bounding=zone) for zone, rows in inner)])


def _boundary_within(legs: Legs, number: int, area: Region, of_zone: Region) -> Legs:
    """The parts of a zone's boundary inside an area, as rows of the area's notice."""
    like = np.full(len(of_zone.origin), int(np.flatnonzero(legs.notice == number)[0]), np.intp)
    chord_m = np.sqrt((of_zone.vector**2).sum(axis=1))
    drawn = _laid(legs.take(like), of_zone.origin, of_zone.vector, of_zone.lonlat, chord_m)
    parts = area.cut(replace(drawn, leg=np.full(len(like), -1, np.intp)))
    return parts.take(np.flatnonzero(area.holds(middle(parts))))


def _in_zones(rows: Legs, regions: Sequence[Region], bounding: int | None = None) -> Legs:
    """These rows with the zones they lie in, and those into or out of which they could stray.

    A boundary belongs to the zone it bounds.
    """
    if not regions:
        return rows
    within, astray = (np.zeros((len(rows), len(regions)), np.bool_) for _ in range(2))
    places = middle(rows)
    for zone, of_zone in enumerate(regions):
        within[:, zone] = of_zone.holds(places) | (zone == bounding)
        astray[:, zone] = of_zone.near(rows, places)
    return replace(rows, zones=within, astray=astray)


def _laid(rows: Legs, origin: Floats, vector: Floats, lonlat: Floats, chord_m: Floats) -> Legs:
    """The same windows, heights and reach, laid along other lines."""
    moved = {name: getattr(rows, name).copy() for name in ("possible", "certain")}
    for column in moved.values():
        column[:, :3], column[:, 3:6] = origin, vector
    return replace(rows, possible=moved["possible"], certain=moved["certain"], lonlat=lonlat, chord_m=chord_m)


def insides(legs: Legs, enclosed: dict[int, Region], party: Index) -> tuple[Legs, Legs]:
    """Which parts of legs lie inside another party's area? The parts, and the area itself laid along each of them.

    A party anywhere in an area may be at any place the leg runs over: so along its part inside, the leg meets the area as a row of
    the same places, the area's window and heights. `party` is a number for each notice's party.
    """
    pairs = [_inside(legs, number, area, party) for number, area in enclosed.items()]
    nothing = legs.take(np.zeros(0, np.intp))
    return join([nothing, *(part for part, _ in pairs)]), join([nothing, *(laid for _, laid in pairs)])


def _inside(legs: Legs, number: int, area: Region, party: Index) -> tuple[Legs, Legs]:
    others = legs.take(np.flatnonzero((party[legs.notice] != party[number]) & _about(legs, area)))
    parts = area.cut(others)
    parts = parts.take(np.flatnonzero(area.holds(middle(parts))))
    like = np.full(len(parts), int(np.flatnonzero(legs.notice == number)[0]), np.intp)
    laid = _laid(legs.take(like), parts.possible[:, :3], parts.possible[:, 3:6], parts.lonlat, parts.chord_m)
    leg = np.full(len(parts), -1, np.intp)
    return parts, replace(laid, zones=parts.zones, astray=np.zeros_like(parts.astray), leg=leg)


def _about(legs: Legs, area: Region) -> Flags:
    """Which rows begin within the cap of the sphere about the area? All, where the area reaches round more than a hemisphere."""
    ends = np.vstack([area.origin, area.origin + area.vector])
    centre = ends.mean(axis=0)
    size = float(np.sqrt((centre**2).sum()))
    if size < 1.0:
        return np.ones(len(legs), np.bool_)
    centre = centre / size
    least = float((ends @ centre).min())
    starts = legs.possible[:, [meet.X, meet.Y, meet.Z]]
    # Along the centre's direction nothing of the area lies lower than its boundary; a row may reach over it by its own length.
    about: Flags = (least < 0) | (starts @ centre >= least - 2 * legs.chord_m - 1000.0)
    return about
