"""When could it leave and meet no one? The forbidden delays of one notice against everything else, and the gaps between them.

The delays that let two rows meet are one closed interval (:func:`herald.check.meet.forbidden`); the union over all rows and rules
is sorted once, and its gaps are the departures that meet no one and leave nothing untold. Source: design/retime.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, isfinite

import numpy as np

from herald.agreement.model import Agreement
from herald.check import compiled
from herald.check.answer import Clears, Limits
from herald.check.asking import ask, bounds, candidates_of, in_zone
from herald.check.governing import Interval
from herald.check.legs import Flags, Index
from herald.check.world import World, world
from herald.geometry.ellipsoid import plane_m
from herald.notice.lifecycle import standing
from herald.notice.model import Notice
from herald.units import DAY, SECOND, NoticeId

Seconds = tuple[int, int]
"""A closed interval of whole seconds of delay; negative is earlier."""
DAY_S = DAY // SECOND


def clear_shifts(
    notice: NoticeId, notices: Sequence[Notice], agreement: Agreement | None, limits: Limits, horizon_s: int
) -> tuple[Seconds, ...]:
    """By which whole seconds may this notice be shifted so that it meets no one and nothing about it is untold?

    Closed intervals within the horizon either way, ascending. Raises KeyError if the notice is not among those checked.
    """
    of = world(standing(notices).checked, agreement, limits)
    numbers = {known.id: number for number, known in enumerate(of.notices)}
    return clear(of, numbers[notice], horizon_s)


def clears(of: World, notice: int) -> Clears:
    """By how little, within 24 h, must this notice be shifted to meet no one? Re-checked before it is said."""
    free = clear(of, notice, DAY_S)
    later = [max(first, 1) for first, last in free if last >= 1]
    earlier = [-min(last, -1) for first, last in free if first <= -1]
    return Clears(later_s=min(later, default=None), earlier_s=min(earlier, default=None))


def clear(of: World, notice: int, horizon_s: int) -> tuple[Seconds, ...]:
    """The clear delays of one notice, each end of each interval re-checked by the check itself."""
    a, b = candidates_of(of, notice, float(horizon_s * SECOND))
    free = _gaps(_seconds(forbidden(of, a, b)), horizon_s)
    return tuple(part for interval in free for part in _confirmed(of, notice, a, b, interval))


def forbidden(of: World, a: Index, b: Index) -> list[Interval]:
    """Which delays of the rows `b`, all of one notice, could let them meet `a` under the rules as they would then govern?

    A clause governs while the delay keeps both notices in a period of its being in force; elsewhere the flags do.
    """
    found: list[Interval] = []
    pairs = np.column_stack([of.legs.notice[a], of.legs.notice[b]])
    for i, j in np.unique(pairs, axis=0).tolist():
        rows = np.flatnonzero((pairs == (i, j)).all(axis=1))
        found += _of_pair(of, i, j, a[rows], b[rows])
    return found


def _of_pair(of: World, i: int, j: int, a: Index, b: Index) -> list[Interval]:
    """The forbidden delays of one pair of notices, under every rule for the delays at which it could govern.

    The flags could govern at every delay but those at which a clause surely does.
    """
    found: list[Interval] = []
    sure: list[tuple[tuple[Interval, ...], Flags]] = []
    for number, rule in enumerate(of.rules[:-1]):
        if rule.concerns(of.notices[i], of.notices[j]):
            _, inside, reached = in_zone(of, rule.zone, a, b)
            meeting, delays = _intervals(of, number, a[reached], b[reached]), rule.delays(of.span[i], of.span[j])
            found += [part for interval in meeting for part in _common(interval, delays)]
            sure.append((rule.delays(of.sure_span[i], of.sure_span[j]), inside))
    # Pieces that lie in the same zones have the same delays at which a clause surely governs.
    columns = [inside for _, inside in sure] or [np.ones(len(a), np.bool_)]
    alike, which = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    for kind, insides in enumerate(alike.tolist()):
        rows = which.ravel() == kind
        ruled = [delay for (delays, _), inside in zip(sure, insides, strict=False) if inside for delay in delays]
        meeting = _intervals(of, len(of.rules) - 1, a[rows], b[rows])
        found += [part for interval in meeting for part in _without(interval, ruled)]
    return found


def _intervals(of: World, rule: int, a: Index, b: Index) -> list[Interval]:
    """The forbidden delays of each pair of rows that has any, on the widest reading."""
    margin, reach, error = bounds(of, rule, a, b)
    aside = of.legs.aside_m[a] + of.legs.aside_m[b]
    within = plane_m(of.rules[rule].separation_m + reach + aside + error)
    rows = of.legs.possible
    delays = compiled.forbidden(rows[a], rows[b], margin.up_m, margin.down_m, within)
    return [(low, high) for low, high in delays.tolist() if low <= high]


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


def _seconds(intervals: Iterable[Interval]) -> list[Interval]:
    """The first and last whole second in each closed interval of us, ascending; none where it holds no whole second."""
    whole = [(_rounded(ceil, low), _rounded(floor, high)) for low, high in intervals]
    return sorted((low, high) for low, high in whole if low <= high)


def _rounded(toward: Callable[[float], int], us: float) -> float:
    return toward(us / SECOND) if isfinite(us) else us


def _gaps(taken: Sequence[Interval], horizon_s: int) -> list[Seconds]:
    """What of [-horizon, horizon] is in none of these, which are in ascending order?"""
    free: list[Seconds] = []
    at = -horizon_s
    for low, high in taken:
        if low > at:
            free.append((at, int(min(low - 1, horizon_s))))
        if high >= horizon_s:
            return [(first, last) for first, last in free if first <= last]
        at = max(at, int(high) + 1) if high >= at else at
    return [*free, (at, horizon_s)]


def _confirmed(of: World, notice: int, a: Index, b: Index, interval: Seconds) -> Iterable[Seconds]:
    """The interval, drawn in from either end until the check itself finds nothing there."""
    first, last = interval
    while first <= last and _meets(of, notice, a, b, first):
        first += 1
    while first < last and _meets(of, notice, a, b, last):
        last -= 1
    return [(first, last)] if first <= last else []


def _meets(of: World, notice: int, a: Index, b: Index, delay_s: int) -> bool:
    """Shifted by this delay, would the check list anything about the notice?"""
    return len(ask(of.shifted(notice, delay_s * SECOND), a, b)) > 0
