"""What does a ring enclose? What is wrong with a ring, and which places lie inside a polygon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from herald.geometry.ellipsoid import GEOD, Floats
from herald.geometry.outline import POLE_E9, TURN_E9, Outline, canonical, half_turn, outline
from herald.geometry.place import Path, Place, Polygon, Ring
from herald.geometry.touching import Chain, Flags, Ints, first_touch, side
from herald.units import NANODEGREES

LONGEST_OUTLINE_M = 4e8
"""Geodesic outlines longer than ten times round the Earth are refused: drawing them would take all memory."""
ON_EDGE_E9 = 1.0
"""How near to an edge, in 1e-9 degree, is on it? One unit: places are rounded by half of one in either coordinate."""

_LONLAT_LIMIT_E9 = 89 * NANODEGREES
_SAME_AZIMUTH_DEG = 1e-6
"""Directions of geodesics between nearly opposite places are computed to better than this."""
_BLOCK = 1 << 20
"""How many pairs of a place and an edge are looked at together."""
_LISTED_PER_EDGE = 8
"""In how many slabs may an edge be listed, on average?"""


def beyond_lonlat(place: Place) -> bool:
    """Is this place poleward of 89 degrees, where a straight line in longitude and latitude is no sensible path?"""
    return abs(place.lat_e9) > _LONLAT_LIMIT_E9


def edge_fault(a: Place, b: Place, path: Path) -> str | None:
    """Why is there not one line from a to b? None if there is.

    LONLAT: exactly 180 degrees of longitude apart, or an end poleward of 89 degrees. GEODESIC: opposite on the Earth,
    or so nearly that a line by the north and its mirror image by the south are equally short.
    """
    if path is Path.LONLAT:
        if beyond_lonlat(a) or beyond_lonlat(b):
            return "poleward of 89 degrees with path lonlat"
        return "exactly 180 degrees of longitude from end to end with path lonlat" if half_turn(a, b) else None
    if a.lat_e9 + b.lat_e9 == 0 and _mirrored(a, b):
        return "from end to opposite end of the Earth, where no one line is the shortest"
    return None


def _mirrored(a: Place, b: Place) -> bool:
    """Is the geodesic between two places of opposite latitudes not its own mirror image, so that there are two?

    Turning the Earth half round the equator's point midway swaps the ends; the one shortest line is turned into itself,
    so that it sets out and arrives in the same direction. Lines within 179 degrees of longitude always do.
    """
    east = (b.lon_e9 - a.lon_e9) % TURN_E9
    if abs(a.lat_e9) == POLE_E9:
        return True
    if abs(east - TURN_E9 // 2) > NANODEGREES:
        return False
    (lon0, lat0), (lon1, lat1) = ((place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES) for place in (a, b))
    azimuth, back, _ = GEOD.inv(lon0, lat0, lon1, lat1)
    return bool(abs((azimuth - back) % 360 - 180) > _SAME_AZIMUTH_DEG)


def _perimeter_m(ring: Ring) -> float:
    """How long is the ring along its geodesics?"""
    closed = (*ring, ring[0])
    lon, lat = np.array([(p.lon_e9, p.lat_e9) for p in closed]).T / NANODEGREES
    return float(GEOD.line_length(lon, lat))


def ring_fault(ring: Ring, path: Path) -> str | None:
    """Why does this ring not enclose one area? None if it does.

    The answer is short words for a problem's `seen`; edges are counted from 0, edge 0 begins at the first place. Places
    repeated one after the other are taken once: they are common in files and nothing hangs on them. LONLAT rings are
    judged exactly. GEODESIC rings are judged as drawn, so that edges within 0.1 m of each other (twice `DEPARTURE_M`)
    may be said to touch, or a crossing no deeper than that be missed.
    """
    if len({canonical(place) for place in ring}) < 3:
        return "fewer than three distinct places"
    for index, (a, b) in enumerate(pairwise((*ring, ring[0]))):
        if fault := edge_fault(a, b, path):
            return f"edge {index} is {fault}"
    if path is Path.GEODESIC and _perimeter_m(ring) > LONGEST_OUTLINE_M:
        return f"geodesic edges longer together than {LONGEST_OUTLINE_M / 1000:,.0f} km"
    return _outline_fault(outline(ring, path))


def _outline_fault(drawn: Outline) -> str | None:
    """Which fault shows only once the ring is drawn?"""
    if abs(drawn.winding) > 1:
        return f"winds {abs(drawn.winding)} times round the Earth"
    if drawn.winding == 0 and _on_one_line(drawn):
        return "encloses no area"
    if max(_visits(drawn.y == pole) for pole in (POLE_E9, -POLE_E9)) > 1:
        return "touches itself at a pole"
    if touch := first_touch(Chain(drawn.x, drawn.y, TURN_E9)):
        a, b = sorted(int(drawn.edges[at]) for at in touch)
        return f"edges {a} and {b} cross or touch" if a != b else f"edge {a} touches itself"
    if drawn.winding and abs(drawn.mean_lat_e9()) < 1:
        return "winds round the Earth as near to one pole as to the other"
    return None


def _on_one_line(drawn: Outline) -> bool:
    """Do all places lie on one straight line of the plane?"""
    x, y = drawn.x, drawn.y
    far = int(np.argmax(np.abs(x - x[0]).astype(np.float64) + np.abs(y - y[0])))
    return not side(x[:1], y[:1], x[far : far + 1], y[far : far + 1], x, y).any()


def _visits(there: Flags) -> int:
    """How often does the closed outline come to where these of its places are?"""
    return int(np.count_nonzero(there[1:] & ~there[:-1]))


def flat_ring(ring: Ring, path: Path) -> Floats:
    """Which figure of the unwrapped plane is this ring? (n, 2) longitudes and latitudes in degrees, the last the first.

    A ring that winds round the Earth is closed through the nearer pole: `(lon_end, +-90)`, `(lon_start, +-90)`, first
    place. Those three last pieces are seams, no boundary. Longitudes start at the first place's and may leave
    [-180, 180]. The ring must have no `ring_fault`.
    """
    drawn = outline(ring, path)
    points = np.column_stack([drawn.x, drawn.y])
    if pole := drawn.pole_e9():
        points = np.vstack([points, [(drawn.x[-1], pole), (drawn.x[0], pole), (drawn.x[0], drawn.y[0])]])
    flat: Floats = points / NANODEGREES
    return flat


@dataclass(frozen=True, slots=True, eq=False)
class FlatRing:
    """A ring ready to be asked for many places at once.

    `x`, `y` (n + 1) in 1e-9 degree, x from the first place; edges are listed by slabs of equal width in x: slab s holds
    `listed[first[s]:first[s + 1]]`. `south` is whether the ring encloses the south pole.
    """

    x: Floats
    y: Floats
    start_e9: int
    south: bool
    slab: float
    first: Ints
    listed: Ints

    def locate(self, lon_deg: Floats, lat_deg: Floats) -> tuple[Flags, Flags]:
        """Which places are inside, and which on the ring? (inside, on); for those on it `inside` means nothing.

        A line is drawn from each place due south and its crossings are counted, in every turn of longitude that the
        ring reaches: odd is inside, and the other way round if the ring encloses the south pole.
        """
        lon = np.mod(lon_deg * NANODEGREES - self.start_e9, TURN_E9)
        lat = lat_deg * NANODEGREES
        inside = np.full(len(lon), self.south)
        on = self._at_pole(lat)
        low, high = float(self.x.min()) - ON_EDGE_E9, float(self.x.max()) + ON_EDGE_E9
        for turn in range(int(np.floor(low / TURN_E9)), int(np.floor(high / TURN_E9)) + 1):
            x = lon + turn * float(TURN_E9)
            here = np.flatnonzero((x >= low) & (x <= high))
            odd, touched = self._crossings(x[here], lat[here])
            inside[here] ^= odd
            on[here] |= touched
        return inside, on

    def _at_pole(self, lat: Floats) -> Flags:
        """Which places are at a pole through which the ring runs?"""
        at_pole = np.zeros(len(lat), np.bool_)
        for pole in (POLE_E9, -POLE_E9):
            if (self.y == pole).any():
                at_pole |= np.abs(lat - pole) <= ON_EDGE_E9
        return at_pole

    def _crossings(self, x: Floats, y: Floats) -> tuple[Flags, Flags]:
        """Is the number of edges due south odd, and does the place lie on an edge?"""
        slab = np.clip((x - self.x.min()) // self.slab, 0, len(self.first) - 2).astype(np.int64)
        counts = self.first[slab + 1] - self.first[slab]
        odd, on = np.zeros(len(x), np.bool_), np.zeros(len(x), np.bool_)
        for block in _blocks(counts):
            place = np.repeat(np.arange(len(x))[block], counts[block])
            within = np.arange(len(place)) - np.repeat(np.cumsum(counts[block]) - counts[block], counts[block])
            south, touched = self._against(x[place], y[place], self.listed[self.first[slab[place]] + within])
            odd[block] = np.bincount(place[south] - block.start, minlength=block.stop - block.start) % 2 == 1
            on[place[touched]] = True
        return odd, on

    def _against(self, x: Floats, y: Floats, edge: Ints) -> tuple[Flags, Flags]:
        """Does this edge pass due south of this place, and does the place lie on it?

        Half-open in x, so that a corner is counted once. Rounding is below 1e-3 of the band that counts as on the edge
        (differences to 3.6e11, relative 2^-52), so that outside the band the sign is the true one.
        """
        x0, y0, x1, y1 = self.x[edge], self.y[edge], self.x[edge + 1], self.y[edge + 1]
        run, rise = x1 - x0, y1 - y0
        above = (run * (y - y0) - rise * (x - x0)) * np.where(run < 0, -1.0, 1.0)
        near = np.abs(above) <= ON_EDGE_E9 * (np.abs(run) + np.abs(rise))
        near &= (np.minimum(x0, x1) - ON_EDGE_E9 <= x) & (x <= np.maximum(x0, x1) + ON_EDGE_E9)
        near &= (np.minimum(y0, y1) - ON_EDGE_E9 <= y) & (y <= np.maximum(y0, y1) + ON_EDGE_E9)
        return ((x0 <= x) != (x1 <= x)) & (above > 0), near


@dataclass(frozen=True, slots=True, eq=False)
class FlatPolygon:
    """A polygon ready to be asked for many places at once; build it once with `flatten`."""

    rings: tuple[FlatRing, ...]

    def contains(self, lon_deg: Floats, lat_deg: Floats) -> Flags:
        """Which of these places are in the polygon? Inside the outer ring and in no hole; every boundary counts as in.

        Degrees, arrays of one length n; any convention of longitude. The boundary is 1e-9 degree broad; a GEODESIC
        polygon's lies within `DEPARTURE_M` of the true one.
        """
        lon, lat = np.asarray(lon_deg, np.float64), np.asarray(lat_deg, np.float64)
        inside, boundary = self.rings[0].locate(lon, lat)
        for hole in self.rings[1:]:
            in_hole, on_hole = hole.locate(lon, lat)
            inside &= ~in_hole | on_hole
        return inside | boundary


def flatten(polygon: Polygon) -> FlatPolygon:
    """The polygon with its edges drawn and sorted. Its rings must have no `ring_fault`."""
    return FlatPolygon(tuple(_sorted_ring(outline(ring, polygon.path)) for ring in polygon.rings))


def contains(polygon: Polygon, lon_deg: Floats, lat_deg: Floats) -> Flags:
    """Which of these places are in the polygon? For a single question; see `FlatPolygon.contains`."""
    return flatten(polygon).contains(lon_deg, lat_deg)


def contained(polygons: Sequence[FlatPolygon], lon_deg: Floats, lat_deg: Floats) -> Flags:
    """Which of these places are in at least one of the polygons?"""
    nowhere = np.zeros(len(np.asarray(lon_deg)), np.bool_)
    return reduce(np.logical_or, (polygon.contains(lon_deg, lat_deg) for polygon in polygons), nowhere)


def _sorted_ring(drawn: Outline) -> FlatRing:
    """The outline with its edges listed by slabs of longitude, as many as keep the lists within 8 entries an edge."""
    x = (drawn.x - drawn.x[0]).astype(np.float64)
    low = np.minimum(x[:-1], x[1:]) - ON_EDGE_E9 - x.min()
    high = np.maximum(x[:-1], x[1:]) + ON_EDGE_E9 - x.min()
    width = float(np.ptp(x)) + ON_EDGE_E9
    slabs = int(np.clip((_LISTED_PER_EDGE - 2) * len(low) * width / float(np.sum(high - low)), 1, len(low)))
    slab = width / slabs
    begin = np.clip(low // slab, 0, slabs - 1).astype(np.int64)
    counts = np.clip(high // slab, 0, slabs - 1).astype(np.int64) - begin + 1
    edge = np.repeat(np.arange(len(low)), counts)
    listed_in = begin[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = np.concatenate([[0], np.cumsum(np.bincount(listed_in, minlength=slabs))])
    listed = edge[np.argsort(listed_in, kind="stable")]
    return FlatRing(x, drawn.y.astype(np.float64), int(drawn.x[0]), drawn.pole_e9() == -POLE_E9, slab, first, listed)


def _blocks(counts: Ints) -> Iterator[slice]:
    """Runs of places whose lists of edges come to about a block together; a place with a longer list is its own."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        room = (int(ends[start - 1]) if start else 0) + _BLOCK
        stop = max(start + 1, int(np.searchsorted(ends, room, side="right")))
        yield slice(start, stop)
        start = stop
