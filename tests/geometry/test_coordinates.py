"""Is a typed position read as what it says, refused where it could say two things, and never nearer than it claims?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mgrs import MGRS

from herald.geometry.coordinates import Typed, forms, read
from herald.geometry.degrees import Form, _read
from herald.geometry.ellipsoid import GEOD
from herald.geometry.place import Place
from herald.keyboard import LONGEST
from herald.units import NANODEGREES

PLACES = st.builds(
    Place,
    st.integers(-180 * NANODEGREES, 180 * NANODEGREES),
    st.one_of(
        st.integers(-90 * NANODEGREES, 90 * NANODEGREES),
        st.sampled_from([each * NANODEGREES for each in (-90, -80, 0, 8, 56, 64, 72, 84, 90)]),
        st.integers(72 * NANODEGREES, 84 * NANODEGREES),
        st.integers(84 * NANODEGREES, 90 * NANODEGREES),
    ),
)
EDGES = [
    Place(lon * NANODEGREES, lat * NANODEGREES)
    for lon in (-180, -179, -6, 0, 3, 6, 9, 12, 21, 33, 42, 179, 180)
    for lat in (-90, -80, -79, -8, 0, 8, 56, 60, 64, 72, 78, 83, 84, 90)
]


def degrees(place: Place) -> tuple[float, float]:
    return place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES


def apart_m(one: Place, other: Place) -> float:
    return float(GEOD.inv(*degrees(one), *degrees(other))[2])


def lat_lon(typed: Typed) -> tuple[float, float]:
    lon, lat = degrees(typed.place)
    return lat, lon


SECONDS = 36 + 43 / 60 + 4 / 3600, 68 + 51 / 60 + 43 / 3600
MINUTES = 36 + 43.05 / 60, 68 + 51.72 / 60
DECIMAL = 36.718, 68.862


@pytest.mark.parametrize(
    ("text", "form", "position"),
    [
        ("36.718, 68.862", Form.DECIMAL, DECIMAL),
        ("36.718 68.862", Form.DECIMAL, DECIMAL),
        ("36.718;68.862", Form.DECIMAL, DECIMAL),
        ("36.718/68.862", Form.DECIMAL, DECIMAL),
        ("36,718 68,862", Form.DECIMAL, DECIMAL),
        ("36,718; 68,862", Form.DECIMAL, DECIMAL),
        ("36,718, 68,862", Form.DECIMAL, DECIMAL),
        ("36,718,68,862", Form.DECIMAL, DECIMAL),
        ("36.718N 68.862E", Form.DECIMAL, DECIMAL),
        ("n 36.718 e 68.862", Form.DECIMAL, DECIMAL),
        ("68.862 E, 36.718 N", Form.DECIMAL, DECIMAL),
        ("36.718\u00b0 North, 68.862\u00b0 East", Form.DECIMAL, DECIMAL),
        ("36.718 deg N 68.862 deg E", Form.DECIMAL, DECIMAL),
        ("lat 36.718 lon 68.862", Form.DECIMAL, DECIMAL),
        ("Longitude: 68.862, Latitude: 36.718", Form.DECIMAL, DECIMAL),
        ("+36.718+068.862/", Form.DECIMAL, DECIMAL),
        ("\u0663\u0666\u066b\u0667\u0661\u0668 \u0666\u0668\u066b\u0668\u0666\u0662", Form.DECIMAL, DECIMAL),
        ("-36.718 -68.862", Form.DECIMAL, (-36.718, -68.862)),
        ("\u221236.718, \u221268.862", Form.DECIMAL, (-36.718, -68.862)),
        ("36.718S 68.862W", Form.DECIMAL, (-36.718, -68.862)),
        ("-0.50 -0.25", Form.DECIMAL, (-0.5, -0.25)),
        ("36 43.05 68 51.72", Form.DDM, MINUTES),
        ("36\u00b043.05'N 68\u00b051.72'E", Form.DDM, MINUTES),
        ("36\u00b043,05\u2032N, 68\u00b051,72\u2032E", Form.DDM, MINUTES),
        ("3643.05N 06851.72E", Form.DDM, MINUTES),
        ("36-43.05N 068-51.72E", Form.DDM, MINUTES),
        ("36 43 4 68 51 43", Form.DMS, SECONDS),
        ("36\u00b043'04\"N 68\u00b051'43\"E", Form.DMS, SECONDS),
        ("36\u00b043\u203204\u2033 N 68\u00b051\u203243\u2033 E", Form.DMS, SECONDS),
        ("36\u00b043'04''N/68\u00b051'43''E", Form.DMS, SECONDS),
        ("N364304 E0685143", Form.DMS, SECONDS),
        ("364304N0685143E", Form.DMS, SECONDS),
        ("36:43:04N 68:51:43E", Form.DMS, SECONDS),
        ("36-43-04N 068-51-43E", Form.DMS, SECONDS),
        ("-0\u00b030'00\" 0\u00b000'00\"", Form.DMS, (-0.5, 0.0)),
        ("90.00 0.00", Form.DECIMAL, (90.0, 0.0)),
        ("0.00 -180.00", Form.DECIMAL, (0.0, 180.0)),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, form: Form, position: tuple[float, float]) -> None:
    typed = read(text, "WGS 84")
    assert (typed.text, typed.form) == (text, form)
    assert lat_lon(typed) == pytest.approx(position, abs=1e-9)


def test_letters_tell_the_order_and_plain_numbers_are_latitude_first_and_say_so() -> None:
    assert [read(text).ordered for text in ("36.718N 68.862E", "lat 36.718, 68.862", "38SKG4904")] == [True] * 3
    assert not read("36.718 68.862").ordered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not empty"),
        ("7" * (LONGEST + 1), "at most 100 characters"),
        ("Kunduz", "KUNDUZ belongs to none"),
        ("36.718", "a latitude and a longitude"),
        ("36.718N", "a latitude and a longitude"),
        ("36.718, 68.862, 400", "parted once"),
        ("36.718 68.862 400.00 5.00", "decimals in the last"),
        ("36.718 68.862 400", "each with as many numbers"),
        ("142.18, 37.05", "latitude stands first"),
        ("91.00N 10.00E", "a latitude from -90 to 90$"),
        ("10.00N 181.00E", "a longitude from -180 to 180$"),
        ("36.718N 68.862N", "one latitude and one longitude"),
        ("36.718N -68.862E", "either a sign or one letter"),
        ("N36.718N 68.862E", "either a sign or one letter"),
        ("lat 36.718E lon 68.862N", "N or S for a latitude"),
        ("36.718N 68.862O", "O is west in French and east in German"),
        ("36.718\u0421 68.862E", "CYRILLIC CAPITAL LETTER ES"),
        ("36.718-68.862", "could be a sign"),
        ("36\u00b060'N 68\u00b010'E", "minutes below 60; saw 60"),
        ("36\u00b010'60\"N 68\u00b010'10\"E", "seconds below 60; saw 60"),
        ("36\u00b010\"N 68\u00b010'E", "then minutes"),
        ("36.5\u00b010'N 68\u00b010'E", "decimals in the last"),
        ("36 42", "two decimals or more"),
        ("36.7 42.25", "a latitude with two decimals or more"),
        ("36.75 42.2", "a longitude with two decimals or more"),
        ("[36.718, 68.862]", "belongs to none"),
        ("36.718e0 68.862e0", "degrees, minutes and seconds"),
        ("38SKG", "at least one digit each"),
        ("38SKG490", "as many digits"),
        ("38SKG 490 04", "as many digits"),
        ("38SKG490412345678", "at most 5 digits"),
        ("38IKG4904", "other than I and O"),
        ("38SKO4904", "other than I and O"),
        ("61SKG4904", "a zone from 1 to 60"),
        ("00SKG4904", "a zone from 1 to 60"),
        ("SKG4904", "a zone number with a band"),
        ("38ZAH4904", "none with A, B, Y, Z"),
        ("37SKG4904", "columns are A to H"),
        ("39SKG4904", "columns are S to Z"),
        ("38SKX4904", "rows A to V"),
        ("38SKR4904", "exists in zone 38 S, which lies from 32 N to 40 N"),
        ("38SJG4904", "in the next zone"),
        ("31VGK5000", "exists in zone 31 V|in the next zone"),
        ("32XMH5555", "no 32, 34 or 36 in band X"),
        ("YAA0000", "exists in the polar area Y"),
        ("ZAA0000", "polar area Z, which lies from 84 N to 90 N"),
        ("UTM 61 north 249500 4104500", "a zone from 1 to 60"),
        ("UTM 38 I 249500 4104500", "a band from C to X"),
        ("38S 249500 4104500", "S can be the southern hemisphere"),
        ("38T 249500 4104500", "which lies from 40 N to 48 N"),
        ("UTM 38 north 99999 4104500", "easting from 100000"),
        ("UTM 38 north 249500 9900000", "from 80 S to 84 N"),
        ("UTM 38 north 249500N 4104500E", "E with the easting|from 100000"),
        ("UTM 38 north 249500", "easting and northing in whole metres"),
        ("UTM 249500 4104500", "zone, north or south"),
        ("UPS north 2900000 2000000", "beyond 83.5 N"),
        ("UPS 2000000 2000000", "UPS north 2000000"),
    ],
)
def test_what_is_no_position_says_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "38SKG4904",
        "38skg4904",
        "38S KG 49 04",
        "38 S KG 4904",
        "mgrs: 38SKG 49 04",
        "38SKG\u00a049\u00a004",
        "\u0663\u0668SKG\u0664\u0669\u0660\u0664",
    ],
)
def test_a_grid_reference_is_the_centre_of_its_square(text: str) -> None:
    typed = read(text, "WGS 84")
    assert (typed.form, forms(typed.place).utm) == (Form.MGRS, "UTM 38 north 249500 4104500")
    assert typed.uncertainty_m == pytest.approx(707.4, abs=0.05)


@pytest.mark.parametrize(
    "text",
    [
        "UTM 38 north 249500 4104500",
        "utm zone 38 N 249500 4104500",
        "38N 249500 4104500",
        "38 NORTH, 249500 E, 4104500 N",
        "38N 4104500N 249500E",
        "38N 249500mE 4104500mN",
        "UTM 38N 0249500 4104500",
    ],
)
def test_utm_is_read_with_its_hemisphere(text: str) -> None:
    typed = read(text, "WGS 84")
    assert (typed.form, forms(typed.place, typed.uncertainty_m).utm) == (Form.UTM, "UTM 38 north 249500 4104500")
    assert typed.uncertainty_m == pytest.approx(1.415, abs=0.001)


def test_the_letter_of_the_band_is_read_where_it_cannot_be_the_hemisphere() -> None:
    assert forms(read("38T 249500 4504500").place).utm == "UTM 38 north 249500 4504500"
    assert forms(read("38H 249500 6104500").place).utm == "UTM 38 south 249500 6104500"
    assert forms(read("38S 249500 6104500").place).utm == "UTM 38 south 249500 6104500"


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("4QFJ12345678", (21.309433, -157.916867)),
        ("18SUJ2348306479", (38 + 53 / 60 + 22.4 / 3600, -(77 + 2 / 60 + 6.9 / 3600))),
        ("+40.20361-075.00417/", (40.20361, -75.00417)),
        ("40-12.22N 075-00.25W", (40.20361, -75.00417)),
    ],
)
def test_published_examples_lie_where_they_are_said_to(
    text: str, position: tuple[float, float], judged: Callable[[str, int], None]
) -> None:
    """MGRS: the square on Oahu of the usual introduction, by its south-west corner; FGDC-STD-011-2001: the Washington Monument.

    ISO 6709, annex H: 40 12 13 N 75 00 15 W.
    """
    typed = read(text, "WGS 84")
    lat, lon = position
    there = Place(round(lon * NANODEGREES), round(lat * NANODEGREES))
    assert apart_m(typed.place, there) <= typed.uncertainty_m + 10
    judged("published examples of coordinates", 1)


@given(PLACES, st.integers(1, 5))
def test_every_place_lies_within_what_its_reference_says(place: Place, digits: int) -> None:
    lon, lat = degrees(place)
    typed = read(MGRS().toMGRS(lat, lon, MGRSPrecision=digits), "WGS 84")
    assert apart_m(typed.place, place) <= typed.uncertainty_m


def test_references_are_where_geotrans_says_they_are(judged: Callable[[str, int], None]) -> None:
    """In squares of 1 m, all over the edges of zones and bands, the poles, Norway and Svalbard."""
    geotrans = MGRS()
    for place in EDGES:
        lon, lat = degrees(place)
        text = geotrans.toMGRS(lat, lon)
        there_lat, there_lon = geotrans.toLatLon(text)
        here = degrees(read(text, "WGS 84").place)
        assert GEOD.inv(*here, there_lon, there_lat)[2] < 0.72
    judged("GEOTRANS", len(EDGES))


def truncated(number: float, decimals: int) -> str:
    return f"{int(number * 10**decimals) / 10**decimals:.{decimals}f}"


@given(PLACES, st.integers(2, 6), st.booleans())
def test_every_place_lies_within_what_its_degrees_say_rounded_or_cut(place: Place, decimals: int, cut: bool) -> None:
    lon, lat = (truncated(each, decimals) if cut else f"{each:.{decimals}f}" for each in degrees(place))
    typed = read(f"{lat} {lon}", "WGS 84")
    assert apart_m(typed.place, place) <= typed.uncertainty_m


@given(PLACES, st.integers(0, 2), st.booleans())
def test_every_place_lies_within_what_its_minutes_say_rounded_or_cut(place: Place, decimals: int, cut: bool) -> None:
    parts = []
    for e9, letters in ((place.lat_e9, "NS"), (place.lon_e9, "EW")):
        whole, rest = divmod(abs(e9), NANODEGREES)
        minutes = rest * 60 / NANODEGREES
        said = truncated(minutes, decimals) if cut else f"{minutes:.{decimals}f}"
        assume(float(said) < 60)
        parts.append(f"{whole}\u00b0{said}'{letters[e9 < 0]}")
    typed = read(" ".join(parts), "WGS 84")
    assert apart_m(typed.place, place) <= typed.uncertainty_m


@given(PLACES, st.floats(0.75, 8000))
def test_every_form_is_read_back_as_the_same_place_within_what_was_said(place: Place, uncertainty_m: float) -> None:
    written = forms(place, uncertainty_m)
    for text, form in (
        (written.decimal, Form.DECIMAL),
        (written.dms, Form.DMS),
        (written.ddm, Form.DDM),
        (written.mgrs, Form.MGRS),
        (written.utm, Form.UTM if -80 * NANODEGREES <= place.lat_e9 <= 84 * NANODEGREES else Form.UPS),
    ):
        typed = read(text, "WGS 84")
        assert typed.ordered
        assert apart_m(typed.place, place) <= uncertainty_m
        if place.lat_e9 != 84 * NANODEGREES:
            assert typed.form is form


@pytest.mark.parametrize("place", EDGES, ids=str)
def test_the_edges_of_the_grid_are_read_back_from_every_form(place: Place) -> None:
    written = forms(place)
    for text in (written.decimal, written.dms, written.ddm, written.mgrs, written.utm):
        assert apart_m(read(text, "WGS 84").place, place) <= 0.75


def test_forms_carry_all_the_way_up() -> None:
    nearly = Place(59_999_999_999, 59_999_999_999)
    assert forms(nearly).dms == "60\u00b000\u203200.00\u2033 N 060\u00b000\u203200.00\u2033 E"
    assert forms(nearly).ddm == "60\u00b000.0000\u2032 N 060\u00b000.0000\u2032 E"


def test_forms_say_no_more_than_is_known() -> None:
    typed = read("38SKG4904", "WGS 84")
    written = forms(typed.place, typed.uncertainty_m)
    assert written.mgrs == "38S KG 49 04"
    assert written.ddm == "37\u00b003.2\u2032 N 042\u00b011.0\u2032 E"


def test_a_reference_on_a_datum_is_projected_on_its_own_ellipsoid(judged: Callable[[str, int], None]) -> None:
    """PROJ's own chain from ED50 / UTM zone 37N is the authority; taking it for WGS 84 would be 200 m off."""
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(23037, 4230, always_xy=True).transform(333500, 4004500)
    lon, lat = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=intl "
        "+step +proj=helmert +x=-84.1 +y=-101.8 +z=-129.7 +rz=0.468 +s=1.05 +convention=position_vector "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    ).transform(lon, lat)
    for text in ("37SCA3304", "UTM 37 north 333500 4004500"):
        here = degrees(read(text, "ED50").place)
        assert GEOD.inv(*here, lon, lat)[2] < 0.1
        assert GEOD.inv(*degrees(read(text, "WGS 84").place), lon, lat)[2] > 150
    judged("PROJ", 2)


@pytest.mark.parametrize("datum", ["Deir ez Zor", "Palestine 1923", "NAD27", "Tokyo", "Adindan"])
def test_references_on_ellipsoids_with_other_letters_are_refused(datum: str) -> None:
    with pytest.raises(ValueError, match="squares have other letters"):
        read("38SKG4904", datum)


def test_utm_on_an_ellipsoid_with_other_letters_is_read() -> None:
    assert read("UTM 37 north 333500 4004500", "Deir ez Zor").datum_m == 5.0


COMMAS = st.lists(
    st.sampled_from(["36", "4", "0", "68", ",", ",", ", ", " ", "\u00b0", "'", '"', "N", "E", "-", "LAT ", "LON "]),
    min_size=3,
    max_size=14,
).map("".join)


@given(COMMAS)
def test_no_text_is_a_position_with_its_commas_read_both_ways(text: str) -> None:
    read_as = []
    for comma in (",", "."):
        try:
            read_as.append(_read(text, comma))
        except ValueError:
            continue
    assert len(set(read_as)) <= 1


@st.composite
def slipped(draw: st.DrawFn) -> str:
    """A text as Herald writes it, with up to three characters put in, left out or changed."""
    written = forms(draw(PLACES), draw(st.floats(0.75, 8000)))
    text = draw(st.sampled_from([written.decimal, written.dms, written.ddm, written.mgrs, written.utm]))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        put = draw(st.sampled_from(["", *"0123456789NSEWX .,;-+\u00b0'\u0663"]))
        text = text[:at] + put + text[at + draw(st.integers(0, 1)) :]
    return text


WORDS = [
    "36",
    "43",
    "04",
    ".",
    ",",
    "N",
    "E",
    "S",
    " ",
    "\u00b0",
    "'",
    '"',
    "-",
    "+",
    ";",
    "/",
    "38",
    "KG",
    "UTM",
    "north",
    "249500",
    "lat",
]
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=20).map("".join)


@given(
    st.one_of(PIECES, slipped()),
    st.one_of(st.none(), st.sampled_from(["WGS 84", "SK-42", "ED50", "EPSG:4227"]), st.text(max_size=12)),
)
def test_any_text_is_a_position_on_the_earth_or_refused(text: str, datum: str | None) -> None:
    try:
        typed = read(text, datum)
    except ValueError as refused:
        said = str(refused)
    else:
        said = forms(typed.place, typed.uncertainty_m).mgrs
        lon, lat = degrees(typed.place)
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert 0 < typed.uncertainty_m < 20_000
    assert said


@pytest.mark.parametrize(
    "piece", ["3", "3 ", "3,", "3.", "3\u00b0", "N", "3N", "''", "-3", "38S", "KG", "38SKG", " 3 3", "38N 249500 ", "/"]
)
def test_no_text_of_one_piece_over_and_over_is_slow(piece: str) -> None:
    """A pattern that tries all ways to cut it up would not end."""
    with pytest.raises(ValueError, match=r"\w"):
        read((piece * LONGEST)[:LONGEST])
