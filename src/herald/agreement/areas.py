"""Which areas does the GeoJSON of a zone name? Polygons, alone or in Features."""

from __future__ import annotations

from herald.geometry.geojson import surface, typed
from herald.geometry.place import Path, Polygon
from herald.members import Where, choice, each, members, nonempty

_POLYGONAL = ("Polygon", "MultiPolygon")


def areas(value: object, where: Where) -> tuple[Polygon, ...]:
    """Which areas does this object name? A Polygon, a MultiPolygon, a Feature of one, a FeatureCollection of such.

    Edges are straight in longitude and latitude unless a Feature says `"path": "geodesic"` in its properties; its other
    properties mean nothing here. At least one polygon; Malformed otherwise, with everything that is wrong.
    """
    given = typed(value, where, *_POLYGONAL, "Feature", "FeatureCollection")
    match given.values["type"]:
        case "Feature":
            return _of_feature(value, where)
        case "FeatureCollection":
            inside, features = where.member("features"), given.need("features", nonempty)
            found = each(enumerate(features), lambda item: _of_feature(item[1], _feature(inside, item[0])))
            return tuple(polygon for one in found for polygon in one)
    return _of_geometry(value, where, Path.LONLAT)


def _feature(features: Where, index: int) -> Where:
    """Where is a feature? Counted as one where the collection is a whole file, by its path where it is inline."""
    return Where(features.file, index) if features.field == "features" else features.item(index)


def _of_feature(value: object, where: Where) -> tuple[Polygon, ...]:
    feature = typed(value, where, "Feature")
    path = feature.get("properties", _path, Path.LONLAT)
    return feature.need("geometry", lambda geometry, inside: _of_geometry(geometry, inside, path))


def _path(value: object, where: Where) -> Path:
    """Which path do the properties of a Feature state? They may be null in GeoJSON, and then state none."""
    return Path.LONLAT if value is None else members(value, where).get("path", choice(Path), Path.LONLAT)


def _of_geometry(value: object, where: Where, path: Path) -> tuple[Polygon, ...]:
    geometry = typed(value, where, *_POLYGONAL)
    if geometry.values["type"] == "Polygon":
        return (geometry.need("coordinates", lambda rings, inside: surface(rings, inside, path).polygon),)
    parts, inside = geometry.need("coordinates", nonempty), where.member("coordinates")
    return each(enumerate(parts), lambda item: surface(item[1], inside.item(item[0]), path).polygon)
