"""Is what lies under the notices what was given, and is land where land is?"""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.pages import outlines
from herald.pages.baselayer import Form, Layer, parse_base_layer
from herald.pages.graticule import graticule
from herald.pages.ground import ground
from herald.pages.plane import Frame
from herald.pages.projection import REACH, REST, LonLat, Projection
from tools.outlines import encoded

ISLAND = Path("scenarios/lapwing-cross/base-layer.geojson")


Rings = list[list[LonLat]]


def land_about(middle: LonLat, unit_m: float) -> tuple[Projection, Rings]:
    """The rings of land as drawn on a map about the middle."""
    projection = Projection(*middle, unit_m)
    paths = [
        each.path
        for each in ground(outlines.world(), projection, REACH).drawn
        if each.layer == Layer.COAST and each.area
    ]
    rings = [ring.removeprefix("M").split("L") for drawn in paths for ring in drawn.split("Z")[:-1]]
    return projection, [[(float(x), float(y)) for x, y in (pair.split(" ") for pair in ring)] for ring in rings]


def on_land(drawn: tuple[Projection, Rings], place: LonLat) -> bool:
    """Is the place within the land drawn? By the rule that browsers fill by (even-odd)."""
    projection, rings = drawn
    x, y = projection(place)
    assert REACH.holds((x, y))
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
                inside = not inside
    return inside


LAND = ((36.3, 33.5), (-74.5, 41.0), (0.0, -85.0), (178.0, -38.3), (-55.0, -10.0), (100.0, 60.0))
SEA = ((30.0, 34.0), (-70.0, 38.0), (0.0, 90.0), (180.0, 0.0), (-25.0, -32.0), (50.5, 42.0))
PLACES = [*((place, True) for place in LAND), *((place, False) for place in SEA)]


@pytest.mark.parametrize(("place", "land"), PLACES)
def test_land_is_where_land_is(place: LonLat, land: bool) -> None:
    assert on_land(land_about(place, 2000.0), place) is land


@pytest.mark.parametrize(
    "middle", [(-120.0, -45.0), (180.0, 0.0), (-80.0, -40.0), (0.0, 90.0), (100.0, 60.0), (20.0, -80.0)]
)
def test_land_is_where_land_is_however_far_the_map_reaches(middle: LonLat) -> None:
    """A map of half the Earth, about places whose opposite lies on land and places whose opposite lies at sea."""
    here = [(place, land) for place, land in PLACES if _angle(middle, place) < 75]
    assert here
    drawn = land_about(middle, 16_000.0)
    assert [on_land(drawn, place) for place, _ in here] == [land for _, land in here]


def _angle(a: LonLat, b: LonLat) -> float:
    x, y = Projection(*a, unit_m=1.0)(b)
    return ((x - 500) ** 2 + (y - 320) ** 2) ** 0.5 / 111_195


def test_borders_are_lines_and_no_shore_runs_along_the_date_line() -> None:
    drawn = ground(outlines.world(), Projection(180.0, -84.0, 500.0), REACH).drawn
    shores = "".join(each.path for each in drawn if not each.area and each.layer == Layer.COAST)
    lines = [[pair.split(" ") for pair in line.split("L")] for line in shores.split("M")[1:]]
    # The date line runs up the middle of this map.
    assert lines
    assert not [pair for line in lines for pair in pairwise(line) if pair[0][0] == pair[1][0] == "500"]
    assert any(
        each.layer == Layer.BORDER for each in ground(outlines.world(), Projection(36.0, 35.0, 500.0), REACH).drawn
    )


def test_the_extract_is_small_and_says_where_it_comes_from() -> None:
    assets = files("herald.pages") / "assets"
    text = (assets / "natural-earth-50m.txt").read_text(encoding="ascii")
    assert len(text) < 400_000
    assert "public domain" in text.splitlines()[0]
    assert "public domain" in (assets / "natural-earth-50m.LICENCE.txt").read_text(encoding="utf-8")
    assert "no position on any border" in outlines.NOTE


grid = st.tuples(st.integers(-90_000, 90_000), st.integers(-45_000, 45_000))


@given(st.lists(grid, min_size=1, max_size=20))
def test_what_the_tool_writes_is_what_the_report_reads(line: list[tuple[int, int]]) -> None:
    assert outlines.decoded(encoded(line), 1.0) == tuple((float(x), float(y)) for x, y in line)


def test_the_exercise_island_is_read_with_all_its_layers() -> None:
    base = parse_base_layer(ISLAND.read_bytes(), ISLAND.name)
    assert {feature.layer for feature in base.features} == {
        Layer.COAST,
        Layer.RIVER,
        Layer.ROAD,
        Layer.AIRFIELD,
        Layer.VILLAGE,
    }
    island = ground(base, Projection(-25.0, -32.0, 100.0), REACH)
    assert {name.text for name in island.names if name.layer == "village"} >= {"Lapwing Cross", "Siskin"}
    assert any(each.area and each.layer == "coast" for each in island.drawn)


def feature(geometry: str, properties: str = '{"layer": "road", "name": "x"}') -> bytes:
    one = f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{one}]}}'.encode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b'{"type": "Feature"}', "type"),
        (b'{"type": "FeatureCollection"}', "type"),
        (b"[]", "type"),
        (feature('{"type": "LineString", "coordinates": [[0, 1], [2, 3]]}', '{"layer": "sky"}'), "properties.layer"),
        (feature('{"type": "LineString", "coordinates": [[0, 1], [2, 3]]}', '{"layer": ["road"]}'), "properties.layer"),
        (
            feature('{"type": "LineString", "coordinates": [[0, 1], [2, 3]]}', '{"layer": "road", "name": 7}'),
            "properties.name",
        ),
        (feature('{"type": "GeometryCollection"}'), "geometry.type"),
        (feature("null"), "geometry.type"),
        (feature('{"type": "LineString", "coordinates": [[0, 1]]}'), "geometry.coordinates"),
        (feature('{"type": "LineString", "coordinates": [[0, 1], [2, 91]]}'), "geometry.coordinates"),
        (feature('{"type": "LineString", "coordinates": [[0, 1], ["2", 3]]}'), "geometry.coordinates"),
        (feature('{"type": "Polygon", "coordinates": [[0, 1], [2, 3]]}'), "geometry.coordinates"),
        (feature('{"type": "Polygon", "coordinates": []}'), "geometry.coordinates"),
        (feature('{"type": "Point", "coordinates": [true, 3]}'), "geometry.coordinates"),
    ],
)
def test_a_base_layer_that_is_none_is_malformed_and_says_where(data: bytes, field: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_base_layer(data, "base.geojson")
    assert [problem.field for problem in caught.value.problems] == [field]


def test_every_form_of_a_base_layer_is_drawn() -> None:
    square = "[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]"
    for geometry, form in (
        (f'{{"type": "MultiPolygon", "coordinates": [[{square}]]}}', Form.AREA),
        ('{"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]], [[2, 2], [3, 3]]]}', Form.LINE),
    ):
        (given_,) = parse_base_layer(feature(geometry)).features
        assert given_.form is form
        assert ground(parse_base_layer(feature(geometry)), Projection(0.0, 0.0, 1000.0), REST).drawn


@pytest.mark.parametrize(
    ("projection", "names"),
    [
        (Projection(-25.0, -32.0, 100.0), {"31°50\u2032 S", "32°00\u2032 S", "25°00\u2032 W"}),
        (Projection(180.0, 10.0, 100.0), {"180°00\u2032", "179°50\u2032 E", "179°50\u2032 W"}),
        (Projection(10.0, 89.9, 100.0), {"0°", "90° E", "90° W", "180°"}),
        (Projection(0.0, 0.0, 100.0), {"0°00\u2032"}),
    ],
)
def test_the_graticule_has_round_names_everywhere_on_earth(projection: Projection, names: set[str]) -> None:
    lines = graticule(projection, REST)
    said = [label.text for label in lines.labels]
    assert names <= set(said)
    assert 4 <= len(said) <= 24
    assert all(Frame(-1, -1, 1001, 641).holds((label.x, label.y)) for label in lines.labels)
