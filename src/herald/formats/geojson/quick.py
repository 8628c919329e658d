"""Which notice is this Feature, if nothing about it is out of the ordinary? The short way of most of a large file.

A new notice on the ground, along a line or at a place, without a fault. Anything else, or what might be, is None here and left
to the strict reader; a notice that is read here is the one that the strict reader finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from herald.formats.geojson import shape as geojson_shape
from herald.formats.geojson.names import EVERY, STATED, nearest
from herald.formats.geojson.notice import kept, length
from herald.formats.geojson.schedule import forward, quick_windows, speeds
from herald.geometry.geojson import quick_places
from herald.geometry.place import Path, Place
from herald.geometry.rings import edge_fault
from herald.malformed import Malformed
from herald.members import Where, choice, instant, name
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Departure,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Windows,
)
from herald.units import NoticeId, PartyId

Stated = Mapping[str, object]

_FEATURE = {"type", "geometry", "properties"}
_GEOMETRY = {"type", "coordinates"}
_NEEDED = {"id", "party", "kind"}
_WINDOWS, _DEPARTURE = {"windows"}, {"depart", "speed_kmh"}
_SCHEDULE = _WINDOWS | _DEPARTURE
_LEFT = STATED - _NEEDED - _SCHEDULE - {"path", "buffer_m", "submitted_at"}
"""Members that send a notice to the strict reader."""
_NUMBERS = frozenset({int, Decimal})
_HERE = Where("")
"""Where anything stands is told by the strict reader."""
_kind, _path = choice(Kind), choice(Path)


def notice(feature: Stated, origin: Origin) -> Notice | None:
    """The notice, if this is an ordinary one and nothing is wrong with it."""
    try:
        return _notice(feature, origin)
    except Malformed:
        return None


def _notice(feature: Stated, origin: Origin) -> Notice | None:
    if not isinstance(feature, dict) or feature.keys() != _FEATURE or feature["type"] != "Feature":
        return None
    stated = feature["properties"]
    if not isinstance(stated, dict) or not stated.keys() >= _NEEDED or not _LEFT.isdisjoint(stated):
        return None
    if any(nearest(other) for other in stated.keys() - EVERY):
        return None
    shape = _shape(feature["geometry"], stated)
    if shape is None:
        return None
    return Notice(
        id=NoticeId(name(stated["id"], _HERE)),
        party=PartyId(name(stated["party"], _HERE)),
        kind=_kind(stated["kind"], _HERE),
        shape=shape,
        action=Action.NEW,
        replaces=None,
        reference=Reference.AGL,
        buffer_mm=length(stated["buffer_m"], _HERE) if "buffer_m" in stated else 0,
        place_uncertainty_mm=0,
        submitted_at=instant(stated["submitted_at"], _HERE) if "submitted_at" in stated else None,
        observed=False,
        max_speed_um_s=None,
        kept={other: kept(value) for other, value in stated.items() if other not in STATED},
        origin=origin,
    )


def _shape(geometry: object, stated: Stated) -> Shape | None:
    if not isinstance(geometry, dict) or geometry.keys() != _GEOMETRY:
        return None
    path = _path(stated["path"], _HERE) if "path" in stated else Path.GEODESIC
    match geometry["type"]:
        case "LineString":
            return _route(quick_places(geometry["coordinates"]), path, stated)
        case "Point":
            return _spot(quick_places([geometry["coordinates"]]), stated)
    return None


def _route(places: tuple[Place, ...] | None, path: Path, stated: Stated) -> Route | None:
    if places is None or not 2 <= len(places) <= geojson_shape.MOST_VERTICES or not _one_line(places, path):
        return None
    members = stated.keys() & _SCHEDULE
    schedule = (
        _departure(stated) if members == _DEPARTURE else _windows(stated, len(places)) if members == _WINDOWS else None
    )
    return None if schedule is None else Route(places, path, schedule, (ON_THE_GROUND,) * len(places))


def _spot(places: tuple[Place, ...] | None, stated: Stated) -> Spot | None:
    schedule = _windows(stated, 1) if stated.keys() & _SCHEDULE == _WINDOWS else None
    return None if places is None or schedule is None else Spot(places[0], schedule.each[0], ON_THE_GROUND)


def _one_line(places: tuple[Place, ...], path: Path) -> bool:
    """Is there just one line along every leg? Two places on one side of the equator are never opposite."""
    if path is Path.GEODESIC:
        lats = [place.lat_e9 for place in places]
        if min(lats) > 0 or max(lats) < 0:
            return True
    return all(edge_fault(a, b, path) is None for a, b in pairwise(places))


def _windows(stated: Stated, vertices: int) -> Windows | None:
    windows = quick_windows(stated["windows"])
    sound = windows is not None and len(windows) == vertices and forward(windows)
    return Windows(windows) if windows is not None and sound else None


def _departure(stated: Stated) -> Departure | None:
    windows, between = quick_windows([stated["depart"]]), stated["speed_kmh"]
    if windows is None or not isinstance(between, list) or not _NUMBERS.issuperset(map(type, between)):
        return None
    return Departure(windows[0], *_speeds(*between)) if len(between) == 2 else None


@lru_cache(maxsize=1024)
def _speeds(slowest: int | Decimal, fastest: int | Decimal) -> tuple[int, int]:
    """Most of a file moves at a few speeds."""
    return speeds([slowest, fastest], _HERE)
