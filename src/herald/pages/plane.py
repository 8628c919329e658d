"""Which part of a line or an area is drawn? Clipping and thinning on the flat drawing, whose y runs down.

Only pictures rest on this: no answer does. Everything is in drawing units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        """Is the point in it? Its edge belongs to it."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def meets(self, other: Frame) -> bool:
        """Do the two share a point?"""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def grown(self, by: float) -> Frame:
        """The frame with a margin on every side."""
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)


def around(points: Iterable[Point]) -> Frame:
    """Which is the smallest frame that holds them all? At least one point."""
    xs, ys = zip(*points, strict=True)
    return Frame(min(xs), min(ys), max(xs), max(ys))


_Side = tuple[Callable[[Point], bool], Callable[[Point, Point], Point]]


def clipped_area(ring: Sequence[Point], frame: Frame) -> list[Point]:
    """Which part of the area lies in the frame? Empty if none does; where it is cut its edge runs along the frame.

    Source: Sutherland and Hodgman, "Reentrant polygon clipping", 1974.
    """
    points = list(ring)
    for within, crossing in _sides(frame):
        points = _one_side(points, within, crossing)
    return points


def _sides(frame: Frame) -> tuple[_Side, ...]:
    return (
        (lambda p: p[0] >= frame.left, lambda p, q: _at_x(p, q, frame.left)),
        (lambda p: p[0] <= frame.right, lambda p, q: _at_x(p, q, frame.right)),
        (lambda p: p[1] >= frame.top, lambda p, q: _at_y(p, q, frame.top)),
        (lambda p: p[1] <= frame.bottom, lambda p, q: _at_y(p, q, frame.bottom)),
    )


def _one_side(
    points: list[Point], within: Callable[[Point], bool], crossing: Callable[[Point, Point], Point]
) -> list[Point]:
    kept: list[Point] = []
    for i, point in enumerate(points):
        before = points[i - 1]
        if within(point) != within(before):
            kept.append(crossing(before, point))
        if within(point):
            kept.append(point)
    return kept


def _at_x(p: Point, q: Point, x: float) -> Point:
    return x, p[1] + (q[1] - p[1]) * (x - p[0]) / (q[0] - p[0])


def _at_y(p: Point, q: Point, y: float) -> Point:
    return p[0] + (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]), y


def clipped_line(line: Sequence[Point], frame: Frame) -> list[list[Point]]:
    """Which pieces of the line lie in the frame? Each at least two points."""
    pieces: list[list[Point]] = []
    for p, q in pairwise(line):
        part = _inside(p, q, frame)
        if part is None:
            continue
        first, last = part
        if pieces and pieces[-1][-1] == first:
            pieces[-1].append(last)
        else:
            pieces.append([first, last])
    return pieces


def _inside(p: Point, q: Point, frame: Frame) -> tuple[Point, Point] | None:
    """Which part of one straight piece lies in the frame? Source: Liang and Barsky, 1984."""
    start, end = 0.0, 1.0
    dx, dy = q[0] - p[0], q[1] - p[1]
    for step, room in (
        (-dx, p[0] - frame.left),
        (dx, frame.right - p[0]),
        (-dy, p[1] - frame.top),
        (dy, frame.bottom - p[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            start = max(start, room / step)
        else:
            end = min(end, room / step)
    if start > end:
        return None
    # The ends themselves where nothing is cut, so that pieces which belong together are seen to touch.
    first = p if start == 0.0 else (p[0] + start * dx, p[1] + start * dy)
    last = q if end == 1.0 else (p[0] + end * dx, p[1] + end * dy)
    return first, last


def needed(line: Sequence[Sequence[float]], tolerance: float) -> list[int]:
    """Which points does the line need, so that none of the others lies farther from it than the tolerance?

    Points of any number of coordinates; the first and the last are always needed. Source: Ramer 1972; Douglas and Peucker 1973.
    """
    points = np.asarray(line, dtype=np.float64)
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        off = _off(points[first + 1 : last], points[first], points[last])
        far = int(off.argmax())
        if off[far] > tolerance:
            keep.add(first + 1 + far)
            todo += [(first, first + 1 + far), (first + 1 + far, last)]
    return sorted(keep)


def _off(points: Floats, first: Floats, last: Floats) -> Floats:
    """How far is each point from the straight piece? From its first end where both ends are one."""
    along, to = last - first, points - first
    square = float(along @ along)
    share = np.clip(to @ along / square, 0.0, 1.0) if square else np.zeros(len(points))
    return np.asarray(np.linalg.norm(to - share[:, None] * along, axis=1))


def thinned(line: Sequence[Point], tolerance: float) -> list[Point]:
    """The line without the points nobody would miss at this tolerance."""
    return [line[i] for i in needed(line, tolerance)] if len(line) > 2 else list(line)


def spaced(line: Sequence[Point], apart: float) -> list[Point]:
    """The line without the points nearer than this to the one kept before; its ends stay."""
    kept = [line[0]]
    for point in line[1:-1]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= apart:
            kept.append(point)
    return [*kept, line[-1]]


def number(value: float) -> str:
    """A coordinate for the drawing, to 1/100 of a unit.

    >>> number(12.50), number(-0.001), number(3.14159)
    ('12.5', '0', '3.14')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path(line: Sequence[Point], *, closed: bool = False) -> str:
    """The line as the data of an SVG path."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in line) + ("Z" if closed else "")
