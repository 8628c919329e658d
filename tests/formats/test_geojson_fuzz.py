"""Whatever a file holds, it is read or it is malformed: never another error, never half of it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from herald.formats.geojson.names import KEPT, STATED
from herald.formats.notices import read
from herald.malformed import Malformed
from tests.formats.filed import FILE, GONE, changed, file, good
from tests.notice.content import content

NUMBERS = st.sampled_from([0, -1, 1, 2, 0.5, 90, -90, 180, -180, 91, 1e9, 1e300, -1e-300, 10**40]) | st.integers()
WORDS = st.sampled_from(
    [
        "column",
        "site",
        "Aster",
        "new",
        "replace",
        "cancel",
        "flight",
        "AGL",
        "geodesic",
        "lonlat",
        "Point",
        "Polygon",
        "LineString",
        "Feature",
        "FeatureCollection",
        "2026-03-10T08:00:00Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+01:00",
    ]
)
NAMES = st.sampled_from(
    sorted(STATED | KEPT | {"type", "geometry", "coordinates", "properties", "features", "crs", "vertex"})
)
LEAVES = st.none() | st.booleans() | NUMBERS | WORDS | st.text(max_size=3)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)


def is_read_or_malformed(data: bytes) -> None:
    try:
        notices = read([(FILE, data)])
    except Malformed as malformed:
        told = malformed.problems
    else:
        assert len(notices) == len(json.loads(data)["features"])
        assert all(map(content, notices))
        return
    assert told
    assert all(one.file == FILE and str(one).isprintable() for one in told)


def paths(value: object, so_far: tuple[int | str, ...] = ()) -> list[tuple[int | str, ...]]:
    """The path of every value in this one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for step, item in items for path in ((*so_far, step), *paths(item, (*so_far, step)))]


PATHS = [*paths(good()["features"]), ("type",), ("features",)]


@given(st.binary())
def test_random_bytes(data: bytes) -> None:
    is_read_or_malformed(data)


@given(VALUES)
def test_random_json(value: object) -> None:
    is_read_or_malformed(json.dumps(value).encode())


@given(st.dictionaries(NAMES, VALUES), VALUES)
def test_random_members_and_geometry(members: dict[str, object], geometry: object) -> None:
    is_read_or_malformed(
        file({"type": "FeatureCollection", "features": [{"properties": members, "geometry": geometry}]})[1]
    )


@given(st.sampled_from(PATHS), VALUES | st.just(GONE))
def test_a_good_file_with_anything_at_any_place(path: tuple[int | str, ...], value: object) -> None:
    is_read_or_malformed(file(changed(good(), {path: value}))[1])


@given(st.lists(st.tuples(st.integers(-181, 181), st.integers(-91, 91)), min_size=3, max_size=8), st.booleans())
def test_random_rings(ring: list[tuple[int, int]], geodesic: bool) -> None:
    document = changed(good(), {(3, "geometry", "coordinates"): [[*ring, ring[0]]]})
    document["features"][3]["properties"]["path"] = "geodesic" if geodesic else "lonlat"
    is_read_or_malformed(file(document)[1])


@given(st.data())
def test_a_good_file_cut_or_with_other_bytes_anywhere(data: st.DataObject) -> None:
    text = file(good())[1]
    at = data.draw(st.integers(0, len(text)))
    is_read_or_malformed(text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :])
