"""The short way reads what the strict reader reads, or declines; a file read piece by piece is the file read as a whole."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald import jsontext
from herald.formats.filed import MOST_NOTICES
from herald.formats.geojson import notice as geojson_notice
from herald.formats.geojson import quick as geojson_quick
from herald.formats.notices import read
from herald.jsontext import Items, Undecided, parse
from herald.malformed import Malformed
from herald.members import Where
from herald.notice.model import Notice, Origin
from tests.formats.filed import COLUMN, FILE, GONE, SITE, changed, column, file, good, wrong
from tests.formats.test_geojson_fuzz import PATHS, VALUES
from tests.notice.content import content

ORIGIN = Origin(FILE, 0)

DEGREES = (
    st.decimals(-181, 181, places=6) | st.decimals(-1, 1, places=12) | st.integers(-181, 181) | st.just(Decimal("1e-9"))
)
POSITIONS = st.lists(DEGREES, min_size=2, max_size=3)
TEXTS = st.sampled_from(
    [
        "2026-03-10T08:00:00Z",
        "2026-03-10T08:00:00.000001Z",
        "2026-03-10T23:59:59+23:59",
        "2026-03-10T08:00:00-00:00",
        "2026-02-30T08:00:00Z",
        "2026-03-10T24:00:00Z",
        "2026-03-10 08:00:00Z",
        "2026-3-10T08:00:00Z1",
        "0001-01-01T00:00:00+01:00",
        "0001-01-02T00:00:00+23:59",
        "9999-12-31T23:59:59-01:00",
        "2026-03-10",
        "",
    ]
) | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
ENDS = st.none() | TEXTS | st.just({}) | st.just(0) | st.just([])
WINDOWS = st.lists(st.lists(ENDS, min_size=2, max_size=2) | st.just({"a": 1, "b": 2}) | st.just("ab"), max_size=4)
ORDERED = st.lists(st.datetimes().map(lambda moment: f"{moment.isoformat()}+02:00"), min_size=2, max_size=8).map(
    lambda texts: [list(pair) for pair in zip(sorted(texts), sorted(texts)[1:], strict=False)]
)


def strictly(feature: object) -> Notice | None:
    try:
        return geojson_notice.notice(feature, Where(FILE, 0), ORIGIN)
    except Malformed:
        return None


def agree(feature: Any) -> bool:
    """Did the short way read it, and then as the strict reader does?"""
    quick = geojson_quick.notice(feature, ORIGIN)
    assert quick is None or quick == strictly(feature)
    return quick is not None


def read_exactly(document: object) -> Any:
    return parse(FILE, json.dumps(document, default=float).encode())


def test_ordinary_notices_take_the_short_way() -> None:
    departing = column(depart=["2026-03-10T08:00:00Z", None], speed_kmh=[20, 60.5], remarks={"half": 0.5})
    del departing["properties"]["windows"]
    site = {**good()["features"][SITE], "geometry": {"type": "Point", "coordinates": [-19, -31.5]}}
    lonlat = column(path="lonlat", buffer_m=12.3456, submitted_at="2026-03-09T08:00:00Z")
    for feature in (departing, site, lonlat):
        assert agree(read_exactly(feature))


@pytest.mark.parametrize(
    "other",
    [
        {"altitude_m": [0, 100], "altitude_ref": "AGL"},
        {"action": "replace", "replaces": "x"},
        {"observed": True},
        {"bufer_m": 5},
        {"depart": ["2026-03-10T08:00:00Z", None]},
        {"windows": [["2026-03-10T08:00:00Z", None]] * 2},
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_strict_reader(other: dict[str, object]) -> None:
    assert geojson_quick.notice(read_exactly(column(**other)), ORIGIN) is None


@given(st.sampled_from([path for path in PATHS if isinstance(path[0], int) and len(path) > 1]), VALUES | st.just(GONE))
def test_a_feature_with_anything_at_any_place(path: tuple[int | str, ...], value: object) -> None:
    for feature in read_exactly(changed(good(), {path: value}))["features"]:
        agree(feature)


@given(st.lists(POSITIONS, max_size=4), st.sampled_from(["geodesic", "lonlat", "straight"]))
@example([[0, 0], [180, 0]], "lonlat")
@example([[0, 0], [180, 0]], "geodesic")
@example([[0, 45], [180, -45]], "geodesic")
@example([[0, 90], [5, 90]], "lonlat")
@example([[Decimal("0.0000000005"), Decimal("0.0000000015")], [180, -90]], "geodesic")
def test_any_positions(positions: list[list[Any]], path: str) -> None:
    feature = column(path=path, windows=[[None, "2026-03-10T08:00:00Z"]] * len(positions))
    agree({**feature, "geometry": {"type": "LineString", "coordinates": positions}})
    for position in positions:
        site = column(path=path, windows=[["2026-03-10T08:00:00Z", None]])
        agree({**site, "geometry": {"type": "Point", "coordinates": position}})


@given(WINDOWS | ORDERED)
@example([["0001-01-01T00:00:00+01:00", None]] * 2)
@example([["2026-03-10T08:00:00Z", "2026-03-10T07:59:59Z"]] * 2)
def test_any_windows(windows: list[Any]) -> None:
    line = {"type": "LineString", "coordinates": [[vertex, 1] for vertex in range(len(windows))]}
    agree({**column(windows=windows), "geometry": line})
    agree(column(windows=windows))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted), min_size=3, max_size=3))
def test_windows_that_run_forward_or_back(hours: list[list[int]]) -> None:
    windows = [[f"2026-03-10T0{hour}:00:00Z" for hour in pair] for pair in hours]
    assert agree(column(windows=windows)) == (strictly(column(windows=windows)) is not None)


@given(ENDS, ENDS, st.lists(st.integers(-1, 70) | st.decimals(0, 70, places=7), max_size=3))
def test_any_departure(first: object, last: object, speeds: list[Any]) -> None:
    feature = column(depart=[first, last], speed_kmh=speeds)
    del feature["properties"]["windows"]
    agree(feature)


def pieces(data: bytes, name: str) -> tuple[list[object], object] | None:
    """The objects, and the other members; None where they cannot be read one by one."""
    items = Items(data, name)
    try:
        return list(items), items.others
    except Undecided:
        return None


def spaced(document: object) -> bytes:
    return json.dumps(document, indent=3, ensure_ascii=False).encode()


@pytest.mark.parametrize("piece", [1, 7, 100, 2**20])
def test_a_document_read_in_pieces_of_any_size_is_the_document(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_PIECE_BYTES", piece)
    document = {"type": "FeatureCollection", **good(), "last": [1, "é😀"], "number": 12345678}
    document["features"][0]["properties"]["title"] = 'Колонна 😀 ]}",['
    found = pieces(spaced(document), "features")
    assert found == (read_exactly(document)["features"], {**read_exactly(document), "features": None})


def texts() -> Iterator[bytes]:
    """Texts that are not in order, each in its own way."""
    one, whole = json.dumps(column()).encode(), file(good())[1]
    yield from (b"", b"[]", b"{}", b'{"features": []}', b'{"features": {}}', b'{"features": [1]}', b'{"features": [12')
    yield b'{"features": [' + one + b"], " + b'"features": [' + one + b"]}"
    yield b'{"features": [' + one + b'], "a": 1, "a": 2}'
    yield b'{"features": [' + one + b", 1" + b"2]}"
    yield b'{"features": [' + one + b"]} x"
    yield b'{"features": [' + one + b",]}"
    yield b'{"features": [' + one.replace(b"50", b"NaN") + b"]}"
    yield b'{"features": [' + one.replace(b"50", b"1e501") + b"]}"
    yield b'{"features": [' + one.replace(b"A column", b"\\ud800") + b"]}"
    yield b'{"features": [' + one.replace(b"A column", b"\xff") + b"]}"
    yield b'{"features": [' + one + b'], "a": ' + b"[" * 40 + b"]" * 40 + b"}"
    yield b"\xef\xbb\xbf" + whole
    yield from (whole[:cut] for cut in range(0, len(whole), 97))


@pytest.mark.parametrize("data", [*texts()])
def test_a_text_that_is_not_in_order_is_told_as_a_whole(data: bytes) -> None:
    assert pieces(data, "features") is None
    told = wrong((FILE, data))
    try:
        document = parse(FILE, data)
    except Malformed as malformed:
        seen = [(one.seen, one.expected) for one in malformed.problems]
        assert [(one.seen, one.expected) for one in told] == seen
    else:
        assert told, document


@given(st.data())
def test_a_file_cut_or_with_other_bytes_is_in_order_or_not(data: st.DataObject) -> None:
    text = file(good())[1]
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :]
    found = pieces(text, "features")
    if found is not None:
        whole = parse(FILE, text)
        assert isinstance(whole, dict)
        assert found == (whole["features"], {**whole, "features": None})


def test_a_fault_in_the_last_feature_takes_the_whole_file_with_it() -> None:
    document = copy.deepcopy(good())
    data = file(document)[1].replace(b'"id": "cancel"', b'"id": "cancel", "id": "site"')
    assert [(one.feature, one.field) for one in wrong((FILE, data))] == [(5, "properties.id")]


def test_one_feature_more_than_the_limit_is_the_only_problem_of_its_file() -> None:
    bad = b'{"type": "Feature"}'
    data = b'{"type": "FeatureCollection", "features": [' + b",".join([bad] * (MOST_NOTICES + 1)) + b"]}"
    assert [(one.feature, one.seen) for one in wrong((FILE, data))] == [(None, f"{MOST_NOTICES + 1} features")]


def test_a_collection_of_another_type_is_told_beside_its_features() -> None:
    document = changed(good(), {("type",): "Features", (COLUMN, "properties", "buffer_m"): -1})
    assert [(one.feature, one.field) for one in wrong(file(document))] == [(None, "type"), (0, "properties.buffer_m")]


def test_reading_tells_how_many_bytes_are_behind_it() -> None:
    steps: list[tuple[int, int]] = []
    one = file(good())
    other = ("birch.geojson", spaced(changed(good(), {(n, "properties", "id"): f"birch {n}" for n in range(6)})))
    other = (other[0], other[1].replace(b'"replaces": "', b'"replaces": "birch of '))
    notices = read([one, other], progress=lambda done, of: steps.append((done, of)))
    assert len(steps) == len(notices) == 12
    assert {of for _, of in steps} == {len(one[1]) + len(other[1])}
    assert steps == sorted(steps)
    assert steps[6][0] == len(one[1])
    assert all(map(content, notices))
