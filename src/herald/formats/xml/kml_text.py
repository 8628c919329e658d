"""How are notices written as KML? Placemarks for any program, and what KML cannot say as its ExtendedData."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from herald.formats.geojson.text import Text, Texts, feature
from herald.formats.xml.extension import legible, named_texts
from herald.formats.xml.kml_words import SPACES
from herald.formats.xml.markup_text import Markup, document, element, lines
from herald.notice.model import Notice

_MODES = {"AGL": "relativeToGround", "AMSL": "absolute"}


def render(notices: Iterable[Notice]) -> tuple[bytes, tuple[str, ...]]:
    """Which file holds these notices? KML holds all that a notice says, so that nothing is lost.

    The TimeSpan shows the whole time of a notice, as far as its ends are stated; windows that differ along a line stand in its
    data. Raises ValueError as `geojson_text.render` does.
    """
    placemarks = lines(*(_placemark(feature(notice)) for notice in notices))
    return document(element("kml", {"xmlns": SPACES[0]}, element("Document", {}, *placemarks))), ()


def _placemark(one: Texts) -> Markup:
    geometry = cast("Mapping[str, Text] | None", one["geometry"])
    properties = cast("Texts", one["properties"])
    shown = _shape(geometry, properties.get("altitude_ref")) if geometry else ()
    line = geometry["coordinates"] if geometry and geometry["type"] == "LineString" else None
    title = properties.get("title")
    name = legible(title if isinstance(title, str) and title.strip() else str(properties["id"]))
    span = _span(properties) if geometry else ()
    left = _left_to_say(properties, spanned=bool(span))
    texts = [element("Data", {"name": name}, element("value", {}, text)) for name, text in named_texts(left, line)]
    return element(
        "Placemark", {}, element("name", {}, name), *span, element("ExtendedData", {}, *lines(*texts)), *shown
    )


def _windows(properties: Texts) -> Sequence[Sequence[str | None]]:
    return cast("Sequence[Sequence[str | None]]", properties.get("windows", [properties.get("depart", (None, None))]))


def _span(properties: Texts) -> tuple[Markup, ...]:
    """The whole time: from the first earliest to the last latest instant. When a departure arrives is not said here."""
    windows = _windows(properties)
    times = {"begin": windows[0][0], "end": windows[-1][1] if "windows" in properties else None}
    ends = [element(name, {}, time) for name, time in times.items() if time is not None]
    return (element("TimeSpan", {}, *ends),) if ends else ()


def _left_to_say(properties: Texts, *, spanned: bool) -> Texts:
    """The members that the span does not say: all, unless every window is the span itself."""
    windows = _windows(properties)
    said = spanned and "windows" in properties and all(one == windows[0] for one in windows)
    return {name: stated for name, stated in properties.items() if not (said and name == "windows")}


def _shape(geometry: Mapping[str, Text], reference: Text) -> tuple[Markup, ...]:
    coordinates = cast("Sequence[Text]", geometry["coordinates"])
    match geometry["type"]:
        case "Point":
            return (element("Point", {}, _coordinates([coordinates])),)
        case "LineString":
            return (element("LineString", {}, *_manner(coordinates, reference), _coordinates(coordinates)),)
    rings = [element("LinearRing", {}, _coordinates(cast("Sequence[Text]", ring))) for ring in coordinates]
    outer = element("outerBoundaryIs", {}, rings[0])
    return (element("Polygon", {}, outer, *(element("innerBoundaryIs", {}, ring) for ring in rings[1:])),)


def _manner(line: Sequence[Text], reference: Text) -> tuple[Markup, ...]:
    """How a line lies: along the ground, or at its heights where KML can say what they are over."""
    high = len(cast("Sequence[Text]", line[0])) > 2 and isinstance(reference, str) and reference in _MODES
    return (element("altitudeMode", {}, _MODES[str(reference)]),) if high else (element("tessellate", {}, "1"),)


def _coordinates(positions: Sequence[Text]) -> Markup:
    each = (",".join(f"{one:f}" for one in cast("Sequence[Text]", position)) for position in positions)
    return element("coordinates", {}, " ".join(each))
