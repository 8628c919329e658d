"""Where does GeoJSON say something is? Positions, lines and polygons of RFC 7946, read strictly into canonical places.

Shared by notices and zones. Coordinates are longitude, latitude and optionally a height, in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact
from itertools import chain, pairwise

from herald.geometry.lines import degrees
from herald.geometry.place import Path, Place, Polygon, Ring
from herald.geometry.rings import edge_fault, flatten, ring_fault
from herald.jsontext import LONGEST_NUMBER, Value, parse
from herald.malformed import Malformed, Problem
from herald.members import GREATEST, Members, Where, each, gather, members, said, word
from herald.units import NANODEGREES

Height = int | Decimal
LARGEST_BYTES = 256 * 2**20
POSITION = f"longitude from -180 to 180, latitude from -90 to 90, and at most one height up to {GREATEST} m either way"

_LISTS = frozenset({list})
_PAIR = frozenset({2})
_NUMBERS = frozenset({int, Decimal})  # exact types: a truth value is an int to isinstance
_NANO = Decimal(NANODEGREES)
_SHORT = Context(prec=28, traps=[Inexact])
"""For the digits that a coordinate commonly has, in half the time; where they are more, it says so."""
_EXACT = Context(prec=2 * LONGEST_NUMBER + 16)
_WGS84 = re.compile(
    r"(urn:(x-)?ogc:def:crs:)?(OGC:[0-9.]*:?CRS84h?|EPSG:[0-9.]*:?(4326|4979))|(OGC:)?CRS84h?"
    r"|https?://www\.opengis\.net/def/crs/(OGC/[0-9.]+/CRS84h?|EPSG/[0-9.]+/(4326|4979))",
    re.ASCII | re.IGNORECASE,
)
_FEATURE = re.compile(r"features\[([0-9]+)\]\.?(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Position:
    """A place, and the height in metres where one is given."""

    place: Place
    height: Height | None


@dataclass(frozen=True, slots=True)
class Surface:
    """A polygon, and the positions of all its rings, closing ones included."""

    polygon: Polygon
    positions: tuple[Position, ...]


def document(file: str, data: bytes) -> Value:
    """What does this GeoJSON text say, as JSON?

    What is wrong with the text within a feature is said of that feature. Raises Malformed, also beyond LARGEST_BYTES.
    """
    if len(data) > LARGEST_BYTES:
        raise Where(file).wrong("more", f"at most {LARGEST_BYTES // 2**20} MiB")
    try:
        return parse(file, data)
    except Malformed as malformed:
        raise Malformed(_in_feature(problem) for problem in malformed.problems) from None


def _in_feature(problem: Problem) -> Problem:
    inside = _FEATURE.fullmatch(problem.field)
    return replace(problem, feature=int(inside[1]), field=inside[2] or "feature") if inside else problem


def position(value: object, where: Where) -> Position:
    """Which place is this, to the nearest 1e-9 degree (a tie goes to the even one)?

    Both -180 and 180 are allowed, and both poles. Malformed for anything else than two or three numbers in range.
    """
    found = _position(value)
    if found is None:
        raise where.wrong(_seen(value), POSITION)
    return found


def line(value: object, where: Where) -> tuple[Position, ...]:
    """Which places does this line join? Two at least; equal neighbours are a halt."""
    if not isinstance(value, list) or len(value) < 2:
        raise where.wrong(said(value), "a list of two positions or more")
    return _positions(value, where)


def sound_legs(positions: Iterable[Position], where: Where, path: Path) -> None:
    """Is there just one line, of the meaning its path gives it, from each position to the next? Malformed where not."""
    legs = enumerate(pairwise(one.place for one in positions))
    faults = [(leg, fault) for leg, (a, b) in legs if (fault := edge_fault(a, b, path))]
    each(faults, lambda found: _refuse_leg(where.item(found[0]), found[1]))


def surface(value: object, where: Where, path: Path) -> Surface:
    """Which area is this list of rings, the outer one first?

    Every ring is closed (its last position repeats its first) and neither crosses nor touches itself; direction has no
    meaning. Holes lie within the outer ring: one that does not is a slip, and its edge would count as the area's.
    """
    if not isinstance(value, list) or not value:
        raise where.wrong(said(value), "a list of rings")
    rings = each(enumerate(value), lambda item: _ring(item[1], where.item(item[0]), path))
    polygon = Polygon(tuple(_places(ring) for ring in rings), path)
    each(range(1, len(rings)), lambda number: _hole(polygon, number, where.item(number)))
    return Surface(polygon, tuple(chain.from_iterable(rings)))


def _hole(polygon: Polygon, number: int, where: Where) -> None:
    """Refuses a hole that leaves its outer ring: a corner of it outside, or a corner of the outer ring inside it."""
    outer, hole = (flatten(Polygon((polygon.rings[k],), polygon.path)).rings[0] for k in (0, number))
    in_outer, on_outer = outer.locate(*degrees(polygon.rings[number]).T)
    in_hole, on_hole = hole.locate(*degrees(polygon.rings[0]).T)
    if not (in_outer | on_outer).all() or (in_hole & ~on_hole).any():
        raise where.wrong("a ring that is not within the first", "a hole within the outer ring")


def typed(value: object, where: Where, *types: str) -> Members:
    """Which members has this GeoJSON object of one of these types? Malformed if it names a system that is not WGS 84.

    GeoJSON of 2008 could name one in `crs`; RFC 7946 cannot, and means WGS 84 (OGC:CRS84). EPSG:4326 is the same datum,
    and by GeoJSON's own rule (2008, section 2.1.1) a position begins with the easting whatever order the system has:
    longitude comes first here too. Likewise with heights (CRS84h, EPSG:4979).
    """
    given = members(value, where)
    gather(lambda: given.need("type", word(*types)), lambda: given.get("crs", _wgs84, None))
    return given


def quick_places(value: object) -> tuple[Place, ...] | None:
    """The places of a line without heights, if nothing is wrong with any of them: a file may hold millions."""
    if not isinstance(value, list) or not _LISTS.issuperset(map(type, value)) or not _PAIR.issuperset(map(len, value)):
        return None
    numbers = list(chain.from_iterable(value))
    if not numbers or not _NUMBERS.issuperset(map(type, numbers)):
        return None
    lons, lats = numbers[::2], numbers[1::2]
    if not (min(lons) >= -180 and max(lons) <= 180 and min(lats) >= -90 and max(lats) <= 90):
        return None
    return tuple(map(Place, map(nanodegrees, lons), map(nanodegrees, lats)))


def _position(value: object) -> Position | None:
    """The place and height, if nothing is wrong with them."""
    if not isinstance(value, list) or not 2 <= len(value) <= 3 or not _NUMBERS.issuperset(map(type, value)):
        return None
    lon, lat = value[0], value[1]
    height = value[2] if len(value) == 3 else None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (height is not None and abs(height) > GREATEST):
        return None
    return Position(Place(nanodegrees(lon), nanodegrees(lat)), height)


def nanodegrees(degrees: int | Decimal) -> int:
    """To the nearest 1e-9 degree, a tie to the even one."""
    if isinstance(degrees, int):
        return degrees * NANODEGREES
    try:
        return round(_SHORT.multiply(degrees, _NANO))
    except Inexact:
        return round(degrees.scaleb(9, _EXACT))


def _seen(value: object) -> str:
    """What stands where a position should? Its numbers, if it is a short list."""
    if isinstance(value, list) and len(value) <= 4:
        return f"[{', '.join(said(item) for item in value)}]"
    return said(value)


def _positions(values: list[object], where: Where) -> tuple[Position, ...]:
    found = [_position(value) for value in values]
    wrong = (index for index, one in enumerate(found) if one is None)
    each(wrong, lambda index: position(values[index], where.item(index)))
    return tuple([one for one in found if one is not None])


def _refuse_leg(where: Where, fault: str) -> None:
    raise where.wrong(f"a leg {fault}", "a leg of which there is only one")


def _ring(value: object, where: Where, path: Path) -> tuple[Position, ...]:
    """The positions of a closed ring, the closing one included, if the ring is sound."""
    if not isinstance(value, list) or len(value) < 4:
        raise where.wrong(said(value), "a closed ring of four positions or more")
    ring = _positions(value, where)
    if ring[0].place != ring[-1].place:
        raise where.wrong("a ring that is not closed", "the first position again as the last")
    fault = ring_fault(_places(ring), path)
    if fault:
        raise where.wrong(f"a ring: {fault}", "a ring that encloses an area and neither crosses nor touches itself")
    return ring


def _places(closed: tuple[Position, ...]) -> Ring:
    return tuple(one.place for one in closed[:-1])


def _wgs84(value: object, where: Where) -> None:
    crs = value if isinstance(value, dict) else {}
    inside = crs.get("properties")
    name = inside.get("name") if crs.get("type") == "name" and isinstance(inside, dict) else None
    if not isinstance(name, str) or not _WGS84.fullmatch(name):
        raise where.wrong(said(value if name is None else name), "no crs, or one that names WGS 84 (OGC:CRS84)")
