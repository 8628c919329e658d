"""What lies under the notices on the map? Land, water, roads and villages, given as a file or drawn from the outlines of the world.

A base layer is a picture to find one's way by: no answer rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from herald import jsontext
from herald.malformed import Malformed, Problem

LonLat = tuple[float, float]
Line = tuple[LonLat, ...]


class Layer(StrEnum):
    """What is drawn, from the bottom up."""

    COAST = "coast"
    BORDER = "border"
    RIVER = "river"
    ROAD = "road"
    AIRFIELD = "airfield"
    VILLAGE = "village"


class Form(StrEnum):
    """How a feature is drawn: filled, as a line, or as points."""

    AREA = "area"
    LINE = "line"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the ground: its rings, its lines, or its points, each as (lon, lat) in degrees."""

    layer: Layer
    name: str | None
    form: Form
    parts: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class BaseLayer:
    """What lies under the notices; `name` and `note` are printed with the map."""

    name: str
    features: tuple[Feature, ...]
    note: str | None = None


_FORMS = {
    "Polygon": Form.AREA,
    "MultiPolygon": Form.AREA,
    "LineString": Form.LINE,
    "MultiLineString": Form.LINE,
    "Point": Form.POINT,
}
_DEPTHS = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST = {Form.AREA: 4, Form.LINE: 2, Form.POINT: 1}
_LAYERS = ", ".join(Layer)


def parse_base_layer(data: bytes, file: str = "base layer") -> BaseLayer:
    """Which base layer does this GeoJSON describe?

    A FeatureCollection whose features have `properties.layer` (coast, border, river, road, airfield or village) and, if they
    wish, `properties.name`; members it does not know are left alone. Points, lines, polygons and the many-part forms of the
    latter two. Raises Malformed with every problem at once.
    """
    document, given = _document(data, file)
    problems: list[Problem] = []
    features = [_feature(each, file, i, problems) for i, each in enumerate(given)]
    if problems:
        raise Malformed(problems)
    name, note = document.get("name"), document.get("note")
    return BaseLayer(
        name if isinstance(name, str) else file,
        tuple(each for each in features if each is not None),
        note if isinstance(note, str) else None,
    )


def _document(data: bytes, file: str) -> tuple[Mapping[str, object], list[object]]:
    document = _mapping(jsontext.parse(file, data))
    kind, features = document.get("type"), document.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise Malformed([Problem(file, None, "type", repr(kind)[:80], "a FeatureCollection with a list of features")])
    return document, features


def _feature(given: object, file: str, index: int, problems: list[Problem]) -> Feature | None:
    """The feature, or None with what is wrong with it added to the problems."""
    feature = given if isinstance(given, Mapping) else {}
    properties, geometry = _mapping(feature.get("properties")), _mapping(feature.get("geometry"))
    layer, name, kind = properties.get("layer"), properties.get("name"), geometry.get("type")
    form = _FORMS.get(kind) if isinstance(kind, str) else None
    parts = _parts(geometry.get("coordinates"), str(kind)) if form else None
    wrong = [
        ("properties.layer", layer, f"one of {_LAYERS}", not isinstance(layer, str) or layer not in set(Layer)),
        ("properties.name", name, "a text", not isinstance(name, str | None)),
        ("geometry.type", kind, f"one of {', '.join(_FORMS)}", form is None),
        ("geometry.coordinates", "others", f"the longitudes and latitudes of a {kind}", form is not None and not parts),
    ]
    problems.extend(
        Problem(file, index, field, repr(seen)[:80], expected) for field, seen, expected, is_wrong in wrong if is_wrong
    )
    if form is None or not parts or any(is_wrong for *_, is_wrong in wrong):
        return None
    return Feature(Layer(str(layer)), name if isinstance(name, str) else None, form, parts)


def _parts(given: object, kind: str) -> tuple[Line, ...] | None:
    """The lines that these coordinates are; None where they are none, or too short for what they should be."""
    lines = list(_lines(given, _DEPTHS[kind]))
    found = tuple(line for line in lines if line is not None and len(line) >= _LEAST[_FORMS[kind]])
    return found if len(found) == len(lines) else None


def _mapping(given: object) -> Mapping[str, object]:
    return given if isinstance(given, Mapping) else {}


def _lines(given: object, depth: int) -> Iterator[Line | None]:
    """The lines within nested lists of positions; None where a position is not one."""
    if depth == 0:
        place = _place(given)
        yield None if place is None else (place,)
    elif not isinstance(given, list):
        yield None
    elif depth == 1:
        places = [_place(each) for each in given]
        found = tuple(place for place in places if place is not None)
        yield found if len(found) == len(places) else None
    else:
        for each in given:
            yield from _lines(each, depth - 1)


def _place(given: object) -> LonLat | None:
    """The longitude and latitude of a position; None if it is no position on Earth."""
    if not isinstance(given, list) or len(given) < 2:
        return None
    lon, lat = given[0], given[1]
    if not all(isinstance(each, int | Decimal) and not isinstance(each, bool) for each in (lon, lat)):
        return None
    return (float(lon), float(lat)) if abs(lon) <= 180 and abs(lat) <= 90 else None
