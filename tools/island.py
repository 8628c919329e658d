"""Where does the exercise take place? Draws Ostrel, an island that does not exist, and prints its map as GeoJSON.

    .venv/bin/python tools/island.py > scenarios/lapwing-cross/base-layer.geojson

Ostrel lies in the South Atlantic around 32 S 25 W, where there is only water: the nearest land, Inaccessible Island, is
1,270 km away. Every bend is sketched below by hand in kilometres east and north of the centre and then roughened with
a fixed seed, so that the same bytes come out each time. Nothing here is taken from a real map.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import TypedDict

from pyproj import Geod

CENTRE = (-25.0, -32.0)
"""Longitude and latitude of the middle of the island, in degrees."""
SEED = 20260310
WGS84 = Geod(ellps="WGS84")

Point = tuple[float, float]
"""Kilometres east and north of the centre while drawing; longitude and latitude once placed."""


class Sketch(TypedDict):
    """How a sketched line is roughened: how often a piece is halved; how far its middle strays, in lengths of it."""

    halvings: int
    stray: float


SHORE: Sketch = {"halvings": 4, "stray": 0.17}
ROAD: Sketch = {"halvings": 2, "stray": 0.09}
STREAM: Sketch = {"halvings": 3, "stray": 0.15}

VILLAGES: dict[str, Point] = {
    "Siskin": (-9.5, -3.2),
    "Plover": (-3.5, 1.0),
    "Lapwing Cross": (2.0, 5.0),
    "Wheatear": (8.0, 8.0),
    "Redpoll": (19.0, 10.0),
    "Turnstone": (35.0, 11.0),
    "Bittern Ford": (-8.0, 10.0),
    "Fulmar": (-28.0, 11.0),
    "Whimbrel": (6.0, 17.0),
    "Avocet": (1.5, 24.0),
    "Dunnock": (14.0, -1.0),
    "Pipit": (13.0, -12.0),
    "Sanderling": (27.0, -19.0),
    "Curlew": (-28.0, -13.0),
}

ROADS: dict[str, list[str]] = {
    "Main road": ["Siskin", "Plover", "Lapwing Cross", "Wheatear", "Redpoll", "Turnstone"],
    "West road": ["Lapwing Cross", "Bittern Ford", "Fulmar"],
    "North road": ["Wheatear", "Whimbrel", "Avocet"],
    "South road": ["Wheatear", "Dunnock", "Pipit", "Sanderling"],
    "Bay track": ["Siskin", "Curlew", "Fulmar"],
}

BENDS: dict[tuple[str, str], list[Point]] = {
    ("Redpoll", "Turnstone"): [(27.0, 8.5)],
    ("Bittern Ford", "Fulmar"): [(-18.0, 13.5)],
    ("Pipit", "Sanderling"): [(20.0, -14.0)],
    ("Siskin", "Curlew"): [(-15.0, -4.0), (-22.0, -8.0)],
    ("Curlew", "Fulmar"): [(-32.0, -3.0), (-31.0, 5.0)],
    ("Siskin", "Plover"): [(-7.0, -0.5)],
    ("Wheatear", "Redpoll"): [(13.0, 8.2)],
}
"""Where a road leaves the straight line between two villages."""

STREAMS: dict[str, list[Point]] = {
    "Linnet": [(-15.0, 18.0), (-11.5, 13.5), VILLAGES["Bittern Ford"], (-9.6, 4.5), (-8.3, 0.0), (-9.8, -5.6)],
    "Teal": [(20.0, 3.5), (25.0, -2.5), (30.0, -4.5), (38.0, -6.0)],
}

COAST: list[Point] = [
    (-36, 5), (-32, 15), (-22, 21), (-15, 20), (-9, 22.5), (-2, 25), (3, 27.5), (8, 23), (15, 25.5), (23, 19),
    (30, 19.5), (37, 21), (41, 14), (36, 8), (35, 2), (38, -6), (31, -13), (34, -22), (28, -25), (22, -19), (14, -17),
    (5, -22), (-2, -20), (-2.5, -15), (-5, -9), (-9.8, -5.6), (-15, -7.5), (-18, -13), (-24, -20), (-32, -16),
    (-34, -9), (-39, -3),
]  # fmt: skip
"""The main island's shore, clockwise from the west cape; Grebe Bay opens to the south between the two headlands."""

ISLET: list[Point] = [(-13.5, -16.5), (-12.0, -14.4), (-9.8, -15.0), (-9.0, -17.0), (-11.0, -18.2)]
"""Tern Holm, in the mouth of Grebe Bay."""

RUNWAY: list[Point] = [(19.8, 11.3), (21.2, 12.0), (21.17, 12.06), (19.77, 11.36)]
"""Redpoll strip: 1.6 km long and 60 m wide."""


def roughened(line: list[Point], sketch: Sketch, lots: random.Random) -> list[Point]:
    """What does a sketched line look like from nearer? Each piece is halved, its middle strayed, again and again."""
    for _ in range(sketch["halvings"]):
        pieces = [(a, strayed(a, b, sketch["stray"], lots)) for a, b in pairwise(line)]
        line = [*chain.from_iterable(pieces), line[-1]]
    return line


def strayed(a: Point, b: Point, stray: float, lots: random.Random) -> Point:
    """The middle of a piece, moved at right angles to it by at most `stray` times its length."""
    sideways = stray * (2 * lots.random() - 1)
    return (a[0] + b[0]) / 2 - sideways * (b[1] - a[1]), (a[1] + b[1]) / 2 + sideways * (b[0] - a[0])


def between(villages: list[str]) -> list[Point]:
    """A road's sketch: from village to village, by way of its bends."""
    line = [VILLAGES[villages[0]]]
    for here, there in pairwise(villages):
        line += [*BENDS.get((here, there), []), VILLAGES[there]]
    return line


def placed(point: Point) -> list[float]:
    """Longitude and latitude of a point given in km east and north of the centre; five decimals, about a metre."""
    east, north = point
    azimuth = math.degrees(math.atan2(east, north))
    lon, lat, _ = WGS84.fwd(*CENTRE, azimuth, 1000 * math.hypot(east, north))
    return [round(lon, 5), round(lat, 5)]


def line_string(points: Iterable[Point]) -> dict[str, object]:
    """The geometry of a line."""
    return {"type": "LineString", "coordinates": [placed(point) for point in points]}


def area(points: list[Point]) -> dict[str, object]:
    """The geometry of an area; `points` ends where it began."""
    return {"type": "Polygon", "coordinates": [[placed(point) for point in points]]}


def feature(layer: str, name: str, geometry: dict[str, object]) -> dict[str, object]:
    """One named thing of the map, marked as invented."""
    return {"type": "Feature", "properties": {"layer": layer, "name": name, "exercise": True}, "geometry": geometry}


def features(lots: random.Random) -> Iterator[dict[str, object]]:
    """Everything on the map, from the ground up."""
    for name, shore in (("Ostrel", COAST), ("Tern Holm", ISLET)):
        yield feature("coast", name, area(roughened([*shore, shore[0]], SHORE, lots)))
    for name, course in STREAMS.items():
        yield feature("river", name, line_string(roughened(course, STREAM, lots)))
    for name, villages in ROADS.items():
        yield feature("road", name, line_string(roughened(between(villages), ROAD, lots)))
    yield feature("airfield", "Redpoll strip", area([*RUNWAY, RUNWAY[0]]))
    for name, point in VILLAGES.items():
        yield feature("village", name, {"type": "Point", "coordinates": placed(point)})


def base_layer() -> str:
    """The whole map as text, one feature a line, so that a change is a readable difference."""
    head = '{"type": "FeatureCollection", "name": "EXERCISE: Ostrel, an invented island", "features": ['
    lots = random.Random(SEED)  # noqa: S311 - these lots draw bays and bends, not keys
    return head + "\n" + ",\n".join(json.dumps(each) for each in features(lots)) + "\n]}\n"


if __name__ == "__main__":
    sys.stdout.write(base_layer())
