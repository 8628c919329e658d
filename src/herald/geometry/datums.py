"""On which datum was a position given, and where is it on WGS 84? By PROJ, from its own tables alone.

Nothing is fetched, and operations that need a grid file are left out even where somebody has installed it: the same text is the
same place on every machine.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from herald.units import Metres

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

UNKNOWN_M = 100.0
"""What is added where nobody states how exact an operation is, or a place lies outside the area it was made for.

The published operations of one datum differ by up to 90 m among each other (ED50 in Syria 83 to 89 m, SK-42 28 to 71 m).
"""
_UNSTATED = 999.0
"""EPSG's number for an accuracy that nobody states."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; over the antimeridian west is the greater."""


@dataclass(frozen=True, slots=True)
class Datum:
    """What latitudes and longitudes are measured on: its name, its EPSG code as a geographic system, its ellipsoid.

    `area` is where it is in use; `network` where what is stated of its operations is believed (None: wherever their areas say).
    """

    name: str
    epsg: int
    ellipsoid: str
    semi_major_m: Metres
    inverse_flattening: float
    area: Box
    network: Box | None = None

    def __str__(self) -> str:
        """How is it named in an answer?"""
        return f"{self.name} (EPSG:{self.epsg})"


@dataclass(frozen=True, slots=True)
class Shifted:
    """A position on WGS 84, in degrees, how exact the operation that led there is, and what PROJ calls it."""

    lon_deg: float
    lat_deg: float
    accuracy_m: Metres
    operation: str


@dataclass(frozen=True, slots=True)
class _Operation:
    """One published way from a datum to WGS 84; `accuracy_m` is None where nobody states it."""

    name: str
    accuracy_m: Metres | None
    area: Box
    transformer: Transformer


NAMES = {
    4326: ("WGS 84", "World Geodetic System 1984"),
    4322: ("WGS 72",),
    4284: ("SK-42", "CK-42", "СК-42", "S-42", "Pulkovo 1942", "Pulkovo", "Система координат 1942"),
    4200: ("SK-95", "СК-95", "Pulkovo 1995"),
    7683: ("GSK-2011", "ГСК-2011"),
    4740: ("PZ-90", "ПЗ-90"),
    9474: ("PZ-90.02", "ПЗ-90.02"),
    9475: ("PZ-90.11", "ПЗ-90.11"),
    4230: ("ED50", "European Datum 1950", "European 1950"),
    4154: ("ED50(ED77)", "ED77"),
    4258: ("ETRS89",),
    4227: ("Deir ez Zor", "Levant"),
    4281: ("Palestine 1923", "Palestine"),
    4204: ("Ain el Abd", "Ain el Abd 1970"),
    4270: ("Nahrwan 1967", "Nahrwan"),
    4255: ("Herat North",),
    4201: ("Adindan",),
    4267: ("NAD27",),
    4269: ("NAD83",),
    4301: ("Tokyo",),
}
"""The datums that are known by name; any other geographic system of EPSG by its number."""
WGS84 = 4326
SK42 = 4284

_NETWORKS: dict[int, Box] = {SK42: (19.58, 41.19, -168.97, 81.91)}
"""South of Russia's box only one operation remains, and its box holds Syria, Iraq and Afghanistan, which it was not made for."""
_NEAR: dict[int, tuple[int, Metres]] = {9474: (9475, 0.5)}
"""PROJ has no way from PZ-90.02: it is taken for PZ-90.11, 0.46 m from it (EPSG:7703), which is added."""
_CODE = re.compile(r"(?:EPSG:?)(\d{1,6})", re.ASCII)


def datum(text: str) -> Datum:
    """Which datum is this? A name of `NAMES`, or `EPSG:` and the number of a geographic system.

    Capitals, blanks, hyphens, points, underscores and parentheses make no difference.

    >>> datum("sk 42").epsg
    4284

    Raises ValueError with what was expected.
    """
    plain = _bare(text)
    if match := _CODE.fullmatch(plain):
        return _of_code(int(match[1]))
    if plain in _BY_NAME:
        return _of_code(_BY_NAME[plain])
    known = ", ".join(names[0] for names in NAMES.values())
    raise ValueError(f"one of {known}, or EPSG: and the number of a geographic system")


def wgs84() -> Datum:
    """The datum of every place in the house."""
    return _of_code(WGS84)


def in_use(lon_deg: float, lat_deg: float) -> tuple[Datum, ...]:
    """On which datums could a sheet of this place be drawn? On those of `NAMES` that are in use there."""
    return tuple(each for each in map(_of_code, NAMES) if _used(each, lon_deg, lat_deg))


def to_wgs84(given: Datum, lon_deg: float, lat_deg: float) -> Shifted:
    """Where is this position of a datum on WGS 84?

    By the most exact of the operations that were made for an area with this place in it. Its accuracy is what EPSG states, and at
    least by how much the others made for here differ from it. Where none was made for here, or nobody states how exact it is,
    `UNKNOWN_M` more than by how much they differ. Areas are boxes in PROJ: a place just across a border counts as inside.

    Raises ValueError where the datum is not in use there, or no operation is known that does more than take the one datum for
    the other.
    """
    if given.epsg == WGS84:
        return Shifted(lon_deg, lat_deg, 0.0, "none: it is WGS 84")
    if not _used(given, lon_deg, lat_deg):
        raise ValueError(f"a place where the datum is in use: {given} is used {_within(given.area)}")
    epsg, more_m = _NEAR.get(given.epsg, (given.epsg, 0.0))
    operations = _operations(epsg)
    if not operations:
        raise ValueError(f"a datum with a published way to WGS 84; {given} has none")
    here = [each for each in operations if _holds(each.area, lon_deg, lat_deg)]
    best, *others = here or [max(operations, key=lambda each: _size(each.area))]
    lon, lat = best.transformer.transform(lon_deg, lat_deg, errcheck=True)
    apart_m = max((_apart_m((lon, lat), each.transformer.transform(lon_deg, lat_deg)) for each in others), default=0.0)
    known = bool(here) and (given.network is None or _holds(given.network, lon_deg, lat_deg))
    return Shifted(lon, lat, more_m + _accuracy_m(best.accuracy_m if known else None, apart_m), best.name)


def _accuracy_m(stated_m: Metres | None, apart_m: Metres) -> Metres:
    return UNKNOWN_M + apart_m if stated_m is None else max(stated_m, apart_m)


def _used(given: Datum, lon_deg: float, lat_deg: float) -> bool:
    """SK-42 everywhere: the sheets of the Soviet General Staff cover the land of the Earth."""
    return given.epsg == SK42 or _holds(given.area, lon_deg, lat_deg)


def _within(box: Box) -> str:
    west, south, east, north = box
    return f"from {_said(south, 'NS')} to {_said(north, 'NS')} and from {_said(west, 'EW')} to {_said(east, 'EW')}"


def _said(degrees: float, letters: str) -> str:
    return f"{abs(degrees):g} {letters[degrees < 0]}"


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> Metres:
    from herald.geometry.ellipsoid import GEOD

    return float(GEOD.inv(*one, *other)[2])


@cache
def _of_code(epsg: int) -> Datum:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_epsg(epsg)
    except CRSError:
        raise ValueError(f"a system that EPSG knows; it knows no {epsg}") from None
    if not found.is_geographic or found.is_derived or found.is_bound or found.ellipsoid is None:
        raise ValueError(
            f"a geographic system (latitude and longitude); EPSG:{epsg} is {found.name}, a {found.type_name}"
        )
    if found.prime_meridian is not None and found.prime_meridian.longitude != 0:
        raise ValueError(f"a system that counts from Greenwich; EPSG:{epsg} counts from {found.prime_meridian.name}")
    return _described(found, epsg)


def _described(found: CRS, epsg: int) -> Datum:
    ellipsoid = found.ellipsoid
    assert ellipsoid is not None  # noqa: S101 -- asked by the caller
    names = NAMES.get(epsg, (found.name,))
    area = _box(None if found.area_of_use is None else found.area_of_use.bounds)
    flat = ellipsoid.inverse_flattening
    return Datum(names[0], epsg, ellipsoid.name, ellipsoid.semi_major_metre, flat, area, _NETWORKS.get(epsg))


@cache
def _operations(epsg: int) -> tuple[_Operation, ...]:
    """The published ways to WGS 84 that need no grid: the most exact first; of equals, the one for the smaller area."""
    from pyproj.transformer import TransformerGroup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a grid would be better is no news: none is used
        try:
            group = TransformerGroup(epsg, WGS84, always_xy=True, allow_ballpark=False)
        except IndexError:  # what pyproj says where there is none
            return ()
    found = [_operation(each) for each in group.transformers if not _needs_grid(each)]
    return tuple(
        sorted(found, key=lambda each: (each.accuracy_m is None, each.accuracy_m or 0.0, _size(each.area), each.name))
    )


def _operation(transformer: Transformer) -> _Operation:
    accuracy = transformer.accuracy
    name = re.sub(r"(?:^| \+ )axis order change \(2D\)", "", transformer.description).removeprefix(" + ")
    stated_m = accuracy if 0 <= accuracy < _UNSTATED else None
    bounds: Box | None = getattr(
        transformer.area_of_use, "bounds", None
    )  # None, whatever its type says, where it has no area
    return _Operation(name, stated_m, _box(bounds), transformer)


def _needs_grid(transformer: Transformer) -> bool:
    return "grid" in transformer.definition or any(each.grids for each in transformer.operations or ())


def _box(bounds: Box | None) -> Box:
    """The area that is stated; the Earth where none is."""
    return bounds or (-180.0, -90.0, 180.0, 90.0)


def _holds(box: Box, lon_deg: float, lat_deg: float) -> bool:
    west, south, east, north = box
    across = west <= lon_deg <= east if west <= east else lon_deg >= west or lon_deg <= east
    return across and south <= lat_deg <= north


def _size(box: Box) -> float:
    west, south, east, north = box
    return (east - west) % 360 * (north - south) or 360 * (north - south)


def _bare(text: str) -> str:
    """The text without what makes no difference."""
    return re.sub(r"[\s\-_.()]+", "", text).upper()


_BY_NAME = {_bare(name): epsg for epsg, names in NAMES.items() for name in names}
