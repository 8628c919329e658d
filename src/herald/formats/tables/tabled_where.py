"""Where, do the rows of one notice say? A place each, in degrees or typed in any form; together a point, a line or an area."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from herald.formats.tables import cells, columns
from herald.formats.tables.tabled import Reading, Row
from herald.geometry import coordinates
from herald.geometry.datums import datum as datum_named
from herald.jsontext import quoted

WGS84 = frozenset({"wgs84", "epsg4326", "crs84"})
"""Names of the datum that coordinates have anyway, as `columns.folded` leaves them."""
LIMITS = {"lat": 90, "lon": 180}
PLACE = "lat and lon, or place; nothing only where the notice cancels another"
PLACED = ("place", "lat", "lon")
NANODEGREES = -9

Members = dict[str, object]


@dataclass(slots=True)
class Located:
    """The geometry of a Feature, or None; what is not known of its places in m; and the texts as typed, a vertex each."""

    geometry: Members | None = None
    doubt_m: Decimal = Decimal(0)
    texts: list[str | None] = field(default_factory=list)


def is_area(reading: Reading) -> bool:
    """Are these rows the corners of an area? If any of them names its ring."""
    return any("ring" in row for row in reading.tabled.vertices)


def located(reading: Reading) -> Located:
    """Where is it? One row is a point, several are a line, and rows with a ring the corners of an area.

    A notice none of whose rows holds a place has no geometry: right for a cancel, told of any other.
    """
    vertices = reading.tabled.vertices
    found = Located()
    reading.put("geometry", vertices[0], "place" if "place" in vertices[0] else "lat")
    _refuse_disorder(reading)
    if not any(column in row for row in vertices for column in PLACED):
        reading.missing("geometry", vertices[0], "lat", PLACE)
        return found
    datums = reading.believed("datum", "WGS 84", datum_named)[1:]
    if is_area(reading):
        found.geometry = {"type": "Polygon", "coordinates": _rings(reading, found, datums)}
        return found
    paths = [f"geometry.coordinates[{at}]" for at in range(len(vertices))] if len(vertices) > 1 else _ALONE
    line = [_position(reading, found, *one) for one in zip(vertices, paths, datums, strict=True)]
    found.geometry = {"type": "LineString", "coordinates": line} if len(line) > 1 else _point(line[0])
    return found


_ALONE = ["geometry.coordinates"]


def _point(position: object) -> Members:
    return {"type": "Point", "coordinates": position}


def _refuse_disorder(reading: Reading) -> None:
    """Where points are numbered, do the numbers rise from row to row?"""
    before: int | Decimal = 0
    for row in reading.tabled.vertices:
        if "point" in row:
            now = cells.number(row.cells["point"], decimal_comma=False)
            if now is None or now <= before:
                reading.wrong(row, "point", quoted(row.cells["point"]), f"a number above {before}: points in order")
            else:
                before = now


def _rings(reading: Reading, found: Located, datums: tuple[str | None, ...]) -> list[list[object]]:
    """The rings of an area, each closed, in the order in which they begin; the first is the outer one."""
    rings: dict[str, list[object]] = {}
    ring = "1"
    for row, datum in zip(reading.tabled.vertices, datums, strict=True):
        if "ring" not in row:
            reading.wrong(row, "ring", "nothing", "the ring that this corner belongs to: 1 is the outer one")
        ring = row.cells.get("ring", ring)
        corners = rings.setdefault(ring, [])
        at = list(rings).index(ring) if len(rings) > 1 else 0
        corners.append(_position(reading, found, row, f"geometry.coordinates[{at}][{len(corners)}]", datum))
        if len(corners) == 1:
            reading.put(f"geometry.coordinates[{at}]", row, "ring")
            _refuse_number(reading, row, at + 1)
    return [
        corners if corners[0] == corners[-1] and len(corners) > 1 else [*corners, corners[0]]
        for corners in rings.values()
    ]


def _refuse_number(reading: Reading, row: Row, expected: int) -> None:
    typed = row.cells.get("ring", "1")
    if cells.number(typed, decimal_comma=False) != expected:
        reading.wrong(row, "ring", quoted(typed), f"{expected}: rings are numbered in order, 1 is the outer one")


def _position(reading: Reading, found: Located, row: Row, path: str, datum: str | None) -> object:
    """The position of one row, with its height if one is given; or what stands there instead, for the strict reader to refuse."""
    in_degrees = "lat" in row or "lon" in row
    reading.put(path, row, "lat" if in_degrees else "place")
    found.texts.append(None)
    if "place" in row and in_degrees:
        reading.amiss[path] = ("both", "lat and lon, or place")
        return None
    if "place" in row:
        return _high(reading, row, path, _typed(reading, found, row.cells["place"], path, datum))
    if not in_degrees:
        reading.amiss[path] = ("nothing", "lat and lon, or place")
        return None
    return _high(reading, row, path, _degrees(reading, found, row, path, datum))


def _degrees(reading: Reading, found: Located, row: Row, path: str, datum: str | None) -> list[object] | None:
    """The position in the columns `lon` and `lat`: plain degrees of WGS 84 as they are, all else as typed coordinates."""
    missing = [column for column in LIMITS if column not in row]
    if missing:
        reading.missing(path, row, missing[0], f"{missing[0]} too")
        return None
    comma = reading.tabled.decimal_comma
    plain = {column: cells.number(row.cells[column], decimal_comma=comma, degrees=True) for column in LIMITS}
    lat, lon = plain["lat"], plain["lon"]
    if lat is None or lon is None:
        return _typed(reading, found, f"{row.cells['lat']} {row.cells['lon']}", path, datum)
    for column, limit, value in (("lat", LIMITS["lat"], lat), ("lon", LIMITS["lon"], lon)):
        if not -limit <= value <= limit:
            reading.put(path, row, column)
            reading.amiss[path] = (quoted(row.cells[column]), f"degrees from -{limit} to {limit}")
            return None
    if columns.folded(datum) in WGS84 if datum is not None else not reading.tabled.by_hand:
        return [lon, lat]
    return _typed(reading, found, f"{lat:.9f} {lon:.9f}", path, datum, digits=False)


def _typed(
    reading: Reading, found: Located, text: str, path: str, datum: str | None, *, digits: bool = True
) -> list[object] | None:
    """The position of coordinates typed in any form; their doubt widens that of the notice, and the text is kept.

    Of `digits` that are a number in a column nothing is concluded: a spreadsheet drops the zeros they end with.
    """
    try:
        typed = coordinates.read(text, datum)
    except ValueError as error:
        reading.amiss[path] = (quoted(text), str(error))
        return None
    found.texts[-1] = text
    doubt_m = typed.uncertainty_m if digits else typed.datum_m + typed.unstated_m
    found.doubt_m = max(found.doubt_m, Decimal(doubt_m).quantize(Decimal("0.001"), ROUND_CEILING))
    return [Decimal(one).scaleb(NANODEGREES) for one in (typed.place.lon_e9, typed.place.lat_e9)]


def _high(reading: Reading, row: Row, path: str, position: list[object] | None) -> object:
    """The position with its height, where the row gives one."""
    if position is None or "altitude_point_m" not in row:
        return position
    height = reading.numeral(row, "altitude_point_m", path)
    if isinstance(height, str):
        reading.amiss.setdefault(path, (quoted(height), "a height in metres"))
    else:
        reading.put(path, row, "lat" if "lat" in row else "place")
    return [*position, height]
