"""How is a typed position said back: for a person at a terminal, and for a machine?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from herald.formats.answer import Document
from herald.geometry.echo import Doubt, Echo
from herald.geometry.gazetteer import Named, Nearest
from herald.geometry.place import Place
from herald.units import NANODEGREES, Metres
from herald.wording import bound, decimal_degrees, kilometres, metres, plain

_LABEL = 10
_POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def render(echoes: Sequence[Echo], width: int = 80) -> str:
    """What is said back of these positions, in words, in so many columns? Ends with a newline."""
    return "\n\n".join("\n".join(_lines(each, width)) for each in echoes) + "\n"


def document(echoes: Sequence[Echo]) -> Document:
    """The same as plain JSON values."""
    return {"coordinates": [_document(each) for each in echoes]}


def _lines(echo: Echo, width: int) -> Iterator[str]:
    typed, written = echo.typed, echo.forms
    yield plain(typed.text)
    rows = [
        ("decimal", written.decimal),
        ("DMS", written.dms),
        ("DDM", written.ddm),
        ("MGRS", written.mgrs),
        ("UTM", written.utm),
        ("within", _within(echo)),
        ("read as", _read_as(echo)),
        ("datum", _datum(echo)),
        ("nearest", _nearest(echo.nearest)),
        *(("look again", _doubt(each)) for each in echo.doubts),
        *([("name", "no place of that name is known: nothing can be told from it")] if echo.unknown_name else []),
    ]
    after = " " * (_LABEL + 3)
    for label, text in rows:
        yield textwrap.fill(
            text, width, initial_indent=f"  {label:<{_LABEL}} ", subsequent_indent=after, break_on_hyphens=False
        )


def _within(echo: Echo) -> str:
    typed = echo.typed
    parts = [f"its digits {bound(typed.digits_m)}"]
    if typed.datum_m:
        parts.append(f"the datum's transformation {bound(typed.datum_m)}")
    if typed.unstated_m:
        parts.append(f"another datum in use there, as none was stated, {bound(typed.unstated_m)}")
    return f"{bound(typed.uncertainty_m)}: {'; '.join(parts)}"


def _read_as(echo: Echo) -> str:
    order = "" if echo.typed.ordered else "; latitude first, as nothing tells the order"
    return f"{echo.typed.form}{order}"


def _datum(echo: Echo) -> str:
    typed = echo.typed
    if not typed.stated:
        return f"{typed.datum}, assumed: none was stated"
    return f"{typed.datum}, as stated" + ("" if not typed.datum_m else f"; by {typed.operation}")


def _nearest(nearest: Nearest) -> str:
    if not nearest.distance_m:
        return _named(nearest.named)
    point = _POINTS[round(nearest.bearing_deg / 45) % 8]
    return f"{_far(nearest.distance_m)} {point} ({nearest.bearing_deg % 360:03.0f}°) of {_named(nearest.named)}"


def _doubt(doubt: Doubt) -> str:
    away = _far(doubt.away_m)
    if doubt.code == "far-from-name" and doubt.named is not None:
        return f"it lies {away} from the nearest place known by that name, {_named(doubt.named)}"
    there = "" if doubt.meant is None else f", at {_degrees(doubt.meant)}"
    if doubt.code == "seconds":
        return f"if the decimals of its minutes are seconds, it lies {away} from here{there}"
    whence = "the farthest of the places before" if doubt.named is None else _named(doubt.named)
    return f"as with {doubt.slip}: then it would lie {away} from {whence}{there}"


def _named(named: Named) -> str:
    return f"{plain(named.name)} ({named.country})"


def _far(distance_m: Metres) -> str:
    return kilometres(distance_m) if distance_m >= 1000 else metres(round(distance_m))


def _degrees(place: Place) -> str:
    return decimal_degrees(place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES, 4)


def _document(echo: Echo) -> Document:
    typed = echo.typed
    return {
        "text": typed.text,
        "form": str(typed.form),
        "ordered": typed.ordered,
        "place": _lon_lat(typed.place),
        "uncertainty_m": typed.uncertainty_m,
        "digits_m": typed.digits_m,
        "datum_m": typed.datum_m,
        "unstated_m": typed.unstated_m,
        "datum": {"name": typed.datum.name, "epsg": typed.datum.epsg, "stated": typed.stated},
        "operation": typed.operation,
        "forms": asdict(echo.forms),
        "nearest": {
            **_called(echo.nearest.named),
            "distance_m": round(echo.nearest.distance_m, 1),
            "bearing_deg": round(echo.nearest.bearing_deg, 1) % 360,
        },
        "unknown_name": echo.unknown_name,
        "doubts": [_doubted(each) for each in echo.doubts],
    }


def _doubted(doubt: Doubt) -> Document:
    return {
        "code": doubt.code,
        "slip": doubt.slip,
        "meant": None if doubt.meant is None else _lon_lat(doubt.meant),
        "named": None if doubt.named is None else _called(doubt.named),
        "away_m": round(doubt.away_m, 1),
    }


def _called(named: Named) -> Document:
    return {"geonames_id": named.id, "name": named.name, "country": named.country, "admin1": named.admin1}


def _lon_lat(place: Place) -> list[float]:
    return [place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES]
