"""At which amounts of one change of a notice could it meet someone? A shift, a cut, a wait, a step: one number each.

For each pair of rows, under each rule, the kernel gives the amounts at which they meet as one closed interval; a clause counts for
the amounts at which it could govern, the flags for those at which no clause surely does. The union is sorted once, and its gaps
are the amounts that meet no one and leave nothing untold. Source: design/retime.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np

from herald.check.asking import bounds, in_zone
from herald.check.governing import Interval, Rule
from herald.check.legs import Flags, Index
from herald.check.world import World
from herald.geometry.ellipsoid import Floats, plane_m

Whole = tuple[int, int]
"""A closed interval of whole seconds or metres."""
Kernel = Callable[[Floats, Floats, Floats, Floats, Floats], Floats]
"""Of n pairs of rows, with margins of height and the distance in the plane: (n, 2) numbers, such as an interval of delays."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A rule held against n pairs of rows of two notices.

    `rows` (n,) are those of the notice that is changed; `numbers` (n, 2) what the kernel says of each pair. `instead` are the
    clauses that surely govern these pairs in the flags' place while they are surely in force; none for a clause's own question.
    """

    other: int
    own: int
    rule: int
    rows: Index
    numbers: Floats
    instead: tuple[int, ...] = ()

    def only(self, pairs: Flags) -> Question:
        """The same of some of the pairs."""
        return Question(self.other, self.own, self.rule, self.rows[pairs], self.numbers[pairs], self.instead)


@dataclass(frozen=True, slots=True)
class Change:
    """What changing the notice by an amount does.

    `meeting` says at which amounts each pair of a question meets, as closed intervals (n, 2), empty where the first exceeds the
    last. `in_force` says at which amounts the spans of both notices overlap one period of a rule.
    """

    meeting: Callable[[Question], Floats]
    in_force: Callable[[Rule, Interval, Interval], Sequence[Interval]]


def questions(of: World, a: Index, b: Index, kernel: Kernel) -> list[Question]:
    """What is to be asked of these pairs of rows? Every `b` is of the one notice that is changed."""
    pairs = np.column_stack([of.legs.notice[a], of.legs.notice[b]])
    return [
        question
        for other, own in np.unique(pairs, axis=0).tolist()
        for rows in [np.flatnonzero((pairs == (other, own)).all(axis=1))]
        for question in _of_pair(of, a[rows], b[rows], (other, own), kernel)
    ]


def _of_pair(of: World, a: Index, b: Index, pair: tuple[int, int], kernel: Kernel) -> Iterator[Question]:
    """Every clause where it could govern; the flags everywhere, but not while a clause surely governs."""
    surely: dict[int, Flags] = {}
    for number, rule in enumerate(of.rules[:-1]):
        if rule.concerns(of.notices[pair[0]], of.notices[pair[1]]):
            _, inside, reached = in_zone(of, rule.zone, a, b)
            yield Question(*pair, number, b[reached], _numbers(of, number, a[reached], b[reached], kernel))
            surely[number] = inside
    # Pieces that lie in the same zones have the same clauses that surely govern.
    alike, which = np.unique(
        np.column_stack(list(surely.values()) or [np.ones(len(a), np.bool_)]), axis=0, return_inverse=True
    )
    flags = len(of.rules) - 1
    for kind, insides in enumerate(alike.tolist()):
        rows = which.ravel() == kind
        instead = tuple(number for number, inside in zip(surely, insides, strict=False) if inside)
        yield Question(*pair, flags, b[rows], _numbers(of, flags, a[rows], b[rows], kernel), instead)


def _numbers(of: World, rule: int, a: Index, b: Index, kernel: Kernel) -> Floats:
    """What the kernel says of each pair of rows, on the widest reading."""
    margin, reach, error = bounds(of, rule, a, b)
    aside = of.legs.aside_m[a] + of.legs.aside_m[b]
    within = plane_m(of.rules[rule].separation_m + reach + aside + error)
    rows = of.legs.possible
    return kernel(rows[a], rows[b], margin.up_m, margin.down_m, within)


def forbidden(of: World, asked: Iterable[Question], change: Change) -> list[Interval]:
    """At which amounts of the change could the notice meet someone, or could it not be told?"""
    return [interval for question in asked for interval in _forbidden(of, question, change)]


def _forbidden(of: World, question: Question, change: Change) -> Iterator[Interval]:
    meeting = [(low, high) for low, high in change.meeting(question).tolist() if low <= high]
    if not meeting:
        return
    if question.rule < len(of.rules) - 1:
        spans = of.span[question.other], of.span[question.own]
        governs = change.in_force(of.rules[question.rule], *spans)
        yield from (part for interval in meeting for part in _common(interval, governs))
        return
    sure = of.sure_span[question.other], of.sure_span[question.own]
    ruled = [amounts for clause in question.instead for amounts in change.in_force(of.rules[clause], *sure)]
    yield from (part for interval in meeting for part in _without(interval, ruled))


def _common(interval: Interval, others: Iterable[Interval]) -> list[Interval]:
    parts = [(max(interval[0], low), min(interval[1], high)) for low, high in others]
    return [(low, high) for low, high in parts if low <= high]


def _without(interval: Interval, others: Sequence[Interval]) -> list[Interval]:
    """What is left of a closed interval without closed others: up to an instant before each, from an instant after."""
    left = [interval]
    for low, high in others:
        parts = [((first, min(last, low - 1)), (max(first, high + 1), last)) for first, last in left]
        left = [part for pair in parts for part in pair if part[0] <= part[1]]
    return left


def gaps(forbidden: Iterable[Interval], unit: int, first: int, last: int) -> list[Whole]:
    """Which whole units from `first` to `last` lie in none of these? Closed intervals, ascending.

    `forbidden` is closed, in parts of which `unit` make a whole; none for `first` after `last`.
    """
    free: list[Whole] = []
    at = first
    for low, high in _whole(forbidden, unit):
        if low > at:
            free.append((at, int(min(low - 1, last))))
        if high >= last:
            return [(begin, end) for begin, end in free if begin <= end]
        at = max(at, int(high) + 1) if high >= at else at
    return [*free, (at, last)] if at <= last else free


def _whole(intervals: Iterable[Interval], unit: int) -> list[Interval]:
    """The first and last whole unit in each closed interval, ascending; none where it holds none."""
    whole = [(_rounded(ceil, low, unit), _rounded(floor, high, unit)) for low, high in intervals]
    return sorted((low, high) for low, high in whole if low <= high)


def _rounded(toward: Callable[[float], int], amount: float, unit: int) -> float:
    return toward(amount / unit) if isfinite(amount) else amount
