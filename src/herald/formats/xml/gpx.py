"""Which notices, or which tracks of the past, does this GPX file hold? Routes and waypoints; and tracks, where they are asked for.

Read from the elements themselves, so that no digit of a coordinate is lost and every problem has its line. Heights in GPX are
over mean sea level, as its `geoidheight` (NMEA's) implies; they count for kinds that have heights, and not for those on the
ground, which carry a receiver's heights in every file. Source: the schemas of GPX 1.0 and 1.1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath

from herald.formats.filed import MOST_NOTICES, Draft, Drafts
from herald.formats.xml import markup
from herald.formats.xml.extension import NAMESPACE, Stating, ends, moment, number, window
from herald.formats.xml.markup import Element, names
from herald.geometry.geojson import position
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where, caught, instant
from herald.notice.track import Fix, Track

SPACES = ("http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0", "")
VERSIONS = ("1.0", "1.1")
GARMIN = "http://www.garmin.com/xmlschemas/GpxExtensions/v3"
"""Its `rpt` are the points of the road between two route points, as the maker's programs write them."""

_POINT = names(
    "ele time magvar geoidheight name cmt desc src link sym type fix sat hdop vdop pdop ageofdgpsdata dgpsid extensions "
    "url urlname course speed"
)
_LINE = names("name cmt desc src link number type extensions url urlname")
_KNOWN = {
    "gpx": names("metadata wpt rte trk extensions name desc author email url urlname time keywords bounds"),
    "wpt": _POINT,
    "rtept": _POINT,
    "trkpt": _POINT,
    "rte": _LINE | {"rtept"},
    "trk": _LINE | {"trkseg"},
    "trkseg": names("trkpt extensions"),
}
"""What each element may hold, in GPX 1.0 and 1.1 together; what other namespaces add is not read."""
_REPEATED = frozenset({"wpt", "rte", "trk", "rtept", "trkpt", "trkseg", "link"})
_OVER_THE_SEA = "AMSL"


def drafts(file: str, data: bytes) -> Drafts:
    """Every route, and every waypoint, as one draft. A track of the past in the file is a problem: it is no notice."""
    root, amiss = caught(lambda: _root(file, data))
    if root is None:
        return Drafts((), amiss)
    stated = [one for one in root if one.space in SPACES and one.name in {"rte", "wpt"}]
    if len(stated) > MOST_NOTICES:
        return Drafts((), Where(file).wrong(f"{len(stated)} routes and waypoints", f"at most {MOST_NOTICES}").problems)
    read = [_draft(Where(file, at), one) for at, one in enumerate(stated)]
    whole = [*_sound(Where(file), root), *_tracks_of_the_past(Where(file), root), *_misplaced(Where(file), root)]
    if not stated and not whole:
        whole.extend(Where(file).wrong("no route and no waypoint", "at least one").problems)
    return Drafts(tuple(one for one, _ in read), (*whole, *chain.from_iterable(wrong for _, wrong in read)))


def tracks(file: str, data: bytes) -> tuple[tuple[Track, ...], tuple[Problem, ...]]:
    """Every track of the file, all its segments together; routes and waypoints are not of the past, and are left out."""
    root, amiss = caught(lambda: _root(file, data))
    found = [one for one in root or () if one.space in SPACES and one.name == "trk"]
    if root is not None and not found:
        amiss = Where(file).wrong("no track (trk)", "at least one").problems
    read = [_track(Where(file, at), one) for at, one in enumerate(found)]
    return tuple(one for one, _ in read), (*amiss, *chain.from_iterable(wrong for _, wrong in read))


def _root(file: str, data: bytes) -> Element:
    """The gpx element, of a version that is read."""
    root = markup.read(file, data)
    where = Where(file, None, f"line {root.line}")
    if root.name != "gpx" or root.space not in SPACES:
        raise where.wrong(f"the element {quoted(root.name)} of {quoted(root.space)}", "gpx, of GPX 1.0 or 1.1")
    version = root.attributes.get("version", VERSIONS[0])
    if version not in VERSIONS:
        raise where.wrong(f"GPX {quoted(version)}", f"one of {', '.join(VERSIONS)}")
    return root


def _sound(where: Where, element: Element) -> Iterator[Problem]:
    """Does it hold only what GPX knows there, and once what stands once? A misspelt element would be lost unseen."""
    own = [one for one in element if one.space in SPACES]
    each = {one.name for one in own}
    if len(each) == len(own) and each <= _KNOWN[element.name]:  # nearly all points of a file of a hundred thousand
        return
    times = Counter(one.name for one in own)
    for one in own:
        place = Where(where.file, where.feature, f"line {one.line}")
        if one.name not in _KNOWN[element.name]:
            expected = f"an element of GPX within {element.name}"
            yield from place.wrong(f"the element {quoted(one.name)}", expected).problems
        elif times[one.name] > 1 and one.name not in _REPEATED:
            yield from place.wrong(f"{one.name} {times[one.name]} times", f"{one.name} once").problems
            times[one.name] = 1


def _tracks_of_the_past(where: Where, root: Element) -> Iterator[Problem]:
    expected = "routes (rte) or waypoints (wpt); herald tracks reads tracks"
    for one in root:
        if one.name == "trk" and one.space in SPACES:
            yield from Where(where.file, None, f"line {one.line}, trk").wrong("a track of the past", expected).problems


def _misplaced(where: Where, root: Element) -> Iterator[Problem]:
    """Does every member stand where it is read? One that does not would be lost unseen."""
    of_a_notice = (one for one in root if one.name in {"rte", "wpt"})
    read = {id(member) for one in of_a_notice for member in _members(one)}
    for one in root.all():
        if one.space == NAMESPACE and id(one) not in read:
            place = Where(where.file, None, f"line {one.line}")
            expected = "a member, within the extensions of a rte or wpt"
            yield from place.wrong(f"the element {quoted(one.name)} of Herald", expected).problems


def _draft(where: Where, element: Element) -> tuple[Draft, list[Problem]]:
    """One route or waypoint as a draft, and what is wrong with how it is stated."""
    stating = Stating(where)
    points = list(_points(element)) if element.name == "rte" else [element]
    for one in [element, *(point for point in points if point is not element)]:
        stating.problems.extend(_sound(where, one) if one.name in _KNOWN else ())
    for member in _members(element):
        stating.member(member.attributes.get("name", ""), member.text, member.line)
    _worded(stating, element)
    _timed(stating, points)
    coordinates = [_coordinates(point) for point in points]
    if element.name == "wpt":
        geometry: object = {"type": "Point", "coordinates": coordinates[0]}
    else:
        geometry = {"type": "LineString", "coordinates": coordinates} if points else None
        stating.as_drawn(coordinates)
        stating.stands.update(
            {f"geometry.coordinates[{at}]": f"line {point.line}, {point.name}" for at, point in enumerate(points)}
        )
    return stating.draft(geometry, f"line {element.line}, {element.name}", _OVER_THE_SEA), stating.problems


def _members(element: Element) -> Iterator[Element]:
    """Herald's members of a route or waypoint: in its extensions, or beside them, where gpsbabel puts those of a waypoint."""
    for inside in (element, *_own(element, "extensions")):
        yield from (one for one in inside if one.space == NAMESPACE and one.name == "member")


def _own(element: Element, name: str) -> list[Element]:
    return [one for one in element if one.name == name and one.space in SPACES]


def _text(element: Element, name: str) -> tuple[str, int] | None:
    """What does this element within it say, and on which line? The first of them; `_sound` refuses others."""
    return next(((one.text, one.line) for one in _own(element, name)), None)


def _worded(stating: Stating, element: Element) -> None:
    """The words that are shown beside it."""
    if name := _text(element, "name"):
        stating.entitled(*name)
    for member, shown_as in (("description", "desc"), ("comment", "cmt")):
        if words := _text(element, shown_as):
            stating.described(member, *words)


def _points(route: Element) -> Iterator[Element]:
    """The points of a route, and, after each, those of the road to the next where a maker's program wrote them."""
    for point in _own(route, "rtept"):
        yield point
        for inside in _own(point, "extensions"):
            yield from (one for one in inside.all() if one.name == "rpt" and one.space == GARMIN)


def _coordinates(point: Element) -> list[object]:
    """Longitude, latitude, and the height if there is one; what is missing is None, which no reader takes for a number."""
    stated = [point.attributes.get(name) for name in ("lon", "lat")]
    height = _text(point, "ele")
    thirds = [height[0]] if height else []
    return [None if one is None else number(one) for one in (*stated, *thirds)]


def _timed(stating: Stating, points: list[Element]) -> None:
    """The times that are shown are the windows; beside windows that are stated, each must lie within its own."""
    times = [_text(point, "time") for point in points]
    if not any(times):
        return
    if "windows" in stating.properties:
        _within(stating, times)
    elif "depart" in stating.properties:
        line = next(time[1] for time in times if time)
        stating.refuse(f"line {line}, time", "times of points, and depart", "one or the other")
    else:
        written = [(time[0].strip(), time[1]) if time else (None, 0) for time in times]
        stating.properties["windows"] = [window(text, text) for text, _ in written]
        stating.stands.update(
            {f"properties.windows[{at}]": f"line {line}, time" for at, (text, line) in enumerate(written) if text}
        )


def _within(stating: Stating, times: list[tuple[str, int] | None]) -> None:
    """Does each time that is shown lie within the window that is stated for it?"""
    stated = ends(stating.properties["windows"]) or []
    for time, (earliest, latest) in zip(times, stated, strict=False):
        if time is None:
            continue
        at = moment(time[0])
        if at is None or (earliest is not None and at < earliest) or (latest is not None and at > latest):
            stating.refuse(
                f"line {time[1]}, time", quoted(time[0].strip()), "an instant within the window that is stated for it"
            )


def _track(where: Where, element: Element) -> tuple[Track, list[Problem]]:
    """One track, and what is wrong with it."""
    segments = _own(element, "trkseg")
    points = [point for segment in segments for point in _own(segment, "trkpt")]
    problems = [fault for one in (element, *segments, *points) for fault in _sound(where, one)]
    name = _text(element, "name")
    called = name[0].strip() if name and name[0].strip() else f"{PurePath(where.file).stem}-{(where.feature or 0) + 1}"
    timeless = [point for point in points if _text(point, "time") is None]
    if points and len(timeless) == len(points):
        place = Where(where.file, where.feature, f"line {element.line}, trk")
        return Track(called, ()), [*problems, *place.wrong("no times", "a time at every point").problems]
    fixes = []
    for point in points:
        fix, unread = caught(lambda point=point: _fix(where, point))  # type: ignore[misc]
        fixes.extend([fix] if fix else [])
        problems.extend(unread)
    return Track(called, tuple(fixes)), problems


def _fix(where: Where, point: Element) -> Fix:
    """The fix that this point of a track is."""
    place = Where(where.file, where.feature, f"line {point.line}, {point.name}")
    time = _text(point, "time")
    if time is None:
        raise place.wrong("no time", "a time at every point")
    at, unread_place = caught(lambda: position(_coordinates(point), place))
    when, unread_time = caught(
        lambda: instant(time[0].strip(), Where(where.file, where.feature, f"line {time[1]}, time"))
    )
    if at is None or when is None:
        raise Malformed((*unread_place, *unread_time))
    return Fix(when, at.place, at.height)
