"""Which meridians and parallels cross the map, and how is each called at its edge?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from herald.pages.plane import Frame, Point, clipped_line, path, thinned
from herald.pages.projection import LonLat, Projection

_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)
"""Steps in minutes of arc: such as a person counts in."""
_LINES = 6
"""About so many lines each way."""
_PIECES = 48
_SAMPLES = 12


@dataclass(frozen=True, slots=True)
class GridLabel:
    """What a line of the graticule is called, and where: at the lower edge for meridians, at the left for parallels."""

    x: float
    y: float
    text: str
    meridian: bool


@dataclass(frozen=True, slots=True)
class Graticule:
    """The lines, as SVG path data, and their names."""

    paths: tuple[str, ...]
    labels: tuple[GridLabel, ...]


def graticule(projection: Projection, frame: Frame) -> Graticule:
    """Which lines cross this frame? At a pole the meridians are drawn every 30 degrees."""
    south, north, west, east = _extent(projection, frame)
    rows = _step(north - south)
    # Meridians draw together towards the poles: their step follows the width there, and all of them need no more than twelve.
    columns = 1800 if east - west >= 360 else _step(east - west)
    lines = [*_parallels(rows, south, north, west, east), *_meridians(columns, south, north, west, east)]
    drawn = [
        (piece, text, up) for text, up, line in lines for piece in clipped_line([projection(p) for p in line], frame)
    ]
    labels = tuple(_label(piece, text, up) for piece, text, up in drawn)
    return Graticule(tuple(path(thinned(piece, 0.2)) for piece, _, _ in drawn), labels)


def _extent(projection: Projection, frame: Frame) -> tuple[float, float, float, float]:
    """The south, north, west and east ends of what the frame shows, in degrees; east may exceed 180."""
    shares = [i / _SAMPLES for i in range(_SAMPLES + 1)]
    across, down = frame.right - frame.left, frame.bottom - frame.top
    places = [projection.place((frame.left + a * across, frame.top + b * down)) for a in shares for b in shares]
    lats = [lat for _, lat in places]
    turns = [(lon - projection.lon_deg + 180.0) % 360.0 - 180.0 for lon, _ in places]
    south, north, west, east = min(lats), max(lats), min(turns), max(turns)
    for pole in (-90.0, 90.0):
        if frame.holds(projection((0.0, pole))):
            south, north, west, east = min(south, pole), max(north, pole), -180.0, 180.0
    return south, north, projection.lon_deg + west, projection.lon_deg + east


def _step(span_deg: float) -> int:
    """The step, in minutes of arc, that gives about the wanted number of lines."""
    return next((step for step in _STEPS_MIN if span_deg * 60 / step <= _LINES + 1), _STEPS_MIN[-1])


def _multiples(step: int, low: float, high: float) -> Iterator[int]:
    """The multiples of a step, in minutes, between two angles in degrees."""
    yield from range(-int(-low * 60 // step) * step, int(high * 60 // step) * step + 1, step)


def _parallels(
    step: int, south: float, north: float, west: float, east: float
) -> Iterator[tuple[str, bool, list[LonLat]]]:
    for minutes in _multiples(step, south, north):
        if abs(minutes) < 5400:
            lons = [west + (east - west) * i / _PIECES for i in range(_PIECES + 1)]
            yield _called(minutes, "N", "S", step), False, [(lon, minutes / 60) for lon in lons]


def _meridians(
    step: int, south: float, north: float, west: float, east: float
) -> Iterator[tuple[str, bool, list[LonLat]]]:
    seen: set[int] = set()
    for minutes in _multiples(step, west, east):
        turned = (minutes + 10800) % 21600 - 10800
        if turned not in seen:
            seen.add(turned)
            lats = [south + (north - south) * i / _PIECES for i in range(_PIECES + 1)]
            yield _called(turned, "E", "W", step), True, [(turned / 60, lat) for lat in lats]


def _called(minutes: int, positive: str, negative: str, step: int) -> str:
    r"""The name of a line: whole degrees plainly, minutes where the step needs them.

    >>> ascii(_called(-1890, "N", "S", 30)), _called(0, "E", "W", 60), _called(10800, "E", "W", 60)
    ("'31\\xb030\\u2032 S'", '0°', '180°')
    """
    degrees, rest = divmod(abs(minutes), 60)
    side = "" if minutes % 10800 == 0 else f" {positive if minutes > 0 else negative}"
    arc_minutes = f"{rest:02d}\u2032" if step % 60 else ""
    return f"{degrees}°{arc_minutes}{side}"


def _label(piece: Sequence[Point], text: str, meridian: bool) -> GridLabel:
    x, y = max(piece, key=lambda p: p[1]) if meridian else min(piece, key=lambda p: p[0])
    return GridLabel(x, y, text, meridian)
