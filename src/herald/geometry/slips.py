"""Which slip of the pen or of the eye would explain a place that lies far from its name? Suspicions, and nothing is corrected.

Every slip is undone on the place as it was typed, which gives the places that may have been meant; one that lies much nearer to
where the name is, or to where the route runs, is told. Whether it was meant, only its filer knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import cos, hypot, radians
from typing import TYPE_CHECKING

import numpy as np

from herald.geometry.ellipsoid import geodesic_m
from herald.geometry.gazetteer import Gazetteer, Named
from herald.geometry.place import Place
from herald.units import NANODEGREES, Metres

if TYPE_CHECKING:
    from pyproj import Proj

NEARER = 5.0
"""How many times nearer must what was meant be? design/gazetteer.md, section 4, has how often chance does as well."""
HOME_M = 20_000.0
"""How near must it be? All but the widest cities lie within this of their point."""
DIGITS_FROM_M, DIGITS_NEARER, DIGITS_HOME_M = 50_000.0, 20.0, 5_000.0
"""The same for single digits, and from how far they are asked about: of a hundred that can be misread, one often fits by chance."""


class Slip(StrEnum):
    """What may have happened, the likeliest first; the words end the sentence "as with ..."."""

    SWAPPED = "longitude and latitude exchanged"
    HEMISPHERE = "north and south or east and west mistaken"
    DMS_AS_DECIMAL = "degrees, minutes and seconds typed as decimal degrees"
    DDM_AS_DECIMAL = "degrees and minutes typed as decimal degrees"
    GRID_SWAPPED = "easting and northing of the grid reference exchanged"
    DMS_AS_DDM = "seconds read as decimals of a minute"
    SECONDS_DROPPED = "the seconds left out"
    TRANSPOSED = "two neighbouring digits of the decimal degrees exchanged"
    MISREAD = "one digit of the decimal degrees misread"


_OF_DIGITS = frozenset({Slip.TRANSPOSED, Slip.MISREAD})
_RANK = {slip: rank for rank, slip in enumerate(Slip)}


class Lies(StrEnum):
    """In what does the place that may have been meant lie, as its nearest named place does, beside the one that was named?"""

    DIVISION = "the same country and division"
    COUNTRY = "the same country"
    ELSEWHERE = "another country"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A place that may have been meant, by which slip; `spread_m` is how far it may be from the true one by the slip itself."""

    slip: Slip
    place: Place
    spread_m: Metres = 0.0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A slip that would explain it: what may have been meant, how far that is from what was named, and what was typed.

    `named` is the place of the name, None where only a route speaks for it: then both distances are to the farther neighbour.
    `lies` is None where no gazetteer was asked, `continues` where there are no neighbours: whether it is nearer to all of them.
    """

    slip: Slip
    meant: Place
    named: Named | None
    meant_m: Metres
    typed_m: Metres
    lies: Lies | None
    continues: bool | None

    @property
    def nearer_m(self) -> Metres:
        """By how much would it be nearer?"""
        return self.typed_m - self.meant_m


def meanings(place: Place, *, digits: bool = True) -> tuple[Meaning, ...]:
    """Which places may have been meant by what was typed? One for each slip that could have led there, the likeliest slip first.

    Degrees typed as decimals are undone only where their digits could be minutes and seconds (below 60). Without `digits` single
    digits, of which any may be wrong, are left out.
    """
    lon, lat = place.lon_e9, place.lat_e9
    found = [
        Meaning(Slip.SWAPPED, Place(lat, lon)),
        *(Meaning(Slip.HEMISPHERE, Place(*each)) for each in ((lon, -lat), (-lon, lat), (-lon, -lat))),
        *_sexagesimal(place),
        *_grid(place),
        *(_digits(place) if digits else ()),
    ]
    return tuple(each for each in found if _exists(each.place) and each.place != place)


def by_name(
    place: Place, named: Sequence[Named], gazetteer: Gazetteer | None = None, neighbours: Sequence[Place] = ()
) -> tuple[Suspicion, ...]:
    """Which slips would explain that this place is not where the nearest of these named places is? The best first.

    What was meant must lie within `HOME_M` of the named place and be `NEARER` times nearer to it than what was typed. A misread
    digit counts from `DIGITS_FROM_M` on only, if it brings the place within `DIGITS_HOME_M` and `DIGITS_NEARER` times nearer,
    in the same country. Those that continue the route come first, then those in the same division, then by slip and distance.
    """
    if not named:
        return ()
    each = meanings(place)
    away = _apart_m([place, *(one.place for one in each)], [one.place for one in named])
    found = []
    for number, one in enumerate(each, start=1):
        to = int(away[number].argmin())
        meant_m, typed_m = float(away[number, to]), float(away[0].min())
        if not _explained(one, meant_m, typed_m):
            continue
        lies = None if gazetteer is None else _lies(gazetteer, one.place, named[to])
        if one.slip in _OF_DIGITS and lies is Lies.ELSEWHERE:
            continue
        continues = _continues(place, one.place, neighbours)
        found.append(Suspicion(one.slip, one.place, named[to], meant_m, typed_m, lies, continues))
    return tuple(sorted(found, key=_order))


def by_route(place: Place, neighbours: Sequence[Place]) -> tuple[Suspicion, ...]:
    """Which slips would explain that this place is far from its neighbours on the route? Without any name.

    What was meant must be 10 times nearer to every neighbour, as the finding `swap-suspected` asks; digits count likewise.
    """
    if not neighbours:
        return ()
    each = meanings(place)
    away = _apart_m([place, *(one.place for one in each)], neighbours)
    found = [
        Suspicion(one.slip, one.place, None, float(there.max()), float(away[0].max()), None, True)
        for one, there in zip(each, away[1:], strict=True)
        if bool((there * 2 * NEARER <= away[0]).all()) and (one.slip not in _OF_DIGITS or away[0].max() > DIGITS_FROM_M)
    ]
    return tuple(sorted(found, key=_order))


def _explained(one: Meaning, meant_m: Metres, typed_m: Metres) -> bool:
    if one.slip in _OF_DIGITS:
        return typed_m > DIGITS_FROM_M and meant_m <= min(DIGITS_HOME_M, typed_m / DIGITS_NEARER)
    return meant_m < typed_m and max(meant_m - one.spread_m, 0.0) <= min(HOME_M, typed_m / NEARER)


def _lies(gazetteer: Gazetteer, meant: Place, named: Named) -> Lies:
    there = gazetteer.nearest(meant).named
    if there.country != named.country:
        return Lies.ELSEWHERE
    return Lies.DIVISION if there.admin1 == named.admin1 else Lies.COUNTRY


def _continues(typed: Place, meant: Place, neighbours: Sequence[Place]) -> bool | None:
    if not neighbours:
        return None
    before, after = _apart_m([typed, meant], neighbours)
    return bool((after < before).all())


def _order(each: Suspicion) -> tuple[bool, int, int, Metres, tuple[int, int]]:
    region = len(Lies) if each.lies is None else list(Lies).index(each.lies)
    return each.continues is False, region, _RANK[each.slip], each.meant_m, _pair(each.meant)


def _apart_m(places: Sequence[Place], others: Sequence[Place]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """How far is each of these (rows) from each of those (columns)?"""
    here, there = (np.array([_pair(one) for one in each]) / NANODEGREES for each in (places, others))
    rows, columns = np.repeat(here, len(there), axis=0), np.tile(there, (len(here), 1))
    return geodesic_m(*rows.T, *columns.T).reshape(len(here), len(there))


def _exists(place: Place) -> bool:
    return abs(place.lon_e9) <= 180 * NANODEGREES and abs(place.lat_e9) <= 90 * NANODEGREES


def _pair(place: Place) -> tuple[int, int]:
    return place.lon_e9, place.lat_e9


# --- degrees, minutes, seconds ---

_WHOLE = 60
"""In sixtieths of 1e-9 degree: so little from a whole minute is one, as the canonical value rounds."""


def _sexagesimal(place: Place) -> Iterator[Meaning]:
    """The places if one way to write degrees was taken for another, in both coordinates."""
    for slip, undone in ((Slip.DMS_AS_DECIMAL, _dms), (Slip.DDM_AS_DECIMAL, _ddm), (Slip.DMS_AS_DDM, _seconds)):
        lon, lat = undone(abs(place.lon_e9)), undone(abs(place.lat_e9))
        if lon is not None and lat is not None:
            yield Meaning(slip, _signed(place, lon, lat))
    if all(abs((value * 60 + _WHOLE) % NANODEGREES - _WHOLE) <= _WHOLE for value in _pair(place)):
        middle = _signed(place, *(abs(value) + NANODEGREES // 120 for value in _pair(place)))
        yield Meaning(Slip.SECONDS_DROPPED, middle, _half_minute_m(middle))


def _signed(place: Place, lon: int, lat: int) -> Place:
    return Place(lon if place.lon_e9 >= 0 else -lon, lat if place.lat_e9 >= 0 else -lat)


def _dms(value: int) -> int | None:
    """36.4343 for 36 degrees 43 minutes 43 seconds; None where its digits are none."""
    degrees, rest = divmod(value, NANODEGREES)
    minutes, seconds_e7 = divmod(rest, 10_000_000)
    if minutes >= 60 or seconds_e7 >= 6_000_000:
        return None
    return degrees * NANODEGREES + round((minutes * 6_000_000 + seconds_e7) * NANODEGREES / 360_000_000)


def _ddm(value: int) -> int | None:
    """36.43716 for 36 degrees 43.716 minutes; None where its digits are none."""
    degrees, rest = divmod(value, NANODEGREES)
    return degrees * NANODEGREES + round(rest * 100 / 60) if rest < NANODEGREES * 6 // 10 else None


def _seconds(value: int) -> int | None:
    """36 degrees 43.43 minutes for 36 degrees 43 minutes 43 seconds; None where its decimals are none."""
    degrees, rest = divmod(value * 60, 60 * NANODEGREES)
    minutes, decimals = divmod(rest, NANODEGREES)
    if decimals >= NANODEGREES * 6 // 10:
        return None
    return degrees * NANODEGREES + round((minutes * NANODEGREES + decimals * 100 / 60) / 60)


def _half_minute_m(place: Place) -> Metres:
    """How far is a corner of the square minute from its middle, at most?"""
    return 930.8 * hypot(1.0, cos(radians(place.lat_e9 / NANODEGREES)))


# --- grid references ---


SQUARE_M = 100_000
_BEYOND_DEG = 1.2
"""So far beyond its edges a zone's grid is used: 100 km at 40 degrees."""


def _grid(place: Place) -> Iterator[Meaning]:
    """The places if easting and northing within the square of 100 km changed places, in UTM or MGRS; none about the poles.

    In the zone where the place lies, and in the next one if it lies near: what was typed wrongly may have left its zone.
    """
    lon, lat = (value / NANODEGREES for value in _pair(place))
    if not -80 <= lat <= 84:
        return
    for zone in _zones(lon, lat):
        project = _utm(zone, lat < 0)
        easting, northing = project(lon, lat)
        east, north = easting % SQUARE_M, northing % SQUARE_M
        back = project(easting - east + north, northing - north + east, inverse=True)
        yield Meaning(Slip.GRID_SWAPPED, Place(*(round(value * NANODEGREES) for value in back)))


def _zones(lon_deg: float, lat_deg: float) -> tuple[int, ...]:
    """In the grids of which zones can it be given? From 56 N on some zones are twice as wide (Norway, Svalbard)."""
    half_deg = (3.0 if lat_deg < 56 else 6.0) + _BEYOND_DEG
    off = {zone: abs((lon_deg + 183 - 6 * zone + 180) % 360 - 180) for zone in range(1, 61)}
    return tuple(sorted((zone for zone in off if off[zone] <= half_deg), key=lambda zone: (off[zone], zone)))


@cache
def _utm(zone: int, south: bool) -> Proj:
    from pyproj import Proj

    return Proj(proj="utm", zone=zone, south=south, ellps="WGS84")


# --- digits ---

_FIRST, _LAST = 10**11, 10**7
"""Hundreds of degrees to hundredths: finer ones move a place by less than a kilometre, or two."""


def _digits(place: Place) -> Iterator[Meaning]:
    """The places with one digit of one coordinate misread, or two neighbours exchanged."""
    lon, lat = (abs(value) for value in _pair(place))
    yield from (Meaning(slip, _signed(place, other, lat)) for slip, other in _misread(lon))
    yield from (Meaning(slip, _signed(place, lon, other)) for slip, other in _misread(lat))


def _misread(value: int) -> Iterator[tuple[Slip, int]]:
    unit = _FIRST
    while unit >= _LAST:
        digit, lower = value // unit % 10, value // (unit // 10) % 10
        if unit > _LAST and digit != lower:
            yield Slip.TRANSPOSED, value + (lower - digit) * unit + (digit - lower) * (unit // 10)
        yield from ((Slip.MISREAD, value + (other - digit) * unit) for other in range(10) if other != digit)
        unit //= 10
