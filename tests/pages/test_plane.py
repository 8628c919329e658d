"""Is a line or an area cut and thinned for the map without losing what is seen?"""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from herald.pages.plane import Frame, Point, clipped_area, clipped_line, needed, number, path

BOX = Frame(0, 0, 10, 6)
coordinate = st.floats(-30, 30).map(lambda each: round(each, 3))
points = st.tuples(coordinate, coordinate)
lines = st.lists(points, min_size=2, max_size=12)


def area(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True)) / 2


@given(st.lists(points, min_size=3, max_size=8))
def test_a_cut_area_keeps_the_frame_and_its_share_of_the_winding(ring: list[Point]) -> None:
    cut = clipped_area(ring, BOX)
    assert all(BOX.grown(1e-9).holds(point) for point in cut)
    # Cutting along a straight edge splits the signed area in two: what is within and what is beyond.
    left = clipped_area(ring, Frame(-99, -99, 3, 99))
    right = clipped_area(ring, Frame(3, -99, 99, 99))
    assert abs(area(left) + area(right) - area(ring)) < 1e-6


def test_an_area_round_the_frame_fills_it() -> None:
    assert abs(area(clipped_area([(-50, -50), (50, -50), (50, 50), (-50, 50)], BOX))) == 60


@given(lines)
def test_the_pieces_of_a_line_are_all_of_it_that_lies_in_the_frame(line: list[Point]) -> None:
    pieces = clipped_line(line, BOX)
    assert all(BOX.grown(1e-9).holds(point) for piece in pieces for point in piece)
    within = sum(_within(a, b) for a, b in pairwise(line))
    drawn = sum(hypot(b[0] - a[0], b[1] - a[1]) for piece in pieces for a, b in pairwise(piece))
    assert abs(drawn - within) < 0.05 * len(line)


def _within(a: Point, b: Point) -> float:
    """How much of the piece lies in the frame, by counting 4,000 parts of it."""
    parts = 4000
    inside = sum(
        BOX.holds((a[0] + (b[0] - a[0]) * (i + 0.5) / parts, a[1] + (b[1] - a[1]) * (i + 0.5) / parts))
        for i in range(parts)
    )
    return inside / parts * hypot(b[0] - a[0], b[1] - a[1])


def test_a_line_that_leaves_and_comes_back_is_two_pieces() -> None:
    assert len(clipped_line([(1, 1), (1, 99), (5, 99), (5, 1)], BOX)) == 2


@given(st.lists(points, min_size=1, max_size=30), st.floats(0.01, 5))
def test_a_point_left_out_lies_within_the_tolerance_of_the_line_that_is_left(
    line: list[Point], tolerance: float
) -> None:
    kept = needed(line, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(line) - 1
    for first, last in pairwise(kept):
        assert all(_aside(line[i], line[first], line[last]) <= tolerance + 1e-9 for i in range(first + 1, last))


def _aside(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = 0 if square == 0 else min(1, max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy)


def test_a_path_is_written_to_a_hundredth_of_a_unit() -> None:
    assert path([(0.0, -0.001), (12.5, 3.14159)], closed=True) == "M0 0L12.5 3.14Z"
    assert number(-12.0) == "-12"
