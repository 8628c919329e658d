"""How are the times, the places and the figures of an incident drawn? Three pictures, each with a table that says the same.

Times: a lane for each account, never two in one. Places: a circle as wide as the place is uncertain, on the map of all our pages.
Figures: what one source said, one after the other. Nothing is told by a hue; order is that of the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from herald.disclosure import dossierdrawn
from herald.disclosure.dossierdrawn import Spot, Timed
from herald.pages.baselayer import BaseLayer
from herald.pages.chart import ScaleBar, scale_bar
from herald.pages.graticule import Graticule, graticule
from herald.pages.ground import Ground, ground
from herald.pages.labels import Label, Wish, around_point, placed
from herald.pages.lanes import Axis, Tick, ticks
from herald.pages.plane import number
from herald.pages.projection import RADIUS_M, REST, LonLat, Projection, fitted
from herald.units import FIRST_INSTANT, LAST_INSTANT, MINUTE, NANODEGREES, Instant

_LABEL_SHARE = 0.06
"""So much of a lane a bar's number takes at the least: on a narrow screen too."""
_ROW = 22
_WIDEST_M = 3_000_000.0
"""A place is drawn as uncertain as it is; but the map does not show more of the world for it than this."""
_MOST_NAMED = 60
_NO_BASE = "No base layer: only the places of this incident and the graticule are drawn."


# -- Times -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """One claim in its lane: from where to where, how far down. `before`, `after`: it goes on beyond the axis, or that end is not
    known. A point has no width.
    """

    left: str
    width: str | None
    y: int
    label: str
    title: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One account's lane, or that of the record."""

    label: str
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lanes, and the ticks of their common axis."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


def timeline(lanes: Sequence[dossierdrawn.Lane]) -> Timeline | None:
    """The times as bars, a lane for each account. None where no time is resolved.

    What claims speak of sets the axis: a notice of last week does not press the minutes together. It stands at the edge, with an
    arrow.
    """
    ends = _ends(lane for lane in lanes if not lane.of_record) or _ends(lanes)
    if not ends:
        return None
    room = max((max(ends) - min(ends)) // 20, 5 * MINUTE)
    first, last = max(FIRST_INSTANT, min(ends) - room), min(LAST_INSTANT, max(ends) + room)
    along = Axis(Instant(first), Instant(last))
    return Timeline(tuple(_lane(lane, along) for lane in lanes), ticks(along))


def _ends(of: Iterable[dossierdrawn.Lane]) -> list[Instant]:
    return [end for lane in of for each in lane.timed for end in (each.first, each.until) if end is not None]


def _lane(of: dossierdrawn.Lane, along: Axis) -> Lane:
    """Bars that would cover one another, or one another's numbers, stand in rows."""
    free: list[float] = []
    bars = []
    for each in sorted(of.timed, key=lambda one: (along.share(one.first, unstated=0.0), one.number)):
        left, right = along.share(each.first, unstated=0.0), along.share(each.until, unstated=1.0)
        row = next((at for at, until in enumerate(free) if until <= left), len(free))
        free[row : row + 1] = [max(right, left + _LABEL_SHARE)]
        bars.append(_bar(each, along, 3 + row * _ROW))
    return Lane(of.label, max(1, len(free)) * _ROW + 4, tuple(bars))


def _bar(of: Timed, along: Axis, y: int) -> Bar:
    left, right = along.share(of.first, unstated=0.0), along.share(of.until, unstated=1.0)
    is_point = of.first is not None and of.first == of.until
    width = None if is_point else _percent(max(right - left, 0.004))
    before = of.first is None or of.first < along.start
    after = of.until is None or of.until > along.end
    return Bar(_percent(left), width, y, str(of.number), of.title, before, after)


def _percent(share: float) -> str:
    return f"{number(share * 100)}%"


# -- Places ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place: where, and how wide its circle is; None where nobody says how far from there it may have been."""

    x: str
    y: str
    radius: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Places:
    """The map of the places, from the bottom up; `notes` say what is not drawn, and why."""

    graticule: Graticule
    ground: Ground
    base: str | None
    spots: tuple[Drawn, ...]
    names: tuple[Label, ...]
    scale: ScaleBar
    notes: tuple[str, ...]


def places(spots: Sequence[Spot], base: BaseLayer | None) -> Places | None:
    """The places on a map, north up: those of this incident, and none else. None where nobody placed one."""
    if not spots:
        return None
    projection = fitted(edge for spot in spots for edge in _reach(spot))
    at = [projection(_degrees(spot)) for spot in spots]
    taken = [around_point(point, 7.0) for point in at]
    wishes = (Wish(spot.within_m is None, 0, spot.label, (point,)) for spot, point in zip(spots, at, strict=True))
    names, _ = placed(wishes, taken, REST, _MOST_NAMED)
    return Places(
        graticule=graticule(projection, REST),
        ground=ground(base, projection, REST) if base else Ground((), ()),
        base=base.name if base else None,
        spots=tuple(
            Drawn(number(x), number(y), _radius(spot, projection), spot.title)
            for spot, (x, y) in zip(spots, at, strict=True)
        ),
        names=tuple(names),
        scale=scale_bar(projection.unit_m),
        notes=tuple(_notes(len(spots) - len(names), base)),
    )


def _degrees(of: Spot) -> LonLat:
    return of.lon_e9 / NANODEGREES, of.lat_e9 / NANODEGREES


def _reach(of: Spot) -> Iterator[LonLat]:
    """The place, and how far it may be off to each side."""
    lon, lat = _degrees(of)
    yield lon, lat
    up = min(of.within_m or 0.0, _WIDEST_M) / radians(1) / RADIUS_M
    across = min(up / max(cos(radians(lat)), 0.01), 179.0)
    if up:
        yield from ((lon, min(90.0, lat + up)), (lon, max(-90.0, lat - up)), (lon + across, lat), (lon - across, lat))


def _radius(of: Spot, projection: Projection) -> str | None:
    return None if of.within_m is None else number(max(of.within_m / projection.unit_m, 2.0))


def _notes(unnamed: int, base: BaseLayer | None) -> Iterator[str]:
    if unnamed:
        yield f"{unnamed} more stand too close together to be named here; the table has them all."
    if base is None:
        yield _NO_BASE
    elif base.note:
        yield base.note


# -- Figures ---------------------------------------------------------------------------------------------------------------

_WIDE, _TALL, _HEAD, _FOOT = 330.0, 150.0, 22.0, 34.0


@dataclass(frozen=True, slots=True)
class Range:
    """What was said once: from where to where, in units; None where no number was stated. An open end reaches to the edge."""

    x: float
    width: float
    top: float | None
    height: float
    open_above: bool
    open_below: bool
    said: str
    as_of: str
    entry: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What one source said, over time."""

    speaker: str
    of: str
    most: int
    ranges: tuple[Range, ...]
    width: float
    height: float
    base: float


def figures(of: Sequence[dossierdrawn.Series]) -> tuple[Figures, ...]:
    """What each source said, in pictures of one scale: none is drawn larger than another for the same number."""
    stated = [end for each in of for step in each.steps for end in (step.low, step.high) if end is not None]
    most = max([1, *stated])
    return tuple(_figures(each, most) for each in of)


def _figures(of: dossierdrawn.Series, most: int) -> Figures:
    slot = _WIDE / max(2, len(of.steps))
    base, unit = _TALL - _FOOT, (_TALL - _FOOT - _HEAD) / most
    ranges = []
    for at, step in enumerate(of.steps):
        low, high = step.low, step.high
        is_stated = low is not None or high is not None
        top = base - unit * (most if high is None else high) if is_stated else None
        bottom = base - unit * (0 if low is None else low)
        ranges.append(
            Range(
                x=round(at * slot + 6, 1),
                width=round(slot - 12, 1),
                top=None if top is None else round(top, 1),
                height=0.0 if top is None else round(max(bottom - top, 3.0), 1),
                open_above=is_stated and high is None,
                open_below=is_stated and low is None,
                said=step.said,
                as_of=step.as_of,
                entry=step.entry,
            )
        )
    return Figures(of.speaker, of.of, most, tuple(ranges), _WIDE, _TALL, base)
