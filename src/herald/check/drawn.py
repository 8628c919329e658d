"""What was drawn, and when is it passed? The lines of many notices in pieces on the ground, and the instants of their vertices.

All notices at once: NumPy takes as long for four numbers as for some thousands, and most notices have few. Every number is the
same, bit for bit, as of each notice alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import Floats
from herald.geometry.lines import chords_of_all, degrees
from herald.geometry.place import Path, Place
from herald.notice.model import Area, Band, Kind, Notice, Route, Spot, Windows
from herald.notice.timing import Stop, stops, within_speed
from herald.units import Instant

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The pieces of many notices on the ground, n rows in order of notices, and between which two stops each is passed.

    `notice` and `leg` (n,) say whose, both counted from 0; `start` and `end` (n,) are fractions of the leg, `whole_m` (n,) is the
    leg's length; `lonlat` (n, 4) are the ends in degrees. `stop` (n,) is the first of the two stops; `begin` and `finish` (n,) are
    fractions of the time from the one to the other.
    """

    notice: Index
    leg: Index
    start: Floats
    end: Floats
    lonlat: Floats
    whole_m: Floats
    stop: Index
    begin: Floats
    finish: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """When may each notice be at each of its vertices, and how high? k stops in order of notices.

    `first` (notices + 1,) says where each notice's begin; `vertex` (k,) counts from 0 in each notice; `earliest` and `latest` (k,)
    are in us from an epoch, NaN where not stated; `low_m` and `high_m` (k,) the heights over whatever each notice's are over.
    A presence at one place, or in an area, is there from one stop to another.
    """

    first: Index
    vertex: Index
    earliest: Floats
    latest: Floats
    low_m: Floats
    high_m: Floats


def is_track(notice: Notice) -> bool:
    """Is this an observed track, known at its fixes alone?"""
    return notice.observed and isinstance(notice.shape, Route) and isinstance(notice.shape.schedule, Windows)


def runs_on_roads(notice: Notice) -> bool:
    """Is this a drawn line that stands for a road? Every route but a flight's or an observed track's."""
    return isinstance(notice.shape, Route) and notice.kind is not Kind.FLIGHT and not notice.observed


def path_of(notice: Notice) -> Path | None:
    """What is straight between two places of this notice? None where nothing is drawn between places.

    How a track ran between its fixes nobody knows: the geodesic is what the greatest speed is measured by.
    """
    match notice.shape:
        case Route(path=path):
            return Path.GEODESIC if is_track(notice) else path
        case Area(polygon):
            return polygon.path
        case _:
            return None


def drawn(notices: Sequence[Notice], epoch: int, road_factor: float) -> tuple[Drawn, Stops]:
    """All pieces of these notices and all their stops. A route's chords come first, then where it halts, then a track's fixes."""
    pieces, lengths = _pieces(notices)
    of = _stops(notices, lengths, epoch, road_factor)
    at_vertices = [*_halts(of), *_fixes(notices, of)]
    parts = [_NOTHING, *_passed(notices, of, pieces), _at(notices, lengths, at_vertices)]
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(whole[0], kind="stable")
    return Drawn(*(column[order] for column in whole)), of


class _Pieces(NamedTuple):
    """The columns of :class:`Drawn` up to `whole_m`."""

    notice: Index
    leg: Index
    start: Floats
    end: Floats
    lonlat: Floats
    whole_m: Floats


class _Line(NamedTuple):
    """One line of a notice, a route's or that of a ring, and how many legs the notice has before it."""

    notice: int
    before: int
    places: Sequence[Place]


def _pieces(notices: Sequence[Notice]) -> tuple[list[_Pieces], Mapping[int, list[float]]]:
    """The pieces of all lines, and of each notice that has one line the lengths of its legs."""
    lines: dict[Path, list[_Line]] = {path: [] for path in Path}
    for number, notice in enumerate(notices):
        path = path_of(notice)
        if path is not None:
            lines[path] += _lines(number, notice)
    found, lengths = [_places(notices)], dict[int, list[float]]()
    for path, some in lines.items():
        if some:
            pieces, leg_m = _chords(some, path)
            found.append(pieces)
            lengths |= leg_m
    return found, lengths


def _lines(number: int, notice: Notice) -> list[_Line]:
    match notice.shape:
        case Route(places=places):
            return [_Line(number, 0, places)]
        case Area(polygon):
            before = accumulate((len(ring) for ring in polygon.rings), initial=0)
            return [_Line(number, legs, (*ring, ring[0])) for legs, ring in zip(before, polygon.rings, strict=False)]
        case _:
            return []


def _chords(lines: Sequence[_Line], path: Path) -> tuple[_Pieces, Mapping[int, list[float]]]:
    line = chords_of_all([each.places for each in lines], path)
    counts = np.array([len(each.places) - 1 for each in lines], dtype=np.intp)
    last = np.cumsum(counts)
    before = last - counts - np.array([each.before for each in lines], dtype=np.intp)
    notice = np.repeat(np.array([each.notice for each in lines], dtype=np.intp), counts)
    leg = np.arange(len(line.leg_m)) - np.repeat(before, counts)
    leg_m = line.leg_m.tolist()
    lengths = {each.notice: leg_m[end - count : end] for each, end, count in zip(lines, last, counts, strict=True)}
    of = line.leg
    return _Pieces(notice[of], leg[of], line.start, line.end, line.lonlat, line.leg_m[of]), lengths


def _places(notices: Sequence[Notice]) -> _Pieces:
    """The presences at one place: a piece of no length each."""
    spots = [(number, each.shape.place) for number, each in enumerate(notices) if isinstance(each.shape, Spot)]
    n = len(spots)
    lonlat = degrees(place for _, place in spots)[:, [0, 1, 0, 1]]
    owner = np.array([number for number, _ in spots], dtype=np.intp)
    return _Pieces(owner, np.zeros(n, np.intp), np.zeros(n), np.ones(n), lonlat, np.zeros(n))


def _stops(notices: Sequence[Notice], lengths: Mapping[int, list[float]], epoch: int, road_factor: float) -> Stops:
    timed, bands = list[Sequence[Stop]](), list[Sequence[Band]]()
    for number, notice in enumerate(notices):
        these = _timed(notice, lengths.get(number, []), road_factor)
        timed.append(these)
        bands.append(_bands(notice, these))
    every, heights = list(chain.from_iterable(timed)), list(chain.from_iterable(bands))
    return Stops(
        first=np.cumsum([0, *map(len, timed)]),
        vertex=np.array([stop.vertex for stop in every], dtype=np.intp),
        earliest=_ends([stop.earliest for stop in every], epoch),
        latest=_ends([stop.latest for stop in every], epoch),
        low_m=np.array([band.low_mm / 1000 for band in heights], dtype=np.float64),
        high_m=np.array([band.high_mm / 1000 for band in heights], dtype=np.float64),
    )


def _timed(notice: Notice, lengths: Sequence[float], road_factor: float) -> Sequence[Stop]:
    match notice.shape:
        case Route() as route:
            timed = stops(route, lengths, road_factor)
            if is_track(notice) and notice.max_speed_um_s is not None:
                return within_speed(timed, lengths, notice.max_speed_um_s)
            return timed
        case Spot(window=window) | Area(window=window):
            return [Stop(vertex, window.earliest, window.latest) for vertex in (0, 1)]
        case None:
            return ()


def _bands(notice: Notice, timed: Sequence[Stop]) -> Sequence[Band]:
    match notice.shape:
        case Route(bands=bands):
            return bands if len(bands) == len(timed) else [bands[stop.vertex] for stop in timed]
        case Spot(band=band) | Area(band=band):
            return band, band
        case None:
            return ()


def _ends(instants: Sequence[Instant | None], epoch: int) -> Floats:
    """In us from the epoch; NaN where not stated."""
    return np.array([nan if instant is None else instant - epoch for instant in instants], dtype=np.float64)


def _passed(notices: Sequence[Notice], of: Stops, pieces: Sequence[_Pieces]) -> list[tuple[NDArray[Any], ...]]:
    """Between which stops is each piece of a line passed? Those of its leg; an area's boundary is there from first to last."""
    moves = np.array([isinstance(notice.shape, Route) for notice in notices], dtype=np.bool_)
    leaves = np.flatnonzero(~_halting(of))
    first = np.searchsorted(leaves, of.first)
    found = list[tuple[NDArray[Any], ...]]()
    for part in pieces:
        moving = moves[part.notice]
        stop = leaves[first[part.notice] + np.where(moving, part.leg, 0)]
        found.append((*part, stop, np.where(moving, part.start, 0.0), np.where(moving, part.end, 1.0)))
    return found


def _halting(of: Stops) -> NDArray[np.bool_]:
    """From which stops does a notice go on to another at the same vertex?"""
    owner = np.repeat(np.arange(len(of.first) - 1), np.diff(of.first))
    halting = np.zeros(len(owner), np.bool_)
    halting[:-1] = (of.vertex[1:] == of.vertex[:-1]) & (owner[1:] == owner[:-1])
    return halting


class _AtVertex(NamedTuple):
    """A piece of no length at a vertex of a notice, passed from one fraction of the time after a stop to another."""

    notice: int
    vertex: int
    stop: int
    begin: float
    finish: float


def _halts(of: Stops) -> list[_AtVertex]:
    """Where a movement halts it is from its arrival to its departure."""
    halting = np.flatnonzero(_halting(of))
    owner = np.searchsorted(of.first, halting, side="right") - 1
    halts = zip(owner.tolist(), of.vertex[halting].tolist(), halting.tolist(), strict=True)
    return [_AtVertex(notice, vertex, stop, 0.0, 1.0) for notice, vertex, stop in halts]


def _fixes(notices: Sequence[Notice], of: Stops) -> list[_AtVertex]:
    """The fixes of a track as pieces of their own: all that is known of it where its greatest speed is not."""
    found = []
    for number, notice in enumerate(notices):
        if notice.max_speed_um_s is None and is_track(notice):
            first, last = of.first[number : number + 2].tolist()
            for stop in range(first, last):
                opens = min(stop, last - 2)
                found.append(_AtVertex(number, stop - first, opens, float(stop - opens), float(stop - opens)))
    return found


def _at(
    notices: Sequence[Notice], lengths: Mapping[int, list[float]], at_vertices: Sequence[_AtVertex]
) -> tuple[NDArray[Any], ...]:
    """Pieces at vertices: where the leg begins that leaves it; at the last vertex, where the leg ends that comes there."""
    legs = [min(at.vertex, len(lengths[at.notice]) - 1) for at in at_vertices]
    fraction = np.array([at.vertex - leg for at, leg in zip(at_vertices, legs, strict=True)], dtype=np.float64)
    whole_m = [lengths[at.notice][leg] for at, leg in zip(at_vertices, legs, strict=True)]
    return (
        np.array([at.notice for at in at_vertices], dtype=np.intp),
        np.array(legs, dtype=np.intp),
        fraction,
        fraction,
        degrees(_place(notices[at.notice], at.vertex) for at in at_vertices)[:, [0, 1, 0, 1]],
        np.array(whole_m, dtype=np.float64),
        np.array([at.stop for at in at_vertices], dtype=np.intp),
        np.array([at.begin for at in at_vertices], dtype=np.float64),
        np.array([at.finish for at in at_vertices], dtype=np.float64),
    )


def _place(notice: Notice, vertex: int) -> Place:
    if not isinstance(notice.shape, Route):
        raise TypeError(f"{notice.id} has no vertices")
    return notice.shape.places[vertex]


_NUMBER, _FLOAT = np.zeros(0, np.intp), np.zeros(0)
_NOTHING = (_NUMBER, _NUMBER, _FLOAT, _FLOAT, np.zeros((0, 4)), _FLOAT, _NUMBER, _FLOAT, _FLOAT)
