"""Notices of every form, drawn at random: what the profile can say, and nothing it cannot."""

from __future__ import annotations

from hypothesis import strategies as st

from herald.formats.geojson.names import STATED, nearest
from herald.geometry.place import Path, Place, Polygon
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Area,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Spot,
    Window,
    Windows,
)
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant, Microseconds, NoticeId, PartyId

ORIGIN = Origin("drawn.geojson", 0)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=8).filter(str.strip)
instants = st.integers(FIRST_INSTANT, LAST_INSTANT).map(Instant)
millimetres = st.integers(0, 10**12)
speeds = st.integers(1, 10**9)
places = st.builds(Place, st.integers(-180 * 10**9, 180 * 10**9), st.integers(-89 * 10**9 + 1, 89 * 10**9 - 1))
heights = st.integers(-(10**12), 10**12)
references = st.sampled_from(Reference)
wholes = st.integers(-(10**20), 10**20)
kept_values = st.recursive(
    st.none() | st.booleans() | wholes | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
kept = st.dictionaries(texts.filter(lambda name: name not in STATED and nearest(name) is None), kept_values, max_size=3)


@st.composite
def windows(draw: st.DrawFn, least: int = 1, most: int = 1) -> tuple[Window, ...]:
    """Windows along a route, some ends not stated."""
    count = draw(st.integers(least, most))
    earliest = sorted(draw(st.lists(instants, min_size=count, max_size=count)))
    latest = sorted(draw(st.lists(instants, min_size=count, max_size=count)))
    latest = [max(pair) for pair in zip(earliest, latest, strict=True)]
    unknown = st.lists(st.booleans(), min_size=count, max_size=count)
    return tuple(
        Window(None if no_earliest else first, None if no_latest else last)
        for first, last, no_earliest, no_latest in zip(earliest, latest, draw(unknown), draw(unknown), strict=True)
    )


@st.composite
def departures(draw: st.DrawFn, vertices: int) -> Departure:
    slowest, fastest = sorted((draw(speeds), draw(speeds)))
    where = draw(st.sets(st.integers(0, vertices - 1), max_size=2))
    halts = []
    for vertex in sorted(where):
        least, most = sorted(draw(st.tuples(*[st.integers(0, 10**15)] * 2)))
        halts.append(Halt(vertex, Microseconds(least), Microseconds(most)))
    return Departure(draw(windows())[0], slowest, fastest, tuple(halts))


@st.composite
def bands(draw: st.DrawFn, count: int) -> tuple[Reference, tuple[Band, ...]]:
    """One band for all, or bands of one height about different middles."""
    low, high = draw(heights), draw(st.integers(0, 10**6))
    form = draw(st.sampled_from(["ground", "one", "many"]))
    if form == "ground":
        return Reference.AGL, (ON_THE_GROUND,) * count
    lows = (
        draw(st.lists(st.integers(-(10**9), 10**9), min_size=count, max_size=count))
        if form == "many"
        else [low] * count
    )
    return draw(references), tuple(Band(each, min(each + high, 10**12)) for each in lows)


@st.composite
def routes(draw: st.DrawFn) -> tuple[Reference, Route]:
    count = draw(st.integers(2, 4))
    line = draw(st.lists(places, min_size=count, max_size=count))
    schedule = draw(windows(count, count).map(Windows) | departures(count))
    reference, over = draw(bands(count))
    return reference, Route(tuple(line), draw(st.sampled_from(Path)), schedule, over)


@st.composite
def spots(draw: st.DrawFn) -> tuple[Reference, Spot]:
    reference, (band,) = draw(bands(1))
    return reference, Spot(draw(places), draw(windows())[0], band)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Reference, Area]:
    """A triangle, with or without a triangular hole."""
    reference, (band,) = draw(bands(1))
    west, south = draw(st.integers(-170, 160)), draw(st.integers(-80, 70))

    def triangle(inset: int) -> tuple[Place, ...]:
        sides = ((inset, inset), (8 - 3 * inset, inset), (inset, 8 - 3 * inset))
        return tuple(Place((west + lon) * 10**9, (south + lat) * 10**9) for lon, lat in sides)

    rings = (triangle(0), triangle(1))[: draw(st.integers(1, 2))]
    return reference, Area(Polygon(rings, draw(st.sampled_from(Path))), draw(windows())[0], band)


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    action = draw(st.sampled_from(Action))
    reference, shape = draw(routes() | spots() | areas())
    return Notice(
        id=NoticeId(draw(names)),
        party=PartyId(draw(names)),
        kind=draw(st.sampled_from(Kind)),
        shape=None if action is Action.CANCEL else shape,
        action=action,
        replaces=None if action is Action.NEW else NoticeId(draw(names)),
        reference=Reference.AGL if action is Action.CANCEL else reference,
        buffer_mm=draw(millimetres),
        place_uncertainty_mm=draw(millimetres),
        submitted_at=draw(st.none() | instants),
        observed=draw(st.booleans()),
        max_speed_um_s=draw(st.none() | speeds),
        kept=draw(kept),
        origin=ORIGIN,
    )
