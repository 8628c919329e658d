"""Which place is meant by a name, and which named place is nearest?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from herald.files import gazetteer
from herald.geometry.gazetteer import Gazetteer, likeliest, normalised
from herald.geometry.place import Place

E9 = 1_000_000_000
RAQQAH, AYN_ISSA, MALIKIYAH, TAMR, KOBANI = 172955, 172134, 173530, 163434, 172256
Row = tuple[int, str, float, float, int]


def known(*rows: Row) -> Gazetteer:
    """A gazetteer of these places: id, names parted by tabs, longitude, latitude, population."""
    ids, lines, lon, lat, people = zip(*rows, strict=True)
    e5 = [np.rint(np.array(each) * 1e5).astype(np.int64) for each in (lon, lat)]
    none = np.zeros(len(rows), np.int64)
    return Gazetteer(np.array(ids), *e5, np.array(people), (("AA", "01"),), none, tuple(lines))


def at(lon: float, lat: float) -> Place:
    return Place(round(lon * E9), round(lat * E9))


def meant(text: str, near: Place | None = None) -> list[int]:
    return [each.named.id for each in gazetteer().candidates(text, near)]


# --- names ---


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Dayrick", MALIKIYAH),
        ("Al-Malikiyah", MALIKIYAH),
        ("al-Malikiyah", MALIKIYAH),
        ("المالكيه", MALIKIYAH),
        ("ديريك", MALIKIYAH),
        ("Ayn Issa", AYN_ISSA),
        ("Ain Issa", AYN_ISSA),
        ("عين عيسى", AYN_ISSA),
        ("عَيْن عِيسَى", AYN_ISSA),
        ("Ayn `Isa", AYN_ISSA),
        ("AR RAQQAH", RAQQAH),
        ("Raqqa", RAQQAH),
        ("الرقّـــة", RAQQAH),
        ("Ракка", RAQQAH),
        ("Tal Tamr", TAMR),
        ("Kobanî", KOBANI),
    ],
)
def test_a_name_as_it_is_typed_has_its_place_among_the_candidates(text: str, place: int) -> None:
    assert place in meant(text, at(39, 36))


def test_a_spelling_that_nobody_listed_is_a_candidate_and_not_a_fact() -> None:
    best = gazetteer().candidates("Dayrick")[0]
    assert (best.named.id, best.matched) == (MALIKIYAH, "Dayrik")
    assert 90 < best.score < 100
    assert gazetteer().exactly(["Dayrick"]) == {"Dayrick": ()}


def test_several_places_of_one_name_are_all_named() -> None:
    bearers = gazetteer().exactly(["Donetsk", "no such place", "idlib", ""])
    assert [(each.name, each.country) for each in bearers["Donetsk"]] == [("Donetsk", "RU"), ("Donetsk", "UA")]
    assert [each.name for each in bearers["idlib"]] == ["Idlib"]
    assert bearers["no such place"] == bearers[""] == ()


TWINS = ((3, "Twin", 10.0, 10.0, 5), (2, "Twin", 20.0, 10.0, 5), (1, "Twin", 30.0, 10.0, 0), (4, "Twine", 0.0, 0.0, 9))


def test_of_equal_scores_the_nearest_comes_first_then_the_most_populous_then_the_lowest_id() -> None:
    assert [each.named.id for each in known(*TWINS).candidates("twin")] == [2, 3, 1, 4]
    assert [each.named.id for each in known(*TWINS).candidates("twin", near=at(29, 10))] == [1, 2, 3, 4]
    assert [each.named.id for each in known(*TWINS).candidates("twin", most=2)] == [2, 3]


@given(st.permutations(TWINS))
def test_the_order_of_the_data_has_no_part_in_it(rows: list[Row]) -> None:
    ordered = known(*TWINS)
    assert known(*rows).candidates("twinn", at(15, 10)) == ordered.candidates("twinn", at(15, 10))
    assert known(*rows).nearest(at(15, 10)) == ordered.nearest(at(15, 10))


FEW = known(*TWINS, (5, "`Ayn `Īsá\tعين عيسى", 38.9, 36.4, 7))


@given(st.text(max_size=400) | st.text(st.characters(categories=["Cs", "Mn", "Cf", "Cc"]), max_size=40))
def test_no_text_is_too_odd_to_be_looked_for(text: str) -> None:
    found = FEW.candidates(text, at(0, 0))
    assert all(60 <= each.score <= 100 and each.matched in each.named.names for each in found)
    assert all(each.named.names for each in FEW.exactly([text])[text])
    assert normalised(normalised(text)) == normalised(text)


@given(st.sampled_from([line for line in gazetteer().lines if "\t" in line][::97]))
def test_every_name_is_alike_to_itself(line: str) -> None:
    for name in line.split("\t"):
        spelt = [normalised(each) for each in line.split("\t")]
        assert likeliest(normalised(name.upper()), spelt) == (100, spelt.index(normalised(name)))


def test_all_names_at_once_are_written_as_one_by_one() -> None:
    lines = gazetteer().lines[::1009]
    one_by_one = [normalised(name) for line in lines for name in line.split("\t")]
    some = known(*((number, line, 0.0, 0.0, 0) for number, line in enumerate(lines)))
    assert some._spelt == one_by_one


# --- places ---


def by_brute_force(of: Gazetteer, place: Place) -> tuple[float, int]:
    lon, lat = place.lon_e9 / E9, place.lat_e9 / E9
    rows = zip(of.lat_e5 / 1e5, of.lon_e5 / 1e5, of.ids, strict=True)
    return min((Geodesic.WGS84.Inverse(y, x, lat, lon, Geodesic.DISTANCE)["s12"], int(i)) for y, x, i in rows)


EDGES = [at(180, 0), at(-180, 12.5), at(179.99999, -89.9), at(0, 90), at(77, -90), at(-0.00001, 0), at(5, -5)]
SPARSE = Random(20200825)
AFAR = known(
    *((i, "x", SPARSE.uniform(-180, 180), SPARSE.uniform(-90, 90), 0) for i in range(40)),
    (40, "x", 180.0, 10.0, 0),
    (41, "x", -180.0, -10.0, 0),
    (42, "x", 0.0, 90.0, 0),
)


@given(st.builds(at, st.floats(-180, 180), st.floats(-90, 90)) | st.sampled_from(EDGES))
def test_the_nearest_place_is_that_of_a_search_of_all(place: Place) -> None:
    distance, number = by_brute_force(AFAR, place)
    found = AFAR.nearest(place)
    assert found.distance_m == pytest.approx(distance, abs=1e-6)
    assert found.named.id == number or found.distance_m == distance


def test_geographiclib_finds_the_same_nearest_place_of_all(seed: int, judged: Callable[[str, int], None]) -> None:
    draw, of = Random(seed), gazetteer()
    places = [at(draw.uniform(-180, 180), np.degrees(np.arcsin(draw.uniform(-1, 1)))) for _ in range(80)] + EDGES
    for place in places:
        found = of.nearest(place)
        there = (found.named.place.lat_e9 / E9, found.named.place.lon_e9 / E9)
        line = Geodesic.WGS84.Inverse(*there, place.lat_e9 / E9, place.lon_e9 / E9)
        assert found.distance_m == pytest.approx(line["s12"], abs=1e-6)
        assert (found.bearing_deg - line["azi1"] + 180) % 360 - 180 == pytest.approx(0, abs=1e-9)
        assert 0 <= found.bearing_deg < 360
        assert of.about(place, found.distance_m - 0.001) == ()
    judged("geographiclib", len(places))


def test_the_bearing_is_that_from_the_named_place() -> None:
    found = gazetteer().nearest(at(42.14006, 37.18701))
    assert (found.named.id, round(found.bearing_deg, 3)) == (MALIKIYAH, 0.0)
    assert found.distance_m == pytest.approx(1110, abs=5)
    here = gazetteer().nearest(at(42.14006, 37.17701))
    assert (here.distance_m, here.bearing_deg) == (0.0, 0.0)


def test_places_about_are_told_from_the_nearest_on() -> None:
    found = gazetteer().about(at(42.14, 37.17), 60_000)
    assert found[0].id == MALIKIYAH
    assert {"SY", "IQ", "TR"} == {each.country for each in found}
    assert gazetteer().about(at(-25, -32), 500_000) == ()


@given(st.builds(at, st.floats(-180, 180), st.floats(-90, 90)) | st.sampled_from(EDGES), st.floats(0, 2.1e7))
def test_what_lies_about_a_place_is_what_a_search_of_all_finds(place: Place, within_m: float) -> None:
    lon, lat = place.lon_e9 / E9, place.lat_e9 / E9
    away = [
        Geodesic.WGS84.Inverse(y, x, lat, lon)["s12"] for x, y in zip(AFAR.lon_e5 / 1e5, AFAR.lat_e5 / 1e5, strict=True)
    ]
    assert {each.id for each in AFAR.about(place, within_m)} == {i for i, each in enumerate(away) if each <= within_m}


def test_the_place_about_here_that_is_spelt_most_alike_is_found() -> None:
    found = gazetteer().alike("Ayn Issa", at(38.9, 36.4), 20_000, 80)
    assert found is not None and found.named.id == AYN_ISSA
    assert gazetteer().alike("Ayn Issa", at(38.9, 36.4), 20_000, 95) is None
    assert gazetteer().alike("Ayn Issa", at(42.1, 37.2), 20_000, 80) is None
    assert gazetteer().alike("  ", at(38.9, 36.4), 20_000, 0) is None
