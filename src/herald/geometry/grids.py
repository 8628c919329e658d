"""Which square or point of a grid is this? MGRS references by GEOTRANS (the library `mgrs`), UTM and UPS by PROJ.

A reference names a square, not a point: the position is its centre, and half its diagonal is what it leaves open.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cache
from math import cos, floor, hypot, radians, sqrt
from typing import TYPE_CHECKING

from herald.geometry.datums import Datum, wgs84
from herald.geometry.degrees import Form
from herald.geometry.ellipsoid import LONGEST_DEGREE_M
from herald.units import Metres

if TYPE_CHECKING:
    from mgrs import MGRS
    from pyproj import Proj

BANDS = "CDEFGHJKLMNPQRSTUVWX"
"""The bands of latitude from 80 S to 84 N, 8 degrees each, X 12."""
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
"""The letters of columns in zones whose number leaves 0, 1, 2 when divided by 3."""
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_POLAR = "ABYZ"
_SCALE = {True: 0.994, False: 0.9996}
"""The least scale of the grid, polar or not: so much longer can a metre of the grid be on the ground."""
_OVERLAP_M = 40_000.0
"""So far beyond its zone a grid is still printed on sheets. Source: DMA TM 8358.1, section 2-6 (25 miles)."""
_NEAR = 0.01
"""So many degrees over the edge of a band are still in it: 1.1 km, more than any datum makes."""
_NORTHERN = {"NORTH": True, "N": True, "SOUTH": False, "S": False}
_WIDE = {
    (31, "V"): (0, 3), (32, "V"): (3, 12), (31, "X"): (0, 9), (33, "X"): (9, 21), (35, "X"): (21, 33), (37, "X"): (33, 42),
}  # fmt: skip
"""The zones that are not 6 degrees wide: west and east edge. Zones 32, 34 and 36 do not exist in band X."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A point of a grid in metres, and how many metres of the grid the place can be from it. Zone 0 is a pole's."""

    form: Form
    zone: int
    north: bool
    easting_m: Metres
    northing_m: Metres
    spread_grid_m: Metres

    def spread_m(self) -> Metres:
        """How far on the ground can the place be? The grid's metres, by its least scale."""
        return self.spread_grid_m / _SCALE[self.zone == 0]

    def position(self, datum: Datum) -> tuple[float, float]:
        """Longitude and latitude in degrees, on the datum's own ellipsoid.

        Raises ValueError for a reference on an ellipsoid where squares have other letters than on WGS 84.
        """
        if self.form is Form.MGRS and datum.ellipsoid.startswith(("Clarke", "Bessel")):
            raise ValueError(
                f"degrees or UTM: on {datum.name} (ellipsoid {datum.ellipsoid}) squares have other letters than on WGS 84"
            )
        return _unprojected(self, datum)


def _unprojected(grid: Grid, datum: Datum) -> tuple[float, float]:
    project = _projection(grid.zone, grid.north, datum.semi_major_m, datum.inverse_flattening)
    lon, lat = project(grid.easting_m, grid.northing_m, inverse=True, errcheck=True)
    return float(lon), float(lat)


@cache
def _projection(zone: int, north: bool, semi_major_m: Metres, inverse_flattening: float) -> Proj:
    from pyproj import Proj

    on: dict[str, str | float] = {"a": semi_major_m, "rf": inverse_flattening}
    if zone:
        return Proj({"proj": "utm", "zone": zone, "south": not north, **on})
    return Proj(
        {"proj": "stere", "lat_0": 90 if north else -90, "k_0": 0.994, "x_0": 2_000_000, "y_0": 2_000_000, **on}
    )


@cache
def _geotrans() -> MGRS:
    from mgrs import MGRS

    return MGRS()


# --- MGRS

_REFERENCE = re.compile(r"(?:MGRS:? ?)?(\d{1,2})? ?([A-Z]) ?([A-Z]{2})(?![A-Z])([\d ]*)", re.ASCII)


def mgrs(text: str) -> Grid | None:
    """Which square is this? None where the text does not look like a reference; ValueError where it is none that exists.

    From 1 digit each (a square of 10 km) to 5 (of 1 m).
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    zone, band, square, digits = int(match[1] or 0), match[2], match[3], match[4].split()
    if not match[1] and not digits:  # three letters: a word
        return None
    _check(match[1] is not None, zone, band, square)
    place = _check_digits(digits)
    side_m = 10.0 ** (5 - len(place) // 2)
    grid = _centre(zone, band, square, place, side_m)
    _check_zone(grid, band, side_m)
    return grid


def _check(numbered: bool, zone: int, band: str, square: str) -> None:
    """Does such a square exist at all? Raises ValueError."""
    if band in "IO" or set(square) & set("IO"):
        raise ValueError("letters other than I and O, which no reference has: they look like 1 and 0")
    if numbered == (band in _POLAR):
        raise ValueError("a zone number with a band from C to X, and none with A, B, Y, Z about the poles")
    if not numbered:
        return
    if not 1 <= zone <= 60:
        raise ValueError("a zone from 1 to 60")
    if band == "X" and zone in {32, 34, 36}:
        raise ValueError("a zone that exists: there is no 32, 34 or 36 in band X")
    columns = _COLUMNS[zone % 3]
    if square[0] not in columns or square[1] not in _ROWS:
        raise ValueError(f"a square of zone {zone}, whose columns are {columns[0]} to {columns[-1]} and rows A to V")


def _check_digits(digits: list[str]) -> str:
    """The digits in one piece: as many of the easting as of the northing. Raises ValueError."""
    place = "".join(digits)
    if len(place) % 2 or (len(digits) == 2 and len(digits[0]) != len(digits[1])):
        raise ValueError("as many digits of the easting as of the northing")
    if len(place) > 10:
        raise ValueError("at most 5 digits of the easting and 5 of the northing, which is 1 m")
    if not place:
        raise ValueError("at least one digit each: a square of 100 km says where nobody is")
    return place


def _centre(zone: int, band: str, square: str, place: str, side_m: Metres) -> Grid:
    """The centre of the square, by its south-west corner.

    The library's 1.6 answers with a square's centre, older ones with its corner; asked for the square of 1 m in the corner, the
    whole metres are the corner's either way.
    """
    from mgrs import core

    half = len(place) // 2
    corner = f"{zone or ''}{band}{square}{place[:half]:0<5}{place[half:]:0<5}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # that it lies beyond its band: `_check_band` asks that
            northern, east, north = _decoded(corner, zone, band)
    except core.MGRSError:
        raise ValueError(f"a square that exists {_where(zone, band)}") from None
    # A thousandth of a metre covers what projecting there and back rounds off.
    east, north = (floor(each + 0.001) + side_m / 2 for each in (east, north))
    return Grid(Form.MGRS, zone, northern, east, north, side_m * sqrt(0.5))


def _decoded(corner: str, zone: int, band: str) -> tuple[bool, Metres, Metres]:
    """Whether it lies in the north, easting and northing, as GEOTRANS has them."""
    if zone:
        _, hemisphere, east, north = _geotrans().MGRSToUTM(corner)
        return hemisphere == "N", east, north
    lat, lon = _geotrans().toLatLon(corner)
    datum, northern = wgs84(), band in "YZ"
    return northern, *_projection(0, northern, datum.semi_major_m, datum.inverse_flattening)(lon, lat, errcheck=True)


def _where(zone: int, band: str) -> str:
    return f"in zone {zone} {band}" if zone else f"in the polar area {band}"


def _check_zone(grid: Grid, band: str, side_m: Metres) -> None:
    """Does the square touch its band, and its zone or what sheets print beyond it? Raises ValueError.

    GEOTRANS itself reads squares far outside both.
    """
    lon, lat = _unprojected(grid, wgs84())
    south, north = (84, 90) if band in "YZ" else (-90, -80) if band in "AB" else band_edges(band)
    if not (south * LONGEST_DEGREE_M - side_m <= lat * LONGEST_DEGREE_M <= north * LONGEST_DEGREE_M + side_m):
        raise ValueError(f"a square that exists {_where(grid.zone, band)}, which lies {_from_to(south, north)}")
    if not grid.zone:
        return
    west, east = edges(grid.zone, band)
    off = abs((lon - (west + east) / 2 + 180) % 360 - 180) - (east - west) / 2
    if off * LONGEST_DEGREE_M * cos(radians(lat)) > _OVERLAP_M + side_m:
        raise ValueError(f"a square of zone {grid.zone} {band}; this one lies beyond it, in the next zone")


def edges(zone: int, band: str) -> tuple[float, float]:
    """Between which meridians does a zone lie in this band, in degrees? Norway and Svalbard have wider ones."""
    return _WIDE.get((zone, band), (6.0 * zone - 186, 6.0 * zone - 180))


# --- UTM and UPS

_LED = re.compile(r"(?:UTM:? ?)?(?:ZONE ?)?(\d{1,2}) ?(NORTH|SOUTH|[A-Z])[ ,;]+(?=[EN]? ?\d{6})(.*)", re.ASCII)
_CALLED = re.compile(r"UTM:? ?(?:ZONE ?)?(\d{1,2}) ?(NORTH|SOUTH|[A-Z])[ ,;]+(.*)", re.ASCII)
_UPS = re.compile(r"UPS:? ?(NORTH|SOUTH|[A-Z])[ ,;]+(.*)", re.ASCII)
_NUMBER = r"([EN]?) ?(\d{1,8}(?:\.\d{1,6})?) ?M? ?([EN]?)"
_METRES = re.compile(rf"{_NUMBER}[ ,;]+{_NUMBER}", re.ASCII)


def utm(text: str) -> Grid | None:
    """Which point in UTM or UPS is this? None where the text does not look like one; ValueError where it is none.

    Zone, then the hemisphere as a word or N, or the letter of the band, then easting and northing in metres. S after a zone can be
    the hemisphere or the band from 32 to 40 N: refused where both fit.
    """
    if text.startswith("UPS"):
        return _ups(text)
    match = _LED.fullmatch(text) or _CALLED.fullmatch(text)
    if match is None:
        if text.startswith("UTM"):
            raise ValueError("zone, north or south, easting and northing in metres: UTM 38 north 249500 4104500")
        return None
    zone, letter = int(match[1]), match[2]
    if not 1 <= zone <= 60:
        raise ValueError("a zone from 1 to 60")
    if letter not in _NORTHERN and letter not in BANDS:
        raise ValueError("north, south, or a band from C to X without I and O, after the zone")
    east, north, spread_m = _metres(match[3])
    if not 100_000 <= east <= 900_000 or not 0 <= north <= 10_000_000:
        raise ValueError("an easting from 100000 to 900000 and a northing from 0 to 10000000, in metres")
    return _in_hemisphere(
        letter, *(Grid(Form.UTM, zone, north_side, east, north, spread_m) for north_side in (True, False))
    )


def _in_hemisphere(letter: str, northern: Grid, southern: Grid) -> Grid:
    """The one that the letter means. Raises ValueError where it can mean both, or is the wrong band."""
    if letter == "S" and _in_band(northern, "S"):
        raise ValueError("north or south in full: S can be the southern hemisphere, or the band from 32 to 40 north")
    if letter in _NORTHERN:
        grid = northern if _NORTHERN[letter] else southern
        if not _in_bands(grid, "C", "X"):
            raise ValueError("a place from 80 S to 84 N; beyond it MGRS or UPS")
        return grid
    grid = northern if letter > "M" else southern
    if not _in_band(grid, letter):
        raise ValueError(f"a northing in band {letter}, which lies {_from_to(*band_edges(letter))}")
    return grid


def _in_band(grid: Grid, band: str) -> bool:
    return _in_bands(grid, band, band)


def _in_bands(grid: Grid, first: str, last: str) -> bool:
    """Does it lie in these bands, and on the side of the equator that it says?"""
    _, lat = _unprojected(grid, wgs84())
    south, north = band_edges(first)[0], band_edges(last)[1]
    return south - _NEAR <= lat <= north + _NEAR and (lat >= -_NEAR if grid.north else lat <= _NEAR)


def band_edges(band: str) -> tuple[int, int]:
    """Between which latitudes does a band lie, in degrees?"""
    south = 8 * BANDS.index(band) - 80
    return south, 84 if band == "X" else south + 8


def _from_to(south: int, north: int) -> str:
    return f"from {abs(south)} {'NS'[south < 0]} to {abs(north)} {'NS'[north < 0]}"


def _ups(text: str) -> Grid:
    match = _UPS.fullmatch(text)
    if match is None or (match[1] not in _NORTHERN and match[1] not in _POLAR):
        raise ValueError("north or south, easting and northing in metres: UPS north 2000000 2000000")
    north_side = _NORTHERN.get(match[1], match[1] in "YZ")
    east, north, spread_m = _metres(match[2])
    # The circle round the pole that UPS covers, to 79.5 S and 83.5 N, within its square.
    if hypot(east - 2_000_000, north - 2_000_000) > (750_000 if north_side else 1_200_000):
        raise ValueError("a place beyond 83.5 N or 79.5 S; elsewhere MGRS or UTM")
    return Grid(Form.UPS, 0, north_side, east, north, spread_m)


def _metres(text: str) -> tuple[Metres, Metres, Metres]:
    """Easting, northing, and how far the place can be from them: one step of the last digits, rounded or cut."""
    match = _METRES.fullmatch(text)
    if match is None:
        raise ValueError("easting and northing in whole metres or with decimals, one blank between them")
    labels = match[1] + match[3], match[4] + match[6]
    if labels not in {("", ""), ("E", "N"), ("N", "E")}:
        raise ValueError("E with the easting and N with the northing, or neither")
    first, second = match[2], match[5]
    east, north = (second, first) if labels == ("N", "E") else (first, second)
    steps = [10.0 ** -len(each.partition(".")[2]) for each in (east, north)]
    return float(east), float(north), hypot(*steps)


# --- how a place is written


def reference(lon_deg: float, lat_deg: float, digits: int) -> str:
    """In which square is this place? With so many digits of the easting and of the northing, 1 to 5.

    >>> reference(42.18298, 37.05332, 2)
    '38S KG 49 04'
    """
    text = _encoded(lon_deg, lat_deg, digits)
    head, place = text[: -2 * digits], text[-2 * digits :]
    return f"{head[:-2]} {head[-2:]} {place[:digits]} {place[digits:]}"


def metric(lon_deg: float, lat_deg: float) -> str:
    """Where is this place in UTM, or about the poles in UPS? Whole metres.

    >>> metric(42.18298, 37.05332)
    'UTM 38 north 249500 4104500'
    """
    head = _encoded(lon_deg, lat_deg, 1)
    zone = int(head[:-5] or 0)
    datum, north = wgs84(), lat_deg >= 0
    east, northing = _projection(zone, north, datum.semi_major_m, datum.inverse_flattening)(
        lon_deg, lat_deg, errcheck=True
    )
    called = f"UTM {zone}" if zone else "UPS"
    return f"{called} {'north' if north else 'south'} {round(east):06d} {round(northing)}"


def _encoded(lon_deg: float, lat_deg: float, digits: int) -> str:
    """The reference as GEOTRANS writes it; less than 5 mm south of the equator it writes one that it cannot read."""
    text: str = _geotrans().toMGRS(0.0 if -5e-8 <= lat_deg < 0 else lat_deg, lon_deg, MGRSPrecision=digits)
    return text
