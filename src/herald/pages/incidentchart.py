"""How are the times, the places and the sources of an incident drawn? Three pictures, each with a table that says the same.

Times: a lane for each account, never two in one. Places: a circle as wide as the place is uncertain.
Sources: from the report on the left to the roots on the right. Nothing is told by a hue; order is that of the entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, log10, radians

from herald.disclosure.dossierview import Spot, Timed
from herald.incident.chains import Graph
from herald.incident.codes import Edge
from herald.units import NANODEGREES, Instant

WIDTH = 1000.0
_LANE, _TOP, _LEFT, _RIGHT = 34.0, 26.0, 150.0, 20.0
_HEIGHT, _MARGIN = 520.0, 46.0
_M_PER_DEGREE = 111_320.0
_LEAST_SPAN_M = 200.0
_BOX, _GAP, _ROW, _LINE = 190.0, 90.0, 74.0, 24
_LABEL = 22


# -- Times -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim in its lane: from where to where, which claim."""

    x: float
    y: float
    width: float
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One account's lane."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lanes, the bars in them, the ticks of the axis."""

    height: float
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


def timeline(lanes: Sequence[str], timed: Sequence[Timed], tick: Mapping[Instant, str]) -> Timeline | None:
    """The times as bars, a lane for each account. None where no time is resolved. `tick` has the words for the two ends."""
    if not timed:
        return None
    first, last = min(each.first for each in timed), max(each.until for each in timed)
    scale = (WIDTH - _LEFT - _RIGHT) / max(1, last - first)

    def x(at: Instant) -> float:
        return round(_LEFT + (at - first) * scale, 1)

    used: dict[int, list[Timed]] = {}
    bars = []
    for each in sorted(timed, key=lambda one: (one.lane, one.first)):
        row = len([other for other in used.get(each.lane, []) if other.until > each.first]) % 2
        used.setdefault(each.lane, []).append(each)
        y = _TOP + each.lane * _LANE + 4 + row * (_LANE - 8) / 2
        bars.append(
            Bar(
                x(each.first),
                round(y, 1),
                max(3.0, round(x(each.until) - x(each.first), 1)),
                str(each.claim),
                each.title,
            )
        )
    return Timeline(
        height=_TOP + len(lanes) * _LANE + 8,
        lanes=tuple(Lane(_TOP + number * _LANE, shortened(label)) for number, label in enumerate(lanes)),
        bars=tuple(bars),
        ticks=((x(first), tick[first]), (x(last), tick[last])),
    )


def shortened(text: str, most: int = _LABEL) -> str:
    """As much of a label as there is room for."""
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


# -- Places ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """The same, drawn."""

    x: float
    y: float
    radius: float
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Places:
    """The places, and a length to measure them by."""

    height: float
    spots: tuple[Drawn, ...]
    bar: float
    bar_text: str


def places(spots: Sequence[Spot]) -> Places | None:
    """The places side by side in a plane about their middle, north up. None where nobody placed one."""
    if not spots:
        return None
    lon0, lat0 = spots[0].lon_e9 / NANODEGREES, spots[0].lat_e9 / NANODEGREES
    east = _M_PER_DEGREE * max(0.01, cos(radians(lat0)))
    at = [
        (_turned(each.lon_e9 / NANODEGREES - lon0) * east, (each.lat_e9 / NANODEGREES - lat0) * _M_PER_DEGREE)
        for each in spots
    ]
    west, far_east = _ends([x for x, _ in at], spots)
    south, north = _ends([y for _, y in at], spots)
    span = max(far_east - west, (north - south) * WIDTH / _HEIGHT, _LEAST_SPAN_M)
    scale = (WIDTH - 2 * _MARGIN) / span * (_HEIGHT - 2 * _MARGIN) / _HEIGHT
    middle_x, middle_y = (west + far_east) / 2, (south + north) / 2
    length = 10 ** int(log10(span / 4))
    return Places(
        height=_HEIGHT,
        spots=tuple(
            Drawn(
                round(WIDTH / 2 + (x - middle_x) * scale, 1),
                round(_HEIGHT / 2 - (y - middle_y) * scale, 1),
                round(max(3.0, each.within_m * scale), 1),
                str(each.claim),
                each.title,
            )
            for (x, y), each in zip(at, spots, strict=True)
        ),
        bar=round(length * scale, 1),
        bar_text=f"{length / 1000:g} km" if length >= 1000 else f"{length} m",
    )


def _ends(of: Sequence[float], spots: Sequence[Spot]) -> tuple[float, float]:
    """How far do they reach, as wide as they are?"""
    least = min(each - spot.within_m for each, spot in zip(of, spots, strict=True))
    return least, max(each + spot.within_m for each, spot in zip(of, spots, strict=True))


def _turned(degrees: float) -> float:
    """The shorter way round."""
    return (degrees + 180) % 360 - 180


# -- Sources ---------------------------------------------------------------------------------------------------------------

DASHES: Mapping[Edge, str] = {
    Edge.QUOTES: "none",
    Edge.PARAPHRASES: "9 4",
    Edge.TRANSLATES: "2 4",
    Edge.SUMMARISES: "12 4 2 4",
    Edge.CITES_UNNAMED: "4 4",
}
"""How the line of each kind of citation is drawn; its name stands on it as well."""


@dataclass(frozen=True, slots=True)
class Box:
    """A source, with what it is called in lines."""

    x: float
    y: float
    lines: tuple[str, ...]
    index: int
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """From one source to another that it goes back to; `drift`: its copy differs."""

    path: str
    x: float
    y: float
    label: str
    dash: str
    drift: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The picture of the sources."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


MOST_SOURCES = 200


def sources(graph: Graph, drifting: frozenset[int]) -> Sources | None:
    """The sources in columns, each left of what it goes back to; `drifting` are citations whose copy differs."""
    if not graph.nodes or len(graph.nodes) > MOST_SOURCES:
        return None
    layers = graph.layers()
    rows = max(map(len, layers))
    at = {
        index: (column * (_BOX + _GAP) + 2, _TOP + (row + (rows - len(layer)) / 2) * _ROW)
        for column, layer in enumerate(layers)
        for row, index in enumerate(layer)
    }
    tall = _ROW - 20
    boxes = tuple(
        Box(x, y, _wrapped(graph.nodes[index].what), index, graph.nodes[index].is_unnamed)
        for index, (x, y) in at.items()
    )
    lines = []
    for each in graph.cites:
        (x0, y0), (x1, y1) = at[each.citing], at[each.cited]
        begin, end = (x0 + _BOX, y0 + tall / 2), (x1, y1 + tall / 2)
        bend = abs(end[0] - begin[0]) / 2 + (40 if x1 <= x0 else 0)
        curve = f"{begin[0] + bend:.1f} {begin[1]:.1f} {end[0] - bend:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        path, middle = f"M{begin[0]:.1f} {begin[1]:.1f}C{curve}", ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2 - 5)
        lines.append(Line(path, *middle, each.edge.value, DASHES[each.edge], each.index in drifting))
    return Sources(len(layers) * (_BOX + _GAP) - _GAP + 4, _TOP + rows * _ROW, boxes, tuple(lines))


def _wrapped(text: str, most: int = 3) -> tuple[str, ...]:
    """A title in at most so many lines."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    cut = [shortened(line, _LINE) for line in lines[:most]]
    return tuple([*cut[:-1], f"{shortened(cut[-1], _LINE - 1)}\u2026"] if len(lines) > most else cut)
