"""Where do boxes stand, and where do the lines between them run, so that all run from left to right and few cross?

In columns: a box as far to the right as what it leads to allows, so that all that leads nowhere stands in the last one. A line over
several columns has a place of its own in each, and hides no box. Within a column boxes stand by their keys, moved only where
fewer lines cross for it; nothing depends on what is written in them. Lengths are in units of the drawing, whose y runs down.
Source: Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", 1981.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ROW = 32.0
"""How much of a box's right side each line takes that leaves there."""
_GAP, _APART, _BEND = 16.0, 30.0, 14.0
_PORT, _EDGE = 16.0, 8.0
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A line from the box on the left to the one on the right."""

    key: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a box stands: in which column, from where to where."""

    column: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """Boxes by key; lines by key, at which height they pass each column from the box on the left to the one on the right."""

    columns: int
    height: float
    boxes: Mapping[int, Stand]
    lines: Mapping[int, tuple[float, ...]]


_Item = tuple[int, int]
"""A box (its key, -1), or the place of a line in a column (the line's key, the column)."""


def backward(links: Sequence[Link]) -> frozenset[int]:
    """Which lines must run against the others, so that none of those runs in a circle? By key; none where there is no circle."""
    ahead: dict[int, list[Link]] = {}
    for link in sorted(links, key=lambda link: link.key):
        ahead.setdefault(link.left, []).append(link)
    open_, done, back = set[int](), set[int](), set[int]()
    for begin in sorted(ahead):
        way = [] if begin in done else [(begin, iter(ahead[begin]))]
        open_.update(at for at, _ in way)
        while way:
            at, rest = way[-1]
            following = next(rest, None)
            if following is None:
                way.pop()
                open_.remove(at)
                done.add(at)
            elif following.right in open_:
                back.add(following.key)
            elif following.right not in done:
                open_.add(following.right)
                way.append((following.right, iter(ahead.get(following.right, ()))))
    return frozenset(back)


def plan(heights: Mapping[int, float], links: Sequence[Link]) -> Plan:
    """Where does everything stand? `heights` are those of the boxes' texts, by key. No line may run in a circle.

    What no line joins stands apart, one under the other by the least of its keys; the last column is the same for all.
    """
    strips = [
        _strip({key: heights[key] for key in keys}, [link for link in links if link.left in keys])
        for keys in _joined(heights, links)
    ]
    most, top = max((strip.columns for strip in strips), default=0), 0.0
    boxes: dict[int, Stand] = {}
    lines: dict[int, tuple[float, ...]] = {}
    for strip in strips:
        aside = most - strip.columns
        boxes |= {key: Stand(at.column + aside, at.top + top, at.height) for key, at in strip.boxes.items()}
        lines |= {key: tuple(y + top for y in line) for key, line in strip.lines.items()}
        top += strip.height + _APART
    return Plan(most, max(0.0, top - _APART), boxes, lines)


def _joined(keys: Iterable[int], links: Iterable[Link]) -> list[set[int]]:
    """Which boxes do lines join, over however many others? Each set by the least of its keys."""
    of = {key: {key} for key in sorted(keys)}
    for link in links:
        one, other = of[link.left], of[link.right]
        if one is not other:
            one |= other
            of |= dict.fromkeys(other, one)
    return list({id(each): each for each in of.values()}.values())


def _strip(heights: Mapping[int, float], links: Sequence[Link]) -> Plan:
    """Where does what lines join stand?"""
    column_of = columns(heights, links)
    runs = {link.key: _run(link, column_of) for link in links}
    tall: dict[_Item, float] = {(key, -1): _tall(key, height, links) for key, height in heights.items()}
    tall |= {item: _BEND for run in runs.values() for item in run[1:-1]}
    left, right = _neighbours(runs.values())
    lanes = _ordered(_lanes(column_of, runs, links), left, right)
    middles = _levelled(lanes, tall, left, right)
    top = min(middles[item] - tall[item] / 2 for item in middles)
    boxes = {
        key: Stand(column, middles[key, -1] - tall[key, -1] / 2 - top, tall[key, -1])
        for key, column in column_of.items()
    }
    return Plan(
        columns=len(lanes),
        height=max(middles[item] + tall[item] / 2 for item in middles) - top,
        boxes=boxes,
        lines=_lines(runs, boxes, {item: middle - top for item, middle in middles.items()}),
    )


def columns(keys: Iterable[int], links: Sequence[Link]) -> dict[int, int]:
    """In which column does each box stand? In the last one if it leads nowhere, else left of all to which it leads."""
    from graphlib import TopologicalSorter

    ahead: dict[int, set[int]] = {key: set() for key in sorted(keys)}
    for link in links:
        ahead[link.left].add(link.right)
    far: dict[int, int] = {}
    for key in TopologicalSorter(ahead).static_order():  # each after all to which it leads
        far[key] = max((far[other] + 1 for other in ahead[key]), default=0)
    furthest = max(far.values(), default=0)
    return {key: furthest - far[key] for key in ahead}


def _tall(key: int, text: float, links: Sequence[Link]) -> float:
    """How high is a box? Its text and all lines at its sides have room."""
    leaving, coming = sum(link.left == key for link in links), sum(link.right == key for link in links)
    return max(text, leaving * ROW, (coming - 1) * _PORT / 2 + 2 * _EDGE)


def _run(link: Link, columns: Mapping[int, int]) -> tuple[_Item, ...]:
    """From the box on the left, through every column between, to the box on the right."""
    between = range(columns[link.left] + 1, columns[link.right])
    return (link.left, -1), *((link.key, column) for column in between), (link.right, -1)


def _neighbours(runs: Iterable[Sequence[_Item]]) -> tuple[dict[_Item, list[_Item]], dict[_Item, list[_Item]]]:
    left: dict[_Item, list[_Item]] = {}
    right: dict[_Item, list[_Item]] = {}
    for run in runs:
        for one, other in pairwise(run):
            right.setdefault(one, []).append(other)
            left.setdefault(other, []).append(one)
    return left, right


def _lanes(columns: Mapping[int, int], runs: Mapping[int, Sequence[_Item]], links: Sequence[Link]) -> list[list[_Item]]:
    """What stands in each column: boxes by key, a line behind the box from which it comes."""
    lanes: list[list[tuple[int, int, _Item]]] = [[] for _ in range(max(columns.values()) + 1)]
    for key, column in columns.items():
        lanes[column].append((key, -1, (key, -1)))
    for link in links:
        for item in runs[link.key][1:-1]:
            lanes[item[1]].append((link.left, link.key, item))
    return [[item for _, _, item in sorted(lane)] for lane in lanes]


# -- Who stands above whom ---------------------------------------------------------------------------------------------------


_Near = Mapping[_Item, Sequence[_Item]]


def _ordered(lanes: list[list[_Item]], left: _Near, right: _Near) -> list[list[_Item]]:
    """The same, each by the middle of its neighbours, to and fro, as long as fewer lines cross for it."""
    best, least = lanes, _crossings(lanes, right)
    at = lanes
    for sweep in range(_SWEEPS):
        near, order = (left, range(1, len(lanes))) if sweep % 2 == 0 else (right, range(len(lanes) - 2, -1, -1))
        at = _swept(at, near, order, -1 if sweep % 2 == 0 else 1)
        crossing = _crossings(at, right)
        if crossing < least:
            best, least = at, crossing
    return best


def _swept(lanes: Sequence[list[_Item]], near: _Near, order: Iterable[int], aside: int) -> list[list[_Item]]:
    swept = [list(lane) for lane in lanes]
    for column in order:
        place = {item: number for number, item in enumerate(swept[column + aside])}
        own = {item: float(number) for number, item in enumerate(swept[column])}
        wish = {item: _mean([place[each] for each in near.get(item, ())], own[item]) for item in own}
        swept[column].sort(key=lambda item: (wish[item], own[item]))
    return swept


def _mean(of: Sequence[float], otherwise: float) -> float:
    return sum(of) / len(of) if of else otherwise


def _crossings(lanes: Sequence[Sequence[_Item]], right: _Near) -> int:
    """How many pairs of lines cross?"""
    total = 0
    for one, other in pairwise(lanes):
        place = {item: number for number, item in enumerate(other)}
        above: list[int] = []
        for item in one:
            ends = sorted(place[each] for each in right.get(item, ()))
            total += sum(len(above) - bisect_right(above, end) for end in ends)
            for end in ends:
                insort(above, end)
    return total


# -- How high ----------------------------------------------------------------------------------------------------------------


def _levelled(
    lanes: Sequence[Sequence[_Item]], tall: Mapping[_Item, float], left: _Near, right: _Near
) -> dict[_Item, float]:
    """The middle of each, near to the middle of its neighbours, none over another."""
    at: dict[_Item, float] = {}
    for lane in lanes:
        at |= dict(zip(lane, _spaced([0.0] * len(lane), lane, tall), strict=True))
    both = {item: [*left.get(item, ()), *right.get(item, ())] for lane in lanes for item in lane}
    for near in (
        right,
        left,
        both,
        right,
        left,
        both,
        right,
    ):  # at last each as near as can be to that to which it leads
        for lane in lanes[:: -1 if near is right else 1]:
            wishes = [_mean([at[each] for each in near.get(item, ())], at[item]) for item in lane]
            at |= dict(zip(lane, _spaced(wishes, lane, tall), strict=True))
    return at


def _spaced(wishes: Sequence[float], lane: Sequence[_Item], tall: Mapping[_Item, float]) -> list[float]:
    """The places nearest to those wished for, of which each is far enough below the one before.

    Least squares under an order is solved by joining neighbours that are out of it. Source: Barlow et al., Statistical
    Inference under Order Restrictions, 1972 (pool adjacent violators).
    """
    below = [0.0]
    for one, other in pairwise(lane):
        gap = _GAP if one[1] == other[1] == -1 else _GAP / 2
        below.append(below[-1] + (tall[one] + tall[other]) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for wish, own in zip(wishes, below, strict=False):
        mean, count = wish - own, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (mean * count + before * many) / (count + many), count + many
        pools.append((mean, count))
    level = [mean for mean, count in pools for _ in range(count)]
    return [mean + own for mean, own in zip(level, below, strict=False)]


# -- Lines -------------------------------------------------------------------------------------------------------------------


def _lines(
    runs: Mapping[int, tuple[_Item, ...]], boxes: Mapping[int, Stand], middles: Mapping[_Item, float]
) -> dict[int, tuple[float, ...]]:
    """At which height does each line leave its box, pass each column, and come to the other box?"""
    leaving = _ports(runs, 0, 1, boxes, middles)
    coming = _ports(runs, -1, -2, boxes, middles)
    return {key: (leaving[key], *(middles[item] for item in run[1:-1]), coming[key]) for key, run in runs.items()}


def _ports(
    runs: Mapping[int, tuple[_Item, ...]],
    end: int,
    beside: int,
    boxes: Mapping[int, Stand],
    middles: Mapping[_Item, float],
) -> dict[int, float]:
    """Where on its box does each line end? Side by side about the middle, in the order in which they come from beyond."""
    at: dict[int, list[int]] = {}
    for key, run in runs.items():
        at.setdefault(run[end][0], []).append(key)
    ports: dict[int, float] = {}
    for box, keys in at.items():
        between = max(1, len(keys) - 1)
        step = ROW if end == 0 else min(_PORT, (boxes[box].height - 2 * _EDGE) / between)
        first = boxes[box].middle - step * (len(keys) - 1) / 2
        ordered = sorted(keys, key=lambda key: (middles[runs[key][beside]], key))
        ports |= {key: first + step * number for number, key in enumerate(ordered)}
    return ports
