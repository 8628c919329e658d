"""What does the map show? The ground, every notice that is drawn, the places where two could meet; complete without a script.

Shapes are named by the number of their notice and of their encounter, by which lanes, tables and script find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, degrees, floor, hypot, log10

from herald.check.answer import Encounter
from herald.geometry.place import Place, Ring
from herald.notice.model import Area, Notice, Route, Spot
from herald.pages.baselayer import BaseLayer
from herald.pages.cast import PartyMark
from herald.pages.graticule import Graticule, graticule
from herald.pages.ground import Ground, ground
from herald.pages.labels import LETTERS, PINS, Label, Wish, apart, around_point, placed
from herald.pages.plane import Frame, Point, number, path, thinned
from herald.pages.projection import REACH, REST, WIDTH, LonLat, Projection, drawn_leg, fitted
from herald.pages.roll import Entry
from herald.pages.track import Track, places, thinner, track
from herald.pages.words import Coordinates, coordinates, isolated
from herald.units import NANODEGREES, NoticeId

MOST_NOTICES = 2000
MOST_POINTS = 20_000
MOST_MARKERS = 300
MOST_NAMES = 60
MOST_LETTERS = 60
_MOST_WISHES = 400
"""So many names are tried before the map counts as full."""
_LONGEST_NAME = 28
_BADGE, _PIN = 12.0, 14.0
"""Half the size of a party's letter and of an encounter's pin, in units, on a map a little smaller than at rest."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One notice on the map. `path` is a route or a ring; `swath` is how wide its buffer and uncertainty make it, in units.

    `x`, `y` is where its letter belongs, `dx`, `dy` how far from there it stands, so that letters do not hide each other;
    `tip` the end of a route and its direction there, in degrees clockwise from right.
    """

    number: int
    form: str
    mark: PartyMark
    path: str
    swath: str | None
    x: str
    y: str
    dx: float
    dy: float
    tip: tuple[str, str, str] | None
    title: str


@dataclass(frozen=True, slots=True)
class Marker:
    """Where two could meet: both places, and the encounter's number on a pin whose head stands at `dx`, `dy` from their middle."""

    encounter: int
    x: str
    y: str
    dx: float
    dy: float
    ends: tuple[tuple[str, str], tuple[str, str]]
    title: str


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A length on the ground and how long it is drawn, in units; true at the middle of the map."""

    units: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole map, from the bottom up; `tracks` are the movements as drawn, by number; `notes` what is not drawn and why."""

    projection: Projection
    middle: Coordinates
    graticule: Graticule
    ground: Ground
    base: str | None
    shapes: tuple[Shape, ...]
    markers: tuple[Marker, ...]
    names: tuple[Label, ...]
    towns: tuple[Label, ...]
    scale: ScaleBar
    letters: bool
    tracks: Mapping[int, Track]
    notes: tuple[str, ...]


def chart(
    entries: Sequence[Entry], met: Sequence[tuple[int, Encounter]], base: BaseLayer | None, span_us: int
) -> Chart | None:
    """What does the map show? None where no notice that stands has a place.

    `met` are the encounters with their numbers on the page; `span_us` is how long the time axis is.
    """
    standing = [entry for entry in entries if entry.stands]
    if not standing:
        return None
    by_id = {entry.notice.id: entry for entry in standing}
    drawn = _chosen(standing, [by_id[id_] for _, each in met for id_ in (each.a, each.b) if id_ in by_id])
    projection = fitted([*_extremes(drawn), *(place for _, each in met if each.at for place in (each.at.a, each.at.b))])
    tracks, off = _tracks(drawn, projection, span_us)
    letters = len(drawn) <= MOST_LETTERS
    shapes, lettered = _spread(
        [_shape(entry, tracks.get(entry.number), projection) for entry in drawn], letters=letters
    )
    placeable = [(encounter, each) for encounter, each in met if each.at is not None]
    markers, covered = _markers(placeable[:MOST_MARKERS], by_id, projection)
    under = ground(base, projection, REACH) if base else Ground((), ())
    names, towns = _labels(
        drawn, shapes, [*covered, *lettered], tracks, under, {id_ for _, each in met for id_ in (each.a, each.b)}
    )
    return Chart(
        projection,
        coordinates(projection.lon_deg, projection.lat_deg),
        graticule(projection, REST),
        under,
        base.name if base else None,
        shapes,
        markers,
        tuple(names),
        tuple(towns),
        scale_bar(projection.unit_m),
        letters,
        tracks,
        tuple(_notes(len(standing), len(drawn), len(placeable), off * projection.unit_m, base)),
    )


def _chosen(standing: Sequence[Entry], met: Sequence[Entry]) -> list[Entry]:
    """Which notices are drawn? Those of encounters first, then the others as given, at most so many; in the order given."""
    first = dict.fromkeys(entry.number for entry in [*met, *standing])
    kept = set(list(first)[:MOST_NOTICES])
    return [entry for entry in standing if entry.number in kept]


def _extremes(drawn: Sequence[Entry]) -> Iterator[LonLat]:
    """Places that any map of these notices must show; of a long line about 100, and its end."""
    for entry in drawn:
        each = _outline(entry.notice)
        yield from each[:: max(1, len(each) // 100)]
        yield from each[-1:]


def _outline(notice: Notice) -> tuple[LonLat, ...]:
    match notice.shape:
        case Route() as route:
            return places(route)
        case Spot(place=place):
            return (_degrees(place),)
        case Area(polygon=polygon):
            return tuple(_degrees(place) for place in polygon.rings[0])
    return ()


def _degrees(place: Place) -> LonLat:
    return place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES


def _tracks(drawn: Sequence[Entry], projection: Projection, span_us: int) -> tuple[dict[int, Track], float]:
    moving = [entry for entry in drawn if isinstance(entry.notice.shape, Route)]
    full = [
        track(entry.notice.shape, entry.stops, projection) for entry in moving if isinstance(entry.notice.shape, Route)
    ]
    thin, off = thinner(full, MOST_POINTS, span_us)
    return {entry.number: each for entry, each in zip(moving, thin, strict=True)}, off


def _shape(entry: Entry, run: Track | None, projection: Projection) -> Shape:
    notice = entry.notice
    swath = 2 * (notice.buffer_mm + notice.place_uncertainty_mm) / 1000 / projection.unit_m
    title = f"{isolated(notice.id)}: {notice.kind.value.replace('-', ' ')}, party {entry.mark.letter}"
    wide = number(swath) if swath >= 0.05 else None
    if run is not None:
        line = [(v.x, v.y) for v in run]
        x, y = (number(c) for c in line[0])
        return Shape(entry.number, "route", entry.mark, path(line), wide, x, y, 0.0, 0.0, _tip(line), title)
    if isinstance(notice.shape, Area):
        rings = [_ring(ring, notice.shape, projection) for ring in notice.shape.polygon.rings]
        x, y = (number(c) for c in _inner(rings[0]))
        joined = "".join(path(thinned(ring, 0.1), closed=True) for ring in rings)
        return Shape(entry.number, "area", entry.mark, joined, wide, x, y, 0.0, 0.0, None, title)
    x, y = (number(c) for c in projection(_outline(notice)[0]))
    return Shape(entry.number, "spot", entry.mark, "", wide, x, y, 0.0, 0.0, None, title)


def _spread(shapes: Sequence[Shape], *, letters: bool) -> tuple[tuple[Shape, ...], list[Frame]]:
    """The shapes with their letters moved apart, and the frames these cover; none where no letters are drawn."""
    if not letters:
        return tuple(shapes), []
    moved, taken = apart([(float(shape.x), float(shape.y)) for shape in shapes], _BADGE, LETTERS)
    return tuple(replace(shape, dx=dx, dy=dy) for shape, (dx, dy) in zip(shapes, moved, strict=True)), taken


def _ring(ring: Ring, area: Area, projection: Projection) -> list[Point]:
    where = [_degrees(place) for place in ring]
    return [
        point
        for a, b in zip(where, [*where[1:], where[0]], strict=True)
        for _, point in drawn_leg(projection, a, b, area.polygon.path)[:-1]
    ]


def _inner(ring: Sequence[Point]) -> Point:
    """Where does an area's letter stand? At the mean of its corners."""
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _tip(line: Sequence[Point]) -> tuple[str, str, str] | None:
    """The end of a route and its direction there; none for one that stays where it is."""
    x, y = line[-1]
    before = next((p for p in reversed(line) if hypot(x - p[0], y - p[1]) > 2.0), None)
    if before is None:
        return None
    return number(x), number(y), number(degrees(atan2(y - before[1], x - before[0])))


def _markers(
    met: Sequence[tuple[int, Encounter]], by_id: Mapping[NoticeId, Entry], projection: Projection
) -> tuple[tuple[Marker, ...], list[Frame]]:
    """The pins of these encounters, which all have places, and the frames they cover."""
    ends = [tuple(projection(place) for place in (each.at.a, each.at.b)) for _, each in met if each.at]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in ends]
    heads, taken = apart(middles, _PIN, PINS)
    pins = zip(met, ends, middles, heads, strict=True)
    return tuple(_marker(*pin, by_id) for pin in pins), [*taken, *(around_point(middle, 5.0) for middle in middles)]


def _marker(
    met: tuple[int, Encounter], ends: Sequence[Point], middle: Point, head: Point, by_id: Mapping[NoticeId, Entry]
) -> Marker:
    encounter, each = met
    first, second = sorted((each.a, each.b), key=lambda notice: by_id[notice].number)
    title = f"Encounter {encounter}: {isolated(first)} and {isolated(second)} could meet"
    (ax, ay), (bx, by) = ends
    places_ = (number(ax), number(ay)), (number(bx), number(by))
    return Marker(encounter, number(middle[0]), number(middle[1]), round(head[0], 1), round(head[1], 1), places_, title)


def _labels(
    drawn: Sequence[Entry],
    shapes: Sequence[Shape],
    covered: Sequence[Frame],
    tracks: Mapping[int, Track],
    under: Ground,
    met: set[str],
) -> tuple[list[Label], list[Label]]:
    """Which names stand on the map? Those of notices that could meet first, then the others, then villages."""
    first = sorted(zip(drawn, shapes, strict=True), key=lambda pair: pair[0].notice.id not in met)
    wishes = [
        Wish(entry.number, entry.mark.hue, _short(entry.id), _spots(shape, tracks))
        for entry, shape in first[:_MOST_WISHES]
    ]
    names, taken = placed(wishes, covered, REST, MOST_NAMES)
    towns = [
        Wish(0, 0, name.text, ((name.x, name.y),)) for name in under.names if name.layer in ("village", "airfield")
    ]
    return names, placed(towns, taken, REST, MOST_NAMES)[0]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


def _spots(shape: Shape, tracks: Mapping[int, Track]) -> tuple[Point, ...]:
    """Where may a notice's name stand? By its letter; a route's also at a third, at its middle and at its end."""
    run = tracks.get(shape.number)
    stands = float(shape.x) + shape.dx, float(shape.y) + shape.dy
    if run is None:
        return (stands,)
    total = sum(hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(run))
    return stands, *(_along(run, total * share) for share in (0.33, 0.67, 0.5, 1.0))


def _along(run: Track, distance: float) -> Point:
    for a, b in pairwise(run):
        leg = hypot(b.x - a.x, b.y - a.y)
        if leg and distance <= leg:
            share = distance / leg
            return a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
        distance -= leg
    return run[-1].x, run[-1].y


def scale_bar(unit_m: float) -> ScaleBar:
    """Which round length is drawn at most a fifth of the map long?"""
    most = WIDTH / 5 * unit_m
    power = 10.0 ** floor(log10(most))
    length = next(each * power for each in (5, 2, 1) if each * power <= most)
    text = f"{length / 1000:,.0f} km" if length >= 1000 else f"{length:,.0f} m"
    return ScaleBar(number(length / unit_m), text)


def _notes(standing: int, drawn: int, places_: int, off_m: float, base: BaseLayer | None) -> Iterator[str]:
    if drawn < standing:
        yield f"{drawn:,} of {standing:,} notices are drawn, those of encounters first; the tables list the others."
    if places_ > MOST_MARKERS:
        yield f"{MOST_MARKERS:,} of {places_:,} meeting places are marked, the earliest first; the tables list the others."
    if off_m:
        yield f"Routes are drawn simplified, to within about {off_m:,.0f} m; answers rest on the routes as filed."
    if base is None:
        yield "No base layer was given: only the notices and the graticule are drawn."
    elif base.note:
        yield base.note
