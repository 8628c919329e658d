"""What of the base layer is seen on this map? Its land, lines and villages, cut to the frame and thinned to the eye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from herald.pages.baselayer import BaseLayer, Feature, Form, Layer, Line
from herald.pages.plane import Frame, Point, around, clipped_area, clipped_line, path, thinned
from herald.pages.projection import LonLat, Projection

_THIN = 0.12
"""Nobody sees a bend of this many units, even eight times enlarged."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One layer of the ground as SVG path data; `area` is filled."""

    layer: str
    area: bool
    path: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing on the ground is called, and where it stands."""

    x: float
    y: float
    layer: str
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything under the notices, from the bottom up."""

    drawn: tuple[Drawn, ...]
    names: tuple[Name, ...]


def ground(base: BaseLayer, projection: Projection, frame: Frame) -> Ground:
    """What of this base layer lies in the frame?"""
    order = {layer: i for i, layer in enumerate(Layer)}
    features = sorted(base.features, key=lambda feature: order[feature.layer])
    drawn = [each for feature in features for each in _drawn(feature, projection, frame)]
    names = [name for feature in features for name in _names(feature, projection, frame)]
    return Ground(tuple(drawn), tuple(names))


def _drawn(feature: Feature, projection: Projection, frame: Frame) -> list[Drawn]:
    """An area's land and, apart from it, its shore: the edges along which it was cut to the frame are no shore."""
    layer = feature.layer.value
    if feature.form is Form.POINT:
        return []
    lines = [line for line in feature.parts if _may_show(line, projection, frame)]
    shores = [piece for line in lines for piece in _pieces(line, projection, frame)]
    outline = Drawn(layer, area=False, path=_joined(shores))
    if feature.form is Form.LINE:
        return [outline] if shores else []
    areas = [clipped_area([projection(p) for p in line], frame) for line in lines]
    rims = [_rim(projection, frame)] if _covers_far_side(feature.parts, projection) else []
    filled = [thinned(each, _THIN) for each in [*areas, *rims] if len(each) > 2]
    fill = Drawn(layer, area=True, path="".join(path(each, closed=True) for each in filled))
    return [*([fill] if filled else []), *([outline] if shores else [])]


def _joined(lines: Iterable[Sequence[Point]]) -> str:
    return "".join(path(thinned(line, _THIN)) for line in lines)


def _pieces(line: Line, projection: Projection, frame: Frame) -> list[list[Point]]:
    """The line within the frame, without the seams at the date line and the pole that maps of the whole Earth have."""
    pieces: list[list[Point]] = []
    open_run: list[Point] = []
    for place, following in zip(line, [*line[1:], None], strict=True):
        open_run.append(projection(place))
        if following is None or _seam(place, following):
            pieces += clipped_line(open_run, frame)
            open_run = []
    return pieces


def _seam(first: LonLat, last: LonLat) -> bool:
    return all(abs(lon) >= 179.999 or lat <= -89.99 for lon, lat in (first, last))


def _may_show(line: Line, projection: Projection, frame: Frame) -> bool:
    """Could any of this line be seen? By the circle round its places, so that most of the world is never projected in full."""
    sample = line[:: max(1, len(line) // 24)]
    vectors = [_vector(place) for place in sample]
    if len(line) > 200 or _spread(vectors) > 0.5:
        return True
    box = around(projection(place) for place in sample)
    return box.grown(0.3 * (box.right - box.left + box.bottom - box.top) + 1.0).meets(frame)


def _spread(vectors: Sequence[tuple[float, float, float]]) -> float:
    """How far, at most, do these directions lie from the first?"""
    return max(sum((p - q) ** 2 for p, q in zip(vectors[0], v, strict=True)) for v in vectors)


def _vector(place: LonLat) -> tuple[float, float, float]:
    lon, lat = radians(place[0]), radians(place[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _covers_far_side(rings: Sequence[Line], projection: Projection) -> bool:
    """Is the point opposite the middle of the map on land?

    Then the rings, drawn, enclose the sea instead: the far side of the Earth is the rim of the drawing. A local base layer has no place
    on the far half of the Earth and is never asked. Land if a walk north to the pole, which is sea, crosses an odd number of shores.
    """
    far = (projection.lon_deg + 360.0) % 360.0 - 180.0, -projection.lat_deg
    if not any(_beyond(place, projection) for ring in rings for place in ring[:1]):
        return False
    return sum(_crossings(ring, far) for ring in rings) % 2 == 1


def _beyond(place: LonLat, projection: Projection) -> bool:
    """Is the place on the other half of the Earth?"""
    middle = _vector((projection.lon_deg, projection.lat_deg))
    return sum(p * q for p, q in zip(middle, _vector(place), strict=True)) < 0


def _crossings(ring: Line, place: LonLat) -> int:
    """How often does the meridian from the place to the north pole cross the ring?"""
    times = 0
    for (lon0, lat0), (lon1, lat1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        a = (lon0 - place[0] + 180.0) % 360.0 - 180.0
        b = (lon1 - place[0] + 180.0) % 360.0 - 180.0
        if (a > 0) != (b > 0) and abs(a - b) < 180.0 and lat0 + (lat1 - lat0) * a / (a - b) > place[1]:
            times += 1
    return times


def _rim(projection: Projection, frame: Frame) -> list[Point]:
    """The circle that is the far side of the Earth, cut to the frame."""
    circle = [(projection.rim * cos(radians(i)) + 500.0, projection.rim * sin(radians(i)) + 320.0) for i in range(0, 360, 3)]
    return clipped_area(circle, frame)


def _names(feature: Feature, projection: Projection, frame: Frame) -> list[Name]:
    """Where the feature's name may stand: at its point, or in the middle of its first line."""
    if feature.name is None or not feature.parts or feature.form is Form.AREA and feature.layer is Layer.COAST:
        return []
    line = feature.parts[0]
    x, y = projection(line[len(line) // 2])
    return [Name(x, y, feature.layer.value, feature.name)] if frame.holds((x, y)) else []


