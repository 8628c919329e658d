"""Where and when, says a Feature? Its geometry, schedule and heights, together the shape of a notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from herald.formats.geojson.heights import Heights, heights, sound_heights
from herald.formats.geojson.schedule import schedule, sound_schedule, window
from herald.geometry.geojson import Position, line, position, sound_legs, surface, typed
from herald.geometry.place import Path
from herald.members import Members, Reader, Where, caught, choice, gather, settled
from herald.notice.model import Action, Area, Reference, Route, Shape, Spot

MOST_VERTICES = 100_000

_LINE, _POINT, _POLYGON = "LineString", "Point", "Polygon"


def located(feature: Members, properties: Members) -> tuple[Shape | None, Reference]:
    """Which shape does this Feature give its notice, and what are the heights measured over?

    A cancel moves nothing: what it carries is read for its form alone, and its shape is None.
    """
    if properties.values.get("action") == Action.CANCEL.value:
        gather(lambda: feature.need("geometry", sound_geometry), lambda: _sound_members(properties))
        return None, Reference.AGL
    geometry = caught(lambda: feature.need("geometry", _geometry))
    if geometry[0] is None:
        gather(lambda: settled(geometry), lambda: _sound_members(properties))
    located_geometry = settled(geometry)
    return _SHAPES[str(located_geometry.values["type"])](located_geometry, properties)


def sound_geometry(value: object, where: Where) -> None:
    """Is this geometry, or null, what it should be, as far as can be said without the properties?"""
    if value is not None:
        geometry = _geometry(value, where)
        geometry.need("coordinates", _FORMS[str(geometry.values["type"])])


def _geometry(value: object, where: Where) -> Members:
    """The members of a geometry of one of the three types, not too long to be read."""
    if value is None:
        raise where.wrong("null", "a LineString, Point or Polygon; null only for a cancel")
    geometry = typed(value, where, _LINE, _POINT, _POLYGON)
    geometry.need("coordinates", _few_enough)
    return geometry


def _few_enough(value: object, where: Where) -> None:
    """Has it no more vertices than a notice may have? The closing position of a ring is not counted."""
    items = value if isinstance(value, list) else []
    inner = sum(len(item) - 1 for item in items if isinstance(item, list) and item and isinstance(item[0], list))
    if max(len(items), inner) > MOST_VERTICES:
        raise where.wrong(f"{max(len(items), inner)} vertices", f"at most {MOST_VERTICES} a notice")


def _sound_members(properties: Members) -> None:
    gather(
        lambda: properties.get("path", choice(Path), None),
        lambda: sound_schedule(properties),
        lambda: sound_heights(properties),
    )


def _route(geometry: Members, properties: Members) -> tuple[Route, Reference]:
    """A movement: a schedule and a band for each vertex."""
    path = _path(properties, Path.GEODESIC)
    where = geometry.where.member("coordinates")
    found = caught(lambda: geometry.need("coordinates", line))
    _, positions, _, when, over = gather(
        lambda: properties.get("path", choice(Path), None),
        lambda: settled(found),
        lambda: sound_legs(found[0] or (), where, path),
        lambda: schedule(properties, _length(geometry.values["coordinates"])),
        lambda: _heights(properties, found[0], where),
    )
    return Route(tuple(one.place for one in positions), path, when, over.bands), over.reference


def _spot(geometry: Members, properties: Members) -> tuple[Spot, Reference]:
    """A presence at one place; a path would mean nothing, but must be one."""
    found = caught(lambda: geometry.need("coordinates", position))
    _, at, when, over = gather(
        lambda: properties.get("path", choice(Path), None),
        lambda: settled(found),
        lambda: window(properties),
        lambda: _heights(properties, (found[0],) if found[0] else None, geometry.where.member("coordinates")),
    )
    return Spot(at.place, when, over.bands[0]), over.reference


def _area(geometry: Members, properties: Members) -> tuple[Area, Reference]:
    """A presence somewhere in an area, over one band that holds every height given on its rings."""
    path = _path(properties, Path.LONLAT)
    where = geometry.where.member("coordinates")
    found = caught(lambda: geometry.need("coordinates", lambda value, inside: surface(value, inside, path)))
    _, inside, when, over = gather(
        lambda: properties.get("path", choice(Path), None),
        lambda: settled(found),
        lambda: window(properties),
        lambda: _heights(properties, found[0].positions if found[0] else None, where),
    )
    return Area(inside.polygon, when, over.hull()), over.reference


_SHAPES: dict[str, Callable[[Members, Members], tuple[Shape, Reference]]] = {
    _LINE: _route,
    _POINT: _spot,
    _POLYGON: _area,
}
_FORMS: dict[str, Reader[object]] = {
    _LINE: line,
    _POINT: position,
    _POLYGON: lambda value, where: surface(value, where, Path.LONLAT),
}
"""What a geometry is read as for its form alone. Legs have no form of their own: on a cancel they are no legs."""


def _path(properties: Members, default: Path) -> Path:
    """The path stated, or the default; also where what is stated is no path, which is told elsewhere."""
    return caught(lambda: properties.get("path", choice(Path), default))[0] or default


def _heights(properties: Members, positions: Sequence[Position] | None, where: Where) -> Heights:
    """The bands at these positions; only the form of what states them where the positions cannot be read."""
    if positions is None:
        sound_heights(properties)
        return Heights(Reference.AGL, ())
    return heights(properties, [one.height for one in positions], where)


def _length(value: object) -> int | None:
    """How many vertices has this line, even where some cannot be read? None if it is no list."""
    return len(value) if isinstance(value, list) else None
