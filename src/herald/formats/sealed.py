"""Which notice do these sealed fields state? Whoever signs an entry states them itself, so they are read as strictly as a file.

They are turned into a Feature of the profile, as every other format is, and the profile's reader says what that may be; then
the notice must state these very fields again, so that nothing is repaired. What is wrong is told of the fields; what a number
may be is told in the units of a file, which is whose limits these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from typing import cast

from herald.canonical import Json, flaws
from herald.formats import sealed_quick
from herald.formats.filed import Draft
from herald.formats.geojson.names import STATED
from herald.formats.geojson.notice import notice
from herald.jsontext import item_path, member_path
from herald.malformed import Malformed, Problem
from herald.members import (
    GREATEST,
    Reader,
    Where,
    caught,
    choice,
    each,
    flag,
    gather,
    in_calendar,
    listed,
    members,
    said,
    span,
)
from herald.notice import lifecycle
from herald.notice.fields import fields
from herald.notice.model import Notice, Origin, Reference
from herald.units import format_instant

_Object = dict[str, object]
_Bands = Sequence[Sequence[int]]

_EXACT = Context(prec=60)
_KMH_PER_UM_S = Decimal("0.0000036")
_MANNER = (
    ("buffer_m", "buffer_mm"),
    ("place_uncertainty_m", "place_uncertainty_mm"),
    ("submitted_at", "submitted_at_us"),
    ("observed", "observed"),
    ("max_speed_kmh", "max_speed_um_s"),
)
_TIMES = (("depart", "depart_us"), ("speed_kmh", "speed_um_s"), ("halts", "halts_us"))
_STANDS = {
    "properties": "details",
    **{f"properties.{name}": name for name in ("id", "party", "kind", "action", "replaces")},
    "properties.path": "route.path",
    "geometry": "route",
    "properties.windows": "times.windows_us",
    **{f"properties.{name}": f"times.{member}" for name, member in _TIMES},
    "properties.altitude_m": "heights.bands_mm[0]",
    "properties.altitude_half_m": "heights.bands_mm",
    "properties.altitude_ref": "heights.reference",
    **{f"properties.{name}": f"manner.{member}" for name, member in _MANNER},
}
"""Where the parts of the Feature stand among the fields."""


def read(where: str, party: str, action: str, given: Mapping[str, Json]) -> Notice:
    """Which notice do these fields state, by this party's act? `where` is what a problem is told of.

    Raises Malformed with what is wrong: first with the form of the fields, then with what they say.
    """
    origin = Origin(where, 0)
    plain = sealed_quick.notice(party, action, given, origin)
    return _strictly(party, action, given, origin) if plain is None else plain


def _strictly(party: str, action: str, given: Mapping[str, Json], origin: Origin) -> Notice:
    """The notice, or all that is wrong."""
    here = Where(origin.file)
    draft = _draft(party, action, _FORM(dict(given), here), here)
    found, wrong = caught(lambda: notice(draft.feature, here, origin))
    if found is None:
        raise Malformed(map(draft.told, wrong))
    alone = lifecycle.problems([lifecycle.act(found)])
    other = _differences(given, fields(found), "")
    problems = [
        *(Problem(here.file, None, "replaces", one.seen, one.expected) for one in alone),
        *(Problem(here.file, None, *one) for one in other),
    ]
    if problems:
        raise Malformed(problems)
    return found


def _draft(party: str, action: str, stated: _Object, here: Where) -> Draft:
    """The Feature of these fields, and where its parts stand. Malformed if route, times and heights do not go together."""
    details, heights, manner, route, times = (
        cast(_Object, stated[name]) for name in ("details", "heights", "manner", "route", "times")
    )
    bands = cast(_Bands, heights["bands_mm"])
    gather(lambda: _as_many(route, bands, here.member("heights").member("bands_mm")), lambda: _when(route, times, here))
    geometry, over = _geometry(route, bands, cast(Reference, heights["reference"]))
    properties = {
        **{name: stated[name] for name in ("id", "kind", "replaces")},
        "party": party,
        "action": action,
        "path": route.get("path"),
        "windows": [times["window_us"]] if "window_us" in times else times.get("windows_us"),
        **{name: times.get(field) for name, field in _TIMES},
        **{name: manner[field] for name, field in _MANNER},
        **over,
    }
    sayings = {**{name: value for name, value in properties.items() if value is not None}, **details}
    shape = "".join(route.keys() - {"path"})
    stands = {**_STANDS, "geometry.coordinates": f"route.{shape}"}
    if "window_us" in times:
        stands["properties.windows[0]"] = "times.window_us"
    return Draft({"type": "Feature", "geometry": geometry, "properties": sayings}, stands)


def _as_many(route: _Object, bands: _Bands, where: Where) -> None:
    """Is there a band for each place of a line, one for another route, none for none, and all equally high?"""
    line = cast(Sequence[object], route.get("places_e9", [None] if route else []))
    if len(bands) != len(line):
        raise where.wrong(
            f"a list of {len(bands)}", f"a list of {len(line)}, one for each place of a route along places"
        )
    if len({high - low for low, high in bands}) > 1:
        raise where.wrong("bands of several heights", "bands all equally high")


def _when(route: _Object, times: _Object, here: Where) -> None:
    """Are the times those of such a route?"""
    expected = ["windows_us", "depart_us"] if "places_e9" in route else ["window_us"] if route else []
    if bool(times) != bool(route) or (times and times.keys().isdisjoint(expected)):
        raise here.member("times").wrong(", ".join(times) or "null", " or ".join(expected) or "null, as route is")


def _geometry(route: _Object, bands: _Bands, reference: Reference) -> tuple[_Object | None, _Object]:
    """The geometry, with a third coordinate where the bands of a line differ, and the members that say how high it is."""
    over = _heights(bands, reference)
    if "places_e9" in route:
        places = cast(Sequence[Sequence[object]], route["places_e9"])
        middles = [[_half(low + high)] if "altitude_half_m" in over else [] for low, high in bands]
        coordinates = [[*place, *middle] for place, middle in zip(places, middles, strict=True)]
        return {"type": "LineString", "coordinates": coordinates}, over
    if "rings_e9" in route:
        rings = cast(Sequence[Sequence[object]], route["rings_e9"])
        return {"type": "Polygon", "coordinates": [[*ring, *ring[:1]] for ring in rings]}, over
    return {"type": "Point", "coordinates": route["place_e9"]} if route else None, over


def _heights(bands: _Bands, reference: Reference) -> _Object:
    """Nothing on the ground, or of nothing; one band for all; else half the height of each about its middle."""
    if not bands or (reference is Reference.AGL and not any(low or high for low, high in bands)):
        return {}
    low, high = bands[0]
    if all(band == bands[0] for band in bands):
        return {"altitude_m": [_half(2 * low), _half(2 * high)], "altitude_ref": reference.value}
    return {"altitude_half_m": _half(high - low), "altitude_ref": reference.value}


def _half(twice_mm: int) -> Decimal:
    """In metres."""
    return Decimal(5 * twice_mm).scaleb(-4, _EXACT)


def _differences(given: Json, found: Json, path: str) -> Iterator[tuple[str, str, str]]:
    """Where do the fields state anything but what was read of them, to the last unit and type?"""
    if isinstance(given, Mapping) and isinstance(found, Mapping) and given.keys() == found.keys():
        for name in given:
            yield from _differences(given[name], found[name], member_path(path, name))
    elif isinstance(given, list) and isinstance(found, list) and len(given) == len(found):
        for index, pair in enumerate(zip(given, found, strict=True)):
            yield from _differences(*pair, item_path(path, index))
    elif type(given) is not type(found) or given != found:
        yield path, said(given), f"{said(found)}, which is what is read of it"


def _whole(value: object, where: Where) -> int:
    if type(value) is not int:
        raise where.wrong(said(value), "a whole number")
    return value


def _scaled(digits: int) -> Reader[int | Decimal]:
    """A reader of a whole number of units of which a file's has a power of ten."""

    def read(value: object, where: Where) -> int | Decimal:
        whole, rest = divmod(_whole(value, where), 10**digits)
        return Decimal(_whole(value, where)).scaleb(-digits, _EXACT) if rest else whole

    return read


def _kmh(value: object, where: Where) -> int | Decimal:
    """In km/h, exactly; the greatest speed of a file is no whole number of um/s, and stands for what it is rounded to."""
    exact = _EXACT.multiply(Decimal(_whole(value, where)), _KMH_PER_UM_S)
    return GREATEST if GREATEST < exact < GREATEST + _KMH_PER_UM_S else exact


def _end(value: object, where: Where) -> str | None:
    return None if value is None else format_instant(in_calendar(_whole(value, where), value, where))


def _as_it_is(value: object, _: Where) -> object:
    """What is left to the profile's reader."""
    return value


def _or_null(read: Reader[object]) -> Reader[object]:
    return lambda value, where: None if value is None else read(value, where)


def _list(read: Reader[object], expected: str) -> Reader[object]:
    """A reader of a list, as the profile's reader takes one."""
    read_all = listed(read, f"a list of {expected}")
    return lambda value, where: list(read_all(value, where))


def _two(read: Reader[object], expected: str) -> Reader[object]:
    """A reader of a list of two, as the profile's reader takes one."""
    both = span(read, read, expected)
    return lambda value, where: list(both(value, where))


def _these(**readers: Reader[object]) -> Reader[_Object]:
    """A reader of an object with these members and no others."""
    names = tuple(readers)

    def read(value: object, where: Where) -> _Object:
        given = members(value, where)
        _, found = gather(lambda: given.only(names), lambda: each(names, lambda name: given.need(name, readers[name])))
        return dict(zip(names, found, strict=True))

    return read


def _one_of(**forms: Reader[_Object]) -> Reader[_Object]:
    """A reader of null, which has no members, or of an object of one of these forms, each told by the member that names it."""

    def read(value: object, where: Where) -> _Object:
        if value is None:
            return {}
        given = members(value, where)
        form = next((read for name, read in forms.items() if name in given), None)
        if form is None:
            raise where.wrong(said(value), f"null, or an object with {' or '.join(forms)}")
        return form(value, where)

    return read


def _halt(value: object, where: Where) -> _Object:
    if not isinstance(value, list) or len(value) != 3:
        raise where.wrong(said(value), "[vertex, least, most]")
    vertex, least, most = gather(
        lambda: _whole(value[0], where.item(0)),
        lambda: _seconds(value[1], where.item(1)),
        lambda: _seconds(value[2], where.item(2)),
    )
    return {"vertex": vertex, "min_s": least, "max_s": most}


def _details(value: object, where: Where) -> _Object:
    """What is kept: nothing that has a field, and nothing that cannot be written again."""
    details = members(value, where)
    gather(
        lambda: details.forbid(sorted(STATED), "what is said of it in the other fields, and not among the details"),
        lambda: each(flaws(value, where.field), lambda flaw: _refuse(where, *flaw)),
    )
    return dict(details.values)


def _refuse(where: Where, path: str, seen: str, expected: str) -> None:
    raise Malformed([Problem(where.file, None, path, seen, expected)])


_seconds, _metres = _scaled(6), _scaled(3)
_place = _two(_scaled(9), "[longitude, latitude]")
_places = _list(_place, "places [longitude, latitude]")
_window = _two(_end, "a pair [earliest, latest]")
_FORM = _these(
    id=_as_it_is,
    kind=_as_it_is,
    replaces=_as_it_is,
    route=_one_of(
        places_e9=_these(path=_as_it_is, places_e9=_places),
        place_e9=_these(place_e9=_place),
        rings_e9=_these(path=_as_it_is, rings_e9=_list(_places, "rings")),
    ),
    times=_one_of(
        windows_us=_these(windows_us=_list(_window, "pairs [earliest, latest]")),
        depart_us=_these(
            depart_us=_window,
            speed_um_s=_two(_kmh, "[slowest, fastest]"),
            halts_us=_list(_halt, "[vertex, least, most]"),
        ),
        window_us=_these(window_us=_window),
    ),
    heights=_these(bands_mm=_list(_two(_whole, "[low, high]"), "bands [low, high]"), reference=choice(Reference)),
    manner=_these(
        buffer_mm=_metres,
        place_uncertainty_mm=_metres,
        submitted_at_us=_end,
        observed=flag,
        max_speed_um_s=_or_null(_kmh),
    ),
    details=_details,
)
"""The form of all fields: every number in the units of a file."""
