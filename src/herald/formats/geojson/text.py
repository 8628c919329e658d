"""How are notices written as GeoJSON? In the profile that `notices.read` reads, without loss.

Canonical integers are decimals of finite length in the units of a file, and are written so that what is read again is the
same notice to the last unit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from json.encoder import encode_basestring

from herald.geometry.place import Place, Ring
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Area,
    Band,
    Departure,
    Notice,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import SECOND, Instant, format_instant

Text = None | bool | int | str | Decimal | Sequence["Text"] | Mapping[str, "Text"]
"""JSON as it is written: every number exact."""
Texts = Mapping[str, Text]

_EXACT = Context(prec=60)
_KMH_PER_UM_S = Decimal("0.0000036")


def render(notices: Iterable[Notice]) -> bytes:
    """Which file holds these notices?

    Raises ValueError for a route whose height bands are not all equally high: the profile has one half height for them.
    """
    features = [feature(notice) for notice in notices]
    return json_text({"type": "FeatureCollection", "features": features}).encode() + b"\n"


def json_text(value: Text) -> str:
    """How is this value written? As JSON text; numbers in full, never with an exponent."""
    if isinstance(value, str):  # texts and decimals first: a file holds millions
        return encode_basestring(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return f"{{{', '.join([f'{encode_basestring(name)}: {json_text(item)}' for name, item in value.items()])}}}"
    if value is None or isinstance(value, int):
        return json.dumps(value)
    return f"[{', '.join([json_text(item) for item in value])}]"


def feature(notice: Notice) -> Texts:
    """Which Feature is this notice? Members that say no more than their absence are left out."""
    geometry, where_and_when = _shape(notice.shape, notice.reference)
    stated = {
        "action": None if notice.action is Action.NEW else notice.action.value,
        "replaces": notice.replaces,
        "buffer_m": _thousandth(notice.buffer_mm) if notice.buffer_mm else None,
        "place_uncertainty_m": _thousandth(notice.place_uncertainty_mm) if notice.place_uncertainty_mm else None,
        "submitted_at": _end(notice.submitted_at),
        "observed": True if notice.observed else None,
        "max_speed_kmh": None if notice.max_speed_um_s is None else _kmh(notice.max_speed_um_s, ROUND_FLOOR),
    }
    properties: Texts = {
        "id": notice.id,
        "party": notice.party,
        "kind": notice.kind.value,
        **{name: value for name, value in stated.items() if value is not None},
        **where_and_when,
        **notice.kept,
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _shape(shape: Shape | None, reference: Reference) -> tuple[Text, Texts]:
    """The geometry, and the members that say when, how and how high."""
    match shape:
        case None:
            return None, {}
        case Route():
            thirds, heights = _route_heights(shape.bands, reference)
            coordinates = [[*_place(place), *third] for place, third in zip(shape.places, thirds, strict=True)]
            members = {"path": shape.path.value, **_schedule(shape.schedule), **heights}
            return {"type": "LineString", "coordinates": coordinates}, members
        case Spot():
            members = {"windows": [_window(shape.window)], **_heights(shape.band, reference)}
            return {"type": "Point", "coordinates": _place(shape.place)}, members
        case Area():
            members = {"path": shape.polygon.path.value, "windows": [_window(shape.window)]}
            rings = [_closed(ring) for ring in shape.polygon.rings]
            return {"type": "Polygon", "coordinates": rings}, {**members, **_heights(shape.band, reference)}


def _schedule(schedule: Windows | Departure) -> Texts:
    match schedule:
        case Windows():
            return {"windows": [_window(window) for window in schedule.each]}
        case Departure():
            halts: Sequence[Text] = [
                {"vertex": halt.vertex, "min_s": _seconds(halt.least), "max_s": _seconds(halt.most)}
                for halt in schedule.halts
            ]
            speeds = _speeds(schedule.slowest_um_s, schedule.fastest_um_s)
            return {"depart": _window(schedule.window), "speed_kmh": speeds, **({"halts": halts} if halts else {})}


def _route_heights(bands: Sequence[Band], reference: Reference) -> tuple[Sequence[Sequence[Text]], Texts]:
    """The third coordinates, if the bands differ along the route, and the members that state them."""
    if len(set(bands)) == 1:
        return [()] * len(bands), _heights(bands[0], reference)
    highs = {band.high_mm - band.low_mm for band in bands}
    if len(highs) > 1:
        raise ValueError("height bands of several heights along one route have no place in this profile")
    thirds = [[_half_thousandth(band.low_mm + band.high_mm)] for band in bands]
    return thirds, {"altitude_ref": reference.value, "altitude_half_m": _half_thousandth(highs.pop())}


def _heights(band: Band, reference: Reference) -> Texts:
    if band == ON_THE_GROUND and reference is Reference.AGL:
        return {}
    return {"altitude_m": [_thousandth(band.low_mm), _thousandth(band.high_mm)], "altitude_ref": reference.value}


def _closed(ring: Ring) -> list[Text]:
    return [_place(place) for place in (*ring, ring[0])]


def _place(place: Place) -> list[Text]:
    return [Decimal(place.lon_e9).scaleb(-9, _EXACT), Decimal(place.lat_e9).scaleb(-9, _EXACT)]


def _window(window: Window) -> list[Text]:
    earliest = _end(window.earliest)
    return [earliest, earliest if window.latest == window.earliest else _end(window.latest)]


def _end(instant: Instant | None) -> str | None:
    return None if instant is None else format_instant(instant)


def _thousandth(value: int) -> Decimal:
    return Decimal(value).scaleb(-3, _EXACT)


def _half_thousandth(value: int) -> Decimal:
    return Decimal(5 * value).scaleb(-4, _EXACT)


def _seconds(us: int) -> Decimal:
    return _EXACT.divide(Decimal(us), Decimal(SECOND))


def _speeds(slowest: int, fastest: int) -> list[Text]:
    """Both as short as they are read, but never the greater first: next to nothing is written in full."""
    least, most = _kmh(slowest, ROUND_CEILING), _kmh(fastest, ROUND_FLOOR)
    if least > most:
        least, most = (_EXACT.multiply(Decimal(each), _KMH_PER_UM_S) for each in (slowest, fastest))
    return [least, most]


def _kmh(um_s: int, rounding: str) -> Decimal:
    """The shortest number that is read as this speed: 40, not 40.0000032. The reader rounds the other way, and takes none less than
    a micrometre a second.
    """
    exact = _EXACT.multiply(Decimal(um_s), _KMH_PER_UM_S)
    shorter = (exact.quantize(Decimal(1).scaleb(-digits), rounding, _EXACT) for digits in range(7))
    near = (shown for shown in shorter if abs(shown - exact) < _KMH_PER_UM_S <= shown)
    return next(near, exact)
