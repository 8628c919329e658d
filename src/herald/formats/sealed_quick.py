"""Which notice do these sealed fields state, if nothing about it is out of the ordinary? The short way of most entries.

A cancel, or a notice along a line or at a place, without a fault. Anything else, or what might be, is None here and left to the
strict reader of `sealed`; a notice that is read here is the one that the strict reader finds. All limits are those of a file, in
canonical units.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import chain, pairwise
from types import NoneType
from typing import TypeGuard, cast

from herald.canonical import Json, flaws
from herald.formats.geojson.names import EVERY, STATED, nearest
from herald.formats.geojson.notice import Manner
from herald.formats.geojson.schedule import LONGEST_HALT_S, forward
from herald.formats.geojson.shape import MOST_VERTICES
from herald.geometry.place import Path, Place
from herald.geometry.rings import edge_fault
from herald.malformed import Malformed
from herald.members import GREATEST, Where, choice, name
from herald.notice.fields import FIELDS
from herald.notice.model import (
    Action,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import (
    FIRST_INSTANT,
    LAST_INSTANT,
    NANODEGREES,
    SECOND,
    UM_S_PER_KMH,
    Instant,
    Microseconds,
    NoticeId,
    PartyId,
)

_Object = Mapping[str, Json]
_Ends = list[Instant | None]
_Durations = list[Microseconds]

_GREATEST_MM = 1000 * GREATEST
_FASTEST_UM_S = int(GREATEST * UM_S_PER_KMH)
_LONGEST_HALT_US = LONGEST_HALT_S * SECOND
_EAST_E9, _NORTH_E9 = 180 * NANODEGREES, 90 * NANODEGREES
_NAMES = frozenset(FIELDS)
_MANNER = {"buffer_mm", "max_speed_um_s", "observed", "place_uncertainty_mm", "submitted_at_us"}
_HEIGHTS = {"bands_mm", "reference"}
_NO_HEIGHTS = {"bands_mm": [], "reference": "AGL"}
_LINE, _PLACE = {"path", "places_e9"}, {"place_e9"}
_WINDOWS, _DEPARTURE, _WINDOW = {"windows_us"}, {"depart_us", "halts_us", "speed_um_s"}, {"window_us"}
_LISTS = frozenset({list})
_WHOLE = frozenset({int})  # exact types: a truth value is an int to isinstance
_ENDS = frozenset({int, NoneType})
_HERE = Where("")
"""Where anything stands is told by the strict reader."""
_kind, _path, _action, _reference = choice(Kind), choice(Path), choice(Action), choice(Reference)


def notice(party: str, action: str, fields: _Object, origin: Origin) -> Notice | None:
    """The notice, if this is an ordinary one and nothing is wrong with it."""
    try:
        return _notice(party, _action(action, _HERE), fields, origin)
    except Malformed:
        return None


def _notice(party: str, action: Action, fields: _Object, origin: Origin) -> Notice | None:
    if fields.keys() != _NAMES or not _keeps(fields["details"]):
        return None
    manner, heights, replaces = _manner(fields["manner"]), fields["heights"], fields["replaces"]
    if manner is None or not isinstance(heights, dict) or heights.keys() != _HEIGHTS:
        return None
    if (action is Action.NEW) is not (replaces is None) or replaces == fields["id"]:
        return None
    shape = None if action is Action.CANCEL else _shape(fields["route"], fields["times"], heights["bands_mm"])
    if shape is None and not (action is Action.CANCEL and _shapeless(fields)):
        return None
    buffer_mm, place_uncertainty_mm, submitted_at, observed, max_speed_um_s = manner
    return Notice(
        id=NoticeId(name(fields["id"], _HERE)),
        party=PartyId(name(party, _HERE)),
        kind=_kind(fields["kind"], _HERE),
        shape=shape,
        action=action,
        replaces=None if replaces is None else NoticeId(name(replaces, _HERE)),
        reference=_reference(heights["reference"], _HERE),
        buffer_mm=buffer_mm,
        place_uncertainty_mm=place_uncertainty_mm,
        submitted_at=submitted_at,
        observed=observed,
        max_speed_um_s=max_speed_um_s,
        kept=fields["details"],
        origin=origin,
    )


def _keeps(details: Json) -> TypeGuard[_Object]:
    """Can all of these be kept: nothing that is stated elsewhere, that is nearly a known name, or that cannot be written?"""
    if not isinstance(details, dict) or not STATED.isdisjoint(details):
        return False
    return not any(map(nearest, details.keys() - EVERY)) and next(flaws(details), None) is None


def _manner(manner: Json) -> Manner | None:
    if not isinstance(manner, dict) or manner.keys() != _MANNER:
        return None
    buffer, uncertainty, observed = manner["buffer_mm"], manner["place_uncertainty_mm"], manner["observed"]
    submitted, fastest = manner["submitted_at_us"], manner["max_speed_um_s"]
    if (
        not _whole(buffer, 0, _GREATEST_MM)
        or not _whole(uncertainty, 0, _GREATEST_MM)
        or not isinstance(observed, bool)
    ):
        return None
    if submitted is not None and not _whole(submitted, FIRST_INSTANT, LAST_INSTANT):
        return None
    if fastest is not None and not _whole(fastest, 1, _FASTEST_UM_S):
        return None
    return buffer, uncertainty, None if submitted is None else Instant(submitted), observed, fastest


def _shape(route: Json, times: Json, over: Json) -> Shape | None:
    if not isinstance(route, dict) or not isinstance(times, dict):
        return None
    if route.keys() == _LINE:
        return _route(_places(route["places_e9"]), _path(route["path"], _HERE), times, over)
    if route.keys() == _PLACE and times.keys() == _WINDOW:
        places, windows, bands = _places([route["place_e9"]]), _windows([times["window_us"]], 1), _bands(over, 1)
        return Spot(places[0], windows[0], bands[0]) if places and windows and bands else None
    return None


def _shapeless(fields: _Object) -> bool:
    return fields["route"] is None and fields["times"] is None and fields["heights"] == _NO_HEIGHTS


def _route(places: tuple[Place, ...] | None, path: Path, times: _Object, over: Json) -> Route | None:
    if (
        places is None
        or not 2 <= len(places) <= MOST_VERTICES
        or any(edge_fault(a, b, path) for a, b in pairwise(places))
    ):
        return None
    schedule = _schedule(times, len(places))
    bands = None if schedule is None else _bands(over, len(places))
    return None if schedule is None or bands is None else Route(places, path, schedule, bands)


def _places(value: Json) -> tuple[Place, ...] | None:
    numbers = cast(list[int], _flat(value, 2, _WHOLE))
    lons, lats = numbers[::2], numbers[1::2]
    if not lons or max(map(abs, lons)) > _EAST_E9 or max(map(abs, lats)) > _NORTH_E9:
        return None
    return tuple(map(Place, lons, lats))


def _bands(value: Json, count: int) -> tuple[Band, ...] | None:
    """A band for each, all equally high."""
    numbers = cast(list[int], _flat(value, 2, _WHOLE))
    lows, highs = numbers[::2], numbers[1::2]
    if len(lows) != count or not -_GREATEST_MM <= min(lows) <= min(highs) <= max(highs) <= _GREATEST_MM:
        return None
    if lows.count(lows[0]) == count == highs.count(highs[0]):
        return (Band(lows[0], highs[0]),) * count
    bands = tuple(map(Band, lows, highs))
    return bands if len({band.high_mm - band.low_mm for band in bands}) == 1 else None


def _schedule(times: _Object, vertices: int) -> Windows | Departure | None:
    if times.keys() == _WINDOWS:
        windows = _windows(times["windows_us"], vertices)
        return Windows(windows) if windows else None
    return _departure(times, vertices) if times.keys() == _DEPARTURE else None


def _departure(times: _Object, vertices: int) -> Departure | None:
    leaves, speeds = _windows([times["depart_us"]], 1), cast(list[int], _flat([times["speed_um_s"]], 2, _WHOLE))
    halts = _halts(times["halts_us"], vertices)
    if not leaves or halts is None or len(speeds) != 2 or not 1 <= speeds[0] <= speeds[1] <= _FASTEST_UM_S:
        return None
    return Departure(leaves[0], speeds[0], speeds[1], halts)


def _halts(value: Json, vertices: int) -> tuple[Halt, ...] | None:
    """In order of their vertices, one at most each."""
    if value == []:
        return ()
    numbers = cast(list[int], _flat(value, 3, _WHOLE))
    where, least, most = numbers[::3], cast(_Durations, numbers[1::3]), cast(_Durations, numbers[2::3])
    if not where or where[0] < 0 or where[-1] >= vertices or not all(a < b for a, b in pairwise(where)):
        return None
    sound = all(0 <= shortest <= longest <= _LONGEST_HALT_US for shortest, longest in zip(least, most, strict=True))
    return tuple(map(Halt, where, least, most)) if sound else None


def _windows(value: Json, count: int) -> tuple[Window, ...] | None:
    """So many windows that never run backwards, within the calendar."""
    ends = cast(_Ends, _flat(value, 2, _ENDS))
    stated = [end for end in ends if end is not None]
    if len(ends) != 2 * count or (stated and (min(stated) < FIRST_INSTANT or max(stated) > LAST_INSTANT)):
        return None
    windows = tuple(map(Window, ends[::2], ends[1::2]))
    turned = any(one.earliest is not None and one.latest is not None and one.earliest > one.latest for one in windows)
    return None if turned or not forward(windows) else windows


def _flat(value: Json, size: int, kinds: AbstractSet[type]) -> list[Json]:
    """All that stands in a list of lists of this size, if each is of one of these types; nothing if it is anything else."""
    if not isinstance(value, list) or not _LISTS.issuperset(map(type, value)) or not {size}.issuperset(map(len, value)):
        return []
    each = list(chain.from_iterable(value))
    return each if kinds >= set(map(type, each)) else []


def _whole(value: Json, least: int, most: int) -> TypeGuard[int]:
    return type(value) is int and least <= value <= most
