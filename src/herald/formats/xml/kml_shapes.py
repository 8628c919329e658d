"""Which geometries does a Placemark show? Each as GeoJSON has it, with the line of every position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from herald.formats.xml.extension import number
from herald.formats.xml.kml_words import GX, SPACES, own, text
from herald.formats.xml.markup import Element
from herald.jsontext import quoted
from herald.malformed import Problem
from herald.members import Where

MOST_POSITIONS = 500_000
"""In the coordinates of one file: as many as it may have elements."""

_MODES = {"clampToGround": None, "relativeToGround": "AGL", "absolute": "AMSL"}
_SHAPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString", "Polygon": "Polygon"}
_REFUSED = {
    "Model": ("a model of a thing", "a Point, LineString or Polygon"),
    "Track": ("a track of the past", "a Point, LineString or Polygon; herald tracks reads tracks"),
    "MultiTrack": ("a track of the past", "a Point, LineString or Polygon; herald tracks reads tracks"),
}
_TUPLE = re.compile(r"[^ \t\r\n]+")
_TUPLE_OR_LINE = re.compile(r"[^ \t\r\n]+|\n")

Positions = list[object]


@dataclass(slots=True)
class Shown:
    """One geometry as a map shows it: its type, positions, and what its heights are measured from; and what is wrong with it.

    What is refused is no geometry, and becomes no draft.
    """

    kind: str = ""
    coordinates: list[object] = field(default_factory=list)
    reference: str | None = None
    line: int = 0
    refused: bool = False
    stands: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def geometry(self) -> object:
        """The GeoJSON geometry, or None."""
        return {"type": self.kind, "coordinates": self.coordinates} if self.kind else None

    @property
    def windows(self) -> int:
        """How many windows has it? One for each vertex of a line."""
        return len(self.coordinates) if self.kind == "LineString" else 1

    def positions(self) -> Iterator[Positions]:
        """Every position of it that is a list."""
        rings: list[object] = [[self.coordinates]] if self.kind == "Point" else [self.coordinates]
        if self.kind == "Polygon":
            rings = self.coordinates
        yield from (one for ring in rings if isinstance(ring, list) for one in ring if isinstance(one, list))

    def drop_zeros(self) -> None:
        """Leave out heights that are all 0: they lie on the ground, as the map shows them."""
        each = list(self.positions())
        if all(len(one) == 3 and one[2] == 0 for one in each):
            for one in each:
                del one[2]


def positions(element: Element) -> int:
    """How many positions stand within an element, counted no further than one more than a file may have?"""
    every = (one for inside in element.all() if inside.name == "coordinates" for one in _TUPLE.finditer(inside.text))
    return sum(1 for _ in islice(every, MOST_POSITIONS + 1))


def shapes(where: Where, placemark: Element) -> Iterator[Shown]:
    """Every geometry of a Placemark; an empty one if it has none."""
    found = list(_geometries(placemark))
    for one in found:
        yield _shown(where, one)
    if not found:
        yield Shown()


def _geometries(inside: Element) -> Iterator[Element]:
    """The geometries within, those of a MultiGeometry each by itself."""
    for one in inside:
        if one.name == "MultiGeometry" and one.space in SPACES:
            yield from _geometries(one)
        elif (one.name in _SHAPES and one.space in SPACES) or (one.name in _REFUSED and one.space in {GX, *SPACES}):
            yield one


def _shown(where: Where, element: Element) -> Shown:
    shown = Shown(line=element.line)
    if element.name in _REFUSED:
        shown.refused = True
        _refuse(shown, where, element, *_REFUSED[element.name])
        return shown
    shown.kind = _SHAPES[element.name]
    if shown.kind == "Polygon":
        _rings(shown, element)
    else:
        _line(shown, element)
        if shown.kind == "Point":
            _one_position(shown, where, element)
    _mode(shown, where, element)
    return shown


def _refuse(shown: Shown, where: Where, element: Element, seen: str, expected: str) -> None:
    place = Where(where.file, where.feature, f"line {element.line}, {element.name}")
    shown.problems.extend(place.wrong(seen, expected).problems)


def _line(shown: Shown, element: Element) -> None:
    for at, (position, line) in enumerate(_positions(element)):
        shown.coordinates.append(position)
        shown.stands[f"geometry.coordinates[{at}]"] = f"line {line}, coordinates"


def _one_position(shown: Shown, where: Where, element: Element) -> None:
    if len(shown.coordinates) == 1 and isinstance(shown.coordinates[0], list):
        shown.coordinates = shown.coordinates[0]
        shown.stands = {"geometry.coordinates": f"line {element.line}, Point"}
    else:
        _refuse(shown, where, element, f"{len(shown.coordinates)} positions", "one")
        shown.refused = True


def _rings(shown: Shown, element: Element) -> None:
    """The outer ring, and the holes after it."""
    bounds = [*own(element, "outerBoundaryIs"), *own(element, "innerBoundaryIs")]
    for ring in (one for bound in bounds for one in own(bound, "LinearRing")):
        place = f"geometry.coordinates[{len(shown.coordinates)}]"
        shown.stands[place] = f"line {ring.line}, LinearRing"
        each = list(_positions(ring))
        shown.coordinates.append([position for position, _ in each])
        shown.stands.update({f"{place}[{at}]": f"line {line}, coordinates" for at, (_, line) in enumerate(each)})


def _positions(element: Element) -> Iterator[tuple[Positions, int]]:
    """Each position of its coordinates, and its line: longitude, latitude, and the height if there is one, between commas."""
    for coordinates in own(element, "coordinates"):
        line = coordinates.line
        for found in _TUPLE_OR_LINE.finditer(coordinates.text):
            if found[0] == "\n":
                line += 1
            else:
                yield [number(part) for part in found[0].split(",", 4)], line


def _mode(shown: Shown, where: Where, element: Element) -> None:
    """What the heights are measured from. A line on the ground has none; an area drawn down to the ground is no thin layer."""
    mode = text(element, "altitudeMode") or _gx_mode(element)
    if mode and mode[0].strip() not in _MODES:
        _refuse(shown, where, element, f"the altitudeMode {quoted(mode[0].strip())}", f"one of {', '.join(_MODES)}")
    reference = _MODES.get(mode[0].strip()) if mode else None
    heights = any(len(one) > 2 for one in shown.positions())
    shown.reference = None if reference == "AGL" and not heights else reference
    extruded = text(element, "extrude")
    if reference and shown.kind == "Polygon" and extruded and extruded[0].strip() in {"1", "true"}:
        _refuse(
            shown,
            where,
            element,
            "an area drawn down to the ground (extrude)",
            "altitude_m and altitude_ref as its data",
        )


def _gx_mode(element: Element) -> tuple[str, int] | None:
    return next(((one.text, one.line) for one in element if one.name == "altitudeMode" and one.space == GX), None)
