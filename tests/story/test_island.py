"""Is the exercise's island where no one is, and is it drawn the same each time?"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import pytest
from geographiclib.geodesic import Geodesic

from tests.story.lapwing import DAY, NOTICES, features

ROOT = DAY.parents[1]
FAR_M = 1_000_000

# The nearest land in every direction around 32 S 25 W, in degrees north and east, to a tenth.
NEAREST_LAND = {
    "Inaccessible Island": (-37.3, -12.7),
    "Tristan da Cunha": (-37.1, -12.3),
    "Gough Island": (-40.3, -9.9),
    "Trindade": (-20.5, -29.3),
    "Martim Vaz": (-20.5, -28.9),
    "Saint Helena": (-16.0, -5.7),
    "Cape Frio, South America": (-23.0, -42.0),
    "South Georgia": (-54.3, -36.5),
    "Cape of Good Hope, Africa": (-34.4, 18.5),
}


def places(coordinates: object) -> list[tuple[float, float]]:
    """All places of a geometry, however deep they lie."""
    assert isinstance(coordinates, list)
    if isinstance(coordinates[0], float | int):
        return [(coordinates[0], coordinates[1])]
    return list(itertools.chain.from_iterable(places(each) for each in coordinates))


EVERYWHERE = [
    place
    for name in ("base-layer.geojson", "security-area.geojson", *NOTICES)
    for feature in features(name)
    if feature["geometry"] is not None
    for place in places(feature["geometry"]["coordinates"])
]


@pytest.mark.parametrize("land", NEAREST_LAND)
def test_nothing_of_the_exercise_is_within_a_thousand_kilometres_of_land(land: str) -> None:
    lat, lon = NEAREST_LAND[land]
    assert len(EVERYWHERE) > 900
    nearest = min(Geodesic.WGS84.Inverse(lat, lon, place[1], place[0])["s12"] for place in EVERYWHERE)
    assert nearest > FAR_M


def test_the_island_is_drawn_the_same_each_time() -> None:
    drawn = subprocess.run([sys.executable, ROOT / "tools" / "island.py"], capture_output=True, check=True, cwd=ROOT)
    assert drawn.stdout == (DAY / "base-layer.geojson").read_bytes()


def test_every_feature_of_the_map_has_a_layer_and_a_name() -> None:
    layers = [feature["properties"]["layer"] for feature in features("base-layer.geojson")]
    assert set(layers) == {"coast", "river", "road", "airfield", "village"}
    assert layers.count("village") == 14
    assert all(feature["properties"]["name"] for feature in features("base-layer.geojson"))


@pytest.mark.parametrize("notice", ["aster-column", "relief-convoy-2", "relief-evacuation", "birch-supply"])
def test_what_drives_by_road_is_drawn_along_the_roads(notice: str) -> None:
    roads = {
        tuple(place)
        for feature in features("base-layer.geojson")
        if feature["properties"]["layer"] == "road"
        for place in feature["geometry"]["coordinates"]
    }
    (route,) = (
        feature["geometry"]["coordinates"]
        for name in NOTICES
        for feature in features(name)
        if feature["properties"]["id"] == notice
    )
    assert {tuple(place) for place in route} <= roads


def test_the_files_are_read_by_any_json_reader() -> None:
    for path in sorted(DAY.glob("*.geojson")):
        assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
