"""Where is a typed position, how uncertain is it, and how is it written in every form?

One text holds a whole position. What is typed is kept; what is read from it is a place on WGS 84 and how far the true one may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt

from herald.geometry import datums, degrees, grids
from herald.geometry.datums import Datum, Shifted
from herald.geometry.degrees import Degrees, Form
from herald.geometry.ellipsoid import GEOD, LONGEST_DEGREE_M
from herald.geometry.grids import Grid
from herald.geometry.place import Place
from herald.keyboard import capitals, keys
from herald.units import NANODEGREES, Metres
from herald.wording import decimal_degrees

_ROUNDED_M = 0.0001
"""More than a place can be moved by being kept in 1e-9 degree (0.08 mm)."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A position as somebody typed it, and what it means.

    `uncertainty_m` is how far the true place may be from `place`: `digits_m`, what the digits leave open; `datum_m`, how exact the
    way from the datum to WGS 84 is; and `unstated_m`, where no datum was stated: how far off the place is if it was read from a
    sheet on another datum in use there. `ordered` is whether the text tells latitude from longitude. `otherwise` is where it is if
    the decimals of its minutes are seconds, where they could be.
    """

    text: str
    form: Form
    datum: Datum
    place: Place
    uncertainty_m: Metres
    digits_m: Metres
    datum_m: Metres
    unstated_m: Metres
    operation: str
    stated: bool
    ordered: bool
    otherwise: Place | None = None


@dataclass(frozen=True, slots=True)
class Forms:
    """One place on WGS 84 in every form, each of which :func:`read` reads back."""

    decimal: str
    dms: str
    ddm: str
    mgrs: str
    utm: str


def read(text: str, datum: str | None = None) -> Typed:
    """Where is this, and how uncertain? Without a datum WGS 84 is assumed, and the uncertainty holds the other datums in use there.

    >>> typed = read("38SKG4904", "WGS 84")
    >>> typed.form.value, round(typed.uncertainty_m)
    ('MGRS', 707)

    Raises ValueError with what was expected.
    """
    written = _written(capitals(keys(text)))
    given = datums.wgs84() if datum is None else datums.datum(datum)
    shifted = _shifted(written, given)
    place = _place(shifted.lon_deg, shifted.lat_deg)
    digits_m = written.spread_m() + _ROUNDED_M
    unstated_m = _unstated_m(written, shifted) if datum is None else 0.0
    return Typed(
        text=text,
        form=written.form,
        datum=given,
        place=place,
        uncertainty_m=_upward(digits_m + shifted.accuracy_m + unstated_m),
        digits_m=_upward(digits_m),
        datum_m=_upward(shifted.accuracy_m),
        unstated_m=_upward(unstated_m),
        operation=shifted.operation,
        stated=datum is not None,
        ordered=written.ordered if isinstance(written, Degrees) else True,
        otherwise=_otherwise(written, given),
    )


def _written(text: str) -> Degrees | Grid:
    return grids.utm(text) or grids.mgrs(text) or degrees.read(text)


def _shifted(written: Degrees | Grid, datum: Datum) -> Shifted:
    """Where is what was written, on WGS 84, if it was written on this datum? Raises ValueError where it could not be."""
    if isinstance(written, Grid):
        return datums.to_wgs84(datum, *written.position(datum))
    return datums.to_wgs84(datum, float(written.lon), float(written.lat))


def _unstated_m(written: Degrees | Grid, here: Shifted) -> Metres:
    """How far from here can it be, if it was written on another datum that is in use here?"""
    farthest = 0.0
    for datum in datums.in_use(here.lon_deg, here.lat_deg):
        try:
            there = _shifted(written, datum)
        except ValueError:  # not written on this one: its squares have other letters, or it is not in use that near
            continue
        apart_m = GEOD.inv(here.lon_deg, here.lat_deg, there.lon_deg, there.lat_deg)[2]
        farthest = max(farthest, float(apart_m) + there.accuracy_m)
    return farthest


def _otherwise(written: Degrees | Grid, datum: Datum) -> Place | None:
    if isinstance(written, Grid) or written.otherwise is None:
        return None
    lat, lon = written.otherwise
    try:
        shifted = datums.to_wgs84(datum, float(lon), float(lat))
    except ValueError:  # just beyond where the datum is in use
        return None
    return _place(shifted.lon_deg, shifted.lat_deg)


def _place(lon_deg: float, lat_deg: float) -> Place:
    """The place in integers; 180 W is 180 E."""
    lon_e9, lat_e9 = round(lon_deg * NANODEGREES), round(lat_deg * NANODEGREES)
    half_turn = 180 * NANODEGREES
    return Place(half_turn if lon_e9 == -half_turn else lon_e9, lat_e9)


def _upward(metres: Metres) -> Metres:
    """To the millimetre, which is what a notice keeps; never less."""
    return ceil(metres * 1000) / 1000


# --- every form


def forms(place: Place, uncertainty_m: Metres = 0.75) -> Forms:
    """How is this place written in every form?

    With as few digits as say it within `uncertainty_m`, so that nobody reads more into them; at the finest about a metre, and at
    the coarsest a square of 10 km. Beyond 84 N and 80 S, UPS stands for UTM.
    """
    lon, lat = place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES
    decimals = _decimals(uncertainty_m, 1, range(2, 7))
    return Forms(
        decimal=decimal_degrees(lon, lat, decimals),
        dms=_sexagesimal(place, 3, _decimals(uncertainty_m, 3600, range(3))),
        ddm=_sexagesimal(place, 2, _decimals(uncertainty_m, 60, range(5))),
        mgrs=grids.reference(lon, lat, _digits(uncertainty_m)),
        utm=grids.metric(lon, lat),
    )


def _decimals(uncertainty_m: Metres, parts: int, choice: range) -> int:
    """The fewest decimals of a degree's so-manieth parts whose rounding stays within the uncertainty."""
    within = (each for each in choice if LONGEST_DEGREE_M / parts / 10**each * sqrt(0.5) <= uncertainty_m)
    return next(within, choice[-1])


def _digits(uncertainty_m: Metres) -> int:
    """The fewest digits of a reference whose square's centre is within the uncertainty."""
    return next((each for each in range(1, 5) if 10.0 ** (5 - each) * sqrt(0.5) <= uncertainty_m), 5)


def _sexagesimal(place: Place, parts: int, decimals: int) -> str:
    """Degrees and minutes, or and seconds; a carry goes all the way up."""
    lat = _split(place.lat_e9, 2, parts, decimals)
    lon = _split(place.lon_e9, 3, parts, decimals)
    return f"{lat} {'N' if place.lat_e9 >= 0 else 'S'} {lon} {'E' if place.lon_e9 >= 0 else 'W'}"


def _split(degrees_e9: int, width: int, parts: int, decimals: int) -> str:
    unit = 60 ** (parts - 1) * 10**decimals
    steps = round(Fraction(abs(degrees_e9) * unit, NANODEGREES))
    whole, rest = divmod(steps, unit)
    text = f"{whole:0{width}d}°"
    for place, mark in zip(range(1, parts), "\u2032\u2033", strict=False):
        each = unit // 60**place
        if place == parts - 1:
            room = decimals + 3 if decimals else 2
            return f"{text}{rest / 10**decimals:0{room}.{decimals}f}{mark}"
        minutes, rest = divmod(rest, each)
        text += f"{minutes:02d}{mark}"
    return text
