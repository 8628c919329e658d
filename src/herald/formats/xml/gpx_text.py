"""How are notices written as GPX? Routes and waypoints for any program, and what GPX cannot say in Herald's extension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import cast

from herald.formats.geojson.text import Text, Texts, feature
from herald.formats.xml.extension import NAMESPACE, legible, losses, named_texts
from herald.formats.xml.gpx import SPACES, VERSIONS
from herald.formats.xml.markup_text import document, element, lines
from herald.notice.model import Area, Notice

_ROOT = {
    "version": VERSIONS[-1],
    "creator": "Herald",
    "xmlns": SPACES[0],
    "xmlns:herald": NAMESPACE,
}


def render(notices: Iterable[Notice]) -> tuple[bytes, tuple[str, ...]]:
    """Which file holds these notices, and what does it not hold? Waypoints stand before routes, as GPX has them.

    A line whose windows are single instants shows them as the times of its points; other windows stand in the extension.
    Raises ValueError as `geojson_text.render` does.
    """
    held, lost = [], []
    for notice in notices:
        if isinstance(notice.shape, Area):
            lost.append((notice.id, "GPX holds no areas"))
        else:
            held.append(feature(notice))
    points = [_point(one) for one in held if _shape(one)[0] == "Point"]
    routes = [_route(one) for one in held if _shape(one)[0] != "Point"]
    return document(element("gpx", _ROOT, *lines(*points, *routes))), losses(lost)


def _shape(one: Texts) -> tuple[str, Sequence[Text]]:
    """The type and the coordinates; of a notice without a place, a line without points."""
    geometry = cast("Mapping[str, Text] | None", one["geometry"])
    return (str(geometry["type"]), cast("Sequence[Text]", geometry["coordinates"])) if geometry else ("", ())


def _point(one: Texts) -> str:
    _, position = _shape(one)
    properties, times = _timed(cast("Texts", one["properties"]))
    return _at("wpt", position, times[0] if times else None, _named(properties), _extension(properties, None))


def _route(one: Texts) -> str:
    _, line = _shape(one)
    properties, times = _timed(cast("Texts", one["properties"]))
    points = [_at("rtept", place, time) for place, time in zip_longest(line, times or ())]
    return element("rte", {}, _named(properties), _extension(properties, line), *lines(*points))


def _at(name: str, position: Text, time: str | None, *inside: str) -> str:
    """One point: its place, its height and time if they are stated, and what else it holds, in the order of the schema."""
    lon, lat, *height = cast("Sequence[Text]", position)
    height_and_time = [element("ele", {}, f"{height[0]:f}")] if height else []
    if time is not None:
        height_and_time.append(element("time", {}, time))
    return element(name, {"lat": f"{lat:f}", "lon": f"{lon:f}"}, *height_and_time, *inside)


def _timed(properties: Texts) -> tuple[Texts, list[str] | None]:
    """The members that are left for the extension, and the times to be shown, where each window is one instant."""
    windows = cast("Sequence[Sequence[str | None]]", properties.get("windows", [(None, None)]))
    times = [begin for begin, end in windows if begin is not None and begin == end]
    if len(times) < len(windows):
        return properties, None
    return {name: stated for name, stated in properties.items() if name != "windows"}, times


def _named(properties: Texts) -> str:
    title = properties.get("title")
    return element("name", {}, legible(title if isinstance(title, str) and title.strip() else str(properties["id"])))


def _extension(properties: Texts, line: object) -> str:
    texts = named_texts(properties, line)
    members = [element("herald:member", {"name": name}, text) for name, text in texts]
    return element("extensions", {}, *lines(*members))
