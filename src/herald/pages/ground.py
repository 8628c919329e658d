"""What of the base layer is seen on this map? Its land, lines and villages, cut to the frame and thinned to the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from herald.pages.baselayer import BaseLayer, Feature, Form, Layer, Line
from herald.pages.plane import Frame, Point, clipped_area, clipped_line, path, spaced
from herald.pages.projection import LonLat, Projection

_MANY, _APART = 4000, 1.0
"""Of a feature with so many points in sight, those nearer to each other than this, in units, are drawn as one: a map of a continent
stays small, a map of a county keeps every bend."""


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
    if feature.form is Form.POINT:
        return []
    seen = list(_seen(feature.parts, projection, frame))
    apart = _APART if sum(len(points) for _, points in seen) > _MANY else 0.0
    shores = [piece for line, points in seen for piece in _pieces(line, points, frame)]
    outline = Drawn(feature.layer.value, area=False, path="".join(path(spaced(piece, apart)) for piece in shores))
    if feature.form is Form.LINE:
        return [outline] if shores else []
    areas = [clipped_area(points, frame) for _, points in seen]
    rims = [_rim(projection, frame)] if _covers_far_side(feature.parts, projection) else []
    filled = [spaced(each, apart) for each in [*areas, *rims] if len(each) > 2]
    fill = Drawn(feature.layer.value, area=True, path="".join(path(each, closed=True) for each in filled))
    return [*([fill] if filled else []), *([outline] if shores else [])]


def _seen(lines: Sequence[Line], projection: Projection, frame: Frame) -> Iterator[tuple[Line, list[Point]]]:
    """Which of the lines could be seen, and where are their points drawn? All are projected at once: the world has 70,000."""
    if not lines:
        return
    points = projection.many(np.array([place for line in lines for place in line]))
    starts = np.cumsum([0, *map(len, lines)])
    low, high = np.minimum.reduceat(points, starts[:-1]), np.maximum.reduceat(points, starts[:-1])
    for line, first, last, (left, top), (right, bottom) in zip(lines, starts, starts[1:], low, high, strict=False):
        if Frame(left, top, right, bottom).meets(frame):
            yield line, [(x, y) for x, y in points[first:last].tolist()]


def _pieces(line: Line, points: Sequence[Point], frame: Frame) -> list[list[Point]]:
    """The line within the frame, without the seams at the date line and the pole that maps of the whole Earth have."""
    pieces: list[list[Point]] = []
    run: list[Point] = []
    for i, point in enumerate(points):
        if i and _seam(line[i - 1], line[i]):
            pieces += clipped_line(run, frame)
            run = []
        run.append(point)
    return pieces + clipped_line(run, frame)


def _seam(first: LonLat, last: LonLat) -> bool:
    return all(abs(lon) >= 179.999 or lat <= -89.99 for lon, lat in (first, last))


def _vector(place: LonLat) -> tuple[float, float, float]:
    lon, lat = radians(place[0]), radians(place[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _covers_far_side(rings: Sequence[Line], projection: Projection) -> bool:
    """Is the point opposite the middle of the map on land?

    Then the rings, drawn, enclose the sea instead: the far side of the Earth is the rim of the drawing. A local base layer has
    no place on the far half of the Earth and is never asked. Land if a walk north to the pole, which is sea, crosses an odd
    number of shores.
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
    circle = [
        (projection.rim * cos(radians(i)) + 500.0, projection.rim * sin(radians(i)) + 320.0) for i in range(0, 360, 3)
    ]
    return clipped_area(circle, frame)


def _names(feature: Feature, projection: Projection, frame: Frame) -> list[Name]:
    """Where the feature's name may stand: at its point, or in the middle of its first line."""
    if feature.name is None or not feature.parts or feature.layer is Layer.COAST:
        return []
    line = feature.parts[0]
    x, y = projection(line[len(line) // 2])
    return [Name(x, y, feature.layer.value, feature.name)] if frame.holds((x, y)) else []
