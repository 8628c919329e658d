"""Do the lanes show when each notice could be under way, and is a thinned movement where it was?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from herald.notice.model import Window
from herald.pages.labels import LETTERS, PINS, Wish, apart, placed
from herald.pages.lanes import Axis, axis, lane, met_by_notice, ticks
from herald.pages.plane import Frame
from herald.pages.projection import Projection
from herald.pages.roll import Entry, roll
from herald.pages.track import Track, Vertex, thinner, track
from herald.units import SECOND, Instant, parse_instant
from tests.pages import worlds
from tests.pages.worlds import at, window


def entries_of(world: worlds.World) -> tuple[Entry, ...]:
    return roll(world[1], world[2], 1.0)


def test_a_presence_of_months_does_not_press_the_hours_of_a_column_together() -> None:
    answer, notices, agreement = worlds.small()
    along = axis(roll(notices, agreement, 1.0), answer.encounters)
    assert along is not None
    assert at(-10) < along.start < at(0)
    assert at(90) < along.end < at(100)


def test_without_movements_the_presences_set_the_axis() -> None:
    site = worlds.notice("S", "aster", worlds.spot(worlds.AT_SEA, window(0, 60)))
    lasting = worlds.notice(
        "T", "birch", worlds.spot(worlds.AT_SEA, Window(at(30), parse_instant("9999-12-31T23:59:59Z")))
    )
    along = axis(roll([site, lasting], None, 1.0), ())
    assert along is not None
    assert (at(0) - along.start, along.end - at(60)) == (90 * SECOND + 30 * SECOND, 120 * SECOND)


def test_where_no_instant_is_stated_there_are_no_lanes() -> None:
    site = worlds.notice("S", "aster", worlds.spot(worlds.AT_SEA, window(None, None)))
    assert axis(roll([site], None, 1.0), ()) is None


def test_a_lane_says_which_end_goes_on_beyond_the_edge() -> None:
    world = worlds.small()
    entries = entries_of(world)
    along = axis(entries, ())
    assert along is not None
    lanes = {entry.id: lane(entry, None, (), along) for entry in entries}
    assert (lanes["CEDAR-SITE-4"].before, lanes["CEDAR-SITE-4"].after) == (True, True)
    assert (lanes["BIRCH-POST-3"].before, lanes["BIRCH-POST-3"].after) == (True, True)
    assert (lanes["ASTER-COL-1"].before, lanes["ASTER-COL-1"].after) == (False, False)
    assert (lanes["ASTER-ZONE-5"].before, lanes["ASTER-ZONE-5"].after) == (False, True)


def test_the_windows_of_an_encounter_are_marked_on_both_lanes() -> None:
    answer, notices, agreement = worlds.small()
    entries = roll(notices, agreement, 1.0)
    along = axis(entries, answer.encounters)
    assert along is not None
    met = met_by_notice(list(enumerate(answer.encounters, 1)))
    for entry in entries[:2]:
        numbers = {mark.encounter for mark in lane(entry, None, met[entry.notice.id], along).windows}
        assert 1 in numbers
    mark = lane(entries[1], None, met[entries[1].notice.id], along).windows[0]
    share = (at(33) - along.start) / (along.end - along.start)
    assert float(mark.left.rstrip("%")) == round(share * 100, 2)


def test_a_crowded_lane_leaves_no_window_out() -> None:
    """Two hundred windows of a minute each, every third minute, and one at the end of the day: each instant is covered."""
    world = worlds.small()
    entries, encounter = entries_of(world), world[0].encounters[0]
    windows = (*((at(3 * k), at(3 * k + 1)) for k in range(200)), (at(1400), at(1401)))
    along = Axis(at(-10), at(1450))
    entry = next(entry for entry in entries if entry.id == encounter.a)
    crowded = lane(entry, None, [(1, replace(encounter, windows=windows))], along)
    assert not crowded.windows
    bars = [(float(left[:-1]), float(width[:-1])) for left, width in crowded.crowd]
    for first, last in windows:
        left, right = (100 * along.share(end, unstated=0) for end in (first, last))
        assert any(bar - 0.01 <= left and right <= bar + width + 0.01 for bar, width in bars)
    few = lane(entry, None, [(1, replace(encounter, windows=windows[:3]))], along)
    assert (len(few.windows), few.crowd) == (3, ())


def test_the_axis_has_round_ticks_and_a_date_where_a_day_begins() -> None:
    site = worlds.notice("S", "aster", worlds.spot(worlds.AT_SEA, window(13 * 60, 19 * 60)))
    along = axis(roll([site], None, 1.0), ())
    assert along is not None
    marks = ticks(along)
    assert [mark.text for mark in marks] == ["2200Z", "2300Z", "0000Z", "0100Z", "0200Z", "0300Z", "0400Z"]
    assert [mark.date for mark in marks if mark.date] == ["01 MAR 2026", "02 MAR 2026"]


@given(st.integers(1, 400 * 366 * 24 * 60), st.integers(-500_000_000, 500_000_000))
def test_any_axis_has_a_few_ticks(minutes: int, start: int) -> None:
    site = worlds.notice("S", "aster", worlds.spot(worlds.AT_SEA, window(start, start + minutes)))
    along = axis(roll([site], None, 1.0), ())
    assert along is not None
    assert len(ticks(along)) <= 12


def test_a_movement_is_drawn_with_the_windows_of_its_vertices() -> None:
    (entry, *_) = entries_of(worlds.small())
    run = track(entry.notice.shape, entry.stops, Projection(*worlds.AT_SEA, unit_m=100.0))  # type: ignore[arg-type]
    assert (run[0].earliest, run[0].latest) == (at(0), at(10))
    assert (run[-1].earliest, run[-1].latest) == (at(60), at(85))
    assert [v.earliest for v in run] == sorted(v.earliest for v in run if v.earliest is not None)


def test_next_to_an_end_that_is_not_stated_nothing_is_made_up() -> None:
    shape = worlds.route([(0.0, 60.0), (60.0, 60.0)], [window(0, 10), window(None, 700)])
    (entry,) = roll([worlds.notice("R", "aster", shape)], None, 1.0)
    run = track(shape, entry.stops, Projection(30.0, 65.0, unit_m=8000.0))
    assert len(run) > 2
    assert all(v.earliest is None for v in run[1:])
    assert all(v.latest is not None for v in run)


steps = st.lists(
    st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.integers(0, 600), st.integers(0, 600)), min_size=2, max_size=60
)


@given(steps, st.integers(2, 20))
def test_a_thinned_movement_is_where_and_when_it_was_to_within_what_is_said(
    given_: list[tuple[float, float, int, int]], budget: int
) -> None:
    x = y = e = 0.0
    vertices = []
    for dx, dy, de, dl in given_:
        x, y, e = x + dx, y + dy, e + de
        vertices.append(Vertex(x, y, Instant(int(e * SECOND)), Instant(int((e + dl) * SECOND))))
    full: Track = tuple(vertices)
    span_us = 3600 * SECOND
    (thin,), off = thinner([full], budget, span_us)
    assert (thin[0], thin[-1]) == (full[0], full[-1])
    assert set(thin) <= set(full)
    assert off or thin == full
    where = {vertex: i for i, vertex in enumerate(full)}
    for a, b in pairwise(thin):
        for missed in full[where[a] : where[b]]:
            assert _aside(_spot(missed, span_us), _spot(a, span_us), _spot(b, span_us)) <= 1.3 * off + 1e-9


def _spot(v: Vertex, span_us: int) -> tuple[float, ...]:
    return v.x, v.y, (v.earliest or 0) / span_us * 1000, (v.latest or 0) / span_us * 1000


def _aside(p: tuple[float, ...], a: tuple[float, ...], b: tuple[float, ...]) -> float:
    along = [q - r for q, r in zip(b, a, strict=True)]
    square = sum(each * each for each in along)
    share = 0.0
    if square:
        share = min(1.0, max(0.0, sum((q - r) * s for q, r, s in zip(p, a, along, strict=True)) / square))
    return hypot(*(q - r - share * s for q, r, s in zip(p, a, along, strict=True)))


def test_a_vertex_where_a_window_ceases_to_be_stated_is_never_thinned_away() -> None:
    run = tuple(Vertex(i / 100, 0.0, Instant(0), None if i == 50 else Instant(9)) for i in range(100))
    (thin,), _ = thinner([run], 5, 1000)
    assert run[50] in thin


places = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=15)


@given(places)
def test_marks_at_one_place_are_moved_apart_while_there_is_room(points: list[tuple[float, float]]) -> None:
    for ways in (PINS, LETTERS):
        moved, taken = apart(points, 10.0, ways)
        assert all(away in ways for away in moved)
        for i, box in enumerate(taken):
            crowded = [way for way in ways if not any(_at(points[i], way).meets(other) for other in taken[:i])]
            assert not crowded or not any(box.meets(other) for other in taken[:i])


def _at(point: tuple[float, float], way: tuple[float, float]) -> Frame:
    x, y = point[0] + way[0], point[1] + way[1]
    return Frame(x - 10, y - 10, x + 10, y + 10)


@given(places)
def test_no_name_covers_another(points: list[tuple[float, float]]) -> None:
    frame = Frame(0, 0, 300, 300)
    labels, taken = placed([Wish(i, 0, "N" * (i + 3), (point,)) for i, point in enumerate(points)], [], frame, 9)
    assert len(labels) == len(taken) <= 9
    assert all(not a.meets(b) for i, a in enumerate(taken) for b in taken[:i])
    assert all(frame.holds((box.left, box.top)) and frame.holds((box.right, box.bottom)) for box in taken)
