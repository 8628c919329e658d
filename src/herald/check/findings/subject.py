"""What must be known of a notice before anything is held against it? Its lengths, its times, the zones it runs through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from herald.agreement.model import Agreement, Period, Zone
from herald.check.legs import Index
from herald.check.within import region
from herald.geometry.crossings import crossings
from herald.geometry.ellipsoid import Floats, ecef
from herald.geometry.lines import chords, degrees, ring_chords
from herald.geometry.rings import flatten
from herald.notice.model import GROUND_KINDS, ON_THE_GROUND, Area, Kind, Notice, Reference, Route, Shape, Spot, Window
from herald.notice.timing import stops
from herald.units import ZoneId

Legs = tuple[int, ...]
"""Legs of a route, counted from 0, ascending. A site is its one leg 0."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A notice that is checked, and what the findings ask of it.

    `leg_m` holds the lengths of a route's legs (a site has none). `times` holds for every leg, or for the site, from when
    to when the party may be there: an end that nobody stated is without end. `zones` says which legs lie in which zone.
    """

    notice: Notice
    shape: Shape
    leg_m: tuple[float, ...]
    times: tuple[Period, ...]
    zones: dict[ZoneId, Legs]

    @property
    def span(self) -> Period:
        """From when to when is the notice about anything?"""
        starts, ends = [time.start for time in self.times], [time.end for time in self.times]
        return Period(
            None if None in starts else min(start for start in starts if start is not None),
            None if None in ends else max(end for end in ends if end is not None),
        )

    def within(self, zone: ZoneId | None) -> Legs:
        """Which legs lie in this zone? All, where there is none."""
        return tuple(range(len(self.times))) if zone is None else self.zones.get(zone, ())


def subjects(notices: Sequence[Notice], agreement: Agreement | None, road_factor: float) -> tuple[Subject, ...]:
    """These notices, all of which have a shape, with what the findings ask of them."""
    shapes = [notice.shape for notice in notices]
    zones = touched(shapes, () if agreement is None else agreement.zones)
    return tuple(
        Subject(notice, shape, (lengths := leg_lengths_m(shape)), _times(shape, lengths, road_factor), of_zones)
        for notice, shape, of_zones in zip(notices, shapes, zones, strict=True)
        if shape is not None
    )


def overlap(a: Period, b: Period) -> bool:
    """Have these periods an instant in common? Ends are included; a missing one is without end."""
    return _begins_by(a, b) and _begins_by(b, a)


def _begins_by(a: Period, b: Period) -> bool:
    return a.start is None or b.end is None or a.start <= b.end


def on_the_ground(notice: Notice) -> bool:
    """Does this party move or stand on the ground?

    Never a flight. Others do where their band is the ground itself (AGL 0 to 0); and ground movements, patrols, posts and
    static sites where a band is stated from anything but the ground, since that is then the height of the road.
    """
    if notice.kind is Kind.FLIGHT or notice.shape is None:
        return False
    bands = notice.shape.bands if isinstance(notice.shape, Route) else (notice.shape.band,)
    if notice.reference is Reference.AGL:
        return all(band == ON_THE_GROUND for band in bands)
    return notice.kind in GROUND_KINDS


def leg_lengths_m(shape: Shape | None) -> tuple[float, ...]:
    """How long is each leg of a route, along its own kind of line?"""
    return tuple(chords(shape.places, shape.path).leg_m.tolist()) if isinstance(shape, Route) else ()


def _times(shape: Shape, leg_m: Sequence[float], road_factor: float) -> tuple[Period, ...]:
    """From when to when may the party be on each leg, or at the site? A halt belongs to the legs on both sides of it."""
    if not isinstance(shape, Route):
        return (_period(shape.window),)
    timed = stops(shape, leg_m, road_factor)
    arrival = {stop.vertex: stop.earliest for stop in reversed(timed)}
    departure = {stop.vertex: stop.latest for stop in timed}
    return tuple(Period(arrival[leg], departure[leg + 1]) for leg in range(len(leg_m)))


def _period(window: Window) -> Period:
    return Period(window.earliest, window.latest)


# --- zones ---


def touched(shapes: Sequence[Shape | None], zones: Sequence[Zone]) -> list[dict[ZoneId, Legs]]:
    """Which legs of each shape lie in which zone, its boundary included?

    A leg lies in a zone if it crosses its boundary, or an end of one of its chords is in it: the centre line counts, without
    buffers. No crossing is missed: boundaries and legs are chords of at most 10 km that depart from the true lines by less
    than 0.05 m, and cross to within a millimetre.
    """
    found: list[dict[ZoneId, Legs]] = [{} for _ in shapes]
    if not zones or not shapes:
        return found
    owner, leg, lonlat = _drawn(shapes)
    for zone in zones:
        inside = _inside(lonlat, zone)
        for number, one in sorted(set(zip(owner[inside].tolist(), leg[inside].tolist(), strict=True))):
            found[number][zone.id] = (*found[number].get(zone.id, ()), one)
    for number, shape in enumerate(shapes):
        if isinstance(shape, Area):
            found[number] |= dict.fromkeys(_held(shape, zones), (0,))
    return found


def _drawn(shapes: Sequence[Shape | None]) -> tuple[Index, Index, Floats]:
    """All shapes as chords, n rows: whose, which leg (0 for a site), and lon0, lat0, lon1, lat1 in degrees (n, 4)."""
    parts = [(number, *line) for number, shape in enumerate(shapes) for line in _lines(shape)]
    none = np.zeros(0, np.intp)
    return (
        np.concatenate([none, *(np.full(len(lonlat), number, np.intp) for number, _, lonlat in parts)]),
        np.concatenate([none, *(leg for _, leg, _ in parts)]),
        np.vstack([np.zeros((0, 4)), *(lonlat for _, _, lonlat in parts)]),
    )


def _lines(shape: Shape | None) -> list[tuple[Index, Floats]]:
    match shape:
        case Route(places, path):
            line = chords(places, path)
            return [(line.leg, line.lonlat)]
        case Spot(place):
            return [(np.zeros(1, np.intp), degrees([place, place]).reshape(1, 4))]
        case Area(polygon):
            rings = [ring_chords(ring, polygon.path).lonlat for ring in polygon.rings]
            return [(np.zeros(len(ring), np.intp), ring) for ring in rings]
        case None:
            return []


def _inside(lonlat: Floats, zone: Zone) -> Index:
    """Which of these chords lie in the zone, in part or whole?"""
    of_zone = region(zone.polygons)
    origin = ecef(lonlat[:, 0], lonlat[:, 1])
    vector = ecef(lonlat[:, 2], lonlat[:, 3]) - origin
    crossing, _ = crossings(origin, vector, of_zone.origin, of_zone.vector)
    inside = of_zone.holds(lonlat[:, :2]) | of_zone.holds(lonlat[:, 2:])
    inside[crossing] = True
    return np.flatnonzero(inside)


def _held(area: Area, zones: Sequence[Zone]) -> list[ZoneId]:
    """Of which zones does the area hold a corner? Of all that lie wholly in it, and of some that its edges cross."""
    corners = [(zone.id, polygon.rings[0][0]) for zone in zones for polygon in zone.polygons]
    lonlat = degrees([corner for _, corner in corners])
    inside = flatten(area.polygon).contains(lonlat[:, 0], lonlat[:, 1])
    return [zone for (zone, _), held in zip(corners, inside.tolist(), strict=True) if held]
