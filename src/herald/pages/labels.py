"""Where can a name stand on the map without covering another? The first free place of a few, in the order given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from herald.pages.plane import Frame, Point

LETTER, LINE = 8.4, 17.0
"""How wide a letter and how high a line is, in units, on a map drawn a little smaller than at rest."""
_AWAY = 14.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A text that wants to stand at the first of these points that is free; `key` says whose it is, `hue` which party's."""

    key: int
    hue: int
    text: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A text that found its place; `anchor` is SVG's: start, middle or end. Offsets are in letters' sizes, for any zoom."""

    key: int
    hue: int
    text: str
    x: float
    y: float
    dx: float
    dy: float
    anchor: str


_SIDES = (("start", 1.0, 0.3), ("end", -1.0, 0.3), ("middle", 0.0, -1.0), ("middle", 0.0, 1.6))


def placed(wishes: Iterable[Wish], taken: Sequence[Frame], frame: Frame, most: int) -> tuple[list[Label], list[Frame]]:
    """Which of the texts find a place within the frame, at most so many? Also every frame that is then taken."""
    occupied = list(taken)
    labels: list[Label] = []
    for wish in wishes:
        if len(labels) == most:
            break
        found = _place(wish, occupied, frame)
        if found is not None:
            label, box = found
            labels.append(label)
            occupied.append(box)
    return labels, occupied


def _place(wish: Wish, occupied: Sequence[Frame], frame: Frame) -> tuple[Label, Frame] | None:
    width = LETTER * len(wish.text)
    for x, y in wish.points:
        for anchor, aside, down in _SIDES:
            left = x + aside * _AWAY - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            base = y + down * _AWAY
            box = Frame(left, base - 0.8 * LINE, left + width, base + 0.2 * LINE)
            inside = frame.holds((box.left, box.top)) and frame.holds((box.right, box.bottom))
            if inside and not any(box.meets(other) for other in occupied):
                return Label(wish.key, wish.hue, wish.text, x, y, aside * _AWAY, down * _AWAY, anchor), box
    return None


def around_point(point: Point, half: float) -> Frame:
    """The square that a mark at this point covers."""
    return Frame(point[0] - half, point[1] - half, point[0] + half, point[1] + half)


_COMPASS = ((0.0, -1.0), (0.8, -0.7), (-0.8, -0.7), (1.0, 0.1), (-1.0, 0.1), (0.7, 0.8), (-0.7, 0.8), (0.0, 1.0))
PINS = tuple((stem * across, stem * down) for stem in (26.0, 50.0, 76.0) for across, down in _COMPASS)
"""Where a pin's head may stand: above its place, else round about it, ever farther off."""
LETTERS = tuple((across * 22.0, down * 22.0) for down in (0, 1, -1) for across in (0, 1, -1, 2, -2))
"""Where a letter may stand: at its place, else beside it."""


def apart(points: Sequence[Point], half: float, ways: Sequence[Point]) -> tuple[list[Point], list[Frame]]:
    """How far from its place does each mark stand, so that none hides another, and which frames do they take?

    The first of these ways that is free; the first of all where none is.
    """
    taken: list[Frame] = []
    moved: list[Point] = []
    for x, y in points:
        boxes = [(away, around_point((x + away[0], y + away[1]), half)) for away in ways]
        away, box = next((each for each in boxes if not any(each[1].meets(other) for other in taken)), boxes[0])
        moved.append(away)
        taken.append(box)
    return moved, taken
